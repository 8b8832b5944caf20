//! Dates: is every certificate of a path inside its validity at one moment?
//!
//! In: a path and the moment that decides. Out: faults. The shell model holds, as on Windows: all certificates, the
//! root included, must be valid at that moment. Both bounds are inclusive.

use std::sync::Arc;

use crate::model::{CertificateFacts, Fault, Instant};

/// Appends a fault for every certificate that is outside its validity at `at`, leaf first.
pub fn check_dates(path: &[Arc<CertificateFacts>], at: Instant, faults: &mut Vec<Fault>) {
    for certificate in path {
        if certificate.is_valid_at(at) {
            continue;
        }
        faults.push(if at < certificate.not_before {
            Fault::NotYetValid { certificate: certificate.sha256, not_before: certificate.not_before }
        } else {
            Fault::Expired { certificate: certificate.sha256, not_after: certificate.not_after }
        });
    }
}

/// The moment that decides about the signer's chain: the trusted time, unless there is none or the leaf carries the
/// lifetime-signing usage; else the chosen time.
pub fn deciding_time(leaf: Option<&CertificateFacts>, trusted_time: Option<Instant>, chosen: Instant) -> Instant {
    match trusted_time {
        Some(time) if !leaf.is_some_and(|leaf| leaf.is_lifetime_signing()) => time,
        _ => chosen,
    }
}
