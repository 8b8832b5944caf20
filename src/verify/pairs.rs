//! Which certificate signed which: each pair is computed once, over all files.

use crate::model::CertificateFacts;

/// Whether one certificate's key verifies another certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairOutcome {
    /// It does.
    Signed,
    /// It does not.
    NotSigned,
    /// Algorithm or key cannot be used, with the reason.
    CannotTell(String),
}

/// Remembers the answers for pairs of certificates, keyed by both thumbprints. Shared by all threads.
#[derive(Debug, Default)]
pub struct PairCache {}

impl PairCache {
    /// Tells whether `issuer`'s key verifies the signature on `child` (RFC 5280 section 6.1.3 (a)(1)).
    pub fn check(&self, child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome {
        let _ = (child, issuer);
        PairOutcome::CannotTell("not built yet".to_owned())
    }
}
