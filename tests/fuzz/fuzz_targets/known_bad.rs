//! A list of abused certificates, as `--known-bad` takes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigscope::known_bad::KnownBad;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut lists = KnownBad::default();
    let problems = lists.add("list", &text);
    assert!(problems.len() <= 11 && lists.len() <= bytes.len());
});
