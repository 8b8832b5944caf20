//! Fields as lines: a column of names, values that wrap beside it.
//!
//! In a wide pane every value wraps, up to [`MOST_LINES`]; in a narrow one a value has one line with its middle cut
//! out, a sentence up to [`PROSE_LINES`]. The selected field is always whole.

use super::details::Field;
use super::finding::wrap;
use crate::tui::row::{Role, Row};

/// Lines of a value that is not selected.
const MOST_LINES: usize = 6;

/// Lines of a sentence in a narrow pane: its middle is no less than its ends.
const PROSE_LINES: usize = 3;

/// Widest column of names.
const MOST_LABEL: usize = 22;

/// A pane narrower than this gives a value one line.
const NARROW: usize = 50;

/// Columns for the names of each field: names under one heading share a column.
pub fn label_widths(fields: &[Field], width: usize) -> Vec<usize> {
    let most = if width < NARROW { 10.min(width / 3) } else { MOST_LABEL.min(width / 3) };
    let mut widths = Vec::with_capacity(fields.len());
    for group in fields.split_inclusive(|field| field.heading) {
        let names = group.iter().filter(|field| !field.heading).map(|field| field.label.chars().count());
        let widest = names.filter(|name| *name <= most).max().unwrap_or(0).clamp(7.min(most), most);
        widths.extend(std::iter::repeat_n(widest, group.len()));
    }
    widths
}

/// The lines of a field; `whole` for the selected one.
pub fn lines(field: &Field, labels: usize, width: usize, whole: bool) -> Vec<Row> {
    if field.heading {
        return vec![Row::new().own(format!("── {} ", field.label), Role::Strong)];
    }
    let label = Row::new().own(field.label.clone(), Role::Label).column(labels.saturating_add(1));
    let indent = labels.saturating_add(1);
    let room = width.saturating_sub(label.left_width()).max(8);
    // A name longer than its column pushes its own value to the right, or has a line of its own.
    let below = label.left_width() > indent && room < width / 2;
    let text_room = if below { width.saturating_sub(indent).max(8) } else { room };
    let rows = if whole || fits(field, text_room, width) {
        wrap_beside(&field.whole(), room, below, width.saturating_sub(indent).max(8))
    } else {
        vec![field.cut(if whole || width >= NARROW { text_room } else { room })]
    };
    let below = below && (whole || width >= NARROW);
    let mut lines = Vec::with_capacity(rows.len().saturating_add(1));
    if below {
        lines.push(label.clone());
    }
    for (index, row) in rows.into_iter().enumerate() {
        if index == 0 && !below {
            lines.push(label.clone().then(row));
        } else {
            lines.push(Row::new().own(" ".repeat(indent), Role::Plain).then(row));
        }
    }
    lines
}

/// Tells whether a value that is not selected may be shown whole.
fn fits(field: &Field, room: usize, width: usize) -> bool {
    let size = field.value.chars().count().saturating_add(field.note.chars().count());
    let prose = !field.name && !field.url && field.value.matches(' ').count() > 3;
    let most = match (width < NARROW, prose) {
        (true, false) => 1,
        (true, true) => PROSE_LINES,
        (false, _) => MOST_LINES,
    };
    if size > room.saturating_mul(most) {
        return false;
    }
    wrap(&field.whole(), room).len() <= most
}

/// Wraps a value: the first line may be shorter than the others.
fn wrap_beside(value: &Row, first: usize, below: bool, others: usize) -> Vec<Row> {
    let first = if below { others } else { first };
    if first >= others {
        return wrap(value, others);
    }
    let mut rows = wrap(value, first);
    if rows.len() < 2 {
        return rows;
    }
    // What does not fit beside a long name starts anew below it, at the width of the other lines.
    let rest = rows.split_off(1).into_iter().fold(Row::new(), Row::then);
    rows.extend(wrap(&rest, others));
    rows
}

/// Number of lines of each field.
pub fn heights(fields: &[Field], width: usize, selected: Option<usize>) -> Vec<usize> {
    let labels = label_widths(fields, width);
    let whole = |index| selected == Some(index);
    fields
        .iter()
        .zip(labels)
        .enumerate()
        .map(|(index, (field, labels))| lines(field, labels, width, whole(index)).len())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.plain().trim_end().to_owned()).collect()
    }

    #[test]
    fn value_wraps_in_a_wide_pane_and_is_cut_in_a_narrow_one() {
        let field = Field::new("SHA-256", "0123456789abcdef".repeat(4));
        let wide = text(&lines(&field, 7, 52, false));
        assert_eq!(
            wide,
            [
                format!("SHA-256 {}", "0123456789abcdef0123456789abcdef0123456789ab"),
                format!("        {}", "cdef0123456789abcdef")
            ]
        );
        let narrow = text(&lines(&field, 7, 30, false));
        assert_eq!(narrow.len(), 1);
        assert!(narrow[0].contains('…'), "{narrow:?}");
    }

    #[test]
    fn selected_value_is_whole_at_every_width() {
        let field = Field::new("authorityKeyIdentifier", "keyid:0123456789abcdef0123456789abcdef").note("critical");
        for width in 12..120 {
            let all: String = text(&lines(&field, 7, width, true)).concat().replace(' ', "");
            assert!(all.contains("keyid:0123456789abcdef0123456789abcdef"), "{width}: {all}");
            assert!(all.contains("critical"), "{width}: {all}");
        }
    }

    #[test]
    fn remark_goes_before_the_value_does() {
        let field =
            Field::new("Durable", "1.3.6.1.4.1.311.97.99.1").note("Public Trust: stays when the certificate changes");
        let row = field.cut(28).plain();
        assert_eq!(row, "1.3.6.1.4.1.311.97.99.1");
    }

    #[test]
    fn sentence_wraps_in_a_narrow_pane_too() {
        let field = Field::new("Signature", "no certificate table; catalog signatures cannot be seen from the file");
        let rows = text(&lines(&field, 9, 37, false));
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert!(rows.concat().contains("seen from the file"), "{rows:?}");
    }

    #[test]
    fn names_under_one_heading_share_a_column() {
        let fields = [
            Field::new("Subject", "a"),
            Field::heading("Extensions"),
            Field::new("authorityKeyIdentifier", "b"),
            Field::new("keyUsage", "c"),
        ];
        assert_eq!(label_widths(&fields, 100), [7, 7, 22, 22]);
    }

    #[test]
    fn value_of_ten_thousand_characters_has_one_line_with_its_count() {
        let field = Field::new("Subject", "a".repeat(10_000));
        let rows = text(&lines(&field, 7, 100, false));
        assert_eq!(rows.len(), 1);
        assert!(rows[0].contains("(10 000 chars)"), "{rows:?}");
    }

    #[test]
    fn serial_number_breaks_between_bytes() {
        let field = Field::new("Serial", ["ab"; 16].join(":"));
        for row in text(&lines(&field, 7, 40, true)) {
            let value = row.trim_start_matches("Serial").trim();
            assert!(value.trim_end_matches(':').split(':').all(|byte| byte == "ab"), "{row}");
        }
    }
}
