//! Distinguished names: attribute by attribute, and as RFC 4514 text.

use super::walk::Walk;
use crate::asn1::oid::{self, oid_name};
use crate::asn1::{Class, Element, Tag, decode_octet_string, decode_oid, decode_text};
use crate::model::{DistinguishedName, NameAttribute, StringKind};

/// At most this many attributes of one name are read.
const MAX_ATTRIBUTES: usize = 256;

/// A name as attributes and as text.
#[derive(Debug, Default)]
pub(super) struct Name {
    /// In encoded order.
    pub(super) attributes: DistinguishedName,
    /// RFC 4514 text; see [`read_name`].
    pub(super) text: String,
}

/// Reads a name.
///
/// ```text
/// Name ::= SEQUENCE OF RelativeDistinguishedName
/// RelativeDistinguishedName ::= SET OF AttributeTypeAndValue
/// AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY DEFINED BY type }
/// ```
///
/// The text is that of RFC 4514 section 2: the *last* encoded RDN first (`CN=…,O=…,C=…`, the order in which Windows,
/// asn1crypto and `openssl -nameopt rfc2253` show names), commas without spaces, special characters escaped. Attribute
/// types that have a name are written with it and their readable value, the others as dotted OID with the readable
/// value too (as OpenSSL does; RFC 4514 asks for hex there). Values that are no character string are `#hex`.
pub(super) fn read_name(element: &Element<'_>, walk: &mut Walk<'_>) -> Name {
    let mut attributes: Vec<NameAttribute> = Vec::new();
    // Where each RDN ends in `attributes`.
    let mut ends: Vec<usize> = Vec::new();
    let mut rdns = element.reader();
    let mut full = false;
    // Both loops end: each round takes at least two bytes.
    while let Some(Some(rdn)) = walk.ok(rdns.next_element()) {
        walk.note_length(&rdn);
        if !rdn.is(Tag::SET) {
            walk.defect(rdn.offset, "a RelativeDistinguishedName (SET)", rdn.tag.to_string());
            continue;
        }
        let mut members = rdn.reader();
        while let Some(Some(member)) = walk.ok(members.next_element()) {
            if attributes.len() >= MAX_ATTRIBUTES {
                walk.defect(member.offset, format!("at most {MAX_ATTRIBUTES} attributes in a name"), "more of them");
                full = true;
                break;
            }
            attributes.extend(read_attribute(&member, walk));
        }
        if ends.last().copied().unwrap_or(0) < attributes.len() {
            ends.push(attributes.len());
        }
        if full {
            break;
        }
    }
    let text = format_name(&attributes, &ends);
    Name { attributes: DistinguishedName { attributes }, text }
}

/// Writes an encoded name as RFC 4514 text, the way the names of certificates are written.
pub fn format_encoded_name(name: &Element<'_>) -> String {
    let mut defects = Vec::new();
    read_name(name, &mut Walk::new(None, &mut defects)).text
}

fn read_attribute(member: &Element<'_>, walk: &mut Walk<'_>) -> Option<NameAttribute> {
    walk.note_length(member);
    if !member.is(Tag::SEQUENCE) {
        walk.defect(member.offset, "an AttributeTypeAndValue (SEQUENCE)", member.tag.to_string());
        return None;
    }
    let mut fields = member.reader();
    let kind = walk.ok(fields.expect(Tag::OID, "attribute type"))?;
    let value = walk.ok(fields.expect_any("attribute value"))?;
    walk.note_length(&value);
    walk.note_trailing(fields.offset(), fields.rest(), "AttributeTypeAndValue");
    let Some(oid) = decode_oid(&kind) else {
        walk.defect(kind.offset, "an attribute type", "an unreadable OID");
        return None;
    };
    let name = short_name(&oid).map_or_else(|| oid.clone(), str::to_owned);
    let (value_text, string_kind, invalid) = read_string(&value);
    let location = walk.locate(value.contents_offset(), value.contents.len());
    Some(NameAttribute { oid, name, value: value_text, kind: string_kind, invalid, location })
}

