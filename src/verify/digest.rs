//! One digest over bytes in memory.

use digest::Digest;

use crate::model::DigestAlgorithm;

/// Hashes `message` in one go.
pub fn compute_digest(algorithm: DigestAlgorithm, message: &[u8]) -> Vec<u8> {
    match algorithm {
        DigestAlgorithm::Md5 => md5::Md5::digest(message).to_vec(),
        DigestAlgorithm::Sha1 => sha1::Sha1::digest(message).to_vec(),
        DigestAlgorithm::Sha224 => sha2::Sha224::digest(message).to_vec(),
        DigestAlgorithm::Sha256 => sha2::Sha256::digest(message).to_vec(),
        DigestAlgorithm::Sha384 => sha2::Sha384::digest(message).to_vec(),
        DigestAlgorithm::Sha512 => sha2::Sha512::digest(message).to_vec(),
    }
}
