//! Digest and signature algorithms by their OIDs.
//!
//! In: dotted OIDs and AlgorithmIdentifiers. Out: the digest they imply and the name to show. Whether a signature
//! holds is left to `verify`.

use super::oid::{self, oid_name};
use super::{Element, Reader, Tag, decode_oid, decode_unsigned};
use crate::model::DigestAlgorithm;

/// The digest that an OID implies: the OID of a digest, or of a signature algorithm with a fixed one.
///
/// Signers put either where a digest algorithm belongs (1.3.14.3.2.29 and sha1WithRSAEncryption are seen in
/// SignerInfo.digestAlgorithm). `None` for everything else, RSASSA-PSS included: its digest is a parameter.
pub fn find_digest_algorithm(oid: &str) -> Option<DigestAlgorithm> {
    Some(match oid {
        // md5; md5WithRSA (OIW, twice); md5WithRSAEncryption
        oid::MD5 | oid::OIW_MD5_WITH_RSA | oid::OIW_MD5_WITH_RSA_SIGNATURE | oid::MD5_WITH_RSA => DigestAlgorithm::Md5,
        // sha1; dsaWithSHA1 (OIW, twice); sha1WithRSA (OIW, twice); sha1WithRSAEncryption; dsa-with-sha1; ecdsa-with-SHA1
        oid::SHA1
        | oid::OIW_DSA_WITH_SHA
        | oid::OIW_DSA_WITH_SHA1
        | oid::OIW_SHA_WITH_RSA
        | oid::OIW_SHA1_WITH_RSA
        | oid::SHA1_WITH_RSA
        | oid::DSA_WITH_SHA1
        | oid::ECDSA_WITH_SHA1 => DigestAlgorithm::Sha1,
        // sha224; sha224WithRSAEncryption; ecdsa-with-SHA224; dsa-with-sha224
        oid::SHA224 | oid::SHA224_WITH_RSA | oid::ECDSA_WITH_SHA224 | oid::DSA_WITH_SHA224 => DigestAlgorithm::Sha224,
        oid::SHA256 | oid::SHA256_WITH_RSA | oid::ECDSA_WITH_SHA256 | oid::DSA_WITH_SHA256 => DigestAlgorithm::Sha256,
        oid::SHA384 | oid::SHA384_WITH_RSA | oid::ECDSA_WITH_SHA384 | oid::DSA_WITH_SHA384 => DigestAlgorithm::Sha384,
        // SHA-512 is also the digest that Ed25519 signatures go with (RFC 8419 section 2.3).
        oid::SHA512 | oid::SHA512_WITH_RSA | oid::ECDSA_WITH_SHA512 | oid::DSA_WITH_SHA512 | oid::ED25519 => {
            DigestAlgorithm::Sha512
        }
        _ => return None,
    })
}

/// The name of a signature algorithm, `sha384WithRSAEncryption`; the dotted OID when it is not known.
pub fn signature_algorithm_name(oid: &str) -> &str {
    oid_name(oid).unwrap_or(oid)
}

/// The dotted OID of an AlgorithmIdentifier and its name; RSASSA-PSS with its digest, and with mask digest or salt
/// length where they are not the usual ones (`RSASSA-PSS with sha256`).
///
/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }
/// ```
///
/// `None` when there is no readable OID.
pub fn describe_algorithm(identifier: &Element<'_>) -> Option<(String, String)> {
    let mut fields = identifier.reader();
    let oid = decode_oid(&fields.expect(Tag::OID, "algorithm").ok()?)?;
    let name = if oid == oid::RSASSA_PSS {
        describe_pss(fields.next_element().ok().flatten())
    } else {
        signature_algorithm_name(&oid).to_owned()
    };
    Some((oid, name))
}

/// Names the parameters of RSASSA-PSS (RFC 4055 section 3.1). Absent fields have their defaults: SHA-1, MGF1 with
/// SHA-1, a salt of 20 bytes.
fn describe_pss(parameters: Option<Element<'_>>) -> String {
    let (mut digest, mut mask, mut salt) = ("sha1".to_owned(), "sha1".to_owned(), 20);
    let mut usual_salt = Some(20);
    let mut fields = parameters.filter(|element| element.is(Tag::SEQUENCE)).map(|element| element.reader());
    while let Some(Ok(Some(field))) = fields.as_mut().map(Reader::next_element) {
        let Ok(Some(inner)) = field.reader().next_element() else { continue };
        match field.tag.number {
            0 => {
                usual_salt = find_digest(&inner).map(|algorithm| algorithm.output_len() as u64);
                digest = digest_name(&inner);
            }
            1 => {
                let mut mgf = inner.reader();
                let _ = mgf.next_element();
                mask = mgf.next_element().ok().flatten().map_or_else(String::new, |hash| digest_name(&hash));
            }
            2 => salt = decode_unsigned(&inner).unwrap_or(u64::MAX),
            _ => {}
        }
    }
    let mut text = format!("RSASSA-PSS with {digest}");
    if mask != digest {
        text.push_str(&format!(", mask {mask}"));
    }
    if usual_salt.is_some_and(|usual| usual != salt) {
        text.push_str(&format!(", salt {salt}"));
    }
    text
}

