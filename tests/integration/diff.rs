//! `diff` as text and data: described by its JSON Schema, safe to print, and as the golden files have it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use sigscope::Policy;
use sigscope::compare::{compare, matrix};
use sigscope::model::Analysis;
use sigscope::report::{
    DIFF_JSON_SCHEMA, Header, JSON_SCHEMA, Style, TrustStoreSummary, diff_json, diff_text, matrix_json, matrix_text,
};
use sigscope::rules::{Family, all_rules};

use crate::golden::{AT, analyse, policy, samples};

/// The pairs of the golden files.
const PAIRS: [(&str, &str); 3] =
    [("short.exe", "short2.exe"), ("clean.exe", "transplanted.exe"), ("nested.exe", "unsigned.exe")];

fn header() -> Header {
    let summary = TrustStoreSummary { source: "test".to_owned(), as_of: None, anchors: 2 };
    Header::new(AT.parse().unwrap(), summary)
}

/// Only the rules about several files, so that the golden files hold what `diff` is about.
fn quiet() -> Policy {
    let mut policy = policy();
    let others = all_rules().filter(|rule| rule.family != Family::Comparison);
    policy.disabled_rules = others.map(|rule| rule.id.to_owned()).collect();
    policy
}

fn named(name: &str, policy: &Policy) -> Analysis {
    let path = samples().into_iter().find(|path| path.ends_with(name)).unwrap();
    analyse(&path, policy)
}

fn golden_path(left: &str, right: &str, extension: &str) -> PathBuf {
    let stem = |name: &str| name.split('.').next().unwrap().to_owned();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/diff");
    folder.join(format!("{}-{}.{extension}", stem(left), stem(right)))
}

/// The golden texts of one pair: for a reader, and the data without the two files themselves.
fn golden_texts(left: &str, right: &str) -> [(PathBuf, String); 2] {
    let policy = quiet();
    let (a, b) = (named(left, &policy), named(right, &policy));
    let comparison = compare(&a, &b, &policy);
    let mut json: Value = serde_json::from_str(&diff_json(&header(), &a, &b, &comparison).unwrap()).unwrap();
    for side in ["left", "right"] {
        let path = json[side]["path"].take();
        json[side] = path;
    }
    json["tool"].take();
    [
        (golden_path(left, right, "txt"), diff_text(&a, &b, &comparison, Style::default())),
        (golden_path(left, right, "json"), serde_json::to_string_pretty(&json).unwrap() + "\n"),
    ]
}

#[test]
fn diff_of_samples_is_as_the_golden_files_have_it() {
    for (left, right) in PAIRS {
        for (path, text) in golden_texts(left, right) {
            let golden = fs::read_to_string(&path).unwrap();
            assert!(golden == text, "{} differs: make it again and read the difference", path.display());
        }
    }
}

#[test]
#[ignore = "writes the golden files of diff"]
fn regenerate_diff_goldens() {
    for (left, right) in PAIRS {
        for (path, text) in golden_texts(left, right) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

/// What a validator has against a value, as `path: error`.
fn complaints(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(DIFF_JSON_SCHEMA).unwrap();
    let report = jsonschema::Resource::from_contents(serde_json::from_str(JSON_SCHEMA).unwrap()).unwrap();
    let validator = jsonschema::options().with_resource("urn:sigscope:report:1", report).build(&schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error:.300}", error.instance_path)).collect()
}

#[test]
fn schema_is_a_schema() {
    assert!(jsonschema::draft202012::meta::is_valid(&serde_json::from_str(DIFF_JSON_SCHEMA).unwrap()));
}

#[test]
fn json_of_each_pair_and_of_all_is_as_the_schema_says() {
    let policy = policy();
    let files: Vec<Analysis> = samples().iter().map(|path| analyse(path, &policy)).collect();
    for pair in files.windows(2) {
        let text = diff_json(&header(), &pair[0], &pair[1], &compare(&pair[0], &pair[1], &policy)).unwrap();
        let mut json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(complaints(&json), [""; 0]);
        json["relation"] = Value::from("friends");
        assert!(!complaints(&json).is_empty());
    }
    let all: Vec<&Analysis> = files.iter().collect();
    let json: Value = serde_json::from_str(&matrix_json(&header(), &all, &matrix(&all, &policy)).unwrap()).unwrap();
    assert_eq!(complaints(&json), [""; 0]);
    assert_eq!(json["cells"].as_array().unwrap().len(), all.len() * (all.len() - 1) / 2);
}

/// Controls but LF, direction, zero width.
fn is_obeyed(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(u32::from(character), 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
}

#[test]
fn no_comparison_holds_a_character_that_a_terminal_obeys() {
    let policy = policy();
    let (clean, hostile) = (named("clean.exe", &policy), named("hostile.exe", &policy));
    let files = [&clean, &hostile, &clean];
    let comparison = compare(&clean, &hostile, &policy);
    let style = Style { ascii: true, color: false };
    let texts = [
        diff_json(&header(), &clean, &hostile, &comparison).unwrap(),
        diff_text(&clean, &hostile, &comparison, Style::default()),
        matrix_text(&files, &matrix(&files, &policy), Style::default()),
    ];
    for text in texts {
        assert_eq!(text.chars().filter(|character| is_obeyed(*character)).collect::<String>(), "");
    }
    assert!(diff_text(&clean, &hostile, &comparison, style).is_ascii());
    assert!(matrix_text(&files, &matrix(&files, &policy), style).is_ascii());
}
