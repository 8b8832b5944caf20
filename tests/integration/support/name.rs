//! Writes distinguished names attribute by attribute, in any string type and with any bytes.

use super::der_writer::{oid, sequence, set, tlv, utf16_be};

/// ASN.1 tag of UTF8String.
pub const UTF8: u8 = 0x0C;
/// ASN.1 tag of PrintableString.
pub const PRINTABLE: u8 = 0x13;
/// ASN.1 tag of TeletexString.
pub const TELETEX: u8 = 0x14;
/// ASN.1 tag of IA5String.
pub const IA5: u8 = 0x16;
/// ASN.1 tag of BMPString.
pub const BMP: u8 = 0x1E;

/// One attribute: type, string tag, raw bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAttribute {
    pub oid: String,
    pub tag: u8,
    pub value: Vec<u8>,
}

/// A distinguished name, one attribute in each RelativeDistinguishedName.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name(pub Vec<NameAttribute>);

impl Name {
    /// Starts an empty name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an attribute as it is.
    pub fn raw(mut self, oid: &str, tag: u8, value: impl AsRef<[u8]>) -> Self {
        self.0.push(NameAttribute { oid: oid.to_owned(), tag, value: value.as_ref().to_vec() });
        self
    }

    /// Adds text: PrintableString where its alphabet allows it, else UTF8String.
    pub fn text(self, oid: &str, text: &str) -> Self {
        let printable = text.bytes().all(|b| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b));
        self.raw(oid, if printable { PRINTABLE } else { UTF8 }, text)
    }

    /// Adds text as BMPString.
    pub fn bmp(self, oid: &str, text: &str) -> Self {
        self.raw(oid, BMP, utf16_be(text))
    }

    /// Adds a common name.
    pub fn cn(self, text: &str) -> Self {
        self.text("2.5.4.3", text)
    }

    /// Adds an organization.
    pub fn o(self, text: &str) -> Self {
        self.text("2.5.4.10", text)
    }

    /// Adds an organizational unit.
    pub fn ou(self, text: &str) -> Self {
        self.text("2.5.4.11", text)
    }

    /// Adds a locality.
    pub fn l(self, text: &str) -> Self {
        self.text("2.5.4.7", text)
    }

    /// Adds a state or province.
    pub fn st(self, text: &str) -> Self {
        self.text("2.5.4.8", text)
    }

    /// Adds a country.
    pub fn c(self, text: &str) -> Self {
        self.text("2.5.4.6", text)
    }

    /// Replaces the value of the first attribute of that type.
    pub fn replace(mut self, oid: &str, tag: u8, value: impl AsRef<[u8]>) -> Self {
        if let Some(attribute) = self.0.iter_mut().find(|attribute| attribute.oid == oid) {
            attribute.tag = tag;
            attribute.value = value.as_ref().to_vec();
        }
        self
    }

    /// Drops the attributes of that type.
    pub fn without(mut self, oid: &str) -> Self {
        self.0.retain(|attribute| attribute.oid != oid);
        self
    }

    /// Returns the encoded Name.
    pub fn der(&self) -> Vec<u8> {
        sequence(self.0.iter().map(|a| set([sequence([oid(&a.oid), tlv(a.tag, &a.value)])])))
    }
}
