//! The hash of a certificate's signed part, as Windows identifies certificates by it.

use super::compute_digest;
use crate::asn1::oid;
use crate::model::{CertificateFacts, DigestAlgorithm, HexBytes};

/// The hash of the TBSCertificate that the issuer signed: with the algorithm of the signature, as WDAC, CodeIntegrity
/// events and the disallowed list state it.
///
/// `None` when that algorithm is none of MD5, SHA-1 and SHA-2, and when the DER is not at hand (a report read back) and
/// the algorithm is not SHA-256.
pub fn signed_tbs_hash(facts: &CertificateFacts) -> Option<(DigestAlgorithm, HexBytes)> {
    let algorithm = signed_with(&facts.signature_algorithm_oid)?;
    if algorithm == DigestAlgorithm::Sha256 {
        return Some((algorithm, facts.tbs_sha256.clone()));
    }
    let tbs = Some(facts.tbs_der()).filter(|tbs| !tbs.is_empty())?;
    Some((algorithm, HexBytes(compute_digest(algorithm, tbs))))
}

/// The hash function of a signature algorithm (RFC 8017 appendix A.2.4, RFC 5758 section 3.2).
fn signed_with(oid: &str) -> Option<DigestAlgorithm> {
    Some(match oid {
        oid::MD5_WITH_RSA => DigestAlgorithm::Md5,
        oid::SHA1_WITH_RSA | oid::OIW_SHA1_WITH_RSA | oid::ECDSA_WITH_SHA1 => DigestAlgorithm::Sha1,
        oid::SHA256_WITH_RSA | oid::ECDSA_WITH_SHA256 => DigestAlgorithm::Sha256,
        oid::SHA384_WITH_RSA | oid::ECDSA_WITH_SHA384 => DigestAlgorithm::Sha384,
        oid::SHA512_WITH_RSA | oid::ECDSA_WITH_SHA512 => DigestAlgorithm::Sha512,
        _ => return None,
    })
}
