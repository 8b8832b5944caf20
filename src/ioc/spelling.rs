//! How consumers write one and the same value.

use super::kind::Kind;
use super::oid::encode_oid;

/// One way to write a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// Its name in JSON: `hex`, `plain`, `colon`, `spaced`, `upper`, `dotted`, `der`, `wdac`, `text`.
    pub name: &'static str,
    /// The value in it.
    pub text: String,
}

impl Spelling {
    fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: text.into() }
    }
}

/// Every way in which a value is written; the first is the value itself. Each way is listed once.
pub(super) fn spellings(kind: Kind, text: &str) -> Vec<Spelling> {
    let all = match kind {
        Kind::Serial | Kind::TimestampSerial => vec![
            Spelling::new("hex", text),
            Spelling::new("plain", plain(text)),
            Spelling::new("colon", paired(text, ":")),
            Spelling::new("spaced", paired(text, " ").to_ascii_uppercase()),
            Spelling::new("upper", text.to_ascii_uppercase()),
        ],
        Kind::FileHash
        | Kind::Authentihash
        | Kind::Imphash
        | Kind::RichHash
        | Kind::TbsHash
        | Kind::SpkiHash
        | Kind::StructureHash
        | Kind::DurableIdentityDer => {
            vec![Spelling::new("hex", text), Spelling::new("upper", text.to_ascii_uppercase())]
        }
        Kind::Thumbprint => vec![
            Spelling::new("hex", text),
            Spelling::new("upper", text.to_ascii_uppercase()),
            Spelling::new("colon", paired(text, ":")),
        ],
        Kind::DurableIdentity => {
            let der = encode_oid(text);
            let mut all = vec![Spelling::new("dotted", text)];
            all.extend(der.as_deref().map(|der| Spelling::new("der", hex::encode(der))));
            all.extend(der.as_deref().and_then(wdac_eku).map(|eku| Spelling::new("wdac", eku)));
            all
        }
        _ => vec![Spelling::new("text", text)],
    };
    let mut distinct: Vec<Spelling> = Vec::new();
    for spelling in all {
        if !distinct.iter().any(|known| known.text == spelling.text) {
            distinct.push(spelling);
        }
    }
    distinct
}

/// A serial number as a hexadecimal number: without the octet 00 that DER puts before a set top bit.
///
/// Only whole octets are taken off, so that the number of digits stays even, as Microsoft's tables and VirusTotal
/// write it.
pub(super) fn plain(hex: &str) -> &str {
    let mut rest = hex;
    while let Some(shorter) = rest.strip_prefix("00").filter(|shorter| !shorter.is_empty()) {
        rest = shorter;
    }
    rest
}

/// Hex digits with a separator between the octets.
pub(super) fn paired(hex: &str, separator: &str) -> String {
    let octets: Vec<&str> = (0..hex.len()).step_by(2).filter_map(|at| hex.get(at..at.saturating_add(2))).collect();
    octets.join(separator)
}

/// An extended key usage as WDAC's `EKU` element takes it: 01 in place of the tag 06, then length and contents.
///
/// Source: the `EKUs` of the default policies in Windows, `010A2B0601040182370A0306` for 1.3.6.1.4.1.311.10.3.6.
pub(super) fn wdac_eku(der: &[u8]) -> Option<String> {
    Some(format!("01{}", hex::encode_upper(der.get(1..)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(kind: Kind, text: &str) -> Vec<(&'static str, String)> {
        spellings(kind, text).into_iter().map(|spelling| (spelling.name, spelling.text)).collect()
    }

    #[test]
    fn serial_is_spelled_in_every_way() {
        let expected =
            [("hex", "00b4a1"), ("plain", "b4a1"), ("colon", "00:b4:a1"), ("spaced", "00 B4 A1"), ("upper", "00B4A1")];
        let expected: Vec<(&str, String)> = expected.map(|(name, text)| (name, text.to_owned())).to_vec();
        assert_eq!(texts(Kind::Serial, "00b4a1"), expected);
    }

    #[test]
    fn serial_zero_stays_zero_and_a_zero_digit_stays() {
        assert_eq!(plain("00"), "00");
        assert_eq!(plain("0a08"), "0a08");
        assert_eq!(plain("000a"), "0a");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn identity_is_spelled_for_wdac_with_01_for_the_tag() {
        let all = texts(Kind::DurableIdentity, "1.3.6.1.4.1.311.10.3.6");
        assert_eq!(all[1], ("der", "060a2b0601040182370a0306".to_owned()));
        assert_eq!(all[2], ("wdac", "010A2B0601040182370A0306".to_owned()));
    }
}
