//! Elements one after the other: tag, length, contents (X.690).

use std::fmt;

use crate::model::Location;

/// The class of a tag (X.690 section 8.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Types of ASN.1 itself.
    Universal,
    /// Application.
    Application,
    /// Context-specific: `[0]`, `[1]` …
    Context,
    /// Private.
    Private,
}

/// A tag: class, whether the encoding is constructed, and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Class.
    pub class: Class,
    /// Whether the contents are elements themselves.
    pub constructed: bool,
    /// Number.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL.
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self::universal(6);
    /// UTF8String.
    pub const UTF8_STRING: Self = Self::universal(12);
    /// SEQUENCE.
    pub const SEQUENCE: Self = Self { class: Class::Universal, constructed: true, number: 16 };
    /// SET.
    pub const SET: Self = Self { class: Class::Universal, constructed: true, number: 17 };
    /// IA5String.
    pub const IA5_STRING: Self = Self::universal(22);
    /// UTCTime.
    pub const UTC_TIME: Self = Self::universal(23);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// BMPString.
    pub const BMP_STRING: Self = Self::universal(30);

    const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, constructed: false, number }
    }

    /// A context-specific tag with constructed encoding, `[n]`.
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, constructed: true, number }
    }

    /// A context-specific tag with primitive encoding, `[n] IMPLICIT` of a primitive type.
    pub const fn context_primitive(number: u32) -> Self {
        Self { class: Class::Context, constructed: false, number }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match (self.class, self.number) {
            (Class::Universal, 1) => "BOOLEAN",
            (Class::Universal, 2) => "INTEGER",
            (Class::Universal, 3) => "BIT STRING",
            (Class::Universal, 4) => "OCTET STRING",
            (Class::Universal, 5) => "NULL",
            (Class::Universal, 6) => "OBJECT IDENTIFIER",
            (Class::Universal, 10) => "ENUMERATED",
            (Class::Universal, 12) => "UTF8String",
            (Class::Universal, 16) => "SEQUENCE",
            (Class::Universal, 17) => "SET",
            (Class::Universal, 18) => "NumericString",
            (Class::Universal, 19) => "PrintableString",
            (Class::Universal, 20) => "TeletexString",
            (Class::Universal, 22) => "IA5String",
            (Class::Universal, 23) => "UTCTime",
            (Class::Universal, 24) => "GeneralizedTime",
            (Class::Universal, 26) => "VisibleString",
            (Class::Universal, 28) => "UniversalString",
            (Class::Universal, 30) => "BMPString",
            (Class::Universal, number) => return write!(f, "universal tag {number}"),
            (Class::Application, number) => return write!(f, "[APPLICATION {number}]"),
            (Class::Context, number) => return write!(f, "[{number}]"),
            (Class::Private, number) => return write!(f, "[PRIVATE {number}]"),
        };
        f.write_str(name)
    }
}

/// A place where the bytes are not what ASN.1 or the caller's type asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at offset 0x{offset:x}: expected {expected}, found {found}")]
pub struct Asn1Error {
    /// From the start of the file.
    pub offset: u64,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Asn1Error {
    /// Makes an error.
    pub fn new(offset: u64, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { offset, expected: expected.into(), found: found.into() }
    }
}

/// One element: its tag and bytes, and where they lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// Tag.
    pub tag: Tag,
    /// Tag, length and contents as encoded (with the end-of-contents octets of an indefinite length).
    pub raw: &'a [u8],
    /// Contents octets (without the end-of-contents octets).
    pub contents: &'a [u8],
    /// Offset of `raw` from the start of the file.
    pub offset: u64,
    /// Bytes of tag and length.
    pub header_len: usize,
    /// Whether the length was the shortest definite one, as DER asks for.
    pub minimal: bool,
}

impl<'a> Element<'a> {
    /// The byte range of the whole element in the file.
    pub fn location(&self) -> Location {
        Location::new(self.offset, self.raw.len() as u64)
    }

    /// Offset of the contents from the start of the file.
    pub fn contents_offset(&self) -> u64 {
        self.offset.saturating_add(self.header_len as u64)
    }

    /// A reader over the contents.
    pub fn reader(&self) -> Reader<'a> {
        Reader { input: self.contents, position: 0, base: self.contents_offset(), depth: 0 }
    }

    /// Checks the tag, the constructed bit left aside.
    ///
    /// # Errors
    /// When class or number differ.
    pub fn expect(self, tag: Tag, what: &str) -> Result<Self, Asn1Error> {
        if self.is(tag) {
            Ok(self)
        } else {
            Err(Asn1Error::new(self.offset, format!("{what} ({tag})"), self.tag.to_string()))
        }
    }

    /// Refuses contents that no serial number or digest has: they are shown in hex wherever they are named, and a
    /// hostile one would fill the certificate table.
    ///
    /// # Errors
    /// When there are more than 4096 bytes.
    pub fn short(self, what: &str) -> Result<Self, Asn1Error> {
        if self.contents.len() <= MAX_NUMBER {
            return Ok(self);
        }
        let found = format!("{} bytes", self.contents.len());
        Err(Asn1Error::new(self.offset, format!("{what} of at most {MAX_NUMBER} bytes"), found))
    }

    /// Tells whether class and number are those of `tag`; the constructed bit is left aside.
    pub fn is(&self, tag: Tag) -> bool {
        self.tag.class == tag.class && self.tag.number == tag.number
    }
}

