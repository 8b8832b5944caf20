//! What all readers of parts of one certificate share: where it lies, and what they found odd.

use std::ops::Range;

use crate::asn1::{Asn1Error, Element, Reader};
use crate::model::{CertificateEncoding, Defect, Location, Stage};

/// At most this many defects a certificate; a hostile one could have thousands.
const MAX_DEFECTS: u32 = 64;
/// How deep lengths are looked at.
const MAX_DEPTH: u32 = 16;

/// The state of reading one certificate.
pub(super) struct Walk<'d> {
    /// Start of the certificate in the file; `None` when it is in none.
    file_offset: Option<u64>,
    defects: &'d mut Vec<Defect>,
    reported: u32,
    /// Departures from DER so far.
    pub(super) encoding: CertificateEncoding,
    first_non_minimal: Option<u64>,
}

impl<'d> Walk<'d> {
    pub(super) fn new(file_offset: Option<u64>, defects: &'d mut Vec<Defect>) -> Self {
        Self { file_offset, defects, reported: 0, encoding: CertificateEncoding::default(), first_non_minimal: None }
    }

    /// What offsets are counted from: the start of the file, or of the certificate when it is in no file.
    pub(super) fn base(&self) -> u64 {
        self.file_offset.unwrap_or(0)
    }

    /// The bytes of an element as a range inside the certificate.
    pub(super) fn range(&self, element: &Element<'_>) -> Range<usize> {
        let start = usize::try_from(element.offset.saturating_sub(self.base())).unwrap_or(usize::MAX);
        start..start.saturating_add(element.raw.len())
    }

    /// The contents of an element as a range inside the certificate, its first `skip` bytes left out.
    pub(super) fn contents_range(&self, element: &Element<'_>, skip: usize) -> Range<usize> {
        let start = usize::try_from(element.contents_offset().saturating_sub(self.base())).unwrap_or(usize::MAX);
        let end = start.saturating_add(element.contents.len());
        start.saturating_add(skip).min(end)..end
    }

    /// A place in the file; `None` when the certificate is in no file.
    pub(super) fn locate(&self, offset: u64, length: usize) -> Option<Location> {
        self.file_offset.map(|_| Location::new(offset, length as u64))
    }

    /// Reports a place that is not as specified.
    pub(super) fn defect(&mut self, offset: u64, expected: impl Into<String>, found: impl Into<String>) {
        self.reported = self.reported.saturating_add(1);
        if self.reported <= MAX_DEFECTS {
            let offset = self.file_offset.map(|_| offset);
            self.defects.push(Defect::new(Stage::Certificate, offset, expected, found));
        }
    }

    /// Reports an ASN.1 error.
    pub(super) fn error(&mut self, error: Asn1Error) {
        self.defect(error.offset, error.expected, error.found);
    }

    /// Gives the value, or reports the error.
    pub(super) fn ok<T>(&mut self, result: Result<T, Asn1Error>) -> Option<T> {
        result.map_err(|error| self.error(error)).ok()
    }

    /// Counts an element whose length is not the shortest definite one.
    pub(super) fn note_length(&mut self, element: &Element<'_>) {
        if !element.minimal {
            self.encoding.non_minimal_lengths = self.encoding.non_minimal_lengths.saturating_add(1);
            self.first_non_minimal.get_or_insert(element.offset);
        }
    }

    /// Counts such elements in bytes that are read elsewhere: these elements, and those inside constructed ones.
    pub(super) fn note_lengths(&mut self, bytes: &[u8], offset: u64) {
        self.note_lengths_below(Reader::new(bytes, offset), 0);
    }

    fn note_lengths_below(&mut self, mut elements: Reader<'_>, depth: u32) {
        // Ends: each round takes at least two bytes.
        while let Ok(Some(element)) = elements.next_element() {
            self.note_length(&element);
            if element.tag.constructed && depth < MAX_DEPTH {
                self.note_lengths_below(element.reader(), depth.saturating_add(1));
            }
        }
    }

    /// Counts bytes that belong to no field, and reports them.
    pub(super) fn note_trailing(&mut self, offset: u64, bytes: &[u8], behind: &str) {
        if !bytes.is_empty() {
            self.encoding.trailing_bytes = self.encoding.trailing_bytes.saturating_add(bytes.len() as u64);
            self.defect(offset, format!("the end of {behind}"), format!("{} more bytes", bytes.len()));
        }
    }

    /// Ends the walk: one defect for all lengths that are not DER.
    pub(super) fn finish(mut self) -> CertificateEncoding {
        if let Some(offset) = self.first_non_minimal {
            let count = self.encoding.non_minimal_lengths;
            self.defect(offset, "the shortest definite lengths (DER)", format!("{count} longer or indefinite ones"));
        }
        self.encoding
    }
}
