//! How consumers write one and the same value.

use std::fmt;
use std::str::FromStr;

use super::kind::Kind;
use super::oid::encode_oid;

/// A way to write values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Lower-case hex; of a serial number the DER content octets, a leading 00 kept.
    Hex,
    /// A serial number in lower-case hex without the leading 00: Defender.
    Plain,
    /// Octets divided by colons: YARA, openssl, STIX.
    Colon,
    /// Upper-case octets divided by spaces: VirusTotal, Windows.
    Spaced,
    /// Upper-case hex: Sysmon, WDAC, certutil.
    Upper,
    /// An object identifier with dots.
    Dotted,
    /// An object identifier as DER in lower-case hex.
    Der,
    /// An extended key usage as WDAC writes it.
    Wdac,
    /// A text as it is.
    Text,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 9] = [
        Self::Hex,
        Self::Plain,
        Self::Colon,
        Self::Spaced,
        Self::Upper,
        Self::Dotted,
        Self::Der,
        Self::Wdac,
        Self::Text,
    ];

    /// The name in JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hex => "hex",
            Self::Plain => "plain",
            Self::Colon => "colon",
            Self::Spaced => "spaced",
            Self::Upper => "upper",
            Self::Dotted => "dotted",
            Self::Der => "der",
            Self::Wdac => "wdac",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no form `{0}`")]
pub struct UnknownForm(pub String);

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|form| form.name() == text).ok_or_else(|| UnknownForm(text.to_owned()))
    }
}

/// A value in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The form.
    pub form: Form,
    /// The value in it.
    pub text: String,
}

impl Spelling {
    fn new(form: Form, text: impl Into<String>) -> Self {
        Self { form, text: text.into() }
    }
}

/// Every way in which a value is written; the first is the value itself. Each way is listed once.
pub(super) fn spellings(kind: Kind, text: &str) -> Vec<Spelling> {
    let all = match kind {
        Kind::Serial | Kind::TimestampSerial => vec![
            Spelling::new(Form::Hex, text),
            Spelling::new(Form::Plain, plain(text)),
            Spelling::new(Form::Colon, paired(text, ":")),
            Spelling::new(Form::Spaced, paired(text, " ").to_ascii_uppercase()),
            Spelling::new(Form::Upper, text.to_ascii_uppercase()),
        ],
        Kind::FileHash
        | Kind::Authentihash
        | Kind::Imphash
        | Kind::RichHash
        | Kind::TbsHash
        | Kind::SpkiHash
        | Kind::StructureHash
        | Kind::DurableIdentityDer => {
            vec![Spelling::new(Form::Hex, text), Spelling::new(Form::Upper, text.to_ascii_uppercase())]
        }
        Kind::Thumbprint => vec![
            Spelling::new(Form::Hex, text),
            Spelling::new(Form::Upper, text.to_ascii_uppercase()),
            Spelling::new(Form::Colon, paired(text, ":")),
        ],
        Kind::DurableIdentity => {
            let der = encode_oid(text);
            let mut all = vec![Spelling::new(Form::Dotted, text)];
            all.extend(der.as_deref().map(|der| Spelling::new(Form::Der, hex::encode(der))));
            all.extend(der.as_deref().and_then(wdac_eku).map(|eku| Spelling::new(Form::Wdac, eku)));
            all
        }
        _ => vec![Spelling::new(Form::Text, text)],
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

    #[test]
    fn name_of_a_form_is_read_back() {
        for form in Form::ALL {
            assert_eq!(form.name().parse(), Ok(form));
        }
        assert!("base64".parse::<Form>().is_err());
    }

    fn texts(kind: Kind, text: &str) -> Vec<(&'static str, String)> {
        spellings(kind, text).into_iter().map(|spelling| (spelling.form.name(), spelling.text)).collect()
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
