//! The configuration file: TOML, every mistake reported with its line, the default used in its place.

mod saved_theme;

pub use saved_theme::save_theme;

use std::path::{Path, PathBuf};

use ratatui::style::Style;
use toml::de::{DeTable, DeValue};

use super::clipboard::{Provider, is_found};
use super::keymap::Keymap;
use super::row::Role;
use super::theme::{ThemeName, parse_style};
use crate::ioc::Format;

/// What the file says.
#[derive(Debug, Clone)]
pub struct Config {
    /// `history`: what was seen is written down.
    pub history: bool,
    /// `[ui] mouse`.
    pub mouse: bool,
    /// `[ui] ascii`.
    pub ascii: bool,
    /// `[theme] name`.
    pub theme: Option<ThemeName>,
    /// Styles of `[theme]`.
    pub styles: Vec<(Role, Style)>,
    /// `[keys]` over the built-in table.
    pub keymap: Keymap,
    /// `[clipboard] provider`.
    pub provider: Provider,
    /// `[clipboard] persist`.
    pub persist: bool,
    /// `[list] filter`.
    pub filter: String,
    /// `[lists]`: what every command brings along.
    pub lists: Lists,
    /// `[copy] format`.
    pub format: Format,
    /// The file it was read from, whether there is one or not.
    pub path: Option<PathBuf>,
    /// The actions of `[keys]` and their lines.
    pub key_lines: Vec<(String, usize)>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            history: false,
            mouse: false,
            ascii: false,
            theme: None,
            styles: Vec::new(),
            keymap: Keymap::default(),
            provider: Provider::Auto,
            persist: true,
            filter: String::new(),
            lists: Lists::default(),
            format: Format::Plain,
            path: None,
            key_lines: Vec::new(),
            mistakes: Vec::new(),
        }
    }
}

/// Files that every command brings along, beside those of the options of the same names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lists {
    /// `crl`.
    pub crl: Vec<PathBuf>,
    /// `catalog`.
    pub catalog: Vec<PathBuf>,
    /// `disallowed`.
    pub disallowed: Vec<PathBuf>,
    /// `known-bad`.
    pub known_bad: Vec<PathBuf>,
    /// `block-list`.
    pub block_list: Vec<PathBuf>,
}

impl Lists {
    fn kind(&mut self, key: &str) -> Option<&mut Vec<PathBuf>> {
        match key {
            "crl" => Some(&mut self.crl),
            "catalog" => Some(&mut self.catalog),
            "disallowed" => Some(&mut self.disallowed),
            "known-bad" => Some(&mut self.known_bad),
            "block-list" => Some(&mut self.block_list),
            _ => None,
        }
    }

    /// Relative paths count from the folder of the configuration, `~/` from the user's.
    fn resolve(&mut self, folder: Option<&Path>) {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        for kind in ["crl", "catalog", "disallowed", "known-bad", "block-list"] {
            for path in self.kind(kind).into_iter().flatten() {
                if let (Ok(rest), Some(home)) = (path.strip_prefix("~"), &home) {
                    *path = home.join(rest);
                } else if let Some(folder) = folder {
                    *path = folder.join(&*path);
                }
            }
        }
    }
}

/// One mistake in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1; 0 when it has no line.
    pub line: usize,
    /// What is wrong and what is used instead.
    pub text: String,
}

/// Where the configuration is: the option, `SIGSCOPE_CONFIG`, else the user's folder.
pub fn path(option: Option<&Path>) -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(path) = option {
        return Some(path.to_path_buf());
    }
    if let Some(path) = variable("SIGSCOPE_CONFIG") {
        return Some(path);
    }
    let folder = if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")))
    };
    folder.map(|folder| folder.join("sigscope").join("config.toml"))
}

/// Reads the configuration; without a file the defaults.
pub fn load(option: Option<&Path>) -> Config {
    let Some(path) = path(option) else { return Config::default() };
    let named = option.is_some() || std::env::var_os("SIGSCOPE_CONFIG").is_some();
    let mut config = match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => Config::default(),
        Err(error) => {
            let mistake = Mistake { line: 0, text: format!("cannot be read: {error}") };
            Config { mistakes: vec![mistake], ..Config::default() }
        }
    };
    config.lists.resolve(path.parent());
    config.path = Some(path);
    config
}

