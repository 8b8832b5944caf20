//! Cut and changed samples: never a panic, never a hang, always an answer.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sigscope::model::{Analysis, Summary};
use sigscope::{ExamineOptions, Policy, examine_bytes, judge};

/// A single file of a few kilobytes must be done in this time even unoptimised, on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

fn sample_paths() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "exe"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 12, "the samples are missing");
    paths
}

fn options() -> ExamineOptions {
    ExamineOptions { hashes: Vec::new(), parallel: false, ..ExamineOptions::default() }
}

fn policy() -> Policy {
    Policy::at("2026-11-23".parse().unwrap())
}

/// Examines, and judges when asked to; gives the analysis after the checks that hold for any bytes at all.
///
/// Reading is where bytes do harm, so it happens for every cut. Judging all of them would take minutes unoptimised.
fn analyse(name: &str, bytes: &[u8], policy: Option<&Policy>) -> Option<Analysis> {
    let started = Instant::now();
    let evidence = examine_bytes(name, bytes, &options());
    let analysis = policy.map(|policy| judge(&evidence, policy));
    assert!(started.elapsed() < LONGEST, "{name} took {:?}", started.elapsed());
    assert_eq!(evidence.size, bytes.len() as u64, "{name}");
    analysis
}

/// Every how many cuts one is judged as well.
const JUDGED: usize = 61;

/// Runs `work` for every item on two threads.
fn on_two_threads<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

#[test]
fn every_truncation_of_every_sample_is_answered() {
    let policy = policy();
    on_two_threads(&sample_paths(), |path| {
        let bytes = std::fs::read(path).unwrap();
        for end in 0..bytes.len() {
            let name = format!("{} cut at {end}", path.display());
            let judged = (end % JUDGED == 0 || end + 64 > bytes.len()).then_some(&policy);
            if let Some(cut) = analyse(&name, &bytes[..end], judged) {
                assert_ne!(cut.verdict.summary, Summary::Trusted, "{name}");
            }
        }
    });
}

#[test]
fn every_flipped_byte_of_a_small_sample_is_answered() {
    let policy = policy();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples/selfsigned.exe");
    let bytes = std::fs::read(path).unwrap();
    let positions: Vec<usize> = (0..bytes.len()).collect();
    on_two_threads(&positions, |position| {
        for mask in [0x01, 0xff] {
            let mut changed = bytes.clone();
            changed[*position] ^= mask;
            let judged = (position % 7 == 0).then_some(&policy);
            analyse(&format!("flip {mask:#x} at {position}"), &changed, judged);
        }
    });
}
