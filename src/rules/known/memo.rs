//! Answers about texts that come again with every file of a folder: names of CAs, of publishers, of products.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Texts that are remembered; then all are forgotten, so that hostile files cannot fill the memory.
const MOST: usize = 4096;

/// Longer texts (bytes) are not remembered.
const LONGEST: usize = 256;

/// Remembers what a pure function said of a text; shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Memo<T> {
    answers: Mutex<HashMap<String, T>>,
}

impl<T: Clone> Memo<T> {
    /// The answer about a text, computed by `answer` unless it is known.
    pub(super) fn get(&self, text: &str, answer: impl FnOnce(&str) -> T) -> T {
        if text.len() > LONGEST {
            return answer(text);
        }
        if let Some(known) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return known.clone();
        }
        // Computed without the lock: two threads may do the same work once.
        let new = answer(text);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST {
            answers.clear();
        }
        answers.insert(text.to_owned(), new.clone());
        new
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn text_that_comes_again_is_not_computed_again() {
        let (memo, computed) = (Memo::default(), Cell::new(0));
        let ask = |text: &str| {
            memo.get(text, |text| {
                computed.set(computed.get() + 1);
                text.len()
            })
        };
        assert_eq!((ask("a"), ask("bb"), ask("a"), computed.get()), (1, 2, 1, 2));
    }

    #[test]
    fn memory_is_bounded_in_number_and_length() {
        let memo = Memo::default();
        for number in 0..10_000 {
            memo.get(&number.to_string(), str::len);
        }
        memo.get(&"x".repeat(LONGEST + 1), str::len);
        let answers = memo.answers.into_inner().unwrap();
        assert!(answers.len() <= MOST);
        assert!(answers.keys().all(|text| text.len() <= LONGEST));
    }
}
