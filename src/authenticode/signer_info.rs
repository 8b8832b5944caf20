//! SignerInfo (RFC 5652 section 5.3) with its attributes as encoded.

use super::signed_data::algorithm_oid;
use super::unread::Unread;
use crate::asn1::{Asn1Error, Element, Tag, decode_octet_string, decode_oid, decode_unsigned};
use crate::model::{Defect, Stage};
use crate::policy::Limits;

/// A SignerInfo as encoded.
///
/// ```text
/// SignerInfo ::= SEQUENCE {
///   version INTEGER, sid SignerIdentifier, digestAlgorithm AlgorithmIdentifier,
///   signedAttrs [0] IMPLICIT SET OF Attribute OPTIONAL, signatureAlgorithm AlgorithmIdentifier,
///   signature OCTET STRING, unsignedAttrs [1] IMPLICIT SET OF Attribute OPTIONAL }
/// ```
#[derive(Debug, Clone)]
pub struct SignerInfo<'a> {
    /// The whole SignerInfo.
    pub element: Element<'a>,
    /// Version; 1, or 3 with a subject key identifier.
    pub version: Option<u64>,
    /// Whom it names as the signer.
    pub signer: SignerIdentifier<'a>,
    /// Dotted OID of digestAlgorithm.
    pub digest_algorithm: Option<String>,
    /// `signedAttrs`, with its `[0]` tag.
    pub signed_attributes_element: Option<Element<'a>>,
    /// The signed attributes in encoded order.
    pub signed_attributes: Vec<RawAttribute<'a>>,
    /// signatureAlgorithm, as encoded.
    pub signature_algorithm: Element<'a>,
    /// Dotted OID of signatureAlgorithm.
    pub signature_algorithm_oid: Option<String>,
    /// The OCTET STRING that holds the signature value.
    pub signature_element: Element<'a>,
    /// The signature value.
    pub signature: Vec<u8>,
    /// The unsigned attributes in encoded order.
    pub unsigned_attributes: Vec<RawAttribute<'a>>,
    /// Bytes that nothing here reads and that no digest covers, see [`Unread`].
    pub unread: Unread,
}

/// Whom a SignerInfo names.
#[derive(Debug, Clone)]
pub enum SignerIdentifier<'a> {
    /// issuerAndSerialNumber: the issuer's name as encoded, and the content octets of the serial number.
    IssuerAndSerial {
        /// The name, as encoded.
        issuer: Element<'a>,
        /// Content octets of the serial number.
        serial: &'a [u8],
    },
    /// `[0]` subjectKeyIdentifier.
    SubjectKeyId(&'a [u8]),
}

/// An attribute as encoded: `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF ANY }`.
#[derive(Debug, Clone)]
pub struct RawAttribute<'a> {
    /// The whole attribute.
    pub element: Element<'a>,
    /// Dotted OID.
    pub oid: String,
    /// The values in encoded order.
    pub values: Vec<Element<'a>>,
}

/// Reads one SignerInfo. Broken attributes are defects; the others are read.
///
/// # Errors
/// When signer, algorithms or signature value are missing.
pub fn parse_signer_info<'a>(
    info: Element<'a>,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Result<SignerInfo<'a>, Asn1Error> {
    let mut fields = info.expect(Tag::SEQUENCE, "SignerInfo")?.reader();
    let mut unread = Unread::default();
    let version_element = fields.expect(Tag::INTEGER, "version")?;
    let version = decode_unsigned(&version_element);
    if version.is_none() {
        unread.refuse(version_element, "a version number", Stage::SignedData, defects);
    }
    let signer = parse_signer_identifier(fields.expect_any("sid")?)?;
    let digest_algorithm = fields.expect(Tag::SEQUENCE, "digestAlgorithm")?;
    unread.add_algorithm(&digest_algorithm, Stage::SignedData, defects);
    let signed_attributes_element = fields.optional(Tag::context(0))?;
    let signature_algorithm = fields.expect(Tag::SEQUENCE, "signatureAlgorithm")?;
    let signature_element = fields.expect(Tag::OCTET_STRING, "signature")?;
    let unsigned_attributes = fields.optional(Tag::context(1))?;
    unread.refuse_rest(&fields, "SignerInfo", Stage::SignedData, defects);
    let signed_attributes = parse_attributes(signed_attributes_element, limits, &mut unread, defects);
    let unsigned_attributes = parse_attributes(unsigned_attributes, limits, &mut unread, defects);
    Ok(SignerInfo {
        element: info,
        version,
        signer,
        digest_algorithm: algorithm_oid(&digest_algorithm),
        signed_attributes,
        signed_attributes_element,
        signature_algorithm_oid: algorithm_oid(&signature_algorithm),
        signature_algorithm,
        signature: decode_octet_string(&signature_element),
        signature_element,
        unsigned_attributes,
        unread,
    })
}

fn parse_signer_identifier(sid: Element<'_>) -> Result<SignerIdentifier<'_>, Asn1Error> {
    if sid.is(Tag::context(0)) {
        return Ok(SignerIdentifier::SubjectKeyId(sid.short("subjectKeyIdentifier")?.contents));
    }
    let mut fields = sid.expect(Tag::SEQUENCE, "issuerAndSerialNumber")?.reader();
    let issuer = fields.expect(Tag::SEQUENCE, "issuer")?;
    let serial = fields.expect(Tag::INTEGER, "serialNumber")?.short("serialNumber")?.contents;
    Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
}

fn parse_attributes<'a>(
    set: Option<Element<'a>>,
    limits: &Limits,
    unread: &mut Unread,
    defects: &mut Vec<Defect>,
) -> Vec<RawAttribute<'a>> {
    let Some(set) = set else { return Vec::new() };
    let push = |error: Asn1Error, defects: &mut Vec<Defect>| {
        defects.push(Defect::new(Stage::Attributes, error.offset, error.expected, error.found));
    };
    let (elements, error) = set.reader().collect_up_to(limits.attributes);
    error.into_iter().for_each(|error| push(error, defects));
    let mut attributes = Vec::with_capacity(elements.len());
    for element in elements {
        match parse_attribute(element, limits, unread, defects) {
            Ok(attribute) => attributes.push(attribute),
            Err(error) => push(error, defects),
        }
    }
    attributes
}

fn parse_attribute<'a>(
    element: Element<'a>,
    limits: &Limits,
    unread: &mut Unread,
    defects: &mut Vec<Defect>,
) -> Result<RawAttribute<'a>, Asn1Error> {
    let mut fields = element.expect(Tag::SEQUENCE, "Attribute")?.reader();
    let attribute_type = fields.expect(Tag::OID, "attrType")?;
    let oid = decode_oid(&attribute_type)
        .ok_or_else(|| Asn1Error::new(attribute_type.offset, "an attribute type", "an unreadable OID"))?;
    let (values, error) = fields.expect(Tag::SET, "attrValues")?.reader().collect_up_to(limits.attributes);
    if let Some(error) = error {
        defects.push(Defect::new(Stage::Attributes, error.offset, error.expected, error.found));
    }
    unread.refuse_rest(&fields, "Attribute", Stage::Attributes, defects);
    Ok(RawAttribute { element, oid, values })
}
