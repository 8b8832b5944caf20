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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::Sample;
    use crate::policy::Limits;

    fn hash(stub: Vec<u8>) -> Option<String> {
        let file = Sample { stub, ..Sample::default() }.build();
        let headers = read_headers(&file.as_slice(), &Limits::default(), &mut Vec::new()).expect("a PE image");
        rich_hash(&file.as_slice(), &headers)
    }

    fn header(key: u32, start: &[u8; 4]) -> Vec<u8> {
        let clear = [u32::from_le_bytes(*start), 0, 0, 0, 0x0103_8000, 5];
        let mut header: Vec<u8> = clear.iter().flat_map(|word| (word ^ key).to_le_bytes()).collect();
        header.extend(b"Rich");
        header.extend(key.to_le_bytes());
        header
    }

    #[test]
    fn hash_is_over_the_header_in_clear_whatever_the_key() {
        // MD5 of "DanS", twelve zeros, 00 80 03 01, 05 00 00 00.
        let expected = Some("24e91f78882193e41c7f851548865470".to_owned());
        assert_eq!(hash(header(0xdead_beef, b"DanS")), expected);
        assert_eq!(hash(header(0x0102_0304, b"DanS")), expected);
        assert_eq!(hash([vec![0; 8], header(0xdead_beef, b"DanS")].concat()), expected);
    }

    #[test]
    fn header_without_its_marker_has_no_hash() {
        assert_eq!(hash(header(0xdead_beef, b"XanS")), None);
        assert_eq!(hash(Vec::new()), None);
        assert_eq!(hash(b"DanSRich".to_vec()), None);
    }
}
