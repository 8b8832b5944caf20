//! The samples, and how they are analysed for what is compared.

use std::fs;
use std::path::{Path, PathBuf};

use sigscope::model::Analysis;
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
