//! How two files side by side, or the relations of several, are looked at. The facts stay in [`crate::compare`].

use std::sync::Arc;

use super::FileId;
use crate::compare::{Cell, Comparison, Matrix, RowState};
use crate::model::Analysis;
use crate::tui::view::compare::Line;

/// Which rows of a comparison are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Those that are not the same.
    Differences,
    /// Those that are the same.
    Same,
    /// What one file alone has.
    OneSide,
}

impl Shown {
    /// The next one of the cycle.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Differences,
            Self::Differences => Self::Same,
            Self::Same => Self::OneSide,
            Self::OneSide => Self::All,
        }
    }

    /// What the title says.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "All rows",
            Self::Differences => "Differences only",
            Self::Same => "Same rows only",
            Self::OneSide => "One side only",
        }
    }

    /// Tells whether a row in this state is shown.
    pub fn lets(self, state: RowState) -> bool {
        match self {
            Self::All => true,
            Self::Differences => state != RowState::Same,
            Self::Same => state == RowState::Same,
            Self::OneSide => matches!(state, RowState::LeftOnly | RowState::RightOnly),
        }
    }
}

/// Two analyses and what came out of comparing them.
#[derive(Debug, Clone)]
pub struct Compared {
    /// A.
    pub left: Arc<Analysis>,
    /// B.
    pub right: Arc<Analysis>,
    /// The result.
    pub comparison: Arc<Comparison>,
}

/// How two files are looked at.
#[derive(Debug)]
pub struct CompareView {
    /// A.
    pub left: FileId,
    /// B.
    pub right: FileId,
    /// The result; `None` until both analyses are there.
    pub compared: Option<Compared>,
    /// Which rows are shown.
    pub shown: Shown,
    /// Indices of the rows that are shown, in order.
    pub visible: Vec<usize>,
    /// The selected one of them.
    pub selected: usize,
    /// The lines of the table, for a table of this many columns inside its frame; `None`: to be made.
    pub lines: Option<(usize, Vec<Line>)>,
    /// First visible line.
    pub top: usize,
    /// The timelines are shown.
    pub timeline: bool,
    /// Section and field of the row to select once the files are compared.
    pub wanted: Option<(String, String)>,
    /// Rows that are the same stand last, for narrow screens.
    pub differences_first: bool,
}

impl CompareView {
    /// Two files that were not compared yet.
    pub fn new(left: FileId, right: FileId) -> Self {
        Self {
            left,
            right,
            compared: None,
            shown: Shown::All,
            visible: Vec::new(),
            selected: 0,
            lines: None,
            top: 0,
            timeline: false,
            wanted: None,
            differences_first: false,
        }
    }

    /// The index of the selected row.
    pub fn row_index(&self) -> Option<usize> {
        self.visible.get(self.selected).copied()
    }

    /// The selected row.
    pub fn row(&self) -> Option<&crate::compare::Row> {
        self.compared.as_ref()?.comparison.rows.get(self.row_index()?)
    }

    /// The file that the selected row is about: B where A has no such field.
    pub fn selected_side(&self) -> FileId {
        match self.row() {
            Some(row) if row.state == RowState::RightOnly => self.right,
            _ => self.left,
        }
    }
}

/// How the relations of several files are looked at.
#[derive(Debug)]
pub struct MatrixView {
    /// The files, in the order of the rows.
    pub files: Vec<FileId>,
    /// The result; `None` until all analyses are there.
    pub matrix: Option<Arc<Matrix>>,
    /// The selected row and column.
    pub cell: (usize, usize),
}

impl MatrixView {
    /// Files that were not related yet; at least two.
    pub fn new(files: Vec<FileId>) -> Self {
        Self { files, matrix: None, cell: (0, 1) }
    }

    /// The selected pair; `None` on the diagonal.
    pub fn selected(&self) -> Option<&Cell> {
        self.matrix.as_ref()?.cell(self.cell.0, self.cell.1)
    }

    /// The file of the selected row.
    pub fn selected_file(&self) -> Option<FileId> {
        self.files.get(self.cell.0).copied()
    }
}
