//! The copy menu: what, whose, how, and a preview of the exact bytes.

use super::overlay;
use crate::tui::app::{App, CopyMenu, Format, Scope};
use crate::tui::row::{Role, Row, grouped};
use crate::tui::view::summary::short_hash;
use crate::tui::widgets::canvas::Canvas;

/// Columns of the left half.
const LEFT: u16 = 44;

/// Draws the menu over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, menu: &CopyMenu) {
    let title = Row::of("Copy IOCs  ", Role::Plain)
        .own(format!("{} values, {} B", menu.values, grouped(menu.text.len() as u64)), Role::Plain);
    overlay::framed(canvas, &title, 26, |inside| {
        let (width, height) = (inside.width(), inside.height());
        let body = height.saturating_sub(1);
        let left = LEFT.min((width / 2).saturating_add(4));
        let cursor = {
            let mut part = inside.part(0, 0, left, body);
            fields(&mut part, app, menu);
            part.cursor()
        };
        inside.adopt_cursor(cursor);
        let mut right = inside.part(left.saturating_add(1), 0, width.saturating_sub(left).saturating_sub(1), body);
        formats(&mut right, menu);
        let hint = "Enter copy  w file  Tab scope  space toggle  a all  J K etc. format  Esc";
        inside.row(body, &Row::of(hint, Role::Plain));
    });
}

fn fields(canvas: &mut Canvas<'_>, app: &App, menu: &CopyMenu) {
    let height = usize::from(canvas.height()).saturating_sub(1);
    let top = menu.scroll.first(menu.fields.len(), height);
    for (y, (index, field)) in (0u16..).zip(menu.fields.iter().enumerate().skip(top).take(height)) {
        let digit = if index < 9 { format!("{} ", index.saturating_add(1)) } else { "  ".to_owned() };
        let mark = if field.on { "[x] " } else { "[ ] " };
        let value = if field.algorithm.is_some() { short_hash(&field.value) } else { field.value.clone() };
        let value = if value.is_empty() { "–".to_owned() } else { value };
        let row = Row::of(mark, Role::Plain)
            .own(digit, Role::Key)
            .fixed(field.label, Role::Plain)
            .column(28)
            .shown(&value, Role::Plain);
        canvas.row(y, &row);
        if index == menu.scroll.selected {
            canvas.select(y);
        }
    }
    let mut scope = Row::of("Scope ", Role::Label);
    let marked = app.marked();
    for (which, name) in [
        (Scope::This, "this".to_owned()),
        (Scope::Marked, format!("{marked} marked")),
        (Scope::All, format!("all {}", app.files.len())),
    ] {
        scope = scope.own(format!("{} {name} ", if menu.scope == which { "(o)" } else { "( )" }), Role::Plain);
    }
    let last = canvas.height().saturating_sub(1);
    canvas.row(last, &scope);
}

fn formats(canvas: &mut Canvas<'_>, menu: &CopyMenu) {
    let mut y = 0u16;
    let mut row = Row::new();
    for (index, (format, letter, name)) in Format::ALL.into_iter().enumerate() {
        let sign = if format == menu.format { "(o) " } else { "( ) " };
        row = row.fixed(sign, Role::Plain).own(letter.to_string(), Role::Key).own(format!(" {name}"), Role::Plain);
        if index % 2 == 1 {
            canvas.row(y, &row);
            y = y.saturating_add(1);
            row = Row::new();
        } else {
            row = row.column(16);
        }
    }
    canvas.row(y, &row);
    y = y.saturating_add(1);
    canvas.row(y, &Row::of("── preview: exact bytes ──", Role::Label));
    let room = usize::from(canvas.height().saturating_sub(y).saturating_sub(1));
    for line in menu.text.lines().skip(menu.preview_top).take(room) {
        y = y.saturating_add(1);
        // What is copied is escaped already.
        canvas.row(y, &Row::new().own(line, Role::Plain));
    }
}
