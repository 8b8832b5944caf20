//! What can be asked about a row, by name.

use regex::Regex;

use crate::model::{Severity, Summary};
use crate::triage::{Row, Stamp};

/// A field, for help and completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldHelp {
    /// The name; others are accepted too.
    pub name: &'static str,
    /// An example.
    pub example: &'static str,
    /// What it is.
    pub help: &'static str,
}

/// All fields, in the order of the help.
pub const FIELDS: &[FieldHelp] = &[
    help("sev", "sev>=warn", "worst finding: info, notice, warning, critical; note, odd, warn, fail; none"),
    help("finding", "finding:short-lived", "id of a finding"),
    help("summary", "summary:trusted", "verdict in one word"),
    help("assessment", "assessment:fail", "headline"),
    help("signer", "signer:exampleco", "name of a signer"),
    help("issuer", "issuer:\"ID Verified CS\"", "name of the leaf's issuer"),
    help("identity", "identity:none", "durable identity"),
    help("leaf", "leaf:c0ffee", "thumbprint of a leaf, SHA-1 or SHA-256"),
    help("key", "key:77ab", "SHA-256 of a signer's public key"),
    help("serial", "serial:33:00:05", "serial number of a leaf"),
    help("tsa", "tsa:none", "name of the timestamping authority"),
    help("timestamp", "timestamp:invalid", "valid, invalid, cannot-tell, none"),
    help("after", "after:2026-06-01", "signed at this time or later (proven by a timestamp)"),
    help("before", "before:2026-07", "signed before this time"),
    help("signed", "signed>=2026-06-01", "trusted time of the signature"),
    help("linked", "linked<2020", "link time of the image"),
    help("lifetime", "lifetime<=3d", "of the leaf: 72h, 3d, 2y"),
    help("name", "name:setup", "file name"),
    help("path", "path:/downloads/", "folder and name"),
    help("ext", "ext:exe|dll", "what follows the last dot"),
    help("format", "format:pe32+", "pe32, pe32+, msi, cab …"),
    help("size", "size>10M", "bytes; k, M, G count in 1024s"),
    help("sha256", "sha256:9f2c", "hash of the file"),
    help("structure", "structure:1a2b", "structure hash of the signature"),
    help("signatures", "signatures>1", "number of signatures"),
    help("findings", "findings>=3", "number of findings"),
    help("error", "error:truncated", "why a file could not be read"),
    help("has", "has:nested", "timestamp, signature, nested, identity, error"),
    help("not", "not:timestamp", "negates what follows; so do - and !"),
];

const fn help(name: &'static str, example: &'static str, help: &'static str) -> FieldHelp {
    FieldHelp { name, example, help }
}

/// Fields that hold text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextField {
    Finding,
    Summary,
    Assessment,
    Signer,
    Issuer,
    Identity,
    Leaf,
    Key,
    Serial,
    Tsa,
    Timestamp,
    Name,
    Path,
    Extension,
    Format,
    Sha256,
    Structure,
    Error,
}

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The value is somewhere in it.
    Part,
    /// The value is one of a few words, whole.
    Word,
    /// Hexadecimal: colons and case do not count.
    Hex,
}

impl TextField {
    /// The field of this name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "finding" | "rule" | "code" => Self::Finding,
            "summary" | "verdict" => Self::Summary,
            "assessment" => Self::Assessment,
            "signer" | "subject" | "cn" => Self::Signer,
            "issuer" | "ca" => Self::Issuer,
            "identity" | "id" | "did" => Self::Identity,
            "leaf" | "thumbprint" => Self::Leaf,
            "key" | "spki" => Self::Key,
            "serial" => Self::Serial,
            "tsa" => Self::Tsa,
            "timestamp" => Self::Timestamp,
            "name" | "file" => Self::Name,
            "path" | "dir" => Self::Path,
            "ext" => Self::Extension,
            "format" => Self::Format,
            "sha256" | "hash" => Self::Sha256,
            "structure" => Self::Structure,
            "error" => Self::Error,
            _ => return None,
        })
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Summary | Self::Timestamp | Self::Extension | Self::Format => Kind::Word,
            Self::Leaf | Self::Key | Self::Serial | Self::Sha256 | Self::Structure => Kind::Hex,
            _ => Kind::Part,
        }
    }

    /// Asks about each value of the field; once about none where there is no value.
    pub(super) fn any(self, row: &Row, mut test: impl FnMut(Option<&str>) -> bool) -> bool {
        let mut some = false;
        let mut each = |value: &str| {
            some = true;
            test(Some(value))
        };
        let found = match self {
            Self::Finding => row.findings.iter().any(|found| each(&found.id)),
            Self::Summary => each(row.summary.word()),
            Self::Assessment => each(&row.assessment.to_string()),
            Self::Signer => row.signers().any(|signer| each(&signer.name)),
            Self::Issuer => row.signers().any(|signer| each(&signer.issuer)),
            Self::Identity => row.signers().filter_map(|signer| signer.identity.as_deref()).any(each),
            Self::Leaf => {
                row.signers().any(|signer| each(&signer.leaf.to_string()) || each(&signer.leaf_sha1.to_string()))
            }
            Self::Key => row.signers().any(|signer| each(&signer.key.to_string())),
            Self::Serial => row.signers().any(|signer| each(&signer.serial.to_string())),
            Self::Tsa => row.tsa.as_deref().is_some_and(each),
            Self::Timestamp => match row.stamp {
                Stamp::Absent => false,
                Stamp::Invalid => each("invalid"),
                Stamp::CannotTell => each("cannot-tell"),
                Stamp::Valid => each("valid"),
            },
            Self::Name => each(&row.name),
            Self::Path => each(&row.path()),
            Self::Extension => Some(row.extension()).filter(|extension| !extension.is_empty()).is_some_and(each),
            Self::Format => each(&row.format.to_string()),
            Self::Sha256 => row.sha256.as_deref().is_some_and(|sha256| each(&hex::encode(sha256))),
            Self::Structure => row.structure.as_deref().is_some_and(|hash| each(&hash.to_string())),
            Self::Error => row.error.as_deref().is_some_and(each),
        };
        found || (!some && test(None))
    }
}

