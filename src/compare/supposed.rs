//! A supposed revocation over many files: which samples of one signer fall, which survive, what would make all fall.

use std::collections::BTreeMap;

use crate::model::{Analysis, HexBytes, Instant, Summary, SupposedEffect, SupposedRevocation, Thumbprint};

/// One file and what the supposed revocation does to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The file's name, unsafe to show as it is.
    pub path: String,
    /// What its signature is judged to be.
    pub summary: Summary,
    /// What the revocation does; `None`: there is no certificate that could be revoked.
    pub supposed: Option<SupposedRevocation>,
}

impl Fate {
    /// That of a file for a revocation on a date.
    pub fn new(analysis: &Analysis, dated: Instant) -> Self {
        Self {
            path: analysis.path.clone(),
            summary: analysis.verdict.summary,
            supposed: SupposedRevocation::of(analysis, dated),
        }
    }
}

/// Whom the files of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signer {
    /// A durable identity: one subscriber over many leaves.
    Identity(String),
    /// A leaf without one.
    Leaf(Thumbprint),
}

/// A leaf that has to be revoked, by its own serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedLeaf {
    /// The certificate.
    pub thumbprint: Thumbprint,
    /// Its serial number.
    pub serial: HexBytes,
    /// Who would have to revoke it, RFC 4514, unsafe to show as it is.
    pub issuer: String,
    /// A revocation of this leaf dated then or earlier voids all its files here; `None`: one of any date does.
    pub voids_until: Option<Instant>,
}

/// The files of one signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerFates {
    /// The signer.
    pub signer: Signer,
    /// The files with what becomes of them, in the order in which they came.
    pub files: Vec<(Fate, SupposedRevocation)>,
    /// The leaves, in the order in which they came.
    pub leaves: Vec<RevokedLeaf>,
}

impl SignerFates {
    /// How many files meet this end.
    pub fn count(&self, effect: SupposedEffect) -> usize {
        self.files.iter().filter(|(_, supposed)| supposed.effect == effect).count()
    }

    /// Revocations dated then or earlier make all files fall; `None`: those of any date do.
    pub fn voids_until(&self) -> Option<Instant> {
        self.files.iter().filter_map(|(_, supposed)| supposed.voids_until).min()
    }
}

/// Groups files by durable identity, else by leaf; the signer with most files comes first.
pub fn by_signer(fates: &[Fate]) -> Vec<SignerFates> {
    let mut groups: BTreeMap<Signer, SignerFates> = BTreeMap::new();
    for fate in fates {
        let Some(supposed) = fate.supposed.clone() else { continue };
        let signer = supposed.durable_identity.clone().map_or(Signer::Leaf(supposed.leaf), Signer::Identity);
        let group = groups.entry(signer.clone()).or_insert_with(|| SignerFates {
            signer,
            files: Vec::new(),
            leaves: Vec::new(),
        });
        match group.leaves.iter_mut().find(|leaf| leaf.thumbprint == supposed.leaf) {
            // A file that falls at any date asks for none: the earliest of the others decides.
            Some(leaf) => leaf.voids_until = leaf.voids_until.into_iter().chain(supposed.voids_until).min(),
            None => group.leaves.push(RevokedLeaf {
                thumbprint: supposed.leaf,
                serial: supposed.serial.clone(),
                issuer: supposed.issuer.clone(),
                voids_until: supposed.voids_until,
            }),
        }
        group.files.push((fate.clone(), supposed));
    }
    let mut groups: Vec<SignerFates> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.files.len()));
    groups
}
