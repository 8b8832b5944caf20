//! `update(&mut App, Action) -> Vec<Effect>`: the only place where the state changes. No file, clipboard or terminal
//! is touched; what is to be done outside is returned.

mod basket;
mod bytes;
mod compare;
mod copy;
pub mod copy_menu;
mod details;
mod findings;
mod history;
pub mod list;
mod lists;
mod mouse;
mod popup;
mod popup_click;
mod sample;
mod scan;
mod search;
mod settle;
pub mod supposed;
mod timeline;
mod tree;

use crossterm::event::{KeyEvent, KeyEventKind};

pub use scan::open_alone;
pub use settle::settle;

use super::action::{Action, Command, OnDisk};
use super::app::{App, Popup, View};
use super::effect::Effect;
use super::view::tree::NodeId;

/// Answers to one action. [`fn@settle`] must be called before the next frame.
pub fn update(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Key(key) => on_key(app, key),
        Action::Paste(text) => {
            popup::paste(app, &text);
            Vec::new()
        }
        Action::Paused => {
            bytes::catch_up(app);
            Vec::new()
        }
        Action::Mouse(event) => mouse::on_mouse(app, event),
        Action::Resize(width, height) => {
            app.size = (width, height);
            stale(app);
            Vec::new()
        }
        Action::FocusGained => {
            app.just_focused = true;
            check_disk(app)
        }
        Action::Resumed => {
            stale(app);
            let mut effects = check_disk(app);
            effects.push(Effect::Redraw);
            effects
        }
        Action::Walking => scan::begin(app),
        Action::Elapsed(elapsed) => {
            app.scan.elapsed = elapsed;
            Vec::new()
        }
        Action::Found(sources) => scan::found(app, sources),
        Action::Recorded(records) => {
            scan::recorded(app, records);
            Vec::new()
        }
        Action::Walked { errors } => scan::walked(app, errors),
        Action::Analysed { file, generation, result } => scan::analysed(app, file, generation, *result),
        Action::Judged { file, generation, result } => {
            lists::judged(app, file, generation, result);
            Vec::new()
        }
        Action::ListOpened(result) => lists::opened(app, result),
        Action::Bytes { file, offset, bytes } => {
            bytes::bytes(app, file, offset, bytes);
            Vec::new()
        }
        Action::Copied(report) => {
            copy::report(app, &report);
            Vec::new()
        }
        Action::Written { path, result } => {
            app.status = Some(copy::written_row(&path, result));
            Vec::new()
        }
        Action::Checked { file, state } => {
            if let Some(entry) = app.file_mut(file) {
                entry.on_disk = state;
            }
            Vec::new()
        }
        Action::Remarked { kind, value, result } => {
            history::remarked(app, kind, &value, result);
            Vec::new()
        }
        Action::Saved(result) => {
            match result {
                Ok(path) => app.say(format!("saved in {}", crate::text::Shown::of_path(&path))),
                Err(error) => app.say(format!("not saved: {}", crate::text::Untrusted(&error).shown())),
            }
            Vec::new()
        }
    }
}

/// The signature that a node belongs to.
pub fn signature_of(node: NodeId) -> Option<usize> {
    match node {
        NodeId::Signature(index)
        | NodeId::Signer(index)
        | NodeId::Attributes(index)
        | NodeId::Checks(index)
        | NodeId::Unused(index)
        | NodeId::Certificate { signature: index, .. }
        | NodeId::Missing { signature: index, .. }
        | NodeId::Timestamp { signature: index, .. }
        | NodeId::Attribute { signature: index, .. }
        | NodeId::Check { signature: index, .. } => Some(index),
        NodeId::File | NodeId::Sections | NodeId::VersionInfo | NodeId::Defects | NodeId::Defect(_) => None,
    }
}

fn on_key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    app.status = None;
    let offers_copied = std::mem::take(&mut app.offers_copied);
    app.just_focused = false;
    app.clicked = None;
    if !app.popups.is_empty() {
        return popup::key(app, key);
    }
    let Some(command) = app.keymap.find(&app.contexts(), key) else { return Vec::new() };
    if command == Command::Write && offers_copied {
        copy::ask_path_of_copied(app);
        return Vec::new();
    }
    let before = app.view();
    let mut effects = run(app, command);
    // What is copied or shown as bytes, and what comes to the screen, may have changed on disk since it was read.
    if matches!(command, Command::CopyMenu | Command::CopyValue | Command::Hex) || app.view() != before {
        effects.extend(check_disk(app));
    }
    effects
}

