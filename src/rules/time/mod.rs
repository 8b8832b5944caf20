//! Group F: times of the file, the signer and the TSA that contradict each other.

mod link;
mod validity;

#[cfg(test)]
pub(super) use link::LINK_AFTER_LEAF_EXPIRY;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &link::BUILT_SIGNED_SAME_HOUR_AS_ISSUE,
    &validity::EXPIRED_WITHOUT_TIMESTAMP,
    &link::LINK_AFTER_LEAF_EXPIRY,
    &link::LINK_AFTER_TIMESTAMP,
    &link::LINK_IMPLAUSIBLE,
    &link::LINK_LONG_BEFORE_TIMESTAMP,
    &link::LINK_REPRODUCIBLE,
    &validity::NOT_YET_VALID,
    &link::PE_INTERNAL_TIMES_DISAGREE,
    &validity::SIGNED_WITHIN_MINUTES_OF_ISSUE,
    &validity::SIGNING_TIME_ATTRIBUTE_DISAGREES,
    &validity::SIGNING_TIME_ATTRIBUTE_PRESENT,
    &validity::VALIDITY_WINDOW_UNVERIFIABLE,
];
