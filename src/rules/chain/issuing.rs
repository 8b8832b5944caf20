//! Rules about whether each CA was allowed to issue what it issued.

use super::{each_fault, name_of};
use crate::model::{Confidence, Fault, Severity};
use crate::rules::duration::span;
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// The issuer is no CA.
pub(super) static ISSUER_NOT_CA: Rule = Rule {
    id: "issuer-not-ca",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A certificate of the chain issued another one, and its basic constraints do not say CA, or its key usage lacks \
           keyCertSign.",
    why: "Somebody who holds an ordinary certificate made himself a CA. Verifiers without this check have been fooled so.",
    harmless: "None in public practice; home-made chains.",
    verify: "openssl x509 -noout -ext basicConstraints,keyUsage on the issuer's certificate.",
    sources: &[Source::Rfc(5280, "6.1.4")],
    effective: None,
    check: issuer_not_ca,
};

fn issuer_not_ca(case: &Case<'_>) -> Answer {
    each_fault(case, "The issuer had no right to issue", |case, fault| match fault {
        Fault::IssuerNotCa { certificate, field } => {
            Some(format!("{} is no CA by its {field}", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// Too many CAs below a CA.
pub(super) static PATH_LENGTH_EXCEEDED: Rule = Rule {
    id: "path-length-exceeded",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "More CA certificates follow below a CA than the path length in its basic constraints allows.",
    why: "A CA gave away a right that it did not have: a forged or misissued subordinate CA.",
    harmless: "A misconfigured private CA.",
    verify: "openssl x509 -noout -ext basicConstraints on every CA of the chain.",
    sources: &[Source::Rfc(5280, "4.2.1.9")],
    effective: None,
    check: path_length_exceeded,
};

fn path_length_exceeded(case: &Case<'_>) -> Answer {
    each_fault(case, "The chain is longer than a CA allows", |case, fault| match fault {
        Fault::PathLengthExceeded { certificate, allowed, found } => {
            Some(format!("{} allows {allowed} CA certificates below it, {found} follow", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// The CA is not for this usage.
pub(super) static EKU_NOT_NESTED: Rule = Rule {
    id: "eku-not-nested",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "A CA of the chain lists extended key usages, and the one that is needed (code signing, or timestamping for a TSA) is \
           not among them.",
    why: "Windows intersects the usages along the chain: a CA for web servers cannot vouch for code.",
    harmless: "A private CA; a cross-certificate that was meant for another purpose while another path is fine.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on every CA of the chain.",
    sources: &[Source::Microsoft("CertGetCertificateChain, usage matching")],
    effective: None,
    check: eku_not_nested,
};

fn eku_not_nested(case: &Case<'_>) -> Answer {
    each_fault(case, "A CA of the chain is not for this usage", |case, fault| match fault {
        Fault::UsageNotNested { certificate, usage } => {
            Some(format!("{} does not list {usage}", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// A name outside what the CA may name.
pub(super) static NAME_CONSTRAINT_VIOLATED: Rule = Rule {
    id: "name-constraint-violated",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A certificate's name lies outside the permitted, or inside the excluded, subtrees of a CA above it.",
    why: "The CA was allowed to vouch for one organisation only, and vouches for another.",
    harmless: "A mistake in a company's subordinate CA; Windows rejects the chain all the same.",
    verify: "openssl x509 -noout -ext nameConstraints on the CA, and -subject on the certificate below.",
    sources: &[Source::Rfc(5280, "4.2.1.10")],
    effective: None,
    check: name_constraint_violated,
};

fn name_constraint_violated(case: &Case<'_>) -> Answer {
    each_fault(case, "A CA named what it may not name", |case, fault| match fault {
        Fault::NameConstraint { certificate, subject, detail } => {
            Some(format!("{} constrains {}: {detail}", name_of(case, *certificate), name_of(case, *subject)))
        }
        _ => None,
    })
}

/// A CA was not valid at the deciding time.
pub(super) static ISSUER_EXPIRED_AT_TIME: Rule = Rule {
    id: "issuer-expired-at-time",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A CA of the signer's chain was not valid, not yet or not any more, at the deciding time: the trusted time, or the \
           time of judgement without one.",
    why: "Every certificate of the chain must be valid at the same moment. The signature is invalid by rule.",
    harmless: "A CA that was renewed under the same key while only its old certificate is embedded.",
    verify: "openssl x509 -noout -dates on every CA of the chain, compared with the timestamp.",
    sources: &[
        Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008"),
        Source::Rfc(5280, "6.1.3"),
    ],
    effective: None,
    check: issuer_expired_at_time,
};

fn issuer_expired_at_time(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let hits = signature
            .report
            .faults
            .iter()
            .filter(|fault| Some(fault.certificate()) != signature.facts.signer)
            .filter_map(|fault| {
                let bound = match fault {
                    Fault::Expired { not_after, .. } => format!("ended {not_after}"),
                    Fault::NotYetValid { not_before, .. } => format!("begins {not_before}"),
                    _ => return None,
                };
                let name = name_of(case, fault.certificate());
                let hit = Hit::new(
                    "A CA was not valid at the deciding time",
                    format!("{name} {bound}; the deciding time is {}", signature.signature.judged_at),
                );
                Some(match case.certificate(fault.certificate()) {
                    Some(certificate) => hit.on(&certificate.facts),
                    None => hit,
                })
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// The leaf is valid for longer than its issuer.
pub(super) static LEAF_OUTLIVES_ISSUER: Rule = Rule {
    id: "leaf-outlives-issuer",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf's notAfter is later than its issuer's.",
    why: "The CA promises a validity that it cannot keep. Public CAs do not issue so; home-made and forged leaves do.",
    harmless: "Allowed, and found with sloppy CAs.",
    verify: "openssl x509 -noout -enddate on the leaf and on its issuer.",
    sources: &[Source::Practice],
    effective: None,
    check: leaf_outlives_issuer,
};

fn leaf_outlives_issuer(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let Some(issuer) = signature.issuer() else { return Answer::not_applicable("no issuer in the chain") };
        let by = leaf.not_after.seconds_since(issuer.not_after);
        Answer::when(by > 0, || {
            Hit::new(
                "The leaf is valid for longer than its issuer",
                format!(
                    "notAfter {} is {} after {} of {}",
                    leaf.not_after,
                    span(by),
                    issuer.not_after,
                    issuer.display_name()
                ),
            )
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Usage;
    use crate::rules::fixture::{Fixture, ISSUER, NOT_AFTER, thumbprint, time};

    #[test]
    fn each_fault_fires_its_rule() {
        let certificate = thumbprint(2);
        for (rule, fault) in [
            (&ISSUER_NOT_CA, Fault::IssuerNotCa { certificate, field: "key usage".to_owned() }),
            (&PATH_LENGTH_EXCEEDED, Fault::PathLengthExceeded { certificate, allowed: 0, found: 1 }),
            (&EKU_NOT_NESTED, Fault::UsageNotNested { certificate, usage: Usage::CodeSigning }),
            (
                &NAME_CONSTRAINT_VIOLATED,
                Fault::NameConstraint { certificate, subject: thumbprint(1), detail: "O=Other".to_owned() },
            ),
            (&ISSUER_EXPIRED_AT_TIME, Fault::Expired { certificate, not_after: time("2026-01-01") }),
        ] {
            let mut file = Fixture::signed();
            assert!(file.silent(rule), "{}", rule.id);
            file.fault(fault);
            assert_eq!(file.hits(rule)[0].certificate, Some(certificate), "{}", rule.id);
        }
    }

    #[test]
    fn expired_leaf_is_not_this_rules() {
        let mut file = Fixture::signed();
        file.fault(Fault::Expired { certificate: thumbprint(1), not_after: time("2026-01-01") });
        assert!(file.silent(&ISSUER_EXPIRED_AT_TIME));
    }

    #[test]
    fn same_end_as_the_issuer_is_fine() {
        let mut file = Fixture::signed();
        file.certificate(ISSUER).not_after = time(NOT_AFTER);
        assert!(file.silent(&LEAF_OUTLIVES_ISSUER));
        file.certificate(ISSUER).not_after = time(NOT_AFTER).plus_seconds(-1);
        assert!(file.fires(&LEAF_OUTLIVES_ISSUER));
    }
}
