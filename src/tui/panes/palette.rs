//! The palette: every action by name, its key at the right.

use super::overlay;
use crate::tui::action::Command;
use crate::tui::app::{App, Palette};
use crate::tui::row::{Role, Row};
use crate::tui::view::help::{palette_lines, titled};
use crate::tui::widgets::canvas::Canvas;

/// Rows with the frame.
pub const HEIGHT: u16 = 18;

/// Rows below the results in so many rows inside: the first result comes before the hints.
pub fn foot(height: u16) -> usize {
    usize::from(height > 2)
}

/// Draws the palette over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, palette: &Palette) {
    let lines = palette_lines(app, palette.input.text());
    overlay::framed_list(canvas, &titled(app, "Palette", Command::Palette), HEIGHT, |inside| {
        inside.row(0, &Row::of("> ", Role::Key).shown(palette.input.text(), Role::Strong).fixed("_", Role::Plain));
        let foot = foot(inside.height());
        let height = usize::from(inside.height()).saturating_sub(1).saturating_sub(foot);
        let top = palette.scroll.first(lines.len(), height);
        for (y, (index, line)) in (1u16..).zip(lines.iter().enumerate().skip(top).take(height)) {
            let row = Row::new()
                .own(line.name.clone(), Role::Strong)
                .column(18)
                .fixed(line.help, Role::Plain)
                .at_right(line.key.clone(), Role::Key);
            inside.row(y, &row);
            if index == palette.scroll.selected {
                inside.select(y);
            }
        }
        if foot > 0 {
            let last = inside.height().saturating_sub(1);
            inside.row(last, &Row::of("Enter run   Tab complete   Esc close", Role::Plain));
        }
        lines.len().saturating_sub(top.saturating_add(height))
    });
}
