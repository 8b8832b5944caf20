//! Name constraints of CAs (RFC 5280 section 4.2.1.10): directory names, DNS names, mail addresses.
//!
//! In: a path. Out: faults. Constraints on other kinds of names are faults of their own kind when a certificate has
//! such a name, because they are not understood here.

use std::sync::Arc;

use super::name::lies_within;
use crate::asn1::{Class, Element, Reader, Tag, decode_oid, oid};
use crate::model::{CertificateFacts, Fault};

/// Most subtrees and names of one extension that are compared.
const MAX_NAMES: usize = 1024;

/// One name: the number of its GeneralName alternative, and its bytes (the whole Name for a directory name).
#[derive(Debug, Clone, PartialEq, Eq)]
struct AltName {
    kind: u32,
    value: Vec<u8>,
}

const MAIL: u32 = 1;
const DNS: u32 = 2;
const DIRECTORY: u32 = 4;

#[derive(Debug, Default)]
struct Constraints {
    permitted: Vec<AltName>,
    excluded: Vec<AltName>,
}

/// Appends a fault for every certificate with a name that a CA above it may not name.
///
/// The constraints of the root count too, as on Windows. Self-issued intermediate certificates are left out.
pub fn check_name_constraints(path: &[Arc<CertificateFacts>], faults: &mut Vec<Fault>) {
    for (position, issuer) in path.iter().enumerate().skip(1) {
        if issuer.extension(oid::NAME_CONSTRAINTS).is_none() {
            continue;
        }
        let Some(constraints) = extension_value(issuer, oid::NAME_CONSTRAINTS).and_then(parse_constraints) else {
            if let Some(leaf) = path.first() {
                faults.push(Fault::NameConstraintUnclear {
                    certificate: issuer.sha256,
                    subject: leaf.sha256,
                    detail: "the extension cannot be read".to_owned(),
                });
            }
            continue;
        };
        for (below, subject) in path.iter().take(position).enumerate() {
            if below == 0 || !subject.self_issued {
                check_certificate(issuer, &constraints, subject, faults);
            }
        }
    }
}

fn check_certificate(
    issuer: &CertificateFacts,
    constraints: &Constraints,
    subject: &CertificateFacts,
    faults: &mut Vec<Fault>,
) {
    for name in names_of(subject) {
        let of_kind = |list: &[AltName]| list.iter().filter(|base| base.kind == name.kind).count() > 0;
        if !matches!(name.kind, MAIL | DNS | DIRECTORY) {
            if of_kind(&constraints.permitted) || of_kind(&constraints.excluded) {
                faults.push(Fault::NameConstraintUnclear {
                    certificate: issuer.sha256,
                    subject: subject.sha256,
                    detail: format!("a constraint on names of kind [{}]", name.kind),
                });
            }
            continue;
        }
        let matches = |base: &&AltName| base.kind == name.kind && is_within(&name, base);
        let broken = if constraints.excluded.iter().any(|base| matches(&base)) {
            "is excluded"
        } else if of_kind(&constraints.permitted) && !constraints.permitted.iter().any(|base| matches(&base)) {
            "is not permitted"
        } else {
            continue;
        };
        let shown = if name.kind == DIRECTORY {
            subject.subject.clone()
        } else {
            String::from_utf8_lossy(&name.value).into_owned()
        };
        faults.push(Fault::NameConstraint {
            certificate: issuer.sha256,
            subject: subject.sha256,
            detail: format!("{shown} {broken}"),
        });
    }
}

/// The names of a certificate that constraints apply to.
fn names_of(certificate: &CertificateFacts) -> Vec<AltName> {
    let mut names = Vec::new();
    // An empty Name is a SEQUENCE without contents: two bytes.
    if certificate.subject_der().len() > 2 {
        names.push(AltName { kind: DIRECTORY, value: certificate.subject_der().to_vec() });
    }
    if certificate.extension(oid::SUBJECT_ALT_NAME).is_some()
        && let Some(value) = extension_value(certificate, oid::SUBJECT_ALT_NAME)
        && let Ok(Some(list)) = Reader::new(value, 0).next_element()
    {
        let (elements, _) = list.reader().collect_up_to(MAX_NAMES);
        names.extend(elements.iter().filter_map(decode_alt_name));
    }
    if !names.iter().any(|name| name.kind == MAIL)
        && let Some(address) = certificate.subject_attributes.find(oid::EMAIL_ADDRESS)
    {
        names.push(AltName { kind: MAIL, value: address.as_bytes().to_vec() });
    }
    names
}

