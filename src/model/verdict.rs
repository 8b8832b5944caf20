//! The three verdicts and the one-word summary.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::outcome::OutcomeState as State;

/// The verdict in one word, worst first (the order is the precedence of the product contract, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Summary {
    /// The signature cannot be decoded far enough.
    Malformed,
    /// A format whose signature is not read.
    Unsupported,
    /// No signature.
    Unsigned,
    /// Integrity is invalid.
    Tampered,
    /// A certificate of the chain was revoked at the deciding time.
    Revoked,
    /// Root programme or disallowed list.
    Distrusted,
    /// The chain does not end in an anchor, or not for code signing.
    Untrusted,
    /// The validity had not begun at the deciding time.
    NotYetValid,
    /// The validity had ended at the deciding time.
    Expired,
    /// None of the others.
    Trusted,
}

impl Summary {
    /// The word in JSON and on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::Unsigned => "unsigned",
            Self::Tampered => "tampered",
            Self::Revoked => "revoked",
            Self::Distrusted => "distrusted",
            Self::Untrusted => "untrusted",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::Trusted => "trusted",
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The code that WinVerifyTrust would most likely return: an estimate, never measured on Windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowsEstimate {
    /// The HRESULT, `0x800B0101`.
    pub code: String,
    /// Its symbol, `CERT_E_EXPIRED`.
    pub name: String,
}

/// The verdict on a signature or on a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// One word.
    pub summary: Summary,
    /// Is the file what was signed?
    pub integrity: State,
    /// Does the signer's key belong to the certificates shown?
    pub authenticity: State,
    /// Does the chain end in a given anchor at the chosen time, for code signing?
    pub trust: State,
    /// The likely WinVerifyTrust code.
    pub windows: WindowsEstimate,
    /// Why, worst first.
    pub reasons: Vec<String>,
}
