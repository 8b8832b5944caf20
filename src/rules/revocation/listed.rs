//! Rules about the lists of abused certificates that were supplied.

use crate::model::{Confidence, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

const NO_LIST: &str = "no list was supplied (--known-bad)";

/// The certificate itself is listed.
pub(super) static KNOWN_ABUSED_CERTIFICATE: Rule = Rule {
    id: "known-abused-certificate",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The signer's certificate, or one of its chain, stands on a supplied list of abused certificates, by thumbprint or by \
           issuer and serial number.",
    why: "Analysts saw it sign malware.",
    harmless: "The certificate of a company whose key was stolen also signs that company's honest files. A list may be wrong.",
    verify: "grep for the value shown in the list named.",
    sources: &[Source::Practice],
    effective: None,
    check: known_abused_certificate,
};

fn known_abused_certificate(case: &Case<'_>) -> Answer {
    let known = &case.policy.known_bad;
    if known.is_empty() {
        return Answer::not_applicable(NO_LIST);
    }
    case.each_leaf(|signature, leaf| {
        // A chain that ends early holds the leaf all the same.
        let above = signature.chain.iter().copied().filter(|certificate| certificate.sha256 != leaf.sha256);
        let listed = std::iter::once(leaf).chain(above).filter_map(|certificate| {
            let found = known.find(certificate)?;
            Some(Hit::new("The certificate is on a list of abused certificates", found.words()).on(certificate))
        });
        Answer::from_hits(listed.collect())
    })
}

/// Another certificate of the same subscriber is listed.
pub(super) static KNOWN_ABUSED_IDENTITY: Rule = Rule {
    id: "known-abused-identity",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "A supplied list of abused certificates names the durable identity or the subject of the signer's certificate, but not \
           the certificate itself.",
    why: "The same subscriber signed malware with another certificate: a stolen or bought identity is used until it is shut.",
    harmless: "Persons and companies share names: compare locality and issuer. A durable identity is not shared.",
    verify: "grep for the value shown in the list named.",
    sources: &[Source::Practice],
    effective: None,
    check: known_abused_identity,
};

fn known_abused_identity(case: &Case<'_>) -> Answer {
    let known = &case.policy.known_bad;
    if known.is_empty() {
        return Answer::not_applicable(NO_LIST);
    }
    case.each_leaf(|_, leaf| {
        if known.find(leaf).is_some() {
            return Answer::Silent;
        }
        match known.find_subscriber(leaf) {
            Some(found) => {
                Answer::fired(Hit::new("The signer is on a list of abused identities", found.words()).on(leaf))
            }
            None => Answer::Silent,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::known_bad::KnownBad;
    use crate::rules::fixture::Fixture;

    fn listed(list: &str) -> Fixture {
        let mut file = Fixture::signed();
        let mut known = KnownBad::default();
        known.add("list.csv", list);
        file.policy.known_bad = Arc::new(known);
        file
    }

    #[test]
    fn listed_certificate_is_critical_and_hides_its_identity() {
        let mut file = Fixture::signed();
        let (sha256, name) = (file.leaf().sha256, file.leaf().subject_cn.clone().unwrap());
        let file = listed(&format!("thumbprint_sha256,subject_cn,label\n{sha256},{name},lumma\n"));
        assert!(file.hits(&KNOWN_ABUSED_CERTIFICATE)[0].detail.contains("list.csv line 2, lumma: SHA-256 thumbprint"));
        assert!(file.silent(&KNOWN_ABUSED_IDENTITY));
    }

    #[test]
    fn listed_subject_with_another_certificate_is_a_warning() {
        let mut file = Fixture::signed();
        let name = file.leaf().subject_cn.clone().unwrap().to_uppercase();
        let file = listed(&format!("subject_cn,label\n{name},lumma\n"));
        assert!(file.silent(&KNOWN_ABUSED_CERTIFICATE));
        assert_eq!(file.hits(&KNOWN_ABUSED_IDENTITY).len(), 1);
    }

    #[test]
    fn without_a_list_nothing_is_said() {
        assert!(matches!(Fixture::signed().answer(&KNOWN_ABUSED_CERTIFICATE), Answer::NotApplicable(_)));
        assert!(matches!(Fixture::signed().answer(&KNOWN_ABUSED_IDENTITY), Answer::NotApplicable(_)));
    }
}
