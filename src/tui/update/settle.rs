//! Brings everything that is derived up to date before a frame is drawn: judgement, nodes, fields, dates, scrolling.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{bytes, compare, list, signature_of};
use crate::asn1::elements_at;
use crate::judge::judge;
use crate::model::Analysis;
use crate::tui::app::{App, Bytes, Chunk, FileEntry, FileId, Pane};
use crate::tui::effect::Effect;
use crate::tui::panes;
use crate::tui::screen::{Layout, layout};
use crate::tui::view::{details, details_lines, timeline, tree};

/// Most bytes that are read for the hex pane at once.
const CHUNK: u64 = 256 << 10;

/// Derives what changed; gives the effects that are needed for it.
pub fn settle(app: &mut App) -> Vec<Effect> {
    let rows = list::visible_rows(app);
    app.list.follow(rows, app.scan.running);
    list::release(app);
    compare::derive(app);
    let Some(id) = app.current_id() else { return Vec::new() };
    rejudge(app, id);
    prepare(app, id);
    derive(app, id);
    let areas = layout(app);
    let hidden_pane = app.current().is_some_and(|file| areas.area(file.view.focus).is_empty());
    if let Some(file) = app.file_mut(id) {
        if hidden_pane && file.view.focus == Pane::Hex {
            file.view.focus = Pane::Details;
        }
        scroll(file, &areas);
        return hex(file, id, &areas);
    }
    Vec::new()
}

/// Judges as of the cursor, or with the supposed revocation.
fn rejudge(app: &mut App, id: FileId) {
    let policy = app.policy.clone();
    let Some(file) = app.file_mut(id).filter(|file| file.view.rejudge) else { return };
    file.view.rejudge = false;
    file.view.stale = true;
    let times = &file.view.timeline;
    if times.as_of.is_none() && times.revocation.is_none() {
        file.supposed = None;
        return;
    }
    let Some(evidence) = file.evidence.clone() else { return };
    // What was seen before depends on no time of the question.
    let history = file.analysis.as_ref().and_then(|analysis| analysis.history.clone());
    let mut question = policy;
    question.at = times.as_of.unwrap_or(question.at);
    question.supposed_revocation = times.revocation;
    // A judgement that panics costs this step of the cursor, not the workbench.
    if let Ok(mut analysis) = catch_unwind(AssertUnwindSafe(|| judge(&evidence, &question))) {
        analysis.history = history;
        file.supposed = Some(Arc::new(analysis));
    } else {
        file.supposed = None;
        app.say("judging as of this time failed: shown as of now");
    }
}

/// Opens the tree as far as the first look needs.
fn prepare(app: &mut App, id: FileId) {
    let tall = app.size.1 >= 30;
    let Some(file) = app.file_mut(id).filter(|file| !file.view.prepared) else { return };
    let Some(analysis) = file.analysis.clone() else { return };
    file.view.prepared = true;
    file.view.expanded = tree::first_look(&analysis, tall);
    file.view.stale = true;
    file.view.node =
        tree::nodes(&analysis, Some(&file.view.expanded)).first().map_or(tree::NodeId::File, |node| node.id);
}

fn derive(app: &mut App, id: FileId) {
    let now = app.policy.at;
    let hidden = app.hidden.clone();
    let Some(file) = app.file_mut(id).filter(|file| file.view.stale) else { return };
    let Some(analysis) = file.supposed.clone().or_else(|| file.analysis.clone()) else { return };
    let view = &mut file.view;
    view.stale = false;
    view.nodes = tree::nodes(&analysis, Some(&view.expanded));
    match view.nodes.iter().position(|node| node.id == view.node) {
        Some(index) => view.tree.selected = index,
        None => {
            view.tree.selected = view.tree.selected.min(view.nodes.len().saturating_sub(1));
            view.node = view.nodes.get(view.tree.selected).map_or(tree::NodeId::File, |node| node.id);
        }
    }
    view.fields = details::fields(&analysis, view.node);
    view.field = view.field.min(view.fields.len().saturating_sub(1));
    view.visible_findings = visible_findings(&analysis, &hidden);
    let signature = signature_of(view.node).or_else(|| analysis.primary().map(|signature| signature.facts.index));
    view.dates = timeline::build(&analysis, signature, now, &view.timeline);
    bytes::follow(file);
}

fn visible_findings(analysis: &Analysis, hidden: &std::collections::BTreeSet<String>) -> Vec<usize> {
    analysis
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| !hidden.contains(&finding.id))
        .map(|(index, _)| index)
        .collect()
}

