//! The list as rows: columns for the width at hand, the title with its progress, the preview of the selected file.

use super::summary::size;
use super::token::Token;
use crate::model::Summary;
use crate::triage::{Row as Listed, Stamp};
use crate::tui::app::{App, Sheet};
use crate::tui::row::{Role, Row, grouped};
use crate::tui::update::list::direction;

/// Columns of the whole screen from which the selected file has a preview beside the list.
const PREVIEW: u16 = 180;
/// Columns of the preview, frame included.
pub const PREVIEW_COLUMNS: u16 = 50;

/// Tells whether a screen of this width has a preview.
pub fn has_preview(width: u16) -> bool {
    width >= PREVIEW
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Severity,
    File,
    Extension,
    Signer,
    Issuer,
    Signed,
    Linked,
    Identity,
    Tsa,
    Hash,
    Findings,
}

impl Column {
    const fn title(self) -> &'static str {
        match self {
            Self::Severity => "  SEV",
            Self::File => "FILE",
            Self::Extension => "EXT",
            Self::Signer => "SIGNER",
            Self::Issuer => "ISSUER (leaf CA)",
            Self::Signed => "SIGNED",
            Self::Linked => "LINKED",
            Self::Identity => "DURABLE ID",
            Self::Tsa => "TSA",
            Self::Hash => "SHA-256",
            Self::Findings => "FINDINGS",
        }
    }
}

/// The columns for a width, each with where it begins.
fn columns(width: usize) -> Vec<(Column, usize)> {
    use Column::{Extension, File, Findings, Hash, Identity, Issuer, Linked, Severity, Signed, Signer, Tsa};
    let widths: &[(Column, usize)] = if width < 98 {
        &[(Severity, 7), (File, 30), (Signer, 17), (Signed, 11), (Findings, 0)]
    } else if width < 112 {
        &[(Severity, 8), (File, 27), (Extension, 5), (Signer, 18), (Issuer, 14), (Signed, 11), (Findings, 0)]
    } else if width < 136 {
        &[(Severity, 8), (File, 29), (Extension, 6), (Signer, 22), (Issuer, 19), (Signed, 11), (Findings, 0)]
    } else {
        &[
            (Severity, 8),
            (File, 30),
            (Extension, 5),
            (Signer, 20),
            (Issuer, 16),
            (Signed, 11),
            (Linked, 11),
            (Identity, 13),
            (Tsa, 11),
            (Hash, 9),
            (Findings, 0),
        ]
    };
    let mut at = 0usize;
    let mut columns = Vec::new();
    for (column, wide) in widths {
        columns.push((*column, at));
        at = at.saturating_add(*wide);
    }
    columns
}

/// The names of the columns.
pub fn head(width: usize) -> Row {
    columns(width).into_iter().fold(Row::new(), |row, (column, at)| {
        let row = if at == 0 { row } else { row.column(at) };
        row.fixed(column.title(), Role::Label)
    })
}

/// One file in a line. `copies`: other files with the same content.
pub fn line(listed: &Listed, marked: bool, copies: usize, width: usize) -> Row {
    let columns = columns(width);
    let ends = columns.iter().skip(1).map(|(_, at)| at.saturating_sub(1)).chain([width]);
    let mut row = Row::of(if marked { "* " } else { "  " }, Role::Plain);
    for ((column, at), end) in columns.iter().zip(ends) {
        let room = end.saturating_sub(*at);
        if *at > 0 {
            row = row.column(*at);
        }
        // What could not be read has its reason instead of values.
        if let (Column::Signer, Some(error)) = (column, listed.error.as_deref()) {
            return row.shown(error, Role::Warn);
        }
        row = match column {
            Column::File => file(row, listed, copies, room, columns.len() < 7),
            column => cell(row, *column, listed, room),
        };
    }
    row
}

