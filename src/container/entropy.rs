//! Shannon entropy of byte ranges, counted while the file streams by.
//!
//! Counting every byte would cost more than half as much as SHA-256, so a range longer than a limit is judged by
//! blocks spread evenly over it, within 0.06 bits of the whole on the sections of real files. The sample depends on
//! the range alone: each way of running gives the same number, and whoever made the file can choose it. Where that
//! would matter, the limit is high ([`Overlay::COUNTED`](crate::model::Overlay::COUNTED)).

use super::layout::clip;
use crate::model::Location;

/// Sections up to this many bytes are counted whole.
pub(super) const EXACT_SECTION: u64 = 128 << 10;
/// Blocks counted of a longer range, and the bytes of each. More bytes a block tell little more: neighbours are alike.
const BLOCKS: u64 = 512;
const BLOCK: u64 = 64;
/// Number of the last block.
const LAST: u64 = BLOCKS - 1;

/// Counts how often each byte value occurs. Four tables, so that runs of one value do not wait for each other.
#[derive(Debug, Clone)]
pub(super) struct Histogram([[u32; 256]; 4]);

impl Default for Histogram {
    fn default() -> Self {
        Self([[0; 256]; 4])
    }
}

impl Histogram {
    /// Counts some bytes. Overall fewer than 2^32 of them, which the limits see to.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [first, second, third, fourth] = &mut self.0;
        let (words, rest) = bytes.as_chunks::<4>();
        for &[a, b, c, d] in words {
            count(first, a);
            count(second, b);
            count(third, c);
            count(fourth, d);
        }
        for &byte in rest {
            count(first, byte);
        }
    }

    /// Shannon entropy in bits per byte; `None` when nothing was counted.
    pub(super) fn entropy(&self) -> Option<f64> {
        let [first, second, third, fourth] = &self.0;
        let counts = first.iter().zip(second).zip(third).zip(fourth);
        let counts: Vec<f64> =
            counts.map(|(((a, b), c), d)| f64::from(*a) + f64::from(*b) + f64::from(*c) + f64::from(*d)).collect();
        let total: f64 = counts.iter().sum();
        if total == 0.0 {
            return None;
        }
        let share = counts.iter().filter(|&&count| count > 0.0).map(|count| count / total);
        // The sum of a single certain value is -0.0. Rounded, because the last digits of a logarithm differ between
        // platforms, and reports of one file should not.
        let entropy = share.map(|share| -share * share.log2()).sum::<f64>().max(0.0);
        // Adding zero turns a negative zero, which prints as `-0.00`, into zero.
        Some((entropy * 1e6).round() / 1e6 + 0.0)
    }
}

fn count(table: &mut [u32; 256], byte: u8) {
    if let Some(count) = table.get_mut(usize::from(byte)) {
        *count = count.wrapping_add(1);
    }
}

/// The entropy of one range of a file that is fed in order.
#[derive(Debug, Clone)]
pub(super) struct RangeEntropy {
    range: Location,
    /// Up to which length the range is counted whole.
    exact: u64,
    /// Next block to be counted.
    next: u64,
    histogram: Histogram,
}

impl RangeEntropy {
    pub(super) fn new(range: Location, exact: u64) -> Self {
        Self { range, exact, next: 0, histogram: Histogram::default() }
    }

    /// Takes the bytes of the file from `offset` on.
    pub(super) fn update(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len() as u64);
        // Ends: `next` grows up to the number of blocks.
        while let Some(block) = self.block(self.next) {
            if block.offset >= end {
                break;
            }
            self.histogram.update(clip(block, offset, bytes));
            if block.end() > end {
                break;
            }
            self.next = self.next.saturating_add(1);
        }
    }

    pub(super) fn finish(&self) -> Option<f64> {
        self.histogram.entropy()
    }

    fn block(&self, index: u64) -> Option<Location> {
        if self.range.length <= self.exact {
            return (index == 0).then_some(self.range);
        }
        if index >= BLOCKS {
            return None;
        }
        // span * index / LAST, without the product, which need not fit.
        let span = self.range.length.saturating_sub(BLOCK);
        let (whole, rest) = (span / LAST, span % LAST);
        let start = whole.saturating_mul(index).saturating_add(rest.saturating_mul(index) / LAST);
        Some(Location::new(self.range.offset.saturating_add(start), BLOCK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::sample::pattern;

    fn entropy(range: Location, file: &[u8], piece: usize) -> Option<f64> {
        let mut entropy = RangeEntropy::new(range, EXACT_SECTION);
        for (index, bytes) in file.chunks(piece).enumerate() {
            entropy.update((index * piece) as u64, bytes);
        }
        entropy.finish()
    }

    #[test]
    fn entropy_is_0_for_one_value_and_8_for_all_values_alike() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(entropy(Location::new(0, 100), &[7; 100], 64).map(f64::to_bits), Some(0), "no negative zero");
        assert_eq!(entropy(Location::new(0, 256), &all, 64), Some(8.0));
        assert_eq!(entropy(Location::new(1, 2), &all, 64), Some(1.0));
        assert_eq!(entropy(Location::new(9, 0), &all, 64), None);
        assert_eq!(entropy(Location::new(256, 10), &all, 64), None);
    }

    #[test]
    fn range_up_to_its_limit_is_counted_byte_by_byte() {
        // Zeros wherever the sample would look.
        let length = EXACT_SECTION + 4096;
        let mut file = pattern(usize::try_from(length).unwrap());
        let sampled = RangeEntropy::new(Location::new(0, length), EXACT_SECTION);
        for block in (0..BLOCKS).filter_map(|index| sampled.block(index)) {
            let start = usize::try_from(block.offset).unwrap();
            file[start..start + BLOCK as usize].fill(0);
        }
        let judged = |exact| {
            let mut entropy = RangeEntropy::new(Location::new(0, length), exact);
            entropy.update(0, &file);
            entropy.finish().unwrap()
        };
        assert_eq!(judged(EXACT_SECTION), 0.0);
        assert!(judged(length) > 6.0, "{}", judged(length));
    }

    #[test]
    fn long_range_is_sampled_alike_in_pieces_of_any_size() {
        let length = 3 * EXACT_SECTION as usize + 77;
        let file = [pattern(5000), vec![0; length / 2], pattern(length - length / 2)].concat();
        let range = Location::new(5000, length as u64);
        let whole = entropy(range, &file, file.len());
        for piece in [100, 4096, 65536] {
            assert_eq!(entropy(range, &file, piece), whole);
        }
        // Half zeros, half evenly spread: 1 + 8/2 bits.
        assert!((whole.unwrap_or_default() - 5.0).abs() < 0.05, "{whole:?}");
    }
}
