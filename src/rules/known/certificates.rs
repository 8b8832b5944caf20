//! Certificates that rules know by their SHA-256, from `assets/known_certificates.csv`.

use super::table;
use crate::model::{Instant, Thumbprint};

const TABLE: &str = include_str!("../../../assets/known_certificates.csv");

/// What a certificate is known as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownRole {
    /// A root of Microsoft itself.
    MicrosoftRoot,
    /// A test or development root of Microsoft.
    MicrosoftTestRoot,
    /// The policy CA of Trusted Signing.
    TrustedSigningPca,
    /// An issuing CA of Trusted Signing, with the period in which it issues.
    TrustedSigningCa,
    /// The CA of the timestamping service that Trusted Signing uses.
    TrustedSigningTsaCa,
}

impl KnownRole {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "microsoft-root" => Self::MicrosoftRoot,
            "microsoft-test-root" => Self::MicrosoftTestRoot,
            "trusted-signing-pca" => Self::TrustedSigningPca,
            "trusted-signing-ca" => Self::TrustedSigningCa,
            "trusted-signing-tsa-ca" => Self::TrustedSigningTsaCa,
            _ => return None,
        })
    }
}

/// One certificate in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCertificate {
    /// SHA-256 over the DER.
    pub sha256: Thumbprint,
    /// As what.
    pub role: KnownRole,
    /// Common name, for the reader.
    pub name: String,
    /// First moment at which it is known to issue; `None` when unknown.
    pub issues_from: Option<Instant>,
    /// Last moment at which it is known to issue; `None` when unknown or open.
    pub issues_until: Option<Instant>,
}

impl KnownCertificate {
    /// A certificate in a role, without an issuing period.
    pub fn new(role: KnownRole, sha256: Thumbprint, name: impl Into<String>) -> Self {
        Self { sha256, role, name: name.into(), issues_from: None, issues_until: None }
    }
}

pub(super) fn built_in() -> Vec<KnownCertificate> {
    table::rows(TABLE, |row| {
        let mut sha256 = [0u8; 32];
        hex::decode_to_slice(row.get(1)?, &mut sha256).ok()?;
        Some(KnownCertificate {
            sha256: Thumbprint(sha256),
            role: KnownRole::parse(row.get(0)?)?,
            name: row.get(2)?.to_owned(),
            issues_from: row.get(3)?.parse().ok(),
            issues_until: row.get(4)?.parse().ok(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(built_in().len(), table::count(TABLE));
    }
}
