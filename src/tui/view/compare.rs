//! A comparison to lines: the sentence, what the rules found, then row after row, side by side or stacked.

use super::finding::wrap;
use super::token::Token;
use crate::compare::{Row as Pair, RowState};
use crate::text::defang;
use crate::tui::app::{App, CompareView, FileId, Shown, Source};
use crate::tui::row::{Role, Row};

/// Columns inside the frame from which the files stand side by side.
const SIDE_BY_SIDE: usize = 98;
/// Columns of mark and name where they do.
const NAMES: usize = 30;
/// Columns of mark and name where the files are stacked.
const STACKED: usize = 22;
/// Lines that one value takes at most.
const MOST_LINES: usize = 8;

/// One line on the screen.
#[derive(Debug)]
pub struct Line {
    /// The row that it belongs to, as an index into [`CompareView::visible`].
    pub row: Option<usize>,
    /// What stands there.
    pub text: Row,
}

/// The areas of the screen, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// Rows of the table, frame included.
    pub table: u16,
    /// Rows of the timelines, frame included.
    pub timeline: u16,
    /// Rows of the details of the selected row, frame included.
    pub details: u16,
}

/// Splits the body of the screen.
pub fn parts(view: &CompareView, width: u16, height: u16) -> Parts {
    if view.timeline {
        // An even number of rows: both files get as many.
        let half = height / 2;
        let timeline = if height < 30 { height } else { half.saturating_add(half % 2) };
        return Parts { table: height.saturating_sub(timeline), timeline, details: 0 };
    }
    let details = if width >= 160 && height >= 45 { 9 } else { 0 };
    Parts { table: height.saturating_sub(details), timeline: 0, details }
}

/// Scrolls the selected row into the table.
pub fn settle(view: &mut CompareView, width: u16, height: u16) {
    let rows = usize::from(parts(view, width, height).table).saturating_sub(head_rows(width).saturating_add(2));
    view.selected = view.selected.min(view.visible.len().saturating_sub(1));
    let columns = usize::from(width).saturating_sub(2);
    if view.lines.as_ref().is_none_or(|(made_for, _)| *made_for != columns) {
        view.lines = Some((columns, lines(view, columns)));
    }
    let lines = view.lines.as_ref().map(|(_, lines)| lines.as_slice()).unwrap_or_default();
    let first = lines.iter().position(|line| line.row == Some(view.selected)).unwrap_or(0);
    let last = lines.iter().rposition(|line| line.row == Some(view.selected)).unwrap_or(0);
    // What stands above the first row is part of it; a heading belongs to the row below.
    let first = if view.selected == 0 { 0 } else { first.saturating_sub(1) };
    let lowest = last.saturating_add(1).saturating_sub(rows);
    view.top = view.top.max(lowest).min(first).min(lines.len().saturating_sub(rows));
}

/// Rows above the lines: the names of the columns.
pub fn head_rows(width: u16) -> usize {
    usize::from(!is_stacked(width))
}

/// The names of the columns.
pub fn head(left: &[u8], right: &[u8], width: usize) -> Row {
    let half = half(width);
    let room = half.saturating_sub(5);
    Row::of("    field", Role::Label)
        .column(NAMES)
        .fixed("A  ", Role::Label)
        .shown_bytes_within(left, room, Role::Strong)
        .column(NAMES.saturating_add(half))
        .fixed("B  ", Role::Label)
        .shown_bytes_within(right, room, Role::Strong)
}

/// Tells whether a screen of this width has the files one below the other.
pub fn is_stacked(width: u16) -> bool {
    usize::from(width).saturating_sub(2) < SIDE_BY_SIDE
}

/// Columns of one file, where both stand side by side.
fn half(width: usize) -> usize {
    width.saturating_sub(NAMES) / 2
}

