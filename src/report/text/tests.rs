use super::*;
use crate::model::{Check, Defect, Outcome, Role, Severity, Stage, State, Summary};
use crate::report::example::{analysis, finding, header, signed, written};

fn block(analysis: &Analysis) -> String {
    TextReport::new(header(), Style::default()).block(analysis)
}

/// The values of all fields with this label.
fn values<'a>(block: &'a str, label: &str) -> Vec<&'a str> {
    block.lines().filter_map(|line| line.strip_prefix(&format!("  {label:17} "))).collect()
}

#[test]
fn summary_says_who_when_and_how_it_was_judged() {
    let text = block(&signed("a.exe", 1));
    assert!(text.starts_with("FILE  a.exe\n  Assessment        REVIEW\n  Verdict           trusted (integrity valid,"));
    assert_eq!(values(&text, "Signer")[0], "Example Apps Ltd");
    assert_eq!(values(&text, "  leaf lives"), ["2026-06-01T08:00:00Z .. 2026-06-04T08:00:00Z (3 d)"]);
    assert_eq!(values(&text, "Signed before")[0], "2026-06-02T09:12:00Z (verified timestamp)");
    assert_eq!(values(&text, "In leaf's life"), ["1 d 1 h after notBefore, 1 d 22 h before notAfter"]);
    assert_eq!(values(&text, "Judged as of"), ["2026-11-23T00:00:00Z"]);
    assert_eq!(values(&text, "Trust anchors"), ["1: test"]);
}

#[test]
fn unsigned_file_has_no_signer_and_no_signature() {
    let text = block(&analysis("a.exe"));
    assert!(values(&text, "Signer").is_empty() && values(&text, "Signed before").is_empty());
    assert!(!text.contains("SIGNATURE") && !text.contains("CERTIFICATES"));
}

#[test]
fn verdict_of_a_signature_is_repeated_only_where_it_differs() {
    let mut file = signed("a.exe", 2);
    file.signatures[1].verdict.summary = Summary::Tampered;
    file.signatures[1].verdict.reasons = vec!["The digest differs".to_owned(), "Another reason".to_owned()];
    let text = block(&file);
    assert_eq!(values(&text, "Verdict")[1], "trusted, that of the file");
    assert!(values(&text, "Verdict")[2].starts_with("tampered (integrity valid"));
    assert!(text.contains("SIGNATURE 2 of 2  table[0]/nested[0]\n"));
    assert_eq!(values(&text, "Because"), ["- The digest differs"]);
    assert!(text.contains("                    - Another reason\n"));
}

#[test]
fn timestamp_that_does_not_count_proves_nothing() {
    let mut file = signed("a.exe", 1);
    file.signatures[0].trusted_time = None;
    if let Some(timestamp) = &mut file.signatures[0].timestamp {
        timestamp.valid = State::Invalid;
    }
    let text = block(&file);
    assert_eq!(values(&text, "Signed before"), ["not proven: the timestamp does not count"]);
    assert_eq!(values(&text, "Timestamp"), ["2026-06-02T09:12:00Z, invalid: does not count"]);
    assert!(values(&text, "In leaf's life").is_empty());
}

#[test]
fn checks_about_an_absent_timestamp_share_a_line() {
    let mut file = signed("a.exe", 1);
    let timestamp = Check::ALL.into_iter().filter(|check| check.id().starts_with("timestamp-"));
    file.signatures[0].outcomes = timestamp.map(|check| Outcome::not_present(check, "there is no timestamp")).collect();
    file.signatures[0].outcomes.push(Outcome::invalid(Check::SignerChain, "no issuer"));
    let text = block(&file);
    assert_eq!(text.matches("there is no timestamp").count(), 1);
    assert!(text.contains("    [.] timestamp-...          not-present: there is no timestamp\n"));
    assert!(text.contains("    [X] signer-chain           invalid: no issuer\n"));
}

