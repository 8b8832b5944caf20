//! Page hashes: one digest for each page of the headers and of every section's raw data.
//!
//! The layout is that of SpcPeImageData's serialised object: records of a little-endian file offset and a digest.

use std::ops::RangeInclusive;

use super::Headers;
use super::hasher::{Hasher, RangeHasher};
use super::layout::{clip, header_gaps, without};
use crate::model::{DigestAlgorithm, Location};

/// Which page hashes to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PagePlan {
    /// SHA-1 for version 1, SHA-256 for version 2, or any other.
    pub algorithm: DigestAlgorithm,
    /// Bytes of a page: see [`page_size`]. Below 512 or above 1 MiB only headers and closing record are made.
    pub page_size: u32,
}

/// Page size by machine, as signtool takes it: 8192 for IA-64 and Alpha, else 4096.
pub fn page_size(machine: u16) -> u32 {
    use goblin::pe::header::{COFF_MACHINE_ALPHA, COFF_MACHINE_ALPHA64, COFF_MACHINE_IA64};
    match machine {
        COFF_MACHINE_ALPHA | COFF_MACHINE_ALPHA64 | COFF_MACHINE_IA64 => 8192,
        _ => 4096,
    }
}

/// A page hash table in the layout of a signature, so that the two compare byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageHashTable {
    /// Records of a u32 file offset, little-endian, and a digest. The closing record has a digest of zeros.
    pub bytes: Vec<u8>,
    /// Bytes of one record.
    pub record: usize,
}

impl PageHashTable {
    /// Returns the records in order: file offset and digest.
    pub fn records(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.bytes.chunks_exact(self.record.max(4)).filter_map(|record| {
            let (offset, digest) = record.split_first_chunk::<4>()?;
            Some((u32::from_le_bytes(*offset), digest))
        })
    }
}

/// Longest table that is made; a signature's own table cannot be longer than the certificate table.
const LONGEST_TABLE: usize = 64 << 20;
/// Sizes of pages that are hashed. Smaller ones would make huge tables, larger ones much filling with zeros.
const PAGE_SIZES: RangeInclusive<u32> = 512..=1 << 20;

/// All page hashes of one plan while the file streams by.
pub(super) struct Pages {
    plan: PagePlan,
    /// Record 0: the headers without CheckSum and security directory entry.
    headers: RangeHasher,
    /// Zeros that fill the headers up to a page.
    padding: usize,
    /// The sections with raw data, in the order of the section table.
    runs: Vec<Run>,
    /// Offset of the closing record.
    end: u32,
}

impl Pages {
    pub(super) fn new(plan: PagePlan, headers: &Headers) -> Self {
        let file_size = headers.file_size;
        let size_of_headers = u64::from(headers.size_of_headers);
        let header_range = Location::new(0, size_of_headers.min(file_size));
        let padding = u64::from(plan.page_size.min(*PAGE_SIZES.end())).saturating_sub(size_of_headers);
        let sections: Vec<Location> =
            headers.sections.iter().map(|section| section.raw_data()).filter(|range| range.length > 0).collect();
        let in_file =
            |range: &Location| Location::new(range.offset, range.end().min(file_size).saturating_sub(range.offset));
        let total = sections.iter().map(|range| in_file(range).length).fold(0, u64::saturating_add);
        // Sections that overlap many times over would multiply the work.
        let bounded = PAGE_SIZES.contains(&plan.page_size) && total <= file_size.saturating_mul(2);
        let end = sections.last().map_or(size_of_headers, |range| range.end());
        Self {
            plan,
            headers: RangeHasher::new(plan.algorithm, without(header_range, &header_gaps(headers))),
            padding: usize::try_from(padding).unwrap_or(0),
            runs: if bounded { sections.iter().map(|range| Run::new(plan, in_file(range))).collect() } else { vec![] },
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn algorithm(&self) -> DigestAlgorithm {
        self.plan.algorithm
    }

    pub(super) fn update(&mut self, offset: u64, bytes: &[u8]) {
        self.headers.update(offset, bytes);
        for run in &mut self.runs {
            run.update(offset, bytes);
        }
    }

    pub(super) fn finish(self) -> PageHashTable {
        let digest = self.plan.algorithm.output_len();
        let mut hasher = self.headers.into_hasher();
        hasher.update_zeros(self.padding);
        let mut bytes = vec![0; 4];
        bytes.extend(hasher.finish().0);
        for run in self.runs {
            bytes.extend(run.finish());
        }
        bytes.extend(self.end.to_le_bytes());
        bytes.resize(bytes.len().saturating_add(digest), 0);
        PageHashTable { bytes, record: digest.saturating_add(4) }
    }
}

/// The page hashes of one section while the file streams by.
struct Run {
    plan: PagePlan,
    /// Raw data in the file.
    range: Location,
    /// Offset of the current page.
    page: u64,
    /// Bytes of the current page that came by.
    filled: usize,
    hasher: Hasher,
    records: Vec<u8>,
}

impl Run {
    fn new(plan: PagePlan, range: Location) -> Self {
        let hasher = Hasher::new(plan.algorithm);
        Self { plan, range, page: range.offset, filled: 0, hasher, records: Vec::new() }
    }

    fn update(&mut self, offset: u64, bytes: &[u8]) {
        let mut rest = clip(self.range, offset, bytes);
        // Ends: each round takes at least one byte, since a page is never full here.
        while !rest.is_empty() {
            let (now, later) = rest.split_at(self.missing().min(rest.len()));
            self.hasher.update(now);
            self.filled = self.filled.saturating_add(now.len());
            rest = later;
            if self.missing() == 0 {
                self.close();
            }
        }
    }

    fn missing(&self) -> usize {
        usize::try_from(self.plan.page_size).unwrap_or(usize::MAX).saturating_sub(self.filled)
    }

    fn close(&mut self) {
        let hasher = std::mem::replace(&mut self.hasher, Hasher::new(self.plan.algorithm));
        if self.records.len() < LONGEST_TABLE {
            self.records.extend(u32::try_from(self.page).unwrap_or(u32::MAX).to_le_bytes());
            self.records.extend(hasher.finish().0);
        }
        self.page = self.page.saturating_add(self.plan.page_size.into());
        self.filled = 0;
    }

    fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.hasher.update_zeros(self.missing());
            self.close();
        }
        self.records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, pattern};
    use crate::policy::Limits;

