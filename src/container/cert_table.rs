//! The attribute certificate table: our own walk of its WIN_CERTIFICATE entries.
//!
//! In: the security directory of [`Headers`]. Out: [`CertTable`] with the bytes of every entry. The entries' content
//! is left to `authenticode`. Lenient: an entry that reaches beyond the table, and a table that reaches beyond the
//! file, give the bytes that are there and a defect.

use super::little_endian::{u16_at, u32_at};
use super::{Headers, ReadAt};
use crate::model::{Defect, Location, Stage, TableEnd, TableGap};
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
    /// Bytes of the table that hold no signature: in no entry, or in one of another type than PKCS SignedData.
    pub gaps: Vec<TableGap>,
    /// Bytes behind the table.
    pub trailing: Option<Location>,
}

impl CertTable {
    /// Reads the table that the security directory points to.
    ///
    /// A directory that cannot be right (offset 0 or inside the section table, size below 8, offset beyond the file)
    /// gives no entries and a defect.
    pub fn read(source: &dyn ReadAt, headers: &Headers, limits: &Limits, defects: &mut Vec<Defect>) -> Self {
        let absent =
            Self { location: None, end: TableEnd::Absent, entries: Vec::new(), gaps: Vec::new(), trailing: None };
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
        let gaps = find_gaps(source, location, &entries, limits);
        Self { location: Some(location), end, entries, gaps, trailing }
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

/// WIN_CERT_TYPE_PKCS_SIGNED_DATA.
const PKCS_SIGNED_DATA: u16 = 2;

/// The bytes of the table in which nobody looks for a signature, within the limit of bytes that are read.
///
/// An entry whose dwLength is below its own header covers just that: what follows cannot be reached from it.
fn find_gaps(source: &dyn ReadAt, table: Location, entries: &[TableEntry], limits: &Limits) -> Vec<TableGap> {
    let readable = table.offset.saturating_add(limits.certificate_table).min(table.end());
    let mut gaps = Vec::new();
    let mut add = |from: u64, to: u64, kind: Option<u16>| {
        let location = Location::new(from, to.min(readable).saturating_sub(from));
        if location.length > 0 {
            let bytes = source.read_range(location.offset, location.length).unwrap_or_default();
            gaps.push(TableGap { location, kind, nonzero: bytes.iter().any(|byte| *byte != 0) });
        }
    };
    let mut position = table.offset;
    for entry in entries {
        add(position, entry.offset, None);
        position = entry.offset.saturating_add(u64::from(entry.length).max(ENTRY_HEADER));
        if entry.kind != PKCS_SIGNED_DATA {
            add(entry.data_offset, position, Some(entry.kind));
        }
    }
    add(position, table.end(), None);
    gaps
}

/// Searches the last 64 KiB of a file without a usable security directory for a SignedData over SpcIndirectDataContent.
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

    // A directory that cannot be right points to no table, like an empty one.
    let usable = |table: Location| table.length >= ENTRY_HEADER && table.offset >= headers.section_table_end();
    if headers.security_directory.is_some_and(usable) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, win_certificate};

    fn read(file: &[u8]) -> (CertTable, Vec<Defect>) {
        read_within(file, &Limits::default())
    }

    fn read_within(file: &[u8], limits: &Limits) -> (CertTable, Vec<Defect>) {
        let mut defects = Vec::new();
        let headers = read_headers(&file, limits, &mut defects).expect("a PE image");
        let table = CertTable::read(&file, &headers, limits, &mut defects);
        (table, defects)
    }

    /// Offset of the table in every sample here.
    const TABLE: u64 = 0xc00;

    #[test]
    fn entries_start_at_multiples_of_eight() {
        let bytes = [win_certificate(b"first"), win_certificate(b"the second one")].concat();
        let (table, defects) = read(&Sample::with_table(bytes).build());
        assert_eq!(defects, []);
        assert_eq!((table.location, table.end), (Some(Location::new(TABLE, 40)), TableEnd::AtEnd));
        let data: Vec<&[u8]> = table.entries.iter().map(|entry| entry.data.as_slice()).collect();
        assert_eq!(data, [b"first".as_slice(), b"the second one"]);
        assert_eq!(table.entries[1].offset, TABLE + 16);
        assert_eq!(table.entries[1].data_offset, TABLE + 24);
        assert_eq!((table.entries[1].length, table.entries[1].revision, table.entries[1].kind), (22, 0x200, 2));
    }

    #[test]
    fn length_of_zero_ends_the_walk() {
        let (table, defects) = read(&Sample::with_table(vec![0; 64]).build());
        assert_eq!(table.entries.len(), 1);
        assert!(table.entries[0].data.is_empty());
        assert_eq!((defects.len(), defects[0].offset), (1, Some(TABLE)));
        assert_eq!(defects[0].expected, "dwLength of at least 8");
    }

    #[test]
    fn bytes_of_no_entry_and_of_other_types_are_gaps() {
        let mut other = win_certificate(b"payload!");
        other[6] = 9;
        let bytes = [win_certificate(b"1234567"), other, vec![0; 8], b"hidden".to_vec()].concat();
        let (table, _) = read(&Sample::with_table(bytes).build());
        let gaps: Vec<(u64, u64, Option<u16>, bool)> = table
            .gaps
            .iter()
            .map(|gap| (gap.location.offset - TABLE, gap.location.length, gap.kind, gap.nonzero))
            .collect();
        assert_eq!(gaps, [(15, 1, None, false), (24, 8, Some(9), true), (40, 6, None, true)]);
    }

