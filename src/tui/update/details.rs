//! Selection in Details.

use super::sample::{set_focus, step, with};
use crate::tui::action::Command;
use crate::tui::app::{App, Pane};
use crate::tui::screen::layout;
use crate::tui::view::details_lines::heights;
use crate::tui::widgets::scroll::Scroll;

/// Moves in Details.
pub fn move_details(app: &mut App, command: Command) {
    let areas = layout(app);
    let (width, rows) = (areas.columns(Pane::Details), areas.rows(Pane::Details));
    if command == Command::Left {
        return set_focus(app, Pane::Signatures);
    }
    with(app, |file| {
        let view = &mut file.view;
        let lines = heights(&view.fields, width, Some(view.field)).get(view.field).copied().unwrap_or(1);
        // Lines are walked one by one only in a field that is taller than the pane.
        let last_line = if lines > rows { lines.saturating_sub(1) } else { 0 };
        let count = view.fields.len();
        view.stale = true;
        match command {
            Command::Down if view.field_line < last_line => {
                view.field_line = view.field_line.saturating_add(1);
                return;
            }
            Command::Up if view.field_line > 0 => {
                view.field_line = view.field_line.saturating_sub(1);
                return;
            }
            Command::PageDown | Command::HalfPageDown if view.field_line < last_line => {
                view.field_line = view.field_line.saturating_add(rows.max(1)).min(last_line);
                return;
            }
            Command::PageUp | Command::HalfPageUp if view.field_line > 0 => {
                view.field_line = view.field_line.saturating_sub(rows.max(1));
                return;
            }
            Command::Last if view.field_line < last_line => {
                view.field_line = last_line;
                return;
            }
            _ => {}
        }
        let mut scroll = Scroll { selected: view.field, top: 0 };
        if step(&mut scroll, command, count, rows) {
            view.field = scroll.selected;
            view.field_line = 0;
            while command != Command::Up && view.fields.get(view.field).is_some_and(|field| field.heading) {
                view.field = view.field.saturating_add(1);
            }
            while command == Command::Up && view.fields.get(view.field).is_some_and(|field| field.heading) {
                view.field = view.field.saturating_sub(1);
            }
        }
    });
}
