//! Every certificate in full: those of the chains, then those that no chain uses.

use super::page::Page;
use super::signatures::role_words;
use crate::asn1::{oid, oid_name};
use crate::model::{Analysis, Certificate, Role, Thumbprint, Urls};
use crate::report::in_words;
use crate::text::{defang, grouped};

/// Columns of the value of an extension.
const EXTENSION: usize = 120;

pub(super) fn write(analysis: &Analysis, page: &mut Page) {
    let is_unused = |certificate: &&Certificate| certificate.roles.iter().all(|role| *role == Role::Unused);
    let (unused, mut used): (Vec<&Certificate>, Vec<&Certificate>) = analysis.certificates.iter().partition(is_unused);
    let order = chain_order(analysis);
    used.sort_by_key(|certificate| order.iter().position(|thumbprint| *thumbprint == certificate.facts.sha256));
    write_all("CERTIFICATES", &used, page);
    write_all("UNUSED CERTIFICATES", &unused, page);
}

/// The thumbprints as the chains name them: each signature's signer first, then its timestamps.
fn chain_order(analysis: &Analysis) -> Vec<Thumbprint> {
    let mut order = Vec::new();
    for signature in &analysis.signatures {
        order.extend_from_slice(&signature.chain);
        signature.timestamps.iter().for_each(|timestamp| order.extend_from_slice(&timestamp.chain));
    }
    order
}

fn write_all(title: &str, certificates: &[&Certificate], page: &mut Page) {
    if certificates.is_empty() {
        return;
    }
    page.heading(&format!("{title}  {}", certificates.len()));
    for (index, certificate) in certificates.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        write_certificate(certificate, page);
    }
}

fn write_certificate(certificate: &Certificate, page: &mut Page) {
    let facts = &certificate.facts;
    let anchor = if certificate.anchor { ", trust anchor" } else { "" };
    page.field("Role", &format!("{}{anchor}", role_words(&certificate.roles)));
    page.name("Subject", &facts.subject);
    page.name("Issuer", &facts.issuer);
    page.field("Serial", &facts.serial.colons());
    page.field("Valid", &format!("{} .. {} ({})", facts.not_before, facts.not_after, in_words(facts.lifetime_seconds)));
    page.field("SHA-256", &facts.sha256.to_string());
    page.field("SHA-1", &facts.sha1.to_string());
    page.field("Key", &key(certificate));
    page.field("SPKI SHA-256", &facts.spki_sha256.to_string());
    page.field("Signed with", &page.shown(&facts.signature_algorithm));
    page.field("Constraints", &constraints(certificate));
    page.field("Key usage", &facts.key_usage.as_ref().map(|names| names.join(", ")).unwrap_or_default());
    page.prose("Extended usage", &named(&facts.eku));
    page.prose("Policies", &named(&facts.policies));
    if let Some(counter) = facts.trusted_signing_counter {
        page.field("CA's counter", &grouped(counter));
    }
    for (index, name) in facts.subject_alternative_names.iter().enumerate() {
        page.theirs(if index == 0 { "Other names" } else { "" }, name);
    }
    write_urls(&facts.urls, page);
    page.field("Key identifier", &facts.subject_key_id.as_ref().map(ToString::to_string).unwrap_or_default());
    write_extensions(certificate, page);
    let place = facts.location().map(|place| format!("{} bytes at 0x{:x}", grouped(place.length), place.offset));
    page.field("In the file", &place.unwrap_or_else(|| "no, from the trust store".to_owned()));
}

fn key(certificate: &Certificate) -> String {
    let key = &certificate.facts.public_key;
    let bits = if key.bits > 0 { format!(" {} bits", key.bits) } else { String::new() };
    let exponent = key.exponent.as_ref().map(|exponent| format!(", exponent 0x{exponent}")).unwrap_or_default();
    format!("{}{bits}{exponent}", key.algorithm)
}

/// OIDs, each with its name where it has one.
fn named(oids: &[String]) -> String {
    let named = |oid: &String| oid_name(oid).map_or_else(|| oid.clone(), |name| format!("{name} ({oid})"));
    oids.iter().map(named).collect::<Vec<String>>().join(", ")
}

/// The extensions that have no line of their own.
fn write_extensions(certificate: &Certificate, page: &mut Page) {
    /// Key identifiers, key usage, names, constraints, CRL, policies, usages, access to the authority.
    const SHOWN: [&str; 9] = [
        oid::SUBJECT_KEY_IDENTIFIER,
        oid::KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::BASIC_CONSTRAINTS,
        oid::CRL_DISTRIBUTION_POINTS,
        oid::CERTIFICATE_POLICIES,
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::EXTENDED_KEY_USAGE,
        oid::AUTHORITY_INFO_ACCESS,
    ];
    for extension in &certificate.facts.extensions {
        if !SHOWN.contains(&extension.oid.as_str()) {
            let critical = if extension.critical { ", critical" } else { "" };
            let text = page.cell(&defang(&extension.text), EXTENSION);
            page.field("Extension", &format!("{}{critical}: {text}", page.shown(&extension.name)));
        }
    }
}

fn constraints(certificate: &Certificate) -> String {
    match &certificate.facts.basic_constraints {
        None => String::new(),
        Some(constraints) if !constraints.ca => "no CA".to_owned(),
        Some(constraints) => match constraints.path_len {
            Some(length) => format!("CA, path length {length}"),
            None => "CA".to_owned(),
        },
    }
}

fn write_urls(urls: &Urls, page: &mut Page) {
    for (label, list) in [("CRL", &urls.crl), ("OCSP", &urls.ocsp), ("Issuer served at", &urls.ca_issuers)] {
        for (index, url) in list.iter().enumerate() {
            page.field(if index == 0 { label } else { "" }, &page.address(url));
        }
    }
}
