//! Rules about whether a timestamp is true, and whether its time is possible.

use super::by_outcome;
use crate::model::{Check, Confidence, DigestAlgorithm, Instant, Severity};
use crate::rules::duration::span;
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, Source};

/// The token belongs to another signature.
pub(super) static TIMESTAMP_IMPRINT_MISMATCH: Rule = Rule {
    id: "timestamp-imprint-mismatch",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The message imprint of the timestamp is not the digest of the signature value it is attached to.",
    why: "The timestamp was made for another signature and transplanted: unsigned attributes can be replaced by anybody. It \
          proves no time for this file.",
    harmless: "None; a damaged file at best.",
    verify: "openssl ts -reply -token_in -in token.der -text shows the imprint; hash the encryptedDigest octets of the outer \
             SignerInfo and compare.",
    sources: &[Source::Rfc(3161, "2.4.2")],
    effective: None,
    check: timestamp_imprint_mismatch,
};

fn timestamp_imprint_mismatch(case: &Case<'_>) -> Answer {
    by_outcome(case, &[Check::TimestampImprint], "The timestamp belongs to another signature")
}

/// The token's own mathematics is false.
pub(super) static TIMESTAMP_TOKEN_INVALID: Rule = Rule {
    id: "timestamp-token-invalid",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The digest or the signature of the timestamp does not verify with the key of its TSA.",
    why: "Nobody vouches for the time: the token was edited or forged. Without a trusted time the file is judged as of now.",
    harmless: "Damage in transfer or storage.",
    verify: "openssl ts -verify -token_in -in token.der -digest DIGEST -CAfile tsa-root.pem, with the token cut out of \
             attribute 1.3.6.1.4.1.311.3.3.1.",
    sources: &[Source::Rfc(3161, "2.4.2"), Source::Rfc(5652, "5.6")],
    effective: None,
    check: timestamp_token_invalid,
};

fn timestamp_token_invalid(case: &Case<'_>) -> Answer {
    by_outcome(case, &[Check::TimestampTokenDigest, Check::TimestampSignature], "The timestamp's signature is false")
}

/// The ESS attribute names another certificate.
pub(super) static TIMESTAMP_ESS_MISMATCH: Rule = Rule {
    id: "timestamp-ess-mismatch",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The token has no signingCertificate or signingCertificateV2 attribute, or its hash is not that of the TSA's \
           certificate.",
    why: "The attribute binds the certificate into the signature. Without the binding another certificate with the same key \
          can be put in its place.",
    harmless: "None in tokens of public authorities: all of 166 carry the attribute.",
    verify: "openssl asn1parse on the token: compare attribute 1.2.840.113549.1.9.16.2.12 or .47 with the SHA-1 or SHA-256 of \
             the TSA's certificate.",
    sources: &[Source::Rfc(5035, "5"), Source::Rfc(3161, "2.4.2"), Source::Measured("64 tokens v1, 130 v2, some both")],
    effective: None,
    check: timestamp_ess_mismatch,
};

fn timestamp_ess_mismatch(case: &Case<'_>) -> Answer {
    by_outcome(case, &[Check::TimestampEss], "The timestamp does not name its certificate")
}

/// The trusted time lies outside the leaf's validity.
pub(super) static TIMESTAMP_OUTSIDE_LEAF_VALIDITY: Rule = Rule {
    id: "timestamp-outside-leaf-validity",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The trusted time lies before the leaf's notBefore or after its notAfter.",
    why: "The certificate was used when it was not valid, and a trusted third party says so. The signature is invalid by \
          rule.",
    harmless: "A build that went on signing after the certificate had expired; Windows rejects it all the same.",
    verify: "Compare the token's genTime (openssl ts -reply -token_in -in token.der -text) with openssl x509 -noout -dates on \
             the leaf.",
    sources: &[
        Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008"),
        Source::Measured("osslsigncode rejects both sides"),
    ],
    effective: None,
    check: timestamp_outside_leaf_validity,
};

