//! The groups as rows, and the selected group in full.

use super::list::short_identity;
use super::token::Token;
use crate::triage::{Group, GroupKey};
use crate::tui::row::{Role, Row, grouped};
use crate::tui::view::summary::short_hash;

/// Where the columns begin: files, worst, dates, leaves and CAs (none on narrow screens), names.
fn columns(width: usize) -> [usize; 5] {
    if width < 98 { [27, 33, 39, width, 65] } else { [42, 49, 56, 82, 96] }
}

/// The names of the columns.
pub fn head(key: GroupKey, width: usize) -> Row {
    let [files, worst, dates, leaves, names] = columns(width);
    let mut row = Row::of("  ", Role::Label).fixed(key.name(), Role::Label).column(files);
    row = row.fixed("FILES", Role::Label).column(worst).fixed("WORST", Role::Label).column(dates);
    row = row.fixed("FIRST … LAST SIGNED", Role::Label);
    if leaves < width {
        row = row.column(leaves).fixed("LEAVES  CAs", Role::Label);
    }
    row.column(names).fixed(if width < 98 { "NAMES SEEN" } else { "SIGNER NAMES SEEN" }, Role::Label)
}

/// One group in a line.
pub fn line(group: &Group, key: GroupKey, width: usize) -> Row {
    let [files, worst, dates, leaves, names] = columns(width);
    let mut row = Row::of("> ", Role::Plain).shown_within(
        &value(group, key),
        files.saturating_sub(3),
        if group.value.is_some() { Role::Strong } else { Role::Plain },
    );
    row = row.column(files).own(grouped(group.rows.len() as u64), Role::Plain).column(worst);
    row = match group.worst.worst {
        Some(severity) => {
            let token = Token::from(severity);
            row.own(format!("{} {}", token.sign(), group.worst.count), token.role())
        }
        None => row.fixed(". -", Role::Plain),
    };
    row = row.column(dates).own(span(group), Role::Plain);
    if leaves < width {
        row = row.column(leaves).own(format!("{:>6}  {:>3}", group.leaves.len(), group.issuers.len()), Role::Plain);
    }
    row.column(names).then(seen(group, width.saturating_sub(names)))
}

/// The value as a narrow column takes it: identities without their common beginning, hashes short.
fn value(group: &Group, key: GroupKey) -> String {
    match key {
        GroupKey::Identity => match group.label.strip_prefix("(none) leaf ") {
            Some(leaf) => format!("(none) leaf {}", short_hash(leaf)),
            None => {
                let short = short_identity(&group.label);
                if short.len() < group.label.len() { format!("…311.97.{short}") } else { group.label.clone() }
            }
        },
        GroupKey::Leaf | GroupKey::Key | GroupKey::Structure => short_hash(&group.label),
        _ => group.label.clone(),
    }
}

fn span(group: &Group) -> String {
    match (group.first_signed, group.last_signed) {
        (Some(first), Some(last)) => format!("{} … {}", first.date(), last.date()),
        _ => "–".to_owned(),
    }
}

/// The names, most frequent first, as far as they fit.
fn seen(group: &Group, room: usize) -> Row {
    let mut row = Row::new();
    let total = group.names.len();
    for (index, (name, _)) in group.names.iter().enumerate() {
        let left = room.saturating_sub(row.left_width());
        if index > 0 && left < 12 {
            return row.own(format!(" +{}", total.saturating_sub(index)), Role::Plain);
        }
        if index > 0 {
            row = row.fixed(", ", Role::Plain);
        }
        row = row.shown_within(
            name,
            left.saturating_sub(if index.saturating_add(1) < total { 6 } else { 0 }).max(6),
            Role::Plain,
        );
    }
    row
}

/// The selected group in full: its value, the names with their counts, the leaves with their CAs.
pub fn details(group: &Group, key: GroupKey, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let head = Row::new().own(format!("{}  ", key.name()), Role::Label).shown(&group.label, Role::Strong);
    rows.extend(super::finding::wrap(&head, width));
    let mut names =
        Row::new().own(format!("{} name{} seen  ", group.names.len(), plural(group.names.len())), Role::Label);
    for (index, (name, count)) in group.names.iter().enumerate().take(20) {
        let comma = if index > 0 { ", " } else { "" };
        names = names.fixed(comma, Role::Plain).shown(name, Role::Plain).own(format!(" ({count})"), Role::Plain);
    }
    rows.extend(super::finding::wrap(&names, width));
    let mut issuers =
        Row::new().own(format!("{} CA{}  ", group.issuers.len(), plural(group.issuers.len())), Role::Label);
    for (index, issuer) in group.issuers.iter().enumerate().take(20) {
        issuers = issuers.fixed(if index > 0 { ", " } else { "" }, Role::Plain).shown(issuer, Role::Plain);
    }
    rows.extend(super::finding::wrap(&issuers, width));
    let leaves = group.leaves.len();
    rows.push(Row::new().own(format!("{leaves} leaf certificate{}", plural(leaves)), Role::Label));
    for leaf in &group.leaves {
        rows.push(
            Row::new()
                .own(format!("  {}  ", leaf.not_before.date()), Role::Plain)
                .own(crate::tui::widgets::timeline_bar::short_duration(leaf.lifetime), Role::Plain)
                .column(19)
                .own(leaf.leaf.to_string().get(..16).unwrap_or_default(), Role::Plain)
                .fixed("  ", Role::Plain)
                .shown(&leaf.issuer, Role::Plain),
        );
    }
    rows
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
