//! One outcome over all certificates of a signer's chain, and over a supposed revocation of its leaf.

use crate::model::{CertificateRevocation, Check, Instant, Outcome, RevocationState};

/// Judges the revocation of a signer's chain.
///
/// `answers` are those of the chain, each with the name of its certificate. A certificate that counts as revoked
/// decides; then the supposed revocation; then whatever is open: not checked never reads as not revoked.
pub fn judge_revocation(
    answers: &[(&CertificateRevocation, String)],
    has_data: bool,
    supposed: Option<Instant>,
    trusted_time: Option<Instant>,
) -> Outcome {
    let check = Check::Revocation;
    let revoked = answers.iter().find(|(answer, _)| answer.state == RevocationState::Revoked);
    if let Some((answer, name)) = revoked {
        return Outcome::invalid(check, format!("{name} was {}", answer.reason));
    }
    if let Some(revoked) = supposed {
        return judge_supposed(revoked, trusted_time);
    }
    if !has_data {
        return Outcome::cannot_tell(check, "not checked: no CRL or OCSP response was supplied");
    }
    if answers.is_empty() {
        return Outcome::cannot_tell(check, "the chain has no certificate that somebody could have revoked");
    }
    let words = |(answer, name): &(&CertificateRevocation, String)| match answer.state {
        RevocationState::RevokedLater => format!("{name} was {}", answer.reason),
        RevocationState::NotChecked => format!("{name} was not checked: {}", answer.reason),
        _ => format!("{name}: {}", answer.reason),
    };
    let is_open = |answer: &CertificateRevocation| {
        !matches!(answer.state, RevocationState::Absent | RevocationState::RevokedLater)
    };
    let (open, answered): (Vec<_>, Vec<_>) = answers.iter().partition(|(answer, _)| is_open(answer));
    // What is later comes before what is absent, what is open before both.
    let later = answered.iter().filter(|(answer, _)| answer.state == RevocationState::RevokedLater);
    let absent = answered.iter().filter(|(answer, _)| answer.state == RevocationState::Absent);
    let sentences: Vec<String> = open.iter().copied().chain(later.copied()).chain(absent.copied()).map(words).collect();
    let reason = sentences.join("; ");
    if open.is_empty() { Outcome::valid(check, reason) } else { Outcome::cannot_tell(check, reason) }
}

/// A revocation dated at or before the trusted time voids the signature; without a trusted time any revocation does
/// (Windows compares revocationDate with the timestamp). `trusted_time` is that which counts: `None` with the
/// lifetime-signing usage.
fn judge_supposed(supposed: Instant, trusted_time: Option<Instant>) -> Outcome {
    let check = Check::Revocation;
    match (supposed, trusted_time) {
        (revoked, Some(signed)) if revoked > signed => Outcome::valid(
            check,
            format!("supposed: revoked at {revoked}, after the timestamp's {signed}; the signature stays valid"),
        ),
        (revoked, Some(signed)) => Outcome::invalid(
            check,
            format!("Supposed: the leaf was revoked at {revoked}, not after the timestamp's {signed}"),
        ),
        (revoked, None) => Outcome::invalid(
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
        judge_revocation(&[], false, supposed.map(time), trusted.map(time)).outcome
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
