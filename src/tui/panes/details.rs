//! The fields of the selected node; the selected field is whole.

use crate::model::Analysis;
use crate::tui::app::FileEntry;
use crate::tui::row::{Role, Row};
use crate::tui::view::details::title;
use crate::tui::view::details_lines::{label_widths, lines};
use crate::tui::widgets::canvas::Canvas;

/// Draws the fields.
pub fn render(canvas: &mut Canvas<'_>, analysis: &Analysis, file: &FileEntry, focused: bool) {
    let view = &file.view;
    let about = title(analysis, view.node);
    let room = usize::from(canvas.width()).saturating_sub(13);
    let about = if about.len() > room { about.rsplit(" / ").next().unwrap_or(&about) } else { &about };
    let heading = Row::of("2 Details: ", Role::Plain).own(about, Role::Plain);
    let more;
    let cursor = {
        let mut inside = canvas.framed(&heading, focused);
        let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
        let labels = label_widths(&view.fields, width);
        let mut rows: Vec<(usize, usize, Row)> = Vec::new();
        let mut at = 0usize;
        let last = view.details_top.saturating_add(height);
        for (index, (field, labels)) in view.fields.iter().zip(labels).enumerate() {
            if at >= last {
                break;
            }
            let whole = index == view.field && focused;
            for (line, row) in lines(field, labels, width, whole).into_iter().enumerate() {
                if at >= view.details_top && at < last {
                    rows.push((index, line, row));
                }
                at = at.saturating_add(1);
            }
        }
        let tall = rows.iter().filter(|(index, ..)| *index == view.field).count() >= height;
        for (y, (index, line, row)) in (0u16..).zip(&rows) {
            inside.row(y, row);
            if *index == view.field {
                if !focused {
                    inside.mark(y);
                } else if !tall || *line == view.field_line {
                    inside.select(y);
                }
            }
        }
        let shown = rows.last().map_or(0, |(index, ..)| index.saturating_add(1));
        more = view.fields.len().saturating_sub(shown);
        inside.cursor()
    };
    canvas.more_below(more);
    canvas.adopt_cursor(cursor);
}