fn cell(row: Row, column: Column, listed: &Listed, room: usize) -> Row {
    let signer = listed.signer.as_deref();
    let text = |row: Row, value: Option<&str>| match value {
        Some(value) => row.shown_within(value, room, Role::Plain),
        None => row.fixed("–", Role::Plain),
    };
    match column {
        Column::Severity => {
            let (sign, count, role) = severity(listed);
            row.own(format!("{sign} {count}"), role)
        }
        Column::File => row,
        Column::Extension => row.shown_bytes_within(listed.extension_bytes(), room, Role::Plain),
        Column::Signer => match signer {
            Some(signer) => row.shown_within(&signer.name, room, Role::Plain),
            None => row.own(format!("({})", listed.summary), Role::Plain),
        },
        Column::Issuer => text(row, signer.map(|signer| signer.issuer.as_ref())),
        Column::Signed => row.own(date(listed.signed, listed.stamp), Role::Plain),
        Column::Linked => row.own(listed.linked.map_or_else(|| "–".to_owned(), |time| time.date()), Role::Plain),
        Column::Identity => text(row, signer.and_then(|signer| signer.identity.as_deref()).map(short_identity)),
        Column::Tsa => text(row, listed.tsa.as_deref()),
        Column::Hash => {
            let hash = listed.sha256.as_ref().map(|hash| hex::encode(hash.get(..4).unwrap_or_default()));
            row.own(hash.unwrap_or_else(|| "–".to_owned()), Role::Plain)
        }
        Column::Findings => row.own(findings(listed, room), Role::Plain),
    }
}

/// The name. Where it has no column of its own (`alone`), the real extension stands behind a name that is cut or
/// holds escapes.
fn file(row: Row, listed: &Listed, copies: usize, room: usize, alone: bool) -> Row {
    let folded = if copies > 0 { format!(" x{}", grouped(copies.saturating_add(1) as u64)) } else { String::new() };
    let tail = folded.len();
    let mut room = room.saturating_sub(tail);
    let name = Row::new().shown_bytes(listed.name_bytes(), Role::Plain);
    let plain = name.left.iter().all(|piece| piece.role == Role::Plain);
    let extension = listed.extension_bytes();
    let apart = alone && (!plain || name.left_width() > room) && (1..=4).contains(&extension.len());
    if apart {
        room = room.saturating_sub(5);
    }
    let mut row = row.shown_bytes_within(listed.name_bytes(), room, Role::Plain);
    if apart {
        row = row.fixed(" ", Role::Plain).shown_bytes_within(extension, 4, Role::Label);
    }
    row.own(folded, Role::Strong)
}

/// Sign and count of the worst findings: `X 2`, `. -` without any, `E -` for a file that could not be read.
pub fn severity(listed: &Listed) -> (char, String, Role) {
    match (listed.error.is_some(), listed.rating.worst) {
        (true, _) => ('E', "-".to_owned(), Role::Warn),
        (false, Some(worst)) => {
            let token = Token::from(worst);
            (token.sign(), listed.rating.count.to_string(), token.role())
        }
        (false, None) => ('.', "-".to_owned(), Role::Plain),
    }
}

/// The trusted time; without one whether there is a timestamp at all.
fn date(signed: Option<crate::model::Instant>, stamp: Stamp) -> String {
    match (signed, stamp) {
        (Some(time), _) => time.date(),
        (None, Stamp::Absent) => "–".to_owned(),
        (None, Stamp::Invalid) => "bad stamp".to_owned(),
        (None, Stamp::CannotTell | Stamp::Valid) => "unproved".to_owned(),
    }
}

/// A durable identity without what all of them begin with.
pub fn short_identity(identity: &str) -> &str {
    identity.strip_prefix("1.3.6.1.4.1.311.97.").unwrap_or(identity)
}

