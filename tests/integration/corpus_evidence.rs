//! Real signed files: what examining them gives, against what the corpus' manifest records from other tools.
//!
//! The corpus is not part of the repository: `SIGSCOPE_CORPUS` names its folder. The tests are ignored by default,
//! because they cannot run without it, and fail when it is not given.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sigscope::model::{Check, Evidence, Format, OutcomeState, SignatureFacts, TimestampKind};
use sigscope::{ExamineOptions, examine};

pub struct Entry {
    pub path: PathBuf,
    pub id: String,
    pub truth: Value,
}

/// The corpus: each file with what the manifest says of it.
pub fn corpus() -> Vec<Entry> {
    let folder = std::env::var_os("SIGSCOPE_CORPUS").expect("SIGSCOPE_CORPUS names the corpus folder");
    let folder = Path::new(&folder);
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let entries: Vec<Entry> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|truth| Entry {
            path: folder.join("files").join(truth["file"].as_str().unwrap()),
            id: truth["id"].as_str().unwrap().to_owned(),
            truth: truth.clone(),
        })
        .collect();
    assert!(entries.len() > 90, "the corpus is incomplete");
    entries
}

fn is_image(evidence: &Evidence) -> bool {
    matches!(evidence.format, Format::Pe32 | Format::Pe32Plus)
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn hashes_and_image_digests_are_those_of_the_manifest() {
    for Entry { path, id, truth } in corpus() {
        let evidence = examine(&path, &ExamineOptions::default());
        assert_eq!(evidence.error, None, "{id}");
        let hex = |digest: &Option<sigscope::model::HexBytes>| digest.as_ref().unwrap().to_string();
        assert_eq!(hex(&evidence.hashes.md5), truth["md5"], "{id}");
        assert_eq!(hex(&evidence.hashes.sha1), truth["sha1"], "{id}");
        assert_eq!(hex(&evidence.hashes.sha256), truth["sha256"], "{id}");
        if is_image(&evidence) && truth["authentihash"].is_object() {
            assert_eq!(hex(&evidence.hashes.authentihash.sha1), truth["authentihash"]["sha1"], "{id}");
            assert_eq!(hex(&evidence.hashes.authentihash.sha256), truth["authentihash"]["sha256"], "{id}");
        }
    }
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn signatures_are_those_of_the_manifest() {
    let mut compared = 0;
    for Entry { path, id, truth } in corpus() {
        let evidence = examine(&path, &ExamineOptions::default());
        if !is_image(&evidence) || !truth["signature"].is_object() {
            continue;
        }
        let primary = evidence.signatures.iter().find(|signature| signature.primary).expect(&id);
        compare(primary, &evidence, &truth["signature"], &id);
        let holds = checked(primary, Check::ImageDigest) == OutcomeState::Valid;
        assert_eq!(Value::from(holds), truth["digest_match"], "{id}");
        let nested: Vec<&SignatureFacts> = evidence
            .signatures
            .iter()
            .map(|signature| &**signature)
            .filter(|signature| signature.depth() > 0)
            .collect();
        let expected = truth["nested"].as_array().unwrap();
        assert_eq!(nested.len(), expected.len(), "{id}");
        for (signature, expected) in nested.iter().zip(expected) {
            compare(signature, &evidence, expected, &format!("{id} {}", signature.path));
        }
        compared += 1;
    }
    assert!(compared > 85, "only {compared} files were compared");
}

fn checked(signature: &SignatureFacts, check: Check) -> OutcomeState {
    signature.checks.iter().find(|made| made.check == check).unwrap().outcome
}

fn compare(signature: &SignatureFacts, evidence: &Evidence, truth: &Value, id: &str) {
    let leaf = evidence.certificates.iter().find(|certificate| Some(certificate.sha256) == signature.signer).expect(id);
    assert_eq!(leaf.sha256.to_string(), truth["leaf_sha256"], "{id}");
    assert_eq!(signature.digest_algorithm.unwrap().name(), truth["digest"], "{id}");
    assert_eq!(signature.page_hashes.is_some(), !truth["page_hashes"].is_null(), "{id}");
    let oids = |key: &str| -> Vec<String> {
        truth[key].as_array().unwrap().iter().map(|oid| oid.as_str().unwrap().to_owned()).collect()
    };
    let own = |attributes: &[sigscope::model::Attribute]| -> Vec<String> {
        attributes.iter().map(|attribute| attribute.oid.clone()).collect()
    };
    assert_eq!(own(&signature.signed_attributes), oids("signed_attrs"), "{id}");
    assert_eq!(own(&signature.unsigned_attributes), oids("unsigned_attrs"), "{id}");

    let expected = truth["timestamps"].as_array().unwrap();
    assert_eq!(signature.timestamps.len(), expected.len(), "{id}");
    for expected in expected {
        let kind = match expected["kind"].as_str().unwrap() {
            "pkcs9" => TimestampKind::Pkcs9,
            _ => TimestampKind::Rfc3161,
        };
        let found = signature.timestamps.iter().find(|timestamp| {
            // The manifest keeps whole seconds of some tokens.
            let time = timestamp.time.unwrap();
            timestamp.kind == kind && expected["time"].as_str().unwrap().starts_with(&time.to_string()[..19])
        });
        assert!(found.is_some(), "{id}: {expected}");
    }
}

/// The files whose mathematics does not hold, and where it fails; all others hold in every check.
#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn mathematics_fails_only_where_a_byte_was_changed() {
    let mut failing = Vec::new();
    for Entry { path, id, .. } in corpus() {
        let evidence = examine(&path, &ExamineOptions::default());
        for signature in &evidence.signatures {
            let timestamp_checks = signature.timestamps.iter().flat_map(|timestamp| &timestamp.checks);
            for outcome in signature.checks.iter().chain(timestamp_checks) {
                if matches!(outcome.outcome, OutcomeState::Invalid | OutcomeState::CannotTell) {
                    failing.push(format!("{id} {} {} {}", signature.path, outcome.check, outcome.outcome));
                }
            }
        }
    }
    failing.sort();
    assert_eq!(
        failing,
        [
            "python-embed/derived-uuid-flipped-byte.pyd table[0] image-digest invalid",
            "python-embed/derived-uuid-truncated.pyd table[0] image-digest cannot-tell",
            "signtool/derived-makecat-nested-broken.exe table[0]/nested[0] attribute-signature invalid",
            "signtool/derived-makecat-nested-broken.exe table[0]/nested[0] timestamp-imprint invalid",
        ]
    );
}
