//! How often each rule fires: over all samples, over all pairs of them, and over the corpus. A change shows here first.

use std::collections::BTreeMap;

use sigscope::compare::matrix;
use sigscope::model::Analysis;
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, demo, examine, examine_bytes, judge};

use super::scene::{NOW, demo_policy, instant};
use crate::corpus_evidence::corpus;

/// Findings of group M over all pairs of some files, and over all of them.
pub fn together(files: &[&Analysis], policy: &Policy) -> BTreeMap<String, usize> {
    let matrix = matrix(files, policy);
    let pairs = matrix.cells.iter().flat_map(|cell| cell.findings.iter().map(|found| &found.finding));
    let sets = matrix.findings.iter().map(|found| &found.finding);
    count(pairs.chain(sets).map(|finding| finding.id.as_str()))
}

fn count<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    ids.for_each(|id| *counts.entry(id.to_owned()).or_insert(0) += 1);
    counts
}

fn single(files: &[Analysis]) -> BTreeMap<String, usize> {
    count(files.iter().flat_map(|file| file.findings.iter().map(|finding| finding.id.as_str())))
}

/// Compares counts with a table; the message is the table to be written when the difference is meant.
fn assert_counts(counts: &BTreeMap<String, usize>, pinned: &[(&str, usize)]) {
    let counts: Vec<(&str, usize)> = counts.iter().map(|(id, count)| (id.as_str(), *count)).collect();
    let lines: String = counts.iter().map(|(id, count)| format!("    (\"{id}\", {count}),\n")).collect();
    let changed: Vec<_> = counts.iter().filter(|row| !pinned.contains(row)).collect();
    let gone: Vec<_> = pinned.iter().filter(|row| !counts.contains(row)).collect();
    assert!(counts == pinned, "now {changed:?}\npinned {gone:?}\nthe whole table:\n{lines}");
}

fn samples() -> Vec<Analysis> {
    let analyse = |sample: &demo::Sample| {
        judge(&examine_bytes(sample.name, sample.bytes, &ExamineOptions::default()), demo_policy())
    };
    demo::SAMPLES.iter().map(analyse).collect()
}

fn corpus_files() -> (Vec<Analysis>, Policy) {
    let policy = Policy::new(instant(NOW), TrustStore::built_in().into());
    let options = ExamineOptions::default();
    let files = corpus().iter().map(|entry| judge(&examine(&entry.path, &options), &policy)).collect();
    (files, policy)
}

#[test]
fn rules_fire_over_the_samples_as_often_as_pinned() {
    assert_counts(&single(&samples()), SAMPLES);
}

