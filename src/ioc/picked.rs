//! The basket seen by certificate and by file, for formats that state several values of one thing together.

use std::collections::HashMap;

use super::basket::{Basket, Entry};
use super::kind::{Kind, Party};
use crate::model::{Analysis, Certificate, CertificateFacts, Thumbprint};

/// A certificate of which at least one value was picked.
pub(super) struct PickedCertificate<'a> {
    pub certificate: &'a Certificate,
    pub party: Party,
    /// The values picked of it.
    pub entries: Vec<&'a Entry>,
    /// Indices of the files it was picked from, each once, in order.
    pub files: Vec<usize>,
}

impl PickedCertificate<'_> {
    pub fn facts(&self) -> &CertificateFacts {
        &self.certificate.facts
    }

    /// Tells whether a value of this kind was picked.
    pub fn has(&self, kind: Kind) -> bool {
        self.entries.iter().any(|entry| entry.value.kind() == kind)
    }

    /// Tells whether the subject was picked as a whole or by its common name.
    pub fn has_subject_name(&self) -> bool {
        self.entries.iter().any(|entry| match entry.value.kind() {
            Kind::Subject => true,
            Kind::SubjectPart => entry.value.id.part.as_deref() == Some("CN"),
            _ => false,
        })
    }

    /// Tells whether a value was picked that names this certificate and no other.
    pub fn is_named(&self) -> bool {
        [Kind::Thumbprint, Kind::Serial, Kind::TbsHash].into_iter().any(|kind| self.has(kind))
    }
}

/// The certificates of which a value was picked, in the order of picking, each once for each part it plays.
pub(super) fn certificates(basket: &Basket) -> Vec<PickedCertificate<'_>> {
    let mut picked: Vec<PickedCertificate<'_>> = Vec::new();
    let mut index: HashMap<(Thumbprint, Party), usize> = HashMap::new();
    for entry in basket.entries() {
        let Some(party) = entry.value.id.party else { continue };
        for (file, origin) in &entry.origins {
            let analysis = basket.files().get(*file);
            let found = origin.certificate.and_then(|thumbprint| analysis?.certificate(thumbprint));
            let Some(certificate) = found else { continue };
            let next = picked.len();
            let at = *index.entry((certificate.facts.sha256, party)).or_insert(next);
            if at == next {
                picked.push(PickedCertificate { certificate, party, entries: Vec::new(), files: Vec::new() });
            }
            let Some(known) = picked.get_mut(at) else { continue };
            if known.files.last() != Some(file) {
                known.files.push(*file);
            }
            if !known.entries.last().is_some_and(|last| std::ptr::eq(*last, entry)) {
                known.entries.push(entry);
            }
        }
    }
    for certificate in &mut picked {
        certificate.files.sort_unstable();
        certificate.files.dedup();
    }
    picked
}

/// A file with the values that were picked of it and of nothing smaller.
pub(super) struct PickedFile<'a> {
    pub analysis: &'a Analysis,
    /// The values picked of the file itself: hashes, program database.
    pub entries: Vec<&'a Entry>,
}

impl PickedFile<'_> {
    /// Tells whether a value of this kind was picked.
    pub fn has(&self, kind: Kind) -> bool {
        self.entries.iter().any(|entry| entry.value.kind() == kind)
    }
}

/// The files, with what was picked of each.
pub(super) fn files(basket: &Basket) -> Vec<PickedFile<'_>> {
    let mut files: Vec<PickedFile<'_>> =
        basket.files().iter().map(|analysis| PickedFile { analysis, entries: Vec::new() }).collect();
    for entry in basket.entries().iter().filter(|entry| is_of_file(entry.value.kind())) {
        for file in entry.files() {
            if let Some(picked) = files.get_mut(file) {
                picked.entries.push(entry);
            }
        }
    }
    files
}

const fn is_of_file(kind: Kind) -> bool {
    matches!(kind, Kind::FileHash | Kind::Authentihash | Kind::Imphash | Kind::RichHash | Kind::PdbPath)
}

/// Tells whether a certificate stands in the file itself, not only in a catalog that names it or in the trust store.
pub(super) fn is_in_file(file: &Analysis, certificate: Thumbprint) -> bool {
    file.certificate(certificate).is_some_and(|found| found.facts.offset.is_some())
}

/// The name of the file, without the folders.
pub(super) fn file_name(analysis: &Analysis) -> &str {
    last_component(&analysis.path)
}

/// The last component of a path, whatever system wrote it.
pub(super) fn last_component(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}
