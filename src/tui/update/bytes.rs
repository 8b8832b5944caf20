//! The bytes and the selection that tree, Details and bytes share.

use super::sample::with;
use super::tree::reveal;
use crate::model::{Analysis, Location};
use crate::tui::action::Command;
use crate::tui::app::{App, Bytes, Chunk, FileEntry, FileId, HexView, Late, Pane, Place};
use crate::tui::effect::Effect;
use crate::tui::panes;
use crate::tui::screen::layout;
use crate::tui::view::details;
use crate::tui::view::tree::{self, NodeId};

/// Moves the cursor among the bytes.
pub fn move_bytes(app: &mut App, command: Command) {
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

/// Puts the cursor on a byte of the visible ones, counted from the first; behind the last one it stays.
pub fn select_byte(file: &mut FileEntry, index: u64) {
    let hex = &mut file.view.hex;
    let at = hex.top.saturating_add(index);
    let end = hex.chunk.as_ref().map_or(0, |chunk| chunk.offset.saturating_add(chunk.data.len() as u64));
    if at < end {
        hex.cursor = at;
        follow_byte(file);
    }
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

/// Lets the bytes wait for a pause after a step of the selection, where they are seen.
pub fn lag(app: &mut App) -> Vec<Effect> {
    if layout(app).area(Pane::Hex).is_empty() {
        return Vec::new();
    }
    with(app, |file| {
        let late = &mut file.view.hex.late;
        *late = if *late == Late::No { Late::Step } else { Late::Held };
    });
    vec![Effect::Pause]
}

/// Lets the bytes follow that have waited.
pub fn catch_up(app: &mut App) {
    for file in app.samples.values_mut().filter(|file| file.view.hex.late != Late::No) {
        file.view.hex.late = Late::No;
        file.view.stale = true;
    }
}

/// Moves the marked bytes to the selected field, or to the node when the field has none. While they wait for a pause
/// nothing moves; a focus elsewhere, on the bytes above all, ends the waiting.
pub fn follow(file: &mut FileEntry) {
    let view = &mut file.view;
    let node = view.nodes.get(view.tree.selected).and_then(|node| node.place);
    let field = view.selected_field().and_then(|field| field.place);
    let usual = if view.focus == Pane::Signatures { node.or(field) } else { field.or(node) };
    let place = match view.hex.evidence {
        Some((node, field, place)) if (node, field) == (view.node, view.field) => Some(place),
        _ => {
            view.hex.evidence = None;
            usual
        }
    };
    let chosen_here = matches!(view.focus, Pane::Signatures | Pane::Details);
    if view.hex.late != Late::No && chosen_here && view.hex.range != place {
        return;
    }
    view.hex.late = Late::No;
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
        hex.jumped = true;
        change_chunk(hex, place.bytes);
    }
}

/// Puts away bytes of something else, and takes those of the file out again.
fn change_chunk(hex: &mut HexView, bytes: Bytes) {
    let Some(other) = hex.chunk.take_if(|chunk| chunk.bytes != bytes) else { return };
    hex.wanted = None;
    if other.bytes == Bytes::File {
        hex.of_file = Some(other);
    } else if bytes == Bytes::File {
        hex.chunk = hex.of_file.take();
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
