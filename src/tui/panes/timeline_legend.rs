//! The legend of the timeline: its letters in words, and the notes.

use crate::tui::app::TimelineView;
use crate::tui::row::{Role, Row};
use crate::tui::view::finding::wrap;
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

/// How many lines the legend may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// One has to do.
    Line,
    /// A further one costs a bar.
    Scarce,
    /// As many as it needs.
    Enough,
}

/// How much the legend says of each marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Detail {
    /// What the letter stands for.
    words: bool,
    /// Hours and minutes.
    times: bool,
    /// The year of every date, not of the first one alone.
    years: bool,
    /// How far now is from the signing.
    distance: bool,
}

/// From all there is to say to the days alone.
const DETAILS: [Detail; 8] = [
    Detail { words: true, times: true, years: true, distance: true },
    Detail { words: true, times: true, years: false, distance: true },
    Detail { words: true, times: true, years: true, distance: false },
    Detail { words: true, times: true, years: false, distance: false },
    Detail { words: true, times: false, years: true, distance: false },
    Detail { words: true, times: false, years: false, distance: false },
    Detail { words: false, times: false, years: true, distance: false },
    Detail { words: false, times: false, years: false, distance: false },
];

/// Markers of one place.
type Group<'a> = (Place, Vec<&'a Event>);

/// The markers in words, colliding ones together, in the order of time; then the notes.
pub fn legend_rows(
    dates: &Timeline,
    view: &TimelineView,
    scale: &Scale,
    left: Left,
    width: usize,
    room: Room,
) -> Vec<Row> {
    let narrow = room == Room::Line;
    let mut groups: Vec<Group<'_>> = Vec::new();
    for mark in &dates.marks {
        let place = scale.place(mark.time.unix());
        match groups.iter_mut().find(|(known, _)| *known == place && matches!(place, Place::At(_))) {
            Some((_, events)) => events.push(mark),
            None => groups.push((place, vec![mark])),
        }
    }
    let gap = if narrow || left != Left::default() { " │ " } else { "  " };
    let legend = legend(dates, &groups, left_out(left), gap, width, room);
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
        rows.extend(legend);
        return rows;
    }
    rows.extend(legend);
    rows.extend(notes.iter().flat_map(|note| wrap(note, width)));
    rows
}

/// The lanes that have no line of their own, in words.
fn left_out(left: Left) -> Option<Row> {
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
    (!row.left.is_empty()).then_some(row)
}

/// The markers with as much detail as there is room for.
fn legend(
    dates: &Timeline,
    groups: &[Group<'_>],
    first: Option<Row>,
    gap: &'static str,
    width: usize,
    room: Room,
) -> Vec<Row> {
    let mut years = groups.iter().flat_map(|(_, events)| events).map(|event| event.time.year());
    let year = years.next();
    let one_year = years.all(|other| Some(other) == year);
    let entries = |detail: Detail| {
        let mut all: Vec<Vec<Row>> = first.clone().map(|row| vec![row]).into_iter().collect();
        let mut dated = false;
        all.extend(groups.iter().map(|group| entry(dates, group, detail, &mut dated)));
        all
    };
    let possible = || DETAILS.iter().copied().filter(|detail| detail.years || one_year);
    let whole = |entries: &[Vec<Row>]| {
        let parts: usize = entries.iter().flatten().map(Row::left_width).sum();
        parts.saturating_add(entries.len().saturating_sub(1).saturating_mul(gap.chars().count()))
    };
    let fits = |entries: &Vec<Vec<Row>>| whole(entries) <= width;
    let chosen = match room {
        Room::Line => possible().map(entries).find(fits).or_else(|| possible().next_back().map(entries)),
        // The times are worth a line, the distance is not.
        Room::Scarce => possible()
            .filter(|detail| detail.words && detail.times)
            .map(entries)
            .min_by_key(|entries| lines(entries.clone(), gap, width).len()),
        Room::Enough => possible()
            .filter(|detail| detail.distance)
            .map(entries)
            .find(fits)
            .or_else(|| possible().next().map(entries)),
    };
    lines(chosen.unwrap_or_default(), gap, width)
}

/// What stands at one place: a part for each marker.
fn entry(dates: &Timeline, (place, events): &Group<'_>, detail: Detail, dated: &mut bool) -> Vec<Row> {
    let side = match place {
        Place::Before => "<",
        Place::Behind => ">",
        Place::At(_) => "",
    };
    let mut parts: Vec<Row> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let mut row = Row::new();
        if index > 0 {
            row = row.fixed(" ", Role::Plain).fixed("+ ", Role::Plain);
        } else if events.len() > 1 {
            row = row.fixed("*=", Role::Marker);
        }
        row = row.own(format!("{}{side}", event.letter), Role::Marker);
        let short = if detail.words || event.short == "INVALID stamp" { event.short } else { "" };
        let text = if detail.times { event.time.minutes() } else { event.time.date() };
        let time = if detail.years || !*dated { text.as_str() } else { text.get(5..).unwrap_or(&text) };
        *dated = true;
        row = row.own(format!(" {short}{}{time}", if short.is_empty() { "" } else { " " }), Role::Plain);
        if event.letter == 'N'
            && detail.distance
            && let Some(centre) = dates.centre
        {
            row = row.own(format!(" ({})", distance(event.time.seconds_since(centre))), Role::Plain);
        }
        parts.push(row);
    }
    parts
}

