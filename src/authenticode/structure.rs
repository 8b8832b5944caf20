//! The shape of a SignedData: which elements follow each other, whatever they hold.

use sha2::{Digest as _, Sha256};

use crate::asn1::{Element, Reader, Tag};
use crate::model::HexBytes;

/// Deeper elements are taken as they are, without looking inside.
const MAX_DEPTH: usize = 64;

/// SHA-256 over the DER tags and OIDs in order, values left out.
///
/// Each element gives its class, constructed bit and number (six bytes); an OBJECT IDENTIFIER also its contents
/// with their length. The end of a constructed element gives one zero byte. Two files signed by the same process
/// through the same chain shape share it, whatever names, keys and dates they hold.
pub fn structure_hash(content_info: Element<'_>) -> HexBytes {
    let mut hasher = Sha256::new();
    let mut open: Vec<Reader<'_>> = Vec::new();
    feed(&mut hasher, &content_info);
    open.push(content_info.reader());
    while let Some(reader) = open.last_mut() {
        match reader.next_element() {
            Ok(Some(element)) => {
                feed(&mut hasher, &element);
                if element.tag.constructed && open.len() < MAX_DEPTH {
                    open.push(element.reader());
                }
            }
            Ok(None) | Err(_) => {
                hasher.update([0]);
                open.pop();
            }
        }
    }
    HexBytes(hasher.finalize().to_vec())
}

fn feed(hasher: &mut Sha256, element: &Element<'_>) {
    let constructed = u8::from(element.tag.constructed);
    hasher.update([1u8.saturating_add(element.tag.class as u8), constructed]);
    hasher.update(element.tag.number.to_be_bytes());
    if element.is(Tag::OID) {
        hasher.update((element.contents.len() as u64).to_be_bytes());
        hasher.update(element.contents);
    }
}
