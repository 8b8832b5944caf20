//! Paths to files: folders are walked in the order of their names.
//!
//! A path that was named is always reported. Out of a folder come only files that could be signed: whatever starts like
//! an executable (`MZ`), and the other signed formats, told by their bytes and never by their extension.

use std::fs::{File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::container::{FileSource, detect_format};
use crate::model::Format;

/// Folders deeper than this are not entered; a loop of links ends here at the latest.
const DEPTH: usize = 128;

/// A path that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// A file or a folder.
    pub path: PathBuf,
    /// Whether folders inside the folder are entered too.
    pub recursive: bool,
}

/// One thing that a walk came across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walked {
    /// A file to look at.
    File {
        /// Where it is.
        path: PathBuf,
        /// Whether it was named itself, so that it is reported whatever it is.
        named: bool,
    },
    /// Something in a folder that is no regular file: a pipe, a device, a link that is not followed.
    Skipped(PathBuf),
    /// A path or a folder that cannot be read.
    Failed {
        /// Where it is.
        path: PathBuf,
        /// What the operating system says.
        error: String,
    },
}

/// Walks the inputs one after the other; reads folders only when asked for the next file.
pub fn walk<I>(inputs: I, follow: bool) -> impl Iterator<Item = Walked> + Send + use<I>
where
    I: IntoIterator<Item = Input, IntoIter: Send>,
{
    inputs.into_iter().flat_map(move |input| walk_input(input, follow))
}

fn walk_input(input: Input, follow: bool) -> Box<dyn Iterator<Item = Walked> + Send> {
    // A link that was named is followed: the analyst means what it points to.
    match std::fs::metadata(&input.path) {
        Ok(metadata) if metadata.is_dir() => Box::new(walk_folder(&input, follow)),
        Ok(metadata) if !is_readable_type(metadata.file_type()) => {
            let error = "neither a file nor a folder".to_owned();
            Box::new(std::iter::once(Walked::Failed { path: input.path, error }))
        }
        Ok(_) => Box::new(std::iter::once(Walked::File { path: input.path, named: true })),
        Err(error) => Box::new(std::iter::once(Walked::Failed { path: input.path, error: error.to_string() })),
    }
}

fn walk_folder(input: &Input, follow: bool) -> impl Iterator<Item = Walked> + Send + use<> {
    WalkDir::new(&input.path)
        .follow_links(follow)
        .max_depth(if input.recursive { DEPTH } else { 1 })
        .sort_by_file_name()
        .into_iter()
        .filter_map(|entry| match entry {
            Ok(entry) => walked_entry(entry),
            // A link back to a folder above: its files are walked already.
            Err(error) if error.loop_ancestor().is_some() => {
                error.path().map(|path| Walked::Skipped(path.to_path_buf()))
            }
            Err(error) => {
                let path = error.path().map(Path::to_path_buf).unwrap_or_default();
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                Some(Walked::Failed { path, error: reason })
            }
        })
}

fn walked_entry(entry: DirEntry) -> Option<Walked> {
    let file_type = entry.file_type();
    if file_type.is_dir() {
        return None;
    }
    let path = entry.into_path();
    Some(if file_type.is_file() { Walked::File { path, named: false } } else { Walked::Skipped(path) })
}

/// Tells whether opening it would neither block nor act: a regular file.
fn is_readable_type(file_type: FileType) -> bool {
    file_type.is_file()
}

/// Tells whether a file out of a folder is worth a row.
///
/// # Errors
/// What the operating system reports; such a file is worth a row.
pub fn is_of_interest(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let mut magic = [0; 2];
    let filled = file.read(&mut magic)?;
    if magic.get(..filled) == Some(b"MZ") {
        return Ok(true);
    }
    Ok(detect_format(&FileSource::new(file)?) != Format::Unknown)
}
