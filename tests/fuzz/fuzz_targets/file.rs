//! A whole file, from its first byte to the findings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigscope::{ExamineOptions, Policy, examine_bytes, judge};
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::at(sigscope::model::Instant::from_unix(1_795_392_000)));

fuzz_target!(|bytes: &[u8]| {
    let options = ExamineOptions { hashes: Vec::new(), parallel: false, ..ExamineOptions::default() };
    judge(&examine_bytes("fuzz", bytes, &options), &POLICY);
});
