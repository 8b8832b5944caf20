//! `sigscope completions SHELL` and `sigscope man`.

use std::io::Write;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Arguments;
use super::output::stdout;
use super::{CliError, OK};

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> Result<u8, CliError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sigscope", &mut text);
    print(&text)
}

/// What the man page says behind the options.
const TAIL: &str = "\
.SH \"EXIT STATUS\"
.TP
0
Every file was analysed, whatever was found.
.TP
1
The condition of \\fB\\-\\-fail\\-on\\fR is met.
.TP
2
Bad arguments, or a file that could not be read; the others are still reported.
.SH ENVIRONMENT
.TP
\\fBNO_COLOR\\fR
Set and not empty: no colours, unless \\fB\\-\\-color always\\fR.
";

/// Prints the man page: the program, then each command.
pub(crate) fn man() -> Result<u8, CliError> {
    let command = Arguments::command();
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    for subcommand in command.get_subcommands() {
        text.extend(section(subcommand)?);
    }
    text.extend_from_slice(TAIL.as_bytes());
    print(&text)
}

/// One command as a section; its own sections become parts of it.
fn section(command: &Command) -> Result<Vec<u8>, CliError> {
    let page = Man::new(command.clone());
    let mut parts = Vec::new();
    page.render_description_section(&mut parts)?;
    page.render_options_section(&mut parts)?;
    let parts = String::from_utf8_lossy(&parts).replace(".SH ", ".SS ");
    Ok(format!(".SH \"sigscope {}\"\n{parts}", command.get_name()).into_bytes())
}

fn print(text: &[u8]) -> Result<u8, CliError> {
    let mut out = stdout();
    out.write_all(text)?;
    out.flush()?;
    Ok(OK)
}
