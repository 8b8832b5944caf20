//! Programs that take a text on their standard input, without a shell and for a limited time.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::LIMIT;

/// Tells whether there is a program of this name: a path, or a file in a folder of `PATH` that can be run.
pub fn is_found(program: &str) -> bool {
    let path = Path::new(program);
    if path.components().count() > 1 {
        return is_program(path);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| is_program(&folder.join(program)))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// Windows adds the ending itself.
#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    let with = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        Path::new(&name).is_file()
    };
    ["", ".exe", ".com", ".bat", ".cmd"].into_iter().any(with)
}

/// Runs a program with a text on its standard input.
///
/// # Errors
/// In plain words: it is not there, it failed, or it did not end in time.
pub fn run(command: &[String], text: &str) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else { return Err("the command is empty".to_owned()) };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => format!("{program} is not installed"),
            _ => format!("{program} cannot be started: {error}"),
        })?;
    if let Some(mut input) = child.stdin.take() {
        let bytes = text.as_bytes().to_vec();
        // A program that does not read must not stop us: the thread ends when the pipe closes.
        std::thread::spawn(move || {
            let _ = input.write_all(&bytes);
        });
    }
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("{program} failed ({status})")),
            Ok(None) if start.elapsed() < LIMIT => std::thread::sleep(std::time::Duration::from_millis(5)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("{program} did not answer in 2 s"));
            }
            Err(error) => return Err(format!("{program}: {error}")),
        }
    }
}
