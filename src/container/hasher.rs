//! One running digest of any of the algorithms that signatures name.

use digest::Digest;

use super::layout::clip;
use crate::model::{DigestAlgorithm, HexBytes, Location};

/// A running digest.
#[derive(Clone)]
pub(super) enum Hasher {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Hasher {
    pub(super) fn new(algorithm: DigestAlgorithm) -> Self {
        match algorithm {
            DigestAlgorithm::Md5 => Self::Md5(Digest::new()),
            DigestAlgorithm::Sha1 => Self::Sha1(Digest::new()),
            DigestAlgorithm::Sha224 => Self::Sha224(Digest::new()),
            DigestAlgorithm::Sha256 => Self::Sha256(Digest::new()),
            DigestAlgorithm::Sha384 => Self::Sha384(Digest::new()),
            DigestAlgorithm::Sha512 => Self::Sha512(Digest::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(state) => state.update(bytes),
            Self::Sha1(state) => state.update(bytes),
            Self::Sha224(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
            Self::Sha384(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
        }
    }

    /// Feeds `count` zero bytes.
    pub(super) fn update_zeros(&mut self, count: usize) {
        const ZEROS: [u8; 4096] = [0; 4096];
        let mut left = count;
        while left > 0 {
            let step = left.min(ZEROS.len());
            self.update(ZEROS.get(..step).unwrap_or_default());
            left = left.saturating_sub(step);
        }
    }

    pub(super) fn finish(self) -> HexBytes {
        HexBytes(match self {
            Self::Md5(state) => state.finalize().to_vec(),
            Self::Sha1(state) => state.finalize().to_vec(),
            Self::Sha224(state) => state.finalize().to_vec(),
            Self::Sha256(state) => state.finalize().to_vec(),
            Self::Sha384(state) => state.finalize().to_vec(),
            Self::Sha512(state) => state.finalize().to_vec(),
        })
    }
}

/// A digest over some ranges of a file that is fed in order.
#[derive(Clone)]
pub(super) struct RangeHasher {
    /// Ascending, not overlapping.
    ranges: Vec<Location>,
    /// The first range that is not complete.
    next: usize,
    hasher: Hasher,
}

impl RangeHasher {
    pub(super) fn new(algorithm: DigestAlgorithm, ranges: Vec<Location>) -> Self {
        Self { ranges, next: 0, hasher: Hasher::new(algorithm) }
    }

    /// Takes the bytes of the file from `offset` on.
    pub(super) fn update(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len() as u64);
        // Ends: `next` grows up to the number of ranges.
        while let Some(range) = self.ranges.get(self.next).copied().filter(|range| range.offset < end) {
            self.hasher.update(clip(range, offset, bytes));
            if range.end() > end {
                break;
            }
            self.next = self.next.saturating_add(1);
        }
    }

    pub(super) fn into_hasher(self) -> Hasher {
        self.hasher
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digests of "abc": RFC 1321 appendix A.5, FIPS 180-4 examples.
    #[test]
    fn every_algorithm_gives_its_known_answer() {
        for (algorithm, expected) in [
            (DigestAlgorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (DigestAlgorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (DigestAlgorithm::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (DigestAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(b"abc");
            assert_eq!(hasher.finish().to_string(), expected);
        }
        for (algorithm, start) in
            [(DigestAlgorithm::Sha384, "cb00753f45a35e8b"), (DigestAlgorithm::Sha512, "ddaf35a193617aba")]
        {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(b"abc");
            let digest = hasher.finish();
            assert_eq!(digest.0.len(), algorithm.output_len());
            assert!(digest.to_string().starts_with(start));
        }
    }

    #[test]
    fn zeros_are_hashed_like_bytes() {
        let (mut zeros, mut bytes) = (Hasher::new(DigestAlgorithm::Sha256), Hasher::new(DigestAlgorithm::Sha256));
        zeros.update_zeros(10_000);
        bytes.update(&[0; 10_000]);
        assert_eq!(zeros.finish(), bytes.finish());
    }

    #[test]
    fn ranges_are_hashed_in_pieces_of_any_size() {
        let bytes: Vec<u8> = (0..=255).collect();
        let ranges = vec![Location::new(3, 5), Location::new(8, 100), Location::new(200, 56)];
        let mut expected = Hasher::new(DigestAlgorithm::Sha256);
        expected.update(&bytes[3..108]);
        expected.update(&bytes[200..]);
        let expected = expected.finish();
        for piece in [1, 2, 7, 64, 256] {
            let mut hasher = RangeHasher::new(DigestAlgorithm::Sha256, ranges.clone());
            for (index, part) in bytes.chunks(piece).enumerate() {
                hasher.update((index * piece) as u64, part);
            }
            assert_eq!(hasher.into_hasher().finish(), expected);
        }
    }
}
