//! Keys and other input: one thread reads them all.

use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::Event;
use crate::tui::action::Action;

/// Starts the thread; it ends with the channel, or with the terminal.
pub fn start(events: SyncSender<Event>, late_reply: bool) {
    std::thread::spawn(move || {
        let mut filter = ReplyFilter::new(late_reply);
        loop {
            let sent = match event::read() {
                Ok(input) => match translate(input, &mut filter) {
                    Some(action) => events.send(Event::Action(action)),
                    None => Ok(()),
                },
                Err(_) => {
                    let _ = events.send(Event::InputClosed);
                    return;
                }
            };
            if sent.is_err() {
                return;
            }
        }
    });
}

fn translate(input: Input, filter: &mut ReplyFilter) -> Option<Action> {
    match input {
        Input::Key(key) if key.kind == KeyEventKind::Release => None,
        Input::Key(key) if filter.drops(key, Instant::now()) => None,
        Input::Key(key) => Some(Action::Key(key)),
        Input::Paste(text) => Some(Action::Paste(text)),
        Input::Mouse(mouse) => Some(Action::Mouse(mouse)),
        Input::Resize(width, height) => Some(Action::Resize(width, height)),
        Input::FocusGained => Some(Action::FocusGained),
        Input::FocusLost => None,
    }
}

/// Drops the keys that a late reply to our own query looks like: `Alt-]` up to BEL or `Alt-\`.
#[derive(Debug)]
struct ReplyFilter {
    /// A reply may still come.
    expected: bool,
    /// When the reply that is being dropped began.
    since: Option<Instant>,
}

impl ReplyFilter {
    fn new(expected: bool) -> Self {
        Self { expected, since: None }
    }

    fn drops(&mut self, key: KeyEvent, now: Instant) -> bool {
        if !self.expected {
            return false;
        }
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match self.since {
            None if alt && key.code == KeyCode::Char(']') => {
                self.since = Some(now);
                true
            }
            None => false,
            Some(start) if now.duration_since(start) > Duration::from_millis(500) => {
                self.since = None;
                self.expected = false;
                false
            }
            Some(_) => {
                let bell = key.code == KeyCode::Char('g') && key.modifiers.contains(KeyModifiers::CONTROL);
                if bell || (alt && key.code == KeyCode::Char('\\')) {
                    self.since = None;
                    self.expected = false;
                }
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_reply_never_becomes_keys() {
        let mut filter = ReplyFilter::new(true);
        let now = Instant::now();
        let alt = |character| KeyEvent::new(KeyCode::Char(character), KeyModifiers::ALT);
        assert!(filter.drops(alt(']'), now));
        assert!(filter.drops(KeyEvent::from(KeyCode::Char('q')), now));
        assert!(filter.drops(alt('\\'), now));
        assert!(!filter.drops(KeyEvent::from(KeyCode::Char('q')), now));
    }

    #[test]
    fn keys_pass_when_no_reply_is_expected() {
        let key = KeyEvent::new(KeyCode::Char(']'), KeyModifiers::ALT);
        assert!(!ReplyFilter::new(false).drops(key, Instant::now()));
    }
}
