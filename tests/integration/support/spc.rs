//! Writes the Authenticode structures inside a SignedData: SpcIndirectDataContent, SpcSpOpusInfo, page hashes.
//!
//! Source: "Windows Authenticode Portable Executable Signature Format", 2008; field by field as current signtool output has it.

use super::{
    der_writer::{concat, context, context_primitive, octets, oid, sequence, set, tlv, utf16_be},
    hash::Hash,
    pe_patch::{image_digest, page_hash_table},
};

/// SPC_INDIRECT_DATA
pub const INDIRECT_DATA: &str = "1.3.6.1.4.1.311.2.1.4";
/// SPC_SP_OPUS_INFO
pub const OPUS_INFO: &str = "1.3.6.1.4.1.311.2.1.12";
/// SPC_STATEMENT_TYPE
pub const STATEMENT_TYPE: &str = "1.3.6.1.4.1.311.2.1.11";
/// Individual code signing, a statement type.
pub const INDIVIDUAL: &str = "1.3.6.1.4.1.311.2.1.21";
/// Commercial code signing, a statement type.
pub const COMMERCIAL: &str = "1.3.6.1.4.1.311.2.1.22";
/// Nested signature, an unsigned attribute.
pub const NESTED_SIGNATURE: &str = "1.3.6.1.4.1.311.2.4.1";

const PE_IMAGE_DATA: &str = "1.3.6.1.4.1.311.2.1.15";
const PAGE_HASHES_CLASS: [u8; 16] =
    [0xA6, 0xB5, 0x86, 0xD5, 0xB4, 0xA1, 0x24, 0x66, 0xAE, 0x05, 0xA2, 0x17, 0xDA, 0x8E, 0x60, 0xD6];

/// Which page hashes stand in SpcPeImageData.
#[derive(Clone)]
pub enum PageHashes {
    None,
    /// Version 1: SHA-1.
    V1,
    /// Version 2: SHA-256.
    V2,
    /// This table under this OID, right or wrong.
    Table(String, Vec<u8>),
}

/// Returns the content octets of SpcIndirectDataContent for an image: what messageDigest covers. The SEQUENCE header is left out.
pub fn indirect_data(image: &[u8], hash: Hash, pages: &PageHashes) -> Vec<u8> {
    let link = match pages {
        PageHashes::None => context(2, context_primitive(0, [])),
        PageHashes::V1 => page_hash_link("1.3.6.1.4.1.311.2.3.1", page_hash_table(image, Hash::Sha1)),
        PageHashes::V2 => page_hash_link("1.3.6.1.4.1.311.2.3.2", page_hash_table(image, Hash::Sha256)),
        PageHashes::Table(version, table) => page_hash_link(version, table.clone()),
    };
    let image_data = sequence([tlv(0x03, [0]), context(0, link)]);
    let data = sequence([oid(PE_IMAGE_DATA), image_data]);
    concat([data, sequence([hash.algorithm(), octets(image_digest(image, hash))])])
}

/// Returns the SpcLink `[1]` moniker around one page hash table.
fn page_hash_link(version: &str, table: Vec<u8>) -> Vec<u8> {
    let serialized = set([sequence([oid(version), set([octets(table)])])]);
    context(1, concat([octets(PAGE_HASHES_CLASS), octets(serialized)]))
}

/// SpcSpOpusInfo: program name and address, both free text of the signer.
#[derive(Clone, Default)]
pub struct Opus {
    pub program_name: Option<String>,
    pub more_info: Option<String>,
}

impl Opus {
    /// Returns the encoded structure; an empty SEQUENCE when both are absent. The name is a BMPString, the address an IA5String.
    pub fn der(&self) -> Vec<u8> {
        let name = self.program_name.as_ref().map(|name| context(0, context_primitive(0, utf16_be(name))));
        let link = self.more_info.as_ref().map(|url| context(1, context_primitive(0, url)));
        sequence([name.unwrap_or_default(), link.unwrap_or_default()])
    }
}