fn timestamp_outside_leaf_validity(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let Some(time) = signature.trusted_time() else { return Answer::not_applicable("no trusted time") };
        Answer::when(!leaf.is_valid_at(time), || {
            let (words, by) = if time < leaf.not_before {
                ("before the certificate was valid", leaf.not_before.seconds_since(time))
            } else {
                ("after the certificate had expired", time.seconds_since(leaf.not_after))
            };
            let hit = Hit::new(
                format!("Signed {words}"),
                format!("timestamp {time}, {} outside {} to {}", span(by), leaf.not_before, leaf.not_after),
            );
            hit.at(signature.timestamp.map(|timestamp| timestamp.facts.location)).on(leaf)
        })
    })
}

/// Five minutes for clocks that differ.
const CLOCK_TOLERANCE: i64 = 300;

/// The time has not come yet.
pub(super) static TIMESTAMP_IN_FUTURE: Rule = Rule {
    id: "timestamp-in-future",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    what: "The timestamp's time lies more than its accuracy and five minutes after the time of judgement.",
    why: "A true timestamp cannot be made in the future: it was forged, or its authority's clock was wrong.",
    harmless: "First suspect the time of judgement: a wrong clock of the analysis machine, or --at set before the signing.",
    verify: "date -u on the analysis machine; openssl ts -reply -token_in -in token.der -text for genTime.",
    sources: &[Source::Practice],
    effective: None,
    check: timestamp_in_future,
};

fn timestamp_in_future(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, _| {
        let Some(time) = timestamp.facts.time else { return Answer::cannot_tell("the timestamp's time is unreadable") };
        let accuracy = timestamp.facts.accuracy_ms.unwrap_or_default().div_ceil(1000);
        let tolerance = CLOCK_TOLERANCE.saturating_add(i64::try_from(accuracy).unwrap_or(i64::MAX));
        let ahead = time.seconds_since(case.now());
        Answer::when(ahead > tolerance, || {
            Hit::new(
                "The timestamp lies in the future",
                format!("{time} is {} after the time of judgement {}", span(ahead), case.now()),
            )
        })
    })
}

/// CA/Browser Forum: no SHA-1 tokens from this day on, 2022-04-30.
const SHA1_TOKENS_END: Effective = Effective { from: Instant::from_unix(1_651_276_800), clock: "the timestamp's time" };

/// The timestamp uses a weak hash.
pub(super) static TIMESTAMP_WEAK_HASH: Rule = Rule {
    id: "timestamp-weak-hash",
    family: Family::Timestamp,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The message imprint or the digest of the timestamp is SHA-1 or MD5. A notice when the time is before 2022-04-30, or \
           when only the imprint is SHA-1.",
    why: "Collisions for both are affordable, so a time can be forged by whoever prepares two signatures. Public authorities \
          stopped making such tokens in April 2022, and Windows ignores SHA-1 timestamps after its own cut-off.",
    harmless: "Timestamps from before the change; they were normal in their day. signtool /tr without /td asks for a SHA-1 imprint \
               to this day.",
    verify: "openssl ts -reply -token_in -in token.der -text: `Hash Algorithm`.",
    sources: &[Source::CodeSigningBr("7.1.3.2"), Source::Measured("two SHA-1 imprints in 166 tokens")],
    effective: Some(SHA1_TOKENS_END),
    check: timestamp_weak_hash,
};

