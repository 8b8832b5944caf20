//! JSON: everything that is known of each value, schema `sigscope-ioc/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::RenderOptions;
use crate::ioc::basket::{Basket, Entry};
use crate::ioc::value::Value;
use crate::model::{Analysis, Assessment, DigestAlgorithm, HexBytes, Instant, Summary, Thumbprint};
use crate::report::{Tool, to_json};

/// Name and version of the JSON contract.
pub const IOC_SCHEMA: &str = "sigscope-ioc/1";

/// The JSON Schema of the document.
pub const JSON_SCHEMA: &str = include_str!("../../../assets/reference/ioc.schema.json");

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    made_at: Instant,
    files: Vec<File<'a>>,
    values: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    path_bytes: Option<&'a HexBytes>,
    size: u64,
    sha256: Option<&'a HexBytes>,
    assessment: Assessment,
    verdict: Summary,
}

#[derive(Serialize)]
struct Row<'a> {
    name: String,
    kind: &'static str,
    party: Option<&'static str>,
    part: Option<&'a str>,
    algorithm: Option<DigestAlgorithm>,
    label: String,
    value: &'a str,
    spellings: BTreeMap<&'static str, String>,
    shared: bool,
    origins: Vec<Find>,
}

#[derive(Serialize)]
struct Find {
    file: usize,
    signature: Option<usize>,
    certificate: Option<Thumbprint>,
    offset: Option<u64>,
    length: Option<u64>,
}

/// The document, with invisible characters as `\u`.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let document = Document {
        schema: IOC_SCHEMA,
        tool: Tool { name: "sigscope".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        made_at: options.at,
        files: basket.files().iter().map(|file| file_of(file)).collect(),
        values: basket.ordered().map(|entry| row(basket, entry)).collect(),
    };
    line_ended(to_json(&document).unwrap_or_default())
}

/// A text that ends with one line break.
pub(super) fn line_ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn file_of(file: &Analysis) -> File<'_> {
    File {
        path: &file.path,
        path_bytes: file.path_bytes.as_ref(),
        size: file.size,
        sha256: file.hashes.sha256.as_ref(),
        assessment: file.assessment,
        verdict: file.verdict.summary,
    }
}

fn row<'a>(basket: &Basket, entry: &'a Entry) -> Row<'a> {
    let value: &Value = &entry.value;
    Row {
        name: value.id.name(),
        kind: value.kind().name(),
        party: value.id.party.map(super::Party::name),
        part: value.id.part.as_deref(),
        algorithm: value.id.algorithm,
        label: value.id.label(),
        value: &value.text,
        spellings: value.spellings().into_iter().map(|spelling| (spelling.form.name(), spelling.text)).collect(),
        shared: basket.is_shared(entry),
        origins: entry
            .origins
            .iter()
            .map(|(file, origin)| Find {
                file: *file,
                signature: origin.signature,
                certificate: origin.certificate,
                offset: origin.location.map(|location| location.offset),
                length: origin.location.map(|location| location.length),
            })
            .collect(),
    }
}
