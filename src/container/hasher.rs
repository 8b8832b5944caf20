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
