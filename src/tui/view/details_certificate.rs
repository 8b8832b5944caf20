//! The fields of a certificate.

use std::ops::Range;

use super::details::Field;
use super::history;
use super::token::Token;
use super::tree::ChainOf;
use crate::asn1::oid;
use crate::model::{
    Analysis, Certificate, CertificateFacts, DurableIdentityClass, Instant, Location, RevocationState, Thumbprint,
};
use crate::tui::app::{Bytes, Place};
use crate::tui::row::grouped;
use crate::tui::widgets::timeline_bar::short_duration;

/// The fields of a certificate, those that an analyst asks for first at the top.
pub fn certificate(analysis: &Analysis, thumbprint: Thumbprint) -> Vec<Field> {
    let Some(certificate) = analysis.certificate(thumbprint) else { return Vec::new() };
    let facts = &certificate.facts;
    let parts = &facts.parts;
    let part = |range: &Range<usize>| part(facts, range);
    let mut fields = vec![
        Field::new("Subject", &facts.subject).name().at(part(&parts.subject)),
        Field::new("Issuer", &facts.issuer).name().at(part(&parts.issuer)),
        Field::new("Serial", facts.serial.colons())
            .note(format!("{} B", facts.serial.as_ref().len()))
            .at(part(&parts.serial)),
        Field::new("Valid", format!("{} … {}", facts.not_before, facts.not_after))
            .short(short_period(facts.not_before, facts.not_after))
            .note(format!("({})", short_duration(facts.lifetime_seconds)))
            .at(part(&parts.validity)),
    ];
    // What outlives the certificate stands where it is seen first.
    fields.extend(durable_identity(facts));
    fields.extend(history::leaf_fields(analysis, facts));
    fields.extend([
        Field::new("Public key", public_key(facts)).at(part(&parts.spki)),
        Field::new("SPKI SHA-256", facts.spki_sha256.to_string()).at(part(&parts.spki)),
        Field::new("SHA-256", facts.sha256.to_string()).at(whole(certificate)),
        Field::new("SHA-1", facts.sha1.to_string()).at(whole(certificate)),
    ]);
    fields.extend(usage(facts));
    fields.extend(revocation_fields(analysis, thumbprint));
    fields.extend(finding_fields(analysis, thumbprint));
    let url = |name: &'static str, urls: &[String], oid: &str| {
        let place = extension_place(facts, oid);
        urls.iter().map(|url| Field::new(name, url).url().at(place)).collect::<Vec<_>>()
    };
    fields.extend(url("CRL", &facts.urls.crl, oid::CRL_DISTRIBUTION_POINTS));
    fields.extend(fetch_fields(analysis, thumbprint));
    fields.extend(url("OCSP", &facts.urls.ocsp, oid::AUTHORITY_INFO_ACCESS));
    fields.extend(url("CA issuers", &facts.urls.ca_issuers, oid::AUTHORITY_INFO_ACCESS));
    fields.push(
        Field::new("Signed with", &facts.signature_algorithm)
            .note(if facts.signature_algorithm == facts.signature_algorithm_oid {
                String::new()
            } else {
                facts.signature_algorithm_oid.clone()
            })
            .at(part(&parts.signature_algorithm)),
    );
    fields.push(Field::new("Signature", format!("{} bytes", facts.signature().len())).at(part(&parts.signature)));
    fields.push(Field::new("TBS SHA-256", facts.tbs_sha256.to_string()).at(part(&parts.tbs)));
    fields.push(Field::new("Version", format!("v{}", facts.version)));
    fields.push(origin(certificate));
    let roles: Vec<String> = certificate.roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
    fields.push(Field::new("Part", roles.join(", ")).note(if certificate.anchor {
        "trust anchor in force"
    } else {
        ""
    }));
    if !facts.extensions.is_empty() {
        fields.push(Field::heading(format!("Extensions ({})", facts.extensions.len())));
    }
    for extension in &facts.extensions {
        fields.push(
            Field::new(&extension.name, &extension.text)
                .url()
                .note(if extension.critical { "critical" } else { "" })
                .at(extension.location.map(|range| place_of(facts, range))),
        );
    }
    for (title, name) in [("Subject", &facts.subject_attributes), ("Issuer", &facts.issuer_attributes)] {
        fields.push(Field::heading(format!("{title}, part by part")));
        for attribute in &name.attributes {
            let kind = format!("{:?}", attribute.kind);
            fields.push(
                Field::new(&attribute.name, &attribute.value)
                    .note(if attribute.invalid { format!("{kind}, invalid bytes") } else { kind })
                    .at(attribute.location.map(|range| place_of(facts, range))),
            );
        }
    }
    fields
}

