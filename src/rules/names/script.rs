//! Words that mix scripts (Unicode UTS 39 section 5.1).

use unicode_security::MixedScript;

/// Whether a letter belongs to the scripts of East Asia, which are written beside Latin letters without a space.
const fn is_east_asian(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns the first word whose letters belong to different scripts.
///
/// East Asian letters beside Latin ones do not count, and neither does a Greek mu in front (as in `μTorrent`).
pub(in crate::rules) fn mixed_word(text: &str) -> Option<&str> {
    text.split(|character: char| !character.is_alphanumeric()).find(|word| {
        if word.is_ascii() {
            return false;
        }
        let rest = word.strip_prefix('\u{3bc}').unwrap_or(word);
        let letters: String = rest.chars().filter(|character| !is_east_asian(*character)).collect();
        !letters.as_str().is_single_script()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cyrillic_letter_in_a_latin_word_is_mixed() {
        assert_eq!(mixed_word("The Micr\u{43e}soft Team"), Some("Micr\u{43e}soft"));
    }

    #[test]
    fn whole_words_of_other_scripts_are_not() {
        for text in
            ["ООО Sample", "QQ浏览器", "サンプルsoft株式会社", "Müller GmbH", "\u{3bc}Torrent", "\u{b5}Torrent", ""]
        {
            assert_eq!(mixed_word(text), None, "{text}");
        }
    }
}
