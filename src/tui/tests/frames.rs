//! Whole screens and single panes, compared with what was approved. Read a difference before accepting it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::Bench;
use crate::tui::app::Pane;
use crate::tui::screen::layout;

/// Compares a frame with `tests/snapshots/NAME.snap`.
fn approve(name: &str, bench: &Bench) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, bench.frame()));
}

/// Compares a part of a frame, text and styles, with `tests/snapshots/NAME.snap`.
fn approve_styled(name: &str, bench: &Bench, area: Rect) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, styled(&bench.buffer(), area)));
}

/// The text of an area, then the same area with a letter for each style, then what the letters mean.
fn styled(buffer: &Buffer, area: Rect) -> String {
    let mut styles: Vec<Style> = Vec::new();
    let (mut text, mut letters) = (String::new(), String::new());
    for y in area.top()..area.bottom() {
        let (mut line, mut marks) = (String::new(), String::new());
        for x in area.left()..area.right() {
            let cell = &buffer[(x, y)];
            line.push_str(cell.symbol());
            let style = cell.style();
            let plain = style.fg == Some(Color::Reset)
                && style.bg == Some(Color::Reset)
                && style.add_modifier == Modifier::empty();
            if plain {
                marks.push(' ');
                continue;
            }
            let known = styles.iter().position(|known| *known == style).unwrap_or(styles.len());
            if known == styles.len() {
                styles.push(style);
            }
            marks.push(char::from(b'a' + u8::try_from(known).unwrap()));
        }
        text.push_str(line.trim_end());
        letters.push_str(marks.trim_end());
        text.push('\n');
        letters.push('\n');
    }
    let meaning = styles.iter().zip('a'..).map(|(style, letter)| {
        let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
        format!("{letter}: {fg} on {bg} {:?}\n", style.add_modifier)
    });
    format!("{text}--- styles\n{letters}--- meaning\n{}", meaning.collect::<String>())
}

const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (200, 60), (59, 15), (20, 6)];

#[test]
fn every_pane_in_its_styles_at_every_kind_of_size() {
    for (name, keys, pane) in [
        ("signatures", "j j", Pane::Signatures),
        ("details", "j j 2 j j", Pane::Details),
        ("timeline", "3 ]", Pane::Timeline),
        ("timeline-symlog", "3 s R", Pane::Timeline),
        ("timeline-as-of", "3 a ]", Pane::Timeline),
        ("findings", "4 j", Pane::Findings),
        ("hex", "j j 2 j j 5", Pane::Hex),
    ] {
        for (width, height) in SIZES {
            let mut bench = Bench::open("short.exe", width, height);
            bench.press(keys);
            let area = layout(&bench.app).area(pane);
            assert!(!area.is_empty(), "{name} is not on the screen at {width}x{height}");
            approve_styled(&format!("pane-{name}-{width}x{height}"), &bench, area);
        }
    }
}

#[test]
fn title_and_file_box_in_their_styles() {
    for (width, height) in SIZES {
        let bench = Bench::open("tampered.exe", width, height);
        let rows = layout(&bench.app).file_box.bottom().max(1);
        approve_styled(&format!("pane-title-{width}x{height}"), &bench, Rect::new(0, 0, width, rows));
    }
}

#[test]
fn every_popup_in_its_styles_at_every_kind_of_size() {
    for (name, keys) in [
        ("help", "?"),
        ("palette", ": t h e"),
        ("events", "3 e j"),
        ("finding", "4 enter"),
        ("search", "/ a"),
        ("date", "3 @ 2"),
        ("write", "w"),
        ("open", "o"),
        ("copy", "y"),
        ("basket", "b B"),
        ("question", "q"),
    ] {
        for (width, height) in SIZES {
            let mut bench = Bench::open("short.exe", width, height);
            bench.app.scan.running = name == "question";
            bench.press(keys);
            approve_styled(&format!("popup-{name}-{width}x{height}"), &bench, Rect::new(0, 0, width, height));
        }
    }
}

#[test]
fn one_sample_at_three_sizes() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        approve(&format!("fresh-{width}x{height}"), &Bench::open("fresh.exe", width, height));
    }
}

