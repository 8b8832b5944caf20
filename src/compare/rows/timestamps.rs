//! Rows about the timestamps of two signatures, paired by token, then by kind.

use super::certificates::tsa_rows;
use super::signatures::checks;
use crate::compare::pairing::Pairing;
use crate::compare::row::Table;
use crate::model::{Signature, Timestamp};
use crate::rules::comparison::{Pair, Spot};

/// A timestamp, behind the index of the signature it is on.
pub(super) type Stamp<'a> = (usize, &'a Timestamp);

pub(super) fn rows(
    pair: &Pair<'_>,
    name: &str,
    left: Option<&Signature>,
    right: Option<&Signature>,
    table: &mut Table,
) {
    let pairs = Pairing::new(stamps(left), stamps(right))
        .by(|(_, stamp)| Some(&stamp.facts.token_sha256))
        .by(|(_, stamp)| Some(stamp.facts.kind))
        .by(|_| Some(()))
        .finish();
    let many = pairs.len() > 1;
    for ((left, right), number) in pairs.into_iter().zip(1usize..) {
        let section = if many { format!("{name} / timestamp {number}") } else { format!("{name} / timestamp") };
        facts(&section, left, right, table);
        checks(&section, left.map(|(_, one)| &one.outcomes), right.map(|(_, one)| &one.outcomes), table);
        tsa_rows(pair, &section, left, right, table);
    }
}

fn stamps(signature: Option<&Signature>) -> Vec<Stamp<'_>> {
    signature.map_or_else(Vec::new, |signature| {
        signature.timestamps.iter().map(|stamp| (signature.facts.index, stamp)).collect()
    })
}

fn facts(section: &str, left: Option<Stamp<'_>>, right: Option<Stamp<'_>>, table: &mut Table) {
    table
        .section(section, left, right)
        .spots(|(signature, stamp)| {
            Spot { signature: Some(signature), ..Spot::default() }.at(Some(stamp.facts.location))
        })
        .text("kind", |(_, stamp)| Some(stamp.facts.kind.name()))
        .time("time", |(_, stamp)| stamp.facts.time)
        .text("valid", |(_, stamp)| Some(stamp.valid.to_string()))
        .text("serial", |(_, stamp)| stamp.facts.serial.as_ref().map(ToString::to_string))
        .text("policy", |(_, stamp)| stamp.facts.policy.clone())
        .text("accuracy", |(_, stamp)| stamp.facts.accuracy_ms.map(|accuracy| format!("{accuracy} ms")))
        .text("imprint", |(_, stamp)| {
            let algorithm = stamp.facts.imprint_algorithm.map_or("unknown", |algorithm| algorithm.name());
            stamp.facts.imprint.as_ref().map(|imprint| format!("{algorithm} {imprint}"))
        })
        .text("signature algorithm", |(_, stamp)| Some(stamp.facts.signature_algorithm.clone()))
        .text("token SHA-256", |(_, stamp)| Some(stamp.facts.token_sha256.to_string()));
}
