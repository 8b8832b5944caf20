//! A detached copy of this program that serves the copied text after the workbench was closed (X11, Wayland).

use std::process::ExitCode;

/// Set in the environment of the copy.
const ASKED: &str = "SIGSCOPE_SERVE_CLIPBOARD";

/// How long the text is served.
#[cfg(target_os = "linux")]
const SECONDS: u64 = 600;

/// Serves the text on standard input when this process was started for that; `None` when it was not.
pub fn serve_if_asked() -> Option<ExitCode> {
    std::env::var_os(ASKED)?;
    Some(serve())
}

#[cfg(target_os = "linux")]
fn serve() -> ExitCode {
    use std::io::Read;
    use std::time::{Duration, Instant};

    use arboard::SetExtLinux;

    let mut text = String::new();
    let deadline = Instant::now().checked_add(Duration::from_secs(SECONDS));
    let read = std::io::stdin().take(16 << 20).read_to_string(&mut text).is_ok();
    let served = deadline.filter(|_| read).is_some_and(|deadline| {
        arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set().wait_until(deadline).text(text)).is_ok()
    });
    if served { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn serve() -> ExitCode {
    ExitCode::FAILURE
}

/// Starts the copy; the text goes through its standard input, never its arguments.
///
/// # Errors
/// When it cannot be started.
#[cfg(target_os = "linux")]
pub fn start(text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    let mut child = Command::new(std::env::current_exe()?)
        .env(ASKED, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        .process_group(0)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    Ok(())
}
