//! One value a line, for anything that takes a list.

use std::collections::HashSet;

use crate::ioc::basket::Basket;
use crate::ioc::value::Value;

/// The values, what all files share first.
pub(super) fn plain(basket: &Basket) -> String {
    lines(basket, Value::shown)
}

/// The values with addresses that no program turns into a link.
pub(super) fn defanged(basket: &Basket) -> String {
    lines(basket, Value::defanged)
}

fn lines(basket: &Basket, write: impl Fn(&Value) -> String) -> String {
    let mut known: HashSet<String> = HashSet::new();
    let lines = basket.ordered().map(|entry| write(&entry.value));
    // The same text may be the value of two fields, an organization's name as CN and as O.
    let lines: Vec<String> = lines.filter(|line| known.insert(line.clone())).collect();
    lines.join("\n")
}
