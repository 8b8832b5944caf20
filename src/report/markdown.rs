//! A Markdown table: one row a signature.

use std::io::{self, Write};

use super::{COLUMNS, Report, rows};
use crate::model::Analysis;

/// A table for a ticket or a chat.
#[derive(Debug, Default)]
pub struct MarkdownReport {}

impl Report for MarkdownReport {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "| {} |\n|{}", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()))
    }

    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        for row in rows(analysis) {
            let cells: Vec<String> = row.cells.iter().map(|cell| code_span(cell)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    fn end(&self, _any: bool, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A cell as a code span, in which nothing is markup (CommonMark 6.1); a bar is escaped for the table (GFM 4.10).
pub fn code_span(cell: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    let longest = cell.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1));
    let pad = if cell.starts_with('`') || cell.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", cell.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{analysis, written};

    #[test]
    fn table_has_a_header_and_one_row() {
        let text = written(&MarkdownReport::default(), &[analysis("a|b.exe")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("| path | sha256 | assessment |"));
        assert!(lines[2].starts_with("| `a\\|b.exe` |  | `REVIEW` | `unsigned` |"), "{}", lines[2]);
    }

    #[test]
    fn markup_in_a_cell_stays_text() {
        assert_eq!(code_span("<b>*x*</b>"), "`<b>*x*</b>`");
        assert_eq!(code_span("a`b"), "``a`b``");
        assert_eq!(code_span("`"), "`` ` ``");
    }
}
