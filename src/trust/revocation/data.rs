//! CRLs and OCSP responses from files, found by issuer and by serial number.
//!
//! In: paths. Out: parsed lists and responses, whose signatures are checked when they are asked about, and once. A
//! file that holds neither is an error when it was named, and a warning when it was found in a folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::asn1::{Asn1Error, Reader};
use crate::lists::{BroughtList, ListKind};
use crate::model::{CertificateFacts, Instant};
use crate::trust::name::{NameIndex, name_key, names_match};
use crate::verify::verify_signature;
use crate::x509::{OcspResponse, RevocationList, SingleResponse, parse_certificate};

/// Largest file that is read; the largest public CRLs have some 40 MiB.
const MAX_FILE: u64 = 256 << 20;
/// Most files of one folder, and most lists of one file.
const MAX_ITEMS: usize = 4096;
/// Names of files in a folder that are read.
const EXTENSIONS: [&str; 7] = ["crl", "der", "pem", "ocsp", "ors", "rsp", "resp"];

/// Why revocation data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum RevocationError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than any list.
    #[error("{path} is larger than {} MiB", MAX_FILE >> 20)]
    TooLarge {
        /// Which one.
        path: PathBuf,
    },
    /// A file is neither a CRL nor an OCSP response.
    #[error("{path} is neither a CRL nor an OCSP response")]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// Where and how.
        source: Asn1Error,
    },
    /// A PEM block does not hold base64.
    #[error("a block of {path} is no base64")]
    Base64 {
        /// Which file.
        path: PathBuf,
        /// Where and how.
        source: base64::DecodeError,
    },
    /// Nothing to use.
    #[error("no CRL and no OCSP response in {path}")]
    Empty {
        /// The file or folder.
        path: PathBuf,
    },
}

/// A parsed list or response, and the file it came from.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The file, as given.
    pub file: String,
    /// What it holds.
    pub item: T,
}

/// An OCSP response with the certificates that came along.
#[derive(Debug)]
pub struct Response {
    /// The response.
    pub response: OcspResponse,
    /// Certificates of the responder.
    pub certificates: Vec<Arc<CertificateFacts>>,
}

/// Whether the signature of a list or response holds, or why not.
type SignatureAnswer = Result<(), String>;

/// All supplied revocation data. Shared by all threads; signatures are checked once a key.
#[derive(Debug, Default)]
pub struct RevocationData {
    lists: Vec<Arc<Loaded<RevocationList>>>,
    issuers: NameIndex,
    responses: Vec<Arc<Loaded<Response>>>,
    /// Which signature holds with which key: position (responses behind the lists) and SHA-256 of the key.
    verified: Mutex<HashMap<(usize, Vec<u8>), SignatureAnswer>>,
}

impl RevocationData {
    /// Loads files and folders, PEM or DER, and says what in folders could not be used.
    ///
    /// # Errors
    /// When a named file or folder cannot be read, or holds neither.
    pub fn load(paths: &[PathBuf]) -> Result<(Self, Vec<String>), RevocationError> {
        let (mut data, mut warnings) = (Self::default(), Vec::new());
        for path in paths {
            if path.is_dir() {
                data.add_folder(path, &mut warnings)?;
            } else {
                data.add_file(path)?;
            }
        }
        data.index();
        Ok((data, warnings))
    }

    /// Adds the DER of lists and responses from memory.
    ///
    /// # Errors
    /// When one of them is neither.
    pub fn from_der(items: &[(&str, &[u8])]) -> Result<Self, Asn1Error> {
        let mut data = Self::default();
        for (file, der) in items {
            data.add_der((*file).to_owned(), Arc::from(*der))?;
        }
        data.index();
        Ok(data)
    }

    fn index(&mut self) {
        self.issuers = NameIndex::new(self.lists.iter().map(|list| list.item.issuer_der()));
    }

