//! `sigscope completions SHELL` and `sigscope man`.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Arguments;
use super::output::stdout;
use super::{CliError, OK};

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> Result<u8, CliError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sigscope", &mut text);
    print(&text)
}

/// Prints the man page, that of the commands included.
pub(crate) fn man() -> Result<u8, CliError> {
    let mut command = Arguments::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    print(&text)
}

fn print(text: &[u8]) -> Result<u8, CliError> {
    let mut out = stdout();
    out.write_all(text)?;
    out.flush()?;
    Ok(OK)
}
