//! A certificate revocation list, as `--crl` takes it.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use sigscope::x509::RevocationList;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = RevocationList::parse(Arc::from(bytes)) {
        let _ = list.find(&[0x11]);
        assert!(list.tbs_der().len() <= bytes.len());
    }
});