/// The digest in an AlgorithmIdentifier.
fn find_digest(identifier: &Element<'_>) -> Option<DigestAlgorithm> {
    find_digest_algorithm(&decode_oid(&identifier.reader().next_element().ok()??)?)
}

/// Its name; the dotted OID when it is not known.
fn digest_name(identifier: &Element<'_>) -> String {
    if let Some(algorithm) = find_digest(identifier) {
        return algorithm.name().to_owned();
    }
    let first = identifier.reader().next_element().ok().flatten();
    match first.and_then(|element| decode_oid(&element)) {
        Some(oid) => oid_name(&oid).map_or(oid, str::to_owned),
        None => "an unreadable digest".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_found_by_their_own_and_by_signature_oids() {
        for (oid, expected) in [
            ("1.2.840.113549.2.5", DigestAlgorithm::Md5),
            ("1.2.840.113549.1.1.4", DigestAlgorithm::Md5),
            ("1.3.14.3.2.26", DigestAlgorithm::Sha1),
            ("1.3.14.3.2.29", DigestAlgorithm::Sha1),
            ("1.2.840.113549.1.1.5", DigestAlgorithm::Sha1),
            ("1.2.840.10045.4.1", DigestAlgorithm::Sha1),
            ("1.2.840.113549.1.1.14", DigestAlgorithm::Sha224),
            ("2.16.840.1.101.3.4.2.1", DigestAlgorithm::Sha256),
            ("1.2.840.10045.4.3.3", DigestAlgorithm::Sha384),
            ("1.2.840.113549.1.1.13", DigestAlgorithm::Sha512),
        ] {
            assert_eq!(find_digest_algorithm(oid), Some(expected), "{oid}");
        }
    }

    #[test]
    fn keys_and_unknown_oids_imply_no_digest() {
        for oid in ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.2.2", "1.2.3", ""] {
            assert_eq!(find_digest_algorithm(oid), None, "{oid}");
        }
    }

    #[test]
    fn signature_algorithms_have_names_or_stay_dotted() {
        assert_eq!(signature_algorithm_name("1.2.840.113549.1.1.12"), "sha384WithRSAEncryption");
        assert_eq!(signature_algorithm_name("1.2.3.4"), "1.2.3.4");
    }

    fn described(bytes: &[u8]) -> String {
        let element = Reader::new(bytes, 0).next_element().unwrap().unwrap();
        describe_algorithm(&element).unwrap().1
    }

    /// The OID of RSASSA-PSS.
    const PSS: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
    /// AlgorithmIdentifier of SHA-256.
    const SHA256: [u8; 13] = [0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

    fn pss(parameters: &[u8]) -> Vec<u8> {
        let length = u8::try_from(parameters.len()).unwrap();
        [&[0x30, length.checked_add(13).unwrap()], &PSS[..], &[0x30, length], parameters].concat()
    }

    #[test]
    fn pss_defaults_are_sha1() {
        assert_eq!(described(&pss(&[])), "RSASSA-PSS with sha1");
        assert_eq!(described(&[&[0x30, 11], &PSS[..]].concat()), "RSASSA-PSS with sha1");
    }

    #[test]
    fn pss_names_digest_and_what_is_unusual() {
        let digest = [&[0xa0, 13], &SHA256[..]].concat();
        let mgf1 = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
        let mask = [&[0xa1, 26, 0x30, 24], &mgf1[..], &SHA256].concat();
        let usual = [&digest[..], &mask, &[0xa2, 3, 2, 1, 32]].concat();
        assert_eq!(described(&pss(&usual)), "RSASSA-PSS with sha256");
        let short = [&digest[..], &mask].concat();
        assert_eq!(described(&pss(&short)), "RSASSA-PSS with sha256, salt 20");
        let no_mask = [&digest[..], &[0xa2, 3, 2, 1, 32]].concat();
        assert_eq!(described(&pss(&no_mask)), "RSASSA-PSS with sha256, mask sha1");
    }
}