fn timestamp_weak_hash(case: &Case<'_>) -> Answer {
    case.each_timestamp(|_, timestamp, _| {
        let facts = &timestamp.facts;
        let weak: Vec<String> = [("imprint", facts.imprint_algorithm), ("digest", facts.digest_algorithm)]
            .into_iter()
            .filter_map(|(what, algorithm)| {
                algorithm
                    .filter(|algorithm| matches!(algorithm, DigestAlgorithm::Md5 | DigestAlgorithm::Sha1))
                    .map(|algorithm| format!("{what} {algorithm}"))
            })
            .collect();
        Answer::when(!weak.is_empty(), || {
            let old = facts.time.is_some_and(|time| time < SHA1_TOKENS_END.from);
            let time = facts.time.map_or("an unreadable time".to_owned(), |time| time.to_string());
            let hit = Hit::new("The timestamp uses a weak hash", format!("{} at {time}", weak.join(", ")));
            // Measured: honest files of 2023 with a SHA-1 imprint under a SHA-256 token. The client chooses the imprint, so
            // that only whoever signs the file could profit from a collision.
            let imprint_only = facts.imprint_algorithm == Some(DigestAlgorithm::Sha1)
                && facts.digest_algorithm.is_some_and(|digest| digest >= DigestAlgorithm::Sha224);
            if old || imprint_only { hit.severity(Severity::Notice) } else { hit }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Outcome;
    use crate::rules::fixture::{Fixture, NOT_AFTER, NOW, time};

    #[test]
    fn each_invalid_check_fires_its_rule() {
        for (check, rule) in [
            (Check::TimestampImprint, &TIMESTAMP_IMPRINT_MISMATCH),
            (Check::TimestampTokenDigest, &TIMESTAMP_TOKEN_INVALID),
            (Check::TimestampSignature, &TIMESTAMP_TOKEN_INVALID),
            (Check::TimestampEss, &TIMESTAMP_ESS_MISMATCH),
        ] {
            let mut file = Fixture::signed();
            assert!(file.silent(rule), "{}", rule.id);
            file.timestamp_outcome(Outcome::cannot_tell(check, "unknown key"));
            assert_eq!(file.answer(rule).name(), "cannot-tell");
            file.timestamp_outcome(Outcome::invalid(check, "it differs"));
            assert_eq!(file.hits(rule)[0].detail, "it differs");
        }
    }

    #[test]
    fn file_without_a_timestamp_has_nothing_to_check() {
        let mut file = Fixture::signed();
        file.without_timestamp();
        assert_eq!(file.answer(&TIMESTAMP_IMPRINT_MISMATCH).name(), "not-applicable");
        assert_eq!(file.answer(&TIMESTAMP_OUTSIDE_LEAF_VALIDITY).name(), "not-applicable");
    }

    #[test]
    fn bounds_of_the_validity_are_inside() {
        let mut file = Fixture::signed();
        for (offset, fires) in [(0, false), (1, true)] {
            file.signed_at(time(NOT_AFTER).plus_seconds(offset));
            assert_eq!(file.fires(&TIMESTAMP_OUTSIDE_LEAF_VALIDITY), fires, "{offset}");
        }
        file.signed_at(time("2025-12-31T23:59:59Z"));
        assert!(file.hits(&TIMESTAMP_OUTSIDE_LEAF_VALIDITY)[0].title.contains("before"));
    }

    #[test]
    fn future_begins_after_accuracy_and_five_minutes() {
        let mut file = Fixture::signed();
        // Accuracy 500 ms counts as one second.
        file.signed_at(time(NOW).plus_seconds(301));
        assert!(file.silent(&TIMESTAMP_IN_FUTURE));
        file.signed_at(time(NOW).plus_seconds(302));
        assert!(file.fires(&TIMESTAMP_IN_FUTURE));
    }

    #[test]
    fn sha1_token_is_judged_by_its_own_time() {
        let mut file = Fixture::signed();
        assert!(file.silent(&TIMESTAMP_WEAK_HASH));
        file.timestamp().facts.imprint_algorithm = Some(DigestAlgorithm::Sha1);
        file.signed_at(time("2022-04-29T23:59:59Z"));
        assert_eq!(file.severity(&TIMESTAMP_WEAK_HASH), Some(Severity::Notice));
        file.signed_at(time("2022-04-30T00:00:00Z"));
        assert_eq!(file.severity(&TIMESTAMP_WEAK_HASH), Some(Severity::Notice), "the imprint alone");
        file.timestamp().facts.digest_algorithm = Some(DigestAlgorithm::Sha1);
        assert_eq!(file.severity(&TIMESTAMP_WEAK_HASH), Some(Severity::Warning));
    }
}
