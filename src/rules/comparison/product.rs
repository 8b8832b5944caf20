//! What VERSIONINFO says a file belongs to, and whether two files can belong together.

use std::collections::BTreeSet;
use std::fmt;

use super::pair::Half;
use super::subject::fold;

/// Words that say nothing about who made a product: legal forms and words of every second name.
const COMMON_WORDS: &[&str] = &[
    "and",
    "app",
    "application",
    "co",
    "company",
    "corp",
    "corporation",
    "for",
    "gmbh",
    "group",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "ltd",
    "of",
    "plc",
    "product",
    "software",
    "solutions",
    "srl",
    "systems",
    "technologies",
    "technology",
    "the",
    "tools",
    "windows",
];

/// CompanyName and ProductName of one file; blank ones are absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Product<'a> {
    pub(super) company: Option<&'a str>,
    pub(super) product: Option<&'a str>,
}

impl<'a> Product<'a> {
    /// Reads the two strings.
    pub(super) fn of(half: &Half<'a>) -> Self {
        Self { company: half.version_string("CompanyName"), product: half.version_string("ProductName") }
    }

    /// Tells whether a string that both state differs, case and spaces folded.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let differs = |left: Option<&str>, right: Option<&str>| {
            left.zip(right).is_some_and(|(left, right)| fold(left) != fold(right))
        };
        differs(self.company, other.company) || differs(self.product, other.product)
    }

    /// Tells whether nothing says that the two belong together: the companies have no word in common, or, where one
    /// is not named, the products have none.
    pub(super) fn is_unrelated_to(&self, other: &Self) -> bool {
        let apart = |left: &str, right: &str| words(left).is_disjoint(&words(right));
        match (self.company.zip(other.company), self.product.zip(other.product)) {
            (Some((left, right)), _) | (None, Some((left, right))) => apart(left, right),
            (None, None) => false,
        }
    }

    /// The telling words of both strings.
    pub(super) fn words(&self) -> BTreeSet<String> {
        [self.company, self.product].into_iter().flatten().flat_map(words).collect()
    }
}

impl fmt::Display for Product<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.product, self.company) {
            (Some(product), Some(company)) => write!(f, "{product} of {company}"),
            (Some(only), None) | (None, Some(only)) => f.write_str(only),
            (None, None) => f.write_str("no product named"),
        }
    }
}

/// The telling words of a name, lower case. A name without any keeps all of its words.
fn words(name: &str) -> BTreeSet<String> {
    let all = || {
        name.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
    };
    let telling: BTreeSet<String> = all()
        .filter(|word| !COMMON_WORDS.contains(&word.as_str()) && !word.chars().all(|digit| digit.is_ascii_digit()))
        .collect();
    if telling.is_empty() { all().collect() } else { telling }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product<'a>(company: &'a str, product: &'a str) -> Product<'a> {
        let some = |text: &'a str| (!text.is_empty()).then_some(text);
        Product { company: some(company), product: some(product) }
    }

    #[test]
    fn products_of_one_company_differ_and_are_related() {
        let left = product("Exampleco Ltd", "Exampleco Editor");
        let right = product("EXAMPLECO Limited", "Exampleco Viewer");
        assert!(left.differs_from(&right));
        assert!(!left.is_unrelated_to(&right));
    }

    #[test]
    fn companies_that_share_only_a_legal_form_are_unrelated() {
        assert!(product("Alpha Software Inc", "X").is_unrelated_to(&product("Beta Software Inc", "X")));
    }

    #[test]
    fn case_alone_is_no_other_product() {
        assert!(!product("Alpha", "Tool").differs_from(&product("ALPHA ", "tool")));
    }

    #[test]
    fn file_without_names_differs_from_none() {
        assert!(!product("", "").differs_from(&product("Alpha", "Tool")));
        assert!(!product("", "").is_unrelated_to(&product("Alpha", "Tool")));
    }
}
