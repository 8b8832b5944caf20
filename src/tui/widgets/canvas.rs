//! Drawing that clips: whatever the size of the area, nothing is written outside of it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthChar;

use super::glyphs::Glyphs;
use crate::tui::row::{Piece, Role, Row, cut};
use crate::tui::theme::Theme;

/// An area of the screen with the theme to draw in it. Coordinates are relative to the area.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    theme: &'a Theme,
    glyphs: Glyphs,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// Makes a canvas over the part of `area` that lies in the buffer.
    pub fn new(buffer: &'a mut Buffer, area: Rect, theme: &'a Theme, glyphs: Glyphs) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area, theme, glyphs, cursor: None }
    }

    /// A part of this canvas.
    pub fn part(&mut self, x: u16, y: u16, width: u16, height: u16) -> Canvas<'_> {
        let area = Rect::new(self.area.x.saturating_add(x), self.area.y.saturating_add(y), width, height);
        Canvas {
            area: area.intersection(self.area),
            buffer: self.buffer,
            theme: self.theme,
            glyphs: self.glyphs,
            cursor: None,
        }
    }

    /// Columns.
    pub fn width(&self) -> u16 {
        self.area.width
    }

    /// Rows.
    pub fn height(&self) -> u16 {
        self.area.height
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Where the hardware cursor belongs, in coordinates of the screen.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Puts the hardware cursor into this area.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        if x < self.area.width && y < self.area.height {
            self.cursor = Some(Position::new(self.area.x.saturating_add(x), self.area.y.saturating_add(y)));
        }
    }

    /// Takes over a cursor that a part has set.
    pub fn adopt_cursor(&mut self, cursor: Option<Position>) {
        self.cursor = cursor.or(self.cursor);
    }

    /// Makes the whole area blank.
    pub fn clear(&mut self) {
        for y in 0..self.area.height {
            self.blank(y);
        }
    }

    fn blank(&mut self, y: u16) {
        let base = self.theme.base();
        for x in 0..self.area.width {
            let position = (self.area.x.saturating_add(x), self.area.y.saturating_add(y));
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                if base != Style::new() {
                    cell.set_style(base);
                }
            }
        }
    }

    /// Writes text at a place; gives the column behind it.
    pub fn put(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        if y >= self.area.height || x >= self.area.width {
            return x;
        }
        let text = self.glyphs.text(text);
        let room = usize::from(self.area.width.saturating_sub(x));
        let column = self.area.x.saturating_add(x);
        let row = self.area.y.saturating_add(y);
        // Characters without a width of their own never reach the terminal at the start of a cell run.
        let text = text.trim_start_matches(|character| UnicodeWidthChar::width(character) == Some(0));
        let (end, _) = self.buffer.set_stringn(column, row, text, room, style);
        end.saturating_sub(self.area.x)
    }

    /// Writes one character into one cell.
    pub fn cell(&mut self, x: u16, y: u16, character: char, style: Style) {
        let mut bytes = [0; 4];
        self.put(x, y, character.encode_utf8(&mut bytes), style);
    }

    /// Writes a row: the right part whole, the left cut with `…` when there is no room.
    pub fn row(&mut self, y: u16, row: &Row) {
        let width = usize::from(self.area.width);
        let right = row.right_width().min(width);
        let room = width.saturating_sub(right).saturating_sub(usize::from(right > 0 && right < width));
        self.pieces(0, y, &row.fitted(room), room);
        let mut x = self.area.width.saturating_sub(u16::try_from(right).unwrap_or(u16::MAX));
        for piece in &row.right {
            x = self.put(x, y, piece.text(), self.theme.style(piece.role));
        }
    }

    fn pieces(&mut self, start: u16, y: u16, pieces: &[Piece], room: usize) {
        let total: usize = pieces.iter().map(Piece::width).sum();
        let dots = self.glyphs.dots();
        let (room, more) = if total > room { (room.saturating_sub(dots.len().min(1)), true) } else { (room, false) };
        let mut used = 0usize;
        let mut x = start;
        for piece in pieces {
            let left = room.saturating_sub(used);
            if left == 0 && piece.width() > 0 {
                break;
            }
            let text = cut(piece.text(), left);
            x = self.put(x, y, text, self.theme.style(piece.role));
            used = used.saturating_add(piece.width());
        }
        if more {
            self.put(x, y, dots, self.theme.style(Role::Plain));
        }
    }

    /// Turns a whole line to reverse video: it is selected. The hardware cursor goes there too.
    pub fn select(&mut self, y: u16) {
        self.reverse(0, y, self.area.width);
        self.set_cursor(0, y);
    }

    /// Underlines a whole line: selected in a pane that has not the focus.
    pub fn mark(&mut self, y: u16) {
        self.modify(0, y, self.area.width, Modifier::UNDERLINED);
    }

    /// Turns some cells to reverse video.
    pub fn reverse(&mut self, x: u16, y: u16, width: u16) {
        self.modify(x, y, width, Modifier::REVERSED);
    }

    fn modify(&mut self, x: u16, y: u16, width: u16, modifier: Modifier) {
        if y >= self.area.height || x >= self.area.width {
            return;
        }
        let width = width.min(self.area.width.saturating_sub(x));
        let area = Rect::new(self.area.x.saturating_add(x), self.area.y.saturating_add(y), width, 1);
        self.buffer.set_style(area, Style::new().add_modifier(modifier));
    }

    /// Says in the lower border of a frame that was drawn here how many lines are below what is seen.
    pub fn more_below(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        let note = format!(" ↓ {more} more ");
        let x = self.area.width.saturating_sub(u16::try_from(note.chars().count()).unwrap_or(0)).saturating_sub(2);
        let style = self.style(Role::Plain);
        self.put(x, self.area.height.saturating_sub(1), &note, style);
    }

    /// Draws a border with a title and gives the area inside.
    pub fn framed(&mut self, title: &Row, focused: bool) -> Canvas<'_> {
        let (width, height) = (self.area.width, self.area.height);
        let lines = self.glyphs.border(focused);
        let role = if focused { Role::Focus } else { Role::Border };
        let style = self.theme.style(role);
        self.clear();
        let (right, bottom) = (width.saturating_sub(1), height.saturating_sub(1));
        let line = lines.horizontal.repeat(usize::from(width));
        self.put(0, 0, &line, style);
        self.put(0, bottom, &line, style);
        for y in 0..height {
            self.put(0, y, lines.vertical, style);
            self.put(right, y, lines.vertical, style);
        }
        for (x, y, corner) in [
            (0, 0, lines.top_left),
            (right, 0, lines.top_right),
            (0, bottom, lines.bottom_left),
            (right, bottom, lines.bottom_right),
        ] {
            self.put(x, y, corner, style);
        }
        let inside = width.saturating_sub(2);
        if inside > 0 {
            let mut head = self.part(1, 0, inside, 1);
            let room = usize::from(inside);
            let right = if row_fits(title, room) { title.right.clone() } else { Vec::new() };
            head.pieces(0, 0, &title.left, room);
            let right_width: usize = right.iter().map(Piece::width).sum();
            let mut x = inside.saturating_sub(u16::try_from(right_width).unwrap_or(u16::MAX));
            for piece in &right {
                let style = head.theme.style(piece.role);
                x = head.put(x, 0, piece.text(), style);
            }
        }
        self.part(1, 1, inside, height.saturating_sub(2))
    }
}

fn row_fits(row: &Row, room: usize) -> bool {
    row.left_width().saturating_add(row.right_width()).saturating_add(1) <= room
}
