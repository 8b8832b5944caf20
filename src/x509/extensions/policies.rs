//! Certificate policies with their qualifiers, and policy mappings.

use x509_parser::extensions::PolicyMappings;

use super::super::name::read_string;
use super::general_name::named;
use super::{ExtensionFacts, Value, Walk};
use crate::asn1::oid::{self, oid_name};
use crate::asn1::{Asn1Error, Element, Tag, decode_oid, decode_unsigned};

/// `CertificatePolicies ::= SEQUENCE OF PolicyInformation` (RFC 5280 section 4.2.1.4)
pub(super) fn read_policies(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let (oids, text) = decode_policies(value, walk)?;
    facts.policies = oids;
    Ok(text)
}

/// Reads policies; gives their dotted OIDs and the text. A policy that cannot be read costs itself.
///
/// ```text
/// PolicyInformation ::= SEQUENCE { policyIdentifier OBJECT IDENTIFIER,
///     policyQualifiers SEQUENCE OF PolicyQualifierInfo OPTIONAL }
/// PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY }
/// ```
pub(super) fn decode_policies(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<(Vec<String>, String), Asn1Error> {
    let list = value.expect(Tag::SEQUENCE, "CertificatePolicies", walk)?;
    let mut oids = Vec::new();
    let mut texts = Vec::new();
    let mut elements = list.reader();
    // Ends: each round takes at least two bytes.
    while let Some(element) = elements.next_element()? {
        walk.note_length(&element);
        if let Some((oid, text)) = walk.ok(decode_policy(&element)) {
            oids.push(oid);
            texts.push(text);
        }
    }
    Ok((oids, texts.join("; ")))
}

fn decode_policy(element: &Element<'_>) -> Result<(String, String), Asn1Error> {
    let mut fields = element.expect(Tag::SEQUENCE, "PolicyInformation")?.reader();
    let id = fields.expect(Tag::OID, "policyIdentifier")?;
    let oid = decode_oid(&id).ok_or_else(|| Asn1Error::new(id.offset, "policyIdentifier", "an unreadable OID"))?;
    let mut text = oid_name(&oid).map_or_else(|| oid.clone(), |name| format!("{name} ({oid})"));
    let mut qualifiers = Vec::new();
    if let Some(list) = fields.next_element()? {
        let mut list = list.reader();
        while let Some(qualifier) = list.next_element()? {
            qualifiers.push(format_qualifier(&qualifier)?);
        }
    }
    if !qualifiers.is_empty() {
        text.push_str(&format!(" [{}]", qualifiers.join("; ")));
    }
    Ok((oid, text))
}

fn format_qualifier(element: &Element<'_>) -> Result<String, Asn1Error> {
    let mut fields = element.expect(Tag::SEQUENCE, "PolicyQualifierInfo")?.reader();
    let id = fields.expect(Tag::OID, "policyQualifierId")?;
    let Some(qualifier) = fields.next_element()? else { return Ok("empty".to_owned()) };
    let oid = decode_oid(&id).unwrap_or_default();
    Ok(match oid.as_str() {
        oid::POLICY_CPS => format!("CPS: {}", read_string(&qualifier).0),
        oid::POLICY_USER_NOTICE => format!("notice: {}", format_user_notice(&qualifier)?),
        _ => format!("{}: {}", oid_name(&oid).unwrap_or(&oid), hex::encode(qualifier.raw)),
    })
}

/// `UserNotice ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL }`,
/// `NoticeReference ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER }`
fn format_user_notice(element: &Element<'_>) -> Result<String, Asn1Error> {
    let mut parts = Vec::new();
    let mut fields = element.reader();
    while let Some(field) = fields.next_element()? {
        if !field.is(Tag::SEQUENCE) {
            parts.push(read_string(&field).0);
            continue;
        }
        let mut reference = field.reader();
        let organization = reference.expect_any("organization")?;
        let mut numbers = Vec::new();
        if let Some(list) = reference.next_element()? {
            let mut list = list.reader();
            while let Some(number) = list.next_element()? {
                numbers.push(decode_unsigned(&number).map_or_else(|| hex::encode(number.contents), |n| n.to_string()));
            }
        }
        parts.push(format!("{} number {}", read_string(&organization).0, numbers.join(" ")));
    }
    Ok(parts.join(", "))
}

/// `PolicyMappings ::= SEQUENCE OF SEQUENCE { issuerDomainPolicy OID, subjectDomainPolicy OID }` (RFC 5280 section
/// 4.2.1.5)
pub(super) fn format_policy_mappings(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    Ok(format_mappings(&value.parse("PolicyMappings", walk)?))
}

/// Writes policy mappings as `issuer's -> subject's`.
pub(super) fn format_mappings(mappings: &PolicyMappings<'_>) -> String {
    let pairs = mappings.mappings.iter();
    let texts =
        pairs.map(|pair| format!("{} -> {}", named(&pair.issuer_domain_policy), named(&pair.subject_domain_policy)));
    texts.collect::<Vec<_>>().join(", ")
}
