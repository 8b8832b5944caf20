//! Is the root list what Microsoft signed?
//!
//! In: the signed list. Out: yes, or why not. The signer is judged at the list's own thisUpdate (its certificate lives
//! for one year, and the list has no timestamp), anchored to one pinned root, whatever the policy in force says.

use std::sync::Arc;

use super::ctl::Ctl;
use super::path::{Pool, Request, build_chain};
use super::store::TrustStore;
use crate::asn1::{Asn1Error, Element, Tag, decode_oid, oid, open_signed_data};
use crate::model::{CertificateFacts, DigestAlgorithm, Usage};
use crate::policy::Limits;
use crate::verify::{PairCache, SignatureError, compute_digest, verify_signer_info};

/// SHA-256 of Microsoft Root Certificate Authority 2010.
const PINNED_ROOT: [u8; 32] = [
    0xdf, 0x54, 0x5b, 0xf9, 0x19, 0xa2, 0x43, 0x9c, 0x36, 0x98, 0x3b, 0x54, 0xcd, 0xfc, 0x90, 0x3d, 0xfa, 0x4f, 0x37,
    0xd3, 0x99, 0x6d, 0x8d, 0x84, 0xb4, 0xc3, 0x1e, 0xec, 0x6f, 0x3c, 0x16, 0x3e,
];

/// Most certificates and attributes of the list's SignedData that are read.
const MAX_ELEMENTS: usize = 64;

/// Why the list's signature is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The SignedData cannot be read.
    #[error("{0}")]
    Malformed(#[from] Asn1Error),
    /// A digest algorithm that nobody uses for this.
    #[error("digest algorithm {0} is not known")]
    Digest(String),
    /// The list is not the one that was signed.
    #[error("its messageDigest is not the digest of the list")]
    Content,
    /// The signer's certificate is not in the list.
    #[error("its signer's certificate is missing")]
    NoSigner,
    /// The signature itself.
    #[error("{0}")]
    Signature(#[from] SignatureError),
    /// The signer's chain.
    #[error("its signer {0} has no valid chain to Microsoft Root Certificate Authority 2010")]
    Chain(String),
}

/// Verifies the signature of a trust list (RFC 5652 section 5.4) and its signer's chain at the list's thisUpdate.
///
/// # Errors
/// See [`ListError`].
pub fn verify_list(list: &Ctl) -> Result<(), ListError> {
    let mut signed_data = open_signed_data(list.bytes())?;
    let mut encapsulated = signed_data.expect(Tag::SEQUENCE, "encapContentInfo")?.reader();
    encapsulated.expect(Tag::OID, "eContentType")?;
    let content = encapsulated.expect(Tag::context(0), "eContent")?.reader().expect_any("CertificateTrustList")?;
    let certificates = match signed_data.optional(Tag::context(0))? {
        Some(bag) => parse_bag(&bag),
        None => Vec::new(),
    };
    signed_data.optional(Tag::context(1))?;
    let signer_infos = signed_data.expect(Tag::SET, "signerInfos")?;
    let signer = SignerInfo::parse(&signer_infos.reader().expect(Tag::SEQUENCE, "SignerInfo")?)?;

    if signer.message_digest != compute_digest(signer.digest, content.contents) {
        return Err(ListError::Content);
    }
    let certificate = certificates
        .iter()
        .find(|certificate| certificate.issuer_der() == signer.issuer && certificate.serial.0 == signer.serial)
        .ok_or(ListError::NoSigner)?;
    verify_signer_info(
        signer.signature_algorithm,
        signer.digest,
        certificate.spki_der(),
        &signer.signed_attributes,
        signer.signature,
        false,
    )?;
    verify_chain(certificate, &certificates, list)
}

fn verify_chain(
    signer: &Arc<CertificateFacts>,
    certificates: &[Arc<CertificateFacts>],
    list: &Ctl,
) -> Result<(), ListError> {
    let built_in = TrustStore::built_in();
    let pinned = certificates.iter().find_map(|certificate| {
        built_in.anchors_named(certificate.issuer_der()).into_iter().find(|root| root.sha256.0 == PINNED_ROOT)
    });
    let chain_error = || ListError::Chain(signer.display_name().to_owned());
    let store = TrustStore::empty().with_anchor_der(&pinned.ok_or_else(chain_error)?.der);
    let request = Request {
        pool: &Pool::new(certificates, &store),
        links: &PairCache::default(),
        limits: &Limits::default(),
        usage: Usage::TrustList,
        at: list.this_update(),
    };
    if build_chain(signer, &request).report.is_trusted() { Ok(()) } else { Err(chain_error()) }
}

fn parse_bag(bag: &Element<'_>) -> Vec<Arc<CertificateFacts>> {
    let (elements, _) = bag.reader().collect_up_to(MAX_ELEMENTS);
    elements
        .iter()
        .filter_map(|element| crate::x509::parse_certificate(element.raw, None, &mut Vec::new()).map(Arc::new))
        .collect()
}

/// What is needed of the one SignerInfo (RFC 5652 section 5.3).
struct SignerInfo<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    digest: DigestAlgorithm,
    /// Re-tagged as the SET OF that is signed (RFC 5652 section 5.4).
    signed_attributes: Vec<u8>,
    message_digest: Vec<u8>,
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    fn parse(element: &Element<'a>) -> Result<Self, ListError> {
        let mut fields = element.reader();
        fields.expect(Tag::INTEGER, "version")?;
        let mut identifier = fields.expect(Tag::SEQUENCE, "issuerAndSerialNumber")?.reader();
        let issuer = identifier.expect(Tag::SEQUENCE, "issuer")?.raw;
        let serial = identifier.expect(Tag::INTEGER, "serialNumber")?.contents;
        let digest = decode_digest(&fields.expect(Tag::SEQUENCE, "digestAlgorithm")?)?;
        let attributes = fields.expect(Tag::context(0), "signedAttrs")?;
        let signature_algorithm = fields.expect(Tag::SEQUENCE, "signatureAlgorithm")?.raw;
        let signature = fields.expect(Tag::OCTET_STRING, "signature")?.contents;
        let mut signed_attributes = attributes.raw.to_vec();
        if let Some(tag) = signed_attributes.first_mut() {
            *tag = 0x31;
        }
        let message_digest = find_message_digest(&attributes).unwrap_or_default();
        Ok(Self { issuer, serial, digest, signed_attributes, message_digest, signature_algorithm, signature })
    }
}

