//! From the shared options: the policy that files are judged by, and the header that names it.

use std::sync::Arc;

use super::CliError;
use super::args::Shared;
use crate::model::Instant;
use crate::policy::Policy;
use crate::report::{Header, TrustStoreSummary};
use crate::trust::TrustStore;

impl Shared {
    /// The policy: `--at`, else the clock, and the anchors.
    pub(crate) fn policy(&self) -> Result<Policy, CliError> {
        let at = self.at.unwrap_or_else(Instant::now);
        Ok(Policy::new(at, Arc::new(self.trust_store()?)))
    }

    fn trust_store(&self) -> Result<TrustStore, CliError> {
        Ok(TrustStore::built_in())
    }
}

/// The header of a report made under this policy.
pub(crate) fn header(policy: &Policy) -> Header {
    let summary = TrustStoreSummary { source: "built-in".to_owned(), as_of: None, anchors: 0 };
    Header::new(policy.at, summary)
}
