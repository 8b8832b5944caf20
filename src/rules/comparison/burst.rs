//! The rule about many files: unrelated programs signed with one leaf within minutes.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::Half;
use super::product::Product;
use super::rule::{finding, needs_another_file};
use crate::model::{Analysis, Confidence, Finding, HexBytes, Instant, Severity, Thumbprint};
use crate::rules::{Family, Rule, Source};

/// Files that make a burst.
const FILES: usize = 5;
/// Seconds between the first and the last timestamp of a burst.
const WINDOW: i64 = 600;

/// Unrelated programs signed with one leaf within minutes.
pub(super) static SIGNING_BURST: Rule = Rule {
    id: "signing-burst",
    family: Family::Comparison,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "Five files or more were timestamped within ten minutes under one leaf certificate, and no word of CompanyName \
           and ProductName is common to half of them.",
    why: "Whoever signs for others signs in batches: unrelated programs of unrelated names, one certificate, one hour.",
    harmless: "A release build signs hundreds of files at once; those of its own product have names in common, bundled \
               libraries of others do not.",
    verify: "Group by leaf certificate, sort by signing time, and read CompanyName and ProductName of the neighbours.",
    sources: &[Source::Published("Microsoft Threat Intelligence on the signing service Fox Tempest, 2026")],
    effective: None,
    check: needs_another_file,
};

/// A fired rule about a set of files.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetFinding {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// The files meant, as indices into the set.
    pub files: Vec<usize>,
}

/// One dated signature of the set.
struct Dated<'a> {
    time: Instant,
    file: usize,
    sha256: Option<&'a HexBytes>,
}

/// Runs the rules about sets of files.
pub fn run_set(files: &[&Analysis], disabled: &BTreeSet<String>) -> Vec<SetFinding> {
    if disabled.contains(SIGNING_BURST.id) {
        return Vec::new();
    }
    let mut by_leaf: BTreeMap<Thumbprint, Vec<Dated<'_>>> = BTreeMap::new();
    for (file, analysis) in files.iter().enumerate() {
        for signature in &analysis.signatures {
            if let (Some(leaf), Some(time)) = (signature.facts.signer, signature.trusted_time) {
                let sha256 = analysis.hashes.sha256.as_ref();
                by_leaf.entry(leaf).or_default().push(Dated { time, file, sha256 });
            }
        }
    }
    by_leaf.into_iter().filter_map(|(leaf, dated)| burst(files, leaf, dated)).collect()
}

/// The largest burst of one leaf.
fn burst(files: &[&Analysis], leaf: Thumbprint, mut dated: Vec<Dated<'_>>) -> Option<SetFinding> {
    // A file twice in the set, or signed twice with one leaf, is one file.
    let (mut contents, mut paths) = (BTreeSet::new(), BTreeSet::new());
    dated.retain(|one| one.sha256.is_none_or(|sha256| contents.insert(sha256)) && paths.insert(one.file));
    dated.sort_by_key(|one| one.time);
    let window = (0..dated.len())
        .filter_map(|start| {
            let rest = dated.get(start..)?;
            let first = rest.first()?.time;
            let length = rest.iter().take_while(|one| one.time.seconds_since(first) <= WINDOW).count();
            rest.get(..length)
        })
        .max_by_key(|window| window.len())?;
    if window.len() < FILES {
        return None;
    }
    let products: Vec<Product<'_>> =
        window.iter().filter_map(|one| Some(Product::of(&Half::new(files.get(one.file)?)))).collect();
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    for word in products.iter().flat_map(Product::words) {
        let count = shared.entry(word).or_default();
        *count = count.saturating_add(1);
    }
    // Files that name no product cannot be told apart: they count as related.
    let named = products.iter().filter(|product| !product.words().is_empty()).count();
    let most = shared.values().max().copied().unwrap_or(0);
    if named < FILES || most.saturating_mul(2) >= named {
        return None;
    }
    let (first, last) = (window.first()?.time, window.last()?.time);
    let names: Vec<String> = products.iter().take(FILES).map(ToString::to_string).collect();
    let detail =
        format!("{} files under leaf {leaf} from {first} to {last}, among them {}", window.len(), names.join("; "));
    let finding = finding(&SIGNING_BURST, None, "Unrelated programs signed within minutes".to_owned(), detail);
    Some(SetFinding { finding, files: window.iter().map(|one| one.file).collect() })
}
