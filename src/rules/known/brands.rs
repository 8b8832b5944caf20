//! Publishers whose names are imitated, from `assets/brands.csv`.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use super::memo::Memo;
use super::table;
use crate::rules::names::{Skeleton, distance_within, distinctive_words};

const TABLE: &str = include_str!("../../../assets/brands.csv");

/// A well-known publisher.
#[derive(Debug, Clone)]
pub struct Brand {
    /// As it is usually written.
    pub name: String,
    words: Vec<String>,
    joined: Word,
    look: Skeleton,
    homes: Vec<Vec<String>>,
    /// Only an equal name counts: the name is an ordinary word, or too short.
    whole: bool,
}

/// A word, and which letters it has: most words differ in more letters than a typo could explain.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    letters: u32,
}

impl Word {
    fn new(text: String) -> Self {
        let letters = text.bytes().fold(0, |letters, byte| letters | (1u32 << (byte & 0x1f)));
        Self { text, letters }
    }

    /// Whether the words are apart, but at most `most` letters.
    fn is_near(&self, other: &Self, most: usize) -> bool {
        // A substitution of one ASCII letter by another changes at most two of the set; other letters have several bytes.
        let ascii = self.text.is_ascii() && other.text.is_ascii();
        let apart = usize::try_from((self.letters ^ other.letters).count_ones()).unwrap_or(usize::MAX);
        (!ascii || apart <= most.saturating_mul(2))
            && distance_within(&self.text, &other.text, most).is_some_and(|distance| distance > 0)
    }
}

/// A name, made ready to be compared with all brands.
#[derive(Debug, Clone)]
pub struct ComparedName {
    words: Vec<String>,
    near: Vec<Word>,
    looks: Vec<(String, Skeleton)>,
}

impl ComparedName {
    /// Takes a name apart.
    pub fn new(name: &str) -> Self {
        let words = distinctive_words(name);
        let mut near: Vec<Word> = words.iter().cloned().map(Word::new).collect();
        near.insert(0, Word::new(words.concat()));
        let looks = std::iter::once(name)
            .chain(name.split_whitespace())
            .map(|part| (part.to_owned(), Skeleton::new(part)))
            .collect();
        Self { words, near, looks }
    }
}

/// How a name resembles a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resemblance {
    /// It is the name, apart from case, accents, punctuation and legal form.
    Equal,
    /// It contains the name.
    Contains,
    /// It looks the same and is written otherwise.
    LooksLike,
    /// A word is one or two letters off.
    NearlyEqual,
}

impl Resemblance {
    /// In words, to stand before the brand's name.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Equal => "is the name of",
            Self::Contains => "contains the name of",
            Self::LooksLike => "looks the same as",
            Self::NearlyEqual => "is nearly the name of",
        }
    }
}

impl Brand {
    fn new(name: String, homes: &str, whole: bool) -> Self {
        let words = distinctive_words(&name);
        let words = if words.is_empty() { vec![name.to_lowercase()] } else { words };
        Self {
            joined: Word::new(words.concat()),
            look: Skeleton::new(&name),
            homes: homes.split(';').map(distinctive_words).collect(),
            words,
            name,
            whole,
        }
    }

    /// Tells whether an organization carries the name rightly, as far as the list goes.
    pub fn is_home(&self, organization: &str) -> bool {
        self.homes.contains(&distinctive_words(organization))
    }

    /// The same for a name that was taken apart already.
    pub fn is_home_name(&self, organization: &ComparedName) -> bool {
        self.homes.contains(&organization.words)
    }

    /// Tells how a name resembles the brand's.
    ///
    /// Short names must match exactly: two letters turn `Zoom` into `Room`.
    pub fn resembles(&self, name: &ComparedName) -> Option<Resemblance> {
        if name.near.first() == Some(&self.joined) {
            return Some(Resemblance::Equal);
        }
        if !self.whole && name.words.windows(self.words.len()).any(|window| window == self.words) {
            return Some(Resemblance::Contains);
        }
        let looks =
            |(part, look): &(String, Skeleton)| !part.eq_ignore_ascii_case(&self.name) && look.looks_like(&self.look);
        if name.looks.iter().any(looks) {
            return Some(Resemblance::LooksLike);
        }
        let letters = match self.joined.text.chars().count() {
            0..6 => return None,
            6..8 => 1,
            _ => 2,
        };
        let near = name.near.iter().any(|word| word.is_near(&self.joined, letters));
        near.then_some(Resemblance::NearlyEqual)
    }
}

