//! The events of the timeline as a table, with the distances from the signing.

use super::overlay;
use crate::tui::app::App;
use crate::tui::row::{Role, Row};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::scroll::Scroll;
use crate::tui::widgets::timeline_bar::distance;

/// Where the columns behind the time begin; the distances give way to the words where there is no room for all.
fn columns(width: usize) -> [Option<usize>; 3] {
    match width {
        0..40 => [None, None, Some(24)],
        40..70 => [None, Some(24), Some(38)],
        _ => [Some(24), Some(38), Some(52)],
    }
}

/// Rows of the table with its frame, for so many events.
pub fn height(count: usize) -> u16 {
    u16::try_from(count.saturating_add(4)).unwrap_or(u16::MAX)
}

/// Draws the table over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, scroll: Scroll) {
    let Some(file) = app.current() else { return };
    let dates = &file.view.dates;
    let count = dates.events.len();
    let title = Row::of("Events  ", Role::Plain).own(count.to_string(), Role::Plain).fixed("   UTC   Esc", Role::Plain);
    overlay::framed(canvas, &title, height(count), |inside| {
        let columns = columns(usize::from(inside.width()));
        let mut head = Row::of("  TIME", Role::Label);
        for (column, name) in
            columns.into_iter().zip(["SINCE LAST", if dates.signed { "FROM SIGNING" } else { "LEAF START" }, "WHAT"])
        {
            if let Some(column) = column {
                head = head.column(column).fixed(name, Role::Label);
            }
        }
        inside.row(0, &head);
        let room = usize::from(inside.height()).saturating_sub(1);
        let top = scroll.first(count, room);
        for (y, index) in (1u16..).zip(top..count.min(top.saturating_add(room))) {
            let Some(event) = dates.events.get(index) else { continue };
            let before = index.checked_sub(1).and_then(|before| dates.events.get(before));
            let since = before.map(|before| distance(event.time.seconds_since(before.time))).unwrap_or_default();
            let from = dates.centre.map(|centre| distance(event.time.seconds_since(centre))).unwrap_or_default();
            let time = event.time.to_string();
            let time = time.split_once('.').map_or(time.clone(), |(seconds, _)| format!("{seconds}Z"));
            let mut row = Row::new().own(event.letter.to_string(), Role::Marker).fixed(" ", Role::Plain);
            row = row.own(time, Role::Plain);
            let [at_since, at_from, at_what] = columns;
            for (column, text) in [(at_since, since), (at_from, from)] {
                if let Some(column) = column {
                    row = row.column(column).own(text, Role::Plain);
                }
            }
            row = row.column(at_what.unwrap_or(0)).shown(&event.text, Role::Plain);
            inside.row(y, &row);
            if index == scroll.selected {
                inside.select(y);
            }
        }
    });
}
