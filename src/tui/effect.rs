//! What `update` wants done: everything that touches a file, a clipboard or the terminal.

use std::path::PathBuf;
use std::sync::Arc;

use super::app::{FileId, Source};
use super::theme::ThemeName;
use crate::history::Remark;
use crate::model::{CertificateFacts, EntityKind, Evidence};

/// When the turn of a file is, and what is wanted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// After all that waits already; the analysis alone is wanted.
    Scan,
    /// Before all that waits; the analysis alone is wanted, for a comparison or a copy.
    Gather,
    /// Before all that waits; the evidence is wanted too, for the file is open.
    Open,
}

/// One request to the runtime.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Examine and judge a file.
    Analyse {
        /// Which file.
        file: FileId,
        /// Goes into the answer.
        generation: u64,
        /// What to read.
        source: Source,
        /// When its turn is.
        turn: Turn,
    },
    /// Judge a file that is open anew.
    Judge {
        /// Which file.
        file: FileId,
        /// Goes into the answer.
        generation: u64,
        /// What was read of it.
        evidence: Arc<Evidence>,
    },
    /// The policy has changed: whatever is judged from now on is judged by it.
    TakePolicy,
    /// Open a list; certificates that may be those of its issuer come along.
    OpenList {
        /// The file, or a folder of CRLs.
        path: PathBuf,
        /// Certificates of the open files.
        issuers: Vec<Arc<CertificateFacts>>,
    },
    /// Walk a path that the user typed.
    Walk(PathBuf),
    /// Hold the walks back and drop the files that wait.
    StopScan,
    /// Let the walks go on that were held back.
    ResumeScan,
    /// Read a range of bytes.
    ReadBytes {
        /// Which file.
        file: FileId,
        /// What to read.
        source: Source,
        /// First byte.
        offset: u64,
        /// Number of bytes.
        length: u64,
    },
    /// Compare the file on disk with what was read.
    Check {
        /// Which file.
        file: FileId,
        /// What to look at.
        source: Source,
    },
    /// Send [`super::action::Action::Paused`] when no more steps come for a moment.
    Pause,
    /// Copy a text.
    Copy {
        /// The exact bytes.
        text: Arc<str>,
        /// How many values it holds.
        fields: usize,
    },
    /// Print a text to the normal screen and wait for a key.
    Print(Arc<str>),
    /// Write a text to a new file.
    Write {
        /// Where.
        path: PathBuf,
        /// The exact bytes.
        text: Arc<str>,
    },
    /// Turn mouse capture on or off.
    Mouse(bool),
    /// Draw every cell anew.
    Redraw,
    /// Stop the process until it is continued.
    Suspend,
    /// Save the theme in the configuration.
    SaveTheme(ThemeName),
    /// Set or take back a tag or a note.
    Remark {
        /// What it is on.
        kind: EntityKind,
        /// Which one.
        value: String,
        /// The tag or the note.
        remark: Remark,
    },
    /// End the program.
    Quit,
}
