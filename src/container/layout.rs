//! Which bytes the image digest covers: the flat method, and the section walk of the Authenticode paper.
//!
//! Flat: every byte of the file but CheckSum, the security directory entry and the attribute certificate table; all
//! real signatures fit it. Walk: headers, sections in order of their raw data, then what is left, counted from the
//! sum of the bytes hashed ("Windows Authenticode Portable Executable Signature Format", "Calculating the PE Image
//! Hash"). In a regular image both are the same; where they differ, two tools see two images.

use super::{CertTable, Headers};
use crate::model::Location;

/// Returns the ranges of the flat method, in file order, none of them empty or touching the next.
pub fn flat_ranges(headers: &Headers, table: &CertTable) -> Vec<Location> {
    let mut gaps = header_gaps(headers);
    gaps.extend(table.location);
    merge(without(Location::new(0, headers.file_size), &gaps))
}

/// Returns the ranges of the section walk, in the order in which they are hashed. A range may come before or overlap
/// the one in front of it.
pub fn walk_ranges(headers: &Headers, table: &CertTable) -> Vec<Location> {
    let file = Location::new(0, headers.file_size);
    let size_of_headers = u64::from(headers.size_of_headers);
    let mut ranges = without(Location::new(0, size_of_headers), &header_gaps(headers));
    let mut hashed = size_of_headers;
    let mut sections: Vec<Location> = headers.sections.iter().map(|section| section.raw_data()).collect();
    sections.sort_by_key(|range| range.offset);
    for range in sections {
        hashed = hashed.saturating_add(range.length);
        ranges.push(range);
    }
    let table_size = table.location.map_or(0, |location| location.length);
    let extra = headers.file_size.saturating_sub(table_size).saturating_sub(hashed);
    ranges.push(Location::new(hashed, extra));
    let inside = |range: &Location| {
        let end = range.end().min(file.end());
        Location::new(range.offset, end.saturating_sub(range.offset))
    };
    merge(ranges.iter().map(inside).collect())
}

/// The ranges of the section walk of a signed image, where it covers other bytes than the flat method or in another order.
pub(super) fn differing_walk(headers: &Headers, table: &CertTable) -> Option<Vec<Location>> {
    table.location?;
    let walk = walk_ranges(headers, table);
    (walk != flat_ranges(headers, table)).then_some(walk)
}

/// Tells whether each range lies behind the one in front of it.
pub(super) fn is_ascending(ranges: &[Location]) -> bool {
    ranges.is_sorted_by(|one, next| one.end() <= next.offset)
}

/// Says in words where the section walk would differ from the flat method; empty when both cover the same bytes in the
/// same order.
pub fn layout_notes(headers: &Headers, table: &CertTable) -> Vec<String> {
    let mut notes = Vec::new();
    if walk_ranges(headers, table) == flat_ranges(headers, table) {
        return notes;
    }
    let mut sections: Vec<(&str, Location)> = headers
        .sections
        .iter()
        .map(|section| (section.name.as_str(), section.raw_data()))
        .filter(|(_, range)| range.length > 0)
        .collect();
    sections.sort_by_key(|(_, range)| range.offset);
    let mut end = u64::from(headers.size_of_headers);
    let mut before = "the headers".to_owned();
    for (name, range) in sections {
        if range.offset > end {
            let gap = range.offset.saturating_sub(end);
            notes.push(format!("{gap} bytes at 0x{end:x} lie between {before} and section {name}"));
        } else if range.offset < end {
            let overlap = end.min(range.end()).saturating_sub(range.offset);
            notes.push(format!("section {name} overlaps {before} by {overlap} bytes at 0x{:x}", range.offset));
        }
        if range.end() > end {
            end = range.end();
            before = format!("section {name}");
        }
    }
    if let Some(location) = table.location {
        let behind = headers.file_size.saturating_sub(location.end());
        if behind > 0 {
            notes.push(format!("{behind} bytes follow the certificate table at 0x{:x}", location.end()));
        }
        if location.offset < end.min(headers.file_size) {
            notes.push(format!("the certificate table at 0x{:x} lies inside headers or sections", location.offset));
        }
    }
    if notes.is_empty() {
        notes.push(format!("SizeOfHeaders is {}", headers.size_of_headers));
    }
    notes
}

/// Returns the part of `bytes`, which lie at `offset` of the file, that is in `range`.
pub(super) fn clip(range: Location, offset: u64, bytes: &[u8]) -> &[u8] {
    let index = |position: u64| usize::try_from(position.saturating_sub(offset)).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(index(range.offset)..index(range.end())).unwrap_or_default()
}

/// CheckSum and the security directory entry.
pub(super) fn header_gaps(headers: &Headers) -> Vec<Location> {
    let mut gaps = vec![Location::new(headers.checksum_field, 4)];
    gaps.extend(headers.security_entry.map(|entry| Location::new(entry, 8)));
    gaps
}

/// Cuts `gaps` out of `range`.
pub(super) fn without(range: Location, gaps: &[Location]) -> Vec<Location> {
    let mut gaps = gaps.to_vec();
    gaps.sort();
    let mut ranges = Vec::new();
    let mut position = range.offset;
    for gap in gaps {
        let start = gap.offset.min(range.end());
        if start > position {
            ranges.push(Location::new(position, start.saturating_sub(position)));
        }
        position = position.max(gap.end());
    }
    ranges.push(Location::new(position, range.end().saturating_sub(position)));
    ranges
}

