//! Bytes outside the image: the overlay in front of the certificate table, and what follows the table.

use super::{CertTable, Headers, ReadAt};
use crate::model::{Location, Overlay};

/// Returns the overlay: from the end of the last section to the certificate table, or to the end of the file.
pub(super) fn overlay_range(headers: &Headers, table: &CertTable) -> Option<Location> {
    let start = headers.image_end();
    let end = match table.location {
        Some(location) if location.offset >= start => location.offset,
        // The table reaches into the image, or ends it: what follows it is no overlay but trailing.
        Some(location) if location.end() >= start => return None,
        _ => headers.file_size,
    };
    (end > start).then(|| Location::new(start, end.saturating_sub(start)))
}

/// Describes the overlay, if there is one.
///
/// Fewer than eight zero bytes in front of a certificate table are the padding that signing adds, and no overlay.
pub(super) fn read_overlay(
    source: &dyn ReadAt,
    headers: &Headers,
    table: &CertTable,
    entropy: Option<f64>,
) -> Option<Overlay> {
    let range = overlay_range(headers, table)?;
    let overlay = describe(source, range, entropy);
    let padding = table.location.is_some() && range.length < 8 && overlay.magic == ZERO;
    (!padding).then_some(overlay)
}

/// Describes the bytes behind the certificate table, if there are any.
pub(super) fn read_trailing(source: &dyn ReadAt, table: &CertTable, entropy: Option<f64>) -> Option<Overlay> {
    table.trailing.map(|range| describe(source, range, entropy))
}

fn describe(source: &dyn ReadAt, range: Location, entropy: Option<f64>) -> Overlay {
    let head = source.read_range(range.offset, range.length.min(512)).unwrap_or_default();
    Overlay { offset: range.offset, size: range.length, magic: magic(&head), entropy: entropy.unwrap_or_default() }
}

/// Magic of bytes that are all zero.
const ZERO: &str = "zero";

/// Names what some bytes look like, or gives the first eight of them in hex.
fn magic(head: &[u8]) -> String {
    /// First bytes and what they are.
    const MAGICS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"MZ", "mz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"MSCF", "cab"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cfb"),
        (b"\x1f\x8b", "gzip"),
        (b"\xfd7zXZ\0", "xz"),
        (b"BZh", "bzip2"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\x5d\x00\x00", "lzma"),
        (b"zlb\x1a", "inno"),
        (b"idska32\x1a", "inno"),
        (b"\x7fELF", "elf"),
        (b"%PDF", "pdf"),
        (b"\x89PNG", "png"),
        (b"<?xml", "xml"),
        (b"NB10", "codeview"),
    ];
    /// Offset 4 of an NSIS first header, or of the overlay: 0xdeadbeef "NullsoftInst".
    const NSIS: &[u8] = b"\xef\xbe\xad\xdeNullsoftInst";

    if let Some((_, name)) = MAGICS.iter().find(|(bytes, _)| head.starts_with(bytes)) {
        return (*name).to_owned();
    }
    if head.get(4..).is_some_and(|rest| rest.starts_with(NSIS)) {
        return "nsis".to_owned();
    }
    if head.iter().all(|&byte| byte == 0) {
        return ZERO.to_owned();
    }
    hex::encode(head.get(..8).unwrap_or(head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, pattern, win_certificate};
    use crate::policy::Limits;

    fn overlay(sample: &Sample) -> Option<Overlay> {
        let file = sample.build();
        let source = file.as_slice();
        let headers = read_headers(&source, &Limits::default(), &mut Vec::new()).expect("a PE image");
        let table = CertTable::read(&source, &headers, &Limits::default(), &mut Vec::new());
        read_overlay(&source, &headers, &table, Some(1.5))
    }

    #[test]
    fn overlay_lies_between_the_last_section_and_the_table_or_the_end() {
        let expected = Overlay { offset: 0xc00, size: 104, magic: hex::encode(pattern(8)), entropy: 1.5 };
        let unsigned = Sample { overlay: pattern(104), ..Sample::default() };
        assert_eq!(overlay(&unsigned), Some(expected.clone()));
        let signed = Sample { table: Some(win_certificate(b"x")), trailing: pattern(9), ..unsigned };
        assert_eq!(overlay(&signed), Some(expected));
        assert_eq!(overlay(&Sample::default()), None);
        assert_eq!(overlay(&Sample::with_table(win_certificate(b"x"))), None);
    }

    #[test]
    fn padding_in_front_of_the_table_is_no_overlay() {
        let mut sample = Sample::with_table(win_certificate(b"x"));
        sample.sections[1].3 = pattern(0x1fd);
        assert_eq!(overlay(&sample), None);
        sample.overlay = vec![1];
        assert_eq!(overlay(&sample).map(|overlay| overlay.size), Some(3));
    }

    #[test]
    fn trailing_zeros_are_reported_however_few() {
        let file = Sample { trailing: vec![0; 3], ..Sample::with_table(win_certificate(b"x")) }.build();
        let source = file.as_slice();
        let headers = read_headers(&source, &Limits::default(), &mut Vec::new()).expect("a PE image");
        let table = CertTable::read(&source, &headers, &Limits::default(), &mut Vec::new());
        let trailing = read_trailing(&source, &table, Some(0.0)).expect("trailing bytes");
        assert_eq!((trailing.offset, trailing.size, trailing.magic.as_str()), (0xc10, 3, "zero"));
    }

    #[test]
    fn first_bytes_name_the_overlay() {
        for (head, name) in [
            (b"PK\x03\x04....".as_slice(), "zip"),
            (b"MZ", "mz"),
            (b"Rar!\x1a\x07\x01\x00", "rar"),
            (b"\0\0\0\0\xef\xbe\xad\xdeNullsoftInst....", "nsis"),
            (&[0; 50], "zero"),
            (b"0123456789", "3031323334353637"),
            (b"ab", "6162"),
        ] {
            assert_eq!(magic(head), name);
        }
    }
}
