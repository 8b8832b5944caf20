//! A certificate trust list, as `--trust-store` takes it.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use sigscope::trust::Ctl;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = Ctl::parse(Cow::Owned(bytes.to_vec())) {
        assert_eq!(list.entries().count(), list.len());
    }
});
