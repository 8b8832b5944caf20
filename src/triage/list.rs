//! The rows of a scan, in the order they came.

use std::collections::{HashMap, HashSet};
use std::mem::size_of;
use std::sync::Arc;

use super::row::{Found, Row, Signer};
use crate::model::{Analysis, CertificateFacts, Finding, HexBytes, Thumbprint};

/// All rows, and what they share. A row never moves: its index is its name.
#[derive(Debug, Default)]
pub struct List {
    rows: Vec<Row>,
    interner: Interner,
    errors: usize,
}

impl List {
    /// Takes one file and returns its index. The analysis itself is not kept.
    pub fn push(&mut self, analysis: &Analysis) -> usize {
        let row = Row::new(analysis, &mut self.interner);
        self.put(row)
    }

    /// Takes a file about which there is no analysis at all, and returns its index.
    pub fn fail(&mut self, path: &[u8], error: &str) -> usize {
        let row = Row::failed(path, error, &mut self.interner);
        self.put(row)
    }

    pub(super) fn put(&mut self, row: Row) -> usize {
        self.errors = self.errors.saturating_add(usize::from(row.error.is_some()));
        self.rows.push(row);
        self.rows.len().saturating_sub(1)
    }

    /// Puts a new answer about a file in place of the old one, when it was read again or judged at another time.
    ///
    /// Tells whether the row differs from the old one: views made before must be made again then.
    pub fn replace(&mut self, index: usize, analysis: &Analysis) -> bool {
        let row = Row::new(analysis, &mut self.interner);
        let Some(place) = self.rows.get_mut(index) else { return false };
        if *place == row {
            return false;
        }
        let (was, is) = (usize::from(place.error.is_some()), usize::from(row.error.is_some()));
        self.errors = self.errors.saturating_sub(was).saturating_add(is);
        *place = row;
        true
    }

    /// One row.
    pub fn get(&self, index: usize) -> Option<&Row> {
        self.rows.get(index)
    }

    /// All rows in the order they came.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is no row yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Files that could not be read.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Bytes that the rows and what they share take, allocators' overhead left out.
    pub fn bytes(&self) -> usize {
        let own: usize = self.rows.iter().map(Row::own_heap).sum();
        let rows = self.rows.capacity().saturating_mul(size_of::<Row>());
        rows.saturating_add(own).saturating_add(self.interner.bytes())
    }
}

/// Holds each text, signer and list of findings once.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: HashSet<Arc<str>>,
    hashes: HashMap<HexBytes, Arc<HexBytes>>,
    signers: HashMap<Thumbprint, Arc<Signer>>,
    signer_lists: HashMap<Vec<Thumbprint>, Arc<[Arc<Signer>]>>,
    findings: HashSet<Arc<[Found]>>,
}

impl Interner {
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        intern(&mut self.texts, text)
    }

    pub(super) fn hash(&mut self, hash: &HexBytes) -> Arc<HexBytes> {
        Arc::clone(self.hashes.entry(hash.clone()).or_insert_with(|| Arc::new(hash.clone())))
    }

    pub(super) fn signer(&mut self, leaf: &CertificateFacts) -> Arc<Signer> {
        let texts = &mut self.texts;
        let signer = self.signers.entry(leaf.sha256);
        Arc::clone(signer.or_insert_with(|| Arc::new(Signer::new(leaf, |text| intern(texts, text)))))
    }

    pub(super) fn signers(&mut self, signers: Vec<Arc<Signer>>) -> Arc<[Arc<Signer>]> {
        let key = signers.iter().map(|signer| signer.leaf).collect();
        Arc::clone(self.signer_lists.entry(key).or_insert_with(|| signers.into()))
    }

    /// The findings, worst first, each rule as often as it fired.
    pub(super) fn findings(&mut self, findings: &[Finding]) -> Arc<[Found]> {
        let mut found: Vec<Found> =
            findings.iter().map(|finding| Found { id: self.text(&finding.id), severity: finding.severity }).collect();
        found.sort_by_key(|found| std::cmp::Reverse(found.severity));
        if let Some(known) = self.findings.get(found.as_slice()) {
            return Arc::clone(known);
        }
        let found: Arc<[Found]> = found.into();
        self.findings.insert(Arc::clone(&found));
        found
    }

    fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|text| text.len().saturating_add(size_of::<Arc<str>>())).sum();
        let signer = size_of::<Signer>().saturating_add(128);
        let findings: usize = self.findings.iter().map(|list| list.len().saturating_mul(size_of::<Found>())).sum();
        texts
            .saturating_add(self.signers.len().saturating_mul(signer))
            .saturating_add(self.hashes.len().saturating_mul(128))
            .saturating_add(findings)
    }
}

fn intern(texts: &mut HashSet<Arc<str>>, text: &str) -> Arc<str> {
    if let Some(known) = texts.get(text) {
        return Arc::clone(known);
    }
    let text: Arc<str> = text.into();
    texts.insert(Arc::clone(&text));
    text
}
