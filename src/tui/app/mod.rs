//! The state of the workbench: everything that is on the screen, and nothing that does anything.

mod copy;
mod file;
mod popup;
mod sample;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use copy::{Choice, CopyMenu, Scope};
pub use file::{FileEntry, FileId, FileState, Source};
pub use popup::{Help, HelpLine, Palette, PaletteLine, Popup, Prompt, PromptKind};
pub use sample::{Bytes, Chunk, Cursor, HexView, Pane, Place, SampleView, TimelineView, Window};

use super::keymap::{Context, Keymap};
use super::row::{Role, Row};
use super::theme::Theme;
use super::widgets::glyphs::Glyphs;
use super::widgets::scroll::Scroll;
use crate::ioc::{Basket, Format};
use crate::model::Analysis;
use crate::policy::Policy;

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The list of files.
    Files,
    /// One sample.
    Sample(FileId),
}

/// How far the scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scan {
    /// A walk or an analysis goes on.
    pub running: bool,
    /// The walk goes on.
    pub walking: bool,
    /// The user stopped it.
    pub stopped: bool,
    /// Files done.
    pub done: usize,
}

/// The whole state.
#[derive(Debug)]
pub struct App {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The files, in the order found.
    pub files: Vec<FileEntry>,
    /// Selection in the list of files.
    pub list: Scroll,
    /// Words that the list is filtered by.
    pub filter: String,
    /// The progress of the scan.
    pub scan: Scan,
    /// The views, the visible one last; never empty.
    pub views: Vec<View>,
    /// Popups, the top one last; it gets the keys.
    pub popups: Vec<Popup>,
    /// One message in the footer, until the next key.
    pub status: Option<Row>,
    /// Messages under the title, until the cause is gone.
    pub notices: Vec<Row>,
    /// How the file is judged now.
    pub policy: Policy,
    /// Keys.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// Characters.
    pub glyphs: Glyphs,
    /// Mouse capture is on.
    pub mouse: bool,
    /// The bundled samples are open.
    pub demo: bool,
    /// Codes of findings that are hidden in this session.
    pub hidden: BTreeSet<String>,
    /// What was searched for last.
    pub query: String,
    /// The text copied last, for `p` and for the clipboard after exit.
    pub copied: Option<Arc<str>>,
    /// The format of the copy menu that was used last.
    pub format: Format,
    /// What was turned on or off in the copy menu when it was used last.
    pub choice: Choice,
    /// Indicators collected over files.
    pub basket: Basket,
    /// Generation of requests: results of an older one are dropped.
    pub generation: u64,
    /// The program ends.
    pub quit: bool,
}

impl App {
    /// An empty workbench.
    pub fn new(policy: Policy, theme: Theme, glyphs: Glyphs, keymap: Keymap) -> Self {
        Self {
            size: (80, 24),
            files: Vec::new(),
            list: Scroll::default(),
            filter: String::new(),
            scan: Scan::default(),
            views: vec![View::Files],
            popups: Vec::new(),
            status: None,
            notices: Vec::new(),
            policy,
            keymap,
            theme,
            glyphs,
            mouse: false,
            demo: false,
            hidden: BTreeSet::new(),
            query: String::new(),
            copied: None,
            format: Format::Plain,
            choice: Choice::new(),
            basket: Basket::new(),
            generation: 0,
            quit: false,
        }
    }

    /// The visible view.
    pub fn view(&self) -> View {
        self.views.last().copied().unwrap_or(View::Files)
    }

    /// A file.
    pub fn file(&self, id: FileId) -> Option<&FileEntry> {
        self.files.get(id.0)
    }

    /// A file, to change it.
    pub fn file_mut(&mut self, id: FileId) -> Option<&mut FileEntry> {
        self.files.get_mut(id.0)
    }

    /// The visible sample.
    pub fn current(&self) -> Option<&FileEntry> {
        match self.view() {
            View::Sample(id) => self.file(id),
            View::Files => None,
        }
    }

    /// The visible sample's id.
    pub fn current_id(&self) -> Option<FileId> {
        match self.view() {
            View::Sample(id) => Some(id),
            View::Files => None,
        }
    }

    /// The visible sample, to change it.
    pub fn current_mut(&mut self) -> Option<&mut FileEntry> {
        let id = self.current_id()?;
        self.file_mut(id)
    }

    /// What is known about the visible sample at the chosen time.
    pub fn analysis(&self) -> Option<&Analysis> {
        self.current().and_then(FileEntry::shown)
    }

    /// Where keys are looked up, the narrowest context first.
    pub fn contexts(&self) -> Vec<Context> {
        match self.current() {
            None => vec![Context::Files, Context::Everywhere],
            Some(file) => {
                let pane = match file.view.focus {
                    Pane::Signatures => Context::Signatures,
                    Pane::Details => Context::Details,
                    Pane::Hex => Context::Hex,
                    Pane::Timeline => Context::Timeline,
                    Pane::Findings => Context::Findings,
                };
                vec![pane, Context::Sample, Context::Everywhere]
            }
        }
    }

    /// Says something in the footer until the next key.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Row::new().own(text, Role::Plain));
    }

    /// The files of the list that the filter lets through.
    pub fn listed(&self) -> Vec<FileId> {
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        self.files
            .iter()
            .enumerate()
            .filter(|(_, file)| words.iter().all(|word| file.matches(word)))
            .map(|(index, _)| FileId(index))
            .collect()
    }

    /// The file that a command is about: the visible sample, or the one selected in the list.
    pub fn selected_file(&self) -> Option<FileId> {
        self.current_id().or_else(|| self.listed().get(self.list.selected).copied())
    }

    /// Number of marked files.
    pub fn marked(&self) -> usize {
        self.files.iter().filter(|file| file.marked).count()
    }
}
