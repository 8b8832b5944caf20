//! The fields of a signature: digests, attributes, checks, timestamps.

use super::details::Field;
use super::details_certificate::durable_identity;
use super::history;
use super::token::Token;
use super::tree::in_file;
use crate::asn1::oid;
use crate::model::{Analysis, Attribute, Check, Location, Outcome, Signature, Verdict};
use crate::tui::app::Place;
use crate::tui::row::grouped;

/// The fields of a signature as a whole.
pub fn signature(analysis: &Analysis, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(index) else { return Vec::new() };
    let facts = &signature.facts;
    let mut fields = verdict(&signature.verdict);
    // Below the verdict in one word: in a small pane the rest is out of sight.
    let below_verdict = 1.min(fields.len());
    let signer = facts.signer.and_then(|signer| analysis.certificates.iter().find(|one| one.facts.sha256 == signer));
    let identities = signer.map(|signer| durable_identity(&signer.facts)).unwrap_or_default();
    let seen = history::signature_field(analysis, signature);
    fields.splice(
        below_verdict..below_verdict,
        seen.into_iter().chain(identities.into_iter().map(|field| field.note(""))),
    );
    fields.push(Field::new("Judged at", signature.judged_at.to_string()).note(match signature.trusted_time {
        Some(_) => "time of the verified timestamp",
        None => "no verified timestamp: the chosen time",
    }));
    if let Some(catalog) = &facts.catalog {
        fields.push(Field::new("Catalog", &catalog.file).note("the signature stands there, not in the file"));
        fields.push(Field::new("  SHA-256", catalog.sha256.to_string()));
    }
    let digest_place = facts.digest_location.map(in_file);
    let digest = signature.outcome(Check::ImageDigest).map(|outcome| Token::from(outcome.outcome));
    if let Some(embedded) = &facts.embedded_digest {
        let name = facts.digest_algorithm.map_or("", |algorithm| algorithm.name());
        fields.push(Field::new("Embedded", embedded.to_string()).note(name).at(digest_place));
    }
    if let Some(computed) = &facts.computed_digest {
        let mut field = Field::new("Computed", computed.to_string()).note("of this file").at(digest_place);
        field.token = digest;
        fields.push(field);
    }
    if let Some(opus) = &facts.opus {
        let place = attribute_place(&facts.signed_attributes, oid::SPC_SP_OPUS_INFO);
        if let Some(name) = &opus.program_name {
            fields.push(Field::new("Opus name", name).note("the signer's own words").at(place));
        }
        if let Some(url) = &opus.more_info {
            fields.push(Field::new("Opus URL", url).url().at(place));
        }
    }
    if let Some(time) = facts.claimed_signing_time {
        let place = attribute_place(&facts.signed_attributes, oid::SIGNING_TIME);
        fields.push(Field::new("signingTime", time.to_string()).note("claimed by the signer").at(place));
    }
    if let Some(pages) = &facts.page_hashes {
        let mut field = Field::new("Page hashes", format!("{} pages, version {}", pages.pages, pages.version));
        field.token = signature.outcome(Check::PageHashes).map(|outcome| Token::from(outcome.outcome));
        fields.push(field);
    }
    let place = facts.location().map(in_file);
    fields.push(Field::new("Path", &facts.path).note(if facts.primary { "Windows looks at this one" } else { "" }));
    if let Some(offset) = facts.offset {
        fields.push(Field::new("Bytes", format!("0x{offset:x}+{}", grouped(facts.length))).at(place));
    }
    if let Some(location) = facts.spc_location {
        fields.push(
            Field::new("SPC", format!("0x{:x}+{}", location.offset, location.length))
                .note("SpcIndirectDataContent")
                .at(Some(in_file(location))),
        );
    }
    fields.push(Field::new("Certificates", format!("{} in the signature", facts.bag.len())));
    if facts.other_certificates > 0 {
        fields.push(Field::new("Others", format!("{} that are no X.509 certificate", facts.other_certificates)));
    }
    if facts.signer_infos != 1 {
        fields.push(Field::new("SignerInfos", facts.signer_infos.to_string()).token(Token::Warn));
    }
    fields.push(Field::new("Structure", facts.structure_hash.to_string()).note("hash of the tags and OIDs"));
    fields.push(Field::new("Content", facts.content_sha256.to_string()).note("SHA-256 of the ContentInfo").at(place));
    fields
}

