//! Writes small, harmless, structurally valid PE images (PE format, sections 2 to 4). The code is `xor eax, eax; ret`.

use time::OffsetDateTime;

use super::{
    pe_patch::{fix_checksum, set_checksum},
    pe_tables::ReadOnlyData,
    version_info::VersionInfo,
};

const FILE_ALIGNMENT: usize = 0x200;
const SECTION_ALIGNMENT: u32 = 0x1000;

/// Machine type x64.
pub const AMD64: u16 = 0x8664;
/// Machine type x86.
pub const I386: u16 = 0x014C;
/// Machine type ARM64.
pub const ARM64: u16 = 0xAA64;
/// Subsystem of drivers.
pub const NATIVE: u16 = 1;
/// Subsystem of console programs.
pub const CONSOLE: u16 = 3;

/// What the header's CheckSum shall be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    Right,
    Value(u32),
}

/// A section besides `.text`, `.rdata` and `.rsrc`.
#[derive(Clone)]
pub struct Section {
    pub name: String,
    pub content: Vec<u8>,
    pub characteristics: u32,
    /// Unused bytes in the file before the section's data, rounded up to the file alignment.
    pub gap_before: usize,
}

/// An image to be written. `Pe::new` is a 64-bit console program; change any field.
#[derive(Clone)]
pub struct Pe {
    /// PE32+ instead of PE32.
    pub wide: bool,
    pub machine: u16,
    pub subsystem: u16,
    pub characteristics: u16,
    /// COFF TimeDateStamp, seconds since 1970 unless it is a hash.
    pub link_time: u32,
    pub code: Vec<u8>,
    pub read_only: ReadOnlyData,
    pub version_info: Option<VersionInfo>,
    pub resource_time: u32,
    pub sections: Vec<Section>,
    /// Unused bytes between headers and first section, rounded up to the file alignment.
    pub gap_after_headers: usize,
    /// Rich header: (product id, build, count).
    pub rich: Vec<(u16, u16, u32)>,
    /// Bytes behind the last section.
    pub overlay: Vec<u8>,
    pub checksum: Checksum,
}

impl Pe {
    /// Starts a program whose only difference from another is `text`, kept in `.rdata`.
    pub fn new(text: &str, link_time: OffsetDateTime) -> Self {
        let link_time = link_time.unix_timestamp() as u32;
        let imports = vec![("KERNEL32.dll".to_owned(), vec!["GetTickCount".to_owned(), "ExitProcess".to_owned()])];
        Self {
            wide: true,
            machine: AMD64,
            subsystem: CONSOLE,
            characteristics: 0x0022,
            link_time,
            code: vec![0x31, 0xC0, 0xC3],
            read_only: ReadOnlyData {
                imports,
                text: text.as_bytes().to_vec(),
                debug_time: link_time,
                ..ReadOnlyData::default()
            },
            version_info: None,
            resource_time: 0,
            sections: Vec::new(),
            gap_after_headers: 0,
            rich: vec![(0x0104, 33_808, 2), (0x0105, 33_808, 1), (0x0102, 33_808, 1)],
            overlay: Vec::new(),
            checksum: Checksum::Right,
        }
    }

    /// Makes it a 32-bit image.
    pub fn narrow(mut self) -> Self {
        (self.wide, self.machine, self.characteristics) = (false, I386, 0x0102);
        self
    }

    /// Makes it look like a driver: native subsystem, imports of the kernel.
    pub fn driver(mut self) -> Self {
        self.subsystem = NATIVE;
        self.read_only.imports = vec![("ntoskrnl.exe".to_owned(), vec!["DbgPrint".to_owned()])];
        self
    }

    /// Sets VERSIONINFO strings, in English.
    pub fn version_info(mut self, strings: &[(&str, &str)]) -> Self {
        let strings = strings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.version_info = Some(VersionInfo { strings, language: 0x0409, file_version: [1, 0, 0, 0] });
        self
    }

    /// Sets the path of the program database.
    pub fn pdb(mut self, path: &str) -> Self {
        self.read_only.pdb = Some(path.to_owned());
        self
    }

