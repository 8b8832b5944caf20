//! Bytes to evidence: all that depends on neither time nor trust, computed once.
//!
//! The certificate table is read first, because it names the digests that are needed; then the file is streamed
//! once for all of them. A file that is malformed gives what can be read, with its defects.

mod catalog;
mod digests;
mod signatures;
mod signer;
mod timestamps;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub use self::catalog::{CatalogError, Catalogs};
use self::digests::{compare_digests, plan_hashes};
use self::signatures::Collector;
use crate::container::{
    CertTable, FileSource, Headers, ReadAt, detect_format, find_orphan, hash_file, imphash, read_headers, read_pe,
};
use crate::model::{Defect, DigestAlgorithm, Evidence, Format, Hashes, HexBytes, Stage};
use crate::policy::Limits;

/// What to compute beside what the signatures need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamineOptions {
    /// Hashes of the whole file (`--hashes`): MD5, SHA-1, SHA-256 by default.
    pub hashes: Vec<DigestAlgorithm>,
    /// Also the digests by which catalogs name files: of a PE image the image digests, of any other file its SHA-1 and
    /// SHA-256.
    pub look_up: bool,
    /// Bounds of the work.
    pub limits: Limits,
    /// Hash with a second thread where that helps; off when files are analysed in parallel.
    pub parallel: bool,
}

impl Default for ExamineOptions {
    fn default() -> Self {
        Self {
            hashes: vec![DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha256],
            look_up: false,
            limits: Limits::default(),
            parallel: true,
        }
    }
}

/// Examines a file on disk: opened read-only, read once, never held in memory as a whole.
///
/// A file that cannot be opened or read gives evidence with its `error` set.
pub fn examine(path: &Path, options: &ExamineOptions) -> Evidence {
    let mut evidence = empty(&path.to_string_lossy());
    evidence.path_bytes = path_bytes(path);
    match open(path) {
        Ok(source) => examine_source(&source, options, &mut evidence),
        Err(error) => evidence.error = Some(error.to_string()),
    }
    evidence
}

/// Examines bytes in memory, under a name.
pub fn examine_bytes(name: &str, bytes: &[u8], options: &ExamineOptions) -> Evidence {
    let mut evidence = empty(name);
    examine_source(bytes, options, &mut evidence);
    evidence
}

/// Opens a regular file. FIFOs, devices and folders are refused before they are opened: a FIFO would block.
fn open(path: &Path) -> std::io::Result<FileSource> {
    let kind = std::fs::metadata(path)?;
    if kind.is_dir() {
        return Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "is a folder"));
    }
    if !kind.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "is no regular file"));
    }
    FileSource::new(File::open(path)?)
}

/// The bytes of a path that is no Unicode.
#[cfg(unix)]
fn path_bytes(path: &Path) -> Option<HexBytes> {
    use std::os::unix::ffi::OsStrExt as _;
    path.to_str().is_none().then(|| HexBytes::from(path.as_os_str().as_bytes()))
}

/// The UTF-16 code units of a path that is no Unicode, little-endian.
#[cfg(windows)]
fn path_bytes(path: &Path) -> Option<HexBytes> {
    use std::os::windows::ffi::OsStrExt as _;
    path.to_str().is_none().then(|| HexBytes(path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()))
}

fn empty(name: &str) -> Evidence {
    Evidence {
        path: name.to_owned(),
        path_bytes: None,
        size: 0,
        format: Format::Unknown,
        hashes: Hashes::default(),
        pe: None,
        signatures: Vec::new(),
        certificates: Vec::new(),
        defects: Vec::new(),
        error: None,
    }
}

fn examine_source(source: &(impl ReadAt + ?Sized), options: &ExamineOptions, evidence: &mut Evidence) {
    let source = &source as &dyn ReadAt;
    evidence.size = source.size();
    let mut defects = Vec::new();
    match read_headers(source, &options.limits, &mut defects) {
        Ok(headers) => {
            evidence.format = headers.format;
            examine_image(source, &headers, options, evidence, defects);
        }
        Err(not_pe) => {
            evidence.format = detect_format(source);
            if evidence.format == Format::Unknown {
                defects.push(Defect::new(Stage::Pe, not_pe.offset, "a PE image", not_pe.reason));
            }
            evidence.defects = defects;
            match hash_file(source, None, &plan_hashes(options, None, &[])) {
                Ok(results) => fill_file_hashes(evidence, &results.file),
                Err(error) => evidence.error = Some(format!("reading failed: {error}")),
            }
        }
    }
}

fn examine_image(
    source: &dyn ReadAt,
    headers: &Headers,
    options: &ExamineOptions,
    evidence: &mut Evidence,
    mut defects: Vec<Defect>,
) {
    let limits = &options.limits;
    let table = CertTable::read(source, headers, limits, &mut defects);
    let mut collector = Collector::new(limits);
    let lengths: Vec<usize> = table
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| match entry.kind {
            PKCS_SIGNED_DATA => collector.read_entry(index, &entry.data, entry.data_offset),
            _ => 0,
        })
        .collect();
    if let Some(primary) = table.primary() {
        let path = format!("table[{primary}]");
        for draft in collector.drafts.iter_mut().filter(|draft| draft.facts.path == path) {
            draft.facts.primary = true;
        }
    }
    let Collector { mut drafts, certificates, defects: mut signature_defects, .. } = collector;
    let plan = plan_hashes(options, Some((headers, &table)), &drafts);
    match hash_file(source, Some((headers, &table)), &plan) {
        Ok(results) => {
            fill_file_hashes(evidence, &results.file);
            evidence.hashes.authentihash = results.authentihash();
            for draft in &mut drafts {
                compare_digests(draft, &plan, &results, headers, &table);
            }
            let mut pe = read_pe(source, headers, &table, &results, limits, &mut defects);
            fill_padding(&mut pe.certificate_table, &table, &lengths);
            if table.entries.is_empty() {
                pe.orphan_signature = find_orphan(source, headers);
            }
            evidence.hashes.imphash = imphash(&pe.imports);
            evidence.pe = Some(Arc::new(pe));
        }
        Err(error) => evidence.error = Some(format!("reading failed: {error}")),
    }
    evidence.signatures = drafts.into_iter().map(|draft| Arc::new(draft.facts)).collect();
    evidence.certificates = certificates;
    defects.append(&mut signature_defects);
    evidence.defects = defects;
}

/// WIN_CERT_TYPE_PKCS_SIGNED_DATA.
const PKCS_SIGNED_DATA: u16 = 2;

fn fill_file_hashes(evidence: &mut Evidence, file: &std::collections::BTreeMap<DigestAlgorithm, HexBytes>) {
    evidence.hashes.md5 = file.get(&DigestAlgorithm::Md5).cloned();
    evidence.hashes.sha1 = file.get(&DigestAlgorithm::Sha1).cloned();
    evidence.hashes.sha256 = file.get(&DigestAlgorithm::Sha256).cloned();
}

/// Fills what only the length of the DER tells: the bytes behind it inside each entry.
fn fill_padding(entries: &mut [crate::model::CertificateTableEntry], table: &CertTable, lengths: &[usize]) {
    for ((entry, raw), length) in entries.iter_mut().zip(&table.entries).zip(lengths) {
        if *length > 0 {
            let behind = raw.data.get(*length..).unwrap_or_default();
            entry.padding = behind.len() as u64;
            entry.padding_nonzero = behind.iter().any(|byte| *byte != 0);
        }
    }
}
