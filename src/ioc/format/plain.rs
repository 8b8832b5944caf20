//! One value a line, for anything that takes a list.

use std::collections::HashSet;

use super::RenderOptions;
use crate::ioc::basket::Basket;
use crate::text::defang;

/// The values, what all files share first.
pub(super) fn plain(basket: &Basket, options: &RenderOptions) -> String {
    lines(basket, options, |line| line)
}

/// The values with addresses that no program turns into a link.
pub(super) fn defanged(basket: &Basket, options: &RenderOptions) -> String {
    lines(basket, options, |line| defang(&line))
}

fn lines(basket: &Basket, options: &RenderOptions, write: impl Fn(String) -> String) -> String {
    let mut known: HashSet<String> = HashSet::new();
    let lines = basket.ordered().map(|entry| {
        let value = &entry.value;
        write(options.form.map_or_else(|| value.shown(), |form| value.shown_in(form)))
    });
    // The same text may be the value of two fields, an organization's name as CN and as O.
    let lines: Vec<String> = lines.filter(|line| known.insert(line.clone())).collect();
    lines.join("\n")
}