/// Entries in lines: broken between entries, in an entry that is longer than a line between its parts, and within a
/// part only where that alone has no room.
fn lines(entries: Vec<Vec<Row>>, gap: &'static str, width: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut current = Row::new();
    for entry in entries {
        let size: usize = entry.iter().map(Row::left_width).sum();
        let used = current.left_width();
        if used > 0 && used.saturating_add(gap.chars().count()).saturating_add(size) > width {
            rows.push(std::mem::take(&mut current));
        } else if used > 0 {
            current = current.fixed(gap, Role::Plain);
        }
        for mut part in entry {
            if !current.left.is_empty() && current.left_width().saturating_add(part.left_width()) > width {
                rows.push(std::mem::take(&mut current));
                part.left.retain(|piece| piece.text() != " ");
            }
            current = current.then(part);
        }
    }
    if !current.left.is_empty() {
        rows.push(current);
    }
    rows.iter().flat_map(|row| wrap(row, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(letter: char, time: &str, short: &'static str) -> Event {
        Event { letter, time: time.parse().unwrap(), text: String::new(), short }
    }

    fn text(marks: Vec<Event>, width: usize, room: Room) -> Vec<String> {
        let scale = Scale::Linear { from: 0, to: i64::from(u32::MAX), columns: 400 };
        let centre = marks.first().map(|mark| mark.time);
        let dates = Timeline { marks, centre, ..Timeline::default() };
        let rows = legend_rows(&dates, &TimelineView::default(), &scale, Left::default(), width, room);
        rows.iter().map(|row| row.plain().trim_end().to_owned()).collect()
    }

    #[test]
    fn year_stands_at_every_date_where_there_are_two() {
        let marks = || vec![event('L', "2025-02-04T10:00:00Z", "link"), event('N', "2026-11-30T04:20:00Z", "now")];
        assert_eq!(text(marks(), 30, Room::Line), ["L 2025-02-04 │ N 2026-11-30"]);
        assert_eq!(text(marks(), 45, Room::Line), ["L link 2025-02-04 │ N now 2026-11-30"]);
    }

    #[test]
    fn year_that_all_dates_share_stands_at_the_first_one_where_there_is_no_room() {
        let marks = || vec![event('L', "2026-02-04T10:00:00Z", "link"), event('N', "2026-11-30T04:20:00Z", "now")];
        assert_eq!(text(marks(), 25, Room::Line), ["L 2026-02-04 │ N 11-30"]);
        assert_eq!(text(marks(), 33, Room::Line), ["L link 2026-02-04 │ N now 11-30"]);
        assert_eq!(text(marks(), 78, Room::Line), ["L link 2026-02-04 10:00 │ N now 2026-11-30 04:20 (+298 d 18 h)"]);
    }

    #[test]
    fn legend_of_two_lines_breaks_between_entries() {
        let marks = vec![event('L', "2025-02-04T10:00:00Z", "link"), event('N', "2026-11-30T04:20:00Z", "now")];
        assert_eq!(text(marks, 50, Room::Enough), ["L link 2025-02-04 10:00", "N now 2026-11-30 04:20 (+1 y 298 d)"]);
    }
}
