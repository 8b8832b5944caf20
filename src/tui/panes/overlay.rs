//! The frame of popups: full width on narrow screens, else a hundred columns in the middle.

use ratatui::layout::Rect;

use crate::tui::row::Row;
use crate::tui::widgets::canvas::Canvas;

/// Draws a popup's frame of at most `height` rows and gives the canvas inside to `draw`.
pub fn framed(canvas: &mut Canvas<'_>, title: &Row, height: u16, draw: impl FnOnce(&mut Canvas<'_>)) {
    framed_list(canvas, title, height, |inside| {
        draw(inside);
        0
    });
}

/// As [`framed`]; the border says how many lines are below those that `draw` drew: what it gives.
pub fn framed_list(canvas: &mut Canvas<'_>, title: &Row, height: u16, draw: impl FnOnce(&mut Canvas<'_>) -> usize) {
    let area = area((canvas.width(), canvas.height()), height);
    if area.is_empty() {
        return;
    }
    let mut part = canvas.part(area.x, area.y, area.width, area.height);
    let (cursor, more) = {
        let mut inside = part.framed(title, true);
        let more = draw(&mut inside);
        (inside.cursor(), more)
    };
    part.more_below(more);
    canvas.adopt_cursor(cursor);
}

/// The place of a popup of at most `height` rows, frame included, on a screen of this size; empty where there is no room.
pub fn area((width, rows): (u16, u16), height: u16) -> Rect {
    if width < 20 || rows < 5 {
        return Rect::ZERO;
    }
    let (x, columns) = if width > 104 { (width.saturating_sub(100) / 2, 100) } else { (0, width) };
    let room = rows.saturating_sub(2);
    let height = height.clamp(3, room.max(3));
    let y = room.saturating_sub(height) / 2;
    Rect::new(x, y.saturating_add(1), columns, height)
}

/// Columns inside a popup on a screen of this width.
pub fn inner_width(width: u16) -> usize {
    usize::from(if width > 104 { 98 } else { width.saturating_sub(2) })
}

/// Rows inside the tallest popup on a screen of this height.
pub fn inner_height(height: u16) -> usize {
    usize::from(height.saturating_sub(4))
}
