//! Keys of popups: the top one gets them first.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{basket, copy, copy_menu, findings, history, list, lists, run, sample, scan, search, supposed, timeline};
use crate::model::Instant;
use crate::tui::action::Command;
use crate::tui::app::{App, Help, Menu, Palette, Popup, Prompt, PromptKind};
use crate::tui::effect::Effect;
use crate::tui::keymap::Context;
use crate::tui::panes::{menu, overlay};
use crate::tui::view::finding;
use crate::tui::view::help::{help_lines, keys_for, palette_lines};
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::scroll::Scroll;

/// A prompt with a text to begin with.
pub fn prompt(kind: PromptKind, text: &str) -> Popup {
    Popup::Prompt(Prompt { kind, input: TextField::new(text), error: None })
}

/// A prompt that suggests a text.
pub fn suggest(kind: PromptKind, text: &str) -> Popup {
    Popup::Prompt(Prompt { kind, input: TextField::suggestion(text), error: None })
}

/// Asks for a line of text.
pub fn ask(app: &mut App, kind: PromptKind) {
    app.popups.push(prompt(kind, ""));
}

/// Pasted text goes where text is typed; elsewhere it is dropped, never run as keys.
pub fn paste(app: &mut App, text: &str) {
    match app.popups.last_mut() {
        Some(Popup::Help(help)) => help.filter.insert(text),
        Some(Popup::Palette(palette)) => palette.input.insert(text),
        Some(Popup::Prompt(prompt)) => prompt.input.insert(text),
        _ => {}
    }
}

/// A key for the top popup.
pub fn key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
        app.popups.pop();
        return Vec::new();
    }
    // A key with Ctrl is no text, so these two work also where text is typed.
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        match command(app, key) {
            Some(Command::Suspend) => return vec![Effect::Suspend],
            Some(Command::Redraw) => return vec![Effect::Redraw],
            _ => {}
        }
    }
    let Some(popup) = app.popups.pop() else { return Vec::new() };
    match popup {
        Popup::Help(help) => help_key(app, help, key),
        Popup::Palette(palette) => palette_key(app, palette, key),
        Popup::Copy(menu) => copy_menu::key(app, *menu, key),
        Popup::Finding { index, top } => finding_key(app, index, top, key),
        Popup::Events(scroll) => events_key(app, scroll, key),
        Popup::Supposed(mut view) => {
            let command = command(app, key);
            if supposed::scroll(app, &mut view, command) {
                app.popups.push(Popup::Supposed(view));
            }
            Vec::new()
        }
        Popup::Prompt(prompt) => prompt_key(app, prompt, key),
        Popup::Menu(menu) => menu_key(app, menu, key),
        Popup::ConfirmQuit => match key.code {
            KeyCode::Char('y' | 'Y') | KeyCode::Enter => {
                app.quit = true;
                vec![Effect::Quit]
            }
            _ => Vec::new(),
        },
    }
}

/// Moves a selection in a popup whose letters are typed; tells whether the key did.
fn typed_move(scroll: &mut Scroll, key: KeyEvent, count: usize, rows: usize) -> bool {
    let page = isize::try_from(rows).unwrap_or(1);
    let by = match key.code {
        KeyCode::Down => 1,
        KeyCode::Up => -1,
        KeyCode::PageDown => page,
        KeyCode::PageUp => page.saturating_neg(),
        _ => return false,
    };
    scroll.step(by, count);
    true
}

fn help_key(app: &mut App, mut help: Help, key: KeyEvent) -> Vec<Effect> {
    let lines = help_lines(app, help.filter.text());
    let rows = overlay::inner_height(app.size.1).saturating_sub(1);
    match key.code {
        KeyCode::Esc | KeyCode::F(1) => return Vec::new(),
        KeyCode::Char('?') if help.filter.text().is_empty() => return Vec::new(),
        KeyCode::Enter => {
            return match lines.get(help.scroll.selected) {
                Some(line) if line.disabled.is_none() => run(app, line.command),
                _ => Vec::new(),
            };
        }
        _ if typed_move(&mut help.scroll, key, lines.len(), rows) => {
            help.scroll.settle(lines.len(), rows);
        }
        _ => {
            if help.filter.take(key) {
                help.scroll = Scroll::default();
            }
        }
    }
    app.popups.push(Popup::Help(help));
    Vec::new()
}

