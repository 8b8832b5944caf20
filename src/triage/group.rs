//! Files that belong together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{List, Rating, Row, Signer};
use crate::model::Instant;

/// What files are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// The durable identity; without one, the leaf certificate.
    Identity,
    /// The signer's name, without regard to case.
    Signer,
    /// The issuer of the leaf certificate.
    Issuer,
    /// The leaf certificate.
    Leaf,
    /// The signer's public key.
    Key,
    /// The TSA.
    Tsa,
    /// Each finding: a file is in as many groups as it has findings.
    Finding,
    /// The structure hash of the primary signature.
    Structure,
}

impl GroupKey {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 8] =
        [Self::Identity, Self::Signer, Self::Issuer, Self::Leaf, Self::Key, Self::Tsa, Self::Finding, Self::Structure];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "durable identity",
            Self::Signer => "signer",
            Self::Issuer => "issuer",
            Self::Leaf => "leaf",
            Self::Key => "public key",
            Self::Tsa => "TSA",
            Self::Finding => "finding",
            Self::Structure => "structure",
        }
    }
}

/// Files with one value of the key.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value, as it is shown; `(unsigned)` and the like for files that have none.
    pub label: String,
    /// The value a filter would ask for, `None` for files that have none.
    pub value: Option<String>,
    /// The rows, in the order of the list.
    pub rows: Vec<usize>,
    /// The worst finding of any file, and the findings as bad in all of them.
    pub worst: Rating,
    /// The earliest trusted time.
    pub first_signed: Option<Instant>,
    /// The latest trusted time.
    pub last_signed: Option<Instant>,
    /// The signers' names seen, with the number of files, most frequent first.
    pub names: Vec<(Arc<str>, usize)>,
    /// The leaf certificates seen, by notBefore.
    pub leaves: Vec<Arc<Signer>>,
    /// The issuers of those leaves, in alphabetical order.
    pub issuers: Vec<Arc<str>>,
}