/// The three verdicts with the Windows estimate.
pub fn verdict(verdict: &Verdict) -> Vec<Field> {
    let windows = match verdict.windows.code.as_str() {
        "unknown" => verdict.windows.name.clone(),
        code => format!("{code} {}", verdict.windows.name),
    };
    let mut fields = vec![
        Field::new("Verdict", verdict.summary.word()),
        Field::new("Integrity", verdict.integrity.to_string()).token(Token::from(verdict.integrity)),
        Field::new("Authenticity", verdict.authenticity.to_string()).token(Token::from(verdict.authenticity)),
        Field::new("Trust", verdict.trust.to_string()).token(Token::from(verdict.trust)),
        Field::new("Windows", windows).note(if verdict.windows.code == "unknown" { "" } else { "estimate" }),
    ];
    fields.extend(verdict.reasons.iter().map(|reason| Field::new("because", reason).url()));
    fields
}

/// The fields of the SignerInfo.
pub fn signer(analysis: &Analysis, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(index) else { return Vec::new() };
    let facts = &signature.facts;
    let value = facts.signature_location.map(in_file);
    let mut fields = Vec::new();
    if let Some(leaf) = analysis.leaf(signature) {
        fields.push(Field::new("Signer", leaf.facts.display_name()).at(Some(super::tree::certificate_place(leaf))));
    }
    if let Some(id) = &facts.signer_id {
        if let Some(issuer) = &id.issuer {
            fields.push(Field::new("Issuer", issuer).name());
        }
        if let Some(serial) = &id.serial {
            fields.push(Field::new("Serial", serial.colons()));
        }
        if let Some(key) = &id.subject_key_id {
            fields.push(Field::new("Key id", key.to_string()));
        }
    }
    fields.push(Field::new("Algorithm", &facts.signature_algorithm));
    if let Some(location) = facts.signature_location {
        fields.push(Field::new("Signature", format!("{} bytes at 0x{:x}", location.length, location.offset)).at(value));
    }
    for note in &facts.signature_encoding_notes {
        fields.push(Field::new("Encoding", note).token(Token::Odd).at(value));
    }
    fields.push(Field::heading("Checks of the signer"));
    fields.extend(outcome_fields(signature.outcomes.iter().filter(|outcome| {
        matches!(
            outcome.check,
            Check::SignerCertificate
                | Check::AttributeSignature
                | Check::SignerChain
                | Check::SignerUsage
                | Check::SignerValidity
                | Check::RootProgramme
                | Check::Revocation
                | Check::Disallowed
        )
    })));
    if signature.other_paths > 0 {
        fields.push(Field::new("Other paths", format!("{} more lead to an anchor", signature.other_paths)));
    }
    fields
}

/// All checks.
pub fn checks(analysis: &Analysis, index: usize) -> Vec<Field> {
    analysis.signatures.get(index).map(|signature| outcome_fields(signature.outcomes.iter())).unwrap_or_default()
}

/// One check.
pub fn check(analysis: &Analysis, signature: usize, index: usize) -> Vec<Field> {
    let outcome = analysis.signatures.get(signature).and_then(|signature| signature.outcomes.get(index));
    outcome.map(one_check).unwrap_or_default()
}

fn one_check(outcome: &Outcome) -> Vec<Field> {
    let mut fields = vec![
        Field::new("Check", outcome.check.id()),
        Field::new("Outcome", outcome.outcome.to_string()).token(Token::from(outcome.outcome)),
    ];
    if !outcome.reason.is_empty() {
        fields.push(Field::new("Reason", &outcome.reason).url());
    }
    fields
}

fn outcome_fields<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Vec<Field> {
    outcomes
        .map(|outcome| {
            let state = outcome.outcome.to_string();
            let value = if outcome.reason.is_empty() { state } else { format!("{state}: {}", outcome.reason) };
            Field::new(outcome.check.id(), value).url().token(Token::from(outcome.outcome))
        })
        .collect()
}

