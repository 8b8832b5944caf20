use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tempfile::TempDir;

use super::*;
use crate::examine::ExamineOptions;
use crate::policy::Policy;

fn options(jobs: usize, order: Order) -> BatchOptions {
    let jobs = NonZeroUsize::new(jobs).unwrap();
    BatchOptions { examine: ExamineOptions::default(), jobs, order, follow: false }
}

fn policy() -> Policy {
    Policy::at("2026-11-23".parse().unwrap())
}

fn input(path: &Path) -> Input {
    Input { path: path.to_path_buf(), recursive: true }
}

/// A folder with executables of these names, and a text file.
fn folder(names: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"MZ").unwrap();
    }
    fs::write(folder.path().join("notes.txt"), "no executable").unwrap();
    folder
}

/// What happened, as one word and the name below the folder.
fn events(folder: &TempDir, inputs: Vec<Input>, options: &BatchOptions) -> Vec<String> {
    let mut seen = Vec::new();
    let name = |path: &Path| path.strip_prefix(folder.path()).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let progress = Arc::new(Progress::default());
    let broken = run(inputs, options, &policy(), &progress, |event| {
        seen.push(match event {
            Event::Analysed { path, analysis } => match &analysis.error {
                None => format!("analysed {}", name(&path)),
                Some(_) => format!("failed {}", name(&path)),
            },
            Event::NotOfInterest(path) => format!("other {}", name(&path)),
            Event::Skipped(path) => format!("skipped {}", name(&path)),
        });
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(broken, None);
    assert!(progress.complete.load(Ordering::Relaxed));
    assert_eq!(progress.found.load(Ordering::Relaxed), seen.len());
    seen
}

#[test]
fn folder_is_walked_in_the_order_of_names() {
    let folder = folder(&["b.exe", "a/z.exe", "a/y.dll", "c.exe"]);
    for jobs in [1, 4] {
        let seen = events(&folder, vec![input(folder.path())], &options(jobs, Order::AsGiven));
        let expected = ["analysed a/y.dll", "analysed a/z.exe", "analysed b.exe", "analysed c.exe", "other notes.txt"];
        assert_eq!(seen, expected);
    }
}

#[test]
fn folder_that_is_not_recursive_gives_its_own_files_only() {
    let folder = folder(&["b.exe", "a/z.exe"]);
    let own = Input { path: folder.path().to_path_buf(), recursive: false };
    let seen = events(&folder, vec![own], &options(1, Order::AsGiven));
    assert_eq!(seen, ["analysed b.exe", "other notes.txt"]);
}

#[test]
fn named_file_is_analysed_whatever_it_is() {
    let folder = folder(&[]);
    let seen = events(&folder, vec![input(&folder.path().join("notes.txt"))], &options(2, Order::AsGiven));
    assert_eq!(seen, ["analysed notes.txt"]);
}

#[test]
fn order_of_the_inputs_is_kept_over_many_more_files_than_fit_the_window() {
    let names: Vec<String> = (0..300).map(|number| format!("{:03}.exe", (number * 7) % 300)).collect();
    let folder = folder(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let inputs = || names.iter().map(|name| input(&folder.path().join(name))).collect::<Vec<_>>();
    let expected: Vec<String> = names.iter().map(|name| format!("analysed {name}")).collect();
    assert_eq!(events(&folder, inputs(), &options(3, Order::AsGiven)), expected);
    let mut ready = events(&folder, inputs(), &options(3, Order::AsReady));
    ready.sort();
    let mut sorted = expected;
    sorted.sort();
    assert_eq!(ready, sorted);
}

#[test]
fn missing_file_is_a_record_with_an_error_and_the_others_follow() {
    let folder = folder(&["a.exe"]);
    let inputs = vec![input(&folder.path().join("missing.exe")), input(&folder.path().join("a.exe"))];
    let seen = events(&folder, inputs, &options(2, Order::AsGiven));
    assert_eq!(seen, ["failed missing.exe", "analysed a.exe"]);
}

#[test]
fn breaking_ends_the_batch_with_the_value() {
    let folder = folder(&["a.exe", "b.exe", "c.exe"]);
    let mut taken = 0;
    let broken =
        run(vec![input(folder.path())], &options(2, Order::AsReady), &policy(), &Arc::new(Progress::default()), |_| {
            taken += 1;
            ControlFlow::Break("enough")
        });
    assert_eq!((broken, taken), (Some("enough"), 1));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_followed_only_when_asked_and_pipes_never() {
    let outside = folder(&["real.exe"]);
    let folder = folder(&["a.exe"]);
    std::os::unix::fs::symlink(outside.path().join("real.exe"), folder.path().join("link.exe")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());

    let seen = events(&folder, vec![input(folder.path())], &options(1, Order::AsGiven));
    assert_eq!(seen, ["analysed a.exe", "skipped link.exe", "skipped loop", "other notes.txt", "skipped pipe"]);

    let follow = BatchOptions { follow: true, ..options(1, Order::AsGiven) };
    let seen = events(&folder, vec![input(folder.path())], &follow);
    assert_eq!(seen, ["analysed a.exe", "analysed link.exe", "skipped loop", "other notes.txt", "skipped pipe"]);

    let seen = events(&folder, vec![input(&pipe), input(&folder.path().join("link.exe"))], &options(1, Order::AsGiven));
    assert_eq!(seen, ["failed pipe", "analysed link.exe"], "what is named is meant, but a pipe would block");
}
