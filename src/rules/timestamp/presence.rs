//! Rules about which timestamps there are, and what they say beside their time.

use crate::model::{Confidence, Instant, Severity, Timestamp, TimestampKind};
use crate::rules::duration::{DAY, span};
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};

const AUTHENTICODE: Source = Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008");

/// No timestamp.
pub(super) static TIMESTAMP_MISSING: Rule = Rule {
    id: "timestamp-missing",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The signature has neither an RFC 3161 token nor a PKCS #9 countersignature.",
    why: "Nobody proves when the file was signed. The signature dies with the certificate, and a stolen certificate that has \
          expired or was revoked cannot be told from an honest signature of an earlier day.",
    harmless: "UEFI images normally have none, and some internal builds do without.",
    verify: "osslsigncode verify -in FILE prints no `Timestamp time`.",
    sources: &[AUTHENTICODE],
    effective: None,
    check: timestamp_missing,
};

fn timestamp_missing(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        Answer::when(!signature.has_timestamp(), || {
            Hit::new("No timestamp", "the time of signing is unknown, and the signature ends with the certificate")
                .at(signature.facts.location())
        })
    })
}

/// The times of the timestamps of one kind; `None` for one that cannot be decoded.
fn times(signature: &SignatureCase<'_>, kind: TimestampKind) -> Vec<Option<Instant>> {
    signature
        .signature
        .timestamps
        .iter()
        .filter(|timestamp| timestamp.facts.kind == kind)
        .map(|timestamp| timestamp.facts.time)
        .collect()
}

fn list(times: &[Option<Instant>]) -> String {
    let words = |time: &Option<Instant>| time.map_or("an unreadable time".to_owned(), |time| time.to_string());
    times.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// A PKCS #9 countersignature.
pub(super) static TIMESTAMP_PKCS9: Rule = Rule {
    id: "timestamp-pkcs9",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The time is stated by a PKCS #9 countersignature (the older Authenticode format), not by an RFC 3161 token.",
    why: "It has a resolution of one second and no serial number, policy or accuracy. Still valid on Windows.",
    harmless: "Common: 69 of 239 signatures of public packages have one.",
    verify: "openssl asn1parse on the extracted PKCS #7: unsigned attribute 1.2.840.113549.1.9.6.",
    sources: &[AUTHENTICODE, Source::Rfc(2985, "5.3.6"), Source::Measured("69 of 239 signatures")],
    effective: None,
    check: timestamp_pkcs9,
};

fn timestamp_pkcs9(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, _| {
        Answer::when(timestamp.facts.kind == TimestampKind::Pkcs9, || {
            Hit::new(
                "Timestamp in the older format (PKCS #9)",
                format!("countersignature at {}", list(&[timestamp.facts.time])),
            )
        })
    })
}

/// Token and countersignature together.
pub(super) static TIMESTAMP_BOTH_KINDS: Rule = Rule {
    id: "timestamp-both-kinds",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "One SignerInfo has both an RFC 3161 token and a PKCS #9 countersignature.",
    why: "Signing tools write one or the other. With both there are two times for one signature, and verifiers differ in \
          which one they use.",
    harmless: "A file that was timestamped again with another tool.",
    verify: "openssl asn1parse on the extracted PKCS #7: unsigned attributes 1.3.6.1.4.1.311.3.3.1 and \
             1.2.840.113549.1.9.6 in one SignerInfo.",
    sources: &[Source::Published("github.com/ralphje/signify rejects such a signature")],
    effective: None,
    check: timestamp_both_kinds,
};

fn timestamp_both_kinds(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        if !signature.has_timestamp() {
            return Answer::not_applicable("no timestamp");
        }
        let (tokens, older) = (times(signature, TimestampKind::Rfc3161), times(signature, TimestampKind::Pkcs9));
        Answer::when(!tokens.is_empty() && !older.is_empty(), || {
            Hit::new(
                "Two kinds of timestamp in one signature",
                format!("RFC 3161 {}; PKCS #9 {}", list(&tokens), list(&older)),
            )
            .at(signature.timestamp.map(|timestamp| timestamp.facts.location))
        })
    })
}

