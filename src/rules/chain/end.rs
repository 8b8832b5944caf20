//! Rules about where the chain ends.

use super::name_of;
use crate::asn1::oid;
use crate::model::{CertificateFacts, ChainEnd, Confidence, Fault, Severity};
use crate::rules::{Answer, Case, Family, Hit, KnownRole, Rule, Source};

/// An issuer is not at hand.
pub(super) static CHAIN_INCOMPLETE: Rule = Rule {
    id: "chain-incomplete",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The issuer of a certificate of the signer's chain is neither in the file nor in the trust store.",
    why: "Who stands behind the signer cannot be judged. Windows fetches the missing certificate from the address in the \
          certificate (AIA); this program never opens a connection.",
    harmless: "Signers that embed only their leaf.",
    verify: "Fetch the address shown on another machine, and give the certificate's root with --trust or keep the \
             intermediate beside it; openssl x509 -noout -issuer -ext authorityInfoAccess.",
    sources: &[Source::Rfc(5280, "4.2.2.1"), Source::Measured("greenworks steam_api, icclib084")],
    effective: None,
    check: chain_incomplete,
};

fn chain_incomplete(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let hits = signature
            .report
            .faults
            .iter()
            .filter_map(|fault| match fault {
                Fault::Incomplete { certificate, issuer, urls } => {
                    let urls = if urls.is_empty() { "no address".to_owned() } else { urls.join(", ") };
                    let hit = Hit::new(
                        "An issuer's certificate is missing",
                        format!("{} was issued by {issuer}; served at: {urls}", name_of(case, *certificate)),
                    );
                    Some(match case.certificate(*certificate) {
                        Some(certificate) => hit.on(&certificate.facts),
                        None => hit,
                    })
                }
                _ => None,
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// A link of the chain is false.
pub(super) static ISSUER_SIGNATURE_INVALID: Rule = Rule {
    id: "issuer-signature-invalid",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "There are certificates with the issuer's name, but the key of none verifies the certificate. A notice when the \
           only candidate comes from the trust store and its key identifier is not the one that the certificate names.",
    why: "The chain is forged at this link: somebody wrote a known CA's name into a certificate that this CA did not issue.",
    harmless: "CAs that exist several times under one name with different keys, when the right one is not embedded. Then the \
               key identifiers differ.",
    verify: "openssl verify -partial_chain -trusted issuer.pem certificate.pem; compare the authority key identifier with the \
             issuer's subject key identifier.",
    sources: &[Source::Rfc(5280, "6.1.3")],
    effective: None,
    check: issuer_signature_invalid,
};

fn issuer_signature_invalid(case: &Case<'_>) -> Answer {
    super::each_chain(case, |chain| {
        let hits = chain
            .report
            .faults
            .iter()
            .filter_map(|fault| {
                let Fault::SignatureInvalid { certificate, claimed_issuer, key_id_matches } = fault else {
                    return None;
                };
                let issuer = case.certificate(*claimed_issuer);
                let embedded = issuer.is_some_and(|issuer| issuer.facts.offset.is_some());
                let hit = Hit::new(
                    "The named issuer did not sign this certificate",
                    format!(
                        "{}'s chain: the key of {} does not verify {}; key identifiers {}",
                        chain.whose(),
                        name_of(case, *claimed_issuer),
                        name_of(case, *certificate),
                        match key_id_matches {
                            Some(true) => "agree",
                            Some(false) => "differ",
                            None => "are not stated",
                        }
                    ),
                );
                let hit = match case.certificate(*certificate) {
                    Some(certificate) => hit.on(&certificate.facts),
                    None => hit,
                };
                // A root of the store that merely has the same name was put there by nobody: the true issuer is missing.
                Some(if !embedded && *key_id_matches == Some(false) { hit.severity(Severity::Notice) } else { hit })
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// The root is no anchor.
pub(super) static ROOT_NOT_IN_STORE: Rule = Rule {
    id: "root-not-in-store",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The signer's chain ends in a self-signed certificate that is no trust anchor (compared by SHA-256).",
    why: "Nobody whom Windows trusts vouches for the signer. Names in such a chain are worth nothing: its maker chose them all.",
    harmless: "A company's private CA, or a trust list that is older than the root: see the store's date.",
    verify: "Compare the SHA-256 of the last certificate with Microsoft's list of participants of the Trusted Root Program.",
    sources: &[Source::Microsoft("Trusted Root Program, authroot.stl")],
    effective: None,
    check: root_not_in_store,
};

fn root_not_in_store(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| match signature.report.end {
        ChainEnd::UntrustedRoot => {
            let Some(root) = signature.chain.last() else { return Answer::Silent };
            Answer::fired(
                Hit::new("The chain ends in a root that nobody trusts", format!("{} ({})", root.subject, root.sha256))
                    .on(root),
            )
        }
        ChainEnd::ProgrammeRoot | ChainEnd::UserAnchor => Answer::Silent,
        _ => Answer::cannot_tell("the chain does not reach a root"),
    })
}

/// Names of Microsoft's test and development roots.
const TEST_ROOTS: &[&str] = &[
    "Microsoft Test Root Authority",
    "Microsoft Testing Root Certificate Authority 2010",
    "Microsoft Development Root Certificate Authority 2014",
    "Microsoft Development PCA 2014",
    "Microsoft ECC Testing Root Certificate Authority 2017",
    "Microsoft ECC Development Root Certificate Authority 2018",
];

/// How a test certificate gives itself away.
pub(in crate::rules) fn test_mark(certificate: &CertificateFacts, is_known: bool) -> Option<&'static str> {
    let name = |cn: &Option<String>, mark: &str| cn.as_deref().is_some_and(|cn| cn.starts_with(mark));
    let (subject, issuer) = (&certificate.subject_cn, &certificate.issuer_cn);
    if is_known {
        Some("a test root of Microsoft")
    } else if name(subject, "WDKTestCert") {
        Some("a test certificate of the Windows Driver Kit")
    } else if certificate.subject.contains("Public Trust Test") || certificate.issuer.contains("Public Trust Test") {
        Some("a Public Trust Test profile of Trusted Signing")
    } else if TEST_ROOTS.iter().any(|root| subject.as_deref() == Some(root) || issuer.as_deref() == Some(root)) {
        Some("named like a test root of Microsoft")
    } else {
        None
    }
}

/// A test chain.
pub(super) static TEST_ROOT: Rule = Rule {
    id: "test-root",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The signer's chain is not public, and a certificate in it is one of Microsoft's test or development roots, is \
           issued by one, is a `WDKTestCert`, or belongs to a Public Trust Test profile.",
    why: "Such certificates are never publicly trusted. Outside a laboratory the file is a leaked internal build, a driver \
          that wants test mode, or made to look like either.",
    harmless: "Pre-release builds and drivers under development.",
    verify: "openssl x509 -noout -subject -issuer on every certificate of the chain.",
    sources: &[
        Source::Microsoft("Trusted Signing: trust models"),
        Source::Published("WDAC well-known roots table (github.com/HotCakeX)"),
    ],
    effective: None,
    check: test_root,
};

fn test_root(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        if signature.is_public() {
            return Answer::Silent;
        }
        let marked = signature.chain.iter().rev().find_map(|certificate| {
            let known = case.known().is(KnownRole::MicrosoftTestRoot, certificate);
            test_mark(certificate, known).map(|mark| (certificate, mark))
        });
        match marked {
            Some((certificate, mark)) => {
                Answer::fired(Hit::new("A test chain", format!("{}: {mark}", certificate.subject)).on(certificate))
            }
            None => Answer::Silent,
        }
    })
}

/// Signs of an internal PKI.
pub(super) static ENTERPRISE_CA_SIGNALS: Rule = Rule {
    id: "enterprise-ca-signals",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The leaf points to LDAP addresses, or carries a certificate template extension of Active Directory (1.3.6.1.4.1.311.20.2 \
           or .21.7).",
    why: "It explains why the chain is not trusted here: the certificate comes from a company's internal CA.",
    harmless: "Internal software. Outside that company ask how the file got there.",
    verify: "openssl x509 -noout -text on the leaf certificate.",
    sources: &[Source::Practice],
    effective: None,
    check: enterprise_ca_signals,
};

fn enterprise_ca_signals(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let urls = &leaf.urls;
        let mut signals: Vec<String> = urls
            .crl
            .iter()
            .chain(&urls.ca_issuers)
            .filter(|url| url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("ldap:")))
            .take(2)
            .cloned()
            .collect();
        for oid in [oid::CERTIFICATE_TEMPLATE_NAME, oid::CERTIFICATE_TEMPLATE] {
            if let Some(extension) = leaf.extension(oid) {
                signals.push(format!("template {}", extension.text));
            }
        }
        Answer::when(!signals.is_empty(), || Hit::new("Issued by a company's internal CA", signals.join("; ")).on(leaf))
    })
}

/// A fault of the kind that only names its certificate.
#[cfg(test)]
fn incomplete(byte: u8) -> Fault {
    Fault::Incomplete {
        certificate: crate::rules::fixture::thumbprint(byte),
        issuer: "CN=Elsewhere".to_owned(),
        urls: vec!["http://ca.example/x.cer".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::super::each_fault;
    use super::*;
    use crate::rules::fixture::{Fixture, ISSUER, thumbprint};

    #[test]
    fn missing_issuer_is_named_with_its_address() {
        let mut file = Fixture::signed();
        assert!(file.silent(&CHAIN_INCOMPLETE));
        file.fault(incomplete(1));
        let detail = &file.hits(&CHAIN_INCOMPLETE)[0].detail;
        assert!(detail.contains("CN=Elsewhere") && detail.contains("http://ca.example/x.cer"), "{detail}");
    }

    #[test]
    fn embedded_issuer_that_did_not_sign_is_critical() {
        let mut file = Fixture::signed();
        let fault = |key_id_matches| Fault::SignatureInvalid {
            certificate: thumbprint(1),
            claimed_issuer: thumbprint(2),
            key_id_matches,
        };
        assert!(file.silent(&ISSUER_SIGNATURE_INVALID));
        file.fault(fault(Some(false)));
        assert_eq!(file.severity(&ISSUER_SIGNATURE_INVALID), Some(Severity::Critical));
        file.certificate(ISSUER).offset = None;
        assert_eq!(file.severity(&ISSUER_SIGNATURE_INVALID), Some(Severity::Notice), "a namesake of the store");
        file.signature().chain_report.faults = vec![fault(Some(true))];
        assert_eq!(file.severity(&ISSUER_SIGNATURE_INVALID), Some(Severity::Critical));
    }

    #[test]
    fn untrusted_end_fires_and_an_incomplete_one_cannot_tell() {
        let mut file = Fixture::signed();
        assert!(file.silent(&ROOT_NOT_IN_STORE));
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert_eq!(file.hits(&ROOT_NOT_IN_STORE)[0].certificate, Some(thumbprint(3)));
        file.signature().chain_report.end = ChainEnd::Incomplete;
        assert_eq!(file.answer(&ROOT_NOT_IN_STORE).name(), "cannot-tell");
    }

    #[test]
    fn test_certificates_count_outside_public_chains_only() {
        let mut file = Fixture::signed();
        file.leaf().subject_cn = Some("WDKTestCert sample,1".to_owned());
        assert!(file.silent(&TEST_ROOT));
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.fires(&TEST_ROOT));
        file.leaf().subject_cn = Some("Sample".to_owned());
        assert!(file.silent(&TEST_ROOT));
        file.leaf().issuer_cn = Some("Microsoft Test Root Authority".to_owned());
        assert!(file.fires(&TEST_ROOT));
    }

    #[test]
    fn ldap_addresses_explain_a_missing_trust() {
        let mut file = Fixture::signed();
        assert!(file.silent(&ENTERPRISE_CA_SIGNALS));
        file.leaf().urls.crl.push("LDAP:///CN=Sample".to_owned());
        assert!(file.fires(&ENTERPRISE_CA_SIGNALS));
    }

    #[test]
    fn faults_of_the_tsa_are_told_as_such() {
        let mut file = Fixture::signed();
        file.timestamp()
            .chain_report
            .faults
            .push(Fault::IssuerNotCa { certificate: thumbprint(5), field: "basic constraints".to_owned() });
        let answer = file.with_case(|case| {
            each_fault(case, "t", |case, fault| {
                matches!(fault, Fault::IssuerNotCa { .. }).then(|| name_of(case, fault.certificate()))
            })
        });
        let Answer::Fired(hits) = answer else { panic!("{answer:?}") };
        assert_eq!(hits[0].detail, "TSA's chain: Sample TSA Root");
    }
}
