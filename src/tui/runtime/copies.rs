//! The thread that owns the clipboard, and the copies that nothing is known of yet.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::time::{Duration, Instant};

use super::signals::Signal;
use super::{Event, terminal};
use crate::text::{Shown, Untrusted};
use crate::tui::action::Action;
use crate::tui::clipboard::{Clipboard, Delivery};

/// How long the last copies are waited for at the end.
const LAST: Duration = Duration::from_secs(2);
/// How long the clipboard is waited for that keeps the text when the program is gone.
const KEEPING: Duration = Duration::from_millis(2500);

/// What runs beside the loop, for the clipboard.
pub(super) struct Copies {
    requests: Sender<Request>,
    persisted: Receiver<Option<&'static str>>,
    persist: bool,
    /// Copies that nothing is known of yet.
    waiting: usize,
}

enum Request {
    Copy { text: Arc<str>, fields: usize },
    Persist,
}

impl Copies {
    /// Starts the thread, which owns the clipboard for the program's life.
    pub(super) fn start(mut clipboard: Clipboard, persist: bool, events: SyncSender<Event>) -> Self {
        let (requests, inbox) = channel();
        let (answer, persisted) = channel();
        std::thread::spawn(move || {
            for request in inbox {
                match request {
                    Request::Copy { text, fields } => {
                        let (sequence, report) = clipboard.copy(&text, fields);
                        if let Some(bytes) = sequence {
                            let _ = events.send(Event::Sequence(bytes));
                        }
                        let _ = events.send(Event::Action(Action::Copied(report)));
                    }
                    Request::Persist => {
                        let _ = answer.send(clipboard.persist(true));
                    }
                }
            }
        });
        Self { requests, persisted, persist, waiting: 0 }
    }

    /// Asks for a copy; [`Action::Copied`] tells what became of it.
    pub(super) fn ask(&mut self, text: Arc<str>, fields: usize) {
        if self.requests.send(Request::Copy { text, fields }).is_ok() {
            self.waiting = self.waiting.saturating_add(1);
        }
    }

    /// Takes note of an action that tells of a copy.
    pub(super) fn count(&mut self, action: &Action) {
        if matches!(action, Action::Copied(_)) {
            self.waiting = self.waiting.saturating_sub(1);
        }
    }

    /// Waits at the end for copies that were asked for just before; gives what is to be said of one that failed.
    pub(super) fn finish(&mut self, inbox: &Receiver<Event>) -> Option<String> {
        let end = Instant::now().checked_add(LAST)?;
        let mut line = None;
        while self.waiting > 0 {
            match inbox.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Event::Sequence(bytes)) => {
                    if let Err(error) = terminal::write_between_frames(&bytes) {
                        line = Some(format!("not copied: {error}"));
                    }
                }
                Ok(Event::Action(action)) => {
                    self.count(&action);
                    if let Action::Copied(report) = action {
                        line = not_copied(&report.delivery).or(line);
                    }
                }
                Ok(Event::Signal(Signal::End(_)) | Event::InputClosed) => break,
                Ok(Event::Signal(_)) => {}
                Err(_) => return Some("the copy was not finished in time".to_owned()),
            }
        }
        line
    }

    /// Leaves the text to the clipboard when the configuration wants it; gives what is to be said of that.
    pub(super) fn persist(&self) -> Option<&'static str> {
        if !self.persist {
            return None;
        }
        self.requests.send(Request::Persist).ok()?;
        self.persisted.recv_timeout(KEEPING).ok().flatten()
    }
}

fn not_copied(delivery: &Delivery) -> Option<String> {
    let (reason, place) = match delivery {
        Delivery::Saved { reason, path } => (reason, format!("; saved to {}", Shown::of_path(path))),
        Delivery::Failed { reason } => (reason, String::new()),
        _ => return None,
    };
    Some(format!("not copied: {}{place}", Untrusted(reason).shown()))
}
