//! Commands in the panes of one sample, and the selection that tree, details and bytes share.

use super::{copy, timeline};
use crate::model::{Analysis, Location};
use crate::tui::action::Command;
use crate::tui::app::{App, Bytes, Chunk, FileEntry, FileId, Pane, Place, Popup};
use crate::tui::effect::Effect;
use crate::tui::panes;
use crate::tui::screen::{has_hex_column, layout};
use crate::tui::view::details;
use crate::tui::view::tree::{self, NodeId};
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
        Command::NextMark | Command::PreviousMark if focus != Pane::Timeline => {
            next_finding(app, command == Command::NextMark);
        }
        Command::Open => return open(app, focus),
        _ if focus == Pane::Timeline => timeline::run(app, command),
        _ => moved(app, focus, command),
    }
    Vec::new()
}

fn with(app: &mut App, change: impl FnOnce(&mut FileEntry)) {
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

fn toggle_hex(app: &mut App) {
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

fn moved(app: &mut App, focus: Pane, command: Command) {
    match focus {
        Pane::Signatures => move_tree(app, command),
        Pane::Details => move_details(app, command),
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

fn move_tree(app: &mut App, command: Command) {
    let rows = layout(app).rows(Pane::Signatures);
    with(app, |file| {
        let view = &mut file.view;
        let count = view.nodes.len();
        if !step(&mut view.tree, command, count, rows) {
            open_or_close(file, command);
        }
        let id = file.view.nodes.get(file.view.tree.selected).map(|node| node.id);
        if let Some(id) = id {
            select_node(file, id);
        }
    });
}

fn open_or_close(file: &mut FileEntry, command: Command) {
    let view = &mut file.view;
    let Some(node) = view.nodes.get(view.tree.selected) else { return };
    let (id, depth, open) = (node.id, node.depth, node.open);
    match (command, open) {
        (Command::Right, Some(false)) => {
            view.expanded.insert(id);
        }
        (Command::Right, Some(true)) => {
            view.tree.selected = view.tree.selected.saturating_add(1).min(view.nodes.len().saturating_sub(1));
        }
        (Command::Left, Some(true)) => {
            view.expanded.remove(&id);
        }
        (Command::Left, _) => {
            let parent = view.nodes.iter().take(view.tree.selected).rposition(|node| node.depth < depth);
            view.tree.selected = parent.unwrap_or(view.tree.selected);
        }
        _ => {}
    }
    view.stale = true;
}

/// Selects a node; Details start at their top.
pub fn select_node(file: &mut FileEntry, id: NodeId) {
    let view = &mut file.view;
    if view.node != id {
        view.node = id;
        view.field = 0;
        view.field_line = 0;
        view.details_top = 0;
    }
    view.stale = true;
}

/// Selects a node although its parents may be closed.
pub fn reveal(file: &mut FileEntry, id: NodeId) {
    let Some(analysis) = file.shown() else { return };
    let all = tree::nodes(analysis, None);
    let Some(at) = all.iter().position(|node| node.id == id) else { return };
    let mut depth = all.get(at).map_or(0, |node| node.depth);
    for node in all.iter().take(at).rev() {
        if node.depth < depth {
            depth = node.depth;
            file.view.expanded.insert(node.id);
        }
    }
    select_node(file, id);
}

fn move_details(app: &mut App, command: Command) {
    let areas = layout(app);
    let (width, rows) = (areas.columns(Pane::Details), areas.rows(Pane::Details));
    if command == Command::Left {
        return set_focus(app, Pane::Signatures);
    }
    with(app, |file| {
        let view = &mut file.view;
        let lines = panes::details::selected_lines(&view.fields, view.field, width);
        let last_line = lines.saturating_sub(1);
        let count = view.fields.len();
        view.stale = true;
        // A wrapped field is walked line by line before the selection leaves it.
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

fn move_bytes(app: &mut App, command: Command) {
    let areas = layout(app);
    let bytes = panes::hex::bytes_per_row(areas.columns(Pane::Hex));
    let rows = panes::hex::byte_rows(areas.rows(Pane::Hex)) as u64;
    with(app, |file| {
        let size = file.shown().map_or(0, |analysis| analysis.size);
        let view = &mut file.view;
        let Some(place) = view.hex.range else { return };
        let end = match place.bytes {
            Bytes::File => size,
            Bytes::Certificate(_) => view.hex.chunk.as_ref().map_or(0, |chunk| chunk.data.len() as u64),
        };
        let cursor = view.hex.cursor;
        let page = bytes.saturating_mul(rows);
        let to = match command {
            Command::Left => cursor.saturating_sub(1),
            Command::Right => cursor.saturating_add(1),
            Command::Up => cursor.saturating_sub(bytes),
            Command::Down => cursor.saturating_add(bytes),
            Command::PageUp | Command::HalfPageUp => cursor.saturating_sub(page),
            Command::PageDown | Command::HalfPageDown => cursor.saturating_add(page),
            Command::First => place.range.offset,
            Command::Last => place.range.end().saturating_sub(1),
            _ => return,
        };
        view.hex.cursor = to.min(end.saturating_sub(1));
        follow_byte(file);
    });
}

/// Selects the innermost field, and when the byte lies outside of the node the innermost node, around the cursor.
fn follow_byte(file: &mut FileEntry) {
    let Some(place) = file.view.hex.range else { return };
    let Some(analysis) = file.supposed.clone().or_else(|| file.analysis.clone()) else { return };
    let cursor = file.view.hex.cursor;
    let covers =
        |found: Option<Place>| found.filter(|found| found.bytes == place.bytes && found.range.contains(cursor));
    let current = tree::nodes(&analysis, None).into_iter().find(|node| node.id == file.view.node);
    let inside = current.is_some_and(|node| covers(node.place).is_some());
    if !inside {
        let best = tree::nodes(&analysis, None)
            .into_iter()
            .filter_map(|node| covers(node.place).map(|found| (found.range.length, node.id)))
            .min_by_key(|(length, _)| *length);
        if let Some((_, id)) = best
            && id != NodeId::File
        {
            reveal(file, id);
            file.view.fields = details::fields(&analysis, id);
        }
    }
    let best = file
        .view
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| covers(field.place).map(|found| (found.range.length, index, found)))
        .min_by_key(|(length, ..)| *length);
    if let Some((_, index, found)) = best {
        file.view.field = index;
        file.view.field_line = 0;
        file.view.hex.range = Some(found);
    }
    // The cursor stays where it was put: only the marked range changes.
    file.view.hex.followed = file.view.hex.range;
    file.view.stale = true;
}

/// Moves the marked bytes to the selected field, or to the node when the field has none.
pub fn follow(file: &mut FileEntry) {
    let view = &mut file.view;
    let node = view.nodes.get(view.tree.selected).and_then(|node| node.place);
    let field = view.selected_field().and_then(|field| field.place);
    let place = if view.focus == Pane::Signatures { node.or(field) } else { field.or(node) };
    let root = root_of(file, place);
    let hex = &mut file.view.hex;
    hex.root = root;
    if file.view.focus == Pane::Hex && hex.followed.is_some() && hex.followed == hex.range {
        return;
    }
    hex.followed = None;
    if hex.range == place {
        return;
    }
    hex.range = place;
    hex.elements.clear();
    hex.error = None;
    if let Some(place) = place {
        hex.cursor = place.range.offset;
        hex.top = place.range.offset.saturating_sub(place.range.offset % 16);
        if hex.chunk.as_ref().is_some_and(|chunk| chunk.bytes != place.bytes) {
            hex.chunk = None;
            hex.wanted = None;
        }
    }
}

/// The outermost element whose bytes are named: the ContentInfo around, or the certificate itself.
fn root_of(file: &FileEntry, place: Option<Place>) -> Option<Location> {
    let place = place?;
    let analysis: &Analysis = file.shown()?;
    match place.bytes {
        Bytes::Certificate(thumbprint) => {
            analysis.certificate(thumbprint).map(|certificate| Location::new(0, certificate.facts.length))
        }
        Bytes::File => analysis
            .signatures
            .iter()
            .filter(|signature| signature.facts.depth() == 0)
            .filter_map(|signature| signature.facts.location())
            .find(|location| location.contains(place.range.offset)),
    }
}

/// Takes bytes that were read.
pub fn bytes(app: &mut App, id: FileId, offset: u64, result: Result<Vec<u8>, String>) {
    let Some(file) = app.file_mut(id) else { return };
    match result {
        Ok(data) => {
            file.view.hex.error = None;
            file.view.hex.chunk = Some(Chunk { bytes: Bytes::File, offset, data: data.into() });
        }
        Err(error) => file.view.hex.error = Some(error),
    }
}

fn hide(app: &mut App) {
    let Some(file) = app.current() else { return };
    let selected = file.view.visible_findings.get(file.view.findings.selected).copied();
    let id = selected.and_then(|index| file.shown()?.findings.get(index)).map(|finding| finding.id.clone());
    match id {
        Some(id) => {
            app.say(format!("{id} is hidden in this session"));
            app.hidden.insert(id);
        }
        None => app.hidden.clear(),
    }
    for file in &mut app.files {
        file.view.stale = true;
    }
}

fn next_finding(app: &mut App, forward: bool) {
    set_focus(app, Pane::Findings);
    with(app, |file| {
        let count = file.view.visible_findings.len();
        file.view.findings.step(if forward { 1 } else { -1 }, count);
    });
}

/// Shows the evidence of a finding: its node, and its bytes when it has some.
pub fn show_evidence(app: &mut App, index: usize) {
    with(app, |file| {
        let Some(finding) = file.shown().and_then(|analysis| analysis.findings.get(index)).cloned() else { return };
        let Some(analysis) = file.shown() else { return };
        let all = tree::nodes(analysis, None);
        let by_certificate = all.iter().find(
            |node| matches!(node.id, NodeId::Certificate { thumbprint, .. } if Some(thumbprint) == finding.certificate),
        );
        let by_bytes = finding.location().and_then(|range| {
            all.iter()
                .filter(|node| node.id != NodeId::File)
                .filter_map(|node| node.place.map(|place| (place, node)))
                .filter(|(place, _)| place.bytes == Bytes::File && place.range.contains(range.offset))
                .min_by_key(|(place, _)| place.range.length)
                .map(|(_, node)| node)
        });
        let by_signature =
            finding.signature.and_then(|index| all.iter().find(|node| node.id == NodeId::Signature(index)));
        let id = by_certificate.or(by_bytes).or(by_signature).map_or(NodeId::File, |node| node.id);
        reveal(file, id);
        file.view.focus = Pane::Details;
        let Some(analysis) = file.supposed.clone().or_else(|| file.analysis.clone()) else { return };
        file.view.fields = details::fields(&analysis, id);
        let about = file.view.fields.iter().position(|field| field.note == finding.id);
        let covering = finding.location().and_then(|range| {
            file.view
                .fields
                .iter()
                .enumerate()
                .filter_map(|(index, field)| field.place.map(|place| (place, index)))
                .filter(|(place, _)| place.bytes == Bytes::File && place.range.contains(range.offset))
                .min_by_key(|(place, _)| place.range.length)
                .map(|(_, index)| index)
        });
        file.view.field = covering.or(about).unwrap_or(0);
    });
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

/// A click into a pane: focus, and the row under the pointer.
pub fn click(app: &mut App, pane: Pane, row: Option<u16>) -> Vec<Effect> {
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
                view.field = view.details_top.saturating_add(row).min(view.fields.len().saturating_sub(1));
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
