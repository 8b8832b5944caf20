//! `sigscope history`: what was seen before, listed, searched, exported, tagged, forgotten.

pub(crate) mod args;
mod output;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use super::args::Shared;
use super::output::{stdout, warn, warn_shown};
use super::{CliError, OK};
use crate::history::{
    Choice, Entry, Forget, HistoryError, Recorder, Remark, Sighting, Store, checked_note, checked_tag, path,
};
use crate::model::{DigestAlgorithm, EntityKind};
use crate::text::{Untrusted, grouped};
use crate::tui::config;
use args::{ExportFormat, ForgetArguments, HistoryArguments, HistoryCommand, ListArguments, ListFormat, OfArguments};

impl Shared {
    /// The recorder of this run when the configuration turns the history on; an error in one line when it cannot be used.
    pub(crate) fn recorder(
        &self,
        committed: impl Fn(&Sighting) + Send + 'static,
    ) -> Result<Option<Recorder>, HistoryError> {
        let config = config::load(self.config.as_deref());
        for mistake in config.mistakes.iter().filter(|mistake| mistake.text.starts_with("history:")) {
            warn(&format!("configuration: {}", mistake.text));
        }
        if !config.history {
            return Ok(None);
        }
        Recorder::start(&place()?, committed).map(Some)
    }

    /// Says that files are not recorded when their SHA-256 is not computed.
    pub(crate) fn warn_of_unrecorded(&self) -> Result<(), CliError> {
        if !self.examine_options()?.hashes.contains(&DigestAlgorithm::Sha256) {
            warn("files are not written to the history without their SHA-256: see --hashes");
        }
        Ok(())
    }
}

/// Runs the command and returns the exit status.
pub(crate) fn run(arguments: HistoryArguments, shared: &Shared) -> Result<u8, CliError> {
    match arguments.command {
        None => list(None, &arguments.list, shared),
        Some(HistoryCommand::List(arguments)) => list(None, &arguments, shared),
        Some(HistoryCommand::Search { text, list: arguments }) => list(Some(text), &arguments, shared),
        Some(HistoryCommand::Export { format }) => {
            let format = match format {
                ExportFormat::Json => ListFormat::Json,
                ExportFormat::Csv => ListFormat::Csv,
            };
            list(None, &ListArguments { kind: None, tag: None, format }, shared)
        }
        Some(HistoryCommand::Tag { of, tag }) => {
            let tag = checked_tag(&tag).map_err(CliError::Remark)?;
            remark(&of, &Remark::Tag(Some(tag)), shared)
        }
        Some(HistoryCommand::Untag { of }) => remark(&of, &Remark::Tag(None), shared),
        Some(HistoryCommand::Note { of, text }) if text.trim().is_empty() => remark(&of, &Remark::Note(None), shared),
        Some(HistoryCommand::Note { of, text }) => {
            let text = checked_note(&text).map_err(CliError::Remark)?;
            remark(&of, &Remark::Note(Some(text)), shared)
        }
        Some(HistoryCommand::Forget(arguments)) => forget(&arguments),
        Some(HistoryCommand::Path) => {
            let mut out = stdout();
            writeln!(out, "{}", place()?.display())?;
            out.flush()?;
            Ok(OK)
        }
    }
}

fn place() -> Result<PathBuf, HistoryError> {
    path().ok_or(HistoryError::NoFolder)
}

fn list(text: Option<String>, arguments: &ListArguments, shared: &Shared) -> Result<u8, CliError> {
    let choice = Choice { kind: arguments.kind.map(EntityKind::from), tag: arguments.tag.clone(), text };
    let entries = match Store::open_existing(&place()?)? {
        Some(store) => store.entries(&choice)?,
        None => Vec::new(),
    };
    let mut out = stdout();
    output::write(&entries, arguments.format, shared.style(), &mut out)?;
    out.flush()?;
    if entries.is_empty() {
        let on = config::load(shared.config.as_deref()).history;
        let all = choice == Choice::default();
        warn(match (all, on) {
            (true, false) => "the history is empty, and off: `history = true` in the configuration turns it on",
            (true, true) => "the history is empty",
            (false, _) => "the history holds nothing like that",
        });
    }
    Ok(OK)
}

