//! The mouse, when it is captured.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::sample::{set_focus, with};
use super::tree::{open_or_close, select_node};
use super::{list, run};
use crate::tui::action::Command;
use crate::tui::app::{App, Pane};
use crate::tui::effect::Effect;
use crate::tui::screen::layout;
use crate::tui::view::details_lines::heights;

/// Answers to the mouse: a click gives the focus and selects, the wheel scrolls the pane under the pointer.
pub fn on_mouse(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    if !app.mouse || !app.popups.is_empty() {
        return Vec::new();
    }
    let position = ratatui::layout::Position::new(event.column, event.row);
    let panes = layout(app).panes;
    let hit = panes.iter().find(|(_, area)| area.contains(position)).copied();
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => match hit {
            Some((pane, area)) => click(app, pane, event.row.saturating_sub(area.y).checked_sub(1)),
            None => list::click(app, event.row),
        },
        MouseEventKind::ScrollDown | MouseEventKind::ScrollUp => {
            let command = if event.kind == MouseEventKind::ScrollDown { Command::Down } else { Command::Up };
            wheel(app, hit.map(|(pane, _)| pane), command)
        }
        _ => Vec::new(),
    }
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

/// A click into a pane: focus, and the row under the pointer.
fn click(app: &mut App, pane: Pane, row: Option<u16>) -> Vec<Effect> {
    let width = layout(app).columns(Pane::Details);
    let focused = app.current().is_some_and(|file| file.view.focus == Pane::Details);
    set_focus(app, pane);
    let Some(row) = row.map(usize::from) else { return Vec::new() };
    with(app, |file| {
        let view = &mut file.view;
        match pane {
            Pane::Signatures => {
                let again = view.tree.selected == view.tree.top.saturating_add(row);
                let count = view.nodes.len();
                view.tree.select(view.tree.top.saturating_add(row), count);
                if let Some(node) = view.nodes.get(view.tree.selected) {
                    let (id, open) = (node.id, node.open);
                    if again && open.is_some() {
                        open_or_close(file, if open == Some(true) { Command::Left } else { Command::Right });
                    }
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
            Pane::Timeline | Pane::Hex => {}
        }
    });
    Vec::new()
}
