//! Which characters are never shown as they are, and why.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_width::UnicodeWidthChar;

use super::TextFlag;

/// How a character is written that is never shown as it is.
pub(super) fn escape_of(character: char) -> String {
    match character {
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\0'..='\x7f' => format!("\\x{:02x}", u32::from(character)),
        _ => format!("\\u{{{:x}}}", u32::from(character)),
    }
}

/// Tells why a character is never shown as it is; `None` for one that may be.
pub fn classify(character: char) -> Option<TextFlag> {
    match character {
        '\0'..='\x1f' | '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}' => Some(TextFlag::Control),
        ' '..='~' => None,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(TextFlag::Bidi),
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e01ef}' => Some(TextFlag::Invisible),
        _ => match get_general_category(character) {
            // U+0085 is the only control left.
            GeneralCategory::Control
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator => Some(TextFlag::OddSpace),
            GeneralCategory::Format => Some(TextFlag::Invisible),
            GeneralCategory::Unassigned | GeneralCategory::PrivateUse | GeneralCategory::Surrogate => {
                Some(TextFlag::Unassigned)
            }
            _ => None,
        },
    }
}

/// Tells whether a character is drawn onto the one before it: combining marks, vowels and finals of Hangul.
pub(super) fn stacks(character: char) -> bool {
    let mark =
        || matches!(get_general_category(character), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark);
    !character.is_ascii() && (character.width() == Some(0) || mark())
}

/// Tells whether a character belongs to a script that runs from right to left (blocks of Unicode 16).
pub(super) fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
