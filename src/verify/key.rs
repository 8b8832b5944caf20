//! A public key out of a SubjectPublicKeyInfo.

use super::SignatureError;
use crate::asn1::{Element, Reader, Tag, decode_bit_string, decode_oid, oid};

/// A key that signatures can be checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// Big-endian modulus and exponent without leading zeros (RFC 8017 appendix A.1.1).
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    /// A point on a named curve, SEC 1 encoded (RFC 5480 section 2).
    Ec { curve: Curve, point: &'a [u8] },
}

/// The named curves that signed executables use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    /// secp256r1, 1.2.840.10045.3.1.7.
    P256,
    /// secp384r1, 1.3.132.0.34.
    P384,
    /// secp521r1, 1.3.132.0.35.
    P521,
}

/// Reads the key of a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
///
/// # Errors
/// When the structure is broken, or algorithm or curve are not known. Explicit curve parameters are refused: that
/// they are taken from the certificate is what CVE-2020-0601 exploited.
pub(super) fn decode_key(spki: &[u8]) -> Result<Key<'_>, SignatureError> {
    let bad = |error: crate::asn1::Asn1Error| SignatureError::BadKey(format!("{} expected", error.expected));
    let mut fields = Reader::new(spki, 0).expect(Tag::SEQUENCE, "SubjectPublicKeyInfo").map_err(bad)?.reader();
    let mut algorithm = fields.expect(Tag::SEQUENCE, "algorithm").map_err(bad)?.reader();
    let oid = algorithm.expect(Tag::OID, "algorithm OID").map_err(bad)?;
    let oid = decode_oid(&oid).ok_or_else(|| SignatureError::BadKey("unreadable algorithm OID".to_owned()))?;
    let bits = fields.expect(Tag::BIT_STRING, "subjectPublicKey").map_err(bad)?;
    let bits = decode_bit_string(&bits).ok_or_else(|| SignatureError::BadKey("empty key".to_owned()))?;
    match oid.as_str() {
        // rsaEncryption and id-RSASSA-PSS
        oid::RSA_ENCRYPTION | oid::RSASSA_PSS => {
            let mut numbers = Reader::new(bits, 0).expect(Tag::SEQUENCE, "RSAPublicKey").map_err(bad)?.reader();
            let modulus = numbers.expect(Tag::INTEGER, "modulus").map_err(bad)?;
            let exponent = numbers.expect(Tag::INTEGER, "exponent").map_err(bad)?;
            Ok(Key::Rsa { modulus: strip_zeros(&modulus), exponent: strip_zeros(&exponent) })
        }
        oid::EC_PUBLIC_KEY => {
            let parameters = algorithm.expect_any("curve").map_err(bad)?;
            if !parameters.is(Tag::OID) {
                return Err(SignatureError::BadKey("explicit curve parameters".to_owned()));
            }
            let curve = match decode_oid(&parameters).as_deref() {
                Some(oid::SECP256R1) => Curve::P256,
                Some(oid::SECP384R1) => Curve::P384,
                Some(oid::SECP521R1) => Curve::P521,
                other => return Err(SignatureError::Unsupported(format!("curve {}", other.unwrap_or("unreadable")))),
            };
            Ok(Key::Ec { curve, point: bits })
        }
        _ => Err(SignatureError::Unsupported(format!("key algorithm {oid}"))),
    }
}

fn strip_zeros<'a>(integer: &Element<'a>) -> &'a [u8] {
    let digits = integer.contents.iter().position(|byte| *byte != 0).unwrap_or(integer.contents.len());
    integer.contents.get(digits..).unwrap_or_default()
}
