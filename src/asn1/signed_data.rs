//! The frame around a signed list (trust list, disallowed list, catalog): it has to be what it ought to be, and says
//! nothing itself.

use super::{Asn1Error, Reader, Tag};

/// The fields of the SignedData in a ContentInfo, up to its encapContentInfo, which is read next.
///
/// # Errors
/// When the frame is another.
pub fn open_signed_data(bytes: &[u8]) -> Result<Reader<'_>, Asn1Error> {
    let mut content_info = Reader::new(bytes, 0).expect(Tag::SEQUENCE, "ContentInfo")?.reader();
    content_info.expect(Tag::OID, "contentType")?;
    let explicit = content_info.expect(Tag::context(0), "content")?;
    let mut signed_data = explicit.reader().expect(Tag::SEQUENCE, "SignedData")?.reader();
    signed_data.expect(Tag::INTEGER, "version")?;
    signed_data.expect(Tag::SET, "digestAlgorithms")?;
    Ok(signed_data)
}
