//! The history on a database of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::sighting::Named;
use super::*;
use crate::model::{Analysis, EntityKind, HexBytes, Instant};
use crate::report::example;

fn database() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state").join("sigscope").join("history.db");
    (folder, path)
}

fn named(kind: EntityKind, value: &str) -> Named {
    let (value, name) = (value.to_owned(), Some(format!("name of {value}")));
    Named { kind, value, name, issuer: None, serial: None, sha1: None, md5: None, verdict: None }
}

fn day(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A sighting of a file that a leaf signed, which has a subject and a durable identity.
fn sighting(file: &str, leaf: &str, at: &str) -> Sighting {
    let signers = [(EntityKind::DurableIdentity, "1.3.6"), (EntityKind::Leaf, leaf), (EntityKind::Subject, "CN=A")];
    Sighting {
        at: day(at),
        file: named(EntityKind::File, file),
        signers: signers.map(|(kind, value)| named(kind, value)).to_vec(),
    }
}

fn line(store: &Store, kind: EntityKind, value: &str) -> String {
    store.seen(kind, value).unwrap().map_or_else(|| "nothing".to_owned(), |seen| seen.line())
}

#[test]
fn distinct_files_are_counted_and_both_ends_kept() {
    let (_folder, path) = database();
    let mut store = Store::open(&path).unwrap();
    store.record(&[sighting("f1", "l1", "2026-03-05"), sighting("f2", "l1", "2026-03-02")]).unwrap();
    store.record(&[sighting("f1", "l1", "2026-04-01"), sighting("f3", "l2", "2026-03-09")]).unwrap();
    assert_eq!(line(&store, EntityKind::DurableIdentity, "1.3.6"), "seen in 3 files since 2026-03-02");
    assert_eq!(line(&store, EntityKind::Leaf, "l1"), "seen in 2 files since 2026-03-02");
    assert_eq!(line(&store, EntityKind::Leaf, "l2"), "seen in 1 file since 2026-03-09");
    assert_eq!(line(&store, EntityKind::File, "f1"), "seen 2 times since 2026-03-05");
    assert_eq!(line(&store, EntityKind::File, "f9"), "nothing");
    let seen = store.seen(EntityKind::DurableIdentity, "1.3.6").unwrap().unwrap();
    assert_eq!(seen.last_seen, Some(day("2026-04-01")));
}

#[test]
fn tag_and_note_belong_to_what_was_seen_or_not_yet() {
    let (_folder, path) = database();
    let mut store = Store::open(&path).unwrap();
    store.record(&[sighting("f1", "l1", "2026-03-05")]).unwrap();
    let tag = |tag: &str| Remark::Tag(Some(tag.to_owned()));
    store.remark(EntityKind::Leaf, "l1", &tag("lumma")).unwrap();
    store.remark(EntityKind::Leaf, "l1", &Remark::Note(Some("asked".to_owned()))).unwrap();
    store.remark(EntityKind::Subject, "CN=B", &tag("told about")).unwrap();
    assert_eq!(line(&store, EntityKind::Leaf, "l1"), "seen in 1 file since 2026-03-05, tagged lumma; note: asked");
    assert_eq!(line(&store, EntityKind::Subject, "CN=B"), "not seen before, tagged told about");
    // A sighting keeps both; what was never seen goes with its tag.
    store.record(&[sighting("f2", "l1", "2026-03-06")]).unwrap();
    assert_eq!(line(&store, EntityKind::Leaf, "l1"), "seen in 2 files since 2026-03-05, tagged lumma; note: asked");
    assert_eq!(store.remark(EntityKind::Subject, "CN=B", &Remark::Tag(None)).unwrap(), None);
    assert!(checked_tag(" \t ").is_err() && checked_tag("a\nb").is_err() && checked_tag(&"a".repeat(65)).is_err());
    assert_eq!(checked_tag(" lumma ").as_deref(), Ok("lumma"));
}

#[test]
fn forgetting_a_signer_takes_its_files_and_counts_the_others_anew() {
    let (_folder, path) = database();
    let mut store = Store::open(&path).unwrap();
    let all =
        [sighting("f1", "l1", "2026-03-05"), sighting("f2", "l2", "2026-03-02"), sighting("f3", "l2", "2026-05-01")];
    store.record(&all).unwrap();
    store.remark(EntityKind::Leaf, "l2", &Remark::Tag(Some("x".to_owned()))).unwrap();
    let one = Forget::One(EntityKind::Leaf, "l2".to_owned());
    assert_eq!(store.count(&one).unwrap(), 2);
    assert_eq!(store.forget(&one).unwrap(), 2);
    assert_eq!(line(&store, EntityKind::Leaf, "l2"), "nothing");
    assert_eq!(line(&store, EntityKind::File, "f3"), "nothing");
    assert_eq!(line(&store, EntityKind::Subject, "CN=A"), "seen in 1 file since 2026-03-05");
    store.record(&all).unwrap();
    store.remark(EntityKind::File, "f2", &Remark::Note(Some("keep".to_owned()))).unwrap();
    // f1 was last seen before, f2 too but has a note, f3 later.
    assert_eq!(store.forget(&Forget::Before(day("2026-04-01"))).unwrap(), 1);
    assert_eq!(line(&store, EntityKind::DurableIdentity, "1.3.6"), "seen in 2 files since 2026-03-02");
    assert_eq!(store.forget(&Forget::All).unwrap(), 2);
    assert_eq!(store.entries(&Choice::default()).unwrap(), []);
    let left = std::fs::read(&path).unwrap();
    for text in ["CN=A", "keep", "name of"] {
        let found = left.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(!found, "what is forgotten is overwritten: {text}");
    }
}

#[test]
fn entries_are_chosen_by_kind_tag_and_text_and_named_by_any_hash() {
    let (_folder, path) = database();
    let mut store = Store::open(&path).unwrap();
    let mut one = sighting("f1", "abcd", "2026-03-05");
    one.signers[1].sha1 = Some("00ff".to_owned());
    store.record(&[one, sighting("f2", "ef01", "2026-03-06")]).unwrap();
    store.remark(EntityKind::Leaf, "abcd", &Remark::Tag(Some("Lumma".to_owned()))).unwrap();
    let values = |choice: Choice| -> Vec<String> {
        store.entries(&choice).unwrap().into_iter().map(|entry| entry.named.value).collect()
    };
    assert_eq!(values(Choice::default()), ["1.3.6", "ef01", "abcd", "CN=A", "f2", "f1"]);
    assert_eq!(values(Choice { kind: Some(EntityKind::File), ..Choice::default() }), ["f2", "f1"]);
    assert_eq!(values(Choice { tag: Some("Lumma".to_owned()), ..Choice::default() }), ["abcd"]);
    for text in ["lumma", "AB:CD", "00 ff", "NAME OF ABC"] {
        assert_eq!(values(Choice { text: Some(text.to_owned()), ..Choice::default() }), ["abcd"], "{text}");
    }
    let files = store.entries(&Choice { kind: Some(EntityKind::File), ..Choice::default() }).unwrap();
    assert_eq!(files[1].signed_by, ["abcd"]);
    let named =
        |value: &str| store.named(value, None).unwrap().into_iter().map(|entry| entry.named.value).collect::<Vec<_>>();
    assert_eq!(named("AB:CD"), ["abcd"]);
    assert_eq!(named("00FF"), ["abcd"]);
    assert_eq!(named("name of CN=A"), ["CN=A"]);
    assert_eq!(named("name of abcd"), Vec::<String>::new());
}

#[test]
fn damaged_or_newer_database_is_refused_with_its_name() {
    let (_folder, path) = database();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "this is no database, but long enough to be looked at as one".repeat(40)).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, HistoryError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    std::fs::remove_file(&path).unwrap();
    Store::open(&path).unwrap().connection.pragma_update(None, "user_version", 2).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, HistoryError::Newer { found: 2, known: 1, .. }), "{error:?}");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
}

