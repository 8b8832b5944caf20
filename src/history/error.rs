//! Why the history cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the history cannot be used; every message names the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// Neither `XDG_STATE_HOME` nor `HOME` says where it would lie.
    #[error("no folder for the history is known: set XDG_STATE_HOME or HOME")]
    NoFolder,
    /// The folder or the file could not be made.
    #[error("cannot make the history {}: {source}", path.display())]
    Make {
        /// The database.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Nobody says whether there is one: a folder on the way may not be entered.
    #[error("cannot look for the history {}: {source}", path.display())]
    Look {
        /// The database.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is no database, or a broken one.
    #[error("the history {} is damaged or no database ({reason}): move it away, a new one is begun", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// A newer version of the program has written it.
    #[error("the history {} was written by a newer sigscope (its version {found}, this one reads {known})", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version it has.
        found: i64,
        /// The version that this program knows.
        known: i64,
    },
    /// Other instances kept it locked for longer than anybody should wait.
    #[error("the history {} is in use by another program for too long", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// It could not be read or written.
    #[error("cannot use the history {}: {reason}", path.display())]
    Failed {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
}

impl HistoryError {
    /// What SQLite says, about the database at `path`.
    pub(super) fn of(error: &rusqlite::Error, path: &Path) -> Self {
        let (path, reason) = (path.to_path_buf(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            _ => Self::Failed { path, reason },
        }
    }
}
