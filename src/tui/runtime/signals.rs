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
    use std::thread::{Builder, sleep};
    use std::time::{Duration, Instant};

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    use super::Signal;
    use crate::tui::runtime::{Event, terminal};

    /// How long the loop has to end in order.
    const GRACE: Duration = Duration::from_millis(300);
    /// How long giving the terminal back may take after that; both together are less than half a second.
    const RESTORING: Duration = Duration::from_millis(100);

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
                    // The loop may end in order; a stuck one is left where it is.
                    sleep(if told { GRACE } else { Duration::ZERO });
                    end(status);
                }
            }
        });
        Ok(())
    }

    /// Gives the terminal back and ends the process. A terminal that takes no output holds up any thread that writes,
    /// also the standard library's way out, so another thread writes and this one ends without ceremony.
    fn end(status: u8) -> ! {
        if let Ok(restoring) = Builder::new().spawn(terminal::restore) {
            let start = Instant::now();
            while !restoring.is_finished() && start.elapsed() < RESTORING {
                sleep(Duration::from_millis(5));
            }
        }
        signal_hook::low_level::exit(i32::from(status))
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
