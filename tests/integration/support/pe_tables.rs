//! Writes the tables that live in `.rdata`: imports, exports, debug directory (PE format, sections 5.1 and 6).

/// A data directory: where it is loaded and how long it is.
#[derive(Clone, Copy, Default)]
pub struct Directory {
    pub rva: u32,
    pub size: u32,
}

/// What `.rdata` shall hold.
#[derive(Clone, Default)]
pub struct ReadOnlyData {
    /// Library and the functions taken from it.
    pub imports: Vec<(String, Vec<String>)>,
    /// Name of an export directory without functions, and its TimeDateStamp.
    pub exports: Option<(String, u32)>,
    /// CodeView entry: path of the program database.
    pub pdb: Option<String>,
    /// Debug entry 16 (REPRO) with a hash.
    pub reproducible: bool,
    /// TimeDateStamp of the debug entries.
    pub debug_time: u32,
    /// Free bytes behind the tables.
    pub text: Vec<u8>,
}

/// `.rdata` and the directories into it.
#[derive(Default)]
pub struct Built {
    pub bytes: Vec<u8>,
    pub exports: Directory,
    pub imports: Directory,
    pub debug: Directory,
}

impl ReadOnlyData {
    /// Lays the tables out for a section loaded at `rva` and stored at `offset`; `wide` says PE32+.
    pub fn build(&self, rva: u32, offset: u32, wide: bool) -> Built {
        let mut built = Built::default();
        if !self.imports.is_empty() {
            self.add_imports(&mut built, rva, wide);
        }
        if let Some((name, time)) = &self.exports {
            let start = here(&built, rva);
            let mut table = vec![0_u8; 40];
            table[4..8].copy_from_slice(&time.to_le_bytes());
            table[12..16].copy_from_slice(&(start + 40).to_le_bytes());
            table[16..20].copy_from_slice(&1_u32.to_le_bytes());
            table.extend(name.as_bytes());
            table.push(0);
            built.exports = Directory { rva: start, size: table.len() as u32 };
            append(&mut built, table);
        }
        self.add_debug(&mut built, rva, offset);
        append(&mut built, self.text.clone());
        built
    }

    /// Adds descriptors, then for each library its lookup table, address table, names.
    fn add_imports(&self, built: &mut Built, rva: u32, wide: bool) {
        let start = here(built, rva);
        let thunk = if wide { 8 } else { 4 };
        let mut descriptors = Vec::new();
        let mut rest = Vec::new();
        let rest_rva = start + 20 * (self.imports.len() as u32 + 1);
        for (library, functions) in &self.imports {
            let table_size = thunk * (functions.len() + 1);
            let lookup = rest_rva + rest.len() as u32;
            let names = lookup + 2 * table_size as u32;
            let mut thunks = Vec::new();
            let mut strings = Vec::new();
            for function in functions {
                let entry = u64::from(names + strings.len() as u32).to_le_bytes();
                thunks.extend(&entry[..thunk]);
                strings.extend([0, 0]);
                strings.extend(function.as_bytes());
                strings.push(0);
                strings.resize(strings.len().next_multiple_of(2), 0);
            }
            thunks.resize(table_size, 0);
            let library_name = names + strings.len() as u32;
            strings.extend(library.as_bytes());
            strings.push(0);
            strings.resize(strings.len().next_multiple_of(8), 0);
            for field in [lookup, 0, 0, library_name, lookup + table_size as u32] {
                descriptors.extend(field.to_le_bytes());
            }
            rest.extend(&thunks);
            rest.extend(&thunks);
            rest.extend(strings);
        }
        descriptors.resize(descriptors.len() + 20, 0);
        built.imports = Directory { rva: start, size: descriptors.len() as u32 };
        append(built, [descriptors, rest].concat());
    }

    fn add_debug(&self, built: &mut Built, rva: u32, offset: u32) {
        let mut entries: Vec<(u32, Vec<u8>)> = Vec::new();
        if let Some(path) = &self.pdb {
            let guid = *b"sigscope-testpdb";
            entries.push((2, [b"RSDS", &guid[..], &1_u32.to_le_bytes(), path.as_bytes(), &[0]].concat()));
        }
        if self.reproducible {
            entries.push((16, [&32_u32.to_le_bytes()[..], &[0x5C; 32]].concat()));
        }
        if entries.is_empty() {
            return;
        }
        let start = here(built, rva);
        let mut data_at = built.bytes.len() as u32 + 28 * entries.len() as u32;
        let (mut table, mut data) = (Vec::new(), Vec::new());
        for (kind, content) in &entries {
            for field in [0, self.debug_time, 0, *kind, content.len() as u32, rva + data_at, offset + data_at] {
                table.extend(field.to_le_bytes());
            }
            let padded = content.len().next_multiple_of(4);
            data.extend(content);
            data.resize(data.len() + padded - content.len(), 0);
            data_at += padded as u32;
        }
        built.debug = Directory { rva: start, size: table.len() as u32 };
        append(built, [table, data].concat());
    }
}

fn here(built: &Built, rva: u32) -> u32 {
    rva + built.bytes.len() as u32
}

fn append(built: &mut Built, bytes: Vec<u8>) {
    built.bytes.extend(bytes);
    built.bytes.resize(built.bytes.len().next_multiple_of(16), 0);
}
