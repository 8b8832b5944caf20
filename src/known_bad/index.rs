//! Finds a line of a list by a value: all values in one buffer, and their hashes in order.
//!
//! A table of owned keys would cost an allocation for each value, which is most of what a large list costs.

use std::hash::{DefaultHasher, Hash, Hasher};

/// What a value is; values of different kinds never match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Thumbprint,
    /// A serial number with its issuer.
    Serial,
    Identity,
    Subject,
}

/// Values and the lines they stand in.
#[derive(Debug, Default)]
pub(super) struct Index {
    values: Vec<u8>,
    slots: Vec<Slot>,
}

/// One value: its hash first, so that slots sort by it; then the line, so that the first one is found first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    hash: u64,
    line: usize,
    start: usize,
    end: usize,
}

fn hash(key: Key, value: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.write(value);
    hasher.finish()
}

impl Index {
    /// Adds the value that `write` appends. [`Self::finish`] must follow before anything is found.
    pub fn add(&mut self, key: Key, line: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.values.len();
        write(&mut self.values);
        let end = self.values.len();
        let hash = hash(key, self.values.get(start..end).unwrap_or_default());
        self.slots.push(Slot { hash, line, start, end });
    }

    /// Puts everything in order.
    pub fn finish(&mut self) {
        self.slots.sort_unstable();
    }

    /// The first line with this value.
    pub fn find(&self, key: Key, value: &[u8]) -> Option<usize> {
        let wanted = hash(key, value);
        let first = self.slots.partition_point(|slot| slot.hash < wanted);
        let same = self.slots.get(first..)?.iter().take_while(|slot| slot.hash == wanted);
        let mut equal = same.filter(|slot| self.values.get(slot.start..slot.end) == Some(value));
        equal.next().map(|slot| slot.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_line_with_a_value_is_found_and_kinds_do_not_mix() {
        let mut index = Index::default();
        for (line, value) in ["b", "a", "b"].into_iter().enumerate() {
            index.add(Key::Subject, line, |values| values.extend_from_slice(value.as_bytes()));
        }
        index.finish();
        assert_eq!(index.find(Key::Subject, b"b"), Some(0));
        assert_eq!(index.find(Key::Subject, b"a"), Some(1));
        assert_eq!(index.find(Key::Identity, b"a"), None);
        assert_eq!(index.find(Key::Subject, b"c"), None);
    }
}
