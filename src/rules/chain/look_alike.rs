//! A root that looks like one of the store's.

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// A self-signed certificate with a known root's name and another key.
pub(super) static ROOT_LOOK_ALIKE: Rule = Rule {
    id: "root-look-alike",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    what: "A self-signed certificate of the bag is no anchor and has the name of a root of Microsoft's programme, or one that \
           looks the same (UTS 39 skeleton of common name and organization), but another key.",
    why: "Names are free: the maker of the chain copied a well-known root's name, so that lists of subjects look right.",
    harmless: "A laboratory; a root that was renewed with a new key under the same name: compare dates and key identifiers.",
    verify: "Compare the SHA-256 of the certificate with the real root's, never the name.",
    sources: &[Source::Published("Unicode UTS 39, confusable detection"), Source::Practice],
    effective: None,
    check: root_look_alike,
};

fn root_look_alike(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let timestamps = signature.signature.timestamps.iter().flat_map(|timestamp| &timestamp.facts.bag);
        let mut seen = std::collections::BTreeSet::new();
        let hits = signature
            .facts
            .bag
            .iter()
            .chain(timestamps)
            .filter(|thumbprint| seen.insert(**thumbprint))
            .filter_map(|thumbprint| case.certificate(*thumbprint))
            .filter(|certificate| certificate.facts.self_issued && !certificate.anchor)
            .filter_map(|certificate| look_alike(case, &certificate.facts))
            .collect();
        Answer::from_hits(hits)
    })
}

fn look_alike(case: &Case<'_>, certificate: &CertificateFacts) -> Option<Hit> {
    let name = certificate
        .subject_attributes
        .common_name()
        .or_else(|| certificate.subject_attributes.find(oid::ORGANIZATIONAL_UNIT))?;
    let organization = certificate.subject_attributes.organization();
    let real = case.known().root_like(name, organization, &certificate.spki_sha256)?;
    Some(
        Hit::new(
            "A root with the name of a well-known one and another key",
            format!("{} ({}) is not {real}", certificate.subject, certificate.sha256),
        )
        .on(certificate),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, authority, name, thumbprint};

    fn with_root(cn: &str, o: &str) -> Fixture {
        let mut file = Fixture::signed();
        let mut root = authority(8, cn, 8, cn);
        root.subject_attributes = name(cn, o);
        file.certificates.push(root);
        file.signature().facts.bag.push(thumbprint(8));
        file
    }

    #[test]
    fn copied_and_confusable_names_fire() {
        for cn in ["Microsoft Root Certificate Authority 2010", "Micr\u{43e}soft Root Certificate Authority 2010"] {
            assert!(with_root(cn, "Microsoft Corporation").fires(&ROOT_LOOK_ALIKE), "{cn}");
        }
    }

    #[test]
    fn other_names_and_other_organizations_stay_silent() {
        assert!(with_root("Sample Root Certificate Authority 2010", "Sample Ltd").silent(&ROOT_LOOK_ALIKE));
        assert!(with_root("GlobalSign", "Sample Ltd").silent(&ROOT_LOOK_ALIKE));
    }

    #[test]
    fn anchor_with_that_name_is_the_real_one() {
        let mut file = with_root("Microsoft Root Certificate Authority 2010", "Microsoft Corporation");
        file.anchors.push(thumbprint(8));
        assert!(file.silent(&ROOT_LOOK_ALIKE));
    }
}
