//! Is it true? Mathematics only: digests and signatures. Knows no time and no anchors.

mod pairs;
mod signature;

pub use pairs::{PairCache, PairOutcome};
pub use signature::{SignatureError, verify_signature};
