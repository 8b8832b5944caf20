//! Writes the theme into the configuration file, and nothing else of it.

use std::path::Path;

use toml::de::DeTable;

use super::{line_of, parse};
use crate::tui::theme::ThemeName;

/// Saves the theme: the `name` of `[theme]` is replaced or added, everything else stays as it is.
///
/// # Errors
/// What the operating system says, or why the text cannot be changed.
pub fn save_theme(path: &Path, theme: ThemeName) -> Result<(), String> {
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error.to_string()),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let new = with_theme(&old, theme)?;
    std::fs::write(path, new).map_err(|error| error.to_string())
}

/// The text with the theme set. A text that is no TOML, or that sets the theme in a way that this does not know, is
/// refused rather than broken.
fn with_theme(text: &str, theme: ThemeName) -> Result<String, String> {
    if let Some(error) = DeTable::parse_recoverable(text).1.first() {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        return Err(format!("line {line} of the configuration is no TOML: {}", error.message()));
    }
    let new = with_theme_line(text, theme);
    let readable = DeTable::parse_recoverable(&new).1.is_empty();
    if readable && parse(&new).theme == Some(theme) {
        Ok(new)
    } else {
        Err(format!("the configuration sets the theme in a way of its own: write name = \"{theme}\" there"))
    }
}

fn with_theme_line(text: &str, theme: ThemeName) -> String {
    let setting = format!("name = \"{theme}\"");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_section = |line: &String| {
        let code = line.split('#').next().unwrap_or_default();
        code.chars().filter(|character| !character.is_whitespace()).eq("[theme]".chars())
    };
    match lines.iter().position(is_section) {
        None => {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push("[theme]".to_owned());
            lines.push(setting);
        }
        Some(start) => {
            let rest = lines.iter().enumerate().skip(start.saturating_add(1));
            let name = rest
                .take_while(|(_, line)| !line.trim_start().starts_with('['))
                .find(|(_, line)| {
                    line.trim_start().strip_prefix("name").is_some_and(|rest| rest.trim_start().starts_with('='))
                })
                .map(|(index, _)| index);
            match name.and_then(|index| lines.get_mut(index)) {
                Some(line) => {
                    // No name of a theme has a # in it: what follows one is a remark.
                    let remark = line.find('#').and_then(|at| line.get(at..)).map(|remark| format!("  {remark}"));
                    *line = setting + &remark.unwrap_or_default();
                }
                None => lines.insert(start.saturating_add(1), setting),
            }
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_theme_leaves_the_rest_alone() {
        let old = "# mine\n[theme]\nfail = \"bold\"\nname = \"dark\"\n[ui]\nmouse = true\n";
        let new = with_theme(old, ThemeName::Mono).unwrap();
        assert_eq!(new, old.replace("\"dark\"", "\"mono\""));
        assert_eq!(with_theme("", ThemeName::Light).unwrap(), "[theme]\nname = \"light\"\n");
        assert_eq!(parse(&with_theme("[ui]\nmouse = true", ThemeName::Light).unwrap()).theme, Some(ThemeName::Light));
    }

    #[test]
    fn saving_the_theme_never_breaks_a_configuration() {
        let with = |text: &str| with_theme(text, ThemeName::Mono);
        assert_eq!(with("[theme]   # c\nname = \"dark\"  # d\n").unwrap(), "[theme]   # c\nname = \"mono\"  # d\n");
        assert_eq!(with("[ theme ]\n").unwrap(), "[ theme ]\nname = \"mono\"\n");
        for refused in ["theme = { name = \"dark\" }\n", "theme.name = \"dark\"\n"] {
            assert!(with(refused).unwrap_err().contains("name = \"mono\""), "{refused}");
        }
        assert!(with("[ui]\nmouse = = 1\n").unwrap_err().starts_with("line 2 of the configuration is no TOML"));
    }
}
