//! Is it true? Mathematics only: digests and signatures. Knows no time and no anchors.
//!
//! In: a key as SubjectPublicKeyInfo, an AlgorithmIdentifier, a message, a signature, all as encoded. Out: whether
//! it holds, what was odd, or why it could not be checked. Old algorithms are verified like any other; what they
//! are worth is left to the rules.

mod digest;
mod ecdsa_named;
mod key;
mod pairs;
mod rsa_pkcs1;
mod signature;
mod signer;
mod tbs_hash;

pub use digest::compute_digest;
pub use pairs::{PairCache, PairOutcome};
pub use signature::{SignatureError, Verified, verify_signature, verify_signer_info};
pub use signer::{AttributeOrder, SignerInput, verify_signer};
pub use tbs_hash::signed_tbs_hash;
