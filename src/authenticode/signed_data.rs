//! ContentInfo and SignedData (RFC 5652 sections 3 and 5.1; PKCS #7 1.5 in Authenticode), item by item.
//!
//! The whole-message decoder of the `cms` crate refuses what real files hold: duplicate certificates, attribute
//! certificates, BER. So the frame is walked here and only items go to it.

use std::borrow::Cow;

use super::signer_info::{SignerInfo, parse_signer_info};
use super::unread::Unread;
use crate::asn1::{Asn1Error, Class, Element, Tag, decode_octet_string, decode_oid, decode_unsigned, oid};
use crate::model::{Defect, Stage};
use crate::policy::Limits;

/// A SignedData as encoded.
///
/// ```text
/// SignedData ::= SEQUENCE {
///   version INTEGER, digestAlgorithms SET OF AlgorithmIdentifier, encapContentInfo EncapsulatedContentInfo,
///   certificates [0] IMPLICIT CertificateSet OPTIONAL, crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
///   signerInfos SET OF SignerInfo }
/// ```
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    /// The whole ContentInfo.
    pub content_info: Element<'a>,
    /// Version; 1 in Authenticode, 3 in timestamp tokens.
    pub version: Option<u64>,
    /// Dotted OIDs of digestAlgorithms.
    pub digest_algorithms: Vec<String>,
    /// The encapsulated content type, dotted.
    pub content_type: Option<String>,
    /// The encapsulated content.
    pub content: Option<EncapsulatedContent<'a>>,
    /// The X.509 certificates in encoded order, duplicates kept.
    pub certificates: Vec<Element<'a>>,
    /// CertificateChoices that are no X.509 certificate.
    pub other_certificates: usize,
    /// Bytes that nothing here reads and that no digest covers, see [`Unread`].
    pub unread: Unread,
    /// The SignerInfos that could be read.
    pub signer_infos: Vec<SignerInfo<'a>>,
    /// How many SignerInfos there are, readable or not.
    pub signer_info_count: usize,
}

/// The content inside `eContent [0] EXPLICIT`.
#[derive(Debug, Clone)]
pub struct EncapsulatedContent<'a> {
    /// The element inside the explicit tag.
    pub element: Element<'a>,
    /// The octets that the messageDigest attribute covers: the contents octets of that element.
    ///
    /// For PKCS #7 content (SpcIndirectDataContent) this leaves out tag and length of the SEQUENCE; for CMS it is
    /// what the OCTET STRING holds (RFC 5652 section 5.4).
    pub hashed: Cow<'a, [u8]>,
}

/// Reads a ContentInfo that holds a SignedData.
///
/// `None` when there is not even a SignedData frame; whatever else is missing or broken is a defect, and the rest
/// is read.
pub fn parse_content_info<'a>(
    content_info: Element<'a>,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Option<SignedData<'a>> {
    let mut unread = Unread::default();
    let fields = match find_signed_data(content_info, &mut unread, defects) {
        Ok(fields) => fields,
        Err(error) => {
            push(defects, Stage::ContentInfo, error);
            return None;
        }
    };
    let mut signed_data = SignedData {
        content_info,
        version: None,
        digest_algorithms: Vec::new(),
        content_type: None,
        content: None,
        certificates: Vec::new(),
        other_certificates: 0,
        unread,
        signer_infos: Vec::new(),
        signer_info_count: 0,
    };
    if let Err(error) = read_fields(fields, &mut signed_data, limits, defects) {
        push(defects, Stage::SignedData, error);
    }
    Some(signed_data)
}

fn push(defects: &mut Vec<Defect>, stage: Stage, error: Asn1Error) {
    defects.push(Defect::new(stage, error.offset, error.expected, error.found));
}

/// `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }`
fn find_signed_data<'a>(
    content_info: Element<'a>,
    unread: &mut Unread,
    defects: &mut Vec<Defect>,
) -> Result<Element<'a>, Asn1Error> {
    let mut fields = content_info.expect(Tag::SEQUENCE, "ContentInfo")?.reader();
    let content_type = fields.expect(Tag::OID, "contentType")?;
    let oid = decode_oid(&content_type).unwrap_or_default();
    if oid != oid::SIGNED_DATA {
        return Err(Asn1Error::new(content_type.offset, format!("contentType signedData ({})", oid::SIGNED_DATA), oid));
    }
    let mut content = fields.expect(Tag::context(0), "content")?.reader();
    let signed_data = content.expect(Tag::SEQUENCE, "SignedData")?;
    unread.refuse_rest(&content, "content", Stage::ContentInfo, defects);
    unread.refuse_rest(&fields, "ContentInfo", Stage::ContentInfo, defects);
    Ok(signed_data)
}

