//! Finds a line of a list by a value: all values in one buffer, and a table of their hashes.
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
    /// Slot numbers plus one by hash, 0 where there is none: a table of open addresses, at most half full.
    places: Vec<u32>,
}

/// One value and the line it stands in.
#[derive(Debug, Clone, Copy)]
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

    /// Makes the table. Of equal values the first one counts.
    pub fn finish(&mut self) {
        let size = self.slots.len().saturating_mul(2).next_power_of_two();
        self.places = vec![0; size];
        for number in 0..self.slots.len() {
            let Some(&slot) = self.slots.get(number) else { continue };
            let value = self.values.get(slot.start..slot.end).unwrap_or_default();
            if let Err(Some(free)) = self.place(slot.hash, value)
                && let (Some(place), Ok(number)) = (self.places.get_mut(free), u32::try_from(number.saturating_add(1)))
            {
                *place = number;
            }
        }
    }

    /// The first line with this value.
    pub fn find(&self, key: Key, value: &[u8]) -> Option<usize> {
        self.place(hash(key, value), value).ok().map(|slot| slot.line)
    }

    /// The slot of a value, else the free place where it belongs.
    fn place(&self, hash: u64, value: &[u8]) -> Result<Slot, Option<usize>> {
        let mask = self.places.len().wrapping_sub(1);
        let start = usize::try_from(hash & 0xffff_ffff).unwrap_or_default();
        // Ends at a free place, and half of them are free.
        for step in 0..self.places.len() {
            let at = start.wrapping_add(step) & mask;
            let number = self.places.get(at).copied().unwrap_or_default();
            let Some(number) = number.checked_sub(1) else { return Err(Some(at)) };
            let slot = self.slots.get(usize::try_from(number).unwrap_or(usize::MAX));
            if let Some(slot) =
                slot.filter(|slot| slot.hash == hash && self.values.get(slot.start..slot.end) == Some(value))
            {
                return Ok(*slot);
            }
        }
        Err(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_of_many_values_is_found_and_a_value_that_comes_again_costs_nothing() {
        let mut index = Index::default();
        assert_eq!(index.find(Key::Serial, b"0"), None, "nothing was added");
        for line in 0..2000usize {
            index.add(Key::Serial, line, |values| values.extend_from_slice(line.to_string().as_bytes()));
            index.add(Key::Subject, line, |values| values.extend_from_slice(b"the same"));
        }
        index.finish();
        for line in 0..2000usize {
            assert_eq!(index.find(Key::Serial, line.to_string().as_bytes()), Some(line));
        }
        assert_eq!(index.find(Key::Serial, b"2000"), None);
        assert_eq!(index.find(Key::Subject, b"the same"), Some(0));
        assert_eq!(index.places.iter().filter(|place| **place > 0).count(), 2001);
    }

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
