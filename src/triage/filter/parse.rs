//! A line of text to terms.

use super::field::{FIELDS, Flag, Measure, TextField};
use super::value::{expression, literal, number, text_pattern, time};
use super::{Comparison, Condition, FilterError, Term};
use crate::text::is_one_edit_apart;

/// Terms of one filter: more are a paste that went wrong.
const TERMS: usize = 256;

/// Reads all terms of a filter. Ends where the text ends: each round takes a character at least.
pub(super) fn parse(text: &str) -> Result<Vec<Term>, FilterError> {
    let mut reader = Reader { text, at: 0 };
    let mut terms = Vec::new();
    loop {
        reader.skip_spaces();
        if reader.rest().is_empty() {
            return Ok(terms);
        }
        if terms.len() == TERMS {
            return Err(reader.error(reader.at, format!("more than {TERMS} terms")));
        }
        terms.push(reader.term()?);
    }
}

/// The operators, longer ones before those they begin with.
const OPERATORS: [(&str, Comparison); 6] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("!=", Comparison::NotEqual),
    (">", Comparison::More),
    ("<", Comparison::Less),
    ("=", Comparison::Equal),
];

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// A value as typed.
enum Value<'t> {
    /// Without quotes: `|` separates alternatives.
    Bare(&'t str),
    /// Between quotes, taken as it is.
    Quoted(String),
    /// Between slashes.
    Expression(&'t str),
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.text.len());
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.advance(rest.len().saturating_sub(rest.trim_start().len()));
    }

    /// An error about what was read since `from`.
    fn error(&self, from: usize, message: impl Into<String>) -> FilterError {
        FilterError { at: from, length: self.at.saturating_sub(from), message: message.into() }
    }

    fn term(&mut self) -> Result<Term, FilterError> {
        let mut negated = false;
        // Each negation takes a character or more.
        loop {
            let rest = self.rest();
            let sign = ["not:", "-", "!"].into_iter().find(|sign| rest.starts_with(sign));
            let Some(sign) = sign else { break };
            let from = self.at;
            self.advance(sign.len());
            negated = !negated;
            if self.rest().is_empty() || self.rest().starts_with(char::is_whitespace) {
                return Err(self.error(from, format!("`{sign}` negates what follows, and nothing does")));
            }
            if sign == "not:"
                && let Some(flag) = self.flag_alone()
            {
                return Ok(Term { negated, condition: Condition::Has(flag) });
            }
        }
        let condition = self.condition()?;
        Ok(Term { negated, condition })
    }

    /// A property named alone, as in `not:timestamp`.
    fn flag_alone(&mut self) -> Option<Flag> {
        let word = self.rest().split(char::is_whitespace).next()?;
        let flag = Flag::find(&word.to_ascii_lowercase())?;
        self.advance(word.len());
        Some(flag)
    }

    fn condition(&mut self) -> Result<Condition, FilterError> {
        let from = self.at;
        let name: String = self
            .rest()
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || "_-".contains(*character))
            .collect();
        let behind = self.rest().get(name.len()..).unwrap_or_default();
        let operator = OPERATORS.into_iter().find(|(sign, _)| behind.starts_with(sign));
        if name.is_empty() || !(behind.starts_with(':') || operator.is_some()) {
            let value = self.value()?;
            let pattern = match value {
                Value::Bare(text) => literal(text),
                Value::Quoted(text) => literal(&text),
                Value::Expression(text) => expression(text),
            };
            return pattern.map(Condition::Anywhere).map_err(|message| self.error(from, message));
        }
        let name_end = from.saturating_add(name.len());
        self.advance(name.len().saturating_add(operator.map_or(1, |(sign, _)| sign.len())));
        let value_from = self.at;
        let value = self.value()?;
        let comparison = operator.map(|(_, comparison)| comparison);
        let name = name.to_ascii_lowercase();
        self.named(&name, comparison, &value).map_err(|problem| match problem {
            Problem::Name(message) => FilterError { at: from, length: name_end.saturating_sub(from), message },
            Problem::Value(message) => self.error(value_from, message),
        })
    }

    /// The condition of a named field.
    fn named(&self, name: &str, comparison: Option<Comparison>, value: &Value<'_>) -> Result<Condition, Problem> {
        if value.is_empty() {
            return Err(Problem::Value(format!("`{name}` needs a value")));
        }
        if let Some(side) = match name {
            "after" => Some(Comparison::AtLeast),
            "before" => Some(Comparison::Less),
            _ => None,
        } {
            let text = value.plain();
            let time =
                time(&text).ok_or_else(|| Problem::Value(format!("`{text}` is no time: write it like 2026-04-08")))?;
            return Ok(Condition::Compare(Measure::Signed, side, time.unix()));
        }
        if matches!(name, "has" | "is") {
            let text = value.plain().to_ascii_lowercase();
            return Flag::find(&text).map(Condition::Has).ok_or_else(|| {
                Problem::Value(format!("`{text}` is no property: timestamp, signature, nested, identity, error"))
            });
        }
        if let Some(measure) = Measure::find(name) {
            let number = number(&value.plain(), measure.unit()).map_err(Problem::Value)?;
            return Ok(Condition::Compare(measure, comparison.unwrap_or(Comparison::Equal), number));
        }
        let Some(field) = TextField::find(name) else {
            return Err(Problem::Name(format!("there is no field `{name}`{}", closest(name))));
        };
        text_condition(field, name, comparison, value)
    }

    fn value(&mut self) -> Result<Value<'t>, FilterError> {
        let from = self.at;
        match self.rest().chars().next() {
            Some('"') => self.quoted(from),
            // A path may begin with a slash: only one that is closed makes an expression.
            Some('/') => match closing_slash(self.rest()) {
                Some(end) => {
                    let inner = self.rest().get(1..end).unwrap_or_default();
                    self.advance(end.saturating_add(1));
                    Ok(Value::Expression(inner))
                }
                None => Ok(self.bare()),
            },
            _ => Ok(self.bare()),
        }
    }

    fn bare(&mut self) -> Value<'t> {
        let word = self.rest().split(char::is_whitespace).next().unwrap_or_default();
        self.advance(word.len());
        Value::Bare(word)
    }

    /// A text between quotes; a backslash takes the next quote or backslash as it is.
    fn quoted(&mut self, from: usize) -> Result<Value<'t>, FilterError> {
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.advance(at.saturating_add(1));
                    return Ok(Value::Quoted(text));
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        self.at = self.text.len();
        Err(self.error(from, "the quote is not closed"))
    }
}