/// Drops empty ranges and joins those that touch.
fn merge(ranges: Vec<Location>) -> Vec<Location> {
    let mut merged: Vec<Location> = Vec::new();
    for range in ranges.into_iter().filter(|range| range.length > 0) {
        match merged.last_mut() {
            Some(last) if last.end() == range.offset => last.length = last.length.saturating_add(range.length),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, pattern, win_certificate};
    use crate::policy::Limits;

    fn read(file: &[u8]) -> (Headers, CertTable) {
        let mut defects = Vec::new();
        let headers = read_headers(&file, &Limits::default(), &mut defects).expect("a PE image");
        let table = CertTable::read(&file, &headers, &Limits::default(), &mut defects);
        (headers, table)
    }

    fn notes(sample: &Sample) -> Vec<String> {
        let (headers, table) = read(&sample.build());
        layout_notes(&headers, &table)
    }

    fn signed() -> Sample {
        Sample::with_table(win_certificate(b"signature"))
    }

    #[test]
    fn flat_ranges_leave_out_checksum_entry_and_table() {
        let (headers, table) = read(&Sample { trailing: vec![1; 5], ..signed() }.build());
        let checksum = Sample::optional(64) as u64;
        let entry = signed().directory(4) as u64;
        let expected = [
            Location::new(0, checksum),
            Location::new(checksum + 4, entry - checksum - 4),
            Location::new(entry + 8, 0xc00 - entry - 8),
            Location::new(0xc00 + 24, 5),
        ];
        assert_eq!(flat_ranges(&headers, &table), expected);
    }

    #[test]
    fn walk_covers_the_same_bytes_in_a_regular_image() {
        for sample in [Sample::default(), signed(), Sample { overlay: pattern(801), ..signed() }] {
            let (headers, table) = read(&sample.build());
            assert_eq!(walk_ranges(&headers, &table), flat_ranges(&headers, &table));
            assert_eq!(layout_notes(&headers, &table), [""; 0]);
        }
    }

    #[test]
    fn walk_follows_the_raw_data_and_not_the_section_table() {
        let mut sample = signed();
        sample.sections.swap(0, 1);
        let mut file = sample.build();
        // Swap the two entries of the section table, not the data.
        let table = Sample::optional(240);
        let (first, second) = (file[table..][..40].to_vec(), file[table + 40..][..40].to_vec());
        file[table..][..40].copy_from_slice(&second);
        file[table + 40..][..40].copy_from_slice(&first);
        let (headers, table) = read(&file);
        assert_eq!(headers.sections[0].name, ".text");
        assert_eq!(walk_ranges(&headers, &table), flat_ranges(&headers, &table));
    }

    #[test]
    fn gap_between_sections_is_noted_and_moves_the_walk() {
        let mut sample = signed();
        sample.sections[1].2 = 0x200;
        assert_eq!(notes(&sample), ["512 bytes at 0xa00 lie between section .text and section .data"]);
        let (headers, table) = read(&sample.build());
        let walk = walk_ranges(&headers, &table);
        // Sum of bytes hashed: 0x400 + 0x600 + 0x200; what is left is counted from there.
        assert_eq!(walk[walk.len() - 2..], [Location::new(0xc00, 0x200), Location::new(0xc00, 0x200)]);
    }

    #[test]
    fn gap_behind_the_headers_and_overlaps_are_noted() {
        let mut sample = signed();
        sample.sections[0].2 = 0x200;
        assert_eq!(notes(&sample), ["512 bytes at 0x400 lie between the headers and section .text"]);

        let mut file = signed().build();
        file[Sample::optional(60)..][..4].copy_from_slice(&0x500u32.to_le_bytes());
        let (headers, table) = read(&file);
        assert_eq!(layout_notes(&headers, &table), ["section .text overlaps the headers by 256 bytes at 0x400"]);

        let mut file = signed().build();
        // SizeOfRawData of .text.
        file[Sample::optional(240) + 16..][..4].copy_from_slice(&0x700u32.to_le_bytes());
        let (headers, table) = read(&file);
        assert_eq!(layout_notes(&headers, &table), ["section .data overlaps section .text by 256 bytes at 0xa00"]);
    }

    #[test]
    fn bytes_behind_the_table_are_noted() {
        let sample = Sample { trailing: pattern(40), ..signed() };
        assert_eq!(notes(&sample), ["40 bytes follow the certificate table at 0xc18"]);
        let (headers, table) = read(&sample.build());
        // Taken literally, the walk then hashes the first bytes of the table.
        assert_eq!(walk_ranges(&headers, &table).last().map(|range| range.end()), Some(0xc00 + 40));
    }

    #[test]
    fn clip_gives_the_part_inside_the_range() {
        assert_eq!(clip(Location::new(12, 3), 10, b"abcdefgh"), b"cde");
        assert_eq!(clip(Location::new(5, 7), 10, b"abcdefgh"), b"ab");
        assert_eq!(clip(Location::new(16, 100), 10, b"abcdefgh"), b"gh");
        assert_eq!(clip(Location::new(18, 1), 10, b"abcdefgh"), b"");
        assert_eq!(clip(Location::new(0, 10), 10, b"abcdefgh"), b"");
    }
}
