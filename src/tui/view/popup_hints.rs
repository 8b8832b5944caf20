//! The hints of the footer while a popup has the keys.

use super::help::key_in;
use crate::tui::action::Command;
use crate::tui::app::{App, Popup, Scope};
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};

/// A key and what it does in a popup.
enum Hint {
    /// By the table of keys.
    Bound(Command, &'static str),
    /// Where letters are typed or choose, keys are the same in every configuration.
    Fixed(&'static str, &'static str),
}

/// What the keys do in a popup, the most useful first.
fn hints(popup: &Popup) -> Vec<Hint> {
    use Hint::{Bound, Fixed};
    match popup {
        Popup::Help(_) => vec![Fixed("Esc", "close"), Fixed("Enter", "run"), Fixed("↑↓", "choose")],
        Popup::Palette(_) => {
            vec![Fixed("Esc", "close"), Fixed("Enter", "run"), Fixed("↑↓", "choose"), Fixed("Tab", "complete")]
        }
        Popup::Copy(menu) => {
            let basket = if menu.scope == Scope::Basket { Fixed("x", "out of it") } else { Fixed("b", "to basket") };
            vec![
                Fixed("Esc", "close"),
                Fixed("Enter", "copy"),
                Fixed("?", "keys"),
                Fixed("space", "take"),
                Fixed("a", "all"),
                Fixed("0", "usual"),
                Fixed("Tab", "whose"),
                basket,
            ]
        }
        Popup::Finding { .. } => vec![
            Bound(Command::Back, "close"),
            Bound(Command::Open, "to its bytes"),
            Bound(Command::NextMark, "next"),
            Bound(Command::PreviousMark, "previous"),
            Bound(Command::Down, "down"),
            Bound(Command::Up, "up"),
            Bound(Command::CopyValue, "copy"),
            Bound(Command::BasketAdd, "to basket"),
        ],
        Popup::Events(_) => vec![
            Bound(Command::Back, "close"),
            Bound(Command::Open, "on the timeline"),
            Bound(Command::Down, "down"),
            Bound(Command::Up, "up"),
            Bound(Command::CopyValue, "copy the time"),
        ],
        Popup::Supposed(_) => {
            vec![Bound(Command::Back, "close"), Bound(Command::Down, "down"), Bound(Command::Up, "up")]
        }
        Popup::Menu(_) => vec![
            Bound(Command::Back, "close"),
            Bound(Command::Open, "choose"),
            Bound(Command::Down, "down"),
            Bound(Command::Up, "up"),
        ],
        Popup::Prompt(_) => vec![Fixed("Esc", "close"), Fixed("Enter", "take")],
        Popup::ConfirmQuit => vec![Fixed("y", "exit"), Fixed("n", "stay")],
    }
}

/// The hints for so many columns; what has no key, or no room, is left out.
pub fn row(app: &App, popup: &Popup, width: usize) -> Row {
    let mut row = Row::of(" ", Role::Plain);
    for hint in hints(popup) {
        let (key, word) = match hint {
            Hint::Fixed(key, word) => (Some(key.to_owned()), word),
            Hint::Bound(command, word) => (key_in(app, Context::Everywhere, command), word),
        };
        let Some(key) = key else { continue };
        let more = key.chars().count().saturating_add(word.len()).saturating_add(3);
        if row.left_width().saturating_add(more) > width {
            break;
        }
        row = row.own(key, Role::Key).fixed(" ", Role::Plain).fixed(word, Role::Plain).fixed("  ", Role::Plain);
    }
    row
}
