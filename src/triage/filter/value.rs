//! Values as they are typed: severities, times, spans, sizes, patterns.

use regex::{Regex, RegexBuilder};

use super::TextPattern;
use super::field::{Kind, SUMMARIES, TextField, Unit, rank};
use crate::model::{Instant, Severity};

/// Bytes that a compiled expression may take: a filter is typed, so a longer one is a mistake.
const EXPRESSION_SIZE: usize = 1 << 20;

/// Reads the value of a measure.
pub(super) fn number(text: &str, unit: Unit) -> Result<i64, String> {
    match unit {
        Unit::Severity => severity(text).ok_or_else(|| {
            format!("`{text}` is no severity: none, info, notice, warning, critical; or note, odd, warn, fail")
        }),
        Unit::Time => time(text).map(Instant::unix).ok_or_else(|| {
            format!("`{text}` is no time: write it like 2026, 2026-04, 2026-04-08 or 2026-04-08T12:34:56Z")
        }),
        Unit::Span => {
            scaled(text, &[("s", 1), ("min", 60), ("h", 3600), ("d", 86_400), ("w", 604_800), ("y", 31_536_000)])
                .ok_or_else(|| format!("`{text}` is no span of time: write it like 72h, 3d or 2y"))
        }
        Unit::Bytes => scaled(text, &[("", 1), ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30)])
            .ok_or_else(|| format!("`{text}` is no size: write it like 4096, 100k, 10M or 2G")),
        Unit::Count => scaled(text, &[("", 1)]).ok_or_else(|| format!("`{text}` is no number")),
    }
}

fn severity(text: &str) -> Option<i64> {
    let severity = match text.to_ascii_lowercase().as_str() {
        "none" => None,
        "info" | "note" => Some(Severity::Info),
        "notice" | "odd" => Some(Severity::Notice),
        "warning" | "warn" => Some(Severity::Warning),
        "critical" | "fail" => Some(Severity::Critical),
        _ => return None,
    };
    Some(rank(severity))
}

/// A moment, or the first one of a day, month or year.
pub(super) fn time(text: &str) -> Option<Instant> {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    full.parse().ok()
}

/// A whole number with a unit, without regard to case.
fn scaled(text: &str, units: &[(&str, i64)]) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(|character: char| !character.is_ascii_digit());
    let unit = lower.strip_prefix(digits)?;
    let (_, scale) = units.iter().find(|(name, _)| *name == unit)?;
    digits.parse::<i64>().ok()?.checked_mul(*scale)
}

/// The pattern for one alternative of a text field; with `exact` the whole value must be the same.
pub(super) fn text_pattern(field: TextField, text: &str, exact: bool) -> Result<TextPattern, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(TextPattern::Absent);
    }
    match field {
        TextField::Summary if !SUMMARIES.iter().any(|summary| summary.word() == text.to_ascii_lowercase()) => {
            let words: Vec<&str> = SUMMARIES.iter().map(|summary| summary.word()).collect();
            return Err(format!("`{text}` is no verdict: {}", words.join(", ")));
        }
        TextField::Timestamp if !["valid", "invalid", "cannot-tell"].contains(&text.to_ascii_lowercase().as_str()) => {
            return Err(format!("`{text}` is no state of a timestamp: valid, invalid, cannot-tell, none"));
        }
        _ => {}
    }
    let literal = match field.kind() {
        Kind::Hex => {
            let digits: String = text.chars().filter(|character| *character != ':').collect();
            if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(format!("`{text}` is not hexadecimal"));
            }
            digits
        }
        Kind::Part | Kind::Word => text.to_owned(),
    };
    let escaped = regex::escape(&literal);
    let whole = exact || field.kind() == Kind::Word;
    expression(&if whole { format!("^(?:{escaped})$") } else { escaped }).map(TextPattern::Found)
}

/// A text that may be anywhere in a value.
pub(super) fn literal(text: &str) -> Result<Regex, String> {
    expression(&regex::escape(text))
}

/// An expression, without regard to case.
pub(super) fn expression(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(EXPRESSION_SIZE).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
        // The first lines draw where the mistake is; the last one says what it is.
        error => {
            let words = error.to_string();
            let last = words.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            format!("no regular expression: {last}")
        }
    })
}
