//! Clicks while a popup is open.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{list, popup};
use crate::tui::app::{App, Popup};
use crate::tui::effect::Effect;
use crate::tui::panes::{copy, events, findings, menu, overlay, palette, prompt, supposed};
use crate::tui::view::help::{help_lines, palette_lines};
use crate::tui::widgets::scroll::Scroll;

/// A click selects the line under the pointer, on the selected line it does what Enter does; outside of the popup it
/// closes it.
pub fn click(app: &mut App, (column, row): (u16, u16)) -> Vec<Effect> {
    let Some(area) = app.popups.last().map(|popup| area(app, popup)) else { return Vec::new() };
    if !area.contains(Position::new(column, row)) {
        app.popups.pop();
        return Vec::new();
    }
    if matches!(app.popups.last(), Some(Popup::ConfirmQuit)) {
        let answer = if prompt::is_yes(column) { 'y' } else { 'n' };
        return popup::key(app, KeyEvent::from(KeyCode::Char(answer)));
    }
    let inside = Rect::new(
        area.x.saturating_add(1),
        area.y.saturating_add(1),
        area.width.saturating_sub(2),
        area.height.saturating_sub(2),
    );
    // A click on the frame means nothing.
    if !inside.contains(Position::new(column, row)) {
        return Vec::new();
    }
    let cell = (column.saturating_sub(inside.x), row.saturating_sub(inside.y));
    if let Some(Popup::Copy(_)) = app.popups.last() {
        return copy_click(app, (inside.width, inside.height), cell);
    }
    line_click(app, usize::from(inside.height), usize::from(cell.1))
}

/// The place of a popup on the screen, frame included.
fn area(app: &App, popup: &Popup) -> Rect {
    let (width, rows) = app.size;
    let height = match popup {
        Popup::Help(_) => u16::MAX,
        Popup::Palette(_) => palette::HEIGHT,
        Popup::Copy(_) => copy::HEIGHT,
        Popup::Finding { index, .. } => findings::full_height(app, *index, width),
        Popup::Events(_) => events::height(app.current().map_or(0, |file| file.view.dates.events.len())),
        Popup::Supposed(view) => {
            let rows = supposed::lines(app, view, overlay::inner_width(width)).len();
            u16::try_from(rows.saturating_add(2)).unwrap_or(u16::MAX)
        }
        Popup::Menu(menu) => menu::height(menu.kind),
        Popup::Prompt(_) | Popup::ConfirmQuit => return Rect::new(0, rows.saturating_sub(1), width, 1),
    };
    overlay::area(app.size, height)
}

/// A click into the copy menu: a value is taken or left out, a format chosen, the next of whose values.
fn copy_click(app: &mut App, size: (u16, u16), cell: (u16, u16)) -> Vec<Effect> {
    let Some(Popup::Copy(menu)) = app.popups.last_mut() else { return Vec::new() };
    let key = match copy::part_at(menu, size, cell) {
        Some(copy::Part::Value(index)) => {
            let rows = usize::from(copy::body(size.1));
            choose(&mut menu.scroll, index, rows, menu.lines.len());
            KeyCode::Char(' ')
        }
        Some(copy::Part::Format(capital)) => KeyCode::Char(capital),
        Some(copy::Part::Whose) => KeyCode::Tab,
        None => return Vec::new(),
    };
    popup::key(app, KeyEvent::from(key))
}

/// A click into a popup that is a list of lines; popups that are a text have nothing to choose.
fn line_click(app: &mut App, height: usize, row: usize) -> Vec<Effect> {
    // The lines, and how many rows stand above and below them.
    let inner = u16::try_from(height).unwrap_or(u16::MAX);
    let (count, above, below) = match app.popups.last() {
        Some(Popup::Help(help)) => (help_lines(app, help.filter.text()).len(), 0, 1),
        Some(Popup::Palette(palette)) => (palette_lines(app, palette.input.text()).len(), 1, palette::foot(inner)),
        Some(Popup::Menu(menu)) => (menu::count(menu.kind), 0, 0),
        Some(Popup::Events(_)) => (app.current().map_or(0, |file| file.view.dates.events.len()), 1, 0),
        _ => return Vec::new(),
    };
    let rows = height.saturating_sub(above).saturating_sub(below);
    let scroll = match app.popups.last_mut() {
        Some(Popup::Help(help)) => &mut help.scroll,
        Some(Popup::Palette(palette)) => &mut palette.scroll,
        Some(Popup::Menu(menu)) => &mut menu.scroll,
        Some(Popup::Events(scroll)) => scroll,
        _ => return Vec::new(),
    };
    let Some(row) = row.checked_sub(above).filter(|row| *row < rows) else { return Vec::new() };
    let index = scroll.first(count, rows).saturating_add(row);
    if index >= count {
        return Vec::new();
    }
    if !choose(scroll, index, rows, count) {
        return Vec::new();
    }
    // Not by the key: Enter may do something else by the configuration.
    match app.popups.last() {
        Some(Popup::Menu(menu)) => {
            let menu = *menu;
            app.popups.pop();
            list::chosen(app, menu)
        }
        Some(Popup::Events(_)) => {
            app.popups.pop();
            popup::show_event(app, index);
            Vec::new()
        }
        _ => popup::key(app, KeyEvent::from(KeyCode::Enter)),
    }
}

/// Selects a line and leaves all where it is; tells whether it was selected before.
fn choose(scroll: &mut Scroll, index: usize, rows: usize, count: usize) -> bool {
    scroll.top = scroll.first(count, rows);
    let again = scroll.selected == index;
    scroll.selected = index;
    again
}
