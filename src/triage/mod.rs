//! Thousands of files as a list: a small row a file, filtered, sorted, folded, grouped.
//!
//! In: one [`crate::model::Analysis`] after the other, fresh from a scan or out of the records of an earlier report
//! (`records`). Out: a [`List`] that grows while it is looked at, a [`View`] of it that keeps up, and [`groups`] of
//! files that belong together. The full analysis is not kept: it is made again when a file is opened. What a row looks
//! like is left to the workbench.

mod filter;
mod group;
mod list;
mod records;
mod row;
mod sort;
mod view;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use filter::{FIELDS, FieldHelp, Filter, FilterError};
pub use group::{Group, GroupKey, groups};
pub use list::List;
pub use records::{Record, RecordError, Records, record_at, records};
pub use row::{Found, Rating, Row, Signer, Stamp, last_part};
pub use sort::{Direction, Sort, SortKey};
pub use view::{Entry, View};
