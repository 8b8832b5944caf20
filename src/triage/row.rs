//! What the list needs of one file, and nothing else: the texts that many files share are held once.

use std::borrow::Cow;
use std::sync::Arc;

use super::list::Interner;
use crate::model::{
    Analysis, Assessment, CertificateFacts, Format, HexBytes, Instant, Severity, State, Summary, Thumbprint,
};

/// One file of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The folder as given, with its last separator; empty for a bare name.
    pub folder: Arc<str>,
    /// What follows the folder, lossy where it is no Unicode.
    pub name: Box<str>,
    /// The bytes of the whole path when it is no Unicode.
    pub path_bytes: Option<Box<[u8]>>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file, when it was computed.
    pub sha256: Option<Box<[u8; 32]>>,
    /// Structure hash of the primary signature.
    pub structure: Option<Arc<HexBytes>>,
    /// The signer of the primary signature, when its certificate is there.
    pub signer: Option<Arc<Signer>>,
    /// The signers of the other signatures, each once.
    pub other_signers: Arc<[Arc<Signer>]>,
    /// The TSA of the timestamp that counts.
    pub tsa: Option<Arc<str>>,
    /// The trusted time of the primary signature.
    pub signed: Option<Instant>,
    /// TimeDateStamp of the image, unset when it is zero or a hash.
    pub linked: Option<Instant>,
    /// The findings, worst first.
    pub findings: Arc<[Found]>,
    /// Why the file could not be read.
    pub error: Option<Box<str>>,
    /// Number of signatures, nested ones included.
    pub signatures: u16,
    /// Whether one of them is nested in another.
    pub nested: bool,
    /// What kind of file it is.
    pub format: Format,
    /// The headline.
    pub assessment: Assessment,
    /// The verdict in one word.
    pub summary: Summary,
    /// Whether the primary signature has a timestamp, and whether it proves its time.
    pub stamp: Stamp,
    /// The worst finding: that of `findings`, counted once.
    pub rating: Rating,
}

/// One fired rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// The rule's id.
    pub id: Arc<str>,
    /// After lowering for a nested signature.
    pub severity: Severity,
}

/// Who signed, as the leaf certificate says: one value for all files of one leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// SHA-256 of the leaf certificate.
    pub leaf: Thumbprint,
    /// SHA-1 of the leaf certificate.
    pub leaf_sha1: HexBytes,
    /// SHA-256 of its SubjectPublicKeyInfo.
    pub key: HexBytes,
    /// Its serial number.
    pub serial: HexBytes,
    /// Common name, else organization, else the whole subject.
    pub name: Arc<str>,
    /// Common name of the issuer, else the whole issuer.
    pub issuer: Arc<str>,
    /// The durable identity.
    pub identity: Option<Arc<str>>,
    /// Start of the validity.
    pub not_before: Instant,
    /// Seconds from notBefore to notAfter.
    pub lifetime: i64,
}

/// The timestamp of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stamp {
    /// There is none.
    Absent,
    /// It is false.
    Invalid,
    /// It could not be judged.
    CannotTell,
    /// It proves its time.
    Valid,
}

/// The worst finding of a file, and how many are as bad. Ordered: the better file first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rating {
    /// The worst severity; `None` without findings.
    pub worst: Option<Severity>,
    /// Findings of that severity.
    pub count: u32,
}

impl Rating {
    /// The rating of these findings.
    pub fn of(findings: &[Found]) -> Self {
        let worst = findings.iter().map(|found| found.severity).max();
        let count = findings.iter().filter(|found| Some(found.severity) == worst).count();
        Self { worst, count: u32::try_from(count).unwrap_or(u32::MAX) }
    }
}

