//! Two files side by side, and the relations of more: opening, moving, filter, swap, copies of the table.

use std::path::Path;
use std::sync::Arc;

use super::{list, sample};
use crate::batch;
use crate::compare::{RowState, compare, matrix};
use crate::model::Analysis;
use crate::report::{Style, diff_text};
use crate::rules::comparison::Spot;
use crate::tui::action::Command;
use crate::tui::app::{App, CompareView, Compared, FileId, MatrixView, Pane, PromptKind, View};
use crate::tui::effect::{Effect, Turn};
use crate::tui::view::compare as picture;
use crate::tui::view::tree::{self, NodeId};

/// Shows two marked files side by side; more of them as a table of relations.
pub fn open(app: &mut App) -> Vec<Effect> {
    let files = match list::to_compare(app) {
        Ok(files) => files,
        Err(why) => {
            app.say(why);
            return Vec::new();
        }
    };
    if let [left, right] = files.as_slice() {
        return open_pair(app, *left, *right);
    }
    let effects = files.iter().flat_map(|id| list::load(app, *id, Turn::Gather)).collect();
    app.matrix = Some(MatrixView::new(files));
    show(app, View::Matrix);
    effects
}

fn open_pair(app: &mut App, left: FileId, right: FileId) -> Vec<Effect> {
    let mut effects = list::load(app, left, Turn::Gather);
    effects.extend(list::load(app, right, Turn::Gather));
    app.compare = Some(CompareView::new(left, right));
    show(app, View::Compare);
    effects
}

/// Puts a view on top; the same one below it is left out, so that going back ends.
fn show(app: &mut App, view: View) {
    app.views.retain(|other| *other != view);
    app.views.push(view);
}

/// Compares as soon as both analyses are there. For `settle`.
pub fn derive(app: &mut App) {
    if app.view() == View::Compare {
        derive_pair(app);
    } else if app.view() == View::Matrix {
        derive_matrix(app);
    }
}

fn analysis(app: &App, id: FileId) -> Option<Arc<Analysis>> {
    app.file(id)?.analysis.clone()
}

fn derive_pair(app: &mut App) {
    let Some(view) = &app.compare else { return };
    let (Some(left), Some(right)) = (analysis(app, view.left), analysis(app, view.right)) else { return };
    let known = view.compared.as_ref();
    let current = known.is_some_and(|old| Arc::ptr_eq(&old.left, &left) && Arc::ptr_eq(&old.right, &right));
    if !current {
        let comparison = Arc::new(compare(&left, &right, &app.policy));
        if let Some(view) = &mut app.compare {
            let keep = match view.wanted.take() {
                Some((section, field)) => {
                    comparison.rows.iter().position(|row| row.section == section && row.field == field)
                }
                None => view.row_index(),
            };
            view.compared = Some(Compared { left, right, comparison });
            choose(view, keep);
        }
    }
    let size = crate::tui::screen::body(app);
    if let Some(view) = &mut app.compare {
        let first = picture::is_stacked(size.width);
        if view.differences_first != first {
            let keep = view.row_index().filter(|_| view.selected > 0);
            view.differences_first = first;
            choose(view, keep);
        }
        picture::settle(view, size.width, size.height);
    }
}

fn derive_matrix(app: &mut App) {
    let Some(view) = app.matrix.as_ref().filter(|view| view.matrix.is_none()) else { return };
    // A file that cannot be read takes its place with the reason, so that the others are related all the same.
    let known: Option<Vec<Arc<Analysis>>> =
        view.files.iter().map(|id| analysis(app, *id).or_else(|| without_analysis(app, *id))).collect();
    let Some(files) = known else { return };
    let files: Vec<&Analysis> = files.iter().map(AsRef::as_ref).collect();
    let made = Arc::new(matrix(&files, &app.policy));
    if let Some(view) = &mut app.matrix {
        view.matrix = Some(made);
    }
}

