//! Rules about bytes outside the image: overlay, bytes behind the table, a signature without a directory entry.

use super::PE_FORMAT;
use crate::model::{Confidence, Location, Overlay, Pe, Severity, TableEnd};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Bytes behind the certificate table.
pub(super) static CERT_TABLE_TRAILING_DATA: Rule = Rule {
    id: "cert-table-trailing-data",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The file does not end where its certificate table ends.",
    why: "The bytes were added after signing. They are part of the digest, so that it does not match; some tools ignore the \
          signature instead, others ignore the bytes.",
    harmless: "Files that were concatenated or padded in transfer.",
    verify: "objdump -p FILE: offset plus size of the Security Directory against the size of the file; xxd -s END FILE.",
    sources: &[
        PE_FORMAT,
        Source::Published("CVE-2012-0151, MS12-024"),
        Source::Measured("the table ends 202 of 202 files"),
    ],
    effective: None,
    check: cert_table_trailing_data,
};

fn cert_table_trailing_data(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if pe.table_end == TableEnd::Absent {
            return Answer::not_applicable("there is no certificate table");
        }
        let end = pe.security_directory.map(Location::end).unwrap_or_default();
        let behind = case.evidence.size.saturating_sub(end);
        Answer::when(pe.table_end == TableEnd::BeforeEnd, || match &pe.trailing {
            Some(trailing) => Hit::new(
                "Bytes behind the certificate table",
                format!("{} bytes, starting like {}, entropy {:.2}", trailing.size, trailing.magic, trailing.entropy),
            )
            .at(Location::new(trailing.offset, trailing.size)),
            None => {
                Hit::new("Bytes behind the certificate table", format!("{behind} bytes")).at(Location::new(end, behind))
            }
        })
    })
}

/// A signature that the directory does not point to.
pub(super) static SECURITY_DIRECTORY_ORPHAN: Rule = Rule {
    id: "security-directory-orphan",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The security directory is empty or cannot be right (offset in the headers, size below 8), but a SignedData over SpcIndirectDataContent lies in the last 64 KiB of the file.",
    why: "The signature was stripped by clearing the directory entry, or hidden from tools that follow it. Its certificates still \
          tell where the file comes from.",
    harmless: "Packers and editors that clear the directory and forget the bytes.",
    verify: "Search the tail for the bytes 30 82 .. .. 06 09 2a 86 48 86 f7 0d 01 07 02 and decode with openssl pkcs7 -inform DER \
             -print_certs.",
    sources: &[Source::Practice],
    effective: None,
    check: security_directory_orphan,
};

fn security_directory_orphan(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| match pe.orphan_signature {
        Some(offset) => Answer::fired(
            Hit::new("A signature that the header does not point to", format!("a SignedData at 0x{offset:x}"))
                .at(Location::new(offset, case.evidence.size.saturating_sub(offset))),
        ),
        None => Answer::Silent,
    })
}

/// What an overlay starts with when it is a payload rather than an installer's data.
const PAYLOADS: &[&str] = &["zip", "mz", "7z", "rar"];
/// Bits a byte above which data is compressed or encrypted.
const DENSE: f64 = 7.9;

/// Words in VERSIONINFO and sections that only installers and self-extractors have.
const INSTALLER_WORDS: &[&str] = &["setup", "install", "self-extract", "sfx", "nsis", "bootstrap", "winzip"];
const INSTALLER_SECTIONS: &[&str] = &[".ndata", ".wixburn", "_winzip_"];

fn is_installer(pe: &Pe) -> bool {
    let magic = pe.overlay.as_ref().is_some_and(|overlay| matches!(overlay.magic.as_str(), "nsis" | "inno"));
    let section = pe.sections.iter().any(|section| INSTALLER_SECTIONS.contains(&section.name.as_str()));
    let named = ["FileDescription", "InternalName", "OriginalFilename", "ProductName"]
        .iter()
        .filter_map(|key| pe.version_info.get(*key))
        .any(|text| {
            let text = text.to_ascii_lowercase();
            INSTALLER_WORDS.iter().any(|word| text.contains(word))
        });
    magic || section || named
}

