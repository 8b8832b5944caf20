//! The one pass over a file: every digest, page hash, checksum and entropy that is asked for.
//!
//! In: a source, the headers and certificate table of a PE image, a plan. Out: [`HashResults`]. Memory does not grow
//! with the file. A large file is hashed by two threads: this one reads, and both compute.

use std::cell::Cell;
use std::io;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::aligned::AlignedBuffer;
use super::hash_plan::{HashPlan, HashResults};
use super::hash_work::Work;
use super::hasher::Hasher;
use super::layout::{differing_walk, is_ascending};
use super::{CertTable, Headers, ReadAt};
use crate::model::Location;

/// Bytes read at a time: large enough for the system call not to count, small enough for all digests to find them in
/// the processor's cache. Even, as the checksum needs it.
const PIECE: usize = 1 << 20;
/// Buffers that go round between two threads, and the bytes of each.
const BUFFERS: usize = 4;
const SHARED_PIECE: usize = 256 << 10;
/// Files below this size are hashed by one thread: starting another costs more than it saves.
const PARALLEL: u64 = 1 << 20;

/// Reads the file once and computes what the plan asks for.
///
/// `image` is `None` for a file that is no PE image; then only the digests of the whole file are made. Only an image
/// that is signed and whose section walk goes back in the file is read a second time, for that walk.
///
/// # Errors
/// What reading reports, and [`io::ErrorKind::UnexpectedEof`] when the file has become shorter meanwhile.
pub fn hash_file(
    source: &dyn ReadAt,
    image: Option<(&Headers, &CertTable)>,
    plan: &HashPlan,
) -> io::Result<HashResults> {
    let size = source.size();
    let mut work = Work::new(size, image, plan);
    if work.is_empty() {
        return Ok(HashResults::default());
    }
    let helper = if plan.parallel && size >= PARALLEL { work.split() } else { Work::default() };
    if helper.is_empty() {
        read_pieces(source, Location::new(0, size), |offset, bytes| work.update(offset, bytes))?;
    } else {
        let helper = read_with_helper(source, &mut work, helper)?;
        work.join(helper);
    }
    let mut results = work.finish(size, image, plan);
    if let Some((headers, table)) = image {
        hash_walk(source, headers, table, plan, &mut results)?;
    }
    Ok(results)
}

thread_local! {
    /// The buffer of this thread's last file: new memory for each file would cost page faults.
    static SPARE: Cell<Option<AlignedBuffer>> = const { Cell::new(None) };
}

/// Feeds a range of the file in order, in pieces of [`PIECE`] bytes but for the last.
fn read_pieces(source: &dyn ReadAt, range: Location, mut update: impl FnMut(u64, &[u8])) -> io::Result<()> {
    let mut buffer = SPARE.take().unwrap_or_else(|| AlignedBuffer::new(PIECE));
    let mut offset = range.offset;
    while offset < range.end() {
        let length = fill(source, offset, range.end(), &mut buffer)?;
        update(offset, buffer.bytes().get(..length).unwrap_or_default());
        offset = offset.saturating_add(length as u64);
    }
    SPARE.set(Some(buffer));
    Ok(())
}

/// Fills the buffer from `offset` on, up to `end`. Returns how many bytes that are.
fn fill(source: &dyn ReadAt, offset: u64, end: u64, buffer: &mut AlignedBuffer) -> io::Result<usize> {
    let wanted = usize::try_from(end.saturating_sub(offset)).unwrap_or(usize::MAX).min(buffer.bytes().len());
    let target = buffer.bytes_mut().get_mut(..wanted).unwrap_or_default();
    let filled = source.read_fully(offset, target)?;
    if filled < wanted {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was read"));
    }
    Ok(filled)
}

/// Bytes of the file on their way from the thread that reads to the one that helps.
struct Piece {
    offset: u64,
    length: usize,
    buffer: AlignedBuffer,
}

/// Reads the file, does `work` here and `helper` in a second thread. Returns the helper's work, done.
fn read_with_helper(source: &dyn ReadAt, work: &mut Work, helper: Work) -> io::Result<Work> {
    let (full, pieces) = sync_channel::<Piece>(BUFFERS);
    let (used, free) = sync_channel::<AlignedBuffer>(BUFFERS);
    for _ in 0..BUFFERS {
        // Cannot fail: the channel holds them all, and its other end is here.
        let _ = used.send(AlignedBuffer::new(SHARED_PIECE));
    }
    thread::scope(|scope| {
        let mut helper = helper;
        let thread = thread::Builder::new().name("hash".to_owned()).spawn_scoped(scope, move || {
            for piece in pieces {
                helper.update(piece.offset, piece.buffer.bytes().get(..piece.length).unwrap_or_default());
                // The reader may have stopped at an error.
                let _ = used.send(piece.buffer);
            }
            helper
        })?;
        let gone = || io::Error::other("the hashing thread ended early");
        let mut offset = 0;
        while offset < source.size() {
            let mut buffer = free.recv().map_err(|_| gone())?;
            let length = fill(source, offset, source.size(), &mut buffer)?;
            work.update(offset, buffer.bytes().get(..length).unwrap_or_default());
            full.send(Piece { offset, length, buffer }).map_err(|_| gone())?;
            offset = offset.saturating_add(length as u64);
        }
        drop(full);
        thread.join().map_err(|_| gone())
    })
}

