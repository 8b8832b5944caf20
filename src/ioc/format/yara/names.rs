//! How rules state names: string literals that both engines read, and tests of a certificate's names.

use crate::asn1::oid;
use crate::ioc::value::needs_escape;
use crate::model::{DistinguishedName, NameAttribute, StringKind};

/// Characters of one literal. YARA reads no literal of more than 8,192 bytes; a character has four at most.
const PIECE: usize = 1_500;

/// A test of a name: that its most specific common name, else its organization, is this one, and not only begins so.
///
/// Both engines write names in the way of OpenSSL, `/C=US/O=Example/CN=Example`, but differ in characters beyond ASCII:
/// YARA-X writes them as UTF-8, YARA as `\xE2`. Attributes in other string types, which they write as hex or read in
/// other ways, are passed over.
pub(super) fn name_test(variable: &str, field: &str, name: &DistinguishedName) -> Option<String> {
    let is_plain = |attribute: &&NameAttribute| {
        matches!(attribute.kind, StringKind::Utf8 | StringKind::Printable | StringKind::Ia5)
            && !attribute.invalid
            && !attribute.value.is_empty()
    };
    let find = |oid: &str| name.attributes.iter().rev().filter(is_plain).find(|attribute| attribute.oid == oid);
    let (key, attribute) = find(oid::COMMON_NAME)
        .map(|found| ("CN", found))
        .or_else(|| find(oid::ORGANIZATION).map(|found| ("O", found)))?;
    // Of a name too long for a literal the start has to do.
    let pieces = pieces(&format!("/{key}={}", attribute.value));
    let is_whole = pieces.len() == 1;
    let text = pieces.into_iter().next()?;
    let is_printable = |byte: u8| (0x20..0x7f).contains(&byte);
    let mut tests = tests(variable, field, &text, is_whole);
    if text.bytes().all(is_printable) {
        return Some(joined(&tests));
    }
    let escaped: String = text
        .bytes()
        .map(|byte| if is_printable(byte) { char::from(byte).to_string() } else { format!("\\x{byte:02X}") })
        .collect();
    let escaped = self::pieces(&escaped);
    tests.extend(self::tests(variable, field, escaped.first()?, is_whole && escaped.len() == 1));
    Some(joined(&tests))
}

/// That a name holds an attribute, with another behind it or as its last; of a part of it, that it holds the part.
fn tests(variable: &str, field: &str, text: &str, is_whole: bool) -> Vec<String> {
    if is_whole {
        let inside = quoted(&format!("{text}/"));
        vec![format!("{variable}.{field} endswith {}", quoted(text)), format!("{variable}.{field} contains {inside}")]
    } else {
        vec![format!("{variable}.{field} contains {}", quoted(text))]
    }
}

fn joined(tests: &[String]) -> String {
    match tests {
        [only] => only.clone(),
        several => format!("({})", several.join(" or ")),
    }
}

/// A string literal: `\xNN` for what may not be copied as it is, so that the value is exact.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        let mut buffer = [0; 4];
        let encoded = character.encode_utf8(&mut buffer);
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            _ if needs_escape(encoded) => {
                out.extend(encoded.bytes().map(|byte| format!("\\x{byte:02x}")));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A text in pieces that fit into a literal each; a short text is one piece.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = characters.chunks(PIECE).map(|piece| piece.iter().collect()).collect();
    if pieces.is_empty() { vec![String::new()] } else { pieces }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_escapes_what_is_never_copied_byte_by_byte() {
        assert_eq!(quoted("a\"b\\c\u{202e}\n"), "\"a\\\"b\\\\c\\xe2\\x80\\xae\\x0a\"");
    }

    #[test]
    fn long_text_is_divided_without_loss() {
        let text = "株".repeat(10_000);
        let pieces = pieces(&text);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| piece.len() < 8_192));
    }

    #[test]
    fn name_beyond_ascii_is_stated_as_both_engines_write_it() {
        let attribute = NameAttribute {
            oid: "2.5.4.3".to_owned(),
            name: "CN".to_owned(),
            value: "Müller".to_owned(),
            kind: StringKind::Utf8,
            invalid: false,
            location: None,
        };
        let name = DistinguishedName { attributes: vec![attribute.clone()] };
        let test = name_test("signature", "issuer", &name).unwrap();
        assert_eq!(
            test,
            "(signature.issuer endswith \"/CN=Müller\" or signature.issuer contains \"/CN=Müller/\" or \
             signature.issuer endswith \"/CN=M\\\\xC3\\\\xBCller\" or \
             signature.issuer contains \"/CN=M\\\\xC3\\\\xBCller/\")"
        );
        let bmp = DistinguishedName { attributes: vec![NameAttribute { kind: StringKind::Bmp, ..attribute }] };
        assert_eq!(name_test("signature", "issuer", &bmp), None, "the engines write it as hex");
    }
}
