//! The catalogue as a page: every rule with all its texts, in Markdown.

use std::fmt::Write as _;

use super::{Family, Rule, all_rules};

/// Renders the whole catalogue. `assets/reference/rules.md` is this text; a test fails when it is stale.
pub fn page() -> String {
    let rules: Vec<&Rule> = all_rules().collect();
    let mut text = format!(
        "# Findings\n\n\
         Every rule of sigscope: what was seen, why it matters, when it is harmless, how to see it with other tools. {} rules.\n\
         This page is generated from the rules themselves: do not edit it.\n\n\
         A finding is a hint for a reader, never a verdict. *Severity* says how bad it would be: `critical`, a cryptographic or\n\
         trust statement is false or was forged; `warning`, rare in benign files and useful to an attacker; `notice`, worth a\n\
         look with common innocent causes; `info`, context. *Confidence* says how sure the rule is. Findings of a nested\n\
         signature count one level less.\n",
        rules.len()
    );
    let mut family = None;
    for rule in rules {
        if family != Some(rule.family) {
            family = Some(rule.family);
            text.push_str(&heading(rule.family));
        }
        text.push_str(&entry(rule));
    }
    text
}

fn heading(family: Family) -> String {
    format!("\n## {}. {}\n", family.letter(), family.name())
}

fn entry(rule: &Rule) -> String {
    let mut text = format!("\n### `{}`\n\n", rule.id);
    let _ = writeln!(text, "{}, confidence {}, since {}.\n", rule.severity, rule.confidence, rule.since);
    for (label, body) in [("What", rule.what), ("Why", rule.why), ("Harmless", rule.harmless), ("Verify", rule.verify)]
    {
        let _ = writeln!(text, "- **{label}:** {}", escape(body));
    }
    if let Some(effective) = &rule.effective {
        let _ = writeln!(text, "- **Holds from:** {effective}");
    }
    let sources: Vec<String> = rule.sources.iter().map(|source| escape(&source.to_string())).collect();
    let _ = writeln!(text, "- **Sources:** {}", sources.join("; "));
    text
}

/// Keeps Markdown from reading markup into a text: placeholders in angle brackets, stars, underscores between words.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for character in text.chars() {
        code ^= character == '`';
        if !code && matches!(character, '<' | '>' | '*' | '_' | '[' | ']' | '|') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The committed page.
    const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/reference/rules.md");

    #[test]
    fn committed_page_is_the_catalogue() {
        let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
        assert!(
            committed == page(),
            "assets/reference/rules.md is stale: cargo test --lib write_the_page_of_rules -- --ignored"
        );
    }

    #[test]
    #[ignore = "writes assets/reference/rules.md"]
    fn write_the_page_of_rules() {
        std::fs::write(COMMITTED, page()).unwrap();
    }

    #[test]
    fn markup_in_a_text_is_escaped_outside_code() {
        assert_eq!(escape("a <b> `c_d` e_f"), "a \\<b\\> `c_d` e\\_f");
    }
}
