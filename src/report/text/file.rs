//! The file: its headline, its facts, and where it is malformed.

use super::page::{Page, Role};
use crate::lists;
use crate::model::{Analysis, Assessment, Hashes, Overlay, Pe, Severity, TableEnd, Verdict};
use crate::report::row::shown_path;
use crate::report::{Header, in_words};
use crate::text::{Place, grouped};

/// Sections are listed up to this number; the rest is counted.
const SECTIONS: usize = 24;

/// What the file comes to.
pub(super) fn write_summary(analysis: &Analysis, header: &Header, page: &mut Page) {
    let path = shown_path(analysis, page.place(Place::Line)).text;
    page.heading(&format!("FILE  {path}"));
    let role = match analysis.assessment {
        Assessment::Fail => Role::Danger,
        Assessment::Review => Role::Caution,
        Assessment::NoAnomalyFound => Role::Plain,
    };
    page.field("Assessment", &page.paint(&analysis.assessment.to_string(), role));
    if let Some(error) = &analysis.error {
        page.prose("Error", error);
    }
    write_verdict(&analysis.verdict, page);
    write_who_and_when(analysis, page);
    page.field("Findings", &finding_counts(analysis));
    let store = &header.trust_store;
    let as_of = store.as_of.map(|date| format!(", list of {}", date.date())).unwrap_or_default();
    page.field("Judged as of", &header.evaluated_at.to_string());
    page.prose("Trust anchors", &format!("{}: {}{as_of}", store.anchors, store.source));
    if !header.lists.is_empty() {
        page.prose("Lists", &lists::in_one_line(&header.lists));
    }
    page.field("Size", &format!("{} bytes", grouped(analysis.size)));
    page.field("Format", &format_words(analysis));
    write_hashes(&analysis.hashes, page);
    page.field("Made by", &format!("{} {}", header.tool.name, header.tool.version));
}

/// The verdict's word, the three verdicts behind it, the estimate for Windows, the reasons.
pub(super) fn write_verdict(verdict: &Verdict, page: &mut Page) {
    page.field(
        "Verdict",
        &format!(
            "{} (integrity {}, authenticity {}, trust {})",
            verdict.summary, verdict.integrity, verdict.authenticity, verdict.trust
        ),
    );
    page.items("Because", &verdict.reasons);
    page.field("Windows, likely", &format!("{} {}", verdict.windows.code, verdict.windows.name));
}

/// The primary signature in three lines.
fn write_who_and_when(analysis: &Analysis, page: &mut Page) {
    let Some(primary) = analysis.primary() else { return };
    if let Some(leaf) = analysis.leaf(primary).map(|leaf| &leaf.facts) {
        page.theirs("Signer", leaf.display_name());
        page.theirs("  issued by", leaf.issuer_cn.as_deref().unwrap_or(&leaf.issuer));
        page.field(
            "  leaf lives",
            &format!("{} .. {} ({})", leaf.not_before, leaf.not_after, in_words(leaf.lifetime_seconds)),
        );
        page.theirs("Durable identity", leaf.durable_identity.as_deref().unwrap_or_default());
    }
    let time = match primary.trusted_time {
        Some(time) => format!("{time} (verified timestamp)"),
        None if primary.timestamp.is_some() => "not proven: the timestamp does not count".to_owned(),
        None => "not proven: there is no timestamp".to_owned(),
    };
    page.field("Signed before", &time);
}

