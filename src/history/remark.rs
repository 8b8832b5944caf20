//! The analyst's tag and note.

use rusqlite::TransactionBehavior;

use super::{HistoryError, Store};
use crate::model::{EntityKind, SeenBefore};

/// Longest tag, in characters.
pub const MOST_TAG: usize = 64;

/// Longest note, in characters.
pub const MOST_NOTE: usize = 2000;

/// A change of what the analyst says about something; `None` takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// One word or two, to find it again.
    Tag(Option<String>),
    /// Anything worth keeping.
    Note(Option<String>),
}

/// A tag as it is kept, without blanks around it.
///
/// # Errors
/// In one line, when it is empty, too long, or no text.
pub fn checked_tag(text: &str) -> Result<String, String> {
    checked("tag", text, MOST_TAG)
}

/// A note as it is kept, without blanks around it.
///
/// # Errors
/// In one line, when it is empty, too long, or no text.
pub fn checked_note(text: &str) -> Result<String, String> {
    checked("note", text, MOST_NOTE)
}

fn checked(what: &str, text: &str, most: usize) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("a {what} cannot be empty"));
    }
    if text.chars().count() > most {
        return Err(format!("a {what} has at most {most} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("a {what} is one line of text"));
    }
    Ok(text.to_owned())
}

impl Store {
    /// Sets or takes back a tag or a note, also of something that was not seen yet; gives what is known about it then,
    /// `None` when nothing is left.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remark(
        &mut self,
        kind: EntityKind,
        value: &str,
        remark: &Remark,
    ) -> Result<Option<SeenBefore>, HistoryError> {
        self.write_remark(kind, value, remark).map_err(|error| self.failed(&error))?;
        self.seen(kind, value)
    }

    fn write_remark(&mut self, kind: EntityKind, value: &str, remark: &Remark) -> rusqlite::Result<()> {
        let (column, text) = match remark {
            Remark::Tag(text) => ("tag", text),
            Remark::Note(text) => ("note", text),
        };
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = format!(
            "INSERT INTO entity (kind, value, {column}) VALUES (?1, ?2, ?3)
             ON CONFLICT (kind, value) DO UPDATE SET {column} = excluded.{column}"
        );
        transaction.execute(&sql, (kind.name(), value, text))?;
        let unseen = "DELETE FROM entity WHERE kind = ?1 AND value = ?2 AND files = 0 AND tag IS NULL AND note IS NULL";
        transaction.execute(unseen, (kind.name(), value))?;
        transaction.commit()
    }
}
