//! Distinguished names as encoded, attribute by attribute.

use serde::{Deserialize, Serialize};

use super::Location;

/// The ASN.1 string type an attribute value was encoded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StringKind {
    /// UTF8String.
    Utf8,
    /// PrintableString.
    Printable,
    /// TeletexString (T61String), read as Latin-1.
    Teletex,
    /// BMPString (UCS-2, big endian).
    Bmp,
    /// UniversalString (UCS-4, big endian).
    Universal,
    /// IA5String.
    Ia5,
    /// NumericString.
    Numeric,
    /// VisibleString.
    Visible,
    /// Any other type; the text is hex.
    Other,
}

/// One AttributeTypeAndValue of a name (RFC 5280 section 4.1.2.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NameAttribute {
    /// Attribute type, dotted.
    pub oid: String,
    /// Short name (`CN`, `O`, `serialNumber`), or the dotted OID.
    pub name: String,
    /// The value as text, lossless for valid encodings; invalid units read as U+FFFD.
    pub value: String,
    /// How the value was encoded.
    pub kind: StringKind,
    /// Set when the bytes are no valid string of their kind.
    pub invalid: bool,
    /// Value bytes in the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<Location>,
}

/// A distinguished name: attributes in encoded order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DistinguishedName {
    /// All attributes in encoded order; those of one multi-valued RDN follow each other.
    pub attributes: Vec<NameAttribute>,
}

impl DistinguishedName {
    /// The value of the last attribute with this dotted OID (the most specific, as Windows shows it).
    pub fn find(&self, oid: &str) -> Option<&str> {
        self.attributes.iter().rev().find(|attribute| attribute.oid == oid).map(|attribute| attribute.value.as_str())
    }

    /// Common name, 2.5.4.3.
    pub fn common_name(&self) -> Option<&str> {
        self.find("2.5.4.3")
    }

    /// Organization name, 2.5.4.10.
    pub fn organization(&self) -> Option<&str> {
        self.find("2.5.4.10")
    }

    /// Country name, 2.5.4.6.
    pub fn country(&self) -> Option<&str> {
        self.find("2.5.4.6")
    }
}
