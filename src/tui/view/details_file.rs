//! The fields of the file: hashes, PE facts, sections, version information, defects.

use super::details::Field;
use super::details_signature::verdict;
use super::history;
use super::token::Token;
use super::tree::in_file;
use crate::model::{Analysis, Location, Overlay, Pe, TableEnd};
use crate::tui::row::grouped;

/// The file as a whole.
pub fn file(analysis: &Analysis) -> Vec<Field> {
    let whole = Some(in_file(Location::new(0, analysis.size)));
    let mut fields = vec![
        Field::new("Path", &analysis.path).bytes(analysis.path_bytes.as_ref().map(|bytes| bytes.0.as_slice())),
        Field::new("Size", format!("{} bytes", grouped(analysis.size))).note(analysis.format.to_string()).at(whole),
    ];
    if let Some(bytes) = &analysis.path_bytes {
        fields.push(Field::new("Path bytes", bytes.to_string()).note("the name is no UTF-8"));
    }
    if analysis.signatures.is_empty() {
        fields.push(Field::new("Signature", unsigned_text(analysis)));
    }
    fields.extend(history::file_fields(analysis));
    for (name, hash) in [
        ("SHA-256", &analysis.hashes.sha256),
        ("SHA-1", &analysis.hashes.sha1),
        ("MD5", &analysis.hashes.md5),
        ("Authentihash", &analysis.hashes.authentihash.sha256),
        ("  SHA-1", &analysis.hashes.authentihash.sha1),
        ("Imphash", &analysis.hashes.imphash),
    ] {
        if let Some(hash) = hash {
            fields.push(Field::new(name, hash.to_string()).at(whole));
        }
    }
    fields.extend(verdict(&analysis.verdict));
    if let Some(pe) = &analysis.pe {
        fields.extend(pe_fields(pe));
    }
    fields
}

/// Why a file shows no signature.
pub fn unsigned_text(analysis: &Analysis) -> String {
    if !analysis.format.is_pe() {
        return "a format whose signature is not read".to_owned();
    }
    "no certificate table; catalog signatures cannot be seen from the file".to_owned()
}

fn pe_fields(pe: &Pe) -> Vec<Field> {
    let mut fields = vec![Field::heading("PE")];
    let mut kind = format!("{} {}", pe.machine, pe.subsystem);
    for (set, word) in [(pe.dll, " DLL"), (pe.dotnet, " .NET")] {
        if set {
            kind.push_str(word);
        }
    }
    fields.push(Field::new("Image", kind));
    fields.push(match (pe.link_time, pe.reproducible) {
        (Some(time), _) => Field::new("Link time", time.to_string()),
        (None, true) => Field::new("Link time", "none: reproducible build, the field is a hash"),
        (None, false) => Field::new("Link time", format!("none: the field is 0x{:08x}", pe.time_date_stamp)),
    });
    let stated = pe.checksum.stated;
    let checksum = Field::new("Checksum", format!("0x{stated:08x}"));
    fields.push(if stated == pe.checksum.computed {
        checksum.note("as computed")
    } else {
        checksum.note(format!("computed 0x{:08x}; no signature covers it", pe.checksum.computed))
    });
    for entry in &pe.certificate_table {
        let mut text = format!("0x{:x}+{}, revision 0x{:04x}", entry.offset, entry.length, entry.revision);
        if entry.padding > 0 {
            text.push_str(&format!(", {} bytes of padding", entry.padding));
        }
        let mut field =
            Field::new("WIN_CERTIFICATE", text).at(Some(in_file(Location::new(entry.offset, entry.length.into()))));
        if entry.padding_nonzero {
            field = field.note("padding is not zero").token(Token::Odd);
        }
        fields.push(field);
    }
    if let Some(directory) = pe.security_directory {
        let note = match pe.table_end {
            TableEnd::Absent => "absent",
            TableEnd::AtEnd => "ends where the file ends",
            TableEnd::BeforeEnd => "bytes follow it",
            TableEnd::BeyondEnd => "reaches beyond the file",
            TableEnd::Overlapping => "starts inside the image",
        };
        fields.push(
            Field::new("Cert table", format!("0x{:x}+{}", directory.offset, directory.length))
                .note(note)
                .at(Some(in_file(directory))),
        );
    }
    for (name, overlay) in [("Overlay", &pe.overlay), ("Trailing", &pe.trailing)] {
        if let Some(overlay) = overlay {
            fields.push(overlay_field(name, overlay));
        }
    }
    if let Some(path) = &pe.pdb {
        fields.push(Field::new("PDB", path));
    }
    if let Some(hash) = &pe.rich_hash {
        fields.push(Field::new("Rich hash", hash));
    }
    fields.push(Field::new("Linker", &pe.linker).note(format!("for Windows {}", pe.os_version)));
    for time in &pe.internal_times {
        let place = Some(in_file(Location::new(time.offset, 4)));
        fields.push(Field::new(format!("Time, {}", time.source), time.time.to_string()).at(place));
    }
    for note in &pe.layout_notes {
        fields.push(Field::new("Layout", note).token(Token::Odd));
    }
    fields
}

fn overlay_field(name: &str, overlay: &Overlay) -> Field {
    Field::new(name, format!("0x{:x}+{} {}", overlay.offset, grouped(overlay.size), overlay.magic))
        .note(format!("entropy {:.2}", overlay.entropy))
        .at(Some(in_file(Location::new(overlay.offset, overlay.size))))
}

/// The section table.
pub fn sections(analysis: &Analysis) -> Vec<Field> {
    let Some(pe) = &analysis.pe else { return Vec::new() };
    pe.sections
        .iter()
        .map(|section| {
            let text =
                format!("0x{:x}+{} at RVA 0x{:x}", section.offset, grouped(section.size), section.virtual_address);
            let entropy = section.entropy.map(|entropy| format!("entropy {entropy:.2}")).unwrap_or_default();
            Field::new(crate::text::Untrusted(&section.name).shown().text, text)
                .note(entropy)
                .at(Some(in_file(Location::new(section.offset, section.size))))
        })
        .collect()
}

/// VERSIONINFO.
pub fn version_info(analysis: &Analysis) -> Vec<Field> {
    let Some(pe) = &analysis.pe else { return Vec::new() };
    pe.version_info
        .iter()
        .map(|(key, value)| Field::new(crate::text::Untrusted(key).shown().text, value).url())
        .collect()
}

/// All defects.
pub fn defects(analysis: &Analysis) -> Vec<Field> {
    (0..analysis.defects.len()).flat_map(|index| defect(analysis, index)).collect()
}

/// One defect.
pub fn defect(analysis: &Analysis, index: usize) -> Vec<Field> {
    let Some(defect) = analysis.defects.get(index) else { return Vec::new() };
    let place = defect.offset.map(|offset| in_file(Location::new(offset, 1)));
    let at = defect.offset.map(|offset| format!(" at 0x{offset:x}")).unwrap_or_default();
    vec![
        Field::heading(format!("{}{at}", defect.stage)),
        Field::new("expected", &defect.expected).at(place),
        Field::new("found", &defect.found).at(place),
    ]
}
