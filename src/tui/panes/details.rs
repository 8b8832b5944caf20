//! The fields of the selected node; the selected field is wrapped when it is longer than its line.

use crate::model::Analysis;
use crate::tui::app::FileEntry;
use crate::tui::row::{Role, Row};
use crate::tui::view::details::{Field, label_width, title};
use crate::tui::view::finding::wrap;
use crate::tui::widgets::canvas::Canvas;

/// The lines of a field: one, or all of it when it is selected.
pub fn lines(field: &Field, labels: usize, width: usize, whole: bool) -> Vec<Row> {
    if whole && !field.heading {
        let row = field.whole(labels);
        if row.left_width() > width {
            return wrap_value(field, labels, width);
        }
        return vec![row];
    }
    vec![field.row(labels, width)]
}

/// Number of lines of the selected field.
pub fn selected_lines(fields: &[Field], index: usize, width: usize) -> usize {
    fields.get(index).map_or(1, |field| lines(field, label_width(fields, width), width, true).len())
}

fn wrap_value(field: &Field, labels: usize, width: usize) -> Vec<Row> {
    let indent = labels.saturating_add(1);
    let mut value = field.whole(labels);
    let head: Vec<_> = value.left.drain(..value.left.len().min(2)).collect();
    let rows = wrap(&value, width.saturating_sub(indent));
    rows.into_iter()
        .enumerate()
        .map(|(index, row)| {
            let mut line = Row::new();
            if index == 0 {
                line.left.clone_from(&head);
            } else {
                line = line.own(" ".repeat(indent), Role::Plain);
            }
            line.then(row)
        })
        .collect()
}

/// Draws the fields.
pub fn render(canvas: &mut Canvas<'_>, analysis: &Analysis, file: &FileEntry, focused: bool) {
    let view = &file.view;
    let heading = Row::of("2 Details: ", Role::Plain).own(title(analysis, view.node), Role::Plain);
    let cursor = {
        let mut inside = canvas.framed(&heading, focused);
        let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
        let labels = label_width(&view.fields, width);
        let mut rows: Vec<(usize, usize, Row)> = Vec::new();
        let mut at = 0usize;
        let last = view.details_top.saturating_add(height);
        for (index, field) in view.fields.iter().enumerate() {
            if at >= last {
                break;
            }
            let selected = index == view.field;
            // Rows above the first visible one are counted, not made.
            if !selected && at < view.details_top {
                at = at.saturating_add(1);
                continue;
            }
            for (line, row) in lines(field, labels, width, selected && focused).into_iter().enumerate() {
                if at >= view.details_top && at < last {
                    rows.push((index, line, row));
                }
                at = at.saturating_add(1);
            }
        }
        for (y, (index, line, row)) in (0u16..).zip(&rows) {
            inside.row(y, row);
            if *index == view.field {
                if !focused {
                    inside.mark(y);
                } else if *line == view.field_line {
                    inside.select(y);
                }
            }
        }
        let shown = rows.last().map_or(0, |(index, ..)| index.saturating_add(1));
        let more = view.fields.len().saturating_sub(shown);
        if more > 0 {
            let note = format!(" ↓ {more} more ");
            let x = inside.width().saturating_sub(u16::try_from(note.chars().count()).unwrap_or(0));
            let style = inside.style(Role::Plain);
            let y = inside.height().saturating_sub(1);
            inside.put(x, y, &note, style);
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}