#[test]
fn database_that_another_program_reads_does_not_hold_anybody_up() {
    let (_folder, path) = database();
    drop(Store::open(&path).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get::<_, String>(0)).unwrap();
    let reading = other.unchecked_transaction().unwrap();
    let count: u64 = reading.query_row("SELECT count(*) FROM entity", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let begun = std::time::Instant::now();
    let error = store::write_ahead(&connection, 3).unwrap_err();
    assert!(matches!(HistoryError::of(&error, &path), HistoryError::Busy { .. }), "{error}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(9), "three tries wait 60 ms, not three times 10 s");
    drop(reading);
    store::write_ahead(&connection, 3).unwrap();
}

#[test]
fn history_that_cannot_be_looked_for_is_not_called_empty() {
    let (folder, path) = database();
    assert!(Store::open_existing(&path).unwrap().is_none());
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open_existing(&file.join("history.db")).unwrap_err();
    assert!(matches!(error, HistoryError::Look { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = database();
    let mut store = Store::open(&path).unwrap();
    store.record(&[sighting("f1", "l1", "2026-03-05")]).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for name in ["history.db", "history.db-wal", "history.db-shm"] {
        assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
    }
}

#[test]
fn new_database_is_made_once_by_many_at_the_same_moment() {
    let (_folder, path) = database();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap();
                store.record(&[sighting(&format!("f{number}"), "l1", "2026-03-05")]).unwrap();
            });
        }
    });
    let store = Store::open(&path).unwrap();
    assert_eq!(line(&store, EntityKind::Leaf, "l1"), "seen in 8 files since 2026-03-05");
}

