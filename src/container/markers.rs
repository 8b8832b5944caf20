//! Magic bytes of archives and installers inside the certificate table.
//!
//! In: the entries of [`CertTable`]. Out: where such a magic stands. Windows refuses a signature that contains one of a
//! list of its own; the list here is ours, of well-known formats, and only approximates it.

use std::sync::LazyLock;

use super::CertTable;
use crate::model::Marker;

/// Markers that are kept; a table full of them says no more.
const MOST: usize = 16;

/// Name and bytes. All are at least four bytes long, so that one collides with a table of 10 KiB by chance about once
/// in 400,000 files.
const MARKERS: &[(&str, &[u8])] = &[
    ("ZIP", b"PK\x03\x04"),
    ("ZIP", b"PK\x01\x02"),
    ("ZIP", b"PK\x05\x06"),
    ("ZIP", b"PK\x07\x08"),
    ("RAR", b"Rar!\x1a\x07"),
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("7z installer", b";!@Install@"),
    ("ACE", b"**ACE**"),
    ("cabinet", b"MSCF\0\0\0\0"),
    ("NSIS", b"\xef\xbe\xad\xdeNull"),
    ("Inno Setup", b"zlb\x1a"),
    ("InstallShield", b"ISc("),
    ("Wise", b"Initializing Wise Installation Wizard"),
    ("Smart Install Maker", b"Smart Install Maker"),
    ("EGG", b"EGGA"),
    ("ALZ", b"ALZ\x01"),
    ("KGB", b"KGB_arch"),
    ("FreeArc", b"ArC\x01"),
    ("NanoZip", b"\xae\x01NanoZip"),
    ("StuffIt", b"StuffIt!"),
    ("LHA", b"-lh5-"),
    ("LHA", b"-lzs-"),
    ("ar", b"!<arch>\n"),
];

/// Which bytes a marker starts with: most bytes of a table are none of them.
static STARTS: LazyLock<[bool; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| MARKERS.iter().any(|(_, marker)| marker.first().copied().map(usize::from) == Some(byte)))
});

/// The first four bytes of each marker: one comparison rules out nearly all the others.
static PREFIXES: LazyLock<[Option<[u8; 4]>; MARKERS.len()]> =
    LazyLock::new(|| std::array::from_fn(|index| MARKERS.get(index)?.1.first_chunk().copied()));

/// Finds markers in the bytes of all entries, at most 16 of them.
pub(super) fn find_markers(table: &CertTable) -> Vec<Marker> {
    let (starts, prefixes) = (&*STARTS, &*PREFIXES);
    let mut found = Vec::new();
    for entry in &table.entries {
        for (at, byte) in entry.data.iter().enumerate() {
            // Most bytes end here.
            if starts.get(usize::from(*byte)) != Some(&true) {
                continue;
            }
            let Some(prefix) = entry.data.get(at..).and_then(|rest| rest.first_chunk().copied()) else { break };
            if !prefixes.contains(&Some(prefix)) {
                continue;
            }
            let rest = entry.data.get(at..).unwrap_or_default();
            for (name, bytes) in MARKERS.iter().filter(|(_, bytes)| rest.starts_with(bytes)) {
                let offset = entry.data_offset.saturating_add(at as u64);
                found.push(Marker { name: (*name).to_owned(), offset, length: bytes.len() as u64 });
            }
            if found.len() >= MOST {
                return found;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::TableEntry;
    use super::*;
    use crate::model::TableEnd;

    fn markers(data: &[u8]) -> Vec<(String, u64)> {
        let entry =
            TableEntry { offset: 0x100, length: 8, revision: 0x200, kind: 2, data: data.to_vec(), data_offset: 0x108 };
        let table =
            CertTable { location: None, end: TableEnd::AtEnd, entries: vec![entry], gaps: Vec::new(), trailing: None };
        find_markers(&table).into_iter().map(|marker| (marker.name, marker.offset)).collect()
    }

    #[test]
    fn whole_marker_is_found_with_its_offset_and_a_cut_one_is_not() {
        assert_eq!(markers(b"..EGGA"), [("EGG".to_owned(), 0x10a)]);
        assert_eq!(markers(b"..EGG"), []);
        assert_eq!(markers(b"Rar!\x1a\x07"), [("RAR".to_owned(), 0x108)]);
        assert_eq!(markers(b"Rar!\x1a"), []);
    }

    #[test]
    fn every_marker_is_found() {
        for (name, bytes) in MARKERS {
            assert_eq!(markers(bytes), [((*name).to_owned(), 0x108)]);
        }
    }

    #[test]
    fn number_of_markers_is_bounded() {
        assert_eq!(markers(&b"EGGA".repeat(100)).len(), MOST);
    }
}