/// Finds the value of an extension in the certificate's DER.
fn extension_value<'a>(certificate: &'a CertificateFacts, oid: &str) -> Option<&'a [u8]> {
    let tbs = Reader::new(certificate.tbs_der(), 0).next_element().ok()??;
    let mut fields = tbs.reader();
    // Ends with the TBSCertificate, at its extensions at the latest.
    let extensions = loop {
        let field = fields.next_element().ok()??;
        if field.is(Tag::context(3)) {
            break field.reader().next_element().ok()??;
        }
    };
    let mut extensions = extensions.reader();
    while let Ok(Some(extension)) = extensions.next_element() {
        let mut parts = extension.reader();
        let Ok(Some(kind)) = parts.next_element() else { continue };
        if decode_oid(&kind).as_deref() == Some(oid) {
            let _critical = parts.optional(Tag::BOOLEAN).ok()?;
            return Some(parts.expect(Tag::OCTET_STRING, "extnValue").ok()?.contents);
        }
    }
    None
}

/// ```text
/// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees
///   OPTIONAL }   GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }
/// ```
fn parse_constraints(value: &[u8]) -> Option<Constraints> {
    let sequence = Reader::new(value, 0).next_element().ok()??;
    let mut constraints = Constraints::default();
    let (lists, error) = sequence.reader().collect_up_to(2);
    if error.is_some() {
        return None;
    }
    for list in lists {
        let (subtrees, error) = list.reader().collect_up_to(MAX_NAMES);
        if error.is_some() {
            return None;
        }
        let names: Option<Vec<AltName>> =
            subtrees.iter().map(|subtree| decode_alt_name(&subtree.reader().next_element().ok()??)).collect();
        match list.tag.number {
            0 => constraints.permitted = names?,
            1 => constraints.excluded = names?,
            _ => return None,
        }
    }
    Some(constraints)
}

fn decode_alt_name(element: &Element<'_>) -> Option<AltName> {
    if element.tag.class != Class::Context {
        return None;
    }
    let kind = element.tag.number;
    // directoryName is a CHOICE and therefore tagged explicitly.
    let value = if kind == DIRECTORY { element.reader().next_element().ok()??.raw } else { element.contents };
    Some(AltName { kind, value: value.to_vec() })
}

fn is_within(name: &AltName, base: &AltName) -> bool {
    if name.kind == DIRECTORY {
        return lies_within(&name.value, &base.value);
    }
    let name_text = String::from_utf8_lossy(&name.value).to_ascii_lowercase();
    let base_text = String::from_utf8_lossy(&base.value).to_ascii_lowercase();
    if base_text.is_empty() {
        return true;
    }
    if name.kind == DNS {
        let domain = base_text.trim_start_matches('.');
        return (name_text == domain && !base_text.starts_with('.')) || name_text.ends_with(&format!(".{domain}"));
    }
    if base_text.contains('@') {
        return name_text == base_text;
    }
    let host = name_text.rsplit('@').next().unwrap_or_default();
    if base_text.starts_with('.') { host.ends_with(&base_text) } else { host == base_text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: u32, value: &str) -> AltName {
        AltName { kind, value: value.as_bytes().to_vec() }
    }

    #[test]
    fn dns_constraint_covers_the_host_and_what_is_below_it() {
        let base = text(DNS, "example.com");
        assert!(is_within(&text(DNS, "Example.COM"), &base));
        assert!(is_within(&text(DNS, "a.example.com"), &base));
        assert!(!is_within(&text(DNS, "badexample.com"), &base));
        assert!(!is_within(&text(DNS, "example.com"), &text(DNS, ".example.com")));
    }

    #[test]
    fn mail_constraint_is_an_address_a_host_or_a_domain() {
        assert!(is_within(&text(MAIL, "a@example.com"), &text(MAIL, "A@example.com")));
        assert!(is_within(&text(MAIL, "a@example.com"), &text(MAIL, "example.com")));
        assert!(!is_within(&text(MAIL, "a@b.example.com"), &text(MAIL, "example.com")));
        assert!(is_within(&text(MAIL, "a@b.example.com"), &text(MAIL, ".example.com")));
    }

    #[test]
    fn subtrees_of_both_lists_are_read() {
        // permitted: dNSName "a"; excluded: rfc822Name "b"
        let value = [0x30, 14, 0xa0, 5, 0x30, 3, 0x82, 1, b'a', 0xa1, 5, 0x30, 3, 0x81, 1, b'b'];
        let constraints = parse_constraints(&value).unwrap();
        assert_eq!(constraints.permitted, [text(DNS, "a")]);
        assert_eq!(constraints.excluded, [text(MAIL, "b")]);
        assert!(parse_constraints(&[0x30, 2, 0xa5, 0]).is_none());
    }
}