/// Reads a configuration text.
pub fn parse(text: &str) -> Config {
    let mut config = Config::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        config.mistakes.push(Mistake { line, text: error.message().to_owned() });
    }
    for (section, value) in table.get_ref() {
        let name = section.get_ref().as_ref();
        let mut reader = Reader { text, section: name, config: &mut config };
        match value.get_ref() {
            value if name == "history" => match boolean(value) {
                Ok(on) => reader.config.history = on,
                Err(what) => reader.wrong(section.span().start, &format!("history: {what}")),
            },
            DeValue::Table(entries) if SECTIONS.contains(&name) => {
                for (key, value) in entries {
                    reader.entry(key.get_ref(), value.get_ref(), value.span().start);
                }
            }
            DeValue::Table(_) => reader.wrong(section.span().start, &format!("there is no section [{name}]")),
            _ => reader.wrong(section.span().start, &format!("`{name}` stands outside of a section")),
        }
    }
    for clash in config.keymap.clashes() {
        let of = |name| config.key_lines.iter().find(|(action, _)| action == name).map(|(_, line)| *line);
        let line = clash.names.into_iter().filter_map(of).max();
        // What the built-in table shares is meant; what the file changed is not.
        if let Some(line) = line {
            config.mistakes.push(Mistake { line, text: clash.text });
        }
    }
    config.mistakes.sort_by_key(|mistake| mistake.line);
    config
}

const SECTIONS: [&str; 7] = ["ui", "theme", "keys", "clipboard", "list", "copy", "lists"];

struct Reader<'a> {
    text: &'a str,
    section: &'a str,
    config: &'a mut Config,
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, what: &str) {
        let text = format!("{what}; the default is used");
        self.config.mistakes.push(Mistake { line: line_of(self.text, at), text });
    }

    fn entry(&mut self, key: &str, value: &DeValue<'_>, at: usize) {
        let result = match (self.section, key) {
            ("ui", "mouse") => boolean(value).map(|on| self.config.mouse = on),
            ("ui", "ascii") => boolean(value).map(|on| self.config.ascii = on),
            ("theme", "name") => {
                string(value).and_then(str::parse).map(|name: ThemeName| self.config.theme = Some(name))
            }
            ("theme", role) => match Role::ALL.iter().find(|(_, name)| *name == role) {
                Some((role, _)) => {
                    string(value).and_then(parse_style).map(|style| self.config.styles.push((*role, style)))
                }
                None => Err(format!("there is no role `{role}`: see sigscope themes")),
            },
            ("keys", action) => {
                self.config.key_lines.push((action.to_owned(), line_of(self.text, at)));
                strings(value).and_then(|keys| self.config.keymap.rebind(action, &keys))
            }
            ("clipboard", "provider") => provider(value).map(|provider| {
                if let Some(what) = unknown_command(&provider) {
                    let text = format!("[clipboard] provider: {what}");
                    self.config.mistakes.push(Mistake { line: line_of(self.text, at), text });
                }
                self.config.provider = provider;
            }),
            ("clipboard", "persist") => boolean(value).map(|on| self.config.persist = on),
            ("list", "filter") => string(value).and_then(|filter| {
                crate::triage::Filter::parse(filter).map_err(|error| error.to_string())?;
                filter.clone_into(&mut self.config.filter);
                Ok(())
            }),
            ("copy", "format") => string(value).and_then(|name| {
                let format = name.to_ascii_lowercase().parse::<Format>();
                format.map(|format| self.config.format = format).map_err(|_| format!("use {}", format_names()))
            }),
            ("lists", kind) => match self.config.lists.kind(kind) {
                Some(paths) => strings(value).map(|read| *paths = read.into_iter().map(PathBuf::from).collect()),
                None => Err("use crl, catalog, disallowed, known-bad or block-list".to_owned()),
            },
            (section, key) => Err(format!("[{section}] knows no `{key}`")),
        };
        if let Err(what) = result {
            let section = self.section.to_owned();
            self.wrong(at, &format!("[{section}] {key}: {what}"));
        }
    }
}

fn format_names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

fn boolean(value: &DeValue<'_>) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "write true or false".to_owned())
}

fn string<'a>(value: &'a DeValue<'_>) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| "write a text in quotes".to_owned())
}

fn strings(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    if let Some(one) = value.as_str() {
        return Ok(vec![one.to_owned()]);
    }
    let list = value.as_array().ok_or_else(|| "write a list of keys".to_owned())?;
    list.iter().map(|item| string(item.get_ref()).map(str::to_owned)).collect()
}

