//! The text of a list: UTF-8, or UTF-16 with a byte order mark, as PowerShell and Excel write it.

use std::borrow::Cow;

/// Reads a text; what is no character becomes U+FFFD. A byte order mark is left out.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let characters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_mark_says_how_the_text_is_written() {
        assert_eq!(decode(b"\xff\xfea\0\xe9\0"), "a\u{e9}");
        assert_eq!(decode(b"\xfe\xff\0a\0\xe9\0"), "a\u{e9}", "half a character at the end is left out");
        assert_eq!(decode(b"\xef\xbb\xbfa"), "a");
        assert_eq!(decode(b"a\xff"), "a\u{fffd}");
        assert_eq!(decode(b""), "");
        assert_eq!(decode(b"\xff\xfe\x00\xd8a\0"), "\u{fffd}a");
    }
}
