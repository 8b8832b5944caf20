//! Rules about the code of two files.

use super::pair::Pair;
use super::rule::{PairHit, PairRule, Spot, needs_another_file};
use crate::model::{Confidence, Pe, Severity};
use crate::rules::{Family, Rule, Source};

/// Code of one make under two publishers.
pub(super) static SAME_IMPHASH_OTHER_SIGNER: PairRule = PairRule {
    rule: Rule {
        id: "same-imphash-other-signer",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Notice,
        confidence: Confidence::Low,
        what: "Two files of different content and different publishers have the same imphash or the same Rich hash. The \
               imphash of .NET images and of images that import from one library only is left out, and so are \
               installers (NSIS, Inno Setup).",
        why: "The imphash depends on the order in which functions were linked, the Rich hash on the tools of every \
              object: equal values speak for one code base, signed under two names.",
        harmless: "Toolchain stubs (installers, runtimes, packers) and open-source programs that several people build and \
                   sign.",
        verify: "python -c \"import pefile,sys; p=pefile.PE(sys.argv[1]); print(p.get_imphash(), \
                 p.get_rich_header_hash())\" FILE for both.",
        sources: &[
            Source::Published("Mandiant, Tracking Malware with Import Hashing, 2014"),
            Source::Published("Webster et al., Finding the Needle: A Study of the PE32 Rich Header, 2017"),
        ],
        effective: None,
        check: needs_another_file,
    },
    check: same_imphash_other_signer,
};

fn same_imphash_other_signer(pair: &Pair<'_>) -> Option<PairHit> {
    let (left, right) = (pair.left.analysis.pe.as_deref()?, pair.right.analysis.pe.as_deref()?);
    if pair.has_same_content() != Some(false)
        || is_installer(left)
        || is_installer(right)
        || pair.leaves().any(|leaves| leaves.is_same_publisher())
    {
        return None;
    }
    let leaves = pair.leaves().next()?;
    let imphash = same_imphash(pair).filter(|_| has_telling_imports(left) && has_telling_imports(right));
    let what = match (imphash, same_rich_hash(pair)) {
        (Some(imphash), Some(rich)) => format!("imphash {imphash} and Rich hash {rich}"),
        (Some(imphash), None) => format!("imphash {imphash}"),
        (None, Some(rich)) => format!("Rich hash {rich}"),
        (None, None) => return None,
    };
    let names = (leaves.left_leaf.display_name(), leaves.right_leaf.display_name());
    let hit = PairHit::new("One code base, two publishers", format!("{what}; A by {}, B by {}", names.0, names.1));
    Some(hit.at(Spot::signature(&leaves.left), Spot::signature(&leaves.right)))
}

/// The imphash of both files, when it is the same.
pub fn same_imphash(pair: &Pair<'_>) -> Option<String> {
    let imphash = pair.left.analysis.hashes.imphash.as_ref()?;
    (Some(imphash) == pair.right.analysis.hashes.imphash.as_ref()).then(|| imphash.to_string())
}

/// The Rich hash of both files, when it is the same.
pub fn same_rich_hash<'a>(pair: &Pair<'a>) -> Option<&'a str> {
    let rich = pair.left.analysis.pe.as_deref()?.rich_hash.as_deref()?;
    (Some(rich) == pair.right.analysis.pe.as_deref()?.rich_hash.as_deref()).then_some(rich)
}

/// Tells whether the imports are the program's own: .NET images import `_CorExeMain` alone, Go's and packers' stubs a
/// handful of functions of one library.
fn has_telling_imports(pe: &Pe) -> bool {
    !pe.dotnet && pe.imports.len() > 1
}

/// Tells whether the code is an installer's stub, which is the same for every program it carries.
fn is_installer(pe: &Pe) -> bool {
    pe.overlay.as_ref().is_some_and(|overlay| ["nsis", "inno"].contains(&overlay.magic.as_str()))
}
