//! Distinguished names compared as RFC 5280 section 7.1 asks: case and white space do not count, nor does the
//! string type.
//!
//! In: names as encoded. Out: keys to find equal names by, and answers. A match here only makes a candidate; whether
//! one certificate issued another is left to the mathematics.

use std::hash::{DefaultHasher, Hasher};

use crate::asn1::{Class, Element, Reader, Tag, decode_text};

/// Most relative distinguished names of one name that are looked at.
const MAX_PARTS: usize = 256;

/// Tells whether two encoded names are the same name.
pub fn names_match(left: &[u8], right: &[u8]) -> bool {
    left == right || normalise(left) == normalise(right)
}

/// Tells whether `name` begins with all relative distinguished names of `base` (RFC 5280 section 4.2.1.10).
pub fn lies_within(name: &[u8], base: &[u8]) -> bool {
    let name = normalise(name);
    name.strip_prefix(normalise(base).as_slice()).is_some_and(|rest| rest.first().is_none_or(|byte| *byte == PART))
}

/// Returns a key that is the same for names that match.
pub fn name_key(name: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(&normalise(name));
    hasher.finish()
}

/// Begins a relative distinguished name in the normal form; its attributes begin with the tag of their type, 06.
const PART: u8 = 0;

/// Brings a name into a form in which equal names have equal bytes, and in which every part says how long it is, so
/// that no value can imitate a type. A name that cannot be read to its end is cut there.
fn normalise(name: &[u8]) -> Vec<u8> {
    let mut form = Vec::with_capacity(name.len().saturating_mul(2));
    let Ok(Some(sequence)) = Reader::new(name, 0).next_element() else { return form };
    let mut sets = sequence.reader();
    for _ in 0..MAX_PARTS {
        let Ok(Some(set)) = sets.next_element() else { break };
        form.extend([PART]);
        let mut attributes = set.reader();
        // Ends with the set: every element takes at least two of its bytes.
        while let Ok(Some(attribute)) = attributes.next_element() {
            append_attribute(&attribute, &mut form);
        }
    }
    form
}

/// Appends one AttributeTypeAndValue: type, length of the text, text.
fn append_attribute(attribute: &Element<'_>, form: &mut Vec<u8>) {
    let mut fields = attribute.reader();
    let (Ok(Some(kind)), Ok(Some(value))) = (fields.next_element(), fields.next_element()) else {
        form.extend_from_slice(attribute.raw);
        return;
    };
    form.extend_from_slice(kind.raw);
    let length_at = form.len();
    form.extend_from_slice(&[0; 4]);
    let start = form.len();
    if value.contents.is_ascii() && is_ascii_compatible(value.tag) {
        append_folded_ascii(value.contents, form);
    } else if let Some(text) = decode_text(&value) {
        append_folded(text.chars(), form);
    } else {
        form.extend_from_slice(value.raw);
    }
    let length = u32::try_from(form.len().saturating_sub(start)).unwrap_or(u32::MAX);
    if let Some(place) = form.get_mut(length_at..start) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}

/// Tells whether ASCII bytes of this type are the same text (not so for BMPString and UniversalString).
fn is_ascii_compatible(tag: Tag) -> bool {
    tag.class == Class::Universal && matches!(tag.number, 12 | 18..=22 | 25..=27)
}

/// What [`append_folded`] does, for ASCII.
fn append_folded_ascii(text: &[u8], out: &mut Vec<u8>) {
    let words = text.split(|byte| matches!(byte, b'\t'..=b'\r' | b' ')).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend(word.iter().map(u8::to_ascii_lowercase));
    }
}

/// Appends a text in lower case, its white space trimmed and runs of it made one space.
fn append_folded(text: impl Iterator<Item = char>, out: &mut Vec<u8>) {
    let start = out.len();
    let mut space = false;
    for character in text {
        if character.is_whitespace() {
            space = out.len() > start;
            continue;
        }
        if space {
            out.push(b' ');
            space = false;
        }
        if character.is_ascii() {
            out.push(character.to_ascii_lowercase() as u8);
        } else {
            let mut buffer = [0; 4];
            for lower in character.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}

/// Finds certificates by subject, in any of its spellings.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// Key and position, sorted.
    entries: Vec<(u64, usize)>,
}

impl NameIndex {
    /// Makes an index of names, in their order.
    pub fn new<'a>(names: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut entries: Vec<(u64, usize)> =
            names.enumerate().map(|(position, name)| (name_key(name), position)).collect();
        entries.sort_unstable();
        Self { entries }
    }

    /// Positions of the names with this key, in their order. Those that match stand among them; the caller compares.
    pub fn find(&self, key: u64) -> impl Iterator<Item = usize> + '_ {
        let start = self.entries.partition_point(|(other, _)| *other < key);
        self.entries
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(other, _)| *other == key)
            .map(|(_, position)| *position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name with one common name per (string tag, value).
    fn name(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let wrap = |tag: u8, contents: &[u8]| {
            let mut out = vec![tag, u8::try_from(contents.len()).unwrap()];
            out.extend_from_slice(contents);
            out
        };
        let mut sets = Vec::new();
        for (tag, value) in parts {
            let mut attribute = vec![0x06, 0x03, 0x55, 0x04, 0x03];
            attribute.extend(wrap(*tag, value));
            sets.extend(wrap(0x31, &wrap(0x30, &attribute)));
        }
        wrap(0x30, &sets)
    }

    #[test]
    fn case_space_and_string_type_do_not_count() {
        let left = name(&[(19, b"Example  Root CA ")]);
        let right = name(&[(12, b"example root ca")]);
        let bmp = name(&[(30, b"\0e\0x\0a\0m\0p\0l\0e\0 \0r\0o\0o\0t\0 \0c\0a")]);
        assert!(names_match(&left, &right));
        assert!(names_match(&left, &bmp));
        assert_eq!(name_key(&left), name_key(&bmp));
    }

    proptest::proptest! {
        #[test]
        fn ascii_is_folded_like_any_text(text in "[\x00-\x7f]{0,30}") {
            let (mut one, mut other) = (vec![1], vec![1]);
            append_folded_ascii(text.as_bytes(), &mut one);
            append_folded(text.chars(), &mut other);
            proptest::prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn words_and_number_of_parts_count() {
        let left = name(&[(19, b"Example Root CA")]);
        assert!(!names_match(&left, &name(&[(19, b"ExampleRoot CA")])));
        assert!(!names_match(&left, &name(&[(19, b"Example Root CA"), (19, b"x")])));
    }

    #[test]
    fn accented_capitals_fold() {
        assert!(names_match(&name(&[(12, "GÜVEN".as_bytes())]), &name(&[(12, "güven".as_bytes())])));
    }

    #[test]
    fn a_name_lies_within_its_beginning_only() {
        let base = name(&[(19, b"A"), (19, b"B")]);
        assert!(lies_within(&name(&[(19, b"a"), (12, b"b"), (12, b"c")]), &base));
        assert!(!lies_within(&name(&[(19, b"a"), (12, b"bc")]), &base));
        assert!(!lies_within(&name(&[(19, b"b"), (12, b"a"), (12, b"b")]), &base));
        assert!(lies_within(&name(&[(19, b"a")]), &name(&[])));
    }

    #[test]
    fn index_finds_every_name_with_the_key_in_order() {
        let names = [name(&[(19, b"x")]), name(&[(19, b"y")]), name(&[(12, b"X")])];
        let index = NameIndex::new(names.iter().map(Vec::as_slice));
        let found: Vec<usize> = index.find(name_key(&name(&[(30, b"\0x")]))).collect();
        assert_eq!(found, [0, 2]);
    }
}
