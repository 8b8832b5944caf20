//! The workbench: the analysis in a terminal.
//!
//! In: paths and a policy. Out: screens; the facts on them are those of [`crate::model::Analysis`], nothing is
//! computed about a file here. A key becomes a command in `keymap`, a command changes the state in `update`, which
//! asks the `runtime` for everything that touches files, clipboard or terminal; `view` turns the analysis into rows
//! with roles, `panes` draw them through `widgets`, and `theme` turns roles into styles.

mod action;
mod app;
pub mod clipboard;
pub mod config;
mod effect;
mod key;
pub mod keymap;
mod panes;
mod row;
mod runtime;
mod screen;
#[cfg(test)]
mod tests;
pub mod theme;
mod update;
mod view;
mod widgets;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

pub use app::Source;

use crate::batch::Input;
use crate::examine::ExamineOptions;
use crate::history::Recorder;
use crate::policy::Policy;
use theme::ThemeName;

/// What the workbench begins with.
pub enum Start {
    /// One file, opened at once.
    File(PathBuf),
    /// Files and folders; may wait for standard input.
    Paths(Box<dyn Iterator<Item = Input> + Send>),
    /// Samples of the program, or records made earlier.
    Sources(Vec<Source>),
    /// The records of an earlier report.
    Records(RecordsFrom),
}

/// Where records come from.
pub enum RecordsFrom {
    /// A file; a record is read again when its row is opened.
    File(PathBuf),
    /// A stream; the analyses are held in memory.
    Stream(Box<dyn std::io::BufRead + Send>),
}

/// What the workbench is started with.
pub struct WorkbenchOptions {
    /// What to open.
    pub start: Start,
    /// What the files are found in, for the title; empty when that is not one place.
    pub place: String,
    /// How files are judged.
    pub policy: Policy,
    /// What to compute for each file.
    pub examine: ExamineOptions,
    /// Files that are examined at the same time.
    pub jobs: NonZeroUsize,
    /// Whether symbolic links in folders are followed.
    pub follow: bool,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// `--theme`.
    pub theme: Option<ThemeName>,
    /// No colours are wanted (`NO_COLOR`, `--color never`).
    pub no_color: bool,
    /// The header says DEMO.
    pub demo: bool,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// What was seen before, when the history is on and these are files to be written down.
    pub history: Option<Arc<Recorder>>,
    /// What the user has to know from the start: lists that were left out, why the history cannot be used.
    pub notices: Vec<String>,
}

/// Runs the workbench until it is closed; gives the exit status.
///
/// # Errors
/// When the terminal cannot be taken or written to.
pub fn run(options: WorkbenchOptions) -> std::io::Result<u8> {
    runtime::run(options)
}
