//! The section table of a PE image.

use goblin::pe::header::CoffHeader;
use goblin::pe::section_table::{SIZEOF_SECTION_TABLE, SectionTable};

use super::ReadAt;
use super::little_endian::u32_at;
use crate::model::{Defect, Location, Stage};
use crate::policy::Limits;

/// One entry of the section table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionHeader {
    /// The name, long names (`/4`) looked up in the COFF string table; bytes that are no UTF-8 replaced.
    pub name: String,
    /// VirtualSize.
    pub virtual_size: u32,
    /// VirtualAddress.
    pub virtual_address: u32,
    /// SizeOfRawData.
    pub size_of_raw_data: u32,
    /// PointerToRawData.
    pub pointer_to_raw_data: u32,
    /// Characteristics.
    pub characteristics: u32,
}

impl SectionHeader {
    /// The raw data as stated, from the start of the file; it may reach beyond the file.
    pub fn raw_data(&self) -> Location {
        if self.size_of_raw_data == 0 {
            return Location::new(0, 0);
        }
        Location::new(self.pointer_to_raw_data.into(), self.size_of_raw_data.into())
    }
}

/// Reads the section table at `offset`: as many entries as stated, in the file, and within the limit.
pub(super) fn read_sections(
    source: &dyn ReadAt,
    offset: u64,
    coff: &CoffHeader,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Vec<SectionHeader> {
    let stated = usize::from(coff.number_of_sections);
    if stated > limits.sections {
        defects.push(Defect::new(
            Stage::Pe,
            offset,
            format!("at most {} sections", limits.sections),
            format!("{stated}, the first {} read", limits.sections),
        ));
    }
    let count = stated.min(limits.sections);
    let length = count.saturating_mul(SIZEOF_SECTION_TABLE);
    let table = source.read_range(offset, length as u64).unwrap_or_default();
    if table.len() < length {
        defects.push(Defect::new(
            Stage::Pe,
            offset,
            format!("a section table of {count} entries"),
            format!("{} bytes", table.len()),
        ));
    }
    let (entries, _) = table.as_chunks::<SIZEOF_SECTION_TABLE>();
    entries.iter().filter_map(|entry| read_section(source, entry, coff)).collect()
}

fn read_section(source: &dyn ReadAt, entry: &[u8; SIZEOF_SECTION_TABLE], coff: &CoffHeader) -> Option<SectionHeader> {
    let (name, fields) = entry.split_first_chunk::<8>()?;
    // goblin refuses a whole entry for an odd name, so it gets the entry without one.
    let mut nameless = vec![0; 8];
    nameless.extend_from_slice(fields);
    let table = SectionTable::parse(&nameless, &mut 0, 0).ok()?;
    Some(SectionHeader {
        name: long_name(source, name, coff).unwrap_or_else(|| text(name)),
        virtual_size: table.virtual_size,
        virtual_address: table.virtual_address,
        size_of_raw_data: table.size_of_raw_data,
        pointer_to_raw_data: table.pointer_to_raw_data,
        characteristics: table.characteristics,
    })
}

/// Looks up `/4` in the COFF string table, which linkers for MinGW write into images.
fn long_name(source: &dyn ReadAt, name: &[u8; 8], coff: &CoffHeader) -> Option<String> {
    const SYMBOL: u64 = 18;
    const LONGEST: u64 = 64;
    if coff.pointer_to_symbol_table == 0 {
        return None;
    }
    let digits = text(name.strip_prefix(b"/")?);
    let index: u32 = digits.parse().ok()?;
    let symbols = u64::from(coff.number_of_symbol_table).checked_mul(SYMBOL)?;
    let strings = u64::from(coff.pointer_to_symbol_table).checked_add(symbols)?;
    let size = u32_at(&source.read_range(strings, 4).ok()?, 0)?;
    if index < 4 || index >= size {
        return None;
    }
    let found = text(&source.read_range(strings.checked_add(index.into())?, LONGEST).ok()?);
    Some(found).filter(|found| !found.is_empty())
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}
