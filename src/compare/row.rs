//! One line of the table, and how a difference is told.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::Instant;
use crate::report::in_words;
use crate::rules::comparison::Spot;

/// One field of both files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Where the field belongs: `file`, `signature 1 / signer` …
    pub section: String,
    /// Its name.
    pub field: String,
    /// The value of A; `None` when A has no such field.
    pub left: Option<String>,
    /// The value of B; `None` when B has no such field.
    pub right: Option<String>,
    /// What the two values are to each other.
    pub state: RowState,
    /// Why a difference may not mean much.
    pub soft: Option<Soft>,
    /// The lowest certificate that both signers' chains share.
    pub common_ancestor: bool,
    /// What is meant in A.
    #[serde(skip)]
    pub left_spot: Spot,
    /// What is meant in B.
    #[serde(skip)]
    pub right_spot: Spot,
}

/// What the two values of a row are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Both files have it, and it is the same.
    Same,
    /// Both files have it, and it differs.
    Different,
    /// A alone has it.
    LeftOnly,
    /// B alone has it.
    RightOnly,
}

impl RowState {
    /// The mark at the edge of the table.
    pub const fn mark(self) -> char {
        match self {
            Self::Same => '=',
            Self::Different => '~',
            Self::LeftOnly => '<',
            Self::RightOnly => '>',
        }
    }
}

/// Why a difference may not mean much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Soft {
    /// Equal but for upper and lower case.
    CaseOnly,
    /// Equal but for spaces.
    SpacesOnly,
    /// The same members in another order.
    OrderOnly,
    /// B is later than A by so many seconds; earlier when negative.
    Later(i64),
    /// Two certificates for one public key.
    SameKey,
    /// One signature with other unsigned attributes or certificates.
    UnsignedOnly,
}

impl fmt::Display for Soft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CaseOnly => f.write_str("case only"),
            Self::SpacesOnly => f.write_str("spaces only"),
            Self::OrderOnly => f.write_str("order only"),
            Self::Later(0) => f.write_str("fraction of a second"),
            Self::Later(seconds) => {
                let sign = if *seconds > 0 { "+" } else { "" };
                write!(f, "{sign}{}", in_words(*seconds))
            }
            Self::SameKey => f.write_str("same key, re-issued"),
            Self::UnsignedOnly => f.write_str("unsigned parts only"),
        }
    }
}

impl Serialize for Soft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Collects rows.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// The rows in order.
    pub(super) fn finish(self) -> Vec<Row> {
        self.rows
    }

    /// Starts a section about one thing that each file has or has not.
    pub(super) fn section<T: Copy>(
        &mut self,
        name: impl Into<String>,
        left: Option<T>,
        right: Option<T>,
    ) -> Section<'_, T> {
        Section {
            table: self,
            name: name.into(),
            prefix: String::new(),
            left,
            right,
            left_spot: Spot::default(),
            right_spot: Spot::default(),
        }
    }
}

/// Rows about one thing of both files.
pub(super) struct Section<'t, T> {
    table: &'t mut Table,
    name: String,
    prefix: String,
    left: Option<T>,
    right: Option<T>,
    left_spot: Spot,
    right_spot: Spot,
}

