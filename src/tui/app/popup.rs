//! Popups: a stack, and the top one gets the keys first.

use std::sync::Arc;

use super::{CopyMenu, FileId, Pane};
use crate::model::{EntityKind, Instant};
use crate::tui::action::Command;
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
    /// What a supposed revocation does to several files.
    Supposed(SupposedView),
    /// A line of text is asked for.
    Prompt(Prompt),
    /// One of a few is chosen.
    Menu(Menu),
    /// A yes or no: stop the scan and exit?
    ConfirmQuit,
}

/// A supposed revocation over several files.
#[derive(Debug, Clone)]
pub struct SupposedView {
    /// Its date.
    pub dated: Instant,
    /// The files, in the order in which they are shown.
    pub files: Vec<FileId>,
    /// First visible line.
    pub top: usize,
}

/// What is chosen from a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuKind {
    /// The column that the list is sorted by.
    Sort,
    /// What the list is grouped by.
    Group,
}

/// A menu.
#[derive(Debug, Clone, Copy)]
pub struct Menu {
    /// What for.
    pub kind: MenuKind,
    /// Selection.
    pub scroll: Scroll,
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
    /// The pane that has to have the focus for it, when it is another one.
    pub pane: Option<Pane>,
    /// Its name.
    pub name: String,
    /// What it does.
    pub help: &'static str,
    /// Its key.
    pub key: String,
    /// What Enter runs.
    pub command: Command,
}

/// What a line of text is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptKind {
    /// Words to search for.
    Search,
    /// A filter for the list.
    Filter,
    /// The date of the active cursor.
    Date,
    /// The date of a supposed revocation of several files.
    Revocation,
    /// A path to open.
    Open,
    /// A list to open.
    List,
    /// A path to write this text to.
    Write(Arc<str>),
    /// A tag, or a note, on something of the history.
    Remark {
        /// What it is on.
        kind: EntityKind,
        /// Which one, unsafe to show as it is.
        value: String,
        /// A note, not a tag.
        note: bool,
    },
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
