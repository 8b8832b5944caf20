//! Names for elements: what the innermost element around a byte is called, and everything that encloses it.
//!
//! In: the bytes of a ContentInfo, a certificate or any other DER, and an offset. Out: the elements around the
//! offset, outermost first, with the field names of RFC 5652 and RFC 5280. Encapsulated DER (an extension's value,
//! a timestamp token's content) is entered too. Nothing is judged here.

use super::oid;
use super::reader::{Class, Element, Reader, Tag};
use super::values::decode_oid;
use crate::model::Location;

/// An element with the name of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedElement {
    /// Field name of the defining document; empty when the place has none.
    pub name: &'static str,
    /// Tag in words, `INTEGER`.
    pub tag: String,
    /// Tag, length and contents in the file.
    pub location: Location,
    /// Bytes of tag and length.
    pub header: usize,
}

impl NamedElement {
    /// The contents octets in the file.
    pub fn contents(&self) -> Location {
        let header = self.header as u64;
        Location::new(self.location.offset.saturating_add(header), self.location.length.saturating_sub(header))
    }

    /// Its name, or its tag when it has none.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.tag } else { self.name }
    }
}

/// How deep the elements are followed.
const MAX_DEPTH: usize = 48;

/// What the elements inside an element are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Start,
    ContentInfo,
    ContentOf(Content),
    SignedData,
    EncapsulatedContent,
    SpcIndirectData,
    DigestInfo,
    TstInfo,
    SignerInfos,
    SignerInfo,
    Certificates,
    Certificate,
    TbsCertificate,
    Validity,
    Name,
    RelativeName,
    NameAttribute,
    PublicKeyInfo,
    RsaKey,
    Algorithm,
    Algorithms,
    Extensions,
    Extension,
    Attributes,
    Attribute(Content),
    AttributeValues(Content),
    IssuerAndSerial,
    Unknown,
}

/// What an object identifier announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    SignedData,
    SpcIndirectData,
    TstInfo,
    Token,
    Countersignature,
    Other,
}

fn announced(oid: Option<&str>) -> Content {
    match oid {
        Some(oid::SIGNED_DATA) => Content::SignedData,
        Some(oid::SPC_INDIRECT_DATA) => Content::SpcIndirectData,
        Some(oid::TST_INFO) => Content::TstInfo,
        Some(oid::RFC3161_TOKEN | oid::NESTED_SIGNATURE | oid::TIME_STAMP_TOKEN) => Content::Token,
        Some(oid::COUNTERSIGNATURE) => Content::Countersignature,
        _ => Content::Other,
    }
}

/// Gives the elements of `bytes` around `offset`, outermost first; empty when no element covers it.
///
/// `base` is the offset of the first byte from the start of the file, and `offset` counts from there too. Reads at
/// most 48 levels; the work is bounded by the elements that precede the offset on each level.
pub fn elements_at(bytes: &[u8], base: u64, offset: u64) -> Vec<NamedElement> {
    let mut found = Vec::new();
    let mut reader = Reader::new(bytes, base);
    let mut shape = Shape::Start;
    while found.len() < MAX_DEPTH {
        let Some((name, element, inner)) = child_at(&mut reader, shape, offset) else { break };
        found.push(NamedElement {
            name,
            tag: element.tag.to_string(),
            location: element.location(),
            header: element.header_len,
        });
        if offset < element.contents_offset() {
            break;
        }
        shape = inner;
        reader = if element.tag.constructed {
            element.reader()
        } else if let Some(skipped) = wrapped(&element) {
            let contents = element.contents.get(skipped..).unwrap_or_default();
            Reader::new(contents, element.contents_offset().saturating_add(skipped as u64))
        } else {
            break;
        };
    }
    found
}

/// Bytes to skip before the DER inside an OCTET STRING or BIT STRING; `None` when there is none.
fn wrapped(element: &Element<'_>) -> Option<usize> {
    let skipped = match element.tag {
        tag if tag == Tag::OCTET_STRING => 0,
        tag if tag == Tag::BIT_STRING && element.contents.first() == Some(&0) => 1,
        _ => return None,
    };
    let contents = element.contents.get(skipped..)?;
    let inner = Reader::new(contents, 0).next_element().ok()??;
    // A digest or a signature may start like an element; only one that fills the string and is nested counts.
    (inner.raw.len() == contents.len() && (inner.tag.constructed || inner.minimal && contents.len() < 256))
        .then_some(skipped)
}

/// Finds the element around `offset` among those that are left, with its name and the shape of what is in it.
fn child_at<'a>(reader: &mut Reader<'a>, parent: Shape, offset: u64) -> Option<(&'static str, Element<'a>, Shape)> {
    let mut index = 0usize;
    let mut before = Before::default();
    // Ends: each step consumes at least two bytes of the input.
    while let Ok(Some(element)) = reader.next_element() {
        let (name, shape) = name_child(parent, index, &element, &before);
        if element.location().contains(offset) {
            return Some((name, element, shape));
        }
        if element.is(Tag::OID) && before.oid.is_none() {
            before.oid = decode_oid(&element);
        }
        // The version of a TBSCertificate is optional; places are counted from the serial number on.
        if !(parent == Shape::TbsCertificate && element.is(Tag::context(0))) {
            index = index.saturating_add(1);
        }
    }
    None
}