    #[test]
    fn entry_beyond_the_table_gives_what_is_there() {
        let mut bytes = win_certificate(b"ABCDEFGH");
        bytes[0..4].copy_from_slice(&u32::MAX.to_le_bytes());
        let (table, defects) = read(&Sample { trailing: vec![1; 100], ..Sample::with_table(bytes) }.build());
        assert_eq!(table.entries[0].data, b"ABCDEFGH");
        assert_eq!(table.end, TableEnd::BeforeEnd);
        assert_eq!(table.trailing, Some(Location::new(TABLE + 16, 100)));
        assert_eq!(defects.len(), 1);
    }

    #[test]
    fn truncated_table_gives_what_is_there() {
        let file = Sample::with_table(win_certificate(&[7; 80])).build();
        let (table, defects) = read(&file[..file.len() - 30]);
        assert_eq!((table.location, table.end), (Some(Location::new(TABLE, 58)), TableEnd::BeyondEnd));
        assert_eq!(table.entries[0].data, [7; 50]);
        assert_eq!(defects.len(), 2, "the table and the entry: {defects:?}");
    }

    #[test]
    fn directory_that_cannot_be_right_gives_no_entries() {
        let mut sample = Sample::default();
        for (offset, size, end) in [
            (0, 16, TableEnd::Overlapping),
            (0x100, 16, TableEnd::Overlapping),
            (0xc00, 7, TableEnd::Absent),
            (0xc00, 0, TableEnd::Absent),
            (0xc00, 8, TableEnd::BeyondEnd),
            (u32::MAX, u32::MAX, TableEnd::BeyondEnd),
        ] {
            sample.directories[4] = (offset, size);
            let (table, defects) = read(&sample.build());
            assert_eq!((table.end, table.location), (end, None), "0x{offset:x} {size}");
            assert_eq!(table.entries, []);
            assert_eq!(defects.len(), 1, "{defects:?}");
            assert_eq!(defects[0].offset, Some(sample.directory(4) as u64));
        }
    }

    #[test]
    fn table_inside_a_section_is_read_and_called_overlapping() {
        let mut sample = Sample::default();
        let entry = win_certificate(b"hidden");
        sample.sections[1].3[..16].copy_from_slice(&entry);
        sample.directories[4] = (0xa00, 16);
        let (table, defects) = read(&sample.build());
        assert_eq!((table.end, table.trailing), (TableEnd::Overlapping, None));
        assert_eq!(table.entries[0].data, b"hidden");
        assert_eq!(defects.len(), 1);
    }

    #[test]
    fn limits_bound_entries_and_bytes() {
        let file = Sample::with_table(win_certificate(b"").repeat(65)).build();
        let (table, defects) = read(&file);
        assert_eq!(table.entries.len(), 64);
        assert_eq!(defects[0].expected, "at most 64 entries");

        let file = Sample::with_table(win_certificate(&[9; 100])).build();
        let (table, defects) = read_within(&file, &Limits { certificate_table: 48, ..Limits::default() });
        assert_eq!(table.entries[0].data, [9; 40]);
        assert_eq!(table.location.map(|location| location.length), Some(112));
        assert_eq!(defects.len(), 1);
    }

    #[test]
    fn primary_is_the_first_signed_data_of_the_current_revision() {
        let mut legacy = win_certificate(b"a");
        legacy[5] = 1;
        let mut x509 = win_certificate(b"b");
        x509[6] = 1;
        let bytes = [x509.clone(), legacy.clone(), win_certificate(b"c")].concat();
        assert_eq!(read(&Sample::with_table(bytes).build()).0.primary(), Some(2));
        assert_eq!(read(&Sample::with_table([x509.clone(), legacy].concat()).build()).0.primary(), Some(1));
        assert_eq!(read(&Sample::with_table(x509).build()).0.primary(), None);
    }

    #[test]
    fn orphan_is_found_only_without_a_security_directory() {
        let mut signed_data = b"\x30\x82\x20\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02".to_vec();
        signed_data.extend(b"\xa0\x82\x1f\xf0\x30\x82\x1f\xec\x02\x01\x01\x31\x0f");
        signed_data.extend(b"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x04 and so on");
        let find = |sample: &Sample| {
            let file = sample.build();
            let headers = read_headers(&file.as_slice(), &Limits::default(), &mut Vec::new()).expect("a PE image");
            find_orphan(&file.as_slice(), &headers)
        };
        let hidden = Sample { overlay: [vec![0; 100_000], signed_data.clone()].concat(), ..Sample::default() };
        assert_eq!(find(&hidden), Some(TABLE + 100_000));
        assert_eq!(find(&Sample { table: Some(win_certificate(&signed_data)), ..Sample::default() }), None);
        assert_eq!(find(&Sample::default()), None);
        for directory in [(0xc00, 0), (0, 4000)] {
            let mut cleared = Sample { overlay: signed_data.clone(), ..Sample::default() };
            cleared.directories[4] = directory;
            assert_eq!(find(&cleared), Some(TABLE), "{directory:?}");
        }
    }
}
