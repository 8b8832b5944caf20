//! The comparison as data: `diff --format json`.

use std::io;

use serde::Serialize;

use super::header::{Header, Tool, TrustStoreSummary};
use super::json::to_json;
use crate::compare::{Comparison, Matrix};
use crate::model::{Analysis, Instant};

/// Name and version of the JSON contract of two files.
pub const DIFF_SCHEMA: &str = "sigscope-diff/1";

/// Name and version of the JSON contract of more than two files.
pub const MATRIX_SCHEMA: &str = "sigscope-matrix/1";

/// JSON Schema 2020-12 of `diff --format json`: `$defs/diff` of two files, `$defs/matrix` of more. The files
/// themselves are described by the schema of the report.
pub const DIFF_JSON_SCHEMA: &str = include_str!("../../assets/reference/diff.schema.json");

/// What stands before the result.
#[derive(Serialize)]
struct Circumstances<'a> {
    schema: &'static str,
    tool: &'a Tool,
    evaluated_at: Instant,
    trust_store: &'a TrustStoreSummary,
}

impl<'a> Circumstances<'a> {
    const fn new(schema: &'static str, header: &'a Header) -> Self {
        Self { schema, tool: &header.tool, evaluated_at: header.evaluated_at, trust_store: &header.trust_store }
    }
}

/// Two files, as one pretty-printed object that ends in a line break.
///
/// # Errors
/// When a value cannot be serialised.
pub fn diff_json(header: &Header, left: &Analysis, right: &Analysis, comparison: &Comparison) -> io::Result<String> {
    #[derive(Serialize)]
    struct Diff<'a> {
        #[serde(flatten)]
        circumstances: Circumstances<'a>,
        left: &'a Analysis,
        right: &'a Analysis,
        #[serde(flatten)]
        comparison: &'a Comparison,
    }
    let circumstances = Circumstances::new(DIFF_SCHEMA, header);
    Ok(to_json(&Diff { circumstances, left, right, comparison })? + "\n")
}

/// More than two files, as one pretty-printed object that ends in a line break.
///
/// # Errors
/// When a value cannot be serialised.
pub fn matrix_json(header: &Header, files: &[&Analysis], matrix: &Matrix) -> io::Result<String> {
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        circumstances: Circumstances<'a>,
        files: &'a [&'a Analysis],
        #[serde(flatten)]
        matrix: &'a Matrix,
    }
    let circumstances = Circumstances::new(MATRIX_SCHEMA, header);
    Ok(to_json(&Whole { circumstances, files, matrix })? + "\n")
}
