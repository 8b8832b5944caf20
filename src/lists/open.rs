//! Opens one more list while the workbench runs: a CRL or OCSP response, a disallowed list, a list of abused
//! certificates. What it is is read off its contents.

use std::error::Error as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BroughtList, Freshness, ListKind, decode};
use crate::known_bad::KnownBad;
use crate::model::{CertificateFacts, Instant};
use crate::policy::Policy;
use crate::text::{Place, Untrusted, grouped};
use crate::trust::{Disallowed, RevocationData, RevocationError, TrustError};

/// Largest list of abused certificates that is opened.
const MAX_TEXT: u64 = 256 << 20;

/// Why a list was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenListError {
    /// Neither CRL nor OCSP response.
    #[error(transparent)]
    Revocation(#[from] RevocationError),
    /// No disallowed list.
    #[error(transparent)]
    Disallowed(#[from] TrustError),
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A pipe, a device, or too large.
    #[error("{path} is no file of at most {} MiB", MAX_TEXT >> 20)]
    NoFile {
        /// Which one.
        path: PathBuf,
    },
    /// A driver block list is read with the program's start.
    #[error(
        "{0} looks like a block list of drivers: start with --block-list FILE, or name it in [lists] of config.toml"
    )]
    BlockList(PathBuf),
    /// Catalogs are read with the program's start, before the files that they name.
    #[error("{0} is a catalog: start with --catalog FILE, or name it in [lists] of config.toml")]
    Catalog(PathBuf),
    /// A text without a usable line.
    #[error("{path} is neither a CRL, nor an OCSP response, nor a list of certificates: {why}")]
    Nothing {
        /// Which one.
        path: PathBuf,
        /// What is wrong with its first line.
        why: String,
    },
}

impl OpenListError {
    /// With its cause, in one line: the file, and where in it what is wrong.
    pub fn in_one_line(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text
    }
}

/// A list that was opened.
#[derive(Debug)]
pub struct Opened {
    contents: Contents,
    /// What was read, safe to show: issuer, dates, entries, signature.
    pub message: String,
}

#[derive(Debug)]
enum Contents {
    Revocation(Arc<RevocationData>),
    Disallowed(Disallowed),
    KnownBad(KnownBad),
}

/// Opens a file, or a folder of CRLs. `issuers`: certificates of the open files, for the signatures of the lists.
///
/// # Errors
/// See [`OpenListError`].
pub fn open(path: &Path, policy: &Policy, issuers: &[Arc<CertificateFacts>]) -> Result<Opened, OpenListError> {
    if path.is_dir() {
        return revocation(path, policy, issuers);
    }
    let failed = |source| OpenListError::Read { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() || metadata.len() > MAX_TEXT {
        return Err(OpenListError::NoFile { path: path.to_owned() });
    }
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("stl")) {
        return disallowed(path, policy);
    }
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("cat")) {
        return Err(OpenListError::Catalog(path.to_owned()));
    }
    let mut head = Vec::new();
    File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head)).map_err(failed)?;
    let text = decode(&head);
    let first = text.trim_start_matches('\u{feff}').trim_start().chars().next();
    match first {
        _ if head.first() == Some(&0x30) || text.contains("-----BEGIN ") => revocation(path, policy, issuers),
        Some('<' | '{' | '[') => Err(OpenListError::BlockList(path.to_owned())),
        _ => {
            let modified = metadata.modified().ok().map(Instant::from);
            known_bad(path, &fs::read(path).map_err(failed)?, modified, policy)
        }
    }
}

impl Policy {
    /// Takes up a list beside those that are there.
    pub fn bring(&mut self, opened: &Opened) {
        match &opened.contents {
            Contents::Revocation(data) => self.revocation = Arc::new(self.revocation.joined(data)),
            Contents::Disallowed(lists) => self.disallowed = Arc::new(self.disallowed.joined(lists)),
            Contents::KnownBad(lists) => {
                let mut all = KnownBad::clone(&self.known_bad);
                all.join(lists.clone());
                self.known_bad = Arc::new(all);
            }
        }
    }
}