/// The short name of an attribute type: RFC 4514 section 3, else that of the OID table.
fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        oid::COMMON_NAME => "CN",
        oid::COUNTRY => "C",
        oid::LOCALITY => "L",
        oid::STATE => "ST",
        oid::ORGANIZATION => "O",
        oid::ORGANIZATIONAL_UNIT => "OU",
        oid::STREET_ADDRESS => "STREET",
        oid::USER_ID => "UID",
        oid::DOMAIN_COMPONENT => "DC",
        _ => return oid_name(oid),
    })
}

/// Reads a value: text, kind, and whether the bytes are invalid for the kind.
pub(super) fn read_string(value: &Element<'_>) -> (String, StringKind, bool) {
    let kind = string_kind(value.tag);
    // A constructed string (BER) is put together first.
    let whole;
    let contents = if value.tag.constructed && kind != StringKind::Other {
        whole = decode_octet_string(value);
        whole.as_slice()
    } else {
        value.contents
    };
    let plain = Element { contents, ..*value };
    match decode_text(&plain).filter(|_| kind != StringKind::Other) {
        Some(text) => (text, kind, !is_valid(kind, contents)),
        None => (hex::encode(value.raw), StringKind::Other, false),
    }
}

fn string_kind(tag: Tag) -> StringKind {
    match (tag.class, tag.number) {
        (Class::Universal, 12) => StringKind::Utf8,
        (Class::Universal, 18) => StringKind::Numeric,
        (Class::Universal, 19) => StringKind::Printable,
        (Class::Universal, 20) => StringKind::Teletex,
        (Class::Universal, 22) => StringKind::Ia5,
        (Class::Universal, 26) => StringKind::Visible,
        (Class::Universal, 28) => StringKind::Universal,
        (Class::Universal, 30) => StringKind::Bmp,
        _ => StringKind::Other,
    }
}

/// Tells whether the bytes are a string of their kind (X.680 section 41). TeletexString takes any byte.
fn is_valid(kind: StringKind, contents: &[u8]) -> bool {
    match kind {
        StringKind::Utf8 => std::str::from_utf8(contents).is_ok(),
        StringKind::Printable => {
            contents.iter().all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte))
        }
        StringKind::Numeric => contents.iter().all(|byte| byte.is_ascii_digit() || *byte == b' '),
        StringKind::Visible => contents.iter().all(|byte| (0x20..=0x7e).contains(byte)),
        StringKind::Ia5 => contents.is_ascii(),
        // UCS-2 has no surrogates, paired or not.
        StringKind::Bmp => {
            let (pairs, rest) = contents.as_chunks::<2>();
            rest.is_empty() && !pairs.iter().any(|[high, _]| (0xd8..=0xdf).contains(high))
        }
        StringKind::Universal => {
            let (units, rest) = contents.as_chunks::<4>();
            rest.is_empty() && units.iter().all(|unit| char::from_u32(u32::from_be_bytes(*unit)).is_some())
        }
        StringKind::Teletex | StringKind::Other => true,
    }
}

/// Joins the RDNs, the last one first.
fn format_name(attributes: &[NameAttribute], ends: &[usize]) -> String {
    let mut text = String::with_capacity(128);
    for (index, end) in ends.iter().enumerate().rev() {
        let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let mut separator = ',';
        for attribute in attributes.get(start..*end).unwrap_or_default() {
            if !text.is_empty() {
                text.push(separator);
            }
            separator = '+';
            text.push_str(&attribute.name);
            text.push('=');
            push_value(&mut text, attribute);
        }
    }
    text
}

/// Appends a value, escaped by RFC 4514 section 2.4. Other control characters stay as they are: making them visible
/// is left to what shows the text.
fn push_value(text: &mut String, attribute: &NameAttribute) {
    if attribute.kind == StringKind::Other {
        text.push('#');
        text.push_str(&attribute.value);
        return;
    }
    let last = attribute.value.chars().count().saturating_sub(1);
    for (index, character) in attribute.value.chars().enumerate() {
        match character {
            '\0' => text.push_str("\\00"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            _ => text.push(character),
        }
    }
}