fn scroll(file: &mut FileEntry, areas: &Layout) {
    let view = &mut file.view;
    view.tree.settle(view.nodes.len(), areas.rows(Pane::Signatures));
    view.findings.settle(view.visible_findings.len(), areas.rows(Pane::Findings).saturating_sub(1).max(1));
    let (width, height) = (areas.columns(Pane::Details), areas.rows(Pane::Details));
    let whole = (view.focus == Pane::Details).then_some(view.field);
    let heights = details_lines::heights(&view.fields, width, whole);
    let lines = heights.get(view.field).copied().unwrap_or(1);
    view.field_line = view.field_line.min(lines.saturating_sub(1));
    let start: usize = heights.iter().take(view.field).sum();
    let total: usize = heights.iter().sum();
    // The whole field when it has room, else the line in it that was reached.
    let (first, last) = if lines <= height {
        (start, start.saturating_add(lines).saturating_sub(1))
    } else {
        let line = start.saturating_add(view.field_line);
        (line, line)
    };
    let lowest = last.saturating_sub(height.saturating_sub(1));
    view.details_top = view.details_top.max(lowest).min(first).min(total.saturating_sub(height));
}

/// Scrolls the bytes to the cursor, names the element under it, and asks for bytes that are missing.
fn hex(file: &mut FileEntry, id: FileId, areas: &Layout) -> Vec<Effect> {
    let area = areas.area(Pane::Hex);
    let hex = &mut file.view.hex;
    let Some(place) = hex.range else { return Vec::new() };
    if area.is_empty() {
        return Vec::new();
    }
    let step = panes::hex::bytes_per_row(areas.columns(Pane::Hex));
    let rows = panes::hex::byte_rows(areas.rows(Pane::Hex)) as u64;
    let row = hex.cursor.checked_div(step).unwrap_or(0);
    if std::mem::take(&mut hex.jumped) {
        let seen = hex.top..hex.top.saturating_add(step.saturating_mul(rows));
        let last = place.range.end().saturating_sub(1).max(place.range.offset);
        if !(seen.contains(&place.range.offset) && seen.contains(&last)) {
            hex.top = row.saturating_mul(step);
        }
    }
    let top = hex.top.checked_div(step).unwrap_or(0).max(row.saturating_sub(rows.saturating_sub(1))).min(row);
    hex.top = top.saturating_mul(step);
    let analysis = file.supposed.as_deref().or(file.analysis.as_deref());
    let Some(analysis) = analysis else { return Vec::new() };
    if let Bytes::Certificate(thumbprint) = place.bytes
        && hex.chunk.as_ref().is_none_or(|chunk| chunk.bytes != place.bytes)
    {
        let data =
            analysis.certificate(thumbprint).map(|certificate| certificate.facts.der.clone()).unwrap_or_default();
        hex.chunk = Some(Chunk { bytes: place.bytes, offset: 0, data });
    }
    let first = hex.top;
    let last = hex.top.saturating_add(step.saturating_mul(rows)).min(analysis.size.max(1));
    let covered = hex.chunk.as_ref().is_some_and(|chunk| {
        let end = chunk.offset.saturating_add(chunk.data.len() as u64);
        chunk.bytes == place.bytes
            && (matches!(place.bytes, Bytes::Certificate(_)) || (chunk.offset <= first && last <= end))
    });
    if covered {
        name_elements(hex);
        return Vec::new();
    }
    let (offset, length) = wanted(analysis, first, last);
    if hex.wanted == Some((offset, length)) {
        return Vec::new();
    }
    hex.wanted = Some((offset, length));
    let source = file.source.clone();
    vec![Effect::ReadBytes { file: id, source: source.clone(), offset, length }, Effect::Check { file: id, source }]
}

/// The range to read: the signature around the bytes when it is small, else a window.
fn wanted(analysis: &Analysis, first: u64, last: u64) -> (u64, u64) {
    let around = analysis
        .signatures
        .iter()
        .filter(|signature| signature.facts.depth() == 0)
        .filter_map(|signature| signature.facts.location())
        .find(|location| location.contains(first.saturating_add(16)) && location.length <= CHUNK);
    match around {
        Some(location) => {
            let start = location.offset.min(first).saturating_sub(64);
            (start, location.end().max(last).saturating_sub(start).saturating_add(64))
        }
        None => {
            let start = first.saturating_sub(CHUNK / 2);
            (start, CHUNK)
        }
    }
}

fn name_elements(hex: &mut crate::tui::app::HexView) {
    let Some(chunk) = &hex.chunk else { return };
    hex.elements = match hex.root {
        Some(root) if root.contains(hex.cursor) => {
            let start = root.offset.checked_sub(chunk.offset).and_then(|start| usize::try_from(start).ok());
            let data = start.and_then(|start| chunk.data.get(start..)).unwrap_or_default();
            elements_at(data, root.offset, hex.cursor)
        }
        _ => Vec::new(),
    };
}
