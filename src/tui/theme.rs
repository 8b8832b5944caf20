//! Roles to styles. A theme uses the sixteen named colours, so that the user's palette rules; a role always has a
//! word or mark beside its colour, so that nothing is lost without colours.

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

use super::row::Role;

/// The themes that are built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ThemeName {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// Black and white, both painted.
    Contrast,
    /// No colour at all (`NO_COLOR`).
    Mono,
    /// For a background that is not known: bold, red and magenta only.
    #[default]
    Neutral,
}

impl ThemeName {
    /// Every theme with what it is for.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Dark, "dark", "for a dark background"),
        (Self::Light, "light", "for a light background"),
        (Self::Contrast, "contrast", "black and white, both painted"),
        (Self::Mono, "mono", "no colour: bold, underline, reverse video (NO_COLOR)"),
        (Self::Neutral, "neutral", "readable on any background: bold, red, magenta"),
    ];

    /// The name in options and configuration.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(theme, ..)| *theme == self).map_or("neutral", |(_, name, _)| name)
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ThemeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .find(|(_, name, _)| *name == text)
            .map(|(theme, ..)| *theme)
            .ok_or_else(|| "no such theme: use dark, light, contrast, mono or neutral".to_owned())
    }
}

/// A theme with the user's changes.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The built-in theme below.
    pub name: ThemeName,
    /// Styles of the user's configuration; they come first.
    pub changes: Vec<(Role, Style)>,
}

impl Theme {
    /// A built-in theme.
    pub fn new(name: ThemeName) -> Self {
        Self { name, changes: Vec::new() }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        if self.name != ThemeName::Mono
            && let Some((_, style)) = self.changes.iter().find(|(changed, _)| *changed == role)
        {
            return self.base().patch(*style);
        }
        self.base().patch(built_in(self.name, role))
    }

    /// What every cell starts with: the terminal's own colours, but for `contrast`.
    pub fn base(&self) -> Style {
        match self.name {
            ThemeName::Contrast => Style::new().fg(Color::White).bg(Color::Black),
            _ => Style::new(),
        }
    }
}

fn built_in(theme: ThemeName, role: Role) -> Style {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let underline = Style::new().add_modifier(Modifier::UNDERLINED);
    match (role, theme) {
        (Role::Plain | Role::Label | Role::Border | Role::BarCa, _) => Style::new(),
        (Role::Strong | Role::Key | Role::Focus | Role::Marker, _) => bold,
        (Role::Escape | Role::Cursor, _) => Style::new().add_modifier(Modifier::REVERSED),
        (Role::LookAlike, _) => underline,
        (Role::Fail, ThemeName::Dark) => bold.fg(Color::LightRed),
        (Role::Fail, ThemeName::Light | ThemeName::Neutral) => bold.fg(Color::Red),
        (Role::Fail, ThemeName::Contrast) => bold.fg(Color::Black).bg(Color::Red),
        (Role::Fail, ThemeName::Mono) => bold.add_modifier(Modifier::UNDERLINED),
        (Role::Warn, ThemeName::Dark) => Style::new().fg(Color::Yellow),
        (Role::Warn, ThemeName::Light | ThemeName::Neutral) => Style::new().fg(Color::Magenta),
        (Role::Warn, ThemeName::Contrast | ThemeName::Mono) => bold,
        (Role::Odd, ThemeName::Dark) => Style::new().fg(Color::Cyan),
        (Role::Odd, ThemeName::Light) => Style::new().fg(Color::Blue),
        (Role::Odd, ThemeName::Contrast | ThemeName::Mono) => underline,
        (Role::Odd, ThemeName::Neutral) => bold,
        (Role::Bar, ThemeName::Dark) => Style::new().fg(Color::Cyan),
        (Role::Bar, ThemeName::Light) => Style::new().fg(Color::Blue),
        (Role::Bar, _) => bold,
    }
}

/// Reads a style of the configuration: words and colours, `bold underline #ff8800`, `reverse`, `light-red`.
///
/// # Errors
/// Names the word that is no style.
pub fn parse_style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    for word in text.split_whitespace() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "underline" => style.add_modifier(Modifier::UNDERLINED),
            "reverse" => style.add_modifier(Modifier::REVERSED),
            "default" => style.fg(Color::Reset),
            colour => style.fg(colour.parse::<Color>().map_err(|_| {
                format!("`{colour}` is no style: use bold, underline, reverse, a colour name or #rrggbb")
            })?),
        };
    }
    Ok(style)
}

/// What is known when a theme is chosen.
#[derive(Debug, Clone, Default)]
pub struct ThemeClues {
    /// `--theme`.
    pub option: Option<ThemeName>,
    /// `[theme] name`.
    pub config: Option<ThemeName>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// Whether the terminal said that its background is dark.
    pub dark_background: Option<bool>,
    /// `COLORFGBG`, `15;0`.
    pub colorfgbg: Option<String>,
}

impl ThemeClues {
    /// Chooses: option, configuration, `NO_COLOR`, the terminal's answer, `COLORFGBG`, neutral.
    pub fn choose(&self) -> ThemeName {
        if let Some(name) = self.option.or(self.config) {
            return name;
        }
        if self.no_color {
            return ThemeName::Mono;
        }
        let by_variable = || {
            let background: u8 = self.colorfgbg.as_deref()?.rsplit(';').next()?.parse().ok()?;
            Some(matches!(background, 0..=6 | 8))
        };
        match self.dark_background.or_else(by_variable) {
            Some(true) => ThemeName::Dark,
            Some(false) => ThemeName::Light,
            None => ThemeName::Neutral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn option_beats_no_color_and_no_color_beats_the_terminal() {
        let mut clues = ThemeClues { no_color: true, dark_background: Some(true), ..ThemeClues::default() };
        assert_eq!(clues.choose(), ThemeName::Mono);
        clues.option = Some(ThemeName::Light);
        assert_eq!(clues.choose(), ThemeName::Light);
    }

    #[test]
    fn colorfgbg_names_the_background_last() {
        let clues = |text: &str| ThemeClues { colorfgbg: Some(text.to_owned()), ..ThemeClues::default() }.choose();
        assert_eq!(clues("15;default;0"), ThemeName::Dark);
        assert_eq!(clues("0;15"), ThemeName::Light);
        assert_eq!(clues("what"), ThemeName::Neutral);
    }

    #[test]
    fn mono_theme_never_sets_a_colour() {
        let theme = Theme { name: ThemeName::Mono, changes: vec![(Role::Fail, Style::new().fg(Color::Red))] };
        for (role, _) in Role::ALL {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
    }

    #[test]
    fn style_words_are_read_and_a_wrong_one_is_named() {
        assert_eq!(parse_style("bold light-red").unwrap().fg, Some(Color::LightRed));
        assert!(parse_style("bold purplish").unwrap_err().contains("purplish"));
    }
}
