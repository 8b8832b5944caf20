//! What the footer and the titles say while a popup has the keys, and what the panes say of lines below.

use super::Bench;
use crate::tui::screen;

fn footer(bench: &Bench) -> String {
    bench.frame().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn footer_shows_the_keys_of_the_popup() {
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        for (keys, hint) in [
            ("?", "Enter run"),
            (":", "Enter run"),
            ("y", "Enter copy"),
            ("4 enter", "Enter to its"),
            ("e", "Enter on"),
        ] {
            let mut bench = Bench::open("short.exe", width, height);
            bench.press(keys);
            let footer = footer(&bench);
            assert!(footer.contains(" Esc close") && footer.contains(hint), "{keys}: {footer}");
            assert!(!footer.contains("palette"), "{footer}");
            bench.press("esc");
            assert!(self::footer(&bench).contains("palette") || width < 80, "{}", bench.frame());
        }
    }
}

#[test]
fn footer_of_a_popup_follows_the_table_of_keys() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.app.keymap.rebind("open", &["f5".to_owned()]).unwrap();
    bench.app.keymap.rebind("next", &["f6".to_owned()]).unwrap();
    bench.press("4 f5");
    let shown = footer(&bench);
    assert!(shown.contains("f5 to its bytes") && shown.contains("f6 next"), "{shown}");
}

#[test]
fn messages_and_titles_name_the_keys_in_force() {
    let names = ["short.exe", "short2.exe", "clean.exe"];
    let mut bench = Bench::list(&names, 120, 40);
    let changes = [
        ("copy-menu", "f2"),
        ("copy-value", "f3"),
        ("open", "f4"),
        ("mark-all", "f5"),
        ("group", "f6"),
        ("help", "f7"),
    ];
    for (action, key) in changes {
        bench.app.keymap.rebind(action, &[key.to_owned()]).unwrap();
    }
    bench.press("p");
    assert!(footer(&bench).contains("nothing copied yet: f2 or f3 first"), "{}", bench.frame());
    bench.press("f7");
    assert!(bench.frame().contains("Help  (f7)"), "{}", bench.frame());
    bench.press("esc f5 c");
    assert!(bench.frame().contains("Relations  (f4: compare the pair)"), "{}", bench.frame());
    bench.press("esc f6");
    assert!(bench.frame().contains("Group by  (f6)"), "{}", bench.frame());
    bench.press("f4");
    assert!(bench.frame().contains("Group  (f4: its files, f5: mark them)"), "{}", bench.frame());
}

#[test]
fn panes_say_in_their_frame_how_many_lines_are_below() {
    for (width, height) in [(40, 8), (80, 24), (120, 30), (200, 30)] {
        for pane in ["1", "4"] {
            let mut bench = Bench::open("hostile.exe", width, height);
            bench.press(pane);
            let view = &bench.app.current().unwrap().view;
            let area = screen::layout(&bench.app).area(view.focus);
            let (count, head) = match pane {
                "1" => (view.nodes.len(), 0),
                _ => (view.visible_findings.len(), usize::from(width >= 158)),
            };
            // Of the lower border of the pane.
            let below = |bench: &Bench| -> String {
                let buffer = bench.buffer();
                let y = area.bottom() - 1;
                (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect()
            };
            let room = usize::from(area.height) - 2 - head;
            let shown = below(&bench);
            match count.checked_sub(room).filter(|more| *more > 0) {
                // The reasons of the selected finding take rows of their own.
                Some(_) if pane == "4" && (98..158).contains(&width) => assert!(shown.contains(" more "), "{shown}"),
                Some(more) => assert!(shown.contains(&format!(" ↓ {more} more ")), "{shown}"),
                None => assert!(!shown.contains("more") || pane == "4", "{shown}"),
            }
            bench.press("G");
            assert!(!below(&bench).contains(" more "), "{}", bench.frame());
        }
    }
}

#[test]
fn first_press_of_next_goes_to_the_first_finding() {
    let mut bench = Bench::open("hostile.exe", 120, 40);
    let selected = |bench: &Bench| bench.app.current().unwrap().view.findings.selected;
    bench.press("]");
    assert_eq!(selected(&bench), 0, "{}", bench.frame());
    bench.press("]");
    assert_eq!(selected(&bench), 1);
    bench.press("1 ]");
    assert_eq!(selected(&bench), 2);
    // Who went there by the number has seen the first one.
    let mut bench = Bench::open("hostile.exe", 120, 40);
    bench.press("4 ]");
    assert_eq!(selected(&bench), 1);
}

#[test]
fn smallest_palette_and_copy_menu_show_what_a_key_would_take() {
    let mut bench = Bench::open("short.exe", 20, 6);
    bench.press(":").type_text("zoom");
    assert_eq!(bench.reversed().len(), 1, "{}", bench.frame());
    assert!(bench.frame().lines().any(|line| line.contains("zoom") && !line.contains('>')), "{}", bench.frame());
    let mut bench = Bench::open("short.exe", 20, 6);
    bench.press("y");
    assert!(bench.frame().contains("[x] 1"), "{}", bench.frame());
}

#[test]
fn question_mark_in_a_popup_says_its_keys_within_80_columns() {
    for (keys, said) in [("y", "PgUp/PgDn"), ("4 enter", " page"), ("e", " page")] {
        let mut bench = Bench::open("short.exe", 80, 24);
        bench.press(keys).press("?");
        assert!(bench.app.popups.len() == 1 && footer(&bench).contains(said), "{}", bench.frame());
        let said = bench.app.status.as_ref().unwrap();
        assert!(said.left_width() < 80, "{}", said.plain());
    }
}
