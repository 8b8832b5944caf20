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
    let mut shape = Shape::default();
    let mut open: Vec<Reader<'_>> = Vec::new();
    shape.add(&content_info);
    open.push(content_info.reader());
    while let Some(reader) = open.last_mut() {
        match reader.next_element() {
            Ok(Some(element)) => {
                shape.add(&element);
                if element.tag.constructed && open.len() < MAX_DEPTH {
                    open.push(element.reader());
                }
            }
            Ok(None) | Err(_) => {
                shape.waiting.push(0);
                open.pop();
            }
        }
    }
    shape.hash_waiting();
    HexBytes(shape.hasher.finalize().to_vec())
}

/// Bytes that wait for the hash function, which is slow with few at a time.
const WAITING: usize = 4096;

#[derive(Default)]
struct Shape {
    hasher: Sha256,
    waiting: Vec<u8>,
}

impl Shape {
    fn add(&mut self, element: &Element<'_>) {
        let constructed = u8::from(element.tag.constructed);
        self.waiting.extend([1u8.saturating_add(element.tag.class as u8), constructed]);
        self.waiting.extend(element.tag.number.to_be_bytes());
        if element.is(Tag::OID) {
            self.waiting.extend((element.contents.len() as u64).to_be_bytes());
            self.hash_waiting();
            self.hasher.update(element.contents);
        } else if self.waiting.len() >= WAITING {
            self.hash_waiting();
        }
    }

    fn hash_waiting(&mut self) {
        self.hasher.update(&self.waiting);
        self.waiting.clear();
    }
}
