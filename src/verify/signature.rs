//! One signature over one message, with any key and algorithm that signed executables use.

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

/// Verifies `signature` over `message` with a key given as SubjectPublicKeyInfo DER.
///
/// `signature_algorithm` is the DER of the AlgorithmIdentifier (for a certificate: its signatureAlgorithm, which
/// names the digest).
///
/// # Errors
/// See [`SignatureError`].
pub fn verify_signature(
    signature_algorithm: &[u8],
    spki: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let _ = (signature_algorithm, spki, message, signature);
    Err(SignatureError::Unsupported("not built yet".to_owned()))
}