/// Reads elements one after the other. Never recurses deeper than a fixed bound, never allocates by a length
/// that the input states.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    input: &'a [u8],
    position: usize,
    base: u64,
    depth: u32,
}

/// Longest serial number or digest that is read, in bytes; real ones have up to 64.
const MAX_NUMBER: usize = 4096;

/// How deep indefinite lengths may be nested while their end is looked for.
const MAX_INDEFINITE_DEPTH: u32 = 32;

impl<'a> Reader<'a> {
    /// Starts reading; `base` is the offset of the first byte from the start of the file.
    pub fn new(input: &'a [u8], base: u64) -> Self {
        Self { input, position: 0, base, depth: 0 }
    }

    /// Offset of the next element from the start of the file.
    pub fn offset(&self) -> u64 {
        self.base.saturating_add(self.position as u64)
    }

    /// The bytes not yet read.
    pub fn rest(&self) -> &'a [u8] {
        self.input.get(self.position..).unwrap_or_default()
    }

    /// Tells whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.rest().is_empty()
    }

    /// Reads the next element; `None` at the end.
    ///
    /// # Errors
    /// When the bytes left hold no whole element.
    pub fn next_element(&mut self) -> Result<Option<Element<'a>>, Asn1Error> {
        if self.is_empty() {
            return Ok(None);
        }
        let rest = self.rest();
        let offset = self.offset();
        let element = read_element(rest, offset, self.depth)?;
        self.position = self.position.saturating_add(element.raw.len());
        Ok(Some(element))
    }

    /// Reads the next element and checks its tag.
    ///
    /// # Errors
    /// When there is none, or it has another tag.
    pub fn expect(&mut self, tag: Tag, what: &str) -> Result<Element<'a>, Asn1Error> {
        let offset = self.offset();
        match self.next_element()? {
            Some(element) => element.expect(tag, what),
            None => Err(Asn1Error::new(offset, format!("{what} ({tag})"), "the end of the enclosing element")),
        }
    }

    /// Reads the next element, whatever its tag.
    ///
    /// # Errors
    /// When there is none.
    pub fn expect_any(&mut self, what: &str) -> Result<Element<'a>, Asn1Error> {
        let offset = self.offset();
        self.next_element()?.ok_or_else(|| Asn1Error::new(offset, what.to_owned(), "the end of the enclosing element"))
    }

    /// Reads the next element only if it has this tag.
    ///
    /// # Errors
    /// When the bytes left hold no whole element.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Asn1Error> {
        let mut ahead = self.clone();
        match ahead.next_element()? {
            Some(element) if element.is(tag) => {
                self.position = ahead.position;
                Ok(Some(element))
            }
            _ => Ok(None),
        }
    }

    /// What stands where the enclosing element should end: an error that names it; `None` when everything was read.
    pub fn leftover(&self, frame: &str) -> Option<Asn1Error> {
        let found = match self.clone().next_element() {
            Ok(None) => return None,
            Ok(Some(element)) => element.tag.to_string(),
            Err(_) => format!("{} bytes", self.rest().len()),
        };
        Some(Asn1Error::new(self.offset(), format!("the end of {frame}"), found))
    }

    /// The range of the bytes not yet read.
    pub fn rest_location(&self) -> Location {
        Location::new(self.offset(), self.rest().len() as u64)
    }

    /// Reads all elements that are left, up to `limit` of them. The error, if any, comes last.
    pub fn collect_up_to(&mut self, limit: usize) -> (Vec<Element<'a>>, Option<Asn1Error>) {
        let mut elements = Vec::new();
        while elements.len() < limit {
            match self.next_element() {
                Ok(Some(element)) => elements.push(element),
                Ok(None) => return (elements, None),
                Err(error) => return (elements, Some(error)),
            }
        }
        let error = (!self.is_empty())
            .then(|| Asn1Error::new(self.offset(), format!("at most {limit} elements"), "more of them"));
        (elements, error)
    }
}

