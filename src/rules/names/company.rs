//! Company names: their legal-form suffixes, and names that read like a person's.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Legal forms and words that only organisations carry, without punctuation, lower case.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "aps",
    "as",
    "asa",
    "association",
    "bhd",
    "bv",
    "bvba",
    "co",
    "coop",
    "corp",
    "corporation",
    "company",
    "cv",
    "doo",
    "dooel",
    "ead",
    "eg",
    "eirl",
    "eood",
    "eurl",
    "ev",
    "foundation",
    "fundacion",
    "gbr",
    "gesmbh",
    "ggmbh",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "institute",
    "jsc",
    "kft",
    "kg",
    "kk",
    "kgaa",
    "lda",
    "limited",
    "limitada",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "me",
    "mbh",
    "nv",
    "ohg",
    "ood",
    "oo",
    "ooo",
    "oy",
    "oyj",
    "pbc",
    "plc",
    "pllc",
    "pt",
    "pte",
    "pty",
    "pvt",
    "pjsc",
    "sa",
    "sac",
    "sae",
    "sal",
    "sapi",
    "sarl",
    "sas",
    "sasu",
    "sc",
    "sdn",
    "se",
    "sia",
    "sl",
    "slu",
    "sp",
    "spa",
    "spk",
    "spol",
    "spzoo",
    "srl",
    "sro",
    "stichting",
    "studio",
    "studios",
    "systems",
    "technologies",
    "technology",
    "software",
    "solutions",
    "trust",
    "tov",
    "uab",
    "ug",
    "university",
    "vof",
    "zoo",
    "zrt",
    "公司",
    "有限公司",
    "株式会社",
    "ооо",
    "зао",
    "оао",
    "ао",
    "ип",
];

/// Words that every other name and every copyright line has.
const COMMON_WORDS: &[&str] = &["a", "an", "and", "by", "for", "of", "the"];

/// Words of a copyright line that name nobody.
const COPYRIGHT_WORDS: &[&str] = &[
    "all",
    "alle",
    "c",
    "copr",
    "copyright",
    "copyrights",
    "derechos",
    "diritti",
    "droits",
    "los",
    "portions",
    "present",
    "r",
    "rechte",
    "reserved",
    "reservados",
    "reserves",
    "right",
    "rights",
    "riservati",
    "since",
    "todos",
    "tous",
    "tutti",
    "vorbehalten",
];

/// The holder that a copyright line names: without years, signs and the words that reserve rights.
pub(in crate::rules) fn copyright_holder(line: &str) -> String {
    let named = |word: &&str| {
        let word = words(&without_diacritics(word)).concat();
        !word.is_empty()
            && !word.chars().all(|character| character.is_ascii_digit())
            && !COPYRIGHT_WORDS.contains(&word.as_str())
    };
    line.split_whitespace().filter(named).collect::<Vec<_>>().join(" ")
}

/// Words of a name without punctuation, lower case: `B.V.` is `bv`.
pub(super) fn words(name: &str) -> Vec<String> {
    name.split(|character: char| {
        character.is_whitespace()
            || matches!(character, ',' | '/' | '(' | ')' | '&' | '+' | '|' | '-' | '\u{2010}'..='\u{2015}')
    })
    .map(|word| word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect())
    .filter(|word: &String| !word.is_empty())
    .collect()
}

/// Tells whether a word is a legal form or a word that only organisations carry.
pub(super) fn is_legal_form(word: &str) -> bool {
    static ALL: LazyLock<HashSet<&str>> = LazyLock::new(|| LEGAL_FORMS.iter().copied().collect());
    ALL.contains(word)
        || !word.is_ascii()
            && LEGAL_FORMS.iter().any(|form| !form.is_ascii() && form.chars().count() > 2 && word.ends_with(form))
}

/// Tells whether a name carries a legal form: `Inc.`, `GmbH`, `B.V.`, `株式会社`.
pub(in crate::rules) fn has_company_suffix(name: &str) -> bool {
    let words = words(name);
    // `S. r. o.` and `d. o. o.` come as single letters.
    let joined: String = words
        .iter()
        .rev()
        .take_while(|word| word.chars().count() == 1)
        .fold(String::new(), |tail, letter| format!("{letter}{tail}"));
    is_legal_form(&joined) || words.iter().any(|word| is_legal_form(word))
}

/// Tells whether a name reads like a person's: two to four capitalised words, no digits, no legal form.
pub(in crate::rules) fn is_person_like(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && !has_company_suffix(name)
        && words.iter().all(|word| {
            word.chars().next().is_some_and(char::is_uppercase)
                && word.chars().all(|character| character.is_alphabetic() || matches!(character, '.' | '-' | '\'' | '’'))
        })
        // ACRONYMS are no names of people; a person in capitals throughout is.
        && (words.iter().all(|word| is_all_capitals(word)) || words.iter().all(|word| !is_all_capitals(word)))
}

