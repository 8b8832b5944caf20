//! What is said after a copy, and whether it is so.

use super::Bench;
use crate::tui::action::Action;
use crate::tui::clipboard::{CopyReport, Delivery};
use crate::tui::effect::Effect;

/// What the clipboard says of the text that was copied last.
fn copied(bench: &mut Bench, delivery: Delivery) {
    let Some(Effect::Copy { text, fields }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    let report = CopyReport { fields: *fields, bytes: text.len(), delivery };
    bench.act(Action::Copied(report));
}

fn written(bench: &Bench) -> &str {
    let Some(Effect::Write { text, .. }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    text
}

#[test]
fn what_is_said_to_be_saved_is_what_was_copied() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("j j enter j j Y");
    copied(&mut bench, Delivery::Sent { large: false });
    assert!(bench.frame().contains("w saves it"), "{}", bench.frame());
    bench.press("w enter");
    let text = written(&bench);
    assert!(text.starts_with("33:00:06") && !text.contains('\n'), "{text}");
    // Without that message the key is what the help says: the values of the menu.
    bench.press("w enter");
    assert_eq!(written(&bench).lines().count(), 4, "{}", written(&bench));
}

#[test]
fn path_of_a_saved_copy_is_never_cut_off() {
    let path = "/home/an.analyst/.cache/sigscope/copied.txt";
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("Y");
    let reason = "the desktop's clipboard cannot be reached; xclip is not installed".to_owned();
    copied(&mut bench, Delivery::Saved { reason, path: path.into() });
    let frame = bench.frame();
    assert!(frame.contains(path) && frame.trim_end().ends_with("p prints it, w saves it"), "{frame}");
    bench.press("j");
    assert!(bench.frame().contains("┘\n ? help"), "{}", bench.frame());
}

#[test]
fn message_after_a_copy_names_the_keys_in_force() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.app.keymap.rebind("print-copied", &["f6".to_owned()]).unwrap();
    bench.app.keymap.rebind("write", &["f7".to_owned()]).unwrap();
    bench.press("Y");
    copied(&mut bench, Delivery::Failed { reason: "off".to_owned() });
    assert!(bench.frame().contains("f6 prints it, f7 saves it"), "{}", bench.frame());
}

#[test]
fn line_of_a_message_never_begins_with_punctuation() {
    let mut bench = Bench::open("short.exe", 80, 24);
    for length in 1..90 {
        bench.press("Y");
        let path = format!("/home/{}", "a".repeat(length));
        let reason = "the desktop's clipboard cannot be reached".to_owned();
        copied(&mut bench, Delivery::Saved { reason, path: path.into() });
        let frame = bench.frame();
        assert!(frame.replace('\n', " ").contains("; p prints it, w saves it"), "{frame}");
        assert!(!frame.lines().any(|line| line.trim_start().starts_with([';', '.'])), "{frame}");
    }
}