    fn table(file: &[u8], plan: PagePlan) -> PageHashTable {
        let headers = read_headers(&file, &Limits::default(), &mut Vec::new()).expect("a PE image");
        let mut pages = Pages::new(plan, &headers);
        for (index, piece) in file.chunks(700).enumerate() {
            pages.update((index * 700) as u64, piece);
        }
        pages.finish()
    }

    fn digest(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Vec<u8> {
        let mut hasher = Hasher::new(algorithm);
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish().0
    }

    #[test]
    fn table_holds_headers_pages_and_a_closing_record() {
        let mut sample = Sample::default();
        sample.sections[0].3 = pattern(0x1400);
        let file = sample.build();
        for algorithm in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256] {
            let table = table(&file, PagePlan { algorithm, page_size: 4096 });
            let (checksum, entry) = (Sample::optional(64), sample.directory(4));
            let headers = [&file[..checksum], &file[checksum + 4..entry], &file[entry + 8..0x400], &[0; 0xc00]];
            let expected: Vec<(u32, Vec<u8>)> = vec![
                (0, digest(algorithm, &headers)),
                (0x400, digest(algorithm, &[&file[0x400..0x1400]])),
                (0x1400, digest(algorithm, &[&file[0x1400..0x1800], &[0; 0xc00]])),
                (0x1800, digest(algorithm, &[&file[0x1800..0x1a00], &[0; 0xe00]])),
                (0x1a00, vec![0; algorithm.output_len()]),
            ];
            let records: Vec<(u32, Vec<u8>)> =
                table.records().map(|(offset, digest)| (offset, digest.to_vec())).collect();
            assert_eq!(records, expected);
        }
    }

    #[test]
    fn cut_off_section_has_records_for_what_is_there() {
        let file = Sample::default().build();
        let table = table(&file[..0x500], PagePlan { algorithm: DigestAlgorithm::Sha256, page_size: 4096 });
        let offsets: Vec<u32> = table.records().map(|(offset, _)| offset).collect();
        assert_eq!(offsets, [0, 0x400, 0xc00]);
    }

    #[test]
    fn absurd_pages_and_manifold_sections_make_no_records() {
        for page_size in [0, 1, 511, (1 << 20) + 1, u32::MAX] {
            let plan = PagePlan { algorithm: DigestAlgorithm::Sha256, page_size };
            assert_eq!(table(&Sample::default().build(), plan).records().count(), 2);
        }

        let sample = Sample { sections: vec![(b".a", 0x1000, 0, pattern(0x1000)); 5], ..Sample::default() };
        let mut file = sample.build();
        file.truncate(0x1400);
        for index in 0..5 {
            // All five sections have the same raw data.
            file[Sample::optional(240) + 40 * index + 20..][..4].copy_from_slice(&0x400u32.to_le_bytes());
        }
        let plan = PagePlan { algorithm: DigestAlgorithm::Sha256, page_size: 4096 };
        assert_eq!(table(&file, plan).records().count(), 2);
    }
}