/// Computes the image digests of a section walk that differs and goes back in the file.
fn hash_walk(
    source: &dyn ReadAt,
    headers: &Headers,
    table: &CertTable,
    plan: &HashPlan,
    results: &mut HashResults,
) -> io::Result<()> {
    let Some(walk) = differing_walk(headers, table).filter(|walk| !is_ascending(walk)) else { return Ok(()) };
    let total = walk.iter().fold(0u64, |total, range| total.saturating_add(range.length));
    if total > source.size().saturating_mul(2) {
        return Ok(());
    }
    let mut hashers: Vec<_> = plan.image.iter().map(|&algorithm| (algorithm, Hasher::new(algorithm))).collect();
    for range in walk {
        read_pieces(source, range, |_, bytes| {
            for (_, hasher) in &mut hashers {
                hasher.update(bytes);
            }
        })?;
    }
    results.image_walk = hashers.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish())).collect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::{Sample, pattern, win_certificate};
    use crate::container::{PagePlan, page_size};
    use crate::model::{DigestAlgorithm, HexBytes};
    use crate::policy::Limits;

    fn hash(file: &[u8], plan: &HashPlan) -> HashResults {
        let mut defects = Vec::new();
        let headers = read_headers(&file, &Limits::default(), &mut defects).expect("a PE image");
        let table = CertTable::read(&file, &headers, &Limits::default(), &mut defects);
        hash_file(&file, Some((&headers, &table)), plan).expect("memory can be read")
    }

    fn sha256(parts: &[&[u8]]) -> HexBytes {
        let mut hasher = Hasher::new(DigestAlgorithm::Sha256);
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }

    fn image_only() -> HashPlan {
        HashPlan { image: vec![DigestAlgorithm::Sha256], pad: true, ..HashPlan::default() }
    }

    fn everything(parallel: bool) -> HashPlan {
        use DigestAlgorithm::{Md5, Sha1, Sha256, Sha384};
        let pages = [Sha1, Sha256].map(|algorithm| PagePlan { algorithm, page_size: page_size(0x8664) });
        HashPlan {
            file: vec![Md5, Sha1, Sha256, Sha256],
            image: vec![Sha256, Sha1, Sha384],
            pages: pages.to_vec(),
            checksum: true,
            entropy: true,
            pad: true,
            parallel,
        }
    }

    #[test]
    fn image_digest_leaves_out_checksum_entry_and_table() {
        let sample = Sample { overlay: pattern(800), ..Sample::with_table(win_certificate(b"signature")) };
        let file = sample.build();
        let (checksum, entry) = (Sample::optional(64), sample.directory(4));
        let image = [&file[..checksum], &file[checksum + 4..entry], &file[entry + 8..file.len() - 24]];
        let results = hash(&file, &image_only());
        assert_eq!(results.image.get(&DigestAlgorithm::Sha256), Some(&sha256(&image)));
        assert!(results.image_padded.is_empty() && results.image_walk.is_empty() && results.file.is_empty());
    }

    #[test]
    fn unsigned_image_is_also_hashed_with_the_zeros_signing_adds() {
        let sample = Sample { overlay: pattern(5), ..Sample::default() };
        let file = sample.build();
        let (checksum, entry) = (Sample::optional(64), sample.directory(4));
        let image = [&file[..checksum], &file[checksum + 4..entry], &file[entry + 8..], &[0; 3]];
        let results = hash(&file, &image_only());
        assert_eq!(results.image.get(&DigestAlgorithm::Sha256), Some(&sha256(&image[..3])));
        assert_eq!(results.image_padded.get(&DigestAlgorithm::Sha256), Some(&sha256(&image)));
        assert!(hash(&Sample::default().build(), &image_only()).image_padded.is_empty());
    }

    #[test]
    fn section_walk_of_an_image_with_a_gap_gives_another_digest() {
        let mut sample = Sample::with_table(win_certificate(b"signature"));
        sample.sections[1].2 = 0x200;
        let file = sample.build();
        let results = hash(&file, &image_only());
        let (checksum, entry) = (Sample::optional(64), sample.directory(4));
        let headers = [&file[..checksum], &file[checksum + 4..entry], &file[entry + 8..0x400]].concat();
        let walk = sha256(&[&headers, &file[0x400..0xa00], &file[0xc00..0xe00], &file[0xc00..0xe00]]);
        assert_eq!(results.image_walk.get(&DigestAlgorithm::Sha256), Some(&walk));
        assert_eq!(results.disagreeing(), [DigestAlgorithm::Sha256]);
    }

    #[test]
    fn walk_that_goes_forward_costs_no_second_read() {
        let sample = Sample::with_table(win_certificate(b"signature"));
        let mut bytes = sample.build();
        let table = bytes.len() - 24;
        bytes.extend(b"appended");
        let source = Shrunk { claimed: bytes.len() as u64, bytes: bytes.clone(), read: AtomicU64::new(0) };
        let headers = read_headers(&bytes.as_slice(), &Limits::default(), &mut Vec::new()).expect("a PE image");
        let certificates = CertTable::read(&bytes.as_slice(), &headers, &Limits::default(), &mut Vec::new());
        let results = hash_file(&source, Some((&headers, &certificates)), &image_only()).expect("memory can be read");
        assert_eq!(source.read.load(Ordering::Relaxed), source.claimed);
        // What is left is counted from the sum of the bytes hashed: the table's first eight, not those behind it.
        let (checksum, entry) = (Sample::optional(64), sample.directory(4));
        let walk = [&bytes[..checksum], &bytes[checksum + 4..entry], &bytes[entry + 8..table + 8]];
        assert_eq!(results.image_walk.get(&DigestAlgorithm::Sha256), Some(&sha256(&walk)));
    }

    #[test]
    fn section_walk_beyond_twice_the_file_is_not_made() {
        let mut sample = Sample::with_table(win_certificate(b"signature"));
        sample.sections = vec![(b".a", 0x1000, 0, pattern(0x4000)); 5];
        let mut file = sample.build();
        for index in 0..5 {
            file[Sample::optional(240) + 40 * index + 16..][..8].copy_from_slice(&[0, 0, 1, 0, 0, 4, 0, 0]);
        }
        assert!(hash(&file, &image_only()).image_walk.is_empty());
    }

    #[test]
    fn two_threads_give_what_one_gives() {
        let mut sample = Sample { overlay: pattern(100_001), ..Sample::with_table(win_certificate(&[1; 999])) };
        sample.sections[0].3 = pattern(3 << 20);
        let file = sample.build();
        let one = hash(&file, &everything(false));
        assert_eq!(one, hash(&file, &everything(true)));
        assert_eq!(one.pages.len(), 2);
        assert_eq!(one.pages[0].record, 24);
        assert!(one.checksum.is_some() && one.overlay_entropy.is_some() && one.trailing_entropy.is_none());
        assert_eq!(one.file.get(&DigestAlgorithm::Sha256), Some(&sha256(&[&file])));
    }

    #[test]
    fn without_headers_only_the_file_is_hashed() {
        let results = hash_file(&b"abc".as_slice(), None, &everything(true)).expect("memory can be read");
        assert_eq!(results.file.get(&DigestAlgorithm::Sha256), Some(&sha256(&[b"abc"])));
        assert_eq!(results.file.len(), 3);
        assert_eq!(HashResults { file: Default::default(), ..results }, HashResults::default());
        let empty = hash_file(&b"".as_slice(), None, &everything(false)).expect("memory can be read");
        assert_eq!(empty.file.get(&DigestAlgorithm::Sha256), Some(&sha256(&[])));
    }

    /// A file that claims to be longer than it is, and counts what is read of it.
    struct Shrunk {
        bytes: Vec<u8>,
        claimed: u64,
        read: AtomicU64,
    }

    impl ReadAt for Shrunk {
        fn size(&self) -> u64 {
            self.claimed
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.bytes.as_slice().read_at(offset, buffer)?;
            self.read.fetch_add(count as u64, Ordering::Relaxed);
            Ok(count)
        }
    }

    #[test]
    fn file_that_became_shorter_is_an_error_with_one_thread_and_two() {
        for parallel in [false, true] {
            let file = Shrunk { bytes: pattern(2 << 20), claimed: 3 << 20, read: AtomicU64::new(0) };
            let error = hash_file(&file, None, &everything(parallel)).expect_err("an error");
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn every_byte_is_read_once() {
        let mut sample = Sample::with_table(win_certificate(&[1; 999]));
        sample.sections[0].3 = pattern(2 << 20);
        let bytes = sample.build();
        let headers = read_headers(&bytes.as_slice(), &Limits::default(), &mut Vec::new()).expect("a PE image");
        let table = CertTable::read(&bytes.as_slice(), &headers, &Limits::default(), &mut Vec::new());
        for parallel in [false, true] {
            let file = Shrunk { claimed: bytes.len() as u64, bytes: bytes.clone(), read: AtomicU64::new(0) };
            hash_file(&file, Some((&headers, &table)), &everything(parallel)).expect("memory can be read");
            assert_eq!(file.read.load(Ordering::Relaxed), file.claimed);
        }
    }
}
