//! The copy menu: what is taken, for whom it is written, where it goes.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::{basket, copy, list, popup};
use crate::ioc::{Basket, Form, Format, RenderOptions, render};
use crate::tui::app::{App, CopyMenu, Popup, PromptKind, Scope, View};
use crate::tui::effect::Effect;
use crate::tui::view::copy as view;
use crate::tui::widgets::scroll::Scroll;

/// The capital of each format in the menu.
pub const CAPITALS: [(Format, char); 13] = [
    (Format::Plain, 'P'),
    (Format::Defanged, 'D'),
    (Format::Markdown, 'M'),
    (Format::Csv, 'C'),
    (Format::Json, 'J'),
    (Format::VirusTotal, 'V'),
    (Format::Yara, 'Y'),
    (Format::Kql, 'K'),
    (Format::Sigma, 'G'),
    (Format::Stix, 'S'),
    (Format::Misp, 'I'),
    (Format::Wdac, 'W'),
    (Format::AbuseReport, 'R'),
];

/// Lines that a page of the preview has.
const PAGE: usize = 8;

/// Columns that the preview moves sideways.
const SIDEWAYS: usize = 16;

/// Opens the menu for the selected file; in the list with marked files, for those; in the groups for the selected one,
/// whose files are read meanwhile.
pub fn open(app: &mut App) -> Vec<Effect> {
    let scope = list::first_scope(app);
    let menu = menu(app, scope);
    if app.view() == View::Groups && !app.scope(scope).is_empty() {
        app.popups.push(Popup::Copy(Box::new(menu)));
        return list::gather(app, scope);
    }
    if menu.source.files().is_empty() {
        app.say("no analysis to copy from yet");
    } else {
        app.popups.push(Popup::Copy(Box::new(menu)));
    }
    // A file that changed meanwhile is announced; the values are those that were read.
    let check = app.selected_file().and_then(|id| Some((id, app.file(id)?.source.clone())));
    check.map(|(file, source)| Effect::Check { file, source }).into_iter().collect()
}

/// The menu as it opens, with the choice that was used last.
pub fn menu(app: &App, scope: Scope) -> CopyMenu {
    let mut menu = CopyMenu {
        scope,
        source: Arc::new(Basket::new()),
        lines: Vec::new(),
        scroll: Scroll::default(),
        format: app.format,
        form: None,
        thin: false,
        choice: app.choice.clone(),
        preview_top: 0,
        preview_left: 0,
        text: Arc::from(""),
        values: 0,
    };
    load(app, &mut menu);
    menu
}

/// Loads the open menu anew: more analyses have come.
pub fn refresh_open(app: &mut App) {
    if let Some(Popup::Copy(mut menu)) = app.popups.pop() {
        load(app, &mut menu);
        app.popups.push(Popup::Copy(menu));
    }
}

/// Gathers the values of the scope.
fn load(app: &App, menu: &mut CopyMenu) {
    menu.source = Arc::new(view::source(app, menu.scope));
    choose(app, menu);
}

/// Lines and preview, after the format or the scope changed.
fn choose(app: &App, menu: &mut CopyMenu) {
    menu.lines = view::lines(&menu.source, menu.scope, menu.format, &menu.choice);
    menu.scroll.select(menu.scroll.selected, menu.lines.len());
    write(app, menu);
}

/// Writes the preview anew.
fn write(app: &App, menu: &mut CopyMenu) {
    let taken = view::taken(&menu.source, &menu.lines);
    menu.values = taken.len();
    let options = RenderOptions { thin: menu.thin, form: menu.form, ..RenderOptions::new(app.policy.at) };
    menu.text = if taken.is_empty() { "".into() } else { render(menu.format, &taken, &options).into() };
    menu.preview_top = 0;
    menu.preview_left = 0;
}

