//! What a supposed revocation does to several files: the text of the report, in a popup.

use unicode_width::UnicodeWidthStr;

use super::overlay;
use crate::compare::Fate;
use crate::report::{Style, supposed_text, wrapped};
use crate::tui::app::{App, Source, SupposedView};
use crate::tui::row::{Role, Row};
use crate::tui::update::supposed;
use crate::tui::view::finding::wrap;
use crate::tui::widgets::canvas::Canvas;

/// The lines of the answer, for so many columns.
pub fn lines(app: &App, view: &SupposedView, width: usize) -> Vec<Row> {
    let mut fates = Vec::new();
    let mut notes = Vec::new();
    for id in &view.files {
        match (app.file(*id).and_then(|file| file.analysis.as_ref()), supposed::unreadable(app, *id)) {
            (Some(analysis), _) => fates.push(Fate::new(analysis, view.dated)),
            (None, why) => {
                let name = app.list.source(*id).map(Source::whole_path).unwrap_or_default();
                let why = why.map_or_else(|| "being read …".to_owned(), |why| format!("cannot be read: {why}"));
                notes.push(Row::new().shown_bytes(name, Role::Warn).fixed(": ", Role::Warn).shown(&why, Role::Warn));
            }
        }
    }
    let text = supposed_text(view.dated, &fates, Style { ascii: app.glyphs.ascii, color: false }, width);
    let lines = text.lines().flat_map(|line| hanging(line, width));
    let lines = lines.map(|line| Row::new().own(line, Role::Plain));
    notes.into_iter().chain(lines).flat_map(|row| wrap(&row, width)).collect()
}

/// A line that is too wide, broken at its spaces; what follows is indented more than its beginning.
fn hanging(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let margin = line.len().saturating_sub(line.trim_start().len());
    let deep = margin.saturating_add(4);
    let text = wrapped(line, deep, width);
    let mut lines = text.lines();
    let first = lines.next().map(|first| format!("{}{}", " ".repeat(margin), first.trim_start()));
    first.into_iter().chain(lines.map(str::to_owned)).collect()
}

/// Draws the answer over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, view: &SupposedView) {
    let rows = lines(app, view, overlay::inner_width(canvas.width()));
    let height = u16::try_from(rows.len().saturating_add(2)).unwrap_or(u16::MAX);
    let title = Row::of("Supposed revocation of ", Role::Plain)
        .own(view.files.len().to_string(), Role::Plain)
        .fixed(" files   Esc", Role::Plain);
    overlay::framed(canvas, &title, height, |inside| {
        let room = usize::from(inside.height());
        for (y, row) in (0u16..).zip(rows.iter().skip(view.top).take(room)) {
            inside.row(y, row);
        }
    });
}
