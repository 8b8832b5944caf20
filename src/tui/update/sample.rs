//! Commands in the panes of one sample, and the selection that tree, details and bytes share.

use super::bytes::move_bytes;
use super::details::move_details;
use super::findings::{hide, next_finding, show_hidden};
use super::tree::move_tree;
use super::{bytes, copy, history, timeline};
use crate::tui::action::Command;
use crate::tui::app::{App, FileEntry, Pane, Popup};
use crate::tui::effect::Effect;
use crate::tui::screen::{has_hex_column, layout};
use crate::tui::widgets::scroll::Scroll;

/// Runs a command of the sample view.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let Some(focus) = app.current().map(|file| file.view.focus) else { return Vec::new() };
    match command {
        Command::Pane(number) => {
            if let Some(pane) = Pane::ALL.into_iter().find(|pane| pane.number() == number) {
                set_focus(app, pane);
            }
        }
        Command::Tag | Command::Note => history::ask(app, command == Command::Note),
        Command::NextPane | Command::PreviousPane => next_pane(app, command == Command::NextPane),
        Command::Zoom => with(app, |file| file.view.zoomed = !file.view.zoomed),
        Command::TimelineFull => {
            let full = focus == Pane::Timeline && app.current().is_some_and(|file| file.view.zoomed);
            set_focus(app, Pane::Timeline);
            with(app, |file| file.view.zoomed = !full);
        }
        Command::Hex => toggle_hex(app),
        Command::Events => app.popups.push(Popup::Events(Scroll::default())),
        Command::HideFinding => hide(app),
        Command::ShowHidden => show_hidden(app),
        Command::NextMark | Command::PreviousMark if focus != Pane::Timeline => {
            next_finding(app, command == Command::NextMark);
        }
        Command::Open => return open(app, focus),
        _ if focus == Pane::Timeline => timeline::run(app, command),
        _ => return moved(app, focus, command),
    }
    Vec::new()
}

/// Changes the visible sample.
pub fn with(app: &mut App, change: impl FnOnce(&mut FileEntry)) {
    if let Some(file) = app.current_mut() {
        change(file);
    }
}

/// Gives a pane the focus; the bytes are opened when they are asked for.
pub fn set_focus(app: &mut App, pane: Pane) {
    let column = has_hex_column(app.size.0);
    with(app, |file| {
        if pane == Pane::Hex {
            file.view.hex.open = true;
        } else if pane == Pane::Details && !column {
            // Where the two share a place, Details takes it back.
            file.view.hex.open = file.view.hex.open && file.view.focus != Pane::Hex;
        }
        file.view.finding_seen |= pane == Pane::Findings;
        file.view.focus = pane;
        file.view.stale = true;
    });
}

fn next_pane(app: &mut App, forward: bool) {
    let areas = layout(app);
    let zoomed = areas.tabs || app.current().is_some_and(|file| file.view.zoomed);
    let Some(file) = app.current() else { return };
    let mut visible: Vec<Pane> = Pane::ALL
        .into_iter()
        .filter(|pane| if zoomed { *pane != Pane::Hex || file.view.hex.open } else { !areas.area(*pane).is_empty() })
        .collect();
    // Left to right, top to bottom: the bytes come after the details.
    visible.sort_by_key(|pane| match pane {
        Pane::Signatures => 0,
        Pane::Details => 1,
        Pane::Hex => 2,
        Pane::Timeline => 3,
        Pane::Findings => 4,
    });
    let at = visible.iter().position(|pane| *pane == file.view.focus).unwrap_or(0);
    let count = visible.len().max(1);
    let step = if forward { 1 } else { count.saturating_sub(1) };
    let next = at.saturating_add(step).checked_rem(count).unwrap_or(0);
    if let Some(pane) = visible.get(next).copied() {
        with(app, |file| {
            file.view.focus = pane;
            file.view.stale = true;
        });
    }
}

pub(super) fn toggle_hex(app: &mut App) {
    if has_hex_column(app.size.0) {
        let to = if app.current().is_some_and(|file| file.view.focus == Pane::Hex) { Pane::Details } else { Pane::Hex };
        return set_focus(app, to);
    }
    with(app, |file| {
        let view = &mut file.view;
        view.hex.open = !view.hex.open;
        if !view.hex.open && view.focus == Pane::Hex {
            view.focus = Pane::Details;
        } else if view.hex.open && view.focus == Pane::Details && view.zoomed {
            view.focus = Pane::Hex;
        }
    });
    let focus = app.current().map(|file| file.view.focus);
    let gone = layout(app).area(Pane::Details).is_empty();
    if focus == Some(Pane::Details) && gone {
        with(app, |file| file.view.focus = Pane::Hex);
    }
}

fn open(app: &mut App, focus: Pane) -> Vec<Effect> {
    match focus {
        Pane::Signatures => {
            let leaf =
                app.current().and_then(|file| file.view.nodes.get(file.view.tree.selected)).map(|node| node.open);
            if leaf == Some(Some(false)) {
                move_tree(app, Command::Right);
            } else {
                set_focus(app, Pane::Details);
            }
        }
        Pane::Details | Pane::Hex => return copy::value_hint(app),
        Pane::Timeline => app.popups.push(Popup::Events(Scroll::default())),
        Pane::Findings => {
            let index =
                app.current().and_then(|file| file.view.visible_findings.get(file.view.findings.selected).copied());
            if let Some(index) = index {
                app.popups.push(Popup::Finding { index, top: 0 });
            }
        }
    }
    Vec::new()
}

fn moved(app: &mut App, focus: Pane, command: Command) -> Vec<Effect> {
    match focus {
        Pane::Signatures => {
            move_tree(app, command);
            return bytes::lag(app);
        }
        Pane::Details => {
            move_details(app, command);
            return bytes::lag(app);
        }
        Pane::Findings => {
            let rows = layout(app).rows(Pane::Findings);
            with(app, |file| {
                let count = file.view.visible_findings.len();
                step(&mut file.view.findings, command, count, rows);
            });
        }
        Pane::Hex => move_bytes(app, command),
        Pane::Timeline => {}
    }
    Vec::new()
}

/// Moves a selection by a command; tells whether it was one that moves.
pub fn step(scroll: &mut Scroll, command: Command, count: usize, rows: usize) -> bool {
    let page = isize::try_from(rows.max(1)).unwrap_or(isize::MAX);
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::PageDown => page,
        Command::PageUp => page.saturating_neg(),
        Command::HalfPageDown => (page / 2).max(1),
        Command::HalfPageUp => (page / 2).max(1).saturating_neg(),
        Command::First => isize::MIN.saturating_add(1),
        Command::Last => isize::MAX,
        _ => return false,
    };
    scroll.step(by, count);
    true
}

/// Leaves a cursor of the timeline, then the zoom; tells whether there was one.
pub fn leave_modes(app: &mut App) -> bool {
    let Some(file) = app.current_mut() else { return false };
    let view = &mut file.view;
    if view.timeline.active.is_some() || view.timeline.as_of.is_some() || view.timeline.revocation.is_some() {
        view.timeline.active = None;
        view.timeline.as_of = None;
        view.timeline.revocation = None;
        view.rejudge = true;
        return true;
    }
    if view.timeline.event.is_some() {
        view.timeline.event = None;
        return true;
    }
    if view.zoomed {
        view.zoomed = false;
        return true;
    }
    false
}
