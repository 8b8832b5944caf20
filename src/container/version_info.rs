//! VERSIONINFO: the strings that an image says about itself.
//!
//! Every block is a length, a value length, a type, a key in UTF-16, a value and further blocks, each aligned to four
//! bytes (Windows documentation, VS_VERSIONINFO).

use std::collections::BTreeMap;

use super::little_endian::u16_at;
use crate::model::{Defect, Stage};

/// Strings of a table that are read.
const STRINGS: usize = 256;
/// Blocks on one level that are looked at.
const BLOCKS: usize = 64;

/// The first string table of a version resource.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct VersionInfo {
    /// Names and values.
    pub(super) strings: BTreeMap<String, String>,
    /// Language identifier of the table.
    pub(super) language: Option<u16>,
}

/// Decodes a version resource. Values longer than `longest` bytes are cut.
pub(super) fn parse_version_info(resource: &[u8], longest: usize, defects: &mut Vec<Defect>) -> VersionInfo {
    let parsed = parse_block(resource).and_then(|root| {
        // VS_FIXEDFILEINFO is the value of the root.
        let files = children(resource, &root, BLOCKS);
        let strings = files.into_iter().find(|block| block.key == "StringFileInfo")?;
        let table = children(resource, &strings, BLOCKS).into_iter().next()?;
        let language = table.key.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let pairs = children(resource, &table, STRINGS).into_iter().map(|string| {
            let value = wide_text(resource.get(string.value..string.end).unwrap_or_default(), longest);
            (string.key, value)
        });
        Some(VersionInfo { strings: pairs.collect(), language })
    });
    if parsed.is_none() && parse_block(resource).is_none_or(|root| root.key != "VS_VERSION_INFO") {
        defects.push(Defect::new(Stage::Pe, None, "a VS_VERSIONINFO structure", format!("{} bytes", resource.len())));
    }
    parsed.unwrap_or_default()
}

/// One block: offsets in the resource.
struct Block {
    key: String,
    /// First byte of the value.
    value: usize,
    /// Bytes of the value, by its type.
    value_length: usize,
    end: usize,
}

fn parse_block(resource: &[u8]) -> Option<Block> {
    block_at(resource, 0, resource.len())
}

fn block_at(resource: &[u8], start: usize, limit: usize) -> Option<Block> {
    let length = usize::from(u16_at(resource, start)?);
    let value_length = usize::from(u16_at(resource, start.checked_add(2)?)?);
    let text = u16_at(resource, start.checked_add(4)?)? == 1;
    let end = start.checked_add(length)?.min(limit);
    let key_start = start.checked_add(6)?;
    let key = wide_text(resource.get(key_start..end)?, 1024);
    let key_bytes = key.encode_utf16().count().checked_add(1)?.checked_mul(2)?;
    let value = key_start.checked_add(key_bytes)?.checked_next_multiple_of(4)?;
    // A text's length counts UTF-16 units.
    let value_length = if text { value_length.checked_mul(2)? } else { value_length };
    Some(Block { key, value, value_length, end })
}

fn children(resource: &[u8], parent: &Block, most: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut position = parent.value.saturating_add(parent.value_length).saturating_add(3) & !3;
    while blocks.len() < most && position < parent.end {
        let Some(block) = block_at(resource, position, parent.end) else { break };
        // A block shorter than its header would be met again and again.
        if block.end < position.saturating_add(6) {
            break;
        }
        position = block.end.saturating_add(3) & !3;
        blocks.push(block);
    }
    blocks
}

/// Decodes UTF-16 up to a zero, at most `longest` bytes; unpaired surrogates are replaced.
fn wide_text(bytes: &[u8], longest: usize) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit)).take_while(|&unit| unit != 0).take(longest / 2);
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a block; `value` of a text (kind 1) is UTF-16 with its zero.
    fn block(key: &str, kind: u16, value: &[u8], children: &[Vec<u8>]) -> Vec<u8> {
        let units = if kind == 1 { value.len() / 2 } else { value.len() };
        let mut block = vec![0, 0];
        block.extend((units as u16).to_le_bytes());
        block.extend(kind.to_le_bytes());
        block.extend(wide(key));
        block.resize(block.len().next_multiple_of(4), 0);
        block.extend(value);
        for child in children {
            block.resize(block.len().next_multiple_of(4), 0);
            block.extend(child);
        }
        let length = (block.len() as u16).to_le_bytes();
        block[..2].copy_from_slice(&length);
        block
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn resource(strings: &[(&str, &str)]) -> Vec<u8> {
        let strings: Vec<Vec<u8>> = strings.iter().map(|(key, value)| block(key, 1, &wide(value), &[])).collect();
        let translation = block("VarFileInfo", 1, &[], &[block("Translation", 0, &[9, 4, 0xb0, 4], &[])]);
        let table = block("StringFileInfo", 1, &[], &[block("040904b0", 1, &[], &strings)]);
        block("VS_VERSION_INFO", 0, &[0x5a; 52], &[translation, table])
    }

    #[test]
    fn strings_of_the_first_table_are_read() {
        let mut defects = Vec::new();
        let resource = resource(&[("CompanyName", "Täst Ltd. 😀"), ("Empty", ""), ("Odd", "abc")]);
        let info = parse_version_info(&resource, 1000, &mut defects);
        assert_eq!(defects, []);
        assert_eq!(info.language, Some(0x0409));
        let strings: Vec<(&str, &str)> =
            info.strings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(strings, [("CompanyName", "Täst Ltd. 😀"), ("Empty", ""), ("Odd", "abc")]);
    }

    #[test]
    fn long_values_are_cut() {
        let info = parse_version_info(&resource(&[("a", "0123456789")]), 8, &mut Vec::new());
        assert_eq!(info.strings["a"], "0123");
    }

    #[test]
    fn other_bytes_are_a_defect() {
        for bytes in [vec![], vec![0xff; 300], block("SOMETHING", 0, &[], &[])] {
            let mut defects = Vec::new();
            assert_eq!(parse_version_info(&bytes, 1000, &mut defects), VersionInfo::default());
            assert_eq!(defects.len(), 1);
        }
    }

    #[test]
    fn block_of_length_zero_ends_the_walk() {
        let mut bytes = resource(&[("first", "1"), ("second", "2")]);
        let second = bytes.windows(12).position(|window| window == &wide("second")[..12]).expect("the key");
        bytes[second - 6..][..2].copy_from_slice(&[0, 0]);
        let info = parse_version_info(&bytes, 1000, &mut Vec::new());
        assert_eq!(info.strings.keys().collect::<Vec<_>>(), ["first"]);
    }
}
