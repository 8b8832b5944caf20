//! Causes and consequences: when a cause has fired, its consequences say nothing new.

use std::borrow::Cow;

use super::{Answer, Hit, Rule};
use crate::model::{Finding, Severity};

/// A finding, and the findings that follow from it.
///
/// Holds within one signature; a finding about the whole file goes with every signature. A cause never hides a worse
/// finding, so that nobody can hide a critical one behind a cheap defect.
const CONSEQUENCES: &[(&str, &[&str])] = &[
    ("digest-mismatch", &["page-hash-mismatch", "pe-checksum-wrong"]),
    ("built-signed-same-hour-as-issue", &["signed-within-minutes-of-issue"]),
    ("cert-table-truncated", &["cms-malformed"]),
    ("driver-newer-than-certificate", &["link-after-leaf-expiry"]),
    ("driver-test-signed", &["test-root"]),
    ("expired-without-timestamp", &["issuer-expired-at-time"]),
    ("issuer-signature-invalid", &["chain-incomplete", "root-not-in-store"]),
    ("leaf-self-signed", &["leaf-no-revocation-pointer", "root-not-in-store"]),
    ("microsoft-name-foreign-root", &["name-looks-like-brand"]),
    ("name-homoglyph", &["name-looks-like-brand"]),
    ("root-look-alike", &["root-not-in-store"]),
    ("test-root", &["leaf-self-signed", "root-not-in-store"]),
    ("trusted-signing-individual", &["subject-individual"]),
    ("short-lived-no-timestamp", &["timestamp-missing"]),
];

/// A fired cause: its id, its signature, its severity.
type Cause = (&'static str, Option<usize>, Severity);

fn explains(cause: &Cause, id: &str, signature: Option<usize>, severity: Severity) -> bool {
    let (from, scope, weight) = cause;
    *weight >= severity
        && (scope.is_none() || signature.is_none() || *scope == signature)
        && CONSEQUENCES.iter().any(|(cause, consequences)| cause == from && consequences.contains(&id))
}

fn is_cause(id: &str) -> bool {
    CONSEQUENCES.iter().any(|(from, _)| *from == id)
}

/// Drops the findings whose cause is there too.
pub(super) fn remove_consequences(findings: &mut Vec<(&'static Rule, Finding)>) {
    let causes: Vec<Cause> = findings
        .iter()
        .filter(|(rule, _)| is_cause(rule.id))
        .map(|(rule, finding)| (rule.id, finding.signature, finding.severity))
        .collect();
    findings.retain(|(rule, finding)| {
        !causes.iter().any(|cause| explains(cause, rule.id, finding.signature, finding.severity))
    });
}

/// Turns answers whose every hit has its cause among the other answers into "not applicable".
pub(super) fn silence_consequences(answers: &mut [(&'static Rule, Answer)]) {
    let severity = |rule: &Rule, hit: &Hit| hit.severity.unwrap_or(rule.severity);
    let causes: Vec<Cause> = answers
        .iter()
        .filter(|(rule, _)| is_cause(rule.id))
        .filter_map(|(rule, answer)| match answer {
            Answer::Fired(hits) => Some((*rule, hits)),
            _ => None,
        })
        .flat_map(|(rule, hits)| hits.iter().map(move |hit| (rule.id, hit.signature, severity(rule, hit))))
        .collect();
    for (rule, answer) in answers {
        let Answer::Fired(hits) = answer else { continue };
        let mut cause = None;
        hits.retain(|hit| {
            let found = causes.iter().find(|cause| explains(cause, rule.id, hit.signature, severity(rule, hit)));
            cause = found.map(|(from, ..)| *from).or(cause);
            found.is_none()
        });
        if let (true, Some(cause)) = (hits.is_empty(), cause) {
            *answer = Answer::NotApplicable(Cow::Owned(format!("follows from {cause}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Outcome};
    use crate::rules::find_rule;
    use crate::rules::fixture::Fixture;

    #[test]
    fn every_id_of_the_table_is_a_rule() {
        for (cause, consequences) in CONSEQUENCES {
            assert!(find_rule(cause).is_some(), "{cause}");
            for consequence in *consequences {
                assert!(find_rule(consequence).is_some(), "{consequence}");
            }
        }
    }

    #[test]
    fn changed_file_is_not_told_twice() {
        let mut file = Fixture::signed();
        file.outcome(Outcome::invalid(Check::ImageDigest, "differs"));
        file.pe().checksum.stated = 1;
        let ids: Vec<String> = file.judged().findings.into_iter().map(|finding| finding.id).collect();
        assert!(ids.contains(&"digest-mismatch".to_owned()));
        assert!(!ids.contains(&"pe-checksum-wrong".to_owned()), "{ids:?}");
    }

    #[test]
    fn neither_another_signature_nor_a_lesser_cause_explains() {
        let cause = ("digest-mismatch", Some(0), Severity::Warning);
        assert!(explains(&cause, "pe-checksum-wrong", None, Severity::Notice));
        assert!(!explains(&cause, "page-hash-mismatch", Some(1), Severity::Warning));
        assert!(!explains(&cause, "page-hash-mismatch", Some(0), Severity::Critical));
    }
}
