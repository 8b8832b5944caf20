//! Rules about whom a Trusted Signing leaf names, and whether it is one.

use super::{SERVICE, each_marked};
use crate::asn1::oid;
use crate::model::{ChainEnd, Confidence, Severity};
use crate::rules::names::is_person_like;
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Claims the service without its chain.
pub(super) static TRUSTED_SIGNING_NAME_ONLY: Rule = Rule {
    id: "trusted-signing-name-only",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The leaf's issuer is named `Microsoft ID Verified CS ...`, or the leaf carries the marker 1.3.6.1.4.1.311.97.1.0, \
           but its verified chain does not run through Microsoft's ID Verified policy CA. When the chain is incomplete the \
           rule cannot tell.",
    why: "Somebody copies the look of Trusted Signing: names and extended key usages are free text, only the signatures of \
          the chain prove the issuer. A durable identity in such a leaf is claimed, not proven.",
    harmless: "None outside tests and laboratories.",
    verify: "openssl verify -untrusted chain.pem -CAfile root.pem leaf.pem with the real Microsoft Identity Verification Root \
             Certificate Authority 2020, SHA-256 5367f20c...1270.",
    sources: &[SERVICE, Source::Published("NuGet.Jobs, ArtifactSigningCertificateReader")],
    effective: None,
    check: trusted_signing_name_only,
};

fn trusted_signing_name_only(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let named = leaf.issuer_cn.as_deref().is_some_and(|name| name.starts_with("Microsoft ID Verified CS "));
        if !named && !signature.claims_trusted_signing() {
            return Answer::not_applicable("the leaf does not claim to be of Trusted Signing");
        }
        if signature.is_trusted_signing() {
            return Answer::Silent;
        }
        match signature.report.end {
            // A real leaf whose bag was stripped looks the same: nothing is proven either way.
            ChainEnd::Incomplete | ChainEnd::LimitReached | ChainEnd::Absent => {
                return Answer::cannot_tell("the chain is incomplete");
            }
            ChainEnd::ProgrammeRoot | ChainEnd::UserAnchor | ChainEnd::UntrustedRoot | ChainEnd::BrokenLink => {}
        }
        Answer::fired(
            Hit::new(
                "Looks like Trusted Signing, and is not",
                format!(
                    "issuer {}; the verified chain ends at {}",
                    leaf.issuer,
                    signature.chain.last().map_or("nothing", |last| &last.subject)
                ),
            )
            .on(leaf),
        )
    })
}

/// No durable identity.
pub(super) static TRUSTED_SIGNING_IDENTITY_MISSING: Rule = Rule {
    id: "trusted-signing-identity-missing",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf carries the Trusted Signing marker, but no extended key usage under 1.3.6.1.4.1.311.97 that names the \
           subscriber.",
    why: "The service always writes one. Without it the subscriber cannot be followed over certificates, and the leaf was \
          hardly made by the service.",
    harmless: "A new kind of certificate profile.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[SERVICE],
    effective: None,
    check: trusted_signing_identity_missing,
};

fn trusted_signing_identity_missing(case: &Case<'_>) -> Answer {
    each_marked(case, |_, leaf| {
        Answer::when(leaf.identities.is_empty(), || {
            Hit::new(
                "Trusted Signing leaf without a durable identity",
                format!("extended key usages: {}", leaf.eku.join(", ")),
            )
            .on(leaf)
        })
    })
}

/// Several durable identities.
pub(super) static TRUSTED_SIGNING_IDENTITY_AMBIGUOUS: Rule = Rule {
    id: "trusted-signing-identity-ambiguous",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf carries the Trusted Signing marker and two or more extended key usages under 1.3.6.1.4.1.311.97 that \
           could name the subscriber.",
    why: "Which of them is the subscriber is undefined. Tools that pin the identity treat such a leaf as having none, or \
          take the first.",
    harmless: "None known; the service writes exactly one.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[SERVICE, Source::Published("NuGet.Jobs, ArtifactSigningCertificateReader")],
    effective: None,
    check: trusted_signing_identity_ambiguous,
};

fn trusted_signing_identity_ambiguous(case: &Case<'_>) -> Answer {
    each_marked(case, |_, leaf| {
        Answer::when(leaf.identities.len() > 1, || {
            Hit::new("Several durable identities in one leaf", leaf.identities.join(", ")).on(leaf)
        })
    })
}

