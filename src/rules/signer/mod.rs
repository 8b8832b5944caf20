//! Group B: what the signer's certificate is fit for.

mod form;
mod usage;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &usage::EKU_ANY_OR_SERVER_AUTH,
    &usage::EKU_LACKS_CODE_SIGNING,
    &usage::KEY_USAGE_LACKS_DIGITAL_SIGNATURE,
    &usage::LEAF_IS_CA,
    &form::LEAF_NO_CABF_POLICY,
    &form::LEAF_NO_REVOCATION_POINTER,
    &form::LEAF_SELF_SIGNED,
    &form::LEAF_SERIAL_ODD,
    &usage::LEAF_SIGNS_AND_TIMESTAMPS,
    &form::LEAF_VALIDITY_TOO_LONG,
    &form::LEAF_VERSION_NOT_V3,
    &usage::LIFETIME_SIGNING_EKU,
    &form::SIGNER_CERTIFICATE_MISSING,
    &form::UNKNOWN_CRITICAL_EXTENSION,
];
