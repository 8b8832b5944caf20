//! `sigscope [PATH]...`: the workbench, or a plain report where there is no terminal to draw on.

use std::cell::RefCell;
use std::io::{BufReader, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use super::CliError;
use super::args::{Color, ReportFormat, Shared};
use super::inputs::inputs;
use super::report::report;
use crate::batch::Input;
use crate::examine::ExamineOptions;
use crate::policy::Policy;
use crate::tui::{self, RecordsFrom, Start, WorkbenchOptions};

/// What the workbench says of itself.
pub(crate) struct Shown {
    /// The bundled samples are open.
    pub demo: bool,
    /// Where the files are; empty when that is not one place.
    pub place: String,
    /// What was left out, and why: said above the files.
    pub notices: Vec<String>,
}

/// The policy, and what is to be said about it on a screen that hides standard error.
fn policy(shared: &Shared) -> Result<(Policy, Vec<String>), CliError> {
    let notices: RefCell<Vec<String>> = RefCell::default();
    let policy = shared.policy_telling(&|notice| {
        // The workbench says the mistakes of the configuration itself.
        if !notice.starts_with("configuration: [lists]") {
            notices.borrow_mut().push(notice.to_owned());
        }
    })?;
    // Whole lists that are left out come before single lines of them; the lines are told of each attempt to read.
    let mut notices = notices.into_inner();
    notices.sort_by_key(|notice| !notice.starts_with("configuration: "));
    notices.dedup();
    Ok((policy, notices))
}

/// Opens the workbench on the paths, on records, or on the current folder.
pub(crate) fn open(paths: Vec<PathBuf>, from: Option<PathBuf>, shared: &Shared) -> Result<u8, CliError> {
    if let Some(from) = from.or_else(|| records_among(&paths)) {
        return open_records(from, shared);
    }
    let named: Box<dyn Iterator<Item = Input> + Send> = if paths.is_empty() {
        Box::new(std::iter::once(Input { path: PathBuf::from("."), recursive: false }))
    } else {
        Box::new(inputs(paths.clone(), shared.null))
    };
    if !is_terminal() {
        return report(named, &paths, ReportFormat::Text, None, shared, shared.policy()?);
    }
    let place = match paths.as_slice() {
        [] => ".".to_owned(),
        [only] if only.as_os_str() != "-" => only.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let begin = match paths.as_slice() {
        [only] if only.as_os_str() != "-" && !only.is_dir() => Start::File(only.clone()),
        _ => Start::Paths(named),
    };
    let (policy, notices) = policy(shared)?;
    start(begin, Shown { demo: false, place, notices }, policy, shared)
}

/// The single path, when it is a file of records by its name.
fn records_among(paths: &[PathBuf]) -> Option<PathBuf> {
    match paths {
        [only] if only.extension().is_some_and(|end| end == "ndjson") && !only.is_dir() => Some(only.clone()),
        _ => None,
    }
}

fn open_records(from: PathBuf, shared: &Shared) -> Result<u8, CliError> {
    if !is_terminal() {
        return super::from::report(&from, ReportFormat::Text, None, shared);
    }
    super::from::warn_of_idle_options(shared);
    let place = from.to_string_lossy().into_owned();
    let records = if from.as_os_str() == "-" {
        RecordsFrom::Stream(Box::new(BufReader::with_capacity(1 << 20, std::io::stdin())))
    } else {
        // Said before the screen is taken.
        let failed = |source| CliError::File { what: "cannot read", path: from.clone(), source };
        std::fs::File::open(&from).map_err(failed)?;
        RecordsFrom::File(from)
    };
    let (policy, notices) = policy(shared)?;
    start(Start::Records(records), Shown { demo: false, place, notices }, policy, shared)
}

/// Starts the workbench and returns its exit status when it is closed.
pub(crate) fn start(begin: Start, shown: Shown, policy: Policy, shared: &Shared) -> Result<u8, CliError> {
    let examine = ExamineOptions { parallel: matches!(begin, Start::File(_)), ..shared.examine_options_for(&policy)? };
    // Neither the bundled samples nor what was seen at another time was seen now.
    let seen = !shown.demo && !matches!(begin, Start::Records(_) | Start::Sources(_));
    let mut notices = shown.notices;
    let history = match if seen { shared.recorder(|_| ()) } else { Ok(None) } {
        Ok(recorder) => recorder.map(Arc::new),
        Err(error) => {
            notices.push(error.to_string());
            None
        }
    };
    let no_color = shared.color == Color::Never
        || (shared.color == Color::Auto && std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()));
    let options = WorkbenchOptions {
        start: begin,
        place: shown.place,
        policy,
        examine,
        jobs: shared.jobs(),
        follow: shared.follow,
        ascii: shared.style().ascii,
        theme: shared.theme,
        no_color,
        demo: shown.demo,
        config: shared.config.clone(),
        history,
        notices,
    };
    Ok(tui::run(options)?)
}

/// Tells whether there is a terminal that can be drawn on.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
