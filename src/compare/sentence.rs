//! One sentence on how two files are related.

use super::unsigned::unsigned_differences;
use super::{Link, Relation};
use crate::model::Summary;
use crate::rules::comparison::{Donor, Half, Leaves, Pair, Side};

/// Writes the sentence: the relation with what it rests on, then the other links by name. The files are A and B.
pub(super) fn sentence(pair: &Pair<'_>, relation: Relation, links: &[Link]) -> String {
    let others: Vec<String> = links.iter().filter(|link| !is_said(relation, **link)).map(|link| link.words()).collect();
    let mut sentence = main_clause(pair, relation);
    if !others.is_empty() {
        sentence.push_str("; also ");
        sentence.push_str(&others.join(", "));
    }
    sentence.push('.');
    sentence
}

/// Tells whether the clause about the relation says the link already.
fn is_said(relation: Relation, link: Link) -> bool {
    link.relation() == Some(relation)
        || match relation {
            Relation::Identical => matches!(link, Link::SameContent | Link::SameSignature),
            Relation::SignatureTransplanted => link == Link::SameSignature,
            Relation::SameContentResigned | Relation::SameContentStripped => link == Link::SameContent,
            _ => false,
        }
}

fn main_clause(pair: &Pair<'_>, relation: Relation) -> String {
    match relation {
        Relation::Identical => "A and B are the same file, byte for byte".to_owned(),
        Relation::SignatureTransplanted => transplanted(pair),
        Relation::SameContentResigned => resigned(pair),
        Relation::SameContentStripped => {
            let signed = if pair.right.signers.is_empty() { Side::Left } else { Side::Right };
            format!("A and B have the same content, and only {} is signed", signed.letter())
        }
        Relation::SameLeaf if is_same_but_for_unsigned_bytes(pair) => same_signature(pair),
        Relation::SameLeaf if find(pair, Leaves::is_same_leaf).is_some_and(|leaves| leaves.signs_for_others()) => {
            "A and B were signed with the same leaf certificate, one with which Microsoft signs the drivers of others"
                .to_owned()
        }
        Relation::SameLeaf => "A and B were signed with the same leaf certificate".to_owned(),
        Relation::SameKey => "A and B were signed with the same key, certified twice".to_owned(),
        Relation::SameDurableIdentity => {
            let identity =
                find(pair, Leaves::is_same_identity).and_then(|leaves| leaves.left_leaf.durable_identity.clone());
            format!(
                "A and B were signed for the same durable identity, {}, with two leaf certificates",
                identity.unwrap_or_default()
            )
        }
        Relation::SameSubject => same_subject(pair),
        Relation::SameIssuer => {
            let issuer = find(pair, Leaves::is_same_issuer).and_then(|leaves| leaves.left_leaf.issuer_cn.clone());
            let issuer = issuer.map_or(String::new(), |issuer| format!(", {issuer}"));
            format!("A and B were signed by two subscribers of the same issuing CA{issuer}")
        }
        Relation::Unrelated => unrelated(pair),
    }
}

fn transplanted(pair: &Pair<'_>) -> String {
    let Some(graft) = pair.graft() else { return String::new() };
    let alone = graft.left.is_none() || graft.right.is_none();
    match graft.donor {
        Donor::One(donor) if alone => {
            let (carrier, donor) = (donor.other().letter(), donor);
            let signers = &pair.half(donor).signers;
            let now = match signers.iter().any(|signer| signer.signature.facts.decoded) {
                true => "carries another one now",
                false if signers.is_empty() => "has lost it",
                false => "its own cannot be read",
            };
            let donor = donor.letter();
            format!(
                "{carrier} carries a signature that was made for the content of {donor}: {donor} is the donor, and {now}"
            )
        }
        Donor::One(donor) => format!(
            "{} carries the signature of {} over other content: {} is the donor, what it holds is what was signed",
            donor.other().letter(),
            donor.letter(),
            donor.letter()
        ),
        Donor::Both => {
            "A and B carry one signature over different content that has the same digest: a collision".to_owned()
        }
        Donor::Each => "A carries a signature that was made for the content of B, and B one made for A".to_owned(),
        Donor::Neither => "A and B carry one signature over different content, and neither holds what was signed: the \
                           donor is a third file"
            .to_owned(),
    }
}

