//! Digests, thumbprints and the algorithms that make them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that are shown and serialised as lower-case hex.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HexBytes(pub Vec<u8>);

impl HexBytes {
    /// Lower-case hex with colons between the bytes, as openssl and YARA write serial numbers.
    pub fn colons(&self) -> String {
        let pairs: Vec<String> = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }
}

impl AsRef<[u8]> for HexBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for HexBytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl fmt::Display for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

/// Writes lower-case hex without a text of its own: a report holds hundreds.
fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const DIGITS: usize = 2 * 64;
    let mut digits = [0u8; DIGITS];
    for bytes in bytes.chunks(DIGITS / 2) {
        let digits = digits.get_mut(..bytes.len().saturating_mul(2)).unwrap_or_default();
        hex::encode_to_slice(bytes, digits).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(digits).map_err(|_| fmt::Error)?)?;
    }
    Ok(())
}

impl fmt::Debug for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for HexBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HexBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// SHA-256 over a certificate's DER: the identity of a certificate everywhere in sigscope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Thumbprint(pub [u8; 32]);

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// A hash function that appears in signatures of Windows executables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestAlgorithm {
    /// MD5, 1.2.840.113549.2.5.
    Md5,
    /// SHA-1, 1.3.14.3.2.26.
    Sha1,
    /// SHA-224, 2.16.840.1.101.3.4.2.4.
    Sha224,
    /// SHA-256, 2.16.840.1.101.3.4.2.1.
    Sha256,
    /// SHA-384, 2.16.840.1.101.3.4.2.2.
    Sha384,
    /// SHA-512, 2.16.840.1.101.3.4.2.3.
    Sha512,
}

impl DigestAlgorithm {
    /// The name in JSON and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// Length of the digest in bytes.
    pub const fn output_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The hashes of the whole file and of the image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hashes {
    /// MD5 of the whole file.
    pub md5: Option<HexBytes>,
    /// SHA-1 of the whole file.
    pub sha1: Option<HexBytes>,
    /// SHA-256 of the whole file.
    pub sha256: Option<HexBytes>,
    /// MD5 over the lower-case `library.function` list of the import table.
    pub imphash: Option<HexBytes>,
    /// Image digests: the file without checksum, security directory entry and attribute certificate table.
    pub authentihash: Authentihash,
}

/// The image digests that were computed (Authenticode PE paper; flat method).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Authentihash {
    /// With SHA-1.
    pub sha1: Option<HexBytes>,
    /// With SHA-256.
    pub sha256: Option<HexBytes>,
    /// With MD5, when a signature names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5: Option<HexBytes>,
    /// With SHA-384, when a signature names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha384: Option<HexBytes>,
    /// With SHA-512, when a signature names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha512: Option<HexBytes>,
    /// SHA-256 with the zero padding to eight bytes that signing would add; only for an unsigned file whose
    /// length is no multiple of eight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256_padded: Option<HexBytes>,
}

impl Authentihash {
    /// The image digest of one algorithm, when it was computed.
    pub fn get(&self, algorithm: DigestAlgorithm) -> Option<&HexBytes> {
        match algorithm {
            DigestAlgorithm::Md5 => self.md5.as_ref(),
            DigestAlgorithm::Sha1 => self.sha1.as_ref(),
            DigestAlgorithm::Sha224 => None,
            DigestAlgorithm::Sha256 => self.sha256.as_ref(),
            DigestAlgorithm::Sha384 => self.sha384.as_ref(),
            DigestAlgorithm::Sha512 => self.sha512.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_of_any_length_is_written_whole() {
        for length in [0, 1, 63, 64, 65, 200] {
            let bytes: Vec<u8> = (0..length).map(|value| (value * 37 % 256) as u8).collect();
            assert_eq!(HexBytes(bytes.clone()).to_string(), hex::encode(bytes));
        }
        assert_eq!(Thumbprint([0xab; 32]).to_string(), "ab".repeat(32));
    }
}
