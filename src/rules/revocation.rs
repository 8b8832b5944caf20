//! Group J: revocation and block lists. Speaks only about supplied data.

mod data;
mod disallowed;
mod listed;
mod status;

use super::{Answer, Case, Family, Hit, Rule, Source};
use crate::model::{Check, Confidence, RevocationState, Role, Severity, State};

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &disallowed::CERTIFICATE_DISALLOWED,
    &data::CRL_MAY_OMIT_EXPIRED,
    &data::CRL_NOT_USABLE,
    &status::ISSUER_REVOKED,
    &listed::KNOWN_ABUSED_CERTIFICATE,
    &listed::KNOWN_ABUSED_IDENTITY,
    &status::LEAF_REVOKED,
    &status::LEAF_REVOKED_LATER,
    &data::REVOCATION_DATES_DIFFER,
    &REVOCATION_NOT_CHECKED,
    &status::REVOCATION_REASON_KEY_COMPROMISE,
    &status::TSA_REVOKED,
];

/// Nobody asked.
static REVOCATION_NOT_CHECKED: Rule = Rule {
    id: "revocation-not-checked",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "No CRL or OCSP response that answers for the leaf's issuer was supplied.",
    why: "Whether the certificate was revoked is unknown, and unknown is not good. CAs revoke with a date in the past when a \
          certificate was abused, which voids the signature for all.",
    harmless: "The normal state of an offline analysis.",
    verify: "Run the command that fetches the CRL, or the one that asks the OCSP responder, on another machine, and give the \
             file with --crl. They stand in the details of the certificate, under Revocation in the text report, and in \
             fetch_commands of the JSON report.",
    sources: &[Source::CodeSigningBr("4.9"), Source::Rfc(5280, "6.3")],
    effective: None,
    check: revocation_not_checked,
};

fn revocation_not_checked(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if signature.chain.len() == 1 && leaf.self_issued {
            return Answer::not_applicable("a self-signed leaf has no issuer who could revoke it");
        }
        // Data that does not answer is the matter of crl-not-usable and crl-may-omit-expired.
        let answered = signature
            .signature
            .revocations
            .iter()
            .any(|answer| answer.role == Role::Leaf && answer.state != RevocationState::NotChecked);
        let checked = answered || matches!(signature.state(Check::Revocation), State::Valid | State::Invalid);
        Answer::when(!checked, || {
            let list = |name: &str, urls: &[String]| (!urls.is_empty()).then(|| format!("{name} {}", urls.join(", ")));
            let ask: Vec<String> =
                [list("CRL", &leaf.urls.crl), list("OCSP", &leaf.urls.ocsp)].into_iter().flatten().collect();
            let ask = if ask.is_empty() { "the leaf names nobody to ask".to_owned() } else { ask.join("; ") };
            Hit::new("Revocation was not checked", format!("serial {}: {ask}", leaf.serial)).on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Outcome;
    use crate::rules::fixture::Fixture;

    #[test]
    fn without_data_it_is_said_and_with_an_answer_it_is_not() {
        let mut file = Fixture::signed();
        assert!(file.hits(&REVOCATION_NOT_CHECKED)[0].detail.contains("http://crl.example/ca.crl"));
        file.outcome(Outcome::valid(Check::Revocation, "not on the CRL of 2026-11-20"));
        assert!(file.silent(&REVOCATION_NOT_CHECKED));
    }
}
