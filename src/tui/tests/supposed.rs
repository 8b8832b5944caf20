//! A supposed revocation of several files.

use super::Bench;

fn asked(files: &[&str], marks: &str, date: &str) -> Bench {
    let mut bench = Bench::list(files, 120, 40);
    bench.press(marks).press("R");
    assert!(bench.frame().contains("suppose their leaves revoked on"), "{}", bench.frame());
    // The date of today is there to begin with.
    for _ in 0..10 {
        bench.press("backspace");
    }
    bench.type_text(date).press("enter");
    bench
}

#[test]
fn marked_files_of_one_identity_fall_or_survive_and_their_leaves_are_listed() {
    let mut bench = asked(&["short.exe", "short2.exe", "nots.exe"], "a", "2026-09-05");
    let frame = bench.frame();
    for words in [
        "Supposed revocation of 3 files",
        "dated 2026-09-05T00:00:00Z",
        "2 files by 2 leaves: 1 falls, 1 survives",
        "serial 33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:00:00:00:06:ca:41",
        "serial 33:00:06:f1:c3:a2:01:b5:f8:6f:54:68:4b:00:00:00:06:f1:c3",
        "by its own serial number, dated",
        "no trusted timestamp",
    ] {
        assert!(frame.contains(words), "{words}\n{frame}");
    }
    bench.press("esc");
    assert!(!bench.frame().contains("Supposed revocation"), "{}", bench.frame());
}

#[test]
fn relations_and_comparison_answer_for_their_files_and_a_narrow_screen_scrolls() {
    let mut bench = Bench::list(&["short.exe", "short2.exe", "nots.exe"], 80, 24);
    bench.press("a c R enter");
    assert!(bench.frame().contains("Supposed revocation of 3 files"), "{}", bench.frame());
    let first = bench.frame();
    bench.press("G");
    assert_ne!(bench.frame(), first, "it is longer than the screen");
    bench.press("g");
    assert_eq!(bench.frame(), first);
    bench.press("esc enter R enter");
    assert!(bench.frame().contains("Supposed revocation of 2 files"), "{}", bench.frame());
}

#[test]
fn question_without_marks_or_with_a_date_that_is_none_says_so() {
    let mut bench = Bench::list(&["short.exe", "short2.exe"], 120, 40);
    bench.press("R");
    assert!(bench.frame().contains("needs 2 marks"), "{}", bench.frame());
    bench.press("a R").type_text("x").press("enter");
    assert!(!bench.frame().contains("Supposed revocation of"), "{}", bench.frame());
    assert!(bench.frame().contains("[!]"), "{}", bench.frame());
}

#[test]
fn file_that_cannot_be_read_is_named_beside_the_others() {
    let mut bench = Bench::list(&["short.exe", "short2.exe"], 120, 40);
    let id = bench.app.list.add(crate::tui::app::Source::Path("gone.exe".into()));
    bench.app.list.fail(id, "no such file");
    bench.press("j k a R enter");
    let frame = bench.frame();
    assert!(frame.contains("gone.exe: cannot be read: no such file"), "{frame}");
    assert!(frame.contains("2 files by 2 leaves"), "{frame}");
}
