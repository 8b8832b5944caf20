//! What a supposed revocation of the signer's leaf does to one file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Analysis, Check, HexBytes, Instant, Outcome, RevocationState, Signature, Thumbprint};

/// The checks besides revocation any of which ends a signature, the file's own first.
const DECIDING: [Check; 8] = [
    Check::ImageDigest,
    Check::MessageDigest,
    Check::AttributeSignature,
    Check::SignerChain,
    Check::SignerUsage,
    Check::SignerValidity,
    Check::RootProgramme,
    Check::Disallowed,
];

impl Signature {
    /// The first check besides revocation that ends the signature; `None`: a revocation would decide.
    pub fn fault_besides_revocation(&self) -> Option<Check> {
        DECIDING.into_iter().find(|check| self.outcome(*check).is_some_and(Outcome::is_invalid))
    }
}

/// What becomes of the primary signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupposedEffect {
    /// The revocation voids it.
    Falls,
    /// The revocation is dated too late for it.
    Survives,
    /// The supplied data revokes it already.
    RevokedAlready,
    /// It is not valid for another reason, and the revocation changes nothing.
    NotValidAnyway,
}

impl SupposedEffect {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Falls => "falls",
            Self::Survives => "survives",
            Self::RevokedAlready => "revoked already",
            Self::NotValidAnyway => "not valid anyway",
        }
    }
}

impl fmt::Display for SupposedEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A supposed revocation of the leaf of a file's primary signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupposedRevocation {
    /// Its date.
    pub dated: Instant,
    /// What it does.
    pub effect: SupposedEffect,
    /// A revocation dated then or earlier voids the signature; `None`: one of any date does.
    pub voids_until: Option<Instant>,
    /// The signer's durable identity.
    pub durable_identity: Option<String>,
    /// The certificate that has to be revoked.
    pub leaf: Thumbprint,
    /// Its serial number.
    pub serial: HexBytes,
    /// Who would have to revoke it, RFC 4514.
    pub issuer: String,
}

impl SupposedRevocation {
    /// Reads it off a judgement; `None` when no certificate of a signer is known: nobody could be revoked.
    pub fn of(analysis: &Analysis, dated: Instant) -> Option<Self> {
        let signature = analysis.primary()?;
        let leaf = &analysis.leaf(signature)?.facts;
        // With the lifetime-signing usage a timestamp protects from nothing.
        let protected = signature.trusted_time.filter(|_| !leaf.is_lifetime_signing());
        let revoked = |(thumbprint, state): (Thumbprint, RevocationState)| {
            state == RevocationState::Revoked && signature.chain.contains(&thumbprint)
        };
        let effect = if signature.revocations.iter().map(|answer| (answer.certificate, answer.state)).any(revoked) {
            SupposedEffect::RevokedAlready
        } else if signature.fault_besides_revocation().is_some() {
            SupposedEffect::NotValidAnyway
        } else if protected.is_some_and(|time| dated > time) {
            SupposedEffect::Survives
        } else {
            SupposedEffect::Falls
        };
        Some(Self {
            dated,
            effect,
            // The dates of a CRL have no fraction of a second.
            voids_until: protected.map(|time| Instant::from_unix(time.unix())),
            durable_identity: leaf.durable_identity.clone(),
            leaf: leaf.sha256,
            serial: leaf.serial.clone(),
            issuer: leaf.issuer.clone(),
        })
    }
}
