//! The lines of help and palette, and the hints of the footer: all out of the keymap.

use super::popup_hints;
use crate::lists::Freshness;
use crate::triage::{GroupKey, SortKey};
use crate::tui::action::Command;
use crate::tui::app::{App, HelpLine, PaletteLine, Pane, View};
use crate::tui::keymap::{Binding, Context};
use crate::tui::row::{Role, Row};
use crate::tui::theme::ThemeName;

/// The lines of the help that contain every word of the filter.
pub fn help_lines(app: &App, filter: &str) -> Vec<HelpLine> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let contexts = app.contexts();
    app.keymap
        .of(&contexts)
        .map(|binding| HelpLine {
            context: binding.context.name(),
            keys: binding.keys.join(" "),
            help: binding.help,
            command: binding.command,
            disabled: disabled(app, binding.command),
        })
        .filter(|line| {
            let text = format!("{} {}", line.keys, line.help).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .collect()
}

/// Why a command cannot be run now.
pub fn disabled(app: &App, command: Command) -> Option<&'static str> {
    match command {
        Command::PrintCopied if app.copied.is_none() => Some("nothing copied yet"),
        Command::BasketOpen if app.basket.is_empty() => Some("nothing collected yet"),
        Command::BasketAdd if app.list.done() == 0 => Some("needs a file"),
        Command::NextHit | Command::PreviousHit if app.query.is_empty() => Some("needs a search"),
        Command::CopyMenu | Command::CopyValue | Command::Write if app.list.done() == 0 => Some("needs a file"),
        Command::Tag | Command::Note if !app.history => Some("the history is off"),
        Command::Revocation if !matches!(app.view(), View::Sample(_)) => crate::tui::update::supposed::files(app).err(),
        Command::Compare => crate::tui::update::list::to_compare(app).err(),
        _ => None,
    }
}

/// The lines of the palette, best match first.
pub fn palette_lines(app: &App, typed: &str) -> Vec<PaletteLine> {
    let contexts = app.contexts();
    let mut lines: Vec<PaletteLine> = Vec::new();
    let line = |binding: &Binding, pane| PaletteLine {
        pane,
        name: binding.name.replace('-', " "),
        help: binding.help,
        key: binding.keys.first().cloned().unwrap_or_default(),
        command: binding.command,
    };
    lines.extend(app.keymap.of(&contexts).map(|binding| line(binding, None)));
    // Actions of the other panes are one line away too; moving is not, it only makes sense where one looks.
    let moves = |command| matches!(command, Command::Left | Command::Right | Command::Open);
    if let Some(file) = app.current() {
        for pane in Pane::ALL.into_iter().filter(|pane| *pane != file.view.focus) {
            let context = [Context::of(pane)];
            let bindings = app.keymap.of(&context).filter(|binding| !moves(binding.command));
            lines.extend(bindings.map(|binding| line(binding, Some(pane))));
        }
    }
    for (theme, name, help) in ThemeName::ALL {
        let command = Command::Theme(theme);
        lines.push(PaletteLine { pane: None, name: format!("theme {name}"), help, key: String::new(), command });
    }
    lines.extend(list_lines(app));
    let typed = typed.trim();
    if typed.is_empty() {
        return lines;
    }
    let mut scored: Vec<(i32, PaletteLine)> = lines
        .into_iter()
        .filter_map(|line| {
            let by_name = fuzzy(typed, &line.name).map(|score| score.saturating_add(20));
            let score = by_name.max(fuzzy(typed, line.help))?;
            Some((score, line))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, line)| line).collect()
}

/// Orders and groups of the list, by name.
fn list_lines(app: &App) -> Vec<PaletteLine> {
    let mut lines = Vec::new();
    let mut add = |name, help, command| lines.push(PaletteLine { pane: None, name, help, key: String::new(), command });
    if app.view().is_list() {
        for key in SortKey::ALL {
            add(format!("sort by {}", key.name()), "order of the list; again: the other way", Command::Sort(key));
        }
    }
    if app.view().is_list() || app.view() == View::Groups {
        for key in GroupKey::ALL {
            add(format!("group by {}", key.name()), "files that belong together", Command::Group(key));
        }
    }
    lines
}

/// How well the typed characters appear in a text in their order; `None` when they do not.
///
/// Neighbours and beginnings of words count more.
pub fn fuzzy(typed: &str, text: &str) -> Option<i32> {
    let mut score = 0i32;
    let mut wanted = typed.chars().filter(|character| *character != ' ').flat_map(char::to_lowercase).peekable();
    let mut previous = ' ';
    let mut matched_before = false;
    for character in text.chars().flat_map(char::to_lowercase) {
        if wanted.peek() == Some(&character) {
            wanted.next();
            score = score.saturating_add(1);
            if matched_before {
                score = score.saturating_add(4);
            }
            if !previous.is_alphanumeric() {
                score = score.saturating_add(3);
            }
            matched_before = true;
        } else {
            matched_before = false;
        }
        previous = character;
    }
    if wanted.next().is_some() {
        return None;
    }
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    Some(score.saturating_mul(8).saturating_sub(length.min(200)))
}

/// The key of a command in a pane, as it stands in titles and messages; nothing when it has none.
pub fn key_in(app: &App, context: Context, command: Command) -> Option<String> {
    let key = app.keymap.key_of(&[context, Context::Sample, Context::Everywhere], command)?;
    Some(match key {
        "enter" => "Enter".to_owned(),
        "esc" => "Esc".to_owned(),
        "tab" => "Tab".to_owned(),
        other => other.to_owned(),
    })
}

