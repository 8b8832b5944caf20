//! Group C: short-lived certificates and Trusted Signing (Azure Artifact Signing).
//!
//! Being short-lived is normal for that service and never a warning by itself.

mod identity;
mod service;
mod window;

use super::{Answer, Case, Rule, SignatureCase, Source};
use crate::model::CertificateFacts;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &service::ABUSED_SERVICE_CONTEXT,
    &window::SHORT_LIVED_EXPIRED_BUT_TIMESTAMPED,
    &window::SHORT_LIVED_FIRST_DAY_USE,
    &window::SHORT_LIVED_LATE_USE,
    &window::SHORT_LIVED_LEAF,
    &window::SHORT_LIVED_NO_TIMESTAMP,
    &window::SHORT_LIVED_OTHER_ISSUER,
    &window::SHORT_LIVED_TIMESTAMP_NOT_TRUSTED,
    &window::SHORT_LIVED_WINDOW_EDGE,
    &service::TRUSTED_SIGNING_FOREIGN_TSA,
    &identity::TRUSTED_SIGNING_IDENTITY_AMBIGUOUS,
    &identity::TRUSTED_SIGNING_IDENTITY_MISSING,
    &identity::TRUSTED_SIGNING_INDIVIDUAL,
    &service::TRUSTED_SIGNING_ISSUER_OUT_OF_PERIOD,
    &service::TRUSTED_SIGNING_LEAF,
    &identity::TRUSTED_SIGNING_NAME_ONLY,
    &identity::TRUSTED_SIGNING_PRIVATE_TRUST,
    &service::TRUSTED_SIGNING_PROFILE_DEVIATION,
    &service::TRUSTED_SIGNING_SERIAL_OUT_OF_ORDER,
];

/// A leaf is short-lived up to this many seconds of validity, both included.
const SHORT_LIVED: i64 = 7 * super::duration::DAY;

/// The service's documentation.
const SERVICE: Source = Source::Microsoft("Trusted Signing: certificate management, trust models, FAQ");

fn is_short_lived(leaf: &CertificateFacts) -> bool {
    (0..=SHORT_LIVED).contains(&leaf.lifetime_seconds)
}

/// Asks about each short-lived leaf.
fn each_short_lived<'a>(case: &Case<'a>, check: impl Fn(&SignatureCase<'a>, &'a CertificateFacts) -> Answer) -> Answer {
    case.each_leaf(|signature, leaf| {
        if is_short_lived(leaf) {
            check(signature, leaf)
        } else {
            Answer::not_applicable("the leaf is not short-lived")
        }
    })
}

/// Asks about each leaf that carries the Trusted Signing marker, whatever its chain.
fn each_marked<'a>(case: &Case<'a>, check: impl Fn(&SignatureCase<'a>, &'a CertificateFacts) -> Answer) -> Answer {
    case.each_leaf(|signature, leaf| {
        if signature.claims_trusted_signing() {
            check(signature, leaf)
        } else {
            Answer::not_applicable("the leaf does not carry the Trusted Signing marker")
        }
    })
}