fn find_message_digest(attributes: &Element<'_>) -> Option<Vec<u8>> {
    let (elements, _) = attributes.reader().collect_up_to(MAX_ELEMENTS);
    elements.iter().find_map(|attribute| {
        let mut parts = attribute.reader();
        let kind = parts.expect(Tag::OID, "type").ok()?;
        let values = parts.expect(Tag::SET, "values").ok()?;
        (decode_oid(&kind)? == oid::MESSAGE_DIGEST)
            .then(|| values.reader().next_element().ok().flatten())?
            .map(|value| value.contents.to_vec())
    })
}

fn decode_digest(algorithm: &Element<'_>) -> Result<DigestAlgorithm, ListError> {
    let oid = decode_oid(&algorithm.reader().expect(Tag::OID, "digest algorithm")?).unwrap_or_default();
    match oid.as_str() {
        oid::SHA256 => Ok(DigestAlgorithm::Sha256),
        oid::SHA384 => Ok(DigestAlgorithm::Sha384),
        oid::SHA512 => Ok(DigestAlgorithm::Sha512),
        _ => Err(ListError::Digest(oid)),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn built_in_bytes() -> Vec<u8> {
        include_bytes!("../../assets/trust/authroot.stl").to_vec()
    }

    fn verify(bytes: Vec<u8>) -> Result<(), ListError> {
        verify_list(&Ctl::parse(Cow::Owned(bytes)).unwrap())
    }

    #[test]
    fn built_in_list_verifies() {
        assert_eq!(verify(built_in_bytes()), Ok(()));
    }

    #[test]
    fn changed_entry_is_found_out() {
        let mut bytes = built_in_bytes();
        // Inside the first entry's Disable date.
        bytes[178] ^= 1;
        assert_eq!(verify(bytes), Err(ListError::Content));
    }

    #[test]
    fn changed_signature_is_found_out() {
        let mut bytes = built_in_bytes();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(verify(bytes), Err(ListError::Signature(SignatureError::Mismatch)));
    }
}
