//! What is written about one look at one file.

use serde::Serialize;

use crate::model::{Analysis, CertificateFacts, EntityKind, Instant};

/// Characters of a name that are kept; a subject that is longer is not kept as one.
const MOST_TEXT: usize = 4096;

/// One thing that a file is or was signed by, as the history names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// What it is.
    pub kind: EntityKind,
    /// Which one.
    pub value: String,
    /// What people call it: common name of the subject, path of a file when it was seen last; unsafe to show as it is.
    pub name: Option<String>,
    /// Issuer of a leaf as RFC 4514 text.
    pub issuer: Option<String>,
    /// Serial number of a leaf as lower-case hex.
    pub serial: Option<String>,
    /// SHA-1 of a leaf or a file.
    pub sha1: Option<String>,
    /// MD5 of a file.
    pub md5: Option<String>,
    /// Verdict on a file when it was seen last.
    pub verdict: Option<String>,
}

impl Named {
    fn new(kind: EntityKind, value: String, name: Option<&str>) -> Self {
        let name = name.map(cut);
        Self { kind, value, name, issuer: None, serial: None, sha1: None, md5: None, verdict: None }
    }
}

/// One look at one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// When.
    pub at: Instant,
    /// The file.
    pub file: Named,
    /// Leaf, subject and durable identity of each of its signatures, each once.
    pub signers: Vec<Named>,
}

impl Sighting {
    /// The sighting of an analysed file; `None` when its SHA-256 is not known, or it could not be read to its end.
    pub fn of(analysis: &Analysis, at: Instant) -> Option<Self> {
        let mut named = entities(analysis);
        let place = named.iter().position(|named| named.kind == EntityKind::File)?;
        let file = named.remove(place);
        Some(Self { at, file, signers: named })
    }
}

/// What the history may know about: of each signature the durable identity, the leaf and the subject, each once; then
/// the file, when its SHA-256 is known and it was read to its end.
pub fn entities(analysis: &Analysis) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let leaves = analysis.signatures.iter().filter_map(|signature| analysis.leaf(signature));
    for one in leaves.flat_map(|leaf| signer(&leaf.facts)) {
        if !named.iter().any(|known| (known.kind, &known.value) == (one.kind, &one.value)) {
            named.push(one);
        }
    }
    named.extend(file(analysis));
    named
}

/// What the history may know about a signer: its durable identity, the leaf, the subject.
pub fn signer(leaf: &CertificateFacts) -> Vec<Named> {
    let name = Some(leaf.display_name());
    let identity = leaf.durable_identity.clone();
    let found = [
        identity.map(|identity| Named::new(EntityKind::DurableIdentity, identity, name)),
        Some(Named {
            issuer: Some(cut(&leaf.issuer)),
            serial: Some(leaf.serial.to_string()),
            sha1: Some(leaf.sha1.to_string()),
            ..Named::new(EntityKind::Leaf, leaf.sha256.to_string(), name)
        }),
        // A subject without any attribute stands for nobody; what is cut would stand for others too.
        (!leaf.subject.is_empty() && cut(&leaf.subject) == leaf.subject)
            .then(|| Named::new(EntityKind::Subject, leaf.subject.clone(), name)),
    ];
    found.into_iter().flatten().collect()
}

/// The file, when its SHA-256 is known and it was read to its end.
pub fn file(analysis: &Analysis) -> Option<Named> {
    let sha256 = analysis.hashes.sha256.as_ref().filter(|_| analysis.error.is_none())?;
    Some(Named {
        sha1: analysis.hashes.sha1.as_ref().map(ToString::to_string),
        md5: analysis.hashes.md5.as_ref().map(ToString::to_string),
        verdict: Some(analysis.verdict.summary.word().to_owned()),
        ..Named::new(EntityKind::File, sha256.to_string(), Some(&analysis.path))
    })
}

/// The beginning of a hostile text, as much of it as is kept.
fn cut(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}
