//! The commands and options of `sigscope history`.

use clap::{Args, Subcommand, ValueEnum};

use crate::model::{EntityKind, Instant};

/// `sigscope history`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct HistoryArguments {
    /// What to do; without it: list.
    #[command(subcommand)]
    pub command: Option<HistoryCommand>,

    /// What `sigscope history` alone takes.
    #[command(flatten)]
    pub list: ListArguments,
}

/// What can be done with the history.
#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// List durable identities, leaf certificates, subjects and files, those seen last first.
    List(ListArguments),
    /// List what holds a text: in its value, name, issuer, serial number, hashes, verdict, tag or note.
    Search {
        /// The text, whatever its case; a hash with or without colons.
        text: String,
        /// Which of them, and how they are written.
        #[command(flatten)]
        list: ListArguments,
    },
    /// Print everything, for another program.
    Export {
        /// How it is written.
        #[arg(long, value_enum, default_value_t = ExportFormat::Json)]
        format: ExportFormat,
    },
    /// Tag a durable identity, leaf, subject or file, also one that was not seen yet.
    Tag {
        /// What is tagged, and what it is.
        #[command(flatten)]
        of: OfArguments,
        /// The tag, which replaces another one.
        tag: String,
    },
    /// Take a tag back.
    Untag {
        /// What is tagged, and what it is.
        #[command(flatten)]
        of: OfArguments,
    },
    /// Write a note on a durable identity, leaf, subject or file.
    Note {
        /// What the note is on, and what it is.
        #[command(flatten)]
        of: OfArguments,
        /// The note, which replaces another one; empty: take it back.
        text: String,
    },
    /// Forget a file, or a signer with all files that it was seen in.
    ///
    /// Tags and notes go with what is forgotten; --before leaves the files that have one. Asks first; without a terminal
    /// to ask on, --yes is needed.
    Forget(ForgetArguments),
    /// Print where the database lies.
    Path,
}

/// Which entries, and how they are written.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only what is of this kind.
    #[arg(long, value_name = "KIND", value_enum)]
    pub kind: Option<Kind>,

    /// Only what has this tag.
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,

    /// How it is written.
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// What a tag or a note is on.
#[derive(Debug, Args)]
pub(crate) struct OfArguments {
    /// A durable identity, the SHA-256 or SHA-1 of a leaf or a file, a file's MD5, or a subject: whole or its common name.
    pub value: String,

    /// What VALUE is; needed when nothing like it was seen, unless it is a durable identity.
    #[arg(long, value_name = "KIND", value_enum)]
    pub kind: Option<Kind>,
}

/// `sigscope history forget`.
#[derive(Debug, Args)]
pub(crate) struct ForgetArguments {
    /// What to forget; a signer goes with all files that it was seen in.
    #[arg(required_unless_present_any = ["before", "all"], conflicts_with_all = ["before", "all"])]
    pub value: Option<String>,

    /// What VALUE is.
    #[arg(long, value_name = "KIND", value_enum, requires = "value")]
    pub kind: Option<Kind>,

    /// Forget files that were last seen before this moment (RFC 3339, UTC; a bare date is its midnight).
    #[arg(long, value_name = "DATE", conflicts_with = "all")]
    pub before: Option<Instant>,

    /// Forget everything.
    #[arg(long)]
    pub all: bool,

    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// The subscriber's identity in the leaf's extended key usage.
    DurableIdentity,
    /// A signer's certificate.
    Leaf,
    /// The subject of a leaf.
    Subject,
    /// A file.
    File,
}

impl From<Kind> for EntityKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::DurableIdentity => Self::DurableIdentity,
            Kind::Leaf => Self::Leaf,
            Kind::Subject => Self::Subject,
            Kind::File => Self::File,
        }
    }
}

/// Formats of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Aligned, for a reader.
    Text,
    /// One object.
    Json,
    /// One row an entry.
    Csv,
}

/// Formats of `export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One object.
    Json,
    /// One row an entry.
    Csv,
}
