//! The list of files, and the preview beside it on wide screens.

use ratatui::layout::Rect;

use crate::triage::Row as Listed;
use crate::tui::app::{App, View};
use crate::tui::row::{Role, Row};
use crate::tui::view::list::{self as picture, PREVIEW_COLUMNS, has_preview};
use crate::tui::widgets::canvas::Canvas;

/// Draws title, list and preview.
pub fn render(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    canvas.row(0, &picture::title(app, usize::from(canvas.width())));
    let preview = if has_preview(body.width) { PREVIEW_COLUMNS } else { 0 };
    let width = body.width.saturating_sub(preview);
    let cursor = {
        let mut part = canvas.part(body.x, body.y, width, body.height);
        table(&mut part, app);
        part.cursor()
    };
    canvas.adopt_cursor(cursor);
    if preview > 0 {
        let mut part = canvas.part(body.x.saturating_add(width), body.y, preview, body.height);
        beside(&mut part, app);
    }
}

fn table(canvas: &mut Canvas<'_>, app: &App) {
    let members = app.view() == View::Members;
    let sheet = app.list.sheet_of(members);
    let open = app.list.members.as_ref().filter(|_| members);
    let heading = picture::heading(app, sheet, open, usize::from(canvas.width()));
    let mut inside = canvas.framed(&heading, true);
    let cursor = {
        let (columns, rows) = (usize::from(inside.width()), usize::from(inside.height()));
        inside.row(0, &picture::head(columns));
        if sheet.view.is_empty() {
            inside.row(1, &Row::of(empty(app), Role::Plain));
        }
        let room = rows.saturating_sub(1);
        let first = sheet.scroll.first(sheet.view.len(), room);
        for (y, (line, entry)) in (1u16..).zip((first..).zip(sheet.view.lines(first, room))) {
            let Some(row) = app.list.rows().get(entry.row) else { continue };
            let marked = app.list.file_of(entry.row).is_some_and(|id| app.list.marks.contains(id));
            inside.row(y, &picture::line(row, marked, entry.copies.len(), columns));
            if line == sheet.scroll.selected {
                inside.select(y);
            }
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// Why there is no row.
fn empty(app: &App) -> &'static str {
    if app.scan.running && app.list.done() == 0 {
        "looking for files …"
    } else if app.list.done() == 0 && app.scan.stopped && app.scan.is_unfinished(&app.list) {
        "stopped before a file was read: r goes on"
    } else if app.list.total() == 0 {
        "no signed format here: o opens another path"
    } else if app.list.done() == 0 {
        "no file was read: r reads them"
    } else {
        "no file matches the filter: Esc clears it"
    }
}

/// The selected file as far as its row tells.
fn beside(canvas: &mut Canvas<'_>, app: &App) {
    let sheet = app.list.sheet_of(app.view() == View::Members);
    let mut inside = canvas.framed(&Row::of("Preview  (Enter: open)", Role::Plain), false);
    let Some(entry) = sheet.view.get(sheet.scroll.selected) else { return };
    let Some(row) = app.list.rows().get(entry.row) else { return };
    let copies: Vec<&Listed> = entry.copies.iter().take(200).filter_map(|copy| app.list.rows().get(*copy)).collect();
    let rows = picture::preview(row, &copies, usize::from(inside.width()));
    for (y, row) in (0u16..).zip(rows.iter().take(usize::from(inside.height()))) {
        inside.row(y, row);
    }
}