/// The table, read when the first name is compared.
pub(super) fn built_in() -> &'static [Brand] {
    static BRANDS: LazyLock<Vec<Brand>> = LazyLock::new(|| {
        table::rows(TABLE, |row| Some(Brand::new(row.get(0)?.to_owned(), row.get(1)?, row.get(2)? == "whole")))
    });
    &BRANDS
}

/// The first brand in the order of the table that a name looks the same as.
pub(super) fn looked_like(name: &str) -> Option<&'static Brand> {
    static ANSWERS: LazyLock<Memo<Option<&'static Brand>>> = LazyLock::new(Memo::default);
    ANSWERS.get(name, find_looked_like)
}

/// Is asked about every text of every file, so most answers come from an index.
fn find_looked_like(name: &str) -> Option<&'static Brand> {
    static LOOKS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| built_in().iter().flat_map(|brand| brand.look.keys()).collect());
    let mut parts = std::iter::once(name).chain(name.split_whitespace());
    let may_look = |part| Skeleton::new(part).keys().iter().any(|key| LOOKS.contains(key));
    if !parts.any(may_look) {
        return None;
    }
    // A brand's own name looks like the brand too.
    let resembled = resembled_by(name);
    resembled.iter().find(|(_, resemblance)| *resemblance == Resemblance::LooksLike).map(|(brand, _)| *brand)
}

/// Brands with how a name resembles each.
pub type Resembled = Arc<[(&'static Brand, Resemblance)]>;

/// The brands whose names a name resembles, in the order of the table.
pub(super) fn resembled_by(name: &str) -> Resembled {
    static ANSWERS: LazyLock<Memo<Resembled>> = LazyLock::new(Memo::default);
    ANSWERS.get(name, |name| {
        let compared = ComparedName::new(name);
        built_in().iter().filter_map(|brand| Some((brand, brand.resembles(&compared)?))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(name: &str) -> &'static Brand {
        built_in().iter().find(|brand| brand.name == name).unwrap()
    }

    #[test]
    fn every_row_is_read_and_has_distinct_words() {
        assert_eq!(built_in().len(), table::count(TABLE));
        for brand in built_in() {
            assert!(!brand.joined.text.is_empty() && !brand.homes.iter().any(Vec::is_empty), "{}", brand.name);
        }
    }

    #[test]
    fn resemblance_is_graded() {
        let microsoft = brand("Microsoft");
        for (name, expected) in [
            ("MICROSOFT CORP.", Some(Resemblance::Equal)),
            ("Microsoft Support Center LLC", Some(Resemblance::Contains)),
            ("Micr\u{43e}soft", Some(Resemblance::LooksLike)),
            ("Mircosoft Ltd", Some(Resemblance::NearlyEqual)),
            ("Macrohard Inc.", None),
        ] {
            assert_eq!(microsoft.resembles(&ComparedName::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn index_of_looks_answers_as_the_comparison_with_each_brand() {
        let names = built_in().iter().map(|brand| brand.name.clone());
        let odd = ["Micr\u{43e}soft", "my G00gle setup", "MICR0SOFT", "Goog1e LLC", "Qt6Gui", "", "VMw\u{430}re Inc"];
        for name in names.chain(odd.map(str::to_owned)) {
            let compared = ComparedName::new(&name);
            let alike = |brand: &&Brand| brand.resembles(&compared) == Some(Resemblance::LooksLike);
            let expected = built_in().iter().find(alike).map(|brand| &brand.name);
            assert_eq!(looked_like(&name).map(|brand| &brand.name), expected, "{name}");
        }
        assert!(looked_like("my G00gle setup").is_some());
    }

    #[test]
    fn short_and_ordinary_names_match_whole_only() {
        assert_eq!(brand("Zoom").resembles(&ComparedName::new("Room LLC")), None);
        assert_eq!(brand("Apple").resembles(&ComparedName::new("Apple Valley Software")), None);
        assert_eq!(brand("Apple").resembles(&ComparedName::new("Apple Inc")), Some(Resemblance::Equal));
    }

    #[test]
    fn homes_are_compared_without_legal_form() {
        assert!(brand("Google").is_home("Google LLC"));
        assert!(!brand("Google").is_home("Google Update Services Ltd"));
    }
}
