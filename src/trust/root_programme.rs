//! What Microsoft's root programme allows a root: the meaning of its entry's properties.
//!
//! In: the entry of a root, a usage, the leaf's notBefore, the moment that decides. Out: what applies, and the faults if
//! the programme denies the chain.
//!
//! Microsoft's definitions ("Removal, EKU removal, Disallow, Disable, NotBefore"): *Disable* leaves signatures trusted
//! that were timestamped before its date; *NotBefore* leaves certificates trusted that were issued before it. Which
//! property carries which is known from reverse engineering. A usage that property 9 leaves out is no decision against
//! the root, it was never trusted for that: the chain is not for this usage.
//!
//! *NotBefore* is not applied to the roots without property 9. These are Microsoft's product roots, which Windows trusts
//! by itself. One of them, Microsoft Root Certificate Authority, has NotBefore 2017-04-30, and Microsoft's own signers and
//! TSAs under it were issued until 2019 at least (Visual C++ runtimes, .NET Core); the list alone would distrust them.

use super::ctl::{CtlEntry, Stamp};
use crate::model::{CertificateFacts, Fault, Instant, RootProgramme, Usage};

/// Judges one root for one chain.
pub fn judge_root(
    root: &CertificateFacts,
    entry: &CtlEntry,
    usage: Usage,
    leaf_not_before: Instant,
    at: Instant,
) -> (RootProgramme, Vec<Fault>) {
    let concerns = |usages: &Option<Vec<String>>| {
        usages.as_ref().is_none_or(|listed| listed.iter().any(|listed| listed == usage.oid()))
    };
    let mut programme = RootProgramme {
        name: entry.name.clone(),
        usages: entry.usages.clone(),
        ev_policies: entry.ev_policies.clone(),
        chain_policies: entry.chain_policies.clone(),
        ..RootProgramme::default()
    };
    if concerns(&entry.disabled_usages) {
        match entry.disabled {
            Stamp::At(date) => programme.disabled_from = Some(date),
            // An empty value is a restriction that nobody documented. It denies nothing and is shown: the roots that
            // have one (VeriSign G5 among them) anchor files that Windows accepts.
            Stamp::Empty => programme.unclear.push("Disable has an empty value".to_owned()),
            // Property 122 alone ends its usages at once.
            Stamp::Absent => programme.disabled_outright = entry.disabled_usages.is_some(),
        }
    }
    // Property 127 alone limits nothing.
    if concerns(&entry.not_before_usages) {
        match entry.not_before {
            Stamp::At(date) if entry.usages.is_none() && leaf_not_before >= date => {
                programme.unclear.push(format!("NotBefore {} on a Microsoft product root", date.date()));
            }
            Stamp::At(date) => programme.not_before_from = Some(date),
            Stamp::Empty => programme.unclear.push("NotBefore has an empty value".to_owned()),
            Stamp::Absent => {}
        }
    }
    let certificate = root.sha256;
    let mut faults = Vec::new();
    // Properties that are reserved restrict in a way that is not understood: such a root is not trusted.
    if programme.disabled_outright || !entry.reserved.is_empty() {
        faults.push(Fault::RootDisabled { certificate, from: None });
    } else if let Some(from) = programme.disabled_from.filter(|from| at >= *from) {
        faults.push(Fault::RootDisabled { certificate, from: Some(from) });
    }
    if let Some(from) = programme.not_before_from.filter(|from| leaf_not_before >= *from) {
        faults.push(Fault::RootNotBefore { certificate, from });
    }
    if !concerns(&entry.usages) {
        faults.push(Fault::RootUsageExcluded { certificate, usage });
    }
    programme.grandfathered =
        faults.is_empty() && (programme.disabled_from.is_some() || programme.not_before_from.is_some());
    (programme, faults)
}
