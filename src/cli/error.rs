//! What can go wrong on the command line, with a hint what to do about it.

use std::io;
use std::path::PathBuf;

use crate::examine::CatalogError;
use crate::history::HistoryError;
use crate::ioc::UnknownValue;
use crate::model::EntityKind;
use crate::text::{Shown, Untrusted};
use crate::trust::{RevocationError, TrustError};

/// Why the program could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// `--hashes none,md5`.
    #[error("--hashes takes either `none` or a list of hashes")]
    HashesAndNone,
    /// More files than a table of all pairs can show.
    #[error("{given} files are too many to compare each with each: at most {most}")]
    TooManyFiles {
        /// Files of the command line.
        given: usize,
        /// Files that are compared.
        most: usize,
    },
    /// A folder where a file was asked for.
    #[error("{} is a folder: name files", .0.display())]
    NoFile(PathBuf),
    /// No rule has this id.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// No value of any file has this name.
    #[error("--values: {0}")]
    UnknownValue(#[from] UnknownValue),
    /// An option of a format that does not know it.
    #[error("{option} has no use in {format}: it is for {of}")]
    NoUse {
        /// The option.
        option: &'static str,
        /// The format that was asked for.
        format: crate::ioc::Format,
        /// The formats that know it.
        of: &'static str,
    },
    /// A file or folder of the command line could not be used.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was to be done: `cannot write`.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The trust anchors could not be loaded.
    #[error("cannot load the trust anchors")]
    Trust(#[from] TrustError),
    /// A catalog could not be loaded.
    #[error("cannot load the catalogs")]
    Catalog(#[from] CatalogError),
    /// A disallowed list could not be loaded.
    #[error("cannot load the disallowed list")]
    Disallowed(#[source] TrustError),
    /// The revocation data could not be loaded.
    #[error("cannot load the revocation data")]
    Revocation(#[from] RevocationError),
    /// The history could not be used.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A tag or a note that cannot be kept.
    #[error("{0}")]
    Remark(String),
    /// Nothing like it is in the history.
    #[error("`{0}` is not in the history")]
    NotSeen(String),
    /// A value that several things of the history have.
    #[error("`{value}` means several: {}", found.join("; "))]
    Ambiguous {
        /// What was given.
        value: String,
        /// Each of them.
        found: Vec<String>,
    },
    /// A value that no such thing can have.
    #[error("`{value}` is no {}", kind.words())]
    NoValueOf {
        /// What was given.
        value: String,
        /// What it was said to be.
        kind: EntityKind,
    },
    /// `sigscope history forget` where nobody can be asked.
    #[error("there is no terminal to ask on: add --yes")]
    Unconfirmed,
    /// Standard output could not be written.
    #[error("cannot write the report: {0}")]
    Output(#[from] io::Error),
    /// The workbench could not use the terminal.
    #[error("cannot use the terminal: {0}")]
    Terminal(io::Error),
}

impl CliError {
    /// Tells whether the reader of standard output went away, which is no error.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What to do about it.
    const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::UnknownRule(_) => Some("`sigscope rules` lists all of them"),
            Self::UnknownValue(_) => Some("`sigscope ioc FILE --format csv --values all` lists the names"),
            Self::Trust(_) => Some("anchors are certificates in PEM or DER, or a folder of such files"),
            Self::Catalog(_) => Some("--catalog takes signed .cat files, or a folder of them"),
            Self::Disallowed(_) => Some("--disallowed takes Microsoft's disallowedcert.stl"),
            Self::Revocation(_) => Some("--crl takes CRLs and OCSP responses in PEM or DER, or a folder of such files"),
            Self::Terminal(_) => Some("`sigscope report` needs no terminal"),
            Self::NotSeen(_) => Some("`sigscope history search TEXT` finds things; --kind says what a new value is"),
            Self::Ambiguous { .. } => Some("--kind says which, or give the whole value"),
            Self::NoValueOf { .. } => Some("a leaf or a file is named by its SHA-256"),
            Self::HashesAndNone
            | Self::NoUse { .. }
            | Self::TooManyFiles { .. }
            | Self::NoFile(_)
            | Self::File { .. }
            | Self::History(_)
            | Self::Remark(_)
            | Self::Unconfirmed
            | Self::Output(_) => None,
        }
    }

    /// The message for standard error: kind, cause, hint.
    pub(crate) fn report(&self) -> String {
        let cause = match self {
            Self::File { what, path, source } => {
                format!("{what} {}: {}", shown(path), Untrusted(&source.to_string()).shown())
            }
            _ => Untrusted(&with_causes(self)).shown().text,
        };
        let mut text = format!("sigscope: error: {cause}\n");
        if let Some(hint) = self.hint() {
            text.push_str(&format!("  hint: {hint}\n"));
        }
        text
    }
}

/// The message of an error with those of its causes, as far as they say more.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text = format!("{text}: {words}");
        }
        cause = error.source();
    }
    text
}

/// A path as it may be shown.
pub(crate) fn shown(path: &std::path::Path) -> Shown {
    Shown::of_path(path)
}
