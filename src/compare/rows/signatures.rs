//! Rows about the signatures, paired by their place, then by their digest algorithm.

use super::{attributes, certificates, timestamps};
use crate::compare::pairing::Pairing;
use crate::compare::row::{Soft, Table};
use crate::model::{Outcome, OutcomeState, PageHashes, Signature, Thumbprint};
use crate::rules::comparison::{Half, Pair, Spot};

/// One signature of each file, or of one.
pub(super) type SignaturePair<'a> = (Option<&'a Signature>, Option<&'a Signature>);

pub(super) fn rows(pair: &Pair<'_>, common_ancestor: Option<Thumbprint>, table: &mut Table) {
    table
        .section("signatures", Some(&pair.left), Some(&pair.right))
        .text("count", |half: &Half<'_>| Some(count(&half.analysis.signatures)));
    let mut ancestor = common_ancestor;
    for (left, right) in paired(pair) {
        let name = section_name((left, right));
        facts(&name, left, right, table);
        checks(&format!("{name} / checks"), left.map(|one| &one.outcomes), right.map(|one| &one.outcomes), table);
        certificates::chain_rows(pair, &format!("{name} / signer"), (left, right), &mut ancestor, table);
        attributes::rows(&name, left, right, table);
        timestamps::rows(pair, &name, left, right, table);
    }
}

/// Pairs a signature with its copy, then with the one in the same place, then with one of the same digest algorithm.
pub(super) fn paired<'a>(pair: &Pair<'a>) -> Vec<SignaturePair<'a>> {
    let (left, right) = (pair.left.analysis, pair.right.analysis);
    Pairing::new(left.signatures.iter().collect(), right.signatures.iter().collect())
        .by(|signature: &'a Signature| Some((&signature.facts.path, &signature.facts.content_sha256)))
        .by(|signature| Some(&signature.facts.content_sha256))
        .by(|signature| signature.facts.signed_sha256.as_ref())
        .by(|signature| Some(&signature.facts.path))
        .by(|signature| signature.facts.digest_algorithm)
        .finish()
}

/// The lowest certificate that the chains of two paired signatures share, the primary ones first.
pub(in crate::compare) fn common_ancestor(pair: &Pair<'_>) -> Option<Thumbprint> {
    let mut pairs = paired(pair);
    pairs.sort_by_key(|pair| ![pair.0, pair.1].iter().flatten().any(|signature| signature.facts.primary));
    pairs.iter().find_map(|(left, right)| {
        let (left, right) = ((*left)?, (*right)?);
        left.chain.iter().find(|thumbprint| right.chain.contains(thumbprint)).copied()
    })
}

/// `signature 1`, or `signature 2 of A, 1 of B` for a pair that stands in two places.
fn section_name(pair: SignaturePair<'_>) -> String {
    let number = |signature: &Signature| signature.facts.index.saturating_add(1);
    match pair {
        (Some(left), Some(right)) if left.facts.index != right.facts.index => {
            format!("signature {} of A, {} of B", number(left), number(right))
        }
        (Some(one), _) | (None, Some(one)) => format!("signature {}", number(one)),
        (None, None) => String::new(),
    }
}

fn count(signatures: &[Signature]) -> String {
    let kinds: Vec<String> = signatures
        .iter()
        .map(|signature| {
            let nested = if signature.facts.depth() > 0 { "nested " } else { "" };
            let digest = signature.facts.digest_algorithm.map_or("unknown", |algorithm| algorithm.name());
            format!("{nested}{digest}")
        })
        .collect();
    if kinds.is_empty() { "0".to_owned() } else { format!("{} ({})", kinds.len(), kinds.join(", ")) }
}

fn facts(name: &str, left: Option<&Signature>, right: Option<&Signature>, table: &mut Table) {
    let opus = |signature: &Signature| signature.facts.opus.clone();
    let content = |signature: &Signature| signature.facts.content_sha256.to_string();
    let unsigned_only = left
        .zip(right)
        .filter(|(left, right)| content(left) != content(right) && left.facts.is_same_signature(&right.facts));
    let unsigned_only = unsigned_only.map(|_| Soft::UnsignedOnly);
    table
        .section(name, left, right)
        .spots(|signature| {
            Spot { signature: Some(signature.facts.index), ..Spot::default() }.at(signature.facts.location())
        })
        .text("place", |signature| Some(signature.facts.path.clone()))
        .text("summary", |signature| Some(signature.verdict.summary.to_string()))
        .text("integrity", |signature| Some(signature.verdict.integrity.to_string()))
        .text("authenticity", |signature| Some(signature.verdict.authenticity.to_string()))
        .text("trust", |signature| Some(signature.verdict.trust.to_string()))
        .text("digest algorithm", |signature| signature.facts.digest_algorithm.map(|algorithm| algorithm.to_string()))
        .text("embedded digest", |signature| signature.facts.embedded_digest.as_ref().map(ToString::to_string))
        .text("computed digest", |signature| signature.facts.computed_digest.as_ref().map(ToString::to_string))
        .text("signature algorithm", |signature| Some(signature.facts.signature_algorithm.clone()))
        .text("program name", |signature| opus(signature)?.program_name)
        .text("more info", |signature| opus(signature)?.more_info)
        .time("claimed signing time", |signature| signature.facts.claimed_signing_time)
        .time("trusted time", |signature| signature.trusted_time)
        .list("statement type", |signature| signature.facts.statement_types.clone())
        .text("page hashes", |signature| signature.facts.page_hashes.as_ref().map(page_hashes))
        .text("chain length", |signature| Some(signature.chain.len().to_string()))
        .text("embedded certificates", |signature| Some(signature.facts.bag.len().to_string()))
        .text("nested signatures", |signature| Some(signature.facts.nested_values.to_string()))
        .text("structure hash", |signature| Some(signature.facts.structure_hash.to_string()))
        .text("signed parts SHA-256", |signature| signature.facts.signed_sha256.as_ref().map(ToString::to_string))
        .row("ContentInfo SHA-256", left.map(content), right.map(content), unsigned_only)
        .text("ContentInfo length", |signature| Some(format!("{} bytes", signature.facts.length)));
}

fn page_hashes(pages: &PageHashes) -> String {
    let complete = if pages.complete { "" } else { ", incomplete" };
    format!("version {}, {} pages{complete}", pages.version, pages.pages)
}

/// One row a check: the answer, with its reason where it is no plain yes.
pub(super) fn checks(name: &str, left: Option<&Vec<Outcome>>, right: Option<&Vec<Outcome>>, table: &mut Table) {
    fn list(outcomes: Option<&Vec<Outcome>>) -> Vec<&Outcome> {
        outcomes.into_iter().flatten().collect()
    }
    for (left, right) in Pairing::new(list(left), list(right)).by(|outcome: &Outcome| Some(outcome.check)).finish() {
        let Some(check) = left.or(right).map(|outcome| outcome.check) else { continue };
        table.section(name, left, right).text(check.id(), |outcome| Some(answer(outcome)));
    }
}

fn answer(outcome: &Outcome) -> String {
    match outcome.outcome {
        OutcomeState::Invalid | OutcomeState::CannotTell if !outcome.reason.is_empty() => {
            format!("{}: {}", outcome.outcome, outcome.reason)
        }
        state => state.to_string(),
    }
}
