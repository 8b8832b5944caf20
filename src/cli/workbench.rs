//! `sigscope [PATH]...`: the workbench, or a plain report where there is no terminal to draw on.

use std::io::IsTerminal;
use std::path::PathBuf;

use super::CliError;
use super::args::{Color, ReportFormat, Shared};
use super::inputs::inputs;
use super::report::report;
use crate::batch::Input;
use crate::examine::ExamineOptions;
use crate::policy::Policy;
use crate::tui::{self, Start, WorkbenchOptions};

/// Opens the workbench on the paths, or on the current folder.
pub(crate) fn open(paths: Vec<PathBuf>, shared: &Shared) -> Result<u8, CliError> {
    let named: Box<dyn Iterator<Item = Input> + Send> = if paths.is_empty() {
        Box::new(std::iter::once(Input { path: PathBuf::from("."), recursive: false }))
    } else {
        Box::new(inputs(paths.clone(), shared.null))
    };
    if !is_terminal() {
        return report(named, &paths, ReportFormat::Text, None, shared, shared.policy()?);
    }
    let begin = match paths.as_slice() {
        [only] if only.as_os_str() != "-" && !only.is_dir() => Start::File(only.clone()),
        _ => Start::Paths(named),
    };
    start(begin, false, shared.policy()?, shared)
}

/// Starts the workbench and returns its exit status when it is closed.
pub(crate) fn start(begin: Start, demo: bool, policy: Policy, shared: &Shared) -> Result<u8, CliError> {
    let examine = ExamineOptions { parallel: matches!(begin, Start::File(_)), ..shared.examine_options()? };
    let no_color = shared.color == Color::Never
        || (shared.color == Color::Auto && std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()));
    let options = WorkbenchOptions {
        start: begin,
        policy,
        examine,
        jobs: shared.jobs(),
        follow: shared.follow,
        ascii: shared.style().ascii,
        theme: shared.theme,
        no_color,
        demo,
        config: shared.config.clone(),
    };
    Ok(tui::run(options)?)
}

/// Tells whether there is a terminal that can be drawn on.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
