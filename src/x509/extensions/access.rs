//! Extensions that say where things are, and other names of subject and issuer.

use x509_parser::extensions::{
    AccessDescription, AuthorityInfoAccess, CRLDistributionPoint, CRLDistributionPoints, DistributionPointName,
    IssuerAlternativeName, ReasonFlags, SubjectAlternativeName, SubjectInfoAccess,
};

use super::general_name::{collect_urls, dotted, format_general_name, format_general_names, named};
use super::{ExtensionFacts, Value, Walk};
use crate::asn1::{Asn1Error, oid};

/// The bits of ReasonFlags in their order (RFC 5280 section 4.2.1.13).
const REASONS: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

/// `SubjectAltName ::= GeneralNames` (RFC 5280 section 4.2.1.6)
pub(super) fn read_subject_alternative_name(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let names: SubjectAlternativeName<'_> = value.parse("SubjectAltName", walk)?;
    facts.subject_alternative_names = names.general_names.iter().map(format_general_name).collect();
    Ok(facts.subject_alternative_names.join(", "))
}

/// `IssuerAltName ::= GeneralNames` (RFC 5280 section 4.2.1.7)
pub(super) fn format_issuer_alternative_name(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let names: IssuerAlternativeName<'_> = value.parse("IssuerAltName", walk)?;
    Ok(format_general_names(&names.general_names))
}

/// `CRLDistributionPoints ::= SEQUENCE OF DistributionPoint` (RFC 5280 section 4.2.1.13)
pub(super) fn read_crl_distribution_points(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let points: CRLDistributionPoints<'_> = value.parse("CRLDistributionPoints", walk)?;
    for point in &points.points {
        if let Some(DistributionPointName::FullName(names)) = &point.distribution_point {
            collect_urls(names, &mut facts.urls.crl);
        }
        // x509-parser leaves out what it cannot read; to have neither is not allowed anyway.
        if point.distribution_point.is_none() && point.crl_issuer.is_none() {
            walk.defect(value.offset, "a distribution point or a CRL issuer", "none that can be read");
        }
    }
    Ok(format_points(&points.points))
}

/// `FreshestCRL ::= CRLDistributionPoints` (RFC 5280 section 4.2.1.15)
pub(super) fn format_distribution_points(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let points: CRLDistributionPoints<'_> = value.parse("CRLDistributionPoints", walk)?;
    Ok(format_points(&points.points))
}

fn format_points(points: &[CRLDistributionPoint<'_>]) -> String {
    points.iter().map(format_point).collect::<Vec<_>>().join("; ")
}

fn format_point(point: &CRLDistributionPoint<'_>) -> String {
    let mut parts = Vec::new();
    match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => parts.push(format_general_names(names)),
        Some(DistributionPointName::NameRelativeToCRLIssuer(_)) => {
            parts.push("a name relative to the CRL issuer".to_owned());
        }
        None => {}
    }
    if let Some(reasons) = &point.reasons {
        parts.push(format!("reasons {}", format_reasons(reasons)));
    }
    if let Some(issuer) = &point.crl_issuer {
        parts.push(format!("CRL issuer {}", format_general_names(issuer)));
    }
    parts.join(", ")
}

fn format_reasons(reasons: &ReasonFlags) -> String {
    let set = REASONS.iter().enumerate().filter(|(bit, _)| (reasons.flags >> bit) & 1 == 1);
    set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

/// `AuthorityInfoAccessSyntax ::= SEQUENCE OF AccessDescription` (RFC 5280 section 4.2.2.1)
pub(super) fn read_authority_info_access(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let access: AuthorityInfoAccess<'_> = value.parse("AuthorityInfoAccess", walk)?;
    for description in &access.accessdescs {
        let location = std::slice::from_ref(&description.access_location);
        match dotted(&description.access_method).as_str() {
            oid::ACCESS_OCSP => collect_urls(location, &mut facts.urls.ocsp),
            oid::ACCESS_CA_ISSUERS => collect_urls(location, &mut facts.urls.ca_issuers),
            _ => {}
        }
    }
    Ok(format_access(&access.accessdescs))
}

/// `SubjectInfoAccessSyntax ::= SEQUENCE OF AccessDescription` (RFC 5280 section 4.2.2.2)
pub(super) fn format_subject_info_access(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let access: SubjectInfoAccess<'_> = value.parse("SubjectInfoAccess", walk)?;
    Ok(format_access(&access.accessdescs))
}

fn format_access(descriptions: &[AccessDescription<'_>]) -> String {
    let lines = descriptions.iter().map(|description| {
        format!("{} {}", named(&description.access_method), format_general_name(&description.access_location))
    });
    lines.collect::<Vec<_>>().join("; ")
}
