//! Everything sigscope says about one file: one element of `files` in the JSON report.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Assessment, Certificate, Defect, EntityKind, Finding, Format, Hashes, HexBytes, Pe, SeenBefore, Signature,
    SupposedRevocation, Thumbprint, Verdict,
};

/// The answer to one question about one file: evidence, judged at a time with a set of anchors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// The path as given, lossy where it is no Unicode.
    pub path: String,
    /// The path's bytes when it is no Unicode.
    pub path_bytes: Option<HexBytes>,
    /// Size in bytes.
    pub size: u64,
    /// What kind of file it is.
    pub format: Format,
    /// The hashes asked for.
    pub hashes: Hashes,
    /// Facts about the PE image.
    pub pe: Option<Arc<Pe>>,
    /// The headline.
    pub assessment: Assessment,
    /// The primary signature's verdict.
    pub verdict: Verdict,
    /// Every signature, each nested one after the one that holds it.
    pub signatures: Vec<Signature>,
    /// Every distinct certificate: those of the file in the order found, then those of the trust store that
    /// complete a chain.
    pub certificates: Vec<Certificate>,
    /// What the rules found, worst first.
    pub findings: Vec<Finding>,
    /// Where the file is malformed.
    pub defects: Vec<Defect>,
    /// Why the file could not be read to its end.
    pub error: Option<String>,
    /// What the history knew about the file and its signers before this look at them; `None` when none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<SeenBefore>>,
    /// What a supposed revocation of the signer's leaf does; `None` when none was supposed, or no signer is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supposed_revocation: Option<SupposedRevocation>,
}

impl Analysis {
    /// The signature that decides.
    pub fn primary(&self) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.facts.primary).or_else(|| self.signatures.first())
    }

    /// The certificate with this thumbprint.
    pub fn certificate(&self, thumbprint: Thumbprint) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.facts.sha256 == thumbprint)
    }

    /// The leaf certificate of a signature.
    pub fn leaf(&self, signature: &Signature) -> Option<&Certificate> {
        self.certificate(signature.facts.signer?)
    }

    /// What the history knew about one thing.
    pub fn seen_before(&self, kind: EntityKind, value: &str) -> Option<&SeenBefore> {
        self.history.iter().flatten().find(|seen| seen.kind == kind && seen.value == value)
    }
}
