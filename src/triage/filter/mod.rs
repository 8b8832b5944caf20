//! The filter language of the list: words, `field:value`, comparisons, negation, regular expressions.
//!
//! In: one line of text. Out: a [`Filter`] that says of any [`Row`] whether it passes, or a [`FilterError`] that says
//! where the text cannot be read. All terms must hold.
//!
//! ```text
//! sev>=warn signer:exampleco not:timestamp after:2026-06-01
//! finding:short-lived ext:exe|dll -identity:none /invoice_\d+/
//! ```

mod field;
mod parse;
mod value;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

use regex::Regex;

pub use field::{FIELDS, FieldHelp};

use super::Row;
use field::{Flag, Measure, TextField};

/// Which rows of a list are seen.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    text: String,
    terms: Vec<Term>,
}

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FilterError {
    /// First byte of the piece that cannot be read.
    pub at: usize,
    /// Its length in bytes; 0 at the end of the text.
    pub length: usize,
    /// What is wrong with it, without a full stop.
    pub message: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.at.saturating_add(1), self.message)
    }
}

/// One condition.
#[derive(Debug, Clone)]
struct Term {
    negated: bool,
    condition: Condition,
}

#[derive(Debug, Clone)]
enum Condition {
    /// The pattern is in one of the texts that a reader sees in the list.
    Anywhere(Regex),
    /// One of the patterns is in the field.
    Text(TextField, Vec<TextPattern>),
    /// The measure compares so with the value.
    Compare(Measure, Comparison, i64),
    /// The row has the property.
    Has(Flag),
}

#[derive(Debug, Clone)]
enum TextPattern {
    /// The field has no value.
    Absent,
    /// The expression is found in the value.
    Found(Regex),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    NotEqual,
    AtLeast,
    More,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Less => ordering == Ordering::Less,
            Self::AtMost => ordering != Ordering::Greater,
            Self::Equal => ordering == Ordering::Equal,
            Self::NotEqual => ordering != Ordering::Equal,
            Self::AtLeast => ordering != Ordering::Less,
            Self::More => ordering == Ordering::Greater,
        }
    }
}

impl Filter {
    /// Reads a filter; an empty text lets every row pass.
    ///
    /// # Errors
    /// When the text names a field that does not exist, or a value that the field cannot have.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ok(Self { text: text.to_owned(), terms: parse::parse(text)? })
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tells whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Tells whether a row passes: all terms hold.
    pub fn matches(&self, row: &Row) -> bool {
        self.terms.iter().all(|term| term.condition.holds(row) != term.negated)
    }
}

impl Condition {
    fn holds(&self, row: &Row) -> bool {
        match self {
            Self::Anywhere(pattern) => field::is_anywhere(row, pattern),
            Self::Text(field, patterns) => field.any(row, |value| {
                patterns.iter().any(|pattern| match (pattern, value) {
                    (TextPattern::Absent, None) => true,
                    (TextPattern::Found(pattern), Some(value)) => pattern.is_match(value),
                    _ => false,
                })
            }),
            // A row without the value is neither less nor more.
            Self::Compare(measure, comparison, value) => {
                measure.of(row).is_some_and(|measured| comparison.holds(measured.cmp(value)))
            }
            Self::Has(flag) => flag.holds(row),
        }
    }
}
