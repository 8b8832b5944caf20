//! The extensions of a certificate: the facts they state, and each in one line of text.
//!
//! One extension that cannot be read costs that extension: its text is the hex of its value, and a defect says where.

mod access;
mod constraints;
mod general_name;
mod key;
mod legacy;
mod microsoft;
mod policies;
mod value;

use std::borrow::Cow;

use self::value::Value;
use super::walk::Walk;
use crate::asn1::oid::{self, oid_name};
use crate::asn1::{Asn1Error, Element, Tag, decode_boolean, decode_octet_string, decode_oid};
use crate::model::{AuthorityKeyId, BasicConstraints, Extension, HexBytes, Urls};

/// At most this many extensions of one certificate are read; real ones have up to fifteen.
const MAX_EXTENSIONS: usize = 64;
/// A longer value is not decoded; real ones have some hundred bytes.
const MAX_VALUE: usize = 64 * 1024;
/// At most this many bytes of a value are shown as hex.
const MAX_HEX: usize = 32 * 1024;

/// What the extensions of one certificate say.
#[derive(Debug, Default)]
pub(super) struct ExtensionFacts {
    pub(super) extensions: Vec<Extension>,
    pub(super) eku: Vec<String>,
    pub(super) eku_critical: Option<bool>,
    pub(super) policies: Vec<String>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<Vec<String>>,
    pub(super) subject_key_id: Option<HexBytes>,
    pub(super) authority_key_id: Option<AuthorityKeyId>,
    pub(super) subject_alternative_names: Vec<String>,
    pub(super) urls: Urls,
}

/// Reads `[3] EXPLICIT Extensions` (RFC 5280 section 4.1.2.9).
///
/// ```text
/// Extensions ::= SEQUENCE OF Extension
/// Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
/// ```
///
/// Of two extensions with one OID, which RFC 5280 forbids, both are listed and the first states the facts.
pub(super) fn read_extensions(explicit: &Element<'_>, walk: &mut Walk<'_>) -> ExtensionFacts {
    let mut facts = ExtensionFacts::default();
    let mut outer = explicit.reader();
    let Some(list) = walk.ok(outer.expect(Tag::SEQUENCE, "Extensions")) else { return facts };
    walk.note_length(&list);
    walk.note_trailing(outer.offset(), outer.rest(), "extensions");
    let mut elements = list.reader();
    // Ends: each round takes at least two bytes.
    while let Some(Some(element)) = walk.ok(elements.next_element()) {
        if facts.extensions.len() >= MAX_EXTENSIONS {
            walk.defect(element.offset, format!("at most {MAX_EXTENSIONS} extensions"), "more of them");
            break;
        }
        let result = read_extension(&element, &mut facts, walk);
        walk.ok(result);
    }
    facts
}

fn read_extension(element: &Element<'_>, facts: &mut ExtensionFacts, walk: &mut Walk<'_>) -> Result<(), Asn1Error> {
    walk.note_length(element);
    let mut fields = element.expect(Tag::SEQUENCE, "Extension")?.reader();
    let id = fields.expect(Tag::OID, "extnID")?;
    let critical = fields.optional(Tag::BOOLEAN)?.is_some_and(|element| decode_boolean(&element));
    let octets = fields.expect(Tag::OCTET_STRING, "extnValue")?;
    walk.note_length(&octets);
    walk.note_trailing(fields.offset(), fields.rest(), "Extension");
    let Some(oid) = decode_oid(&id) else {
        return Err(Asn1Error::new(id.offset, "extnID", "an unreadable OID"));
    };
    let bytes =
        if octets.tag.constructed { Cow::Owned(decode_octet_string(&octets)) } else { Cow::Borrowed(octets.contents) };
    let value = Value { bytes: &bytes, offset: octets.contents_offset(), critical };

    let name = oid_name(&oid);
    let text = if facts.extensions.iter().any(|extension| extension.oid == oid) {
        walk.defect(element.offset, "each extension once", format!("{} again", name.unwrap_or(&oid)));
        decode(&oid, &value, &mut ExtensionFacts::default(), walk)
    } else {
        decode(&oid, &value, facts, walk)
    };
    let location = walk.locate(element.offset, element.raw.len());
    let name = name.map_or_else(|| oid.clone(), str::to_owned);
    let decoded = text.is_some();
    let text = text.unwrap_or_else(|| format_hex(&bytes));
    facts.extensions.push(Extension { oid, name, critical, text, decoded, location });
    Ok(())
}

/// Decodes a value; `None` when its type is not known or the value cannot be read, which is a defect.
fn decode(oid: &str, value: &Value<'_>, facts: &mut ExtensionFacts, walk: &mut Walk<'_>) -> Option<String> {
    if value.bytes.len() > MAX_VALUE {
        walk.defect(
            value.offset,
            format!("an extension of at most {MAX_VALUE} bytes"),
            format!("{} bytes", value.bytes.len()),
        );
        return None;
    }
    let text = match oid {
        oid::EXTENDED_KEY_USAGE => key::read_extended_key_usage(value, facts, walk),
        oid::KEY_USAGE => key::read_key_usage(value, facts, walk),
        oid::SUBJECT_KEY_IDENTIFIER => key::read_subject_key_identifier(value, facts, walk),
        oid::AUTHORITY_KEY_IDENTIFIER => key::read_authority_key_identifier(value, facts, walk),
        oid::BASIC_CONSTRAINTS => constraints::read_basic_constraints(value, facts, walk),
        oid::CERTIFICATE_POLICIES => policies::read_policies(value, facts, walk),
        oid::SUBJECT_ALT_NAME => access::read_subject_alternative_name(value, facts, walk),
        oid::CRL_DISTRIBUTION_POINTS => access::read_crl_distribution_points(value, facts, walk),
        oid::AUTHORITY_INFO_ACCESS => access::read_authority_info_access(value, facts, walk),
        _ => {
            let result = other(oid, value, walk)?;
            return walk.ok(result);
        }
    };
    walk.ok(text)
}

/// Extensions that only have a text; `None` for unknown ones.
fn other(oid: &str, value: &Value<'_>, walk: &mut Walk<'_>) -> Option<Result<String, Asn1Error>> {
    Some(match oid {
        oid::ISSUER_ALT_NAME => access::format_issuer_alternative_name(value, walk),
        oid::FRESHEST_CRL => access::format_distribution_points(value, walk),
        oid::SUBJECT_INFO_ACCESS => access::format_subject_info_access(value, walk),
        oid::PRIVATE_KEY_USAGE_PERIOD => key::format_private_key_usage_period(value, walk),
        oid::NAME_CONSTRAINTS => constraints::format_name_constraints(value, walk),
        oid::POLICY_CONSTRAINTS => constraints::format_policy_constraints(value, walk),
        oid::INHIBIT_ANY_POLICY => constraints::format_inhibit_any_policy(value, walk),
        oid::POLICY_MAPPINGS => policies::format_policy_mappings(value, walk),
        _ => return microsoft::format(oid, value, walk).or_else(|| legacy::format(oid, value, walk)),
    })
}

/// Hex of a value, cut when it is very long.
fn format_hex(bytes: &[u8]) -> String {
    match bytes.get(..MAX_HEX) {
        Some(head) if bytes.len() > MAX_HEX => format!("{}… ({} bytes)", hex::encode(head), bytes.len()),
        _ => hex::encode(bytes),
    }
}
