//! Copies a text to wherever it can be pasted from, and says exactly what is known about it.
//!
//! In: a text and how many values it holds. Out: a [`CopyReport`]. What is copied is left to the caller; only this
//! folder knows of arboard, OSC 52, tmux and the helpers of desktops. A report never claims more than was seen.

mod command;
mod environment;
mod file;
#[cfg(feature = "clipboard")]
mod native;
mod osc52;
#[cfg(feature = "clipboard")]
mod serve;

use std::path::PathBuf;
use std::time::Duration;

pub use command::is_found;
pub use environment::{Display, Environment, Multiplexer};
#[cfg(feature = "clipboard")]
pub use serve::serve_if_asked;

/// How long one way of copying may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Most base64 bytes that are sent to a terminal.
pub const OSC52_MOST: usize = 74_994;

/// Above this many base64 bytes some terminals drop the text silently.
const OSC52_SAFE: usize = 6_000;

/// Which way is used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Provider {
    /// By the environment.
    #[default]
    Auto,
    /// The desktop's clipboard.
    Native,
    /// `tmux load-buffer -w`.
    Tmux,
    /// The terminal.
    Osc52,
    /// A file.
    File,
    /// Nothing: `p` prints, `w` writes.
    None,
    /// A program that reads the text from its standard input; no shell.
    Command(Vec<String>),
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Read back and compared.
    Verified {
        /// Where it is.
        place: &'static str,
    },
    /// A program took it and said nothing.
    Handed {
        /// The program.
        command: String,
    },
    /// tmux took it and passed it on.
    Tmux,
    /// Written to the terminal, which does not answer.
    Sent {
        /// Longer than what many terminals take.
        large: bool,
    },
    /// In a file.
    Saved {
        /// Why it is not in a clipboard, in plain words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// Nowhere.
    Failed {
        /// Why.
        reason: String,
    },
}

/// What is known about a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// Number of values.
    pub fields: usize,
    /// Number of bytes.
    pub bytes: usize,
    /// What became of them.
    pub delivery: Delivery,
}

/// What the caller has to write to the terminal, between two frames and in one piece.
pub type Sequence = Vec<u8>;

/// The ways of copying; lives as long as the program, because a selection dies with its owner.
#[derive(Debug)]
pub struct Clipboard {
    provider: Provider,
    environment: Environment,
    #[cfg(feature = "clipboard")]
    native: native::Native,
    owned: Option<String>,
}

/// One way of copying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Native,
    Helpers,
    Tmux,
    Osc52,
    File,
}

impl Clipboard {
    /// Prepares; opens nothing yet.
    pub fn new(provider: Provider, environment: Environment) -> Self {
        Self {
            provider,
            environment,
            #[cfg(feature = "clipboard")]
            native: native::Native::default(),
            owned: None,
        }
    }

    /// Copies a text; gives what to write to the terminal, and the report.
    pub fn copy(&mut self, text: &str, fields: usize) -> (Option<Sequence>, CopyReport) {
        let mut reasons: Vec<String> = Vec::new();
        let ways = self.ways(&mut reasons);
        self.owned = None;
        let mut done = None;
        for way in ways {
            match self.attempt(way, text, &reasons) {
                Ok(result) => {
                    done = Some(result);
                    break;
                }
                Err(reason) => reasons.push(reason),
            }
        }
        let (sequence, delivery) = done.unwrap_or_else(|| (None, Delivery::Failed { reason: joined(&reasons) }));
        (sequence, CopyReport { fields, bytes: text.len(), delivery })
    }

    /// The ways to try, best first; what is left out by the environment is a reason.
    fn ways(&self, reasons: &mut Vec<String>) -> Vec<Way> {
        let environment = &self.environment;
        match &self.provider {
            Provider::Native => vec![Way::Native, Way::Helpers, Way::File],
            Provider::Tmux => vec![Way::Tmux, Way::File],
            Provider::Osc52 => vec![Way::Osc52, Way::File],
            Provider::File => {
                reasons.push("the configuration says file".to_owned());
                vec![Way::File]
            }
            Provider::None => {
                reasons.push("the configuration turns the clipboard off".to_owned());
                Vec::new()
            }
            Provider::Command(_) => vec![Way::Helpers, Way::File],
            Provider::Auto => match environment.multiplexer {
                Some(Multiplexer::Tmux) if environment.is_local_desktop() => {
                    vec![Way::Native, Way::Tmux, Way::Osc52, Way::File]
                }
                Some(Multiplexer::Tmux) => vec![Way::Tmux, Way::Osc52, Way::File],
                Some(Multiplexer::Screen) => {
                    reasons.push("GNU screen passes no clipboard on".to_owned());
                    vec![Way::File]
                }
                None if environment.dumb => {
                    reasons.push("this terminal has no clipboard".to_owned());
                    vec![Way::File]
                }
                None if environment.is_local_desktop() => vec![Way::Native, Way::Helpers, Way::File],
                None => vec![Way::Osc52, Way::File],
            },
        }
    }