/// Reads one element at the start of `input`.
fn read_element(input: &[u8], offset: u64, depth: u32) -> Result<Element<'_>, Asn1Error> {
    let truncated = |what: &str| Asn1Error::new(offset, what.to_owned(), format!("only {} bytes", input.len()));
    let first = *input.first().ok_or_else(|| truncated("a tag"))?;
    let class = match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    };
    let constructed = first & 0x20 != 0;
    let (number, mut at) = read_tag_number(input, first).ok_or_else(|| truncated("a tag number of at most 4 bytes"))?;
    let tag = Tag { class, constructed, number };

    let length_byte = *input.get(at).ok_or_else(|| truncated("a length"))?;
    at = at.saturating_add(1);
    let mut minimal = true;
    let length = match length_byte {
        0..=0x7f => usize::from(length_byte),
        0x80 => return read_indefinite(input, offset, tag, at, depth),
        _ => {
            let count = usize::from(length_byte & 0x7f);
            if count > 8 {
                return Err(Asn1Error::new(offset, "a length of at most 8 bytes", format!("{count} length bytes")));
            }
            let bytes = input.get(at..at.saturating_add(count)).ok_or_else(|| truncated("a length"))?;
            at = at.saturating_add(count);
            let value = bytes.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
            minimal = value > 0x7f && bytes.first() != Some(&0);
            usize::try_from(value).unwrap_or(usize::MAX)
        }
    };
    let end = at.saturating_add(length);
    let contents = input.get(at..end).ok_or_else(|| {
        Asn1Error::new(
            offset,
            format!("{tag} of {length} bytes"),
            format!("only {} bytes left", input.len().saturating_sub(at)),
        )
    })?;
    let raw = input.get(..end).unwrap_or_default();
    Ok(Element { tag, raw, contents, offset, header_len: at, minimal })
}

/// Reads a tag number, high form included; gives the number and how many bytes the tag took.
fn read_tag_number(input: &[u8], first: u8) -> Option<(u32, usize)> {
    if first & 0x1f != 0x1f {
        return Some((u32::from(first & 0x1f), 1));
    }
    let mut number: u32 = 0;
    for (index, byte) in input.iter().enumerate().skip(1).take(4) {
        number = (number << 7) | u32::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, index.saturating_add(1)));
        }
    }
    None
}

/// Reads an element of indefinite length (X.690 section 8.1.3.6): elements up to the end-of-contents octets.
fn read_indefinite(input: &[u8], offset: u64, tag: Tag, start: usize, depth: u32) -> Result<Element<'_>, Asn1Error> {
    if !tag.constructed {
        return Err(Asn1Error::new(offset, "a definite length", format!("{tag}, primitive, of indefinite length")));
    }
    if depth >= MAX_INDEFINITE_DEPTH {
        return Err(Asn1Error::new(
            offset,
            format!("at most {MAX_INDEFINITE_DEPTH} nested indefinite lengths"),
            "more of them",
        ));
    }
    let mut at = start;
    loop {
        let rest = input.get(at..).unwrap_or_default();
        if rest.starts_with(&[0, 0]) {
            let end = at.saturating_add(2);
            return Ok(Element {
                tag,
                raw: input.get(..end).unwrap_or_default(),
                contents: input.get(start..at).unwrap_or_default(),
                offset,
                header_len: start,
                minimal: false,
            });
        }
        if rest.is_empty() {
            return Err(Asn1Error::new(offset, "end-of-contents octets", "the end of the data"));
        }
        let inner = read_element(rest, offset.saturating_add(at as u64), depth.saturating_add(1))?;
        at = at.saturating_add(inner.raw.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bytes: &[u8]) -> Result<Option<Element<'_>>, Asn1Error> {
        Reader::new(bytes, 100).next_element()
    }

    #[test]
    fn definite_length_keeps_offsets() {
        let outer = one(&[0x30, 0x03, 0x02, 0x01, 0x05]).unwrap().unwrap();
        let inner = outer.reader().next_element().unwrap().unwrap();
        assert_eq!((outer.offset, inner.offset, inner.contents), (100, 102, &[5u8][..]));
    }

    #[test]
    fn indefinite_length_ends_at_its_own_end_of_contents() {
        let bytes = [0x30, 0x80, 0x30, 0x80, 0x02, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff];
        let outer = one(&bytes).unwrap().unwrap();
        assert_eq!(outer.raw.len(), 11);
        assert_eq!(outer.contents, &bytes[2..9]);
        assert!(!outer.minimal);
    }

    #[test]
    fn length_beyond_the_input_is_an_error_with_its_offset() {
        let error = one(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00]).unwrap_err();
        assert_eq!(error.offset, 100);
        assert!(error.found.contains("only 1 bytes left"), "{error}");
    }

    #[test]
    fn deep_indefinite_nesting_is_refused() {
        let bytes: Vec<u8> = [0x30u8, 0x80].repeat(100_000);
        assert!(one(&bytes).is_err());
    }

    #[test]
    fn long_form_of_a_short_length_is_read_and_marked() {
        let element = one(&[0x04, 0x81, 0x01, 0xaa]).unwrap().unwrap();
        assert!(!element.minimal);
        assert_eq!(element.contents, &[0xaa]);
    }
}
