//! Group G: digests, keys and encodings that are weak or odd.

mod digest;
mod key;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &key::EC_CURVE_UNUSUAL,
    &key::EC_EXPLICIT_PARAMETERS,
    &key::KEY_SHARED_ACROSS_SUBJECTS,
    &key::RSA_EXPONENT_ODD,
    &key::SIGNATURE_ALGORITHM_UNUSUAL,
    &digest::SIGNATURE_ENCODING_ODD,
    &digest::WEAK_CERTIFICATE_SIGNATURE,
    &digest::WEAK_DIGEST_MD5,
    &digest::WEAK_DIGEST_SHA1,
    &key::WEAK_RSA_KEY,
];
