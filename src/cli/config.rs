//! `sigscope config`, `sigscope keys` and `sigscope themes`: the configuration without the workbench.

use std::io::Write;

use super::args::{ConfigArguments, Shared};
use super::output::stdout;
use super::{CliError, ERROR, OK};
use crate::tui::config;

/// Prints, checks or locates the configuration.
pub(crate) fn config(arguments: &ConfigArguments, shared: &Shared) -> Result<u8, CliError> {
    if arguments.print {
        return print(&config::template());
    }
    if arguments.path {
        let path = config::path(shared.config.as_deref());
        let text = path.map_or_else(|| "no folder is known".to_owned(), |path| path.to_string_lossy().into_owned());
        return print(&format!("{text}\n"));
    }
    let read = config::load(shared.config.as_deref());
    print(&config::check_text(&read))?;
    Ok(if read.mistakes.is_empty() { OK } else { ERROR })
}

/// Prints the keys in force.
pub(crate) fn keys(shared: &Shared) -> Result<u8, CliError> {
    print(&config::load(shared.config.as_deref()).keymap.to_text())
}

/// Prints themes and roles.
pub(crate) fn themes() -> Result<u8, CliError> {
    print(&config::themes_text())
}

fn print(text: &str) -> Result<u8, CliError> {
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(OK)
}