fn read_fields<'a>(
    signed_data: Element<'a>,
    into: &mut SignedData<'a>,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Result<(), Asn1Error> {
    let mut fields = signed_data.reader();
    let version = fields.expect(Tag::INTEGER, "version")?;
    into.version = decode_unsigned(&version);
    if into.version.is_none() {
        into.unread.refuse(version, "a version number", Stage::SignedData, defects);
    }

    let (algorithms, error) = fields.expect(Tag::SET, "digestAlgorithms")?.reader().collect_up_to(16);
    error.into_iter().for_each(|error| push(defects, Stage::SignedData, error));
    into.digest_algorithms = algorithms.iter().filter_map(algorithm_oid).collect();
    for algorithm in &algorithms {
        into.unread.add_algorithm(algorithm, Stage::SignedData, defects);
    }

    let encapsulated = fields.expect(Tag::SEQUENCE, "encapContentInfo")?;
    read_content(encapsulated, into, defects);

    while let Some(field) = fields.next_element()? {
        match (field.tag.class, field.tag.number) {
            (Class::Context, 0) => read_certificates(field, into, limits, defects),
            (Class::Context, 1) => {
                let (crls, error) = field.reader().collect_up_to(limits.certificates);
                error.into_iter().for_each(|error| push(defects, Stage::SignedData, error));
                for crl in crls {
                    if crl.is(Tag::SEQUENCE) || crl.is(Tag::context(1)) {
                        into.unread.add(crl);
                    } else {
                        into.unread.refuse(crl, "a RevocationInfoChoice", Stage::SignedData, defects);
                    }
                }
            }
            _ if field.is(Tag::SET) => {
                read_signer_infos(field, into, limits, defects);
                into.unread.refuse_rest(&fields, "SignedData", Stage::SignedData, defects);
                return Ok(());
            }
            _ => into.unread.refuse(field, "certificates [0], crls [1] or signerInfos", Stage::SignedData, defects),
        }
    }
    Err(Asn1Error::new(fields.offset(), "signerInfos (SET)", "the end of SignedData"))
}

fn read_content<'a>(encapsulated: Element<'a>, into: &mut SignedData<'a>, defects: &mut Vec<Defect>) {
    let mut fields = encapsulated.reader();
    let result = (|| {
        into.content_type = decode_oid(&fields.expect(Tag::OID, "eContentType")?);
        let explicit = fields.optional(Tag::context(0))?;
        into.unread.refuse_rest(&fields, "encapContentInfo", Stage::SignedData, defects);
        let Some(explicit) = explicit else { return Ok(()) };
        let mut inside = explicit.reader();
        let element = inside.expect_any("eContent")?;
        into.unread.refuse_rest(&inside, "eContent", Stage::SignedData, defects);
        let hashed = if element.is(Tag::OCTET_STRING) && element.tag.constructed {
            Cow::Owned(decode_octet_string(&element))
        } else {
            Cow::Borrowed(element.contents)
        };
        into.content = Some(EncapsulatedContent { element, hashed });
        Ok(())
    })();
    if let Err(error) = result {
        push(defects, Stage::SignedData, error);
    }
}

/// Reads the certificate set: X.509 certificates are SEQUENCEs, every other choice has one of the tags `[0]` to `[3]`.
fn read_certificates<'a>(set: Element<'a>, into: &mut SignedData<'a>, limits: &Limits, defects: &mut Vec<Defect>) {
    let (choices, error) = set.reader().collect_up_to(limits.certificates);
    error.into_iter().for_each(|error| push(defects, Stage::Certificate, error));
    for choice in choices {
        if choice.is(Tag::SEQUENCE) {
            into.certificates.push(choice);
            continue;
        }
        into.other_certificates = into.other_certificates.saturating_add(1);
        if choice.tag.class == Class::Context && choice.tag.constructed && choice.tag.number <= 3 {
            into.unread.add(choice);
        } else {
            into.unread.refuse(choice, "a CertificateChoice", Stage::SignedData, defects);
        }
    }
}

fn read_signer_infos<'a>(set: Element<'a>, into: &mut SignedData<'a>, limits: &Limits, defects: &mut Vec<Defect>) {
    let (infos, error) = set.reader().collect_up_to(limits.signatures);
    error.into_iter().for_each(|error| push(defects, Stage::SignedData, error));
    into.signer_info_count = infos.len();
    for info in infos {
        match parse_signer_info(info, limits, defects) {
            Ok(info) => into.signer_infos.push(info),
            Err(error) => {
                push(defects, Stage::SignedData, error);
                // The first one is the signer: no later one takes its place.
                if into.signer_infos.is_empty() {
                    return;
                }
            }
        }
    }
    if into.signer_info_count == 0 {
        push(defects, Stage::SignedData, Asn1Error::new(set.offset, "one SignerInfo", "none"));
    }
}

/// The dotted OID of an AlgorithmIdentifier.
///
/// The `spki` type of RustCrypto reads what is DER; a bare walk reads the rest.
pub(super) fn algorithm_oid(identifier: &Element<'_>) -> Option<String> {
    use cms::cert::x509::der::Decode as _;
    if let Ok(identifier) = cms::cert::x509::spki::AlgorithmIdentifierRef::from_der(identifier.raw) {
        return Some(identifier.oid.to_string());
    }
    let oid = identifier.reader().expect(Tag::OID, "algorithm").ok()?;
    decode_oid(&oid)
}