/// The keys of commands and a word for them, `+/- zoom`; nothing when one of them has no key.
pub fn keys_for(app: &App, context: Context, commands: &[Command], between: &str, words: &str) -> Option<String> {
    let keys: Option<Vec<String>> = commands.iter().map(|command| key_in(app, context, *command)).collect();
    keys.map(|keys| format!("{}{words}", keys.join(between)))
}

/// A title with the key of a command behind it, `Help  (?)`; without one the title alone.
pub fn titled(app: &App, title: &str, command: Command) -> Row {
    let key = app.keymap.key_of(&app.contexts(), command);
    Row::new().own(key.map_or_else(|| title.to_owned(), |key| format!("{title}  ({key})")), Role::Plain)
}

/// A title with what some keys do behind it, `Group  (Enter: its files)`.
pub fn titled_hints(app: &App, title: &str, hints: &[(Context, Command, &str)]) -> Row {
    let hints = hints.iter().filter_map(|(context, command, words)| keys_for(app, *context, &[*command], "", words));
    let hints = hints.collect::<Vec<_>>().join(", ");
    let hints = if hints.is_empty() { hints } else { format!("  ({hints})") };
    Row::new().own(format!("{title}{hints}"), Role::Plain)
}

/// The footer: a message, or the best keys of the pane; `? help` is never dropped.
pub fn footer(app: &App, width: usize) -> Row {
    if let Some(status) = &app.status {
        return Row::of(" ", Role::Plain).then(status.clone());
    }
    if let Some(popup) = app.popups.last() {
        return popup_hints::row(app, popup, width);
    }
    let contexts = app.contexts();
    let mut hints: Vec<(usize, u8, String, &'static str)> = Vec::new();
    for (order, binding) in app.keymap.of(&contexts).enumerate() {
        if let Some((word, rank)) = binding.hint {
            let word = match (binding.command, app.views.len()) {
                (Command::Close, 2..) => "back",
                _ => word,
            };
            // An action without a key has no hint.
            let Some(key) = binding.keys.first().cloned() else { continue };
            hints.push((order, rank, key, word));
        }
    }
    let lists = matches!(app.view(), View::Files | View::Members | View::Groups);
    if !lists && app.marked() == 0 {
        hints.retain(|(_, _, _, word)| !matches!(*word, "mark" | "compare"));
    }
    if matches!(app.view(), View::Compare | View::Matrix) {
        hints.retain(|(_, _, _, word)| !matches!(*word, "mark" | "compare"));
    }
    if app.basket.is_empty() {
        hints.retain(|(_, _, _, word)| *word != "basket");
    }
    let filter = filter_in_force(app);
    let lists = lists_in_force(app, width.saturating_sub(filter.right_width()));
    let right = Row { right: lists.right.into_iter().chain(filter.right).collect(), ..Row::new() };
    let width = width.saturating_sub(right.right_width());
    let mouse = if app.mouse { "  mouse on" } else { "" };
    let length = |hints: &[(usize, u8, String, &str)]| -> usize {
        hints.iter().map(|(_, _, key, word)| key.len().saturating_add(word.len()).saturating_add(3)).sum()
    };
    while length(&hints).saturating_add(mouse.len()) > width && hints.len() > 1 {
        let worst = hints.iter().map(|(_, rank, ..)| *rank).max().unwrap_or(0);
        if worst == 0 {
            break;
        }
        let last = hints.iter().rposition(|(_, rank, ..)| *rank == worst).unwrap_or(0);
        hints.remove(last);
    }
    hints.sort_by_key(|(order, rank, ..)| (*rank, *order));
    let mut row = Row::of(" ", Role::Plain);
    for (_, _, key, word) in hints {
        let key = match key.as_str() {
            "tab" => "Tab".to_owned(),
            _ => key,
        };
        row = row.own(key, Role::Key).own(format!(" {word}  "), Role::Plain);
    }
    row.fixed(if app.mouse { "mouse on" } else { "" }, Role::Plain).then(right)
}

/// The lists that are at hand and their age, for the right end of the footer: in full where that leaves half of it to
/// the keys, else in number.
fn lists_in_force(app: &App, width: usize) -> Row {
    let stale = app.lists.iter().filter(|list| matches!(list.freshness, Freshness::Old | Freshness::Overdue)).count();
    let full = crate::lists::in_one_line(&app.lists);
    if full.is_empty() || width < 60 {
        return Row::new();
    }
    let text = if full.len().saturating_add(9) <= width / 2 {
        full
    } else if stale > 0 {
        format!("{}, {stale} too old", app.lists.len())
    } else {
        app.lists.len().to_string()
    };
    let role = if stale > 0 { Role::Warn } else { Role::Plain };
    let shown = Row::of(" lists: ", Role::Label).own(text, role).fixed(" ", Role::Plain);
    Row { right: shown.left, ..Row::new() }
}

/// The filter of the visible list, for the right end of the footer.
fn filter_in_force(app: &App) -> Row {
    if !app.view().is_list() {
        return Row::new();
    }
    let text = app.list.sheet_of(app.view() == View::Members).view.filter().text();
    if text.is_empty() {
        return Row::new();
    }
    let shown = Row::of(" filter ", Role::Label).shown_within(text, 30, Role::Strong).fixed(" ", Role::Plain);
    Row { right: shown.left, ..Row::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzy_prefers_beginnings_of_words() {
        assert!(fuzzy("tm", "theme mono") > fuzzy("tm", "bottom"));
        assert_eq!(fuzzy("xyz", "theme mono"), None);
        assert!(fuzzy("theme mono", "theme mono").is_some());
    }
}
