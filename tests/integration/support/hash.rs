//! The hash functions that a signature can name, with their object identifiers.

use digest::Digest;

use super::der_writer::{null, octets, oid, sequence};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Returns the digest of `data`.
    pub fn of(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(data).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(data).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(data).to_vec(),
        }
    }

    /// Returns the digest's length in bytes.
    pub fn length(self) -> usize {
        self.of(&[]).len()
    }

    /// Returns the hash function's own object identifier.
    pub fn oid(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.2.5",
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    /// Returns the AlgorithmIdentifier with NULL parameters.
    pub fn algorithm(self) -> Vec<u8> {
        sequence([oid(self.oid()), null()])
    }

    /// Returns the OID of RSA PKCS #1 v1.5 with this hash.
    pub fn with_rsa(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.1.1.4",
            Self::Sha1 => "1.2.840.113549.1.1.5",
            Self::Sha256 => "1.2.840.113549.1.1.11",
            Self::Sha384 => "1.2.840.113549.1.1.12",
            Self::Sha512 => "1.2.840.113549.1.1.13",
        }
    }

    /// Returns the OID of ECDSA with this hash. MD5 has none and gets SHA-1's.
    pub fn with_ecdsa(self) -> &'static str {
        match self {
            Self::Md5 | Self::Sha1 => "1.2.840.10045.4.1",
            Self::Sha256 => "1.2.840.10045.4.3.2",
            Self::Sha384 => "1.2.840.10045.4.3.3",
            Self::Sha512 => "1.2.840.10045.4.3.4",
        }
    }

    /// Returns what stands before the digest in a DigestInfo (RFC 8017 section 9.2).
    pub fn digest_info_prefix(self) -> Vec<u8> {
        let mut whole = sequence([self.algorithm(), octets(vec![0; self.length()])]);
        whole.truncate(whole.len() - self.length());
        whole
    }
}