fn provider(value: &DeValue<'_>) -> Result<Provider, String> {
    if value.is_array() {
        let command = strings(value)?;
        return if command.is_empty() {
            Err("the command is empty".to_owned())
        } else {
            Ok(Provider::Command(command))
        };
    }
    Ok(match string(value)? {
        "auto" => Provider::Auto,
        "native" => Provider::Native,
        "tmux" => Provider::Tmux,
        "osc52" => Provider::Osc52,
        "file" => Provider::File,
        "none" => Provider::None,
        command if command.trim().is_empty() => return Err("the command is empty".to_owned()),
        command => Provider::Command(command.split_whitespace().map(str::to_owned).collect()),
    })
}

/// What to say of a command that is not there: most often a misspelt name of a provider.
fn unknown_command(provider: &Provider) -> Option<String> {
    let Provider::Command(command) = provider else { return None };
    let program = command.first().filter(|program| !is_found(program))?;
    let known = "auto, native, tmux, osc52, file, none";
    Some(format!("`{program}` is no known provider ({known}); taken as a command, it is not found in PATH"))
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

/// The configuration with every setting at its default, for `sigscope config --print`.
pub fn template() -> String {
    let mut text = String::from(
        "# sigscope: every setting with its default. Lines that begin with # have no effect.\n\n\
         history = false      # keep what was seen before, in a local database: see sigscope history\n\n\
         [ui]\nmouse = false        # capture the mouse from the start\nascii = false        # draw with ASCII only\n\n\
         [theme]\n# name = \"dark\"      # dark, light, contrast, mono, neutral; else by the terminal\n\
         # fail = \"bold light-red\"   # roles: ",
    );
    let roles: Vec<&str> = Role::ALL.iter().map(|(_, name)| *name).collect();
    text.push_str(&roles.join(" "));
    text.push_str(
        "\n\n[clipboard]\nprovider = \"auto\"    # auto, native, tmux, osc52, file, none, or a command that reads the text\n\
         persist = true       # keep the text for 10 minutes after the end (Linux)\n\n\
         [list]\nfilter = \"\"\n\n[copy]\nformat = \"plain\"     # ",
    );
    text.push_str(&format_names());
    text.push_str(
        "\n\n[lists]              # beside those of the options; relative to this file, ~/ is your folder\n\
         # crl = [\"crls/\"]\n# catalog = [\"catalogs/\"]\n# disallowed = [\"disallowedcert.stl\"]\n\
         # known-bad = [\"abused.csv\"]\n# block-list = [\"drivers.xml\"]\n\n[keys]\n",
    );
    let mut seen = std::collections::BTreeSet::new();
    for binding in Keymap::default().bindings() {
        if seen.insert(binding.name) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("\"{key}\"")).collect();
            text.push_str(&format!("# {} = [{}]\n", binding.name, keys.join(", ")));
        }
    }
    text
}

/// What is wrong with the configuration, a line each, for `sigscope config --check`.
pub fn check_text(config: &Config) -> String {
    let path = config.path.as_deref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    config.mistakes.iter().map(|mistake| format!("{}\n", mistake_text(&path, mistake))).collect()
}

/// One mistake with its place.
pub fn mistake_text(path: &str, mistake: &Mistake) -> String {
    let path = crate::text::Untrusted(path).shown().text;
    let text = crate::text::Untrusted(&mistake.text).shown().text;
    if mistake.line == 0 { format!("{path}: {text}") } else { format!("{path}:{}: {text}", mistake.line) }
}

