//! An OCSP response, as `--crl` takes it.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use sigscope::x509::OcspResponse;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(response) = OcspResponse::parse(Arc::from(bytes)) {
        assert!(response.certificates.len() <= bytes.len());
    }
});
