//! The analysis without a terminal: JSON, NDJSON, CSV, Markdown, text.
//!
//! In: one [`Analysis`] after the other. Out: bytes to any writer, each record as soon as it is given; nothing is
//! collected. Which files, in which order, is left to `batch`; the exit status to the command line.

mod csv;
mod diff;
mod duration;
#[cfg(test)]
pub(crate) mod example;
mod formula;
mod header;
mod json;
mod markdown;
mod row;
mod schema;
mod text;
mod wrap;

use std::io::{self, Write};

pub use self::csv::CsvReport;
pub use diff::{DIFF_JSON_SCHEMA, DIFF_SCHEMA, MATRIX_SCHEMA, diff_json, matrix_json};
pub use duration::in_words;
pub use formula::guarded;
pub use header::{Header, SCHEMA, Tool, TrustStoreSummary};
pub use json::{JsonReport, NdjsonReport, to_json};
pub use markdown::{MarkdownReport, code_span};
pub use row::{COLUMNS, Row, rows, shown_path};
pub use schema::JSON_SCHEMA;
pub use text::{Style, TextReport, diff_text, matrix_text, supposed_text};
pub use wrap::wrapped;

use crate::model::Analysis;

/// Writes analyses one after the other.
///
/// A record's bytes do not depend on those before it, so that many threads can render at once.
pub trait Report: Send + Sync {
    /// Writes what stands before the first record.
    ///
    /// # Errors
    /// What the writer reports.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one record.
    ///
    /// # Errors
    /// What the writer reports.
    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()>;

    /// What stands between two records.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Says under which circumstances the records that follow were made. A format that names none ignores it.
    fn continue_under(&mut self, _header: Header) {}

    /// Writes what stands behind the last record; `any` tells whether there was one.
    ///
    /// # Errors
    /// What the writer reports.
    fn end(&self, any: bool, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes a whole report of these files.
///
/// # Errors
/// What the writer reports.
pub fn write_report(report: &dyn Report, files: &[Analysis], out: &mut dyn Write) -> io::Result<()> {
    report.begin(out)?;
    for (number, file) in files.iter().enumerate() {
        if number > 0 {
            out.write_all(report.separator().as_bytes())?;
        }
        report.record(file, out)?;
    }
    report.end(!files.is_empty(), out)
}