/// The themes and the roles that a theme may change, for `sigscope themes`.
pub fn themes_text() -> String {
    let mut text = String::from("themes\n");
    for (_, name, help) in ThemeName::ALL {
        text.push_str(&format!("  {name:<10} {help}\n"));
    }
    text.push_str("\nroles for [theme], each a style like \"bold light-red\" or \"underline #ff8800\"\n");
    for (_, name) in Role::ALL {
        text.push_str(&format!("  {name}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_is_a_configuration_without_mistakes() {
        let uncommented = template().replace("\n# ", "\n").replace("fail = \"bold light-red\"   # roles", "# roles");
        let config = parse(&uncommented);
        assert_eq!(config.mistakes, [], "{uncommented}");
        assert_eq!(parse(&template()).mistakes, []);
    }

    #[test]
    fn mistakes_have_their_line_and_cost_only_themselves() {
        let config =
            parse("[ui]\nmouse = 1\n[keys]\nzoom = [\"hyper\"]\nhex = [\"f6\"]\n[speling]\n[theme]\nname = \"mono\"\n");
        let lines: Vec<usize> = config.mistakes.iter().map(|mistake| mistake.line).collect();
        assert_eq!(lines, [2, 4, 6], "{:?}", config.mistakes);
        assert_eq!(config.theme, Some(ThemeName::Mono));
        assert!(config.keymap.bindings().iter().any(|binding| binding.keys == ["f6"]));
    }

    #[test]
    fn provider_that_is_neither_known_nor_a_program_is_named_with_its_line() {
        for written in ["\"telepathy\"", "\"telepathy --now\"", "[\"telepathy\", \"--now\"]", "\"/no/such/program\""] {
            let config = parse(&format!("[ui]\nmouse = true\n[clipboard]\nprovider = {written}\n"));
            let [mistake] = config.mistakes.as_slice() else { panic!("{written}: {:?}", config.mistakes) };
            assert_eq!(mistake.line, 4);
            assert!(mistake.text.contains("no known provider") && mistake.text.contains("PATH"), "{mistake:?}");
            assert!(matches!(config.provider, Provider::Command(_)));
        }
        let here = std::env::current_exe().unwrap();
        for known in ["auto", "none", "cargo", here.to_str().unwrap()] {
            assert_eq!(parse(&format!("[clipboard]\nprovider = '{known}'\n")).mistakes, []);
        }
        assert_eq!(parse("[clipboard]\nprovider = \" \"\n").mistakes.len(), 1);
    }

    #[test]
    fn broken_syntax_keeps_what_can_be_read() {
        let config = parse("[theme]\nname = \"light\"\n[ui\n");
        assert!(!config.mistakes.is_empty());
        assert_eq!(config.theme, Some(ThemeName::Light));
    }

    #[test]
    fn history_is_off_until_it_is_turned_on_before_the_first_section() {
        assert!(!parse("").history);
        assert!(parse("history = true\n[ui]\nmouse = true\n").history);
        let wrong = parse("\nhistory = \"yes\"\n");
        assert!(!wrong.history);
        assert_eq!(wrong.mistakes.len(), 1, "{:?}", wrong.mistakes);
        assert_eq!(wrong.mistakes[0].line, 2);
        let inside = parse("[ui]\nhistory = true\n");
        assert!(!inside.history && inside.mistakes.len() == 1, "{:?}", inside.mistakes);
    }

    #[test]
    fn lists_are_relative_to_the_configuration() {
        let mut config = parse("[lists]\ncrl = [\"crls\", \"/abs/a.crl\"]\nknown-bad = \"x.csv\"\nblack = []\n");
        config.lists.resolve(Some(Path::new("/etc/sigscope")));
        assert_eq!(config.lists.crl, [PathBuf::from("/etc/sigscope/crls"), PathBuf::from("/abs/a.crl")]);
        assert_eq!(config.lists.known_bad, [PathBuf::from("/etc/sigscope/x.csv")]);
        assert_eq!(config.mistakes.len(), 1, "{:?}", config.mistakes);
        assert_eq!(config.mistakes[0].line, 4);
    }

    #[test]
    fn clash_of_two_actions_is_reported() {
        let config = parse("[keys]\nzoom = [\"x\"]\n");
        assert!(config.mistakes.iter().any(|mistake| mistake.text.contains("both")), "{:?}", config.mistakes);
    }

    #[test]
    fn keys_that_clash_or_hide_others_are_reported_with_their_line() {
        let config = parse("[keys]\nhelp = [\"q\"]\nclose = [\"q\"]\n");
        assert_eq!(config.mistakes.len(), 1, "{:?}", config.mistakes);
        assert_eq!(config.mistakes[0].line, 3);
        let config = parse("[ui]\nmouse = true\n[keys]\nzoom = [\"j\"]\n");
        let hidden = config.mistakes.iter().find(|mistake| mistake.text.contains("down")).unwrap();
        assert_eq!(hidden.line, 4, "{hidden:?}");
        assert!(hidden.text.contains("zoom") && hidden.text.contains("`j`"), "{hidden:?}");
        assert_eq!(parse("[keys]\nzoom = [\"f5\"]\n").mistakes, []);
    }
}
