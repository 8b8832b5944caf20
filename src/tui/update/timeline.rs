//! Zoom, pan, scale and the two cursors of the timeline.

use crate::model::Instant;
use crate::tui::action::Command;
use crate::tui::app::{App, Cursor, FileEntry, Pane, PromptKind, Window};
use crate::tui::panes::timeline::{bar_columns, scale, window};
use crate::tui::screen::layout;

/// Smallest and largest window, in seconds.
const NARROWEST: i64 = 60;
const WIDEST: i64 = 200 * 31_556_952;

/// Why no cursor can be switched on.
const NO_EVIDENCE: &str = "only the analysis is at hand, not the evidence: it cannot be judged anew";

/// Runs a command with the timeline focused.
pub fn run(app: &mut App, command: Command) {
    let now = app.policy.at;
    let columns = bar_columns(layout(app).columns(Pane::Timeline));
    if command == Command::TypeDate {
        // Without evidence there is nothing to judge anew; the cursor comes with the answer.
        return match app.current().is_some_and(|file| file.evidence.is_some()) {
            true => super::popup::ask(app, PromptKind::Date),
            false => app.say(NO_EVIDENCE),
        };
    }
    match command {
        Command::AsOf => return switch(app, Cursor::AsOf, now),
        Command::Revocation => return switch(app, Cursor::Revocation, now),
        _ => {}
    }
    let Some(file) = app.current_mut() else { return };
    match command {
        Command::ZoomIn => zoom(file, 2),
        Command::ZoomOut => zoom(file, -2),
        Command::ShowAll => {
            let view = &mut file.view.timeline;
            let all = file.view.dates.all;
            view.symlog = false;
            view.window = if view.window == all { None } else { all };
        }
        Command::Scale => file.view.timeline.symlog = !file.view.timeline.symlog,
        Command::Left => sideways(file, -1, columns),
        Command::Right => sideways(file, 1, columns),
        Command::PageUp | Command::HalfPageUp => sideways(file, -10, columns),
        Command::PageDown | Command::HalfPageDown => sideways(file, 10, columns),
        Command::NextMark | Command::Down => event(file, true),
        Command::PreviousMark | Command::Up => event(file, false),
        Command::First => select_event(file, 0),
        Command::Last => select_event(file, usize::MAX),
        _ => {}
    }
    file.view.stale = true;
}

/// Turns a cursor on, or off when it is the active one.
fn switch(app: &mut App, cursor: Cursor, now: Instant) {
    let can = app.current().is_some_and(|file| file.evidence.is_some());
    if !can {
        return app.say(NO_EVIDENCE);
    }
    let unsigned = app.current().and_then(FileEntry::shown).is_some_and(|analysis| analysis.signatures.is_empty());
    if unsigned && cursor == Cursor::Revocation {
        return app.say("no signature: there is nothing that a revocation could kill");
    }
    let Some(file) = app.current_mut() else { return };
    let start = file.view.dates.centre.unwrap_or(now);
    let view = &mut file.view.timeline;
    if view.active == Some(cursor) {
        view.active = None;
        match cursor {
            Cursor::AsOf => view.as_of = None,
            Cursor::Revocation => view.revocation = None,
        }
    } else {
        view.active = Some(cursor);
        match cursor {
            Cursor::AsOf => view.as_of = Some(view.as_of.unwrap_or(start)),
            Cursor::Revocation => view.revocation = Some(view.revocation.unwrap_or(start)),
        }
    }
    file.view.rejudge = true;
}

/// Puts the active cursor on a moment, and the window around it.
pub fn put_cursor(file: &mut FileEntry, time: Instant) {
    let view = &mut file.view.timeline;
    match view.active {
        Some(Cursor::Revocation) => view.revocation = Some(time),
        Some(Cursor::AsOf) | None => {
            view.active = Some(Cursor::AsOf);
            view.as_of = Some(time);
        }
    }
    file.view.rejudge = true;
    bring_into_window(file, time);
}

