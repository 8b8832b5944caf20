//! Extensions that Microsoft defined: of Windows CAs, and of Authenticode's first years.

use x509_parser::extensions::{PolicyConstraints, PolicyMappings, SubjectAlternativeName};

use super::super::name::read_string;
use super::constraints::format_parsed_constraints;
use super::general_name::format_general_names;
use super::policies::{decode_policies, format_mappings};
use super::{Value, Walk};
use crate::asn1::{
    Asn1Error, Element, Tag, decode_bmp_string, decode_boolean, decode_oid, decode_unsigned, oid, oid_name,
};

/// The text of one of Microsoft's extensions; `None` for others.
pub(super) fn format(oid: &str, value: &Value<'_>, walk: &mut Walk<'_>) -> Option<Result<String, Asn1Error>> {
    Some(match oid {
        oid::SPC_SP_AGENCY_INFO => format_agency_info(value, walk),
        oid::SPC_MINIMAL_CRITERIA => format_minimal_criteria(value, walk),
        oid::SPC_FINANCIAL_CRITERIA => format_financial_criteria(value, walk),
        oid::CERTIFICATE_TEMPLATE_NAME => format_template_name(value, walk),
        oid::CA_VERSION => format_ca_version(value, walk),
        oid::PREVIOUS_CA_CERTIFICATE_HASH => format_hash(value, walk),
        oid::CERTIFICATE_TEMPLATE => format_template(value, walk),
        // The application policies are encoded like the certificate policies.
        oid::APPLICATION_POLICIES => decode_policies(value, walk).map(|(_, text)| text),
        oid::APPLICATION_POLICY_MAPPINGS => {
            value.parse::<PolicyMappings<'_>>("ApplicationPolicyMappings", walk).map(|parsed| format_mappings(&parsed))
        }
        oid::APPLICATION_POLICY_CONSTRAINTS => value
            .parse::<PolicyConstraints>("ApplicationPolicyConstraints", walk)
            .map(|parsed| format_parsed_constraints(&parsed)),
        // NTDS CA security: GeneralNames with the SID of the account that asked for the certificate.
        oid::NTDS_CA_SECURITY => value
            .parse::<SubjectAlternativeName<'_>>("GeneralNames", walk)
            .map(|names| format_general_names(&names.general_names)),
        _ => return None,
    })
}

/// SPC_SP_AGENCY_INFO.
///
/// ```text
/// SpcSpAgencyInfo ::= SEQUENCE { policyInformation [0] EXPLICIT SpcLink OPTIONAL,
///     policyDisplayText [1] EXPLICIT SpcString OPTIONAL, logoImage [2] EXPLICIT SpcImage OPTIONAL,
///     logoLink [3] EXPLICIT SpcLink OPTIONAL }
/// ```
fn format_agency_info(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "SpcSpAgencyInfo", walk)?.reader();
    let mut parts = Vec::new();
    while let Some(field) = fields.next_element()? {
        let inner = field.reader().next_element()?;
        parts.push(match (field.tag.number, inner) {
            (0, Some(link)) => format!("policy: {}", format_link(&link)?),
            (1, Some(text)) => format!("text: {}", format_spc_string(&text)),
            (2, _) => format!("logo image: {}", hex::encode(field.contents)),
            (3, Some(link)) => format!("logo: {}", format_link(&link)?),
            _ => format!("{}: {}", field.tag, hex::encode(field.contents)),
        });
    }
    Ok(parts.join("; "))
}

/// `SpcLink ::= CHOICE { url [0] IMPLICIT IA5String, moniker [1] IMPLICIT SpcSerializedObject, file [2] EXPLICIT
/// SpcString }`
fn format_link(link: &Element<'_>) -> Result<String, Asn1Error> {
    Ok(match link.tag.number {
        0 => latin1(link.contents),
        2 => {
            let text = link.reader().expect_any("SpcString")?;
            format_spc_string(&text)
        }
        _ => format!("#{}", hex::encode(link.contents)),
    })
}

/// `SpcString ::= CHOICE { unicode [0] IMPLICIT BMPString, ascii [1] IMPLICIT IA5String }`
fn format_spc_string(text: &Element<'_>) -> String {
    if text.tag.number == 0 { decode_bmp_string(text.contents) } else { latin1(text.contents) }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// `SpcMinimalCriteria ::= BOOLEAN`
fn format_minimal_criteria(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let element = value.expect(Tag::BOOLEAN, "SpcMinimalCriteria", walk)?;
    Ok(if decode_boolean(&element) { "met" } else { "not met" }.to_owned())
}

/// `SpcFinancialCriteria ::= SEQUENCE { financialInfoAvailable BOOLEAN, meetsCriteria BOOLEAN }`
fn format_financial_criteria(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "SpcFinancialCriteria", walk)?.reader();
    let available = decode_boolean(&fields.expect(Tag::BOOLEAN, "financialInfoAvailable")?);
    let met = decode_boolean(&fields.expect(Tag::BOOLEAN, "meetsCriteria")?);
    let available = if available { "available" } else { "not available" };
    Ok(format!("financial information {available}, criteria {}", if met { "met" } else { "not met" }))
}

/// Name of a template, version 1: one string.
fn format_template_name(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    Ok(read_string(&value.element("the name of a certificate template", walk)?).0)
}

/// Version of a Windows CA: one INTEGER, the key's index above 16 bits of the certificate's index, shown as Windows
/// does (`V1.0` is certificate 1 with key 0).
fn format_ca_version(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let element = value.expect(Tag::INTEGER, "a CA version", walk)?;
    let version = decode_unsigned(&element)
        .ok_or_else(|| Asn1Error::new(element.offset, "a CA version", "a negative or very large number"))?;
    Ok(format!("V{}.{}", version & 0xffff, version >> 16))
}

/// Hash of the CA's previous certificate: one OCTET STRING.
fn format_hash(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    Ok(hex::encode(value.expect(Tag::OCTET_STRING, "a hash", walk)?.contents))
}

/// `CertificateTemplate ::= SEQUENCE { templateID OBJECT IDENTIFIER, majorVersion INTEGER OPTIONAL, minorVersion
/// INTEGER OPTIONAL }`
fn format_template(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let mut fields = value.expect(Tag::SEQUENCE, "CertificateTemplate", walk)?.reader();
    let id = fields.expect(Tag::OID, "templateID")?;
    let oid = decode_oid(&id).ok_or_else(|| Asn1Error::new(id.offset, "templateID", "an unreadable OID"))?;
    let mut versions = Vec::new();
    while let Some(version) = fields.next_element()? {
        versions.push(decode_unsigned(&version).map_or_else(|| hex::encode(version.contents), |n| n.to_string()));
    }
    let name = oid_name(&oid).unwrap_or(&oid);
    Ok(if versions.is_empty() { name.to_owned() } else { format!("{name}, version {}", versions.join(".")) })
}
