//! Bytes of a terminal to keys, mouse, pastes and focus. Everything else that is a sequence is dropped whole.
//!
//! crossterm's own parser is not used on Unix: it gives up in the middle of a sequence that it does not know and takes
//! the rest for keys (`CSI > 0;276;0 c` presses 0, 2, 7, 6, 0 and c), or waits for an end that never comes (`CSI ? …
//! $ y`). Replies to questions that another program asked, or that come late, are such sequences. Here the grammar of
//! ECMA-48 (section 5.4) decides where a sequence ends, before anybody asks what it means.

use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, KeyCode, KeyEvent, KeyModifiers};

use super::key_codes;

/// A terminal sends a sequence in one piece or in quick succession; this long after its beginning no end comes any more.
const PAUSE: Duration = Duration::from_millis(500);
/// A paste may be large and the line slow.
const PASTE_PAUSE: Duration = Duration::from_secs(2);
/// Parameters longer than this belong to no key.
const PARAMETERS: usize = 64;
/// More text than this is not taken from one paste.
const PASTE: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Where in a sequence the input is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// In none.
    Ground,
    /// Behind ESC.
    Escape,
    /// Behind `ESC O`.
    Single,
    /// Behind `ESC [`, with what came since.
    Control(Vec<u8>),
    /// In the three bytes behind `ESC [ M`: an old mouse report.
    OldMouse(Vec<u8>),
    /// Behind `ESC [ [`: a function key of the Linux console.
    Console,
    /// In OSC, DCS, SOS, PM or APC, which end with BEL or ST; the flag says that ESC was the last byte.
    Text(bool),
    /// In a bracketed paste.
    Paste(Vec<u8>),
    /// In a character of several bytes.
    Character(Vec<u8>, bool),
}

/// Takes bytes and gives what they mean.
#[derive(Debug)]
pub struct Sequences {
    state: State,
    /// When the sequence began that is not at its end.
    begun: Option<Instant>,
    /// When something came.
    last: Option<Instant>,
}

impl Sequences {
    /// Nothing has come yet.
    pub fn new() -> Self {
        Self { state: State::Ground, begun: None, last: None }
    }

    /// Reads what came at once; `more` says that the rest of it is still to be read.
    pub fn read(&mut self, bytes: &[u8], more: bool, now: Instant) -> Vec<Input> {
        let mut inputs = Vec::new();
        let (since, patience) =
            if matches!(self.state, State::Paste(_)) { (self.last, PASTE_PAUSE) } else { (self.begun, PAUSE) };
        self.last = Some(now);
        if since.is_some_and(|since| now.duration_since(since) > patience) {
            // The end was lost; what is typed now is typed by somebody.
            if let State::Paste(text) = std::mem::replace(&mut self.state, State::Ground) {
                inputs.push(pasted(&text));
            }
        }
        for byte in bytes {
            self.byte(*byte, &mut inputs);
        }
        if !more {
            self.end_of_input(&mut inputs);
        }
        self.begun = if self.state == State::Ground { None } else { self.begun.or(Some(now)) };
        inputs
    }

    /// A finger may press Esc or Alt with a letter that begins sequences: nothing follows then.
    fn end_of_input(&mut self, inputs: &mut Vec<Input>) {
        let key = match &self.state {
            State::Escape => KeyEvent::from(KeyCode::Esc),
            State::Single => alt(key_codes::character('O')),
            _ => return,
        };
        self.state = State::Ground;
        inputs.push(Input::Key(key));
    }