fn bring_into_window(file: &mut FileEntry, time: Instant) {
    let shown = window(&file.view.dates, &file.view.timeline);
    let second = time.unix();
    if second < shown.from || second > shown.to {
        let margin = shown.to.saturating_sub(shown.from) / 10;
        file.view.timeline.window = Some(Window {
            from: shown.from.min(second.saturating_sub(margin)),
            to: shown.to.max(second.saturating_add(margin)),
        });
    }
}

fn cursor_time(file: &FileEntry) -> Option<Instant> {
    match file.view.timeline.active? {
        Cursor::AsOf => file.view.timeline.as_of,
        Cursor::Revocation => file.view.timeline.revocation,
    }
}

/// Halves or doubles the window around the cursor, the signing or its middle.
fn zoom(file: &mut FileEntry, by: i64) {
    let shown = window(&file.view.dates, &file.view.timeline);
    let span = shown.to.saturating_sub(shown.from);
    let inside = |time: &Instant| shown.from <= time.unix() && time.unix() <= shown.to;
    let event = file.view.timeline.event.and_then(|index| file.view.dates.events.get(index)).map(|event| event.time);
    let centre = cursor_time(file)
        .or(event)
        .or(file.view.dates.centre)
        .filter(inside)
        .map_or(shown.from.saturating_add(span / 2), Instant::unix);
    let new_span = if by > 0 { span / 2 } else { span.saturating_mul(2) }.clamp(NARROWEST, WIDEST);
    let share = centre.saturating_sub(shown.from) as f64 / span.max(1) as f64;
    // The centre keeps its column.
    let before = (new_span as f64 * share) as i64;
    let from = centre.saturating_sub(before);
    file.view.timeline.window = Some(Window { from, to: from.saturating_add(new_span) });
    file.view.timeline.symlog = false;
}

fn sideways(file: &mut FileEntry, by: i64, columns: u16) {
    if let Some(time) = cursor_time(file) {
        let scale = scale(&file.view.dates, &file.view.timeline, columns);
        return put_cursor(file, time.plus_seconds(scale.moved(time.unix(), by).saturating_sub(time.unix())));
    }
    if file.view.timeline.symlog {
        return;
    }
    let shown = window(&file.view.dates, &file.view.timeline);
    let step = (shown.to.saturating_sub(shown.from) / 10).max(1).saturating_mul(by.signum());
    file.view.timeline.window =
        Some(Window { from: shown.from.saturating_add(step), to: shown.to.saturating_add(step) });
}

/// The next event; a cursor goes there too.
fn event(file: &mut FileEntry, forward: bool) {
    let events = &file.view.dates.events;
    let here = cursor_time(file);
    let letter = |index: &usize| events.get(*index).is_none_or(|event| event.letter != 'A');
    let next = match (here, file.view.timeline.event) {
        (Some(time), _) if forward => {
            events.iter().enumerate().position(|(index, event)| event.time > time && letter(&index))
        }
        (Some(time), _) => {
            let before =
                |(index, event): (usize, &crate::tui::view::timeline::Event)| event.time < time && letter(&index);
            events
                .iter()
                .enumerate()
                .filter(|(index, event)| before((*index, *event)))
                .map(|(index, _)| index)
                .next_back()
        }
        (None, Some(index)) if forward => Some(index.saturating_add(1).min(events.len().saturating_sub(1))),
        (None, Some(index)) => Some(index.saturating_sub(1)),
        (None, None) => events.iter().position(|event| event.letter != ' '),
    };
    if let Some(index) = next {
        select_event(file, index);
    }
}

fn select_event(file: &mut FileEntry, index: usize) {
    let count = file.view.dates.events.len();
    let index = index.min(count.saturating_sub(1));
    let Some(event) = file.view.dates.events.get(index) else { return };
    let time = event.time;
    if file.view.timeline.active.is_some() {
        put_cursor(file, time);
    } else {
        file.view.timeline.event = Some(index);
        bring_into_window(file, time);
    }
}
