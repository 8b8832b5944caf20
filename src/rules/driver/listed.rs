//! The rule about block lists of drivers that were supplied.

use crate::block_list::MatchKind;
use crate::model::{Confidence, Location, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Known to be exploitable.
pub(super) static DRIVER_ON_VULNERABLE_LIST: Rule = Rule {
    id: "driver-on-vulnerable-list",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The file is on a supplied block list of drivers: by its digest, by a certificate of its signer with its original name \
           and version, or by name and version. A warning when signer and name agree with a listed sample and the version was \
           not compared.",
    why: "Attackers bring such drivers along, because they are signed and let a program into the kernel.",
    harmless: "Vulnerable is not malicious: the vendor's own software installs them. Newer versions may be mended.",
    verify: "Look for the value shown in the list named; on Windows, the Code Integrity log tells of blocked drivers.",
    sources: &[
        Source::Microsoft("Microsoft recommended driver block rules"),
        Source::Published("LOLDrivers (loldrivers.io)"),
    ],
    effective: None,
    check: driver_on_vulnerable_list,
};

fn driver_on_vulnerable_list(case: &Case<'_>) -> Answer {
    let lists = &case.policy.block_lists;
    if lists.is_empty() {
        return Answer::not_applicable("no block list was supplied (--block-list)");
    }
    match lists.find(case.analysis) {
        Some(found) => {
            // A digest is one of the whole file.
            let whole = Some(Location::new(0, case.evidence.size));
            let resource = case.pe().and_then(|pe| pe.places.version_info);
            let place = if found.kind == MatchKind::Digest { whole } else { resource.or(whole) };
            let hit = Hit::new("The driver is on a block list", found.words()).at(place);
            let is_likely = found.kind == MatchKind::SignerAndName;
            Answer::fired(if is_likely { hit.severity(Severity::Warning) } else { hit })
        }
        None => Answer::Silent,
    }
}
