//! Rules about Windows' driver signing policy and its exceptions.

use super::{EXCEPTION_END, is_driver, is_portal_signed, of_driver};
use crate::asn1::oid;
use crate::model::{Confidence, Instant, Pe, Severity};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, SignatureCase, Source};

const KERNEL_POLICY: Source = Source::Microsoft("Kernel-mode code signing policy (Windows 10, version 1607 and later)");
const TALOS: Source =
    Source::Published("Cisco Talos, Old certificate, new signature and RedDriver, 2023-07-11; ADV230001");

/// Cross-signing ended: 2021-07-01.
const CROSS_SIGNING_END: Effective =
    Effective { from: Instant::from_unix(1_625_097_600), clock: "notBefore of the leaf" };

/// No signature of Microsoft.
pub(super) static DRIVER_NOT_MICROSOFT_SIGNED: Rule = Rule {
    id: "driver-not-microsoft-signed",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The file is a driver, and none of its signatures is Microsoft's own, with a chain to one of its roots (those of Trusted \
           Signing's customers do not count). A warning when the leaf was issued \
           from 2021-07-01 on.",
    why: "Windows 10 1607 and later with Secure Boot loads new drivers only with the signature of Microsoft's hardware portal. \
          After July 2021 no CA could cross-sign drivers: such a file needs test mode, another vulnerable driver, or an \
          exception.",
    harmless: "Drivers for old Windows, and drivers whose catalog carries the portal signature.",
    verify: "osslsigncode verify -in FILE: the root of each chain; on Windows, signtool verify /kp /v FILE.",
    sources: &[KERNEL_POLICY],
    effective: Some(CROSS_SIGNING_END),
    check: driver_not_microsoft_signed,
};

fn driver_not_microsoft_signed(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        let Some(primary) = case.primary() else { return Answer::not_applicable("the file has no signature") };
        if case.signatures.iter().any(|signature| is_portal_signed(case, signature)) {
            return Answer::Silent;
        }
        let Some(leaf) = primary.leaf else {
            return Answer::cannot_tell("the signer's certificate is not in the file");
        };
        let root = primary.chain.last().map_or("nothing", |root| root.display_name());
        let hit = Hit::new(
            "A driver without Microsoft's signature",
            format!("signed by {}, chain ends at {root}; leaf issued {}", leaf.display_name(), leaf.not_before.date()),
        )
        .on(leaf);
        Answer::fired(if leaf.not_before >= CROSS_SIGNING_END.from { hit.severity(Severity::Warning) } else { hit })
    })
}

/// Whether a chain rests on cross-signing: it ends in a public root that is not Microsoft's, or runs through a
/// cross-certificate of the Microsoft Code Verification Root. Which CAs had one is not looked up: nearly all had.
fn is_cross_signed(case: &Case<'_>, signature: &SignatureCase<'_>) -> bool {
    let cross = signature
        .facts
        .bag
        .iter()
        .filter_map(|thumbprint| case.certificate(*thumbprint))
        .any(|certificate| certificate.facts.issuer_cn.as_deref() == Some("Microsoft Code Verification Root"));
    !signature.is_under_microsoft(case.known()) && (signature.is_public() || cross)
}

/// Whether a signature of a driver uses the exception for old certificates.
pub(in crate::rules) fn uses_loophole(case: &Case<'_>, signature: &SignatureCase<'_>) -> bool {
    is_driver(case)
        && signature.leaf.is_some_and(|leaf| leaf.not_before < EXCEPTION_END)
        && is_cross_signed(case, signature)
        && signature.trusted_time().is_none_or(|time| time < EXCEPTION_END)
}

/// The exception for old certificates.
pub(super) static DRIVER_LEGACY_LOOPHOLE: Rule = Rule {
    id: "driver-legacy-loophole",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The file is a driver, its leaf was issued before 2015-07-29 under a public (cross-signed) CA, and the trusted time is \
           absent or before that day.",
    why: "Windows still loads such drivers: the exception that forged signing times exploit. Look for code that is newer than \
          its signature: link time, imports, PDB path, version dates.",
    harmless: "Honest drivers from before 2015.",
    verify: "Compare the leaf's notBefore, the timestamp, TimeDateStamp, linker version and the dates in VERSIONINFO.",
    sources: &[KERNEL_POLICY, TALOS],
    effective: None,
    check: driver_legacy_loophole,
};

fn driver_legacy_loophole(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        case.each_leaf(|signature, leaf| {
            Answer::when(uses_loophole(case, signature), || {
                let time =
                    signature.trusted_time().map_or("no trusted time".to_owned(), |time| format!("timestamp {time}"));
                Hit::new(
                    "A driver under the exception for old certificates",
                    format!("leaf issued {} before 2015-07-29; {time}", leaf.not_before.date()),
                )
                .on(leaf)
            })
        })
    })
}

