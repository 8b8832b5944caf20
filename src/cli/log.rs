//! The log of `--log FILE`: one line a path, with what became of it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::CliError;
use super::error::shown;
use crate::batch::Event;
use crate::history::Sighting;
use crate::model::Instant;
use crate::text::Untrusted;

/// A log file, or none.
#[derive(Debug)]
pub(crate) struct Log {
    file: Option<File>,
}

impl Log {
    /// Opens the file for appending.
    pub fn open(path: Option<&Path>) -> Result<Self, CliError> {
        let Some(path) = path else { return Ok(Self { file: None }) };
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(|source| CliError::File {
            what: "cannot write the log",
            path: path.to_path_buf(),
            source,
        })?;
        Ok(Self { file: Some(file) })
    }

    /// Appends what became of a path; an error while writing does not stop the analysis.
    pub fn event(&self, event: &Event) {
        let (path, what) = match event {
            Event::Analysed { path, analysis } => match &analysis.error {
                Some(error) => (path, format!("error: {}", Untrusted(error).shown())),
                None => (path, format!("{}, {}", analysis.verdict.summary, analysis.assessment)),
            },
            Event::NotOfInterest(path) => (path, "left out: no signed format".to_owned()),
            Event::Skipped(path) => (path, "left out: no regular file".to_owned()),
        };
        self.line(&format!("{}: {what}", shown(path)));
    }

    /// Appends that a file is safely written to the history.
    pub fn committed(&self, sighting: &Sighting) {
        let name = sighting.file.name.as_deref().unwrap_or_default();
        self.line(&format!("{}: in the history as {}", Untrusted(name).shown(), sighting.file.value));
    }

    fn line(&self, text: &str) {
        let Some(mut file) = self.file.as_ref() else { return };
        // One write a line: several threads append.
        let _ = file.write_all(format!("{} {text}\n", Instant::now()).as_bytes());
    }
}