    /// Marks the image as reproducible: TimeDateStamp is a hash.
    pub fn reproducible(mut self, hash: u32) -> Self {
        self.read_only.reproducible = true;
        (self.link_time, self.read_only.debug_time) = (hash, hash);
        self
    }

    /// Adds a section.
    pub fn section(mut self, name: &str, content: &[u8], gap_before: usize) -> Self {
        let (name, content) = (name.to_owned(), content.to_vec());
        self.sections.push(Section { name, content, characteristics: 0x4000_0040, gap_before });
        self
    }

    /// Sets the overlay.
    pub fn overlay(mut self, bytes: &[u8]) -> Self {
        self.overlay = bytes.to_vec();
        self
    }

    /// Applies any change, as a step of a chain.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Returns the unsigned file.
    pub fn build(&self) -> Vec<u8> {
        let dos = self.dos_part();
        let optional_size = if self.wide { 240 } else { 224 };
        let count = 2 + usize::from(self.version_info.is_some()) + self.sections.len();
        let headers_size = (dos.len() + 24 + optional_size + 40 * count).next_multiple_of(FILE_ALIGNMENT);
        let mut layout = Layout::new(headers_size + self.gap_after_headers.next_multiple_of(FILE_ALIGNMENT));

        layout.add(".text", self.code.clone(), 0x6000_0020);
        let (rva, offset) = layout.next();
        let tables = self.read_only.build(rva, offset, self.wide);
        layout.add(".rdata", tables.bytes, 0x4000_0040);
        let mut resources = (0, 0);
        if let Some(info) = &self.version_info {
            let (rva, _) = layout.next();
            let content = info.resource_section(rva, self.resource_time);
            resources = (rva, content.len() as u32);
            layout.add(".rsrc", content, 0x4000_0040);
        }
        for section in &self.sections {
            layout.skip(section.gap_before);
            layout.add(&section.name, section.content.clone(), section.characteristics);
        }
        let directories = [
            (0, tables.exports.rva, tables.exports.size),
            (1, tables.imports.rva, tables.imports.size),
            (2, resources.0, resources.1),
            (6, tables.debug.rva, tables.debug.size),
        ];
        let mut out = dos;
        out.extend(self.coff_header(count, optional_size));
        out.extend(self.optional_header(headers_size, &layout, &directories));
        layout.headers.iter().for_each(|header| out.extend(header));
        for (offset, content) in &layout.contents {
            out.resize(*offset, 0);
            out.extend(content);
        }
        out.resize(layout.end, 0);
        out.extend(&self.overlay);
        match self.checksum {
            Checksum::Right => fix_checksum(&mut out),
            Checksum::Value(value) => set_checksum(&mut out, value),
        }
        out
    }

    /// Returns DOS header, stub and Rich header, with e_lfanew pointing behind them.
    fn dos_part(&self) -> Vec<u8> {
        let mut out = vec![0_u8; 0x40];
        let header = [0x5A4D_u16, 0x90, 3, 0, 4, 0, 0xFFFF, 0, 0xB8, 0, 0, 0, 0x40, 0];
        for (index, word) in header.into_iter().enumerate() {
            out[index * 2..index * 2 + 2].copy_from_slice(&word.to_le_bytes());
        }
        out.extend([0x0E, 0x1F, 0xBA, 0x0E, 0, 0xB4, 0x09, 0xCD, 0x21, 0xB8, 0x01, 0x4C, 0xCD, 0x21]);
        out.extend(b"This program cannot be run in DOS mode.\r\r\n$");
        out.resize(0x80, 0);
        if !self.rich.is_empty() {
            let mut key = 0x80_u32;
            for (index, byte) in out.iter().enumerate() {
                key = key.wrapping_add(u32::from(*byte).rotate_left(index as u32));
            }
            let ids = self.rich.iter().map(|(id, build, count)| (u32::from(*id) << 16 | u32::from(*build), *count));
            ids.clone().for_each(|(id, count)| key = key.wrapping_add(id.rotate_left(count)));
            let words =
                [u32::from_le_bytes(*b"DanS"), 0, 0, 0].into_iter().chain(ids.flat_map(|(id, count)| [id, count]));
            out.extend(words.flat_map(|word| (word ^ key).to_le_bytes()));
            out.extend(b"Rich");
            out.extend(key.to_le_bytes());
            out.resize(out.len().next_multiple_of(8), 0);
        }
        let e_lfanew = out.len() as u32;
        out[0x3C..0x40].copy_from_slice(&e_lfanew.to_le_bytes());
        out
    }

