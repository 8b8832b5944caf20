//! The debug directory: the program database's path, reproducible builds, and time stamps.

use super::image::Image;
use super::little_endian::u32_at;
use crate::model::{Defect, Stage};

/// Index of the debug directory, and bytes of an entry (PE format page, "Debug Directory").
const DIRECTORY: usize = 6;
const ENTRY: u32 = 28;
/// Entries that are read.
const ENTRIES: u32 = 32;
/// IMAGE_DEBUG_TYPE_CODEVIEW.
const CODEVIEW: u32 = 2;
/// IMAGE_DEBUG_TYPE_REPRO: time stamps of the image are hashes.
const REPRO: u32 = 16;

/// What the debug directory says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DebugDirectory {
    /// Path of the program database.
    pub(super) pdb: Option<String>,
    /// Whether there is a REPRO entry.
    pub(super) reproducible: bool,
    /// TimeDateStamp of the entries, with its file offset.
    pub(super) times: Vec<(u32, u64)>,
}

/// Reads the debug directory. A path longer than `longest` bytes is cut.
pub(super) fn read_debug_directory(image: &mut Image<'_>, longest: usize, defects: &mut Vec<Defect>) -> DebugDirectory {
    let mut debug = DebugDirectory::default();
    let Some(directory) = image.headers.directory(DIRECTORY) else { return debug };
    let count = directory.size / ENTRY;
    let Some(start) = image.offset(directory.rva) else {
        let found = format!("RVA 0x{:x}", directory.rva);
        defects.push(Defect::new(Stage::Pe, None, "a debug directory in a section", found));
        return debug;
    };
    for index in 0..count.min(ENTRIES) {
        let offset = start.saturating_add(u64::from(index).saturating_mul(ENTRY.into()));
        let Some(entry) = image.array::<{ ENTRY as usize }>(offset) else {
            let found = format!("the file ends at entry {index}");
            defects.push(Defect::new(Stage::Pe, offset, format!("{count} debug entries"), found));
            break;
        };
        let field = |position| u32_at(&entry, position).unwrap_or(0);
        debug.times.push((field(4), offset.saturating_add(4)));
        match field(12) {
            REPRO => debug.reproducible = true,
            CODEVIEW if debug.pdb.is_none() => {
                let (size, rva, pointer) = (field(16), field(20), field(24));
                let data = if pointer == 0 { image.offset(rva) } else { Some(pointer.into()) };
                debug.pdb = data.and_then(|data| read_pdb_path(image, data, size, longest));
            }
            _ => {}
        }
    }
    debug
}

/// Reads the path out of CodeView data: RSDS (PDB 7.0) or NB10 (PDB 2.0).
fn read_pdb_path(image: &mut Image<'_>, data: u64, size: u32, longest: usize) -> Option<String> {
    let header = match &image.array::<4>(data)? {
        // Signature, GUID, age.
        b"RSDS" => 24,
        // Signature, offset, time stamp, age.
        b"NB10" => 16,
        _ => return None,
    };
    let length = usize::try_from(size.checked_sub(header)?).ok()?.min(longest);
    Some(image.text(data.checked_add(header.into())?, length)).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::Sample;
    use crate::policy::Limits;

    const BASE: u32 = 0x3000;
    /// Where the section lies in the file of the sample.
    const RAW: u32 = 0xc00;

    /// Writes a debug directory of entries (type, stamp, data).
    fn read(entries: &[(u32, u32, &[u8])]) -> (DebugDirectory, Vec<Defect>) {
        let mut section = vec![0; 28 * entries.len()];
        for (index, (kind, stamp, data)) in entries.iter().enumerate() {
            let place = section.len() as u32;
            for (field, value) in
                [(4, *stamp), (12, *kind), (16, data.len() as u32), (20, BASE + place), (24, RAW + place)]
            {
                section[28 * index + field..][..4].copy_from_slice(&value.to_le_bytes());
            }
            section.extend(*data);
        }
        let mut sample = Sample::default();
        sample.sections.push((b".debug", BASE, 0, section));
        sample.directories[DIRECTORY] = (BASE, 28 * entries.len() as u32);
        read_file(&sample.build())
    }

    fn read_file(file: &[u8]) -> (DebugDirectory, Vec<Defect>) {
        let mut defects = Vec::new();
        let headers = read_headers(&file, &Limits::default(), &mut defects).expect("a PE image");
        let debug = read_debug_directory(&mut Image::new(&file, &headers), 1000, &mut defects);
        (debug, defects)
    }

    #[test]
    fn paths_of_both_codeview_forms_are_read() {
        let new = [b"RSDS".as_slice(), &[1; 20], b"C:\\src\\new.pdb\0"].concat();
        let old = [b"NB10".as_slice(), &[1; 12], b"old.pdb\0"].concat();
        assert_eq!(read(&[(CODEVIEW, 0, &new)]).0.pdb.as_deref(), Some("C:\\src\\new.pdb"));
        assert_eq!(read(&[(CODEVIEW, 0, &old)]).0.pdb.as_deref(), Some("old.pdb"));
        assert_eq!(read(&[(CODEVIEW, 0, &old), (CODEVIEW, 0, &new)]).0.pdb.as_deref(), Some("old.pdb"));
        assert_eq!(read(&[(CODEVIEW, 0, b"NB09 and something more")]).0.pdb, None);
        assert_eq!(read(&[(CODEVIEW, 0, b"RSDS")]).0.pdb, None);
    }

    #[test]
    fn path_ends_with_the_data_of_its_entry() {
        let data = [b"RSDS".as_slice(), &[1; 20], b"a.pdb"].concat();
        assert_eq!(read(&[(CODEVIEW, 0, &data), (0, 0, b"other data")]).0.pdb.as_deref(), Some("a.pdb"));
    }

    #[test]
    fn repro_entry_makes_the_image_reproducible() {
        let (debug, defects) = read(&[(13, 0x1234, b""), (REPRO, 0x5678, &[4; 36])]);
        assert!(debug.reproducible);
        let directory = u64::from(RAW);
        assert_eq!(debug.times, [(0x1234, directory + 4), (0x5678, directory + 32)]);
        assert_eq!(defects, []);
    }

    #[test]
    fn directory_outside_the_sections_is_a_defect() {
        let mut sample = Sample::default();
        sample.directories[DIRECTORY] = (0x00ff_0000, 28);
        let (debug, defects) = read_file(&sample.build());
        assert_eq!((debug, defects.len()), (DebugDirectory::default(), 1));
    }
}
