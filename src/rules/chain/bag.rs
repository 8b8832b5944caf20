//! Rules about the certificates of the bag: used or not, twice, in circles, with several ways to an anchor.

use std::collections::BTreeSet;

use crate::model::{Confidence, Role, Severity, Thumbprint};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// More than one valid path.
pub(super) static SEVERAL_PATHS: Rule = Rule {
    id: "several-paths",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "More than one path leads from the signer to an anchor without a fault.",
    why: "Tools may show another chain than this one. The shortest to a root of the programme comes first.",
    harmless: "Cross-certificates are ordinary.",
    verify: "openssl x509 -noout -subject -issuer on all certificates of the bag.",
    sources: &[Source::Practice],
    effective: None,
    check: several_paths,
};

fn several_paths(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        Answer::when(signature.signature.other_paths > 0, || {
            Hit::new(
                "Several chains lead to an anchor",
                format!("{} beside the one shown", signature.signature.other_paths),
            )
            .at(signature.facts.location())
        })
    })
}

/// A circle of certificates.
pub(super) static CHAIN_LOOP: Rule = Rule {
    id: "chain-loop",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "Two certificates at hand vouch for each other, directly or over others.",
    why: "Path builders without care run in circles; others pick different ends.",
    harmless: "A pair of cross-certificates: AddTrust and UTN-DATACorp is a real one.",
    verify: "openssl x509 -noout -subject -issuer on all certificates of the bag.",
    sources: &[Source::Published("github.com/VirusTotal/yara-x, authenticode")],
    effective: None,
    check: chain_loop,
};

fn chain_loop(case: &Case<'_>) -> Answer {
    super::each_chain(case, |chain| {
        let Some(first) = chain.report.cycle.first() else { return Answer::Silent };
        let names: Vec<String> =
            chain.report.cycle.iter().map(|thumbprint| super::name_of(case, *thumbprint)).collect();
        let hit = Hit::new(
            "Certificates vouch for each other in a circle",
            format!("{}'s chain: {}", chain.whose(), names.join(", ")),
        );
        Answer::fired(match case.certificate(*first) {
            Some(certificate) => hit.on(&certificate.facts),
            None => hit.at(chain.signature.facts.location()),
        })
    })
}

/// Certificates that no chain needs.
pub(super) static UNUSED_CERTIFICATES: Rule = Rule {
    id: "unused-certificates",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The bag, or that of a timestamp token, holds certificates that lie on no path of a signer or a TSA, nested \
           signatures included. An info when it is only one.",
    why: "The bag is not covered by the signature: anybody can add certificates. They carry tags or data, or mislead \
          whoever reads the list.",
    harmless: "Left-over cross-certificates and old chains of a signing tool's configuration.",
    verify: "openssl pkcs7 -inform DER -print_certs -noout on the extracted PKCS #7, and strike out every chain.",
    sources: &[Source::Published("K. Jones (vcsjones), Authenticode stuffing tricks, 2016")],
    effective: None,
    check: unused_certificates,
};

fn unused_certificates(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let mut seen = BTreeSet::new();
        let tokens = signature.facts.timestamps.iter().flat_map(|timestamp| &timestamp.bag);
        let unused: Vec<_> = signature
            .facts
            .bag
            .iter()
            .chain(tokens)
            .filter(|thumbprint| seen.insert(**thumbprint))
            .filter_map(|thumbprint| case.certificate(*thumbprint))
            .filter(|certificate| certificate.roles.contains(&Role::Unused))
            .collect();
        let Some(first) = unused.first() else { return Answer::Silent };
        let names: Vec<&str> = unused.iter().take(5).map(|certificate| certificate.facts.display_name()).collect();
        let hit = Hit::new("Certificates that no chain uses", format!("{}: {}", unused.len(), names.join(", ")))
            .on(&first.facts);
        Answer::fired(if unused.len() == 1 { hit.severity(Severity::Info) } else { hit })
    })
}

/// A certificate twice.
pub(super) static DUPLICATE_CERTIFICATES: Rule = Rule {
    id: "duplicate-certificates",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The bag holds the same certificate (by SHA-256) more than once.",
    why: "It tells which tool made the signature.",
    harmless: "Trusted Signing embeds its leaf twice since the middle of 2025.",
    verify: "openssl pkcs7 -inform DER -print_certs on the extracted PKCS #7, then openssl x509 -noout -fingerprint -sha256.",
    sources: &[Source::Measured("12 of 16 Trusted Signing files")],
    effective: None,
    check: duplicate_certificates,
};

fn duplicate_certificates(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let mut seen: BTreeSet<Thumbprint> = BTreeSet::new();
        let twice: BTreeSet<Thumbprint> =
            signature.facts.bag.iter().filter(|thumbprint| !seen.insert(**thumbprint)).copied().collect();
        let Some(first) = twice.first() else { return Answer::Silent };
        let names: Vec<String> = twice.iter().map(|thumbprint| super::name_of(case, *thumbprint)).collect();
        let hit = Hit::new("A certificate is embedded more than once", names.join(", "));
        Answer::fired(match case.certificate(*first) {
            Some(certificate) => hit.on(&certificate.facts),
            None => hit,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, authority, thumbprint};

    #[test]
    fn one_unused_certificate_is_an_info_and_two_are_a_notice() {
        let mut file = Fixture::signed();
        assert!(file.silent(&UNUSED_CERTIFICATES));
        for byte in [8, 9] {
            file.certificates.push(authority(byte, "Sample Extra CA", byte, "Sample Extra CA"));
            file.unused.push(thumbprint(byte));
            file.signature().facts.bag.push(thumbprint(byte));
            let expected = if byte == 8 { Severity::Info } else { Severity::Notice };
            assert_eq!(file.severity(&UNUSED_CERTIFICATES), Some(expected));
        }
    }

    #[test]
    fn unused_certificate_twice_is_still_one() {
        let mut file = Fixture::signed();
        file.certificates.push(authority(8, "Sample Extra CA", 8, "Sample Extra CA"));
        file.unused.push(thumbprint(8));
        file.signature().facts.bag.extend([thumbprint(8), thumbprint(8)]);
        assert_eq!(file.severity(&UNUSED_CERTIFICATES), Some(Severity::Info));
        assert!(file.fires(&DUPLICATE_CERTIFICATES));
    }

    #[test]
    fn paths_loops_and_duplicates_are_seen() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SEVERAL_PATHS) && file.silent(&CHAIN_LOOP) && file.silent(&DUPLICATE_CERTIFICATES));
        file.signature().other_paths = 1;
        file.signature().chain_report.cycle = vec![thumbprint(2)];
        assert!(file.fires(&SEVERAL_PATHS));
        assert!(file.hits(&CHAIN_LOOP)[0].detail.contains("Sample Issuing CA"));
    }
}
