//! The threads: one walks, several analyse, the caller's takes the records.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::guard::{WORKER_THREADS, analyse, failed};
use super::walk::{Input, Walked, is_of_interest, walk};
use crate::examine::ExamineOptions;
use crate::model::Analysis;
use crate::policy::Policy;

/// Threads beyond this many only cost.
const MOST_JOBS: usize = 256;

/// Records in flight for each thread, so that one slow file does not make the others wait or pile up.
const AHEAD: usize = 16;

/// How to work through the files.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// What to compute for each file; `parallel` helps with a single one and costs with many.
    pub examine: ExamineOptions,
    /// Files that are analysed at the same time.
    pub jobs: NonZeroUsize,
    /// The order of the events.
    pub order: Order,
    /// Whether symbolic links in folders are followed.
    pub follow: bool,
}

/// The order in which records are handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As the files were named and found.
    AsGiven,
    /// As soon as each is ready.
    AsReady,
}

/// What happened to one path.
#[derive(Debug)]
pub enum Event {
    /// It was analysed, or could not be read: then the analysis has an `error`.
    Analysed {
        /// Where it is.
        path: PathBuf,
        /// The answer.
        analysis: Box<Analysis>,
    },
    /// It lay in a folder and is no signed format.
    NotOfInterest(PathBuf),
    /// It lay in a folder and is no regular file.
    Skipped(PathBuf),
}

/// How far a batch is; may be read from any thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Paths that the walk has found so far.
    pub found: AtomicUsize,
    /// Whether the walk is over, so that `found` is the total.
    pub complete: AtomicBool,
}

/// A path with its place in the order.
type Job = (usize, Walked);

/// Analyses all files of the inputs and hands each event to `take` on this thread, until it breaks.
///
/// Returns what `take` broke with.
pub fn run<B>(
    inputs: impl IntoIterator<Item = Input, IntoIter: Send>,
    options: &BatchOptions,
    policy: &Policy,
    progress: &Arc<Progress>,
    take: impl FnMut(Event) -> ControlFlow<B>,
) -> Option<B> {
    run_with(inputs, options, policy, progress, |event| event, take)
}

/// As [`run`], with work on each event that the threads do which analyse, such as rendering it.
pub fn run_with<T: Send, B>(
    inputs: impl IntoIterator<Item = Input, IntoIter: Send>,
    options: &BatchOptions,
    policy: &Policy,
    progress: &Arc<Progress>,
    finish: impl Fn(Event) -> T + Sync,
    mut take: impl FnMut(T) -> ControlFlow<B>,
) -> Option<B> {
    let walked = walk(inputs, options.follow);
    let jobs_wanted = options.jobs.get().min(MOST_JOBS);
    let window = jobs_wanted.saturating_mul(AHEAD);
    // Paths are small: the walk runs ahead, so that the total is known early.
    let (jobs, waiting) = channel::<Job>();
    let (results, events) = channel::<(usize, T)>();
    // One ticket for each path between a worker and the hand-over: bounds what `AsGiven` holds back.
    let (tickets, handed_over) = sync_channel::<()>(window);
    let waiting = Arc::new(Mutex::new(waiting));

    thread::scope(|scope| {
        scope.spawn(move || feed(walked, &jobs, progress));
        for number in 0..jobs_wanted {
            let (waiting, tickets) = (Arc::clone(&waiting), tickets.clone());
            let (results, finish) = (results.clone(), &finish);
            let answer = move |walked| finish(event_of(walked, &options.examine, policy));
            let worker = thread::Builder::new().name(format!("{WORKER_THREADS}-{number}"));
            let started = worker.spawn_scoped(scope, move || work(&waiting, &tickets, &results, answer));
            if started.is_err() {
                break;
            }
        }
        drop((results, waiting, tickets));
        let broken = hand_over(&events, &handed_over, options.order, &mut take);
        // Both ends closed: the walk and the workers find nobody to talk to and end.
        drop((events, handed_over));
        broken
    })
}

fn feed(walked: impl Iterator<Item = Walked>, jobs: &Sender<Job>, progress: &Progress) {
    for job in walked.enumerate() {
        progress.found.fetch_add(1, Ordering::Relaxed);
        if jobs.send(job).is_err() {
            return;
        }
    }
    progress.complete.store(true, Ordering::Relaxed);
}

fn work<T>(
    waiting: &Mutex<Receiver<Job>>,
    tickets: &SyncSender<()>,
    results: &Sender<(usize, T)>,
    answer: impl Fn(Walked) -> T,
) {
    loop {
        let Some((index, walked)) = next_job(waiting, tickets) else { return };
        if results.send((index, answer(walked))).is_err() {
            return;
        }
    }
}

/// Takes the next path and a ticket for it, in the order of the paths.
///
/// Whoever waits for a ticket keeps the others from taking a path, but not from finishing theirs, which frees one.
fn next_job(waiting: &Mutex<Receiver<Job>>, tickets: &SyncSender<()>) -> Option<Job> {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let job = waiting.recv().ok()?;
    tickets.send(()).ok()?;
    Some(job)
}

fn event_of(walked: Walked, options: &ExamineOptions, policy: &Policy) -> Event {
    match walked {
        Walked::Skipped(path) => Event::Skipped(path),
        Walked::Failed { path, error } => {
            let analysis = Box::new(failed(&path, &error, policy));
            Event::Analysed { path, analysis }
        }
        // An error of the look at the first bytes comes again, with its words, from the analysis.
        Walked::File { path, named } if !named && !is_of_interest(&path).unwrap_or(true) => Event::NotOfInterest(path),
        Walked::File { path, .. } => {
            let analysis = Box::new(analyse(&path, options, policy));
            Event::Analysed { path, analysis }
        }
    }
}

fn hand_over<T, B>(
    events: &Receiver<(usize, T)>,
    handed_over: &Receiver<()>,
    order: Order,
    take: &mut impl FnMut(T) -> ControlFlow<B>,
) -> Option<B> {
    let mut held = BTreeMap::new();
    let mut next = 0usize;
    for (index, event) in events {
        held.insert(index, event);
        loop {
            let ready = match order {
                Order::AsReady => held.pop_first(),
                Order::AsGiven => held.remove_entry(&next),
            };
            let Some((_, event)) = ready else { break };
            next = next.saturating_add(1);
            // The ticket was sent before the job, so this does not wait.
            let _ = handed_over.recv();
            if let ControlFlow::Break(value) = take(event) {
                return Some(value);
            }
        }
    }
    None
}
