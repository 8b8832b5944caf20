//! Group L: several signatures in one file, and how they agree. Findings are about the file, and keep their severity.

use super::duration::{DAY, span};
use super::names::distinctive_words;
use super::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};
use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, DigestAlgorithm, Severity, State, Summary};

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &NESTED_EXTRA_VALUES,
    &NESTED_ONLY_STRONG,
    &NESTED_SAME_ALGORITHM,
    &NESTED_SIGNER_DIFFERS,
    &NESTED_TIME_GAP,
    &NESTED_VERDICT_DIFFERS,
    &SEQUENCE_NUMBER_ODD,
];

/// Asks about the primary signature together with each other one; hits point to the other one's bytes.
fn each_pair<'a>(case: &Case<'a>, check: impl Fn(&SignatureCase<'a>, &SignatureCase<'a>) -> Answer) -> Answer {
    let Some(primary) = case.primary() else { return Answer::not_applicable("the file has no signature") };
    case.signatures
        .iter()
        // A catalog names a file that somebody else may have signed: that is what it is for.
        .filter(|other| other.facts.index != primary.facts.index && other.facts.catalog.is_none())
        .map(|other| match check(primary, other) {
            Answer::Fired(hits) => Answer::Fired(hits.into_iter().map(|hit| hit.at(other.facts.location())).collect()),
            answer => answer,
        })
        .reduce(Answer::and)
        .unwrap_or(Answer::not_applicable("the file has one signature"))
}

/// Two publishers claim one file.
static NESTED_SIGNER_DIFFERS: Rule = Rule {
    id: "nested-signer-differs",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The signatures of one file come from different organizations (names without legal form) or different durable \
           identities. A notice when one of the two is Microsoft under its own root.",
    why: "Two publishers claim one file. A nested signature stands in an unsigned attribute: anybody can add one to a file of \
          somebody else.",
    harmless: "A vendor together with Microsoft (drivers, store), acquisitions, a foundation together with a maintainer: compare \
               the roots.",
    verify: "osslsigncode verify -in FILE lists every signature with its signer.",
    sources: &[
        Source::Published("github.com/mtrojnar/osslsigncode, -nest"),
        Source::Measured("vendor and Microsoft in 4 of 36 files"),
    ],
    effective: None,
    check: nested_signer_differs,
};

fn organization(leaf: &CertificateFacts) -> &str {
    leaf.subject_attributes.organization().unwrap_or_else(|| leaf.display_name())
}

fn nested_signer_differs(case: &Case<'_>) -> Answer {
    let is_microsoft = |signature: &SignatureCase<'_>| signature.is_microsofts(case.known());
    each_pair(case, |primary, other| {
        let (Some(left), Some(right)) = (primary.leaf, other.leaf) else {
            return Answer::cannot_tell("a signer's certificate is not in the file");
        };
        let names = distinctive_words(organization(left)) != distinctive_words(organization(right));
        let identities = match (&left.durable_identity, &right.durable_identity) {
            (Some(left), Some(right)) => left != right,
            _ => false,
        };
        Answer::when(names || identities, || {
            let show = |leaf: &CertificateFacts| match &leaf.durable_identity {
                Some(identity) => format!("{} ({identity})", organization(leaf)),
                None => organization(leaf).to_owned(),
            };
            let hit = Hit::new(
                "Two publishers signed one file",
                format!("{}: {}; {}: {}", primary.facts.path, show(left), other.facts.path, show(right)),
            );
            if is_microsoft(primary) || is_microsoft(other) { hit.severity(Severity::Notice) } else { hit }
        })
    })
}

/// One holds, the other does not.
static NESTED_VERDICT_DIFFERS: Rule = Rule {
    id: "nested-verdict-differs",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The integrity of one signature of the file is valid, and that of another is not.",
    why: "The file was changed between two signings, or one signature was added that never belonged to it.",
    harmless: "A broken signing process.",
    verify: "osslsigncode verify -in FILE: the digests of every signature.",
    sources: &[Source::Practice],
    effective: None,
    check: nested_verdict_differs,
};

fn nested_verdict_differs(case: &Case<'_>) -> Answer {
    each_pair(case, |primary, other| {
        let (left, right) = (primary.signature.verdict.integrity, other.signature.verdict.integrity);
        let differs = matches!((left, right), (State::Valid, State::Invalid) | (State::Invalid, State::Valid));
        Answer::when(differs, || {
            Hit::new(
                "One signature holds and another does not",
                format!("{} integrity {left}; {} integrity {right}", primary.facts.path, other.facts.path),
            )
        })
    })
}

/// Signed twice with one algorithm.
static NESTED_SAME_ALGORITHM: Rule = Rule {
    id: "nested-same-algorithm",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "Two signatures of the file use the same digest algorithm.",
    why: "Dual signing serves two algorithms. With one, somebody signed again: another publisher, or the same one later.",
    harmless: "Vendor and Microsoft both sign drivers with SHA-256.",
    verify: "osslsigncode verify -in FILE: `Message digest algorithm` of every signature.",
    sources: &[Source::Practice],
    effective: None,
    check: nested_same_algorithm,
};

