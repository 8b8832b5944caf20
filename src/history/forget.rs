//! Taking things out of the history again.

use rusqlite::{Connection, TransactionBehavior};

use super::{HistoryError, Store};
use crate::model::{EntityKind, Instant};

/// What is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forget {
    /// A file; or a signer with all files that it was seen in. Its tag and note too.
    One(EntityKind, String),
    /// Files that were last seen before this moment; what has a tag or a note stays.
    Before(Instant),
    /// Everything, tags and notes too.
    All,
}

/// The files that go, as a query for their ids.
fn files(what: &Forget) -> (&'static str, Vec<rusqlite::types::Value>) {
    match what {
        Forget::One(EntityKind::File, value) => {
            ("SELECT id FROM entity WHERE kind = 'file' AND value = ?1", vec![value.clone().into()])
        }
        Forget::One(kind, value) => (
            "SELECT file FROM signed JOIN entity ON entity.id = signer WHERE kind = ?1 AND value = ?2",
            vec![kind.name().to_owned().into(), value.clone().into()],
        ),
        Forget::Before(time) => (
            "SELECT id FROM entity WHERE kind = 'file' AND last_seen < ?1 AND tag IS NULL AND note IS NULL",
            vec![time.unix().into()],
        ),
        Forget::All => ("SELECT id FROM entity WHERE kind = 'file'", Vec::new()),
    }
}

/// What is left of the signers when files are gone: sums anew, and nobody that stands for nothing.
const SUMS: &str = "
UPDATE entity SET
    files = (SELECT count(*) FROM signed WHERE signer = entity.id),
    first_seen = (SELECT min(file.first_seen) FROM signed JOIN entity AS file ON file.id = signed.file
                  WHERE signer = entity.id),
    last_seen = (SELECT max(file.last_seen) FROM signed JOIN entity AS file ON file.id = signed.file
                 WHERE signer = entity.id)
WHERE kind <> 'file';
DELETE FROM entity WHERE kind <> 'file' AND files = 0 AND tag IS NULL AND note IS NULL;
";

impl Store {
    /// How many files would be forgotten.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count(&self, what: &Forget) -> Result<u64, HistoryError> {
        let (query, values) = files(what);
        let sql = format!("SELECT count(*) FROM ({query})");
        let count = self.connection.query_row(&sql, rusqlite::params_from_iter(values), |row| row.get(0));
        count.map_err(|error| self.failed(&error))
    }

    /// Forgets, and overwrites what was there; gives how many files went.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing is forgotten.
    pub fn forget(&mut self, what: &Forget) -> Result<u64, HistoryError> {
        let gone = delete(&mut self.connection, what).map_err(|error| self.failed(&error))?;
        // The log still holds the old pages; with another instance reading, it is emptied later.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(gone)
    }
}

fn delete(connection: &mut Connection, what: &Forget) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (query, values) = files(what);
    let sql = format!("DELETE FROM entity WHERE id IN ({query})");
    let gone = transaction.execute(&sql, rusqlite::params_from_iter(values))?;
    match what {
        Forget::All => {
            transaction.execute("DELETE FROM entity", [])?;
        }
        Forget::One(kind, value) => {
            transaction.execute("DELETE FROM entity WHERE kind = ?1 AND value = ?2", (kind.name(), value))?;
            transaction.execute_batch(SUMS)?;
        }
        Forget::Before(_) => transaction.execute_batch(SUMS)?,
    }
    transaction.commit()?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}
