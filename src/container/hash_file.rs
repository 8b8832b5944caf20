//! The one pass over a file: every digest, page hash, checksum and entropy that is asked for.
//!
//! In: a source, the headers and certificate table of a PE image, a plan. Out: [`HashResults`]. Memory does not grow
//! with the file. A large file is hashed by two threads: this one reads, and both compute.

use std::io;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::aligned::AlignedBuffer;
use super::hash_plan::{HashPlan, HashResults};
use super::hash_work::Work;
use super::hasher::Hasher;
use super::layout::{flat_ranges, walk_ranges};
use super::{CertTable, Headers, ReadAt};
use crate::model::Location;

/// Bytes read at a time: large enough for the system call not to count, small enough for all digests to find them in
/// the processor's cache. Even, as the checksum needs it.
const PIECE: usize = 256 << 10;
/// Buffers that go round between the threads.
const BUFFERS: usize = 4;
/// Files below this size are hashed by one thread: starting another costs more than it saves.
const PARALLEL: u64 = 1 << 20;

/// Reads the file once and computes what the plan asks for.
///
/// `image` is `None` for a file that is no PE image; then only the digests of the whole file are made. Only an image
/// that is signed and whose section walk covers other bytes than the flat method is read a second time, for that walk.
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
        let mut buffer = AlignedBuffer::new(piece_of(size));
        read_pieces(source, Location::new(0, size), &mut buffer, |offset, bytes| work.update(offset, bytes))?;
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

fn piece_of(size: u64) -> usize {
    usize::try_from(size).unwrap_or(PIECE).min(PIECE)
}

/// Feeds a range of the file in order, in pieces of the buffer's length but for the last.
fn read_pieces(
    source: &dyn ReadAt,
    range: Location,
    buffer: &mut AlignedBuffer,
    mut update: impl FnMut(u64, &[u8]),
) -> io::Result<()> {
    let mut offset = range.offset;
    while offset < range.end() {
        let length = fill(source, offset, range.end(), buffer)?;
        update(offset, buffer.bytes().get(..length).unwrap_or_default());
        offset = offset.saturating_add(length as u64);
    }
    Ok(())
}

/// Fills the buffer from `offset` on, up to `end`. Returns how many bytes there are, at least one.
fn fill(source: &dyn ReadAt, offset: u64, end: u64, buffer: &mut AlignedBuffer) -> io::Result<usize> {
    let wanted = usize::try_from(end.saturating_sub(offset)).unwrap_or(usize::MAX).min(buffer.bytes().len());
    let mut filled = 0usize;
    while let Some(rest) = buffer.bytes_mut().get_mut(filled..wanted).filter(|rest| !rest.is_empty()) {
        match source.read_at(offset.saturating_add(filled as u64), rest) {
            Ok(0) => {
                let message = "the file became shorter while it was read";
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
            }
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
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
        let _ = used.send(AlignedBuffer::new(PIECE));
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

/// Computes the image digests of the section walk, when it covers other bytes than the flat method.
fn hash_walk(
    source: &dyn ReadAt,
    headers: &Headers,
    table: &CertTable,
    plan: &HashPlan,
    results: &mut HashResults,
) -> io::Result<()> {
    let walk = walk_ranges(headers, table);
    if table.location.is_none() || walk == flat_ranges(headers, table) {
        return Ok(());
    }
    let total = walk.iter().fold(0u64, |total, range| total.saturating_add(range.length));
    if total > source.size().saturating_mul(2) {
        return Ok(());
    }
    let mut hashers: Vec<_> = plan.image.iter().map(|&algorithm| (algorithm, Hasher::new(algorithm))).collect();
    let mut buffer = AlignedBuffer::new(piece_of(source.size()));
    for range in walk {
        read_pieces(source, range, &mut buffer, |_, bytes| {
            for (_, hasher) in &mut hashers {
                hasher.update(bytes);
            }
        })?;
    }
    results.image_walk = hashers.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish())).collect();
    Ok(())
}
