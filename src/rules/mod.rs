//! What is odd: the catalogue of findings and the engine that runs it.

use crate::model::{Analysis, Evidence};
use crate::policy::Policy;

/// Facts about the real world that rules compare with (Trusted Signing CAs, Microsoft roots, TSA policies …).
#[derive(Debug, Default)]
pub struct KnownFacts {}

impl KnownFacts {
    /// The facts that are built into the program.
    pub fn built_in() -> Self {
        Self {}
    }
}

/// Runs every enabled rule and fills findings and assessment.
pub fn run(evidence: &Evidence, analysis: &mut Analysis, policy: &Policy) {
    let _ = (evidence, analysis, policy);
}
