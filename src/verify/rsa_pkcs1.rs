//! RSA signatures with PKCS #1 v1.5 padding (RFC 8017 section 8.2), for every key size and exponent in the wild.
//!
//! ring answers where it can, RustCrypto where it cannot. What they refuse is opened by hand: the padded block is
//! recovered and compared, which covers odd sizes, large exponents and the bare digests of VeriSign's old
//! countersignatures, and says what exactly was odd.

use num_bigint::BigUint;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::{BoxedUint, RsaPublicKey};

use super::{SignatureError, Verified, compute_digest};
use crate::model::DigestAlgorithm;

/// Largest modulus that is worked with, in bytes (16384 bits).
const MAX_MODULUS: usize = 2048;
/// Largest exponent that is worked with, in bytes. Real ones have at most five, and the work grows with them.
const MAX_EXPONENT: usize = 16;
/// The same with a modulus beyond [`LARGE_MODULUS`].
const MAX_EXPONENT_LARGE: usize = 5;
/// A modulus so large, in bytes, that a long exponent takes tens of milliseconds.
const LARGE_MODULUS: usize = 512;
/// Least number of padding bytes (RFC 8017 section 9.2).
const LEAST_PADDING: usize = 8;

/// Verifies `signature` over `message`.
///
/// `bare_digest_allowed`: also accept a padded block that holds the digest without its DigestInfo.
pub(super) fn verify(
    modulus: &[u8],
    exponent: &[u8],
    algorithm: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
    bare_digest_allowed: bool,
) -> Result<Verified, SignatureError> {
    let most = if modulus.len() > LARGE_MODULUS { MAX_EXPONENT_LARGE } else { MAX_EXPONENT };
    if modulus.len() > MAX_MODULUS || exponent.len() > most {
        return Err(SignatureError::Unsupported(format!(
            "RSA modulus of {} bits with an exponent of {} bits",
            modulus.len().saturating_mul(8),
            exponent.len().saturating_mul(8)
        )));
    }
    if modulus.is_empty() || exponent.is_empty() {
        return Err(SignatureError::BadKey("RSA modulus or exponent is zero".to_owned()));
    }
    if verify_with_ring(modulus, exponent, algorithm, message, signature) {
        return Ok(Verified::default());
    }
    let digest = compute_digest(algorithm, message);
    // A key that ring works with has been answered: computing the same again would only cost a hostile file's time.
    if !is_for_ring(modulus, exponent, algorithm)
        && verify_with_rustcrypto(modulus, exponent, algorithm, &digest, signature)
    {
        return Ok(Verified::default());
    }
    let block = recover_block(modulus, exponent, signature)?;
    compare_block(&block, algorithm, &digest, signature.len() != modulus.len(), bare_digest_allowed)
}

#[cfg(feature = "ring")]
fn verify_with_ring(
    modulus: &[u8],
    exponent: &[u8],
    algorithm: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    use ring::signature as rs;
    let parameters = match algorithm {
        DigestAlgorithm::Sha1 => &rs::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => &rs::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha384 => &rs::RSA_PKCS1_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => &rs::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Md5 | DigestAlgorithm::Sha224 => return false,
    };
    rs::RsaPublicKeyComponents { n: modulus, e: exponent }.verify(parameters, message, signature).is_ok()
}

/// Tells whether ring works with such a key and digest.
fn is_for_ring(modulus: &[u8], exponent: &[u8], algorithm: DigestAlgorithm) -> bool {
    let least = match algorithm {
        DigestAlgorithm::Sha1 | DigestAlgorithm::Sha256 | DigestAlgorithm::Sha512 => 128,
        DigestAlgorithm::Sha384 => 256,
        DigestAlgorithm::Md5 | DigestAlgorithm::Sha224 => return false,
    };
    // An even modulus or exponent, or one that begins with zeros, is left to the others.
    let is_plain = |number: &[u8]| number.first() != Some(&0) && number.last().is_some_and(|byte| byte % 2 == 1);
    cfg!(feature = "ring")
        && modulus.len() >= least
        && exponent.len() <= 4
        && exponent != [1]
        && is_plain(modulus)
        && is_plain(exponent)
}

#[cfg(not(feature = "ring"))]
fn verify_with_ring(_: &[u8], _: &[u8], _: DigestAlgorithm, _: &[u8], _: &[u8]) -> bool {
    false
}

