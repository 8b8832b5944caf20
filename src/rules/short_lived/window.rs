//! Rules about the short validity and where in it the file was signed.

use super::{SERVICE, each_marked, each_short_lived};
use crate::model::{CertificateFacts, Confidence, Instant, Severity};
use crate::rules::duration::{DAY, HOUR, span};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, Source};

/// Shows a validity period.
fn validity(leaf: &CertificateFacts) -> String {
    format!("valid {} to {} ({})", leaf.not_before, leaf.not_after, span(leaf.lifetime_seconds))
}

/// A short-lived leaf.
pub(super) static SHORT_LIVED_LEAF: Rule = Rule {
    id: "short-lived-leaf",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The leaf certificate is valid for seven days or less.",
    why: "Thumbprint and serial number of such a certificate are dead as indicators within days, and only a timestamp \
          keeps the signature valid. Look at the durable identity instead.",
    harmless: "Normal for Trusted Signing (72 hours) and other services that make a key for a day. No judgement.",
    verify: "openssl x509 -noout -dates on the leaf certificate.",
    sources: &[SERVICE],
    effective: None,
    check: short_lived_leaf,
};

fn short_lived_leaf(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        Answer::when(super::is_short_lived(leaf), || {
            let position = signature.trusted_time().map_or("no trusted time".to_owned(), |time| {
                format!(
                    "signed {} after notBefore, {} before notAfter",
                    span(time.seconds_since(leaf.not_before)),
                    span(leaf.not_after.seconds_since(time))
                )
            });
            Hit::new(
                format!("Short-lived certificate: {}", span(leaf.lifetime_seconds)),
                format!("{}; {position}", validity(leaf)),
            )
            .at(leaf.locate(&leaf.parts.validity))
            .on(leaf)
        })
    })
}

/// A short-lived leaf without any timestamp.
pub(super) static SHORT_LIVED_NO_TIMESTAMP: Rule = Rule {
    id: "short-lived-no-timestamp",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf is valid for seven days or less and the signature has no timestamp. Critical when the validity is over \
           at the time of judgement.",
    why: "The signature lives only as long as the certificate. Nothing shows that the file was signed inside the \
          certificate's few days, and afterwards Windows treats it as expired.",
    harmless: "A forgotten timestamp option (signtool /tr) in a test or an internal build. For a release it is unusual: the \
               service's own tools add one.",
    verify: "osslsigncode verify -in FILE shows no `Timestamp time`; openssl x509 -noout -dates shows the validity.",
    sources: &[SERVICE],
    effective: None,
    check: short_lived_no_timestamp,
};

fn short_lived_no_timestamp(case: &Case<'_>) -> Answer {
    each_short_lived(case, |signature, leaf| {
        Answer::when(!signature.has_timestamp(), || {
            let over = case.now() > leaf.not_after;
            let hit = Hit::new(
                "Short-lived certificate without a timestamp",
                format!("{}; at {} that is {}", validity(leaf), case.now(), if over { "over" } else { "not over yet" }),
            )
            .on(leaf);
            if over { hit.severity(Severity::Critical) } else { hit }
        })
    })
}

/// A short-lived leaf whose timestamp proves nothing.
pub(super) static SHORT_LIVED_TIMESTAMP_NOT_TRUSTED: Rule = Rule {
    id: "short-lived-timestamp-not-trusted",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf is valid for seven days or less, and the signature has a timestamp that is invalid or whose chain does \
           not end in an anchor.",
    why: "A certificate of a few days depends on its timestamp. One that cannot be believed claims a signing time without \
          proof: anybody can run a timestamping authority of their own.",
    harmless: "A private timestamping authority inside a company; add its root with --trust to see the rest judged.",
    verify: "See the timestamp findings of this signature for the cause; openssl ts -verify on the token with the TSA's \
             root.",
    sources: &[SERVICE, Source::Rfc(3161, "2.4.2")],
    effective: None,
    check: short_lived_timestamp_not_trusted,
};

