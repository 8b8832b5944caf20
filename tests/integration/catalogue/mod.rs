//! The catalogue of findings from bytes to findings: every rule fires on a file made for it, and not on a near miss.

mod algorithm;
mod chain;
mod comparison;
mod counts;
mod driver;
mod identity;
mod integrity;
mod nested;
mod oracle;
mod revocation;
mod scene;
mod short_lived;
mod signer;
mod structure;
mod times;
mod timestamp;

use std::collections::BTreeMap;

use sigscope::model::{Analysis, Evidence};
use sigscope::rules::{Answer, Family, RULES, all_rules, answers};
use sigscope::{ExamineOptions, examine_bytes, judge};

use comparison::Together;
use scene::{Example, Scene, demo_policy};

const FAMILIES: &[&[Example]] = &[
    integrity::EXAMPLES,
    signer::EXAMPLES,
    short_lived::EXAMPLES,
    chain::EXAMPLES,
    timestamp::EXAMPLES,
    times::EXAMPLES,
    algorithm::EXAMPLES,
    structure::EXAMPLES,
    identity::EXAMPLES,
    revocation::EXAMPLES,
    driver::EXAMPLES,
    nested::EXAMPLES,
];

fn judged(scene: &Scene) -> (Evidence, Analysis) {
    let options = ExamineOptions { parallel: false, ..ExamineOptions::default() };
    let evidence = examine_bytes(&scene.name, &scene.bytes, &options);
    let analysis = judge(&evidence, &scene.policy);
    (evidence, analysis)
}

/// What is wrong with a scene that shall fire the rule; nothing when it does.
fn unfired(rule: &str, scene: &Scene) -> Option<String> {
    let (evidence, analysis) = judged(scene);
    let found: Vec<&str> = analysis.findings.iter().map(|finding| finding.id.as_str()).collect();
    (!found.contains(&rule))
        .then(|| format!("{rule} does not fire but {found:?}; {:?}", answer(rule, scene, &evidence, &analysis)))
}

/// The findings of the rule that do not say where their evidence lies. A file's own name lies nowhere in it.
fn unplaced(rule: &str, scene: &Scene) -> Option<String> {
    let (_, analysis) = judged(scene);
    let nowhere = analysis.findings.iter().find(|finding| {
        finding.id == rule && finding.location().is_none() && !finding.detail.starts_with("the file's name")
    })?;
    Some(format!("{rule} names no bytes: {}", nowhere.detail))
}

fn answer(rule: &str, scene: &Scene, evidence: &Evidence, analysis: &Analysis) -> Answer {
    answers(evidence, analysis, &scene.policy).into_iter().find(|(one, _)| one.id == rule).unwrap().1
}

/// What is wrong with a near miss; nothing when the rule looked at it and stays silent.
fn not_silent(example: &Example) -> Option<String> {
    let scene = (example.silent)();
    let (evidence, analysis) = judged(&scene);
    let answer = answer(example.rule, &scene, &evidence, &analysis);
    let expected = match &answer {
        Answer::Silent => example.applies,
        Answer::NotApplicable(_) => !example.applies,
        Answer::Fired(_) | Answer::CannotTell(_) => false,
    };
    (!expected).then(|| format!("{}: the near miss gets {answer:?}", example.rule))
}

fn check_family(examples: &[Example]) {
    let problems: Vec<String> = examples
        .iter()
        .flat_map(|example| {
            let fires = [Some(example.fires), example.also].into_iter().flatten();
            let mut problems: Vec<String> = fires
                .map(|scene| scene())
                .flat_map(|scene| [unfired(example.rule, &scene), unplaced(example.rule, &scene)])
                .flatten()
                .collect();
            problems.extend(not_silent(example));
            problems
        })
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

macro_rules! families {
    ($($test:ident: $examples:expr;)*) => { $(#[test] fn $test() { check_family($examples); })* };
}

families! {
    integrity_rules_fire_and_stay_silent: integrity::EXAMPLES;
    signer_rules_fire_and_stay_silent: signer::EXAMPLES;
    short_lived_rules_fire_and_stay_silent: short_lived::EXAMPLES;
    chain_rules_fire_and_stay_silent: chain::EXAMPLES;
    timestamp_rules_fire_and_stay_silent: timestamp::EXAMPLES;
    time_rules_fire_and_stay_silent: times::EXAMPLES;
    algorithm_rules_fire_and_stay_silent: algorithm::EXAMPLES;
    structure_rules_fire_and_stay_silent: structure::EXAMPLES;
    identity_rules_fire_and_stay_silent: identity::EXAMPLES;
    revocation_rules_fire_and_stay_silent: revocation::EXAMPLES;
    driver_rules_fire_and_stay_silent: driver::EXAMPLES;
    nested_rules_fire_and_stay_silent: nested::EXAMPLES;
}

/// What the rules of group M find about some files: ids, each with how often.
fn found_together(scenes: &[Scene]) -> BTreeMap<String, usize> {
    let files: Vec<Analysis> = scenes.iter().map(|scene| judged(scene).1).collect();
    counts::together(&files.iter().collect::<Vec<_>>(), demo_policy())
}

#[test]
fn comparison_rules_fire_and_stay_silent() {
    for Together { rule, fires, silent } in comparison::EXAMPLES {
        let (fired, near) = (found_together(&fires()), found_together(&silent()));
        assert!(fired.contains_key(*rule), "{rule} does not fire but {fired:?}");
        assert!(!near.contains_key(*rule), "{rule} fires on the near miss");
    }
}

#[test]
fn every_rule_has_its_examples_in_the_order_of_the_catalogue() {
    let single = FAMILIES.iter().flat_map(|family| family.iter().map(|example| example.rule));
    let tested: Vec<&str> = single.chain(comparison::EXAMPLES.iter().map(|together| together.rule)).collect();
    let registered: Vec<&str> = all_rules().map(|rule| rule.id).collect();
    let missing: Vec<_> = registered.iter().filter(|id| !tested.contains(id)).collect();
    assert!(missing.is_empty(), "no example fires {missing:?}");
    assert_eq!(tested, registered, "examples stand in the order of the rules, each once");
}

#[test]
fn ids_are_unique_and_sorted_in_each_family() {
    let mut families: Vec<Family> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for family in RULES {
        let ids: Vec<&str> = family.iter().map(|rule| rule.id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(family.iter().all(|rule| rule.family == family[0].family), "{ids:?}");
        families.push(family[0].family);
        for id in ids {
            assert!(seen.insert(id), "{id} twice");
            assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
        }
    }
    assert!(families.is_sorted() && families.len() == 13, "{families:?}");
}

#[test]
fn no_text_of_a_rule_is_empty() {
    for rule in all_rules() {
        for text in [rule.what, rule.why, rule.harmless, rule.verify] {
            assert!(text.len() >= 10 && !text.contains("  "), "{}: {text}", rule.id);
        }
        assert!(!rule.sources.is_empty(), "{} names no source", rule.id);
    }
}
