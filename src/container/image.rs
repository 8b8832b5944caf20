//! Bounded reading from a PE image by file offset and by relative virtual address (RVA).
//!
//! Directories point all over the file, a few bytes each time. The reader keeps some blocks, and stops after a fixed
//! number of them, so that a hostile directory costs no more than a large honest one.

use std::collections::VecDeque;
use std::ffi::CStr;

use super::aligned::AlignedBuffer;
use super::{Headers, ReadAt, SectionHeader};

/// Bytes of a block, and blocks kept.
const BLOCK: u64 = 16 << 10;
const BLOCK_BYTES: usize = 16 << 10;
const KEPT: usize = 8;
/// Blocks that are read for one image.
const MOST_BLOCKS: usize = 4096;
/// File alignment from which on the loader rounds PointerToRawData down to a sector.
const SECTOR: u32 = 512;

/// Reads a PE image.
pub(super) struct Image<'a> {
    source: &'a dyn ReadAt,
    pub(super) headers: &'a Headers,
    /// The blocks kept, the newest in front.
    blocks: VecDeque<Block>,
    blocks_read: usize,
}

/// Some bytes of the file.
struct Block {
    number: u64,
    buffer: AlignedBuffer,
    length: usize,
}

impl<'a> Image<'a> {
    pub(super) fn new(source: &'a dyn ReadAt, headers: &'a Headers) -> Self {
        Self { source, headers, blocks: VecDeque::new(), blocks_read: 0 }
    }

    /// Returns up to `length` bytes at a file offset; fewer at the end of the file.
    pub(super) fn bytes(&mut self, offset: u64, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Ends: each round adds at least one byte, or stops.
        while bytes.len() < length {
            let rest = self.rest_of_block(offset.saturating_add(bytes.len() as u64));
            let taken = rest.get(..length.saturating_sub(bytes.len())).unwrap_or(rest);
            if taken.is_empty() {
                break;
            }
            bytes.extend_from_slice(taken);
        }
        bytes
    }

    /// Returns exactly `N` bytes at a file offset.
    pub(super) fn array<const N: usize>(&mut self, offset: u64) -> Option<[u8; N]> {
        if let Some(&whole) = self.rest_of_block(offset).first_chunk() {
            return Some(whole);
        }
        self.bytes(offset, N).try_into().ok()
    }

    /// Returns the text at a file offset up to a zero byte, at most `longest` bytes of it. Bytes that are no UTF-8 are
    /// replaced.
    pub(super) fn text(&mut self, offset: u64, longest: usize) -> String {
        let mut text = String::new();
        self.append_text(offset, longest, &mut text);
        text
    }

    /// Appends what [`Image::text`] returns.
    pub(super) fn append_text(&mut self, offset: u64, longest: usize, text: &mut String) {
        let rest = self.rest_of_block(offset);
        let rest = rest.get(..longest).unwrap_or(rest);
        if let Ok(found) = CStr::from_bytes_until_nul(rest) {
            return append_lossy(found.to_bytes(), text);
        }
        let bytes = self.bytes(offset, longest);
        let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
        append_lossy(bytes.get(..end).unwrap_or_default(), text);
    }

    /// The bytes from a file offset to the end of its block; none behind the end of the file.
    fn rest_of_block(&mut self, offset: u64) -> &[u8] {
        let skipped = usize::try_from(offset % BLOCK).unwrap_or(usize::MAX);
        self.block(offset / BLOCK).and_then(|block| block.get(skipped..)).unwrap_or_default()
    }

    /// Maps an RVA to a file offset; `None` when no byte of the file is mapped there.
    ///
    /// A section counts for its virtual size before another counts for raw data beyond it. RVAs in front of all
    /// sections are those of the headers.
    pub(super) fn offset(&self, rva: u32) -> Option<u64> {
        let sections = &self.headers.sections;
        let inside = |section: &&SectionHeader, size: u32| {
            rva >= section.virtual_address && rva.wrapping_sub(section.virtual_address) < size
        };
        let section = sections
            .iter()
            .find(|section| inside(section, section.virtual_size))
            .or_else(|| sections.iter().find(|section| inside(section, section.size_of_raw_data)));
        let Some(section) = section else {
            let first = sections.iter().map(|section| section.virtual_address).min().unwrap_or(u32::MAX);
            return (rva < first).then_some(rva.into());
        };
        let within = rva.wrapping_sub(section.virtual_address);
        if within >= section.size_of_raw_data {
            return None;
        }
        let mut start = section.pointer_to_raw_data;
        if self.headers.file_alignment >= SECTOR {
            start &= !(SECTOR.wrapping_sub(1));
        }
        Some(u64::from(start).saturating_add(within.into()))
    }