/// `2026-06-01 … 06-04`, for a line without room for the times.
fn short_period(from: Instant, to: Instant) -> String {
    let end = to.date();
    let end = if from.year() == to.year() { end.get(5..).unwrap_or(&end) } else { &end };
    format!("{} … {end}", from.date())
}

/// The subscriber identity of a leaf, or all that claim to be it.
pub(super) fn durable_identity(facts: &CertificateFacts) -> Vec<Field> {
    let mut fields = Vec::new();
    if let Some(identity) = &facts.durable_identity {
        let class = match facts.durable_identity_class {
            Some(DurableIdentityClass::Public) => "Public Trust: stays when the certificate changes",
            Some(DurableIdentityClass::Private) => "Private Trust",
            Some(DurableIdentityClass::CiPolicy) => "Private Trust CI policy",
            None => "",
        };
        fields.push(Field::new("Durable id", identity).note(class).at(extension_place(facts, oid::EXTENDED_KEY_USAGE)));
    } else {
        for identity in &facts.identities {
            fields.push(
                Field::new("Identity", identity)
                    .note("one of several")
                    .at(extension_place(facts, oid::EXTENDED_KEY_USAGE)),
            );
        }
    }
    fields
}

fn usage(facts: &CertificateFacts) -> Vec<Field> {
    let mut fields = Vec::new();
    if let Some(usages) = facts.extension(oid::EXTENDED_KEY_USAGE) {
        fields.push(Field::new("EKU", &usages.text).at(extension_place(facts, oid::EXTENDED_KEY_USAGE)));
    } else if !facts.eku.is_empty() {
        fields.push(Field::new("EKU", facts.eku.join(", ")));
    }
    if let Some(counter) = facts.trusted_signing_counter {
        fields.push(
            Field::new("CA counter", grouped(counter))
                .note("in the serial number")
                .at(part(facts, &facts.parts.serial)),
        );
    }
    fields
}

