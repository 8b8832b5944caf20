//! Rules about what a driver's signature and name look like.

use super::{is_portal_signed, of_driver};
use crate::model::{Confidence, Severity};
use crate::rules::names::shares_word;
use crate::rules::{Answer, Case, Family, Hit, KnownRole, Rule, Source};

/// Signed for test mode.
pub(super) static DRIVER_TEST_SIGNED: Rule = Rule {
    id: "driver-test-signed",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The file is a driver, and a certificate of its chain is a `WDKTestCert` or belongs to a test root.",
    why: "It loads only in test mode. Outside a laboratory somebody switches that on, or loads the driver by other means.",
    harmless: "Drivers under development.",
    verify: "openssl x509 -noout -subject -issuer on the certificates of the chain.",
    sources: &[Source::Published("WDAC well-known roots table (github.com/HotCakeX)")],
    effective: None,
    check: driver_test_signed,
};

fn driver_test_signed(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        case.each_signature(|signature| {
            if signature.is_public() {
                return Answer::Silent;
            }
            let marked = signature.chain.iter().rev().find_map(|certificate| {
                let known = case.known().is(KnownRole::MicrosoftTestRoot, certificate);
                crate::rules::chain::test_mark(certificate, known).map(|mark| (certificate, mark))
            });
            match marked {
                Some((certificate, mark)) => Answer::fired(
                    Hit::new("A driver for test mode", format!("{}: {mark}", certificate.subject)).on(certificate),
                ),
                None => Answer::Silent,
            }
        })
    })
}

/// The service is not for drivers.
pub(super) static DRIVER_SHORT_LIVED_LEAF: Rule = Rule {
    id: "driver-short-lived-leaf",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The file is a driver, and a leaf of Trusted Signing signed it.",
    why: "The service is for user-mode code, the kernel refuses such a signature. The driver is meant for another way of loading, \
          or the name of the file is meant to mislead.",
    harmless: "A developer who signs everything in a release folder, where the portal signature lies in a catalog.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::Microsoft("Trusted Signing: FAQ")],
    effective: None,
    check: driver_short_lived_leaf,
};

fn driver_short_lived_leaf(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        case.each_leaf(|signature, leaf| {
            Answer::when(signature.claims_trusted_signing(), || {
                Hit::new("A driver signed through Trusted Signing", leaf.subject.clone()).on(leaf)
            })
        })
    })
}

/// The driver was renamed.
pub(super) static DRIVER_ORIGINAL_NAME_MISMATCH: Rule = Rule {
    id: "driver-original-name-mismatch",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The file is a driver whose file name is not the OriginalFilename of its VERSIONINFO, and no signer (Microsoft's portal \
           left out) shares a word with the CompanyName.",
    why: "Attackers bring vulnerable drivers of others under a new name.",
    harmless: "Samples are renamed when they are collected; vendors ship the drivers of a supplier.",
    verify: "exiftool FILE: Original File Name and Company Name; search the authentihash in lists of vulnerable drivers.",
    sources: &[Source::Practice],
    effective: None,
    check: driver_original_name_mismatch,
};

fn driver_original_name_mismatch(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        let version_info = |key: &str| case.pe().and_then(|pe| pe.version_info.get(key)).map(|value| value.trim());
        let Some(original) = version_info("OriginalFilename").filter(|name| !name.is_empty()) else {
            return Answer::not_applicable("no OriginalFilename");
        };
        let company = version_info("CompanyName").unwrap_or_default();
        let name = case.file_name();
        let vouched = case
            .signatures
            .iter()
            .filter(|signature| !is_portal_signed(case, signature))
            .filter_map(|signature| signature.leaf)
            .any(|leaf| shares_word(company, leaf.subject_attributes.organization().unwrap_or(leaf.display_name())));
        Answer::when(!original.eq_ignore_ascii_case(name) && !vouched, || {
            Hit::new(
                "A renamed driver",
                format!("file name {name}, OriginalFilename {original}, CompanyName {company}"),
            )
            .at(case.pe().and_then(|pe| pe.places.version_info))
        })
    })
}

