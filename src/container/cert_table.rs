//! The attribute certificate table: our own walk of its WIN_CERTIFICATE entries.
//!
//! In: the security directory of [`Headers`]. Out: [`CertTable`] with the bytes of every entry. The entries' content
//! is left to `authenticode`. Lenient: an entry that reaches beyond the table, and a table that reaches beyond the
//! file, give the bytes that are there and a defect.

use super::little_endian::{u16_at, u32_at};
use super::{Headers, ReadAt};
use crate::model::{Defect, Location, Stage, TableEnd};
use crate::policy::Limits;

/// Bytes of dwLength, wRevision and wCertificateType.
const ENTRY_HEADER: u64 = 8;

/// One WIN_CERTIFICATE (PE format page, "The Attribute Certificate Table").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableEntry {
    /// Offset of dwLength from the start of the file.
    pub offset: u64,
    /// dwLength as stated: header, data, and padding where the signer counted it.
    pub length: u32,
    /// wRevision.
    pub revision: u16,
    /// wCertificateType: 2 is PKCS SignedData.
    pub kind: u16,
    /// bCertificate, as much of it as lies in the table, the file and the limit. Empty when dwLength is below 8.
    pub data: Vec<u8>,
    /// Offset of bCertificate from the start of the file.
    pub data_offset: u64,
}

/// The attribute certificate table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertTable {
    /// The part of the stated table that lies in the file, which the image digest leaves out; `None` when there is no
    /// table or the security directory cannot be right.
    pub location: Option<Location>,
    /// How it lies to the rest of the file.
    pub end: TableEnd,
    /// The entries in order.
    pub entries: Vec<TableEntry>,
    /// Bytes behind the table.
    pub trailing: Option<Location>,
}

impl CertTable {
    /// Reads the table that the security directory points to.
    ///
    /// A directory that cannot be right (offset 0 or inside the section table, size below 8, offset beyond the file)
    /// gives no entries and a defect.
    pub fn read(source: &dyn ReadAt, headers: &Headers, limits: &Limits, defects: &mut Vec<Defect>) -> Self {
        let absent = Self { location: None, end: TableEnd::Absent, entries: Vec::new(), trailing: None };
        let Some(stated) = headers.security_directory else { return absent };
        let mut defect = |expected: &str| {
            let found = format!("offset 0x{:x}, size {}", stated.offset, stated.length);
            defects.push(Defect::new(Stage::CertificateTable, headers.security_entry, expected, found));
        };
        if stated.length < ENTRY_HEADER {
            defect("a certificate table of at least 8 bytes");
            return absent;
        }
        if stated.offset < headers.section_table_end() {
            defect("a certificate table behind the headers");
            return Self { end: TableEnd::Overlapping, ..absent };
        }
        let size = source.size();
        let overlapping = overlaps_image(stated, headers);
        if overlapping {
            defect("a certificate table outside headers and sections");
        }
        if stated.offset >= size || stated.end() > size {
            defect(&format!("a certificate table inside the file of {size} bytes"));
        }
        if stated.offset >= size {
            return Self { end: TableEnd::BeyondEnd, ..absent };
        }
        let location = Location::new(stated.offset, stated.length.min(size.saturating_sub(stated.offset)));
        let end = match stated.end() {
            _ if overlapping => TableEnd::Overlapping,
            end if end > size => TableEnd::BeyondEnd,
            end if end < size => TableEnd::BeforeEnd,
            _ => TableEnd::AtEnd,
        };
        let trailing = (location.end() < size && location.end() >= headers.image_end())
            .then(|| Location::new(location.end(), size.saturating_sub(location.end())));
        let entries = read_entries(source, location, limits, defects);
        Self { location: Some(location), end, entries, trailing }
    }

    /// The entry that Windows uses: the first of type 2 and revision 0x0200, else the first of type 2.
    pub fn primary(&self) -> Option<usize> {
        let current = self.entries.iter().position(|entry| entry.kind == 2 && entry.revision == 0x0200);
        current.or_else(|| self.entries.iter().position(|entry| entry.kind == 2))
    }
}

