//! The mouse, when it is captured.

use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

use super::bytes::select_byte;
use super::sample::{set_focus, with};
use super::tree::{open_or_close, select_node};
use super::{list, popup, popup_click, run};
use crate::tui::action::Command;
use crate::tui::app::{App, Pane};
use crate::tui::effect::Effect;
use crate::tui::panes::hex::{byte_at, byte_rows, bytes_per_row};
use crate::tui::screen::layout;
use crate::tui::view::details_lines::heights;

/// Answers to the mouse: a click gives the focus and selects, a second one on the same line opens, the wheel scrolls
/// the pane under the pointer.
pub fn on_mouse(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    if !app.mouse {
        return Vec::new();
    }
    let wheel_key = match event.kind {
        MouseEventKind::ScrollDown => Some(KeyCode::Down),
        MouseEventKind::ScrollUp => Some(KeyCode::Up),
        _ => None,
    };
    if !app.popups.is_empty() {
        return match (event.kind, wheel_key) {
            (_, Some(code)) => popup::key(app, KeyEvent::from(code)),
            (MouseEventKind::Down(MouseButton::Left), _) if !std::mem::take(&mut app.just_focused) => {
                popup_click::click(app, (event.column, event.row))
            }
            _ => Vec::new(),
        };
    }
    let position = ratatui::layout::Position::new(event.column, event.row);
    let panes = layout(app).panes;
    let hit = panes.iter().find(|(_, area)| area.contains(position)).copied();
    match (event.kind, wheel_key) {
        (MouseEventKind::Down(MouseButton::Left), _) if std::mem::take(&mut app.just_focused) => Vec::new(),
        (MouseEventKind::Down(MouseButton::Left), _) => match hit {
            // The first click may have moved the panes: the second one means what the first one selected.
            Some(_) if twice(app, (event.column, event.row)) => open_again(app, Pane::Findings),
            Some((pane, area)) => {
                let inside = (event.column.saturating_sub(area.x), event.row.saturating_sub(area.y));
                click(app, pane, inside.0.saturating_sub(1), inside.1.checked_sub(1))
            }
            None => list::click(app, event.row),
        },
        (_, Some(code)) => {
            let command = if code == KeyCode::Down { Command::Down } else { Command::Up };
            wheel(app, hit.map(|(pane, _)| pane), command)
        }
        _ => Vec::new(),
    }
}

/// Tells whether a click is the second one on a cell, after the first one selected a finding.
fn twice(app: &mut App, cell: (u16, u16)) -> bool {
    let again = app.clicked == Some(cell);
    app.clicked = (!again).then_some(cell);
    again && app.current().is_some_and(|file| file.view.focus == Pane::Findings)
}

/// Scrolls the pane under the pointer, the focus stays.
fn wheel(app: &mut App, pane: Option<Pane>, command: Command) -> Vec<Effect> {
    let focus = app.current().map(|file| file.view.focus);
    let set = |app: &mut App, pane| {
        if let (Some(file), Some(pane)) = (app.current_mut(), pane) {
            file.view.focus = pane;
        }
    };
    set(app, pane);
    let effects = run(app, command);
    set(app, focus);
    effects
}

/// A click into a pane: focus, and the row or the byte under the pointer.
fn click(app: &mut App, pane: Pane, column: u16, row: Option<u16>) -> Vec<Effect> {
    let areas = layout(app);
    let width = areas.columns(Pane::Details);
    let step = bytes_per_row(areas.columns(Pane::Hex));
    let byte = byte_at(column, step).filter(|_| row.is_some_and(|row| usize::from(row) < byte_rows(areas.rows(pane))));
    let focus = app.current().map(|file| file.view.focus);
    let focused = focus == Some(Pane::Details);
    let selected = |app: &App| app.current().map(|file| (file.view.tree.selected, file.view.findings.selected));
    let before = selected(app);
    set_focus(app, pane);
    let Some(row) = row.map(usize::from) else { return Vec::new() };
    with(app, |file| {
        let view = &mut file.view;
        match pane {
            Pane::Signatures => {
                let count = view.nodes.len();
                view.tree.select(view.tree.top.saturating_add(row), count);
                if let Some(node) = view.nodes.get(view.tree.selected) {
                    let id = node.id;
                    select_node(file, id);
                }
            }
            Pane::Details => {
                let mut line = view.details_top.saturating_add(row);
                let whole = focused.then_some(view.field);
                for (index, height) in heights(&view.fields, width, whole).into_iter().enumerate() {
                    view.field = index;
                    if line < height {
                        break;
                    }
                    line = line.saturating_sub(height);
                }
                view.field_line = 0;
            }
            Pane::Findings => {
                let count = view.visible_findings.len();
                view.findings.select(view.findings.top.saturating_add(row), count);
            }
            Pane::Hex => {
                if let Some(byte) = byte {
                    select_byte(file, step.saturating_mul(row as u64).saturating_add(byte));
                }
            }
            Pane::Timeline => {}
        }
    });
    let again = focus == Some(pane) && before == selected(app);
    if again && matches!(pane, Pane::Signatures | Pane::Findings) {
        return open_again(app, pane);
    }
    Vec::new()
}

/// A second click: a node opens or closes, a finding explains itself.
fn open_again(app: &mut App, pane: Pane) -> Vec<Effect> {
    let open = app.current().and_then(|file| file.view.nodes.get(file.view.tree.selected)).and_then(|node| node.open);
    if pane == Pane::Signatures && open == Some(true) {
        with(app, |file| open_or_close(file, Command::Left));
        return Vec::new();
    }
    run(app, Command::Open)
}
