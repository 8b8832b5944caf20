//! A lenient DER and BER reader that keeps the bytes as encoded and knows where they lie.
//!
//! In: bytes and the offset of their first byte in the file. Out: elements with tag, contents, raw bytes and
//! file offset. Nothing is copied, re-sorted or re-encoded, because signatures are computed over the bytes as
//! they are. What an element means is left to the callers.

mod algorithm;
pub mod oid;
mod reader;
mod signed_data;
mod tree;
mod values;

pub use algorithm::{describe_algorithm, find_digest_algorithm, signature_algorithm_name};
pub use oid::{find_oid, oid_name};
pub use reader::{Asn1Error, Class, Element, Reader, Tag};
pub use signed_data::open_signed_data;
pub use tree::{NamedElement, elements_at};
pub use values::{
    decode_bit_string, decode_bmp_string, decode_boolean, decode_octet_string, decode_oid, decode_text, decode_time,
    decode_unsigned,
};
