//! A small PE image for the unit tests.

/// What to write. Fields may be changed before [`Sample::build`].
pub(super) struct Sample {
    pub(super) wide: bool,
    pub(super) size_of_headers: u32,
    /// Name, virtual address, gap in front, raw data.
    pub(super) sections: Vec<(&'static [u8], u32, usize, Vec<u8>)>,
    pub(super) overlay: Vec<u8>,
    /// The bytes of the certificate table.
    pub(super) table: Option<Vec<u8>>,
    pub(super) trailing: Vec<u8>,
    pub(super) directories: [(u32, u32); 16],
    /// Between the DOS header and the PE header, at most 64 bytes.
    pub(super) stub: Vec<u8>,
}

/// Where the PE header lies.
pub(super) const PE_OFFSET: usize = 0x80;

impl Default for Sample {
    fn default() -> Self {
        Self {
            wide: true,
            size_of_headers: 0x400,
            sections: vec![(b".text", 0x1000, 0, pattern(0x600)), (b".data", 0x2000, 0, pattern(0x200))],
            overlay: Vec::new(),
            table: None,
            trailing: Vec::new(),
            directories: [(0, 0); 16],
            stub: Vec::new(),
        }
    }
}

/// Bytes that differ from place to place.
pub(super) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| ((index * 31) ^ (index >> 8)) as u8).collect()
}

/// A WIN_CERTIFICATE of revision 0x0200 and type 2, padded to eight bytes.
pub(super) fn win_certificate(data: &[u8]) -> Vec<u8> {
    let mut entry = ((data.len() + 8) as u32).to_le_bytes().to_vec();
    entry.extend([0, 2, 2, 0]);
    entry.extend(data);
    entry.resize(entry.len().next_multiple_of(8), 0);
    entry
}

impl Sample {
    pub(super) fn with_table(table: Vec<u8>) -> Self {
        Self { table: Some(table), ..Self::default() }
    }

    /// Where a field of the optional header lies.
    pub(super) const fn optional(offset: usize) -> usize {
        PE_OFFSET + 24 + offset
    }

    /// Where data directory `index` lies.
    pub(super) const fn directory(&self, index: usize) -> usize {
        Self::optional(if self.wide { 112 } else { 96 } + 8 * index)
    }

    pub(super) fn build(&self) -> Vec<u8> {
        let optional_size: usize = if self.wide { 240 } else { 224 };
        let mut file = vec![0; PE_OFFSET];
        file[..2].copy_from_slice(b"MZ");
        file[0x3c] = PE_OFFSET as u8;
        file[0x40..0x40 + self.stub.len()].copy_from_slice(&self.stub);
        file.extend(b"PE\0\0");
        file.extend(if self.wide { 0x8664u16 } else { 0x14c }.to_le_bytes());
        file.extend((self.sections.len() as u16).to_le_bytes());
        file.extend(0x6000_0000u32.to_le_bytes());
        file.extend([0; 8]);
        file.extend((optional_size as u16).to_le_bytes());
        file.extend(0x2022u16.to_le_bytes());
        let mut optional = vec![0; optional_size];
        let mut put = |offset: usize, bytes: &[u8]| optional[offset..offset + bytes.len()].copy_from_slice(bytes);
        put(0, &if self.wide { 0x20bu16 } else { 0x10b }.to_le_bytes());
        put(2, &[14, 38]);
        put(32, &0x1000u32.to_le_bytes());
        put(36, &0x200u32.to_le_bytes());
        put(40, &[6, 0, 1, 0]);
        put(60, &self.size_of_headers.to_le_bytes());
        put(64, &0x0102_0304u32.to_le_bytes());
        put(68, &3u16.to_le_bytes());
        put(if self.wide { 108 } else { 92 }, &16u32.to_le_bytes());
        file.extend(optional);
        let mut data = Vec::new();
        for (name, address, gap, raw) in &self.sections {
            data.resize(data.len() + gap, 0xcc);
            let mut padded = name.to_vec();
            padded.resize(8, 0);
            file.extend(padded);
            file.extend((raw.len() as u32).to_le_bytes());
            file.extend(address.to_le_bytes());
            file.extend((raw.len() as u32).to_le_bytes());
            file.extend((self.size_of_headers as usize + data.len()).to_le_bytes()[..4].iter());
            file.extend([0; 16]);
            data.extend(raw);
        }
        file.resize(self.size_of_headers as usize, 0);
        file.extend(data);
        file.extend(&self.overlay);
        let mut directories = self.directories;
        if let Some(table) = &self.table {
            file.resize(file.len().next_multiple_of(8), 0);
            directories[4] = (file.len() as u32, table.len() as u32);
            file.extend(table);
        }
        for (index, (rva, size)) in directories.into_iter().enumerate() {
            let place = self.directory(index);
            file[place..place + 4].copy_from_slice(&rva.to_le_bytes());
            file[place + 4..place + 8].copy_from_slice(&size.to_le_bytes());
        }
        file.extend(&self.trailing);
        file
    }
}
