//! The files by groups, and the selected group in full below.

use ratatui::layout::Rect;

use crate::tui::action::Command;
use crate::tui::app::App;
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};
use crate::tui::view::{groups as picture, help, list};
use crate::tui::widgets::canvas::Canvas;

/// Rows of the selected group, frame included, in a body of this height.
pub fn details_rows(height: u16) -> u16 {
    match height {
        0..=14 => 0,
        15..=29 => 7,
        _ => 12,
    }
}

/// Draws title, groups and the selected one.
pub fn render(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    let Some(groups) = &app.list.groups else { return };
    canvas.row(0, &list::title(app, usize::from(canvas.width())));
    let below = details_rows(body.height);
    let cursor = {
        let mut part = canvas.part(body.x, body.y, body.width, body.height.saturating_sub(below));
        let count = groups.groups.len();
        let mut heading = Row::new().own(
            format!("{count} {} by {}", if count == 1 { "group" } else { "groups" }, groups.key.name()),
            Role::Plain,
        );
        let filter = app.list.sheet.view.filter().text();
        if !filter.is_empty() {
            heading = heading.fixed("   filter ", Role::Plain).shown_within(filter, 40, Role::Strong);
        }
        if app.marked() > 0 {
            heading = heading.own(format!("   marked {}", app.marked()), Role::Plain);
        }
        let mut inside = part.framed(&heading, true);
        let (columns, rows) = (usize::from(inside.width()), usize::from(inside.height()));
        inside.row(0, &picture::head(groups.key, columns));
        let room = rows.saturating_sub(1);
        let first = groups.scroll.first(count, room);
        for (y, (index, group)) in (1u16..).zip(groups.groups.iter().enumerate().skip(first).take(room)) {
            inside.row(y, &picture::line(group, groups.key, columns));
            if index == groups.scroll.selected {
                inside.select(y);
            }
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
    if below > 0 {
        let y = body.y.saturating_add(body.height.saturating_sub(below));
        let mut part = canvas.part(body.x, y, body.width, below);
        let columns = usize::from(body.width).saturating_sub(2);
        let group = groups.groups.get(groups.scroll.selected);
        let rows = group.map(|group| picture::details(group, groups.key, columns)).unwrap_or_default();
        // A short screen says what it leaves out.
        let hidden = rows.len().saturating_sub(usize::from(below).saturating_sub(2));
        let hints =
            [(Context::Everywhere, Command::Open, ": its files"), (Context::Groups, Command::MarkAll, ": mark them")];
        let mut heading = help::titled_hints(app, "Group", &hints);
        if hidden > 0 {
            let lines = if hidden == 1 { "line" } else { "lines" };
            heading = heading.at_right(format!(" {hidden} more {lines} "), Role::Plain);
        }
        let mut inside = part.framed(&heading, false);
        for (y, row) in (0u16..).zip(rows.iter().take(usize::from(inside.height()))) {
            inside.row(y, row);
        }
    }
}
