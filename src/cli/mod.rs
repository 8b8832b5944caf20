//! The command line: arguments to a policy, a policy to a report or the workbench, and the exit status.
//!
//! Standard output carries the result alone; diagnostics and progress go to standard error. The clock is read here and
//! nowhere else.

mod args;
mod config;
mod demo;
mod diff;
mod error;
mod from;
mod help;
mod history;
mod inputs;
mod ioc;
mod ioc_examples;
mod lists;
mod log;
mod output;
mod policy;
mod progress;
mod report;
mod rules;
mod settings;
mod shell;
mod workbench;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::batch::WORKER_THREADS;
use args::{Arguments, Command};

pub use args::Color;
pub use error::CliError;

/// Everything was analysed, whatever was found.
const OK: u8 = 0;
/// The condition of `--fail-on` is met.
const CONDITION_MET: u8 = 1;
/// Bad arguments, or a file that could not be read.
const ERROR: u8 = 2;

/// Runs the program with the arguments of the process and returns its exit status.
pub fn run() -> ExitCode {
    #[cfg(feature = "clipboard")]
    if let Some(status) = crate::tui::clipboard::serve_if_asked() {
        return status;
    }
    silence_workers();
    // A usage error ends the process here, with status 2.
    let arguments = Arguments::parse();
    match dispatch(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) if error.is_broken_pipe() => ExitCode::from(OK),
        Err(error) => {
            // Nothing is left to do when standard error is closed too.
            let _ = write!(std::io::stderr(), "{}", error.report());
            ExitCode::from(ERROR)
        }
    }
}

/// A panic over one file becomes that file's error; its message is not printed beside.
fn silence_workers() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        if !thread.name().is_some_and(|name| name.starts_with(WORKER_THREADS)) {
            hook(info);
        }
    }));
}

fn dispatch(arguments: Arguments) -> Result<u8, CliError> {
    let Arguments { command, paths, from, shared } = arguments;
    match command {
        None => workbench::open(paths, from, &shared),
        Some(Command::Demo(demo)) => demo::open(&demo, &shared),
        Some(Command::Report(arguments)) => report::run(&arguments, &shared),
        Some(Command::Ioc(arguments)) => ioc::run(&arguments, &shared),
        Some(Command::Diff(arguments)) => diff::run(&arguments, &shared),
        Some(Command::History(arguments)) => history::run(arguments, &shared),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        Some(Command::Config(arguments)) => config::config(&arguments, &shared),
        Some(Command::Keys) => config::keys(&shared),
        Some(Command::Themes) => config::themes(),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man) => shell::man(),
    }
}
