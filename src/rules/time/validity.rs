//! Rules about the leaf's validity, the trusted time and the signer's own clock.

use crate::asn1::oid;
use crate::model::{Confidence, Severity};
use crate::rules::duration::{DAY, span};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Expired, and nothing proves an earlier signing.
pub(super) static EXPIRED_WITHOUT_TIMESTAMP: Rule = Rule {
    id: "expired-without-timestamp",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The leaf has expired at the time of judgement, and there is no trusted time: no timestamp, or one that is invalid or \
           untrusted.",
    why: "The signature is no longer valid on Windows. Whether it ever was cannot be shown.",
    harmless: "Old files whose maker did not timestamp them.",
    verify: "openssl x509 -noout -enddate on the leaf; osslsigncode verify -in FILE shows no usable timestamp.",
    sources: &[Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008")],
    effective: None,
    check: expired_without_timestamp,
};

fn expired_without_timestamp(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if signature.trusted_time().is_some() {
            return Answer::not_applicable("there is a trusted time");
        }
        let since = case.now().seconds_since(leaf.not_after);
        Answer::when(since > 0, || {
            let stamp = if signature.has_timestamp() { "its timestamp proves nothing" } else { "it has no timestamp" };
            Hit::new(
                "The certificate has expired and nothing proves an earlier signing",
                format!(
                    "notAfter {} was {} before the time of judgement {}; {stamp}",
                    leaf.not_after,
                    span(since),
                    case.now()
                ),
            )
            .at(leaf.locate(&leaf.parts.validity))
            .on(leaf)
        })
    })
}

/// The validity has not begun.
pub(super) static NOT_YET_VALID: Rule = Rule {
    id: "not-yet-valid",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    what: "The time of judgement is before the leaf's notBefore, and there is no trusted time.",
    why: "Nothing can have been signed by a certificate whose validity has not begun: forged dates, or a wrong clock.",
    harmless: "First suspect the time of judgement: a wrong clock of the analysis machine, or --at set too early.",
    verify: "date -u on the analysis machine; openssl x509 -noout -startdate on the leaf.",
    sources: &[Source::Rfc(5280, "4.1.2.5")],
    effective: None,
    check: not_yet_valid,
};

fn not_yet_valid(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if signature.trusted_time().is_some() {
            return Answer::not_applicable("there is a trusted time");
        }
        let until = leaf.not_before.seconds_since(case.now());
        Answer::when(until > 0, || {
            Hit::new(
                "The certificate is not valid yet",
                format!("notBefore {} is {} after the time of judgement {}", leaf.not_before, span(until), case.now()),
            )
            .at(leaf.locate(&leaf.parts.validity))
            .on(leaf)
        })
    })
}

/// Used at once.
pub(super) static SIGNED_WITHIN_MINUTES_OF_ISSUE: Rule = Rule {
    id: "signed-within-minutes-of-issue",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "The trusted time lies less than ten minutes after the leaf's notBefore, and the leaf is none of Trusted Signing.",
    why: "The certificate was bought and used at once, by a process that waited for it.",
    harmless: "Pipelines with a fresh certificate for each run.",
    verify: "Subtract the leaf's notBefore from the timestamp's genTime.",
    sources: &[Source::Practice],
    effective: None,
    check: signed_within_minutes_of_issue,
};

fn signed_within_minutes_of_issue(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if signature.claims_trusted_signing() {
            return Answer::not_applicable("a Trusted Signing leaf");
        }
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        let offset = time.seconds_since(leaf.not_before);
        Answer::when((0..600).contains(&offset), || {
            Hit::new(
                "Signed within minutes of the certificate's issue",
                format!("timestamp {time}, {} after notBefore {}", span(offset), leaf.not_before),
            )
            .on(leaf)
        })
    })
}

/// The signer's clock is there at all.
pub(super) static SIGNING_TIME_ATTRIBUTE_PRESENT: Rule = Rule {
    id: "signing-time-attribute-present",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The signed attributes contain signingTime.",
    why: "A fingerprint of the tool: signtool and Trusted Signing do not write it, osslsigncode, jsign and sbsign do. The time is \
          the signer's own claim.",
    harmless: "Everybody may sign with those tools.",
    verify: "openssl asn1parse on the extracted PKCS #7: attribute 1.2.840.113549.1.9.5 under [0] of the SignerInfo.",
    sources: &[Source::Rfc(5652, "11.3"), Source::Measured("absent from signtool and Trusted Signing output")],
    effective: None,
    check: signing_time_attribute_present,
};

fn signing_time_attribute_present(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        if !signature.facts.signed_attributes.iter().any(|attribute| attribute.oid == oid::SIGNING_TIME) {
            return Answer::Silent;
        }
        let location = signature.signed_attribute(oid::SIGNING_TIME);
        let claimed = signature.facts.claimed_signing_time.map_or("unreadable".to_owned(), |time| time.to_string());
        Answer::fired(Hit::new("The signer states a time of his own", format!("signingTime {claimed}")).at(location))
    })
}

