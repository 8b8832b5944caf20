//! The characters of borders, bars and dots, and their ASCII substitutes (`--ascii`, or a locale without UTF-8).

use std::borrow::Cow;

use crate::text::{Place, Untrusted};

/// Which characters may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Glyphs {
    /// ASCII alone.
    pub ascii: bool,
}

/// The characters of a border.
#[derive(Debug, Clone, Copy)]
pub struct Border {
    /// Top and bottom.
    pub horizontal: &'static str,
    /// Left and right.
    pub vertical: &'static str,
    /// Corner.
    pub top_left: &'static str,
    /// Corner.
    pub top_right: &'static str,
    /// Corner.
    pub bottom_left: &'static str,
    /// Corner.
    pub bottom_right: &'static str,
}

impl Glyphs {
    /// The border: heavy around the pane that has the focus.
    pub fn border(self, focused: bool) -> Border {
        let make = |[horizontal, vertical, top_left, top_right, bottom_left, bottom_right]: [&'static str; 6]| Border {
            horizontal,
            vertical,
            top_left,
            top_right,
            bottom_left,
            bottom_right,
        };
        match (self.ascii, focused) {
            (true, true) => make(["=", "#", "#", "#", "#", "#"]),
            (true, false) => make(["-", "|", "+", "+", "+", "+"]),
            (false, true) => make(["━", "┃", "┏", "┓", "┗", "┛"]),
            (false, false) => make(["─", "│", "┌", "┐", "└", "┘"]),
        }
    }

    /// What stands for text that was cut off.
    pub fn dots(self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }

    /// The text as this terminal may get it: in ASCII mode each of our own signs by one of the same width, and
    /// anything else escaped.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        if !self.ascii || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let substituted: String = text.chars().map(substitute).collect();
        if substituted.is_ascii() {
            return Cow::Owned(substituted);
        }
        let mut escaped = String::with_capacity(substituted.len());
        for character in substituted.chars() {
            if character.is_ascii() {
                escaped.push(character);
            } else {
                let mut bytes = [0; 4];
                escaped.push_str(&Untrusted(character.encode_utf8(&mut bytes)).shown_in(Place::Ascii).text);
            }
        }
        Cow::Owned(escaped)
    }
}

fn substitute(character: char) -> char {
    match character {
        '…' => '~',
        '─' | '━' | '–' => '-',
        '│' | '┃' => '|',
        '█' => '#',
        '▒' => '=',
        '░' => '.',
        '◀' => '<',
        '▣' => '@',
        '↑' => '^',
        '↓' => 'v',
        '←' => '<',
        '→' => '>',
        '·' => '.',
        '↵' => '\\',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_mode_lets_nothing_else_through() {
        let glyphs = Glyphs { ascii: true };
        assert_eq!(glyphs.text("a…█ 中"), "a~# \\u{4e2d}");
        assert_eq!(Glyphs::default().text("a…"), "a…");
    }
}