/// Ids of the worst findings that fit, and how many more there are.
fn findings(listed: &Listed, room: usize) -> String {
    let mut text = String::new();
    let mut shown: Vec<&str> = Vec::new();
    for found in listed.findings.iter() {
        if !shown.contains(&found.id.as_ref()) {
            shown.push(&found.id);
        }
    }
    for (index, id) in shown.iter().enumerate() {
        let left = shown.len().saturating_sub(index);
        let more = if left > 1 { 4 } else { 0 };
        if !text.is_empty() && text.len().saturating_add(id.len()).saturating_add(1).saturating_add(more) > room {
            return format!("{text} +{left}");
        }
        if !text.is_empty() {
            text.push(' ');
        }
        if text.is_empty() && more > 0 && id.len().saturating_add(4) > room {
            let cut = id.get(..room.saturating_sub(4)).unwrap_or(id);
            return format!("{cut}… +{}", left.saturating_sub(1));
        }
        text.push_str(id);
    }
    text
}

/// The title line: place, progress, rate, errors.
pub fn title(app: &App, width: usize) -> Row {
    let wide = width >= 100;
    let mut row = Row::of(" ", Role::Plain);
    if wide || app.place.is_empty() {
        row = row.fixed("sigscope  ", Role::Strong);
    }
    if app.demo {
        row = row.fixed("DEMO  ", Role::Warn);
    }
    if !app.place.is_empty() {
        row = row.shown_within(&app.place, width / 4, Role::Strong).fixed("  ", Role::Plain);
    }
    let (done, total) = (app.list.done(), app.list.total());
    row = row.own(format!("{} of {} files", grouped(done as u64), grouped(total as u64)), Role::Plain);
    if app.scan.running {
        row = row.then(progress(app, done, total, wide));
    }
    let errors = app.list.rows().errors();
    if errors > 0 {
        row = row.own(format!("  {errors} error{}", if errors == 1 { "" } else { "s" }), Role::Warn);
    }
    if app.scan.running {
        row = row.at_right("Ctrl-C stop ", Role::Plain);
    } else if app.scan.stopped {
        row = row.own(format!("  stopped at {}", grouped(done as u64)), Role::Strong);
        if app.scan.is_unfinished(&app.list) {
            let what = if app.scan.walking { "there may be more: r goes on " } else { "r goes on " };
            row = row.at_right(what, Role::Plain);
        }
    }
    row
}

fn progress(app: &App, done: usize, total: usize, wide: bool) -> Row {
    let mut row = Row::new();
    if app.scan.walking {
        row = row.fixed("  looking for more", Role::Plain);
    } else {
        let cells = if wide { 28 } else { 10 };
        let share = |of: usize| done.saturating_mul(of).checked_div(total).unwrap_or(of);
        let full = share(cells).min(cells);
        row = row
            .own(format!("  {}", "█".repeat(full)), Role::Bar)
            .own("░".repeat(cells.saturating_sub(full)), Role::BarCa)
            .own(format!("  {}%", share(100)), Role::Plain);
    }
    let seconds = app.scan.elapsed.as_secs();
    if wide && seconds > 0 {
        let rate = (done.saturating_sub(app.scan.before) as u64).checked_div(seconds).unwrap_or(0);
        row = row.own(format!("  {}/s", grouped(rate)), Role::Plain);
    }
    row
}

/// The title of the list: order, filter, marks, what has come meanwhile.
pub fn heading(app: &App, sheet: &Sheet, members: Option<&crate::tui::app::Members>, width: usize) -> Row {
    let mut row = match members {
        Some(open) => {
            let row = Row::new().own(format!("{}  ", open.key.name()), Role::Plain);
            row.shown_within(short_identity(&open.label), (width / 3).max(10), Role::Strong)
        }
        None => Row::of("Files", Role::Plain),
    };
    let sort = sheet.view.sort();
    row = row.own(format!("  sort {}{}", sort.key.name(), direction(sort)), Role::Plain);
    let filter = sheet.view.filter().text();
    if !filter.is_empty() {
        row = row.fixed("   filter ", Role::Plain).shown_within(filter, (width / 3).max(10), Role::Strong);
        row = row.own(format!("  {} seen", grouped(sheet.view.files() as u64)), Role::Plain);
    }
    if app.marked() > 0 {
        row = row.own(format!("   marked {}", app.marked()), Role::Plain);
    }
    if sheet.arrived > 0 && app.scan.running {
        row = row.own(format!("   {} new", grouped(sheet.arrived as u64)), Role::Plain);
    }
    row
}