/// All lines for a table with this many columns inside its frame.
fn lines(view: &CompareView, width: usize) -> Vec<Line> {
    let Some(compared) = &view.compared else { return Vec::new() };
    let comparison = &compared.comparison;
    let mut lines = Vec::new();
    for text in wrap(&Row::new().shown(&comparison.related.sentence, Role::Strong), width) {
        lines.push(Line { row: None, text });
    }
    if let Some(ancestor) = comparison.common_ancestor {
        let name = compared.left.certificate(ancestor).map_or("", |certificate| certificate.facts.display_name());
        let head = Row::of("◀ COMMON ANCESTOR  ", Role::Strong).shown(name, Role::Plain);
        let hash = super::summary::short_hash(&ancestor.to_string());
        lines.push(Line { row: None, text: head.own(format!("  sha256 {hash}"), Role::Plain) });
    }
    for found in &comparison.findings {
        let token = Token::from(found.finding.severity);
        let head = token.row().own(format!(" {}  ", found.finding.id), token.role());
        let row = head.shown(&found.finding.title, Role::Plain);
        for text in wrap(&row, width) {
            lines.push(Line { row: None, text });
        }
    }
    let stacked = width < SIDE_BY_SIDE;
    let mut section = "";
    for (at, row) in ordered(view) {
        if row.section != section {
            section = &row.section;
            lines.push(Line { row: None, text: heading(section, width) });
        }
        let texts = if stacked { stacked_rows(row, width) } else { side_by_side(row, width) };
        lines.extend(texts.into_iter().map(|text| Line { row: Some(at), text }));
    }
    lines
}

/// The visible rows with their places.
fn ordered(view: &CompareView) -> impl Iterator<Item = (usize, &Pair)> {
    let rows = view.compared.as_ref().map(|compared| compared.comparison.rows.as_slice()).unwrap_or_default();
    view.visible.iter().enumerate().filter_map(|(at, index)| Some((at, rows.get(*index)?)))
}

fn heading(section: &str, width: usize) -> Row {
    let row = Row::of("─── ", Role::Label).own(section, Role::Label).fixed(" ", Role::Label);
    let rest = width.saturating_sub(row.left_width());
    row.own("─".repeat(rest), Role::Border)
}

fn role(state: RowState) -> Role {
    match state {
        RowState::Same => Role::Plain,
        RowState::Different => Role::Warn,
        RowState::LeftOnly | RowState::RightOnly => Role::Odd,
    }
}

const ANCESTOR: &str = "◀ COMMON ANCESTOR: same certificate from here up";

fn side_by_side(row: &Pair, width: usize) -> Vec<Row> {
    let half = half(width);
    let room = half.saturating_sub(1);
    let left = row.left.as_deref().map_or_else(nothing, |text| value(text, room, None));
    let right = match (row.state, row.right.as_deref()) {
        _ if row.common_ancestor => wrap(&Row::of(ANCESTOR, Role::Strong), room),
        (RowState::Same, _) => vec![Row::of("same", Role::Plain)],
        (_, Some(text)) => value(text, room, soft(row)),
        (_, None) => nothing(),
    };
    let name = wrap(&Row::new().own(row.field.clone(), Role::Label), NAMES.saturating_sub(5));
    let count = left.len().max(right.len()).max(name.len());
    let mut rows = Vec::new();
    let (mut left, mut right, mut name) = (left.into_iter(), right.into_iter(), name.into_iter());
    for line in 0..count {
        let mark = if line == 0 { format!(" {}  ", row.state.mark()) } else { "    ".to_owned() };
        let text = Row::new()
            .own(mark, role(row.state))
            .then(name.next().unwrap_or_default())
            .column(NAMES)
            .then(left.next().unwrap_or_default())
            .column(NAMES.saturating_add(half))
            .then(right.next().unwrap_or_default());
        rows.push(text);
    }
    rows
}

