//! Reads the CSV data files that are built into the program: a header, then one fact a row.

use csv::{StringRecord, Trim};

/// Turns the rows of a built-in table into values; a row that is none is left out (a test counts them).
pub(super) fn rows<T>(text: &str, read: impl Fn(&StringRecord) -> Option<T>) -> Vec<T> {
    let mut table =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).trim(Trim::Fields).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut row = StringRecord::new();
    // Every round reads a row.
    while let Ok(true) = table.read_record(&mut row) {
        rows.extend(read(&row));
    }
    rows
}

/// Number of rows of a built-in table, whatever they say.
#[cfg(test)]
pub(super) fn count(text: &str) -> usize {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).count().saturating_sub(1)
}
