//! The title of the timeline: what it shows, and its keys.

use super::timeline::{bar_columns, window};
use crate::model::Instant;
use crate::tui::action::Command;
use crate::tui::app::{App, Cursor, TimelineView};
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};
use crate::tui::view::help;
use crate::tui::view::timeline::Timeline;
use crate::tui::widgets::timeline_bar::short_duration;

/// Window or scale in words, and the keys in force as far as there is room.
pub(super) fn title(app: &App, dates: &Timeline, view: &TimelineView, width: usize) -> Row {
    let mut row = Row::of("3 Timeline  ", Role::Plain);
    let columns = bar_columns(width);
    if view.symlog {
        let from = if dates.signed { "signing time" } else { "leaf's start" };
        row = row.own(format!("symlog: distance from the {from}, tau = 1 h"), Role::Plain);
    } else {
        let window = window(dates, view);
        let span = window.to.saturating_sub(window.from);
        let column = column_text(span, columns);
        row = if Some(window) == dates.all {
            row.own(format!("all {}, 1 col={column}", short_duration(span)), Role::Plain)
        } else if width < 98 {
            row.own(format!("window {}, 1 col={column}", short_duration(span)), Role::Plain)
        } else {
            let (from, to) = (Instant::from_unix(window.from), Instant::from_unix(window.to));
            row.own(format!("▣ = window {} … {}, 1 col={column}", from.date(), to.date()), Role::Plain)
        };
    }
    let keys = |commands: &[Command], between, words| help::keys_for(app, Context::Timeline, commands, between, words);
    if let Some(cursor) = view.active {
        let (letter, off) = match cursor {
            Cursor::AsOf => ("  A: ", " now"),
            Cursor::Revocation => ("  R: ", " off"),
        };
        let hints = [
            keys(&[Command::Left, Command::Right], " ", " move"),
            keys(&[Command::TypeDate], "", " date"),
            keys(&[Command::Back], "", off),
        ];
        let hints: Vec<String> = hints.into_iter().flatten().collect();
        return row.own(format!("{letter}{}", hints.join(", ")), Role::Strong);
    }
    let zoom = keys(&[Command::ZoomIn, Command::ZoomOut], "/", " zoom");
    let (all, scale) = (keys(&[Command::ShowAll], "", " all"), keys(&[Command::Scale], "", " symlog"));
    let (gap, hints) = if width < 98 {
        let hints: Vec<String> = [zoom, all, scale].into_iter().flatten().collect();
        ("  ", vec![format!("({})", hints.join("  "))])
    } else {
        let hints = [
            zoom,
            keys(&[Command::Left, Command::Right], "/", " pan"),
            all,
            scale,
            keys(&[Command::PreviousMark, Command::NextMark], " ", " event"),
            keys(&[Command::AsOf], "", " as of"),
            keys(&[Command::Revocation], "", " revoke"),
        ];
        ("   ", hints.into_iter().flatten().collect())
    };
    // As many hints as have room, whole ones.
    for (index, hint) in hints.iter().enumerate() {
        let gap = if index == 0 { gap } else { "  " };
        if row.left_width().saturating_add(gap.len()).saturating_add(hint.len()) > width {
            break;
        }
        row = row.own(format!("{gap}{hint}"), Role::Plain);
    }
    row
}

/// How much time a column stands for, in two digits that change with every zoom.
fn column_text(span: i64, columns: u16) -> String {
    let seconds = span as f64 / f64::from(columns.max(1));
    for (size, unit) in [(31_556_952.0, "y"), (86_400.0, "d"), (3_600.0, "h"), (60.0, "min")] {
        if seconds >= size {
            let count = seconds / size;
            return if count < 10.0 { format!("{count:.1} {unit}") } else { format!("{count:.0} {unit}") };
        }
    }
    format!("{seconds:.0} s")
}
