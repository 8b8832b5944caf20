//! Rules about the Trusted Signing service: what its leaves look like, and when which CA issued them.

use super::{SERVICE, each_marked};
use crate::model::{CertificateFacts, Confidence, Instant, Severity};
use crate::rules::duration::{DAY, span};
use crate::rules::{Answer, Case, Effective, Family, Hit, KnownRole, Rule, Source};

/// A leaf of the service.
pub(super) static TRUSTED_SIGNING_LEAF: Rule = Rule {
    id: "trusted-signing-leaf",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The leaf carries the marker 1.3.6.1.4.1.311.97.1.0 and its chain runs through Microsoft's ID Verified policy CA.",
    why: "The file was signed through Trusted Signing. Its subscriber is named by the durable identity in the extended key \
          usage, which stays the same when thumbprint, serial number and even the name change: pivot by it.",
    harmless: "Many honest publishers moved to this service. Context only.",
    verify: "openssl x509 -noout -ext extendedKeyUsage -serial on the leaf certificate.",
    sources: &[SERVICE, Source::Measured("15 files of 8 publishers")],
    effective: None,
    check: trusted_signing_leaf,
};

fn trusted_signing_leaf(case: &Case<'_>) -> Answer {
    each_marked(case, |signature, leaf| {
        Answer::when(signature.is_trusted_signing(), || {
            let identity = leaf.durable_identity.as_deref().unwrap_or("none");
            let issuer = leaf.issuer_cn.as_deref().unwrap_or(&leaf.issuer);
            let counter = leaf.trusted_signing_counter.map_or("none".to_owned(), |counter| counter.to_string());
            Hit::new(
                "Signed through Trusted Signing",
                format!(
                    "durable identity {identity}; issued by {issuer} ({}); counter of that CA {counter}",
                    generation(issuer)
                ),
            )
            .on(leaf)
        })
    })
}

/// Which generation an issuing CA belongs to, by the number at the end of its name.
fn generation(issuer: &str) -> &'static str {
    match issuer.rsplit(' ').next() {
        Some("01" | "02") => "generation of CA 01 and 02",
        Some("03" | "04") => "generation of CA 03 and 04",
        _ => "unknown generation",
    }
}

/// The leaf is not what the service issues.
pub(super) static TRUSTED_SIGNING_PROFILE_DEVIATION: Rule = Rule {
    id: "trusted-signing-profile-deviation",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The chain runs through Microsoft's ID Verified policy CA, and the leaf differs from all known ones in its \
           validity (259,200 s), key (RSA 3072), signature algorithm (SHA-384 with RSA), number of extended key usages \
           (three), name (CN equals O) or serial number pattern.",
    why: "The service issues all its leaves from one mould. A verified leaf from another mould is a new version of the \
          service, or something that should not exist.",
    harmless: "A new version of the service: look at several recent files. Profiles for early-launch antimalware are valid \
               for 30 days.",
    verify: "openssl x509 -noout -text on the leaf certificate; compare with a leaf of the same CA.",
    sources: &[SERVICE, Source::Measured("15 leaves of 8 publishers; the serial pattern in 483 of 483 serial numbers")],
    effective: None,
    check: trusted_signing_profile_deviation,
};

fn trusted_signing_profile_deviation(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if !signature.is_trusted_signing() {
            return Answer::not_applicable("not issued by Trusted Signing");
        }
        let deviations = deviations(leaf);
        Answer::when(!deviations.is_empty(), || {
            Hit::new("Not what Trusted Signing issues", deviations.join("; ")).on(leaf)
        })
    })
}

fn deviations(leaf: &CertificateFacts) -> Vec<String> {
    let mut found = Vec::new();
    if leaf.lifetime_seconds != 3 * DAY {
        found.push(format!("valid for {} s instead of 259200 s", leaf.lifetime_seconds));
    }
    if leaf.public_key.algorithm != "RSA" || leaf.public_key.bits != 3072 {
        found.push(format!("key {} {} instead of RSA 3072", leaf.public_key.algorithm, leaf.public_key.bits));
    }
    if leaf.signature_algorithm != "sha384WithRSAEncryption" {
        found.push(format!("signed with {} instead of sha384WithRSAEncryption", leaf.signature_algorithm));
    }
    if leaf.eku.len() != 3 {
        found.push(format!("{} extended key usages instead of 3", leaf.eku.len()));
    }
    let (cn, o) = (leaf.subject_attributes.common_name(), leaf.subject_attributes.organization());
    if cn != o {
        found.push(format!("CN {} is not O {}", cn.unwrap_or("absent"), o.unwrap_or("absent")));
    }
    if !has_serial_pattern(&leaf.serial.0) {
        found.push(format!("serial number {} lacks the service's pattern", leaf.serial));
    }
    found
}