/// The signer's clock contradicts the TSA's.
pub(super) static SIGNING_TIME_ATTRIBUTE_DISAGREES: Rule = Rule {
    id: "signing-time-attribute-disagrees",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The signer's signingTime differs from the trusted time by more than 24 hours. A warning when it also lies outside the \
           leaf's validity.",
    why: "Two clocks disagree: the signer's was set to another day, or the file was timestamped later.",
    harmless: "A wrong clock, the -time option of osslsigncode, late timestamping.",
    verify: "Compare attribute 1.2.840.113549.1.9.5 with genTime.",
    sources: &[Source::Measured("osslsigncode -time")],
    effective: None,
    check: signing_time_attribute_disagrees,
};

fn signing_time_attribute_disagrees(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let (Some(claimed), Some(time)) = (signature.facts.claimed_signing_time, signature.trusted_time()) else {
            return Answer::not_applicable("no claimed or no trusted time");
        };
        let apart = claimed.seconds_since(time);
        Answer::when(apart.unsigned_abs() > DAY.unsigned_abs(), || {
            let hit = Hit::new(
                "The signer's own time contradicts the timestamp",
                format!("signingTime {claimed}, timestamp {time}: {} apart", span(apart)),
            )
            .at(signature.signed_attribute(oid::SIGNING_TIME));
            if leaf.is_valid_at(claimed) { hit } else { hit.severity(Severity::Warning) }
        })
    })
}

/// Nothing proves when it was signed.
pub(super) static VALIDITY_WINDOW_UNVERIFIABLE: Rule = Rule {
    id: "validity-window-unverifiable",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "There is no trusted time.",
    why: "It limits every check of time: the file was signed at some moment that only the signer knows.",
    harmless: "UEFI images and files without a timestamp in general.",
    verify: "See the timestamp findings of this signature.",
    sources: &[Source::Practice],
    effective: None,
    check: validity_window_unverifiable,
};

fn validity_window_unverifiable(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        Answer::when(signature.trusted_time().is_none(), || {
            let show = |label: &str, time: Option<crate::model::Instant>| {
                time.map(|time| format!(", {label} {time}")).unwrap_or_default()
            };
            Hit::new(
                "When it was signed is not proven",
                format!(
                    "signed at some time in {} to {}{}{}",
                    leaf.not_before,
                    leaf.not_after,
                    show("claimed", signature.facts.claimed_signing_time),
                    show("linked", case.link_time())
                ),
            )
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, NOT_AFTER, NOT_BEFORE, SIGNED, attribute_of, time};

    #[test]
    fn expiry_counts_only_without_a_trusted_time() {
        let mut file = Fixture::signed();
        file.policy.at = time(NOT_AFTER).plus_seconds(1);
        assert_eq!(file.answer(&EXPIRED_WITHOUT_TIMESTAMP).name(), "not-applicable");
        file.signature().trusted_time = None;
        assert!(file.hits(&EXPIRED_WITHOUT_TIMESTAMP)[0].detail.ends_with("proves nothing"));
        file.without_timestamp();
        assert!(file.hits(&EXPIRED_WITHOUT_TIMESTAMP)[0].detail.ends_with("has no timestamp"));
        file.policy.at = time(NOT_AFTER);
        assert!(file.silent(&EXPIRED_WITHOUT_TIMESTAMP));
    }

    #[test]
    fn validity_begins_with_not_before() {
        let mut file = Fixture::signed();
        file.without_timestamp();
        file.policy.at = time(NOT_BEFORE);
        assert!(file.silent(&NOT_YET_VALID));
        file.policy.at = time(NOT_BEFORE).plus_seconds(-1);
        assert!(file.fires(&NOT_YET_VALID));
    }

    #[test]
    fn ten_minutes_after_issue_are_unremarkable() {
        let mut file = Fixture::signed();
        file.signed_at(time(NOT_BEFORE).plus_seconds(599));
        assert!(file.fires(&SIGNED_WITHIN_MINUTES_OF_ISSUE));
        file.signed_at(time(NOT_BEFORE).plus_seconds(600));
        assert!(file.silent(&SIGNED_WITHIN_MINUTES_OF_ISSUE));
    }

    #[test]
    fn signers_clock_may_differ_by_a_day() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&SIGNING_TIME_ATTRIBUTE_DISAGREES).name(), "not-applicable");
        for (seconds, expected) in [
            (DAY, None),
            (DAY + 1, Some(Severity::Notice)),
            (-DAY - 1, Some(Severity::Notice)),
            (300 * DAY, Some(Severity::Warning)),
        ] {
            file.signature().facts.claimed_signing_time = Some(time(SIGNED).plus_seconds(seconds));
            assert_eq!(file.severity(&SIGNING_TIME_ATTRIBUTE_DISAGREES), expected, "{seconds}");
        }
    }

    #[test]
    fn presence_is_the_attributes_not_the_times() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SIGNING_TIME_ATTRIBUTE_PRESENT));
        file.signature().facts.signed_attributes.push(attribute_of(oid::SIGNING_TIME, 30));
        assert!(file.hits(&SIGNING_TIME_ATTRIBUTE_PRESENT)[0].detail.contains("unreadable"));
    }

    #[test]
    fn untrusted_timestamp_leaves_the_window_open() {
        let mut file = Fixture::signed();
        assert!(file.silent(&VALIDITY_WINDOW_UNVERIFIABLE));
        file.signature().trusted_time = None;
        assert!(file.fires(&VALIDITY_WINDOW_UNVERIFIABLE));
    }
}