/// No page hashes.
pub(super) static DRIVER_PAGE_HASH_MISSING: Rule = Rule {
    id: "driver-page-hash-missing",
    family: Family::Driver,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The file is a driver, and no signature carries page hashes.",
    why: "Some ways of loading (protected processes, early launch) ask for them.",
    harmless: "Most drivers do without.",
    verify: "osslsigncode verify -in FILE: no `Page hash algorithm`.",
    sources: &[Source::Published("github.com/sassoftware/relic")],
    effective: None,
    check: driver_page_hash_missing,
};

fn driver_page_hash_missing(case: &Case<'_>) -> Answer {
    of_driver(case, || {
        if case.signatures.is_empty() {
            return Answer::not_applicable("the file has no signature");
        }
        Answer::when(case.signatures.iter().all(|signature| signature.facts.page_hashes.is_none()), || {
            Hit::new("A driver without page hashes", "none of its signatures carries any")
                .at(case.primary().and_then(|primary| primary.facts.spc_location.or(primary.facts.location())))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ChainEnd, Import, PageHashes, Texts};
    use crate::rules::fixture::Fixture;

    fn driver() -> Fixture {
        let mut file = Fixture::signed();
        file.pe().subsystem = "native".to_owned();
        file.path = "C:\\dump\\sample.sys".to_owned();
        file
    }

    #[test]
    fn kernel_imports_make_a_sys_file_a_driver_and_ntdll_alone_does_not() {
        let mut file = Fixture::signed();
        file.path = "/dump/sample.sys".to_owned();
        assert_eq!(file.answer(&DRIVER_PAGE_HASH_MISSING).name(), "not-applicable");
        file.pe().imports = vec![Import { library: "NTOSKRNL.exe".to_owned(), functions: Texts::default() }];
        assert!(file.fires(&DRIVER_PAGE_HASH_MISSING));
        file.pe().subsystem = "native".to_owned();
        file.pe().imports = vec![Import { library: "ntdll.dll".to_owned(), functions: Texts::default() }];
        assert_eq!(file.answer(&DRIVER_PAGE_HASH_MISSING).name(), "not-applicable");
    }

    #[test]
    fn page_hashes_on_any_signature_are_enough() {
        let mut file = driver();
        file.nest().facts.page_hashes =
            Some(PageHashes { version: 2, pages: 1, mismatches: Vec::new(), complete: true });
        assert!(file.silent(&DRIVER_PAGE_HASH_MISSING));
    }

    #[test]
    fn test_certificate_on_a_driver_fires() {
        let mut file = driver();
        file.leaf().subject_cn = Some("WDKTestCert sample".to_owned());
        assert!(file.silent(&DRIVER_TEST_SIGNED));
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.fires(&DRIVER_TEST_SIGNED));
    }

    #[test]
    fn user_mode_service_on_a_driver_fires() {
        let mut file = driver();
        assert!(file.silent(&DRIVER_SHORT_LIVED_LEAF));
        file.trusted_signing();
        assert!(file.fires(&DRIVER_SHORT_LIVED_LEAF));
    }

    #[test]
    fn renamed_driver_of_a_stranger_fires_and_the_vendors_own_does_not() {
        let mut file = driver();
        file.pe().version_info.insert("OriginalFilename".to_owned(), "RTCore64.sys".to_owned());
        file.pe().version_info.insert("CompanyName".to_owned(), "Other Corp".to_owned());
        assert!(file.fires(&DRIVER_ORIGINAL_NAME_MISMATCH));
        file.pe().version_info.insert("CompanyName".to_owned(), "SAMPLE Limited".to_owned());
        assert!(file.silent(&DRIVER_ORIGINAL_NAME_MISMATCH));
        file.pe().version_info.insert("CompanyName".to_owned(), "Other Corp".to_owned());
        file.path = "rtcore64.SYS".to_owned();
        assert!(file.silent(&DRIVER_ORIGINAL_NAME_MISMATCH));
    }
}
