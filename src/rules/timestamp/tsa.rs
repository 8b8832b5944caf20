//! Rules about the timestamping authority (TSA): its certificate, its chain, its time.

use crate::model::{ChainEnd, Check, Confidence, Instant, OutcomeState, Severity, TimestampKind, Usage};
use crate::rules::duration::{DAY, span};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, Source};

const NO_CERTIFICATE: &str = "the TSA's certificate is not in the file";

/// The TSA's certificate may not timestamp.
pub(super) static TSA_EKU_MISSING: Rule = Rule {
    id: "tsa-eku-missing",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The certificate that signed the timestamp does not list timeStamping among its extended key usages, or has no such \
           extension.",
    why: "It is not a timestamping authority's certificate: anybody with some certificate could state a time like this.",
    harmless: "None in public practice; a home-made authority.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the certificate of the token's signer.",
    sources: &[Source::Rfc(3161, "2.3")],
    effective: None,
    check: tsa_eku_missing,
};

fn tsa_eku_missing(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, _, tsa| {
        let Some(tsa) = tsa else { return Answer::cannot_tell(NO_CERTIFICATE) };
        Answer::when(!tsa.has_eku(Usage::TimeStamping.oid()), || {
            let listed = if tsa.eku.is_empty() { "none".to_owned() } else { tsa.eku.join(", ") };
            Hit::new(
                "The timestamp was signed by no timestamping authority",
                format!("{}: extended key usages {listed}", tsa.subject),
            )
            .on(tsa)
        })
    })
}

/// The extension is not critical.
pub(super) static TSA_EKU_NOT_CRITICAL: Rule = Rule {
    id: "tsa-eku-not-critical",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The extended key usage extension of the token's TSA is not marked critical.",
    why: "RFC 3161 asks for it; strict verifiers reject such tokens.",
    harmless: "Known practice of older Microsoft Time-Stamp Service certificates.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the TSA's certificate: no `critical`.",
    sources: &[Source::Rfc(3161, "2.3"), Source::Measured("31 of 166 tokens")],
    effective: None,
    check: tsa_eku_not_critical,
};

fn tsa_eku_not_critical(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        if timestamp.facts.kind == TimestampKind::Pkcs9 {
            return Answer::not_applicable("RFC 3161 does not hold for countersignatures");
        }
        let Some(tsa) = tsa else { return Answer::cannot_tell(NO_CERTIFICATE) };
        match tsa.eku_critical {
            Some(critical) => Answer::when(!critical, || {
                Hit::new("The TSA's extended key usage is not critical", tsa.subject.clone()).on(tsa)
            }),
            None => Answer::not_applicable("the TSA's certificate has no extended key usage"),
        }
    })
}

/// The TSA's chain ends in no anchor.
pub(super) static TSA_CHAIN_UNTRUSTED: Rule = Rule {
    id: "tsa-chain-untrusted",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The chain of the TSA does not end in a trust anchor that may timestamp, or cannot be completed.",
    why: "The time is unproven: anybody can run an authority of their own and state any time. The signature is judged as of \
          now instead.",
    harmless: "A private authority of a company; a TSA whose intermediate certificate was not embedded; a root that left the \
               programme.",
    verify: "openssl verify -purpose timestampsign -untrusted token-certificates.pem -CAfile roots.pem tsa.pem",
    sources: &[Source::Microsoft("Trusted Root Program requirements"), Source::Rfc(3161, "2.3")],
    effective: None,
    check: tsa_chain_untrusted,
};

