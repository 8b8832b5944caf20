//! What the analyst brought, in short: of each list its kind, its size and its date. And how another one is opened.
//!
//! In: a policy, or the path of a file. Out: what reports and screens say of the lists; a list that the policy can take
//! up. The age of a list is counted at the moment that trust is judged as of, never by a clock.

mod open;
mod text;

use serde::{Deserialize, Serialize};

pub use self::open::{OpenListError, Opened, open};
pub(crate) use self::text::decode;
use crate::model::Instant;
use crate::policy::Policy;
use crate::text::grouped;

/// A list that does not say until when it holds is called old after so many days.
const OLD_DAYS: i64 = 30;

/// What a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
    /// Microsoft's list of blocked certificates.
    Disallowed,
    /// A list of abused certificates.
    KnownBad,
    /// A block list of drivers.
    BlockList,
}

impl ListKind {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Crl => "CRL",
            Self::Ocsp => "OCSP",
            Self::Disallowed => "disallowed",
            Self::KnownBad => "known-bad",
            Self::BlockList => "block list",
        }
    }
}

/// Whether a list is too old to rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// It is not.
    Fresh,
    /// It does not say until when it holds, and is older than a month.
    Old,
    /// The next one was due before the moment of the judgement.
    Overdue,
    /// It has no date.
    Undated,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtList {
    /// What it is.
    pub kind: ListKind,
    /// The file, as given.
    pub file: String,
    /// Entries, lines or answers in it; `None` where they are not counted.
    pub entries: Option<usize>,
    /// Its date: thisUpdate, its newest line, else when the file was written.
    pub as_of: Option<Instant>,
    /// When the next one is due; `None` when that is not stated.
    pub next_update: Option<Instant>,
    /// Whole days from its date to the moment of the judgement.
    pub age_days: Option<i64>,
    /// Whether it is too old to rely on.
    pub freshness: Freshness,
}

impl BroughtList {
    /// A list, seen at a moment.
    pub(crate) fn new(
        kind: ListKind,
        file: &str,
        entries: Option<usize>,
        (as_of, next_update): (Option<Instant>, Option<Instant>),
        at: Instant,
    ) -> Self {
        let age_days = as_of.map(|date| at.unix().saturating_sub(date.unix()).div_euclid(86_400));
        let freshness = match (next_update, age_days) {
            (Some(next), _) if next < at => Freshness::Overdue,
            (Some(_), _) => Freshness::Fresh,
            (None, None) => Freshness::Undated,
            (None, Some(age)) if age > OLD_DAYS => Freshness::Old,
            (None, Some(_)) => Freshness::Fresh,
        };
        Self { kind, file: file.to_owned(), entries, as_of, next_update, age_days, freshness }
    }
}

impl Policy {
    /// Every list that the policy holds, as seen at its moment.
    pub fn lists(&self) -> Vec<BroughtList> {
        let mut lists = self.revocation.brought(self.at);
        let disallowed = self.disallowed.lists();
        lists.extend(
            disallowed
                .map(|(file, date)| BroughtList::new(ListKind::Disallowed, file, None, (Some(date), None), self.at)),
        );
        lists.extend(
            self.known_bad.lists().map(|(file, lines, date)| {
                BroughtList::new(ListKind::KnownBad, file, Some(lines), (date, None), self.at)
            }),
        );
        lists.extend(self.block_lists.lists().map(|(file, entries, date)| {
            BroughtList::new(ListKind::BlockList, file, Some(entries), (date, None), self.at)
        }));
        lists
    }
}

/// All lists in one line: `CRL 3 (oldest 12 d, 1 overdue), known-bad 1 204 lines (40 d, old)`; empty without any.
pub fn in_one_line(lists: &[BroughtList]) -> String {
    let kinds = [ListKind::Crl, ListKind::Ocsp, ListKind::Disallowed, ListKind::KnownBad, ListKind::BlockList];
    let parts = kinds.into_iter().filter_map(|kind| {
        let same: Vec<&BroughtList> = lists.iter().filter(|list| list.kind == kind).collect();
        (!same.is_empty()).then(|| format!("{} {}", kind.words(), of_one_kind(kind, &same)))
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn of_one_kind(kind: ListKind, lists: &[&BroughtList]) -> String {
    let count = grouped(lists.len() as u64);
    let entries = lists.iter().filter_map(|list| list.entries).fold(0_usize, usize::saturating_add);
    let count = match kind {
        ListKind::KnownBad if entries == 1 => "1 line".to_owned(),
        ListKind::KnownBad => format!("{} lines", grouped(entries as u64)),
        ListKind::BlockList if entries == 1 => "1 entry".to_owned(),
        ListKind::BlockList => format!("{} entries", grouped(entries as u64)),
        ListKind::Crl | ListKind::Ocsp | ListKind::Disallowed => count,
    };
    let mut notes = Vec::new();
    if let Some(age) = lists.iter().filter_map(|list| list.age_days).max() {
        let oldest = if lists.len() > 1 { "oldest " } else { "" };
        notes.push(format!("{oldest}{} d", grouped(u64::try_from(age).unwrap_or(0))));
    }
    for (freshness, word) in
        [(Freshness::Overdue, "overdue"), (Freshness::Old, "old"), (Freshness::Undated, "without a date")]
    {
        match lists.iter().filter(|list| list.freshness == freshness).count() {
            0 => {}
            count if count == lists.len() => notes.push(word.to_owned()),
            count => notes.push(format!("{count} {word}")),
        }
    }
    format!("{count} ({})", notes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(kind: ListKind, entries: usize, from: &str, next: Option<&str>) -> BroughtList {
        let time = |text: &str| text.parse().unwrap();
        let dates = (Some(time(from)), next.map(time));
        BroughtList::new(kind, "x", Some(entries), dates, time("2026-06-30T12:00:00Z"))
    }

    #[test]
    fn line_counts_each_kind_and_says_in_words_what_is_too_old() {
        let lists = [
            list(ListKind::Crl, 3, "2026-06-28", Some("2026-07-05")),
            list(ListKind::Crl, 3, "2026-06-18", Some("2026-06-25")),
            list(ListKind::KnownBad, 1_204, "2026-05-21", None),
        ];
        assert_eq!(in_one_line(&lists), "CRL 2 (oldest 12 d, 1 overdue), known-bad 1 204 lines (40 d, old)");
        assert_eq!(in_one_line(&[]), "");
    }

    #[test]
    fn list_that_states_when_it_ends_is_not_old_before() {
        assert_eq!(list(ListKind::Crl, 0, "2026-01-01", Some("2026-12-31")).freshness, Freshness::Fresh);
        assert_eq!(list(ListKind::Crl, 0, "2026-01-01", None).freshness, Freshness::Old);
        assert_eq!(list(ListKind::Crl, 0, "2026-07-02", None).age_days, Some(-2), "judged as of before it was made");
    }
}