    fn add_folder(&mut self, folder: &Path, warnings: &mut Vec<String>) -> Result<(), RevocationError> {
        let read = |source| RevocationError::Read { path: folder.to_owned(), source };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(read)? {
            let file = entry.map_err(read)?.path();
            let extension = file.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
            if extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str())) && file.is_file() {
                files.push(file);
            }
        }
        files.sort();
        if files.len() > MAX_ITEMS {
            let all = files.len();
            warnings.push(format!("{} has {all} files; only the first {MAX_ITEMS} are read", folder.display()));
            files.truncate(MAX_ITEMS);
        }
        let before = self.len();
        for file in &files {
            if let Err(error) = self.add_file(file) {
                let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
                warnings.push(format!("{error}{cause}; not used"));
            }
        }
        if self.len() == before { Err(RevocationError::Empty { path: folder.to_owned() }) } else { Ok(()) }
    }

    fn add_file(&mut self, path: &Path) -> Result<(), RevocationError> {
        let read = |source| RevocationError::Read { path: path.to_owned(), source };
        if fs::metadata(path).map_err(read)?.len() > MAX_FILE {
            return Err(RevocationError::TooLarge { path: path.to_owned() });
        }
        let bytes = fs::read(path).map_err(read)?;
        let malformed = |source| RevocationError::Malformed { path: path.to_owned(), source };
        let name = path.display().to_string();
        let blocks = if bytes.first() == Some(&0x30) {
            split_der(bytes).map_err(malformed)?
        } else {
            decode_blocks(&bytes).map_err(|source| RevocationError::Base64 { path: path.to_owned(), source })?
        };
        if blocks.is_empty() {
            return Err(RevocationError::Empty { path: path.to_owned() });
        }
        for block in blocks {
            self.add_der(name.clone(), block).map_err(malformed)?;
        }
        Ok(())
    }

    fn add_der(&mut self, file: String, der: Arc<[u8]>) -> Result<(), Asn1Error> {
        // An OCSPResponse begins with an ENUMERATED, a CertificateList with a SEQUENCE.
        let is_response = matches!(Reader::new(&der, 0).next_element(), Ok(Some(outer))
            if matches!(outer.reader().next_element(), Ok(Some(first)) if first.tag.number == 10));
        if is_response {
            let response = OcspResponse::parse(der)?;
            let certificates = response.certificates.iter();
            let certificates =
                certificates.filter_map(|der| parse_certificate(der, None, &mut Vec::new()).map(Arc::new)).collect();
            self.responses.push(Arc::new(Loaded { file, item: Response { response, certificates } }));
        } else {
            self.lists.push(Arc::new(Loaded { file, item: RevocationList::parse(der)? }));
        }
        Ok(())
    }

    /// These data and those of another together; lists and responses are shared.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let mut data = Self {
            lists: self.lists.iter().chain(&other.lists).cloned().collect(),
            responses: self.responses.iter().chain(&other.responses).cloned().collect(),
            ..Self::default()
        };
        data.index();
        // What was verified stays known: the lists of `other` now stand behind ours, the responses behind all lists.
        let (ours, theirs) = (self.lists.len(), other.lists.len());
        let mut verified = self.verified_at(0, theirs);
        verified.extend(other.verified_at(ours, ours.saturating_add(self.responses.len())));
        data.verified = Mutex::new(verified);
        data
    }

    /// Which signatures are known to hold or not, with other positions of lists and responses.
    fn verified_at(&self, lists: usize, responses: usize) -> HashMap<(usize, Vec<u8>), SignatureAnswer> {
        let verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = verified.iter().map(|((position, key), answer)| {
            let by = if *position < self.lists.len() { lists } else { responses };
            ((position.saturating_add(by), key.clone()), answer.clone())
        });
        moved.collect()
    }

    /// The lists.
    pub fn lists(&self) -> impl Iterator<Item = &Loaded<RevocationList>> {
        self.lists.iter().map(AsRef::as_ref)
    }

    /// The responses.
    pub fn responses(&self) -> impl Iterator<Item = &Loaded<Response>> {
        self.responses.iter().map(AsRef::as_ref)
    }

    /// Every list and response, as seen at a moment: the lists first, in their order.
    pub fn brought(&self, at: Instant) -> Vec<BroughtList> {
        let lists = self.lists.iter().map(|list| {
            let dates = (Some(list.item.this_update), list.item.next_update);
            BroughtList::new(ListKind::Crl, &list.file, Some(list.item.len()), dates, at)
        });
        let responses = self.responses.iter().map(|response| {
            let answers = &response.item.response.answers;
            // The oldest answer, and the first to be replaced, speak for all.
            let from = answers.iter().map(|answer| answer.this_update).min();
            let until = answers.iter().filter_map(|answer| answer.next_update).min();
            BroughtList::new(ListKind::Ocsp, &response.file, Some(answers.len()), (from, until), at)
        });
        lists.chain(responses).collect()
    }

    /// Whether the signature of each list holds with a certificate of its issuer; `None` when there is none.
    /// `named` gives the certificates at hand that may have this subject.
    pub fn verify_lists(&self, named: impl Fn(&[u8]) -> Vec<Arc<CertificateFacts>>) -> Vec<Option<Result<(), String>>> {
        let lists = self.lists.iter().enumerate();
        lists
            .map(|(position, list)| {
                let list = &list.item;
                let mut issuers = named(list.issuer_der());
                issuers.retain(|issuer| names_match(issuer.subject_der(), list.issuer_der()));
                let mut answers = issuers.iter().map(|issuer| {
                    self.verify(position, issuer, list.signature_algorithm(), list.tbs_der(), list.signature())
                });
                let first = answers.next()?;
                Some(first.or_else(|error| answers.find(Result::is_ok).unwrap_or(Err(error))))
            })
            .collect()
    }

    /// Number of lists and responses.
    pub fn len(&self) -> usize {
        self.lists.len().saturating_add(self.responses.len())
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lists whose issuer is `name`, with their positions.
    pub(super) fn lists_of(&self, name: &[u8]) -> Vec<(usize, &Loaded<RevocationList>)> {
        let found = self.issuers.find(name_key(name));
        found
            .filter_map(|position| Some((position, self.lists.get(position)?.as_ref())))
            .filter(|(_, list)| names_match(list.item.issuer_der(), name))
            .collect()
    }

    /// Answers about a serial number, with the responses they stand in and those responses' positions.
    pub(super) fn answers_about(&self, serial: &[u8]) -> Vec<(usize, &Loaded<Response>, &SingleResponse)> {
        let significant = |serial: &[u8]| serial.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
        let wanted = significant(serial);
        let positions = self.responses.iter().zip(self.lists.len()..);
        positions
            .flat_map(|(response, position)| {
                response.item.response.answers.iter().map(move |answer| (position, response.as_ref(), answer))
            })
            .filter(|(_, _, answer)| significant(answer.serial.as_ref()) == wanted)
            .collect()
    }

    /// Tells whether the key of `signer` verifies the signature of the list or response at a position.
    pub(super) fn verify(
        &self,
        position: usize,
        signer: &CertificateFacts,
        algorithm: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), String> {
        let key = (position, signer.spki_sha256.0.clone());
        if let Some(known) = self.verified.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let answer = verify_signature(algorithm, signer.spki_der(), message, signature)
            .map_err(|error| format!("its signature is not that of {}: {error}", signer.display_name()));
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
        answer
    }
}

