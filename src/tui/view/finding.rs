//! A finding in one line, in a table row, and in full.

use super::token::Token;
use crate::model::{Analysis, Finding};
use crate::rules::{Rule, find_rule};
use crate::text::defang;
use crate::tui::row::{Piece, Role, Row};

/// One line: mark, code, title.
pub fn line(finding: &Finding, with_code: bool) -> Row {
    let token = Token::from(finding.severity);
    let mut row = token.row().fixed(" ", Role::Plain).own(format!("{:<5}", token.word()), token.role());
    if with_code {
        row = row.own(format!("{}  ", finding.id), Role::Strong);
    }
    row.shown(&defang(&finding.title), Role::Plain)
}

/// Where a finding lies, in words.
pub fn place(analysis: &Analysis, finding: &Finding) -> String {
    let signature = finding.signature.map(|index| format!("sig {}", index.saturating_add(1)));
    let certificate = finding.certificate.and_then(|thumbprint| analysis.certificate(thumbprint));
    let part =
        certificate.and_then(|certificate| certificate.roles.first()).map(|role| format!("{role:?}").to_lowercase());
    match (signature, part) {
        (Some(signature), Some(part)) => format!("{signature} {part}"),
        (Some(signature), None) => signature,
        (None, Some(part)) => part,
        (None, None) => "file".to_owned(),
    }
}

/// The title row of the table on wide screens, and the columns that its rows use.
pub fn table_columns(width: usize) -> [usize; 5] {
    let rest = width.saturating_sub(60);
    let what = rest.saturating_mul(7) / 20;
    let why = rest.saturating_mul(7) / 20;
    [10, 47, 60, 60usize.saturating_add(what), 60usize.saturating_add(what).saturating_add(why)]
}

/// The heading of the table.
pub fn table_head(width: usize) -> Row {
    let [code, place, what, why, harmless] = table_columns(width);
    Row::of("SEV", Role::Label)
        .column(code)
        .fixed("CODE", Role::Label)
        .column(place)
        .fixed("WHERE", Role::Label)
        .column(what)
        .fixed("WHAT", Role::Label)
        .column(why)
        .fixed("WHY IT MATTERS", Role::Label)
        .column(harmless)
        .fixed("BENIGN EXPLANATION", Role::Label)
}

/// A row of the table.
pub fn table_row(analysis: &Analysis, finding: &Finding, width: usize) -> Row {
    let [code, at, what, why, harmless] = table_columns(width);
    let token = Token::from(finding.severity);
    let rule = find_rule(&finding.id);
    let room = |from: usize, to: usize| to.saturating_sub(from).saturating_sub(2);
    let text = |get: fn(&Rule) -> &'static str| rule.map_or("", get);
    token
        .row()
        .own(format!(" {}", token.word()), token.role())
        .column(code)
        .shown_within(&finding.id, room(code, at), Role::Strong)
        .column(at)
        .own(crate::tui::row::cut(&place(analysis, finding), room(at, what)), Role::Plain)
        .column(what)
        .beginning(&defang(&finding.title), room(what, why), Role::Plain)
        .column(why)
        .beginning(text(|rule| rule.why), room(why, harmless), Role::Plain)
        .column(harmless)
        .beginning(text(|rule| rule.harmless), width.saturating_sub(harmless), Role::Plain)
}

/// The lines under a selected finding: why it matters and when it is harmless, in one line when both have room.
pub fn reason_lines(finding: &Finding, width: usize) -> Vec<Row> {
    let Some(rule) = find_rule(&finding.id) else { return Vec::new() };
    let (why, benign) = (Row::of("     why: ", Role::Label), Row::of("     benign: ", Role::Label));
    let one = why.clone().own(rule.why, Role::Plain).fixed("   benign: ", Role::Label).own(rule.harmless, Role::Plain);
    if one.left_width() <= width {
        return vec![one];
    }
    [(why, rule.why), (benign, rule.harmless)]
        .map(|(label, text)| {
            let room = width.saturating_sub(label.left_width());
            label.beginning(text, room, Role::Plain)
        })
        .to_vec()
}

/// The finding in full, wrapped to `width` columns.
pub fn full(analysis: &Analysis, finding: &Finding, width: usize) -> Vec<Row> {
    let mut rows = wrap(&line(finding, true), width);
    let mut section = |title: &'static str, body: Row| {
        rows.push(Row::new());
        rows.push(Row::of(title, Role::Strong));
        rows.extend(wrap(&body, width));
    };
    let mut observed = Row::new().shown(&defang(&finding.detail), Role::Plain);
    if finding.detail.is_empty() {
        observed = Row::new().shown(&defang(&finding.title), Role::Plain);
    }
    observed = observed.own(format!("  ({}", place(analysis, finding)), Role::Plain);
    observed = match finding.location() {
        Some(range) => observed.own(format!(", 0x{:x}+{})", range.offset, range.length), Role::Plain),
        None => observed.fixed(")", Role::Plain),
    };
    section("what was observed", observed);
    match find_rule(&finding.id) {
        Some(rule) => {
            section("what the rule asks", Row::new().own(rule.what, Role::Plain));
            section("why it matters", Row::new().own(rule.why, Role::Plain));
            section("benign explanation", Row::new().own(rule.harmless, Role::Plain));
            section("verify by hand", Row::new().own(rule.verify, Role::Plain));
            let sources: Vec<String> = rule.sources.iter().map(ToString::to_string).collect();
            section("sources", Row::new().own(sources.join("; "), Role::Plain));
        }
        None => section("rule", Row::of("this version does not know the rule", Role::Plain)),
    }
    rows.push(Row::new());
    rows.push(Row::new().own(format!("severity {}, confidence {}", finding.severity, finding.confidence), Role::Plain));
    rows
}

