//! A menu: one of a few is chosen.

use super::overlay;
use crate::triage::{GroupKey, SortKey};
use crate::tui::action::Command;
use crate::tui::app::{App, Menu, MenuKind, View};
use crate::tui::row::{Role, Row};
use crate::tui::update::list::direction;
use crate::tui::view::help::titled;
use crate::tui::widgets::canvas::Canvas;

/// Number of lines of a menu.
pub fn count(kind: MenuKind) -> usize {
    match kind {
        MenuKind::Sort => SortKey::ALL.len(),
        MenuKind::Group => GroupKey::ALL.len(),
    }
}

/// Rows of a menu with its frame.
pub fn height(kind: MenuKind) -> u16 {
    u16::try_from(count(kind)).unwrap_or(u16::MAX).saturating_add(2)
}

/// Draws the menu over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, menu: Menu) {
    let sort = app.list.sheet_of(app.view() == View::Members).view.sort();
    let (title, lines): (Row, Vec<String>) = match menu.kind {
        MenuKind::Sort => {
            let line = |key: SortKey| {
                let way = if key == sort.key {
                    format!("{}   now; again: the other way", direction(sort))
                } else {
                    String::new()
                };
                format!("{:<10}{way}", key.name())
            };
            (titled(app, "Sort by", Command::SortMenu), SortKey::ALL.into_iter().map(line).collect())
        }
        MenuKind::Group => (
            titled(app, "Group by", Command::GroupMenu),
            GroupKey::ALL.into_iter().map(|key| key.name().to_owned()).collect(),
        ),
    };
    overlay::framed(canvas, &title, height(menu.kind), |inside| {
        let rows = usize::from(inside.height());
        let first = menu.scroll.first(lines.len(), rows);
        for (y, (index, line)) in (0u16..).zip(lines.iter().enumerate().skip(first).take(rows)) {
            inside.row(y, &Row::of("  ", Role::Plain).own(line.clone(), Role::Plain));
            if index == menu.scroll.selected {
                inside.select(y);
            }
        }
    });
}
