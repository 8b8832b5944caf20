//! Signals: the terminal is given back and the process ends with 128 + n, or stops and comes back.

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End with this status.
    End(u8),
    /// Stop until continued.
    Stop,
    /// Continued.
    Continue,
}

#[cfg(unix)]
pub use unix::{in_foreground, start, stop_process_group};

#[cfg(unix)]
mod unix {
    use std::sync::mpsc::SyncSender;
    use std::time::Duration;

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    use super::Signal;
    use crate::tui::runtime::{Event, terminal};

    /// Starts the thread that waits for signals.
    ///
    /// # Errors
    /// When the handlers cannot be set.
    pub fn start(events: SyncSender<Event>) -> std::io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
        std::thread::spawn(move || {
            for number in signals.forever() {
                let signal = match number {
                    SIGTSTP => Signal::Stop,
                    SIGCONT => Signal::Continue,
                    fatal => Signal::End(u8::try_from(fatal.saturating_add(128)).unwrap_or(1)),
                };
                let told = events.try_send(Event::Signal(signal)).is_ok();
                if let Signal::End(status) = signal {
                    // The loop has half a second to end in order; a stuck one is left where it is.
                    std::thread::sleep(Duration::from_millis(if told { 500 } else { 0 }));
                    terminal::restore();
                    std::process::exit(i32::from(status));
                }
            }
        });
        Ok(())
    }

    /// Stops the whole job, as the shell would. A self-sent TSTP is lost in orphaned groups, STOP is not.
    pub fn stop_process_group() {
        let group = rustix::process::getpgrp();
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::STOP);
    }

    /// Tells whether this job has the terminal.
    pub fn in_foreground() -> bool {
        let group = rustix::process::getpgrp();
        match std::fs::File::open("/dev/tty") {
            Ok(tty) => rustix::termios::tcgetpgrp(&tty).is_ok_and(|foreground| foreground == group),
            Err(_) => true,
        }
    }
}

/// Windows has none of these.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn start(events: std::sync::mpsc::SyncSender<super::Event>) -> std::io::Result<()> {
    drop(events);
    Ok(())
}

/// Windows cannot stop a job.
#[cfg(not(unix))]
pub fn stop_process_group() {}

/// Always, on Windows.
#[cfg(not(unix))]
pub fn in_foreground() -> bool {
    true
}