fn short_lived_timestamp_not_trusted(case: &Case<'_>) -> Answer {
    each_short_lived(case, |signature, leaf| {
        let Some(timestamp) = signature.timestamp else { return Answer::not_applicable("no timestamp") };
        Answer::when(signature.trusted_time().is_none(), || {
            let claimed = timestamp.facts.time.map_or("an unreadable time".to_owned(), |time| time.to_string());
            Hit::new(
                "Short-lived certificate with a timestamp that proves nothing",
                format!("the timestamp claims {claimed} and is {}; {}", timestamp.valid, validity(leaf)),
            )
            .at(timestamp.facts.location)
        })
    })
}

/// Signed in the last moments of the validity.
pub(super) static SHORT_LIVED_WINDOW_EDGE: Rule = Rule {
    id: "short-lived-window-edge",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The leaf is valid for seven days or less, and the trusted time lies less than two hours, or less than five per \
           cent of the validity, before its end.",
    why: "Services that renew daily leave a certificate unused long before. Signing at the last moment hints at a manual or \
          delayed step, or at somebody who plays with clocks.",
    harmless: "A pipeline that keeps a signing session open, or an outage of the service.",
    verify: "Subtract the timestamp's genTime from the leaf's notAfter.",
    sources: &[
        Source::Measured("genTime 25 to 46 hours after notBefore in nine signing events of 2026"),
        Source::Practice,
    ],
    effective: None,
    check: short_lived_window_edge,
};

fn short_lived_window_edge(case: &Case<'_>) -> Answer {
    each_short_lived(case, |signature, leaf| {
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        let remaining = leaf.not_after.seconds_since(time);
        // Behind notAfter is another rule's: timestamp-outside-leaf-validity.
        let edge = remaining >= 0 && (remaining < 2 * HOUR || remaining.saturating_mul(20) < leaf.lifetime_seconds);
        Answer::when(edge, || {
            Hit::new(
                "Signed in the last moments of the validity",
                format!("timestamp {time}, {} before notAfter {}", span(remaining), leaf.not_after),
            )
            .on(leaf)
        })
    })
}

/// From when the service issues leaves a day ahead: nine of nine events of 2026.
const PRE_ISSUED: Effective = Effective { from: Instant::from_unix(1_767_225_600), clock: "notBefore of the leaf" };

/// Signed within the first day of a Trusted Signing leaf.
pub(super) static SHORT_LIVED_FIRST_DAY_USE: Rule = Rule {
    id: "short-lived-first-day-use",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Low,
    what: "The leaf carries the Trusted Signing marker, was issued in 2026 or later, and the trusted time lies in the first \
           24 hours of its validity.",
    why: "A hypothesis: the service issues leaves a day ahead, so routine signing happens in hours 24 to 48. A signature in \
          the first day then hints at the first day of a certificate profile, or at a fresh identity.",
    harmless: "Every new customer signs on a first day, and older service behaviour was different. Ten events were \
               measured: a hint, never proof.",
    verify: "Subtract the leaf's notBefore from the timestamp's genTime; compare with other files of the same durable \
             identity.",
    sources: &[Source::Measured(
        "0 of nine routine signing events of 2026 in the first 24 hours; one first use at 0.6 hours",
    )],
    effective: Some(PRE_ISSUED),
    check: short_lived_first_day_use,
};

fn short_lived_first_day_use(case: &Case<'_>) -> Answer {
    each_marked(case, |signature, leaf| {
        if leaf.not_before < PRE_ISSUED.from {
            return Answer::not_applicable("the leaf was issued before 2026");
        }
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        let offset = time.seconds_since(leaf.not_before);
        Answer::when((0..DAY).contains(&offset), || {
            Hit::new(
                "Signed in the certificate's first day",
                format!("{} after notBefore {}", span(offset), leaf.not_before),
            )
            .on(leaf)
        })
    })
}

