//! One connection to the database: opened with care, read, and written in transactions.
//!
//! The write-ahead log lets one instance write while others read; a commit is on the disk before it is reported, so that
//! neither a killed program nor a lost machine takes it back.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};

use super::sighting::Named;
use super::{HistoryError, Sighting, folder, schema};
use crate::model::{EntityKind, Instant, SeenBefore};

/// How long one instance waits for another one's transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tries to turn the write-ahead log on, and the time between them: as long as [`PATIENCE`] in all.
const TRIES: u32 = 500;
const PAUSE: Duration = Duration::from_millis(20);

/// A connection to the history.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the database, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, is damaged, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        folder::make(path).map_err(|source| HistoryError::Make { path: path.to_path_buf(), source })?;
        let failed = |error: rusqlite::Error| HistoryError::of(&error, path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let found = schema::version(&connection).map_err(failed)?;
        if found > schema::VERSION {
            return Err(HistoryError::Newer { path: path.to_path_buf(), found, known: schema::VERSION });
        }
        settings(&connection).map_err(failed)?;
        write_ahead(&connection, TRIES).map_err(failed)?;
        if found == 0 {
            schema::make(&mut connection).map_err(failed)?;
        }
        Ok(Self { connection, path: path.to_path_buf() })
    }

    /// Opens the database where there is one.
    ///
    /// # Errors
    /// As [`Self::open`], and when the folder does not tell whether there is one.
    pub fn open_existing(path: &Path) -> Result<Option<Self>, HistoryError> {
        let untold = |source| HistoryError::Look { path: path.to_path_buf(), source };
        if path.try_exists().map_err(untold)? { Self::open(path).map(Some) } else { Ok(None) }
    }

    /// What SQLite says, about this database.
    pub(super) fn failed(&self, error: &rusqlite::Error) -> HistoryError {
        HistoryError::of(error, &self.path)
    }

    /// What is known about one thing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn seen(&self, kind: EntityKind, value: &str) -> Result<Option<SeenBefore>, HistoryError> {
        let sql = "SELECT files, runs, first_seen, last_seen, tag, note FROM entity WHERE kind = ?1 AND value = ?2";
        let read = |row: &Row<'_>| {
            Ok(SeenBefore {
                kind,
                value: value.to_owned(),
                files: row.get(0)?,
                runs: row.get(1)?,
                first_seen: time(row, 2)?,
                last_seen: time(row, 3)?,
                tag: row.get(4)?,
                note: row.get(5)?,
            })
        };
        let found = self.connection.query_row(sql, (kind.name(), value), read).optional();
        found.map_err(|error| self.failed(&error))
    }

    /// Writes sightings, all of them or none. Each is a run of its own that looked at the file.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing was.
    pub fn record(&mut self, sightings: &[Sighting]) -> Result<(), HistoryError> {
        let path = self.path.clone();
        self.write(sightings).map_err(|error| HistoryError::of(&error, &path))
    }

    fn write(&mut self, sightings: &[Sighting]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut file = transaction.prepare(&upsert("files = 1, runs = coalesce(runs, 0) + 1"))?;
            let mut signer = transaction.prepare(&upsert("files = files"))?;
            let mut link = transaction.prepare("INSERT OR IGNORE INTO signed (file, signer) VALUES (?1, ?2)")?;
            let mut count = transaction.prepare("UPDATE entity SET files = files + 1 WHERE id = ?1")?;
            for sighting in sightings {
                let put = |statement: &mut rusqlite::Statement<'_>, named: &Named, files: u64, runs: Option<u64>| {
                    let at = sighting.at.unix();
                    let Named { kind, value, name, issuer, serial, sha1, md5, verdict } = named;
                    let values = params![kind.name(), value, name, issuer, serial, sha1, md5, verdict, files, runs, at];
                    statement.query_row(values, |row| row.get::<_, i64>(0))
                };
                let id = put(&mut file, &sighting.file, 1, Some(1))?;
                for named in &sighting.signers {
                    let signer = put(&mut signer, named, 0, None)?;
                    if link.execute((id, signer))? > 0 {
                        count.execute([signer])?;
                    }
                }
            }
        }
        transaction.commit()
    }
}

/// Settings of the connection.
fn settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is forgotten is overwritten.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "synchronous", "FULL")
}

/// Turns the write-ahead log on, which the file keeps.
///
/// Depending on the lock that another instance holds SQLite waits for it or does not. It is told not to, so that
/// all tries together take no longer than any other wait.
pub(super) fn write_ahead(connection: &Connection, tries: u32) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::ZERO)?;
    let mut last = Ok(());
    for _ in 0..tries {
        last = try_write_ahead(connection);
        if !matches!(&last, Err(error) if is_busy(error)) {
            break;
        }
        sleep(PAUSE);
    }
    connection.busy_timeout(PATIENCE)?;
    last
}

fn try_write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        // Where the file system cannot do it, the database works without.
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
    }
    Ok(())
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Adds an entity or another sighting of it; gives its id. `counted` says what a further one does to the counts.
fn upsert(counted: &str) -> String {
    format!(
        "INSERT INTO entity (kind, value, name, issuer, serial, sha1, md5, verdict, files, runs, first_seen, last_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
         ON CONFLICT (kind, value) DO UPDATE SET {counted},
             name = coalesce(excluded.name, name), issuer = coalesce(excluded.issuer, issuer),
             serial = coalesce(excluded.serial, serial), sha1 = coalesce(excluded.sha1, sha1),
             md5 = coalesce(excluded.md5, md5), verdict = coalesce(excluded.verdict, verdict),
             first_seen = min(coalesce(first_seen, excluded.first_seen), excluded.first_seen),
             last_seen = max(coalesce(last_seen, excluded.last_seen), excluded.last_seen)
         RETURNING id"
    )
}

/// A time in a column, in Unix seconds.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Instant::from_unix))
}