/// What stands for a file that cannot be read; `None` while it may still be.
fn without_analysis(app: &App, id: FileId) -> Option<Arc<Analysis>> {
    let why = app.unreadable(id)?;
    let path = app.list.source(id).map(|source| source.file_name()).unwrap_or_default();
    Some(Arc::new(batch::failed(Path::new(&path), why, &app.policy)))
}

/// Chooses the visible rows; the row with this index stays selected if it is among them.
fn choose(view: &mut CompareView, keep: Option<usize>) {
    let Some(compared) = &view.compared else { return };
    let rows = compared.comparison.rows.iter().enumerate();
    let mut visible: Vec<(bool, usize)> = rows
        .filter(|(_, row)| view.shown.lets(row.state))
        .map(|(index, row)| (view.differences_first && row.state == RowState::Same, index))
        .collect();
    visible.sort_unstable();
    view.visible = visible.into_iter().map(|(_, index)| index).collect();
    // The row itself, else the next one that is left.
    let at = keep.map_or(Some(0), |keep| {
        let same = view.visible.iter().position(|index| *index == keep);
        same.or_else(|| view.visible.iter().position(|index| *index > keep))
    });
    view.selected = at.unwrap_or(usize::MAX).min(view.visible.len().saturating_sub(1));
    view.top = 0;
    view.lines = None;
}

/// Runs a command of the comparison.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let rows = usize::from(crate::tui::screen::body(app).height).saturating_sub(4);
    let Some(view) = &mut app.compare else { return Vec::new() };
    let mut scroll = crate::tui::widgets::scroll::Scroll { selected: view.selected, top: 0 };
    if sample::step(&mut scroll, command, view.visible.len(), rows) {
        view.selected = scroll.selected;
        return Vec::new();
    }
    match command {
        Command::CompareFilter => {
            let keep = view.row_index();
            view.shown = view.shown.next();
            choose(view, keep);
        }
        Command::NextMark | Command::PreviousMark if !next_difference(view, command == Command::NextMark) => {
            app.say("no further difference");
        }
        Command::Swap => swap(view),
        Command::TimelineFull => view.timeline = !view.timeline,
        Command::Open => return open_node(app),
        _ => {}
    }
    Vec::new()
}

/// Selects the next row that is not the same, in one direction; tells whether there is one.
fn next_difference(view: &mut CompareView, forward: bool) -> bool {
    let Some(compared) = &view.compared else { return false };
    let differs = |at: &usize| {
        let row = view.visible.get(*at).and_then(|index| compared.comparison.rows.get(*index));
        row.is_some_and(|row| row.state != RowState::Same)
    };
    let found = if forward {
        (view.selected.saturating_add(1)..view.visible.len()).find(differs)
    } else {
        (0..view.selected).rev().find(differs)
    };
    if let Some(found) = found {
        view.selected = found;
    }
    found.is_some()
}

/// Selects the next row with the words in its name or values, around the end. `query` is in lower case.
pub fn search(app: &mut App, query: &str, forward: bool) {
    let Some(view) = &mut app.compare else { return };
    let Some(compared) = &view.compared else { return };
    let has = |index: &usize| {
        let Some(row) = compared.comparison.rows.get(*index) else { return false };
        let values = [Some(&row.section), Some(&row.field), row.left.as_ref(), row.right.as_ref()];
        values.into_iter().flatten().any(|text| text.to_lowercase().contains(query))
    };
    let hits: Vec<usize> = view.visible.iter().enumerate().filter(|(_, index)| has(index)).map(|(at, _)| at).collect();
    let here = view.selected;
    let next = if forward {
        hits.iter().find(|at| **at > here).or(hits.first())
    } else {
        hits.iter().rev().find(|at| **at < here).or(hits.last())
    };
    match next.copied() {
        Some(at) => {
            view.selected = at;
            let number = hits.iter().position(|hit| *hit == at).unwrap_or(0).saturating_add(1);
            app.say(format!("hit {number} of {}   n next  N previous", hits.len()));
        }
        None => app.say(format!("not found: {}", crate::text::Untrusted(query).shown())),
    }
}

