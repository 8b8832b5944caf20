//! Where in the file something lies.

use serde::{Deserialize, Serialize};

/// A byte range, counted from the start of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// First byte, from the start of the file.
    pub offset: u64,
    /// Number of bytes.
    pub length: u64,
}

impl Location {
    /// Makes a range from its first byte and its length.
    pub const fn new(offset: u64, length: u64) -> Self {
        Self { offset, length }
    }

    /// First byte behind the range; saturates instead of overflowing.
    pub const fn end(self) -> u64 {
        self.offset.saturating_add(self.length)
    }

    /// Tells whether `offset` lies inside the range.
    pub const fn contains(self, offset: u64) -> bool {
        self.offset <= offset && offset < self.end()
    }
}
