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

/// Describes bytes outside the image.
///
/// Fewer than eight zero bytes in front of a certificate table are the padding that signing adds, and no overlay.
pub(super) fn read_overlay(source: &dyn ReadAt, range: Location, entropy: Option<f64>) -> Option<Overlay> {
    let head = source.read_range(range.offset, 512).unwrap_or_default();
    if range.length < 8 && head.iter().take(8).all(|&byte| byte == 0) {
        return None;
    }
    let head = head.get(..usize::try_from(range.length).unwrap_or(usize::MAX)).unwrap_or(&head);
    Some(Overlay { offset: range.offset, size: range.length, magic: magic(head), entropy: entropy.unwrap_or_default() })
}

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
        return "zero".to_owned();
    }
    hex::encode(head.get(..8).unwrap_or(head))
}