fn palette_key(app: &mut App, mut palette: Palette, key: KeyEvent) -> Vec<Effect> {
    let lines = palette_lines(app, palette.input.text());
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => {
            let Some(line) = lines.get(palette.scroll.selected) else {
                app.popups.push(Popup::Palette(palette));
                return Vec::new();
            };
            if let Some(pane) = line.pane {
                super::sample::set_focus(app, pane);
            }
            let effects = run(app, line.command);
            if !line.key.is_empty() && app.status.is_none() {
                app.say(format!("{}: key {}", line.name, line.key));
            }
            return effects;
        }
        KeyCode::Tab => {
            if let Some(line) = lines.get(palette.scroll.selected) {
                palette.input = TextField::new(line.name.clone());
                palette.scroll = Scroll::default();
            }
        }
        _ if typed_move(&mut palette.scroll, key, lines.len(), 10) => {
            palette.scroll.settle(lines.len(), 14);
        }
        _ => {
            if palette.input.take(key) {
                palette.scroll = Scroll::default();
            }
        }
    }
    app.popups.push(Popup::Palette(palette));
    Vec::new()
}

/// The command of a key in a popup that takes no text.
fn command(app: &App, key: KeyEvent) -> Option<Command> {
    app.keymap.find(&app.contexts(), key)
}

fn finding_key(app: &mut App, index: usize, top: usize, key: KeyEvent) -> Vec<Effect> {
    let rows = app.analysis().and_then(|analysis| {
        let found = analysis.findings.get(index)?;
        Some(finding::full(analysis, found, overlay::inner_width(app.size.0)).len())
    });
    let page = overlay::inner_height(app.size.1);
    let most = rows.unwrap_or(0).saturating_sub(page);
    let mut at = (index, top);
    match command(app, key) {
        Some(Command::Back | Command::Close) => return Vec::new(),
        Some(Command::Open) => {
            findings::show_evidence(app, index);
            return Vec::new();
        }
        Some(Command::CopyValue) => {
            app.popups.push(Popup::Finding { index, top });
            return copy::value(app);
        }
        Some(Command::BasketAdd) => basket::add_finding(app, index),
        Some(Command::Help) => say_moves(app),
        Some(Command::NextMark | Command::PreviousMark) => {
            at = (neighbour(app, command(app, key) == Some(Command::NextMark)).unwrap_or(index), 0);
        }
        Some(Command::Down) => at.1 = top.saturating_add(1).min(most),
        Some(Command::Up) => at.1 = top.saturating_sub(1),
        Some(Command::PageDown | Command::HalfPageDown) => at.1 = top.saturating_add(page).min(most),
        Some(Command::PageUp | Command::HalfPageUp) => at.1 = top.saturating_sub(page),
        Some(Command::First) => at.1 = 0,
        Some(Command::Last) => at.1 = most,
        _ => {}
    }
    app.popups.push(Popup::Finding { index: at.0, top: at.1 });
    Vec::new()
}