/// 19 octets: 33, four of the counter, eight random ones, 00 00, the counter again.
fn has_serial_pattern(serial: &[u8]) -> bool {
    serial.len() == 19
        && serial.first() == Some(&0x33)
        && serial.get(13..15) == Some(&[0, 0][..])
        && serial.get(1..5) == serial.get(15..19)
}

/// A timestamp of another service.
pub(super) static TRUSTED_SIGNING_FOREIGN_TSA: Rule = Rule {
    id: "trusted-signing-foreign-tsa",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The leaf carries the Trusted Signing marker, and the timestamp comes from another authority than the service's \
           own (Microsoft Public RSA Timestamping CA 2020).",
    why: "The service's tools use its own timestamping authority. Another one means a custom pipeline, or a signature that \
          was timestamped again later.",
    harmless: "Customers may use any timestamping authority.",
    verify: "openssl ts -reply -token_in -in token.der -text, or the signer of the token in osslsigncode verify.",
    sources: &[SERVICE, Source::Measured("16 of 16 files use the service's own")],
    effective: None,
    check: trusted_signing_foreign_tsa,
};

fn trusted_signing_foreign_tsa(case: &Case<'_>) -> Answer {
    each_marked(case, |signature, _| {
        let Some(timestamp) = signature.timestamp else { return Answer::not_applicable("no timestamp") };
        let Some(tsa) = signature.tsa else { return Answer::cannot_tell("the TSA's certificate is not in the file") };
        let own =
            signature.tsa_chain.iter().any(|certificate| case.known().is(KnownRole::TrustedSigningTsaCa, certificate));
        Answer::when(!own, || {
            Hit::new(
                "Timestamp of another service than Trusted Signing's",
                format!("TSA {}, issued by {}", tsa.subject, tsa.issuer),
            )
            .at(timestamp.facts.location)
            .on(tsa)
        })
    })
}

/// How far notBefore may contradict the order of the counters before it counts.
const TOLERANCE: i64 = 7 * DAY;

/// The counter contradicts notBefore.
pub(super) static TRUSTED_SIGNING_SERIAL_OUT_OF_ORDER: Rule = Rule {
    id: "trusted-signing-serial-out-of-order",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The per-CA counter in the leaf's serial number is higher than that of a known real leaf of the same CA that was \
           issued more than seven days later, or lower than that of one issued more than seven days earlier.",
    why: "Inside one CA the counter rises strictly with notBefore. A leaf out of order was not issued by the CA at the time \
          it states, or the CA started to count anew.",
    harmless: "The CA was reset, or the known points are wrong; compare with other leaves of the CA.",
    verify: "Octets 1 to 4 of the serial number (openssl x509 -noout -serial) are the counter; compare with leaves of the \
             same CA from public lists.",
    sources: &[
        Source::Measured("0 inversions in 483 leaves"),
        Source::Published("github.com/tjnel/certgraveyard_yara"),
    ],
    effective: None,
    check: trusted_signing_serial_out_of_order,
};

fn trusted_signing_serial_out_of_order(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let (Some(counter), Some(issuer)) = (leaf.trusted_signing_counter, signature.issuer()) else {
            return Answer::not_applicable("no counter in the serial number, or no issuer");
        };
        if !signature.claims_trusted_signing() {
            return Answer::not_applicable("the leaf does not carry the Trusted Signing marker");
        }
        let mut known = false;
        for anchor in case.known().serial_anchors(issuer.sha256) {
            known = true;
            let later = leaf.not_before.seconds_since(anchor.not_before);
            let contradicts =
                (counter > anchor.counter && later < -TOLERANCE) || (counter < anchor.counter && later > TOLERANCE);
            if contradicts {
                return Answer::fired(
                    Hit::new(
                        "The serial number is out of the CA's order",
                        format!(
                            "counter {counter} with notBefore {}; the same CA gave counter {} to a leaf of {}",
                            leaf.not_before, anchor.counter, anchor.not_before
                        ),
                    )
                    .at(leaf.locate(&leaf.parts.serial))
                    .on(leaf),
                );
            }
        }
        if known { Answer::Silent } else { Answer::cannot_tell("no serial number of this CA is known") }
    })
}

/// The last leaves of CA 01 and 02, and the first of CA 03 and 04: 2026-04-08 and 2026-03-26.
const ROTATION: (Instant, Instant) = (Instant::from_unix(1_775_606_400), Instant::from_unix(1_774_483_200));

