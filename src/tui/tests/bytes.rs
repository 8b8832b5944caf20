//! What a step of the cursor sends to the terminal: the text that changed, and little besides.

use ratatui::buffer::Buffer;

use super::Bench;
use crate::tui::runtime::pen::Pen;

/// Bytes sent, and cells that changed.
fn sent(pen: &mut Pen<Vec<u8>>, before: &Buffer, after: &Buffer) -> (usize, usize) {
    let cells = before.diff(after);
    (pen.strokes(&cells).len(), cells.len())
}

/// The steps of a key from the top of a pane to its end, and what each one sent.
fn steps(name: &str, size: (u16, u16), ready: &str, key: &str) -> Vec<(usize, usize)> {
    let mut bench = Bench::open(name, size.0, size.1);
    bench.press(ready);
    let mut pen = Pen::new(Vec::new());
    let mut before = bench.buffer();
    sent(&mut pen, &Buffer::empty(before.area), &before);
    let mut steps = Vec::new();
    for _ in 0..14 {
        bench.press(key);
        let after = bench.buffer();
        steps.push(sent(&mut pen, &before, &after));
        before = after;
    }
    steps.retain(|(_, cells)| *cells > 0);
    steps.sort_unstable();
    steps
}

fn median(steps: &[(usize, usize)]) -> usize {
    steps[steps.len() / 2].0
}

#[test]
fn step_costs_less_than_two_kilobytes_in_every_pane_and_size() {
    for (size, ready, key) in [
        ((80, 24), "1 g", "j"),
        ((120, 40), "1 g", "j"),
        ((80, 24), "2 g", "j"),
        ((120, 40), "2 g", "j"),
        ((200, 60), "2 g", "j"),
        ((200, 60), "5", "l"),
        ((200, 60), "4 g", "j"),
    ] {
        let steps = steps("nested.exe", size, ready, key);
        assert!(median(&steps) < 2_000, "{size:?} {ready}: {steps:?}");
    }
}

#[test]
fn step_in_the_tree_of_a_large_screen_sends_its_new_text_and_little_more() {
    let steps = steps("nested.exe", (200, 60), "1 g", "j");
    for (bytes, cells) in &steps {
        assert!(*bytes < cells * 2 + 400, "{steps:?}");
    }
}
