//! The records of an earlier report: read once for the list, and again when a row is opened.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::examine::{ExamineOptions, examine};
use crate::model::{Analysis, DigestAlgorithm, Evidence};
use crate::triage::{Record, RecordError, record_at, records};
use crate::tui::RecordsFrom;
use crate::tui::app::{Recorded, Source};

/// What is said about a record out of a stream.
pub const HELD: &str = "this is a record of an earlier report, as it was judged then; the file is not looked for";

/// One line: a source with its analysis, or why there is none.
type Line = (Source, Result<Box<Analysis>, String>);

/// Opens records.
///
/// # Errors
/// The name of the file, and what the operating system says.
pub fn open(from: RecordsFrom) -> Result<Box<dyn Iterator<Item = Line>>, (String, String)> {
    match from {
        RecordsFrom::File(path) => {
            let name = path.to_string_lossy().into_owned();
            let file = File::open(&path).map_err(|error| (name.clone(), error.to_string()))?;
            let place: Arc<Path> = path.into();
            let reader = BufReader::with_capacity(1 << 20, file);
            Ok(Box::new(records(reader).map(move |line| on_disk(line, &place, &name))))
        }
        RecordsFrom::Stream(reader) => Ok(Box::new(records(reader).map(in_memory))),
    }
}

fn on_disk(line: Result<Record, RecordError>, place: &Arc<Path>, name: &str) -> Line {
    match line {
        Ok(record) => {
            let path = path_of(&record.analysis);
            let recorded = Recorded { path, records: Arc::clone(place), offset: record.offset };
            (Source::Recorded(Arc::new(recorded)), Ok(Box::new(record.analysis)))
        }
        Err(error) => (Source::Path(name.into()), Err(error.to_string())),
    }
}

fn in_memory(line: Result<Record, RecordError>) -> Line {
    match line {
        Ok(record) => (Source::Record(Arc::new(record.analysis.clone())), Ok(Box::new(record.analysis))),
        Err(error) => (Source::Path("-".into()), Err(error.to_string())),
    }
}

/// The path of the file itself; its bytes where it is no Unicode.
fn path_of(analysis: &Analysis) -> PathBuf {
    #[cfg(unix)]
    if let Some(bytes) = &analysis.path_bytes {
        use std::os::unix::ffi::OsStringExt;
        return std::ffi::OsString::from_vec(bytes.0.clone()).into();
    }
    PathBuf::from(&analysis.path)
}

/// What a recorded file can be shown from.
pub enum Again {
    /// The file: it is there, and its hash is that of the record.
    File(Box<Evidence>),
    /// The record, and why not the file.
    Record(Box<Analysis>, String),
}

/// Reads a record again, and the file it is about when that is still the same.
///
/// # Errors
/// When the record is not where it was.
pub fn again(recorded: &Recorded, options: &ExamineOptions) -> Result<Again, String> {
    let record = record_at(&recorded.records, recorded.offset).map_err(|error| error.to_string())?;
    let made = format!("showing the record of {}", record.header.evaluated_at);
    let analysis = Box::new(record.analysis);
    let why = match std::fs::metadata(&recorded.path) {
        Err(_) => "file is gone",
        Ok(data) if !data.is_file() => "file is gone",
        Ok(data) if data.len() != analysis.size => "another file is there now",
        Ok(_) => match &analysis.hashes.sha256 {
            None => "the record has no SHA-256 to know the file by",
            Some(known) => {
                let mut options = options.clone();
                if !options.hashes.contains(&DigestAlgorithm::Sha256) {
                    options.hashes.push(DigestAlgorithm::Sha256);
                }
                let evidence = examine(&recorded.path, &options);
                if evidence.hashes.sha256.as_ref() == Some(known) {
                    return Ok(Again::File(Box::new(evidence)));
                }
                "another file is there now"
            }
        },
    };
    Ok(Again::Record(analysis, format!("{why}: {made}, as it was judged then")))
}
