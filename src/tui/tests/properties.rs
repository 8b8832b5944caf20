//! What holds at every size.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Bench;
use crate::tui::screen::draw_on;

/// The screens: a sample (none: the list), and the keys that lead to the screen.
const SCREENS: [(&str, &str); 39] = [
    ("hostile.exe", ""),
    ("", ""),
    ("", "/"),
    ("", "S"),
    ("", "F"),
    ("", "F enter"),
    ("", "F enter enter"),
    ("", "a c"),
    ("", "a c enter"),
    ("", "a c enter d"),
    ("", "a c enter t"),
    ("", "a y"),
    ("hostile.exe", "2"),
    ("hostile.exe", "2 z"),
    ("hostile.exe", "x"),
    ("hostile.exe", "5"),
    ("hostile.exe", "5 z"),
    ("hostile.exe", "3"),
    ("hostile.exe", "3 s"),
    ("hostile.exe", "3 a R +"),
    ("hostile.exe", "3 ] z"),
    ("hostile.exe", "4"),
    ("hostile.exe", "4 z"),
    ("hostile.exe", "z"),
    ("hostile.exe", "?"),
    ("hostile.exe", ":"),
    ("hostile.exe", "y"),
    ("hostile.exe", "y Y"),
    ("hostile.exe", "1 b B"),
    ("hostile.exe", "3 e"),
    ("hostile.exe", "4 enter"),
    ("hostile.exe", "/"),
    ("hostile.exe", "3 @"),
    ("hostile.exe", "w"),
    ("nested.exe", ""),
    ("broken.exe", ""),
    ("unsigned.exe", ""),
    ("unsigned.exe", "3"),
    ("padding.exe", "5"),
];

const LISTED: [&str; 6] =
    ["short.exe", "short2.exe", "clean.exe", "hostile.exe", "invoice_26\u{202e}fdp.exe", "broken.exe"];

fn open(index: usize) -> Bench {
    let (name, keys) = SCREENS[index];
    let mut bench = match name {
        "" => Bench::list(&LISTED, 80, 24),
        name => Bench::open(name, 80, 24),
    };
    bench.press(keys);
    bench
}

/// Draws a screen at some sizes; a cell outside of the screen would be a panic.
fn draw_at(bench: &mut Bench, buffer: &mut Buffer, sizes: impl Iterator<Item = (u16, u16)>) {
    for (width, height) in sizes {
        bench.resize(width, height);
        buffer.resize(Rect::new(0, 0, width, height));
        let cursor = draw_on(buffer, &bench.app);
        if let Some(cursor) = cursor {
            assert!(cursor.x < width && cursor.y < height, "cursor {cursor} at {width}x{height}");
        }
        if width > 0 && height > 0 {
            let blank = buffer.content.iter().all(|cell| cell.symbol() == " ");
            assert!(!blank, "nothing is drawn at {width}x{height}");
        }
    }
}

/// The screen of one sample at every size from 0x0 to 210x65, each of the others at every 29th size with a start
/// of its own, so that together they come to all; `every_screen_at_every_size` leaves none out.
#[test]
fn screens_are_drawn_at_sizes_from_nothing_to_210x65() {
    in_threads(|index, buffer| {
        let step = if index == 0 { 1 } else { STEP };
        let mut bench = open(index);
        draw_at(&mut bench, buffer, sizes().skip(index % step).step_by(step));
    });
}

#[test]
#[ignore = "takes minutes without optimisation: cargo test --release --lib -- --ignored every_screen"]
fn every_screen_at_every_size() {
    in_threads(|index, buffer| draw_at(&mut open(index), buffer, sizes()));
}

/// No more than there are screens, and prime to the number of heights, so that together they come to all sizes.
const STEP: usize = 29;

fn sizes() -> impl Iterator<Item = (u16, u16)> {
    (0..=210).flat_map(|width| (0..=65).map(move |height| (width, height)))
}

fn in_threads(work: impl Fn(usize, &mut Buffer) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 210, 65));
                loop {
                    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if index >= SCREENS.len() {
                        return;
                    }
                    work(index, &mut buffer);
                }
            });
        }
    });
}

#[test]
fn no_cell_holds_what_a_terminal_would_act_on() {
    for name in ["hostile.exe", "invoice_26\u{202e}fdp.exe"] {
        for size in [(80, 24), (200, 60)] {
            let mut bench = Bench::open(name, size.0, size.1);
            for keys in
                ["", "j", "j", "2", "j", "z", "esc", "4", "enter", "esc", "y", "M", "J", "R", "esc", "1", "b", "B"]
            {
                bench.press(keys);
                let frame = bench.frame();
                let wrong = frame.chars().find(|c| *c != '\n' && crate::text::classify(*c).is_some());
                assert_eq!(wrong, None, "{frame}");
            }
        }
    }
}

#[test]
fn walk_through_every_node_and_field_never_leaves_the_screen_without_a_cursor() {
    for name in ["fresh.exe", "hostile.exe", "broken.exe", "nested.exe"] {
        let mut bench = Bench::open(name, 80, 24);
        for _ in 0..60 {
            bench.press("l j");
            let reversed = bench.reversed();
            assert!(!reversed.is_empty(), "{}", bench.frame());
        }
    }
}
