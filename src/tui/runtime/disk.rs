//! The thread for files on disk: what was read, what is there now, ranges of bytes, and files that are written.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, SyncSender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::Event;
use crate::container::{FileSource, ReadAt};
use crate::history::Recorder;
use crate::tui::action::{Action, OnDisk};
use crate::tui::app::{FileId, Source};
use crate::tui::config;
use crate::tui::effect::Effect;

/// What tells a file from another one under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    size: u64,
    modified: Option<std::time::SystemTime>,
    file: (u64, u64),
}

/// The identities of the files that were read.
#[derive(Debug, Clone, Default)]
pub struct Identities(Arc<Mutex<HashMap<FileId, Identity>>>);

impl Identities {
    /// Keeps the identity of a file that is about to be read.
    pub fn note(&self, id: FileId, source: &Source) {
        if let Source::Path(path) = source
            && let Ok(metadata) = std::fs::metadata(path)
        {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, identity(&metadata));
        }
    }

    /// Compares a file with what was read.
    pub fn check(&self, id: FileId, source: &Source) -> OnDisk {
        let Source::Path(path) = source else { return OnDisk::Same };
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
        match (std::fs::metadata(path), known) {
            (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => OnDisk::Gone,
            (Ok(metadata), Some(known)) if identity(&metadata) != known => OnDisk::Changed,
            _ => OnDisk::Same,
        }
    }
}

impl Identities {
    /// Reads a range of a file, read-only; a file that is not the one that was analysed gives no evidence.
    ///
    /// # Errors
    /// In one line.
    pub fn read_range(&self, id: FileId, source: &Source, offset: u64, length: u64) -> Result<Vec<u8>, String> {
        match source {
            Source::Path(path) => {
                let bytes = File::open(path)
                    .and_then(FileSource::new)
                    .and_then(|file| file.read_range(offset, length))
                    .map_err(|error| error.to_string())?;
                // Compared after reading: what changes while it is read is noticed too.
                match self.check(id, source) {
                    OnDisk::Same => Ok(bytes),
                    OnDisk::Changed | OnDisk::Gone => {
                        Err("the file is not the one that was analysed: r reads it again".to_owned())
                    }
                }
            }
            Source::Bundled { bytes, .. } => bytes.read_range(offset, length).map_err(|error| error.to_string()),
            Source::Record(_) | Source::Recorded(_) => {
                Err("only the record of an analysis is at hand, not the file".to_owned())
            }
        }
    }
}

fn identity(metadata: &Metadata) -> Identity {
    #[cfg(unix)]
    let file = {
        use std::os::unix::fs::MetadataExt;
        (metadata.dev(), metadata.ino())
    };
    #[cfg(not(unix))]
    let file = (0, 0);
    Identity { size: metadata.len(), modified: metadata.modified().ok(), file }
}

/// Writes a text to a new file; one that is there is left alone.
///
/// # Errors
/// In one line.
pub fn write_new(path: &Path, text: &str) -> Result<usize, String> {
    let result = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    match result {
        Ok(()) => Ok(text.len()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err("there is a file of that name already".to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Starts the thread: ranges, looks at what changed, exports, the theme, tags and notes.
pub(super) fn start(
    identities: Identities,
    events: SyncSender<Event>,
    config: Option<PathBuf>,
    history: Option<Arc<Recorder>>,
) -> Sender<Effect> {
    let (sender, inbox) = channel();
    std::thread::spawn(move || {
        for effect in inbox {
            let action = match effect {
                Effect::ReadBytes { file, source, offset, length } => {
                    Action::Bytes { file, offset, bytes: identities.read_range(file, &source, offset, length) }
                }
                Effect::Check { file, source } => Action::Checked { file, state: identities.check(file, &source) },
                Effect::Write { path, text } => {
                    let result = write_new(&path, &text);
                    Action::Written { path, result }
                }
                Effect::SaveTheme(theme) => Action::Saved(match &config {
                    Some(path) => config::save_theme(path, theme).map(|()| path.clone()),
                    None => Err("no folder for the configuration is known".to_owned()),
                }),
                Effect::Remark { kind, value, remark } => {
                    let result = match &history {
                        Some(history) => history.remark(kind, &value, &remark).map_err(|error| error.to_string()),
                        None => Err("the history is off".to_owned()),
                    };
                    Action::Remarked { kind, value, result }
                }
                _ => continue,
            };
            if events.send(Event::Action(action)).is_err() {
                return;
            }
        }
    });
    sender
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_changed_file_are_no_evidence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.exe");
        std::fs::write(&path, b"as analysed").unwrap();
        let (identities, id, source) = (Identities::default(), FileId(0), Source::Path(path.clone()));
        identities.note(id, &source);
        assert_eq!(identities.read_range(id, &source, 3, 8).unwrap(), b"analysed");
        std::fs::write(&path, b"overwritten in place").unwrap();
        assert!(identities.read_range(id, &source, 3, 8).unwrap_err().contains("not the one that was analysed"));
    }
}
