//! ECDSA over the named curves P-256, P-384 and P-521 (FIPS 186-5), with leniently read signature values.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;

use super::key::Curve;
use super::{SignatureError, Verified};
use crate::asn1::{Reader, Tag};

/// Verifies an `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` over a digest.
///
/// Some signers (Chilkat) leave out the leading 00 of a high-bit value, which makes the INTEGERs negative by DER.
/// They are read as unsigned, and noted.
pub(super) fn verify(curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> Result<Verified, SignatureError> {
    let (r, s, notes) = decode_signature_value(signature).ok_or(SignatureError::Mismatch)?;
    let holds = match curve {
        Curve::P256 => verify_p256(point, digest, r, s)?,
        Curve::P384 => verify_p384(point, digest, r, s)?,
        Curve::P521 => verify_p521(point, digest, r, s)?,
    };
    if holds { Ok(Verified { notes, bare_digest: false }) } else { Err(SignatureError::Mismatch) }
}

fn decode_signature_value(signature: &[u8]) -> Option<(&[u8], &[u8], Vec<String>)> {
    let mut outer = Reader::new(signature, 0);
    let mut fields = outer.expect(Tag::SEQUENCE, "ECDSA-Sig-Value").ok()?.reader();
    let r = fields.expect(Tag::INTEGER, "r").ok()?;
    let s = fields.expect(Tag::INTEGER, "s").ok()?;
    let mut notes = Vec::new();
    for (name, element) in [("r", &r), ("s", &s)] {
        if element.contents.first().is_some_and(|byte| byte & 0x80 != 0) {
            notes.push(format!("{name} is encoded without its leading 00, which makes it negative by DER"));
        }
        let padded = element.contents.starts_with(&[0]) && element.contents.get(1).is_some_and(|byte| byte & 0x80 == 0);
        if padded || !element.minimal {
            notes.push(format!("{name} is not encoded minimally"));
        }
    }
    if !outer.is_empty() || !fields.is_empty() {
        notes.push("bytes behind the signature value".to_owned());
    }
    Some((r.contents, s.contents, notes))
}

/// `value` as exactly `size` big-endian bytes; `None` when it is larger.
fn fit(value: &[u8], size: usize) -> Option<Vec<u8>> {
    let digits = value.iter().position(|byte| *byte != 0).unwrap_or(value.len());
    let significant = value.get(digits..)?;
    let missing = size.checked_sub(significant.len())?;
    let mut bytes = vec![0; missing];
    bytes.extend_from_slice(significant);
    Some(bytes)
}

/// A digest shorter than the field is its own integer value (FIPS 186-5 section 6.4.2): zeros in front keep it.
fn widen(digest: &[u8], size: usize) -> Vec<u8> {
    fit(digest, size).unwrap_or_else(|| digest.to_vec())
}

macro_rules! verify_on_curve {
    ($name:ident, $module:ident, $size:literal) => {
        fn $name(point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Result<bool, SignatureError> {
            let key = $module::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map_err(|_| SignatureError::BadKey("the point is not on the curve".to_owned()))?;
            let (Some(mut rs), Some(s)) = (fit(r, $size), fit(s, $size)) else { return Ok(false) };
            rs.extend_from_slice(&s);
            let Ok(signature) = $module::ecdsa::Signature::from_slice(&rs) else { return Ok(false) };
            Ok(key.verify_prehash(&widen(digest, $size), &signature).is_ok())
        }
    };
}

verify_on_curve!(verify_p256, p256, 32);
verify_on_curve!(verify_p384, p384, 48);
verify_on_curve!(verify_p521, p521, 66);