/// Breaks a row at blanks, else anywhere, into rows of at most `width` columns.
pub fn wrap(row: &Row, width: usize) -> Vec<Row> {
    let width = width.max(1);
    let mut rows = Vec::new();
    let mut current = Row::new();
    for (index, piece) in row.left.iter().enumerate() {
        let next = row.left.get(index.saturating_add(1)).map_or("", Piece::text);
        let mut words = split_words(piece.text()).peekable();
        while let Some(word) = words.next() {
            let mut rest = word;
            let used = current.left_width();
            // The punctuation behind the last word stays with it.
            let glued = if words.peek().is_none() && !word.ends_with(' ') && width > 4 { punctuation(next) } else { 0 };
            let size = unicode_width::UnicodeWidthStr::width(rest.trim_end());
            // A hash is no word that a line break would spoil: it begins where there is room.
            let hash = size > width / 2 && size >= 32 && rest.trim_end().bytes().all(|byte| byte.is_ascii_hexdigit());
            let whole = size.saturating_add(glued);
            if used > 0 && used.saturating_add(whole) > width && whole <= width && !hash {
                rows.push(std::mem::take(&mut current));
            }
            loop {
                let room = width.saturating_sub(current.left_width());
                let mut fits = crate::tui::row::cut(rest, room);
                if glued > 0 && fits.len() == rest.len() {
                    let ends = unicode_width::UnicodeWidthStr::width(rest).saturating_add(glued) <= room;
                    fits = if ends { fits } else { crate::tui::row::cut(rest, room.saturating_sub(glued)) };
                }
                if fits.len() == rest.len() || rest.trim_end().len() <= fits.len() {
                    current = current.piece(fits, piece.role);
                    break;
                }
                if fits.is_empty() && current.left.is_empty() {
                    break;
                }
                current = current.piece(fits, piece.role);
                rows.push(std::mem::take(&mut current));
                rest = rest.get(fits.len()..).unwrap_or_default();
            }
        }
    }
    if !current.left.is_empty() || rows.is_empty() {
        rows.push(current);
    }
    rows
}

/// Columns of the punctuation that a text begins with, when it is one or two characters.
fn punctuation(text: &str) -> usize {
    let count = text.chars().take_while(|character| matches!(character, ';' | ',' | '.' | ':' | ')')).count();
    if count <= 2 { count } else { 0 }
}

/// The parts of a text that stay on one line when they fit: words, the bytes of a serial number, the arcs of an OID.
fn split_words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ').flat_map(|word| {
        let mut bytes = word.trim_end().split(':');
        let serial = word.len() > 8 && bytes.all(|byte| byte.len() == 2 && byte.bytes().all(|b| b.is_ascii_hexdigit()));
        let arcs = word.trim_end().split('.').filter(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()));
        let oid = arcs.count() > 4 && word.trim_end().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        word.split_inclusive(move |character| (serial && character == ':') || (oid && character == '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_break_at_blanks_and_long_words_where_the_row_is_full() {
        let row = Row::new().own("one two abcdefghij", Role::Plain);
        let rows: Vec<String> = wrap(&row, 5).iter().map(|row| row.plain().trim_end().to_owned()).collect();
        assert_eq!(rows, ["one", "two a", "bcdef", "ghij"]);
    }

    #[test]
    fn addresses_in_a_finding_are_shown_defanged() {
        let analysis = crate::report::example::signed("a.exe", 1);
        let mut finding = crate::report::example::finding("X", crate::model::Severity::Notice, None);
        finding.title = "asks http://crl.example/a.crl".to_owned();
        finding.detail = "saw https://www.example/b".to_owned();
        let rows: String = full(&analysis, &finding, 80).iter().map(Row::plain).collect();
        assert!(rows.contains("hxxp://crl[.]example/a.crl") && rows.contains("hxxps://www[.]example/b"), "{rows}");
        assert!(!rows.contains("http://crl.example") && !rows.contains("https://www.example"), "{rows}");
    }

    #[test]
    fn wrapping_keeps_every_character() {
        let text = "ab".repeat(5_000);
        let rows = wrap(&Row::new().own(text.clone(), Role::Plain), 37);
        assert_eq!(rows.iter().map(Row::plain).collect::<String>(), text);
        assert!(rows.iter().all(|row| row.left_width() <= 37));
    }
}
