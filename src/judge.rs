//! Evidence and policy to an analysis: pure, quick, called anew at every step of the time cursor.

use crate::model::{Analysis, Evidence};
use crate::policy::Policy;

/// Judges a file as of `policy.at`: chains, time, trust, findings. Does not touch the file.
pub fn judge(evidence: &Evidence, policy: &Policy) -> Analysis {
    let mut analysis = crate::trust::judge_trust(evidence, policy);
    crate::rules::run(evidence, &mut analysis, policy);
    analysis
}
