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

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(file: &[u8]) -> Format {
        detect_format(&file)
    }

    /// A compound file header with 512-byte sectors, and its directory in sector 1.
    fn compound(class: &[u8; 16], entry: &str) -> Vec<u8> {
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(512 * 3, 0);
        file[0x1e] = 9;
        file[0x30] = 1;
        file[1024 + 80..][..16].copy_from_slice(class);
        let name: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[1024 + 128..][..name.len()].copy_from_slice(&name);
        file
    }

    #[test]
    fn compound_file_is_an_installer_by_its_class_or_its_signature() {
        let package = *b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46";
        assert_eq!(detect(&compound(&package, "Other")), Format::Msi);
        assert_eq!(detect(&compound(&[0; 16], "\u{5}DigitalSignature")), Format::Msi);
        assert_eq!(detect(&compound(&[0; 16], "WordDocument")), Format::Unknown);
        assert_eq!(detect(&compound(&package, "Other")[..100]), Format::Unknown);
    }

    #[test]
    fn cabinet_catalog_and_package_are_known_by_their_magic() {
        assert_eq!(detect(b"MSCF\0\0\0\0 and so on"), Format::Cab);
        assert_eq!(detect(b"MSCFxxxx"), Format::Unknown);
        let catalog = b"\x30\x82\x10\x00\x06\x09\x2a ... \x06\x09\x2b\x06\x01\x04\x01\x82\x37\x0a\x01 ...";
        assert_eq!(detect(catalog), Format::Cat);
        assert_eq!(detect(b"\x30\x82\x10\x00 some other DER"), Format::Unknown);
        assert_eq!(detect(b"PK\x03\x04 ... AppxManifest.xml"), Format::Appx);
        assert_eq!(detect(b"PK\x03\x04 ... META-INF/MANIFEST.MF"), Format::Unknown);
        assert_eq!(detect(b""), Format::Unknown);
    }

    #[test]
    fn script_is_known_by_its_signature_block() {
        let script = "echo hi\r\n# SIG # Begin signature block\r\n# MIIabc\r\n# SIG # End signature block\r\n";
        assert_eq!(detect(script.as_bytes()), Format::Powershell);
        let wide: Vec<u8> = script.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&wide), Format::Powershell);
        assert_eq!(detect(b"echo '# SIG # Begin signature block'"), Format::Unknown);
    }
}