#[test]
fn findings_are_explained_once_and_context_not_at_all() {
    let mut file = signed("a.exe", 1);
    let of = |id: &str, severity| finding(id, severity, Some(0));
    file.findings = vec![
        of("digest-mismatch", Severity::Critical),
        of("digest-mismatch", Severity::Critical),
        of("attributes-not-sorted", Severity::Info),
    ];
    let text = block(&file);
    assert_eq!(values(&text, "Findings"), ["2 critical, 1 info"]);
    assert_eq!(text.matches("  [X] FAIL digest-mismatch: something is odd\n").count(), 2);
    assert_eq!(text.matches("Why it matters: ").count(), 1);
    assert_eq!(text.matches("Harmless when: ").count(), 1);
    assert!(text.contains("           seen at hxxp://a[.]example/x\n"), "addresses in sentences are defanged");
    assert!(text.contains("           signature 1, 16 bytes at 0x200, confidence high\n"));
}

#[test]
fn hostile_text_is_visible_in_every_place() {
    let mut file = signed("a\u{202e}fdp.exe", 1);
    let mut leaf = (*file.certificates[0].facts).clone();
    leaf.subject = "CN=Evil\x1b[2J\\, Inc.,O=\u{200b}".to_owned();
    leaf.subject_cn = Some("Evil\x1b[2J, Inc.".to_owned());
    leaf.urls.crl = vec!["http://crl.example/\u{2066}x".to_owned()];
    file.certificates[0].facts = leaf.into();
    file.error = Some("broken\x07".to_owned());
    file.verdict.reasons = vec!["Evil\x1b[2J was not found".to_owned()];
    file.defects = vec![Defect::new(Stage::Pe, 16, "a name", "\u{9b}31m")];
    let text = block(&file);
    assert!(!text.contains(['\x1b', '\u{202e}', '\u{200b}', '\u{2066}', '\x07', '\u{9b}']));
    assert!(text.contains("FILE  a\\u{202e}fdp.exe\n"));
    assert_eq!(values(&text, "Subject"), ["CN=Evil\\x1b[2J\\, Inc.,O=\\u{200b}"], "RFC 4514 escapes stay as they are");
    assert_eq!(values(&text, "CRL"), ["hxxp://crl[.]example/\\u{2066}x"]);
    assert!(text.contains("\nDEFECTS  1\n  pe at 0x10: expected a name, found \\u{9b}31m\n"));
}

#[test]
fn long_name_is_cut_with_its_length() {
    let mut file = signed("a.exe", 1);
    let mut leaf = (*file.certificates[0].facts).clone();
    leaf.subject = format!("CN={}", "x".repeat(10_000));
    file.certificates[0].facts = leaf.into();
    let text = block(&file);
    assert!(values(&text, "Subject")[0].ends_with("x (10 003 chars)"));
    assert!(text.lines().all(|line| line.len() < 300));
}

#[test]
fn certificate_of_no_chain_stands_apart() {
    let mut file = signed("a.exe", 1);
    let mut other = file.certificates[0].clone();
    other.roles = vec![Role::Unused];
    file.certificates.push(other);
    let text = block(&file);
    assert!(text.contains("\nCERTIFICATES  1\n") && text.contains("\nUNUSED CERTIFICATES  1\n"));
}

#[test]
fn second_file_follows_after_an_empty_line() {
    let text = written(&TextReport::new(header(), Style::default()), &[analysis("a"), analysis("b")]);
    assert!(text.contains("\n\nFILE  b\n"));
}

#[test]
fn word_of_two_scripts_is_named() {
    let mut file = signed("a.exe", 1);
    let mut leaf = (*file.certificates[0].facts).clone();
    leaf.subject_cn = Some("Mi\u{441}rosoft".to_owned());
    file.certificates[0].facts = leaf.into();
    assert_eq!(values(&block(&file), "Signer")[0], "Mi\u{441}rosoft {mixed script}");
    let ascii = TextReport::new(header(), Style { ascii: true, color: false }).block(&file);
    assert_eq!(values(&ascii, "Signer")[0], "Mi\\u{441}rosoft {mixed script}");
}
