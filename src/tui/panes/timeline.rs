//! The validity timeline: overview strip, markers, a bar for each certificate, and a legend in words.

use ratatui::style::Style;

use super::timeline_legend::{Left, Room, legend_rows};
use super::timeline_title::title;
use crate::model::Instant;
use crate::tui::app::{App, FileEntry, TimelineView, Window};
use crate::tui::row::{Role, Row};
use crate::tui::screen::has_hex_column;
use crate::tui::view::timeline::{Lane, Timeline};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::timeline_bar::{Place, Scale, short_duration};

/// Columns of the names at the left.
pub fn name_columns(width: usize) -> u16 {
    if width < 60 { 6 } else { 9 }
}

/// Columns of the dates at the right.
pub fn date_columns(width: usize) -> u16 {
    if width < 98 { 5 } else { 29 }
}

/// Columns of the bars in a pane with this many columns inside.
pub fn bar_columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX).saturating_sub(name_columns(width)).saturating_sub(date_columns(width))
}

/// The window in force.
pub fn window(dates: &Timeline, view: &TimelineView) -> Window {
    view.window.or(dates.auto).unwrap_or(Window { from: 0, to: 1 })
}

/// The scale in force.
pub fn scale(dates: &Timeline, view: &TimelineView, columns: u16) -> Scale {
    if view.symlog { symlog(dates, columns) } else { linear(window(dates, view), columns) }
}

fn linear(window: Window, columns: u16) -> Scale {
    Scale::Linear { from: window.from, to: window.to, columns }
}

fn symlog(dates: &Timeline, columns: u16) -> Scale {
    let centre = dates.centre.map_or(0, Instant::unix);
    let far = dates
        .events
        .iter()
        .map(|event| event.time.unix().saturating_sub(centre).saturating_abs())
        .max()
        .unwrap_or(1)
        .max(1);
    Scale::Symlog { centre, tau: 3600.0, far: far as f64, columns }
}