fn is_all_capitals(word: &str) -> bool {
    word.chars().filter(|character| character.is_alphabetic()).count() > 1
        && word.chars().filter(|character| character.is_alphabetic()).all(char::is_uppercase)
}

/// The words of a name that tell it apart: without legal forms, diacritics, case and punctuation.
pub(in crate::rules) fn distinctive_words(name: &str) -> Vec<String> {
    words(&without_diacritics(name))
        .into_iter()
        .filter(|word| !is_legal_form(word) && !COMMON_WORDS.contains(&word.as_str()))
        .collect()
}

/// Tells whether a word of one name is made of the initials of the other: `IBM Corporation`. Legal forms at the end of the
/// long name may be left out, nothing else.
pub(in crate::rules) fn abbreviates(left: &str, right: &str) -> bool {
    let holds = |short: &str, long: &str| {
        let mut long = words(&without_diacritics(long));
        let short = distinctive_words(short);
        loop {
            let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
            if initials.chars().count() >= 3 && short.contains(&initials) {
                return true;
            }
            match long.pop() {
                Some(last) if is_legal_form(&last) => {}
                _ => return false,
            }
        }
    };
    holds(left, right) || holds(right, left)
}

/// Tells whether two names have a distinctive word in common, written together or apart (`Dev Tools`, `DevTools`).
pub(in crate::rules) fn shares_word(left: &str, right: &str) -> bool {
    let (left, right) = (distinctive_words(left), distinctive_words(right));
    let joined = |words: &[String]| words.concat();
    // `Eclipse` and `Eclipse.org` belong together.
    let related = |word: &String, other: &String| {
        let long = word.chars().count().min(other.chars().count()) >= 5;
        word == other || (long && (word.starts_with(other.as_str()) || other.starts_with(word.as_str())))
    };
    left.iter().any(|word| right.iter().any(|other| related(word, other)))
        || (!left.is_empty() && !right.is_empty() && joined(&left) == joined(&right))
}

/// Drops accents: the letters' canonical decomposition without its combining marks, and the letters that have none.
fn without_diacritics(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    use unicode_general_category::{GeneralCategory, get_general_category};
    use unicode_normalization::UnicodeNormalization;
    text.nfd()
        .filter(|character| get_general_category(*character) != GeneralCategory::NonspacingMark)
        .map(|character| match character {
            'ø' => 'o',
            'Ø' => 'O',
            'ł' => 'l',
            'Ł' => 'L',
            'đ' => 'd',
            'ı' => 'i',
            _ => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_found_with_and_without_punctuation() {
        for name in
            ["Sample Inc.", "Sample, LLC", "Sample B.V.", "Sample s. r. o.", "サンプル株式会社", "Muster GmbH & Co. KG"]
        {
            assert!(has_company_suffix(name), "{name}");
        }
        for name in ["Jane Q Sample", "Lincoln Park", "Marco Sardi"] {
            assert!(!has_company_suffix(name), "{name}");
        }
    }

    #[test]
    fn names_share_words_whatever_their_form() {
        for (left, right) in
            [("Müller GmbH", "MULLER Software"), ("DevTools Inc.", "Dev Tools, LLC"), ("Sample Corporation", "sample")]
        {
            assert!(shares_word(left, right), "{left} {right}");
        }
        assert!(!shares_word("Sample Inc.", "Other Inc."), "a legal form is no common word");
        assert!(!shares_word("", ""));
    }

    #[test]
    fn rights_and_years_are_no_holder() {
        assert_eq!(copyright_holder("\u{a9} Microsoft Corporation. All rights reserved."), "Microsoft Corporation.");
        assert_eq!(copyright_holder("Copyright (C) 2008-2012, Sample Ltd"), "Sample Ltd");
        assert_eq!(copyright_holder("Tous droits r\u{e9}serv\u{e9}s"), "");
        assert!(!shares_word("Center for Samples", "Works for Others"));
        assert!(shares_word("Hewlett-Packard Company", "Hewlett Packard Enterprise"));
    }

    #[test]
    fn initials_are_those_of_the_whole_name() {
        for (short, long) in
            [("IBM Corporation", "International Business Machines Corporation"), ("PSF", "Python Software Foundation")]
        {
            assert!(abbreviates(short, long) && abbreviates(long, short), "{short}");
        }
        assert!(!abbreviates("MCA GmbH", "Microsoft Corporation All rights reserved"));
        assert!(!abbreviates("IBM", "International Business Machines Harbour Works"));
    }

    #[test]
    fn people_are_two_to_four_capitalised_words() {
        for name in ["Jane Q Sample", "Jean-Luc O'Sample", "JANE SAMPLE", "Zoë Müller", "Иван Петров"] {
            assert!(is_person_like(name), "{name}");
        }
        for name in [
            "Sample",
            "Sample Software Ltd",
            "Python Software Foundation",
            "sample dev",
            "Deno Land Inc.",
            "IBM Germany",
            "A B C D E",
            "Log4 Team",
        ] {
            assert!(!is_person_like(name), "{name}");
        }
    }
}