/// The issuing CA did not issue at that time.
pub(super) static TRUSTED_SIGNING_ISSUER_OUT_OF_PERIOD: Rule = Rule {
    id: "trusted-signing-issuer-out-of-period",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The chain runs through Microsoft's ID Verified policy CA, and the leaf's notBefore lies outside the period in \
           which its issuing CA is known to issue: CA 01 and 02 until 2026-04-08, CA 03 and 04 from 2026-03-26.",
    why: "The service rotates its issuing CAs. A leaf outside the period contradicts what is known about the rotation.",
    harmless: "The service used both generations in parallel; the dates come from observed leaves.",
    verify: "Compare the leaf's notBefore with other leaves of the same issuing CA from public lists.",
    sources: &[Source::Published("github.com/tjnel/certgraveyard_yara"), Source::Measured("issue dates of 483 leaves")],
    effective: Some(Effective { from: ROTATION.1, clock: "notBefore of the leaf" }),
    check: trusted_signing_issuer_out_of_period,
};

fn trusted_signing_issuer_out_of_period(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let Some(issuer) = signature.issuer().filter(|_| signature.is_trusted_signing()) else {
            return Answer::not_applicable("not issued by Trusted Signing");
        };
        let (from, until) = match case.known().find(KnownRole::TrustedSigningCa, issuer.sha256) {
            Some(known) => (known.issues_from, known.issues_until),
            None => period_by_name(issuer.subject_cn.as_deref().unwrap_or_default()),
        };
        let early = from.is_some_and(|from| leaf.not_before < from);
        let late = until.is_some_and(|until| leaf.not_before > until);
        Answer::when(early || late, || {
            let show = |bound: Option<Instant>| bound.map_or("open".to_owned(), |bound| bound.to_string());
            Hit::new(
                "The issuing CA did not issue at that time",
                format!(
                    "notBefore {}; {} issued from {} until {}",
                    leaf.not_before,
                    issuer.display_name(),
                    show(from),
                    show(until)
                ),
            )
            .on(leaf)
        })
    })
}

fn period_by_name(name: &str) -> (Option<Instant>, Option<Instant>) {
    if !name.starts_with("Microsoft ID Verified CS ") {
        (None, None)
    } else if name.ends_with(" CA 01") || name.ends_with(" CA 02") {
        (None, Some(ROTATION.0))
    } else if name.ends_with(" CA 03") || name.ends_with(" CA 04") {
        (Some(ROTATION.1), None)
    } else {
        (None, None)
    }
}

/// The service is known for abuse: context with numbers.
pub(super) static ABUSED_SERVICE_CONTEXT: Rule = Rule {
    id: "abused-service-context",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The leaf carries the Trusted Signing marker, or one of that service's known CAs issued it. Public lists of abused \
           certificates name them.",
    why: "A base rate, not a judgement: of 2,512 distinct abused certificates listed by August 2026, 483 came from the eight \
          ID Verified CAs, with 188 subject names of which 103 had 2 to 18 leaves. Peak in March to May 2026.",
    harmless: "The service signs far more honest files than listed ones. Never a rating by itself.",
    verify: "Look the thumbprint, the subject and the durable identity up in a list of abused certificates.",
    sources: &[
        Source::Published("github.com/tjnel/certgraveyard_yara, CertGraveyard data of 2026-08"),
        Source::Published("Microsoft Threat Intelligence, Fox Tempest, 2026-05-19"),
    ],
    effective: None,
    check: abused_service_context,
};