/// The preview of one file, out of its row.
pub fn preview(listed: &Listed, copies: &[&Listed], width: usize) -> Vec<Row> {
    let wrap = |row: Row| super::finding::wrap(&row, width);
    let mut rows = wrap(Row::new().shown_bytes(listed.name_bytes(), Role::Strong));
    rows.extend(wrap(Row::new().shown_bytes(&listed.whole_path(), Role::Plain)));
    for copy in copies.iter().take(8) {
        rows.extend(wrap(Row::of("also ", Role::Label).shown_bytes(&copy.whole_path(), Role::Plain)));
    }
    if copies.len() > 8 {
        rows.push(Row::new().own(format!("and {} more copies", copies.len().saturating_sub(8)), Role::Plain));
    }
    rows.push(Row::new());
    if let Some(error) = listed.error.as_deref() {
        rows.extend(wrap(Row::of("[!] ", Role::Warn).shown(error, Role::Warn)));
        return rows;
    }
    let mut field = |label: &'static str, value: Option<String>, untrusted: bool| {
        let Some(value) = value else { return };
        let row = Row::of(label, Role::Label).column(10);
        let row = if untrusted { row.shown(&value, Role::Plain) } else { row.own(value, Role::Plain) };
        rows.extend(super::finding::wrap(&row, width));
    };
    field("Verdict", Some(format!("{}, {}", listed.assessment, listed.summary)), false);
    field("Format", Some(format!("{} {}", listed.format, size(listed.size))), false);
    field("SHA-256", listed.sha256.as_ref().map(|hash| hex::encode(**hash)), false);
    field("Linked", listed.linked.map(|time| format!("{}Z", time.minutes())), false);
    if let Some(signer) = listed.signer.as_deref() {
        field("Signer", Some(signer.name.to_string()), true);
        field("Issuer", Some(signer.issuer.to_string()), true);
        field("Serial", Some(signer.serial.colons()), false);
        field("Valid", Some(format!("{} + {}", signer.not_before.date(), lifetime(signer.lifetime))), false);
        field("Identity", signer.identity.as_deref().map(str::to_owned), false);
        field("Leaf", Some(signer.leaf.to_string()), false);
        field("Key", Some(signer.key.to_string()), false);
    } else if listed.summary == Summary::Unsigned {
        field(
            "Signer",
            Some("no certificate table; catalog signatures cannot be seen from the file".to_owned()),
            false,
        );
    }
    field("Signed", Some(date(listed.signed, listed.stamp)), false);
    field("TSA", listed.tsa.as_deref().map(str::to_owned), true);
    if listed.signatures > 1 {
        field("Signatures", Some(listed.signatures.to_string()), false);
    }
    rows.push(Row::new());
    let mut rest = listed.findings.as_ref();
    while let Some(found) = rest.first() {
        // Equal findings stand one behind the other: the list is ordered by severity, then as the rules ran.
        let same = rest.iter().take_while(|other| *other == found).count().max(1);
        let times = if same > 1 { format!(" x{same}") } else { String::new() };
        let token = Token::from(found.severity);
        rows.push(token.row().own(format!(" {} {}{times}", token.word(), found.id), token.role()));
        rest = rest.get(same..).unwrap_or_default();
    }
    rows
}

fn lifetime(seconds: i64) -> String {
    crate::tui::widgets::timeline_bar::short_duration(seconds)
}
