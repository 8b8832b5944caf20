//! The value of one extension, and the one place where x509-parser reads it.

use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;

use super::Walk;
use crate::asn1::{Asn1Error, Element, Reader, Tag};

/// The contents of an extnValue.
pub(super) struct Value<'a> {
    /// Contents octets.
    pub(super) bytes: &'a [u8],
    /// Where they start, from the start of the file.
    pub(super) offset: u64,
    /// Whether the extension is critical.
    pub(super) critical: bool,
}

impl<'a> Value<'a> {
    /// Reads the value with x509-parser.
    ///
    /// # Errors
    /// When the bytes are no DER encoding of the type.
    pub(super) fn parse<T: FromDer<'a, X509Error>>(&self, what: &str, walk: &mut Walk<'_>) -> Result<T, Asn1Error> {
        let (rest, value) =
            T::from_der(self.bytes).map_err(|_| Asn1Error::new(self.offset, what, "bytes that are none"))?;
        let read = self.bytes.get(..self.bytes.len().saturating_sub(rest.len()));
        walk.note_lengths(read.unwrap_or_default(), self.offset);
        self.note_rest(rest, what, walk);
        Ok(value)
    }

    /// Reads the value's one element with our own reader, whatever its type.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn element(&self, what: &str, walk: &mut Walk<'_>) -> Result<Element<'a>, Asn1Error> {
        let mut reader = Reader::new(self.bytes, self.offset);
        let element = reader.expect_any(what)?;
        walk.note_length(&element);
        self.note_rest(reader.rest(), what, walk);
        Ok(element)
    }

    /// Reads the value's one element and checks its type.
    ///
    /// # Errors
    /// When there is none, or it has another tag.
    pub(super) fn expect(&self, tag: Tag, what: &str, walk: &mut Walk<'_>) -> Result<Element<'a>, Asn1Error> {
        self.element(what, walk)?.expect(tag, what)
    }

    fn note_rest(&self, rest: &[u8], what: &str, walk: &mut Walk<'_>) {
        let read = self.bytes.len().saturating_sub(rest.len());
        walk.note_trailing(self.offset.saturating_add(read as u64), rest, what);
    }
}