fn nested_same_algorithm(case: &Case<'_>) -> Answer {
    each_pair(case, |primary, other| {
        let (Some(left), Some(right)) = (primary.facts.digest_algorithm, other.facts.digest_algorithm) else {
            return Answer::cannot_tell("a digest algorithm is not known");
        };
        Answer::when(left == right, || {
            Hit::new(
                "Signed twice with one digest algorithm",
                format!("{} and {}: {left}", primary.facts.path, other.facts.path),
            )
        })
    })
}

/// Signed at different times.
static NESTED_TIME_GAP: Rule = Rule {
    id: "nested-time-gap",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The trusted times of two signatures of the file lie more than 30 days apart.",
    why: "The second signature was added later, perhaps by somebody else.",
    harmless: "A later co-signature, of a certification programme for example.",
    verify: "osslsigncode verify -in FILE: `Timestamp time` of every signature.",
    sources: &[Source::Practice],
    effective: None,
    check: nested_time_gap,
};

fn nested_time_gap(case: &Case<'_>) -> Answer {
    each_pair(case, |primary, other| {
        let (Some(left), Some(right)) = (primary.trusted_time(), other.trusted_time()) else {
            return Answer::not_applicable("no trusted time");
        };
        let apart = right.seconds_since(left);
        Answer::when(!(-30 * DAY..=30 * DAY).contains(&apart), || {
            Hit::new("Signed at different times", format!("{left} and {right}: {} apart", span(apart)))
        })
    })
}

/// The classic pair.
static NESTED_ONLY_STRONG: Rule = Rule {
    id: "nested-only-strong",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The primary signature uses SHA-1, and a trusted nested one SHA-2.",
    why: "Old Windows reads the first, new Windows the second.",
    harmless: "Classic dual signing: 36 nested signatures in 202 files.",
    verify: "osslsigncode verify -in FILE: `Message digest algorithm` of every signature.",
    sources: &[Source::Measured("36 nested signatures in 202 files")],
    effective: None,
    check: nested_only_strong,
};

fn nested_only_strong(case: &Case<'_>) -> Answer {
    each_pair(case, |primary, other| {
        let strong = other.facts.digest_algorithm.is_some_and(|algorithm| algorithm >= DigestAlgorithm::Sha224)
            && other.signature.verdict.summary == Summary::Trusted;
        Answer::when(primary.facts.digest_algorithm == Some(DigestAlgorithm::Sha1) && strong, || {
            Hit::new(
                "Signed for old and for new Windows",
                format!("{} sha1, {} sha2", primary.facts.path, other.facts.path),
            )
        })
    })
}

/// More values than Windows reads.
static NESTED_EXTRA_VALUES: Rule = Rule {
    id: "nested-extra-values",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The nested-signature attribute (1.3.6.1.4.1.311.2.4.1) of a signature has more than one value.",
    why: "Windows seems to read only the first: the others are for other readers, or hidden from Windows.",
    harmless: "A file that was signed three times.",
    verify: "openssl asn1parse on the extracted PKCS #7: count the values of the attribute.",
    sources: &[Source::Published("github.com/VirusTotal/yara-x, authenticode")],
    effective: None,
    check: nested_extra_values,
};

fn nested_extra_values(case: &Case<'_>) -> Answer {
    if case.signatures.is_empty() {
        return Answer::not_applicable("the file has no signature");
    }
    let hits = case
        .signatures
        .iter()
        .filter(|signature| signature.facts.nested_values > 1)
        .map(|signature| {
            Hit::new(
                "More nested signatures than Windows reads",
                format!("{} holds {}", signature.facts.path, signature.facts.nested_values),
            )
            .at(signature.facts.location())
        })
        .collect();
    Answer::from_hits(hits)
}

/// signtool numbers its signatures.
static SEQUENCE_NUMBER_ODD: Rule = Rule {
    id: "sequence-number-odd",
    family: Family::Nested,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The nested signatures do not carry the sequence numbers 1, 2, 3 … in their order.",
    why: "signtool /as numbers the signatures it appends. Others come from another tool, or one was taken out.",
    harmless: "Other signing tools (osslsigncode -nest).",
    verify: "openssl asn1parse on the nested PKCS #7: signed attribute 1.2.840.113549.1.9.25.4.",
    sources: &[Source::Measured("36 nested signatures of signtool")],
    effective: None,
    check: sequence_number_odd,
};

