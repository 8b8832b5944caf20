//! Places where the file is malformed: evidence, not an error.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The layer in which something could not be read as specified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Headers, sections, directories of the PE image.
    Pe,
    /// The attribute certificate table and its WIN_CERTIFICATE entries.
    CertificateTable,
    /// The outer ContentInfo (RFC 5652 section 3).
    ContentInfo,
    /// SignedData and its SignerInfos.
    SignedData,
    /// One certificate.
    Certificate,
    /// Signed or unsigned attributes.
    Attributes,
    /// SpcIndirectDataContent and what it holds.
    Spc,
    /// An RFC 3161 token or a PKCS #9 countersignature.
    Timestamp,
    /// A nested signature.
    Nested,
}

impl Stage {
    /// The name in JSON and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pe => "pe",
            Self::CertificateTable => "certificate-table",
            Self::ContentInfo => "content-info",
            Self::SignedData => "signed-data",
            Self::Certificate => "certificate",
            Self::Attributes => "attributes",
            Self::Spc => "spc",
            Self::Timestamp => "timestamp",
            Self::Nested => "nested",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One place where the file is not what its format asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Defect {
    /// The layer.
    pub stage: Stage,
    /// Offset from the start of the file; `None` when the place has no single one.
    pub offset: Option<u64>,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Defect {
    /// Makes a defect.
    pub fn new(
        stage: Stage,
        offset: impl Into<Option<u64>>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { stage, offset: offset.into(), expected: expected.into(), found: found.into() }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stage)?;
        if let Some(offset) = self.offset {
            write!(f, " at 0x{offset:x}")?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}
