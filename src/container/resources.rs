//! The resource tree, as far as the version resource.

use super::image::Image;
use super::little_endian::{u16_at, u32_at};
use crate::model::{Defect, Stage};

/// Index of the resource directory.
const DIRECTORY: usize = 2;
/// Bytes of a resource directory table and of an entry (PE format page, "The .rsrc Section").
const TABLE: u64 = 16;
const ENTRY: usize = 8;
/// Entries of a directory table that are looked at.
const ENTRIES: usize = 1024;
/// RT_VERSION.
const VERSION: u32 = 16;
/// Set in an entry that points to another table.
const SUBDIRECTORY: u32 = 0x8000_0000;
/// Largest version resource that is read; the format's own length field ends there.
const LARGEST: u32 = 64 << 10;

/// Returns the offset of the root of the resource tree.
pub(super) fn resource_root(image: &Image<'_>) -> Option<u64> {
    image.offset(image.headers.directory(DIRECTORY)?.rva)
}

/// Returns the bytes of the first version resource, whatever its language, and where they lie in the file.
pub(super) fn read_version_resource(image: &mut Image<'_>, defects: &mut Vec<Defect>) -> Option<(u64, Vec<u8>)> {
    let root = resource_root(image)?;
    let version = entries(image, root).into_iter().find(|(id, _)| *id == VERSION)?.1;
    let bytes = descend(image, root, version);
    if bytes.is_none() {
        let found = format!("entry 0x{version:x} that leads nowhere");
        defects.push(Defect::new(Stage::Pe, root, "a version resource", found));
    }
    bytes
}

/// Follows the first name and the first language to the data.
fn descend(image: &mut Image<'_>, root: u64, version: u32) -> Option<(u64, Vec<u8>)> {
    let names = table(root, version)?;
    let (_, languages) = entries(image, names).into_iter().next()?;
    let languages = table(root, languages)?;
    let (_, data) = entries(image, languages).into_iter().next()?;
    let data = image.array::<16>(root.checked_add(data.into())?)?;
    let (rva, size) = (u32_at(&data, 0)?, u32_at(&data, 4)?);
    let offset = image.offset(rva)?;
    Some((offset, image.bytes(offset, usize::try_from(size.min(LARGEST)).ok()?)))
}

fn table(root: u64, entry: u32) -> Option<u64> {
    (entry & SUBDIRECTORY != 0).then(|| root.saturating_add((entry & !SUBDIRECTORY).into()))
}

/// Returns name or id, and offset, of the entries of a directory table.
fn entries(image: &mut Image<'_>, table: u64) -> Vec<(u32, u32)> {
    let Some(header) = image.array::<16>(table) else { return Vec::new() };
    let count = |offset| usize::from(u16_at(&header, offset).unwrap_or(0));
    let count = count(12).saturating_add(count(14)).min(ENTRIES);
    let bytes = image.bytes(table.saturating_add(TABLE), count.saturating_mul(ENTRY));
    let (entries, _) = bytes.as_chunks::<ENTRY>();
    entries.iter().filter_map(|entry| Some((u32_at(entry, 0)?, u32_at(entry, 4)?))).collect()
}
