//! The events of the timeline as a table, with the distances from the signing.

use super::overlay;
use crate::tui::app::App;
use crate::tui::row::{Role, Row};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::scroll::Scroll;
use crate::tui::widgets::timeline_bar::distance;

/// Draws the table over the screen.
pub fn render(canvas: &mut Canvas<'_>, app: &App, scroll: Scroll) {
    let Some(file) = app.current() else { return };
    let dates = &file.view.dates;
    let count = dates.events.len();
    let height = u16::try_from(count.saturating_add(4)).unwrap_or(u16::MAX);
    let title = Row::of("Events  ", Role::Plain).own(count.to_string(), Role::Plain).fixed("   UTC   Esc", Role::Plain);
    overlay::framed(canvas, &title, height, |inside| {
        let head = Row::of("  TIME", Role::Label)
            .column(26)
            .fixed("SINCE LAST", Role::Label)
            .column(40)
            .fixed("FROM SIGNING", Role::Label)
            .column(54)
            .fixed("WHAT", Role::Label);
        inside.row(0, &head);
        let room = usize::from(inside.height()).saturating_sub(1);
        let top = scroll.first(count, room);
        for (y, index) in (1u16..).zip(top..count.min(top.saturating_add(room))) {
            let Some(event) = dates.events.get(index) else { continue };
            let before = index.checked_sub(1).and_then(|before| dates.events.get(before));
            let since = before.map(|before| distance(event.time.seconds_since(before.time))).unwrap_or_default();
            let from = dates.centre.map(|centre| distance(event.time.seconds_since(centre))).unwrap_or_default();
            let row = Row::new()
                .own(event.letter.to_string(), Role::Marker)
                .fixed(" ", Role::Plain)
                .own(event.time.to_string(), Role::Plain)
                .column(26)
                .own(since, Role::Plain)
                .column(40)
                .own(from, Role::Plain)
                .column(54)
                .shown(&event.text, Role::Plain);
            inside.row(y, &row);
            if index == scroll.selected {
                inside.select(y);
            }
        }
    });
}