/// Several timestamps of one kind.
pub(super) static TIMESTAMP_MULTIPLE: Rule = Rule {
    id: "timestamp-multiple",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "One SignerInfo has more than one timestamp of the same kind.",
    why: "Signing tools replace a timestamp, they do not add one. Which of them counts is not defined; here it is the first. \
          Another one may be there for a verifier that takes the last.",
    harmless: "A tool that appends when it timestamps again.",
    verify: "openssl asn1parse on the extracted PKCS #7: count the values of the unsigned attribute 1.3.6.1.4.1.311.3.3.1 or \
             1.2.840.113549.1.9.6.",
    sources: &[Source::Published("github.com/mtrojnar/osslsigncode")],
    effective: None,
    check: timestamp_multiple,
};

fn timestamp_multiple(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        if !signature.has_timestamp() {
            return Answer::not_applicable("no timestamp");
        }
        let hits = [TimestampKind::Rfc3161, TimestampKind::Pkcs9]
            .into_iter()
            .map(|kind| (kind, times(signature, kind)))
            .filter(|(_, times)| times.len() > 1)
            .map(|(kind, times)| {
                let same = times.windows(2).all(|pair| pair.first() == pair.get(1));
                Hit::new(
                    "Several timestamps in one signature",
                    format!(
                        "{} of kind {}, {}: {}",
                        times.len(),
                        kind.name(),
                        if same { "same time" } else { "different times" },
                        list(&times)
                    ),
                )
                .at(signature.timestamp.map(|timestamp| timestamp.facts.location))
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// Asks about each RFC 3161 token.
fn each_token<'a>(case: &Case<'a>, check: impl Fn(&'a Timestamp) -> Answer) -> Answer {
    case.each_timestamp(|_, timestamp, _| match timestamp.facts.kind {
        TimestampKind::Rfc3161 => check(timestamp),
        TimestampKind::Pkcs9 => Answer::not_applicable("a countersignature states no such value"),
    })
}

/// The accuracy is coarse or absent.
pub(super) static TIMESTAMP_ACCURACY_COARSE: Rule = Rule {
    id: "timestamp-accuracy-coarse",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The token states no accuracy, or one of more than 60 seconds.",
    why: "It limits what can be concluded from differences of seconds and minutes.",
    harmless: "Many timestamping authorities leave it out.",
    verify: "openssl ts -reply -token_in -in token.der -text: `Accuracy`.",
    sources: &[Source::Rfc(3161, "2.4.2")],
    effective: None,
    check: timestamp_accuracy_coarse,
};

fn timestamp_accuracy_coarse(case: &Case<'_>) -> Answer {
    each_token(case, |timestamp| match timestamp.facts.accuracy_ms {
        Some(accuracy) if accuracy <= 60_000 => Answer::Silent,
        Some(accuracy) => Answer::fired(Hit::new(
            "The timestamp is not accurate to a minute",
            format!("stated accuracy {accuracy} ms"),
        )),
        None => Answer::fired(Hit::new("The timestamp states no accuracy", "the field is absent")),
    })
}

/// The policy is not known.
pub(super) static TIMESTAMP_POLICY_UNKNOWN: Rule = Rule {
    id: "timestamp-policy-unknown",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Medium,
    what: "The token's policy is not one of the known public timestamping authorities.",
    why: "Under which practice the time was made is unknown. Authorities set up with OpenSSL's defaults state 1.2.3.4.1.",
    harmless: "A private or a new authority; the list of known policies is short.",
    verify: "openssl ts -reply -token_in -in token.der -text: `Policy OID`.",
    sources: &[Source::Measured("policies of the tokens of public packages")],
    effective: None,
    check: timestamp_policy_unknown,
};

fn timestamp_policy_unknown(case: &Case<'_>) -> Answer {
    each_token(case, |timestamp| {
        let Some(policy) = &timestamp.facts.policy else { return Answer::cannot_tell("the policy is unreadable") };
        Answer::when(case.known().tsa_policy(policy).is_none(), || {
            Hit::new("Timestamp under an unknown policy", format!("policy {policy}"))
        })
    })
}

/// Timestamped long after signing or building.
pub(super) static TIMESTAMP_LATE: Rule = Rule {
    id: "timestamp-late",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The trusted time lies more than 30 days after the signer's own signingTime, or more than 365 days after the link \
           time.",
    why: "The signature, or at least its timestamp, is much younger than the code: an old build was signed again, or signed \
          by somebody else.",
    harmless: "Archives and prebuilt runtimes that are signed again under a new certificate.",
    verify: "Compare genTime with the signingTime attribute and with TimeDateStamp (objdump -p FILE).",
    sources: &[Source::Practice],
    effective: None,
    check: timestamp_late,
};

fn timestamp_late(case: &Case<'_>) -> Answer {
    let linked = case.plausible_link_time();
    case.each_signature(|signature| {
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        let mut late = Vec::new();
        if let Some(claimed) = signature.facts.claimed_signing_time
            && time.seconds_since(claimed) > 30 * DAY
        {
            late.push(format!("{} after the claimed signing time {claimed}", span(time.seconds_since(claimed))));
        }
        if let Some(linked) = linked
            && time.seconds_since(linked) > 365 * DAY
        {
            late.push(format!("{} after the link time {linked}", span(time.seconds_since(linked))));
        }
        Answer::when(!late.is_empty(), || {
            Hit::new("Timestamped long after the code was made", format!("timestamp {time}: {}", late.join("; ")))
                .at(signature.timestamp.map(|timestamp| timestamp.facts.location))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, SIGNED, time};

    #[test]
    fn kinds_and_numbers_of_timestamps_are_told_apart() {
        let mut file = Fixture::signed();
        for rule in [&TIMESTAMP_MISSING, &TIMESTAMP_PKCS9, &TIMESTAMP_BOTH_KINDS, &TIMESTAMP_MULTIPLE] {
            assert!(file.silent(rule), "{}", rule.id);
        }
        let mut second = file.timestamp().clone();
        second.facts.kind = TimestampKind::Pkcs9;
        file.signature().timestamps.push(second.clone());
        assert!(file.fires(&TIMESTAMP_BOTH_KINDS) && file.fires(&TIMESTAMP_PKCS9));
        assert!(file.silent(&TIMESTAMP_MULTIPLE), "one of each kind");
        second.facts.time = Some(time("2026-06-02T00:00:00Z"));
        file.signature().timestamps.push(second);
        assert!(file.hits(&TIMESTAMP_MULTIPLE)[0].detail.contains("different times"));
        file.without_timestamp();
        assert!(file.fires(&TIMESTAMP_MISSING));
        assert_eq!(file.answer(&TIMESTAMP_MULTIPLE).name(), "not-applicable");
    }

    #[test]
    fn accuracy_of_a_minute_is_fine() {
        let mut file = Fixture::signed();
        for (accuracy, fires) in [(Some(60_000), false), (Some(60_001), true), (None, true)] {
            file.timestamp().facts.accuracy_ms = accuracy;
            assert_eq!(file.fires(&TIMESTAMP_ACCURACY_COARSE), fires);
        }
        file.timestamp().facts.kind = TimestampKind::Pkcs9;
        assert_eq!(file.answer(&TIMESTAMP_ACCURACY_COARSE).name(), "not-applicable");
    }

    #[test]
    fn openssls_default_policy_is_unknown() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TIMESTAMP_POLICY_UNKNOWN));
        file.timestamp().facts.policy = Some("1.2.3.4.1".to_owned());
        assert!(file.fires(&TIMESTAMP_POLICY_UNKNOWN));
    }

    #[test]
    fn late_is_30_days_after_signing_or_365_after_linking() {
        let mut file = Fixture::signed();
        let signed = time(SIGNED);
        file.signature().facts.claimed_signing_time = Some(signed.plus_seconds(-30 * DAY));
        file.pe().link_time = Some(signed.plus_seconds(-365 * DAY));
        assert!(file.silent(&TIMESTAMP_LATE));
        file.pe().link_time = Some(signed.plus_seconds(-365 * DAY - 1));
        assert!(file.fires(&TIMESTAMP_LATE));
        file.pe().link_time = Some(time("1992-06-19T22:22:17Z"));
        assert!(file.silent(&TIMESTAMP_LATE), "Delphi's constant is no time");
        file.signature().facts.claimed_signing_time = Some(signed.plus_seconds(-30 * DAY - 1));
        assert!(file.fires(&TIMESTAMP_LATE));
    }
}
