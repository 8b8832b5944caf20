//! The tables, and which version of them a database has.

use rusqlite::{Connection, TransactionBehavior};

/// The version that this program reads and writes, in `PRAGMA user_version`.
pub(super) const VERSION: i64 = 1;

/// Everything is an entity: a file, a leaf certificate, its subject, its durable identity. `signed` says which of the
/// other three each file was seen with. Times are Unix seconds; they are NULL where there only is a tag or a note.
/// `files` and both times of what is no file are sums over its files, kept so that a look-up need not add them up.
const TABLES: &str = "
CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('durable-identity', 'leaf', 'subject', 'file')),
    value TEXT NOT NULL,
    name TEXT,
    issuer TEXT,
    serial TEXT,
    sha1 TEXT,
    md5 TEXT,
    verdict TEXT,
    files INTEGER NOT NULL DEFAULT 0,
    runs INTEGER,
    first_seen INTEGER,
    last_seen INTEGER,
    tag TEXT,
    note TEXT,
    UNIQUE (kind, value)
) STRICT;
CREATE TABLE signed (
    file INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    signer INTEGER NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    PRIMARY KEY (file, signer)
) STRICT, WITHOUT ROWID;
CREATE INDEX signed_by_signer ON signed (signer);
";

/// The version of a database; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Makes the tables in an empty database, once, however many instances try it at the same moment.
pub(super) fn make(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&transaction)? == 0 {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()
}
