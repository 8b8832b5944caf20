//! More than two files: the relation of each with each.

use serde::Serialize;

use super::Related;
use crate::model::Analysis;
use crate::policy::Policy;
use crate::rules::comparison::{Pair, PairFinding, SetFinding, run_pair, run_set};

/// The relations of all pairs of a set of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// One cell for each pair, row by row of the upper triangle.
    pub cells: Vec<Cell>,
    /// What the rules found about the set as a whole.
    pub findings: Vec<SetFinding>,
}

/// One pair of the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Index of the file called A.
    pub left: usize,
    /// Index of the file called B; greater than `left`.
    pub right: usize,
    /// How they are related.
    #[serde(flatten)]
    pub related: Related,
    /// What the rules of group M found about the two, worst first.
    pub findings: Vec<PairFinding>,
}

impl Matrix {
    /// The cell of two files, in either order.
    pub fn cell(&self, one: usize, other: usize) -> Option<&Cell> {
        let (left, right) = (one.min(other), one.max(other));
        self.cells.iter().find(|cell| cell.left == left && cell.right == right)
    }
}

/// Relates each file with each other. The work grows with the square of their number: the caller bounds it.
pub fn matrix(files: &[&Analysis], policy: &Policy) -> Matrix {
    let mut cells = Vec::new();
    for (left, first) in files.iter().enumerate() {
        for (right, second) in files.iter().enumerate().skip(left.saturating_add(1)) {
            let pair = Pair::new(first, second, &policy.known);
            let findings = run_pair(&pair, &policy.disabled_rules);
            cells.push(Cell { left, right, related: Related::new(&pair), findings });
        }
    }
    Matrix { cells, findings: run_set(files, &policy.disabled_rules) }
}
