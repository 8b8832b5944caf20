//! What the caller decides: the time, the anchors, the known facts, the limits, the rules.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::block_list::BlockList;
use crate::examine::Catalogs;
use crate::known_bad::KnownBad;
use crate::model::Instant;
use crate::rules::KnownFacts;
use crate::trust::{Disallowed, RevocationData, TrustStore};
use crate::verify::PairCache;

/// One question about a file. Cheap to clone; a time cursor clones it with another `at`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The moment trust is judged at, when no verified timestamp decides. Never read from a clock by the core.
    pub at: Instant,
    /// Trust anchors and the root programme's restrictions.
    pub store: Arc<TrustStore>,
    /// Facts about the real world that rules compare with.
    pub known: Arc<KnownFacts>,
    /// Which certificates signed which, remembered over files.
    pub pairs: Arc<PairCache>,
    /// Bounds of the work on one file.
    pub limits: Limits,
    /// CRLs and OCSP responses that the analyst brought.
    pub revocation: Arc<RevocationData>,
    /// Block lists of drivers that the analyst brought.
    pub block_lists: Arc<BlockList>,
    /// Catalogs that the analyst brought.
    pub catalogs: Arc<Catalogs>,
    /// Microsoft's lists of blocked certificates that the analyst brought.
    pub disallowed: Arc<Disallowed>,
    /// Lists of abused certificates that the analyst brought.
    pub known_bad: Arc<KnownBad>,
    /// A supposed revocation of every signer's leaf: what would it do to the file?
    pub supposed_revocation: Option<Instant>,
    /// Ids of rules that are switched off.
    pub disabled_rules: BTreeSet<String>,
}

impl Policy {
    /// The default policy with the built-in trust store, at a given time.
    pub fn at(at: Instant) -> Self {
        Self::new(at, Arc::new(TrustStore::built_in()))
    }

    /// The default policy with a given trust store, at a given time.
    pub fn new(at: Instant, store: Arc<TrustStore>) -> Self {
        Self {
            at,
            store,
            known: Arc::new(KnownFacts::built_in()),
            pairs: Arc::new(PairCache::default()),
            limits: Limits::default(),
            revocation: Arc::new(RevocationData::default()),
            block_lists: Arc::new(BlockList::default()),
            catalogs: Arc::new(Catalogs::default()),
            disallowed: Arc::new(Disallowed::default()),
            known_bad: Arc::new(KnownBad::default()),
            supposed_revocation: None,
            disabled_rules: BTreeSet::new(),
        }
    }
}

/// Bounds of the work on one file. Each one hit is a defect, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the certificate table that are read.
    pub certificate_table: u64,
    /// WIN_CERTIFICATE entries.
    pub entries: usize,
    /// Depth of nested signatures.
    pub nesting: usize,
    /// Signatures of a file, nested ones included.
    pub signatures: usize,
    /// Certificates of one signature.
    pub certificates: usize,
    /// Attributes of one SignerInfo, signed and unsigned each.
    pub attributes: usize,
    /// Timestamps of one signature.
    pub timestamps: usize,
    /// Certificates of a chain.
    pub chain: usize,
    /// Steps of path building, a chain.
    pub path_steps: usize,
    /// Signatures of certificates over each other that are checked in all, counted as RSA with 4096 bits.
    pub link_work: u64,
    /// Bytes of one text from the file that are kept.
    pub text: usize,
    /// Sections that are read.
    pub sections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            certificate_table: 64 << 20,
            entries: 64,
            nesting: 8,
            signatures: 64,
            certificates: 1024,
            attributes: 256,
            timestamps: 64,
            chain: 16,
            path_steps: 4096,
            link_work: 4096,
            text: 64 << 10,
            sections: 96,
        }
    }
}
