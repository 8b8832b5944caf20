//! A panic gives the terminal back, says what happened and ends the process, whatever thread it is in; one of a worker
//! is its file's error and stays silent.

use std::cell::Cell;
use std::io::Write;
use std::panic::PanicHookInfo;

use super::terminal;
use crate::batch::WORKER_THREADS;
use crate::text::Untrusted;

/// The exit status of a program that panicked, as the standard library has it.
const PANICKED: i32 = 101;

thread_local! {
    /// Set while a panic is expected and caught.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Runs something whose panic is caught and costs only its answer.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = CAUGHT.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    CAUGHT.set(before);
    result.map_err(|payload| format!("internal error, please report it: {}", payload_text(&*payload)))
}

fn payload_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Sets the hook; the one that was there is kept for a backtrace.
pub fn install() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let worker = std::thread::current().name().is_some_and(|name| name.starts_with(WORKER_THREADS));
        if worker || CAUGHT.get() {
            return;
        }
        terminal::restore();
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            previous(info);
        } else {
            let _ = writeln!(std::io::stderr(), "{}", message(info));
        }
        // The loop would go on without keys or clipboard, on a terminal that is no longer its own.
        if std::thread::current().name() != Some("main") {
            std::process::exit(PANICKED);
        }
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let text = payload_text(info.payload());
    let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    format!("sigscope: internal error, please report it: {}{place}", Untrusted(text).shown())
}