/// A key in the menu.
pub fn key(app: &mut App, mut menu: CopyMenu, key: KeyEvent) -> Vec<Effect> {
    let count = menu.lines.len();
    if matches!(key.code, KeyCode::Enter | KeyCode::Char('w' | 'p')) && list::is_still_reading(app, &menu) {
        app.popups.push(Popup::Copy(Box::new(menu)));
        return Vec::new();
    }
    let before = menu.scope;
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => return Vec::new(),
        KeyCode::Enter => {
            keep(app, &menu);
            return copy::copy_text(app, menu.text.clone(), menu.values);
        }
        KeyCode::Char('p') => return print(app, menu),
        KeyCode::Char('w') => {
            keep(app, &menu);
            ask_path(app, &menu);
            return Vec::new();
        }
        // In 80 columns: what the menu itself and the footer do not name.
        KeyCode::Char('?') | KeyCode::F(1) => {
            app.say("1-9 take  B basket  x out  f form  t thin  PgUp/PgDn h l preview  P…R format");
        }
        KeyCode::Down | KeyCode::Char('j') => menu.scroll.step(1, count),
        KeyCode::Up | KeyCode::Char('k') => menu.scroll.step(-1, count),
        KeyCode::Home | KeyCode::Char('g') => menu.scroll = Scroll::default(),
        KeyCode::End => menu.scroll.step(isize::MAX, count),
        KeyCode::PageDown => {
            let last = menu.text.lines().count().saturating_sub(1);
            menu.preview_top = menu.preview_top.saturating_add(PAGE).min(last);
        }
        KeyCode::PageUp => menu.preview_top = menu.preview_top.saturating_sub(PAGE),
        KeyCode::Right | KeyCode::Char('l') => sideways(&mut menu, true),
        KeyCode::Left | KeyCode::Char('h') => sideways(&mut menu, false),
        KeyCode::Tab => next_scope(app, &mut menu, true),
        KeyCode::BackTab => next_scope(app, &mut menu, false),
        KeyCode::Char(' ') => {
            let at = menu.scroll.selected;
            toggle(app, &mut menu, at);
        }
        KeyCode::Char('a') => {
            let on = !menu.lines.iter().all(|line| line.on || line.value.is_empty() && line.note.is_empty());
            for line in &mut menu.lines {
                line.on = on;
                menu.choice.insert(line.id.clone(), on);
            }
            write(app, &mut menu);
        }
        KeyCode::Char('0') => {
            menu.choice.clear();
            choose(app, &mut menu);
        }
        KeyCode::Char(digit @ '1'..='9') => {
            let index = usize::try_from(u32::from(digit).saturating_sub(u32::from('1'))).unwrap_or(0);
            toggle(app, &mut menu, index);
        }
        KeyCode::Char('b') if menu.scope != Scope::Basket => collect(app, &menu),
        KeyCode::Char('x') | KeyCode::Delete if menu.scope == Scope::Basket => {
            take_out(app, &mut menu);
            if app.basket.is_empty() {
                return Vec::new();
            }
        }
        KeyCode::Char('f') => {
            menu.form = next_form(menu.form);
            write(app, &mut menu);
        }
        KeyCode::Char('t') => {
            menu.thin = !menu.thin;
            write(app, &mut menu);
        }
        KeyCode::Char('B') if !app.basket.is_empty() => {
            menu.scope = Scope::Basket;
            load(app, &mut menu);
        }
        KeyCode::Char(letter) => {
            if let Some((format, _)) = CAPITALS.iter().find(|(_, capital)| *capital == letter) {
                menu.format = *format;
                let (collected, before) = (menu.scope == Scope::Basket, std::mem::take(&mut menu.lines));
                choose(app, &mut menu);
                // Values of the basket are turned off one by one; another format changes nothing about that.
                if collected {
                    menu.lines = before;
                    write(app, &mut menu);
                }
            }
        }
        _ => {}
    }
    // What another scope needs is read; the menu is loaded anew when it has come.
    let effects = if menu.scope == before { Vec::new() } else { list::gather(app, menu.scope) };
    app.popups.push(Popup::Copy(Box::new(menu)));
    effects
}

/// Remembers what was used.
fn keep(app: &mut App, menu: &CopyMenu) {
    app.format = menu.format;
    if menu.scope != Scope::Basket {
        app.choice.clone_from(&menu.choice);
    }
}

