//! Rows about the file as a whole: facts, verdict, VERSIONINFO.

use std::collections::BTreeSet;

use crate::compare::row::Table;
use crate::model::{Analysis, DigestAlgorithm, HexBytes, Overlay, Pe};
use crate::rules::comparison::{Pair, Spot};

pub(super) fn rows(pair: &Pair<'_>, table: &mut Table) {
    let (left, right) = (pair.left.analysis, pair.right.analysis);
    let mut file = table.section("file", Some(left), Some(right));
    file.text("name", |analysis| Some(file_name(&analysis.path)))
        .text("format", |analysis| Some(analysis.format.to_string()))
        .text("size", |analysis| Some(analysis.size.to_string()))
        .text("SHA-256", |analysis| hex(analysis.hashes.sha256.as_ref()))
        .text("SHA-1", |analysis| hex(analysis.hashes.sha1.as_ref()))
        .text("MD5", |analysis| hex(analysis.hashes.md5.as_ref()))
        .text("imphash", |analysis| hex(analysis.hashes.imphash.as_ref()));
    for algorithm in [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
        DigestAlgorithm::Sha1,
        DigestAlgorithm::Md5,
    ] {
        let field = format!("authentihash {algorithm}");
        file.text(&field, |analysis| hex(analysis.hashes.authentihash.get(algorithm)));
    }
    file.text("error", |analysis| analysis.error.clone());
    verdict(left, right, table);
    image(left, right, table);
    version_info(left.pe.as_deref(), right.pe.as_deref(), table);
}

fn verdict(left: &Analysis, right: &Analysis, table: &mut Table) {
    table
        .section("verdict", Some(left), Some(right))
        .text("assessment", |analysis| Some(analysis.assessment.to_string()))
        .text("summary", |analysis| Some(analysis.verdict.summary.to_string()))
        .text("integrity", |analysis| Some(analysis.verdict.integrity.to_string()))
        .text("authenticity", |analysis| Some(analysis.verdict.authenticity.to_string()))
        .text("trust", |analysis| Some(analysis.verdict.trust.to_string()))
        .text("Windows estimate", |analysis| Some(analysis.verdict.windows.name.clone()));
}

/// The headers. What of them is a list stands at the end of the table.
fn image(left: &Analysis, right: &Analysis, table: &mut Table) {
    let overlay_spot = |pe: &Pe| pe.overlay.as_ref().map(location);
    table
        .section("image", left.pe.as_deref(), right.pe.as_deref())
        .text("machine", |pe| Some(pe.machine.clone()))
        .text("subsystem", |pe| Some(pe.subsystem.clone()))
        .text("DLL", |pe| Some(yes_no(pe.dll)))
        .text(".NET", |pe| Some(yes_no(pe.dotnet)))
        .time("linked", |pe| if pe.reproducible { None } else { pe.link_time })
        .text("TimeDateStamp", |pe| Some(format!("0x{:08x}", pe.time_date_stamp)))
        .text("reproducible", |pe| Some(yes_no(pe.reproducible)))
        .text("linker", |pe| Some(pe.linker.clone()))
        .text("OS version", |pe| Some(pe.os_version.clone()))
        .text("PDB", |pe| pe.pdb.clone())
        .text("Rich hash", |pe| pe.rich_hash.clone())
        .text("checksum", |pe| Some(format!("0x{:08x}", pe.checksum.stated)))
        .text("checksum correct", |pe| Some(yes_no(pe.checksum.stated == pe.checksum.computed)))
        .text("headers", |pe| Some(format!("{} bytes", pe.size_of_headers)))
        .text("section alignment", |pe| Some(pe.section_alignment.to_string()))
        .text("certificate table entries", |pe| Some(pe.certificate_table.len().to_string()))
        .text("bytes behind the DER", |pe| {
            let padding: Vec<String> = pe.certificate_table.iter().map(|entry| entry.padding.to_string()).collect();
            (!padding.is_empty()).then(|| padding.join(", "))
        });
    table
        .section("image", left.pe.as_deref(), right.pe.as_deref())
        .spots(|pe| Spot::default().at(overlay_spot(pe)))
        .text("overlay", |pe| pe.overlay.as_ref().map(overlay_words));
    table
        .section("image", left.pe.as_deref(), right.pe.as_deref())
        .spots(|pe| Spot::default().at(pe.trailing.as_ref().map(location)))
        .text("behind the certificate table", |pe| pe.trailing.as_ref().map(overlay_words));
}

fn version_info(left: Option<&Pe>, right: Option<&Pe>, table: &mut Table) {
    let keys: BTreeSet<&String> = [left, right].into_iter().flatten().flat_map(|pe| pe.version_info.keys()).collect();
    let mut section = table.section("version info", left, right);
    for key in keys {
        section.text(key, |pe| pe.version_info.get(key).cloned());
    }
    section.text("language", |pe| pe.version_language.map(|language| format!("0x{language:04x}")));
}

fn location(overlay: &Overlay) -> crate::model::Location {
    crate::model::Location::new(overlay.offset, overlay.size)
}

fn overlay_words(overlay: &Overlay) -> String {
    format!("{} bytes, {}, entropy {:.2}", overlay.size, overlay.magic, overlay.entropy)
}

fn hex(bytes: Option<&HexBytes>) -> Option<String> {
    bytes.map(ToString::to_string)
}

/// What follows the last separator of either system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

pub(super) fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
