//! The signature of a SignerInfo over its attributes (RFC 5652 section 5.4).

use super::{SignatureError, Verified, verify_signer_info};
use crate::model::DigestAlgorithm;

/// Over which order of the attributes the signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeOrder {
    /// The attributes are in DER order, so there is only one.
    Both,
    /// Only over the attributes as they stand in the file (a DigiCert responder).
    AsEncoded,
    /// Only over the attributes in DER order.
    Sorted,
}

/// What a SignerInfo's signature is checked with; all of it as encoded.
#[derive(Debug, Clone, Copy)]
pub struct SignerInput<'a> {
    /// The signer's SubjectPublicKeyInfo.
    pub spki: &'a [u8],
    /// signatureAlgorithm.
    pub signature_algorithm: &'a [u8],
    /// digestAlgorithm.
    pub digest_algorithm: DigestAlgorithm,
    /// The signature value.
    pub signature: &'a [u8],
    /// Each signed attribute as encoded, in the order of the file; `None` without signed attributes.
    pub attributes: Option<&'a [&'a [u8]]>,
    /// `signedAttrs` as encoded, with its `[0]` tag; empty without signed attributes.
    pub attributes_element: &'a [u8],
    /// What is signed when there are no signed attributes: the content octets.
    pub content: &'a [u8],
    /// Accept a bare digest in the padded block (PKCS #9 countersignatures).
    pub bare_digest_allowed: bool,
}

/// Verifies a SignerInfo's signature: over the attributes as encoded first, then as DER has them.
///
/// The signature covers `signedAttrs` with its `[0]` tag replaced by SET, in DER (RFC 5652 section 5.4): in their
/// order, behind the shortest definite length. Real signers signed other orders than that, and files keep an indefinite
/// or longer length, so the bytes of the file come first and each departure is tried in turn.
///
/// # Errors
/// When none of them verifies, or key or algorithm cannot be used.
pub fn verify_signer(input: &SignerInput<'_>) -> Result<(Verified, AttributeOrder), SignatureError> {
    let verify = |message: &[u8]| {
        verify_signer_info(
            input.signature_algorithm,
            input.digest_algorithm,
            input.spki,
            message,
            input.signature,
            input.bare_digest_allowed,
        )
    };
    let Some(attributes) = input.attributes else {
        return verify(input.content).map(|verified| (verified, AttributeOrder::Both));
    };
    let mut as_encoded = input.attributes_element.to_vec();
    if let Some(tag) = as_encoded.first_mut() {
        *tag = 0x31;
    }
    let sorted = attributes.is_sorted();
    match verify(&as_encoded) {
        Ok(verified) if sorted => Ok((verified, AttributeOrder::Both)),
        Ok(verified) => Ok((verified, AttributeOrder::AsEncoded)),
        Err(SignatureError::Mismatch) => {
            let plain = der_set(attributes);
            if plain != as_encoded
                && let Ok(mut verified) = verify(&plain)
            {
                verified.notes.push("the length of the signed attributes is not as DER has it".to_owned());
                let order = if sorted { AttributeOrder::Both } else { AttributeOrder::AsEncoded };
                return Ok((verified, order));
            }
            if sorted {
                return Err(SignatureError::Mismatch);
            }
            let mut order = attributes.to_vec();
            order.sort_unstable();
            verify(&der_set(&order)).map(|verified| (verified, AttributeOrder::Sorted))
        }
        Err(error) => Err(error),
    }
}

/// The attributes as a SET with the shortest definite length (X.690 section 10.1).
fn der_set(attributes: &[&[u8]]) -> Vec<u8> {
    let body = attributes.concat();
    let length = body.len().to_be_bytes();
    let length = length.get(length.iter().take_while(|byte| **byte == 0).count()..).unwrap_or_default();
    let mut set = vec![0x31];
    match length {
        [] => set.push(0),
        &[short @ 0..=0x7f] => set.push(short),
        long => {
            // At most eight bytes.
            set.push(0x80 | u8::try_from(long.len()).unwrap_or(0));
            set.extend_from_slice(long);
        }
    }
    set.extend_from_slice(&body);
    set
}
