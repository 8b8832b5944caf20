//! The frame of popups: full width on narrow screens, else a hundred columns in the middle.

use crate::tui::row::Row;
use crate::tui::widgets::canvas::Canvas;

/// Draws a popup's frame of at most `height` rows and gives the canvas inside to `draw`.
pub fn framed(canvas: &mut Canvas<'_>, title: &Row, height: u16, draw: impl FnOnce(&mut Canvas<'_>)) {
    let (width, rows) = (canvas.width(), canvas.height());
    if width < 20 || rows < 5 {
        return;
    }
    let (x, columns) = if width > 104 { (width.saturating_sub(100) / 2, 100) } else { (0, width) };
    let room = rows.saturating_sub(2);
    let height = height.clamp(3, room.max(3));
    let y = room.saturating_sub(height) / 2;
    let mut part = canvas.part(x, y.saturating_add(1), columns, height);
    let cursor = {
        let mut inside = part.framed(title, true);
        draw(&mut inside);
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// Columns inside a popup on a screen of this width.
pub fn inner_width(width: u16) -> usize {
    usize::from(if width > 104 { 98 } else { width.saturating_sub(2) })
}

/// Rows inside the tallest popup on a screen of this height.
pub fn inner_height(height: u16) -> usize {
    usize::from(height.saturating_sub(4))
}
