//! Everything that is computed from the bytes of a file as they come by, and how two threads share it.

use super::checksum::Checksum;
use super::entropy::{EXACT_SECTION, RangeEntropy};
use super::hash_plan::{HashPlan, HashResults};
use super::hasher::RangeHasher;
use super::layout::{differing_walk, flat_ranges, is_ascending};
use super::overlay::overlay_range;
use super::page_hashes::Pages;
use super::{CertTable, Headers};
use crate::model::{DigestAlgorithm, Location, Overlay};

/// The computations over one file.
#[derive(Default)]
pub(super) struct Work {
    tasks: Vec<Task>,
    checksum: Option<Checksum>,
    /// The sections, the overlay, the bytes behind the table.
    entropies: Vec<RangeEntropy>,
}

/// A computation that is worth a thread.
enum Task {
    File(DigestAlgorithm, RangeHasher),
    Image(DigestAlgorithm, RangeHasher),
    /// The section walk, where it differs and goes forward all the time.
    Walk(DigestAlgorithm, RangeHasher),
    /// With its place in the plan.
    Pages(usize, Pages),
}

impl Task {
    fn update(&mut self, offset: u64, bytes: &[u8]) {
        match self {
            Self::File(_, hasher) | Self::Image(_, hasher) | Self::Walk(_, hasher) => hasher.update(offset, bytes),
            Self::Pages(_, pages) => pages.update(offset, bytes),
        }
    }

    /// Time for a byte, roughly and relative to each other, with the SHA instructions of current processors.
    fn cost(&self) -> u32 {
        let algorithm = match self {
            Self::File(algorithm, _) | Self::Image(algorithm, _) | Self::Walk(algorithm, _) => *algorithm,
            Self::Pages(_, pages) => pages.algorithm(),
        };
        match algorithm {
            DigestAlgorithm::Sha1 => 6,
            DigestAlgorithm::Sha224 | DigestAlgorithm::Sha256 => 7,
            DigestAlgorithm::Md5 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512 => 19,
        }
    }
}

/// Cost of reading, checksum and entropy beside the tasks.
const READING: u32 = 2;

/// Bytes that go through all computations before the next ones do: they stay in the processor's first cache.
const CACHED: usize = 16 << 10;

impl Work {
    pub(super) fn new(size: u64, image: Option<(&Headers, &CertTable)>, plan: &HashPlan) -> Self {
        let mut work = Self::default();
        let whole = vec![Location::new(0, size)];
        for &algorithm in &distinct(&plan.file) {
            work.tasks.push(Task::File(algorithm, RangeHasher::new(algorithm, whole.clone())));
        }
        let Some((headers, table)) = image else { return work };
        let ranges = flat_ranges(headers, table);
        for &algorithm in &distinct(&plan.image) {
            work.tasks.push(Task::Image(algorithm, RangeHasher::new(algorithm, ranges.clone())));
        }
        if let Some(walk) = differing_walk(headers, table).filter(|walk| is_ascending(walk)) {
            for &algorithm in &distinct(&plan.image) {
                work.tasks.push(Task::Walk(algorithm, RangeHasher::new(algorithm, walk.clone())));
            }
        }
        for (index, &page_plan) in plan.pages.iter().enumerate() {
            work.tasks.push(Task::Pages(index, Pages::new(page_plan, headers)));
        }
        work.checksum = plan.checksum.then(Checksum::default);
        if plan.entropy {
            let absent = Location::new(size, 0);
            let in_file = |range: Location| {
                let start = range.offset.min(size);
                Location::new(start, range.end().min(size).saturating_sub(start))
            };
            let sections = headers.sections.iter().map(|section| in_file(section.raw_data()));
            let outside = [overlay_range(headers, table), table.trailing];
            let outside = outside.map(|range| RangeEntropy::new(range.unwrap_or(absent), Overlay::COUNTED));
            work.entropies = sections.map(|range| RangeEntropy::new(range, EXACT_SECTION)).chain(outside).collect();
        }
        work
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.checksum.is_none() && self.entropies.is_empty()
    }

    /// Takes the bytes of the file from `offset` on. Pieces come in order, of even length but for the last.
    pub(super) fn update(&mut self, offset: u64, bytes: &[u8]) {
        let mut offset = offset;
        for bytes in bytes.chunks(CACHED) {
            for task in &mut self.tasks {
                task.update(offset, bytes);
            }
            if let Some(checksum) = &mut self.checksum {
                checksum.update(bytes);
            }
            for entropy in &mut self.entropies {
                entropy.update(offset, bytes);
            }
            offset = offset.saturating_add(bytes.len() as u64);
        }
    }

    /// Hands over the tasks that a second thread should do: the dearest first, each to whom has less to do. The
    /// reading counts too.
    pub(super) fn split(&mut self) -> Self {
        let mut tasks = std::mem::take(&mut self.tasks);
        tasks.sort_by_key(|task| std::cmp::Reverse(task.cost()));
        let mut helper = Self::default();
        let (mut mine, mut theirs) = (READING, 0u32);
        for task in tasks {
            let cost = task.cost();
            if theirs <= mine {
                theirs = theirs.saturating_add(cost);
                helper.tasks.push(task);
            } else {
                mine = mine.saturating_add(cost);
                self.tasks.push(task);
            }
        }
        helper
    }

    /// Takes the tasks back.
    pub(super) fn join(&mut self, helper: Self) {
        self.tasks.extend(helper.tasks);
    }

    pub(super) fn finish(self, size: u64, image: Option<(&Headers, &CertTable)>, plan: &HashPlan) -> HashResults {
        let mut results = HashResults::default();
        // Zeros that signing would append.
        let unsigned = image.is_some_and(|(_, table)| table.location.is_none());
        let missing = usize::try_from(size.wrapping_neg() % 8).unwrap_or(0);
        let pad = plan.pad && unsigned && missing > 0;
        let mut pages = Vec::new();
        for task in self.tasks {
            match task {
                Task::File(algorithm, hasher) => {
                    results.file.insert(algorithm, hasher.into_hasher().finish());
                }
                Task::Image(algorithm, hasher) => {
                    let hasher = hasher.into_hasher();
                    if pad {
                        let mut padded = hasher.clone();
                        padded.update_zeros(missing);
                        results.image_padded.insert(algorithm, padded.finish());
                    }
                    results.image.insert(algorithm, hasher.finish());
                }
                Task::Walk(algorithm, hasher) => {
                    results.image_walk.insert(algorithm, hasher.into_hasher().finish());
                }
                Task::Pages(index, table) => pages.push((index, table.finish())),
            }
        }
        pages.sort_by_key(|(index, _)| *index);
        results.pages = pages.into_iter().map(|(_, table)| table).collect();
        if let (Some(checksum), Some((headers, _))) = (self.checksum, image) {
            results.checksum = Some(checksum.finish(headers.checksum_field, headers.checksum));
        }
        let mut entropies: Vec<Option<f64>> = self.entropies.iter().map(RangeEntropy::finish).collect();
        if plan.entropy && image.is_some() {
            results.trailing_entropy = entropies.pop().flatten();
            results.overlay_entropy = entropies.pop().flatten();
        }
        results.section_entropy = entropies;
        results
    }
}

fn distinct(algorithms: &[DigestAlgorithm]) -> Vec<DigestAlgorithm> {
    let mut distinct = algorithms.to_vec();
    distinct.sort();
    distinct.dedup();
    distinct
}
