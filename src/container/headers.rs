//! The headers of a PE image: what the signature's place and the image digest depend on.
//!
//! In: the first bytes of a file. Out: [`Headers`], or [`NotPe`] with the reason. Only what makes the file no PE
//! image at all is refused; everything else that is wrong is a defect, so that damaged files show their signature.

use goblin::pe::header::{CoffHeader, DOS_MAGIC, PE_MAGIC};
use goblin::pe::optional_header::{MAGIC_32, MAGIC_64};

use super::ReadAt;
use super::little_endian::{u8_at, u16_at, u32_at};
use super::section_header::{SectionHeader, read_sections};
use crate::model::{Defect, Format, Location, Stage};
use crate::policy::Limits;

/// Bytes of the COFF header (PE format page, "COFF File Header").
const COFF_HEADER: u64 = 20;
/// Bytes of an optional header that are read: the PE32+ fields and all sixteen data directories.
const OPTIONAL_HEADER: u64 = 240;
/// Data directories that the format knows.
const DIRECTORIES: usize = 16;
/// Optional header magic of a ROM image.
const MAGIC_ROM: u16 = 0x107;
/// Offset of CheckSum in the optional header, PE32 and PE32+ alike.
const CHECKSUM: u64 = 64;

/// Why a file is no PE image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a PE image: {reason}")]
pub struct NotPe {
    /// In words, without a subject: "MZ header only, 64 bytes".
    pub reason: String,
    /// Where the decisive bytes lie or would lie, from the start of the file.
    pub offset: u64,
}

impl NotPe {
    fn new(offset: u64, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), offset }
    }
}

/// One data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DataDirectory {
    /// RVA; for directory 4 a file offset.
    pub rva: u32,
    /// In bytes.
    pub size: u32,
}

/// The headers of a PE image (Microsoft PE format page). Offsets count from the start of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// PE32 or PE32+.
    pub format: Format,
    /// Size of the file in bytes.
    pub file_size: u64,
    /// Offset of the `PE\0\0` signature (e_lfanew).
    pub pe_offset: u64,
    /// Machine of the COFF header.
    pub machine: u16,
    /// Characteristics of the COFF header.
    pub characteristics: u16,
    /// TimeDateStamp of the COFF header.
    pub time_date_stamp: u32,
    /// Subsystem.
    pub subsystem: u16,
    /// CheckSum as stored.
    pub checksum: u32,
    /// Offset of the four bytes of CheckSum, which the image digest leaves out.
    pub checksum_field: u64,
    /// Offset of the eight bytes of data directory 4, which the image digest leaves out; `None` when the
    /// optional header does not reach that far.
    pub security_entry: Option<u64>,
    /// What data directory 4 states: offset and size of the certificate table, unchecked; `None` when both are 0.
    pub security_directory: Option<Location>,
    /// SizeOfHeaders.
    pub size_of_headers: u32,
    /// SectionAlignment.
    pub section_alignment: u32,
    /// FileAlignment.
    pub file_alignment: u32,
    /// Major and minor linker version.
    pub linker: (u8, u8),
    /// Major and minor operating system version.
    pub os_version: (u16, u16),
    /// The data directories that the optional header covers, at most sixteen.
    pub directories: Vec<DataDirectory>,
    /// Offset of the section table.
    pub section_table: u64,
    /// The section table, as far as the limit and the file allow.
    pub sections: Vec<SectionHeader>,
}

impl Headers {
    /// Returns a data directory that has an address. Its size may be anything: the loader ignores that of most.
    pub fn directory(&self, index: usize) -> Option<DataDirectory> {
        self.directories.get(index).copied().filter(|directory| directory.rva != 0)
    }

    /// First byte behind the section table.
    pub fn section_table_end(&self) -> u64 {
        self.section_table.saturating_add((self.sections.len() as u64).saturating_mul(40))
    }

    /// First byte behind the raw data of every section, at most the size of the file; without sections, behind the
    /// headers.
    pub fn image_end(&self) -> u64 {
        let sections = self.sections.iter().map(|section| section.raw_data().end()).max().unwrap_or(0);
        let end = if sections == 0 { self.size_of_headers.into() } else { sections };
        end.max(self.section_table_end()).min(self.file_size)
    }
}

