//! Which links hold between two files.

use serde::Serialize;

use super::sentence::sentence;
use super::{Link, Relation};
use crate::rules::comparison::{Donor, Half, Pair, Side, Signer, same_imphash, same_rich_hash};

/// How two files are related.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The strongest relation.
    pub relation: Relation,
    /// Every link that holds, strongest first.
    pub links: Vec<Link>,
    /// Of a transplanted signature: the file that it was made for; `None` when it is neither, both, or each of the other's.
    pub donor: Option<Side>,
    /// All of that in one sentence.
    pub sentence: String,
    /// How far the relation can be told at all.
    #[serde(skip)]
    pub told: Told,
}

/// How far a relation can be told: what was not read is neither unrelated nor signed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By its name.
    Whole,
    /// The content is the same, and the signature of one file cannot be read.
    ContentAlone,
    /// Not at all: a file could not be read.
    Nothing,
}

impl Related {
    /// Looks for every link between two files.
    pub fn new(pair: &Pair<'_>) -> Self {
        let links = links(pair);
        let relation = links.iter().find_map(|link| link.relation()).unwrap_or(Relation::Unrelated);
        let donor = pair.graft().and_then(|graft| match graft.donor {
            Donor::One(side) => Some(side),
            Donor::Neither | Donor::Both | Donor::Each => None,
        });
        let sentence = sentence(pair, relation, &links);
        let told = match relation {
            Relation::Unrelated if pair.unread().is_some() => Told::Nothing,
            Relation::SameContentResigned if pair.undecoded().is_some() => Told::ContentAlone,
            _ => Told::Whole,
        };
        Self { relation, links, donor, sentence, told }
    }

    /// The relation in capitals, as the screen shows it, or what is known instead of one.
    pub fn headline(&self) -> String {
        match self.told {
            Told::Whole => self.relation.headline(),
            Told::ContentAlone => "SAME CONTENT".to_owned(),
            Told::Nothing => "NOT KNOWN".to_owned(),
        }
    }

    /// One word for a narrow column; a question mark where nothing is known.
    pub const fn short(&self) -> &'static str {
        match self.told {
            Told::Whole => self.relation.short(),
            Told::ContentAlone => "content",
            Told::Nothing => "?",
        }
    }
}

/// Every link that holds, strongest first.
fn links(pair: &Pair<'_>) -> Vec<Link> {
    let same_content = pair.has_same_content() == Some(true);
    let signed = (!pair.left.signers.is_empty(), !pair.right.signers.is_empty());
    let identical = pair.is_identical() == Some(true);
    let any_leaves =
        |holds: fn(&crate::rules::comparison::Leaves<'_>) -> bool| pair.leaves().any(|leaves| holds(&leaves));
    let checks = [
        (Link::Identical, identical),
        (Link::SignatureTransplanted, pair.graft().is_some()),
        (Link::SameContentResigned, same_content && signed == (true, true) && !keeps_signature(pair)),
        (Link::SameContentStripped, same_content && signed.0 != signed.1),
        (
            Link::SameLeaf,
            any_leaves(|leaves| leaves.is_same_leaf()) || (same_content && pair.shared_signature().is_some()),
        ),
        (Link::SameKey, any_leaves(|leaves| leaves.is_same_key())),
        (Link::SameDurableIdentity, any_leaves(|leaves| leaves.is_same_identity())),
        (Link::SameSubject, any_leaves(|leaves| leaves.is_same_subject())),
        (Link::SameIssuer, any_leaves(|leaves| leaves.is_same_issuer())),
        (Link::SameContent, same_content),
        (Link::SameSignature, pair.shared_signature().is_some()),
        (Link::SameTimestampToken, has_same_token(pair)),
        (Link::NeighbouringSerials, any_leaves(|leaves| leaves.serial_distance().is_some())),
        (Link::SameStructure, has_same_structure(pair)),
        (Link::SameImphash, same_imphash(pair).is_some()),
        (Link::SameRichHash, same_rich_hash(pair).is_some()),
        (Link::SameVersionInfo, has_same_version_info(pair)),
    ];
    checks.into_iter().filter(|(_, holds)| *holds).map(|(link, _)| link).collect()
}

/// Tells whether the signature that Windows looks at is the same in both files, or each signature of the table is in both.
/// Nested signatures and timestamps are unsigned attributes: to add one is not to sign again.
fn keeps_signature(pair: &Pair<'_>) -> bool {
    let same = |left: &Signer<'_>, right: &Signer<'_>| left.signature.facts.is_same_signature(&right.signature.facts);
    let outer = |half: &Half<'_>| half.signers.iter().filter(|one| one.signature.facts.depth() == 0).count();
    let kept =
        pair.left.signers.iter().filter(|left| {
            left.signature.facts.depth() == 0 && pair.right.signers.iter().any(|right| same(left, right))
        });
    let primary = pair.left.signers.first().zip(pair.right.signers.first());
    primary.is_some_and(|(left, right)| same(left, right))
        || (outer(&pair.left) == outer(&pair.right) && kept.count() == outer(&pair.left))
}

fn has_same_token(pair: &Pair<'_>) -> bool {
    pair.signers().any(|(left, right)| {
        left.signature.timestamps.iter().any(|stamp| {
            right.signature.timestamps.iter().any(|other| stamp.facts.token_sha256 == other.facts.token_sha256)
        })
    })
}

fn has_same_structure(pair: &Pair<'_>) -> bool {
    pair.signers().any(|(left, right)| {
        left.signature.facts.decoded
            && right.signature.facts.decoded
            && left.signature.facts.structure_hash == right.signature.facts.structure_hash
    })
}

fn has_same_version_info(pair: &Pair<'_>) -> bool {
    let (Some(left), Some(right)) = (pair.left.analysis.pe.as_deref(), pair.right.analysis.pe.as_deref()) else {
        return false;
    };
    !left.version_info.is_empty() && left.version_info == right.version_info
}
