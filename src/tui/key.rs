//! Names of keys, as they are written in the configuration and shown on the screen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The name of a pressed key; `None` for one that is no key of ours.
pub fn key_name(key: KeyEvent) -> Option<String> {
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(character) => character.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => return Some("shift-tab".to_owned()),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pageup".to_owned(),
        KeyCode::PageDown => "pagedown".to_owned(),
        KeyCode::Delete => "delete".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::F(number) => format!("f{number}"),
        _ => return None,
    };
    let mut prefix = String::new();
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        prefix.push_str("ctrl-");
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        prefix.push_str("alt-");
    }
    Some(prefix + &name)
}

/// Reads a key of the configuration.
pub fn parse_key(text: &str) -> Option<KeyEvent> {
    let mut rest = text;
    let mut modifiers = KeyModifiers::NONE;
    if let Some(after) = rest.strip_prefix("ctrl-") {
        modifiers |= KeyModifiers::CONTROL;
        rest = after;
    }
    if let Some(after) = rest.strip_prefix("alt-") {
        modifiers |= KeyModifiers::ALT;
        rest = after;
    }
    let code = match rest {
        "space" => KeyCode::Char(' '),
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "shift-tab" => KeyCode::BackTab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        "delete" => KeyCode::Delete,
        "backspace" => KeyCode::Backspace,
        _ => {
            let mut characters = rest.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) if !character.is_control() => KeyCode::Char(character),
                (Some('f'), Some(_)) => KeyCode::F(rest.get(1..)?.parse().ok().filter(|n| (1..=24).contains(n))?),
                _ => return None,
            }
        }
    };
    Some(KeyEvent::new(code, modifiers))
}
