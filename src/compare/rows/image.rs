//! Rows about the sections of the images and what they import.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::pairing::Pairing;
use crate::compare::row::{Soft, Table, soft_of_lists, soft_of_texts};
use crate::model::{Import, Location, Pe, Section};
use crate::rules::comparison::{Pair, Spot};

/// Functions of one library that are named.
const NAMED: usize = 32;

pub(super) fn rows(pair: &Pair<'_>, table: &mut Table) {
    let (left, right) = (pair.left.analysis.pe.as_deref(), pair.right.analysis.pe.as_deref());
    sections(left, right, table);
    imports(left, right, table);
}

fn sections(left: Option<&Pe>, right: Option<&Pe>, table: &mut Table) {
    fn list(pe: Option<&Pe>) -> Vec<&Section> {
        pe.into_iter().flat_map(|pe| &pe.sections).collect()
    }
    for (left, right) in Pairing::new(list(left), list(right)).by(|section: &Section| Some(&section.name)).finish() {
        let Some(name) = left.or(right).map(|section| section.name.as_str()) else { continue };
        table
            .section("sections", left, right)
            .spots(|section| Spot::default().at(Some(Location::new(section.offset, section.size))))
            .text(name, |section| Some(words(section)));
    }
}

fn words(section: &Section) -> String {
    let entropy = section.entropy.map_or(String::new(), |entropy| format!(", entropy {entropy:.2}"));
    format!(
        "raw 0x{:x}+0x{:x}, virtual 0x{:x}+0x{:x}{entropy}",
        section.offset, section.size, section.virtual_address, section.virtual_size
    )
}

fn imports(left: Option<&Pe>, right: Option<&Pe>, table: &mut Table) {
    fn list(pe: Option<&Pe>) -> Vec<&Import> {
        pe.into_iter().flat_map(|pe| &pe.imports).collect()
    }
    let pairs = Pairing::new(list(left), list(right))
        .by(|import: &Import| Some(&import.library))
        .by(|import| Some(import.library.to_lowercase()))
        .finish();
    for (left, right) in pairs {
        let Some(library) = left.or(right).map(|import| import.library.as_str()) else { continue };
        let (left_words, right_words, soft) = match (left, right) {
            (Some(left), Some(right)) => both(left, right),
            _ => (left.map(counted), right.map(counted), None),
        };
        table.section("imports", left, right).row(library, left_words, right_words, soft);
    }
}

/// Two imports of one library: how many functions, and which the other does not import.
fn both(left: &Import, right: &Import) -> (Option<String>, Option<String>, Option<Soft>) {
    let soft = soft_of_lists(left.functions.iter(), right.functions.iter());
    let soft = soft.or_else(|| {
        (left.functions == right.functions).then(|| soft_of_texts(&left.library, &right.library)).flatten()
    });
    let words = |one: &Import, other: &Import| {
        let only: Vec<&str> = missing_from(one, other);
        let name = if left.library == right.library { String::new() } else { format!("{}: ", one.library) };
        if only.is_empty() {
            format!("{name}{}", counted(one))
        } else {
            format!("{name}{}, only here: {}", counted(one), named(&only))
        }
    };
    (Some(words(left, right)), Some(words(right, left)), soft)
}

fn counted(import: &Import) -> String {
    match import.functions.len() {
        1 => "1 function".to_owned(),
        count => format!("{count} functions"),
    }
}

/// The functions of one import that the other lacks, repeated ones counted.
fn missing_from<'a>(one: &'a Import, other: &Import) -> Vec<&'a str> {
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    for function in other.functions.iter() {
        let count = there.entry(function).or_default();
        *count = count.saturating_add(1);
    }
    let missing = one.functions.iter().filter(|function| match there.get_mut(function) {
        Some(count) if *count > 0 => {
            *count = count.saturating_sub(1);
            false
        }
        _ => true,
    });
    missing.collect()
}

fn named(functions: &[&str]) -> String {
    let distinct: BTreeSet<&str> = functions.iter().copied().collect();
    let shown: Vec<&str> = distinct.iter().copied().take(NAMED).collect();
    let more = distinct.len().saturating_sub(shown.len());
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