/// First public previews of linkers and systems: nothing made with them can be older.
const LINKERS: &[((u32, u32), &str, i64)] = &[
    ((14, 30), "Visual Studio 2022", 1_623_888_000), // 2021-06-17
    ((14, 20), "Visual Studio 2019", 1_543_881_600), // 2018-12-04
    ((14, 10), "Visual Studio 2017", 1_471_824_000), // 2016-08-22
    ((14, 0), "Visual Studio 2015", 1_401_840_000),  // 2014-06-04
    ((12, 0), "Visual Studio 2013", 1_372_204_800),  // 2013-06-26
    ((11, 0), "Visual Studio 2012", 1_315_958_400),  // 2011-09-14
    ((10, 0), "Visual Studio 2010", 1_242_604_800),  // 2009-05-18
];

/// Windows 10 was first shown on 2014-10-01.
const WINDOWS_10: i64 = 1_412_121_600;

fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// What in the image is younger than `time`.
fn younger_evidence(pe: &Pe, time: Instant) -> Vec<String> {
    let mut evidence = Vec::new();
    let linker = version(&pe.linker);
    let newest = LINKERS.iter().find(|(from, ..)| linker.is_some_and(|linker| linker >= *from));
    if let Some((_, name, since)) = newest.filter(|(.., since)| time.unix() < *since) {
        evidence.push(format!("linker {} ({name}, not before {})", pe.linker, Instant::from_unix(*since).date()));
    }
    if version(&pe.os_version).is_some_and(|os| os >= (10, 0)) && time.unix() < WINDOWS_10 {
        evidence.push(format!("requires Windows {}", pe.os_version));
    }
    evidence
}

/// Code that is newer than its certificate.
pub(super) static DRIVER_NEWER_THAN_CERTIFICATE: Rule = Rule {
    id: "driver-newer-than-certificate",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    what: "The driver uses the exception for old certificates (driver-legacy-loophole), and its link time lies after the leaf's \
           notAfter, or its linker or required Windows version did not exist yet at the trusted time (without one, at \
           notAfter).",
    why: "The code is younger than its signature claims: the pattern of drivers signed with HookSignTool or \
          FuckCertVerifyTimeValidity.",
    harmless: "A patched TimeDateStamp.",
    verify: "objdump -p FILE: `Time/Date`, `MajorLinkerVersion`, `MajorOSystemVersion`; compare with the timestamp.",
    sources: &[TALOS],
    effective: None,
    check: driver_newer_than_certificate,
};

fn driver_newer_than_certificate(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        case.each_leaf(|signature, leaf| {
            if !uses_loophole(case, signature) {
                return Answer::not_applicable("the exception for old certificates is not used");
            }
            let mut evidence = Vec::new();
            if let Some(linked) = case.link_time().filter(|linked| *linked > leaf.not_after) {
                evidence.push(format!("link time {linked} after notAfter {}", leaf.not_after));
            }
            if let Some(pe) = case.pe() {
                evidence.extend(younger_evidence(pe, signature.trusted_time().unwrap_or(leaf.not_after)));
            }
            Answer::when(!evidence.is_empty(), || {
                Hit::new("A driver that is newer than its certificate", evidence.join("; ")).on(leaf)
            })
        })
    })
}

/// Signed without tests.
pub(super) static DRIVER_ATTESTATION_SIGNED: Rule = Rule {
    id: "driver-attestation-signed",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The file is a driver, and its leaf has the extended key usage for attested drivers (1.3.6.1.4.1.311.10.3.5.1) but not \
           the one for tested drivers (1.3.6.1.4.1.311.10.3.5).",
    why: "Microsoft signed it on the word of its submitter, without tests. This way was abused several times to get malicious \
          drivers signed.",
    harmless: "The normal way for drivers of software products.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::Microsoft("Validate the Microsoft signature (hardware dev docs)")],
    effective: None,
    check: driver_attestation_signed,
};

fn driver_attestation_signed(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        case.each_leaf(|_, leaf| {
            Answer::when(leaf.has_eku(oid::WHQL_ATTESTED) && !leaf.has_eku(oid::WHQL), || {
                Hit::new("A driver signed by attestation", leaf.subject.clone()).on(leaf)
            })
        })
    })
}

/// Rests on cross-signing alone.
pub(super) static DRIVER_CROSS_SIGNED_2026: Rule = Rule {
    id: "driver-cross-signed-2026",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Medium,
    what: "The file is a driver, and all its signatures rest on cross-signing: public roots that are not Microsoft's.",
    why: "It explains load failures: since the update of April 2026, Windows 11 24H2 and Server 2025 distrust such drivers by \
          default, except for an allow list.",
    harmless: "Older drivers.",
    verify: "osslsigncode verify -in FILE: the root of each chain.",
    sources: &[Source::Microsoft("Windows IT Pro Blog, 2026-03, on cross-signed drivers")],
    effective: None,
    check: driver_cross_signed_2026,
};