impl<T: Copy> Section<'_, T> {
    /// Puts a word before the name of each field.
    #[must_use]
    pub(super) fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = format!("{prefix} ");
        self
    }

    /// Says what the rows are about.
    #[must_use]
    pub(super) fn spots(mut self, spot: impl Fn(T) -> Spot) -> Self {
        self.left_spot = self.left.map(&spot).unwrap_or_default();
        self.right_spot = self.right.map(&spot).unwrap_or_default();
        self
    }

    /// A text. A field that neither file has makes no row.
    pub(super) fn text<V: Into<String>>(&mut self, field: &str, value: impl Fn(T) -> Option<V>) -> &mut Self {
        let of = |one: Option<T>| one.and_then(&value).map(Into::into);
        let (left, right): (Option<String>, Option<String>) = (of(self.left), of(self.right));
        let soft = left.as_deref().zip(right.as_deref()).and_then(|(left, right)| soft_of_texts(left, right));
        self.push(field, left, right, soft);
        self
    }

    /// A moment.
    pub(super) fn time(&mut self, field: &str, value: impl Fn(T) -> Option<Instant>) -> &mut Self {
        let (left, right) = (self.left.and_then(&value), self.right.and_then(&value));
        let soft = left
            .zip(right)
            .filter(|(left, right)| left != right)
            .map(|(left, right)| Soft::Later(right.seconds_since(left)));
        self.push(field, left.map(|time| time.to_string()), right.map(|time| time.to_string()), soft);
        self
    }

    /// A list whose order rarely matters; an empty one counts as absent.
    pub(super) fn list(&mut self, field: &str, value: impl Fn(T) -> Vec<String>) -> &mut Self {
        let of = |one: Option<T>| one.map(&value).filter(|list| !list.is_empty());
        let (left, right) = (of(self.left), of(self.right));
        let soft = left
            .as_ref()
            .zip(right.as_ref())
            .and_then(|(left, right)| soft_of_lists(left.iter().map(String::as_str), right.iter().map(String::as_str)));
        self.push(field, left.map(|list| list.join(", ")), right.map(|list| list.join(", ")), soft);
        self
    }

    /// One row whose state is decided already.
    pub(super) fn row(
        &mut self,
        field: &str,
        left: Option<String>,
        right: Option<String>,
        soft: Option<Soft>,
    ) -> &mut Self {
        self.push(field, left, right, soft);
        self
    }

    /// Marks the last row as the common ancestor.
    pub(super) fn mark_common_ancestor(&mut self) {
        if let Some(row) = self.table.rows.last_mut() {
            row.common_ancestor = true;
        }
    }

    fn push(&mut self, field: &str, left: Option<String>, right: Option<String>, soft: Option<Soft>) {
        let state = match (&left, &right) {
            (None, None) => return,
            (Some(_), None) => RowState::LeftOnly,
            (None, Some(_)) => RowState::RightOnly,
            (Some(left), Some(right)) if left == right && soft.is_none() => RowState::Same,
            (Some(_), Some(_)) => RowState::Different,
        };
        self.table.rows.push(Row {
            section: self.name.clone(),
            field: format!("{}{field}", self.prefix),
            left,
            right,
            state,
            soft,
            common_ancestor: false,
            left_spot: self.left_spot,
            right_spot: self.right_spot,
        });
    }
}

/// What two texts that differ have in common after all.
pub(super) fn soft_of_texts(left: &str, right: &str) -> Option<Soft> {
    let no_spaces = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    if left == right {
        None
    } else if left.to_lowercase() == right.to_lowercase() {
        Some(Soft::CaseOnly)
    } else if no_spaces(left) == no_spaces(right) {
        Some(Soft::SpacesOnly)
    } else {
        None
    }
}

/// Tells whether two lists that differ have the same members.
pub(super) fn soft_of_lists<'a>(
    left: impl Iterator<Item = &'a str>,
    right: impl Iterator<Item = &'a str>,
) -> Option<Soft> {
    let (mut left, mut right): (Vec<_>, Vec<_>) = (left.collect(), right.collect());
    if left == right {
        return None;
    }
    left.sort_unstable();
    right.sort_unstable();
    (left == right).then_some(Soft::OrderOnly)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(left: &str, right: &str) -> Row {
        let mut table = Table::default();
        table.section("file", Some(left), Some(right)).text("name", Some);
        table.finish().remove(0)
    }

    #[test]
    fn difference_of_case_or_spaces_is_named() {
        assert_eq!((row("A", "A").state, row("A", "A").soft), (RowState::Same, None));
        assert_eq!(row("CN=Exampleco", "CN=EXAMPLECO").soft, Some(Soft::CaseOnly));
        assert_eq!(row("a b", "ab").soft, Some(Soft::SpacesOnly));
        assert_eq!((row("a", "b").state, row("a", "b").soft), (RowState::Different, None));
    }

    #[test]
    fn distance_of_two_times_is_told_with_its_sign() {
        assert_eq!(Soft::Later(7 * 86_400 + 13 * 3_600).to_string(), "+7 d 13 h");
        assert_eq!(Soft::Later(-61).to_string(), "-1 min 1 s");
    }

    #[test]
    fn value_on_one_side_alone_is_no_difference_of_both() {
        let mut table = Table::default();
        table.section("file", Some("x"), None).text("name", Some).text("other", |_| None::<String>);
        let rows = table.finish();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows.first().map(|row| row.state), Some(RowState::LeftOnly));
    }
}