/// Signed in the third day of a Trusted Signing leaf.
pub(super) static SHORT_LIVED_LATE_USE: Rule = Rule {
    id: "short-lived-late-use",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Low,
    what: "The leaf carries the Trusted Signing marker, and the trusted time lies 48 hours or more after its notBefore.",
    why: "Leaves are renewed daily, so that a newer one existed at that time. An unusual position, nothing more.",
    harmless: "Delayed rotation, a signing session kept open, an outage of the service.",
    verify: "Subtract the leaf's notBefore from the timestamp's genTime.",
    sources: &[Source::Measured("genTime 25 to 46 hours after notBefore in nine signing events of 2026")],
    effective: None,
    check: short_lived_late_use,
};

fn short_lived_late_use(case: &Case<'_>) -> Answer {
    each_marked(case, |signature, leaf| {
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        let offset = time.seconds_since(leaf.not_before);
        Answer::when(offset >= 2 * DAY && time <= leaf.not_after, || {
            Hit::new(
                "Signed late in the certificate's life",
                format!("{} after notBefore {}", span(offset), leaf.not_before),
            )
            .on(leaf)
        })
    })
}

/// The normal end state of a short-lived signature.
pub(super) static SHORT_LIVED_EXPIRED_BUT_TIMESTAMPED: Rule = Rule {
    id: "short-lived-expired-but-timestamped",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The leaf is valid for seven days or less and has expired, and a valid timestamp lies inside its validity.",
    why: "This is the normal end state: Windows keeps the signature valid for years, unless the certificate is revoked with \
          a date before the timestamp. Do not read `expired` as `dead`.",
    harmless: "Every timestamped file of a short-lived certificate ends like this.",
    verify: "Compare the timestamp's genTime with the leaf's notBefore and notAfter; ask the CA's CRL for the serial number.",
    sources: &[SERVICE, Source::Measured("16 of 16 Trusted Signing files")],
    effective: None,
    check: short_lived_expired_but_timestamped,
};

fn short_lived_expired_but_timestamped(case: &Case<'_>) -> Answer {
    each_short_lived(case, |signature, leaf| {
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        Answer::when(case.now() > leaf.not_after && leaf.is_valid_at(time), || {
            Hit::new(
                "Expired, and kept valid by its timestamp",
                format!(
                    "notAfter {} is past at {}; the timestamp {time} lies inside the validity",
                    leaf.not_after,
                    case.now()
                ),
            )
            .on(leaf)
        })
    })
}

/// Short-lived, but not from Trusted Signing.
pub(super) static SHORT_LIVED_OTHER_ISSUER: Rule = Rule {
    id: "short-lived-other-issuer",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The leaf is valid for seven days or less and does not carry the Trusted Signing marker.",
    why: "Only few services issue code-signing certificates for days. An unknown one deserves a look at its chain and at how \
          it checks its subscribers.",
    harmless: "Other services with keys for a day (in the manner of Sigstore), laboratories, continuous-integration tests.",
    verify: "openssl x509 -noout -issuer -dates -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::Practice],
    effective: None,
    check: short_lived_other_issuer,
};

