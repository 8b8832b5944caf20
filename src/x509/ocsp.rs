//! One OCSP response (RFC 6960 section 4.2).
//!
//! In: DER bytes. Out: who answered when, about which certificates, what was signed, and the certificates that came
//! along. Whether the signer may answer is left to `trust`.

use std::ops::Range;
use std::sync::Arc;

use super::crl::reason_name;
use crate::asn1::{Asn1Error, Element, Reader, Tag, decode_oid, decode_time, decode_unsigned, oid};
use crate::model::{HexBytes, Instant};

/// Most answers of one response that are read; one is the rule.
const MAX_ANSWERS: usize = 256;
/// Most certificates of one response that are read.
const MAX_CERTIFICATES: usize = 16;

/// A BasicOCSPResponse.
///
/// ```text
/// BasicOCSPResponse ::= SEQUENCE { tbsResponseData ResponseData, signatureAlgorithm AlgorithmIdentifier,
///                                  signature BIT STRING, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
/// ResponseData ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT v1, responderID ResponderID,
///     producedAt GeneralizedTime, responses SEQUENCE OF SingleResponse, responseExtensions [1] OPTIONAL }
/// ```
#[derive(Debug)]
pub struct OcspResponse {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    signature_algorithm: Range<usize>,
    signature: Range<usize>,
    /// When the response was signed.
    pub produced_at: Instant,
    /// The answers.
    pub answers: Vec<SingleResponse>,
    /// DER of the certificates that came along.
    pub certificates: Vec<Vec<u8>>,
}

/// The answer about one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SingleResponse {
    /// Dotted OID of the digest of the two hashes.
    pub hash_algorithm: String,
    /// Digest of the issuer's name as encoded.
    pub issuer_name_hash: HexBytes,
    /// Digest of the issuer's public key (the BIT STRING without its count of unused bits).
    pub issuer_key_hash: HexBytes,
    /// Serial number, content octets.
    pub serial: HexBytes,
    /// The answer.
    pub status: CertStatus,
    /// The moment the answer is correct for.
    pub this_update: Instant,
    /// When a newer one is due; `None`: newer information is always at hand.
    pub next_update: Option<Instant>,
    /// archiveCutoff: certificates that expired before this moment are not kept.
    pub archive_cutoff: Option<Instant>,
    /// Dotted OIDs of critical extensions that are not processed.
    pub unknown_critical: Vec<String>,
}

/// CertStatus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertStatus {
    /// Not revoked, as far as the responder knows.
    Good,
    /// Revoked.
    Revoked {
        /// revocationTime.
        date: Instant,
        /// revocationReason in the words of RFC 5280 section 5.3.1.
        reason: Option<&'static str>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl OcspResponse {
    /// Reads an OCSPResponse.
    ///
    /// ```text
    /// OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }
    /// ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
    /// ```
    ///
    /// # Errors
    /// When it is none, reports a failure of the responder, or its frame is broken. Broken answers are left out.
    pub fn parse(der: Arc<[u8]>) -> Result<Self, Asn1Error> {
        let mut fields = Reader::new(&der, 0).expect(Tag::SEQUENCE, "OCSPResponse")?.reader();
        let status = fields.expect_any("responseStatus")?;
        if status.contents != [0] {
            let found = format!("responseStatus {}", hex::encode(status.contents.get(..1).unwrap_or_default()));
            return Err(Asn1Error::new(status.offset, "a successful answer (responseStatus 0)", found));
        }
        let explicit = fields.expect(Tag::context(0), "responseBytes")?;
        let mut bytes = explicit.reader().expect(Tag::SEQUENCE, "ResponseBytes")?.reader();
        let kind = bytes.expect(Tag::OID, "responseType")?;
        if decode_oid(&kind).as_deref() != Some(oid::OCSP_BASIC) {
            let found = decode_oid(&kind).unwrap_or_else(|| "no readable type".to_owned());
            return Err(Asn1Error::new(kind.offset, "a basic OCSP response", found));
        }
        let octets = bytes.expect(Tag::OCTET_STRING, "response")?;
        let inner = Reader::new(octets.contents, octets.contents_offset());
        let basic = inner.clone().expect(Tag::SEQUENCE, "BasicOCSPResponse")?;
        let mut parts = basic.reader();
        let tbs = parts.expect(Tag::SEQUENCE, "tbsResponseData")?;
        let signature_algorithm = parts.expect(Tag::SEQUENCE, "signatureAlgorithm")?;
        let signature = parts.expect(Tag::BIT_STRING, "signature")?;
        let bag = parts.optional(Tag::context(0))?;
        let bag = bag.and_then(|bag| bag.reader().next_element().ok().flatten());
        let certificates = bag.map(|bag| bag.reader().collect_up_to(MAX_CERTIFICATES).0).unwrap_or_default();
        let certificates = certificates.iter().map(|certificate| certificate.raw.to_vec()).collect();

        let mut data = tbs.reader();
        data.optional(Tag::context(0))?;
        data.expect_any("responderID")?;
        let produced = data.expect_any("producedAt")?;
        let produced_at = decode_time(&produced)
            .ok_or_else(|| Asn1Error::new(produced.offset, "a time", produced.tag.to_string()))?;
        let answers = data.expect(Tag::SEQUENCE, "responses")?.reader().collect_up_to(MAX_ANSWERS).0;
        let answers = answers.iter().filter_map(read_answer).collect();
        let signature_start = start(signature.contents_offset()).saturating_add(1);
        let signature_end = start(signature.contents_offset()).saturating_add(signature.contents.len());
        Ok(Self {
            tbs: range(&tbs),
            signature_algorithm: range(&signature_algorithm),
            signature: signature_start.min(signature_end)..signature_end,
            produced_at,
            answers,
            certificates,
            der: Arc::clone(&der),
        })
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    /// What the responder signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.tbs)
    }

    /// The AlgorithmIdentifier of the signature.
    pub fn signature_algorithm(&self) -> &[u8] {
        self.part(&self.signature_algorithm)
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.signature)
    }
}

