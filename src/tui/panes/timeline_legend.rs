//! The legend of the timeline: its letters in words, and the notes.

use crate::model::Instant;
use crate::tui::app::TimelineView;
use crate::tui::row::{Role, Row};
use crate::tui::view::timeline::{Event, Timeline};
use crate::tui::widgets::timeline_bar::{Place, Scale, distance};

/// The lanes that have no line of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// They cover the whole scale.
    pub covering: usize,
    /// They have no room.
    pub hidden: usize,
}

/// The markers in words, colliding ones together, in the order of time; then the notes.
pub fn legend_rows(
    dates: &Timeline,
    view: &TimelineView,
    scale: &Scale,
    left: Left,
    width: usize,
    narrow: bool,
) -> Vec<Row> {
    let mut groups: Vec<(Place, Vec<&Event>)> = Vec::new();
    for mark in &dates.marks {
        let place = scale.place(mark.time.unix());
        match groups.iter_mut().find(|(known, _)| *known == place && matches!(place, Place::At(_))) {
            Some((_, events)) => events.push(mark),
            None => groups.push((place, vec![mark])),
        }
    }
    let year = dates.auto.map(|window| Instant::from_unix(window.from).year());
    let mut row = Row::new();
    if left.covering > 0 {
        let noun = if left.covering == 1 { "CA covers" } else { "CAs cover" };
        row = row.own(format!("{} {noun} all", left.covering), Role::Plain);
    }
    if left.hidden > 0 {
        let gap = if left.covering > 0 { ", " } else { "" };
        let noun = if left.covering > 0 {
            ""
        } else if left.hidden == 1 {
            " lane"
        } else {
            " lanes"
        };
        row = row.own(format!("{gap}{}{noun} hidden", left.hidden), Role::Plain);
    }
    for (place, events) in &groups {
        let side = match place {
            Place::Before => "<",
            Place::Behind => ">",
            Place::At(_) => "",
        };
        if !row.left.is_empty() {
            row = row.fixed(if narrow || left != Left::default() { " │ " } else { "  " }, Role::Plain);
        }
        if events.len() > 1 {
            row = row.fixed("*=", Role::Marker);
        }
        for (index, event) in events.iter().enumerate() {
            if index > 0 {
                row = row.fixed(" + ", Role::Plain);
            }
            row = row.own(format!("{}{side}", event.letter), Role::Marker);
            let time = short_time(event.time, year, narrow);
            let short = if narrow && event.short != "INVALID stamp" { "" } else { event.short };
            row = row.own(format!(" {short}{}{time}", if short.is_empty() { "" } else { " " }), Role::Plain);
            if event.letter == 'N'
                && !narrow
                && let Some(centre) = dates.centre
            {
                row = row.own(format!(" ({})", distance(event.time.seconds_since(centre))), Role::Plain);
            }
        }
    }
    let mut rows = Vec::new();
    let mut notes: Vec<Row> = Vec::new();
    if let Some(event) = view.event.and_then(|index| dates.events.get(index)) {
        let text = Row::new().own(format!("> {}  ", event.time), Role::Strong).shown(&event.text, Role::Plain);
        notes.push(text);
    }
    // What the user just asked comes first: the words on a supposed revocation are the last note.
    notes.extend(dates.notes.iter().rev().map(|note| Row::new().own(note.clone(), Role::Plain)));
    if narrow {
        // One line has to do: the answer to a cursor before the legend.
        rows.extend(notes.into_iter().take(usize::from(view.event.is_some() || view.revocation.is_some())));
        rows.push(row);
        return rows;
    }
    rows.extend(crate::tui::view::finding::wrap(&row, width));
    rows.extend(notes.iter().flat_map(|note| crate::tui::view::finding::wrap(note, width)));
    rows
}

fn short_time(time: Instant, year: Option<i32>, narrow: bool) -> String {
    let text = if narrow { time.date() } else { time.minutes() };
    if year == Some(time.year()) { text.get(5..).unwrap_or(&text).to_owned() } else { text }
}
