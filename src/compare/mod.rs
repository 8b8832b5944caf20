//! Two analyses side by side: how the files are related, and what differs.
//!
//! In: two judged [`Analysis`] values and the policy's known facts. Out: a [`Comparison`] with the relation, every link
//! that holds, the findings of group M, and rows paired by meaning. More files: a [`Matrix`] of relations. Nothing is
//! parsed, verified or judged anew; how it looks is left to `report` and the workbench.

mod matrix;
mod pairing;
mod related;
mod relation;
mod row;
mod rows;
mod sentence;
mod supposed;
mod unsigned;

#[cfg(test)]
mod tests;

use serde::Serialize;

pub use matrix::{Cell, Matrix, matrix};
pub use related::{Related, Told};
pub use relation::{Link, Relation};
pub use row::{Row, RowState, Soft};
pub use supposed::{Fate, RevokedLeaf, Signer, SignerFates, by_signer};

use crate::model::{Analysis, Thumbprint};
use crate::policy::Policy;
use crate::rules::comparison::{Pair, PairFinding, run_pair};

/// What two files have in common and where they differ. The left file is A, the right one B.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How the files are related.
    #[serde(flatten)]
    pub related: Related,
    /// The lowest certificate that the signers' chains share: from there up both are the same.
    pub common_ancestor: Option<Thumbprint>,
    /// What the rules of group M found, worst first.
    pub findings: Vec<PairFinding>,
    /// The table, paired by meaning.
    pub rows: Vec<Row>,
}

impl Comparison {
    /// Number of rows in one state.
    pub fn count(&self, state: RowState) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

/// Compares two files as they were judged. Of the policy only the known facts and the disabled rules are used.
pub fn compare(left: &Analysis, right: &Analysis, policy: &Policy) -> Comparison {
    let pair = Pair::new(left, right, &policy.known);
    let related = Related::new(&pair);
    let common_ancestor = rows::common_ancestor(&pair);
    Comparison {
        related,
        common_ancestor,
        findings: run_pair(&pair, &policy.disabled_rules),
        rows: rows::rows(&pair, common_ancestor),
    }
}
