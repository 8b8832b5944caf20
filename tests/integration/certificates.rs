//! Real certificates: what we read of them, against what other tools read.
//!
//! `certificate_answers.csv` holds what pyca/cryptography says of the built-in roots and of the certificates in the
//! corpus (made by `tests/oracle/certificate_answers.py`); the corpus' manifest holds what asn1crypto says of signers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sigscope::asn1::Reader;
use sigscope::model::CertificateFacts;
use sigscope::x509::parse_certificate;
use sigscope::{ExamineOptions, examine};

use crate::corpus_evidence::{Entry, corpus};

type Answer = BTreeMap<String, String>;

/// The rows of the answers by SHA-256.
fn answers() -> BTreeMap<String, Answer> {
    let mut reader = csv::Reader::from_reader(include_bytes!("certificate_answers.csv").as_slice());
    reader.deserialize().map(|row| row.unwrap()).map(|row: Answer| (row["sha256"].clone(), row)).collect()
}

/// What we read, in the form of the answers.
fn describe(facts: &CertificateFacts) -> Answer {
    let key = &facts.public_key;
    let mut row = Answer::new();
    let mut set = |column: &str, value: String| assert!(row.insert(column.to_owned(), value).is_none());
    set("sha256", facts.sha256.to_string());
    set("serial", facts.serial.to_string());
    set("not_before", facts.not_before.to_string());
    set("not_after", facts.not_after.to_string());
    set("key", if key.bits == 0 { "other".to_owned() } else { format!("{} {}", key.algorithm, key.bits) });
    set("exponent", key.exponent.clone().unwrap_or_default());
    set("signature_algorithm", facts.signature_algorithm_oid.clone());
    set("subject", facts.subject.clone());
    set("issuer", if facts.issuer == facts.subject { "=".to_owned() } else { facts.issuer.clone() });
    set("eku", facts.eku.join(" "));
    set("policies", facts.policies.join(" "));
    let constraints = facts.basic_constraints.as_ref().map(|constraints| {
        let length = constraints.path_len.map(|length| format!(" {length}")).unwrap_or_default();
        format!("{}{length}", if constraints.ca { "CA" } else { "end" })
    });
    set("basic_constraints", constraints.unwrap_or_default());
    let usage = facts.key_usage.as_ref().map(|bits| if bits.is_empty() { "none".to_owned() } else { bits.join(" ") });
    set("key_usage", usage.unwrap_or_default());
    set("subject_key_id", facts.subject_key_id.as_ref().map(ToString::to_string).unwrap_or_default());
    let authority = facts.authority_key_id.as_ref().and_then(|identifier| identifier.key_id.as_ref());
    set("authority_key_id", authority.map(ToString::to_string).unwrap_or_default());
    set("crl", facts.urls.crl.join("\t"));
    set("ocsp", facts.urls.ocsp.join("\t"));
    set("ca_issuers", facts.urls.ca_issuers.join("\t"));
    let listed = facts.extensions.iter();
    let listed = listed.map(|one| format!("{}{}", one.oid, if one.critical { "!" } else { "" }));
    set("extensions", listed.collect::<Vec<_>>().join(" "));
    row
}

/// Compares one certificate with its answer. Tells whether all columns could be compared.
fn compare(facts: &CertificateFacts, answers: &BTreeMap<String, Answer>) -> bool {
    let own = describe(facts);
    let answer = answers.get(&own["sha256"]).unwrap_or_else(|| panic!("no answer for {}", facts.subject));
    let readable = answer["extensions"] != "unreadable";
    for (column, expected) in answer.iter().filter(|(_, value)| readable || !value.is_empty()) {
        if column == "extensions" && !readable {
            continue;
        }
        assert_eq!(&own[column], expected, "{column} of {} {}", facts.sha256, facts.subject);
    }
    readable
}

/// Extensions of real certificates that are known by name alone, or not at all.
const NOT_DECODED: [&str; 3] = [
    "2.23.42.7.0",            // Secure Electronic Transaction, on two roots of 1999
    "1.3.6.1.4.1.18332.19.1", // one Spanish root
    "1.3.6.1.4.1.18332.42.6",
];