fn revocation(path: &Path, policy: &Policy, issuers: &[Arc<CertificateFacts>]) -> Result<Opened, OpenListError> {
    let (data, warnings) = RevocationData::load(&[path.to_owned()])?;
    let brought = data.brought(policy.at);
    let mut parts: Vec<String> = Vec::new();
    let signatures = data.verify_lists(|name| {
        let anchors = policy.store.anchors_named(name).into_iter().cloned();
        issuers.iter().cloned().chain(anchors).collect()
    });
    for ((list, summary), signature) in data.lists().zip(&brought).zip(signatures) {
        let list = &list.item;
        let kind = match (list.is_delta, list.scope.indirect) {
            (_, true) => "indirect CRL (not supported)",
            (true, false) => "delta CRL",
            (false, false) => "CRL",
        };
        let signature = match signature {
            Some(Ok(())) => "signature verified".to_owned(),
            Some(Err(error)) => format!("NOT USABLE: {}", Untrusted(&error).shown()),
            None => "its issuer's certificate is in no open file: signature not checked yet".to_owned(),
        };
        let issuer = Untrusted(&list.issuer).shown_name_in(Place::Line);
        let entries = grouped(list.len() as u64);
        parts.push(format!("{kind} of {issuer}, {}, {entries} entries, {signature}", dates(summary)));
    }
    let responses = brought.iter().filter(|list| list.kind == ListKind::Ocsp);
    for (response, summary) in data.responses().zip(responses) {
        let answers = response.item.response.answers.len();
        parts.push(format!("OCSP response, {}, {answers} answers", dates(summary)));
    }
    let more = parts.len().saturating_sub(2);
    parts.truncate(2);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if let Some(first) = warnings.first() {
        parts.push(format!("{} not used: {}", warnings.len(), Untrusted(first).shown()));
    }
    Ok(Opened { contents: Contents::Revocation(Arc::new(data)), message: parts.join("; ") })
}

fn dates(list: &BroughtList) -> String {
    let from = list.as_of.map_or_else(|| "no date".to_owned(), Instant::date);
    let until = list.next_update.map_or_else(|| "no end stated".to_owned(), Instant::date);
    let overdue = if list.freshness == Freshness::Overdue { " (overdue)" } else { "" };
    format!("{from} to {until}{overdue}")
}

fn disallowed(path: &Path, policy: &Policy) -> Result<Opened, OpenListError> {
    let (lists, warnings) = Disallowed::load(&[path.to_owned()])?;
    let date = lists.lists().next().map(|(_, date)| date.date()).unwrap_or_default();
    let age = lists.lists().next().map_or(0, |(_, date)| policy.at.unix().saturating_sub(date.unix()) / 86_400);
    let signature = match warnings.first() {
        Some(warning) => Untrusted(warning).shown().text,
        None => "signature verified".to_owned(),
    };
    let message = format!("disallowed list of {date} ({age} d), {signature}");
    Ok(Opened { contents: Contents::Disallowed(lists), message })
}

fn known_bad(path: &Path, bytes: &[u8], modified: Option<Instant>, policy: &Policy) -> Result<Opened, OpenListError> {
    let mut lists = KnownBad::default();
    let name = path.display().to_string();
    let problems = lists.add_file(&name, &decode(bytes), modified);
    if lists.is_empty() {
        let why = problems.into_iter().next().unwrap_or_else(|| "it is empty".to_owned());
        return Err(OpenListError::Nothing { path: path.to_owned(), why });
    }
    let own = Policy { known_bad: Arc::new(lists.clone()), ..Policy::new(policy.at, Arc::clone(&policy.store)) };
    let mut message = super::in_one_line(&own.lists());
    if let Some(first) = problems.first() {
        message.push_str(&format!("; {}", Untrusted(first).shown()));
    }
    Ok(Opened { contents: Contents::KnownBad(lists), message })
}