fn stacked_rows(row: &Pair, width: usize) -> Vec<Row> {
    let room = width.saturating_sub(STACKED).saturating_sub(2).max(8);
    let mut values: Vec<(&'static str, Vec<Row>)> = Vec::new();
    if row.common_ancestor {
        values.push(("", vec![Row::of("◀ COMMON ANCESTOR", Role::Strong)]));
    }
    match (row.state, row.left.as_deref(), row.right.as_deref()) {
        (RowState::Same, Some(text), _) => values.push(("  ", value(text, room, None))),
        (_, left, right) => {
            values.extend(left.map(|text| ("A ", value(text, room, None))));
            values.extend(right.map(|text| ("B ", value(text, room, soft(row)))));
        }
    }
    let mut name = wrap(&Row::new().own(row.field.clone(), Role::Label), STACKED.saturating_sub(3)).into_iter();
    let mut rows = Vec::new();
    for (letter, texts) in values {
        for (line, text) in texts.into_iter().enumerate() {
            let mark = if rows.is_empty() { format!("{} ", row.state.mark()) } else { "  ".to_owned() };
            let row = Row::new()
                .own(mark, role(row.state))
                .then(name.next().unwrap_or_default())
                .column(STACKED)
                .fixed(if line == 0 { letter } else { "  " }, Role::Label)
                .then(text);
            rows.push(row);
        }
    }
    for rest in name {
        rows.push(Row::of("  ", Role::Plain).then(rest));
    }
    rows
}

fn nothing() -> Vec<Row> {
    vec![Row::of("–", Role::Plain)]
}

fn soft(row: &Pair) -> Option<String> {
    row.soft.map(|soft| format!("({soft})"))
}

/// A value in at most [`MOST_LINES`] lines of `room` columns; all but the last end with the sign for "goes on".
fn value(text: &str, room: usize, soft: Option<String>) -> Vec<Row> {
    let inside = room.saturating_sub(1).max(1);
    let most = inside.saturating_mul(MOST_LINES.saturating_sub(1)).max(20);
    let mut row = Row::new().shown_within(&defang(text), most, Role::Plain);
    if let Some(soft) = soft {
        row = row.fixed("   ", Role::Plain).own(soft, Role::Strong);
    }
    let mut rows = wrap(&row, inside);
    let last = rows.len().saturating_sub(1);
    for (index, row) in rows.iter_mut().enumerate() {
        if index < last {
            *row = std::mem::take(row).fixed("↵", Role::Border);
        }
    }
    rows
}

/// The selected row in full, for wide screens.
pub fn details(row: &Pair, width: usize) -> Vec<Row> {
    let state = match row.state {
        RowState::Same => "same in both",
        RowState::Different => "differs",
        RowState::LeftOnly => "A alone has it",
        RowState::RightOnly => "B alone has it",
    };
    let mut head = Row::new()
        .own(format!("{} / {}", row.section, row.field), Role::Strong)
        .fixed("   ", Role::Plain)
        .fixed(state, role(row.state));
    if let Some(soft) = soft(row) {
        head = head.fixed("   ", Role::Plain).own(soft, Role::Strong);
    }
    if row.common_ancestor {
        head = head.fixed("   ", Role::Plain).fixed(ANCESTOR, Role::Strong);
    }
    let mut rows = vec![head];
    for (letter, text) in [("A  ", &row.left), ("B  ", &row.right)] {
        if let Some(text) = text {
            rows.extend(wrap(&Row::of(letter, Role::Label).shown(&defang(text), Role::Plain), width));
        }
    }
    rows
}

/// One row as a line to copy.
pub fn row_text(row: &Pair) -> String {
    let visible = super::copy::visible;
    let side = |letter: &str, value: &Option<String>| {
        value.as_deref().map_or(String::new(), |value| format!("  {letter} {}", visible(value)))
    };
    let soft = soft(row).map_or(String::new(), |soft| format!("  {soft}"));
    let (left, right) = (side("A", &row.left), side("B", &row.right));
    format!("{} {} / {}:{left}{right}{soft}", row.state.mark(), visible(&row.section), visible(&row.field))
}

/// The title line: the files, the counts, and how they are related.
pub fn title(app: &App, view: &CompareView, width: usize) -> Row {
    let wide = width >= 100;
    let name = |id: FileId| app.list.source(id).map(Source::name_bytes).unwrap_or_default();
    let room = if wide { width / 6 } else { width / 5 };
    let mut row = Row::of(if wide { " compare  A " } else { " A " }, Role::Plain)
        .shown_bytes_within(name(view.left), room, Role::Strong)
        .fixed(if wide { "  <>  B " } else { " <> " }, Role::Plain)
        .shown_bytes_within(name(view.right), room, Role::Strong);
    let Some(compared) = &view.compared else { return row.at_right("reading … ", Role::Plain) };
    let count = |state| compared.comparison.count(state);
    let counts = [RowState::Same, RowState::Different, RowState::LeftOnly, RowState::RightOnly].map(count);
    let [same, differ, left, right] = counts;
    let counts = if wide {
        format!("   {same} same  {differ} differ  {left} only A  {right} only B")
    } else {
        format!("  {same}= {differ}~ {left}< {right}>")
    };
    row = row.own(counts, Role::Plain);
    row.at_right(format!("{} ", compared.comparison.related.headline()), Role::Strong)
}

/// The title of the table.
pub fn table_title(view: &CompareView) -> Row {
    let next = match view.shown {
        Shown::All => "  (d: differences only)",
        Shown::Differences => "  (d: same only)",
        Shown::Same => "  (d: one side only)",
        Shown::OneSide => "  (d: all rows)",
    };
    let title = match view.shown {
        Shown::All if view.differences_first => "Differences first",
        shown => shown.title(),
    };
    let row = Row::of(title, Role::Plain).fixed(next, Role::Plain);
    let total = view.visible.len();
    row.at_right(format!(" {} of {total} ", view.selected.saturating_add(1).min(total)), Role::Plain)
}
