//! Keys and other input: one thread reads them all.

use std::sync::mpsc::SyncSender;

use crossterm::event::{Event as Input, KeyEventKind};

use super::Event;
use crate::tui::action::Action;

/// Starts the threads; they end with the channel, or with the terminal. `early` is what the terminal sent before.
///
/// # Errors
/// When the handler for changes of the size cannot be set.
pub fn start(events: SyncSender<Event>, early: Vec<u8>) -> std::io::Result<()> {
    #[cfg(unix)]
    resizes(events.clone())?;
    std::thread::spawn(move || {
        let ended = read(&early, |input| match translate(input) {
            Some(action) => {
                #[cfg(debug_assertions)]
                super::forced_panic(&action, "input");
                events.send(Event::Action(action)).is_ok()
            }
            None => true,
        });
        if ended {
            let _ = events.send(Event::InputClosed);
        }
    });
    Ok(())
}

fn translate(input: Input) -> Option<Action> {
    match input {
        Input::Key(key) if key.kind == KeyEventKind::Release => None,
        Input::Key(key) => Some(Action::Key(key)),
        Input::Paste(text) => Some(Action::Paste(text)),
        Input::Mouse(mouse) => Some(Action::Mouse(mouse)),
        Input::Resize(width, height) => Some(Action::Resize(width, height)),
        Input::FocusGained => Some(Action::FocusGained),
        Input::FocusLost => None,
    }
}

/// Reads the terminal until it is gone (true) or nobody takes the input any more.
#[cfg(unix)]
fn read(early: &[u8], mut take: impl FnMut(Input) -> bool) -> bool {
    use std::fs::File;
    use std::io::{ErrorKind, IsTerminal, Read, stdin};
    use std::os::fd::AsFd;
    use std::time::Instant;

    use super::sequences::Sequences;

    // Paths may come by standard input; the keys then come from the terminal itself.
    let terminal = if stdin().is_terminal() {
        stdin().as_fd().try_clone_to_owned().map(File::from)
    } else {
        File::open("/dev/tty")
    };
    let Ok(mut terminal) = terminal else { return true };
    let mut sequences = Sequences::new();
    if !sequences.read(early, false, Instant::now()).into_iter().all(&mut take) {
        return false;
    }
    let mut buffer = [0; 1024];
    loop {
        let count = match terminal.read(&mut buffer) {
            Ok(0) => return true,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return true,
        };
        let bytes = buffer.get(..count).unwrap_or_default();
        for input in sequences.read(bytes, count == buffer.len(), Instant::now()) {
            if !take(input) {
                return false;
            }
        }
    }
}

/// Windows tells keys as records, not as bytes.
#[cfg(not(unix))]
fn read(_: &[u8], mut take: impl FnMut(Input) -> bool) -> bool {
    while let Ok(input) = crossterm::event::read() {
        if !take(input) {
            return false;
        }
    }
    true
}

/// Tells the new size after each change.
#[cfg(unix)]
fn resizes(events: SyncSender<Event>) -> std::io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([signal_hook::consts::SIGWINCH])?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            let Ok((width, height)) = crossterm::terminal::size() else { continue };
            if events.send(Event::Action(Action::Resize(width, height))).is_err() {
                return;
            }
        }
    });
    Ok(())
}