/// Draws the timeline.
pub fn render(canvas: &mut Canvas<'_>, app: &App, file: &FileEntry, focused: bool) {
    let (dates, view) = (&file.view.dates, &file.view.timeline);
    let width = usize::from(canvas.width().saturating_sub(2));
    let rows = canvas.height().saturating_sub(2);
    let both = has_hex_column(app.size.0)
        && !file.view.zoomed
        && !view.symlog
        && (rows > 12 || rows >= whole_rows(dates, view, canvas.width().saturating_sub(2), true));
    let title = title(app, dates, view, width);
    let cursor = {
        let mut inside = canvas.framed(&title, focused);
        if both {
            let upper = inside.height() / 2;
            let (columns, rows) = (inside.width(), inside.height());
            let mut part = inside.part(0, 0, columns, upper);
            let end = draw(&mut part, dates, view, linear(window(dates, view), bar_columns(width)), false);
            let mut part = inside.part(0, end, columns, rows.saturating_sub(end));
            draw(&mut part, dates, view, symlog(dates, bar_columns(width)), true);
        } else {
            let scale = scale(dates, view, bar_columns(width));
            draw(&mut inside, dates, view, scale, true);
        }
        inside.set_cursor(0, 0);
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// The rows that show all there is inside a pane, with the logarithmic scale below the window if `both` are shown.
pub fn whole_rows(dates: &Timeline, view: &TimelineView, columns: u16, both: bool) -> u16 {
    let width = usize::from(columns);
    let below = both && !view.symlog;
    let scale = if below { symlog(dates, bar_columns(width)) } else { scale(dates, view, bar_columns(width)) };
    let mut legend = legend_rows(dates, view, &scale, Left::default(), width, Room::Enough).len();
    if view.active.is_some() || view.event.is_some() {
        // What moves may make the legend longer; the panes stay where they are.
        legend = legend.max(3);
    }
    // Strip or axis, and letters.
    let picture = dates.lanes.len().saturating_add(2);
    let rows = if below { picture.saturating_mul(2) } else { picture }.saturating_add(legend);
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Draws strip, markers, bars and legend; gives the first row that is free.
pub(super) fn draw(canvas: &mut Canvas<'_>, dates: &Timeline, view: &TimelineView, scale: Scale, legend: bool) -> u16 {
    let (width, height) = (usize::from(canvas.width()), canvas.height());
    let mut y = 0u16;
    let picture = dates.lanes.len().saturating_add(2);
    let spoken = if legend { legend_rows(dates, view, &scale, Left::default(), width, Room::Enough).len() } else { 0 };
    let all_fits = picture.saturating_add(spoken) <= usize::from(height);
    let room = if all_fits {
        Room::Enough
    } else if height < 6 {
        Room::Line
    } else {
        Room::Scarce
    };
    let strip_fits = height > 6 || all_fits;
    if matches!(scale, Scale::Symlog { .. }) {
        if strip_fits {
            axis(canvas, y, &scale);
            y = y.saturating_add(1);
        }
    } else if strip_fits {
        strip(canvas, y, dates, view);
        y = y.saturating_add(1);
    }
    markers(canvas, y, dates, view, &scale);
    y = y.saturating_add(1);
    let left = usize::from(height.saturating_sub(y));
    let most = if legend { left.saturating_sub(1).max(1) } else { 0 };
    let words = |out: Left| {
        let words = if legend { legend_rows(dates, view, &scale, out, width, room) } else { Vec::new() };
        words.into_iter().take(most).collect::<Vec<Row>>()
    };
    // Whether lanes are left out depends on the length of the legend, which then says how many.
    let mut legend = words(Left::default());
    let (mut lanes, mut out) = visible_lanes(dates, &scale, left.saturating_sub(legend.len()));
    let mut said = Left::default();
    // The words on what is left out may take a line more themselves, and with it one more lane.
    for _ in 0..2 {
        if out == said {
            break;
        }
        said = out;
        legend = words(said);
        (lanes, out) = visible_lanes(dates, &scale, left.saturating_sub(legend.len()));
    }
    let room = left.saturating_sub(legend.len());
    for lane in lanes.into_iter().take(room) {
        bar(canvas, y, lane, &scale);
        guides(canvas, y, dates, lane, &scale);
        y = y.saturating_add(1);
    }
    for row in legend {
        canvas.row(y, &row);
        y = y.saturating_add(1);
    }
    y
}

/// The lanes that fit: where there is no room for all, CAs that cover the whole scale share the legend's line. Then the
/// other CAs give way: the leaf and the last one, the TSA's where there is one, say most.
fn visible_lanes<'a>(dates: &'a Timeline, scale: &Scale, room: usize) -> (Vec<&'a Lane>, Left) {
    let mut out = Left::default();
    if dates.lanes.len() <= room {
        return (dates.lanes.iter().collect(), out);
    }
    let last = dates.lanes.len().saturating_sub(1);
    let covers = |lane: &Lane| matches!(scale.bar(lane.from.unix(), lane.to.unix()), Some((0, end, true, true)) if end.saturating_add(1) == scale.columns());
    let mut kept = Vec::new();
    for (index, lane) in dates.lanes.iter().enumerate() {
        if index != 0 && index != last && covers(lane) {
            out.covering = out.covering.saturating_add(1);
        } else {
            kept.push(lane);
        }
    }
    while kept.len() > room.max(1) {
        let middle = kept.len().saturating_sub(if kept.len() > 2 { 2 } else { 1 });
        kept.remove(middle);
        out.hidden = out.hidden.saturating_add(1);
    }
    (kept, out)
}

/// The strip from the first to the last date with the window in it.
fn strip(canvas: &mut Canvas<'_>, y: u16, dates: &Timeline, view: &TimelineView) {
    let Some(all) = dates.all else { return };
    let width = usize::from(canvas.width());
    let (start, columns) = (name_columns(width), bar_columns(width));
    let plain = canvas.style(Role::Plain);
    canvas.put(0, y, "all", plain);
    canvas.put(start, y, &"─".repeat(usize::from(columns)), plain);
    let scale = linear(all, columns);
    let window = window(dates, view);
    let shown = scale.bar(window.from, window.to);
    if let Some((first, last, ..)) = shown {
        let style = canvas.style(Role::Bar);
        for x in first..=last {
            canvas.put(start.saturating_add(x), y, "▣", style);
        }
    }
    let marker = canvas.style(Role::Marker);
    for mark in dates.marks.iter().filter(|mark| matches!(mark.letter, 'N' | 'A' | 'R')) {
        if let Place::At(column) = scale.place(mark.time.unix()) {
            // A window of one column stays visible: the letter stands beside it.
            let column = match shown {
                Some((first, last, ..)) if first == last && column == first && column.saturating_add(1) < columns => {
                    column.saturating_add(1)
                }
                _ => column,
            };
            canvas.cell(start.saturating_add(column), y, mark.letter, marker);
        }
    }
    let (from, to) = (Instant::from_unix(all.from), Instant::from_unix(all.to));
    let text = if width < 98 {
        short_duration(all.to.saturating_sub(all.from))
    } else {
        format!("{} … {} {:>4}", from.year(), to.year(), short_duration(all.to.saturating_sub(all.from)))
    };
    right_text(canvas, y, &text);
}

fn right_text(canvas: &mut Canvas<'_>, y: u16, text: &str) {
    let width = unicode_width::UnicodeWidthStr::width(text);
    let x = canvas.width().saturating_sub(u16::try_from(width).unwrap_or(0));
    let style = canvas.style(Role::Plain);
    canvas.put(x, y, text, style);
}

/// The axis of the logarithmic scale.
fn axis(canvas: &mut Canvas<'_>, y: u16, scale: &Scale) {
    const TICKS: [(i64, &str); 5] =
        [(315_569_520, "10y"), (31_556_952, "1y"), (2_629_746, "1mo"), (86_400, "1d"), (0, "0")];
    let Scale::Symlog { centre, far, .. } = *scale else { return };
    let start = name_columns(usize::from(canvas.width()));
    let style = canvas.style(Role::Plain);
    canvas.put(0, y, "symlog", style);
    let mut taken: Vec<(u16, u16)> = Vec::new();
    for (seconds, text) in TICKS.into_iter().rev() {
        for sign in [-1i64, 1] {
            if (seconds as f64) > far || (seconds == 0 && sign > 0) {
                continue;
            }
            let label = match (seconds, sign) {
                (0, _) => text.to_owned(),
                (_, 1) => format!("+{text}"),
                _ => format!("-{text}"),
            };
            let at = centre.saturating_add(seconds.saturating_mul(sign));
            let Place::At(column) = scale.place(at) else { continue };
            let width = u16::try_from(label.len()).unwrap_or(0);
            let first = column.saturating_sub(width / 2);
            let end = first.saturating_add(width);
            if taken.iter().all(|(from, to)| end < *from || first > *to) && end <= scale.columns() {
                canvas.put(start.saturating_add(first), y, &label, style);
                taken.push((first, end));
            }
        }
    }
}

/// The row of letters; several in one column become `*`.
fn markers(canvas: &mut Canvas<'_>, y: u16, dates: &Timeline, view: &TimelineView, scale: &Scale) {
    let start = name_columns(usize::from(canvas.width()));
    let style = canvas.style(Role::Marker);
    let mut columns: Vec<(u16, char)> = Vec::new();
    let (mut before, mut behind) = (false, false);
    for mark in &dates.marks {
        match scale.place(mark.time.unix()) {
            Place::At(column) => match columns.iter_mut().find(|(taken, _)| *taken == column) {
                // The cursors stay readable: they are what moves.
                Some((_, letter)) if mark.letter == 'A' => *letter = 'A',
                Some((_, letter)) if *letter != 'A' => *letter = '*',
                Some(_) => {}
                None => columns.push((column, mark.letter)),
            },
            Place::Before => before = true,
            Place::Behind => behind = true,
        }
    }
    let last = start.saturating_add(scale.columns());
    if before {
        canvas.put(start.saturating_sub(1), y, "<", style);
    }
    if behind {
        canvas.put(last, y, ">", style);
    }
    for (column, letter) in columns {
        canvas.cell(start.saturating_add(column), y, letter, style);
    }
    if let Some(event) = view.event.and_then(|index| dates.events.get(index))
        && let Place::At(column) = scale.place(event.time.unix())
    {
        let letter = if event.letter == ' ' { '|' } else { event.letter };
        let style = canvas.style(Role::Cursor);
        canvas.cell(start.saturating_add(column), y, letter, style);
    }
}

fn bar(canvas: &mut Canvas<'_>, y: u16, lane: &Lane, scale: &Scale) {
    let width = usize::from(canvas.width());
    let start = name_columns(width);
    let name = Row::new().shown_within(&lane.name, usize::from(start.saturating_sub(1)), Role::Plain);
    canvas.part(0, y, start, 1).row(0, &name);
    let (sign, role) = if lane.leaf { ("█", Role::Bar) } else { ("▒", Role::BarCa) };
    let style = canvas.style(role);
    if let Some((first, last, left, right)) = scale.bar(lane.from.unix(), lane.to.unix()) {
        let cells = usize::from(last.saturating_sub(first)).saturating_add(1);
        canvas.put(start.saturating_add(first), y, &sign.repeat(cells), style);
        ends(canvas, y, start, (first, left), (last, right), style);
    } else {
        let side = if scale.place(lane.from.unix()) == Place::Behind { scale.columns().saturating_sub(1) } else { 0 };
        let sign = if side == 0 { "<" } else { ">" };
        canvas.put(start.saturating_add(side), y, sign, style);
    }
    let duration = short_duration(lane.to.seconds_since(lane.from));
    let text = if width < 98 { duration } else { format!("{} … {} {duration:>4}", lane.from.date(), lane.to.date()) };
    right_text(canvas, y, &text);
}

fn ends(canvas: &mut Canvas<'_>, y: u16, start: u16, first: (u16, bool), last: (u16, bool), style: Style) {
    if first.1 {
        canvas.put(start.saturating_add(first.0), y, "<", style);
    }
    if last.1 {
        canvas.put(start.saturating_add(last.0), y, ">", style);
    }
}

/// Dots under the letters where no bar is, so that a letter can be followed down.
fn guides(canvas: &mut Canvas<'_>, y: u16, dates: &Timeline, lane: &Lane, scale: &Scale) {
    let start = name_columns(usize::from(canvas.width()));
    let covered = scale.bar(lane.from.unix(), lane.to.unix());
    let style = canvas.style(Role::Plain);
    for mark in &dates.marks {
        if let Place::At(column) = scale.place(mark.time.unix())
            && covered.is_none_or(|(first, last, ..)| column < first || column > last)
        {
            canvas.put(start.saturating_add(column), y, ":", style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Thumbprint;

    #[test]
    fn lane_of_the_tsa_stays_where_there_is_no_room_and_the_rest_is_counted() {
        let lane = |name: &str, from, to| Lane {
            name: name.to_owned(),
            thumbprint: Thumbprint([0; 32]),
            from: Instant::from_unix(from),
            to: Instant::from_unix(to),
            leaf: name == "leaf",
        };
        let lanes = vec![
            lane("leaf", 10, 20),
            lane("CA 1", 5, 50),
            lane("CA 2", -900, 900),
            lane("root", 5, 60),
            lane("TSA", 9, 30),
        ];
        let dates = Timeline { lanes, ..Timeline::default() };
        let scale = Scale::Linear { from: 0, to: 100, columns: 50 };
        let names = |room| {
            let (lanes, out) = visible_lanes(&dates, &scale, room);
            (lanes.iter().map(|lane| lane.name.clone()).collect::<Vec<String>>().join(" "), out)
        };
        assert_eq!(names(5), ("leaf CA 1 CA 2 root TSA".to_owned(), Left::default()));
        assert_eq!(names(4), ("leaf CA 1 root TSA".to_owned(), Left { covering: 1, hidden: 0 }));
        assert_eq!(names(2), ("leaf TSA".to_owned(), Left { covering: 1, hidden: 2 }));
        assert_eq!(names(1), ("leaf".to_owned(), Left { covering: 1, hidden: 3 }));
    }
}