#[test]
fn rules_fire_over_the_pairs_of_samples_as_often_as_pinned() {
    let samples = samples();
    assert_counts(&together(&samples.iter().collect::<Vec<_>>(), demo_policy()), SAMPLE_PAIRS);
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn rules_fire_over_the_corpus_as_often_as_pinned() {
    let (files, policy) = corpus_files();
    let nowhere = files.iter().flat_map(|file| &file.findings).find(|finding| finding.location().is_none());
    assert_eq!(nowhere, None, "a finding without bytes");
    assert_counts(&single(&files), CORPUS);
    assert_counts(&together(&files.iter().collect::<Vec<_>>(), &policy), CORPUS_PAIRS);
}

const SAMPLES: &[(&str, usize)] = &[
    ("abused-service-context", 5),
    ("cert-table-padding-data", 1),
    ("cert-table-trailing-data", 1),
    ("cert-table-truncated", 1),
    ("cms-malformed", 1),
    ("digest-methods-disagree", 1),
    ("digest-mismatch", 3),
    ("duplicate-certificates", 5),
    ("expired-without-timestamp", 3),
    ("leaf-self-signed", 1),
    ("link-after-timestamp", 1),
    ("name-bidi-control", 7),
    ("name-invisible", 1),
    ("name-terminal-escape", 5),
    ("nested-only-strong", 1),
    ("not-signed", 1),
    ("opus-oversized", 1),
    ("opus-url-odd", 1),
    ("pe-checksum-wrong", 1),
    ("publisher-opus-mismatch", 1),
    ("publisher-versioninfo-mismatch", 1),
    ("revocation-not-checked", 19),
    ("sequence-number-odd", 1),
    ("short-lived-expired-but-timestamped", 3),
    ("short-lived-leaf", 5),
    ("short-lived-no-timestamp", 2),
    ("signature-algorithm-unusual", 1),
    ("subject-individual", 1),
    ("timestamp-missing", 2),
    ("timestamp-pkcs9", 2),
    ("timestamp-weak-hash", 1),
    ("trusted-signing-individual", 2),
    ("trusted-signing-leaf", 5),
    ("unused-certificates", 1),
    ("validity-window-unverifiable", 4),
    ("weak-digest-sha1", 2),
];

const SAMPLE_PAIRS: &[(&str, usize)] = &[
    ("leaf-chain-variant", 16),
    ("same-identity-new-leaf", 1),
    ("same-imphash-other-signer", 124),
    ("same-leaf-other-product", 35),
    ("serial-neighbours", 1),
    ("signature-graft", 15),
];

const CORPUS: &[(&str, usize)] = &[
    ("abused-service-context", 7),
    ("attribute-signature-invalid", 1),
    ("attributes-not-sorted", 1),
    ("cert-table-multiple-entries", 2),
    ("cert-table-padding-data", 1),
    ("cert-table-truncated", 1),
    ("chain-incomplete", 4),
    ("digest-mismatch", 1),
    ("driver-cross-signed-2026", 2),
    ("driver-not-microsoft-signed", 3),
    ("driver-original-name-mismatch", 5),
    ("driver-page-hash-missing", 5),
    ("driver-test-signed", 1),
    ("duplicate-certificates", 2),
    ("expired-without-timestamp", 3),
    ("key-usage-lacks-digital-signature", 1),
    ("leaf-no-cabf-policy", 59),
    ("leaf-no-revocation-pointer", 1),
    ("link-implausible", 2),
    ("link-long-before-timestamp", 4),
    ("link-reproducible", 15),
    ("nested-only-strong", 10),
    ("nested-same-algorithm", 7),
    ("nested-signer-differs", 3),
    ("nested-verdict-differs", 1),
    ("overlay-present", 2),
    ("pe-checksum-wrong", 6),
    ("publisher-opus-mismatch", 3),
    ("publisher-versioninfo-mismatch", 6),
    ("revocation-not-checked", 109),
    ("root-disabled-grandfathered", 38),
    ("root-restriction-unclear", 6),
    ("several-paths", 20),
    ("short-lived-expired-but-timestamped", 6),
    ("short-lived-leaf", 7),
    ("short-lived-no-timestamp", 1),
    ("signature-algorithm-unusual", 1),
    ("signature-encoding-odd", 1),
    ("signing-time-attribute-present", 1),
    ("subject-encoding-invalid", 5),
    ("subject-individual", 3),
    ("timestamp-accuracy-coarse", 19),
    ("timestamp-imprint-mismatch", 1),
    ("timestamp-late", 4),
    ("timestamp-missing", 2),
    ("timestamp-pkcs9", 40),
    ("timestamp-weak-hash", 26),
    ("trusted-signing-leaf", 7),
    ("tsa-eku-not-critical", 23),
    ("tsa-expired", 68),
    ("tsa-key-past-use-period", 1),
    ("validity-window-unverifiable", 4),
    ("weak-certificate-signature", 18),
    ("weak-digest-md5", 1),
    ("weak-digest-sha1", 25),
    ("weak-rsa-key", 1),
];

const CORPUS_PAIRS: &[(&str, usize)] = &[
    ("leaf-chain-variant", 12),
    ("same-leaf-other-product", 8),
    ("same-subject-other-identity", 1),
    ("same-timestamp-token", 1),
    ("signature-graft", 5),
];
