//! What was seen before: a local database of files and their signers, with the analyst's tags and notes.
//!
//! In: analyses, and when each file was looked at (the clock is the caller's). Out: what was known before. The database
//! is SQLite, shared by every running instance; what was committed outlives a crash. Nothing is written unless the
//! analyst turned the history on. Where the database lies is `folder`'s, what one sighting consists of `sighting`'s,
//! reading and writing it `store`'s; [`Recorder`] does both beside the analysis.

mod entry;
mod error;
mod folder;
mod forget;
mod recorder;
mod remark;
mod schema;
mod sighting;
mod store;
#[cfg(test)]
mod tests;

pub use entry::{Choice, Entry};
pub use error::HistoryError;
pub use folder::path;
pub use forget::Forget;
pub use recorder::Recorder;
pub use remark::{MOST_NOTE, MOST_TAG, Remark, checked_note, checked_tag};
pub use sighting::{Named, Sighting, entities, file, signer};
pub use store::Store;
