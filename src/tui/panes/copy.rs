//! The copy menu and the basket: what, whose, for whom, and a preview of the exact bytes.

use super::overlay;
use crate::ioc::Format;
use crate::text::defang;
use crate::tui::app::{App, CopyMenu, Scope, View};
use crate::tui::row::{Role, Row, grouped};
use crate::tui::update::copy_menu::CAPITALS;
use crate::tui::widgets::canvas::Canvas;

/// Rows with the frame.
pub const HEIGHT: u16 = 34;

/// Where the second column of formats begins, within their half.
const SECOND_FORMAT: u16 = 16;

/// Columns of the left half of a menu that is so wide inside.
fn left(width: u16) -> u16 {
    56.min((width / 2).saturating_add(6))
}

/// Rows of the values in so many rows inside: one of them comes before the two rows of hints.
pub fn body(height: u16) -> u16 {
    height.saturating_sub(2).max(height.min(1))
}

/// What stands at a cell inside of the menu.
pub enum Part {
    /// A value, by its index.
    Value(usize),
    /// A format, by its capital.
    Format(char),
    /// Whose values.
    Whose,
}

/// What stands at a cell inside of the menu, the frame not counted.
pub fn part_at(menu: &CopyMenu, (width, height): (u16, u16), (x, y): (u16, u16)) -> Option<Part> {
    let body = body(height);
    let left = left(width);
    if y == body {
        return Some(Part::Whose);
    }
    if y > body || x == left {
        return None;
    }
    let row = usize::from(y);
    if x < left {
        let index = menu.scroll.first(menu.lines.len(), usize::from(body)).saturating_add(row);
        return (index < menu.lines.len()).then_some(Part::Value(index));
    }
    let second = x.saturating_sub(left).saturating_sub(1) >= SECOND_FORMAT;
    let index = row.saturating_mul(2).saturating_add(usize::from(second));
    CAPITALS.get(index).map(|(_, capital)| Part::Format(*capital))
}

/// Draws the menu over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, menu: &CopyMenu) {
    let name = if menu.scope == Scope::Basket { "Basket  " } else { "Copy IOCs  " };
    let values =
        if menu.values == 1 { "1 value".to_owned() } else { format!("{} values", grouped(menu.values as u64)) };
    let title = Row::of(name, Role::Plain).own(format!("{values}, {} B", grouped(menu.text.len() as u64)), Role::Plain);
    overlay::framed_list(canvas, &title, HEIGHT, |inside| {
        let (width, height) = (inside.width(), inside.height());
        let body = body(height);
        let left = left(width);
        let cursor = {
            let mut part = inside.part(0, 0, left, body);
            lines(&mut part, menu);
            part.cursor()
        };
        inside.adopt_cursor(cursor);
        let mut right = inside.part(left.saturating_add(1), 0, width.saturating_sub(left).saturating_sub(1), body);
        formats(&mut right, menu);
        inside.row(body, &scopes(app, menu));
        inside.row(body.saturating_add(1), &hints(menu));
        let rows = usize::from(body);
        menu.lines.len().saturating_sub(menu.scroll.first(menu.lines.len(), rows).saturating_add(rows))
    });
}

fn hints(menu: &CopyMenu) -> Row {
    let row = Row::of("Enter copy  w file  p print  Tab whose  space take  a all  ", Role::Plain);
    row.fixed(if menu.scope == Scope::Basket { "x out" } else { "b basket" }, Role::Plain)
        .fixed("  ? keys  Esc", Role::Plain)
}

fn scopes(app: &App, menu: &CopyMenu) -> Row {
    let mut row = Row::of("Whose: ", Role::Label);
    for (which, name) in [
        (Scope::This, if app.view() == View::Groups { "this group" } else { "this" }.to_owned()),
        (Scope::Marked, format!("{} marked", app.marked())),
        (Scope::All, format!("all {}", app.list.total())),
        (Scope::Basket, format!("basket {}", app.basket.len())),
    ] {
        row = row.own(format!("{} {name}  ", if menu.scope == which { "(o)" } else { "( )" }), Role::Plain);
    }
    match menu.format {
        Format::Plain | Format::Defanged => {
            let form = menu.form.map_or("usual", crate::ioc::Form::name);
            row.own(format!("  f form: {form}"), Role::Plain)
        }
        Format::AbuseReport => row.fixed(if menu.thin { "  t: short" } else { "  t: long" }, Role::Plain),
        _ => row,
    }
}

fn lines(canvas: &mut Canvas<'_>, menu: &CopyMenu) {
    let height = usize::from(canvas.height());
    let width = usize::from(canvas.width());
    let top = menu.scroll.first(menu.lines.len(), height);
    let labels = if width > 46 { 32 } else { 30 };
    for (y, (index, line)) in (0u16..).zip(menu.lines.iter().enumerate().skip(top).take(height)) {
        let digit = if index < 9 { format!("{} ", index.saturating_add(1)) } else { "  ".to_owned() };
        let mark = if line.on { "[x] " } else { "[ ] " };
        let mut row =
            Row::of(mark, Role::Plain).own(digit, Role::Key).shown(&line.id.label(), Role::Plain).column(labels);
        let note = if line.note.is_empty() { 0 } else { line.note.chars().count().saturating_add(2) };
        let room = width.saturating_sub(row.left_width()).saturating_sub(note);
        row = match (line.value.is_empty(), line.note.is_empty()) {
            (true, true) => row.fixed("–", Role::Plain),
            (true, false) => row,
            (false, true) if room >= 4 => row.shown_within(&defang(&line.value), room, Role::Plain),
            (false, false) if room >= 4 => {
                row.shown_within(&defang(&line.value), room, Role::Plain).fixed("  ", Role::Plain)
            }
            (false, _) => row,
        };
        canvas.row(y, &row.own(line.note.clone(), Role::Plain));
        if index == menu.scroll.selected {
            canvas.select(y);
        }
    }
}

fn formats(canvas: &mut Canvas<'_>, menu: &CopyMenu) {
    let mut y = 0u16;
    let mut row = Row::new();
    for (index, (format, letter)) in CAPITALS.into_iter().enumerate() {
        let sign = if format == menu.format { "(o) " } else { "( ) " };
        let name = format!(" {}", format.label());
        row = row.fixed(sign, Role::Plain).own(letter.to_string(), Role::Key).own(name, Role::Plain);
        if index % 2 == 1 {
            canvas.row(y, &row);
            y = y.saturating_add(1);
            row = Row::new();
        } else {
            row = row.column(usize::from(SECOND_FORMAT));
        }
    }
    canvas.row(y, &row);
    y = y.saturating_add(1);
    let lines = menu.text.lines().count();
    let heading = match (lines, menu.preview_left) {
        (0, _) => Row::of("── nothing is taken ──", Role::Label),
        (1, 0) => Row::of("── preview: exact bytes ──", Role::Label),
        (_, 0) => Row::new().own(
            format!(
                "── preview: exact bytes, line {} of {} ──",
                grouped(menu.preview_top.saturating_add(1) as u64),
                grouped(lines as u64)
            ),
            Role::Label,
        ),
        (_, left) => Row::new().own(format!("── preview: exact bytes, from column {left} ──"), Role::Label),
    };
    canvas.row(y, &heading);
    let room = usize::from(canvas.height().saturating_sub(y).saturating_sub(1));
    for line in menu.text.lines().skip(menu.preview_top).take(room) {
        y = y.saturating_add(1);
        // What is copied is escaped already.
        let visible: String = line.chars().skip(menu.preview_left).collect();
        canvas.row(y, &Row::new().own(visible, Role::Plain));
    }
}
