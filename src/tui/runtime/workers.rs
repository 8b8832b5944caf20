//! Threads that examine and judge, and the one that walks folders. Each file is under guard: a panic is its error.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::Builder;

use super::disk::Identities;
use super::{Event, panic, records};
use crate::batch::{Input, WORKER_THREADS, Walked, walk};
use crate::examine::{ExamineOptions, examine, examine_bytes};
use crate::history::Recorder;
use crate::judge::judge;
use crate::lists;
use crate::model::{Analysis, CertificateFacts, Evidence, Instant};
use crate::policy::Policy;
use crate::tui::action::{Action, Examined, Origin};
use crate::tui::app::{FileId, Source};
use crate::tui::effect::Turn;
use crate::tui::{RecordsFrom, WorkbenchOptions};

/// One file to examine.
#[derive(Debug)]
pub struct Job {
    /// Which file.
    pub file: FileId,
    /// Goes into the answer.
    pub generation: u64,
    /// What to read.
    pub source: Source,
    /// When its turn is, and what is wanted of it.
    pub turn: Turn,
    /// What was read of it before: it is judged anew, and not read again.
    pub evidence: Option<Arc<Evidence>>,
}

#[derive(Debug, Default)]
struct Queue {
    jobs: Mutex<VecDeque<Job>>,
    filled: Condvar,
    /// The scan is stopped: walks wait.
    paused: Mutex<bool>,
    resumed: Condvar,
}

