//! The state of the workbench: everything that is on the screen, and nothing that does anything.

mod compare;
mod copy;
mod file;
mod list;
mod marks;
mod popup;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

pub use compare::{CompareView, Compared, MatrixView, Shown};
pub use copy::{Choice, CopyMenu, Scope};
pub use file::{FileEntry, FileId, FileState, Recorded, Source};
pub use list::{FileList, Members, Sheet};
pub use popup::{Help, HelpLine, Menu, MenuKind, Palette, PaletteLine, Popup, Prompt, PromptKind, SupposedView};
pub use sample::{Bytes, Chunk, Cursor, HexView, Late, Pane, Place, SampleView, TimelineView, Window};

use super::action::Command;
use super::keymap::{Context, Keymap};
use super::row::{Role, Row};
use super::theme::Theme;
use super::widgets::glyphs::Glyphs;
use crate::ioc::{Basket, Format};
use crate::lists::BroughtList;
use crate::model::Analysis;
use crate::policy::Policy;

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The list of files.
    Files,
    /// The files by groups.
    Groups,
    /// The files of one group.
    Members,
    /// One sample.
    Sample(FileId),
    /// Two files side by side.
    Compare,
    /// The relations of several files.
    Matrix,
}

impl View {
    /// Tells whether the screen lists files one by one.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Files | Self::Members)
    }
}

/// How far the scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scan {
    /// A walk or an analysis goes on.
    pub running: bool,
    /// The walk goes on.
    pub walking: bool,
    /// Walks that go on.
    pub walks: usize,
    /// The user stopped it.
    pub stopped: bool,
    /// Answers of an older generation come from a scan that was stopped.
    pub generation: u64,
    /// How long it has been running.
    pub elapsed: Duration,
    /// Files that were done when it began, for the rate.
    pub before: usize,
}

impl Scan {
    /// Tells whether there is more to find or to read, whether it goes on or was stopped.
    pub fn is_unfinished(&self, list: &FileList) -> bool {
        self.walking || list.done() < list.total()
    }
}

/// The whole state.
#[derive(Debug)]
pub struct App {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// All files, in the order found: a small row for each.
    pub list: FileList,
    /// The files that are open, or whose analysis is wanted for a comparison or a copy; all others are their row.
    pub samples: BTreeMap<FileId, FileEntry>,
    /// Files whose analysis was asked for and has not come yet.
    pub wanted: BTreeSet<FileId>,
    /// What runs when all that is wanted has come.
    pub pending: Option<Command>,
    /// The two files that are compared.
    pub compare: Option<CompareView>,
    /// The files whose relations are shown.
    pub matrix: Option<MatrixView>,
    /// The progress of the scan.
    pub scan: Scan,
    /// The views, the visible one last; never empty.
    pub views: Vec<View>,
    /// What the files were found in, unsafe to show as it is; empty when that is not one place.
    pub place: String,
    /// Popups, the top one last; it gets the keys.
    pub popups: Vec<Popup>,
    /// One message in the footer, until the next key.
    pub status: Option<Row>,
    /// Messages under the title, until the cause is gone.
    pub notices: Vec<Row>,
    /// How the file is judged now.
    pub policy: Policy,
    /// The lists that the policy holds.
    pub lists: Vec<BroughtList>,
    /// Counts the lists that were opened: what was judged before the last one is judged again.
    pub revision: u64,
    /// Keys.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// Characters.
    pub glyphs: Glyphs,
    /// Mouse capture is on.
    pub mouse: bool,
    /// The window got the focus and nothing was pressed since: the click that did it selects nothing.
    pub just_focused: bool,
    /// The cell that was clicked last, with no key since.
    pub clicked: Option<(u16, u16)>,
    /// The bundled samples are open.
    pub demo: bool,
    /// What is seen is written down, and may be tagged.
    pub history: bool,
    /// Codes of findings that are hidden in this session.
    pub hidden: BTreeSet<String>,
    /// What was searched for last.
    pub query: String,
    /// The text copied last, for `p`.
    pub copied: Option<Arc<str>>,
    /// The footer just said that the write key saves what was copied: the next key, if it is that one, does so.
    pub offers_copied: bool,
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
            list: FileList::default(),
            samples: BTreeMap::new(),
            wanted: BTreeSet::new(),
            pending: None,
            compare: None,
            matrix: None,
            scan: Scan::default(),
            views: vec![View::Files],
            place: String::new(),
            popups: Vec::new(),
            status: None,
            notices: Vec::new(),
            lists: policy.lists(),
            policy,
            revision: 0,
            keymap,
            theme,
            glyphs,
            mouse: false,
            just_focused: false,
            clicked: None,
            demo: false,
            history: false,
            hidden: BTreeSet::new(),
            query: String::new(),
            copied: None,
            offers_copied: false,
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

    /// A file that is open, or whose analysis is at hand.
    pub fn file(&self, id: FileId) -> Option<&FileEntry> {
        self.samples.get(&id)
    }

    /// The same, to change it.
    pub fn file_mut(&mut self, id: FileId) -> Option<&mut FileEntry> {
        self.samples.get_mut(&id)
    }

    /// The visible sample.
    pub fn current(&self) -> Option<&FileEntry> {
        self.file(self.current_id()?)
    }

    /// The visible sample's id.
    pub fn current_id(&self) -> Option<FileId> {
        match self.view() {
            View::Sample(id) => Some(id),
            _ => None,
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
        match (self.view(), self.current()) {
            (View::Groups, _) => vec![Context::Groups, Context::Everywhere],
            (View::Compare, _) => vec![Context::Compare, Context::Everywhere],
            (View::Matrix, _) => vec![Context::Matrix, Context::Everywhere],
            (View::Files | View::Members, _) | (_, None) => vec![Context::Files, Context::Everywhere],
            (_, Some(file)) => {
                vec![Context::of(file.view.focus), Context::Sample, Context::Everywhere]
            }
        }
    }

    /// Says something in the footer until the next key.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Row::new().own(text, Role::Plain));
    }

    /// The file that a command is about: the visible sample, or the one selected on the screen.
    pub fn selected_file(&self) -> Option<FileId> {
        match self.view() {
            View::Sample(id) => Some(id),
            View::Files | View::Members => {
                self.list.file_of(self.list.sheet_of(self.view() == View::Members).selected()?)
            }
            View::Compare => self.compare.as_ref().map(CompareView::selected_side),
            View::Matrix => self.matrix.as_ref().and_then(MatrixView::selected_file),
            View::Groups => None,
        }
    }

    /// Why a file that was asked for cannot be read.
    pub fn unreadable(&self, id: FileId) -> Option<&str> {
        match &self.file(id)?.state {
            FileState::Failed(why) => Some(why),
            _ => None,
        }
    }

    /// Number of marked files.
    pub fn marked(&self) -> usize {
        self.list.marks.count()
    }

    /// The files that a scope means, in the order found.
    pub fn scope(&self, scope: Scope) -> Vec<FileId> {
        match scope {
            Scope::This if self.view() == View::Groups => self.list.selected_group(),
            Scope::This => self.selected_file().into_iter().collect(),
            Scope::Marked => self.list.marks.files().collect(),
            Scope::All => (0..self.list.total()).map(FileId).collect(),
            Scope::Basket => Vec::new(),
        }
    }

    /// The analyses at hand of the files that a scope means. What is missing is asked for by `update::list::gather`.
    pub fn gathered(&self, scope: Scope) -> Vec<(FileId, &Arc<Analysis>)> {
        let shown = |id: FileId| Some((id, self.file(id)?.shown_arc()?));
        self.scope(scope).into_iter().filter_map(shown).collect()
    }
}
