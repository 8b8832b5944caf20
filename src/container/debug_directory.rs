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
