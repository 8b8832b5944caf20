//! The analysis of every sample is the one in its golden file.

use std::fs;
use std::path::{Path, PathBuf};

use sigscope::model::Analysis;
use sigscope::report::to_json;
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, demo, examine_bytes, judge};

/// The moment that the golden files were judged as of.
pub const AT: &str = "2026-11-23T00:00:00Z";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths of all samples, those made by the forge and the real ones, by name.
pub fn samples() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for folder in ["samples", "samples/real"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().unwrap_or_default();
            if ["exe", "dll", "pyd", "sys"].iter().any(|known| extension == *known) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(paths.len() >= 25, "{paths:?}");
    paths
}

pub fn policy() -> Policy {
    demo::policy(AT.parse().unwrap(), TrustStore::built_in())
}

pub fn analyse(path: &Path, policy: &Policy) -> Analysis {
    let name = path.file_name().unwrap().to_str().unwrap();
    judge(&examine_bytes(name, &fs::read(path).unwrap(), &ExamineOptions::default()), policy)
}

fn golden(path: &Path) -> PathBuf {
    root().join("tests/golden").join(format!("{}.json", path.file_name().unwrap().to_str().unwrap()))
}

/// The golden text: the analysis as in `files[]` of the report.
fn golden_text(analysis: &Analysis) -> String {
    format!("{}\n", to_json(analysis).unwrap())
}

#[test]
fn every_sample_gives_its_golden_report() {
    let policy = policy();
    let mut differing = Vec::new();
    for path in samples() {
        let now = golden_text(&analyse(&path, &policy));
        let then = fs::read_to_string(golden(&path)).unwrap_or_default();
        if now != then {
            let line = now.lines().zip(then.lines()).position(|(now, then)| now != then).unwrap_or(0);
            let shown = |text: &str| text.lines().nth(line).unwrap_or_default().to_owned();
            let (now, then) = (shown(&now), shown(&then));
            differing.push(format!("{}: line {}:\n  golden {then}\n  now    {now}", path.display(), line + 1));
        }
    }
    assert!(
        differing.is_empty(),
        "{}\nread the difference; when it is right: cargo test --test integration -- --ignored regenerate_golden",
        differing.join("\n")
    );
}

#[test]
fn there_is_no_golden_report_without_its_sample() {
    let expected: Vec<PathBuf> = samples().iter().map(|path| golden(path)).collect();
    for entry in fs::read_dir(root().join("tests/golden")).unwrap() {
        let path = entry.unwrap().path();
        // Folders hold the golden files of other tests.
        assert!(path.is_dir() || expected.contains(&path), "{}", path.display());
    }
}

#[test]
#[ignore = "writes into tests/golden/: run it after a change of the engine, and read the difference"]
fn regenerate_golden() {
    let policy = policy();
    fs::create_dir_all(root().join("tests/golden")).unwrap();
    for path in samples() {
        fs::write(golden(&path), golden_text(&analyse(&path, &policy))).unwrap();
    }
}