fn tsa_chain_untrusted(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        let report = &timestamp.chain_report;
        // Dates and the usage of the TSA itself are other rules'.
        let at_fault = report
            .faults
            .iter()
            .any(|fault| !fault.is_date() && !matches!(fault, crate::model::Fault::LeafUsage { .. }));
        if report.end == ChainEnd::Absent {
            return Answer::cannot_tell(NO_CERTIFICATE);
        }
        Answer::when(!report.end.is_anchor() || at_fault, || {
            let reason = timestamp
                .outcomes
                .iter()
                .find(|outcome| outcome.check == Check::TimestampChain && outcome.outcome != OutcomeState::Valid)
                .map_or("the chain does not end in an anchor", |outcome| outcome.reason.as_str());
            let name = tsa.map_or("the TSA", |tsa| tsa.display_name());
            let mut hit = Hit::new("The timestamping authority is not trusted", format!("{name}: {reason}"));
            hit.certificate = tsa.map(|tsa| tsa.sha256);
            hit
        })
    })
}

/// The TSA was not valid at its own time.
pub(super) static TSA_INVALID_AT_TIME: Rule = Rule {
    id: "tsa-invalid-at-time",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The timestamp's time lies outside the validity of the TSA's certificate, or of one that its chain runs through.",
    why: "The token states a time at which its authority could not sign. Forged tokens are made with old TSA keys.",
    harmless: "A wrong clock at the authority; the token is invalid by rule all the same.",
    verify: "Compare genTime with openssl x509 -noout -dates on the TSA's certificate.",
    sources: &[Source::Rfc(3161, "2.4.2"), Source::Practice],
    effective: None,
    check: tsa_invalid_at_time,
};

fn tsa_invalid_at_time(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        let Some(tsa) = tsa else { return Answer::cannot_tell(NO_CERTIFICATE) };
        let Some(time) = timestamp.facts.time else { return Answer::cannot_tell("the timestamp's time is unreadable") };
        let validity = timestamp.outcomes.iter().find(|outcome| outcome.check == Check::TimestampValidity);
        if let Some(outcome) = validity.filter(|outcome| tsa.is_valid_at(time) && outcome.is_invalid()) {
            let title = "An issuer of the timestamping authority was not valid at its time";
            return Answer::fired(Hit::new(title, outcome.reason.clone()).on(tsa));
        }
        Answer::when(!tsa.is_valid_at(time), || {
            Hit::new(
                "The timestamping authority was not valid at its own time",
                format!("{time} lies outside {} to {} of {}", tsa.not_before, tsa.not_after, tsa.display_name()),
            )
            .on(tsa)
        })
    })
}

/// The TSA has expired since.
pub(super) static TSA_EXPIRED: Rule = Rule {
    id: "tsa-expired",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The TSA's certificate has expired at the time of judgement, and the timestamp's time lies inside its validity.",
    why: "Expected: Windows does not expire a timestamp together with the TSA's certificate.",
    harmless: "The normal end state of every timestamp.",
    verify: "openssl x509 -noout -dates on the TSA's certificate.",
    sources: &[Source::Measured("osslsigncode accepts such files")],
    effective: None,
    check: tsa_expired,
};

fn tsa_expired(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        let (Some(tsa), Some(time)) = (tsa, timestamp.facts.time) else { return Answer::cannot_tell(NO_CERTIFICATE) };
        Answer::when(tsa.is_valid_at(time) && case.now() > tsa.not_after, || {
            Hit::new(
                "The timestamping authority's certificate has expired since",
                format!("{} ended {}; the time of judgement is {}", tsa.display_name(), tsa.not_after, case.now()),
            )
            .on(tsa)
        })
    })
}

/// Fifteen months, at their longest.
const KEY_USE: i64 = 458 * DAY;
/// Certificates issued from 2020 on are held to the rule.
const KEY_USE_SINCE: Effective = Effective { from: Instant::from_unix(1_577_836_800), clock: "notBefore of the TSA" };

/// The TSA's key was used too long.
pub(super) static TSA_KEY_PAST_USE_PERIOD: Rule = Rule {
    id: "tsa-key-past-use-period",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The TSA's certificate was issued in 2020 or later, and the timestamp's time lies more than 15 months (458 days) after its \
           notBefore.",
    why: "Public authorities change the key at least every 15 months. One that goes on signing with an old key breaks the \
          rule, or somebody else has the key.",
    harmless: "Authorities outside the CA/Browser Forum.",
    verify: "Compare genTime with notBefore of the TSA's certificate.",
    sources: &[Source::CodeSigningBr("6.3.2")],
    effective: Some(KEY_USE_SINCE),
    check: tsa_key_past_use_period,
};

