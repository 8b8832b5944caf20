//! Each signature: verdict, signer, times, chain, timestamp, checks, attributes.

use super::file::write_verdict;
use super::page::Page;
use crate::model::{
    Analysis, Attribute, Check, Instant, Outcome, OutcomeState, RevocationState, Role, Signature, SignerId, Thumbprint,
    Timestamp,
};
use crate::report::in_words;
use crate::text::{defang, grouped};

/// Columns of a certificate's name in the table of a chain.
const NAME: usize = 44;

/// Number of checks about a timestamp; without one they share a line.
const TIMESTAMP_CHECKS: usize = 7;

/// Characters of an attribute's value.
const VALUE: usize = 160;

pub(super) fn write(analysis: &Analysis, page: &mut Page) {
    let count = analysis.signatures.len();
    for signature in &analysis.signatures {
        let facts = &signature.facts;
        let number = facts.index.saturating_add(1);
        let primary = if facts.primary { ", primary" } else { "" };
        page.heading(&format!("SIGNATURE {number} of {count}  {}{primary}", facts.path));
        if let Some(catalog) = &facts.catalog {
            page.field("Catalog", &page.shown(&catalog.file));
        }
        if signature.verdict == analysis.verdict {
            page.field("Verdict", &format!("{}, that of the file", signature.verdict.summary));
        } else {
            write_verdict(&signature.verdict, page);
        }
        write_digest(signature, page);
        write_signer(analysis, signature, page);
        write_times(analysis, signature, page);
        write_chain(analysis, "Chain, leaf first", &signature.chain, page);
        for (index, timestamp) in signature.timestamps.iter().enumerate() {
            write_timestamp(analysis, timestamp, index, page);
        }
        write_revocations(analysis, signature, page);
        write_outcomes("Checks", &signature.outcomes, page);
        write_attributes("Signed attributes", &facts.signed_attributes, page);
        write_attributes("Unsigned attributes", &facts.unsigned_attributes, page);
    }
}

fn write_digest(signature: &Signature, page: &mut Page) {
    let facts = &signature.facts;
    let algorithm = facts.digest_algorithm.map(|algorithm| algorithm.name().to_owned()).unwrap_or_default();
    let hex = |digest: &Option<crate::model::HexBytes>| digest.as_ref().map(ToString::to_string);
    match (hex(&facts.embedded_digest), hex(&facts.computed_digest)) {
        (Some(embedded), Some(computed)) if embedded == computed => {
            page.field("Image digest", &format!("{algorithm} {embedded}"));
            page.field("", "embedded and computed are the same");
        }
        (embedded, computed) => {
            let absent = || "none".to_owned();
            page.field("Embedded digest", format!("{algorithm} {}", embedded.unwrap_or_else(absent)).trim_start());
            page.field("Computed digest", format!("{algorithm} {}", computed.unwrap_or_else(absent)).trim_start());
        }
    }
    if let Some(pages) = &facts.page_hashes {
        let mismatches = if pages.mismatches.is_empty() {
            String::new()
        } else {
            format!(", pages that differ: {:?}", pages.mismatches)
        };
        page.field("Page hashes", &format!("version {}, {} pages{mismatches}", pages.version, pages.pages));
    }
    page.field("Signed with", &facts.signature_algorithm);
    let place = facts.location().map(|place| format!("{} bytes at 0x{:x}", grouped(place.length), place.offset));
    page.field("In the file", &place.unwrap_or_default());
    page.field("Structure hash", &facts.structure_hash.to_string());
}

fn write_signer(analysis: &Analysis, signature: &Signature, page: &mut Page) {
    let facts = &signature.facts;
    match analysis.leaf(signature).map(|leaf| &leaf.facts) {
        Some(leaf) => {
            page.name("Signer", &leaf.subject);
            page.name("Issued by", &leaf.issuer);
            page.field("Serial", &leaf.serial.colons());
            page.field("Leaf SHA-256", &leaf.sha256.to_string());
            page.field("Leaf SHA-1", &leaf.sha1.to_string());
            for (index, identity) in leaf.identities.iter().enumerate() {
                let class = leaf.durable_identity_class.filter(|_| leaf.durable_identity.is_some());
                let class = class.map(|class| format!(" ({})", class.words())).unwrap_or_default();
                page.field(
                    if index == 0 { "Durable identity" } else { "" },
                    &format!("{}{class}", page.shown(identity)),
                );
            }
        }
        None => page
            .field("Signer", &format!("certificate not in the file; {}", signer_words(facts.signer_id.as_ref(), page))),
    }
    if let Some(opus) = &facts.opus {
        page.theirs("Program name", opus.program_name.as_deref().unwrap_or_default());
        page.field("More info", &opus.more_info.as_ref().map(|text| page.address(text)).unwrap_or_default());
    }
}

