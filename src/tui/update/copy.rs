//! Copying: the value under the cursor, the menu, and what is said afterwards.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::{popup, signature_of};
use crate::text::Untrusted;
use crate::tui::action::Command;
use crate::tui::app::{App, CopyMenu, Format, Pane, Popup, PromptKind, Scope};
use crate::tui::clipboard::CopyReport;
use crate::tui::effect::Effect;
use crate::tui::row::{Role, Row, grouped};
use crate::tui::view::{copy, copy_format};
use crate::tui::widgets::scroll::Scroll;

/// Opens the menu for the selected file.
pub fn open_menu(app: &mut App) -> Vec<Effect> {
    match menu(app) {
        Some(menu) => app.popups.push(Popup::Copy(Box::new(menu))),
        None => app.say("no analysis to copy from yet"),
    }
    // A file that changed meanwhile is announced; the values are those that were read.
    let check = app.selected_file().and_then(|id| Some((id, app.file(id)?.source.clone())));
    check.map(|(file, source)| Effect::Check { file, source }).into_iter().collect()
}

fn menu(app: &App) -> Option<CopyMenu> {
    let file = app.file(app.selected_file()?)?;
    let signature = app.current().and_then(|file| signature_of(file.view.node));
    let mut menu =
        CopyMenu { fields: copy::fields(file.shown()?, signature), format: app.format, ..CopyMenu::default() };
    refresh(app, &mut menu);
    Some(menu)
}

/// Writes the preview anew.
fn refresh(app: &App, menu: &mut CopyMenu) {
    let files = copy::chosen(app, menu);
    menu.values = files.iter().map(|(_, fields)| fields.len()).sum();
    menu.text = copy_format::render(&files, menu.format).into();
    menu.preview_top = 0;
}

/// A key in the menu.
pub fn menu_key(app: &mut App, mut menu: CopyMenu, key: KeyEvent) -> Vec<Effect> {
    let count = menu.fields.len();
    let mut again = true;
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => return Vec::new(),
        KeyCode::Enter => {
            app.format = menu.format;
            return copy_text(app, menu.text.clone(), menu.values);
        }
        KeyCode::Char('w') => {
            app.format = menu.format;
            let name = format!("sigscope-ioc.{}", menu.format.extension());
            app.popups.push(popup::prompt(PromptKind::Write(menu.text.clone()), &name));
            return Vec::new();
        }
        KeyCode::Char('?') | KeyCode::F(1) => {
            app.say("digits and space toggle, a all, capitals choose the format, Tab whose values, Enter copies");
            again = false;
        }
        KeyCode::Down | KeyCode::Char('j') => menu.scroll.step(1, count),
        KeyCode::Up | KeyCode::Char('k') => menu.scroll.step(-1, count),
        KeyCode::Home | KeyCode::Char('g') => menu.scroll = Scroll::default(),
        KeyCode::End => menu.scroll.step(isize::MAX, count),
        KeyCode::PageDown => menu.preview_top = menu.preview_top.saturating_add(8),
        KeyCode::PageUp => menu.preview_top = menu.preview_top.saturating_sub(8),
        KeyCode::Tab => menu.scope = next_scope(menu.scope),
        KeyCode::BackTab => menu.scope = next_scope(next_scope(menu.scope)),
        KeyCode::Char(' ') => {
            let at = menu.scroll.selected;
            toggle(&mut menu, at);
        }
        KeyCode::Char('a') => {
            let all = menu.fields.iter().all(|field| field.on);
            menu.fields.iter_mut().for_each(|field| field.on = !all);
        }
        KeyCode::Char(digit @ '1'..='9') => {
            let index = usize::try_from(u32::from(digit).saturating_sub(u32::from('1'))).unwrap_or(0);
            toggle(&mut menu, index);
        }
        KeyCode::Char(letter) => {
            if let Some((format, ..)) = Format::ALL.iter().find(|(_, capital, _)| *capital == letter) {
                menu.format = *format;
            }
        }
        _ => {}
    }
    if again && !matches!(key.code, KeyCode::PageDown | KeyCode::PageUp) {
        refresh(app, &mut menu);
    }
    app.popups.push(Popup::Copy(Box::new(menu)));
    Vec::new()
}

fn toggle(menu: &mut CopyMenu, index: usize) {
    if let Some(field) = menu.fields.get_mut(index) {
        field.on = !field.on;
    }
}

fn next_scope(scope: Scope) -> Scope {
    match scope {
        Scope::This => Scope::Marked,
        Scope::Marked => Scope::All,
        Scope::All => Scope::This,
    }
}

/// Copies a text; it is kept for `p` whatever becomes of it.
fn copy_text(app: &mut App, text: Arc<str>, fields: usize) -> Vec<Effect> {
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
        let file = app.file(app.selected_file()?)?;
        let hash = file.shown().and_then(|analysis| analysis.hashes.sha256.clone());
        return Some(hash.map_or_else(|| copy_format::visible(&file.source.name()), |hash| hash.to_string()));
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
        Pane::Details | Pane::Hex => view.selected_field()?.value.clone(),
    };
    Some(copy_format::visible(&text)).filter(|text| !text.is_empty())
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

/// Asks where the values of the menu are written.
pub fn ask_path(app: &mut App) -> Vec<Effect> {
    match menu(app) {
        Some(menu) => {
            let name = format!("sigscope-ioc.{}", menu.format.extension());
            app.popups.push(popup::prompt(PromptKind::Write(menu.text), &name));
        }
        None => app.say("no analysis to write yet"),
    }
    Vec::new()
}

/// Takes a path to write to.
pub fn write(text: Arc<str>, path: &str) -> Vec<Effect> {
    vec![Effect::Write { path: PathBuf::from(path), text }]
}

/// What is said after a copy; never more than is known.
pub fn report_row(report: &CopyReport) -> Row {
    let fields = if report.fields == 1 { "1 field".to_owned() } else { format!("{} fields", report.fields) };
    let size = format!("{} B", grouped(report.bytes as u64));
    use crate::tui::clipboard::Delivery;
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
                    "Sent {size} to your terminal (OSC 52): terminals do not confirm{more}. Paste to check; p prints it, w saves it"
                ),
                Role::Plain,
            )
        }
        Delivery::Saved { reason, path } => Row::of("Not copied: ", Role::Warn)
            .shown(reason, Role::Plain)
            .fixed(". Saved to ", Role::Plain)
            .shown(&path.to_string_lossy(), Role::Strong)
            .fixed("; p prints it", Role::Plain),
        Delivery::Failed { reason } => Row::of("Not copied: ", Role::Warn)
            .shown(reason, Role::Plain)
            .fixed("; p prints it, w saves it", Role::Plain),
    }
}

/// What is said after writing a file.
pub fn written_row(path: &Path, result: Result<usize, String>) -> Row {
    let path = Untrusted(&path.to_string_lossy()).shown().text;
    match result {
        Ok(bytes) => Row::new().own(format!("wrote {} B to {path}", grouped(bytes as u64)), Role::Plain),
        Err(error) => Row::of("not written: ", Role::Warn).shown(&error, Role::Plain),
    }
}