/// What came before an element on its level.
#[derive(Debug, Default)]
struct Before {
    oid: Option<String>,
}

fn name_child(parent: Shape, index: usize, element: &Element<'_>, before: &Before) -> (&'static str, Shape) {
    use Shape::{
        Algorithm, Algorithms, Attribute, AttributeValues, Attributes, Certificate, Certificates, ContentInfo,
        ContentOf, DigestInfo, EncapsulatedContent, Extension, Extensions, IssuerAndSerial, Name, NameAttribute,
        PublicKeyInfo, RelativeName, RsaKey, SignedData, SignerInfo, SignerInfos, SpcIndirectData, Start,
        TbsCertificate, TstInfo, Unknown, Validity,
    };
    let context = (element.tag.class == Class::Context).then_some(element.tag.number);
    let sequence = element.is(Tag::SEQUENCE);
    let content = || announced(before.oid.as_deref());
    match (parent, index) {
        (Start, _) if sequence => {
            let first = element.reader().next_element().ok().flatten();
            match first {
                Some(first) if first.is(Tag::OID) => ("ContentInfo", ContentInfo),
                Some(first) if first.is(Tag::SEQUENCE) => ("Certificate", Certificate),
                _ => ("", Unknown),
            }
        }
        (ContentInfo, 0) => ("contentType", Unknown),
        (ContentInfo, 1) => ("content", ContentOf(content())),
        (ContentOf(Content::SignedData), _) => ("SignedData", SignedData),
        (ContentOf(Content::SpcIndirectData), _) => ("SpcIndirectDataContent", SpcIndirectData),
        // In CMS the content is an OCTET STRING around it.
        (ContentOf(Content::TstInfo), _) if sequence => ("TSTInfo", TstInfo),
        (ContentOf(Content::TstInfo), _) => ("eContent", ContentOf(Content::TstInfo)),
        (SignedData, 0) => ("version", Unknown),
        (SignedData, 1) => ("digestAlgorithms", Algorithms),
        (SignedData, 2) => ("encapContentInfo", EncapsulatedContent),
        (SignedData, _) => match context {
            Some(0) => ("certificates", Certificates),
            Some(1) => ("crls", Unknown),
            _ => ("signerInfos", SignerInfos),
        },
        (EncapsulatedContent, 0) => ("eContentType", Unknown),
        (EncapsulatedContent, _) => ("eContent", ContentOf(content())),
        (SpcIndirectData, 0) => ("data", Unknown),
        (SpcIndirectData, _) => ("messageDigest", DigestInfo),
        (DigestInfo, 0) => ("digestAlgorithm", Algorithm),
        (DigestInfo, _) => ("digest", Unknown),
        (TstInfo, 0) => ("version", Unknown),
        (TstInfo, 1) => ("policy", Unknown),
        (TstInfo, 2) => ("messageImprint", DigestInfo),
        (TstInfo, 3) => ("serialNumber", Unknown),
        (TstInfo, 4) => ("genTime", Unknown),
        (TstInfo, _) => match context {
            Some(0) => ("tsa", Unknown),
            Some(1) => ("extensions", Extensions),
            _ if sequence => ("accuracy", Unknown),
            _ if element.is(Tag::BOOLEAN) => ("ordering", Unknown),
            _ => ("nonce", Unknown),
        },
        (Algorithms, _) => ("digestAlgorithm", Algorithm),
        (Algorithm, 0) => ("algorithm", Unknown),
        (Algorithm, _) => ("parameters", Unknown),
        (Certificates, _) if sequence => ("certificate", Certificate),
        (Certificates, _) => ("attributeCertificate", Unknown),
        (Certificate, 0) => ("tbsCertificate", TbsCertificate),
        (Certificate, 1) => ("signatureAlgorithm", Algorithm),
        (Certificate, _) => ("signatureValue", Unknown),
        (TbsCertificate, 0) if context == Some(0) => ("version", Unknown),
        (TbsCertificate, 0) => ("serialNumber", Unknown),
        (TbsCertificate, 1) => ("signature", Algorithm),
        (TbsCertificate, 2) => ("issuer", Name),
        (TbsCertificate, 3) => ("validity", Validity),
        (TbsCertificate, 4) => ("subject", Name),
        (TbsCertificate, 5) => ("subjectPublicKeyInfo", PublicKeyInfo),
        (TbsCertificate, _) => match context {
            Some(1) => ("issuerUniqueID", Unknown),
            Some(2) => ("subjectUniqueID", Unknown),
            // `[3] EXPLICIT`: the SEQUENCE inside has the same name.
            Some(3) => ("extensions", Extensions),
            _ => ("", Unknown),
        },
        (Validity, 0) => ("notBefore", Unknown),
        (Validity, _) => ("notAfter", Unknown),
        (Name, _) => ("RelativeDistinguishedName", RelativeName),
        (RelativeName, _) => ("AttributeTypeAndValue", NameAttribute),
        (NameAttribute, 0) => ("type", Unknown),
        (NameAttribute, _) => ("value", Unknown),
        (PublicKeyInfo, 0) => ("algorithm", Algorithm),
        (PublicKeyInfo, _) => ("subjectPublicKey", RsaKey),
        (RsaKey, 0) if sequence => ("RSAPublicKey", RsaKey),
        (RsaKey, 0) => ("modulus", Unknown),
        (RsaKey, _) => ("publicExponent", Unknown),
        (Extensions, _) => {
            let nested = element.reader().next_element().ok().flatten().is_some_and(|first| first.is(Tag::SEQUENCE));
            if nested { ("", Extensions) } else { ("Extension", Extension) }
        }
        (Extension, 0) => ("extnID", Unknown),
        (Extension, _) if element.is(Tag::BOOLEAN) => ("critical", Unknown),
        (Extension, _) => ("extnValue", Unknown),
        (SignerInfos, _) => ("SignerInfo", SignerInfo),
        (SignerInfo, 0) => ("version", Unknown),
        (SignerInfo, _) => match context {
            Some(0) if index == 1 => ("subjectKeyIdentifier", Unknown),
            Some(0) => ("signedAttrs", Attributes),
            Some(1) => ("unsignedAttrs", Attributes),
            _ if sequence && index == 1 => ("issuerAndSerialNumber", IssuerAndSerial),
            _ if sequence && index == 2 => ("digestAlgorithm", Algorithm),
            _ if sequence => ("signatureAlgorithm", Algorithm),
            _ => ("signature", Unknown),
        },
        (IssuerAndSerial, 0) => ("issuer", Name),
        (IssuerAndSerial, _) => ("serialNumber", Unknown),
        (Attributes, _) => {
            let oid = element.reader().next_element().ok().flatten().and_then(|first| decode_oid(&first));
            ("Attribute", Attribute(announced(oid.as_deref())))
        }
        (Attribute(_), 0) => ("attrType", Unknown),
        (Attribute(content), _) => ("attrValues", AttributeValues(content)),
        (AttributeValues(Content::Token), _) => ("ContentInfo", ContentInfo),
        (AttributeValues(Content::Countersignature), _) => ("SignerInfo", SignerInfo),
        (AttributeValues(_), _) => ("value", Unknown),
        (Start | ContentInfo | ContentOf(_) | Unknown, _) => ("", Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8], base: u64, offset: u64) -> Vec<&'static str> {
        elements_at(bytes, base, offset).iter().map(|element| element.name).collect()
    }

    /// `SEQUENCE { SEQUENCE { [0] { INTEGER 2 }, INTEGER 0x1234, SEQUENCE {} } }`
    const CERTIFICATE: [u8; 15] =
        [0x30, 0x0d, 0x30, 0x0b, 0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x02, 0x12, 0x34, 0x30, 0x00];

    #[test]
    fn serial_number_is_named_with_its_offset_in_the_file() {
        let found = elements_at(&CERTIFICATE, 0x1000, 0x100c);
        let last = found.last().unwrap();
        assert_eq!(names(&CERTIFICATE, 0x1000, 0x100c), ["Certificate", "tbsCertificate", "serialNumber"]);
        assert_eq!((last.location, last.contents()), (Location::new(0x1009, 4), Location::new(0x100b, 2)));
        assert_eq!(last.tag, "INTEGER");
    }

    #[test]
    fn header_of_an_element_belongs_to_the_element_itself() {
        assert_eq!(names(&CERTIFICATE, 0, 2), ["Certificate", "tbsCertificate"]);
        assert_eq!(names(&CERTIFICATE, 0, 4), ["Certificate", "tbsCertificate", "version"]);
    }

    #[test]
    fn offset_outside_of_every_element_gives_nothing() {
        assert!(elements_at(&CERTIFICATE, 0, 99).is_empty());
        assert!(elements_at(&[0x30, 0x84, 0xff], 0, 0).is_empty());
    }

    #[test]
    fn der_inside_an_octet_string_is_entered() {
        let bytes = [0x04, 0x05, 0x30, 0x03, 0x02, 0x01, 0x07];
        assert_eq!(elements_at(&bytes, 0, 6).len(), 3);
    }

    #[test]
    fn deep_nesting_ends_at_the_bound() {
        let mut bytes = Vec::new();
        for _ in 0..200 {
            bytes.splice(0..0, [0x30, 0x82, 0, 0]);
            let length = u16::try_from(bytes.len() - 4).unwrap().to_be_bytes();
            bytes[2..4].copy_from_slice(&length);
        }
        assert_eq!(elements_at(&bytes, 0, 799).len(), MAX_DEPTH);
    }
}
