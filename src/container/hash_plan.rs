//! What to compute in the one pass over a file, and what came out.

use std::collections::BTreeMap;

use super::page_hashes::{PageHashTable, PagePlan};
use crate::model::{Authentihash, DigestAlgorithm, HexBytes};

/// What to compute in the pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HashPlan {
    /// Digests of the whole file.
    pub file: Vec<DigestAlgorithm>,
    /// Image digests, flat method. Each is made once, however often it is named.
    pub image: Vec<DigestAlgorithm>,
    /// Page hash tables.
    pub pages: Vec<PagePlan>,
    /// CheckSum of the optional header.
    pub checksum: bool,
    /// Entropy of sections, overlay, and the bytes behind the certificate table.
    pub entropy: bool,
    /// Also the image digests with the zero bytes that signing would add, when there is no certificate table and the
    /// size of the file is no multiple of eight.
    pub pad: bool,
    /// Use a second thread where that pays.
    pub parallel: bool,
}

/// What the pass gave. Without headers only `file` is filled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HashResults {
    /// Digests of the whole file.
    pub file: BTreeMap<DigestAlgorithm, HexBytes>,
    /// Image digests, flat method.
    pub image: BTreeMap<DigestAlgorithm, HexBytes>,
    /// Image digests as signing would make them: with zero bytes up to a multiple of eight.
    pub image_padded: BTreeMap<DigestAlgorithm, HexBytes>,
    /// Image digests by the section walk; empty when it covers the same bytes as the flat method, when there is no
    /// certificate table, or when the sections overlap so often that the work would exceed twice the file.
    pub image_walk: BTreeMap<DigestAlgorithm, HexBytes>,
    /// One table for each plan, in the same order.
    pub pages: Vec<PageHashTable>,
    /// The computed CheckSum.
    pub checksum: Option<u32>,
    /// Entropy of each section in bits per byte, in the order of the section table; `None` when none of it is in the
    /// file.
    pub section_entropy: Vec<Option<f64>>,
    /// Entropy of the overlay.
    pub overlay_entropy: Option<f64>,
    /// Entropy of the bytes behind the certificate table.
    pub trailing_entropy: Option<f64>,
}

impl HashResults {
    /// Returns the image digests in the form of the report.
    pub fn authentihash(&self) -> Authentihash {
        let get = |algorithm| self.image.get(&algorithm).cloned();
        Authentihash {
            sha1: get(DigestAlgorithm::Sha1),
            sha256: get(DigestAlgorithm::Sha256),
            md5: get(DigestAlgorithm::Md5),
            sha384: get(DigestAlgorithm::Sha384),
            sha512: get(DigestAlgorithm::Sha512),
            sha256_padded: self.image_padded.get(&DigestAlgorithm::Sha256).cloned(),
        }
    }

    /// Tells for which algorithms the flat method and the section walk give different digests.
    pub fn disagreeing(&self) -> Vec<DigestAlgorithm> {
        let differs = |(algorithm, digest): (&DigestAlgorithm, &HexBytes)| {
            (self.image.get(algorithm) != Some(digest)).then_some(*algorithm)
        };
        self.image_walk.iter().filter_map(differs).collect()
    }
}