    fn attempt(&mut self, way: Way, text: &str, reasons: &[String]) -> Result<(Option<Sequence>, Delivery), String> {
        match way {
            Way::Native => {
                self.set_native(text)?;
                self.owned = Some(text.to_owned());
                let place = self.environment.display.map_or("system clipboard", Display::place);
                Ok((None, Delivery::Verified { place }))
            }
            Way::Helpers => {
                let command = self.hand_over(text)?;
                Ok((None, Delivery::Handed { command }))
            }
            Way::Tmux => {
                command::run(&["tmux".to_owned(), "load-buffer".to_owned(), "-w".to_owned(), "-".to_owned()], text)?;
                Ok((None, Delivery::Tmux))
            }
            Way::Osc52 => {
                let wrap = self.environment.multiplexer == Some(Multiplexer::Tmux);
                let (sequence, encoded) = osc52::sequence(text, wrap);
                if encoded > OSC52_MOST {
                    return Err(format!("{encoded} base64 bytes; terminals take {OSC52_MOST} at most"));
                }
                Ok((Some(sequence), Delivery::Sent { large: encoded > OSC52_SAFE }))
            }
            Way::File => {
                let path = file::save(text, self.environment.cache.as_deref())?;
                Ok((None, Delivery::Saved { reason: joined(reasons), path }))
            }
        }
    }

    #[cfg(feature = "clipboard")]
    fn set_native(&mut self, text: &str) -> Result<(), String> {
        if self.environment.display.is_none() {
            return Err("there is no desktop".to_owned());
        }
        self.native.set(text, LIMIT)
    }

    #[cfg(not(feature = "clipboard"))]
    fn set_native(&mut self, _: &str) -> Result<(), String> {
        Err("built without the desktop's clipboard".to_owned())
    }

    /// Gives the text to the first helper that takes it.
    fn hand_over(&self, text: &str) -> Result<String, String> {
        let helpers = match &self.provider {
            Provider::Command(command) => vec![command.clone()],
            _ => self.environment.helpers(),
        };
        // Without a helper there is nothing to say of it: the reason is what came before.
        let mut reasons = Vec::new();
        for helper in helpers {
            match command::run(&helper, text) {
                Ok(()) => return Ok(helper.first().cloned().unwrap_or_default()),
                Err(reason) => reasons.push(reason),
            }
        }
        Err(reasons.join("; "))
    }

    /// Lets a copy of this program serve the text after the end, where the selection would die with its owner.
    ///
    /// Gives what to say about it; nothing when there is nothing to keep.
    pub fn persist(&mut self, wanted: bool) -> Option<&'static str> {
        #[cfg(all(feature = "clipboard", target_os = "linux"))]
        if let Some(text) = self.owned.take().filter(|_| wanted)
            && self.native.still_holds(&text, LIMIT)
        {
            return serve::start(&text).ok().map(|()| "clipboard kept for 10 min");
        }
        let _ = wanted;
        None
    }
}

fn joined(reasons: &[String]) -> String {
    let known: Vec<&str> = reasons.iter().map(String::as_str).filter(|reason| !reason.is_empty()).collect();
    if known.is_empty() { "no way to a clipboard is known here".to_owned() } else { known.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(provider: Provider, environment: Environment, folder: &std::path::Path) -> Clipboard {
        Clipboard::new(provider, Environment { cache: Some(folder.to_path_buf()), ..environment })
    }

    #[test]
    fn remote_session_sends_to_the_terminal_and_says_that_it_does_not_confirm() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment { remote: true, display: Some(Display::X11), ..Environment::default() };
        let (sequence, report) = over(Provider::Auto, environment, folder.path()).copy("abc", 1);
        assert_eq!(sequence.unwrap(), b"\x1b]52;c;YWJj\x07");
        assert_eq!(report.delivery, Delivery::Sent { large: false });
    }

    #[test]
    fn text_over_the_limit_is_saved_not_cut() {
        let folder = tempfile::tempdir().unwrap();
        let text = "x".repeat(60_000);
        let (sequence, report) = over(Provider::Auto, Environment::default(), folder.path()).copy(&text, 1);
        assert_eq!(sequence, None);
        let Delivery::Saved { reason, path } = report.delivery else { panic!("{report:?}") };
        assert!(reason.contains("80000") && reason.contains("74994"), "{reason}");
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    }

    #[test]
    fn screen_gets_a_file_that_others_cannot_read() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment { multiplexer: Some(Multiplexer::Screen), ..Environment::default() };
        let (_, report) = over(Provider::Auto, environment, folder.path()).copy("secret", 1);
        let Delivery::Saved { path, .. } = report.delivery else { panic!("{report:?}") };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(std::fs::read(path).unwrap(), b"secret");
    }

    #[test]
    fn own_command_gets_the_text_on_its_standard_input() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("taken");
        let command = vec!["tee".to_owned(), target.to_string_lossy().into_owned()];
        let (_, report) = over(Provider::Command(command), Environment::default(), folder.path()).copy("abc", 1);
        assert_eq!(report.delivery, Delivery::Handed { command: "tee".to_owned() });
        assert_eq!(std::fs::read(target).unwrap(), b"abc");
    }

    #[test]
    fn desktop_that_is_not_there_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let (_, report) = over(Provider::Native, Environment::default(), folder.path()).copy("abc", 1);
        let Delivery::Saved { reason, .. } = report.delivery else { panic!("{report:?}") };
        assert!(!reason.contains(';') && reason.contains("desktop"), "{reason}");
    }

    #[test]
    fn command_that_fails_is_not_announced_as_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let command = Provider::Command(vec!["false".to_owned()]);
        let (_, report) = over(command, Environment::default(), folder.path()).copy("abc", 1);
        let Delivery::Saved { reason, .. } = report.delivery else { panic!("{report:?}") };
        assert!(reason.contains("false"), "{reason}");
    }
}
