//! What examining each sample gives: mathematics, structure and places, without time and trust.

use std::path::PathBuf;

use sigscope::model::{Check, DigestAlgorithm, Evidence, OutcomeState, SignatureFacts, Stage, TimestampKind};
use sigscope::{ExamineOptions, examine};

pub fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn evidence(name: &str) -> Evidence {
    let evidence = examine(&sample(name), &ExamineOptions::default());
    assert_eq!(evidence.error, None, "{name}");
    evidence
}

/// The checks of a signature that were made and do not hold, or could not be made.
fn failing(signature: &SignatureFacts) -> Vec<(Check, OutcomeState)> {
    signature
        .checks
        .iter()
        .filter(|outcome| matches!(outcome.outcome, OutcomeState::Invalid | OutcomeState::CannotTell))
        .map(|outcome| (outcome.check, outcome.outcome))
        .collect()
}

fn failing_timestamp(signature: &SignatureFacts) -> Vec<Check> {
    let checks = signature.timestamps.iter().flat_map(|timestamp| &timestamp.checks);
    checks.filter(|outcome| outcome.is_invalid()).map(|outcome| outcome.check).collect()
}

#[test]
fn sound_samples_fail_no_mathematical_check() {
    for name in [
        "clean.exe",
        "short.exe",
        "short2.exe",
        "fresh.exe",
        "nots.exe",
        "expired.exe",
        "nested.exe",
        "pkcs9.exe",
        "pkcs9bare.exe",
        "selfsigned.exe",
        "sha1.exe",
        "ecdsa.exe",
        "pagehash.exe",
        "padding.exe",
        "real/_uuid.pyd",
        "real/libffi-7.dll",
        "real/WinDivert32.sys",
        "real/tbbbind_2_0.dll",
    ] {
        let evidence = evidence(name);
        assert!(!evidence.signatures.is_empty(), "{name}");
        for signature in &evidence.signatures {
            assert_eq!(failing(signature), [], "{name} {}", signature.path);
            assert_eq!(failing_timestamp(signature), [], "{name} {}", signature.path);
            for check in [Check::ImageDigest, Check::MessageDigest, Check::AttributeSignature] {
                assert!(signature.checks.iter().any(|made| made.check == check && made.is_valid()), "{name} {check}");
            }
        }
    }
}

#[test]
fn changed_content_breaks_the_image_digest_and_nothing_else() {
    for name in ["tampered.exe", "transplanted.exe", "trailing.exe"] {
        let evidence = evidence(name);
        assert_eq!(failing(&evidence.signatures[0]), [(Check::ImageDigest, OutcomeState::Invalid)], "{name}");
        assert_eq!(failing_timestamp(&evidence.signatures[0]), [], "{name}");
    }
}

#[test]
fn short_sample_has_a_fractional_token_time() {
    let evidence = evidence("short.exe");
    let timestamp = &evidence.signatures[0].timestamps[0];
    assert_eq!(timestamp.kind, TimestampKind::Rfc3161);
    assert_eq!(timestamp.time.unwrap().to_string(), "2026-09-03T03:14:07.482Z");
    assert!(timestamp.serial.is_some() && timestamp.policy.is_some());
}

#[test]
fn nested_signature_follows_its_holder() {
    let evidence = evidence("nested.exe");
    let paths: Vec<&str> = evidence.signatures.iter().map(|signature| signature.path.as_str()).collect();
    assert_eq!(paths, ["table[0]", "table[0]/nested[0]"]);
    let primary: Vec<bool> = evidence.signatures.iter().map(|signature| signature.primary).collect();
    assert_eq!(primary, [true, false]);
    let algorithms: Vec<_> = evidence.signatures.iter().map(|signature| signature.digest_algorithm.unwrap()).collect();
    assert_eq!(algorithms, [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256]);
    assert_eq!(evidence.signatures[0].nested_values, 1);
}

#[test]
fn countersignatures_are_verified_with_and_without_digest_info() {
    for (name, bare) in [("pkcs9.exe", false), ("pkcs9bare.exe", true)] {
        let evidence = evidence(name);
        let timestamp = &evidence.signatures[0].timestamps[0];
        assert_eq!((timestamp.kind, timestamp.unprefixed), (TimestampKind::Pkcs9, bare), "{name}");
    }
}

#[test]
fn page_hashes_are_compared() {
    let evidence = evidence("pagehash.exe");
    let pages = evidence.signatures[0].page_hashes.as_ref().unwrap();
    assert_eq!((pages.version, pages.complete, pages.mismatches.len()), (2, true, 0));
    assert!(pages.pages > 1);
}

#[test]
fn hidden_bytes_behind_the_der_are_counted() {
    let entry = &evidence("padding.exe").pe.unwrap().certificate_table[0];
    assert!(entry.padding > 7 && entry.padding_nonzero, "{entry:?}");
    let entry = &evidence("clean.exe").pe.unwrap().certificate_table[0];
    assert!(entry.padding < 8 && !entry.padding_nonzero, "{entry:?}");
}

#[test]
fn broken_signature_is_a_defect_with_its_place() {
    let evidence = evidence("broken.exe");
    let defect = evidence.defects.iter().find(|defect| defect.stage == Stage::SignedData).unwrap();
    let table = evidence.pe.as_ref().unwrap().security_directory.unwrap();
    assert!(table.contains(defect.offset.unwrap()), "{defect}");
    assert_eq!(evidence.signatures.len(), 1);
    assert!(!evidence.signatures[0].decoded);
}

#[test]
fn every_element_lies_where_it_says() {
    let bytes = std::fs::read(sample("short.exe")).unwrap();
    let evidence = evidence("short.exe");
    let at = |offset: u64, length: u64| &bytes[offset as usize..(offset + length) as usize];
    for certificate in &evidence.certificates {
        assert_eq!(at(certificate.offset.unwrap(), certificate.length), &certificate.der[..]);
    }
    let signature = &evidence.signatures[0];
    let digest = signature.digest_location.unwrap();
    assert_eq!(at(digest.offset, digest.length), signature.embedded_digest.as_ref().unwrap().as_ref());
    for attribute in signature.signed_attributes.iter().chain(&signature.unsigned_attributes) {
        assert_eq!(at(attribute.offset.unwrap(), 1), [0x30], "{}", attribute.name);
    }
}

#[test]
fn structure_hash_is_that_of_the_process_not_of_the_values() {
    let hash = |name: &str| evidence(name).signatures[0].structure_hash.clone();
    assert_eq!(hash("short.exe"), hash("fresh.exe"), "another leaf of the same service");
    assert_ne!(hash("short.exe"), hash("clean.exe"));
}

#[test]
fn hashes_that_are_not_asked_for_are_absent() {
    let options = ExamineOptions { hashes: Vec::new(), ..ExamineOptions::default() };
    let evidence = examine(&sample("clean.exe"), &options);
    assert_eq!((evidence.hashes.md5, evidence.hashes.sha1, evidence.hashes.sha256), (None, None, None));
    assert!(evidence.hashes.authentihash.sha256.is_some() && evidence.hashes.authentihash.sha1.is_none());
}