#[test]
fn nested_signature_is_a_branch_of_its_own() {
    approve("nested-120x40", &Bench::open("nested.exe", 120, 40));
}

#[test]
fn unsigned_file_explains_itself() {
    approve("unsigned-80x24", &Bench::open("unsigned.exe", 80, 24));
}

#[test]
fn list_at_two_sizes() {
    let names = ["broken.exe", "clean.exe", "fresh.exe", "hostile.exe", "invoice_26\u{202e}fdp.exe", "tampered.exe"];
    for (width, height) in [(80, 24), (120, 40)] {
        approve(&format!("list-{width}x{height}"), &Bench::list(&names, width, height));
    }
}

#[test]
fn screens_too_small_for_panes() {
    for (width, height) in [(59, 15), (20, 6), (12, 3), (1, 1)] {
        approve(&format!("small-{width}x{height}"), &Bench::open("fresh.exe", width, height));
    }
}

#[test]
fn details_of_a_leaf_with_its_bytes() {
    let mut bench = Bench::open("fresh.exe", 120, 40);
    bench.press("j j enter j j j j x");
    approve("leaf-serial-120x40", &bench);
}

#[test]
fn popups() {
    for (name, keys) in [("help", "?"), ("palette", ":"), ("copy", "y"), ("events", "3 e"), ("finding", "4 enter")] {
        let mut bench = Bench::open("tampered.exe", 80, 24);
        bench.press(keys);
        approve(&format!("{name}-80x24"), &bench);
    }
}

#[test]
fn ascii_screen_has_ascii_alone() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.app.glyphs.ascii = true;
    approve("fresh-ascii-80x24", &bench);
    assert!(bench.frame().is_ascii(), "{}", bench.frame());
}

#[test]
fn copy_menu_over_marked_files_and_basket() {
    let mut bench = Bench::list(&["short.exe", "short2.exe", "clean.exe"], 120, 40);
    bench.press("space space b y Y");
    approve("copy-marked-120x40", &bench);
    bench.press("B P");
    approve("basket-120x40", &bench);
    bench.resize(80, 24);
    approve("basket-80x24", &bench);
}

#[test]
fn ascii_lists_and_comparisons_have_ascii_alone() {
    for keys in ["", "F enter", "a c", "a c t"] {
        let mut bench = Bench::list(&["short.exe", "short2.exe"], 120, 40);
        bench.app.glyphs.ascii = true;
        bench.app.scan.running = true;
        bench.press(keys);
        assert!(bench.frame().is_ascii() && !bench.frame().contains("\\u{"), "{}", bench.frame());
    }
}

#[test]
fn list_with_its_preview() {
    let names = ["clean.exe", "fresh.exe", "hostile.exe", "invoice_26\u{202e}fdp.exe", "short.exe", "unsigned.exe"];
    let mut bench = Bench::list(&names, 200, 60);
    bench.press("j");
    approve("list-200x60", &bench);
}

#[test]
fn groups_at_two_sizes() {
    let names = ["clean.exe", "fresh.exe", "short.exe", "short2.exe", "tampered.exe", "unsigned.exe"];
    for (width, height) in [(80, 24), (120, 40)] {
        let mut bench = Bench::list(&names, width, height);
        bench.press("F enter j");
        approve(&format!("groups-{width}x{height}"), &bench);
    }
}

#[test]
fn comparison_at_three_sizes_and_its_timelines() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let mut bench = Bench::list(&["short.exe", "short2.exe"], width, height);
        bench.press("a c d");
        approve(&format!("compare-{width}x{height}"), &bench);
    }
    let mut bench = Bench::list(&["short.exe", "short2.exe"], 120, 40);
    bench.press("a c t");
    approve("compare-timelines-120x40", &bench);
}

#[test]
fn relations_of_several_files() {
    let mut bench = Bench::list(&["clean.exe", "short.exe", "short2.exe", "transplanted.exe"], 120, 40);
    bench.press("a c j");
    approve("relations-120x40", &bench);
}