fn signer_words(signer: Option<&SignerId>, page: &Page) -> String {
    let Some(signer) = signer else { return "nobody is named".to_owned() };
    let issuer = signer.issuer.as_ref().map(|issuer| format!("issuer {}", page.name_of(issuer)));
    let serial = signer.serial.as_ref().map(|serial| format!("serial {}", serial.colons()));
    let key = signer.subject_key_id.as_ref().map(|key| format!("subject key identifier {key}"));
    let parts: Vec<String> = [serial, key, issuer].into_iter().flatten().collect();
    format!("named by {}", parts.join(", "))
}

fn write_times(analysis: &Analysis, signature: &Signature, page: &mut Page) {
    if let Some(time) = signature.facts.claimed_signing_time {
        page.field("Claimed time", &format!("{time} (the signer's own clock, not verified)"));
    }
    match (&signature.timestamp, signature.trusted_time) {
        (Some(timestamp), Some(time)) => {
            page.field("Signed before", &format!("{time} (verified {} timestamp)", timestamp.facts.kind.name()));
        }
        (Some(timestamp), None) => {
            let stated = timestamp.facts.time.map_or_else(|| "no readable time".to_owned(), |time| time.to_string());
            page.field("Timestamp", &format!("{stated}, {}: does not count", timestamp.valid));
        }
        (None, _) => page.field("Timestamp", "none: nothing proves when the file was signed"),
    }
    if let (Some(time), Some(leaf)) = (signature.trusted_time, analysis.leaf(signature)) {
        let after = time.seconds_since(leaf.facts.not_before);
        let left = leaf.facts.not_after.seconds_since(time);
        page.field(
            "In leaf's life",
            &format!("{} after notBefore, {} before notAfter", in_words(after), in_words(left)),
        );
    }
    page.field("Chain judged at", &signature.judged_at.to_string());
}

fn write_chain(analysis: &Analysis, title: &str, chain: &[Thumbprint], page: &mut Page) {
    if chain.is_empty() {
        return;
    }
    page.subheading(title);
    let rows: Vec<Vec<String>> = chain.iter().map(|thumbprint| chain_row(analysis, *thumbprint, page)).collect();
    page.table(&rows);
}

fn chain_row(analysis: &Analysis, thumbprint: Thumbprint, page: &Page) -> Vec<String> {
    let Some(certificate) = analysis.certificate(thumbprint) else { return vec![thumbprint.to_string()] };
    let facts = &certificate.facts;
    vec![
        page.cell(facts.display_name(), NAME),
        format!("{} .. {}", facts.not_before, facts.not_after),
        in_words(facts.lifetime_seconds),
        if certificate.anchor { "anchor".to_owned() } else { String::new() },
    ]
}

fn write_timestamp(analysis: &Analysis, timestamp: &Timestamp, index: usize, page: &mut Page) {
    let facts = &timestamp.facts;
    page.subheading(&format!("Timestamp {}: {}, {}", index.saturating_add(1), facts.kind.name(), timestamp.valid));
    let time = facts.time.map_or_else(|| "not readable".to_owned(), |time| time.to_string());
    let accuracy = facts.accuracy_ms.map(|milliseconds| format!(", accuracy {milliseconds} ms")).unwrap_or_default();
    page.field("  Time", &format!("{time}{accuracy}"));
    match facts.signer.and_then(|signer| analysis.certificate(signer)) {
        Some(authority) => page.name("  Authority", &authority.facts.subject),
        None => page.field(
            "  Authority",
            &format!("certificate not in the file; {}", signer_words(facts.signer_id.as_ref(), page)),
        ),
    }
    page.field("  Serial", &facts.serial.as_ref().map(crate::model::HexBytes::colons).unwrap_or_default());
    page.field("  Policy", facts.policy.as_deref().unwrap_or_default());
    if let (Some(algorithm), Some(imprint)) = (facts.imprint_algorithm, &facts.imprint) {
        page.field("  Imprint", &format!("{algorithm} {imprint}"));
    }
    page.field("  Token SHA-256", &facts.token_sha256.to_string());
    write_chain(analysis, "  Chain, TSA first", &timestamp.chain, page);
    // The checks of the first one stand among the signature's.
    if index > 0 {
        write_outcomes("  Checks of this timestamp", &timestamp.outcomes, page);
    }
}

