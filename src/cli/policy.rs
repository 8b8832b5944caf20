//! From the shared options: the policy that files are judged by, and the header that names it.

use std::sync::Arc;

use super::CliError;
use super::args::Shared;
use super::output::warn;
use crate::block_list::BlockList;
use crate::examine::Catalogs;
use crate::known_bad::KnownBad;
use crate::model::Instant;
use crate::policy::Policy;
use crate::report::{Header, TrustStoreSummary};
use crate::trust::{Disallowed, RevocationData, TrustStore};

impl Shared {
    /// The moment that trust is judged as of: `--at`, else the clock.
    pub(crate) fn at(&self) -> Instant {
        self.at.unwrap_or_else(Instant::now)
    }

    /// The policy: the moment, the anchors, the revocation data, the lists of abused certificates.
    pub(crate) fn policy(&self) -> Result<Policy, CliError> {
        let mut policy = Policy::new(self.at(), Arc::new(self.trust_store()?));
        if !self.crl.is_empty() {
            let (data, warnings) = RevocationData::load(&self.crl)?;
            warnings.iter().for_each(|warning| warn(warning));
            policy.revocation = Arc::new(data);
        }
        if !self.catalog.is_empty() {
            let (catalogs, warnings) = Catalogs::load(&self.catalog)?;
            warnings.iter().for_each(|warning| warn(warning));
            policy.catalogs = Arc::new(catalogs);
        }
        if !self.disallowed.is_empty() {
            let (lists, warnings) = Disallowed::load(&self.disallowed).map_err(CliError::Disallowed)?;
            warnings.iter().for_each(|warning| warn(warning));
            policy.disallowed = Arc::new(lists);
        }
        if !self.known_bad.is_empty() {
            policy.known_bad = Arc::new(self.known_bad_lists()?);
            // The lists live as long as the program: to free half a million small texts at its end would cost more than
            // every look-up.
            std::mem::forget(Arc::clone(&policy.known_bad));
        }
        if !self.block_list.is_empty() {
            policy.block_lists = Arc::new(self.block_lists()?);
        }
        Ok(policy)
    }

    /// The block lists of drivers; rules that cannot be used are counted.
    fn block_lists(&self) -> Result<BlockList, CliError> {
        let mut lists = BlockList::default();
        for path in &self.block_list {
            let failed = |source| CliError::File { what: "cannot read the block list", path: path.clone(), source };
            let text = std::fs::read(path).map_err(failed)?;
            let name = path.display().to_string();
            let invalid = |error| failed(std::io::Error::new(std::io::ErrorKind::InvalidData, error));
            let unused = lists.add(&name, &String::from_utf8_lossy(&text)).map_err(invalid)?;
            if unused > 0 {
                warn(&format!("{name}: rules that are not understood and not used: {unused}"));
            }
        }
        Ok(lists)
    }

    /// The lists of abused certificates; lines that cannot be used are told.
    fn known_bad_lists(&self) -> Result<KnownBad, CliError> {
        let mut known = KnownBad::default();
        for path in &self.known_bad {
            let failed = |source| CliError::File { what: "cannot read the list", path: path.clone(), source };
            let text = std::fs::read(path).map_err(failed)?;
            let before = known.len();
            let problems = known.add(&path.display().to_string(), &String::from_utf8_lossy(&text));
            problems.iter().for_each(|problem| warn(problem));
            if known.len() == before {
                let empty = std::io::Error::new(std::io::ErrorKind::InvalidData, "it has no line that can be used");
                return Err(failed(empty));
            }
        }
        Ok(known)
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
    Header::new(policy.at, summary)
}
