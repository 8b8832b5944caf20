//! Block lists of drivers that the analyst brings: Microsoft's vulnerable driver block list (policy XML) and LOLDrivers
//! (JSON).
//!
//! In: the text of a list. Out: the entry that a file matches: by a digest, by a signer's certificate with the file's
//! name and version, or by name and version alone. What a match is worth is left to the rules.

mod loldrivers;
mod policy_xml;

use std::collections::HashMap;

use crate::model::{Analysis, CertificateFacts, Instant, Pe};
use crate::verify::signed_tbs_hash;

/// All listed drivers. Shared by all threads.
#[derive(Debug, Default)]
pub struct BlockList {
    entries: Vec<Entry>,
    /// Authentihashes and, of LOLDrivers, hashes of whole files.
    digests: HashMap<Vec<u8>, usize>,
    /// By the TBS hash of a certificate of the signer's chain.
    signers: HashMap<Vec<u8>, Vec<SignerRule>>,
    names: HashMap<String, Vec<NameRule>>,
    /// Name, entries and date of each list.
    lists: Vec<(String, usize, Option<Instant>)>,
}

/// Why a list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockListError {
    /// It is neither XML nor JSON, or broken.
    #[error("it is neither a policy in XML nor a list in JSON: {0}")]
    Malformed(String),
    /// It blocks nothing that is understood.
    #[error("it holds no rule that can be used")]
    Empty,
}

/// One driver of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    list: String,
    label: String,
}

/// A name with the versions that are blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameRule {
    entry: usize,
    /// OriginalFilename in lower case; `None`: any.
    name: Option<String>,
    versions: Versions,
}

/// A certificate with what is blocked below it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SignerRule {
    entry: usize,
    /// Common name of the leaf; `None`: any.
    publisher: Option<String>,
    /// The certificate is the leaf itself.
    leaf_only: bool,
    /// Any of them; empty: every file.
    files: Vec<NameRule>,
}

/// Versions from the first to the second, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Versions(Version, Version);

type Version = [u16; 4];

impl Versions {
    const ALL: Self = Self([0; 4], [u16::MAX; 4]);

    /// By MinimumFileVersion and MaximumFileVersion of a rule that denies. The minimum alone is an upper end there:
    /// Microsoft's older lists block every version with 65535.65535.65535.65535.
    const fn denied(minimum: Option<Version>, maximum: Option<Version>) -> Self {
        match (minimum, maximum) {
            (minimum, Some(maximum)) => Self(if let Some(minimum) = minimum { minimum } else { [0; 4] }, maximum),
            (Some(minimum), None) => Self([0; 4], minimum),
            (None, None) => Self::ALL,
        }
    }

    /// Tells whether a file of this version is meant; one without a version only when all are.
    fn holds(self, version: Option<Version>) -> bool {
        version.map_or(self == Self::ALL, |version| self.0 <= version && version <= self.1)
    }

    fn words(self) -> String {
        if self == Self::ALL {
            return "any version".to_owned();
        }
        let dotted = |version: Version| version.map(|part| part.to_string()).join(".");
        format!("version {} to {}", dotted(self.0), dotted(self.1))
    }
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// The very file.
    Digest,
    /// By signer, name or version, as Windows decides.
    Policy,
    /// A listed file has the same signer and name; the version was not compared.
    SignerAndName,
}

/// A file that is on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockMatch<'a> {
    /// The list, as given.
    pub list: &'a str,
    /// What the list calls it.
    pub label: &'a str,
    /// How sure it is.
    pub kind: MatchKind,
    /// Which value: `authentihash`, with the value.
    pub by: String,
}

impl BlockMatch<'_> {
    /// In words: list, label, value.
    pub fn words(&self) -> String {
        format!("{}, {}: {}", self.list, self.label, self.by)
    }
}

impl BlockList {
    /// Adds a list; gives the number of rules of it that could not be used.
    ///
    /// # Errors
    /// See [`BlockListError`].
    pub fn add(&mut self, list: &str, text: &str) -> Result<usize, BlockListError> {
        self.add_file(list, text, None)
    }

    /// The same, of a file that was written at a time: the date that is told of the list.
    ///
    /// # Errors
    /// See [`BlockListError`].
    pub fn add_file(&mut self, list: &str, text: &str, modified: Option<Instant>) -> Result<usize, BlockListError> {
        let text = text.trim_start_matches('\u{feff}');
        let before = self.entries.len();
        let unused = if text.trim_start().starts_with('<') {
            policy_xml::add(self, list, text)?
        } else {
            loldrivers::add(self, list, text)?
        };
        let new = self.entries.len().saturating_sub(before);
        if new == 0 {
            return Err(BlockListError::Empty);
        }
        self.lists.push((list.to_owned(), new, modified));
        Ok(unused)
    }

    /// Name, entries and date of each list: when its file was written.
    pub fn lists(&self) -> impl Iterator<Item = (&str, usize, Option<Instant>)> {
        self.lists.iter().map(|(list, entries, date)| (list.as_str(), *entries, *date))
    }

