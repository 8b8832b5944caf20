//! Two files side by side: the table, both timelines on one axis, the selected row in full.

use ratatui::layout::Rect;

use super::timeline;
use crate::text::{Place, Shown, Untrusted};
use crate::tui::app::{App, CompareView, FileId, Source, TimelineView, Window};
use crate::tui::row::{Role, Row};
use crate::tui::view::compare::{self as picture, Parts};
use crate::tui::view::timeline::{Timeline, build};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::timeline_bar::Scale;

/// Draws the comparison.
pub fn render(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    let Some(view) = &app.compare else { return };
    canvas.row(0, &picture::title(app, view, usize::from(canvas.width())));
    let Parts { table, timeline, details } = picture::parts(view, body.width, body.height);
    let mut y = body.y;
    if table > 0 {
        let mut part = canvas.part(body.x, y, body.width, table);
        draw_table(&mut part, app, view);
        let cursor = part.cursor();
        canvas.adopt_cursor(cursor);
        y = y.saturating_add(table);
    }
    if timeline > 0 {
        let mut part = canvas.part(body.x, y, body.width, timeline);
        timelines(&mut part, app, view, table == 0);
        let cursor = part.cursor();
        if table == 0 {
            canvas.adopt_cursor(cursor);
        }
        y = y.saturating_add(timeline);
    }
    if details > 0 {
        let mut part = canvas.part(body.x, y, body.width, details);
        let mut inside = part.framed(&Row::of("Selected row", Role::Plain), false);
        let rows = view.row().map(|row| picture::details(row, usize::from(inside.width()))).unwrap_or_default();
        for (y, row) in (0u16..).zip(rows.iter().take(usize::from(inside.height()))) {
            inside.row(y, row);
        }
    }
}

fn draw_table(canvas: &mut Canvas<'_>, app: &App, view: &CompareView) {
    let width = canvas.width();
    let mut inside = canvas.framed(&picture::table_title(view), true);
    let cursor = {
        let columns = usize::from(inside.width());
        let Some(_) = &view.compared else {
            for (y, text) in (0u16..).zip(unread(app, &[view.left, view.right])) {
                inside.row(y, &Row::own(Row::new(), text, Role::Plain));
            }
            return;
        };
        let mut y = 0u16;
        if picture::head_rows(width) > 0 {
            inside.row(0, &picture::head(name(app, view.left), name(app, view.right), columns));
            y = 1;
        }
        let lines = view.lines.as_ref().map(|(_, lines)| lines.as_slice()).unwrap_or_default();
        if view.visible.is_empty() {
            let last = inside.height().saturating_sub(1);
            inside.row(last, &Row::of("no row of this kind: d shows others", Role::Plain));
        }
        let mut first = true;
        for line in lines.iter().skip(view.top) {
            if y >= inside.height() {
                break;
            }
            inside.row(y, &line.text);
            if line.row == Some(view.selected) {
                inside.reverse(0, y, u16::try_from(columns).unwrap_or(u16::MAX));
                if first {
                    inside.set_cursor(0, y);
                    first = false;
                }
            }
            y = y.saturating_add(1);
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// What stands instead of a comparison: which of the files cannot be read, or that they are being read.
pub(super) fn unread(app: &App, files: &[FileId]) -> Vec<String> {
    let failed = files.iter().filter_map(|id| {
        let (name, why) = (name(app, *id), Untrusted(app.unreadable(*id)?).shown());
        Some(format!("{} cannot be compared: {why}", Shown::from_bytes(name, Place::Line)))
    });
    let failed: Vec<String> = failed.collect();
    if failed.is_empty() { vec![format!("reading {} files …", files.len())] } else { failed }
}

fn name(app: &App, id: FileId) -> &[u8] {
    app.list.source(id).map(Source::name_bytes).unwrap_or_default()
}

/// Both files, one above the other, over the same window of time.
fn timelines(canvas: &mut Canvas<'_>, app: &App, view: &CompareView, focused: bool) {
    let mut inside = canvas.framed(&Row::of("Timelines on one axis  (t: off)", Role::Plain), focused);
    let cursor = {
        let Some(compared) = &view.compared else { return };
        let dates = [&compared.left, &compared.right].map(|analysis| {
            let signature = analysis.primary().map(|signature| signature.facts.index);
            build(analysis, signature, app.policy.at, &TimelineView::default())
        });
        let Some(window) = common_window(&dates) else { return };
        let look = TimelineView { window: Some(window), ..TimelineView::default() };
        let (width, height) = (inside.width(), inside.height());
        let columns = timeline::bar_columns(usize::from(width));
        let scale = Scale::Linear { from: window.from, to: window.to, columns };
        // As many rows for each: what one shows in full the other does not hide.
        let each = height / 2;
        let parts = [(0, each), (each, each)];
        for (((y, rows), dates), (letter, id)) in
            parts.into_iter().zip(&dates).zip([("A  ", view.left), ("B  ", view.right)])
        {
            let head = Row::of(letter, Role::Strong).shown_bytes_within(
                name(app, id),
                usize::from(width).saturating_sub(4),
                Role::Strong,
            );
            let mut part = inside.part(0, y, width, rows);
            part.row(0, &head);
            let mut rest = part.part(0, 1, width, rows.saturating_sub(1));
            timeline::draw(&mut rest, dates, &look, scale, true);
        }
        inside.set_cursor(0, 0);
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// The window that shows what each file's own window shows.
fn common_window(dates: &[Timeline; 2]) -> Option<Window> {
    let windows = dates.iter().filter_map(|dates| dates.auto.or(dates.all));
    windows.reduce(|one, other| Window { from: one.from.min(other.from), to: one.to.max(other.to) })
}
