//! Values to the exact bytes that are copied. No byte below 0x20 but LF, no DEL, C1, bidi or zero-width character.

use serde_json::json;

use super::copy::CopyField;
use crate::text::{Untrusted, classify, defang};
use crate::tui::app::Format;

/// Writes the values of some files in a format.
pub fn render(files: &[(String, Vec<CopyField>)], format: Format) -> String {
    match format {
        Format::Plain => lines(files, visible),
        Format::Defanged => lines(files, |value| defang(&visible(value))),
        Format::Markdown => markdown(files),
        Format::Csv => csv(files),
        Format::Json => json_text(files),
    }
}

/// A single value as `Y` copies it: what is dangerous in a terminal is escaped, the rest stays as it is.
///
/// Backslashes are doubled only where something is escaped, so that a path without escapes can be used.
pub fn visible(value: &str) -> String {
    if value.chars().all(|character| classify(character).is_none()) {
        return value.to_owned();
    }
    Untrusted(value).shown().text
}

/// Every value once, in the order of the files; a single value has no line end.
fn lines(files: &[(String, Vec<CopyField>)], write: impl Fn(&str) -> String) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (_, fields) in files {
        for field in fields {
            let line = write(&field.value);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.join("\n")
}

fn markdown(files: &[(String, Vec<CopyField>)]) -> String {
    let mut text = String::from("| file | field | value |\n|---|---|---|\n");
    for (path, fields) in files {
        for field in fields {
            text.push_str(&format!("| {} | {} | {} |\n", code_span(path), field.label, code_span(&field.value)));
        }
    }
    text
}

/// A code span that ends where it should whatever is in it: one backtick more than the longest run inside.
fn code_span(value: &str) -> String {
    let value = visible(value).replace('|', "\\|");
    let longest = value.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1));
    let space = if value.starts_with('`') || value.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{value}{space}{fence}")
}

fn csv(files: &[(String, Vec<CopyField>)]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut rows = vec![["file".to_owned(), "field".to_owned(), "algorithm".to_owned(), "value".to_owned()]];
    for (path, fields) in files {
        for field in fields {
            rows.push([
                disarmed(path),
                field.key.to_owned(),
                field.algorithm.unwrap_or_default().to_owned(),
                disarmed(&field.value),
            ]);
        }
    }
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record(row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula.
fn disarmed(value: &str) -> String {
    let value = visible(value);
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value }
}

fn json_text(files: &[(String, Vec<CopyField>)]) -> String {
    let files: Vec<serde_json::Value> = files
        .iter()
        .map(|(path, fields)| {
            let values: Vec<serde_json::Value> = fields
                .iter()
                .map(|field| json!({ "kind": field.key, "algorithm": field.algorithm, "value": field.value }))
                .collect();
            json!({ "path": path, "values": values })
        })
        .collect();
    let document = json!({ "schema": "sigscope-ioc/1", "files": files });
    let mut text = String::new();
    for character in serde_json::to_string_pretty(&document).unwrap_or_default().chars() {
        if character == '\n' || classify(character).is_none() {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: &str) -> Vec<(String, Vec<CopyField>)> {
        let field = CopyField { key: "k", label: "l", algorithm: None, value: value.to_owned(), on: true };
        vec![("a.exe".to_owned(), vec![field])]
    }

    #[test]
    fn single_value_has_no_line_end_and_no_control_character() {
        assert_eq!(render(&one("a\u{1b}]52;c;\u{202e}"), Format::Plain), "a\\x1b]52;c;\\u{202e}");
    }

    #[test]
    fn formula_is_disarmed_in_csv_and_kept_elsewhere() {
        assert!(render(&one("=HYPERLINK(1)"), Format::Csv).contains("'=HYPERLINK(1)"));
        assert_eq!(render(&one("=1"), Format::Plain), "=1");
    }

    #[test]
    fn json_escapes_what_cannot_be_seen() {
        let text = render(&one("a\u{202e}b\u{e0041}"), Format::Json);
        assert!(text.contains("a\\u202eb\\udb40\\udc41"), "{text}");
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["files"][0]["values"][0]["value"], "a\u{202e}b\u{e0041}");
    }

    #[test]
    fn markdown_code_span_survives_backticks_and_bars() {
        assert!(render(&one("a``b|c"), Format::Markdown).contains("```a``b\\|c```"));
    }

    #[test]
    fn defanged_url_cannot_be_clicked() {
        assert!(render(&one("https://evil.example/a"), Format::Defanged).starts_with("hxxps://evil[.]example"));
    }
}
