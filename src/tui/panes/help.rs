//! Help: the keys of this pane, searchable; Enter runs the line.

use super::overlay;
use crate::tui::action::Command;
use crate::tui::app::{App, Help};
use crate::tui::row::{Role, Row};
use crate::tui::view::help::{help_lines, titled};
use crate::tui::widgets::canvas::Canvas;

/// Draws the help over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, help: &Help) {
    let lines = help_lines(app, help.filter.text());
    let title = titled(app, "Help", Command::Help)
        .fixed("   type to filter: ", Role::Plain)
        .shown(help.filter.text(), Role::Strong)
        .fixed("_", Role::Plain);
    overlay::framed_list(canvas, &title, u16::MAX, |inside| {
        let height = usize::from(inside.height()).saturating_sub(1);
        let top = help.scroll.first(lines.len(), height);
        for (y, (index, line)) in (0u16..).zip(lines.iter().enumerate().skip(top).take(height)) {
            let mut row = Row::new()
                .own(line.keys.clone(), Role::Key)
                .column(16)
                .fixed(line.help, Role::Plain)
                .at_right(line.context, Role::Plain);
            if let Some(reason) = line.disabled {
                row = row.own(format!("  ({reason})"), Role::Plain);
            }
            inside.row(y, &row);
            if index == help.scroll.selected {
                inside.select(y);
            }
        }
        let last = inside.height().saturating_sub(1);
        let foot =
            if lines.is_empty() { "no line holds these words" } else { "Enter runs the highlighted line   Esc close" };
        inside.row(last, &Row::of(foot, Role::Plain));
        lines.len().saturating_sub(top.saturating_add(height))
    });
}