/// Tells whether a pattern is in one of the texts that a reader sees in the list.
pub(super) fn is_anywhere(row: &Row, pattern: &Regex) -> bool {
    pattern.is_match(&row.name)
        || row.signers().any(|signer| {
            pattern.is_match(&signer.name)
                || pattern.is_match(&signer.issuer)
                || signer.identity.as_deref().is_some_and(|identity| pattern.is_match(identity))
        })
        || row.findings.iter().any(|found| pattern.is_match(&found.id))
        || row.tsa.as_deref().is_some_and(|tsa| pattern.is_match(tsa))
        || row.error.as_deref().is_some_and(|error| pattern.is_match(error))
        || pattern.is_match(&row.path())
}

/// Fields that hold a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Severity,
    Signed,
    Linked,
    Lifetime,
    Size,
    Signatures,
    Findings,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Severity,
    Time,
    Span,
    Bytes,
    Count,
}

impl Measure {
    /// The measure of this name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "sev" | "severity" => Self::Severity,
            "signed" | "time" => Self::Signed,
            "linked" | "link" => Self::Linked,
            "lifetime" => Self::Lifetime,
            "size" => Self::Size,
            "signatures" => Self::Signatures,
            "findings" => Self::Findings,
            _ => return None,
        })
    }

    pub(super) const fn unit(self) -> Unit {
        match self {
            Self::Severity => Unit::Severity,
            Self::Signed | Self::Linked => Unit::Time,
            Self::Lifetime => Unit::Span,
            Self::Size => Unit::Bytes,
            Self::Signatures | Self::Findings => Unit::Count,
        }
    }

    /// The value of a row: seconds, bytes, a number, or a rank of severity that begins with 0 for no finding.
    pub(super) fn of(self, row: &Row) -> Option<i64> {
        let count = |number: usize| i64::try_from(number).ok();
        match self {
            Self::Severity if row.error.is_some() => None,
            Self::Severity => Some(rank(row.rating.worst)),
            Self::Signed => row.signed.map(crate::model::Instant::unix),
            Self::Linked => row.linked.map(crate::model::Instant::unix),
            Self::Lifetime => row.signer.as_deref().map(|signer| signer.lifetime),
            Self::Size => i64::try_from(row.size).ok(),
            Self::Signatures => Some(i64::from(row.signatures)),
            Self::Findings => count(row.findings.len()),
        }
    }
}

/// Severities as numbers.
pub(super) const fn rank(severity: Option<Severity>) -> i64 {
    match severity {
        None => 0,
        Some(Severity::Info) => 1,
        Some(Severity::Notice) => 2,
        Some(Severity::Warning) => 3,
        Some(Severity::Critical) => 4,
    }
}

/// Properties that a row has or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    Timestamp,
    Signature,
    Nested,
    Identity,
    Error,
}

impl Flag {
    /// The property of this name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "timestamp" => Self::Timestamp,
            "signature" | "signed" => Self::Signature,
            "nested" => Self::Nested,
            "identity" => Self::Identity,
            "error" => Self::Error,
            _ => return None,
        })
    }

    pub(super) fn holds(self, row: &Row) -> bool {
        match self {
            Self::Timestamp => row.stamp != Stamp::Absent,
            Self::Signature => row.signatures > 0,
            Self::Nested => row.nested,
            Self::Identity => row.signers().any(|signer| signer.identity.is_some()),
            Self::Error => row.error.is_some(),
        }
    }
}

/// The words of verdicts, so that a misspelt one is an error and not an empty list.
pub(super) const SUMMARIES: [Summary; 10] = [
    Summary::Malformed,
    Summary::Unsupported,
    Summary::Unsigned,
    Summary::Tampered,
    Summary::Revoked,
    Summary::Distrusted,
    Summary::Untrusted,
    Summary::NotYetValid,
    Summary::Expired,
    Summary::Trusted,
];