impl Row {
    /// Takes from an analysis what the list needs.
    pub(super) fn new(analysis: &Analysis, interner: &mut Interner) -> Self {
        let (folder, name) = split(&analysis.path);
        let primary = analysis.primary();
        let mut signers = analysis
            .signatures
            .iter()
            .filter(|other| primary.is_none_or(|primary| primary.facts.index != other.facts.index));
        let mut others: Vec<Arc<Signer>> = Vec::new();
        for leaf in signers.by_ref().filter_map(|signature| analysis.leaf(signature)) {
            let signer = interner.signer(&leaf.facts);
            if !others.contains(&signer) {
                others.push(signer);
            }
        }
        let timestamp = primary.and_then(|signature| signature.timestamp.as_ref());
        let tsa = timestamp.and_then(|timestamp| timestamp.facts.signer).and_then(|tsa| analysis.certificate(tsa));
        let pe = analysis.pe.as_deref();
        let findings = interner.findings(&analysis.findings);
        Self {
            folder: interner.text(folder),
            name: name.into(),
            path_bytes: analysis.path_bytes.as_ref().map(|bytes| bytes.0.clone().into_boxed_slice()),
            size: analysis.size,
            sha256: analysis.hashes.sha256.as_ref().and_then(|hash| Some(Box::new(hash.0.as_slice().try_into().ok()?))),
            structure: primary
                .filter(|signature| signature.facts.decoded)
                .map(|signature| interner.hash(&signature.facts.structure_hash)),
            signer: primary.and_then(|signature| analysis.leaf(signature)).map(|leaf| interner.signer(&leaf.facts)),
            other_signers: interner.signers(others),
            tsa: tsa.map(|tsa| interner.text(tsa.facts.display_name())),
            signed: primary.and_then(|signature| signature.trusted_time),
            linked: pe.filter(|pe| !pe.reproducible).and_then(|pe| pe.link_time),
            rating: Rating::of(&findings),
            findings,
            error: analysis.error.as_deref().map(Into::into),
            signatures: u16::try_from(analysis.signatures.len()).unwrap_or(u16::MAX),
            nested: analysis.signatures.iter().any(|signature| signature.facts.depth() > 0),
            format: analysis.format,
            assessment: analysis.assessment,
            summary: analysis.verdict.summary,
            stamp: timestamp.map_or(Stamp::Absent, |timestamp| match timestamp.valid {
                State::Valid => Stamp::Valid,
                State::Invalid => Stamp::Invalid,
                State::NotPresent | State::CannotTell => Stamp::CannotTell,
            }),
        }
    }

    /// A file about which there is no analysis.
    pub(super) fn failed(path: &[u8], error: &str, interner: &mut Interner) -> Self {
        let text = String::from_utf8_lossy(path);
        let (folder, name) = split(&text);
        Self {
            folder: interner.text(folder),
            name: name.into(),
            path_bytes: std::str::from_utf8(path).is_err().then(|| path.into()),
            size: 0,
            sha256: None,
            structure: None,
            signer: None,
            other_signers: interner.signers(Vec::new()),
            tsa: None,
            signed: None,
            linked: None,
            findings: interner.findings(&[]),
            error: Some(error.into()),
            signatures: 0,
            nested: false,
            format: Format::Unknown,
            assessment: Assessment::Review,
            summary: Summary::Unsupported,
            stamp: Stamp::Absent,
            rating: Rating::default(),
        }
    }

    /// The path as given, lossy where it is no Unicode.
    pub fn path(&self) -> String {
        format!("{}{}", self.folder, self.name)
    }

    /// The path as given, as bytes.
    pub fn whole_path(&self) -> Cow<'_, [u8]> {
        match &self.path_bytes {
            Some(bytes) => Cow::Borrowed(bytes),
            None => Cow::Owned(self.path().into_bytes()),
        }
    }

    /// What follows the folder, as bytes.
    pub fn name_bytes(&self) -> &[u8] {
        self.path_bytes.as_deref().map_or(self.name.as_bytes(), last_part)
    }

    /// What follows the last dot of the name, as bytes; empty without one.
    pub fn extension_bytes(&self) -> &[u8] {
        let name = self.name_bytes();
        let dot = name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0);
        dot.and_then(|dot| name.get(dot.saturating_add(1)..)).unwrap_or_default()
    }

    /// What follows the last dot of the name; empty without one.
    pub fn extension(&self) -> &str {
        self.name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, extension)| extension)
    }

    /// The primary signer, then the others.
    pub fn signers(&self) -> impl Iterator<Item = &Arc<Signer>> {
        self.signer.iter().chain(self.other_signers.iter())
    }

    /// Bytes that this row alone holds on the heap, beside itself.
    pub(super) fn own_heap(&self) -> usize {
        self.name
            .len()
            .saturating_add(self.sha256.as_ref().map_or(0, |_| 32))
            .saturating_add(self.path_bytes.as_ref().map_or(0, |bytes| bytes.len()))
            .saturating_add(self.error.as_ref().map_or(0, |error| error.len()))
    }
}

impl Signer {
    pub(super) fn new(leaf: &CertificateFacts, mut text: impl FnMut(&str) -> Arc<str>) -> Self {
        Self {
            leaf: leaf.sha256,
            leaf_sha1: leaf.sha1.clone(),
            key: leaf.spki_sha256.clone(),
            serial: leaf.serial.clone(),
            name: text(leaf.display_name()),
            issuer: text(leaf.issuer_cn.as_deref().unwrap_or(&leaf.issuer)),
            identity: leaf.durable_identity.as_deref().map(&mut text),
            not_before: leaf.not_before,
            lifetime: leaf.lifetime_seconds,
        }
    }
}

/// What follows the last separator of either system.
pub fn last_part(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default()
}

/// Splits behind the last separator of either system.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind(['/', '\\']).map_or(0, |at| at.saturating_add(1));
    path.split_at_checked(at).unwrap_or(("", path))
}
