//! May it be believed, at a given time? Path building, validity, the root programme, the verdict.

mod store;

pub use store::TrustStore;

use crate::model::{Analysis, Assessment, Certificate, Evidence, State, Summary, Verdict, WindowsEstimate};
use crate::policy::Policy;

/// Judges chains, time and trust; the findings are left empty.
pub fn judge_trust(evidence: &Evidence, policy: &Policy) -> Analysis {
    let _ = policy;
    Analysis {
        path: evidence.path.clone(),
        path_bytes: evidence.path_bytes.clone(),
        size: evidence.size,
        format: evidence.format,
        hashes: evidence.hashes.clone(),
        pe: evidence.pe.clone(),
        assessment: Assessment::Review,
        verdict: Verdict {
            summary: Summary::Unsigned,
            integrity: State::NotPresent,
            authenticity: State::NotPresent,
            trust: State::NotPresent,
            windows: WindowsEstimate { code: "0x800B0100".to_owned(), name: "TRUST_E_NOSIGNATURE".to_owned() },
            reasons: Vec::new(),
        },
        signatures: Vec::new(),
        certificates: evidence
            .certificates
            .iter()
            .map(|facts| Certificate { facts: facts.clone(), roles: Vec::new(), anchor: false })
            .collect(),
        findings: Vec::new(),
        defects: evidence.defects.clone(),
        error: evidence.error.clone(),
    }
}