fn verify_with_rustcrypto(
    modulus: &[u8],
    exponent: &[u8],
    algorithm: DigestAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> bool {
    let Some(key) = rustcrypto_key(modulus, exponent) else { return false };
    let scheme = match algorithm {
        DigestAlgorithm::Md5 => Pkcs1v15Sign::new::<md5::Md5>(),
        DigestAlgorithm::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
        DigestAlgorithm::Sha224 => Pkcs1v15Sign::new::<sha2::Sha224>(),
        DigestAlgorithm::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        DigestAlgorithm::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        DigestAlgorithm::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
    };
    key.verify(scheme, digest, signature).is_ok()
}

/// The key in RustCrypto's form; `None` when that refuses it.
pub(super) fn rustcrypto_key(modulus: &[u8], exponent: &[u8]) -> Option<RsaPublicKey> {
    let n = BoxedUint::from_be_slice_vartime(modulus);
    let e = BoxedUint::from_be_slice_vartime(exponent);
    RsaPublicKey::new_with_size_limits(n, e, 512..=MAX_MODULUS.saturating_mul(8)).ok()
}

/// RSAVP1 (RFC 8017 section 5.2.2): the padded block, as long as the modulus.
fn recover_block(modulus: &[u8], exponent: &[u8], signature: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let n = BigUint::from_bytes_be(modulus);
    let s = BigUint::from_bytes_be(signature);
    if s >= n {
        return Err(SignatureError::Mismatch);
    }
    let block = s.modpow(&BigUint::from_bytes_be(exponent), &n).to_bytes_be();
    let missing = modulus.len().saturating_sub(block.len());
    let mut whole = vec![0; missing];
    whole.extend_from_slice(&block);
    Ok(whole)
}

/// Compares a recovered block with the digest: `00 01 FF.. 00 DigestInfo` (RFC 8017 section 9.2).
fn compare_block(
    block: &[u8],
    algorithm: DigestAlgorithm,
    digest: &[u8],
    odd_length: bool,
    bare_digest_allowed: bool,
) -> Result<Verified, SignatureError> {
    let padded = block.strip_prefix(&[0x00, 0x01]).ok_or(SignatureError::Mismatch)?;
    let filler = padded.iter().take_while(|byte| **byte == 0xff).count();
    let (Some(0x00), Some(payload)) = (padded.get(filler), padded.get(filler.saturating_add(1)..)) else {
        return Err(SignatureError::Mismatch);
    };
    if filler < LEAST_PADDING {
        return Err(SignatureError::Mismatch);
    }
    let mut notes = Vec::new();
    if odd_length {
        notes.push("signature value is not as long as the modulus".to_owned());
    }
    let (with_null, without_null) = digest_infos(algorithm, digest);
    if payload == with_null {
        return Ok(Verified { notes, bare_digest: false });
    }
    if without_null.as_deref() == Some(payload) {
        notes.push("DigestInfo without the NULL parameters".to_owned());
        return Ok(Verified { notes, bare_digest: false });
    }
    if payload == digest && bare_digest_allowed {
        return Ok(Verified { notes, bare_digest: true });
    }
    Err(SignatureError::Mismatch)
}

/// DigestInfo with and without the NULL parameters.
fn digest_infos(algorithm: DigestAlgorithm, digest: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let oid: &[u8] = match algorithm {
        DigestAlgorithm::Md5 => &[0x06, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05],
        DigestAlgorithm::Sha1 => &[0x06, 5, 0x2b, 0x0e, 0x03, 0x02, 0x1a],
        DigestAlgorithm::Sha256 => &[0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
        DigestAlgorithm::Sha384 => &[0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        DigestAlgorithm::Sha512 => &[0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
        DigestAlgorithm::Sha224 => &[0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
    };
    let build = |parameters: &[u8]| -> Option<Vec<u8>> {
        let algorithm_len = u8::try_from(oid.len().saturating_add(parameters.len())).ok()?;
        let digest_len = u8::try_from(digest.len()).ok()?;
        let whole_len = algorithm_len.checked_add(2)?.checked_add(2)?.checked_add(digest_len)?;
        let mut info = vec![0x30, whole_len, 0x30, algorithm_len];
        info.extend_from_slice(oid);
        info.extend_from_slice(parameters);
        info.extend_from_slice(&[0x04, digest_len]);
        info.extend_from_slice(digest);
        Some(info)
    };
    (build(&[0x05, 0x00]).unwrap_or_default(), build(&[]))
}