    fn byte(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        let state = std::mem::replace(&mut self.state, State::Ground);
        self.state = match state {
            State::Ground => self.ground(byte, false, inputs),
            State::Escape => self.escape(byte, inputs),
            State::Single => {
                inputs.extend(key_codes::single(byte).map(Input::Key));
                State::Ground
            }
            State::Console => {
                inputs.extend(key_codes::console(byte).map(Input::Key));
                State::Ground
            }
            State::Control(parameters) => control(parameters, byte, inputs),
            State::OldMouse(mut report) => {
                report.push(byte);
                match report.as_slice() {
                    [button, column, row] => {
                        inputs.extend(key_codes::old_mouse(*button, *column, *row).map(Input::Mouse));
                        State::Ground
                    }
                    _ => State::OldMouse(report),
                }
            }
            // CAN, SUB and BEL end a text, ST too; another ESC begins something new.
            State::Text(false) if matches!(byte, 0x07 | 0x18 | 0x1a) => State::Ground,
            State::Text(false) => State::Text(byte == 0x1b),
            State::Text(true) if byte == b'\\' => State::Ground,
            State::Text(true) => self.escape(byte, inputs),
            State::Paste(mut text) => {
                text.push(byte);
                if text.ends_with(PASTE_END) {
                    inputs.push(pasted(text.strip_suffix(PASTE_END).unwrap_or_default()));
                    State::Ground
                } else {
                    // The end has to be found all the same.
                    if text.len() >= PASTE.saturating_add(PASTE_END.len()) {
                        text.remove(PASTE);
                    }
                    State::Paste(text)
                }
            }
            State::Character(mut text, held) => {
                text.push(byte);
                match std::str::from_utf8(&text) {
                    Ok(whole) => {
                        inputs.extend(whole.chars().map(|letter| pressed(key_codes::character(letter), held)));
                        State::Ground
                    }
                    // Not a character and never will be one.
                    Err(error) if error.error_len().is_some() => State::Ground,
                    Err(_) => State::Character(text, held),
                }
            }
        };
    }

    fn ground(&mut self, byte: u8, held: bool, inputs: &mut Vec<Input>) -> State {
        match byte {
            0x1b => State::Escape,
            0..=0x1f | 0x7f => {
                inputs.push(pressed(key_codes::control(byte), held));
                State::Ground
            }
            0x20..=0x7e => {
                inputs.push(pressed(key_codes::character(char::from(byte)), held));
                State::Ground
            }
            0xc2..=0xf4 => State::Character(vec![byte], held),
            _ => State::Ground,
        }
    }

    fn escape(&mut self, byte: u8, inputs: &mut Vec<Input>) -> State {
        match byte {
            b'[' => State::Control(Vec::new()),
            b'O' => State::Single,
            b']' | b'P' | b'X' | b'^' | b'_' => State::Text(false),
            0x1b => {
                inputs.push(Input::Key(KeyEvent::from(KeyCode::Esc)));
                State::Escape
            }
            _ => self.ground(byte, true, inputs),
        }
    }
}

fn control(mut parameters: Vec<u8>, byte: u8, inputs: &mut Vec<Input>) -> State {
    match byte {
        // Parameters and intermediates.
        0x20..=0x3f => {
            if parameters.len() < PARAMETERS {
                parameters.push(byte);
            }
            State::Control(parameters)
        }
        b'[' if parameters.is_empty() => State::Console,
        b'M' if parameters.is_empty() => State::OldMouse(Vec::new()),
        b'~' if parameters == b"200" => State::Paste(Vec::new()),
        0x40..=0x7e => {
            if parameters.len() < PARAMETERS {
                inputs.extend(key_codes::sequence(&parameters, byte));
            }
            State::Ground
        }
        0x1b => State::Escape,
        // Anything else breaks the sequence off, and means nothing by itself there.
        _ => State::Ground,
    }
}

fn alt(mut key: KeyEvent) -> KeyEvent {
    key.modifiers |= KeyModifiers::ALT;
    key
}

fn pressed(key: KeyEvent, held: bool) -> Input {
    Input::Key(if held { alt(key) } else { key })
}

fn pasted(text: &[u8]) -> Input {
    Input::Paste(String::from_utf8_lossy(text).into_owned())
}

#[cfg(test)]
mod tests;
