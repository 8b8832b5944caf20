//! The Rich header, which Microsoft's linker writes between the DOS stub and the PE header.

use goblin::pe::header::RichHeader;
use md5::{Digest, Md5};

use super::{Headers, ReadAt};

/// Furthest PE header in front of which a Rich header is looked for.
const FURTHEST: u64 = 64 << 10;
/// The key is written three times behind the DanS marker.
const KEYS: usize = 12;

/// Returns the MD5 of the Rich header in clear, from `DanS` up to `Rich`, as pefile and VirusTotal compute it.
pub(super) fn rich_hash(source: &dyn ReadAt, headers: &Headers) -> Option<String> {
    if headers.pe_offset > FURTHEST {
        return None;
    }
    let bytes = source.read_range(0, headers.pe_offset.saturating_add(4)).ok()?;
    let rich = RichHeader::parse(&bytes).ok().flatten()?;
    if rich.padding_size < KEYS {
        return None;
    }
    let covered = bytes.get(usize::try_from(rich.start_offset).ok()?..usize::try_from(rich.end_offset).ok()?)?;
    let key = rich.key.to_le_bytes();
    let clear: Vec<u8> = covered.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
    Some(hex::encode(Md5::digest(&clear)))
}
