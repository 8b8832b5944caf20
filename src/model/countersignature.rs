//! Timestamps of a signature: RFC 3161 tokens and PKCS #9 countersignatures.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Attribute, ChainReport, DigestAlgorithm, HexBytes, Instant, Location, Outcome, SignerId, State, Thumbprint,
};

/// Which kind of timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimestampKind {
    /// An RFC 3161 token in the unsigned attribute 1.3.6.1.4.1.311.3.3.1.
    Rfc3161,
    /// A PKCS #9 countersignature, unsigned attribute 1.2.840.113549.1.9.6.
    Pkcs9,
}

impl TimestampKind {
    /// The name in JSON and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rfc3161 => "rfc3161",
            Self::Pkcs9 => "pkcs9",
        }
    }
}

/// What a timestamp states, and whether its mathematics holds. Independent of time and trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampFacts {
    /// Which kind.
    pub kind: TimestampKind,
    /// genTime of the token, or the countersignature's signingTime; `None` when absent or unreadable.
    pub time: Option<Instant>,
    /// Serial number of the token, content octets; `None` for a countersignature.
    pub serial: Option<HexBytes>,
    /// TSA policy, dotted; `None` for a countersignature.
    pub policy: Option<String>,
    /// Stated accuracy in milliseconds, rounded up; `None` when absent.
    pub accuracy_ms: Option<u64>,
    /// SHA-256 of the TSA's certificate; `None` when it is not there.
    pub signer: Option<Thumbprint>,
    /// Whom the SignerInfo names.
    pub signer_id: Option<SignerId>,
    /// Algorithm of the message imprint (of the messageDigest, for a countersignature).
    pub imprint_algorithm: Option<DigestAlgorithm>,
    /// The message imprint as stated.
    pub imprint: Option<HexBytes>,
    /// Digest algorithm of the SignerInfo.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// Name of the signature algorithm.
    pub signature_algorithm: String,
    /// All certificates of the token in encoded order, duplicates kept; empty for a countersignature.
    pub bag: Vec<Thumbprint>,
    /// SHA-256 over the whole attribute value, to recognise one token in two files.
    pub token_sha256: HexBytes,
    /// Signed attributes of the timestamp's SignerInfo.
    pub signed_attributes: Vec<Attribute>,
    /// Whether the PKCS #1 block held a bare digest without DigestInfo (VeriSign, Symantec).
    pub unprefixed: bool,
    /// Whether the signature holds only over the re-sorted attributes, or only as encoded.
    pub attribute_order: Option<String>,
    /// The attribute value in the file.
    pub location: Location,
    /// Parts of the value that nothing reads and no digest covers; no part of the report.
    #[serde(skip)]
    pub unread: Vec<Location>,
    /// The answers that depend on neither time nor trust: imprint, token digest, signature, ESS, usage.
    #[serde(skip)]
    pub checks: Vec<Outcome>,
}

/// A timestamp, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp {
    /// What it states.
    #[serde(flatten)]
    pub facts: Arc<TimestampFacts>,
    /// TSA first, anchor last.
    pub chain: Vec<Thumbprint>,
    /// How the chain was built, how it ends, what is wrong with it.
    pub chain_report: ChainReport,
    /// Whether it proves its time.
    pub valid: State,
    /// All its checks.
    pub outcomes: Vec<Outcome>,
}
