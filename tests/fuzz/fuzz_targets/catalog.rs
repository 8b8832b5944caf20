//! A catalog, as `--catalog` takes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigscope::examine::Catalogs;

fuzz_target!(|bytes: &[u8]| {
    let mut catalogs = Catalogs::default();
    let is_used = catalogs.add("x.cat", bytes).is_ok();
    assert_eq!(is_used, !catalogs.is_empty());
});
