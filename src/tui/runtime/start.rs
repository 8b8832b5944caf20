//! The state that the loop begins with: configuration, theme, notices.

use crossterm::terminal as term;

use super::background;
use crate::tui::WorkbenchOptions;
use crate::tui::app::App;
use crate::tui::config::{self, Config};
use crate::tui::row::{Role, Row};
use crate::tui::theme::{Theme, ThemeClues};
use crate::tui::widgets::glyphs::Glyphs;

/// Most notices that are said one by one; they take room from the files.
const MOST_NOTICES: usize = 3;

/// The state to begin with, and what the terminal has sent meanwhile.
pub fn start_app(options: &WorkbenchOptions, config: &Config) -> (App, Vec<u8>) {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut clues = ThemeClues {
        option: options.theme,
        config: config.theme,
        no_color: options.no_color,
        dark_background: None,
        colorfgbg: set("COLORFGBG"),
    };
    let decided = clues.option.or(clues.config).is_some() || clues.no_color;
    let screen =
        set("STY").is_some() || (set("TMUX").is_none() && set("TERM").is_some_and(|term| term.starts_with("screen")));
    let answer = if decided || screen { background::Answer::default() } else { background::ask() };
    clues.dark_background = answer.dark;
    let theme = Theme { name: clues.choose(), changes: config.styles.clone() };
    let glyphs = Glyphs { ascii: options.ascii || config.ascii };
    let mut app = App::new(options.policy.clone(), theme, glyphs, config.keymap.clone());
    app.demo = options.demo;
    app.mouse = config.mouse;
    app.history = options.history.is_some();
    let notice = |text: &str| Row::of(" [!] ", Role::Warn).shown(text, Role::Warn);
    app.notices.extend(options.notices.iter().take(MOST_NOTICES).map(|text| notice(text)));
    let more = options.notices.len().saturating_sub(MOST_NOTICES);
    if more > 0 {
        app.notices.push(notice(&format!("{more} more: sigscope report says them all")));
    }
    app.place.clone_from(&options.place);
    // The configuration was checked when it was read.
    if let Ok(filter) = crate::triage::Filter::parse(&config.filter) {
        let sort = app.list.sheet.view.sort();
        app.list.change(false, filter, sort);
    }
    app.format = config.format;
    if let Ok(size) = term::size() {
        app.size = size;
    }
    let path = config.path.as_deref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(first) = config.mistakes.first() {
        let more = config.mistakes.len().saturating_sub(1);
        let more = if more > 0 { format!("  (+{more}: sigscope config --check)") } else { String::new() };
        let text = config::mistake_text(&path, first);
        app.notices.push(Row::of(" [!] ", Role::Warn).own(format!("{text}{more}"), Role::Warn));
    }
    (app, answer.read)
}
