//! The relations of several files: a table of one word for each pair, and the selected pair in full.

use ratatui::layout::Rect;

use crate::tui::action::Command;
use crate::tui::app::{App, FileId, MatrixView, Source};
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};
use crate::tui::view::finding::wrap;
use crate::tui::view::help;
use crate::tui::view::token::Token;
use crate::tui::widgets::canvas::Canvas;

/// Columns of one cell.
const CELL: usize = 13;
/// A relation that nobody knows: the file of the column cannot be read.
const UNKNOWN: &str = "?";
/// Rows of the selected pair, frame included.
const PAIR: u16 = 8;

/// Draws the table.
pub fn render(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    let Some(view) = &app.matrix else { return };
    canvas.row(0, &Row::of(" relations  ", Role::Strong).own(format!("{} files", view.files.len()), Role::Plain));
    let pair = if body.height > 16 { PAIR } else { 0 };
    let mut part = canvas.part(body.x, body.y, body.width, body.height.saturating_sub(pair));
    table(&mut part, app, view);
    let cursor = part.cursor();
    canvas.adopt_cursor(cursor);
    if pair > 0 {
        let y = body.y.saturating_add(body.height.saturating_sub(pair));
        let mut part = canvas.part(body.x, y, body.width, pair);
        selected(&mut part, app, view);
    }
}

fn table(canvas: &mut Canvas<'_>, app: &App, view: &MatrixView) {
    let hints = [(Context::Everywhere, Command::Open, ": compare the pair")];
    let mut inside = canvas.framed(&help::titled_hints(app, "Relations", &hints), true);
    let cursor = {
        let Some(matrix) = &view.matrix else {
            for (y, text) in (0u16..).zip(super::compare::unread(app, &view.files)) {
                inside.row(y, &Row::own(Row::new(), text, Role::Plain));
            }
            return;
        };
        let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
        let names = (width / 4).clamp(12, 40);
        let columns = width.saturating_sub(names).checked_div(CELL).unwrap_or(0).max(1);
        let rows = height.saturating_sub(1).max(1);
        let count = view.files.len();
        let top = first(view.cell.0, rows, count);
        let left = first(view.cell.1, columns, count);
        let mut head = Row::new().column(names);
        for (at, column) in (left..count).take(columns).enumerate() {
            let end = names.saturating_add(at.saturating_add(1).saturating_mul(CELL));
            head = head.own(column.saturating_add(1).to_string(), Role::Label).column(end);
        }
        inside.row(0, &head);
        for (y, row) in (1u16..).zip((top..count).take(rows)) {
            let name = view.files.get(row).map(|id| file_name(app, *id)).unwrap_or_default();
            let mut text = Row::new().own(format!("{:>3}  ", row.saturating_add(1)), Role::Label);
            text = text.shown_bytes_within(name, names.saturating_sub(6), Role::Plain).column(names);
            let unreadable = view.files.get(row).and_then(|id| app.unreadable(*id));
            if let Some(why) = unreadable {
                let why = format!("cannot be read: {why}");
                text = text.shown_within(&why, width.saturating_sub(names), Role::Fail);
            }
            let columns = if unreadable.is_some() { 0 } else { columns };
            for (at, column) in (left..count).take(columns).enumerate() {
                let end = names.saturating_add(at.saturating_add(1).saturating_mul(CELL));
                let known = view.files.get(column).is_some_and(|id| app.unreadable(*id).is_none());
                let word = match matrix.cell(row, column) {
                    Some(_) if !known => UNKNOWN,
                    Some(cell) => cell.related.short(),
                    None => "-",
                };
                let role = if word.len() > 1 { Role::Strong } else { Role::Plain };
                text = text.fixed(word, role).column(end);
            }
            inside.row(y, &text);
            if row == view.cell.0 {
                let at = view.cell.1.saturating_sub(left);
                let x = u16::try_from(names.saturating_add(at.saturating_mul(CELL))).unwrap_or(u16::MAX);
                inside.set_cursor(x, y);
                inside.reverse(x, y, u16::try_from(CELL.saturating_sub(1)).unwrap_or(1));
            }
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// The first visible one of `count`, so that the selected one is seen.
fn first(selected: usize, visible: usize, count: usize) -> usize {
    let lowest = selected.saturating_add(1).saturating_sub(visible);
    lowest.min(count.saturating_sub(visible.min(count)))
}

fn selected(canvas: &mut Canvas<'_>, app: &App, view: &MatrixView) {
    let mut inside = canvas.framed(&Row::of("Selected pair", Role::Plain), false);
    let width = usize::from(inside.width());
    let mut rows = Vec::new();
    match view.selected() {
        Some(cell) => {
            let name = |index: usize| view.files.get(index).map(|id| file_name(app, *id)).unwrap_or_default();
            let files = [cell.left, cell.right].map(|index| view.files.get(index).copied());
            let unreadable = files.into_iter().flatten().any(|id| app.unreadable(id).is_some());
            let headline = if unreadable { "NOT KNOWN".to_owned() } else { cell.related.headline() };
            let head = Row::of("A ", Role::Label)
                .shown_bytes_within(name(cell.left), width / 3, Role::Strong)
                .fixed("  B ", Role::Label)
                .shown_bytes_within(name(cell.right), width / 3, Role::Strong)
                .own(format!("   {headline}"), Role::Strong);
            rows.push(head);
            rows.extend(wrap(&Row::new().shown(&cell.related.sentence, Role::Plain), width));
            for found in &cell.findings {
                let token = Token::from(found.finding.severity);
                rows.push(
                    token
                        .row()
                        .own(format!(" {}  ", found.finding.id), token.role())
                        .shown(&found.finding.title, Role::Plain),
                );
            }
        }
        None => rows.push(Row::of("one file", Role::Plain)),
    }
    for found in view.matrix.iter().flat_map(|matrix| &matrix.findings) {
        let token = Token::from(found.finding.severity);
        let head = token.row().own(format!(" {} ({} files)  ", found.finding.id, found.files.len()), token.role());
        rows.push(head.shown(&found.finding.title, Role::Plain));
    }
    for (y, row) in (0u16..).zip(rows.iter().take(usize::from(inside.height()))) {
        inside.row(y, row);
    }
}

fn file_name(app: &App, id: FileId) -> &[u8] {
    app.list.source(id).map(Source::name_bytes).unwrap_or_default()
}
