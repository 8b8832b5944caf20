//! Verdicts on real files, against the statuses that other tools and hand checks gave (folder `SIGSCOPE_CORPUS`).
//!
//! Run with `SIGSCOPE_CORPUS=DIR cargo test --test integration corpus -- --ignored`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use sigscope::model::{Analysis, Instant, State, Summary};
use sigscope::{ExamineOptions, Policy, examine, judge};

/// The day that `expected_status` means by "now".
const REFERENCE: &str = "2026-11-23T00:00:00Z";

fn corpus() -> PathBuf {
    PathBuf::from(std::env::var_os("SIGSCOPE_CORPUS").expect("SIGSCOPE_CORPUS names the corpus folder"))
}

fn manifest(corpus: &Path) -> Vec<Value> {
    let text = std::fs::read(corpus.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    manifest["files"].as_array().unwrap().clone()
}

fn policy() -> Policy {
    Policy::at(REFERENCE.parse::<Instant>().unwrap())
}

fn analyse(file: &Path, policy: &Policy) -> Analysis {
    judge(&examine(file, &ExamineOptions { hashes: Vec::new(), ..ExamineOptions::default() }), policy)
}

/// The summary that the corpus' README gives for a status.
fn expected_summary(status: &str, file: &str) -> Summary {
    if [".cab", ".cat", ".msi", ".ps1"].iter().any(|extension| file.ends_with(extension)) {
        return Summary::Unsupported;
    }
    match status {
        "valid" | "valid-primary-nested-bad" => Summary::Trusted,
        "untrusted-root" | "untrusted-root-expired" | "valid-if-issuer-fetched" | "valid-uefi-only" => {
            Summary::Untrusted
        }
        "expired" | "bad-timestamp" => Summary::Expired,
        "bad-digest" => Summary::Tampered,
        "malformed" => Summary::Malformed,
        other => panic!("{file}: status {other} is new"),
    }
}

#[test]
#[ignore = "needs the folder SIGSCOPE_CORPUS"]
fn corpus_verdicts_are_the_expected_ones() {
    let corpus = corpus();
    let policy = policy();
    let mut differences = Vec::new();
    let files = manifest(&corpus);
    for entry in &files {
        let file = entry["file"].as_str().unwrap();
        let expected = expected_summary(entry["expected_status"].as_str().unwrap(), file);
        let analysis = analyse(&corpus.join("files").join(file), &policy);
        if analysis.verdict.summary != expected {
            differences.push(format!("{file}: expected {expected}, got {:?}", analysis.verdict));
        }
    }
    assert!(files.len() >= 90, "the manifest lists {} files", files.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
#[ignore = "needs the folder SIGSCOPE_CORPUS"]
fn corpus_timestamps_and_chains_are_judged_per_signature() {
    let corpus = corpus();
    let policy = policy();
    let open = |file: &str| analyse(&corpus.join("files").join(file), &policy);

    let nested = open("signtool/derived-makecat-nested-broken.exe");
    let summaries: Vec<Summary> = nested.signatures.iter().map(|signature| signature.verdict.summary).collect();
    assert_eq!(summaries, [Summary::Trusted, Summary::Tampered]);

    let incomplete = open("greenworks/steam_api.dll");
    assert_eq!(incomplete.verdict.trust, State::CannotTell);
    assert!(incomplete.verdict.reasons[0].contains("http"), "the reason names the AIA URL: {:?}", incomplete.verdict);
}

#[test]
#[ignore = "needs the folder SIGSCOPE_CORPUS"]
fn corpus_is_judged_quickly_at_any_time() {
    let corpus = corpus();
    let mut slowest = (std::time::Duration::ZERO, String::new());
    let policy = Arc::new(policy());
    for entry in manifest(&corpus) {
        let file = entry["file"].as_str().unwrap();
        let evidence = examine(
            &corpus.join("files").join(file),
            &ExamineOptions { hashes: Vec::new(), ..ExamineOptions::default() },
        );
        sigscope::trust::judge_trust(&evidence, &policy);
        // The fastest of three: a busy machine makes the others wait.
        let times = ["1990-01-01", "2020-02-29", "2100-01-01"].map(|at| {
            let moved = Policy { at: at.parse().unwrap(), ..(*policy).clone() };
            let start = std::time::Instant::now();
            sigscope::trust::judge_trust(&evidence, &moved);
            start.elapsed()
        });
        slowest = slowest.max((times.into_iter().min().unwrap(), file.to_owned()));
    }
    // Far above what it takes, and far below what a time cursor would show as a stutter.
    assert!(slowest.0.as_millis() < 50, "{slowest:?}");
}