/// What is known about the revocation of each certificate, and where to get what is not known.
fn write_revocations(analysis: &Analysis, signature: &Signature, page: &mut Page) {
    if signature.revocations.is_empty() {
        return;
    }
    page.subheading("Revocation");
    for answer in &signature.revocations {
        let certificate = analysis.certificate(answer.certificate);
        let name = certificate.map(|certificate| page.cell(certificate.facts.display_name(), NAME)).unwrap_or_default();
        let part = role_words(&[answer.role]);
        page.paragraph_with_mark(
            &format!("  {} ", page.outcome_mark(revocation_mark(answer.state))),
            &format!("{part} {name}: {}: {}", answer.state.words(), answer.reason),
        );
        for reason in answer.unusable.iter().filter(|reason| !answer.reason.contains(reason.as_str())) {
            page.paragraph(6, &format!("not used: {reason}"));
        }
        let answered = matches!(answer.state, RevocationState::Absent | RevocationState::Revoked);
        for url in answer.fetch.iter().filter(|_| !answered) {
            page.paragraph(6, &format!("ask {}", page.address(url)));
        }
        for fetch in &answer.fetch_commands {
            let words = match (&fetch.command, &fetch.refused) {
                (Some(command), _) => format!("by: {}", page.address(command)),
                (None, why) => format!("no command: {}", why.as_deref().unwrap_or("the address is odd")),
            };
            page.paragraph(6, &words);
        }
    }
    page.paragraph(2, &killing_words(analysis, signature));
    if signature.revocations.iter().any(|answer| answer.state == RevocationState::NotChecked) {
        page.paragraph(
            2,
            "Nothing was fetched. A CRL is a file at its address; an OCSP answer has to be asked for, with the issuer's \
             certificate in issuer.pem. The commands are defanged here: write http and plain dots again, or take them from \
             fetch_commands in --format json, or with Y in the workbench. Run them on another machine, then: sigscope \
             report --crl FILE|DIR PATH",
        );
    }
}

/// Which revocation of the leaf would void the signature. The dates of a CRL have no fraction of a second.
fn killing_words(analysis: &Analysis, signature: &Signature) -> String {
    let lifetime = analysis.leaf(signature).is_some_and(|leaf| leaf.facts.is_lifetime_signing());
    match signature.trusted_time.filter(|_| !lifetime) {
        Some(time) => {
            let last = Instant::from_unix(time.unix());
            format!("A revocation of the leaf dated {last} or earlier voids this signature; a later one does not")
        }
        None if lifetime => {
            "Any revocation of the leaf voids this signature: it has the lifetime-signing usage".to_owned()
        }
        None => "Any revocation of the leaf voids this signature: no valid timestamp protects it".to_owned(),
    }
}

/// The mark of an answer; none but a checked one is good.
const fn revocation_mark(state: RevocationState) -> OutcomeState {
    match state {
        RevocationState::Absent => OutcomeState::Valid,
        RevocationState::Revoked => OutcomeState::Invalid,
        _ => OutcomeState::CannotTell,
    }
}

fn write_outcomes(title: &str, outcomes: &[Outcome], page: &mut Page) {
    if outcomes.is_empty() {
        return;
    }
    page.subheading(title);
    let is_absent = |outcome: &&Outcome| {
        outcome.outcome == OutcomeState::NotPresent && outcome.check.id().starts_with("timestamp-")
    };
    let no_timestamp = outcomes.iter().filter(is_absent).count() == TIMESTAMP_CHECKS;
    for outcome in outcomes {
        if no_timestamp && is_absent(&outcome) {
            if outcome.check == Check::TimestampImprint {
                page.paragraph_with_mark(
                    &format!("  [.] {:22}", "timestamp-..."),
                    &format!("not-present: {}", outcome.reason),
                );
            }
            continue;
        }
        let mark = page.outcome_mark(outcome.outcome);
        let reason = if outcome.reason.is_empty() { String::new() } else { format!(": {}", outcome.reason) };
        page.paragraph_with_mark(
            &format!("  {mark} {:22}", outcome.check.id()),
            &format!("{}{reason}", outcome.outcome),
        );
    }
}

fn write_attributes(title: &str, attributes: &[Attribute], page: &mut Page) {
    if attributes.is_empty() {
        return;
    }
    page.subheading(title);
    let rows: Vec<Vec<String>> = attributes
        .iter()
        .map(|attribute| {
            let place = attribute.offset.map_or_else(|| "-".to_owned(), |offset| format!("0x{offset:x}"));
            vec![page.cell(&attribute.name, 40), place, page.cell(&defang(&attribute.text), VALUE)]
        })
        .collect();
    page.table(&rows);
}

/// The part a certificate plays, in words.
pub(super) fn role_words(roles: &[Role]) -> String {
    let words: Vec<&str> = roles
        .iter()
        .map(|role| match role {
            Role::Leaf => "leaf",
            Role::Intermediate => "intermediate",
            Role::Root => "root",
            Role::Tsa => "TSA",
            Role::TsaIntermediate => "TSA intermediate",
            Role::TsaRoot => "TSA root",
            Role::Unused => "unused",
        })
        .collect();
    words.join(", ")
}
