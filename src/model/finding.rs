//! A rule's judgement about a file, with its evidence.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Location, Thumbprint};

/// How bad it would be. Ordered: info is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Context only.
    Info,
    /// Worth a look, innocent causes are common.
    Notice,
    /// Rare in benign files and useful to an attacker.
    Warning,
    /// The cryptographic or trust statement is false or was forged.
    Critical,
}

impl Severity {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// One level less; info stays.
    pub const fn lowered(self) -> Self {
        match self {
            Self::Critical => Self::Warning,
            Self::Warning => Self::Notice,
            Self::Notice | Self::Info => Self::Info,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure the rule is of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint.
    Low,
    /// Likely.
    Medium,
    /// Certain, as far as the data goes.
    High,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}

/// One fired rule. Why it matters and when it is harmless stand in the catalogue under `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's stable id.
    pub id: String,
    /// After lowering by one level for a nested signature.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One line.
    pub title: String,
    /// What was observed, with the values compared.
    pub detail: String,
    /// Index into [`super::Analysis::signatures`].
    pub signature: Option<usize>,
    /// The certificate meant.
    pub certificate: Option<Thumbprint>,
    /// Byte range of the evidence: first byte, from the start of the file.
    pub offset: Option<u64>,
    /// Byte range of the evidence: number of bytes.
    pub length: Option<u64>,
}

impl Finding {
    /// The byte range of the evidence.
    pub fn location(&self) -> Option<Location> {
        Some(Location::new(self.offset?, self.length.unwrap_or(0)))
    }
}

/// The headline of a file. Never says safe or malicious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Assessment {
    /// No warning, and trust is valid.
    #[serde(rename = "NO ANOMALY FOUND")]
    NoAnomalyFound,
    /// A warning, or trust is not valid.
    #[serde(rename = "REVIEW")]
    Review,
    /// A critical finding.
    #[serde(rename = "FAIL")]
    Fail,
}

impl fmt::Display for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAnomalyFound => "NO ANOMALY FOUND",
            Self::Review => "REVIEW",
            Self::Fail => "FAIL",
        })
    }
}
