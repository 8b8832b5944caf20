//! `sigscope rules [ID]`: the catalogue of findings.

use std::io::Write;

use serde::Serialize;

use super::args::{RulesArguments, RulesFormat};
use super::output::stdout;
use super::{CliError, OK};
use crate::report::{Tool, to_json, wrapped};
use crate::rules::{Rule, all_rules, find_rule};

/// Columns of the text.
const WIDTH: usize = 100;

/// Prints the catalogue, or one rule of it.
pub(crate) fn run(arguments: &RulesArguments) -> Result<u8, CliError> {
    let rules: Vec<&Rule> = match &arguments.id {
        Some(id) => vec![find_rule(id).ok_or_else(|| CliError::UnknownRule(id.clone()))?],
        None => all_rules().collect(),
    };
    let text = match (arguments.format, &arguments.id) {
        (RulesFormat::Json, _) => format!("{}\n", to_json(&Catalogue::new(&rules))?),
        (RulesFormat::Text, Some(_)) => rules.iter().map(|rule| explained(rule)).collect(),
        (RulesFormat::Text, None) => listed(&rules),
    };
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(OK)
}

/// One line a rule, under the name of its family.
fn listed(rules: &[&Rule]) -> String {
    let mut text = String::new();
    let mut family = None;
    let column = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules {
        if family != Some(rule.family) {
            let gap = if family.is_some() { "\n" } else { "" };
            text.push_str(&format!("{gap}{}\n", rule.family));
            family = Some(rule.family);
        }
        text.push_str(&format!("  {:8}  {:column$}  ", rule.severity.name(), rule.id));
        let indent = column.saturating_add(14);
        text.push_str(wrapped(rule.what, indent, WIDTH).trim_start());
        text.push('\n');
    }
    text.push_str(&format!("\n{} rules; `sigscope rules ID` explains one.\n", rules.len()));
    text
}

/// All that the catalogue says about one rule.
fn explained(rule: &Rule) -> String {
    let sources: Vec<String> = rule.sources.iter().map(ToString::to_string).collect();
    let effective = rule.effective.as_ref().map(ToString::to_string);
    let mut text = format!("{}\n", rule.id);
    let mut part = |label: &str, body: &str| {
        if !body.is_empty() {
            text.push_str(&format!("\n{label}\n{}\n", wrapped(body, 2, WIDTH)));
        }
    };
    part("Severity", &format!("{}, confidence {}", rule.severity, rule.confidence));
    part("Group", &rule.family.to_string());
    part("What", rule.what);
    part("Why it matters", rule.why);
    part("When it is harmless", rule.harmless);
    part("How to verify", rule.verify);
    part("Holds from", effective.as_deref().unwrap_or_default());
    part("Sources", &sources.join("; "));
    part("Since version", rule.since);
    text
}

/// The catalogue as data.
#[derive(Serialize)]
struct Catalogue {
    schema: &'static str,
    tool: Tool,
    rules: Vec<Entry>,
}

/// One rule as data.
#[derive(Serialize)]
struct Entry {
    id: &'static str,
    family: char,
    family_name: &'static str,
    severity: String,
    confidence: String,
    since: &'static str,
    what: &'static str,
    why: &'static str,
    harmless: &'static str,
    verify: &'static str,
    sources: Vec<String>,
    effective: Option<String>,
}

impl Catalogue {
    fn new(rules: &[&Rule]) -> Self {
        Self {
            schema: "sigscope-rules/1",
            tool: Tool::this(),
            rules: rules
                .iter()
                .map(|rule| Entry {
                    id: rule.id,
                    family: rule.family.letter(),
                    family_name: rule.family.name(),
                    severity: rule.severity.to_string(),
                    confidence: rule.confidence.to_string(),
                    since: rule.since,
                    what: rule.what,
                    why: rule.why,
                    harmless: rule.harmless,
                    verify: rule.verify,
                    sources: rule.sources.iter().map(ToString::to_string).collect(),
                    effective: rule.effective.as_ref().map(ToString::to_string),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed_once_and_explained_in_full() {
        let rules: Vec<&Rule> = all_rules().collect();
        let list = listed(&rules);
        for rule in rules {
            assert_eq!(list.matches(&format!("  {} ", rule.id)).count(), 1, "{}", rule.id);
            let text = explained(rule);
            for part in ["What", "Why it matters", "When it is harmless", "How to verify", "Sources"] {
                assert!(text.contains(&format!("\n{part}\n  ")), "{}: {part}", rule.id);
            }
            assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{}", rule.id);
        }
    }
}
