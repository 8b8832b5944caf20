//! The orders of the list.

use std::cmp::Ordering;

use super::Row;

/// A column to sort by, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub key: SortKey,
    /// Which way.
    pub direction: Direction,
}

/// Which way to sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The first comes first: A before B, the earliest, the least.
    Ascending,
    /// The other way round.
    Descending,
}

/// What the list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The order in which the files came.
    Found,
    /// The worst finding, then how many are as bad.
    Severity,
    /// The name without its folder.
    Name,
    /// The whole path.
    Path,
    /// What follows the last dot.
    Extension,
    /// The name of the primary signer.
    Signer,
    /// The issuer of its leaf.
    Issuer,
    /// The trusted time.
    Signed,
    /// TimeDateStamp.
    Linked,
    /// The durable identity.
    Identity,
    /// The TSA.
    Tsa,
    /// The verdict, best last.
    Summary,
    /// The number of findings.
    Findings,
    /// The size.
    Size,
}

impl SortKey {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 14] = [
        Self::Found,
        Self::Severity,
        Self::Name,
        Self::Path,
        Self::Extension,
        Self::Signer,
        Self::Issuer,
        Self::Signed,
        Self::Linked,
        Self::Identity,
        Self::Tsa,
        Self::Summary,
        Self::Findings,
        Self::Size,
    ];

    /// The name on the screen and in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Severity => "severity",
            Self::Name => "name",
            Self::Path => "path",
            Self::Extension => "ext",
            Self::Signer => "signer",
            Self::Issuer => "issuer",
            Self::Signed => "signed",
            Self::Linked => "linked",
            Self::Identity => "identity",
            Self::Tsa => "tsa",
            Self::Summary => "summary",
            Self::Findings => "findings",
            Self::Size => "size",
        }
    }

    /// The key of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Which way makes sense at first: the worst, the latest and the largest on top, names from A on.
    pub const fn usual_direction(self) -> Direction {
        match self {
            Self::Severity | Self::Signed | Self::Linked | Self::Findings | Self::Size => Direction::Descending,
            _ => Direction::Ascending,
        }
    }
}

impl Default for Sort {
    /// The worst on top.
    fn default() -> Self {
        Self { key: SortKey::Severity, direction: Direction::Descending }
    }
}

impl Sort {
    /// A column in its usual direction.
    pub const fn by(key: SortKey) -> Self {
        Self { key, direction: key.usual_direction() }
    }

    /// The same column the other way round.
    #[must_use]
    pub const fn reversed(self) -> Self {
        let direction = match self.direction {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        };
        Self { direction, ..self }
    }

    /// Compares two rows of a list with their indices. Total: equal rows stand in the order they came. A row without
    /// the value stands last in both directions, and so does a file that could not be read.
    pub(super) fn compare(self, (left_at, left): (usize, &Row), (right_at, right): (usize, &Row)) -> Ordering {
        let turn = |ordering: Ordering| match self.direction {
            Direction::Ascending => ordering,
            Direction::Descending => ordering.reverse(),
        };
        let ordering = match self.key {
            SortKey::Found => return turn(left_at.cmp(&right_at)),
            SortKey::Severity => last_if_absent(rated(left), rated(right), turn),
            SortKey::Name => turn(compare_names(&left.name, &right.name)),
            SortKey::Path => {
                turn(compare_names(&left.folder, &right.folder).then_with(|| compare_names(&left.name, &right.name)))
            }
            SortKey::Extension => {
                let extension = |row| Some(Row::extension(row)).filter(|extension| !extension.is_empty());
                by_name(extension(left), extension(right), turn)
            }
            SortKey::Signer => by_name(signer_name(left), signer_name(right), turn),
            SortKey::Issuer => by_name(issuer_name(left), issuer_name(right), turn),
            SortKey::Signed => last_if_absent(left.signed, right.signed, turn),
            SortKey::Linked => last_if_absent(left.linked, right.linked, turn),
            SortKey::Identity => last_if_absent(identity(left), identity(right), turn),
            SortKey::Tsa => by_name(left.tsa.as_deref(), right.tsa.as_deref(), turn),
            SortKey::Summary => {
                last_if_absent(readable(left).map(|row| row.summary), readable(right).map(|row| row.summary), turn)
            }
            SortKey::Findings => last_if_absent(
                readable(left).map(|row| row.findings.len()),
                readable(right).map(|row| row.findings.len()),
                turn,
            ),
            SortKey::Size => {
                last_if_absent(readable(left).map(|row| row.size), readable(right).map(|row| row.size), turn)
            }
        };
        ordering.then(left_at.cmp(&right_at))
    }
}

fn readable(row: &Row) -> Option<&Row> {
    Some(row).filter(|row| row.error.is_none())
}

fn rated(row: &Row) -> Option<super::Rating> {
    readable(row).map(|row| row.rating)
}

fn signer_name(row: &Row) -> Option<&str> {
    row.signer.as_deref().map(|signer| signer.name.as_ref())
}

fn issuer_name(row: &Row) -> Option<&str> {
    row.signer.as_deref().map(|signer| signer.issuer.as_ref())
}

fn identity(row: &Row) -> Option<&str> {
    row.signer.as_deref()?.identity.as_deref()
}

fn last_if_absent<T: Ord>(left: Option<T>, right: Option<T>, turn: impl Fn(Ordering) -> Ordering) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => turn(left.cmp(&right)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn by_name(left: Option<&str>, right: Option<&str>, turn: impl Fn(Ordering) -> Ordering) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => turn(compare_names(left, right)),
        _ => last_if_absent(left, right, turn),
    }
}

/// Compares without regard to case, then with it, so that the order is total.
fn compare_names(left: &str, right: &str) -> Ordering {
    // Texts that rows share are one text in memory.
    if std::ptr::eq(left, right) {
        return Ordering::Equal;
    }
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    if left.is_ascii() && right.is_ascii() {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        return left.bytes().map(lower).cmp(right.bytes().map(lower)).then_with(|| left.cmp(right));
    }
    folded(left).cmp(&folded(right)).then_with(|| left.cmp(right))
}
