//! Takes a CSV apart: records of one or more lines, and their fields.
//!
//! Read leniently: `"a", "b"` of abuse.ch, in which a blank stands before a quotation mark, and a quotation mark that is
//! never closed, which costs its own line and not the rest of the list.

use std::borrow::Cow;

/// Most lines of one record: a quoted field may hold line breaks.
const MAX_LINES: usize = 64;

/// A record, without its end of line, and the number of its first line.
pub(super) type Record<'a> = (u64, &'a str);

/// The records of a text whose first line has this number.
pub(super) fn records(text: &str, first: u64) -> impl Iterator<Item = Record<'_>> {
    let mut rest = text;
    let mut line = first;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let length = record_length(rest);
        let (record, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let number = line;
        let breaks = if record.contains('"') { record.matches('\n').count() } else { 1 };
        line = line.saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX));
        rest = after;
        Some((number, record.trim_end_matches(['\n', '\r'])))
    })
}

/// Bytes up to the end of the line on which every quotation mark is closed; the first line when none does that.
fn record_length(text: &str) -> usize {
    let mut length = 0usize;
    let mut open = false;
    let mut first = None;
    for line in text.split_inclusive('\n').take(MAX_LINES) {
        length = length.saturating_add(line.len());
        let comment = first.is_none() && line.starts_with('#');
        // A quotation mark is the rare case, and the search for one is quick.
        if !comment && line.contains('"') {
            open ^= line.matches('"').count() % 2 == 1;
        }
        if !open {
            return length;
        }
        first.get_or_insert(length);
    }
    first.unwrap_or(length)
}

/// The fields of a record, blanks around them left out.
///
/// # Errors
/// When a quotation mark is not closed.
pub(super) fn fields<'a>(record: &'a str, fields: &mut Vec<Cow<'a, str>>) -> Result<(), &'static str> {
    fields.clear();
    if !record.contains('"') {
        fields.extend(record.split(',').map(|field| Cow::Borrowed(field.trim())));
        return Ok(());
    }
    let mut rest = Some(record);
    while let Some(text) = rest {
        let text = text.trim_start();
        let Some(quoted) = text.strip_prefix('"') else {
            let (field, after) = text.split_once(',').map_or((text, None), |(field, after)| (field, Some(after)));
            fields.push(Cow::Borrowed(field.trim().trim_matches('"').trim()));
            rest = after;
            continue;
        };
        let end = closing_quote(quoted).ok_or("a quotation mark is not closed")?;
        let (field, after) = quoted.split_at_checked(end).unwrap_or((quoted, ""));
        let field = field.trim();
        fields.push(if field.contains('"') { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) });
        rest = after.split_once(',').map(|(_, after)| after);
    }
    Ok(())
}

/// Where the quotation mark is that closes a field: one that is not doubled.
fn closing_quote(text: &str) -> Option<usize> {
    let mut marks = text.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = marks.next() {
        if marks.next_if_eq(&at.saturating_add(1)).is_none() {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        let mut split = Vec::new();
        records(text, 1)
            .map(|(line, record)| {
                let result = fields(record, &mut split);
                (line, result.map(|()| split.iter().map(ToString::to_string).collect()))
            })
            .collect()
    }

    #[test]
    fn quoted_fields_hold_commas_marks_and_line_breaks() {
        let read = read("a, b ,c\r\n\"x, y\", \"say \"\"no\"\"\",z\n\"two\nlines\",w\nlast");
        let words = |words: &[&str]| Ok(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(
            read,
            [
                (1, words(&["a", "b", "c"])),
                (2, words(&["x, y", "say \"no\"", "z"])),
                (3, words(&["two\nlines", "w"])),
                (5, words(&["last"])),
            ]
        );
    }

    #[test]
    fn mark_that_is_never_closed_costs_its_line_alone() {
        let read = read("a,\"b\nc,d\n");
        assert_eq!(read[0], (1, Err("a quotation mark is not closed")));
        assert_eq!(read[1], (2, Ok(vec!["c".to_owned(), "d".to_owned()])));
    }

    #[test]
    fn apostrophes_in_comments_open_nothing() {
        assert_eq!(read("# 17\" screens\na\n").len(), 2);
    }
}
