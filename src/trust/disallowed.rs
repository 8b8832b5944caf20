//! Microsoft's list of certificates that Windows blocks (`disallowedcert.stl`), brought by the analyst.
//!
//! In: files. Out: whether a certificate is on one of the lists, and by which value: the hash of the TBSCertificate that
//! its issuer signed, the MD5 of its public key, or a thumbprint. What that does to a verdict is left to the trust
//! engine. The list overrides everything, a timestamp and a user's anchor included.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ctl::Ctl;
use super::ctl_signature::verify_list;
use super::load::{TrustError, read_bounded};
use crate::asn1::{Asn1Error, Reader, Tag, decode_bit_string, oid};
use crate::model::{CertificateFacts, DigestAlgorithm, Instant};
use crate::verify::{compute_digest, signed_tbs_hash};

/// Disallowed lists. Shared by all threads.
#[derive(Debug, Default)]
pub struct Disallowed {
    lists: Vec<Arc<List>>,
}

#[derive(Debug)]
struct List {
    name: String,
    ctl: Ctl,
}

/// A certificate that is on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisallowedMatch<'a> {
    /// The list, as given.
    pub list: &'a str,
    /// When it was issued.
    pub as_of: Instant,
    /// Which value of the certificate is on it.
    pub by: &'static str,
    /// That value, in lower-case hex.
    pub value: String,
}

impl DisallowedMatch<'_> {
    /// In words, to stand behind "is on": list, date, value.
    pub fn words(&self) -> String {
        format!("the disallowed list {} of {}, by its {} {}", self.list, self.as_of.date(), self.by, self.value)
    }
}

impl Disallowed {
    /// Reads lists from files. The second part are sentences for the reader: lists whose signature does not verify, which
    /// are used all the same, because the user names them.
    ///
    /// # Errors
    /// When a file cannot be read, or is no disallowed list.
    pub fn load(paths: &[PathBuf]) -> Result<(Self, Vec<String>), TrustError> {
        let mut disallowed = Self::default();
        let mut warnings = Vec::new();
        for path in paths {
            let bytes = read_bounded(path)?;
            let malformed = |source| TrustError::Malformed { path: path.clone(), source };
            warnings.extend(disallowed.add(&name(path), bytes).map_err(malformed)?);
        }
        Ok((disallowed, warnings))
    }

    /// Adds one list; `Some`: what is wrong with its signature.
    ///
    /// # Errors
    /// When the bytes are no signed trust list, or one for another purpose.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<Option<String>, Asn1Error> {
        let ctl = Ctl::parse(Cow::Owned(bytes))?;
        if !ctl.usages().iter().any(|usage| usage == oid::DISALLOWED_LIST) {
            let found = format!("a trust list for {}", ctl.usages().join(", "));
            return Err(Asn1Error::new(0, "a disallowed list (1.3.6.1.4.1.311.10.3.30)", found));
        }
        let warning = verify_list(&ctl).err().map(|error| format!("{name} is used, but not verified: {error}"));
        self.lists.push(Arc::new(List { name: name.to_owned(), ctl }));
        Ok(warning)
    }

    /// These lists and those of another together; they are shared.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        Self { lists: self.lists.iter().chain(&other.lists).cloned().collect() }
    }

    /// Tells whether there is no list.
    pub const fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Name and date of each list.
    pub fn lists(&self) -> impl Iterator<Item = (&str, Instant)> {
        self.lists.iter().map(|list| (list.name.as_str(), list.ctl.this_update()))
    }

    /// Dates of the lists, for a sentence.
    pub(super) fn dates(&self) -> String {
        self.lists.iter().map(|list| list.ctl.this_update().date()).collect::<Vec<_>>().join(" and ")
    }

    /// The first list that a certificate is on.
    pub fn find(&self, certificate: &CertificateFacts) -> Option<DisallowedMatch<'_>> {
        if self.lists.is_empty() {
            return None;
        }
        let mut ids: Vec<(&'static str, Vec<u8>)> = Vec::new();
        ids.extend(signed_tbs_hash(certificate).map(|(_, hash)| ("TBS hash", hash.0)));
        ids.extend(public_key_md5(certificate).map(|hash| ("public key MD5", hash)));
        ids.push(("SHA-1 thumbprint", certificate.sha1.0.clone()));
        ids.push(("SHA-256 thumbprint", certificate.sha256.0.to_vec()));
        self.lists.iter().find_map(|list| {
            ids.iter().find(|(_, id)| list.ctl.find_id(id).is_some()).map(|(by, id)| DisallowedMatch {
                list: &list.name,
                as_of: list.ctl.this_update(),
                by,
                value: hex::encode(id),
            })
        })
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// MD5 over the bits of subjectPublicKey, without the octet that counts unused ones.
fn public_key_md5(certificate: &CertificateFacts) -> Option<Vec<u8>> {
    let spki = Reader::new(certificate.spki_der(), 0).expect(Tag::SEQUENCE, "SubjectPublicKeyInfo").ok()?;
    let mut fields = spki.reader();
    fields.expect(Tag::SEQUENCE, "algorithm").ok()?;
    let key = fields.expect(Tag::BIT_STRING, "subjectPublicKey").ok()?;
    Some(compute_digest(DigestAlgorithm::Md5, decode_bit_string(&key)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_list_is_no_disallowed_list() {
        let bytes = include_bytes!("../../assets/trust/authroot.stl").to_vec();
        let error = Disallowed::default().add("authroot.stl", bytes).unwrap_err();
        assert!(error.to_string().contains("1.3.6.1.4.1.311.10.3.9"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_list_are_an_error() {
        for bytes in [b"".to_vec(), b"MZ".to_vec(), vec![0x30; 40]] {
            assert!(Disallowed::default().add("x", bytes).is_err());
        }
    }
}
