//! Extensions outside RFC 5280 and Microsoft: Netscape's, Entrust's, certificate transparency, X.509 of 1993.

use x509_parser::extensions::{NSCertType, SignedCertificateTimestamp, parse_ct_signed_certificate_timestamp_list};

use super::super::name::read_string;
use super::general_name::{collect_strings, format_directory_name};
use super::key::KEY_USAGES;
use super::{Value, Walk};
use crate::asn1::{Asn1Error, Element, Tag, decode_bit_string, decode_oid, decode_unsigned, oid, oid_name};
use crate::model::Instant;

/// The text of one of these extensions; `None` for others.
pub(super) fn format(oid: &str, value: &Value<'_>, walk: &mut Walk<'_>) -> Option<Result<String, Asn1Error>> {
    Some(match oid {
        oid::NETSCAPE_CERT_TYPE => format_netscape_type(value, walk),
        oid::NETSCAPE_BASE_URL
        | oid::NETSCAPE_REVOCATION_URL
        | oid::NETSCAPE_CA_REVOCATION_URL
        | oid::NETSCAPE_RENEWAL_URL
        | oid::NETSCAPE_CA_POLICY_URL
        | oid::NETSCAPE_SSL_SERVER_NAME
        | oid::NETSCAPE_COMMENT => value.element("a string", walk).map(|element| read_string(&element).0),
        // Entrust: SEQUENCE { GeneralString, BIT STRING }. Logotype (RFC 3709): what matters are its URLs.
        oid::ENTRUST_VERSION_INFO | oid::LOGOTYPE => format_strings(value, walk),
        // OCSP no check, no revocation available, CT poison: NULL, their presence is all.
        oid::OCSP_NO_CHECK | oid::NO_REV_AVAIL | oid::CT_POISON => {
            value.expect(Tag::NULL, "NULL", walk).map(|_| "present".to_owned())
        }
        oid::SCT_LIST => format_timestamps(value),
        oid::QC_STATEMENTS | oid::SUBJECT_DIRECTORY_ATTRIBUTES => format_statements(value, walk),
        oid::TLS_FEATURE => format_features(value, walk),
        oid::OLD_AUTHORITY_KEY_IDENTIFIER => format_old_authority(value, walk),
        oid::KEY_USAGE_RESTRICTION => format_usage_restriction(value, walk),
        oid::OLD_BASIC_CONSTRAINTS => format_old_constraints(value, walk),
        _ => return None,
    })
}

/// `NetscapeCertType ::= BIT STRING`
fn format_netscape_type(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let parsed: NSCertType = value.parse("NetscapeCertType", walk)?;
    let bits = [
        (parsed.ssl_client(), "sslClient"),
        (parsed.ssl_server(), "sslServer"),
        (parsed.smime(), "smime"),
        (parsed.object_signing(), "objectSigning"),
        (parsed.ssl_ca(), "sslCA"),
        (parsed.smime_ca(), "smimeCA"),
        (parsed.object_signing_ca(), "objectSigningCA"),
    ];
    Ok(bits.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect::<Vec<_>>().join(", "))
}

/// All character strings of a structure, in encoded order.
fn format_strings(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut strings = Vec::new();
    collect_strings(&value.element("a structure", walk)?, &mut strings);
    Ok(strings.join(", "))
}

/// `SignedCertificateTimestampList` (RFC 6962 section 3.3): log and time of each.
fn format_timestamps(value: &Value<'_>) -> Result<String, Asn1Error> {
    let (_, list) = parse_ct_signed_certificate_timestamp_list(value.bytes)
        .map_err(|_| Asn1Error::new(value.offset, "SignedCertificateTimestampList", "bytes that are none"))?;
    let describe = |timestamp: &SignedCertificateTimestamp<'_>| {
        let seconds = i64::try_from(timestamp.timestamp / 1000).unwrap_or(i64::MAX);
        let nanos = u32::try_from((timestamp.timestamp % 1000).saturating_mul(1_000_000)).unwrap_or(0);
        format!("log {} at {}", hex::encode(timestamp.id.key_id), Instant::new(seconds, nanos))
    };
    Ok(list.iter().map(describe).collect::<Vec<_>>().join("; "))
}

/// QCStatements (RFC 3739 section 3.2.6) and SubjectDirectoryAttributes (RFC 5280 section 4.2.1.8): a SEQUENCE of
/// SEQUENCEs that start with an OID. Strings, and hex of other values, follow it.
fn format_statements(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut statements = value.expect(Tag::SEQUENCE, "a list of statements", walk)?.reader();
    let mut texts = Vec::new();
    while let Some(statement) = statements.next_element()? {
        let mut fields = statement.expect(Tag::SEQUENCE, "a statement")?.reader();
        let id = fields.expect(Tag::OID, "statementId")?;
        let oid = decode_oid(&id).ok_or_else(|| Asn1Error::new(id.offset, "statementId", "an unreadable OID"))?;
        let mut text = oid_name(&oid).map_or(oid, str::to_owned);
        while let Some(field) = fields.next_element()? {
            text.push_str(&format!(" {}", format_statement_value(&field)));
        }
        texts.push(text);
    }
    Ok(texts.join("; "))
}