/// What an error is about.
enum Problem {
    Name(String),
    Value(String),
}

impl Value<'_> {
    fn is_empty(&self) -> bool {
        self.plain().is_empty()
    }

    fn plain(&self) -> String {
        match self {
            Self::Bare(text) | Self::Expression(text) => (*text).to_owned(),
            Self::Quoted(text) => text.clone(),
        }
    }
}

fn text_condition(
    field: TextField,
    name: &str,
    comparison: Option<Comparison>,
    value: &Value<'_>,
) -> Result<Condition, Problem> {
    let exact = match comparison {
        None => false,
        Some(Comparison::Equal) => true,
        Some(_) => {
            return Err(Problem::Name(format!(
                "`{name}` is a text: ask with `{name}:` or `{name}=`, negate with `not:`"
            )));
        }
    };
    let patterns: Result<Vec<_>, String> = match value {
        Value::Bare(text) => {
            text.split('|').filter(|one| !one.is_empty()).map(|one| text_pattern(field, one, exact)).collect()
        }
        Value::Quoted(text) if text.eq_ignore_ascii_case("none") => {
            literal(text).map(|pattern| vec![super::TextPattern::Found(pattern)])
        }
        Value::Quoted(text) => text_pattern(field, text, exact).map(|pattern| vec![pattern]),
        Value::Expression(text) => expression(text).map(|pattern| vec![super::TextPattern::Found(pattern)]),
    };
    match patterns.map_err(Problem::Value)? {
        // Nothing but separators: no file could pass.
        patterns if patterns.is_empty() => Err(Problem::Value(format!("`{name}` needs a value"))),
        patterns => Ok(Condition::Text(field, patterns)),
    }
}

/// The end of an expression: a slash that no backslash precedes and that ends the word.
fn closing_slash(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '/' if !escaped => {
                let behind = text.get(at.saturating_add(1)..).unwrap_or_default();
                if behind.is_empty() || behind.starts_with(char::is_whitespace) {
                    return Some(at);
                }
            }
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    None
}

/// A hint at a field of a similar name, or at the quotes that make a text of it.
fn closest(name: &str) -> String {
    let similar = FIELDS
        .iter()
        .map(|field| field.name)
        .find(|field| field.starts_with(name) || name.starts_with(field) || is_one_edit_apart(field, name));
    similar.map_or_else(|| "; put text with a colon between quotes".to_owned(), |field| format!(": `{field}`?"))
}
