//! The report of every sample: described by the JSON Schema, and safe to print.

use serde_json::Value;
use sigscope::model::Analysis;
use sigscope::report::{Header, JSON_SCHEMA, JsonReport, NdjsonReport, Report, TrustStoreSummary, write_report};

use crate::golden::{AT, analyse, policy, samples};

fn header() -> Header {
    let store = policy().store;
    let (source, as_of, anchors) = (store.source(), store.as_of(), store.anchor_count());
    Header::new(AT.parse().unwrap(), TrustStoreSummary { source, as_of, anchors })
}

fn analyses() -> Vec<Analysis> {
    let policy = policy();
    samples().iter().map(|path| analyse(path, &policy)).collect()
}

fn written(report: &dyn Report, files: &[Analysis]) -> String {
    let mut out = Vec::new();
    write_report(report, files, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The schema of the report.
pub fn schema() -> Value {
    serde_json::from_str(JSON_SCHEMA).unwrap()
}

/// What a validator has against a value, as `path: error`.
pub fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error:.300}", error.instance_path)).collect()
}

#[test]
fn schema_is_a_schema_and_describes_every_member() {
    let schema = schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let mut without = Vec::new();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (member, value) in definition["properties"].as_object().into_iter().flatten() {
            let described = value["description"].as_str().is_some_and(|text| text.len() > 3) || name == "record";
            if !described && member != "kind" {
                without.push(format!("{name}.{member}"));
            }
        }
    }
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn json_report_of_all_samples_is_as_the_schema_says() {
    let text = written(&JsonReport::new(header()), &analyses());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["files"].as_array().unwrap().len(), samples().len());
    assert_eq!(complaints(&schema(), &report), [""; 0]);
}

#[test]
fn each_line_of_ndjson_is_as_the_schema_says() {
    let mut schema = schema();
    let record = serde_json::json!({"$ref": "#/$defs/record"});
    let top = schema.as_object_mut().unwrap();
    top.retain(|key, _| key == "$schema" || key == "$id" || key == "$defs");
    top.extend(record.as_object().unwrap().clone());
    for line in written(&NdjsonReport::new(header()), &analyses()).lines() {
        assert_eq!(complaints(&schema, &serde_json::from_str(line).unwrap()), [""; 0]);
    }
}

#[test]
fn schema_rejects_what_the_contract_does_not_know() {
    let mut report: Value = serde_json::from_str(&written(&JsonReport::new(header()), &analyses())).unwrap();
    for (pointer, wrong) in [
        ("/files/0/assessment", "SAFE"),
        ("/files/1/verdict/summary", "good"),
        ("/files/1/signatures/0/outcomes/0/check", "vibes"),
        ("/files/1/certificates/0/sha256", "ABCD"),
        ("/evaluated_at", "yesterday"),
    ] {
        let place = report.pointer_mut(pointer).unwrap();
        let right = std::mem::replace(place, Value::from(wrong));
        assert!(!complaints(&schema(), &report).is_empty(), "{pointer}");
        *report.pointer_mut(pointer).unwrap() = right;
    }
    report["files"][0]["surprise"] = Value::from(1);
    assert!(!complaints(&schema(), &report).is_empty());
}

#[test]
fn no_report_holds_a_character_that_a_terminal_obeys() {
    let files = analyses();
    let reports: Vec<Box<dyn Report>> = vec![
        Box::new(JsonReport::new(header())),
        Box::new(NdjsonReport::new(header())),
        Box::new(sigscope::report::CsvReport::default()),
        Box::new(sigscope::report::MarkdownReport::default()),
        Box::new(sigscope::report::TextReport::new(header(), sigscope::report::Style::default())),
    ];
    for report in &reports {
        let text = written(report.as_ref(), &files);
        let bad: Vec<char> = text.chars().filter(|character| is_obeyed(*character)).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}

/// Controls but LF, direction, zero width.
fn is_obeyed(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(u32::from(character), 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
}

#[test]
fn ascii_report_is_ascii() {
    let style = sigscope::report::Style { ascii: true, color: false };
    let text = written(&sigscope::report::TextReport::new(header(), style), &analyses());
    assert!(text.is_ascii());
}