/// One content under two signatures. A time is told only of signatures that fit the content.
fn resigned(pair: &Pair<'_>) -> String {
    let signers = pair.left.signers.first().zip(pair.right.signers.first());
    if let Some(side) = pair.undecoded() {
        let letter = side.letter();
        return format!(
            "A and B have the same content, and the signature of {letter} cannot be read: damaged, or another"
        );
    }
    let more = match signers.map(|(left, right)| (left, right, left.is_own(), right.is_own())) {
        Some((left, right, true, true)) => match (left.signature.trusted_time, right.signature.trusted_time) {
            (Some(left), Some(right)) if left < right => format!(": A was signed first, {left}, and B {right}"),
            (Some(left), Some(right)) if right < left => format!(": B was signed first, {right}, and A {left}"),
            _ => String::new(),
        },
        Some((_, _, true, false)) => ", of which that of B does not hold for it".to_owned(),
        Some((_, _, false, true)) => ", of which that of A does not hold for it".to_owned(),
        Some((_, _, false, false)) => ", of which neither holds for it".to_owned(),
        None => String::new(),
    };
    format!("A and B have the same content under different signatures{more}")
}

/// One content and one signature: what differs is not signed.
fn same_signature(pair: &Pair<'_>) -> String {
    let leaf = find(pair, Leaves::is_same_leaf).map_or("", |_| " under the same leaf certificate");
    let differences = unsigned_differences(pair);
    if differences.is_empty() && pair.is_identical().is_none() {
        return format!(
            "A and B have the same content and the same signature{leaf}; whether other bytes differ is not known: no \
             hash of the whole files was computed"
        );
    }
    if differences.is_empty() {
        return format!(
            "A and B have the same content and the same signature{leaf}, and differ only in bytes that no signature covers"
        );
    }
    format!(
        "A and B have the same content and the same signature{leaf}, and were not signed again: only unsigned parts \
         differ, {}",
        differences.join(", ")
    )
}

fn same_subject(pair: &Pair<'_>) -> String {
    let Some(leaves) = find(pair, Leaves::is_same_subject) else { return String::new() };
    let but = match leaves.identities() {
        Some(_) => "but their durable identities differ",
        None if leaves.is_same_issuer() => "and one CA issued their certificates",
        None => "but different CAs issued their certificates",
    };
    format!("The signers of A and B have the same subject, {}, {but}", leaves.left_leaf.display_name())
}

fn unrelated(pair: &Pair<'_>) -> String {
    if pair.unread().is_some() {
        let why = [Side::Left, Side::Right].into_iter().filter_map(|side| {
            let half = pair.half(side);
            let cut = half.analysis.error.as_ref().map(|_| "could not be read to its end");
            without_signature(half).or(cut).map(|why| format!("{} {why}", side.letter()))
        });
        return format!("How A and B are related is not known: {}", why.collect::<Vec<_>>().join(", "));
    }
    match (without_signature(&pair.left), without_signature(&pair.right)) {
        (Some(UNSIGNED), Some(UNSIGNED)) if pair.has_same_content() == Some(true) => {
            "A and B are unsigned and differ only in bytes that a signature would not cover".to_owned()
        }
        (Some(UNSIGNED), Some(UNSIGNED)) => "A and B are both unsigned".to_owned(),
        (Some(left), Some(right)) => format!("Nothing relates A and B: A {left}, B {right}"),
        (Some(left), None) => format!("A and B are unrelated: A {left}"),
        (None, Some(right)) => format!("A and B are unrelated: B {right}"),
        (None, None) => "A and B are unrelated: no signer, no name and no issuing CA is common to both".to_owned(),
    }
}

const UNSIGNED: &str = "is unsigned";

/// Why a file has no signature to compare; `None` when it has one. What was not read is not unsigned.
fn without_signature(half: &Half<'_>) -> Option<&'static str> {
    if !half.signers.is_empty() {
        return None;
    }
    Some(match half.analysis.verdict.summary {
        _ if half.analysis.error.is_some() => "could not be read",
        Summary::Unsupported => "is of a format whose signatures are not read",
        Summary::Malformed => "has a signature that cannot be read",
        _ => UNSIGNED,
    })
}

fn find<'a>(pair: &Pair<'a>, holds: fn(&Leaves<'a>) -> bool) -> Option<Leaves<'a>> {
    pair.leaves().find(holds)
}

/// Tells whether the files differ only in what neither digest nor signature covers.
fn is_same_but_for_unsigned_bytes(pair: &Pair<'_>) -> bool {
    pair.has_same_content() == Some(true) && pair.shared_signature().is_some()
}
