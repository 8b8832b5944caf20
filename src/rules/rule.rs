//! What a rule is: its place in the catalogue, the texts an analyst reads, and the function that decides.

use std::fmt;

use super::{Answer, Case};
use crate::model::{Confidence, Instant, Severity};

/// One entry of the catalogue. A plain value in its family's file; nothing registers by side effect.
///
/// Ids never change meaning and are never used again.
#[derive(Debug)]
pub struct Rule {
    /// Stable id, lower case with hyphens.
    pub id: &'static str,
    /// The catalogue's group.
    pub family: Family,
    /// The version that brought the rule.
    pub since: &'static str,
    /// How bad it usually is; a hit may say otherwise where `what` does.
    pub severity: Severity,
    /// How sure the rule is of what it says.
    pub confidence: Confidence,
    /// What was seen, exactly: the condition.
    pub what: &'static str,
    /// Why that matters to an analyst.
    pub why: &'static str,
    /// When it is no cause for alarm.
    pub harmless: &'static str,
    /// How to see it with other tools.
    pub verify: &'static str,
    /// Where the rule comes from.
    pub sources: &'static [Source],
    /// From when the rule holds, when it is tied to a date: an old signature is judged by its own time.
    pub effective: Option<Effective>,
    /// Decides.
    pub check: fn(&Case<'_>) -> Answer,
}

/// The catalogue's groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A: is the file what was signed?
    Integrity,
    /// B: the signer's certificate.
    Signer,
    /// C: short-lived certificates and Trusted Signing.
    ShortLived,
    /// D: chain and roots.
    Chain,
    /// E: timestamps.
    Timestamp,
    /// F: times that contradict each other.
    Time,
    /// G: algorithms and keys.
    Algorithm,
    /// H: structure and padding.
    Structure,
    /// I: identity and names.
    Identity,
    /// J: revocation and block lists.
    Revocation,
    /// K: drivers.
    Driver,
    /// L: several signatures in one file.
    Nested,
    /// M: comparison of several files.
    Comparison,
}

impl Family {
    /// The letter of the group.
    pub const fn letter(self) -> char {
        match self {
            Self::Integrity => 'A',
            Self::Signer => 'B',
            Self::ShortLived => 'C',
            Self::Chain => 'D',
            Self::Timestamp => 'E',
            Self::Time => 'F',
            Self::Algorithm => 'G',
            Self::Structure => 'H',
            Self::Identity => 'I',
            Self::Revocation => 'J',
            Self::Driver => 'K',
            Self::Nested => 'L',
            Self::Comparison => 'M',
        }
    }

    /// The name of the group.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Integrity => "Integrity",
            Self::Signer => "Signer certificate",
            Self::ShortLived => "Short-lived certificates and Trusted Signing",
            Self::Chain => "Chain and roots",
            Self::Timestamp => "Timestamp",
            Self::Time => "Time arithmetic",
            Self::Algorithm => "Algorithms and keys",
            Self::Structure => "Structure and padding",
            Self::Identity => "Identity and names",
            Self::Revocation => "Revocation and block lists",
            Self::Driver => "Drivers",
            Self::Nested => "Several signatures in one file",
            Self::Comparison => "Comparison of several files",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.letter(), self.name())
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// An RFC and its section.
    Rfc(u32, &'static str),
    /// CA/Browser Forum, Baseline Requirements for Code Signing 3.10.0, section.
    CodeSigningBr(&'static str),
    /// A Microsoft document.
    Microsoft(&'static str),
    /// A publication of somebody else.
    Published(&'static str),
    /// Measured on signed files from public packages.
    Measured(&'static str),
    /// Analysts' practice, without a single document.
    Practice,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rfc(number, "") => write!(f, "RFC {number}"),
            Self::Rfc(number, section) => write!(f, "RFC {number} section {section}"),
            Self::CodeSigningBr(section) => {
                write!(f, "CA/Browser Forum Code Signing Baseline Requirements 3.10.0 section {section}")
            }
            Self::Microsoft(document) => write!(f, "Microsoft, {document}"),
            Self::Published(work) => f.write_str(work),
            Self::Measured(note) => write!(f, "measured on signed files from public packages: {note}"),
            Self::Practice => f.write_str("analysts' practice"),
        }
    }
}

/// From when a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective {
    /// The first moment it holds.
    pub from: Instant,
    /// Which date of the file is compared: "notBefore of the leaf".
    pub clock: &'static str,
}

impl fmt::Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.from.date(), self.clock)
    }
}