fn driver_cross_signed_2026(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        let Some(primary) = case.primary() else { return Answer::not_applicable("the file has no signature") };
        Answer::when(case.signatures.iter().all(|signature| is_cross_signed(case, signature)), || {
            let root = primary.chain.last().map_or("nothing", |root| root.display_name());
            Hit::new("A cross-signed driver: newer Windows does not load it", format!("chain ends at {root}"))
                .at(primary.chain.iter().rev().find_map(|certificate| certificate.location()))
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, thumbprint, time};
    use crate::rules::{KnownCertificate, KnownFacts, KnownRole};

    fn driver() -> Fixture {
        let mut file = Fixture::signed();
        file.pe().subsystem = "native".to_owned();
        file.policy.known = Arc::default();
        file
    }

    fn old_driver() -> Fixture {
        let mut file = driver();
        file.leaf_valid("2012-01-01T00:00:00Z", 3 * 31_536_000).signed_at(time("2013-01-01T00:00:00Z"));
        file.pe().link_time = Some(time("2012-12-31T00:00:00Z"));
        file.pe().linker = "10.10".to_owned();
        file.pe().os_version = "6.1".to_owned();
        file
    }

    #[test]
    fn microsofts_root_on_any_signature_is_enough() {
        let mut file = driver();
        assert_eq!(file.severity(&DRIVER_NOT_MICROSOFT_SIGNED), Some(Severity::Warning));
        file.leaf().not_before = time("2021-06-30T23:59:59Z");
        assert_eq!(file.severity(&DRIVER_NOT_MICROSOFT_SIGNED), Some(Severity::Notice));
        let mut known = KnownFacts::default();
        known.add_certificate(KnownCertificate::new(KnownRole::MicrosoftRoot, thumbprint(3), "Sample Root"));
        file.policy.known = Arc::new(known);
        assert!(file.silent(&DRIVER_NOT_MICROSOFT_SIGNED));
        assert!(file.silent(&DRIVER_CROSS_SIGNED_2026));
    }

    #[test]
    fn program_is_no_driver() {
        assert_eq!(Fixture::signed().answer(&DRIVER_NOT_MICROSOFT_SIGNED).name(), "not-applicable");
    }

    #[test]
    fn loophole_is_an_old_leaf_without_a_younger_timestamp() {
        assert!(driver().silent(&DRIVER_LEGACY_LOOPHOLE));
        let mut file = old_driver();
        assert!(file.fires(&DRIVER_LEGACY_LOOPHOLE) && file.fires(&DRIVER_CROSS_SIGNED_2026));
        assert!(file.silent(&DRIVER_NEWER_THAN_CERTIFICATE));
        file.signed_at(time("2015-07-29T00:00:00Z"));
        assert!(file.silent(&DRIVER_LEGACY_LOOPHOLE));
        file.without_timestamp();
        assert!(file.fires(&DRIVER_LEGACY_LOOPHOLE));
    }

    #[test]
    fn younger_code_under_the_loophole_is_critical() {
        let mut file = old_driver();
        file.pe().linker = "14.0".to_owned();
        assert!(file.hits(&DRIVER_NEWER_THAN_CERTIFICATE)[0].detail.contains("Visual Studio 2015"));
        let mut file = old_driver();
        file.pe().os_version = "10.0".to_owned();
        assert!(file.fires(&DRIVER_NEWER_THAN_CERTIFICATE));
        let mut file = old_driver();
        file.pe().link_time = Some(time("2020-01-01"));
        assert!(file.fires(&DRIVER_NEWER_THAN_CERTIFICATE));
        assert_eq!(file.severity(&crate::rules::time::LINK_AFTER_LEAF_EXPIRY), Some(Severity::Critical));
    }

    #[test]
    fn preview_dates_are_those_of_the_comments() {
        for ((_, _, since), expected) in LINKERS.iter().zip([
            "2021-06-17",
            "2018-12-04",
            "2016-08-22",
            "2014-06-04",
            "2013-06-26",
            "2011-09-14",
            "2009-05-18",
        ]) {
            assert_eq!(Instant::from_unix(*since).date(), expected);
        }
        assert_eq!(Instant::from_unix(WINDOWS_10).date(), "2014-10-01");
    }

    #[test]
    fn attestation_alone_fires() {
        let mut file = driver();
        assert!(file.silent(&DRIVER_ATTESTATION_SIGNED));
        file.leaf().eku.push(oid::WHQL_ATTESTED.to_owned());
        assert!(file.fires(&DRIVER_ATTESTATION_SIGNED));
        file.leaf().eku.push(oid::WHQL.to_owned());
        assert!(file.silent(&DRIVER_ATTESTATION_SIGNED));
    }
}