/// The fields of a timestamp, or why there is none.
pub fn timestamp(analysis: &Analysis, signature: usize, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(signature) else { return Vec::new() };
    let Some(timestamp) = signature.timestamps.get(index) else { return no_timestamp(signature) };
    let facts = &timestamp.facts;
    let place = Some(in_file(facts.location)).filter(|_| signature.facts.catalog.is_none());
    let mut fields = vec![
        Field::new("Kind", facts.kind.name()).at(place),
        Field::new("Time", facts.time.map_or_else(|| "cannot be read".to_owned(), |time| time.to_string()))
            .token(Token::from(timestamp.valid))
            .at(place),
    ];
    if let Some(accuracy) = facts.accuracy_ms {
        fields.push(Field::new("Accuracy", format!("{accuracy} ms")).at(place));
    }
    if let Some(tsa) = facts.signer.and_then(|signer| analysis.certificate(signer)) {
        fields.push(Field::new("TSA", tsa.facts.display_name()).at(Some(super::tree::certificate_place(tsa))));
    }
    if let Some(serial) = &facts.serial {
        fields.push(Field::new("Serial", serial.colons()).at(place));
    }
    if let Some(policy) = &facts.policy {
        fields.push(Field::new("Policy", policy).at(place));
    }
    if let Some(imprint) = &facts.imprint {
        let name = facts.imprint_algorithm.map_or("", |algorithm| algorithm.name());
        fields.push(Field::new("Imprint", imprint.to_string()).note(name).at(place));
    }
    fields.push(Field::new("Algorithm", &facts.signature_algorithm).at(place));
    if facts.unprefixed {
        fields.push(Field::new("Encoding", "a bare digest without DigestInfo").note("VeriSign, Symantec"));
    }
    fields.push(Field::new("Token", facts.token_sha256.to_string()).note("SHA-256").at(place));
    fields.push(Field::heading("Checks of the timestamp"));
    fields.extend(outcome_fields(timestamp.outcomes.iter()));
    fields
}

fn no_timestamp(signature: &Signature) -> Vec<Field> {
    vec![
        Field::new("Timestamp", "none: nothing but the signer says when this was signed"),
        Field::new("Judged at", signature.judged_at.to_string()),
    ]
}

/// All attributes.
pub fn attributes(analysis: &Analysis, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(index) else { return Vec::new() };
    let mut fields = Vec::new();
    for (title, list) in
        [("Signed", &signature.facts.signed_attributes), ("Unsigned", &signature.facts.unsigned_attributes)]
    {
        fields.push(Field::heading(format!("{title} ({})", list.len())));
        fields.extend(
            list.iter().map(|attribute| Field::new(&attribute.name, &attribute.text).url().at(place(attribute))),
        );
    }
    fields
}

/// One attribute.
pub fn attribute(analysis: &Analysis, signature: usize, signed: bool, index: usize) -> Vec<Field> {
    let Some(signature) = analysis.signatures.get(signature) else { return Vec::new() };
    let list = if signed { &signature.facts.signed_attributes } else { &signature.facts.unsigned_attributes };
    let Some(attribute) = list.get(index) else { return Vec::new() };
    let place = place(attribute);
    let mut fields = vec![
        Field::new("Name", &attribute.name).at(place),
        Field::new("OID", &attribute.oid).at(place),
        Field::new("Value", &attribute.text).url().at(place),
        Field::new("Signed", if signed { "yes" } else { "no: anybody may have added it" }),
    ];
    if attribute.values != 1 {
        fields.push(Field::new("Values", attribute.values.to_string()));
    }
    if let Some(offset) = attribute.offset {
        fields.push(Field::new("Bytes", format!("0x{offset:x}+{}", grouped(attribute.length))).at(place));
    }
    fields
}

fn place(attribute: &Attribute) -> Option<Place> {
    attribute.offset.map(|offset| in_file(Location::new(offset, attribute.length)))
}

fn attribute_place(attributes: &[Attribute], oid: &str) -> Option<Place> {
    attributes.iter().find(|attribute| attribute.oid == oid).and_then(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_the_reason_of_a_check_are_shown_defanged() {
        let mut analysis = crate::report::example::signed("a.exe", 1);
        let signature = analysis.signatures.first_mut().unwrap();
        signature.verdict.reasons = vec!["see http://ocsp.example/".to_owned()];
        signature.outcomes.truncate(1);
        signature.outcomes[0].reason = "asked http://crl.example/a.crl".to_owned();
        let shown = |fields: Vec<Field>| fields.iter().map(|field| field.whole().plain()).collect::<String>();
        let all = [shown(checks(&analysis, 0)), shown(check(&analysis, 0, 0)), shown(super::signature(&analysis, 0))];
        assert!(all[0].contains("hxxp://crl[.]example/a.crl"), "{all:?}");
        assert!(all[1].contains("hxxp://crl[.]example/a.crl"), "{all:?}");
        assert!(all[2].contains("hxxp://ocsp[.]example/"), "{all:?}");
    }
}