fn overlaps_image(table: Location, headers: &Headers) -> bool {
    let header = Location::new(0, headers.size_of_headers.into());
    let sections = headers.sections.iter().map(|section| section.raw_data());
    sections.chain([header]).any(|range| range.length > 0 && range.offset < table.end() && table.offset < range.end())
}

fn read_entries(source: &dyn ReadAt, table: Location, limits: &Limits, defects: &mut Vec<Defect>) -> Vec<TableEntry> {
    let mut entries = Vec::new();
    let mut defect = |offset: u64, expected: String, found: String| {
        defects.push(Defect::new(Stage::CertificateTable, offset, expected, found));
    };
    let readable = table.offset.saturating_add(limits.certificate_table).min(table.end());
    if readable < table.end() {
        let limit = limits.certificate_table;
        defect(table.offset, format!("a table of at most {limit} bytes"), format!("{} bytes", table.length));
    }
    let mut position = table.offset;
    // Ends: the position grows by at least 8 in each round, and the number of entries is limited.
    while position.saturating_add(ENTRY_HEADER) <= readable {
        if entries.len() >= limits.entries {
            defect(position, format!("at most {} entries", limits.entries), "more".to_owned());
            break;
        }
        let header = source.read_range(position, ENTRY_HEADER).unwrap_or_default();
        let (Some(length), Some(revision), Some(kind)) = (u32_at(&header, 0), u16_at(&header, 4), u16_at(&header, 6))
        else {
            defect(position, "a WIN_CERTIFICATE".to_owned(), "bytes that cannot be read".to_owned());
            break;
        };
        let end = position.saturating_add(length.into());
        if end > table.end() {
            defect(
                position,
                format!("an entry inside the table, which ends at 0x{:x}", table.end()),
                format!("dwLength {length}"),
            );
        }
        let data_offset = position.saturating_add(ENTRY_HEADER);
        let available = end.min(readable).saturating_sub(data_offset);
        let data = source.read_range(data_offset, available).unwrap_or_default();
        entries.push(TableEntry { offset: position, length, revision, kind, data, data_offset });
        if u64::from(length) < ENTRY_HEADER {
            defect(position, "dwLength of at least 8".to_owned(), format!("{length}"));
            break;
        }
        position = position.saturating_add(u64::from(length).next_multiple_of(8));
    }
    entries
}

/// Searches the last 64 KiB of a file without a security directory for a SignedData over SpcIndirectDataContent.
///
/// Returns the offset of its ContentInfo. A signature that was cut off or hidden leaves such bytes behind.
pub fn find_orphan(source: &dyn ReadAt, headers: &Headers) -> Option<u64> {
    const SEARCHED: u64 = 64 << 10;
    /// id-signedData, 1.2.840.113549.1.7.2, with tag and length.
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    /// SPC_INDIRECT_DATA_OBJID, 1.3.6.1.4.1.311.2.1.4, with tag and length.
    const INDIRECT_DATA: &[u8] = b"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x04";
    /// SignedData up to the content type: version, digestAlgorithms.
    const BETWEEN: usize = 256;

    if headers.security_directory.is_some() {
        return None;
    }
    let start = source.size().saturating_sub(SEARCHED);
    let tail = source.read_range(start, SEARCHED).ok()?;
    let found = |from: usize| {
        let rest = tail.get(from..)?;
        let near = rest.get(..BETWEEN).unwrap_or(rest);
        if !rest.starts_with(SIGNED_DATA) || !near.windows(INDIRECT_DATA.len()).any(|window| window == INDIRECT_DATA) {
            return None;
        }
        // The SEQUENCE header in front: 30 80, 30 81 nn, 30 82 nn nn, 30 83 …, 30 84 …
        let lengths = [(4, 0x82), (5, 0x83), (3, 0x81), (6, 0x84), (2, 0x80)];
        lengths.into_iter().find_map(|(length, form)| {
            let sequence = from.checked_sub(length)?;
            (tail.get(sequence..)?.starts_with(&[0x30, form])).then_some(sequence)
        })
    };
    let sequence = (0..tail.len()).find_map(found)?;
    Some(start.saturating_add(sequence as u64))
}
