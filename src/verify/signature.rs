//! One signature over one message, with any key and algorithm that signed executables use.

use super::key::{Key, decode_key};
use super::{compute_digest, ecdsa_named, rsa_pkcs1};
use crate::asn1::{Element, Reader, Tag, decode_oid, decode_unsigned, oid};
use crate::model::DigestAlgorithm;

/// Why a signature was not verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The mathematics does not hold.
    #[error("the signature does not verify with this key")]
    Mismatch,
    /// The key cannot be decoded.
    #[error("the public key cannot be used: {0}")]
    BadKey(String),
    /// No implementation knows the algorithm.
    #[error("the algorithm cannot be checked: {0}")]
    Unsupported(String),
}

/// A signature that holds, and what was odd about it all the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Deviations from the standard's encoding that a strict verifier would refuse.
    pub notes: Vec<String>,
    /// The PKCS #1 block held the digest without its DigestInfo.
    pub bare_digest: bool,
}

/// How the message became a number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scheme {
    /// PKCS #1 v1.5; the digest is named by the algorithm, or by the SignerInfo.
    Pkcs1(Option<DigestAlgorithm>),
    /// RSASSA-PSS (RFC 4055 section 3.1) with its digest and salt length in bytes.
    Pss(DigestAlgorithm, usize),
    /// ECDSA; the digest is named by the algorithm, or by the SignerInfo.
    Ecdsa(Option<DigestAlgorithm>),
}