/// The one thing that a value means.
fn resolve(store: Option<&Store>, value: &str, kind: Option<EntityKind>) -> Result<Option<Entry>, CliError> {
    let Some(store) = store else { return Ok(None) };
    let mut found = store.named(value, kind)?;
    if found.len() > 1 {
        let named = |entry: &Entry| format!("{} {}", entry.named.kind, entry.named.value);
        return Err(CliError::Ambiguous { value: value.to_owned(), found: found.iter().map(named).collect() });
    }
    Ok(found.pop())
}

fn remark(of: &OfArguments, remark: &Remark, shared: &Shared) -> Result<u8, CliError> {
    let mut store = Store::open(&place()?)?;
    let given = of.kind.map(EntityKind::from);
    let found = resolve(Some(&store), &of.value, given)?;
    let (kind, value) = match (found, given) {
        (Some(entry), _) => (entry.named.kind, entry.named.value),
        (None, Some(kind)) => (kind, unseen(&of.value, kind)?),
        (None, None) if is_identity(&of.value) => (EntityKind::DurableIdentity, of.value.clone()),
        (None, None) => return Err(CliError::NotSeen(of.value.clone())),
    };
    let known = store.remark(kind, &value, remark)?;
    let line = known.map_or_else(|| "not in the history".to_owned(), |seen| seen.line());
    warn_shown(&format!("{} {}: {}", kind.words(), Untrusted(&value).shown(), Untrusted(&line).shown()));
    if !config::load(shared.config.as_deref()).history {
        warn(
            "the history is off, and no report or screen shows this: `history = true` in the configuration turns it on",
        );
    }
    Ok(OK)
}

/// A value that was not seen, as the history would name it.
fn unseen(value: &str, kind: EntityKind) -> Result<String, CliError> {
    let digits: String = value.chars().filter(|character| !matches!(character, ':' | ' ')).collect();
    let is_sha256 = digits.len() == 64 && digits.chars().all(|character| character.is_ascii_hexdigit());
    match kind {
        EntityKind::Leaf | EntityKind::File if is_sha256 => Ok(digits.to_ascii_lowercase()),
        EntityKind::DurableIdentity if is_identity(value) => Ok(value.to_owned()),
        EntityKind::Subject if !value.trim().is_empty() => Ok(value.to_owned()),
        _ => Err(CliError::NoValueOf { value: value.to_owned(), kind }),
    }
}

/// Tells whether a value is an OID where Trusted Signing has its identities.
fn is_identity(value: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_digit());
    value.strip_prefix("1.3.6.1.4.1.311.97.").is_some_and(|rest| rest.split('.').all(digits))
}

fn forget(arguments: &ForgetArguments) -> Result<u8, CliError> {
    let store = Store::open_existing(&place()?)?;
    let what = match (&arguments.value, arguments.before) {
        (Some(value), _) => match resolve(store.as_ref(), value, arguments.kind.map(EntityKind::from))? {
            Some(entry) => Forget::One(entry.named.kind, entry.named.value),
            None => return Err(CliError::NotSeen(value.clone())),
        },
        (None, Some(before)) => Forget::Before(before),
        (None, None) => Forget::All,
    };
    let Some(mut store) = store else {
        warn("the history is empty");
        return Ok(OK);
    };
    if !arguments.yes && !confirmed(&what, store.count(&what)?)? {
        warn("nothing was forgotten");
        return Ok(OK);
    }
    let gone = store.forget(&what)?;
    warn(&format!("forgot {}", counted(gone)));
    Ok(OK)
}

fn counted(files: u64) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{} files", grouped(files)) }
}

/// Asks on the terminal.
fn confirmed(what: &Forget, files: u64) -> Result<bool, CliError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(CliError::Unconfirmed);
    }
    let what = match what {
        Forget::One(EntityKind::File, _) => "this file, its tag and note".to_owned(),
        Forget::One(kind, _) => format!("this {}, its tag and note, and {}", kind.words(), counted(files)),
        Forget::Before(time) => format!("{} last seen before {time}", counted(files)),
        Forget::All => format!("everything: {}, all tags and notes", counted(files)),
    };
    let mut err = std::io::stderr();
    write!(err, "sigscope: forget {what}? y / n ")?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
