//! Checks by the engine that runs the rules: YARA-X compiles what `sigscope ioc --format yara` writes, scans the
//! samples with it, and reads the metadata back. Needs minutes to build and is no part of the package.
#![allow(clippy::unwrap_used, reason = "a check that fails by panicking says where")]

use yara_x::{MetaValue, Rules, Scanner};

/// Compiles rules; panics with the engine's own report when they are refused or draw a warning.
pub fn compile(source: &str) -> Rules {
    let mut compiler = yara_x::Compiler::new();
    compiler.add_source(source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    assert!(compiler.warnings().is_empty(), "{:#?}\n{source}", compiler.warnings());
    compiler.build()
}

/// Names of the rules that match, sorted.
pub fn matching(rules: &Rules, bytes: &[u8]) -> Vec<String> {
    let mut scanner = Scanner::new(rules);
    let results = scanner.scan(bytes).unwrap();
    let mut names: Vec<String> = results.matching_rules().map(|rule| rule.identifier().to_owned()).collect();
    names.sort();
    names
}

/// The metadata of every rule, texts as the engine reads them.
pub fn metadata(rules: &Rules) -> Vec<(String, Vec<(String, String)>)> {
    rules
        .iter()
        .map(|rule| {
            let texts = rule.metadata().map(|(name, value)| (name.to_owned(), text(value))).collect();
            (rule.identifier().to_owned(), texts)
        })
        .collect()
}

fn text(value: MetaValue<'_>) -> String {
    match value {
        MetaValue::String(text) => text.to_owned(),
        MetaValue::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        other => panic!("{other:?} is no text"),
    }
}
