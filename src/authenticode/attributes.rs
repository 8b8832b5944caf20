//! Attributes of a SignerInfo in words (Authenticode PE paper, WinTrust.h; RFC 5652 section 11).

use super::signer_info::RawAttribute;
use super::spc::decode_opus;
use crate::asn1::{Element, Tag, decode_boolean, decode_oid, decode_text, decode_time, decode_unsigned, oid, oid_name};
use crate::model::Attribute;

/// Bytes of an undecoded value that are shown as hex.
const HEX_SHOWN: usize = 64;

/// The first attribute with this dotted OID.
pub fn find_attribute<'a, 'b>(attributes: &'b [RawAttribute<'a>], oid: &str) -> Option<&'b RawAttribute<'a>> {
    attributes.iter().find(|attribute| attribute.oid == oid)
}

/// Makes the model's attribute: name, place, and the value in one line. `text_limit` bounds strings, in bytes.
pub fn describe_attribute(attribute: &RawAttribute<'_>, text_limit: usize) -> Attribute {
    let texts: Vec<String> =
        attribute.values.iter().take(16).map(|value| describe_value(&attribute.oid, value, text_limit)).collect();
    Attribute {
        oid: attribute.oid.clone(),
        name: oid_name(&attribute.oid).unwrap_or(&attribute.oid).to_owned(),
        offset: Some(attribute.element.offset),
        length: attribute.element.raw.len() as u64,
        values_length: attribute.values.iter().fold(0, |sum: u64, value| sum.saturating_add(value.raw.len() as u64)),
        text: texts.join("; "),
        values: attribute.values.len(),
    }
}

fn describe_value(oid: &str, value: &Element<'_>, text_limit: usize) -> String {
    let size = value.raw.len();
    let decoded = match oid {
        oid::CONTENT_TYPE => decode_oid(value).map(|oid| named(&oid)),
        oid::MESSAGE_DIGEST => Some(hex::encode(value.contents)),
        oid::SIGNING_TIME => decode_time(value).map(|time| time.to_string()),
        oid::SPC_STATEMENT_TYPE | oid::SMIME_CAPABILITIES => Some(list_oids(value)),
        oid::SPC_SP_OPUS_INFO => Some(describe_opus(value, text_limit)),
        oid::INTENT_TO_SEAL => Some(describe_intent_to_seal(value)),
        oid::SEQUENCE_NUMBER | oid::RELAXED_PE_MARKER_CHECK | oid::ENCRYPTED_DIGEST_RETRY_COUNT => {
            decode_unsigned(value).map(|number| number.to_string())
        }
        oid::COUNTERSIGNATURE => Some(format!("PKCS #9 countersignature, {size} bytes")),
        oid::RFC3161_TOKEN => Some(format!("RFC 3161 timestamp token, {size} bytes")),
        oid::NESTED_SIGNATURE => Some(format!("nested signature, {size} bytes")),
        oid::SIGNING_CERTIFICATE | oid::SIGNING_CERTIFICATE_V2 => Some(describe_ess(value)),
        _ => None,
    };
    decoded.or_else(|| describe_text(value, text_limit)).unwrap_or_else(|| describe_bytes(value))
}

fn named(oid: &str) -> String {
    oid_name(oid).map_or_else(|| oid.to_owned(), |name| format!("{name} ({oid})"))
}

/// All OIDs directly inside a SEQUENCE, or one level deeper (S/MIME capabilities).
fn list_oids(value: &Element<'_>) -> String {
    let (elements, _) = value.reader().collect_up_to(64);
    let oids: Vec<String> = elements
        .iter()
        .filter_map(|element| {
            if element.is(Tag::OID) {
                return decode_oid(element);
            }
            let inner = element.reader().expect(Tag::OID, "capability").ok()?;
            decode_oid(&inner)
        })
        .map(|oid| named(&oid))
        .collect();
    if oids.is_empty() { "empty".to_owned() } else { oids.join(", ") }
}

fn describe_opus(value: &Element<'_>, text_limit: usize) -> String {
    let opus = decode_opus(value, text_limit);
    let mut parts = Vec::new();
    if let Some(name) = opus.program_name {
        parts.push(format!("programName `{name}`"));
    }
    if let Some(link) = opus.more_info {
        parts.push(format!("moreInfo `{link}`"));
    }
    if parts.is_empty() { "empty".to_owned() } else { parts.join(", ") }
}

/// `SEQUENCE { version INTEGER, seal BOOLEAN }` (WinTrust.h, szOID_INTENT_TO_SEAL).
fn describe_intent_to_seal(value: &Element<'_>) -> String {
    let (fields, _) = value.reader().collect_up_to(4);
    let seal = fields.iter().find(|field| field.is(Tag::BOOLEAN)).is_some_and(decode_boolean);
    format!("seal {seal}")
}

fn describe_ess(value: &Element<'_>) -> String {
    let ids: Vec<String> = super::timestamp_token::decode_ess_certificate_ids(value)
        .iter()
        .map(|id| {
            let algorithm = id.digest_algorithm.as_deref().map(named);
            let algorithm = algorithm.unwrap_or_else(|| "default digest".to_owned());
            format!("{algorithm} {}", hex::encode(id.digest))
        })
        .collect();
    ids.join(", ")
}

fn describe_text(value: &Element<'_>, text_limit: usize) -> Option<String> {
    if value.contents.len() > text_limit {
        return None;
    }
    decode_text(value).or_else(|| value.is(Tag::OID).then(|| decode_oid(value).map(|oid| named(&oid))).flatten())
}

fn describe_bytes(value: &Element<'_>) -> String {
    let shown = value.raw.get(..value.raw.len().min(HEX_SHOWN)).unwrap_or_default();
    let more = if value.raw.len() > HEX_SHOWN { "…" } else { "" };
    format!("{} bytes: {}{more}", value.raw.len(), hex::encode(shown))
}