fn swap(view: &mut CompareView) {
    let swapped = CompareView {
        shown: view.shown,
        wanted: view.row().map(|row| (row.section.clone(), row.field.clone())),
        timeline: view.timeline,
        differences_first: view.differences_first,
        ..CompareView::new(view.right, view.left)
    };
    *view = swapped;
}

/// Opens the sample of the selected row at the node that the row is about.
fn open_node(app: &mut App) -> Vec<Effect> {
    let Some((side, row)) = app.compare.as_ref().and_then(|view| Some((view.selected_side(), view.row()?))) else {
        return Vec::new();
    };
    let spot = if row.state == RowState::RightOnly { row.right_spot } else { row.left_spot };
    let effects = list::open(app, side);
    if let Some(file) = app.file_mut(side)
        && let Some(analysis) = file.analysis.clone()
    {
        file.view.expanded = tree::first_look(&analysis, true);
        file.view.prepared = true;
        let node = node_of(&analysis, &spot);
        super::tree::reveal(file, node);
        file.view.focus = Pane::Details;
    }
    effects
}

/// The node that a row is about: certificate, else signature, else the file.
fn node_of(analysis: &Analysis, spot: &Spot) -> NodeId {
    let nodes = tree::nodes(analysis, None);
    let of = |wanted: &dyn Fn(NodeId) -> bool| nodes.iter().map(|node| node.id).find(|id| wanted(*id));
    let certificate = spot.certificate.and_then(|wanted| {
        of(&|id| {
            matches!(id, NodeId::Certificate { signature, thumbprint, .. }
            if thumbprint == wanted && spot.signature.is_none_or(|index| index == signature))
        })
        .or_else(|| of(&|id| matches!(id, NodeId::Certificate { thumbprint, .. } if thumbprint == wanted)))
    });
    let signature = spot.signature.and_then(|index| of(&|id| id == NodeId::Signature(index)));
    certificate.or(signature).unwrap_or(NodeId::File)
}

/// Copies the table, or the selected row; or asks where the table is written to.
pub fn copy(app: &mut App, command: Command) -> Vec<Effect> {
    let Some((view, compared)) = app.compare.as_ref().and_then(|view| Some((view, view.compared.as_ref()?))) else {
        app.say("nothing to copy yet: both files are still being read");
        return Vec::new();
    };
    let text = match (command, view.row()) {
        (Command::CopyValue, Some(row)) => picture::row_text(row),
        (Command::CopyValue, None) => return Vec::new(),
        _ => diff_text(
            &compared.left,
            &compared.right,
            &compared.comparison,
            Style { ascii: app.glyphs.ascii, ..Style::default() },
        ),
    };
    if command == Command::Write {
        app.popups.push(super::popup::suggest(PromptKind::Write(text.into()), "sigscope-diff.txt"));
        return Vec::new();
    }
    let fields = if command == Command::CopyValue { 1 } else { compared.comparison.rows.len() };
    let text: Arc<str> = text.into();
    app.copied = Some(text.clone());
    app.say("copying …");
    vec![Effect::Copy { text, fields }]
}

/// Runs a command of the table of relations.
pub fn run_matrix(app: &mut App, command: Command) -> Vec<Effect> {
    let rows = usize::from(crate::tui::screen::body(app).height).saturating_sub(8);
    let Some(view) = &mut app.matrix else { return Vec::new() };
    let count = view.files.len();
    let mut scroll = crate::tui::widgets::scroll::Scroll { selected: view.cell.0, top: 0 };
    if sample::step(&mut scroll, command, count, rows) {
        view.cell.0 = scroll.selected;
        return Vec::new();
    }
    let last = count.saturating_sub(1);
    match command {
        Command::Left => view.cell.1 = view.cell.1.saturating_sub(1),
        Command::Right => view.cell.1 = view.cell.1.saturating_add(1).min(last),
        Command::Open => {
            let pair = (view.files.get(view.cell.0).copied(), view.files.get(view.cell.1).copied());
            match pair {
                (Some(left), Some(right)) if left == right => return list::open(app, left),
                (Some(left), Some(right)) => return open_pair(app, left, right),
                _ => {}
            }
        }
        _ => {}
    }
    Vec::new()
}
