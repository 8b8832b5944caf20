//! The filter language on a handful of rows.

use super::*;
use crate::model::Severity;
use crate::triage::fixture::{hashed, signed, signer, unreadable, unsigned, with};

const IDENTITY: &str = "1.3.6.1.4.1.311.97.99.0123.4567";

fn rows() -> Vec<Row> {
    let exampleco = signer(0xc0, "Exampleco Apps Ltd", Some(IDENTITY));
    let sample = signer(0x98, "Sample Tools Inc.", None);
    let short = ("short-lived-leaf", Severity::Info);
    let mut nested =
        with(signed("d/helper.dll", &sample, "2025-11-20T10:00:00Z"), &[("weak-digest-sha1", Severity::Notice)]);
    nested.signatures = 2;
    nested.nested = true;
    nested.other_signers = std::sync::Arc::from([exampleco.clone()]);
    nested.linked = Some("2019-05-05".parse().unwrap());
    let mut stampless = with(
        signed("d/late.EXE", &exampleco, "2026-06-02T09:12:00Z"),
        &[("short-lived-no-timestamp", Severity::Warning), short],
    );
    stampless.stamp = crate::triage::Stamp::Absent;
    stampless.signed = None;
    stampless.tsa = None;
    vec![
        with(
            signed("d/setup.exe", &exampleco, "2026-06-02T09:12:00Z"),
            &[("digest-mismatch", Severity::Critical), short],
        ),
        nested,
        stampless,
        hashed(Row { size: 12 << 20, ..unsigned("e f/7z.exe") }, 0xab),
        unreadable("e f/broken.bin"),
    ]
}

/// The names of the rows that pass.
fn passing(filter: &str) -> Vec<String> {
    let filter = Filter::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    rows().iter().filter(|row| filter.matches(row)).map(|row| row.name.to_string()).collect()
}

#[test]
fn terms_select_as_the_help_says() {
    let all = ["setup.exe", "helper.dll", "late.EXE", "7z.exe", "broken.bin"];
    for (filter, expected) in [
        ("", &all[..]),
        ("   ", &all),
        ("exampleco", &["setup.exe", "helper.dll", "late.EXE"]),
        ("EXAMPLECO setup", &["setup.exe"]),
        ("\"e f\"", &["7z.exe", "broken.bin"]),
        ("sev>=warn", &["setup.exe", "late.EXE"]),
        ("sev>=warning", &["setup.exe", "late.EXE"]),
        ("sev:odd", &["helper.dll"]),
        ("sev=fail", &["setup.exe"]),
        ("sev:none", &["7z.exe"]),
        ("sev!=none", &["setup.exe", "helper.dll", "late.EXE"]),
        ("finding:short-lived", &["setup.exe", "late.EXE"]),
        ("finding=short-lived-leaf finding:no-timestamp", &["late.EXE"]),
        ("finding:none", &["7z.exe", "broken.bin"]),
        ("signer:exampleco", &["setup.exe", "helper.dll", "late.EXE"]),
        ("signer=\"sample tools inc.\"", &["helper.dll"]),
        ("signer:none", &["7z.exe", "broken.bin"]),
        ("issuer:/CA \\d+$/", &["setup.exe", "helper.dll", "late.EXE"]),
        ("identity:97.99", &["setup.exe", "helper.dll", "late.EXE"]),
        ("id:none", &["7z.exe", "broken.bin"]),
        ("leaf:C0:C0", &["setup.exe", "helper.dll", "late.EXE"]),
        ("leaf:9898", &["helper.dll"]),
        ("serial:330098", &["helper.dll"]),
        ("key:6868", &["helper.dll"]),
        ("sha256:abab", &["7z.exe"]),
        ("sha256=abab", &[]),
        ("structure:none", &["7z.exe", "broken.bin"]),
        ("tsa:example", &["setup.exe", "helper.dll"]),
        ("not:timestamp", &["late.EXE", "7z.exe", "broken.bin"]),
        ("has:timestamp", &["setup.exe", "helper.dll"]),
        ("timestamp:valid|invalid", &["setup.exe", "helper.dll"]),
        ("timestamp:none", &["late.EXE", "7z.exe", "broken.bin"]),
        ("has:nested", &["helper.dll"]),
        ("-has:signature", &["7z.exe", "broken.bin"]),
        ("has:error", &["broken.bin"]),
        ("error:mz", &["broken.bin"]),
        ("after:2026-06-01", &["setup.exe"]),
        ("after:2026-06-02T09:12:00Z", &["setup.exe"]),
        ("before:2026-06-02T09:12:00Z", &["helper.dll"]),
        ("before:2026", &["helper.dll"]),
        ("signed>=2026-06 signed<2026-07", &["setup.exe"]),
        ("linked<2020", &["helper.dll"]),
        ("lifetime<=72h", &["setup.exe", "helper.dll", "late.EXE"]),
        ("lifetime>1y", &[]),
        ("ext:exe", &["setup.exe", "late.EXE", "7z.exe"]),
        ("ext:dll|bin", &["helper.dll", "broken.bin"]),
        ("ext:ex", &[]),
        ("format:unknown", &["broken.bin"]),
        ("size>=12M", &["7z.exe"]),
        ("size:4k", &["setup.exe", "helper.dll", "late.EXE", "broken.bin"]),
        ("signatures>1", &["helper.dll"]),
        ("findings>=2", &["setup.exe", "late.EXE"]),
        ("summary:unsigned", &["7z.exe", "broken.bin"]),
        ("path:d/", &["setup.exe", "helper.dll", "late.EXE"]),
        ("name:/^[0-9]/", &["7z.exe"]),
        ("not:ext:exe", &["helper.dll", "broken.bin"]),
        ("!exampleco -broken", &["7z.exe"]),
        ("not:not:broken", &["broken.bin"]),
        ("-\"e f\"", &["setup.exe", "helper.dll", "late.EXE"]),
        ("/setup|7z/", &["setup.exe", "7z.exe"]),
        ("/d", &[]),
        ("/d/setup", &[]),
        ("d/setup", &["setup.exe"]),
        ("sev>=warn signer:exampleco not:timestamp before:2027", &[]),
        ("SEV>=WARN Signer:exampleco not:timestamp", &["late.EXE"]),
    ] {
        assert_eq!(passing(filter), expected, "{filter}");
    }
}