    /// Number of entries.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn push(&mut self, list: &str, label: &str) -> usize {
        self.entries.push(Entry { list: list.to_owned(), label: label.to_owned() });
        self.entries.len().saturating_sub(1)
    }

    fn add_digest(&mut self, digest: Vec<u8>, entry: usize) {
        self.digests.entry(digest).or_insert(entry);
    }

    fn found(&self, entry: usize, kind: MatchKind, by: String) -> Option<BlockMatch<'_>> {
        let entry = self.entries.get(entry)?;
        Some(BlockMatch { list: &entry.list, label: &entry.label, kind, by })
    }

    /// The entry of a file: by digest, else by signer, else by name.
    pub fn find(&self, analysis: &Analysis) -> Option<BlockMatch<'_>> {
        if self.is_empty() {
            return None;
        }
        let image = File::new(analysis.pe.as_deref());
        self.find_digest(analysis).or_else(|| self.find_signer(analysis, &image)).or_else(|| self.find_name(&image))
    }

    fn find_digest(&self, analysis: &Analysis) -> Option<BlockMatch<'_>> {
        let hashes = &analysis.hashes;
        [
            ("authentihash", &hashes.authentihash.sha256),
            ("authentihash", &hashes.authentihash.sha1),
            ("file hash", &hashes.sha256),
            ("file hash", &hashes.sha1),
        ]
        .into_iter()
        .find_map(|(what, digest)| {
            let digest = digest.as_ref()?;
            self.found(*self.digests.get(&digest.0)?, MatchKind::Digest, format!("{what} {digest}"))
        })
    }

    fn find_signer(&self, analysis: &Analysis, image: &File<'_>) -> Option<BlockMatch<'_>> {
        analysis.signatures.iter().find_map(|signature| {
            let leaf = analysis.leaf(signature)?.facts.as_ref();
            let above = signature.chain.iter().filter_map(|found| analysis.certificate(*found));
            let above = above.map(|certificate| certificate.facts.as_ref());
            let chain = std::iter::once(leaf).chain(above.filter(|certificate| certificate.sha256 != leaf.sha256));
            chain.enumerate().find_map(|(depth, certificate)| self.below(certificate, depth == 0, leaf, image))
        })
    }

    /// What is blocked below one certificate of a chain.
    fn below(
        &self,
        certificate: &CertificateFacts,
        is_leaf: bool,
        leaf: &CertificateFacts,
        image: &File<'_>,
    ) -> Option<BlockMatch<'_>> {
        let mut ids = vec![certificate.tbs_sha256.0.clone()];
        ids.extend(signed_tbs_hash(certificate).map(|(_, hash)| hash.0));
        ids.iter().find_map(|id| {
            let rules = self.signers.get(id)?;
            rules.iter().filter(|rule| is_leaf || !rule.leaf_only).find_map(|rule| {
                if rule.publisher.is_some() && rule.publisher.as_deref() != leaf.subject_cn.as_deref() {
                    return None;
                }
                let file = match rule.files.as_slice() {
                    [] => "every file".to_owned(),
                    files => files.iter().find(|file| file.holds(image))?.words(),
                };
                let kind = if rule.leaf_only { MatchKind::SignerAndName } else { MatchKind::Policy };
                self.found(
                    rule.entry,
                    kind,
                    format!("TBS hash {} of {}, {file}", hex::encode(id), certificate.display_name()),
                )
            })
        })
    }

    fn find_name(&self, image: &File<'_>) -> Option<BlockMatch<'_>> {
        let rules = self.names.get(image.name.as_deref()?)?;
        let rule = rules.iter().find(|rule| rule.holds(image))?;
        self.found(rule.entry, MatchKind::Policy, rule.words())
    }
}

/// What VERSIONINFO says of the file.
struct File<'a> {
    name: Option<String>,
    version: Option<Version>,
    shown: Option<&'a str>,
}

impl<'a> File<'a> {
    fn new(pe: Option<&'a Pe>) -> Self {
        let text = |key: &str| pe.and_then(|pe| pe.version_info.get(key)).map(|text| text.trim());
        let shown = text("FileVersion");
        Self { name: text("OriginalFilename").map(str::to_lowercase), version: shown.and_then(version), shown }
    }
}

impl NameRule {
    fn holds(&self, image: &File<'_>) -> bool {
        let is_named = self.name.as_ref().is_none_or(|name| image.name.as_ref() == Some(name));
        // A text of FileVersion that is no version decides nothing.
        is_named && self.versions.holds(image.version.or_else(|| image.shown.and_then(version)))
    }

    fn words(&self) -> String {
        let name = self.name.as_ref().map_or("any name".to_owned(), |name| format!("original name {name}"));
        format!("{name}, {}", self.versions.words())
    }
}

/// Reads a version of one to four numbers, divided by dots or commas; what stands behind it is left aside.
fn version(text: &str) -> Option<Version> {
    let mut parts = [0_u16; 4];
    let mut fields = text.split(['.', ',']).map(str::trim);
    for (index, part) in parts.iter_mut().enumerate() {
        let Some(field) = fields.next() else { break };
        let digits = field.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
        match digits.parse() {
            Ok(number) => *part = number,
            Err(_) if index == 0 => return None,
            Err(_) => break,
        }
        if digits.len() < field.len() {
            break;
        }
    }
    Some(parts)
}

/// Reads a digest in hexadecimal.
fn digest(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.trim()).ok().filter(|digest| matches!(digest.len(), 16 | 20 | 32 | 48 | 64))
}

#[cfg(test)]
mod tests;
