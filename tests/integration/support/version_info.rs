//! Writes a resource section that holds one VERSIONINFO (PE format, "The .rsrc Section"; VS_VERSIONINFO in winver.h).

/// The strings of a VERSIONINFO and the language they claim.
#[derive(Clone)]
pub struct VersionInfo {
    /// Pairs such as ("CompanyName", "Example").
    pub strings: Vec<(String, String)>,
    /// LANGID, 0x0409 for English (United States).
    pub language: u16,
    /// Four numbers of the file version.
    pub file_version: [u16; 4],
}

impl VersionInfo {
    /// Returns the content of a `.rsrc` section loaded at `rva`; `time` is the directory's TimeDateStamp.
    pub fn resource_section(&self, rva: u32, time: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let directory = |id: u32, target: u32| {
            let mut table = Vec::new();
            table.extend(0_u32.to_le_bytes());
            table.extend(time.to_le_bytes());
            table.extend(0_u32.to_le_bytes());
            table.extend([0, 0, 1, 0]);
            table.extend(id.to_le_bytes());
            table.extend(target.to_le_bytes());
            table
        };
        const SUBDIRECTORY: u32 = 0x8000_0000;
        let info = self.encode();
        out.extend(directory(16, SUBDIRECTORY | 24));
        out.extend(directory(1, SUBDIRECTORY | 48));
        out.extend(directory(u32::from(self.language), 72));
        out.extend((rva + 88).to_le_bytes());
        out.extend((info.len() as u32).to_le_bytes());
        out.extend([0; 8]);
        out.extend(info);
        out
    }

    /// Returns VS_VERSIONINFO.
    fn encode(&self) -> Vec<u8> {
        let [major, minor, patch, build] = self.file_version.map(u32::from);
        let fixed: Vec<u8> = [
            0xFEEF_04BD,
            0x0001_0000,
            major << 16 | minor,
            patch << 16 | build,
            major << 16 | minor,
            patch << 16 | build,
            0x3F,
            0,
            0x0004_0004,
            1,
            0,
            0,
            0,
        ]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();
        let strings: Vec<Vec<u8>> =
            self.strings.iter().map(|(name, value)| block(name, true, &wide(value), &[])).collect();
        let table = block(&format!("{:04x}04b0", self.language), true, &[], &strings);
        let translation = [self.language.to_le_bytes(), 0x04B0_u16.to_le_bytes()].concat();
        let var_info = block("VarFileInfo", true, &[], &[block("Translation", false, &translation, &[])]);
        block("VS_VERSION_INFO", false, &fixed, &[block("StringFileInfo", true, &[], &[table]), var_info])
    }
}

/// Returns one block: length, value length, type, key, value and children, each part on a 4-byte boundary.
fn block(key: &str, is_text: bool, value: &[u8], children: &[Vec<u8>]) -> Vec<u8> {
    let align = |bytes: &mut Vec<u8>| bytes.resize(bytes.len().next_multiple_of(4), 0);
    let value_length = if is_text { value.len() / 2 } else { value.len() };
    let mut out = vec![0, 0];
    out.extend((value_length as u16).to_le_bytes());
    out.extend(u16::from(is_text).to_le_bytes());
    out.extend(wide(key));
    align(&mut out);
    out.extend(value);
    for child in children {
        align(&mut out);
        out.extend(child);
    }
    let length = out.len() as u16;
    out[..2].copy_from_slice(&length.to_le_bytes());
    out
}

/// Returns UTF-16LE with a NUL at the end.
fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}
