//! Evidence and policy to an analysis: pure, quick, called anew at every step of the time cursor.

use crate::model::{Analysis, Evidence, SupposedRevocation};
use crate::policy::Policy;

/// Judges a file as of `policy.at`: chains, time, trust, findings. Does not touch the file.
///
/// The signature of a catalog that names the file counts behind the file's own.
pub fn judge(evidence: &Evidence, policy: &Policy) -> Analysis {
    let with_catalogs = policy.catalogs.applied(evidence);
    let evidence = with_catalogs.as_ref().unwrap_or(evidence);
    let mut analysis = crate::trust::judge_trust(evidence, policy);
    crate::rules::run(evidence, &mut analysis, policy);
    analysis.supposed_revocation = policy.supposed_revocation.and_then(|date| SupposedRevocation::of(&analysis, date));
    analysis
}
