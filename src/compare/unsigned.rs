//! What differs between two files of one content and one signature: unsigned attributes, which anybody can change.

use std::collections::BTreeSet;

use crate::model::{Attribute, HexBytes, Signature, Thumbprint};
use crate::rules::comparison::{Half, Pair, Side};

/// Each difference of unsigned parts in words, for a sentence.
pub(super) fn unsigned_differences(pair: &Pair<'_>) -> Vec<String> {
    let mut differences = Vec::new();
    for (left, right) in pair.signers() {
        let (left, right) = (left.signature, right.signature);
        if left.facts.path == right.facts.path && left.facts.is_same_signature(&right.facts) {
            let before = differences.len();
            differences.extend(timestamp(left, right));
            differences.extend(certificates(left, right));
            if differences.len() == before {
                differences.extend(other_attributes(left, right));
            }
        }
    }
    differences.extend(signatures(pair, true));
    differences.extend(signatures(pair, false));
    differences
}

/// The timestamp was taken away, added or replaced.
fn timestamp(left: &Signature, right: &Signature) -> Option<String> {
    fn tokens(signature: &Signature) -> BTreeSet<&HexBytes> {
        signature.timestamps.iter().map(|stamp| &stamp.facts.token_sha256).collect()
    }
    let time = |signature: &Signature| {
        let time = signature.timestamp.as_ref().and_then(|stamp| stamp.facts.time);
        time.map_or("at no readable time".to_owned(), |time| time.to_string())
    };
    let of = if left.facts.depth() > 0 { " on its nested signature" } else { "" };
    match (left.timestamps.is_empty(), right.timestamps.is_empty()) {
        (false, true) => Some(format!("A alone has a timestamp{of}, {}", time(left))),
        (true, false) => Some(format!("B alone has a timestamp{of}, {}", time(right))),
        _ if tokens(left) == tokens(right) => None,
        _ => Some(format!("their timestamps{of} differ, A {} and B {}", time(left), time(right))),
    }
}

/// Other certificates were put beside the signature.
fn certificates(left: &Signature, right: &Signature) -> Option<String> {
    fn bag(signature: &Signature) -> BTreeSet<Thumbprint> {
        signature.facts.bag.iter().copied().collect()
    }
    (bag(left) != bag(right)).then(|| "they embed different certificates".to_owned())
}

/// Attributes that are neither timestamps nor nested signatures.
fn other_attributes(left: &Signature, right: &Signature) -> Option<String> {
    fn list(signature: &Signature) -> Vec<(&str, &str)> {
        let told = |attribute: &&Attribute| !TOLD.contains(&attribute.oid.as_str());
        let unsigned = signature.facts.unsigned_attributes.iter().filter(told);
        unsigned.map(|attribute| (attribute.oid.as_str(), attribute.text.as_str())).collect()
    }
    (list(left) != list(right)).then(|| "other unsigned attributes".to_owned())
}

/// Nested signature, RFC 3161 token, countersignature: they have words of their own.
const TOLD: [&str; 3] = ["1.3.6.1.4.1.311.2.4.1", "1.3.6.1.4.1.311.3.3.1", "1.2.840.113549.1.9.6"];

/// Nested signatures, or those of other entries of the table, that one file alone has.
fn signatures(pair: &Pair<'_>, nested: bool) -> Option<String> {
    let alone = |side: Side| {
        let (here, there): (&Half<'_>, &Half<'_>) = (pair.half(side), pair.half(side.other()));
        let is_there = |facts: &crate::model::SignatureFacts| {
            there.signers.iter().any(|other| facts.is_same_signature(&other.signature.facts))
        };
        here.signers.iter().any(|signer| {
            let facts = &signer.signature.facts;
            (facts.depth() > 0) == nested && !is_there(facts)
        })
    };
    let what = if nested { "nested signature" } else { "further signature" };
    match (alone(Side::Left), alone(Side::Right)) {
        (true, true) => Some(format!("their {what}s differ")),
        (true, false) => Some(format!("A alone has a {what}")),
        (false, true) => Some(format!("B alone has a {what}")),
        (false, false) => None,
    }
}
