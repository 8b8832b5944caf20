//! What is odd, worst first, each with what was seen, why it matters and when it is harmless.
//!
//! The explanation stands with the first finding of a rule, and not with mere context; `sigscope rules ID` has it all.

use std::collections::HashSet;

use super::page::Page;
use crate::model::{Analysis, Finding, Severity};
use crate::rules::find_rule;

pub(super) fn write(analysis: &Analysis, page: &mut Page) {
    if analysis.findings.is_empty() {
        return;
    }
    page.heading(&format!("FINDINGS  {}", analysis.findings.len()));
    let mut explained = HashSet::new();
    for finding in &analysis.findings {
        write_finding(analysis, finding, explained.insert(finding.id.as_str()), page);
    }
}

fn write_finding(analysis: &Analysis, finding: &Finding, explain: bool, page: &mut Page) {
    let place = place(analysis, finding);
    let mark = page.severity_mark(finding.severity);
    page.paragraph_with_mark(&mark, &format!("{}: {}", finding.id, finding.title));
    page.paragraph(11, &finding.detail);
    page.paragraph(11, &format!("{place}confidence {}", finding.confidence));
    if let Some(rule) = find_rule(&finding.id).filter(|_| explain && finding.severity > Severity::Info) {
        page.paragraph(11, &format!("Why it matters: {}", rule.why));
        page.paragraph(11, &format!("Harmless when: {}", rule.harmless));
    }
}

/// Where the evidence lies, in words that end in a comma.
fn place(analysis: &Analysis, finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(index) = finding.signature {
        text.push_str(&format!("signature {}, ", index.saturating_add(1)));
    }
    if let Some(certificate) = finding.certificate.and_then(|thumbprint| analysis.certificate(thumbprint)) {
        text.push_str(&format!("certificate {}, ", certificate.facts.display_name()));
    }
    if let Some(location) = finding.location() {
        text.push_str(&format!("{} bytes at 0x{:x}, ", location.length, location.offset));
    }
    text
}
