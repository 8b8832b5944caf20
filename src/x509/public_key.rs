//! The subject's public key: which kind, how large.

use super::walk::Walk;
use crate::asn1::oid::{self, oid_name};
use crate::asn1::{Asn1Error, Element, Reader, Tag, decode_bit_string, decode_oid};
use crate::model::PublicKey;

/// Reads a public key's kind and size. What cannot be read is a defect, and the size 0.
///
/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
pub(super) fn read_public_key(spki: &Element<'_>, walk: &mut Walk<'_>) -> PublicKey {
    let unknown = |algorithm: String| PublicKey { algorithm, bits: 0, exponent: None, curve: None };
    let key = decode(spki, walk);
    walk.ok(key).unwrap_or_else(|| unknown("unreadable".to_owned()))
}

fn decode(spki: &Element<'_>, walk: &mut Walk<'_>) -> Result<PublicKey, Asn1Error> {
    let mut fields = spki.reader();
    let identifier = fields.expect(Tag::SEQUENCE, "public key algorithm")?;
    let key = fields.expect(Tag::BIT_STRING, "subjectPublicKey")?;
    walk.note_length(&identifier);
    walk.note_length(&key);
    walk.note_trailing(fields.offset(), fields.rest(), "SubjectPublicKeyInfo");
    let mut algorithm = identifier.reader();
    let oid_element = algorithm.expect(Tag::OID, "public key algorithm OID")?;
    let parameters = algorithm.next_element()?;
    let Some(oid) = decode_oid(&oid_element) else {
        return Err(Asn1Error::new(oid_element.offset, "a public key algorithm", "an unreadable OID"));
    };
    let bits = decode_bit_string(&key).unwrap_or_default();
    let bits_offset = key.contents_offset().saturating_add(1);
    Ok(match oid.as_str() {
        // id-ea-rsa (X.509) is the older name of the same key.
        oid::RSA_ENCRYPTION | oid::EA_RSA => rsa("RSA", bits, bits_offset, walk),
        oid::RSASSA_PSS => rsa("RSA-PSS", bits, bits_offset, walk),
        oid::EC_PUBLIC_KEY => elliptic_curve(parameters, identifier.offset, walk),
        oid::DSA => {
            // Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }
            let modulus = parameters.and_then(|dss| dss.reader().next_element().ok().flatten());
            plain("DSA", modulus.map_or(0, |modulus| count_bits(modulus.contents)))
        }
        oid::ED25519 => plain("Ed25519", 256),
        oid::ED448 => plain("Ed448", 456),
        _ => plain(oid_name(&oid).unwrap_or(&oid), 0),
    })
}

fn plain(algorithm: &str, bits: u32) -> PublicKey {
    PublicKey { algorithm: algorithm.to_owned(), bits, exponent: None, curve: None }
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 8017 appendix A.1.1)
fn rsa(name: &str, bits: &[u8], offset: u64, walk: &mut Walk<'_>) -> PublicKey {
    let mut outer = Reader::new(bits, offset);
    let numbers = outer.expect(Tag::SEQUENCE, "RSAPublicKey").and_then(|sequence| {
        let mut numbers = sequence.reader();
        let modulus = numbers.expect(Tag::INTEGER, "modulus")?;
        let exponent = numbers.expect(Tag::INTEGER, "publicExponent")?;
        walk.note_length(&sequence);
        walk.note_length(&modulus);
        walk.note_length(&exponent);
        walk.note_trailing(numbers.offset(), numbers.rest(), "RSAPublicKey");
        Ok((modulus, exponent))
    });
    walk.note_trailing(outer.offset(), if numbers.is_ok() { outer.rest() } else { &[] }, "subjectPublicKey");
    let Some((modulus, exponent)) = walk.ok(numbers) else { return plain(name, 0) };
    for (number, what) in [(&modulus, "modulus"), (&exponent, "publicExponent")] {
        if number.contents.first().is_some_and(|byte| byte & 0x80 != 0) {
            walk.defect(number.offset, format!("a positive {what}"), "a negative one (read as unsigned)");
        }
    }
    let digits = strip_zeros(exponent.contents);
    let text = hex::encode(digits);
    let text = text.strip_prefix('0').unwrap_or(&text);
    let exponent = if text.is_empty() { "0".to_owned() } else { text.to_owned() };
    PublicKey { algorithm: name.to_owned(), bits: count_bits(modulus.contents), exponent: Some(exponent), curve: None }
}

/// `ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER, implicitCurve NULL, specifiedCurve SpecifiedECDomain }`
/// (RFC 5480 section 2.1.1, which allows only the first)
fn elliptic_curve(parameters: Option<Element<'_>>, offset: u64, walk: &mut Walk<'_>) -> PublicKey {
    let Some(parameters) = parameters else {
        walk.defect(offset, "the curve of an EC key", "none");
        return plain("EC", 0);
    };
    if let Some(curve) =
        Some(parameters).filter(|element| element.is(Tag::OID)).and_then(|element| decode_oid(&element))
    {
        let bits = curve_bits(&curve);
        let algorithm = match oid_name(&curve) {
            Some(name) => format!("EC {name}"),
            None => format!("EC {curve}"),
        };
        return PublicKey { algorithm, bits, exponent: None, curve: Some(curve) };
    }
    walk.defect(parameters.offset, "a named curve (OBJECT IDENTIFIER)", parameters.tag.to_string());
    if !parameters.is(Tag::SEQUENCE) {
        return plain("EC", 0);
    }
    plain("EC explicit", explicit_field_bits(&parameters).unwrap_or(0))
}

/// Size of the prime of `SpecifiedECDomain ::= SEQUENCE { version INTEGER, fieldID SEQUENCE { fieldType OID,
/// parameters ANY }, … }` (SEC 1 appendix C.2); `None` for other fields.
fn explicit_field_bits(parameters: &Element<'_>) -> Option<u32> {
    let mut domain = parameters.reader();
    domain.expect(Tag::INTEGER, "version").ok()?;
    let mut field = domain.expect(Tag::SEQUENCE, "fieldID").ok()?.reader();
    let kind = field.expect(Tag::OID, "fieldType").ok()?;
    let prime = field.expect(Tag::INTEGER, "prime").ok()?;
    (decode_oid(&kind).as_deref() == Some(oid::PRIME_FIELD)).then(|| count_bits(prime.contents))
}

/// Size of the field of a named curve; 0 when it is not known.
fn curve_bits(oid: &str) -> u32 {
    match oid {
        oid::SECP192R1 | oid::SECP192K1 => 192,
        oid::SECP224K1 | oid::SECP224R1 | oid::BRAINPOOL_P224R1 => 224,
        // P-256, secp256k1, brainpoolP256r1, SM2, FRP256v1
        oid::SECP256R1 | oid::SECP256K1 | oid::BRAINPOOL_P256R1 | oid::SM2 | oid::FRP256V1 => 256,
        oid::BRAINPOOL_P320R1 => 320,
        oid::SECP384R1 | oid::BRAINPOOL_P384R1 => 384,
        oid::BRAINPOOL_P512R1 => 512,
        oid::SECP521R1 => 521,
        _ => 0,
    }
}

fn strip_zeros(number: &[u8]) -> &[u8] {
    let digits = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(digits..).unwrap_or_default()
}

/// Bits of a big-endian number, leading zeros left out.
fn count_bits(number: &[u8]) -> u32 {
    let digits = strip_zeros(number);
    let Some(first) = digits.first() else { return 0 };
    let whole = u32::try_from(digits.len()).unwrap_or(u32::MAX).saturating_mul(8);
    whole.saturating_sub(first.leading_zeros())
}