fn format_statement_value(field: &Element<'_>) -> String {
    let mut strings = Vec::new();
    collect_strings(field, &mut strings);
    if strings.is_empty() { hex::encode(field.raw) } else { strings.join(" ") }
}

/// `Features ::= SEQUENCE OF INTEGER` (RFC 7633 section 4.1): 5 is OCSP stapling.
fn format_features(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut features = value.expect(Tag::SEQUENCE, "Features", walk)?.reader();
    let mut texts = Vec::new();
    while let Some(feature) = features.next_element()? {
        texts.push(match decode_unsigned(&feature) {
            Some(5) => "status_request (5)".to_owned(),
            Some(number) => number.to_string(),
            None => hex::encode(feature.contents),
        });
    }
    Ok(texts.join(", "))
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, certIssuer [1] Name OPTIONAL,
/// certSerialNumber [2] INTEGER OPTIONAL }` (X.509 of 1993; on Microsoft's roots of 1997, and written by makecert)
fn format_old_authority(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "AuthorityKeyIdentifier", walk)?.reader();
    let mut parts = Vec::new();
    while let Some(field) = fields.next_element()? {
        parts.push(match field.tag.number {
            0 => format!("keyid:{}", hex::encode(field.contents)),
            // Some writers wrap the name in the directoryName of GeneralNames, as today's form has it.
            1 => match field.reader().next_element()? {
                Some(name) if name.is(Tag::SEQUENCE) => format!("issuer:{}", format_directory_name(name.raw)),
                Some(name) => format!("issuer:{}", format_directory_name(name.contents)),
                None => "issuer:".to_owned(),
            },
            2 => format!("serial:{}", hex::encode(field.contents)),
            _ => format!("{}:{}", field.tag, hex::encode(field.contents)),
        });
    }
    Ok(parts.join("; "))
}

/// `KeyUsageRestriction ::= SEQUENCE { certPolicySet SEQUENCE OF CertPolicyId OPTIONAL, restrictedKeyUsage BIT STRING
/// OPTIONAL }` where `CertPolicyId ::= SEQUENCE OF OBJECT IDENTIFIER` (written by makecert)
fn format_usage_restriction(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "KeyUsageRestriction", walk)?.reader();
    let mut parts = Vec::new();
    while let Some(field) = fields.next_element()? {
        if field.is(Tag::BIT_STRING) {
            let bits = decode_bit_string(&field).unwrap_or_default();
            parts.extend(
                KEY_USAGES
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| bit_is_set(bits, *bit))
                    .map(|(_, name)| (*name).to_owned()),
            );
            continue;
        }
        let mut sets = field.reader();
        while let Some(set) = sets.next_element()? {
            let mut oids = set.reader();
            while let Some(element) = oids.next_element()? {
                let oid = decode_oid(&element).unwrap_or_else(|| hex::encode(element.contents));
                parts.push(oid_name(&oid).map_or(oid, str::to_owned));
            }
        }
    }
    Ok(parts.join(", "))
}

/// `BasicConstraints ::= SEQUENCE { subjectType BIT STRING { cA(0), endEntity(1) }, pathLenConstraint INTEGER OPTIONAL,
/// subtreesConstraint SEQUENCE OF Name OPTIONAL }` (X.509 of 1993; written by makecert)
fn format_old_constraints(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "BasicConstraints", walk)?.reader();
    let subject = fields.expect(Tag::BIT_STRING, "subjectType")?;
    let bits = decode_bit_string(&subject).unwrap_or_default();
    let mut parts = Vec::new();
    for (bit, name) in ["CA", "end entity"].iter().enumerate() {
        if bit_is_set(bits, bit) {
            parts.push((*name).to_owned());
        }
    }
    while let Some(field) = fields.next_element()? {
        parts.push(match decode_unsigned(&field).filter(|_| field.is(Tag::INTEGER)) {
            Some(length) => format!("pathlen:{length}"),
            None => hex::encode(field.raw),
        });
    }
    Ok(parts.join(", "))
}

/// Tells whether a bit of a BIT STRING is set; bit 0 is the first byte's highest.
fn bit_is_set(bits: &[u8], bit: usize) -> bool {
    bits.get(bit / 8).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
}
