//! What a step of the cursor sends to the terminal: the text that changed, and little besides. The bytes of the file
//! are most of the text on a large screen; they follow when the keys pause.

use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::Bench;
use crate::demo::SAMPLES;
use crate::tui::action::Action;
use crate::tui::app::{Bytes, Pane};
use crate::tui::effect::Effect;
use crate::tui::runtime::pen::Pen;
use crate::tui::screen::layout;

/// The goal for a frame that a step of the cursor asks for.
const GOAL: usize = 2_000;

/// Bytes sent, and cells that changed.
type Sent = (usize, usize);

fn sent(pen: &mut Pen<Vec<u8>>, before: &mut Buffer, after: Buffer) -> Sent {
    let cells = before.diff(&after);
    let sent = (pen.strokes(&cells).len(), cells.len());
    *before = after;
    sent
}

/// The frames of a walk: of each step, and of the pause behind it. Steps that move nothing are left out.
fn walk(name: &str, size: (u16, u16), ready: &str, keys: &str) -> Vec<(Sent, Sent)> {
    let mut bench = Bench::open(name, size.0, size.1);
    bench.press(ready);
    bench.held = true;
    let mut pen = Pen::new(Vec::new());
    let mut before = Buffer::empty(bench.buffer().area);
    sent(&mut pen, &mut before, bench.buffer());
    let mut frames = Vec::new();
    for key in keys.split(' ') {
        bench.press(key);
        let step = sent(&mut pen, &mut before, bench.buffer());
        bench.act(Action::Paused);
        frames.push((step, sent(&mut pen, &mut before, bench.buffer())));
    }
    frames.retain(|((_, cells), _)| *cells > 0);
    assert!(frames.len() > 3, "{name} {size:?}: {frames:?}");
    frames
}

fn there_and_back() -> String {
    [["j"; 15], ["k"; 15]].concat().join(" ")
}

#[test]
fn step_costs_less_than_two_kilobytes_in_every_pane_and_size() {
    for (size, ready, keys) in [
        ((80, 24), "1 g", there_and_back()),
        ((120, 40), "1 g", there_and_back()),
        ((200, 60), "1 g", there_and_back()),
        ((80, 24), "2 g", there_and_back()),
        ((120, 40), "2 g", there_and_back()),
        ((200, 60), "2 g", there_and_back()),
        ((120, 40), "x 1 g", there_and_back()),
        ((200, 60), "1 g j j 2 g", there_and_back()),
        ((200, 60), "5", ["l"; 15].join(" ")),
        ((200, 60), "4 g", ["j"; 4].join(" ")),
    ] {
        let frames = walk("nested.exe", size, ready, &keys);
        assert!(frames.iter().all(|((bytes, _), _)| *bytes < GOAL), "{size:?} {ready}: {frames:?}");
    }
}

#[test]
fn step_in_the_tree_of_a_large_screen_costs_less_than_two_kilobytes_in_every_sample() {
    for sample in SAMPLES {
        let mut steps: Vec<Sent> =
            walk(sample.name, (200, 60), "1 g", &there_and_back()).into_iter().map(|(step, _)| step).collect();
        steps.sort_unstable();
        assert!(steps[steps.len() / 2].0 < GOAL, "{}: {steps:?}", sample.name);
        // Where Details are full of sentences, one step may be over the goal by a little.
        assert!(steps.iter().all(|(bytes, _)| *bytes < GOAL + 250), "{}: {steps:?}", sample.name);
    }
}

#[test]
fn frames_of_a_large_screen_are_their_new_text_and_little_more() {
    for (step, pause) in walk("nested.exe", (200, 60), "1 g", &there_and_back()) {
        let ((bytes, cells), (later, bytes_of_file)) = (step, pause);
        assert!(bytes < cells * 3 / 2 + 300, "{bytes} for {cells}");
        // Of `30 82 05` the blanks are sent as well: stepping over one is dearer.
        assert!(later < bytes_of_file * 2 + 250, "{later} for {bytes_of_file}");
    }
}

/// The rows of the bytes pane, with its border.
fn bytes_pane(bench: &Bench) -> Vec<String> {
    let area = layout(&bench.app).area(Pane::Hex);
    let buffer = bench.buffer();
    area.rows().map(|row| row.columns().map(|cell| buffer[(cell.x, cell.y)].symbol()).collect()).collect()
}

#[test]
fn bytes_wait_while_a_key_is_held_say_so_and_follow_at_the_pause() {
    let mut bench = Bench::open("fresh.exe", 200, 60);
    let first = bytes_pane(&bench);
    bench.held = true;
    bench.press("j");
    assert_eq!(bytes_pane(&bench), first, "one step is no held key");
    bench.press("j");
    let held = bytes_pane(&bench);
    assert!(held[0].contains("5 DER / hex  of an earlier line  off"), "{held:?}");
    assert_eq!(held[1..], first[1..]);
    assert!(bench.frame().contains("2 Details: signature 1 / signer / leaf"), "{}", bench.frame());
    bench.act(Action::Paused);
    let mut paused = Bench::open("fresh.exe", 200, 60);
    paused.press("j j");
    assert_eq!(bench.buffer(), paused.buffer());
}

#[test]
fn bytes_that_get_the_focus_do_not_wait() {
    let mut bench = Bench::open("fresh.exe", 200, 60);
    bench.held = true;
    bench.press("j j 5 l");
    let view = &bench.app.current().unwrap().view;
    let field = view.selected_field().unwrap().place;
    assert_eq!((view.hex.range, view.hex.cursor), (field, field.unwrap().range.offset + 1), "{}", bench.frame());
    assert!(!bench.frame().contains("of an earlier line"));
}

#[test]
fn bytes_of_the_selected_line_are_not_called_earlier_at_the_end_of_the_tree() {
    let mut bench = Bench::open("fresh.exe", 200, 60);
    bench.press("G");
    let before = bytes_pane(&bench);
    bench.held = true;
    bench.press("j j j");
    assert_eq!(bytes_pane(&bench), before);
}

#[test]
fn step_asks_for_a_pause_only_where_bytes_are_seen() {
    for (size, keys, asked) in [((80, 24), "j", false), ((80, 24), "x 1 j", true), ((200, 60), "j", true)] {
        let mut bench = Bench::open("fresh.exe", size.0, size.1);
        bench.held = true;
        bench.press(keys);
        assert_eq!(bench.asked.contains(&Effect::Pause), asked, "{size:?} {keys}");
    }
}

#[test]
fn bytes_of_the_file_are_read_once_around_a_certificate_that_is_not_in_it() {
    let mut bench = Bench::open("clean.exe", 200, 60);
    bench.press("1 g j");
    let chunk = |bench: &Bench| bench.app.current().unwrap().view.hex.chunk.clone().unwrap();
    let first = chunk(&bench);
    assert_eq!(first.bytes, Bytes::File);
    let steps_to_root = (0..9).take_while(|_| matches!(chunk(bench.press("j")).bytes, Bytes::File)).count();
    assert!(steps_to_root < 9, "{}", bench.frame());
    bench.press("k");
    assert!(Arc::ptr_eq(&chunk(&bench).data, &first.data), "read again");
    assert!(bench.frame().contains("certificate SEQUENCE"), "{}", bench.frame());
}