/// Bytes between the image and the table.
pub(super) static OVERLAY_PRESENT: Rule = Rule {
    id: "overlay-present",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The file is signed, and bytes lie between its last section and the certificate table. A warning when the program does \
           not look like an installer and the bytes start like a ZIP, a PE, a 7z or a RAR file, or are larger than 1 MiB with \
           an entropy above 7.9 bits a byte, or larger than 16 MiB (their entropy is an estimate, which can be fooled).",
    why: "The bytes are signed, but the image does not load them: the place where droppers keep their payload.",
    harmless: "Installers and self-extractors keep their files there: 5 of 202 signed files.",
    verify: "dd if=FILE bs=1 skip=OFFSET count=SIZE of=overlay.bin, then file overlay.bin and binwalk.",
    sources: &[Source::Measured("5 of 202 files")],
    effective: None,
    check: overlay_present,
};

fn overlay_present(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if case.signatures.is_empty() {
            return Answer::not_applicable("the file has no signature");
        }
        let Some(overlay) = &pe.overlay else { return Answer::Silent };
        let installer = is_installer(pe);
        // Of a larger one only a sample was counted, and who made the file can choose what that sees.
        let dense = overlay.size > 1 << 20 && (overlay.entropy > DENSE || overlay.size > Overlay::COUNTED);
        let payload = PAYLOADS.contains(&overlay.magic.as_str()) || dense;
        let hit = Hit::new(
            "Signed data behind the image (overlay)",
            format!(
                "{} bytes, starting like {}, entropy {:.2}{}",
                overlay.size,
                overlay.magic,
                overlay.entropy,
                if installer { "; the program looks like an installer" } else { "" }
            ),
        )
        .at(Location::new(overlay.offset, overlay.size));
        Answer::fired(if payload && !installer { hit.severity(Severity::Warning) } else { hit })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::Fixture;

    fn overlay(magic: &str, size: u64, entropy: f64) -> Fixture {
        let mut file = Fixture::signed();
        file.pe().overlay = Some(Overlay { offset: 4096, size, magic: magic.to_owned(), entropy });
        file
    }

    #[test]
    fn payload_in_a_tool_is_a_warning_and_in_an_installer_a_notice() {
        assert!(Fixture::signed().silent(&OVERLAY_PRESENT));
        for (magic, size, entropy, expected) in [
            ("deadbeef", 5000, 7.99, Severity::Notice),
            ("deadbeef", (1 << 20) + 1, 7.9, Severity::Notice),
            ("deadbeef", (1 << 20) + 1, 7.91, Severity::Warning),
            ("mz", 600, 5.0, Severity::Warning),
            ("deadbeef", Overlay::COUNTED, 0.0, Severity::Notice),
            ("deadbeef", Overlay::COUNTED + 1, 0.0, Severity::Warning),
        ] {
            let mut file = overlay(magic, size, entropy);
            assert_eq!(file.severity(&OVERLAY_PRESENT), Some(expected), "{magic} {size} {entropy}");
            file.pe().version_info.insert("FileDescription".to_owned(), "Sample Setup".to_owned());
            assert_eq!(file.severity(&OVERLAY_PRESENT), Some(Severity::Notice), "an installer");
        }
        let mut unsigned = Fixture::unsigned();
        unsigned.pe().overlay = Some(Overlay { offset: 1, size: 1, magic: "zip".to_owned(), entropy: 0.0 });
        assert_eq!(unsigned.answer(&OVERLAY_PRESENT).name(), "not-applicable");
    }

    #[test]
    fn bytes_behind_the_table_fire_with_their_range() {
        let mut file = Fixture::signed();
        assert!(file.silent(&CERT_TABLE_TRAILING_DATA));
        file.pe().table_end = TableEnd::BeforeEnd;
        file.pe().security_directory = Some(Location::new(5992, 4000));
        assert_eq!(file.hits(&CERT_TABLE_TRAILING_DATA)[0].location, Some(Location::new(9992, 8)));
    }

    #[test]
    fn hidden_signature_fires() {
        let mut file = Fixture::unsigned();
        assert!(file.silent(&SECURITY_DIRECTORY_ORPHAN));
        file.pe().orphan_signature = Some(9000);
        assert_eq!(file.hits(&SECURITY_DIRECTORY_ORPHAN)[0].location, Some(Location::new(9000, 1000)));
    }
}
