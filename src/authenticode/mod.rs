//! What the signature blob says: SignedData, SpcIndirectDataContent, attributes, countersignatures.
//!
//! In: the bytes of a ContentInfo and their offset in the file. Out: borrowed views ([`SignedData`],
//! [`SignerInfo`], [`IndirectData`], [`TstInfo`]) that keep every byte as encoded, and the plain data of the model
//! made from them. Reading goes item by item: one broken item is a defect and costs that item. Whether anything is
//! true is left to `verify`, whether it may be believed to `trust`.

mod attributes;
mod signed_data;
mod signer_info;
mod spc;
mod structure;
mod timestamp_token;
mod unread;

pub use attributes::{describe_attribute, find_attribute};
pub use signed_data::{EncapsulatedContent, SignedData, parse_content_info};
pub use signer_info::{RawAttribute, SignerIdentifier, SignerInfo, parse_signer_info};
pub use spc::{IndirectData, PageHashTable, decode_opus, parse_indirect_data};
pub use structure::structure_hash;
pub use timestamp_token::{EssCertificateId, TstInfo, decode_ess_certificate_ids, parse_tst_info};
pub use unread::Unread;
