//! SpcIndirectDataContent, SpcPeImageData with its page hashes, and SpcSpOpusInfo (Authenticode PE paper).

use crate::asn1::{Asn1Error, Element, Tag, decode_bmp_string, decode_octet_string, decode_oid, oid};
use crate::model::{Defect, Location, Opus, Stage};

use super::signed_data::algorithm_oid;

/// SPC_PE_IMAGE_PAGE_HASHES classId, in the byte order of the file.
const PAGE_HASH_CLASS: [u8; 16] = *b"\xa6\xb5\x86\xd5\xb4\xa1\x24\x66\xae\x05\xa2\x17\xda\x8e\x60\xd6";

/// What was signed: the digest of the file, and what kind of file it is of.
///
/// ```text
/// SpcIndirectDataContent ::= SEQUENCE {
///   data SEQUENCE { type OBJECT IDENTIFIER, value ANY OPTIONAL },
///   messageDigest SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING } }
/// ```
#[derive(Debug, Clone)]
pub struct IndirectData<'a> {
    /// `data.type`, dotted.
    pub data_type: Option<String>,
    /// Dotted OID of the digest algorithm.
    pub digest_algorithm: Option<String>,
    /// The claimed digest.
    pub digest: &'a [u8],
    /// Where the digest lies.
    pub digest_location: Location,
    /// Page hashes of SpcPeImageData.
    pub page_hashes: Option<PageHashTable>,
}

/// A page hash table as encoded: records of a little-endian file offset and a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageHashTable {
    /// 1 (SHA-1), 2 (SHA-256), or 0 for an unknown attribute.
    pub version: u8,
    /// The records.
    pub table: Vec<u8>,
    /// Where they lie.
    pub location: Location,
}

/// Reads SpcIndirectDataContent.
///
/// # Errors
/// When the digest cannot be read. Broken page hashes are a defect.
pub fn parse_indirect_data<'a>(content: Element<'a>, defects: &mut Vec<Defect>) -> Result<IndirectData<'a>, Asn1Error> {
    let mut fields = content.expect(Tag::SEQUENCE, "SpcIndirectDataContent")?.reader();
    let data = fields.expect(Tag::SEQUENCE, "data")?;
    let message_digest = fields.expect(Tag::SEQUENCE, "messageDigest")?;

    let mut digest_fields = message_digest.reader();
    let digest_algorithm = algorithm_oid(&digest_fields.expect(Tag::SEQUENCE, "digestAlgorithm")?);
    let digest = digest_fields.expect(Tag::OCTET_STRING, "digest")?.short("digest")?;

    let mut data_fields = data.reader();
    let mut data_type = None;
    let mut page_hashes = None;
    let mut read_data = || -> Result<(), Asn1Error> {
        data_type = decode_oid(&data_fields.expect(Tag::OID, "data type")?);
        if data_type.as_deref() == Some(oid::SPC_PE_IMAGE_DATA)
            && let Some(image_data) = data_fields.next_element()?
        {
            page_hashes = find_page_hashes(image_data)?;
        }
        Ok(())
    };
    if let Err(error) = read_data() {
        defects.push(Defect::new(Stage::Spc, error.offset, error.expected, error.found));
    }
    Ok(IndirectData {
        data_type,
        digest_algorithm,
        digest: digest.contents,
        digest_location: Location::new(digest.contents_offset(), digest.contents.len() as u64),
        page_hashes,
    })
}

/// Finds the page hashes in SpcPeImageData.
///
/// ```text
/// SpcPeImageData ::= SEQUENCE { flags BIT STRING, file [0] EXPLICIT SpcLink OPTIONAL }
/// SpcLink        ::= CHOICE { url [0], moniker [1] IMPLICIT SpcSerializedObject, file [2] EXPLICIT SpcString }
/// SpcSerializedObject ::= SEQUENCE { classId OCTET STRING (16), serializedData OCTET STRING }
/// serializedData holds SET { SEQUENCE { OID, SET { OCTET STRING } } }
/// ```
fn find_page_hashes(image_data: Element<'_>) -> Result<Option<PageHashTable>, Asn1Error> {
    let mut fields = image_data.reader();
    let Some(file) = find_context(&mut fields, 0)? else { return Ok(None) };
    let Some(moniker) = file.reader().optional(Tag::context(1))? else { return Ok(None) };
    let mut object = moniker.reader();
    let class_id = object.expect(Tag::OCTET_STRING, "classId")?;
    let serialized = object.expect(Tag::OCTET_STRING, "serializedData")?;
    if class_id.contents != PAGE_HASH_CLASS {
        return Ok(None);
    }
    let mut attribute = serialized
        .reader()
        .expect(Tag::SET, "page hash attributes")?
        .reader()
        .expect(Tag::SEQUENCE, "page hash attribute")?
        .reader();
    let version = match decode_oid(&attribute.expect(Tag::OID, "page hash version")?).as_deref() {
        Some(oid::PAGE_HASHES_V1) => 1,
        Some(oid::PAGE_HASHES_V2) => 2,
        _ => 0,
    };
    let table =
        attribute.expect(Tag::SET, "page hash values")?.reader().expect(Tag::OCTET_STRING, "page hash table")?;
    Ok(Some(PageHashTable {
        version,
        table: decode_octet_string(&table),
        location: Location::new(table.contents_offset(), table.contents.len() as u64),
    }))
}

fn find_context<'a>(fields: &mut crate::asn1::Reader<'a>, number: u32) -> Result<Option<Element<'a>>, Asn1Error> {
    while let Some(field) = fields.next_element()? {
        if field.is(Tag::context(number)) {
            return Ok(Some(field));
        }
    }
    Ok(None)
}

/// Reads SpcSpOpusInfo; what cannot be read is absent.
///
/// ```text
/// SpcSpOpusInfo ::= SEQUENCE { programName [0] EXPLICIT SpcString OPTIONAL, moreInfo [1] EXPLICIT SpcLink OPTIONAL }
/// SpcString ::= CHOICE { unicode [0] IMPLICIT BMPString, ascii [1] IMPLICIT IA5String }
/// ```
pub fn decode_opus(value: &Element<'_>, text_limit: usize) -> Opus {
    let mut opus = Opus { program_name: None, more_info: None };
    let mut fields = value.reader();
    while let Ok(Some(field)) = fields.next_element() {
        let Ok(inner) = field.reader().expect_any("SpcString or SpcLink") else { continue };
        match field.tag.number {
            0 => opus.program_name = decode_spc_string(&inner, text_limit),
            1 => opus.more_info = decode_spc_link(&inner, text_limit),
            _ => {}
        }
    }
    opus
}

fn decode_spc_string(string: &Element<'_>, text_limit: usize) -> Option<String> {
    let contents = string.contents.get(..string.contents.len().min(text_limit))?;
    match string.tag.number {
        0 => Some(decode_bmp_string(contents)),
        1 => Some(contents.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

fn decode_spc_link(link: &Element<'_>, text_limit: usize) -> Option<String> {
    match link.tag.number {
        // url [0] IMPLICIT IA5String
        0 => {
            let contents = link.contents.get(..link.contents.len().min(text_limit))?;
            Some(contents.iter().map(|byte| char::from(*byte)).collect())
        }
        // file [2] EXPLICIT SpcString
        2 => decode_spc_string(&link.reader().expect_any("SpcString").ok()?, text_limit),
        _ => None,
    }
}
