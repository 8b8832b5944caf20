//! The files that the user marked, in the order in which they were marked.

use std::collections::BTreeMap;

use super::FileId;

/// Marked files. The first one marked is A of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Each file with its place in the order of marking.
    places: BTreeMap<FileId, u64>,
    next: u64,
}

impl Marks {
    /// Tells whether a file is marked.
    pub fn contains(&self, id: FileId) -> bool {
        self.places.contains_key(&id)
    }

    /// Marks a file; one that is marked already keeps its place.
    pub fn insert(&mut self, id: FileId) {
        self.places.entry(id).or_insert(self.next);
        self.next = self.next.saturating_add(1);
    }

    /// Takes a mark away; tells whether there was one.
    pub fn remove(&mut self, id: FileId) -> bool {
        self.places.remove(&id).is_some()
    }

    /// Number of marked files.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// The files in the order of the scan.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.places.keys().copied()
    }

    /// The files in the order in which they were marked.
    pub fn as_marked(&self) -> Vec<FileId> {
        let mut marked: Vec<(u64, FileId)> = self.places.iter().map(|(id, place)| (*place, *id)).collect();
        marked.sort_unstable();
        marked.into_iter().map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_keep_their_order_and_a_file_marked_anew_is_the_last() {
        let mut marks = Marks::default();
        for id in [5, 2, 9, 2] {
            marks.insert(FileId(id));
        }
        assert_eq!(marks.as_marked(), [FileId(5), FileId(2), FileId(9)]);
        assert!(marks.remove(FileId(5)) && !marks.remove(FileId(5)));
        marks.insert(FileId(5));
        assert_eq!(marks.as_marked(), [FileId(2), FileId(9), FileId(5)]);
        assert_eq!(marks.files().collect::<Vec<_>>(), [FileId(2), FileId(5), FileId(9)]);
    }
}
