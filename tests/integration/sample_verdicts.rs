//! What each sample is judged to be, and how the answer moves with time, anchors and a supposed revocation.

use std::path::Path;
use std::sync::Arc;

use sigscope::model::{Analysis, Check, OutcomeState, State, Summary};
use sigscope::trust::{TrustStore, judge_trust};
use sigscope::{ExamineOptions, Policy, examine};

use crate::engine::sample;

const NOW: &str = "2026-11-23T00:00:00Z";

fn test_roots() -> Arc<TrustStore> {
    Arc::new(TrustStore::built_in().with_anchors(&[sample("root.pem")]).unwrap())
}

fn judge(name: &str, policy: &Policy) -> Analysis {
    judge_trust(&examine(&sample(name), &ExamineOptions::default()), policy)
}

fn judge_at(name: &str, at: &str) -> Analysis {
    judge(name, &Policy::new(at.parse().unwrap(), test_roots()))
}

#[test]
fn each_sample_has_its_verdict() {
    use State::{CannotTell as Open, Invalid as Bad, NotPresent as None, Valid as Good};
    const SUCCESS: &str = "ERROR_SUCCESS";
    const EXPIRED: &str = "CERT_E_EXPIRED";
    const DIGEST: &str = "TRUST_E_BAD_DIGEST";
    let policy = Policy::new(NOW.parse().unwrap(), test_roots());
    for (name, summary, integrity, authenticity, trust, windows) in [
        ("broken.exe", Summary::Malformed, Open, Open, Open, "TRUST_E_MALFORMED_SIGNATURE"),
        ("clean.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("ecdsa.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("expired.exe", Summary::Expired, Good, Good, Bad, EXPIRED),
        ("fresh.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("hostile.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("nested.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("nots.exe", Summary::Expired, Good, Good, Bad, EXPIRED),
        ("padding.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("pagehash.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("pkcs9.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("pkcs9bare.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("selfsigned.exe", Summary::Untrusted, Good, Good, Bad, "CERT_E_UNTRUSTEDROOT"),
        ("sha1.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("short.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("short2.exe", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("tampered.exe", Summary::Tampered, Bad, Good, Good, DIGEST),
        ("trailing.exe", Summary::Tampered, Bad, Good, Good, DIGEST),
        ("transplanted.exe", Summary::Tampered, Bad, Good, Good, DIGEST),
        ("truncated.exe", Summary::Malformed, Open, Open, Open, "TRUST_E_MALFORMED_SIGNATURE"),
        ("unsigned.exe", Summary::Unsigned, None, None, None, "TRUST_E_NOSIGNATURE"),
        ("real/_uuid.pyd", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("real/libffi-7.dll", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("real/WinDivert32.sys", Summary::Trusted, Good, Good, Good, SUCCESS),
        ("real/tbbbind_2_0.dll", Summary::Trusted, Good, Good, Good, SUCCESS),
    ] {
        let verdict = judge(name, &policy).verdict;
        assert_eq!(
            (verdict.summary, verdict.integrity, verdict.authenticity, verdict.trust, verdict.windows.name.as_str()),
            (summary, integrity, authenticity, trust, windows),
            "{name}: {:?}",
            verdict.reasons
        );
    }
}

#[test]
fn signature_with_a_timestamp_outlives_its_leaf_and_one_without_does_not() {
    for at in ["2026-10-08T20:48:12Z", "2026-10-05T20:48:12Z"] {
        assert_eq!(judge_at("nots.exe", at).verdict.summary, Summary::Trusted, "{at}: both bounds are inclusive");
    }
    assert_eq!(judge_at("nots.exe", "2026-10-08T20:48:13Z").verdict.summary, Summary::Expired);
    assert_eq!(judge_at("nots.exe", "2026-10-05T20:48:11Z").verdict.summary, Summary::NotYetValid);
    let short = judge_at("short.exe", "2040-01-01T00:00:00Z");
    assert_eq!(short.verdict.summary, Summary::Trusted);
    assert_eq!(short.signatures[0].trusted_time, Some("2026-09-03T03:14:07.482Z".parse().unwrap()));
}

#[test]
fn supposed_revocation_voids_from_the_timestamp_back() {
    let judged = |name: &str, revoked: &str| {
        let mut policy = Policy::new("2026-09-05T00:00:00Z".parse().unwrap(), test_roots());
        policy.supposed_revocation = Some(revoked.parse().unwrap());
        let analysis = judge(name, &policy);
        let outcome = analysis.signatures[0].outcome(Check::Revocation).unwrap().outcome;
        (analysis.verdict.summary, analysis.verdict.windows.name, outcome)
    };
    let revoked = (Summary::Revoked, "CERT_E_REVOKED".to_owned(), OutcomeState::Invalid);
    assert_eq!(judged("short.exe", "2026-09-03T03:14:07Z"), revoked);
    assert_eq!(judged("short.exe", "2026-09-03T03:14:08Z").0, Summary::Trusted);
    assert_eq!(judged("nots.exe", "2030-01-01"), revoked, "without a timestamp any revocation voids");
    assert_eq!(judged("tampered.exe", "2020-01-01").0, Summary::Tampered, "worse things go first");
}

#[test]
fn without_the_test_roots_nothing_of_theirs_is_trusted() {
    let policy = Policy::at(NOW.parse().unwrap());
    let clean = judge("clean.exe", &policy);
    assert_eq!(clean.verdict.summary, Summary::Untrusted);
    assert_eq!(clean.signatures[0].timestamp.as_ref().unwrap().valid, State::CannotTell);
    assert_eq!(clean.signatures[0].trusted_time, None);
    let bare = Policy::new(NOW.parse().unwrap(), Arc::new(TrustStore::built_in().without_default()));
    assert_eq!(judge("real/_uuid.pyd", &bare).verdict.summary, Summary::Untrusted);
}

#[test]
fn real_trusted_signing_chain_runs_to_microsofts_identity_root() {
    let analysis = judge_at("real/_uuid.pyd", NOW);
    let names: Vec<&str> = analysis.signatures[0]
        .chain
        .iter()
        .map(|thumbprint| analysis.certificate(*thumbprint).unwrap().facts.display_name())
        .collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[2], "Microsoft ID Verified Code Signing PCA 2021");
    assert_eq!(names[3], "Microsoft Identity Verification Root Certificate Authority 2020");
    assert!(analysis.signatures[0].chain_report.is_public());
}

#[test]
fn file_that_cannot_be_read_or_is_no_executable_is_unsupported() {
    let policy = Policy::at(NOW.parse().unwrap());
    let missing = judge_trust(&examine(Path::new("no/such/file"), &ExamineOptions::default()), &policy);
    assert_eq!((missing.verdict.summary, missing.verdict.trust), (Summary::Unsupported, State::CannotTell));
    let text = judge("README.md", &policy);
    assert_eq!(text.verdict.summary, Summary::Unsupported);
}
