//! Catalogs that the analyst brings: signed lists of the digests of files that carry no signature of their own.
//!
//! In: `.cat` files. Out: for a file, the signature of the catalog that names its digest, as if it stood in the file.
//! Whether that signature may be believed is left to the trust engine: the catalog's own chain and timestamp decide.
//!
//! A catalog is SignedData over a trust list (Windows SDK `mscat.h`); a member states its digest in
//! SpcIndirectDataContent, or has it as its id: 20 or 32 octets, or their hex digits in UTF-16.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::signatures::Collector;
use crate::asn1::{Asn1Error, Element, Tag, decode_oid, find_digest_algorithm, oid, open_signed_data};
use crate::authenticode::parse_indirect_data;
use crate::model::{
    CatalogSource, CertificateFacts, Check, DigestAlgorithm, Evidence, Format, HexBytes, Location, Outcome,
    SignatureFacts, TimestampFacts,
};
use crate::policy::Limits;
use crate::verify::compute_digest;
use crate::x509::parse_certificate;

/// Largest catalog that is read; Windows' own have some 10 MiB.
const MAX_FILE: u64 = 64 << 20;
/// Most catalogs of one folder; Windows' own holds some thousands.
const MAX_FILES: usize = 1 << 16;
/// Most members of one catalog, and most attributes of a member.
const MAX_MEMBERS: usize = 1 << 20;
const MAX_ATTRIBUTES: usize = 64;

/// Why catalogs could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than any catalog.
    #[error("{path} is larger than {} MiB", MAX_FILE >> 20)]
    TooLarge {
        /// Which one.
        path: PathBuf,
    },
    /// A file is no catalog.
    #[error("{path} is no catalog")]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// Where and how.
        source: Asn1Error,
    },
    /// A folder holds no catalog.
    #[error("no .cat file in {path}")]
    Empty {
        /// Which one.
        path: PathBuf,
    },
}

/// Catalogs, found by the digests of their members. Shared by all threads.
#[derive(Debug, Default)]
pub struct Catalogs {
    catalogs: Vec<Catalog>,
    /// Digest of a member to the catalogs that name it, in the order given.
    members: HashMap<Vec<u8>, Vec<usize>>,
}

#[derive(Debug)]
struct Catalog {
    facts: SignatureFacts,
    certificates: Vec<Arc<CertificateFacts>>,
}

impl Catalogs {
    /// Reads catalogs from files, and from folders their files named `.cat`. The second part are sentences about files
    /// of a folder that are no catalog.
    ///
    /// # Errors
    /// See [`CatalogError`].
    pub fn load(paths: &[PathBuf]) -> Result<(Self, Vec<String>), CatalogError> {
        let mut catalogs = Self::default();
        let mut warnings = Vec::new();
        for path in paths {
            if path.is_dir() {
                let mut files = files_of(path)?;
                if files.len() > MAX_FILES {
                    let all = files.len();
                    warnings
                        .push(format!("{} has {all} catalogs; only the first {MAX_FILES} are read", path.display()));
                    files.truncate(MAX_FILES);
                }
                let before = catalogs.len();
                for file in &files {
                    if let Err(error) = catalogs.add_file(file) {
                        warnings.push(format!("{error}; not used"));
                    }
                }
                if catalogs.len() == before {
                    return Err(CatalogError::Empty { path: path.clone() });
                }
            } else {
                catalogs.add_file(path)?;
            }
        }
        Ok((catalogs, warnings))
    }

    fn add_file(&mut self, path: &Path) -> Result<(), CatalogError> {
        let read = |source| CatalogError::Read { path: path.to_owned(), source };
        if fs::metadata(path).map_err(read)?.len() > MAX_FILE {
            return Err(CatalogError::TooLarge { path: path.to_owned() });
        }
        let bytes = fs::read(path).map_err(read)?;
        let malformed = |source| CatalogError::Malformed { path: path.to_owned(), source };
        self.add(&path.display().to_string(), &bytes).map_err(malformed)
    }

