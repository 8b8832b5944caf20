//! The desktop's clipboard through arboard: one thread owns it for the program's life.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Asks the owning thread.
#[derive(Debug, Default)]
pub struct Native {
    owner: Option<Owner>,
}

#[derive(Debug)]
struct Owner {
    requests: Sender<Request>,
    answers: Receiver<Result<(), String>>,
}

#[derive(Debug)]
enum Request {
    Set(String),
    Holds(String),
}

impl Native {
    /// Sets the clipboard, reads it back and compares.
    ///
    /// # Errors
    /// In plain words; after a time-out the thread is left alone and a new one is made next time.
    pub fn set(&mut self, text: &str, limit: Duration) -> Result<(), String> {
        self.ask(Request::Set(text.to_owned()), limit)
    }

    /// Tells whether the clipboard still holds this text.
    pub fn still_holds(&mut self, text: &str, limit: Duration) -> bool {
        self.ask(Request::Holds(text.to_owned()), limit).is_ok()
    }

    fn ask(&mut self, request: Request, limit: Duration) -> Result<(), String> {
        let owner = self.owner.get_or_insert_with(Owner::start);
        let lost = "the desktop's clipboard failed".to_owned();
        if owner.requests.send(request).is_err() {
            self.owner = None;
            return Err(lost);
        }
        match owner.answers.recv_timeout(limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                self.owner = None;
                Err("the desktop's clipboard did not answer in 2 s".to_owned())
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.owner = None;
                Err(lost)
            }
        }
    }
}

impl Owner {
    fn start() -> Self {
        let (requests, inbox) = channel::<Request>();
        let (outbox, answers) = channel();
        std::thread::spawn(move || {
            let mut clipboard = None;
            for request in inbox {
                let answer = answer(&mut clipboard, request);
                if outbox.send(answer).is_err() {
                    return;
                }
            }
        });
        Self { requests, answers }
    }
}

fn answer(clipboard: &mut Option<arboard::Clipboard>, request: Request) -> Result<(), String> {
    if clipboard.is_none() {
        *clipboard = Some(arboard::Clipboard::new().map_err(|error| words(&error))?);
    }
    let Some(open) = clipboard else { return Err("the desktop's clipboard failed".to_owned()) };
    let expected = match request {
        Request::Set(text) => {
            open.set_text(text.as_str()).map_err(|error| words(&error))?;
            text
        }
        Request::Holds(text) => text,
    };
    let held = open.get_text().map_err(|error| words(&error))?;
    // Windows stores line ends of its own.
    if held.replace("\r\n", "\n") == expected.replace("\r\n", "\n") {
        Ok(())
    } else {
        Err("the desktop's clipboard holds something else".to_owned())
    }
}

/// An error in our words: arboard speaks of X11 even where there is none.
fn words(error: &arboard::Error) -> String {
    match error {
        arboard::Error::ClipboardNotSupported => "the desktop offers no clipboard to programs".to_owned(),
        arboard::Error::ClipboardOccupied => "another program holds the clipboard".to_owned(),
        arboard::Error::ContentNotAvailable => "the clipboard could not be read back".to_owned(),
        _ => "the desktop's clipboard cannot be reached".to_owned(),
    }
}