/// Reads the headers of a PE image.
///
/// Absent optional header fields (a file that is cut off) read as zero with a defect. Data directory 4 counts only
/// when NumberOfRvaAndSizes and SizeOfOptionalHeader both cover it.
///
/// # Errors
/// [`NotPe`] when one of the magic numbers is not there.
pub fn read_headers(source: &dyn ReadAt, limits: &Limits, defects: &mut Vec<Defect>) -> Result<Headers, NotPe> {
    let file_size = source.size();
    let dos = read(source, 0, 64)?;
    let pe_offset = find_pe_signature(&dos, file_size)?;
    let coff_offset = pe_offset.saturating_add(4);
    let head = read(source, pe_offset, 4 + COFF_HEADER + OPTIONAL_HEADER)?;
    if u32_at(&head, 0) != Some(PE_MAGIC) {
        return Err(NotPe::new(pe_offset, "no PE signature where e_lfanew points"));
    }
    let coff = CoffHeader::parse(&head, &mut 4).map_err(|_| NotPe::new(coff_offset, "the COFF header is cut off"))?;

    let optional_offset = coff_offset.saturating_add(COFF_HEADER);
    let optional = head.get(24..).unwrap_or_default();
    let format = match u16_at(optional, 0) {
        Some(MAGIC_32) => Format::Pe32,
        Some(MAGIC_64) => Format::Pe32Plus,
        Some(MAGIC_ROM) => return Err(NotPe::new(optional_offset, "a ROM image, which knows no Authenticode")),
        Some(magic) => return Err(NotPe::new(optional_offset, format!("optional header magic 0x{magic:04x}"))),
        None => return Err(NotPe::new(optional_offset, "no optional header")),
    };
    // Where NumberOfRvaAndSizes lies.
    let count_offset = if format == Format::Pe32 { 92 } else { 108 };
    if optional.len() < count_offset {
        defects.push(Defect::new(
            Stage::Pe,
            optional_offset,
            "an optional header",
            format!("the file ends after {} bytes of it", optional.len()),
        ));
    }
    let stated = u64::from(u32_at(optional, count_offset).unwrap_or(0));
    let directories =
        read_directories(optional, count_offset.saturating_add(4), usize::from(coff.size_of_optional_header), stated);
    if stated > DIRECTORIES as u64 {
        defects.push(Defect::new(
            Stage::Pe,
            optional_offset.saturating_add(count_offset as u64),
            "at most 16 data directories",
            format!("{stated}"),
        ));
    }
    let security = directories.get(4).copied();
    let section_table = optional_offset.saturating_add(coff.size_of_optional_header.into());
    let word = |offset| u16_at(optional, offset).unwrap_or(0);
    let long = |offset| u32_at(optional, offset).unwrap_or(0);
    let byte = |offset| u8_at(optional, offset).unwrap_or(0);
    Ok(Headers {
        format,
        file_size,
        pe_offset,
        machine: coff.machine,
        characteristics: coff.characteristics,
        time_date_stamp: coff.time_date_stamp,
        subsystem: word(68),
        checksum: long(64),
        checksum_field: optional_offset.saturating_add(CHECKSUM),
        security_entry: security.map(|_| optional_offset.saturating_add(count_offset as u64).saturating_add(36)),
        security_directory: security
            .filter(|entry| entry.rva != 0 || entry.size != 0)
            .map(|entry| Location::new(entry.rva.into(), entry.size.into())),
        size_of_headers: long(60),
        section_alignment: long(32),
        file_alignment: long(36),
        linker: (byte(2), byte(3)),
        os_version: (word(40), word(42)),
        directories,
        section_table,
        sections: read_sections(source, section_table, &coff, limits, defects),
    })
}

fn find_pe_signature(dos: &[u8], file_size: u64) -> Result<u64, NotPe> {
    if u16_at(dos, 0) != Some(DOS_MAGIC) {
        return Err(NotPe::new(0, if file_size == 0 { "an empty file" } else { "no MZ header" }));
    }
    let Some(pe_offset) = u32_at(dos, 0x3c).map(u64::from) else {
        return Err(NotPe::new(0, format!("MZ header only, {file_size} bytes")));
    };
    if pe_offset >= file_size {
        return Err(NotPe::new(0x3c, format!("MZ header only, {file_size} bytes")));
    }
    Ok(pe_offset)
}

fn read_directories(optional: &[u8], start: usize, size_of_optional_header: usize, stated: u64) -> Vec<DataDirectory> {
    let covered = optional.get(..size_of_optional_header).unwrap_or(optional).get(start..).unwrap_or_default();
    let (entries, _) = covered.as_chunks::<8>();
    entries
        .iter()
        .take(usize::try_from(stated).unwrap_or(DIRECTORIES).min(DIRECTORIES))
        .map(|entry| DataDirectory { rva: u32_at(entry, 0).unwrap_or(0), size: u32_at(entry, 4).unwrap_or(0) })
        .collect()
}