fn toggle(app: &App, menu: &mut CopyMenu, index: usize) {
    if let Some(line) = menu.lines.get_mut(index) {
        line.on = !line.on;
        menu.choice.insert(line.id.clone(), line.on);
        write(app, menu);
    }
}

fn sideways(menu: &mut CopyMenu, right: bool) {
    let widest = menu.text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    menu.preview_left = if right {
        menu.preview_left.saturating_add(SIDEWAYS).min(widest.saturating_sub(1))
    } else {
        menu.preview_left.saturating_sub(SIDEWAYS)
    };
}

/// The scopes that hold something, in the order of Tab.
fn next_scope(app: &App, menu: &mut CopyMenu, forward: bool) {
    let scopes: Vec<Scope> = [Scope::This, Scope::Marked, Scope::All, Scope::Basket]
        .into_iter()
        .filter(|scope| match scope {
            Scope::This => !app.scope(Scope::This).is_empty(),
            Scope::Marked => app.marked() > 0,
            Scope::All => true,
            Scope::Basket => !app.basket.is_empty(),
        })
        .collect();
    let at = scopes.iter().position(|scope| *scope == menu.scope).unwrap_or(0);
    let step = if forward { 1 } else { scopes.len().saturating_sub(1) };
    let next = at.saturating_add(step).checked_rem(scopes.len()).and_then(|next| scopes.get(next));
    menu.scope = next.copied().unwrap_or_default();
    load(app, menu);
}

const fn next_form(form: Option<Form>) -> Option<Form> {
    match form {
        None => Some(Form::Plain),
        Some(Form::Plain) => Some(Form::Colon),
        Some(Form::Colon) => Some(Form::Spaced),
        Some(Form::Spaced) => Some(Form::Upper),
        Some(Form::Upper) => Some(Form::Der),
        Some(_) => None,
    }
}

/// Puts the values of the selected line into the basket.
fn collect(app: &mut App, menu: &CopyMenu) {
    let Some(line) = menu.lines.get(menu.scroll.selected) else { return };
    let mut picked = Vec::new();
    for entry in menu.source.entries().iter().filter(|entry| entry.value.id == line.id) {
        for (file, origin) in &entry.origins {
            if let Some(analysis) = menu.source.files().get(*file) {
                let mut value = entry.value.clone();
                value.origin = *origin;
                picked.push((Arc::clone(analysis), vec![value]));
            }
        }
    }
    basket::toggle(app, &picked);
}

/// Takes the selected value out of the basket.
fn take_out(app: &mut App, menu: &mut CopyMenu) {
    let Some(line) = menu.lines.get(menu.scroll.selected) else { return };
    let removed = (line.id.clone(), line.text.clone().unwrap_or_default());
    app.basket.remove(&removed.0, &removed.1);
    let off: Vec<_> =
        menu.lines.iter().filter(|line| !line.on).map(|line| (line.id.clone(), line.text.clone())).collect();
    menu.source = Arc::new(app.basket.clone());
    menu.lines = view::lines(&menu.source, menu.scope, menu.format, &menu.choice);
    for line in &mut menu.lines {
        line.on = !off.contains(&(line.id.clone(), line.text.clone()));
    }
    menu.scroll.select(menu.scroll.selected, menu.lines.len());
    write(app, menu);
}

/// Prints the text on the normal screen; the menu is there again afterwards.
fn print(app: &mut App, menu: CopyMenu) -> Vec<Effect> {
    keep(app, &menu);
    let text = menu.text.clone();
    app.popups.push(Popup::Copy(Box::new(menu)));
    if text.is_empty() {
        app.say("nothing to print: no value is chosen");
        return Vec::new();
    }
    app.copied = Some(text.clone());
    vec![Effect::Print(text)]
}

/// Asks where the text is written.
pub fn ask_path(app: &mut App, menu: &CopyMenu) {
    if menu.text.is_empty() {
        return app.say("nothing to write: no value is chosen");
    }
    let name = format!("sigscope-ioc.{}", menu.format.extension());
    app.popups.push(popup::suggest(PromptKind::Write(menu.text.clone()), &name));
}
