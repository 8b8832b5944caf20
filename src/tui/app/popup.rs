//! Popups: a stack, and the top one gets the keys first.

use std::sync::Arc;

use crate::tui::action::Command;
use crate::tui::view::copy::CopyField;
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::scroll::Scroll;

/// One popup.
#[derive(Debug, Clone)]
pub enum Popup {
    /// Keys of this pane, searchable.
    Help(Help),
    /// Every action by name.
    Palette(Palette),
    /// Indicators to copy.
    Copy(Box<CopyMenu>),
    /// One finding in full: index into the analysis, first visible line.
    Finding {
        /// Index into the findings of the analysis.
        index: usize,
        /// First visible line.
        top: usize,
    },
    /// Events of the timeline as a table.
    Events(Scroll),
    /// A line of text is asked for.
    Prompt(Prompt),
    /// A yes or no: stop the scan and exit?
    ConfirmQuit,
}

/// The help.
#[derive(Debug, Clone, Default)]
pub struct Help {
    /// Words that lines are filtered by.
    pub filter: TextField,
    /// Selection.
    pub scroll: Scroll,
}

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// Heading above it: its context.
    pub context: &'static str,
    /// Effective keys.
    pub keys: String,
    /// What it does.
    pub help: &'static str,
    /// What Enter runs.
    pub command: Command,
    /// Why it cannot be done now.
    pub disabled: Option<&'static str>,
}

/// The palette.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What was typed.
    pub input: TextField,
    /// Selection.
    pub scroll: Scroll,
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteLine {
    /// Its name.
    pub name: String,
    /// What it does.
    pub help: &'static str,
    /// Its key.
    pub key: String,
    /// What Enter runs.
    pub command: Command,
}

/// How the copied values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// One value a line.
    #[default]
    Plain,
    /// `hxxp`, `[.]`, `[@]`.
    Defanged,
    /// A table with code spans.
    Markdown,
    /// RFC 4180, formulas disarmed.
    Csv,
    /// `sigscope-ioc/1`.
    Json,
}

impl Format {
    /// Every format with its capital and name.
    pub const ALL: [(Self, char, &'static str); 5] = [
        (Self::Plain, 'P', "plain"),
        (Self::Defanged, 'D', "defanged"),
        (Self::Markdown, 'M', "Markdown"),
        (Self::Csv, 'C', "CSV"),
        (Self::Json, 'J', "JSON"),
    ];

    /// The ending of a file in this format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Plain | Self::Defanged => "txt",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// Whose values are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The selected file.
    #[default]
    This,
    /// The marked files.
    Marked,
    /// All files of the list.
    All,
}

/// The copy menu.
#[derive(Debug, Clone, Default)]
pub struct CopyMenu {
    /// The kinds of values, with those of the selected file.
    pub fields: Vec<CopyField>,
    /// Selection among them.
    pub scroll: Scroll,
    /// How they are written.
    pub format: Format,
    /// Whose they are.
    pub scope: Scope,
    /// First visible line of the preview.
    pub preview_top: usize,
    /// The exact bytes that Enter copies.
    pub text: Arc<str>,
    /// Number of values in it.
    pub values: usize,
}

/// What a line of text is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptKind {
    /// Words to search for, or to filter by.
    Search,
    /// The date of the active cursor.
    Date,
    /// A path to open.
    Open,
    /// A path to write this text to.
    Write(Arc<str>),
}

/// A line of text is asked for.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What for.
    pub kind: PromptKind,
    /// What was typed.
    pub input: TextField,
    /// What is wrong with it.
    pub error: Option<String>,
}