/// Splits a file into the elements that follow each other in it.
fn split_der(bytes: Vec<u8>) -> Result<Vec<Arc<[u8]>>, Asn1Error> {
    let mut reader = Reader::new(&bytes, 0);
    let mut items = Vec::new();
    while items.len() < MAX_ITEMS {
        let Some(element) = reader.next_element()? else { break };
        if element.raw.len() == bytes.len() {
            return Ok(vec![bytes.into()]);
        }
        items.push(Arc::from(element.raw));
    }
    Ok(items)
}

/// Decodes every `X509 CRL` and `OCSP RESPONSE` block of a PEM file (RFC 7468); the rest is left aside.
fn decode_blocks(text: &[u8]) -> Result<Vec<Arc<[u8]>>, base64::DecodeError> {
    let text = String::from_utf8_lossy(text);
    let mut items = Vec::new();
    for block in text.split("-----BEGIN ").skip(1).take(MAX_ITEMS) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        if !matches!(label, "X509 CRL" | "OCSP RESPONSE") {
            continue;
        }
        let body = rest.split("-----END").next().unwrap_or_default();
        let base64: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        items.push(STANDARD.decode(base64)?.into());
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_both_kinds_are_decoded_and_others_are_not() {
        let text = b"x\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n-----BEGIN X509 CRL-----\r\nMAMC\r\nAQE=\n\
            -----END X509 CRL-----\n-----BEGIN OCSP RESPONSE-----\nMAA=\n-----END OCSP RESPONSE-----\n";
        let blocks = decode_blocks(text).unwrap();
        assert_eq!(
            blocks.iter().map(|block| block.to_vec()).collect::<Vec<_>>(),
            [vec![0x30, 3, 2, 1, 1], vec![0x30, 0]]
        );
        assert!(decode_blocks(b"-----BEGIN X509 CRL-----\n*").is_err());
    }

    #[test]
    fn named_file_without_a_list_is_an_error_and_in_a_folder_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.crl");
        fs::write(&file, [0x30, 0]).unwrap();
        assert!(matches!(RevocationData::load(std::slice::from_ref(&file)), Err(RevocationError::Malformed { .. })));
        let load = RevocationData::load(&[folder.path().to_owned()]);
        assert!(matches!(load, Err(RevocationError::Empty { .. })), "nothing of use in it");
        fs::write(&file, "text").unwrap();
        assert!(matches!(RevocationData::load(&[file]), Err(RevocationError::Empty { .. })));
        let missing = folder.path().join("none");
        assert!(matches!(RevocationData::load(&[missing]), Err(RevocationError::Read { .. })));
    }
}
