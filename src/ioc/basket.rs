//! The basket: values picked from any number of files, each once, with all the places they were found at.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::value::{Origin, Value, ValueId};
use crate::model::{Analysis, Certificate, HexBytes, Thumbprint};

/// Values picked over files. Keeps the files' analyses, for formats that need more of a certificate than the value
/// that was picked: a rule by serial number states the issuer too.
#[derive(Debug, Clone, Default)]
pub struct Basket {
    files: Vec<Arc<Analysis>>,
    entries: Vec<Entry>,
    file_index: HashMap<FileKey, usize>,
    entry_index: HashMap<EntryKey, usize>,
}

type EntryKey = (ValueId, String);
type FileKey = (String, Option<HexBytes>, Option<HexBytes>);

/// One value with all the places it was found at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value; its origin is that of the first find.
    pub value: Value,
    /// Every find: index into [`Basket::files`], and the place there. In the order of picking.
    pub origins: Vec<(usize, Origin)>,
}

impl Entry {
    /// Indices of the files that have the value, each once, in order.
    pub fn files(&self) -> Vec<usize> {
        let mut files: Vec<usize> = self.origins.iter().map(|(file, _)| *file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }
}

impl Basket {
    /// An empty basket.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file without a value and returns its index. A file that is there already, judged at another time, is
    /// replaced by the newer answer.
    pub fn add_file(&mut self, analysis: &Arc<Analysis>) -> usize {
        let key = file_key(analysis);
        let next = self.files.len();
        let index = *self.file_index.entry(key).or_insert(next);
        match self.files.get_mut(index) {
            Some(known) => *known = Arc::clone(analysis),
            None => self.files.push(Arc::clone(analysis)),
        }
        index
    }

    /// Adds a value of a file; one that is there already gets one more origin. Tells whether the value is new.
    pub fn add(&mut self, analysis: &Arc<Analysis>, value: Value) -> bool {
        let file = self.add_file(analysis);
        let key = (value.id.clone(), value.text.clone());
        let find = (file, value.origin);
        if let Some(entry) = self.entry_index.get(&key).and_then(|index| self.entries.get_mut(*index)) {
            if !entry.origins.contains(&find) {
                entry.origins.push(find);
            }
            return false;
        }
        self.entry_index.insert(key, self.entries.len());
        self.entries.push(Entry { value, origins: vec![find] });
        true
    }

    /// Adds a file with several of its values. Returns how many of them are new.
    pub fn add_all(&mut self, analysis: &Arc<Analysis>, values: impl IntoIterator<Item = Value>) -> usize {
        self.add_file(analysis);
        values.into_iter().filter(|value| self.add(analysis, value.clone())).count()
    }

    /// Takes a value out, with all its origins. Tells whether it was there. A file of which no value is left goes too,
    /// so that it does not count when the others are asked for what they share.
    pub fn remove(&mut self, id: &ValueId, text: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.value.id != *id || entry.value.text != text);
        self.drop_files_without_value();
        self.reindex();
        self.entries.len() < before
    }

    /// A basket of the same files with some of the values.
    #[must_use]
    pub fn picked(&self, mut keep: impl FnMut(&Entry) -> bool) -> Self {
        let entries = self.entries.iter().filter(|entry| keep(entry)).cloned().collect();
        let mut picked =
            Self { files: self.files.clone(), entries, file_index: self.file_index.clone(), ..Self::default() };
        picked.reindex();
        picked
    }

    /// Leaves only what is kept in.
    pub fn retain(&mut self, keep: impl FnMut(&Entry) -> bool) {
        self.entries.retain(keep);
        self.reindex();
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Tells whether the value is in, and was found in this file.
    pub fn has_from(&self, analysis: &Analysis, value: &Value) -> bool {
        let Some(file) = self.file_index.get(&file_key(analysis)) else { return false };
        let entry = self.entry_index.get(&(value.id.clone(), value.text.clone()));
        let entry = entry.and_then(|index| self.entries.get(*index));
        entry.is_some_and(|entry| entry.origins.iter().any(|(found, _)| found == file))
    }

    /// Tells whether the value is in.
    pub fn contains(&self, id: &ValueId, text: &str) -> bool {
        self.entry_index.contains_key(&(id.clone(), text.to_owned()))
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The files, in the order of picking.
    pub fn files(&self) -> &[Arc<Analysis>] {
        &self.files
    }

    /// The values, in the order of picking.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Tells whether every file of the basket has the value.
    pub fn is_shared(&self, entry: &Entry) -> bool {
        entry.files().len() == self.files.len()
    }

    /// The values that all files have; all values when there is one file.
    pub fn shared(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| self.is_shared(entry))
    }

    /// The values that not every file has.
    pub fn rest(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !self.is_shared(entry))
    }

    /// For each file the values that it has and not every file has.
    pub fn rest_by_file(&self) -> Vec<Vec<&Entry>> {
        let mut files = vec![Vec::new(); self.files.len()];
        for entry in self.rest() {
            for file in entry.files() {
                if let Some(values) = files.get_mut(file) {
                    values.push(entry);
                }
            }
        }
        files
    }

    /// What all files share first, then the rest in the order of picking.
    pub fn ordered(&self) -> impl Iterator<Item = &Entry> {
        self.shared().chain(self.rest())
    }

    /// The first file with the entry.
    pub fn first_file(&self, entry: &Entry) -> Option<&Analysis> {
        let (file, _) = entry.origins.first()?;
        self.files.get(*file).map(Arc::as_ref)
    }

    /// A certificate of any file.
    pub(super) fn find_certificate(&self, thumbprint: Thumbprint) -> Option<&Certificate> {
        self.files.iter().find_map(|file| file.certificate(thumbprint))
    }

    fn drop_files_without_value(&mut self) {
        let origins = self.entries.iter().flat_map(|entry| &entry.origins);
        let used: HashSet<usize> = origins.map(|(file, _)| *file).collect();
        let mut new_index: Vec<Option<usize>> = vec![None; self.files.len()];
        let mut kept = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            if used.contains(&index)
                && let Some(place) = new_index.get_mut(index)
            {
                *place = Some(kept.len());
                kept.push(Arc::clone(file));
            }
        }
        for entry in &mut self.entries {
            for (file, _) in &mut entry.origins {
                *file = new_index.get(*file).copied().flatten().unwrap_or(*file);
            }
        }
        self.file_index = kept.iter().enumerate().map(|(index, file)| (file_key(file), index)).collect();
        self.files = kept;
    }

    fn reindex(&mut self) {
        let keys = self.entries.iter().enumerate();
        self.entry_index =
            keys.map(|(index, entry)| ((entry.value.id.clone(), entry.value.text.clone()), index)).collect();
    }
}

/// What makes two analyses answers about one file.
fn file_key(analysis: &Analysis) -> FileKey {
    (analysis.path.clone(), analysis.path_bytes.clone(), analysis.hashes.sha256.clone())
}
