//! Copying: the value under the cursor, and what is said after a copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{copy_menu, list};
use crate::text::{Place, Shown};
use crate::tui::action::Command;
use crate::tui::app::{App, Pane, PromptKind};
use crate::tui::clipboard::{CopyReport, Delivery};
use crate::tui::effect::Effect;
use crate::tui::row::{Flex, Role, Row, grouped};
use crate::tui::view::copy::visible;
use crate::tui::view::details::Field;

/// Copies a text; it is kept for `p` whatever becomes of it.
pub fn copy_text(app: &mut App, text: Arc<str>, fields: usize) -> Vec<Effect> {
    if text.is_empty() {
        app.say("nothing to copy: no value is chosen");
        return Vec::new();
    }
    app.copied = Some(text.clone());
    app.say("copying …");
    vec![Effect::Copy { text, fields }]
}

/// Copies the value under the cursor.
pub fn value(app: &mut App) -> Vec<Effect> {
    match value_here(app) {
        Some(text) => copy_text(app, text.into(), 1),
        None => {
            app.say("there is no value here");
            Vec::new()
        }
    }
}

/// Says how to copy: Enter on a field opens nothing.
pub fn value_hint(app: &mut App) -> Vec<Effect> {
    let key = app.keymap.key_of(&app.contexts(), Command::CopyValue).unwrap_or("Y").to_owned();
    let hex = app.keymap.key_of(&app.contexts(), Command::Hex).unwrap_or("x").to_owned();
    app.say(format!("{key} copies this value, {hex} shows its bytes"));
    Vec::new()
}

fn value_here(app: &App) -> Option<String> {
    let Some(file) = app.current() else {
        let row = app.list.row(app.selected_file()?)?;
        return Some(
            row.sha256
                .as_ref()
                .map_or_else(|| Shown::from_bytes(&row.whole_path(), Place::Line).text, |hash| hex::encode(**hash)),
        );
    };
    let view = &file.view;
    let text = match view.focus {
        Pane::Findings => {
            let finding = file.shown()?.findings.get(*view.visible_findings.get(view.findings.selected)?)?;
            format!("{}: {}", finding.id, finding.title)
        }
        Pane::Timeline => {
            let event = view.timeline.event.and_then(|index| view.dates.events.get(index));
            let time = view.timeline.as_of.or(event.map(|event| event.time)).or(view.dates.centre)?;
            time.to_string()
        }
        Pane::Signatures => node_value(file)?,
        Pane::Details | Pane::Hex => return Some(field_text(view.selected_field()?)).filter(|text| !text.is_empty()),
    };
    Some(visible(&text)).filter(|text| !text.is_empty())
}

/// The value of a field, visible.
fn field_text(field: &Field) -> String {
    match &field.bytes {
        Some(bytes) => Shown::from_bytes(bytes, Place::Line).text,
        None => visible(&field.value),
    }
}

/// What a node is known by: a certificate's SHA-256, a file's hash, else the first value in Details.
fn node_value(file: &crate::tui::app::FileEntry) -> Option<String> {
    use crate::tui::view::tree::NodeId;
    match file.view.node {
        NodeId::Certificate { thumbprint, .. } => Some(thumbprint.to_string()),
        NodeId::File => file.shown()?.hashes.sha256.as_ref().map(ToString::to_string),
        _ => file.view.fields.iter().find(|field| !field.heading).map(|field| field.value.clone()),
    }
}

/// Asks where the values of the menu, as it would open, are written.
pub fn ask_path(app: &mut App) {
    let menu = copy_menu::menu(app, list::first_scope(app));
    if menu.source.files().is_empty() {
        return app.say("no analysis to write yet");
    }
    copy_menu::ask_path(app, &menu);
}

/// Takes a path to write to.
pub fn write(text: Arc<str>, path: &str) -> Vec<Effect> {
    vec![Effect::Write { path: PathBuf::from(path), text }]
}

/// Asks where the text copied last is written.
pub fn ask_path_of_copied(app: &mut App) {
    if let Some(text) = app.copied.clone() {
        app.popups.push(super::popup::suggest(PromptKind::Write(text), "sigscope-copied.txt"));
    }
}

/// Says what became of a copy.
pub fn report(app: &mut App, report: &CopyReport) {
    let contexts = app.contexts();
    let key = |command, usual: &str| app.keymap.key_of(&contexts, command).unwrap_or(usual).to_owned();
    let (print, write) = (key(Command::PrintCopied, "p"), key(Command::Write, "w"));
    app.status = Some(report_row(report, &format!("{print} prints it, {write} saves it")));
    app.offers_copied =
        matches!(report.delivery, Delivery::Sent { .. } | Delivery::Saved { .. } | Delivery::Failed { .. });
}

/// What is said after a copy, and what can be done besides; never more than is known.
fn report_row(report: &CopyReport, besides: &str) -> Row {
    let fields = if report.fields == 1 { "1 field".to_owned() } else { format!("{} fields", report.fields) };
    let size = format!("{} B", grouped(report.bytes as u64));
    match &report.delivery {
        Delivery::Verified { place } => {
            Row::new().own(format!("Copied {fields}, {size}: {place}, verified"), Role::Plain)
        }
        Delivery::Handed { command } => Row::new()
            .own(format!("Handed {size} to "), Role::Plain)
            .shown(command, Role::Plain)
            .fixed(" (unconfirmed)", Role::Plain),
        Delivery::Tmux => Row::of("In tmux buffer; sent on to your terminal (unconfirmed)", Role::Plain),
        Delivery::Sent { large } => {
            let more = if *large { "; many terminals drop more than 6 000 B" } else { "" };
            Row::new().own(
                format!(
                    "Sent {size} to your terminal (OSC 52): terminals do not confirm{more}. Paste to check; {besides}"
                ),
                Role::Plain,
            )
        }
        Delivery::Saved { reason, path } => Row::of("Not copied: ", Role::Warn)
            .shown(reason, Role::Plain)
            .fixed(". Saved to ", Role::Plain)
            .shown_bytes(path.as_os_str().as_encoded_bytes(), Role::Strong)
            .flexible(Flex::Middle)
            .own(format!("; {besides}"), Role::Plain),
        Delivery::Failed { reason } => {
            Row::of("Not copied: ", Role::Warn).shown(reason, Role::Plain).own(format!("; {besides}"), Role::Plain)
        }
    }
}

/// What is said after writing a file.
pub fn written_row(path: &Path, result: Result<usize, String>) -> Row {
    let path = Shown::of_path(path);
    match result {
        Ok(bytes) => Row::new().own(format!("wrote {} B to {path}", grouped(bytes as u64)), Role::Plain),
        Err(error) => Row::of("not written: ", Role::Warn).shown(&error, Role::Plain),
    }
}