fn start(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn range(element: &Element<'_>) -> Range<usize> {
    start(element.offset)..start(element.offset).saturating_add(element.raw.len())
}

/// ```text
/// SingleResponse ::= SEQUENCE { certID CertID, certStatus CertStatus, thisUpdate GeneralizedTime,
///     nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL, singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// CertID ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, issuerNameHash OCTET STRING, issuerKeyHash OCTET STRING,
///     serialNumber INTEGER }
/// CertStatus ::= CHOICE { good [0] NULL, revoked [1] IMPLICIT SEQUENCE { revocationTime GeneralizedTime,
///     revocationReason [0] EXPLICIT CRLReason OPTIONAL }, unknown [2] NULL }
/// ```
fn read_answer(answer: &Element<'_>) -> Option<SingleResponse> {
    let mut fields = answer.reader();
    let mut id = fields.expect(Tag::SEQUENCE, "certID").ok()?.reader();
    let algorithm = id.expect(Tag::SEQUENCE, "hashAlgorithm").ok()?;
    let hash_algorithm = decode_oid(&algorithm.reader().expect(Tag::OID, "algorithm").ok()?)?;
    let issuer_name_hash = HexBytes::from(id.expect(Tag::OCTET_STRING, "issuerNameHash").ok()?.contents);
    let issuer_key_hash = HexBytes::from(id.expect(Tag::OCTET_STRING, "issuerKeyHash").ok()?.contents);
    let serial = HexBytes::from(id.expect(Tag::INTEGER, "serialNumber").ok()?.contents);
    let status = fields.expect_any("certStatus").ok()?;
    let status = match status.tag.number {
        0 => CertStatus::Good,
        1 => {
            let mut revoked = status.reader();
            let date = decode_time(&revoked.expect_any("revocationTime").ok()?)?;
            let reason = revoked.optional(Tag::context(0)).ok().flatten();
            let reason = reason.and_then(|reason| reason.reader().next_element().ok().flatten());
            CertStatus::Revoked { date, reason: reason.as_ref().and_then(decode_unsigned).and_then(reason_name) }
        }
        _ => CertStatus::Unknown,
    };
    let this_update = decode_time(&fields.expect_any("thisUpdate").ok()?)?;
    let next_update = fields.optional(Tag::context(0)).ok()?;
    let next_update = match next_update {
        // A date that cannot be read must not read as "always at hand".
        Some(next) => Some(decode_time(&next.reader().expect_any("nextUpdate").ok()?)?),
        None => None,
    };
    let mut read = SingleResponse {
        hash_algorithm,
        issuer_name_hash,
        issuer_key_hash,
        serial,
        status,
        this_update,
        next_update,
        archive_cutoff: None,
        unknown_critical: Vec::new(),
    };
    if let Ok(Some(extensions)) = fields.optional(Tag::context(1)) {
        read_extensions(&extensions, &mut read);
    }
    Some(read)
}

fn read_extensions(explicit: &Element<'_>, read: &mut SingleResponse) {
    let Ok(list) = explicit.reader().expect(Tag::SEQUENCE, "singleExtensions") else { return };
    for extension in list.reader().collect_up_to(64).0 {
        let Some((oid, critical, value)) = super::crl::read_extension(&extension) else { continue };
        let inner = Reader::new(value, 0).next_element().ok().flatten();
        match (oid.as_str(), inner) {
            (oid::OCSP_ARCHIVE_CUTOFF, Some(date)) => read.archive_cutoff = decode_time(&date),
            _ if critical => read.unknown_critical.push(oid),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn failure_of_the_responder_is_no_answer() {
        let error = OcspResponse::parse(Arc::from([0x30, 3, 0x0a, 1, 6])).unwrap_err();
        assert!(error.found.contains("responseStatus 06"), "{error}");
        assert!(OcspResponse::parse(Arc::from([0x30, 0])).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = OcspResponse::parse(bytes.into());
        }
    }
}