/// The groups of some rows of a list: most files first, those without a value last.
///
/// Rows that are copies of each other count each; give the rows of a [`super::View`] to leave them out or in.
pub fn groups(list: &List, rows: impl IntoIterator<Item = usize>, key: GroupKey) -> Vec<Group> {
    let mut by_value: HashMap<Place, Collected> = HashMap::new();
    for index in rows {
        let Some(row) = list.get(index) else { continue };
        for place in places(row, key) {
            by_value.entry(place).or_default().add(index, row);
        }
    }
    let mut groups: Vec<(Place, Group)> =
        by_value.into_iter().map(|(place, collected)| (place.clone(), collected.finish(&place, key))).collect();
    groups.sort_by(|(left_place, left), (right_place, right)| {
        left_place
            .rank()
            .cmp(&right_place.rank())
            .then(right.rows.len().cmp(&left.rows.len()))
            .then_with(|| left.label.cmp(&right.label))
    });
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    /// To a value.
    Value(String),
    /// To a leaf certificate, where the value is absent.
    Leaf(String),
    /// Nowhere, for this reason.
    Nowhere(&'static str),
}

impl Place {
    const fn rank(&self) -> u8 {
        match self {
            Self::Value(_) | Self::Leaf(_) => 0,
            Self::Nowhere(_) => 1,
        }
    }
}

/// The places of one file.
fn places(row: &Row, key: GroupKey) -> Vec<Place> {
    if row.error.is_some() {
        return vec![Place::Nowhere("(not read)")];
    }
    let Some(signer) = row.signer.as_deref() else {
        let why = match (key, row.signatures) {
            (GroupKey::Finding, _) => return finding_places(row),
            (GroupKey::Tsa | GroupKey::Structure, 1..) => return vec![place_without_signer(row, key)],
            (_, 0) => "(unsigned)",
            _ => "(no certificate)",
        };
        return vec![Place::Nowhere(why)];
    };
    match key {
        GroupKey::Identity => vec![match &signer.identity {
            Some(identity) => Place::Value(identity.to_string()),
            None => Place::Leaf(signer.leaf.to_string()),
        }],
        // One publisher's name is written in several ways: the most frequent spelling is shown.
        GroupKey::Signer => vec![Place::Value(signer.name.to_lowercase())],
        GroupKey::Issuer => vec![Place::Value(signer.issuer.to_string())],
        GroupKey::Leaf => vec![Place::Value(signer.leaf.to_string())],
        GroupKey::Key => vec![Place::Value(signer.key.to_string())],
        GroupKey::Finding => finding_places(row),
        GroupKey::Tsa | GroupKey::Structure => vec![place_without_signer(row, key)],
    }
}

fn place_without_signer(row: &Row, key: GroupKey) -> Place {
    match key {
        GroupKey::Tsa => {
            row.tsa.as_deref().map_or(Place::Nowhere("(no timestamp)"), |tsa| Place::Value(tsa.to_owned()))
        }
        _ => row.structure.as_deref().map_or(Place::Nowhere("(not decoded)"), |hash| Place::Value(hash.to_string())),
    }
}

fn finding_places(row: &Row) -> Vec<Place> {
    let ids: BTreeSet<&str> = row.findings.iter().map(|found| found.id.as_ref()).collect();
    if ids.is_empty() {
        return vec![Place::Nowhere("(no finding)")];
    }
    ids.into_iter().map(|id| Place::Value(id.to_owned())).collect()
}

/// What is known about a group so far.
#[derive(Default)]
struct Collected {
    rows: Vec<usize>,
    worst: Rating,
    first: Option<Instant>,
    last: Option<Instant>,
    names: HashMap<Arc<str>, usize>,
    leaves: BTreeMap<(Instant, [u8; 32]), Arc<Signer>>,
}

impl Collected {
    fn add(&mut self, index: usize, row: &Row) {
        self.rows.push(index);
        let rating = row.rating;
        if rating.worst > self.worst.worst {
            self.worst = rating;
        } else if rating.worst == self.worst.worst {
            self.worst.count = self.worst.count.saturating_add(rating.count);
        }
        if let Some(signed) = row.signed {
            self.first = Some(self.first.map_or(signed, |first| first.min(signed)));
            self.last = Some(self.last.map_or(signed, |last| last.max(signed)));
        }
        if let Some(signer) = &row.signer {
            let count = self.names.entry(Arc::clone(&signer.name)).or_default();
            *count = count.saturating_add(1);
            self.leaves.entry((signer.not_before, signer.leaf.0)).or_insert_with(|| Arc::clone(signer));
        }
    }

    fn finish(self, place: &Place, key: GroupKey) -> Group {
        let mut names: Vec<(Arc<str>, usize)> = self.names.into_iter().collect();
        names.sort_by(|(left_name, left), (right_name, right)| right.cmp(left).then_with(|| left_name.cmp(right_name)));
        let issuers: BTreeSet<Arc<str>> = self.leaves.values().map(|signer| Arc::clone(&signer.issuer)).collect();
        let label = match place {
            // Of a name the most frequent spelling is shown.
            Place::Value(value) if key == GroupKey::Signer => {
                let spelling = names.iter().find(|(name, _)| name.to_lowercase() == *value);
                spelling.map_or_else(|| value.clone(), |(name, _)| name.to_string())
            }
            Place::Value(value) => value.clone(),
            Place::Leaf(leaf) => format!("(none) leaf {leaf}"),
            Place::Nowhere(why) => (*why).to_owned(),
        };
        let value = match place {
            Place::Value(_) => Some(label.clone()),
            Place::Leaf(leaf) => Some(leaf.clone()),
            Place::Nowhere(_) => None,
        };
        Group {
            label,
            value,
            rows: self.rows,
            worst: self.worst,
            first_signed: self.first,
            last_signed: self.last,
            names,
            leaves: self.leaves.into_values().collect(),
            issuers: issuers.into_iter().collect(),
        }
    }
}
