//! What can happen: a key, a result of a worker, a change of the terminal.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};

use super::app::{FileId, Source};
use super::clipboard::CopyReport;
use super::theme::ThemeName;
use crate::lists::Opened;
use crate::model::{Analysis, EntityKind, Evidence, Instant, SeenBefore};
use crate::triage::{GroupKey, SortKey};

/// What a key, a line of the help or of the palette does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table in `keymap` says what each one does")]
pub enum Command {
    Down,
    Up,
    First,
    Last,
    PageDown,
    PageUp,
    HalfPageDown,
    HalfPageUp,
    Left,
    Right,
    Open,
    Back,
    Close,
    Quit,
    Interrupt,
    Help,
    Palette,
    Search,
    NextHit,
    PreviousHit,
    NextMark,
    PreviousMark,
    CopyMenu,
    CopyValue,
    BasketAdd,
    BasketOpen,
    PrintCopied,
    Write,
    Reload,
    OpenPath,
    OpenList,
    Mark,
    Mouse,
    Redraw,
    Suspend,
    NextPane,
    PreviousPane,
    Pane(u8),
    Hex,
    Zoom,
    TimelineFull,
    Events,
    ZoomIn,
    ZoomOut,
    ShowAll,
    Scale,
    AsOf,
    Revocation,
    TypeDate,
    HideFinding,
    Tag,
    Note,
    Compare,
    CompareFilter,
    Swap,
    SortNext,
    SortMenu,
    Sort(SortKey),
    GroupMenu,
    Group(GroupKey),
    MarkAll,
    ShowHidden,
    Theme(ThemeName),
}

/// Everything that `update` answers to.
#[derive(Debug)]
pub enum Action {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// No step was made for a moment.
    Paused,
    /// The mouse, when captured.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resize(u16, u16),
    /// The terminal window got the focus back.
    FocusGained,
    /// A walk begins.
    Walking,
    /// A walk found files.
    Found(Vec<Source>),
    /// Records of an earlier report were read.
    Recorded(Vec<(Source, Result<Box<Analysis>, String>)>),
    /// The walk is over.
    Walked {
        /// Paths that could not be read, with the reason.
        errors: Vec<(String, String)>,
    },
    /// A file was examined and judged.
    Analysed {
        /// Which file.
        file: FileId,
        /// The request it answers; an older one is dropped.
        generation: u64,
        /// The answer.
        result: Box<Examined>,
    },
    /// A file that is open was judged anew, by other lists.
    Judged {
        /// Which file.
        file: FileId,
        /// The request it answers; an older one is dropped.
        generation: u64,
        /// The judgement, or why there is none.
        result: Result<Arc<Analysis>, String>,
    },
    /// A list was opened, or not and why.
    ListOpened(Result<Box<Opened>, String>),
    /// Bytes of a file were read.
    Bytes {
        /// Which file.
        file: FileId,
        /// Offset of the first byte.
        offset: u64,
        /// The bytes; fewer than asked for at the end of the file.
        bytes: Result<Vec<u8>, String>,
    },
    /// A copy was tried.
    Copied(CopyReport),
    /// A file was written.
    Written {
        /// Where.
        path: PathBuf,
        /// Bytes, or why not.
        result: Result<usize, String>,
    },
    /// How the file on disk compares with what was read.
    Checked {
        /// Which file.
        file: FileId,
        /// The state on disk.
        state: OnDisk,
    },
    /// The scan has been running for so long.
    Elapsed(Duration),
    /// The program is in the foreground again after it was stopped.
    Resumed,
    /// A tag or a note was set or taken back, or not; what is known then.
    Remarked {
        /// What it is on.
        kind: EntityKind,
        /// Which one.
        value: String,
        /// What the history knows about it.
        result: Result<Option<SeenBefore>, String>,
    },
    /// The configuration was saved, or not.
    Saved(Result<PathBuf, String>),
}

/// The state of a file on disk, compared with what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// The same file.
    Same,
    /// Another size, time or identity.
    Changed,
    /// No such file.
    Gone,
}

/// What came out of reading one file.
#[derive(Debug, Clone)]
pub struct Examined {
    /// What was read; `None` when the analysis came from records, or the parser failed.
    pub evidence: Option<Arc<Evidence>>,
    /// The first judgement.
    pub analysis: Option<Arc<Analysis>>,
    /// Why there is no analysis.
    pub error: Option<String>,
    /// By which lists it was judged: [`crate::tui::app::App::revision`] at that time.
    pub revision: u64,
    /// When the file was read.
    pub read_at: Option<Instant>,
    /// Of a source that is a record: what became of the file itself.
    pub origin: Origin,
}

/// What an analysis of a recorded file was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// The file.
    #[default]
    File,
    /// The file that the record is about: it is there, unchanged.
    FileOf(PathBuf),
    /// The record, for this reason.
    Record(String),
}