/// Runs a command where no popup is open.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if matches!(command, Command::CopyMenu | Command::Write | Command::BasketAdd)
        && let Some(effects) = list::when_read(app, command)
    {
        return effects;
    }
    match command {
        Command::Help => app.popups.push(Popup::Help(super::app::Help::default())),
        Command::Palette => app.popups.push(Popup::Palette(super::app::Palette::default())),
        Command::Search if app.view().is_list() || app.view() == View::Groups => list::ask_filter(app),
        Command::Search | Command::NextHit | Command::PreviousHit if app.view() == View::Matrix => {
            app.say("nothing to search in: Enter compares the pair");
        }
        Command::Search => search::ask(app),
        Command::NextHit => search::jump(app, true),
        Command::PreviousHit => search::jump(app, false),
        Command::CopyMenu | Command::CopyValue | Command::Write if app.view() == View::Compare => {
            return compare::copy(app, command);
        }
        Command::Revocation if !matches!(app.view(), View::Sample(_)) => return supposed::ask(app),
        Command::Compare => return compare::open(app),
        Command::CopyMenu => return copy_menu::open(app),
        Command::BasketAdd => return basket::add(app),
        Command::BasketOpen => return basket::open(app),
        Command::CopyValue => return copy::value(app),
        Command::PrintCopied => {
            return match app.copied.clone() {
                Some(text) => vec![Effect::Print(text)],
                None => {
                    let contexts = app.contexts();
                    let ways = [Command::CopyMenu, Command::CopyValue];
                    let keys = ways.map(|way| app.keymap.key_of(&contexts, way));
                    let keys = keys.into_iter().flatten().collect::<Vec<_>>().join(" or ");
                    let first = if keys.is_empty() { keys } else { format!(": {keys} first") };
                    app.say(format!("nothing copied yet{first}"));
                    Vec::new()
                }
            };
        }
        Command::Write => copy::ask_path(app),
        Command::OpenPath => popup::ask(app, super::app::PromptKind::Open),
        Command::OpenList => popup::ask(app, super::app::PromptKind::List),
        Command::Mark if app.view() != View::Groups => list::mark(app),
        Command::Mouse => {
            app.mouse = !app.mouse;
            app.say(if app.mouse { "mouse on: click selects, Shift-drag selects text" } else { "mouse off" });
            return vec![Effect::Mouse(app.mouse)];
        }
        Command::Redraw => return vec![Effect::Redraw],
        Command::Suspend => return vec![Effect::Suspend],
        Command::Quit => return quit(app),
        Command::Interrupt => {
            if app.scan.running || !app.wanted.is_empty() {
                return scan::stop(app);
            }
            return quit(app);
        }
        Command::Close => {
            if app.views.len() > 1 {
                close_view(app);
            } else {
                return quit(app);
            }
        }
        Command::Back => back(app),
        Command::Reload => return list::reload(app),
        Command::Theme(name) => {
            app.theme.name = name;
            app.say(format!("theme {name}"));
            return vec![Effect::SaveTheme(name)];
        }
        _ => {
            return match app.view() {
                View::Files | View::Members => list::run(app, command),
                View::Groups => list::run_groups(app, command),
                View::Sample(_) => sample::run(app, command),
                View::Compare => compare::run(app, command),
                View::Matrix => compare::run_matrix(app, command),
            };
        }
    }
    Vec::new()
}

fn quit(app: &mut App) -> Vec<Effect> {
    if app.scan.running {
        app.popups.push(Popup::ConfirmQuit);
        return Vec::new();
    }
    app.quit = true;
    vec![Effect::Quit]
}

fn close_view(app: &mut App) {
    if app.views.len() > 1 {
        app.views.pop();
    }
}

/// Esc: a cursor of the timeline, then zoom, then the filter, then back one view. Never ends the program.
fn back(app: &mut App) {
    if sample::leave_modes(app) {
        return;
    }
    if !list::clear_filter(app) {
        close_view(app);
    }
}

fn check_disk(app: &App) -> Vec<Effect> {
    match (app.current_id(), app.current()) {
        (Some(id), Some(file)) if file.on_disk != OnDisk::Gone || file.analysis.is_some() => {
            vec![Effect::Check { file: id, source: file.source.clone() }]
        }
        _ => Vec::new(),
    }
}

fn stale(app: &mut App) {
    for file in app.samples.values_mut() {
        file.view.stale = true;
    }
}
