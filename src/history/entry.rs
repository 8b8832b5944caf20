//! Everything that the history holds, for lists, searches and exports.

use std::collections::BTreeMap;

use rusqlite::Row;
use serde::Serialize;

use super::sighting::Named;
use super::store::time;
use super::{HistoryError, Store};
use crate::model::{EntityKind, Instant};

/// One thing of the history with all that is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Which one.
    #[serde(flatten)]
    pub named: Named,
    /// In how many distinct files it was seen; 1 for a file.
    pub files: u64,
    /// Runs of the program that looked at the file.
    pub runs: Option<u64>,
    /// When it was seen first.
    pub first_seen: Option<Instant>,
    /// When it was seen last.
    pub last_seen: Option<Instant>,
    /// The analyst's tag.
    pub tag: Option<String>,
    /// The analyst's note.
    pub note: Option<String>,
    /// The leaves, by SHA-256, that a file was seen to be signed with.
    pub signed_by: Vec<String>,
}

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Those of this kind.
    pub kind: Option<EntityKind>,
    /// Those with this tag.
    pub tag: Option<String>,
    /// Those with this text anywhere, whatever its case; colons between the bytes of a hash may stand there.
    pub text: Option<String>,
}

impl Choice {
    fn takes(&self, entry: &Entry) -> bool {
        self.kind.is_none_or(|kind| kind == entry.named.kind)
            && self.tag.as_ref().is_none_or(|tag| entry.tag.as_ref() == Some(tag))
            && self.text.as_ref().is_none_or(|text| contains(entry, text))
    }
}

fn contains(entry: &Entry, text: &str) -> bool {
    let (plain, digits) = (text.to_lowercase(), hex_digits(text));
    let named = &entry.named;
    let texts = [&named.name, &named.issuer, &named.verdict, &entry.tag, &entry.note];
    let hashes = [&named.serial, &named.sha1, &named.md5];
    let has = |held: &str, wanted: &str| held.to_lowercase().contains(wanted);
    has(&named.value, &plain)
        || texts.into_iter().flatten().any(|held| has(held, &plain))
        || digits.is_some_and(|digits| {
            has(&named.value, &digits) || hashes.into_iter().flatten().any(|held| has(held, &digits))
        })
}

/// A hash, thumbprint or serial number as it is kept; `None` for any other text.
fn hex_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|character| !matches!(character, ':' | ' ')).collect();
    let is_hex = !digits.is_empty() && digits.chars().all(|character| character.is_ascii_hexdigit());
    is_hex.then(|| digits.to_ascii_lowercase())
}

const COLUMNS: &str = "SELECT kind, value, name, issuer, serial, sha1, md5, verdict, files, runs, first_seen, last_seen, \
                       tag, note FROM entity ";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind: String = row.get(0)?;
    Ok(Entry {
        named: Named {
            // The table holds no other name.
            kind: EntityKind::from_name(&kind).unwrap_or(EntityKind::File),
            value: row.get(1)?,
            name: row.get(2)?,
            issuer: row.get(3)?,
            serial: row.get(4)?,
            sha1: row.get(5)?,
            md5: row.get(6)?,
            verdict: row.get(7)?,
        },
        files: row.get(8)?,
        runs: row.get(9)?,
        first_seen: time(row, 10)?,
        last_seen: time(row, 11)?,
        tag: row.get(12)?,
        note: row.get(13)?,
        signed_by: Vec::new(),
    })
}

impl Store {
    /// The chosen entries, by kind, those seen last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn entries(&self, choice: &Choice) -> Result<Vec<Entry>, HistoryError> {
        self.read_entries(choice).map_err(|error| self.failed(&error))
    }

    fn read_entries(&self, choice: &Choice) -> rusqlite::Result<Vec<Entry>> {
        // One transaction: the entries and who signed them are of the same moment.
        let reading = self.connection.unchecked_transaction()?;
        let mut statement = reading.prepare(&format!("{COLUMNS} ORDER BY last_seen IS NULL, last_seen DESC, value"))?;
        let mut entries = Vec::new();
        for read in statement.query_map([], entry)? {
            let read = read?;
            if choice.takes(&read) {
                entries.push(read);
            }
        }
        entries.sort_by_key(|entry| entry.named.kind);
        if entries.iter().any(|entry| entry.named.kind == EntityKind::File) {
            let mut signers: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let sql = "SELECT file.value, signer.value FROM signed JOIN entity AS file ON file.id = signed.file
                       JOIN entity AS signer ON signer.id = signed.signer WHERE signer.kind = 'leaf' ORDER BY 1, 2";
            let mut statement = reading.prepare(sql)?;
            for pair in statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
                let (file, signer) = pair?;
                signers.entry(file).or_default().push(signer);
            }
            for entry in entries.iter_mut().filter(|entry| entry.named.kind == EntityKind::File) {
                entry.signed_by = signers.remove(&entry.named.value).unwrap_or_default();
            }
        }
        Ok(entries)
    }

    /// The entries that a value means: themselves, the hash of a leaf or a file by any algorithm, the common name of a
    /// subject.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn named(&self, value: &str, kind: Option<EntityKind>) -> Result<Vec<Entry>, HistoryError> {
        let read = || -> rusqlite::Result<Vec<Entry>> {
            let sql = format!(
                "{COLUMNS} WHERE (?3 IS NULL OR kind = ?3) AND (value = ?1 OR value = ?2 OR sha1 = ?2 OR md5 = ?2
                     OR (kind = 'subject' AND name = ?1)) ORDER BY kind, value"
            );
            let mut statement = self.connection.prepare(&sql)?;
            let digits = hex_digits(value).unwrap_or_else(|| value.to_owned());
            statement.query_map((value, digits, kind.map(EntityKind::name)), entry)?.collect()
        };
        read().map_err(|error| self.failed(&error))
    }
}