/// What the supplied lists and responses say about the certificate, each answer once.
fn revocation_fields(analysis: &Analysis, thumbprint: Thumbprint) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let entries = analysis.signatures.iter().flat_map(|signature| &signature.revocations);
    for entry in entries.filter(|entry| entry.certificate == thumbprint) {
        let token = match entry.state {
            RevocationState::Revoked => Token::Fail,
            RevocationState::RevokedLater => Token::Warn,
            RevocationState::Absent => Token::Passed,
            RevocationState::NotChecked | RevocationState::AbsentExpired | RevocationState::Unusable => Token::Unknown,
        };
        let mut value = entry.state.words().to_owned();
        if let Some(date) = entry.revocation_date {
            value.push_str(&format!(" {date}"));
        }
        if let Some(reason) = &entry.revocation_reason {
            value.push_str(&format!(" {reason}"));
        }
        let note = entry.source.as_ref().map(|source| format!("{} of {}", source.kind, source.this_update.date()));
        let field = Field::new("Revocation", value).token(token).note(note.unwrap_or_default());
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// How to fetch the CRLs and ask the OCSP responders elsewhere. The screen shows the command defanged, for it may be looked at or photographed; what
/// is copied is the command as it must be typed.
fn fetch_fields(analysis: &Analysis, thumbprint: Thumbprint) -> Vec<Field> {
    let answers = analysis.signatures.iter().flat_map(|signature| &signature.revocations);
    let answer = answers.filter(|answer| answer.certificate == thumbprint).find(|one| !one.fetch_commands.is_empty());
    let Some(answer) = answer else { return Vec::new() };
    let mut fields: Vec<Field> = answer
        .fetch_commands
        .iter()
        .map(|fetch| match &fetch.command {
            Some(command) if command.starts_with("openssl ") => Field::new("Ask by", command)
                .url()
                .note("issuer.pem is its issuer; defanged here; Y copies it as it is run"),
            Some(command) => Field::new("Fetch by", command).url().note("defanged here; Y copies it as it is run"),
            None => Field::new("Fetch by", format!("no command: {}", fetch.refused.as_deref().unwrap_or_default())),
        })
        .collect();
    fields.push(Field::new("Then", "L opens the file here; or start with --crl FILE"));
    fields
}

fn finding_fields(analysis: &Analysis, thumbprint: Thumbprint) -> Vec<Field> {
    analysis
        .findings
        .iter()
        .filter(|finding| finding.certificate == Some(thumbprint))
        .map(|finding| {
            let place = finding.location().map(|range| Place { bytes: Bytes::File, range });
            Field::new("Finding", &finding.title).note(&finding.id).token(Token::from(finding.severity)).at(place)
        })
        .collect()
}

fn origin(certificate: &Certificate) -> Field {
    match certificate.facts.location() {
        Some(range) => Field::new("Bytes", format!("0x{:x}+{}", range.offset, grouped(range.length)))
            .note("in the file")
            .at(whole(certificate)),
        None => Field::new("Bytes", format!("{} bytes", grouped(certificate.facts.length)))
            .note("not in the file: from the trust store")
            .at(whole(certificate)),
    }
}

fn whole(certificate: &Certificate) -> Option<Place> {
    Some(super::tree::certificate_place(certificate))
}

/// A range of the file as a place; of the certificate alone when that is not in the file.
fn place_of(facts: &CertificateFacts, range: Location) -> Place {
    let bytes = if facts.offset.is_some() { Bytes::File } else { Bytes::Certificate(facts.sha256) };
    Place { bytes, range }
}

fn part(facts: &CertificateFacts, range: &Range<usize>) -> Option<Place> {
    if range.is_empty() {
        return None;
    }
    match facts.locate(range) {
        Some(range) => Some(Place { bytes: Bytes::File, range }),
        None => Some(Place {
            bytes: Bytes::Certificate(facts.sha256),
            range: Location::new(range.start as u64, range.len() as u64),
        }),
    }
}

fn extension_place(facts: &CertificateFacts, oid: &str) -> Option<Place> {
    facts.extension(oid).and_then(|extension| extension.location).map(|range| place_of(facts, range))
}

fn public_key(facts: &CertificateFacts) -> String {
    let key = &facts.public_key;
    let mut text = key.algorithm.clone();
    // The name of a curve states its size.
    if key.bits > 0 && !key.algorithm.ends_with(&key.bits.to_string()) {
        text.push_str(&format!(" {}", key.bits));
    }
    if let Some(exponent) = &key.exponent {
        match u64::from_str_radix(exponent, 16) {
            Ok(number) => text.push_str(&format!(", e {number}")),
            Err(_) => text.push_str(&format!(", e 0x{exponent}")),
        }
    }
    text
}

/// The fields of an issuer that is missing.
pub fn missing(analysis: &Analysis, signature: usize, chain: ChainOf) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(signature) else { return Vec::new() };
    let last = match chain {
        ChainOf::Timestamp(index) => {
            signature.timestamps.get(index).and_then(|stamp| stamp.chain.last().copied().or(stamp.facts.signer))
        }
        ChainOf::Signer | ChainOf::Unused => signature.chain.last().copied().or(signature.facts.signer),
    };
    let Some(last) = last.and_then(|last| analysis.certificate(last)) else {
        return vec![Field::new("Signer", "the file holds no certificate with the signer's name and serial number")];
    };
    let facts = &last.facts;
    let mut fields = vec![
        Field::new("Missing", &facts.issuer).name().at(part(facts, &facts.parts.issuer)),
        Field::new("Issued", &facts.subject).name().at(part(facts, &facts.parts.subject)),
    ];
    if let Some(key) = facts.authority_key_id.as_ref().and_then(|id| id.key_id.as_ref()) {
        fields
            .push(Field::new("Its key id", key.to_string()).at(extension_place(facts, oid::AUTHORITY_KEY_IDENTIFIER)));
    }
    for url in &facts.urls.ca_issuers {
        fields.push(Field::new("Served at", url).url().note("not fetched: sigscope never uses the network"));
    }
    fields
}

/// The fields of the list of unused certificates.
pub fn unused(analysis: &Analysis, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(index) else { return Vec::new() };
    let mut fields = vec![Field::new("Unused", "certificates in the file that no chain of this signature needs")];
    for thumbprint in &signature.facts.bag {
        if let Some(certificate) = analysis.certificate(*thumbprint)
            && certificate.roles.iter().all(|role| *role == crate::model::Role::Unused)
        {
            fields.push(
                Field::new("Certificate", certificate.facts.display_name())
                    .note(short_duration(certificate.facts.lifetime_seconds))
                    .at(whole(certificate)),
            );
        }
    }
    fields
}
