//! The tree of signatures: nodes in the order they are shown, with a mark each.

use std::collections::BTreeSet;

use super::tree_builder::Builder;
use crate::model::{Analysis, Certificate, Role as Part, Thumbprint};
use crate::tui::app::{Bytes, Place};
use crate::tui::row::Row;

/// Which chain a certificate node belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChainOf {
    /// The signer.
    Signer,
    /// A timestamp, by its index.
    Timestamp(usize),
    /// No chain.
    Unused,
}

/// What a node stands for; stays the same when the file is judged anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the fields are indices into the analysis, named alike in every variant")]
pub enum NodeId {
    /// The whole file.
    File,
    Signature(usize),
    Signer(usize),
    Certificate {
        signature: usize,
        chain: ChainOf,
        thumbprint: Thumbprint,
    },
    /// The issuer that is missing.
    Missing {
        signature: usize,
        chain: ChainOf,
    },
    Timestamp {
        signature: usize,
        index: usize,
    },
    Attributes(usize),
    Attribute {
        signature: usize,
        signed: bool,
        index: usize,
    },
    Checks(usize),
    Check {
        signature: usize,
        index: usize,
    },
    Unused(usize),
    Sections,
    VersionInfo,
    Defects,
    Defect(usize),
}

/// One node.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it stands for.
    pub id: NodeId,
    /// 0 at the top.
    pub depth: usize,
    /// `Some(true)` when open, `None` when there is nothing inside.
    pub open: Option<bool>,
    /// What is shown.
    pub row: Row,
    /// Its bytes.
    pub place: Option<Place>,
}

/// Makes the visible nodes: those whose parents are all in `expanded`. `None`: every node.
pub fn nodes(analysis: &Analysis, expanded: Option<&BTreeSet<NodeId>>) -> Vec<Node> {
    let mut builder = Builder { analysis, expanded, nodes: Vec::new() };
    for signature in &analysis.signatures {
        builder.signature(signature);
    }
    builder.file();
    builder.nodes
}

/// What is open at the first look: the first signature with its signer, on a tall screen everything but attributes.
pub fn first_look(analysis: &Analysis, tall: bool) -> BTreeSet<NodeId> {
    let mut expanded = BTreeSet::new();
    for signature in &analysis.signatures {
        let index = signature.facts.index;
        if signature.facts.primary || tall {
            expanded.insert(NodeId::Signature(index));
            expanded.insert(NodeId::Signer(index));
        }
        if tall {
            for (stamp, _) in signature.timestamps.iter().enumerate() {
                expanded.insert(NodeId::Timestamp { signature: index, index: stamp });
            }
        }
    }
    if analysis.signatures.is_empty() {
        expanded.insert(NodeId::File);
    }
    expanded
}

/// The byte range of a certificate.
pub fn certificate_place(certificate: &Certificate) -> Place {
    match certificate.facts.location() {
        Some(range) => Place { bytes: Bytes::File, range },
        None => Place {
            bytes: Bytes::Certificate(certificate.facts.sha256),
            range: crate::model::Location::new(0, certificate.facts.length),
        },
    }
}

/// What the certificate is called by the part it plays in a chain.
pub fn part_name(certificate: &Certificate, chain: ChainOf, first: bool) -> &'static str {
    let has = |part| certificate.roles.contains(&part);
    match chain {
        ChainOf::Signer if first => "Leaf",
        ChainOf::Timestamp(_) if first => "TSA ",
        ChainOf::Signer if has(Part::Root) => "Root",
        ChainOf::Timestamp(_) if has(Part::TsaRoot) => "Root",
        ChainOf::Unused => "Cert",
        ChainOf::Signer | ChainOf::Timestamp(_) => "CA  ",
    }
}

/// A range of the file.
pub fn in_file(range: crate::model::Location) -> Place {
    Place { bytes: Bytes::File, range }
}
