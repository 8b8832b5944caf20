//! The answer of one check. All of them are kept: the first failure hides none of the others.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one check asks. The names are stable (product contract, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Is the computed image digest the one in SpcIndirectDataContent?
    ImageDigest,
    /// Do the page hashes match?
    PageHashes,
    /// Is the messageDigest attribute the digest of the eContent?
    MessageDigest,
    /// Does the signer's key verify the signature over the signed attributes?
    AttributeSignature,
    /// Does the contentType attribute name the encapsulated content type?
    ContentType,
    /// Do SignedData, SignerInfo and SpcIndirectDataContent name one digest algorithm?
    DigestAlgorithms,
    /// Is the signer's certificate there?
    SignerCertificate,
    /// Does the signer's chain end in an anchor, with every link verified?
    SignerChain,
    /// May the signer's chain sign code?
    SignerUsage,
    /// Is every certificate of the signer's chain inside its validity at the deciding time?
    SignerValidity,
    /// Is the message imprint the digest of the outer signature?
    TimestampImprint,
    /// Is the token's messageDigest the digest of its content?
    TimestampTokenDigest,
    /// Does the TSA's key verify the token?
    TimestampSignature,
    /// Does the ESS signing certificate attribute name the TSA's certificate?
    TimestampEss,
    /// May the TSA's certificate timestamp?
    TimestampUsage,
    /// Does the TSA's chain end in an anchor?
    TimestampChain,
    /// Was the TSA's chain inside its validity at genTime?
    TimestampValidity,
    /// Do the root programme's dates and usages allow this chain?
    RootProgramme,
    /// Is a certificate of the chain revoked, as far as the supplied data tells?
    Revocation,
    /// Is a certificate of the chain on a disallowed list?
    Disallowed,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 20] = [
        Self::ImageDigest,
        Self::PageHashes,
        Self::MessageDigest,
        Self::AttributeSignature,
        Self::ContentType,
        Self::DigestAlgorithms,
        Self::SignerCertificate,
        Self::SignerChain,
        Self::SignerUsage,
        Self::SignerValidity,
        Self::TimestampImprint,
        Self::TimestampTokenDigest,
        Self::TimestampSignature,
        Self::TimestampEss,
        Self::TimestampUsage,
        Self::TimestampChain,
        Self::TimestampValidity,
        Self::RootProgramme,
        Self::Revocation,
        Self::Disallowed,
    ];

    /// The stable id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::ImageDigest => "image-digest",
            Self::PageHashes => "page-hashes",
            Self::MessageDigest => "message-digest",
            Self::AttributeSignature => "attribute-signature",
            Self::ContentType => "content-type",
            Self::DigestAlgorithms => "digest-algorithms",
            Self::SignerCertificate => "signer-certificate",
            Self::SignerChain => "signer-chain",
            Self::SignerUsage => "signer-usage",
            Self::SignerValidity => "signer-validity",
            Self::TimestampImprint => "timestamp-imprint",
            Self::TimestampTokenDigest => "timestamp-token-digest",
            Self::TimestampSignature => "timestamp-signature",
            Self::TimestampEss => "timestamp-ess",
            Self::TimestampUsage => "timestamp-usage",
            Self::TimestampChain => "timestamp-chain",
            Self::TimestampValidity => "timestamp-validity",
            Self::RootProgramme => "root-programme",
            Self::Revocation => "revocation",
            Self::Disallowed => "disallowed",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The four answers. Nothing unchecked reads as good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeState {
    /// Checked, and it holds.
    Valid,
    /// Checked, and it does not hold.
    Invalid,
    /// There is nothing to check.
    NotPresent,
    /// It could not be checked.
    CannotTell,
}

impl fmt::Display for OutcomeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::NotPresent => "not-present",
            Self::CannotTell => "cannot-tell",
        })
    }
}

/// The answer of one check, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which check.
    pub check: Check,
    /// The answer.
    pub outcome: OutcomeState,
    /// Why, in one sentence without a full stop; empty only for a plain `valid`.
    pub reason: String,
}

impl Outcome {
    /// The check holds.
    pub fn valid(check: Check, reason: impl Into<String>) -> Self {
        Self { check, outcome: OutcomeState::Valid, reason: reason.into() }
    }

    /// The check does not hold.
    pub fn invalid(check: Check, reason: impl Into<String>) -> Self {
        Self { check, outcome: OutcomeState::Invalid, reason: reason.into() }
    }

    /// There is nothing to check.
    pub fn not_present(check: Check, reason: impl Into<String>) -> Self {
        Self { check, outcome: OutcomeState::NotPresent, reason: reason.into() }
    }

    /// The check could not be made.
    pub fn cannot_tell(check: Check, reason: impl Into<String>) -> Self {
        Self { check, outcome: OutcomeState::CannotTell, reason: reason.into() }
    }

    /// Tells whether the check was made and holds.
    pub fn is_valid(&self) -> bool {
        self.outcome == OutcomeState::Valid
    }

    /// Tells whether the check was made and does not hold.
    pub fn is_invalid(&self) -> bool {
        self.outcome == OutcomeState::Invalid
    }
}
