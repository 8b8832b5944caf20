//! Group E: what the timestamps prove.

mod presence;
mod token;
mod tsa;

use super::{Answer, Case, Hit, Rule};
use crate::model::{Check, Outcome, OutcomeState};

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &presence::TIMESTAMP_ACCURACY_COARSE,
    &presence::TIMESTAMP_BOTH_KINDS,
    &token::TIMESTAMP_ESS_MISMATCH,
    &token::TIMESTAMP_IMPRINT_MISMATCH,
    &token::TIMESTAMP_IN_FUTURE,
    &presence::TIMESTAMP_LATE,
    &presence::TIMESTAMP_MISSING,
    &presence::TIMESTAMP_MULTIPLE,
    &token::TIMESTAMP_OUTSIDE_LEAF_VALIDITY,
    &presence::TIMESTAMP_PKCS9,
    &presence::TIMESTAMP_POLICY_UNKNOWN,
    &token::TIMESTAMP_TOKEN_INVALID,
    &token::TIMESTAMP_WEAK_HASH,
    &tsa::TSA_CHAIN_UNTRUSTED,
    &tsa::TSA_EKU_MISSING,
    &tsa::TSA_EKU_NOT_CRITICAL,
    &tsa::TSA_EXPIRED,
    &tsa::TSA_INVALID_AT_TIME,
    &tsa::TSA_KEY_PAST_USE_PERIOD,
];

/// Asks for one check of every timestamp: invalid fires with its reason as the detail.
fn by_outcome(case: &Case<'_>, checks: &[Check], title: &str) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        let made: Vec<&Outcome> = timestamp.outcomes.iter().filter(|outcome| checks.contains(&outcome.check)).collect();
        let false_ones: Vec<&str> =
            made.iter().filter(|outcome| outcome.is_invalid()).map(|outcome| outcome.reason.as_str()).collect();
        if !false_ones.is_empty() {
            let mut hit = Hit::new(title, false_ones.join("; ")).at(timestamp.facts.location);
            hit.certificate = tsa.map(|tsa| tsa.sha256);
            return Answer::fired(hit);
        }
        match made.iter().find(|outcome| outcome.outcome == OutcomeState::CannotTell) {
            Some(doubt) => Answer::cannot_tell(doubt.reason.clone()),
            None if made.iter().any(|outcome| outcome.is_valid()) => Answer::Silent,
            None => Answer::not_applicable("this kind of timestamp has nothing to check here"),
        }
    })
}
