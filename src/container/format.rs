//! What kind of file it is, when it is no PE image: by magic bytes, bounded.

use super::ReadAt;
use super::little_endian::{u16_at, u32_at};
use crate::model::Format;

/// Bytes read from the start and from the end of the file.
const HEAD: u64 = 4096;
const TAIL: u64 = 256 << 10;

/// Tells which signed container other than PE a file is; [`Format::Unknown`] when it is none of them.
///
/// - MSI: a compound file whose root entry carries a Windows Installer CLSID, or that has a signature stream.
/// - CAB: `MSCF` and four reserved zero bytes.
/// - CAT: DER whose content type is the certificate trust list, 1.3.6.1.4.1.311.10.1.
/// - PowerShell: a text that ends in a signature block.
/// - APPX: a ZIP with a package manifest.
pub fn detect_format(source: &dyn ReadAt) -> Format {
    let head = source.read_range(0, HEAD).unwrap_or_default();
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return if is_installer(source, &head).unwrap_or(false) { Format::Msi } else { Format::Unknown };
    }
    if head.starts_with(b"MSCF\0\0\0\0") {
        return Format::Cab;
    }
    if head.first() == Some(&0x30) && contains(&head, b"\x06\x09\x2b\x06\x01\x04\x01\x82\x37\x0a\x01") {
        return Format::Cat;
    }
    let start = source.size().saturating_sub(TAIL);
    let tail = source.read_range(start, TAIL).unwrap_or_default();
    if head.starts_with(b"PK\x03\x04") {
        let manifest = contains(&tail, b"AppxManifest.xml") || contains(&tail, b"AppxBundleManifest.xml");
        return if manifest { Format::Appx } else { Format::Unknown };
    }
    if ends_in_signature_block(&tail) { Format::Powershell } else { Format::Unknown }
}

/// Looks at the first directory sector of a compound file ([MS-CFB] sections 2.2 and 2.6).
fn is_installer(source: &dyn ReadAt, head: &[u8]) -> Option<bool> {
    /// {000C1082..., 000C1084..., 000C1086-0000-0000-C000-000000000046}: transform, package, patch.
    const CLASSES: [u8; 3] = [0x82, 0x84, 0x86];
    const CLASS_TAIL: &[u8] = b"\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46";
    const ENTRY: usize = 128;

    let shift = u32::from(u16_at(head, 0x1e)?).min(16);
    let sector = u64::from(u32_at(head, 0x30)?).checked_add(1)?.checked_shl(shift)?;
    let directory = source.read_range(sector, 1 << shift).ok()?;
    let class = directory.get(80..96)?;
    let (kind, tail) = class.split_first()?;
    if CLASSES.contains(kind) && tail == CLASS_TAIL {
        return Some(true);
    }
    let name: Vec<u8> = "\u{5}DigitalSignature".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Some(directory.chunks(ENTRY).any(|entry| entry.starts_with(&name)))
}

/// Looks for both marker lines of a script's signature block: the last one near the end, then the first.
fn ends_in_signature_block(tail: &[u8]) -> bool {
    const NEAR: usize = 1024;
    let last = tail.get(tail.len().saturating_sub(NEAR)..).unwrap_or_default();
    let plain = |text: &str| text.as_bytes().to_vec();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    [plain as fn(&str) -> Vec<u8>, wide].iter().any(|encode| {
        contains(last, &encode("SIG # End signature block")) && contains(tail, &encode("SIG # Begin signature block"))
    })
}

fn contains(bytes: &[u8], pattern: &[u8]) -> bool {
    bytes.windows(pattern.len()).any(|window| window == pattern)
}
