//! What the analyst's own history knew about a file and its signers before it was looked at now.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Instant;

/// What something in the history is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// A durable identity: its dotted OID.
    DurableIdentity,
    /// A leaf certificate: SHA-256 over its DER.
    Leaf,
    /// A leaf's subject as RFC 4514 text.
    Subject,
    /// A file: SHA-256 over its content.
    File,
}

impl EntityKind {
    /// All of them; of those about a signer the one that lasts longest comes first.
    pub const ALL: [Self; 4] = [Self::DurableIdentity, Self::Leaf, Self::Subject, Self::File];

    /// The name in JSON, in the database and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DurableIdentity => "durable-identity",
            Self::Leaf => "leaf",
            Self::Subject => "subject",
            Self::File => "file",
        }
    }

    /// The name on the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DurableIdentity => "durable id",
            Self::Leaf => "leaf",
            Self::Subject => "subject",
            Self::File => "file",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One thing about a file that the history knew before the running program met it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenBefore {
    /// What it is.
    pub kind: EntityKind,
    /// Which one.
    pub value: String,
    /// In how many distinct files it was seen; 1 for a file, 0 for what only has a tag or a note.
    pub files: u64,
    /// Runs of the program that looked at the file; `None` for what is no file.
    pub runs: Option<u64>,
    /// When it was seen first; `None` for what only has a tag or a note.
    pub first_seen: Option<Instant>,
    /// When it was seen last.
    pub last_seen: Option<Instant>,
    /// The analyst's tag.
    pub tag: Option<String>,
    /// The analyst's note.
    pub note: Option<String>,
}

impl SeenBefore {
    /// In words, without tag and note: `seen in 4 files since 2026-03-02`, for a file `seen 2 times since …`.
    pub fn words(&self) -> String {
        let Some(first) = self.first_seen else { return "not seen before".to_owned() };
        let counted = |count: u64, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let first = first.date();
        match self.runs {
            Some(1) => format!("seen once, on {first}"),
            Some(runs) => format!("seen {} since {first}", counted(runs, "time", "times")),
            None => format!("seen in {} since {first}", counted(self.files, "file", "files")),
        }
    }

    /// Tag and note in words, theirs unsafe to show as it is: `tagged lumma; note: asked the CA`; empty without.
    pub fn remark(&self) -> String {
        let tag = self.tag.as_ref().map(|tag| format!("tagged {tag}"));
        let note = self.note.as_ref().map(|note| format!("note: {note}"));
        tag.into_iter().chain(note).collect::<Vec<_>>().join("; ")
    }

    /// [`Self::words`] and [`Self::remark`] in one line.
    pub fn line(&self) -> String {
        let remark = self.remark();
        if remark.is_empty() { self.words() } else { format!("{}, {remark}", self.words()) }
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_was_counted() {
        let mut seen = SeenBefore {
            kind: EntityKind::Leaf,
            value: String::new(),
            files: 4,
            runs: None,
            first_seen: "2026-03-02".parse().ok(),
            last_seen: "2026-04-01".parse().ok(),
            tag: Some("lumma".to_owned()),
            note: None,
        };
        assert_eq!(seen.line(), "seen in 4 files since 2026-03-02, tagged lumma");
        seen.files = 1;
        seen.note = Some("asked".to_owned());
        assert_eq!(seen.line(), "seen in 1 file since 2026-03-02, tagged lumma; note: asked");
        seen.runs = Some(2);
        assert_eq!(seen.words(), "seen 2 times since 2026-03-02");
        seen.runs = Some(1);
        assert_eq!(seen.words(), "seen once, on 2026-03-02");
        seen.first_seen = None;
        assert_eq!(seen.words(), "not seen before");
    }
}
