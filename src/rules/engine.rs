//! Runs the rules over one judged file: evidence and analysis to findings and the headline.

use super::{Answer, Case, RULES, Rule, shorten, suppress};
use crate::model::{Analysis, Assessment, Evidence, Finding, Severity, State};
use crate::policy::Policy;

/// Runs every enabled rule and fills findings and assessment.
pub fn run(evidence: &Evidence, analysis: &mut Analysis, policy: &Policy) {
    let mut findings = {
        let case = Case::new(evidence, analysis, policy);
        let mut findings = Vec::new();
        for rule in enabled(policy) {
            if let Answer::Fired(hits) = (rule.check)(&case) {
                findings.extend(hits.into_iter().map(|hit| (rule, finding(rule, hit, analysis))));
            }
        }
        findings
    };
    suppress::remove_consequences(&mut findings);
    findings.sort_by(|(a_rule, a), (b_rule, b)| {
        b.severity
            .cmp(&a.severity)
            .then(a_rule.family.cmp(&b_rule.family))
            .then(a.id.cmp(&b.id))
            .then(a.signature.cmp(&b.signature))
    });
    analysis.findings = findings.into_iter().map(|(_, finding)| finding).collect();
    analysis.assessment = assess(analysis);
}

/// What every enabled rule answers, in the order of the catalogue: for the reader who asks why a rule is silent.
///
/// A rule whose hits are all consequences of another finding is not applicable, with that finding as the reason.
pub fn answers(evidence: &Evidence, analysis: &Analysis, policy: &Policy) -> Vec<(&'static Rule, Answer)> {
    let case = Case::new(evidence, analysis, policy);
    let mut answers: Vec<(&'static Rule, Answer)> = enabled(policy).map(|rule| (rule, (rule.check)(&case))).collect();
    suppress::silence_consequences(&mut answers);
    answers
}

/// The rule with this id.
pub fn find_rule(id: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.id == id)
}

/// All rules, by family and id.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|family| family.iter().copied())
}

fn enabled(policy: &Policy) -> impl Iterator<Item = &'static Rule> {
    all_rules().filter(|rule| !policy.disabled_rules.contains(rule.id))
}

fn finding(rule: &Rule, hit: super::Hit, analysis: &Analysis) -> Finding {
    let severity = hit.severity.unwrap_or(rule.severity);
    let nested = hit
        .signature
        .and_then(|index| analysis.signatures.get(index))
        .is_some_and(|signature| signature.facts.depth() > 0);
    // The bytes of a catalog's signature are in another file.
    let elsewhere = hit
        .signature
        .and_then(|index| analysis.signatures.get(index))
        .is_some_and(|signature| signature.facts.catalog.is_some());
    let location = hit.location.filter(|_| !elsewhere);
    Finding {
        id: rule.id.to_owned(),
        severity: if nested { severity.lowered() } else { severity },
        confidence: rule.confidence,
        title: shorten::title(hit.title),
        detail: shorten::detail(hit.detail),
        signature: hit.signature,
        certificate: hit.certificate,
        offset: location.map(|location| location.offset),
        length: location.map(|location| location.length),
    }
}

/// The headline: the worst finding, and whether trust is valid (product contract, section 2).
fn assess(analysis: &Analysis) -> Assessment {
    let worst = analysis.findings.iter().map(|finding| finding.severity).max();
    match worst {
        Some(Severity::Critical) => Assessment::Fail,
        Some(Severity::Warning) => Assessment::Review,
        _ if analysis.verdict.trust != State::Valid => Assessment::Review,
        _ => Assessment::NoAnomalyFound,
    }
}
