//! Every certificate in full: those of the chains, then those that no chain uses.

use super::page::Page;
use super::signatures::role_words;
use crate::model::{Analysis, Certificate, Role, Urls};
use crate::report::in_words;
use crate::text::grouped;

pub(super) fn write(analysis: &Analysis, page: &mut Page) {
    let is_unused = |certificate: &&Certificate| certificate.roles.iter().all(|role| *role == Role::Unused);
    let (unused, used): (Vec<&Certificate>, Vec<&Certificate>) = analysis.certificates.iter().partition(is_unused);
    write_all("CERTIFICATES", &used, page);
    write_all("UNUSED CERTIFICATES", &unused, page);
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
    page.theirs("Subject", &facts.subject);
    page.theirs("Issuer", &facts.issuer);
    page.field("Serial", &facts.serial.colons());
    page.field("Valid", &format!("{} .. {} ({})", facts.not_before, facts.not_after, in_words(facts.lifetime_seconds)));
    page.field("SHA-256", &facts.sha256.to_string());
    page.field("SHA-1", &facts.sha1.to_string());
    page.field("Key", &key(certificate));
    page.field("SPKI SHA-256", &facts.spki_sha256.to_string());
    page.field("Signed with", &page.shown(&facts.signature_algorithm));
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
    oids.join(", ")
}

fn write_urls(urls: &Urls, page: &mut Page) {
    for (label, list) in [("CRL", &urls.crl), ("OCSP", &urls.ocsp), ("Issuer served at", &urls.ca_issuers)] {
        for (index, url) in list.iter().enumerate() {
            page.field(if index == 0 { label } else { "" }, &page.address(url));
        }
    }
}
