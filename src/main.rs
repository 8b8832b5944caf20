//! The sigscope binary: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    sigscope::cli::run()
}
