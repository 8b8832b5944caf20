//! A query for the table `DeviceFileCertificateInfo` of Defender's advanced hunting.
//!
//! `SignerHash` and `IssuerHash` are SHA-1 thumbprints in lower-case hex, `CertificateSerialNumber` is lower-case hex,
//! `Signer` and `Issuer` are common names; columns by Microsoft's table reference,
//! <https://learn.microsoft.com/defender-xdr/advanced-hunting-devicefilecertificateinfo-table>.

use super::{GENERATOR, RenderOptions};
use crate::ioc::basket::{Basket, Entry};
use crate::ioc::kind::{Kind, Party};
use crate::ioc::picked;
use crate::ioc::spelling::plain;
use crate::ioc::value::{needs_escape, visible};

/// The table's columns.
#[cfg(test)]
pub const COLUMNS: [&str; 18] = [
    "Timestamp",
    "DeviceId",
    "DeviceName",
    "SHA1",
    "IsSigned",
    "SignatureType",
    "Signer",
    "SignerHash",
    "Issuer",
    "IssuerHash",
    "CertificateSerialNumber",
    "CrlDistributionPointUrls",
    "CertificateCreationTime",
    "CertificateExpirationTime",
    "CertificateCountersignatureTime",
    "IsTrusted",
    "IsRootSignerMicrosoft",
    "ReportId",
];

/// The query: what was picked, joined by `or`; without anything that the table knows, only the comments.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let mut tests = Tests::default();
    for file in picked::files(basket).iter().filter(|file| file.has(Kind::FileHash)) {
        // The table knows files by SHA-1, whichever hash was picked.
        if let Some(sha1) = &file.analysis.hashes.sha1 {
            tests.add("SHA1", &sha1.to_string());
        }
    }
    for certificate in picked::certificates(basket) {
        let facts = certificate.facts();
        match certificate.party {
            Party::Leaf => {
                if certificate.has(Kind::Thumbprint) {
                    tests.add("SignerHash", &facts.sha1.to_string());
                }
                if certificate.has(Kind::Serial) {
                    tests.serial(&facts.serial.to_string(), facts.issuer_cn.as_deref());
                }
                if let (true, Some(name)) = (certificate.has_subject_name(), &facts.subject_cn) {
                    tests.add("Signer", name);
                }
            }
            Party::Issuer if certificate.has(Kind::Thumbprint) => {
                tests.add("IssuerHash", &facts.sha1.to_string());
            }
            _ => {}
        }
    }
    let mut out = format!("// {GENERATOR}, {}\n", options.at);
    let mut left_out: Vec<String> = Vec::new();
    for entry in basket.entries().iter().filter(|entry| !is_stated(basket, entry)) {
        let name = visible(&entry.value.id.name());
        if !left_out.contains(&name) {
            left_out.push(name);
        }
    }
    if !left_out.is_empty() {
        out.push_str(&format!("// not in this table: {}\n", left_out.join(", ")));
    }
    out + &tests.finish()
}

/// Tells whether the query states a picked value of this kind.
fn is_stated(basket: &Basket, entry: &Entry) -> bool {
    let id = &entry.value.id;
    match (entry.value.kind(), id.party) {
        (Kind::FileHash, _) | (Kind::Thumbprint, Some(Party::Leaf | Party::Issuer)) => true,
        (Kind::Serial | Kind::Subject, Some(Party::Leaf)) => true,
        (Kind::SubjectPart, Some(Party::Leaf)) => id.part.as_deref() == Some("CN"),
        // The issuer stands with the serial number, and only there.
        (Kind::Issuer | Kind::IssuerPart, Some(Party::Leaf)) => {
            basket.entries().iter().any(|other| other.value.kind() == Kind::Serial)
        }
        _ => false,
    }
}

/// The tests, by column.
#[derive(Default)]
struct Tests {
    lists: Vec<(&'static str, Vec<String>)>,
    serials: Vec<String>,
}

impl Tests {
    fn add(&mut self, column: &'static str, value: &str) {
        let literal = literal(value);
        match self.lists.iter_mut().find(|(name, _)| *name == column) {
            Some((_, values)) if values.contains(&literal) => {}
            Some((_, values)) => values.push(literal),
            None => self.lists.push((column, vec![literal])),
        }
    }

    /// A serial number counts together with its issuer. Whether the table keeps a leading 00 is not documented, so
    /// both spellings are asked for where they differ.
    fn serial(&mut self, hex: &str, issuer: Option<&str>) {
        let short = plain(hex);
        let number = if short == hex {
            format!("CertificateSerialNumber =~ {}", literal(hex))
        } else {
            format!("CertificateSerialNumber in~ ({}, {})", literal(short), literal(hex))
        };
        let test = match issuer {
            Some(issuer) => format!("({number} and Issuer =~ {})", literal(issuer)),
            None => number,
        };
        if !self.serials.contains(&test) {
            self.serials.push(test);
        }
    }

    fn finish(self) -> String {
        let mut tests: Vec<String> = Vec::new();
        for (column, values) in self.lists {
            tests.push(match values.as_slice() {
                [only] => format!("{column} =~ {only}"),
                several => format!("{column} in~ ({})", several.join(", ")),
            });
        }
        tests.extend(self.serials);
        if tests.is_empty() {
            return "// nothing picked that this table knows\n".to_owned();
        }
        format!("DeviceFileCertificateInfo\n| where {}\n", tests.join("\n    or "))
    }
}

/// A string literal: backslash escapes, `\uXXXX` (UTF-16) for what may not be copied as it is, so that the value is
/// exact.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        let mut buffer = [0; 4];
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            _ if needs_escape(character.encode_utf8(&mut buffer)) => {
                out.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
