//! The revocation date that a report asks for makes the sample fall, and one a second later does not.

use std::sync::Arc;

use sigscope::ioc::Format;
use sigscope::model::{Instant, Summary};
use sigscope::{ExamineOptions, Policy, examine, judge};

use super::{analysis, at, sample, store, written};

/// The latest date that the report on a sample asks for; `None` when any date does.
fn latest(name: &str) -> Option<Instant> {
    let report = written(Format::AbuseReport, &[analysis(name)]);
    let line = report.lines().find(|line| line.starts_with("  requested ")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [_, date, "or", "earlier"] => Some(date.parse().unwrap()),
        [_, _, "(at", "the", "latest", date] => Some(date.trim_end_matches(')').parse().unwrap()),
        [_, _, "(any", "date", ..] => None,
        other => panic!("{other:?}"),
    }
}

fn summary(name: &str, revoked: Option<Instant>) -> Summary {
    let mut policy = Policy::new(at(), Arc::new(store()));
    policy.supposed_revocation = revoked;
    judge(&examine(&sample(name), &ExamineOptions::default()), &policy).verdict.summary
}

#[test]
fn sample_falls_with_the_date_asked_for_and_not_with_a_later_one() {
    for name in ["clean.exe", "short.exe", "short2.exe", "pkcs9.exe", "ecdsa.exe"] {
        let latest = latest(name).unwrap();
        assert_eq!(summary(name, None), Summary::Trusted, "{name}");
        assert_eq!(summary(name, Some(latest)), Summary::Revoked, "{name}");
        assert_eq!(summary(name, Some(latest.plus_seconds(-1))), Summary::Revoked, "{name}");
        assert_eq!(summary(name, Some(latest.plus_seconds(1))), Summary::Trusted, "{name}");
    }
}

#[test]
fn sample_without_timestamp_falls_with_any_date() {
    for name in ["nots.exe", "expired.exe"] {
        assert_eq!(latest(name), None, "{name}");
        assert_eq!(summary(name, Some(at())), Summary::Revoked, "{name}");
    }
}

#[test]
fn certificate_revoked_too_late_is_said_to_be_so() {
    use sigscope::model::{CertificateRevocation, RevocationDataKind, RevocationSource, RevocationState, Role};
    let mut file = (*analysis("short.exe")).clone();
    let leaf = file.signatures[0].facts.signer.unwrap();
    let unknown = written(Format::AbuseReport, &[Arc::new(file.clone())]);
    assert!(unknown.contains("  status     not looked up\n"), "{unknown}");
    file.signatures[0].revocations = vec![CertificateRevocation {
        certificate: leaf,
        role: Role::Leaf,
        state: RevocationState::RevokedLater,
        reason: String::new(),
        source: Some(RevocationSource {
            kind: RevocationDataKind::Crl,
            file: "issuer.crl".to_owned(),
            this_update: at(),
            next_update: None,
            number: None,
        }),
        revocation_date: Some("2026-09-05".parse().unwrap()),
        revocation_reason: None,
        invalidity_date: None,
        unusable: Vec::new(),
        fetch: Vec::new(),
        fetch_commands: Vec::new(),
    }];
    let late = written(Format::AbuseReport, &[Arc::new(file)]);
    let expected = "  status     revoked with the date 2026-09-05T00:00:00Z, by the CRL of 2026-11-23T00:00:00Z: too late, \
                    the date has to be moved back\n";
    assert!(late.contains(expected), "{late}");
}

/// The owner of a copied signature is no culprit, and a self-signed certificate has no CA.
#[test]
fn nobody_is_asked_to_revoke_what_did_not_sign_the_file() {
    for (name, reason) in [
        ("transplanted.exe", "it signed none"),
        ("tampered.exe", "it signed none"),
        ("selfsigned.exe", "there is no CA"),
    ] {
        let text = written(Format::AbuseReport, &[analysis(name)]).replace("\n  ", " ");
        assert!(text.starts_with("No revocation to ask for") && text.contains(reason), "{name}: {text}");
    }
    let mixed = written(Format::AbuseReport, &[analysis("transplanted.exe"), analysis("pkcs9.exe")]);
    let alone = written(Format::AbuseReport, &[analysis("pkcs9.exe")]);
    let date = |text: &str| text.lines().find(|line| line.contains("requested")).unwrap().to_owned();
    assert_eq!(date(&mixed), date(&alone), "the copied signature moves no date");
}
