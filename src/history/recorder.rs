//! The history beside a running analysis: what was known before, and the sightings of this run.
//!
//! Looked up when a file is met, remembered for the rest of the run: what this run itself writes is never called seen
//! before. Written by a thread of its own, several files in a transaction. A file counts once a run.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::{HistoryError, Remark, Sighting, Store, entities};
use crate::model::{Analysis, EntityKind, Instant, SeenBefore};

/// Most sightings of one transaction.
const MOST: usize = 64;

/// A transaction waits this long for one more sighting.
const GATHER: Duration = Duration::from_millis(20);

/// Sightings that may wait to be written; whoever brings more waits too.
const WAITING: usize = 4096;

/// Looks things up and records them; may be used by many threads.
#[derive(Debug)]
pub struct Recorder {
    run: Mutex<Run>,
    writer: Mutex<Option<JoinHandle<Unwritten>>>,
}

#[derive(Debug)]
struct Run {
    store: Store,
    queue: Option<SyncSender<Sighting>>,
    /// What was known of each thing when this run met it.
    known: HashMap<(EntityKind, String), Option<SeenBefore>>,
    /// The files of this run.
    files: HashSet<String>,
    error: Option<HistoryError>,
}

/// What could not be written.
#[derive(Debug, Default)]
struct Unwritten {
    files: u64,
    error: Option<HistoryError>,
}

impl Recorder {
    /// Opens the history at `path` and begins a run. `committed` is told of each file that is safely written.
    ///
    /// # Errors
    /// As [`Store::open`], or when no thread can be started.
    pub fn start(path: &Path, committed: impl Fn(&Sighting) + Send + 'static) -> Result<Self, HistoryError> {
        let store = Store::open(path)?;
        let mut writing = Store::open(path)?;
        let (queue, inbox) = sync_channel(WAITING);
        let write = move || write(&mut writing, &inbox, committed);
        let writer = Builder::new()
            .name("sigscope-history".to_owned())
            .spawn(write)
            .map_err(|source| HistoryError::Make { path: path.to_path_buf(), source })?;
        let run = Run { store, queue: Some(queue), known: HashMap::new(), files: HashSet::new(), error: None };
        Ok(Self { run: Mutex::new(run), writer: Mutex::new(Some(writer)) })
    }

    /// Fills in what was known about the file and its signers, and records that it was looked at.
    pub fn meet(&self, analysis: &mut Analysis, at: Instant) {
        let sighting = Sighting::of(analysis, at);
        let mut run = self.run();
        let mut history = Vec::new();
        for named in entities(analysis) {
            history.extend(run.known(named.kind, &named.value));
        }
        analysis.history = Some(history);
        let queue = match sighting {
            Some(sighting) if run.files.insert(sighting.file.value.clone()) => run.queue.clone().zip(Some(sighting)),
            _ => None,
        };
        drop(run);
        if let Some((queue, sighting)) = queue {
            // The writer lives until the end of the run.
            let _ = queue.send(sighting);
        }
    }

    /// Sets or takes back a tag or a note. What was seen of it stays what was known before this run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remark(&self, kind: EntityKind, value: &str, remark: &Remark) -> Result<Option<SeenBefore>, HistoryError> {
        let mut run = self.run();
        let before = run.known(kind, value);
        let now = run.store.remark(kind, value, remark)?;
        let counted = |now: SeenBefore| match before {
            Some(before) => SeenBefore { tag: now.tag, note: now.note, ..before },
            None => SeenBefore { files: 0, runs: None, first_seen: None, last_seen: None, ..now },
        };
        let known =
            now.map(counted).filter(|seen| seen.first_seen.is_some() || seen.tag.is_some() || seen.note.is_some());
        run.known.insert((kind, value.to_owned()), known.clone());
        Ok(known)
    }

    /// Ends the run when everything is written.
    ///
    /// # Errors
    /// In one line, what could not be written or read, and why.
    pub fn finish(&self) -> Result<(), String> {
        let mut run = self.run();
        run.queue = None;
        let unread = run.error.take();
        drop(run);
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let unwritten = writer.and_then(|writer| writer.join().ok()).unwrap_or_default();
        match (unwritten.error, unread) {
            (Some(error), _) if unwritten.files == 1 => Err(format!("1 file is not in the history: {error}")),
            (Some(error), _) => Err(format!("{} files are not in the history: {error}", unwritten.files)),
            (None, Some(error)) => Err(format!("what was seen before is not complete: {error}")),
            (None, None) => Ok(()),
        }
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// What was known when this run met it first.
    fn known(&mut self, kind: EntityKind, value: &str) -> Option<SeenBefore> {
        let key = (kind, value.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        match self.store.seen(kind, value) {
            Ok(known) => {
                self.known.insert(key, known.clone());
                known
            }
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
        }
    }
}

/// Writes what comes until nobody sends any more.
fn write(store: &mut Store, inbox: &Receiver<Sighting>, committed: impl Fn(&Sighting)) -> Unwritten {
    let mut unwritten = Unwritten::default();
    while let Ok(first) = inbox.recv() {
        let mut together = vec![first];
        while together.len() < MOST {
            match inbox.recv_timeout(GATHER) {
                Ok(next) => together.push(next),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        match store.record(&together) {
            Ok(()) => together.iter().for_each(&committed),
            Err(error) => {
                unwritten.files = unwritten.files.saturating_add(together.len() as u64);
                unwritten.error.get_or_insert(error);
            }
        }
    }
    unwritten
}
