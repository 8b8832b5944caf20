//! What holds at every size.

use super::Bench;

/// Opens each screen there is.
fn screens() -> Vec<Bench> {
    let mut screens = vec![Bench::list(&["clean.exe", "hostile.exe", "broken.exe"], 80, 24)];
    for keys in [
        "", "2", "x", "3 s", "3 a R +", "4", "z", "3 z", "5 z", "?", ":", "y", "3 e", "4 enter", "/", "w", "y Y",
        "1 b B",
    ] {
        let mut bench = Bench::open("hostile.exe", 80, 24);
        bench.press(keys);
        screens.push(bench);
    }
    let names = ["short.exe", "short2.exe", "clean.exe", "hostile.exe", "invoice_26\u{202e}fdp.exe", "broken.exe"];
    for keys in ["S", "F", "F enter", "F enter enter", "a c", "a c enter", "a c enter d", "a c enter t", "a y"] {
        let mut bench = Bench::list(&names, 80, 24);
        bench.press(keys);
        screens.push(bench);
    }
    screens.push(Bench::open("broken.exe", 80, 24));
    screens.push(Bench::open("unsigned.exe", 80, 24));
    screens
}

/// Sizes around every threshold of the layout, and a sample of the others.
fn sizes() -> Vec<(u16, u16)> {
    let widths = [0, 1, 2, 3, 11, 19, 20, 21, 40, 59, 60, 61, 75, 76, 80, 97, 99, 100, 105, 131, 159, 160, 161, 210];
    let heights = [0, 1, 2, 3, 4, 5, 6, 15, 16, 17, 24, 29, 30, 33, 37, 40, 65];
    widths.into_iter().flat_map(|width| heights.map(|height| (width, height))).collect()
}

#[test]
fn every_screen_is_drawn_at_every_size() {
    for mut bench in screens() {
        for (width, height) in sizes() {
            bench.resize(width, height);
            if width > 0 && height > 0 {
                let frame = bench.frame();
                assert!(!frame.trim().is_empty(), "nothing is drawn at {width}x{height}");
            }
        }
    }
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
