//! Extensions about keys and what they may be used for.

use x509_parser::extensions::{AuthorityKeyIdentifier, GeneralName, KeyIdentifier, KeyUsage};

use super::super::identity::is_identity;
use super::general_name::{format_directory_name, format_general_names};
use super::{ExtensionFacts, Value, Walk};
use crate::asn1::oid::oid_name;
use crate::asn1::{Asn1Error, Element, Tag, decode_oid, decode_time};
use crate::model::{AuthorityKeyId, HexBytes};

/// The bits of KeyUsage in their order (RFC 5280 section 4.2.1.3).
pub(super) const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// `KeyUsage ::= BIT STRING`
pub(super) fn read_key_usage(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let usage: KeyUsage = value.parse("KeyUsage", walk)?;
    let set = KEY_USAGES.iter().enumerate().filter(|(bit, _)| (usage.flags >> bit) & 1 == 1);
    let names: Vec<String> = set.map(|(_, name)| (*name).to_owned()).collect();
    let text = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    facts.key_usage = Some(names);
    Ok(text)
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF KeyPurposeId` (RFC 5280 section 4.2.1.12). Read by ourselves: the encoded order
/// matters, and Windows reads BER here. A purpose that cannot be read costs itself.
pub(super) fn read_extended_key_usage(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    facts.eku_critical = Some(value.critical);
    let list = value.expect(Tag::SEQUENCE, "ExtKeyUsageSyntax", walk)?;
    facts.eku = read_oids(&list, "KeyPurposeId", walk);
    Ok(format_usages(&facts.eku))
}

/// Usages that are read; real certificates have up to ten, and each costs memory of its own.
const MOST_USAGES: usize = 256;

/// Reads a SEQUENCE OF OBJECT IDENTIFIER; what is none is a defect and left out.
fn read_oids(list: &Element<'_>, what: &str, walk: &mut Walk<'_>) -> Vec<String> {
    let mut oids = Vec::new();
    let mut elements = list.reader();
    // Ends: each round takes at least two bytes.
    while let Some(Some(element)) = walk.ok(elements.next_element()) {
        walk.note_length(&element);
        if oids.len() >= MOST_USAGES {
            walk.defect(element.offset, format!("at most {MOST_USAGES} of {what}"), "more".to_owned());
            break;
        }
        match decode_oid(&element).filter(|_| element.is(Tag::OID)) {
            Some(oid) => oids.push(oid),
            None => walk.defect(element.offset, what, format!("an unreadable {}", element.tag)),
        }
    }
    oids
}

/// Names of usages, separated by commas; dotted where there is no name.
fn format_usages(usages: &[String]) -> String {
    let mut text = String::with_capacity(64);
    for usage in usages {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(oid_name(usage).unwrap_or(usage));
        if is_identity(usage) {
            text.push_str(" (durable identity)");
        }
    }
    text
}

/// `SubjectKeyIdentifier ::= OCTET STRING`
pub(super) fn read_subject_key_identifier(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let identifier: KeyIdentifier<'_> = value.parse("SubjectKeyIdentifier", walk)?;
    facts.subject_key_id = Some(HexBytes::from(identifier.0));
    Ok(hex::encode(identifier.0))
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, authorityCertIssuer [1] GeneralNames
/// OPTIONAL, authorityCertSerialNumber [2] INTEGER OPTIONAL }`
pub(super) fn read_authority_key_identifier(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let identifier: AuthorityKeyIdentifier<'_> = value.parse("AuthorityKeyIdentifier", walk)?;
    let issuer = identifier.authority_cert_issuer.as_deref().unwrap_or_default();
    // x509-parser leaves out what it cannot read here.
    if issuer.is_empty() && identifier.authority_cert_issuer.is_some() {
        walk.defect(value.offset, "general names in authorityCertIssuer", "none that can be read");
    }
    let directory_name = issuer.iter().find_map(|name| match name {
        GeneralName::DirectoryName(name) => Some(format_directory_name(name.as_raw())),
        _ => None,
    });
    let text = format_authority_key_identifier(&identifier);
    facts.authority_key_id = Some(AuthorityKeyId {
        key_id: identifier.key_identifier.map(|key| HexBytes::from(key.0)),
        serial: identifier.authority_cert_serial.map(HexBytes::from),
        issuer: directory_name,
    });
    Ok(text)
}

/// Writes an authority key identifier as `keyid:…; issuer:…; serial:…`.
fn format_authority_key_identifier(identifier: &AuthorityKeyIdentifier<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(key) = &identifier.key_identifier {
        parts.push(format!("keyid:{}", hex::encode(key.0)));
    }
    if let Some(issuer) = identifier.authority_cert_issuer.as_deref().filter(|issuer| !issuer.is_empty()) {
        parts.push(format!("issuer:{}", format_general_names(issuer)));
    }
    if let Some(serial) = identifier.authority_cert_serial {
        parts.push(format!("serial:{}", hex::encode(serial)));
    }
    parts.join("; ")
}

/// `PrivateKeyUsagePeriod ::= SEQUENCE { notBefore [0] GeneralizedTime OPTIONAL, notAfter [1] GeneralizedTime OPTIONAL }`
/// (RFC 3280 section 4.2.1.4)
pub(super) fn format_private_key_usage_period(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "PrivateKeyUsagePeriod", walk)?.reader();
    let mut parts = Vec::new();
    while let Some(field) = fields.next_element()? {
        let name = match field.tag.number {
            0 => "notBefore",
            1 => "notAfter",
            _ => return Err(Asn1Error::new(field.offset, "notBefore or notAfter", field.tag.to_string())),
        };
        let time = decode_time(&Element { tag: Tag::GENERALIZED_TIME, ..field })
            .ok_or_else(|| Asn1Error::new(field.offset, name, "no time"))?;
        parts.push(format!("{name}:{time}"));
    }
    Ok(parts.join(", "))
}