/// Says the keys of a popup that its footer does not name at every width.
fn say_moves(app: &mut App) {
    let keys = |commands: &[Command], words| keys_for(app, Context::Everywhere, commands, "/", words);
    let said = [
        keys(&[Command::Down, Command::Up], " line"),
        keys(&[Command::PageDown, Command::PageUp], " page"),
        keys(&[Command::First, Command::Last], " ends"),
        keys(&[Command::CopyValue], " copy"),
        keys(&[Command::Open], " go there"),
        keys(&[Command::Back], " close"),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    app.say(said.join("  "));
}

/// Selects the next or previous finding of the pane and gives its index.
fn neighbour(app: &mut App, forward: bool) -> Option<usize> {
    let file = app.current_mut()?;
    let count = file.view.visible_findings.len();
    file.view.findings.step(if forward { 1 } else { -1 }, count);
    file.view.visible_findings.get(file.view.findings.selected).copied()
}

fn events_key(app: &mut App, mut scroll: Scroll, key: KeyEvent) -> Vec<Effect> {
    let count = app.current().map_or(0, |file| file.view.dates.events.len());
    let rows = overlay::inner_height(app.size.1).saturating_sub(1);
    match command(app, key) {
        Some(Command::Back | Command::Close | Command::Events) => return Vec::new(),
        Some(Command::CopyValue) => {
            let time =
                app.current().and_then(|file| file.view.dates.events.get(scroll.selected)).map(|event| event.time);
            app.popups.push(Popup::Events(scroll));
            let Some(time) = time else { return Vec::new() };
            let text: std::sync::Arc<str> = time.to_string().into();
            app.copied = Some(text.clone());
            return vec![Effect::Copy { text, fields: 1 }];
        }
        Some(Command::Open) => {
            show_event(app, scroll.selected);
            return Vec::new();
        }
        Some(Command::Help) => say_moves(app),
        Some(command) => {
            let as_move = match command {
                Command::NextMark => Command::Down,
                Command::PreviousMark => Command::Up,
                other => other,
            };
            if sample::step(&mut scroll, as_move, count, rows) {
                scroll.settle(count, rows);
            }
        }
        None => {}
    }
    app.popups.push(Popup::Events(scroll));
    Vec::new()
}

/// Shows an event of the table on the timeline.
pub(super) fn show_event(app: &mut App, event: usize) {
    if let Some(file) = app.current_mut() {
        file.view.timeline.event = Some(event);
        file.view.focus = crate::tui::app::Pane::Timeline;
    }
}

fn menu_key(app: &mut App, mut menu: Menu, key: KeyEvent) -> Vec<Effect> {
    let count = menu::count(menu.kind);
    let rows = overlay::inner_height(app.size.1);
    match command(app, key) {
        Some(Command::Back | Command::Close) => return Vec::new(),
        Some(Command::Open) => return list::chosen(app, menu),
        Some(command) if sample::step(&mut menu.scroll, command, count, rows) => menu.scroll.settle(count, rows),
        _ => {}
    }
    app.popups.push(Popup::Menu(menu));
    Vec::new()
}

fn prompt_key(app: &mut App, mut prompt: Prompt, key: KeyEvent) -> Vec<Effect> {
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => return submit(app, prompt),
        _ => {
            prompt.input.take(key);
            prompt.error = None;
        }
    }
    app.popups.push(Popup::Prompt(prompt));
    Vec::new()
}

fn submit(app: &mut App, mut prompt: Prompt) -> Vec<Effect> {
    let text = prompt.input.text().to_owned();
    match &prompt.kind {
        PromptKind::Search => search::submit(app, &text),
        PromptKind::Filter => {
            if let Err(error) = list::filter(app, &text) {
                prompt.error = Some(error);
                app.popups.push(Popup::Prompt(prompt));
            }
        }
        PromptKind::Date => match parse_date(&text) {
            Ok(time) => {
                if let Some(file) = app.current_mut() {
                    timeline::put_cursor(file, time);
                }
            }
            Err(error) => {
                prompt.error = Some(error);
                app.popups.push(Popup::Prompt(prompt));
            }
        },
        PromptKind::Revocation => match parse_date(&text) {
            Ok(time) => supposed::show(app, time),
            Err(error) => {
                prompt.error = Some(error);
                app.popups.push(Popup::Prompt(prompt));
            }
        },
        PromptKind::Open if text.is_empty() => {}
        PromptKind::Open => {
            app.views = vec![crate::tui::app::View::Files];
            let mut effects = scan::begin(app);
            effects.push(Effect::Walk(text.into()));
            return effects;
        }
        PromptKind::List if text.is_empty() => {}
        PromptKind::List => return lists::open(app, &text),
        PromptKind::Write(_) if text.is_empty() => {}
        PromptKind::Write(contents) => return copy::write(contents.clone(), &text),
        PromptKind::Remark { kind, value, note } => match history::remark(*kind, value, *note, &text) {
            Ok(effect) => return vec![effect],
            Err(error) => {
                prompt.error = Some(error);
                app.popups.push(Popup::Prompt(prompt));
            }
        },
    }
    Vec::new()
}

/// Reads a date, a date with minutes, or a whole RFC 3339 time.
fn parse_date(text: &str) -> Result<Instant, String> {
    let text = text.trim().replace(' ', "T");
    let zoned = match text.len() {
        16 => format!("{text}:00Z"),
        17 if text.ends_with('Z') => format!("{}:00Z", text.trim_end_matches('Z')),
        19 => format!("{text}Z"),
        _ => text,
    };
    zoned.parse().map_err(|error: crate::model::InvalidInstant| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_type_them() {
        let read = |text: &str| parse_date(text).map(|time| time.to_string());
        assert_eq!(read("2026-06-03").as_deref(), Ok("2026-06-03T00:00:00Z"));
        assert_eq!(read("2026-06-03 10:00").as_deref(), Ok("2026-06-03T10:00:00Z"));
        assert_eq!(read("2026-06-03T10:00Z").as_deref(), Ok("2026-06-03T10:00:00Z"));
        assert!(read("yesterday").is_err());
    }
}
