//! What is wrong with one path, all of it: rights of the issuers, usages, names, dates, the root programme.
//!
//! In: a path with verified links, how it ends, a usage and a time. Out: faults. The mathematics of the links is done.

use std::sync::Arc;

use super::name_constraints::check_name_constraints;
use super::root_programme::judge_root;
use super::store::TrustStore;
use super::validity::check_dates;
use crate::asn1::oid;
use crate::model::{CertificateFacts, ChainEnd, Fault, Instant, RootProgramme, Usage};

/// Lists the faults of a path, and what the root programme says about its end.
pub fn judge_path(
    path: &[Arc<CertificateFacts>],
    end: ChainEnd,
    usage: Usage,
    at: Instant,
    store: &TrustStore,
) -> (Vec<Fault>, Option<RootProgramme>) {
    let mut faults = Vec::new();
    check_issuers(path, end, &mut faults);
    check_usages(path, end, usage, &mut faults);
    check_name_constraints(path, &mut faults);
    check_forms(path, end, &mut faults);
    let mut programme = None;
    if end == ChainEnd::ProgrammeRoot
        && let (Some(leaf), Some(root)) = (path.first(), path.last())
        && let Some(entry) = store.programme_entry(root)
    {
        let (judged, denied) = judge_root(root, entry, usage, leaf.not_before, at);
        faults.extend(denied);
        programme = Some(judged);
    }
    check_dates(path, at, &mut faults);
    (faults, programme)
}

/// Checks that every issuer is a CA and stays within its path length (RFC 5280 section 6.1.4 (k) to (n)).
///
/// Microsoft's chain engine does the same for the root. A root without basic constraints may still issue: old roots
/// are X.509 version 1.
fn check_issuers(path: &[Arc<CertificateFacts>], end: ChainEnd, faults: &mut Vec<Fault>) {
    // Intermediate certificates between the leaf and the issuer looked at, self-issued ones left out.
    let mut below: u32 = 0;
    for (position, issuer) in path.iter().enumerate().skip(1) {
        let is_end = position.saturating_add(1) == path.len();
        let is_root = is_end && (end.is_anchor() || end == ChainEnd::UntrustedRoot);
        let deny = |field: &str| Fault::IssuerNotCa { certificate: issuer.sha256, field: field.to_owned() };
        match &issuer.basic_constraints {
            Some(constraints) if constraints.ca => {
                if let Some(allowed) = constraints.path_len
                    && below > allowed
                {
                    faults.push(Fault::PathLengthExceeded { certificate: issuer.sha256, allowed, found: below });
                }
            }
            None if is_root && (end.is_anchor() || issuer.version < 3) => {}
            _ => faults.push(deny("basic constraints")),
        }
        if issuer.key_usage.as_ref().is_some_and(|bits| !bits.iter().any(|bit| bit == "keyCertSign")) {
            faults.push(deny("key usage"));
        }
        if !issuer.self_issued {
            below = below.saturating_add(1);
        }
    }
}

/// Checks what every certificate below the anchor must be, whatever its part: understood, and of one encoding.
fn check_forms(path: &[Arc<CertificateFacts>], end: ChainEnd, faults: &mut Vec<Fault>) {
    let checked = if end.is_anchor() { path.len().saturating_sub(1) } else { path.len() };
    for certificate in path.iter().take(checked) {
        let unknown = certificate.unknown_critical_extensions().next();
        faults.extend(unknown.map(|extension| Fault::UnknownCriticalExtension {
            certificate: certificate.sha256,
            oid: extension.oid.clone(),
        }));
        if certificate.encoding.unsigned_part_altered {
            faults.push(Fault::UnsignedPartAltered { certificate: certificate.sha256 });
        }
    }
}

/// Checks that the leaf and every CA above it may be used so: Windows intersects the extended key usages along a
/// chain. An absent extension allows everything.
///
/// The leaf must name the usage itself; anyExtendedKeyUsage there is no permission to sign code. A TSA's own usage is
/// a check of its timestamp already (`timestamp-usage`). A user's anchor is trusted for every usage.
fn check_usages(path: &[Arc<CertificateFacts>], end: ChainEnd, usage: Usage, faults: &mut Vec<Fault>) {
    for (position, certificate) in path.iter().enumerate() {
        let states_usages = certificate.eku_critical.is_some() || !certificate.eku.is_empty();
        if !states_usages || certificate.has_eku(usage.oid()) {
            continue;
        }
        let is_user_anchor = end == ChainEnd::UserAnchor && position.saturating_add(1) == path.len();
        if position == 0 {
            if usage != Usage::TimeStamping {
                faults.push(Fault::LeafUsage { certificate: certificate.sha256, usage });
            }
        } else if !is_user_anchor && !certificate.has_eku(oid::ANY_EXTENDED_KEY_USAGE) {
            faults.push(Fault::UsageNotNested { certificate: certificate.sha256, usage });
        }
    }
}