/// Verifies `signature` over `message` with a key given as SubjectPublicKeyInfo DER: that of a certificate, CRL or list.
///
/// `signature_algorithm` is the DER of the AlgorithmIdentifier; it names the digest. Strict: what deviates from the
/// standard's encoding does not verify, as with every other verifier of certificates.
///
/// # Errors
/// See [`SignatureError`].
pub fn verify_signature(
    signature_algorithm: &[u8],
    spki: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let verified = verify_with_digest(signature_algorithm, None, spki, message, signature, false)?;
    if verified.notes.is_empty() { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// Verifies the signature of a SignerInfo (RFC 5652 section 5.6), whose digest algorithm stands in its own field.
///
/// `bare_digest_allowed` is for PKCS #9 countersignatures: VeriSign and Symantec signed the bare digest.
///
/// # Errors
/// See [`SignatureError`].
pub fn verify_signer_info(
    signature_algorithm: &[u8],
    digest_algorithm: DigestAlgorithm,
    spki: &[u8],
    message: &[u8],
    signature: &[u8],
    bare_digest_allowed: bool,
) -> Result<Verified, SignatureError> {
    verify_with_digest(signature_algorithm, Some(digest_algorithm), spki, message, signature, bare_digest_allowed)
}

fn verify_with_digest(
    signature_algorithm: &[u8],
    digest_algorithm: Option<DigestAlgorithm>,
    spki: &[u8],
    message: &[u8],
    signature: &[u8],
    bare_digest_allowed: bool,
) -> Result<Verified, SignatureError> {
    let key = decode_key(spki)?;
    let scheme = decode_scheme(signature_algorithm)?;
    let named = |own: Option<DigestAlgorithm>| {
        digest_algorithm
            .or(own)
            .ok_or_else(|| SignatureError::Unsupported("the digest algorithm is not named".to_owned()))
    };
    match (key, scheme) {
        (Key::Rsa { modulus, exponent }, Scheme::Pkcs1(own)) => {
            // The SignerInfo's digest algorithm wins over the one inside a signature OID, as CMS says.
            rsa_pkcs1::verify(modulus, exponent, named(own)?, message, signature, bare_digest_allowed)
        }
        (Key::Rsa { modulus, exponent }, Scheme::Pss(digest, salt)) => {
            verify_pss(modulus, exponent, digest, salt, message, signature)
        }
        (Key::Ec { curve, point }, Scheme::Ecdsa(own)) => {
            ecdsa_named::verify(curve, point, &compute_digest(named(own)?, message), signature)
        }
        (Key::Ec { .. }, _) => Err(SignatureError::Unsupported("an RSA signature with an EC key".to_owned())),
        (Key::Rsa { .. }, _) => Err(SignatureError::Unsupported("an ECDSA signature with an RSA key".to_owned())),
    }
}

fn decode_scheme(signature_algorithm: &[u8]) -> Result<Scheme, SignatureError> {
    let unreadable = || SignatureError::Unsupported("unreadable AlgorithmIdentifier".to_owned());
    let mut fields = Reader::new(signature_algorithm, 0)
        .expect(Tag::SEQUENCE, "AlgorithmIdentifier")
        .map_err(|_| unreadable())?
        .reader();
    let oid = fields.expect(Tag::OID, "algorithm OID").map_err(|_| unreadable())?;
    let oid = decode_oid(&oid).ok_or_else(unreadable)?;
    use DigestAlgorithm as D;
    Ok(match oid.as_str() {
        oid::RSA_ENCRYPTION => Scheme::Pkcs1(None),
        oid::MD5_WITH_RSA | oid::OIW_MD5_WITH_RSA => Scheme::Pkcs1(Some(D::Md5)),
        oid::SHA1_WITH_RSA | oid::OIW_SHA1_WITH_RSA => Scheme::Pkcs1(Some(D::Sha1)),
        oid::SHA224_WITH_RSA => Scheme::Pkcs1(Some(D::Sha224)),
        oid::SHA256_WITH_RSA => Scheme::Pkcs1(Some(D::Sha256)),
        oid::SHA384_WITH_RSA => Scheme::Pkcs1(Some(D::Sha384)),
        oid::SHA512_WITH_RSA => Scheme::Pkcs1(Some(D::Sha512)),
        oid::RSASSA_PSS => decode_pss(&mut fields)?,
        oid::EC_PUBLIC_KEY => Scheme::Ecdsa(None),
        oid::ECDSA_WITH_SHA1 => Scheme::Ecdsa(Some(D::Sha1)),
        oid::ECDSA_WITH_SHA224 => Scheme::Ecdsa(Some(D::Sha224)),
        oid::ECDSA_WITH_SHA256 => Scheme::Ecdsa(Some(D::Sha256)),
        oid::ECDSA_WITH_SHA384 => Scheme::Ecdsa(Some(D::Sha384)),
        oid::ECDSA_WITH_SHA512 => Scheme::Ecdsa(Some(D::Sha512)),
        _ => return Err(SignatureError::Unsupported(format!("signature algorithm {oid}"))),
    })
}

/// Reads RSASSA-PSS-params (RFC 4055 section 3.1); absent fields have their defaults, SHA-1 and 20.
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///   hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1, saltLength [2] DEFAULT 20, trailer [3] }
/// ```
fn decode_pss(fields: &mut Reader<'_>) -> Result<Scheme, SignatureError> {
    let bad = |_| SignatureError::Unsupported("unreadable RSASSA-PSS parameters".to_owned());
    let (mut digest, mut mask, mut salt) = (DigestAlgorithm::Sha1, DigestAlgorithm::Sha1, 20);
    if let Some(parameters) = fields.next_element().map_err(bad)? {
        let mut parameters = parameters.reader();
        while let Some(field) = parameters.next_element().map_err(bad)? {
            let inner = field.reader().expect_any("RSASSA-PSS parameter").map_err(bad)?;
            match field.tag.number {
                0 => digest = digest_of(&inner)?,
                1 => {
                    let mut mgf = inner.reader();
                    mgf.expect(Tag::OID, "mask generation function").map_err(bad)?;
                    mask = digest_of(&mgf.expect(Tag::SEQUENCE, "its digest").map_err(bad)?)?;
                }
                2 => {
                    salt = decode_unsigned(&inner)
                        .and_then(|salt| usize::try_from(salt).ok())
                        .filter(|salt| *salt <= 512)
                        .ok_or_else(|| SignatureError::Unsupported("RSASSA-PSS salt length".to_owned()))?;
                }
                _ => {}
            }
        }
    }
    if digest != mask {
        return Err(SignatureError::Unsupported(format!("RSASSA-PSS with {digest} and a mask of {mask}")));
    }
    Ok(Scheme::Pss(digest, salt))
}

fn digest_of(identifier: &Element<'_>) -> Result<DigestAlgorithm, SignatureError> {
    let oid = identifier.reader().expect(Tag::OID, "digest OID").ok().and_then(|oid| decode_oid(&oid));
    match oid.as_deref() {
        Some(oid::SHA1) => Ok(DigestAlgorithm::Sha1),
        Some(oid::SHA224) => Ok(DigestAlgorithm::Sha224),
        Some(oid::SHA256) => Ok(DigestAlgorithm::Sha256),
        Some(oid::SHA384) => Ok(DigestAlgorithm::Sha384),
        Some(oid::SHA512) => Ok(DigestAlgorithm::Sha512),
        other => Err(SignatureError::Unsupported(format!("RSASSA-PSS with digest {}", other.unwrap_or("unreadable")))),
    }
}

fn verify_pss(
    modulus: &[u8],
    exponent: &[u8],
    digest: DigestAlgorithm,
    salt: usize,
    message: &[u8],
    signature: &[u8],
) -> Result<Verified, SignatureError> {
    use rsa::pss::Pss;
    let key = rsa_pkcs1::rustcrypto_key(modulus, exponent)
        .ok_or_else(|| SignatureError::Unsupported("RSA key of this size with RSASSA-PSS".to_owned()))?;
    let hashed = compute_digest(digest, message);
    let answer = match digest {
        DigestAlgorithm::Md5 => return Err(SignatureError::Unsupported("RSASSA-PSS with md5".to_owned())),
        DigestAlgorithm::Sha1 => key.verify(Pss::<sha1::Sha1>::new_with_salt(salt), &hashed, signature),
        DigestAlgorithm::Sha224 => key.verify(Pss::<sha2::Sha224>::new_with_salt(salt), &hashed, signature),
        DigestAlgorithm::Sha256 => key.verify(Pss::<sha2::Sha256>::new_with_salt(salt), &hashed, signature),
        DigestAlgorithm::Sha384 => key.verify(Pss::<sha2::Sha384>::new_with_salt(salt), &hashed, signature),
        DigestAlgorithm::Sha512 => key.verify(Pss::<sha2::Sha512>::new_with_salt(salt), &hashed, signature),
    };
    answer.map(|()| Verified::default()).map_err(|_| SignatureError::Mismatch)
}
