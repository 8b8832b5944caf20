//! Reads and changes finished PE files: digest, checksum, certificate table, single bytes.
//!
//! Offsets: PE format, "Optional Header"; digest: Authenticode paper, "Calculating the PE Image Hash".

use super::hash::Hash;

/// Where the fields lie that signing touches, as bytes from the start of the file.
#[derive(Clone, Copy, Debug)]
pub struct Offsets {
    pub coff: usize,
    pub checksum: usize,
    pub directory: usize,
    pub headers_size: usize,
    pub sections: usize,
    pub section_count: usize,
}

/// Returns the offsets for a well-formed image.
pub fn offsets(image: &[u8]) -> Offsets {
    let coff = u32_at(image, 0x3C) as usize + 4;
    let optional = coff + 20;
    let plus = u16_at(image, optional) == 0x20B;
    Offsets {
        coff,
        checksum: optional + 64,
        directory: optional + if plus { 144 } else { 128 },
        headers_size: u32_at(image, optional + 60) as usize,
        sections: optional + usize::from(u16_at(image, coff + 16)),
        section_count: usize::from(u16_at(image, coff + 2)),
    }
}

/// One WIN_CERTIFICATE to be written.
#[derive(Clone)]
pub struct Entry {
    pub data: Vec<u8>,
    pub revision: u16,
    pub kind: u16,
    /// Bytes after the data and inside the entry; `None`: zeros up to the next multiple of 8.
    pub padding: Option<Vec<u8>>,
    /// Replaces dwLength.
    pub length: Option<u32>,
}

impl Entry {
    /// Returns an entry as signtool writes it: revision 2.0, PKCS SignedData, padding counted in dwLength.
    pub fn new(data: Vec<u8>) -> Self {
        Self { data, revision: 0x0200, kind: 2, padding: None, length: None }
    }

    /// Sets what follows the data inside the entry; zeros up to a multiple of 8 are added behind it.
    pub fn hide(mut self, bytes: &[u8]) -> Self {
        let mut padding = bytes.to_vec();
        padding.resize(padding.len() + (8 + self.data.len() + padding.len()).wrapping_neg() % 8, 0);
        self.padding = Some(padding);
        self
    }

    fn encode(&self) -> Vec<u8> {
        let zeros = vec![0; (8 + self.data.len()).wrapping_neg() % 8];
        let padding = self.padding.as_ref().unwrap_or(&zeros);
        let length = 8 + self.data.len() + padding.len();
        let mut out = self.length.unwrap_or(length as u32).to_le_bytes().to_vec();
        out.extend(self.revision.to_le_bytes());
        out.extend(self.kind.to_le_bytes());
        out.extend(&self.data);
        out.extend(padding);
        out
    }
}

/// Returns the image with zeros up to a multiple of 8, as signing tools do before they hash.
pub fn pad_to_table(image: &[u8]) -> Vec<u8> {
    let mut out = image.to_vec();
    out.resize(image.len().next_multiple_of(8), 0);
    out
}

/// Returns the image with a certificate table of these entries at its end, the directory set and the checksum right.
pub fn attach(image: &[u8], entries: &[Entry]) -> Vec<u8> {
    let mut out = pad_to_table(image);
    let start = out.len();
    entries.iter().for_each(|entry| out.extend(entry.encode()));
    let size = out.len() - start;
    set_directory(&mut out, start as u32, size as u32);
    fix_checksum(&mut out);
    out
}

/// Returns offset and size of the certificate table, as directory 4 states them.
pub fn table(file: &[u8]) -> (usize, usize) {
    let at = offsets(file).directory;
    (u32_at(file, at) as usize, u32_at(file, at + 4) as usize)
}

/// Sets directory 4.
pub fn set_directory(file: &mut [u8], offset: u32, size: u32) {
    let at = offsets(file).directory;
    put_u32(file, at, offset);
    put_u32(file, at + 4, size);
}

/// Returns the signature in the first entry, without padding.
pub fn signature_block(file: &[u8]) -> Vec<u8> {
    let data = &file[table(file).0 + 8..];
    data[..super::der_writer::element_length(data)].to_vec()
}

/// Returns the file without its certificate table.
pub fn unsign(file: &[u8]) -> Vec<u8> {
    let mut out = file[..table(file).0].to_vec();
    set_directory(&mut out, 0, 0);
    fix_checksum(&mut out);
    out
}

/// Returns the image digest: all bytes but checksum, directory 4 and the table.
pub fn image_digest(image: &[u8], hash: Hash) -> Vec<u8> {
    let at = offsets(image);
    let (start, size) = table(image);
    let mut covered = image[..at.checksum].to_vec();
    covered.extend(&image[at.checksum + 4..at.directory]);
    if start == 0 {
        covered.extend(&image[at.directory + 8..]);
    } else {
        covered.extend(&image[at.directory + 8..start]);
        covered.extend(&image[start + size..]);
    }
    hash.of(&covered)
}

/// Returns the page hash table: (offset, digest) for the headers, each page of each section, and the end mark. Pages have 4096 bytes.
pub fn page_hash_table(image: &[u8], hash: Hash) -> Vec<u8> {
    const PAGE: usize = 4096;
    let at = offsets(image);
    let record = |offset: usize, digest: &[u8]| [&(offset as u32).to_le_bytes(), digest].concat();
    let mut headers = image[..at.checksum].to_vec();
    headers.extend(&image[at.checksum + 4..at.directory]);
    headers.extend(&image[at.directory + 8..at.headers_size]);
    headers.resize(headers.len() + PAGE - at.headers_size, 0);
    let mut out = record(0, &hash.of(&headers));
    let mut end = at.headers_size;
    for section in (0..at.section_count).map(|index| at.sections + index * 40) {
        let (size, start) = (u32_at(image, section + 16) as usize, u32_at(image, section + 20) as usize);
        for offset in (start..start + size).step_by(PAGE) {
            let mut page = image[offset..(offset + PAGE).min(start + size)].to_vec();
            page.resize(PAGE, 0);
            out.extend(record(offset, &hash.of(&page)));
        }
        end = start + size;
    }
    out.extend(record(end, &vec![0; hash.length()]));
    out
}

/// Returns the checksum that the header should have.
pub fn checksum(file: &[u8]) -> u32 {
    let at = offsets(file).checksum;
    let mut sum = 0_u32;
    for (index, pair) in file.chunks(2).enumerate() {
        let skipped = (at..at + 4).contains(&(index * 2));
        let word = if skipped { 0 } else { u32::from(pair[0]) | u32::from(*pair.get(1).unwrap_or(&0)) << 8 };
        sum += word;
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    sum + file.len() as u32
}

/// Writes the right checksum.
pub fn fix_checksum(file: &mut [u8]) {
    let value = checksum(file);
    set_checksum(file, value);
}

/// Writes any checksum.
pub fn set_checksum(file: &mut [u8], value: u32) {
    let at = offsets(file).checksum;
    put_u32(file, at, value);
}

/// Reads a little-endian u16.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// Reads a little-endian u32.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Writes a little-endian u32.
pub fn put_u32(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}
