//! One certificate.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut defects = Vec::new();
    sigscope::x509::parse_certificate(bytes, Some(0), &mut defects);
});
