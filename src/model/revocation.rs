//! What the supplied revocation data says about one certificate of a chain.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{HexBytes, Instant, Role, Thumbprint};

/// The answer about one certificate. Six words, because none of them may be mistaken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationState {
    /// No CRL or OCSP response of its issuer was supplied.
    NotChecked,
    /// Checked with data that answers: not revoked, as of that data.
    Absent,
    /// Not on the list, but it had expired before the list was issued, and the list does not say that it keeps expired
    /// certificates: that proves little.
    AbsentExpired,
    /// Data was supplied, and does not answer.
    Unusable,
    /// Revoked, in a way that counts at the time that decides.
    Revoked,
    /// Revoked, but too late to count.
    RevokedLater,
}

impl RevocationState {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotChecked => "not-checked",
            Self::Absent => "absent",
            Self::AbsentExpired => "absent-expired",
            Self::Unusable => "unusable",
            Self::Revoked => "revoked",
            Self::RevokedLater => "revoked-later",
        }
    }

    /// In words, for the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotChecked => "not checked",
            Self::Absent => "checked, not revoked",
            Self::AbsentExpired => "not listed, proves little",
            Self::Unusable => "data not usable",
            Self::Revoked => "REVOKED",
            Self::RevokedLater => "revoked later",
        }
    }
}

impl fmt::Display for RevocationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What kind of data answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RevocationDataKind {
    /// A certificate revocation list (RFC 5280 section 5).
    Crl,
    /// An OCSP response (RFC 6960).
    Ocsp,
}

impl fmt::Display for RevocationDataKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Crl => "CRL",
            Self::Ocsp => "OCSP response",
        })
    }
}

/// The list or response that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationSource {
    /// Which kind.
    pub kind: RevocationDataKind,
    /// The file it came from, as given.
    pub file: String,
    /// When it was issued.
    pub this_update: Instant,
    /// When the next one is due; `None` when not stated.
    pub next_update: Option<Instant>,
    /// cRLNumber, content octets; `None` when not stated.
    pub number: Option<HexBytes>,
}

/// What is known about the revocation of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRevocation {
    /// The certificate.
    pub certificate: Thumbprint,
    /// Its part: leaf, intermediate, tsa or tsa-intermediate.
    pub role: Role,
    /// The answer.
    pub state: RevocationState,
    /// Why, in one sentence without a full stop.
    pub reason: String,
    /// What answered; `None` when nothing did.
    pub source: Option<RevocationSource>,
    /// revocationDate of the entry.
    pub revocation_date: Option<Instant>,
    /// reasonCode of the entry, in the words of RFC 5280 section 5.3.1.
    pub revocation_reason: Option<String>,
    /// invalidityDate of the entry.
    pub invalidity_date: Option<Instant>,
    /// Why supplied lists and responses of this issuer were not used, a sentence each.
    pub unusable: Vec<String>,
    /// URLs of its CRL and its OCSP responders, as encoded (not defanged).
    pub fetch: Vec<String>,
    /// How to fetch its CRLs and ask its OCSP responders elsewhere, where the question is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fetch_commands: Vec<FetchCommand>,
}

/// How to fetch a CRL or an OCSP response elsewhere; this program fetches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchCommand {
    /// The address, as encoded (not defanged).
    pub url: String,
    /// The command, quoted for a shell (not defanged); `None` for an address that gets none.
    pub command: Option<String>,
    /// Why it gets none.
    pub refused: Option<String>,
}