    fn coff_header(&self, sections: usize, optional_size: usize) -> Vec<u8> {
        let mut out = b"PE\0\0".to_vec();
        out.extend(self.machine.to_le_bytes());
        out.extend((sections as u16).to_le_bytes());
        out.extend(self.link_time.to_le_bytes());
        out.extend([0; 8]);
        out.extend((optional_size as u16).to_le_bytes());
        out.extend(self.characteristics.to_le_bytes());
        out
    }

    fn optional_header(&self, headers_size: usize, layout: &Layout, directories: &[(usize, u32, u32)]) -> Vec<u8> {
        let mut out = Vec::new();
        let code_size = self.code.len().next_multiple_of(FILE_ALIGNMENT) as u32;
        let data_size = layout.raw_total - code_size;
        out.extend(if self.wide { 0x020B_u16 } else { 0x010B }.to_le_bytes());
        out.extend([14, 0]);
        let dwords =
            |out: &mut Vec<u8>, values: &[u32]| values.iter().for_each(|value| out.extend(value.to_le_bytes()));
        dwords(&mut out, &[code_size, data_size, 0, SECTION_ALIGNMENT, SECTION_ALIGNMENT]);
        if self.wide {
            out.extend(0x1_4000_0000_u64.to_le_bytes());
        } else {
            dwords(&mut out, &[2 * SECTION_ALIGNMENT, 0x0040_0000]);
        }
        dwords(&mut out, &[SECTION_ALIGNMENT, FILE_ALIGNMENT as u32, 6, 0, 6, 0, layout.rva, headers_size as u32, 0]);
        out.extend(self.subsystem.to_le_bytes());
        out.extend(if self.wide { 0x8160_u16 } else { 0x8140 }.to_le_bytes());
        for value in [0x10_0000_u64, 0x1000, 0x10_0000, 0x1000] {
            let bytes = value.to_le_bytes();
            out.extend(&bytes[..if self.wide { 8 } else { 4 }]);
        }
        dwords(&mut out, &[0, 16]);
        let mut table = [(0_u32, 0_u32); 16];
        directories.iter().for_each(|(index, rva, size)| table[*index] = (*rva, *size));
        table.iter().for_each(|(rva, size)| dwords(&mut out, &[*rva, *size]));
        out
    }
}

/// Where sections go, in memory and in the file.
struct Layout {
    rva: u32,
    end: usize,
    raw_total: u32,
    headers: Vec<Vec<u8>>,
    contents: Vec<(usize, Vec<u8>)>,
}

impl Layout {
    fn new(end: usize) -> Self {
        Self { rva: SECTION_ALIGNMENT, end, raw_total: 0, headers: Vec::new(), contents: Vec::new() }
    }

    /// Returns RVA and file offset of the next section.
    fn next(&self) -> (u32, u32) {
        (self.rva, self.end as u32)
    }

    fn skip(&mut self, bytes: usize) {
        self.end += bytes.next_multiple_of(FILE_ALIGNMENT);
    }

    fn add(&mut self, name: &str, content: Vec<u8>, characteristics: u32) {
        let raw = content.len().next_multiple_of(FILE_ALIGNMENT);
        let mut header = name.as_bytes().to_vec();
        header.resize(8, 0);
        for field in [content.len() as u32, self.rva, raw as u32, self.end as u32, 0, 0, 0, characteristics] {
            header.extend(field.to_le_bytes());
        }
        self.headers.push(header);
        self.rva += (content.len() as u32).next_multiple_of(SECTION_ALIGNMENT);
        self.contents.push((self.end, content));
        self.end += raw;
        self.raw_total += raw as u32;
    }
}