    /// Adds one catalog.
    ///
    /// # Errors
    /// When the bytes are no SignedData over a list of catalog members.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Asn1Error> {
        let digests = read_members(bytes)?;
        let limits = Limits::default();
        let mut collector = Collector::new(&limits);
        collector.read_entry(0, bytes, 0);
        let certificates = collector.certificates.iter().map(without_place).collect();
        let draft = collector.drafts.into_iter().next();
        let Some(mut facts) = draft.map(|draft| draft.facts).filter(|facts| facts.signer_infos > 0) else {
            return Err(Asn1Error::new(0, "a signed catalog", "no signature"));
        };
        let sha256 = HexBytes(compute_digest(DigestAlgorithm::Sha256, bytes));
        facts.catalog = Some(CatalogSource { file: name.to_owned(), sha256 });
        facts.path = format!("catalog[{}]", self.catalogs.len());
        of_another_file(&mut facts);
        let position = self.catalogs.len();
        self.catalogs.push(Catalog { facts, certificates });
        for digest in digests {
            let known = self.members.entry(digest).or_default();
            if known.last() != Some(&position) {
                known.push(position);
            }
        }
        Ok(())
    }

    /// Number of catalogs.
    pub const fn len(&self) -> usize {
        self.catalogs.len()
    }

    /// Tells whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.catalogs.is_empty()
    }

    /// The evidence with the signatures of the catalogs that name the file, behind its own; `None` when none does.
    ///
    /// Of a PE image the image digests are looked up, of other files those of the whole file. Without a signature of
    /// its own the first catalog's is the primary one.
    pub fn applied(&self, evidence: &Evidence) -> Option<Evidence> {
        let (algorithm, digest, positions) = self.find(evidence)?;
        let mut evidence = evidence.clone();
        for position in positions {
            let Some(catalog) = self.catalogs.get(*position) else { continue };
            let mut facts = catalog.facts.clone();
            facts.index = evidence.signatures.len();
            facts.primary = evidence.signatures.is_empty();
            facts.digest_algorithm = Some(algorithm);
            facts.embedded_digest = Some(digest.clone());
            facts.computed_digest = Some(digest.clone());
            let name = facts.catalog.as_ref().map(|source| source.file.clone()).unwrap_or_default();
            let reason = format!("the {algorithm} digest of the file is on the catalog {name}");
            facts.checks.push(Outcome::valid(Check::ImageDigest, reason));
            facts.checks.sort_by_key(|outcome| outcome.check);
            evidence.signatures.push(Arc::new(facts));
            for certificate in &catalog.certificates {
                if !evidence.certificates.iter().any(|known| known.sha256 == certificate.sha256) {
                    evidence.certificates.push(Arc::clone(certificate));
                }
            }
        }
        Some(evidence)
    }

    fn find(&self, evidence: &Evidence) -> Option<(DigestAlgorithm, HexBytes, &[usize])> {
        if self.is_empty() || !can_be_member(evidence.format) {
            return None;
        }
        let hashes = &evidence.hashes;
        let image = [
            (DigestAlgorithm::Sha256, &hashes.authentihash.sha256),
            (DigestAlgorithm::Sha1, &hashes.authentihash.sha1),
        ];
        let whole = [(DigestAlgorithm::Sha256, &hashes.sha256), (DigestAlgorithm::Sha1, &hashes.sha1)];
        let looked_up = if evidence.format.is_pe() { image } else { whole };
        looked_up.into_iter().find_map(|(algorithm, digest)| {
            let digest = digest.as_ref()?;
            let positions = self.members.get(&digest.0)?;
            Some((algorithm, digest.clone(), positions.as_slice()))
        })
    }
}

