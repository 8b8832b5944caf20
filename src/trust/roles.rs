//! Which part each certificate plays, and which ones of the trust store complete a chain.
//!
//! In: the file's certificates and all built chains. Out: the certificates of the analysis.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::path::BuiltChain;
use super::store::TrustStore;
use crate::model::{Certificate, CertificateFacts, Role, Thumbprint};

/// Collects roles over all chains of a file.
#[derive(Default)]
pub struct Roles {
    roles: BTreeMap<Thumbprint, BTreeSet<Role>>,
    /// Certificates of the store that stand in a chain, in the order found.
    added: Vec<Arc<CertificateFacts>>,
}

impl Roles {
    /// Adds a signer's chain.
    pub fn add_signer(&mut self, chain: &BuiltChain) {
        self.add(chain, Role::Leaf, Role::Intermediate, Role::Root);
    }

    /// Adds a TSA's chain.
    pub fn add_tsa(&mut self, chain: &BuiltChain) {
        self.add(chain, Role::Tsa, Role::TsaIntermediate, Role::TsaRoot);
    }

    fn add(&mut self, chain: &BuiltChain, first: Role, middle: Role, last: Role) {
        if let Some(leaf) = chain.path.first() {
            self.give(leaf.sha256, first);
        }
        // Every certificate that a verified path runs through plays its part, also beside the best path:
        // cross-certificates are not stuffing.
        for (certificate, ends) in &chain.reached {
            self.give(*certificate, if *ends { last } else { middle });
        }
        for certificate in chain.path.iter().chain(&chain.others) {
            if certificate.offset.is_none() && !self.added.iter().any(|added| added.sha256 == certificate.sha256) {
                self.added.push(Arc::clone(certificate));
            }
        }
    }

    fn give(&mut self, certificate: Thumbprint, role: Role) {
        self.roles.entry(certificate).or_default().insert(role);
    }

    /// Makes the list: the file's certificates in the order found, then those of the store.
    pub fn into_certificates(mut self, found: &[Arc<CertificateFacts>], store: &TrustStore) -> Vec<Certificate> {
        let known: BTreeSet<Thumbprint> = found.iter().map(|certificate| certificate.sha256).collect();
        self.added.retain(|certificate| !known.contains(&certificate.sha256));
        found
            .iter()
            .chain(&self.added)
            .map(|facts| {
                let roles: Vec<Role> = match self.roles.get(&facts.sha256) {
                    Some(roles) => roles.iter().copied().collect(),
                    None => vec![Role::Unused],
                };
                Certificate { facts: Arc::clone(facts), roles, anchor: store.anchor_kind(facts).is_some() }
            })
            .collect()
    }
}