fn with_hash(name: &str, byte: u8) -> Analysis {
    let mut analysis = example::signed(name, 1);
    analysis.hashes.sha256 = Some(HexBytes(vec![byte; 32]));
    analysis
}

fn kinds(analysis: &Analysis) -> Vec<EntityKind> {
    analysis.history.as_ref().unwrap().iter().map(|seen| seen.kind).collect()
}

#[test]
fn run_says_what_was_known_before_it_and_counts_a_file_once() {
    let (_folder, path) = database();
    let committed = Arc::new(Mutex::new(Vec::new()));
    for run in 0..2 {
        let told = Arc::clone(&committed);
        let recorder = Recorder::start(&path, move |one: &Sighting| told.lock().unwrap().push(one.file.value.clone()));
        let recorder = recorder.unwrap();
        // Two files of one signer, the first of them looked at again.
        for (name, byte) in [("a", 1), ("b", 2), ("a", 1)] {
            let mut analysis = with_hash(name, byte);
            recorder.meet(&mut analysis, day(["2026-03-02", "2026-03-09"][run]));
            if run == 0 {
                assert_eq!(kinds(&analysis), [], "{name}: nothing was known before the first run");
            } else {
                assert!(kinds(&analysis).ends_with(&[EntityKind::Leaf, EntityKind::Subject, EntityKind::File]));
                let leaf = analysis.history.iter().flatten().find(|seen| seen.kind == EntityKind::Leaf).unwrap();
                assert_eq!(leaf.line(), "seen in 2 files since 2026-03-02");
            }
        }
        recorder.finish().unwrap();
    }
    assert_eq!(committed.lock().unwrap().len(), 4);
    let store = Store::open(&path).unwrap();
    assert_eq!(line(&store, EntityKind::File, &"01".repeat(32)), "seen 2 times since 2026-03-02");
}

#[test]
fn tag_is_shown_at_once_and_does_not_count_what_this_run_saw() {
    let (_folder, path) = database();
    let recorder = Recorder::start(&path, |_| ()).unwrap();
    let mut analysis = with_hash("a", 1);
    recorder.meet(&mut analysis, day("2026-03-02"));
    let leaf = entities(&analysis).into_iter().find(|named| named.kind == EntityKind::Leaf).unwrap().value;
    let tag = Remark::Tag(Some("lumma".to_owned()));
    let known = recorder.remark(EntityKind::Leaf, &leaf, &tag).unwrap().unwrap();
    assert_eq!(known.line(), "not seen before, tagged lumma");
    recorder.meet(&mut analysis, day("2026-03-02"));
    assert_eq!(analysis.seen_before(EntityKind::Leaf, &leaf), Some(&known));
    assert_eq!(recorder.remark(EntityKind::Leaf, &leaf, &Remark::Tag(None)).unwrap(), None);
    recorder.finish().unwrap();
}

#[test]
fn file_without_its_hash_or_with_an_error_is_not_recorded() {
    let mut analysis = with_hash("a", 1);
    assert!(Sighting::of(&analysis, day("2026-03-02")).is_some());
    analysis.error = Some("gone".to_owned());
    assert_eq!(Sighting::of(&analysis, day("2026-03-02")), None);
    analysis.error = None;
    analysis.hashes.sha256 = None;
    assert_eq!(Sighting::of(&analysis, day("2026-03-02")), None);
    assert!(entities(&analysis).iter().all(|named| named.kind != EntityKind::File));
}

#[test]
fn what_cannot_be_written_is_told_at_the_end() {
    let (_folder, path) = database();
    let count = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&count);
    let recorder = Recorder::start(&path, move |_| {
        told.fetch_add(1, Ordering::SeqCst);
    })
    .unwrap();
    Store::open(&path).unwrap().connection.execute_batch("DROP TABLE signed").unwrap();
    let mut analysis = with_hash("a", 1);
    recorder.meet(&mut analysis, day("2026-03-02"));
    let error = recorder.finish().unwrap_err();
    assert!(error.contains("1 file is not in the history") && error.contains(path.to_str().unwrap()), "{error}");
    assert_eq!(count.load(Ordering::SeqCst), 0);
}
