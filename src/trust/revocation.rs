//! Revocation, as far as the supplied data tells.
//!
//! In: a supposed revocation of the leaf, the trusted time. Out: one outcome. CRLs and OCSP responses are not read yet;
//! without data nothing is said about revocation, least of all that there is none.

use crate::model::{Check, Instant, Outcome};

/// Judges the revocation of a signer's leaf.
///
/// A revocation dated at or before the trusted time voids the signature; without a trusted time any revocation does
/// (Windows compares revocationDate with the timestamp). `trusted_time` is that which counts: `None` with the
/// lifetime-signing usage.
pub fn judge_revocation(supposed: Option<Instant>, trusted_time: Option<Instant>) -> Outcome {
    let check = Check::Revocation;
    match (supposed, trusted_time) {
        (None, _) => Outcome::cannot_tell(check, "not checked: no CRL or OCSP response was supplied"),
        (Some(revoked), Some(signed)) if revoked > signed => Outcome::valid(
            check,
            format!("supposed: revoked at {revoked}, after the timestamp's {signed}; the signature stays valid"),
        ),
        (Some(revoked), Some(signed)) => Outcome::invalid(
            check,
            format!("Supposed: the leaf was revoked at {revoked}, not after the timestamp's {signed}"),
        ),
        (Some(revoked), None) => Outcome::invalid(
            check,
            format!("Supposed: the leaf was revoked at {revoked}, and no valid timestamp shows an earlier signature"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OutcomeState;

    fn state(supposed: Option<&str>, trusted: Option<&str>) -> OutcomeState {
        let time = |text: &str| text.parse().unwrap();
        judge_revocation(supposed.map(time), trusted.map(time)).outcome
    }

    #[test]
    fn no_data_is_cannot_tell() {
        assert_eq!(state(None, Some("2026-01-02")), OutcomeState::CannotTell);
    }

    #[test]
    fn revocation_at_the_timestamp_voids_and_after_it_does_not() {
        assert_eq!(state(Some("2026-01-02T00:00:00Z"), Some("2026-01-02T00:00:00Z")), OutcomeState::Invalid);
        assert_eq!(state(Some("2026-01-02T00:00:01Z"), Some("2026-01-02T00:00:00.5Z")), OutcomeState::Valid);
        assert_eq!(state(Some("2026-01-01"), Some("2026-01-02")), OutcomeState::Invalid);
    }

    #[test]
    fn any_revocation_voids_without_a_timestamp() {
        assert_eq!(state(Some("2030-01-01"), None), OutcomeState::Invalid);
    }
}