#[test]
fn built_in_roots_are_read_as_cryptography_reads_them() {
    let answers = answers();
    let mut roots = Reader::new(include_bytes!("../../assets/trust/roots.der"), 0);
    let mut complete = 0;
    let mut defects = Vec::new();
    while let Some(element) = roots.next_element().unwrap() {
        let facts = parse_certificate(element.raw, Some(element.offset), &mut defects).unwrap();
        complete += usize::from(compare(&facts, &answers));
        for extension in facts.extensions.iter().filter(|extension| !extension.decoded) {
            assert!(NOT_DECODED.contains(&extension.oid.as_str()), "{} {}", facts.subject, extension.oid);
        }
    }
    assert_eq!(defects, []);
    assert!(complete > 500, "only {complete} roots were compared in all columns");
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn certificates_of_the_corpus_are_read_as_cryptography_reads_them() {
    let answers = answers();
    let mut compared = BTreeSet::new();
    for Entry { path, id, .. } in corpus() {
        for facts in examine(&path, &ExamineOptions::default()).certificates {
            assert!(compare(&facts, &answers), "{id}: {}", facts.subject);
            assert!(facts.encoding.is_der(), "{id}: {}", facts.subject);
            assert!(facts.extensions.iter().all(|extension| extension.decoded), "{id}: {}", facts.subject);
            compared.insert(facts.sha256);
        }
    }
    assert!(compared.len() > 180, "only {} certificates were compared", compared.len());
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn signers_are_those_of_the_manifest() {
    let mut compared = 0;
    for Entry { path, id, truth } in corpus() {
        let evidence = examine(&path, &ExamineOptions::default());
        let nested = truth["nested"].as_array().into_iter().flatten();
        for truth in std::iter::once(&truth["signature"]).chain(nested).filter(|truth| truth.is_object()) {
            let leaf = evidence.certificates.iter().find(|leaf| leaf.sha256.to_string() == truth["leaf_sha256"]);
            let Some(leaf) = leaf else {
                // Five files are no PE images; their signatures are not read.
                assert!(evidence.signatures.is_empty(), "{id}: no {}", truth["leaf_sha256"]);
                continue;
            };
            compare_signer(leaf, truth, &id);
            compared += 1;
        }
    }
    assert!(compared > 100, "only {compared} signers were compared");
}

fn compare_signer(leaf: &CertificateFacts, truth: &Value, id: &str) {
    let text = |value: Option<&str>| value.map_or(Value::Null, Value::from);
    assert_eq!(leaf.sha1.to_string(), truth["leaf_sha1"], "{id}");
    assert_eq!(text(leaf.subject_cn.as_deref()), truth["signer_cn"], "{id}");
    assert_eq!(text(leaf.subject_attributes.organization()), truth["signer_o"], "{id}");
    assert_eq!(text(leaf.subject_attributes.country()), truth["signer_c"], "{id}");
    assert_eq!(text(leaf.issuer_cn.as_deref()), truth["issuer_cn"], "{id}");
    assert_eq!(
        leaf.serial.to_string().trim_start_matches('0'),
        truth["serial"].as_str().unwrap().trim_start_matches('0'),
        "{id}"
    );
    assert_eq!(leaf.not_before.to_string(), truth["not_before"], "{id}");
    assert_eq!(leaf.not_after.to_string(), truth["not_after"], "{id}");
    assert_eq!(Value::from(leaf.eku.clone()), truth["eku"], "{id}");
    assert_eq!(Value::from(leaf.policies.clone()), truth["policies"], "{id}");
    let key = match leaf.public_key.algorithm.as_str() {
        "RSA" => format!("rsa{}", leaf.public_key.bits),
        "EC P-384" => "ecsecp384r1".to_owned(),
        other => panic!("{id}: {other}"),
    };
    assert_eq!(key, truth["key"], "{id}");
    let algorithm = match leaf.signature_algorithm.as_str() {
        "sha1WithRSAEncryption" => "sha1_rsa",
        "sha256WithRSAEncryption" => "sha256_rsa",
        "sha384WithRSAEncryption" => "sha384_rsa",
        "ecdsa-with-SHA384" => "sha384_ecdsa",
        other => panic!("{id}: {other}"),
    };
    assert_eq!(algorithm, truth["cert_signature"], "{id}");
}

/// The one value that outlives a Trusted Signing certificate, and the counter in its serial number.
#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn trusted_signing_leaves_have_an_identity_and_a_counter_and_others_have_none() {
    let mut identities = BTreeSet::new();
    for Entry { path, id, .. } in corpus() {
        for facts in examine(&path, &ExamineOptions::default()).certificates {
            let serves = facts.issuer_cn.as_deref().is_some_and(|cn| cn.starts_with("Microsoft ID Verified CS "));
            assert_eq!(facts.durable_identity.is_some(), serves, "{id}: {}", facts.subject);
            assert_eq!(facts.trusted_signing_counter.is_some(), serves, "{id}: {}", facts.subject);
            if serves {
                assert_eq!(facts.lifetime_seconds, 259_200, "{id}");
                identities.extend(facts.durable_identity.clone());
            }
        }
    }
    assert!(identities.len() >= 2, "{identities:?}");
}
