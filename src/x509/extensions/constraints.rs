//! Extensions that constrain what a CA may issue.

use x509_parser::extensions::{
    BasicConstraints as ParsedConstraints, GeneralSubtree, InhibitAnyPolicy, NameConstraints, PolicyConstraints,
};

use super::general_name::format_general_name;
use super::{ExtensionFacts, Value, Walk};
use crate::asn1::Asn1Error;
use crate::model::BasicConstraints;

/// `BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }`
pub(super) fn read_basic_constraints(
    value: &Value<'_>,
    facts: &mut ExtensionFacts,
    walk: &mut Walk<'_>,
) -> Result<String, Asn1Error> {
    let constraints: ParsedConstraints = value.parse("BasicConstraints", walk)?;
    let text = match (constraints.ca, constraints.path_len_constraint) {
        (true, Some(length)) => format!("CA:TRUE, pathlen:{length}"),
        (false, Some(length)) => format!("CA:FALSE, pathlen:{length}"),
        (true, None) => "CA:TRUE".to_owned(),
        (false, None) => "CA:FALSE".to_owned(),
    };
    facts.basic_constraints = Some(BasicConstraints { ca: constraints.ca, path_len: constraints.path_len_constraint });
    Ok(text)
}

/// `NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees
/// OPTIONAL }` (RFC 5280 section 4.2.1.10)
pub(super) fn format_name_constraints(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let constraints: NameConstraints<'_> = value.parse("NameConstraints", walk)?;
    // x509-parser leaves out subtrees that it cannot read; to have none is not allowed anyway.
    if constraints.permitted_subtrees.is_none() && constraints.excluded_subtrees.is_none() {
        return Err(Asn1Error::new(value.offset, "permitted or excluded subtrees", "none that can be read"));
    }
    let mut parts = Vec::new();
    for (label, subtrees) in
        [("permitted", &constraints.permitted_subtrees), ("excluded", &constraints.excluded_subtrees)]
    {
        if let Some(subtrees) = subtrees {
            parts.push(format!("{label}: {}", format_subtrees(subtrees)));
        }
    }
    Ok(parts.join("; "))
}

fn format_subtrees(subtrees: &[GeneralSubtree<'_>]) -> String {
    subtrees.iter().map(|subtree| format_general_name(&subtree.base)).collect::<Vec<_>>().join(", ")
}

/// `PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0] INTEGER OPTIONAL, inhibitPolicyMapping [1] INTEGER
/// OPTIONAL }` (RFC 5280 section 4.2.1.11)
pub(super) fn format_policy_constraints(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    Ok(format_parsed_constraints(&value.parse("PolicyConstraints", walk)?))
}

/// Writes policy constraints as `requireExplicitPolicy:N, inhibitPolicyMapping:N`.
pub(super) fn format_parsed_constraints(constraints: &PolicyConstraints) -> String {
    let mut parts = Vec::new();
    if let Some(skip) = constraints.require_explicit_policy {
        parts.push(format!("requireExplicitPolicy:{skip}"));
    }
    if let Some(skip) = constraints.inhibit_policy_mapping {
        parts.push(format!("inhibitPolicyMapping:{skip}"));
    }
    parts.join(", ")
}

/// `InhibitAnyPolicy ::= INTEGER` (RFC 5280 section 4.2.1.14)
pub(super) fn format_inhibit_any_policy(value: &Value<'_>, walk: &mut Walk<'_>) -> Result<String, Asn1Error> {
    let inhibit: InhibitAnyPolicy = value.parse("InhibitAnyPolicy", walk)?;
    Ok(format!("skipCerts:{}", inhibit.skip_certs))
}
