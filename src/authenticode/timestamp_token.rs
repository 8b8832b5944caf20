//! TSTInfo of an RFC 3161 token, and the ESS attributes that bind the TSA's certificate (RFC 5035).

use crate::asn1::{Asn1Error, Element, Reader, Tag, decode_oid, decode_time, decode_unsigned};
use crate::model::Instant;

use super::signed_data::algorithm_oid;

/// What the timestamping authority signed (RFC 3161 section 2.4.2).
///
/// ```text
/// TSTInfo ::= SEQUENCE {
///   version INTEGER, policy OBJECT IDENTIFIER, messageImprint MessageImprint, serialNumber INTEGER,
///   genTime GeneralizedTime, accuracy Accuracy OPTIONAL, ordering BOOLEAN DEFAULT FALSE, nonce INTEGER OPTIONAL,
///   tsa [0] GeneralName OPTIONAL, extensions [1] OPTIONAL }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TstInfo<'a> {
    /// TSA policy, dotted.
    pub policy: Option<String>,
    /// Dotted OID of the imprint's digest algorithm.
    pub imprint_algorithm: Option<String>,
    /// The imprint.
    pub imprint: &'a [u8],
    /// Content octets of the token's serial number.
    pub serial: &'a [u8],
    /// When the token was made; fractions kept. `None` when unreadable.
    pub gen_time: Option<Instant>,
    /// Accuracy in milliseconds, rounded up.
    pub accuracy_ms: Option<u64>,
}

/// Reads TSTInfo from the bytes that the token encapsulates; `base` is their offset in the file.
///
/// # Errors
/// When imprint, serial number or genTime are missing.
pub fn parse_tst_info(content: &[u8], base: u64) -> Result<TstInfo<'_>, Asn1Error> {
    let mut fields = Reader::new(content, base).expect(Tag::SEQUENCE, "TSTInfo")?.reader();
    fields.expect(Tag::INTEGER, "version")?;
    let policy = decode_oid(&fields.expect(Tag::OID, "policy")?);
    let mut imprint = fields.expect(Tag::SEQUENCE, "messageImprint")?.reader();
    let imprint_algorithm = algorithm_oid(&imprint.expect(Tag::SEQUENCE, "hashAlgorithm")?);
    let imprint = imprint.expect(Tag::OCTET_STRING, "hashedMessage")?.short("hashedMessage")?.contents;
    let serial = fields.expect(Tag::INTEGER, "serialNumber")?.short("serialNumber")?.contents;
    let gen_time = decode_time(&fields.expect(Tag::GENERALIZED_TIME, "genTime")?);
    let accuracy_ms = fields.optional(Tag::SEQUENCE)?.as_ref().and_then(decode_accuracy);
    Ok(TstInfo { policy, imprint_algorithm, imprint, serial, gen_time, accuracy_ms })
}

/// `Accuracy ::= SEQUENCE { seconds INTEGER OPTIONAL, millis [0] INTEGER OPTIONAL, micros [1] INTEGER OPTIONAL }`
fn decode_accuracy(accuracy: &Element<'_>) -> Option<u64> {
    let mut total_micros: u64 = 0;
    let mut fields = accuracy.reader();
    while let Ok(Some(field)) = fields.next_element() {
        let value = decode_unsigned(&field)?;
        let unit = if field.is(Tag::INTEGER) {
            1_000_000
        } else if field.is(Tag::context_primitive(0)) {
            1_000
        } else {
            1
        };
        total_micros = total_micros.saturating_add(value.saturating_mul(unit));
    }
    Some(total_micros.div_ceil(1_000))
}

/// The certificate that a signingCertificate attribute names: the digest of its DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EssCertificateId<'a> {
    /// Dotted OID of the digest; `None` in version 1 (SHA-1) and where version 2 leaves it out (SHA-256).
    pub digest_algorithm: Option<String>,
    /// The digest of the whole certificate.
    pub digest: &'a [u8],
}

/// Reads the ESSCertID or ESSCertIDv2 entries of a signingCertificate(V2) attribute value, at most 16.
///
/// ```text
/// SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies SEQUENCE OF PolicyInformation OPTIONAL }
/// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }
/// ```
pub fn decode_ess_certificate_ids<'a>(value: &Element<'a>) -> Vec<EssCertificateId<'a>> {
    let Ok(certificates) = value.reader().expect(Tag::SEQUENCE, "certs") else { return Vec::new() };
    let (ids, _) = certificates.reader().collect_up_to(16);
    ids.iter()
        .filter_map(|id| {
            let mut fields = id.reader();
            let algorithm = fields.optional(Tag::SEQUENCE).ok()?;
            let digest = fields.expect(Tag::OCTET_STRING, "certHash").ok()?.contents;
            Some(EssCertificateId { digest_algorithm: algorithm.as_ref().and_then(algorithm_oid), digest })
        })
        .collect()
}