fn read(source: &dyn ReadAt, offset: u64, length: u64) -> Result<Vec<u8>, NotPe> {
    source.read_range(offset, length).map_err(|error| NotPe::new(offset, format!("it cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::sample::{PE_OFFSET, Sample};

    fn read(file: &[u8]) -> (Result<Headers, NotPe>, Vec<Defect>) {
        let mut defects = Vec::new();
        let headers = read_headers(&file, &Limits::default(), &mut defects);
        (headers, defects)
    }

    fn reason(file: &[u8]) -> String {
        read(file).0.expect_err("no PE image").reason
    }

    #[test]
    fn fields_of_both_widths_are_read() {
        for wide in [true, false] {
            let sample = Sample { wide, table: Some(vec![0; 16]), ..Sample::default() };
            let file = sample.build();
            let (headers, defects) = read(&file);
            let headers = headers.expect("a PE image");
            assert_eq!(defects, []);
            assert_eq!(headers.format, if wide { Format::Pe32Plus } else { Format::Pe32 });
            assert_eq!(headers.pe_offset, PE_OFFSET as u64);
            assert_eq!(headers.time_date_stamp, 0x6000_0000);
            assert_eq!((headers.subsystem, headers.linker, headers.os_version), (3, (14, 38), (6, 1)));
            assert_eq!((headers.size_of_headers, headers.section_alignment, headers.file_alignment), (1024, 4096, 512));
            assert_eq!((headers.checksum, headers.checksum_field), (0x0102_0304, Sample::optional(64) as u64));
            assert_eq!(headers.security_entry, Some(sample.directory(4) as u64));
            assert_eq!(headers.security_directory, Some(Location::new(0xc00, 16)));
            let names: Vec<&str> = headers.sections.iter().map(|section| section.name.as_str()).collect();
            assert_eq!(names, [".text", ".data"]);
            assert_eq!(headers.image_end(), 0xc00);
        }
    }

    #[test]
    fn other_files_are_refused_with_the_reason() {
        let file = Sample::default().build();
        assert_eq!(reason(b""), "an empty file");
        assert_eq!(reason(b"#!/bin/sh"), "no MZ header");
        assert_eq!(reason(&file[..64]), "MZ header only, 64 bytes");
        assert_eq!(reason(&file[..10]), "MZ header only, 10 bytes");
        assert_eq!(reason(&file[..PE_OFFSET + 10]), "the COFF header is cut off");
        assert_eq!(reason(&file[..PE_OFFSET + 24]), "no optional header");
        let mut other = file.clone();
        other[PE_OFFSET] = b'N';
        assert_eq!(reason(&other), "no PE signature where e_lfanew points");
        let mut rom = file;
        rom[Sample::optional(0)..][..2].copy_from_slice(&[0x07, 0x01]);
        assert_eq!(reason(&rom), "a ROM image, which knows no Authenticode");
    }

    #[test]
    fn security_directory_counts_only_when_both_sizes_cover_it() {
        let sample = Sample::with_table(vec![0; 16]);
        let mut four = sample.build();
        four[Sample::optional(108)] = 4;
        let headers = read(&four).0.expect("a PE image");
        assert_eq!((headers.security_entry, headers.security_directory), (None, None));

        let mut short = sample.build();
        // SizeOfOptionalHeader ends inside directory 4.
        short[PE_OFFSET + 20] = 144 + 7;
        let headers = read(&short).0.expect("a PE image");
        assert_eq!((headers.security_entry, headers.security_directory), (None, None));
    }

    #[test]
    fn more_than_sixteen_directories_are_a_defect() {
        let mut file = Sample::default().build();
        file[Sample::optional(108)..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
        let (headers, defects) = read(&file);
        assert_eq!(headers.expect("a PE image").directories.len(), 16);
        assert_eq!(defects[0].offset, Some(Sample::optional(108) as u64));
    }

    #[test]
    fn cut_off_optional_header_reads_as_zeros() {
        let file = Sample::default().build();
        let (headers, defects) = read(&file[..Sample::optional(62)]);
        let headers = headers.expect("a PE image");
        assert_eq!((headers.section_alignment, headers.size_of_headers, headers.subsystem), (4096, 0, 0));
        assert_eq!(defects.len(), 2, "the optional header and the section table: {defects:?}");
    }

    #[test]
    fn sections_beyond_the_limit_are_a_defect() {
        let mut file = Sample::default().build();
        file.resize(8192, 0);
        file[PE_OFFSET + 6..][..2].copy_from_slice(&97u16.to_le_bytes());
        let (headers, defects) = read(&file);
        assert_eq!(headers.expect("a PE image").sections.len(), 96);
        assert_eq!(defects[0].expected, "at most 96 sections");
    }

    #[test]
    fn long_section_names_come_from_the_string_table() {
        let mut sample = Sample::default();
        sample.sections[0].0 = b"/4";
        sample.sections[1].0 = b".\xff\xfe";
        sample.overlay = b"\x20\0\0\0.debug_info\0rest of the strings\0".to_vec();
        let mut file = sample.build();
        file[PE_OFFSET + 12..][..4].copy_from_slice(&0xc00u32.to_le_bytes());
        let headers = read(&file).0.expect("a PE image");
        assert_eq!(headers.sections[0].name, ".debug_info");
        assert_eq!(headers.sections[1].name, ".\u{fffd}\u{fffd}");
    }
}