fn sequence_number_odd(case: &Case<'_>) -> Answer {
    let nested: Vec<&SignatureCase<'_>> =
        case.signatures.iter().filter(|signature| signature.facts.depth() > 0).collect();
    let Some(first) = nested.first() else { return Answer::not_applicable("no nested signature") };
    let numbers: Vec<Option<u64>> = nested
        .iter()
        .map(|signature| {
            let attribute =
                signature.facts.signed_attributes.iter().find(|attribute| attribute.oid == oid::SEQUENCE_NUMBER)?;
            attribute.text.trim().parse().ok()
        })
        .collect();
    Answer::when(!numbers.iter().copied().eq((1..).map(Some).take(numbers.len())), || {
        let shown: Vec<String> =
            numbers.iter().map(|number| number.map_or("none".to_owned(), |number| number.to_string())).collect();
        Hit::new(
            "The nested signatures are not numbered as signtool does",
            format!("sequence numbers: {}", shown.join(", ")),
        )
        .at(first.facts.location())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, SIGNED, attribute_of, authority, name, thumbprint, time};
    use crate::rules::{KnownCertificate, KnownFacts, KnownRole};

    /// A second signer with a certificate of its own.
    fn with_other_signer(organization: &str) -> Fixture {
        let mut file = Fixture::signed();
        let mut leaf = authority(9, organization, 2, "Sample Issuing CA");
        leaf.basic_constraints = None;
        leaf.subject_attributes = name(organization, organization);
        file.certificates.push(leaf);
        let nested = file.nest();
        nested.facts.signer = Some(thumbprint(9));
        nested.chain = vec![thumbprint(9), thumbprint(2), thumbprint(3)];
        file
    }

    #[test]
    fn single_signature_has_no_pair() {
        for rule in [&NESTED_SIGNER_DIFFERS, &NESTED_VERDICT_DIFFERS, &NESTED_SAME_ALGORITHM, &NESTED_TIME_GAP] {
            assert_eq!(Fixture::signed().answer(rule).name(), "not-applicable", "{}", rule.id);
        }
    }

    #[test]
    fn other_organization_is_a_warning_and_beside_microsoft_a_notice() {
        assert!(with_other_signer("SAMPLE Limited").silent(&NESTED_SIGNER_DIFFERS), "the legal form does not count");
        let mut file = with_other_signer("Other Inc.");
        assert_eq!(file.severity(&NESTED_SIGNER_DIFFERS), Some(Severity::Warning));
        let finding = file.judged().findings.into_iter().find(|finding| finding.id == "nested-signer-differs");
        assert_eq!(finding.map(|finding| finding.severity), Some(Severity::Warning), "not lowered");
        let mut known = KnownFacts::default();
        known.add_certificate(KnownCertificate::new(KnownRole::MicrosoftRoot, thumbprint(3), "Sample Root"));
        file.policy.known = Arc::new(known);
        assert_eq!(file.severity(&NESTED_SIGNER_DIFFERS), Some(Severity::Notice));
    }

    #[test]
    fn other_identity_under_one_name_differs() {
        let mut file = with_other_signer("Sample Ltd");
        file.leaf().durable_identity = Some("1.3.6.1.4.1.311.97.1.2.3.4".to_owned());
        assert!(file.silent(&NESTED_SIGNER_DIFFERS), "only one states an identity");
        file.certificate(5).durable_identity = Some("1.3.6.1.4.1.311.97.5.6.7.8".to_owned());
        assert!(file.fires(&NESTED_SIGNER_DIFFERS));
    }

    #[test]
    fn algorithms_and_times_are_compared() {
        let mut file = Fixture::signed();
        file.nest();
        assert!(
            file.fires(&NESTED_SAME_ALGORITHM) && file.silent(&NESTED_ONLY_STRONG) && file.silent(&NESTED_TIME_GAP)
        );
        file.signature().facts.digest_algorithm = Some(DigestAlgorithm::Sha1);
        assert!(file.silent(&NESTED_SAME_ALGORITHM) && file.fires(&NESTED_ONLY_STRONG));
        file.signed_at(time(SIGNED).plus_seconds(30 * DAY));
        assert!(file.silent(&NESTED_TIME_GAP));
        file.signed_at(time(SIGNED).plus_seconds(-30 * DAY - 1));
        assert!(file.fires(&NESTED_TIME_GAP));
    }

    #[test]
    fn sequence_numbers_count_from_one() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&SEQUENCE_NUMBER_ODD).name(), "not-applicable");
        file.nest();
        assert!(file.hits(&SEQUENCE_NUMBER_ODD)[0].detail.ends_with("none"));
        let mut number = attribute_of(oid::SEQUENCE_NUMBER, 20);
        number.text = "1".to_owned();
        file.signatures[1].facts.signed_attributes.push(number);
        assert!(file.silent(&SEQUENCE_NUMBER_ODD));
        file.signatures[1].facts.signed_attributes.last_mut().unwrap().text = "2".to_owned();
        assert!(file.fires(&SEQUENCE_NUMBER_ODD));
        assert!(file.silent(&NESTED_EXTRA_VALUES));
        file.signature().facts.nested_values = 2;
        assert!(file.fires(&NESTED_EXTRA_VALUES));
    }

    #[test]
    fn one_broken_signature_beside_a_sound_one_fires() {
        let mut file = Fixture::signed();
        file.nest();
        let mut analysis = file.analysis();
        let evidence = file.evidence();
        let answer = |analysis: &crate::model::Analysis| {
            (NESTED_VERDICT_DIFFERS.check)(&Case::new(&evidence, analysis, &file.policy))
        };
        assert_eq!(answer(&analysis), Answer::Silent);
        analysis.signatures[1].verdict.integrity = State::Invalid;
        assert!(matches!(answer(&analysis), Answer::Fired(_)));
    }
}