/// A private identity of the service.
pub(super) static TRUSTED_SIGNING_PRIVATE_TRUST: Rule = Rule {
    id: "trusted-signing-private-trust",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf has an extended key usage under 1.3.6.1.4.1.311.97.1.3.1 (Private Trust) or 1.3.6.1.4.1.311.97.1.4.1 \
           (Private Trust for CI policies).",
    why: "Such certificates are for one company's own machines and are not publicly trusted. Outside that company the file \
          is out of place.",
    harmless: "Software of the company whose policy trusts it.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[SERVICE],
    effective: None,
    check: trusted_signing_private_trust,
};

fn trusted_signing_private_trust(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let private = leaf.eku.iter().find(|oid| {
            [oid::TRUSTED_SIGNING_PRIVATE_TRUST, oid::TRUSTED_SIGNING_CI_POLICY]
                .iter()
                .any(|arc| oid.strip_prefix(arc).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        });
        Answer::when(private.is_some(), || {
            Hit::new("Private identity of Trusted Signing", private.cloned().unwrap_or_default()).on(leaf)
        })
    })
}

/// The subscriber reads like a person.
pub(super) static TRUSTED_SIGNING_INDIVIDUAL: Rule = Rule {
    id: "trusted-signing-individual",
    family: Family::ShortLived,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "The leaf carries the Trusted Signing marker, its CN equals its O, and the name reads like a person's: two to four \
           capitalised words without a corporate suffix.",
    why: "64 per cent of the listed abused leaves of this service carried a person's name or an unclear one: identities of \
          persons are easier to buy or to fake than a company's.",
    harmless: "Many honest developers sign alone. Never a verdict.",
    verify: "Search the name together with the locality in the subject; look for other files of the same durable identity.",
    sources: &[SERVICE, Source::Published("github.com/tjnel/certgraveyard_yara, CertGraveyard data of 2026-08")],
    effective: None,
    check: trusted_signing_individual,
};

fn trusted_signing_individual(case: &Case<'_>) -> Answer {
    each_marked(case, |_, leaf| {
        let (cn, o) = (leaf.subject_attributes.common_name(), leaf.subject_attributes.organization());
        let person = cn.filter(|cn| o == Some(cn) && is_person_like(cn));
        Answer::when(person.is_some(), || {
            Hit::new("The subscriber reads like a person", leaf.subject.clone())
                .at(leaf.locate(&leaf.parts.subject))
                .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, name};

    fn file() -> Fixture {
        let mut file = Fixture::signed();
        file.trusted_signing();
        file
    }

    #[test]
    fn look_alike_chain_is_critical_and_an_incomplete_one_cannot_tell() {
        assert!(file().silent(&TRUSTED_SIGNING_NAME_ONLY));
        let mut file = file();
        file.policy.known = Arc::default();
        assert!(file.fires(&TRUSTED_SIGNING_NAME_ONLY));
        file.leaf().eku = vec!["1.3.6.1.5.5.7.3.3".to_owned()];
        assert!(file.fires(&TRUSTED_SIGNING_NAME_ONLY), "the issuer's name alone claims it");
        file.signature().chain_report.end = ChainEnd::Incomplete;
        assert_eq!(file.answer(&TRUSTED_SIGNING_NAME_ONLY).name(), "cannot-tell");
    }

    #[test]
    fn none_one_and_two_identities_are_told_apart() {
        let mut file = file();
        assert!(file.silent(&TRUSTED_SIGNING_IDENTITY_MISSING) && file.silent(&TRUSTED_SIGNING_IDENTITY_AMBIGUOUS));
        file.leaf().identities.push("1.3.6.1.4.1.311.97.5.6.7.8".to_owned());
        assert!(file.fires(&TRUSTED_SIGNING_IDENTITY_AMBIGUOUS));
        file.leaf().identities.clear();
        assert!(file.fires(&TRUSTED_SIGNING_IDENTITY_MISSING));
    }

    #[test]
    fn private_arcs_are_matched_whole() {
        let mut file = Fixture::signed();
        file.leaf().eku.push("1.3.6.1.4.1.311.97.1.3.11.5".to_owned());
        assert!(file.silent(&TRUSTED_SIGNING_PRIVATE_TRUST));
        file.leaf().eku.push("1.3.6.1.4.1.311.97.1.3.1.29433.35007".to_owned());
        assert!(file.fires(&TRUSTED_SIGNING_PRIVATE_TRUST));
    }

    #[test]
    fn person_fires_and_a_company_does_not() {
        let mut file = file();
        assert!(file.silent(&TRUSTED_SIGNING_INDIVIDUAL));
        file.leaf().subject_attributes = name("Jane Q Sample", "Jane Q Sample");
        assert!(file.fires(&TRUSTED_SIGNING_INDIVIDUAL));
        file.leaf().subject_attributes = name("Jane Q Sample", "Sample Ltd");
        assert!(file.silent(&TRUSTED_SIGNING_INDIVIDUAL));
    }
}
