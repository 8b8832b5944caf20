//! Which certificate signed which: each pair is computed once, over all files.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{SignatureError, verify_signature};
use crate::model::{CertificateFacts, Thumbprint};

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

/// Most answers that are remembered, about 10 MiB; then all are forgotten, so that a hostile file does not switch the
/// cache off for those behind it. A folder of real files has some hundreds of pairs.
const MAX_PAIRS: usize = 65_536;

/// Remembers the answers for pairs of certificates, keyed by both thumbprints. Shared by all threads.
#[derive(Debug, Default)]
pub struct PairCache {
    answers: Mutex<HashMap<(Thumbprint, Thumbprint), PairOutcome>>,
}

impl PairCache {
    /// Tells whether `issuer`'s key verifies the signature on `child` (RFC 5280 section 6.1.3 (a)(1)).
    pub fn check(&self, child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome {
        let pair = (child.sha256, issuer.sha256);
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&pair).cloned();
        if let Some(answer) = known {
            return answer;
        }
        // Two threads may compute the same pair at once; that is cheaper than holding the lock meanwhile.
        let answer = verify_pair(child, issuer);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MAX_PAIRS {
            answers.clear();
        }
        answers.insert(pair, answer.clone());
        answer
    }
}

fn verify_pair(child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome {
    let algorithm = child.part(&child.parts.signature_algorithm);
    match verify_signature(algorithm, issuer.spki_der(), child.tbs_der(), child.signature()) {
        Ok(()) => PairOutcome::Signed,
        Err(SignatureError::Mismatch) => PairOutcome::NotSigned,
        Err(error) => PairOutcome::CannotTell(error.to_string()),
    }
}