/// How many findings of each severity, worst first.
fn finding_counts(analysis: &Analysis) -> String {
    let count = |severity| analysis.findings.iter().filter(|finding| finding.severity == severity).count();
    let severities = [Severity::Critical, Severity::Warning, Severity::Notice, Severity::Info];
    let parts: Vec<String> = severities
        .into_iter()
        .map(|severity| (severity, count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn format_words(analysis: &Analysis) -> String {
    let mut words = vec![analysis.format.to_string()];
    if let Some(pe) = &analysis.pe {
        words.push(pe.machine.clone());
        words.push(pe.subsystem.clone());
        words.extend(pe.dll.then(|| "DLL".to_owned()));
        words.extend(pe.dotnet.then(|| ".NET".to_owned()));
    }
    words.join(", ")
}

fn write_hashes(hashes: &Hashes, page: &mut Page) {
    let authentihash = &hashes.authentihash;
    let all = [
        ("MD5", &hashes.md5),
        ("SHA-1", &hashes.sha1),
        ("SHA-256", &hashes.sha256),
        ("Authentihash", &authentihash.sha256),
        ("  with SHA-1", &authentihash.sha1),
        ("  with MD5", &authentihash.md5),
        ("  with SHA-384", &authentihash.sha384),
        ("  with SHA-512", &authentihash.sha512),
        ("  as if signed", &authentihash.sha256_padded),
        ("Imphash", &hashes.imphash),
    ];
    for (label, hash) in all {
        page.field(label, &hash.as_ref().map(ToString::to_string).unwrap_or_default());
    }
}

/// What the image states about itself; nothing of it is proof.
pub(super) fn write_facts(analysis: &Analysis, page: &mut Page) {
    let Some(pe) = &analysis.pe else { return };
    page.heading("IMAGE");
    page.field("Linked", &link_time(pe));
    for time in &pe.internal_times {
        page.field("", &format!("{} directory: {}", time.source, time.time));
    }
    page.field("Checksum", &checksum(pe));
    page.field("Linker, OS", &format!("{}, {}", pe.linker, pe.os_version));
    for (index, (key, value)) in pe.version_info.iter().enumerate() {
        let value = format!("{}: {}", page.shown(key), page.shown(value));
        page.field(if index == 0 { "Version info" } else { "" }, &value);
    }
    page.theirs("PDB", pe.pdb.as_deref().unwrap_or_default());
    page.field("Rich hash", pe.rich_hash.as_deref().unwrap_or_default());
    page.field("Overlay", &pe.overlay.as_ref().map(overlay).unwrap_or_default());
    page.field("After the table", &pe.trailing.as_ref().map(overlay).unwrap_or_default());
    write_table(pe, page);
    for note in &pe.layout_notes {
        page.prose("Layout", note);
    }
    write_sections(pe, page);
}

fn link_time(pe: &Pe) -> String {
    let stamp = format!("0x{:08x}", pe.time_date_stamp);
    match pe.link_time {
        Some(time) => format!("{time} ({stamp})"),
        None if pe.reproducible => format!("reproducible build, the field holds a hash ({stamp})"),
        None => format!("not stated ({stamp})"),
    }
}

fn checksum(pe: &Pe) -> String {
    let (stated, computed) = (pe.checksum.stated, pe.checksum.computed);
    let answer = match (stated == computed, stated) {
        (true, _) => "as computed".to_owned(),
        (false, 0) => format!("not set, computed 0x{computed:08x}"),
        (false, _) => format!("differs, computed 0x{computed:08x}"),
    };
    format!("0x{stated:08x}, {answer}")
}

fn overlay(overlay: &Overlay) -> String {
    format!(
        "{} bytes at 0x{:x}, {}, entropy {:.2}",
        grouped(overlay.size),
        overlay.offset,
        overlay.magic,
        overlay.entropy
    )
}

fn write_table(pe: &Pe, page: &mut Page) {
    let Some(directory) = pe.security_directory else { return };
    let end = match pe.table_end {
        TableEnd::Absent => "",
        TableEnd::AtEnd => ", at the end of the file",
        TableEnd::BeforeEnd => ", bytes follow it",
        TableEnd::BeyondEnd => ", reaches beyond the file",
        TableEnd::Overlapping => ", starts inside headers or sections",
    };
    let place = format!("{} bytes at 0x{:x}{end}", grouped(directory.length), directory.offset);
    page.field("Certificates", &place);
    for entry in &pe.certificate_table {
        let nonzero = if entry.padding_nonzero { ", not all zero" } else { "" };
        let padding =
            if entry.padding > 0 { format!(", {} bytes of padding{nonzero}", entry.padding) } else { String::new() };
        let kind = if entry.kind == 2 { "PKCS SignedData".to_owned() } else { format!("type {}", entry.kind) };
        let length = grouped(u64::from(entry.length));
        page.field(
            "",
            &format!(
                "entry at 0x{:x}: {length} bytes, revision 0x{:04x}, {kind}{padding}",
                entry.offset, entry.revision
            ),
        );
    }
}

fn write_sections(pe: &Pe, page: &mut Page) {
    if pe.sections.is_empty() {
        return;
    }
    page.subheading("Sections");
    let mut rows: Vec<Vec<String>> =
        vec![["name", "offset", "size", "entropy"].into_iter().map(ToOwned::to_owned).collect()];
    rows.extend(pe.sections.iter().take(SECTIONS).map(|section| {
        let entropy = section.entropy.map_or_else(|| "-".to_owned(), |entropy| format!("{entropy:.2}"));
        vec![page.cell(&section.name, 24), format!("0x{:x}", section.offset), format!("0x{:x}", section.size), entropy]
    }));
    page.table(&rows);
    let more = pe.sections.len().saturating_sub(SECTIONS);
    if more > 0 {
        page.line(&format!("and {more} more"));
    }
}

/// Where the file is malformed.
pub(super) fn write_defects(analysis: &Analysis, page: &mut Page) {
    if analysis.defects.is_empty() {
        return;
    }
    page.heading(&format!("DEFECTS  {}", analysis.defects.len()));
    for defect in &analysis.defects {
        page.paragraph(2, &defect.to_string());
    }
}
