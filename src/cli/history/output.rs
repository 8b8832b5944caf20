//! Entries of the history as text, JSON or CSV.

use std::io::{self, Write};

use serde::Serialize;

use super::args::ListFormat;
use crate::history::Entry;
use crate::model::{EntityKind, Instant};
use crate::report::{Style, Tool, guarded, to_json};
use crate::text::{Place, Untrusted, grouped};

/// Name and version of the JSON.
const SCHEMA: &str = "sigscope-history/1";

/// Columns of the CSV.
const COLUMNS: [&str; 15] = [
    "kind",
    "value",
    "name",
    "issuer",
    "serial",
    "sha1",
    "md5",
    "verdict",
    "files",
    "runs",
    "first_seen",
    "last_seen",
    "tag",
    "note",
    "signed_by",
];

/// Writes the entries.
pub(super) fn write(entries: &[Entry], format: ListFormat, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ListFormat::Text => out.write_all(text(entries, style).as_bytes()),
        ListFormat::Json => {
            #[derive(Serialize)]
            struct History<'a> {
                schema: &'static str,
                tool: Tool,
                entries: &'a [Entry],
            }
            writeln!(out, "{}", to_json(&History { schema: SCHEMA, tool: Tool::this(), entries })?)
        }
        ListFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(COLUMNS)?;
            for entry in entries {
                writer.write_record(row(entry))?;
            }
            let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            out.write_all(&bytes)
        }
    }
}

/// The cells of one entry, hostile characters made visible, none of them a formula.
fn row(entry: &Entry) -> [String; 15] {
    let theirs = |text: &Option<String>| text.as_deref().map(|text| Untrusted(text).shown().text).unwrap_or_default();
    let name = |text: &Option<String>| {
        text.as_deref().map(|text| Untrusted(text).shown_name_in(Place::Line).text).unwrap_or_default()
    };
    let time = |time: Option<Instant>| time.map(|time| time.to_string()).unwrap_or_default();
    let cells = [
        entry.named.kind.name().to_owned(),
        value(entry, Place::Line),
        theirs(&entry.named.name),
        name(&entry.named.issuer),
        theirs(&entry.named.serial),
        theirs(&entry.named.sha1),
        theirs(&entry.named.md5),
        theirs(&entry.named.verdict),
        entry.files.to_string(),
        entry.runs.map(|runs| runs.to_string()).unwrap_or_default(),
        time(entry.first_seen),
        time(entry.last_seen),
        theirs(&entry.tag),
        theirs(&entry.note),
        entry.signed_by.join(" "),
    ];
    cells.map(|cell| guarded(&cell).into_owned())
}

/// The value as it may be shown; a subject is a distinguished name.
fn value(entry: &Entry, place: Place) -> String {
    match entry.named.kind {
        EntityKind::Subject => Untrusted(&entry.named.value).shown_name_in(place).text,
        _ => Untrusted(&entry.named.value).shown_in(place).text,
    }
}

/// A table for each kind: last and first sighting, how often, the value, its name, then tag and note.
fn text(entries: &[Entry], style: Style) -> String {
    let mut text = String::new();
    for kind in EntityKind::ALL {
        let of_kind: Vec<&Entry> = entries.iter().filter(|entry| entry.named.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let (heading, counted) = match kind {
            EntityKind::DurableIdentity => ("DURABLE IDENTITIES", "files"),
            EntityKind::Leaf => ("LEAF CERTIFICATES", "files"),
            EntityKind::Subject => ("SUBJECTS", "files"),
            EntityKind::File => ("FILES", "runs"),
        };
        text.push_str(&format!("{heading}  {}\n", of_kind.len()));
        let mut rows = vec![["last seen", "first seen", counted, "value", "name", "tag, note"].map(str::to_owned)];
        rows.extend(of_kind.iter().map(|entry| cells(entry, style)));
        text.push_str(&table(&rows));
    }
    text
}

fn cells(entry: &Entry, style: Style) -> [String; 6] {
    let place = if style.ascii { Place::Ascii } else { Place::Table };
    let theirs = |text: &str| Untrusted(text).shown_in(place).text;
    let day = |time: Option<Instant>| time.map_or("never".to_owned(), |time| time.date());
    let count = entry.runs.unwrap_or(entry.files);
    // A subject says its own name.
    let name = entry.named.name.as_deref().filter(|_| entry.named.kind != EntityKind::Subject).unwrap_or_default();
    let tag = entry.tag.as_deref().map(|tag| format!("[{}]", theirs(tag))).unwrap_or_default();
    let note = entry.note.as_deref().map(theirs).unwrap_or_default();
    let remark = [tag, note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    [day(entry.last_seen), day(entry.first_seen), grouped(count), value(entry, place), theirs(name), remark]
}

/// Rows with aligned columns; the numbers stand at the right of theirs, the last column ends its line.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns_of(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width.saturating_sub(columns_of(cell)));
            let (before, behind) = if column == 2 { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.push_str(&format!("  {before}{cell}{behind}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn columns_of(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}