fn tsa_key_past_use_period(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, tsa| {
        let (Some(tsa), Some(time)) = (tsa, timestamp.facts.time) else { return Answer::cannot_tell(NO_CERTIFICATE) };
        if tsa.not_before < KEY_USE_SINCE.from {
            return Answer::not_applicable("the TSA's certificate was issued before 2020");
        }
        let age = time.seconds_since(tsa.not_before);
        Answer::when(age > KEY_USE, || {
            Hit::new(
                "The timestamping authority used an old key",
                format!("{time} is {} after notBefore {} of {}", span(age), tsa.not_before, tsa.display_name()),
            )
            .on(tsa)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fault, Outcome};
    use crate::rules::fixture::{Fixture, TSA, thumbprint, time};

    #[test]
    fn eku_without_timestamping_and_no_eku_both_fire() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TSA_EKU_MISSING));
        file.certificate(TSA).eku = vec!["1.3.6.1.5.5.7.3.3".to_owned()];
        assert!(file.fires(&TSA_EKU_MISSING));
        file.certificate(TSA).eku.clear();
        assert!(file.fires(&TSA_EKU_MISSING));
    }

    #[test]
    fn old_microsoft_practice_is_an_info() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TSA_EKU_NOT_CRITICAL));
        file.certificate(TSA).eku_critical = Some(false);
        assert!(file.fires(&TSA_EKU_NOT_CRITICAL));
        file.timestamp().facts.kind = TimestampKind::Pkcs9;
        assert_eq!(file.answer(&TSA_EKU_NOT_CRITICAL).name(), "not-applicable");
    }

    #[test]
    fn private_tsa_fires_and_an_expired_one_does_not() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TSA_CHAIN_UNTRUSTED));
        let not_after = time("2026-01-01");
        file.timestamp().chain_report.faults.push(Fault::Expired { certificate: thumbprint(4), not_after });
        assert!(file.silent(&TSA_CHAIN_UNTRUSTED));
        file.timestamp().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.fires(&TSA_CHAIN_UNTRUSTED));
        file.timestamp().chain_report.end = ChainEnd::Absent;
        assert_eq!(file.answer(&TSA_CHAIN_UNTRUSTED).name(), "cannot-tell");
    }

    #[test]
    fn tsa_outside_its_validity_is_critical_and_expired_since_is_not() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TSA_INVALID_AT_TIME) && file.silent(&TSA_EXPIRED));
        file.certificate(TSA).not_after = time("2026-06-30T00:00:00Z");
        assert!(file.silent(&TSA_INVALID_AT_TIME) && file.fires(&TSA_EXPIRED));
        file.certificate(TSA).not_after = time("2026-05-30T00:00:00Z");
        assert!(file.fires(&TSA_INVALID_AT_TIME) && file.silent(&TSA_EXPIRED));
        let mut file = Fixture::signed();
        file.timestamp_outcome(Outcome::invalid(Check::TimestampValidity, "Sample TSA Root was not yet valid"));
        assert_eq!(file.hits(&TSA_INVALID_AT_TIME)[0].detail, "Sample TSA Root was not yet valid");
    }

    #[test]
    fn key_use_is_counted_from_2020_on() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TSA_KEY_PAST_USE_PERIOD));
        file.certificate(TSA).not_before = time("2025-02-27T11:59:59Z");
        assert!(file.fires(&TSA_KEY_PAST_USE_PERIOD));
        file.certificate(TSA).not_before = time("2025-02-28T12:00:00Z");
        assert!(file.silent(&TSA_KEY_PAST_USE_PERIOD));
        file.certificate(TSA).not_before = time("2019-12-31T23:59:59Z");
        assert_eq!(file.answer(&TSA_KEY_PAST_USE_PERIOD).name(), "not-applicable");
    }
}
