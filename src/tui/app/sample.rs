//! How one sample is looked at: focus, selections, windows. The facts stay in the analysis.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asn1::NamedElement;
use crate::model::{Instant, Location, Thumbprint};
use crate::tui::view::details::Field;
use crate::tui::view::timeline::Timeline;
use crate::tui::view::tree::{Node, NodeId};
use crate::tui::widgets::scroll::Scroll;

/// A pane of the sample screen, numbered as in its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Pane {
    /// 1.
    #[default]
    Signatures,
    /// 2.
    Details,
    /// 3.
    Timeline,
    /// 4.
    Findings,
    /// 5.
    Hex,
}

impl Pane {
    /// The panes in the order of Tab.
    pub const ALL: [Self; 5] = [Self::Signatures, Self::Details, Self::Timeline, Self::Findings, Self::Hex];

    /// The number in its title.
    pub fn number(self) -> u8 {
        match self {
            Self::Signatures => 1,
            Self::Details => 2,
            Self::Timeline => 3,
            Self::Findings => 4,
            Self::Hex => 5,
        }
    }
}

/// Which bytes a place counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bytes {
    /// The file.
    File,
    /// The DER of a certificate that is not in the file.
    Certificate(Thumbprint),
}

/// A byte range that a node or a field stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Of what.
    pub bytes: Bytes,
    /// The range.
    pub range: Location,
}

/// Bytes in memory.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Of what.
    pub bytes: Bytes,
    /// Offset of the first one.
    pub offset: u64,
    /// The bytes.
    pub data: Arc<[u8]>,
}

/// How far the bytes are behind the selection. They follow when the keys pause, for they are most of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Late {
    /// They are those of the selection.
    #[default]
    No,
    /// One step was made since.
    Step,
    /// More than one: a key is held.
    Held,
}

/// The DER and hex pane.
#[derive(Debug, Default)]
pub struct HexView {
    /// Shown although the screen has no column of its own for it.
    pub open: bool,
    /// The selected field's bytes.
    pub range: Option<Place>,
    /// Whether the selection has moved on since.
    pub late: Late,
    /// The range that was selected by moving the byte cursor; the cursor stays inside of it.
    pub followed: Option<Place>,
    /// The bytes of a finding, shown while the node and the field that it led to stay selected.
    pub evidence: Option<(NodeId, usize, Place)>,
    /// The outermost element around: where names are looked up from.
    pub root: Option<Location>,
    /// The byte under the cursor.
    pub cursor: u64,
    /// Offset of the first row.
    pub top: u64,
    /// Another range was selected since the last frame: its beginning comes to the first row unless it is seen whole.
    pub jumped: bool,
    /// The bytes around, once they are read.
    pub chunk: Option<Chunk>,
    /// Those of the file, kept while a certificate that is not in it is shown: they need not be read again.
    pub of_file: Option<Chunk>,
    /// The range that was asked for.
    pub wanted: Option<(u64, u64)>,
    /// Why there are none.
    pub error: Option<String>,
    /// The elements around the cursor, outermost first.
    pub elements: Vec<NamedElement>,
}

/// A window of time, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First second.
    pub from: i64,
    /// Last second.
    pub to: i64,
}

/// Which cursor of the timeline moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// The time the file is judged at.
    AsOf,
    /// The date of a supposed revocation.
    Revocation,
}

/// How the timeline is looked at.
#[derive(Debug, Default)]
pub struct TimelineView {
    /// The window chosen by zooming and panning; else the automatic one.
    pub window: Option<Window>,
    /// Logarithmic.
    pub symlog: bool,
    /// The event selected with `[` and `]`.
    pub event: Option<usize>,
    /// The time the file is judged at, when not now.
    pub as_of: Option<Instant>,
    /// A supposed revocation.
    pub revocation: Option<Instant>,
    /// Which of the two moves.
    pub active: Option<Cursor>,
}

/// How one sample is looked at.
#[derive(Debug)]
pub struct SampleView {
    /// The pane with the focus.
    pub focus: Pane,
    /// It has the whole screen.
    pub zoomed: bool,
    /// Whether the tree was opened as far as the first look needs.
    pub prepared: bool,
    /// Open nodes.
    pub expanded: BTreeSet<NodeId>,
    /// The selected node.
    pub node: NodeId,
    /// Scroll position of the tree.
    pub tree: Scroll,
    /// The visible nodes, made anew when something changed.
    pub nodes: Vec<Node>,
    /// The selected field.
    pub field: usize,
    /// The line inside the selected field, when it is wrapped.
    pub field_line: usize,
    /// The first visible line of Details.
    pub details_top: usize,
    /// The fields of the selected node.
    pub fields: Vec<Field>,
    /// Bytes.
    pub hex: HexView,
    /// Dates.
    pub timeline: TimelineView,
    /// The timeline of the selected signature.
    pub dates: Timeline,
    /// Selection in the findings that are not hidden.
    pub findings: Scroll,
    /// The selected finding was looked at: the next one is the one after it.
    pub finding_seen: bool,
    /// Indices of the findings that are not hidden.
    pub visible_findings: Vec<usize>,
    /// Nodes, fields and dates are to be made anew.
    pub stale: bool,
    /// The file is to be judged anew.
    pub rejudge: bool,
}

impl Default for SampleView {
    fn default() -> Self {
        Self {
            focus: Pane::Signatures,
            zoomed: false,
            prepared: false,
            expanded: BTreeSet::new(),
            node: NodeId::File,
            tree: Scroll::default(),
            nodes: Vec::new(),
            field: 0,
            field_line: 0,
            details_top: 0,
            fields: Vec::new(),
            hex: HexView::default(),
            timeline: TimelineView::default(),
            dates: Timeline::default(),
            findings: Scroll::default(),
            finding_seen: false,
            visible_findings: Vec::new(),
            stale: true,
            rejudge: false,
        }
    }
}

impl SampleView {
    /// The selected field.
    pub fn selected_field(&self) -> Option<&Field> {
        self.fields.get(self.field)
    }
}