impl Queue {
    fn pause(&self, paused: bool) {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner) = paused;
        self.resumed.notify_all();
    }

    /// Holds a walk back while the scan is stopped: what it has not found yet is not lost.
    fn wait_while_paused(&self) {
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        while *paused {
            paused = self.resumed.wait(paused).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The threads and their queue.
#[derive(Debug, Clone)]
pub struct Workers {
    queue: Arc<Queue>,
    events: SyncSender<Event>,
    follow: bool,
    /// By what files are judged, and its revision.
    policy: Arc<Mutex<(u64, Policy)>>,
}

impl Workers {
    /// Starts the threads.
    pub fn start(
        options: &WorkbenchOptions,
        policy: &Policy,
        identities: &Identities,
        events: &SyncSender<Event>,
    ) -> Self {
        let queue = Arc::new(Queue::default());
        let shared = Arc::new(Mutex::new((0, policy.clone())));
        for number in 0..options.jobs.get() {
            let (queue, events, identities) = (queue.clone(), events.clone(), identities.clone());
            let (shared, examine, history) = (Arc::clone(&shared), options.examine.clone(), options.history.clone());
            let work = move || {
                loop {
                    let job = next(&queue);
                    let (revision, policy) = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    if let Some(evidence) = job.evidence {
                        let result = panic::catch(|| {
                            let mut analysis = judge(&evidence, &policy);
                            if let Some(history) = &history {
                                meet(history, &job.source, &mut analysis);
                            }
                            Arc::new(analysis)
                        });
                        let action = Action::Judged { file: job.file, generation: job.generation, result };
                        if events.send(Event::Action(action)).is_err() {
                            return;
                        }
                        continue;
                    }
                    if job.turn == Turn::Open {
                        identities.note(job.file, &job.source);
                    }
                    let mut result = Box::new(Examined { revision, ..analyse(&job.source, &policy, &examine) });
                    if let (Some(history), Some(analysis)) = (&history, &mut result.analysis) {
                        meet(history, &job.source, Arc::make_mut(analysis));
                    }
                    if job.turn != Turn::Open {
                        // Dropped here, not by the thread that draws.
                        result.evidence = None;
                    }
                    let action = Action::Analysed { file: job.file, generation: job.generation, result };
                    if events.send(Event::Action(action)).is_err() {
                        return;
                    }
                }
            };
            // Without a thread its share is done by the others; without any the files wait, and the screen says so.
            let _ = Builder::new().name(format!("{WORKER_THREADS}-{number}")).spawn(work);
        }
        Self { queue, events: events.clone(), follow: options.follow, policy: shared }
    }

    /// Judges by another policy from now on.
    pub fn take_policy(&self, revision: u64, policy: &Policy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = (revision, policy.clone());
    }

    /// Opens a list in a thread of its own: a large one takes seconds.
    pub fn open_list(&self, path: PathBuf, policy: Policy, issuers: Vec<Arc<CertificateFacts>>) {
        let events = self.events.clone();
        let work = move || {
            let opened = panic::catch(|| lists::open(&path, &policy, &issuers));
            let result = opened.and_then(|result| result.map(Box::new).map_err(|error| error.in_one_line()));
            let _ = events.send(Event::Action(Action::ListOpened(result)));
        };
        let _ = Builder::new().name(format!("{WORKER_THREADS}-list")).spawn(work);
    }

    /// Queues a file.
    pub fn submit(&self, job: Job) {
        let mut jobs = self.queue.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        match job.turn {
            Turn::Scan => jobs.push_back(job),
            Turn::Gather => jobs.push_front(job),
            Turn::Open => {
                jobs.retain(|waiting| waiting.file != job.file || waiting.turn == Turn::Scan);
                jobs.push_front(job);
            }
        }
        self.queue.filled.notify_one();
    }

    /// Drops the files that wait and holds the walks back.
    pub fn stop(&self) {
        self.queue.pause(true);
        self.queue.jobs.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Lets the walks go on.
    pub fn resume(&self) {
        self.queue.pause(false);
    }

    /// Walks paths in a thread of its own and reports the files in small groups, the first one at once.
    pub fn walk(&self, inputs: Box<dyn Iterator<Item = Input> + Send>) {
        let (queue, events, follow) = (self.queue.clone(), self.events.clone(), self.follow);
        let work = move || {
            let mut group: Vec<Source> = Vec::new();
            let mut errors = Vec::new();
            let mut most = 1usize;
            for found in inputs.flat_map(|input| walk(vec![input], follow)) {
                queue.wait_while_paused();
                match found {
                    Walked::File { path, named } => {
                        if named || crate::batch::is_of_interest(&path).unwrap_or(false) {
                            group.push(Source::Path(path));
                        }
                    }
                    Walked::Failed { path, error } => errors.push((path.to_string_lossy().into_owned(), error)),
                    Walked::Skipped(_) => {}
                }
                if group.len() >= most {
                    if events.send(Event::Action(Action::Found(std::mem::take(&mut group)))).is_err() {
                        return;
                    }
                    most = most.saturating_mul(2).min(64);
                }
            }
            if !group.is_empty() {
                let _ = events.send(Event::Action(Action::Found(group)));
            }
            let _ = events.send(Event::Action(Action::Walked { errors }));
        };
        let _ = Builder::new().name(format!("{WORKER_THREADS}-walk")).spawn(work);
    }
}

impl Workers {
    /// Reads records in a thread of its own, a few at a time; a line that is none becomes an error.
    pub fn records(&self, from: RecordsFrom) {
        let (queue, events) = (self.queue.clone(), self.events.clone());
        let work = move || {
            let errors = match records::open(from) {
                Ok(mut read) => {
                    let mut most = 1usize;
                    loop {
                        let group: Vec<_> = read.by_ref().take(most).collect();
                        let ended = group.len() < most;
                        queue.wait_while_paused();
                        if events.send(Event::Action(Action::Recorded(group))).is_err() {
                            return;
                        }
                        if ended {
                            break Vec::new();
                        }
                        most = most.saturating_mul(2).min(16);
                    }
                }
                Err(error) => vec![error],
            };
            let _ = events.send(Event::Action(Action::Walked { errors }));
        };
        let _ = Builder::new().name(format!("{WORKER_THREADS}-records")).spawn(work);
    }
}

fn next(queue: &Queue) -> Job {
    let mut jobs = queue.jobs.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        match jobs.pop_front() {
            Some(job) => return job,
            None => jobs = queue.filled.wait(jobs).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// Examines and judges one source.
pub fn analyse(source: &Source, policy: &Policy, options: &ExamineOptions) -> Examined {
    let read_at = Some(Instant::now());
    let work = || {
        #[cfg(debug_assertions)]
        forced_panic(source);
        let evidence = match source {
            Source::Path(path) => examine(path, options),
            Source::Bundled { name, bytes } => examine_bytes(name, bytes, options),
            Source::Record(analysis) => {
                return (None, Ok(analysis.clone()), Origin::Record(records::HELD.to_owned()));
            }
            Source::Recorded(recorded) => match records::again(recorded, options) {
                Ok(records::Again::File(evidence)) => {
                    let analysis = Arc::new(judge(&evidence, policy));
                    return (Some(Arc::new(*evidence)), Ok(analysis), Origin::FileOf(recorded.path.clone()));
                }
                Ok(records::Again::Record(analysis, why)) => {
                    return (None, Ok(Arc::new(*analysis)), Origin::Record(why));
                }
                Err(error) => return (None, Err(error), Origin::File),
            },
        };
        let analysis = Arc::new(judge(&evidence, policy));
        (Some(Arc::new(evidence)), Ok(analysis), Origin::File)
    };
    let failed = |error| Examined {
        evidence: None,
        analysis: None,
        error: Some(error),
        revision: 0,
        read_at,
        origin: Origin::File,
    };
    match panic::catch(work) {
        Ok((evidence, Ok(analysis), origin)) => {
            let error = analysis.error.clone();
            // Nothing at all was read: there is nothing to show but the reason.
            let analysis = (error.is_none() || analysis.hashes.sha256.is_some()).then_some(analysis);
            Examined {
                evidence: evidence.filter(|_| analysis.is_some()),
                analysis,
                error,
                revision: 0,
                read_at,
                origin,
            }
        }
        Ok((_, Err(error), _)) | Err(error) => failed(error),
    }
}

/// Fills in what was known about a file before, and records that it was seen; only what lies on the disk was.
fn meet(history: &Recorder, source: &Source, analysis: &mut Analysis) {
    if matches!(source, Source::Path(_)) {
        history.meet(analysis, Instant::now());
    }
}

/// Lets a test see what a panic in the parser costs: `SIGSCOPE_FORCE_PANIC` names a file.
#[cfg(debug_assertions)]
fn forced_panic(source: &Source) {
    if let Some(name) = std::env::var_os("SIGSCOPE_FORCE_PANIC") {
        assert!(source.file_name() != name, "forced by SIGSCOPE_FORCE_PANIC");
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel, sync_channel};
    use std::time::Duration;

    use super::*;

    fn found(events: &Receiver<Event>, within: Duration) -> Option<usize> {
        match events.recv_timeout(within).ok()? {
            Event::Action(Action::Found(sources)) => Some(sources.len()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn walk_waits_while_the_scan_is_stopped_and_loses_nothing() {
        let (events, inbox) = sync_channel(16);
        let at = "2026-11-23T00:00:00Z".parse().unwrap();
        let policy = Policy::new(at, crate::trust::TrustStore::empty().into());
        let policy = Arc::new(Mutex::new((0, policy)));
        let workers = Workers { queue: Arc::new(Queue::default()), events, follow: false, policy };
        let (paths, walked) = channel::<Input>();
        let sample =
            || Input { path: Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/unsigned.exe"), recursive: false };
        workers.walk(Box::new(walked.into_iter()));
        paths.send(sample()).unwrap();
        assert_eq!(found(&inbox, Duration::from_secs(20)), Some(1));
        workers.stop();
        for _ in 0..2 {
            paths.send(sample()).unwrap();
        }
        drop(paths);
        assert_eq!(found(&inbox, Duration::from_millis(300)), None, "nothing comes while it is stopped");
        workers.resume();
        assert_eq!(found(&inbox, Duration::from_secs(20)), Some(2));
        let end = inbox.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(matches!(&end, Event::Action(Action::Walked { errors }) if errors.is_empty()), "{end:?}");
    }
}
