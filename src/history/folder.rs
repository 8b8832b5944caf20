//! Where the database lies, readable by its owner alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// `history.db` in the user's folder for state: `$XDG_STATE_HOME/sigscope`, else `~/.local/state/sigscope`; on Windows
/// `%LOCALAPPDATA%\sigscope`. `None` when no such folder is known.
pub fn path() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        // A relative path there is to be ignored (XDG Base Directory Specification).
        variable("XDG_STATE_HOME").or_else(|| variable("HOME").map(|home| home.join(".local").join("state")))
    };
    folder.map(|folder| folder.join("sigscope").join("history.db"))
}

/// Makes the folder and an empty file, both for their owner alone, where there is none.
///
/// SQLite gives the files that it makes beside the database the rights of the database.
pub(super) fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
