//! Pairs the members of two lists by one key after the other.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Two lists of which some members found their partner.
pub(super) struct Pairing<T> {
    left: Vec<T>,
    right: Vec<T>,
    /// For each member on the left: its partner on the right.
    partner: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl<T: Copy> Pairing<T> {
    /// Nobody has a partner yet.
    pub(super) fn new(left: Vec<T>, right: Vec<T>) -> Self {
        let (partner, taken) = (vec![None; left.len()], vec![false; right.len()]);
        Self { left, right, partner, taken }
    }

    /// Pairs those still alone whose keys are equal, in order; a member without a key stays alone.
    #[must_use]
    pub(super) fn by<K: Eq + Hash>(mut self, key: impl Fn(T) -> Option<K>) -> Self {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (index, (member, taken)) in self.right.iter().zip(&self.taken).enumerate() {
            if let (false, Some(key)) = (*taken, key(*member)) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        for (member, partner) in self.left.iter().zip(&mut self.partner) {
            if partner.is_some() {
                continue;
            }
            let found = key(*member).and_then(|key| waiting.get_mut(&key)?.pop_front());
            if let Some(taken) = found.and_then(|index| self.taken.get_mut(index)) {
                *taken = true;
                *partner = found;
            }
        }
        self
    }

    /// The pairs in the order of the left list, then those that are on the right alone.
    pub(super) fn finish(self) -> Vec<(Option<T>, Option<T>)> {
        let paired = self
            .left
            .iter()
            .zip(&self.partner)
            .map(|(left, partner)| (Some(*left), partner.and_then(|index| self.right.get(index)).copied()));
        let alone =
            self.right.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(right, _)| (None, Some(*right)));
        paired.chain(alone).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_key_wins_and_the_rest_is_alone() {
        let left = vec![("a", 1), ("b", 2), ("c", 3)];
        let right = vec![("x", 2), ("a", 9), ("y", 7)];
        let pairs = Pairing::new(left, right).by(|(name, _)| Some(name)).by(|(_, number)| Some(number)).finish();
        assert_eq!(
            pairs,
            [
                (Some(("a", 1)), Some(("a", 9))),
                (Some(("b", 2)), Some(("x", 2))),
                (Some(("c", 3)), None),
                (None, Some(("y", 7)))
            ]
        );
    }

    #[test]
    fn equal_keys_pair_in_order() {
        let pairs = Pairing::new(vec![(1, 'a'), (1, 'b')], vec![(1, 'c')]).by(|(key, _)| Some(key)).finish();
        assert_eq!(pairs, [(Some((1, 'a')), Some((1, 'c'))), (Some((1, 'b')), None)]);
    }
}