/// Tells whether a file may be named by a catalog: an image, or a file that has no place for a signature.
const fn can_be_member(format: Format) -> bool {
    format.is_pe() || matches!(format, Format::Unknown | Format::Powershell)
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, CatalogError> {
    let read = |source| CatalogError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let file = entry.map_err(read)?.path();
        let is_catalog = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("cat"));
        if is_catalog && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The digests of the members.
///
/// ```text
/// CatalogMember ::= SEQUENCE { subjectIdentifier OCTET STRING, attributes SET OF SEQUENCE { OID, SET OF ANY } }
/// ```
fn read_members(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Asn1Error> {
    let mut signed_data = open_signed_data(bytes)?;
    let encapsulated = signed_data.expect(Tag::SEQUENCE, "encapContentInfo")?;
    let mut encapsulated_fields = encapsulated.reader();
    let kind = encapsulated_fields.expect(Tag::OID, "eContentType")?;
    if decode_oid(&kind).as_deref() != Some(oid::CTL) {
        return Err(Asn1Error::new(kind.offset, "a certificate trust list", "other content"));
    }
    let content = encapsulated_fields.expect(Tag::context(0), "eContent")?;
    let mut fields = content.reader().expect(Tag::SEQUENCE, "CertificateTrustList")?.reader();
    fields.optional(Tag::INTEGER)?;
    let usage = fields.expect(Tag::SEQUENCE, "subjectUsage")?;
    let (usages, _) = usage.reader().collect_up_to(MAX_ATTRIBUTES);
    if !usages.iter().any(|usage| decode_oid(usage).as_deref() == Some(oid::CATALOG_LIST)) {
        return Err(Asn1Error::new(usage.offset, "the usage of a catalog (1.3.6.1.4.1.311.12.1.1)", "another"));
    }
    fields.optional(Tag::OCTET_STRING)?;
    fields.optional(Tag::INTEGER)?;
    fields.expect_any("thisUpdate")?;
    fields.optional(Tag::UTC_TIME)?;
    fields.optional(Tag::GENERALIZED_TIME)?;
    fields.expect(Tag::SEQUENCE, "subjectAlgorithm")?;
    let mut digests = Vec::new();
    let Some(subjects) = fields.optional(Tag::SEQUENCE)? else { return Ok(digests) };
    let mut subjects = subjects.reader();
    while let Some(member) = subjects.next_element()? {
        if digests.len() >= MAX_MEMBERS {
            return Err(Asn1Error::new(member.offset, format!("at most {MAX_MEMBERS} members"), "more"));
        }
        digests.extend(member_digest(&member));
    }
    Ok(digests)
}

/// The digest that a member states, else the one that is its id.
fn member_digest(member: &Element<'_>) -> Option<Vec<u8>> {
    let mut fields = member.reader();
    let id = fields.expect(Tag::OCTET_STRING, "subjectIdentifier").ok()?;
    let (attributes, _) = match fields.next_element() {
        Ok(Some(attributes)) => attributes.reader().collect_up_to(MAX_ATTRIBUTES),
        _ => (Vec::new(), None),
    };
    let stated = attributes.iter().find_map(|attribute| {
        let mut parts = attribute.reader();
        let oid = parts.expect(Tag::OID, "type").ok()?;
        let values = parts.expect(Tag::SET, "values").ok()?;
        if decode_oid(&oid).as_deref() != Some(oid::SPC_INDIRECT_DATA) {
            return None;
        }
        let indirect = parse_indirect_data(values.reader().next_element().ok()??, &mut Vec::new()).ok()?;
        indirect.digest_algorithm.as_deref().and_then(find_digest_algorithm)?;
        Some(indirect.digest.to_vec())
    });
    stated.or_else(|| digest_id(id.contents))
}

/// An id that is a digest.
fn digest_id(id: &[u8]) -> Option<Vec<u8>> {
    if matches!(id.len(), 20 | 32) {
        return Some(id.to_vec());
    }
    let (pairs, _) = id.as_chunks::<2>();
    let digits: Option<String> =
        pairs.iter().map(|pair| char::from_u32(u32::from(u16::from_le_bytes(*pair)))).collect();
    hex::decode(digits?.trim_end_matches('\0')).ok().filter(|digest| matches!(digest.len(), 20 | 32))
}

/// A certificate whose bytes are not in the file that is looked at.
fn without_place(certificate: &Arc<CertificateFacts>) -> Arc<CertificateFacts> {
    parse_certificate(&certificate.der, None, &mut Vec::new()).map_or_else(|| Arc::clone(certificate), Arc::new)
}

/// Takes out every place, which is one in the catalog, and says what was signed.
fn of_another_file(facts: &mut SignatureFacts) {
    facts.decoded = true;
    facts.offset = None;
    facts.spc_location = None;
    facts.signature_location = None;
    facts.digest_location = None;
    for attribute in facts.signed_attributes.iter_mut().chain(&mut facts.unsigned_attributes) {
        attribute.offset = None;
    }
    let nowhere = |timestamp: &Arc<TimestampFacts>| {
        let mut timestamp = TimestampFacts::clone(timestamp);
        timestamp.location = Location::new(0, 0);
        Arc::new(timestamp)
    };
    facts.timestamps = facts.timestamps.iter().map(nowhere).collect();
    // A catalog names the algorithm of its members' digests with each of them.
    facts.checks.retain(|outcome| outcome.check != Check::DigestAlgorithms);
    facts.checks.push(Outcome::not_present(Check::DigestAlgorithms, "a catalog names the algorithm with each member"));
    facts.checks.push(Outcome::not_present(Check::PageHashes, "page hashes in catalogs are not read"));
    for outcome in &mut facts.checks {
        outcome.reason = outcome.reason.replace("SpcIndirectDataContent", "the catalog's list");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_catalog_are_an_error() {
        let root_list = include_bytes!("../../assets/trust/authroot.stl");
        for bytes in [&b""[..], b"MZ", &[0x30; 64], root_list] {
            assert!(Catalogs::default().add("x.cat", bytes).is_err());
        }
    }

    #[test]
    fn id_of_a_member_is_its_digest_raw_or_as_text() {
        assert_eq!(digest_id(&[7; 20]), Some(vec![7; 20]));
        let text: Vec<u8> = "0a".repeat(32).encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        assert_eq!(digest_id(&text), Some(vec![10; 32]));
        assert_eq!(digest_id(b"{DE351A42}"), None);
        assert_eq!(digest_id(&[]), None);
    }
}