fn short_lived_other_issuer(case: &Case<'_>) -> Answer {
    each_short_lived(case, |signature, leaf| {
        Answer::when(!signature.claims_trusted_signing(), || {
            Hit::new(
                "Short-lived certificate of an unknown service",
                format!("issuer {}; {}", leaf.issuer, validity(leaf)),
            )
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::State;
    use crate::rules::fixture::{Fixture, time};

    #[test]
    fn seven_days_are_short_and_a_second_more_is_not() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SHORT_LIVED_LEAF));
        file.leaf_valid("2026-06-01T00:00:00Z", 7 * DAY);
        assert!(file.fires(&SHORT_LIVED_LEAF));
        file.leaf_valid("2026-06-01T00:00:00Z", 7 * DAY + 1);
        assert!(file.silent(&SHORT_LIVED_LEAF));
    }

    #[test]
    fn swapped_dates_are_not_short_lived() {
        let mut file = Fixture::signed();
        file.leaf_valid("2026-06-01T00:00:00Z", -5);
        assert!(file.silent(&SHORT_LIVED_LEAF));
    }

    #[test]
    fn missing_timestamp_becomes_critical_when_the_validity_is_over() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        assert!(file.silent(&SHORT_LIVED_NO_TIMESTAMP));
        file.without_timestamp();
        assert_eq!(file.severity(&SHORT_LIVED_NO_TIMESTAMP), Some(Severity::Critical));
        file.policy.at = time("2026-06-04T00:00:00Z");
        assert_eq!(file.severity(&SHORT_LIVED_NO_TIMESTAMP), Some(Severity::Warning), "notAfter itself is inside");
    }

    #[test]
    fn token_that_proves_nothing_is_not_a_missing_one() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        file.timestamp().valid = State::CannotTell;
        file.signature().trusted_time = None;
        assert!(file.fires(&SHORT_LIVED_TIMESTAMP_NOT_TRUSTED));
        assert!(file.silent(&SHORT_LIVED_NO_TIMESTAMP));
    }

    #[test]
    fn last_moments_are_two_hours_or_a_twentieth() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        let end = time("2026-06-04T00:00:00Z");
        // A twentieth of 72 hours is 3.6 hours.
        file.signed_at(end.plus_seconds(-12_960));
        assert!(file.silent(&SHORT_LIVED_WINDOW_EDGE));
        file.signed_at(end.plus_seconds(-12_959));
        assert!(file.fires(&SHORT_LIVED_WINDOW_EDGE));
        file.signed_at(end.plus_seconds(1));
        assert!(file.silent(&SHORT_LIVED_WINDOW_EDGE), "behind the end is another rule's");
        file.leaf_valid("2026-06-03T00:00:00Z", DAY).signed_at(end.plus_seconds(-7199));
        assert!(file.fires(&SHORT_LIVED_WINDOW_EDGE));
    }

    #[test]
    fn first_second_and_third_day_are_told_apart() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        let start = time("2026-06-01T00:00:00Z");
        for (offset, first, late) in [
            (0, true, false),
            (DAY - 1, true, false),
            (DAY, false, false),
            (2 * DAY - 1, false, false),
            (2 * DAY, false, true),
        ] {
            file.signed_at(start.plus_seconds(offset));
            assert_eq!(file.fires(&SHORT_LIVED_FIRST_DAY_USE), first, "{offset}");
            assert_eq!(file.fires(&SHORT_LIVED_LATE_USE), late, "{offset}");
        }
    }

    #[test]
    fn leaf_of_2025_is_judged_by_the_older_service() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        file.leaf_valid("2025-12-31T23:59:59Z", 3 * DAY).signed_at(time("2026-01-01T01:00:00Z"));
        assert_eq!(file.answer(&SHORT_LIVED_FIRST_DAY_USE).name(), "not-applicable");
    }

    #[test]
    fn expired_with_a_timestamp_inside_is_said() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        assert!(file.fires(&SHORT_LIVED_EXPIRED_BUT_TIMESTAMPED));
        file.policy.at = time("2026-06-03T00:00:00Z");
        assert!(file.silent(&SHORT_LIVED_EXPIRED_BUT_TIMESTAMPED));
    }

    #[test]
    fn marker_tells_the_service() {
        let mut file = Fixture::signed();
        file.trusted_signing();
        assert!(file.silent(&SHORT_LIVED_OTHER_ISSUER));
        file.leaf().eku = vec!["1.3.6.1.5.5.7.3.3".to_owned()];
        assert!(file.fires(&SHORT_LIVED_OTHER_ISSUER));
    }
}