fn abused_service_context(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let listed = |issuer| case.known().is(KnownRole::TrustedSigningCa, issuer);
        if !signature.claims_trusted_signing() && !signature.issuer().is_some_and(listed) {
            return Answer::not_applicable("neither the marker of Trusted Signing nor one of its CAs");
        }
        Answer::fired(
            Hit::new(
                "The service appears in lists of abused certificates",
                format!(
                    "483 of 2,512 listed certificates by 2026-08 are from Trusted Signing's CAs; this leaf was issued {}, {} \
                     before the time of judgement {}",
                    leaf.not_before.date(),
                    span(case.now().seconds_since(leaf.not_before)),
                    case.now()
                ),
            )
            .on(leaf),
        )
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, ISSUER, thumbprint, time};
    use crate::rules::{KnownCertificate, SerialAnchor};

    fn file() -> Fixture {
        let mut file = Fixture::signed();
        file.trusted_signing();
        file
    }

    #[test]
    fn marker_without_the_chain_is_no_trusted_signing_leaf() {
        assert!(file().fires(&TRUSTED_SIGNING_LEAF));
        let mut file = file();
        file.policy.known = Arc::default();
        assert!(file.silent(&TRUSTED_SIGNING_LEAF));
        assert_eq!(Fixture::signed().answer(&TRUSTED_SIGNING_LEAF).name(), "not-applicable");
    }

    #[test]
    fn cas_of_the_service_are_listed_without_the_marker_too() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&ABUSED_SERVICE_CONTEXT).name(), "not-applicable");
        let mut known = (*file.policy.known).clone();
        known.add_certificate(KnownCertificate::new(KnownRole::TrustedSigningCa, thumbprint(2), "Sample CA"));
        file.policy.known = Arc::new(known);
        assert!(file.fires(&ABUSED_SERVICE_CONTEXT));
    }

    #[test]
    fn each_deviation_is_named() {
        assert!(
            file().silent(&TRUSTED_SIGNING_PROFILE_DEVIATION),
            "{:?}",
            file().answer(&TRUSTED_SIGNING_PROFILE_DEVIATION)
        );
        type Change = fn(&mut CertificateFacts);
        let changes: [(&str, Change); 6] = [
            ("259201 s", |leaf| leaf.lifetime_seconds += 1),
            ("RSA 2048", |leaf| leaf.public_key.bits = 2048),
            ("sha256With", |leaf| leaf.signature_algorithm = "sha256WithRSAEncryption".to_owned()),
            ("4 extended", |leaf| leaf.eku.push("1.2.3".to_owned())),
            ("is not O Other", |leaf| leaf.subject_attributes = crate::rules::fixture::name("Sample Ltd", "Other Ltd")),
            ("lacks the service's pattern", |leaf| leaf.serial.0.truncate(18)),
        ];
        for (expected, change) in changes {
            let mut file = file();
            change(file.leaf());
            assert!(file.hits(&TRUSTED_SIGNING_PROFILE_DEVIATION)[0].detail.contains(expected), "{expected}");
        }
    }

    #[test]
    fn foreign_tsa_fires_and_the_services_own_does_not() {
        assert!(file().silent(&TRUSTED_SIGNING_FOREIGN_TSA));
        let mut file = file();
        file.timestamp().chain.truncate(1);
        assert!(file.fires(&TRUSTED_SIGNING_FOREIGN_TSA));
    }

    #[test]
    fn counter_is_compared_with_known_leaves_of_the_same_ca() {
        let mut file = file();
        assert_eq!(file.answer(&TRUSTED_SIGNING_SERIAL_OUT_OF_ORDER).name(), "cannot-tell");
        let issued = file.leaf().not_before;
        let mut with_anchor = |counter, days: i64| {
            let mut known = (*file.policy.known).clone();
            known.add_serial_anchor(SerialAnchor {
                issuing_ca: thumbprint(2),
                counter,
                not_before: issued.plus_seconds(days * DAY),
            });
            let before = std::mem::replace(&mut file.policy.known, Arc::new(known));
            let fires = file.fires(&TRUSTED_SIGNING_SERIAL_OUT_OF_ORDER);
            file.policy.known = before;
            fires
        };
        assert!(!with_anchor(0x9cc5c, 7), "seven days are tolerated");
        assert!(with_anchor(0x9cc5c, 8));
        assert!(with_anchor(0x9cc5e, -8));
        assert!(!with_anchor(0x9cc5e, 30));
    }

    #[test]
    fn issuing_period_comes_from_the_table_else_from_the_name() {
        let mut file = file();
        assert!(file.silent(&TRUSTED_SIGNING_ISSUER_OUT_OF_PERIOD));
        file.certificate(ISSUER).subject_cn = Some("Microsoft ID Verified CS AOC CA 02".to_owned());
        assert!(file.fires(&TRUSTED_SIGNING_ISSUER_OUT_OF_PERIOD));
        let mut known = (*file.policy.known).clone();
        known.add_certificate(KnownCertificate {
            issues_from: Some(time("2026-01-01")),
            issues_until: Some(time("2027-01-01")),
            ..KnownCertificate::new(KnownRole::TrustedSigningCa, thumbprint(2), "Sample CA")
        });
        file.policy.known = Arc::new(known);
        assert!(file.silent(&TRUSTED_SIGNING_ISSUER_OUT_OF_PERIOD));
    }

    #[test]
    fn rotation_dates_are_those_of_the_text() {
        assert_eq!(ROTATION.0, time("2026-04-08"));
        assert_eq!(ROTATION.1, time("2026-03-26"));
    }
}
