//! Group E: timestamps.

use time::Duration;

use super::judged;
use super::scene::*;
use crate::support::der_writer::octets;
use sigscope::model::{Severity, State};

pub const EXAMPLES: &[Example] = &[
    example("timestamp-accuracy-coarse", || accurate_to(61), || accurate_to(60)).also(|| {
        let mut token = token();
        token.accuracy = None;
        with(token)
    }),
    example(
        "timestamp-both-kinds",
        || unstamped(stamped(clean_signer()).timestamp(pki().countersignature(at(SIGNED)))),
        || unstamped(stamped(stamped(clean_signer()))),
    ),
    example("timestamp-ess-mismatch", || with(token().ess(Ess::None)), || with(token().ess(Ess::V1))).also(|| {
        let mut token = token();
        token.ess_certificate = pki().tsa_ca.der.clone();
        with(token)
    }),
    example("timestamp-imprint-mismatch", || with(token().imprint(vec![7; 32])), || with(token().hash(Hash::Sha384))),
    // The token is accurate to half a second, which counts as one.
    example(
        "timestamp-in-future",
        || with(token()).judged_at("2026-05-11T08:10:28Z"),
        || with(token()).judged_at("2026-05-11T08:10:29Z"),
    ),
    example("timestamp-late", || claimed(Duration::days(30) + Duration::seconds(1)), || claimed(Duration::days(30)))
        .also(|| signed_image(linked_before(Duration::days(365) + Duration::seconds(1)))),
    example("timestamp-missing", || of_sample("expired.exe"), || of_sample("pkcs9.exe")),
    example(
        "timestamp-multiple",
        || unstamped(stamped(stamped(clean_signer()))),
        || unstamped(stamped(clean_signer()).timestamp(pki().countersignature(at(SIGNED)))),
    ),
    example(
        "timestamp-outside-leaf-validity",
        || signed_by(leaf().validity(at("2025-01-15T00:00:00Z"), at("2026-05-11T08:15:29Z"))),
        || signed_by(leaf().validity(at("2025-01-15T00:00:00Z"), at(SIGNED))),
    )
    .also(|| signed_by(leaf().validity(at("2026-05-11T08:15:31Z"), at("2028-01-14T23:59:59Z")))),
    example("timestamp-pkcs9", || of_sample("pkcs9.exe"), || of_sample("clean.exe")),
    example(
        "timestamp-policy-unknown",
        || {
            let mut token = token();
            token.policy = "1.2.3.4.1".to_owned();
            with(token)
        },
        || with(token()),
    ),
    example(
        "timestamp-token-invalid",
        || with(token().edit_signer(|signer| signer.signature = SignatureValue::Fixed(vec![0x11; 384]))),
        || of_sample("pkcs9bare.exe"),
    ),
    example("timestamp-weak-hash", || with(token().hash(Hash::Sha1)), || with(token().hash(Hash::Sha256))),
    example(
        "tsa-chain-untrusted",
        || with(token()).anchors(&[&pki().conventional_root]),
        || with(token()).anchors(&[&pki().conventional_root, &pki().root]),
    ),
    example("tsa-eku-missing", || of_tsa(tsa().without_eku()), || of_tsa(tsa()))
        .also(|| of_tsa(tsa().eku(true, &[CODE_SIGNING]))),
    example("tsa-eku-not-critical", || of_tsa(tsa().eku(false, &[TIME_STAMPING])), || of_tsa(tsa())),
    example(
        "tsa-expired",
        || with(token()).judged_at("2027-02-12T19:00:01Z"),
        || with(token()).judged_at("2027-02-12T19:00:00Z"),
    ),
    example(
        "tsa-invalid-at-time",
        || of_tsa(tsa().validity(at("2026-02-12T19:00:00Z"), at("2026-05-11T08:15:29Z"))),
        || of_tsa(tsa().validity(at("2026-02-12T19:00:00Z"), at(SIGNED))),
    ),
    // 458 days.
    example(
        "tsa-key-past-use-period",
        || of_tsa(tsa().validity(at("2025-02-07T08:15:29Z"), at("2027-02-12T19:00:00Z"))),
        || of_tsa(tsa().validity(at("2025-02-07T08:15:30Z"), at("2027-02-12T19:00:00Z"))),
    ),
];

fn token() -> Rfc3161 {
    pki().token(at(SIGNED))
}

fn with(token: Rfc3161) -> Scene {
    unstamped(clean_signer().timestamp(token))
}

fn accurate_to(seconds: u64) -> Scene {
    let mut token = token();
    token.accuracy = Some(Accuracy { seconds: Some(seconds), ..Accuracy::default() });
    with(token)
}

/// The signer's own time lies so long before the timestamp.
fn claimed(before: Duration) -> Scene {
    signed(clean_signer().signing_time(at(SIGNED) - before))
}

fn linked_before(before: Duration) -> Pe {
    Pe::new("catalogue", at(SIGNED) - before)
}

fn tsa() -> CertificateSpec {
    pki().tsa.vary()
}

/// A token of a TSA that the test TSA's CA issues.
fn of_tsa(tsa: CertificateSpec) -> Scene {
    let tsa = tsa.issued_by(&pki().tsa_ca);
    with(Rfc3161::new(&tsa, &[&pki().tsa_ca], at(SIGNED)))
}

#[test]
fn undecodable_timestamp_beside_a_sound_one_makes_nothing_false() {
    for oid in ["1.3.6.1.4.1.311.3.3.1", "1.2.840.113549.1.9.6"] {
        let junk = Attribute::new(oid, octets(b"no timestamp"));
        let scene = signed(clean_signer().edit_unsigned(move |attributes| attributes.push(junk.clone())));
        let (_, analysis) = judged(&scene);
        let critical: Vec<_> = analysis.findings.iter().filter(|one| one.severity == Severity::Critical).collect();
        assert!(critical.is_empty(), "{oid}: {critical:?}");
        assert!(analysis.findings.iter().any(|finding| finding.id == "cms-malformed"), "{oid}");
        assert_eq!(analysis.verdict.trust, State::Valid, "{oid}");
        let times = |finding: &&sigscope::model::Finding| finding.detail.contains("an unreadable time");
        assert!(analysis.findings.iter().any(|finding| times(&finding)), "{oid}: {:?}", analysis.findings);
    }
}
