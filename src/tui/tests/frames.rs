//! Whole screens, compared with what was approved. Read a difference before accepting it.

use super::Bench;

/// Compares a frame with `tests/snapshots/NAME.snap`.
fn approve(name: &str, bench: &Bench) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, bench.frame()));
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
