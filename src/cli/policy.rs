//! From the shared options: the policy that files are judged by, and the header that names it.

use std::sync::Arc;

use super::CliError;
use super::args::Shared;
use super::output::warn;
use crate::model::Instant;
use crate::policy::Policy;
use crate::report::{Header, TrustStoreSummary};
use crate::trust::TrustStore;

impl Shared {
    /// The moment that trust is judged as of: `--at`, else the clock.
    pub(crate) fn at(&self) -> Instant {
        self.at.unwrap_or_else(Instant::now)
    }

    /// The policy: the moment, the anchors, and what the analyst brings.
    pub(crate) fn policy(&self) -> Result<Policy, CliError> {
        self.policy_telling(&warn)
    }

    /// The policy; `tell` hears which lists were left out, and why.
    pub(crate) fn policy_telling(&self, tell: &dyn Fn(&str)) -> Result<Policy, CliError> {
        let mut policy = Policy::new(self.at(), Arc::new(self.trust_store()?));
        self.bring_lists(&mut policy, tell)?;
        Ok(policy)
    }

    /// The built-in list or another one, without it when asked, and the user's own anchors.
    pub(crate) fn trust_store(&self) -> Result<TrustStore, CliError> {
        let store = match &self.trust_store {
            Some(folder) => TrustStore::from_folder(folder)?,
            None => TrustStore::built_in(),
        };
        let store = if self.no_default_trust { store.without_default() } else { store };
        let store = if self.trust.is_empty() { store } else { store.with_anchors(&self.trust)? };
        // The built-in list is checked by a test; another one is checked here.
        if self.trust_store.is_some() {
            store.warnings().iter().for_each(|warning| warn(warning));
        }
        Ok(store)
    }
}

/// The header of a report made under this policy.
pub(crate) fn header(policy: &Policy) -> Header {
    let store = &policy.store;
    let summary = TrustStoreSummary { source: store.source(), as_of: store.as_of(), anchors: store.anchor_count() };
    Header { lists: policy.lists(), ..Header::new(policy.at, summary) }
}
