//! Group A: is the file what was signed?

mod digest;
mod signed_data;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &signed_data::ATTRIBUTE_SIGNATURE_INVALID,
    &signed_data::ATTRIBUTES_NOT_SORTED,
    &signed_data::CMS_MALFORMED,
    &signed_data::CONTENT_TYPE_ATTRIBUTE_MISMATCH,
    &signed_data::DIGEST_ALGORITHMS_DISAGREE,
    &digest::DIGEST_METHODS_DISAGREE,
    &digest::DIGEST_MISMATCH,
    &signed_data::MESSAGE_DIGEST_MISMATCH,
    &digest::NOT_SIGNED,
    &digest::PAGE_HASH_MISMATCH,
    &digest::PAGE_HASH_PARTIAL,
    &digest::PE_CHECKSUM_WRONG,
    &signed_data::SIGNED_ATTRIBUTES_MISSING,
    &signed_data::SIGNER_INFOS_NOT_ONE,
];
