//! Group H: structure and padding: where bytes lie that no signature covers.

mod attributes;
mod blob;
mod outside;
mod table;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &blob::ARCHIVE_MARKER_IN_SIGNATURE,
    &table::CERT_TABLE_ENTRY_ODD,
    &table::CERT_TABLE_MISALIGNED,
    &table::CERT_TABLE_MULTIPLE_ENTRIES,
    &table::CERT_TABLE_OVERLAPS,
    &table::CERT_TABLE_PADDING_DATA,
    &outside::CERT_TABLE_TRAILING_DATA,
    &table::CERT_TABLE_TRUNCATED,
    &blob::DER_TRAILING_IN_CERTIFICATE,
    &blob::NESTED_DEPTH_EXCESSIVE,
    &attributes::OPUS_OVERSIZED,
    &outside::OVERLAY_PRESENT,
    &attributes::SEAL_INTENT_UNSEALED,
    &attributes::SEALED,
    &outside::SECURITY_DIRECTORY_ORPHAN,
    &blob::SIGNATURE_BLOCK_LARGE,
    &blob::TAGGING_CERTIFICATE,
    &attributes::UNAUTH_ATTRIBUTE_LARGE,
    &attributes::UNAUTH_ATTRIBUTE_UNKNOWN,
    &attributes::UNAUTH_DATA_SLOT,
];

const PE_FORMAT: super::Source = super::Source::Microsoft("PE Format, The Attribute Certificate Table");
const STUFFING: super::Source = super::Source::Published("K. Jones (vcsjones), Authenticode stuffing tricks, 2016");
