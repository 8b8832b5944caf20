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
                    Some(action) => {
                        #[cfg(debug_assertions)]
                        super::forced_panic(&action, "input");
                        events.send(Event::Action(action))
                    }
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
    let more = || event::poll(GAP).unwrap_or(false);
    match input {
        Input::Key(key) if key.kind == KeyEventKind::Release => None,
        Input::Key(key) if filter.drops(key, Instant::now(), more) => None,
        Input::Key(key) => Some(Action::Key(key)),
        Input::Paste(text) => Some(Action::Paste(text)),
        Input::Mouse(mouse) => Some(Action::Mouse(mouse)),
        Input::Resize(width, height) => Some(Action::Resize(width, height)),
        Input::FocusGained => Some(Action::FocusGained),
        Input::FocusLost => None,
    }
}

/// What a terminal sends comes in one piece; fingers are slower than this.
const GAP: Duration = Duration::from_millis(30);

/// Drops the keys that a reply of the terminal looks like (OSC, DCS, SOS, PM, APC): `Alt-]`, `Alt-P`, `Alt-X`, `Alt-^`
/// or `Alt-_`, up to BEL or `Alt-\`.
#[derive(Debug)]
struct ReplyFilter {
    /// The reply to our own query may still come, also in pieces.
    expected: bool,
    /// When the last key of the reply that is being dropped came.
    last: Option<Instant>,
}

impl ReplyFilter {
    fn new(expected: bool) -> Self {
        Self { expected, last: None }
    }

    /// Tells whether a key belongs to a reply; `more` tells whether another one follows at once.
    fn drops(&mut self, key: KeyEvent, now: Instant, more: impl FnOnce() -> bool) -> bool {
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let pause = if self.expected { Duration::from_millis(500) } else { GAP.saturating_mul(4) };
        if self.last.is_some_and(|last| now.duration_since(last) > pause) {
            self.last = None;
            self.expected = false;
        }
        if self.last.is_none() {
            let begins = alt && matches!(key.code, KeyCode::Char(']' | 'P' | 'X' | '^' | '_'));
            if begins && (self.expected || more()) {
                self.last = Some(now);
                return true;
            }
            return false;
        }
        let bell = key.code == KeyCode::Char('g') && key.modifiers.contains(KeyModifiers::CONTROL);
        if bell || (alt && key.code == KeyCode::Char('\\')) {
            self.last = None;
            self.expected = false;
        } else {
            self.last = Some(now);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt(character: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(character), KeyModifiers::ALT)
    }

    #[test]
    fn replies_never_become_keys_late_or_stray() {
        let now = Instant::now();
        let quit = KeyEvent::from(KeyCode::Char('q'));
        for (expected, begin) in [(true, ']'), (false, ']'), (false, 'P'), (false, '_')] {
            let mut filter = ReplyFilter::new(expected);
            assert!(filter.drops(alt(begin), now, || true));
            assert!(filter.drops(quit, now, || true));
            assert!(filter.drops(alt('\\'), now, || false));
            assert!(!filter.drops(quit, now, || false));
        }
    }

    #[test]
    fn key_that_a_finger_pressed_passes_and_so_does_what_follows() {
        let mut filter = ReplyFilter::new(false);
        let now = Instant::now();
        assert!(!filter.drops(alt(']'), now, || false));
        assert!(!filter.drops(KeyEvent::from(KeyCode::Char('q')), now, || false));
    }

    #[test]
    fn reply_without_an_end_is_over_after_a_pause() {
        let mut filter = ReplyFilter::new(false);
        let now = Instant::now();
        let quit = KeyEvent::from(KeyCode::Char('q'));
        assert!(filter.drops(alt(']'), now, || true));
        assert!(filter.drops(quit, now, || true));
        assert!(!filter.drops(quit, now + Duration::from_secs(1), || false));
    }
}