#[test]
fn mistake_is_named_with_its_place() {
    for (filter, at, length, message) in [
        ("signr:x", 0, 5, "there is no field `signr`: `signer`?"),
        ("abc http://x", 4, 4, "there is no field `http`; put text with a colon between quotes"),
        ("sev>=worst", 5, 5, "`worst` is no severity"),
        ("sev>=", 5, 0, "`sev` needs a value"),
        ("after:yesterday", 6, 9, "`yesterday` is no time"),
        ("size>many", 5, 4, "`many` is no size"),
        ("lifetime<3", 9, 1, "`3` is no span of time"),
        ("leaf:xyz", 5, 3, "`xyz` is not hexadecimal"),
        ("has:wings", 4, 5, "`wings` is no property"),
        ("summary:good", 8, 4, "`good` is no verdict"),
        ("signer>=x", 0, 6, "`signer` is a text"),
        ("a /(/", 2, 3, "no regular expression: unclosed group"),
        ("\"open", 0, 5, "the quote is not closed"),
        ("x not:", 2, 4, "`not:` negates what follows, and nothing does"),
        ("/a{1000}{1000}{1000}/", 0, 21, "the regular expression is too large"),
    ] {
        let error = Filter::parse(filter).unwrap_err();
        assert!(error.message.starts_with(message), "{filter}: {error}");
        assert_eq!((error.at, error.length), (at, length), "{filter}: {error}");
    }
}

#[test]
fn every_example_of_the_help_can_be_read() {
    for field in FIELDS {
        assert!(Filter::parse(field.example).is_ok(), "{}", field.example);
        assert!(field.name == "not" || field.example.starts_with(field.name), "{}", field.name);
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(not:|-|!|\"|/|\\\\|sev|signer|:|>=|<|=|\\||[a-z0-9 ./]|\\PC){0,40}") {
        match Filter::parse(&text) {
            Ok(filter) => for row in rows() {
                filter.matches(&row);
            },
            Err(error) => {
                proptest::prop_assert!(text.is_char_boundary(error.at), "{}", error);
                proptest::prop_assert!(text.is_char_boundary(error.at.saturating_add(error.length)), "{}", error);
            }
        }
    }

    #[test]
    fn negation_selects_the_others(word in "[a-z]{1,3}") {
        let (plain, negated) = (Filter::parse(&word).unwrap(), Filter::parse(&format!("-{word}")).unwrap());
        for row in rows() {
            proptest::prop_assert_ne!(plain.matches(&row), negated.matches(&row));
        }
    }
}

#[test]
fn two_signatures_side_by_side_are_not_nested() {
    let mut row = signed("shim.efi", &signer(0x98, "Sample Tools Inc.", None), "2025-11-20T10:00:00Z");
    row.signatures = 2;
    let passes = |filter: &str| Filter::parse(filter).unwrap().matches(&row);
    assert!(passes("signatures>1") && passes("not:nested") && !passes("has:nested"));
}

#[test]
fn separators_alone_are_no_value() {
    for filter in ["ext:|", "signer:||"] {
        let error = Filter::parse(filter).unwrap_err().to_string();
        assert!(error.contains("needs a value"), "{error}");
    }
    assert_eq!(passing("ext:|dll"), ["helper.dll"]);
}