    fn block(&mut self, number: u64) -> Option<&[u8]> {
        if self.blocks.front().is_some_and(|block| block.number == number) {
            let block = self.blocks.front()?;
            return block.buffer.bytes().get(..block.length);
        }
        let block = match self.blocks.iter().position(|block| block.number == number) {
            Some(index) => self.blocks.remove(index)?,
            None => self.read_block(number)?,
        };
        self.blocks.push_front(block);
        let block = self.blocks.front()?;
        block.buffer.bytes().get(..block.length)
    }

    fn read_block(&mut self, number: u64) -> Option<Block> {
        self.blocks_read = self.blocks_read.checked_add(1).filter(|&read| read <= MOST_BLOCKS)?;
        let oldest = if self.blocks.len() < KEPT { None } else { self.blocks.pop_back() };
        let mut buffer = oldest.map_or_else(|| AlignedBuffer::new(BLOCK_BYTES), |block| block.buffer);
        let offset = number.checked_mul(BLOCK)?;
        let length = self.source.read_fully(offset, buffer.bytes_mut()).ok()?;
        Some(Block { number, buffer, length })
    }
}

/// Appends bytes that should be UTF-8. Nearly all are, and the check is faster than the search for those that are not.
fn append_lossy(bytes: &[u8], text: &mut String) {
    match str::from_utf8(bytes) {
        Ok(valid) => text.push_str(valid),
        Err(_) => text.push_str(&String::from_utf8_lossy(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, pattern};
    use crate::policy::Limits;

    fn headers(file: &[u8]) -> Headers {
        read_headers(&file, &Limits::default(), &mut Vec::new()).expect("a PE image")
    }

    #[test]
    fn addresses_map_into_headers_and_raw_data_only() {
        let file = Sample::default().build();
        let headers = headers(&file);
        let file = file.as_slice();
        let image = Image::new(&file, &headers);
        assert_eq!(image.offset(0x10), Some(0x10));
        assert_eq!(image.offset(0x1000), Some(0x400));
        assert_eq!(image.offset(0x15ff), Some(0x9ff));
        assert_eq!(image.offset(0x1600), None);
        assert_eq!(image.offset(0x21ff), Some(0xbff));
        assert_eq!(image.offset(0x2200), None);
        assert_eq!(image.offset(u32::MAX), None);
    }

    #[test]
    fn virtual_size_counts_before_raw_data_beyond_it() {
        let mut headers = headers(&Sample::default().build());
        headers.sections[0].virtual_size = 0x100;
        headers.sections[0].size_of_raw_data = 0x1100;
        let file: &[u8] = &[];
        let image = Image::new(&file, &headers);
        assert_eq!(image.offset(0x1900), Some(0xd00));
        assert_eq!(image.offset(0x2000), Some(0xa00));
        assert_eq!(image.offset(0x20ff), Some(0xaff));
    }

    #[test]
    fn raw_data_starts_at_a_sector_as_the_loader_has_it() {
        let mut headers = headers(&Sample::default().build());
        headers.sections[0].pointer_to_raw_data = 0x410;
        let file: &[u8] = &[];
        assert_eq!(Image::new(&file, &headers).offset(0x1004), Some(0x404));
        headers.file_alignment = 0x10;
        assert_eq!(Image::new(&file, &headers).offset(0x1004), Some(0x414));
    }

    #[test]
    fn bytes_are_read_over_blocks_and_stop_at_the_end() {
        let headers = headers(&Sample::default().build());
        let bytes = pattern(100_000);
        let source = bytes.as_slice();
        let mut image = Image::new(&source, &headers);
        assert_eq!(image.bytes(BLOCK - 10, 40_000), bytes[16_374..56_374]);
        assert_eq!(image.bytes(99_990, 100), bytes[99_990..]);
        assert!(image.bytes(u64::MAX, 100).is_empty());
        assert_eq!(image.array::<4>(99_997), None);
        assert_eq!(image.array::<3>(99_997).map(|last| last.to_vec()), Some(bytes[99_997..].to_vec()));
    }

    #[test]
    fn reading_stops_after_a_fixed_number_of_blocks() {
        let headers = headers(&Sample::default().build());
        let bytes = pattern(20 * 16_384);
        let source = bytes.as_slice();
        let mut image = Image::new(&source, &headers);
        // Each round asks for a block that is no longer kept.
        let answered = (0..10_000u64).take_while(|round| !image.bytes((round * 9 % 20) * BLOCK, 1).is_empty()).count();
        assert_eq!(answered, MOST_BLOCKS);
    }

    #[test]
    fn text_ends_at_a_zero_and_keeps_no_invalid_bytes() {
        let headers = headers(&Sample::default().build());
        let source: &[u8] = b"abc\xff\0def";
        let mut image = Image::new(&source, &headers);
        assert_eq!(image.text(0, 100), "abc\u{fffd}");
        assert_eq!(image.text(0, 2), "ab");
        assert_eq!(image.text(5, 100), "def");
    }
}
