//! Finds a line of a list by a value: all values in one buffer, and a table of their hashes.
//!
//! A table of owned keys would cost an allocation for each value, which is most of what a large list costs.

use std::hash::{DefaultHasher, Hasher};

/// What a value is; values of different kinds never match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// One value and the line it stands in. Small, because fresh memory is most of what a large list costs; the value ends
/// where the next one starts.
#[derive(Debug, Clone, Copy)]
struct Slot {
    start: usize,
    hash: u32,
    line: u32,
}

fn hash(value: &[u8]) -> u32 {
    let mut hasher = DefaultHasher::new();
    hasher.write(value);
    #[expect(clippy::cast_possible_truncation, reason = "half of the hash finds the place as well")]
    let half = hasher.finish() as u32;
    half
}

impl Index {
    /// Adds the value that `write` appends. [`Self::finish`] must follow before anything is found.
    pub fn add(&mut self, key: Key, line: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.values.len();
        self.values.push(key as u8);
        write(&mut self.values);
        let hash = hash(self.values.get(start..).unwrap_or_default());
        // More lines than that do not fit into any memory.
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        self.slots.push(Slot { start, hash, line });
    }

    /// Makes the table. Of equal values the first one counts.
    pub fn finish(&mut self) {
        let size = self.slots.len().saturating_mul(2).next_power_of_two();
        self.places = vec![0; size];
        for number in 0..self.slots.len() {
            let Some((slot, value)) = self.slot(number) else { continue };
            if let Err(Some(free)) = self.place(slot.hash, value)
                && let (Some(place), Ok(number)) = (self.places.get_mut(free), u32::try_from(number.saturating_add(1)))
            {
                *place = number;
            }
        }
    }

    /// The first line with this value.
    pub fn find(&self, key: Key, value: &[u8]) -> Option<usize> {
        let value = [&[key as u8], value].concat();
        let slot = self.place(hash(&value), &value).ok()?;
        usize::try_from(slot.line).ok()
    }

    /// A slot and its value, which begins with its kind.
    fn slot(&self, number: usize) -> Option<(Slot, &[u8])> {
        let slot = *self.slots.get(number)?;
        let end = self.slots.get(number.saturating_add(1)).map_or(self.values.len(), |next| next.start);
        Some((slot, self.values.get(slot.start..end)?))
    }

    /// The slot of a value, else the free place where it belongs.
    fn place(&self, hash: u32, value: &[u8]) -> Result<Slot, Option<usize>> {
        let mask = self.places.len().wrapping_sub(1);
        let start = usize::try_from(hash).unwrap_or_default();
        // Ends at a free place, and half of them are free.
        for step in 0..self.places.len() {
            let at = start.wrapping_add(step) & mask;
            let number = self.places.get(at).copied().unwrap_or_default();
            let Some(number) = number.checked_sub(1) else { return Err(Some(at)) };
            let known = self.slot(usize::try_from(number).unwrap_or(usize::MAX));
            if let Some((slot, _)) = known.filter(|(slot, other)| slot.hash == hash && *other == value) {
                return Ok(slot);
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
