//! What an analyst does, step by step, without a terminal.

use super::Bench;
use crate::tui::action::Action;
use crate::tui::app::{Pane, View};
use crate::tui::effect::Effect;
use crate::tui::view::tree::NodeId;

/// Goes down in Details to a field.
fn down_to(bench: &mut Bench, label: &str) {
    for _ in 0..200 {
        if bench.app.current().unwrap().view.selected_field().unwrap().label == label {
            return;
        }
        bench.press("j");
    }
    panic!("no field {label}: {}", bench.frame());
}

fn focus(bench: &Bench) -> Pane {
    bench.app.current().unwrap().view.focus
}

#[test]
fn help_is_filtered_and_escape_closes_it_without_leaving() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("?").type_text("copy");
    let frame = bench.frame();
    let lines: Vec<&str> = frame.lines().filter(|line| line.contains('┃')).collect();
    let shown: Vec<&&str> =
        lines.iter().filter(|line| line.contains("everywhere") || line.contains("sample")).collect();
    assert!(!shown.is_empty() && shown.iter().all(|line| line.to_lowercase().contains("cop")), "{frame}");
    bench.press("esc esc esc");
    assert!(bench.app.popups.is_empty() && !bench.app.quit);
    assert_eq!(bench.app.views.len(), 1);
}

#[test]
fn palette_switches_the_theme_and_asks_to_save_it() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press(":").type_text("theme mono").press("enter");
    assert_eq!(bench.app.theme.name, crate::tui::theme::ThemeName::Mono);
    assert!(bench.asked.contains(&Effect::SaveTheme(crate::tui::theme::ThemeName::Mono)));
}

#[test]
fn selected_serial_is_reversed_in_the_bytes_and_both_move_together() {
    let mut bench = Bench::open("fresh.exe", 200, 60);
    bench.press("j j enter");
    down_to(&mut bench, "Serial");
    let file = bench.app.current().unwrap();
    let field = file.view.selected_field().unwrap().clone();
    let hex = &file.view.hex;
    let (place, chunk) = (hex.range.unwrap(), hex.chunk.as_ref().unwrap());
    let start = usize::try_from(place.range.offset - chunk.offset).unwrap();
    let length = usize::try_from(place.range.length).unwrap();
    let bytes: Vec<String> = chunk.data[start..start + length].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(bytes.join(":"), field.value);
    assert!(bench.frame().contains("serialNumber INTEGER"), "{}", bench.frame());
    let before = place;
    down_to(&mut bench, "Valid");
    assert_ne!(bench.app.current().unwrap().view.hex.range, Some(before));
    assert!(bench.frame().contains("validity SEQUENCE"), "{}", bench.frame());
}

#[test]
fn moving_a_byte_selects_the_innermost_field() {
    let mut bench = Bench::open("fresh.exe", 200, 60);
    bench.press("j j enter");
    down_to(&mut bench, "Serial");
    bench.press("tab");
    assert_eq!(focus(&bench), Pane::Hex);
    // Past the serial number lies the signature algorithm, then the issuer's country and organization.
    for _ in 0..65 {
        bench.press("l");
    }
    let file = bench.app.current().unwrap();
    let field = file.view.selected_field().unwrap();
    assert_eq!((field.label.as_str(), field.value.as_str()), ("O", "Sigscope Test Corporation"), "{}", bench.frame());
    assert!(file.view.hex.range.unwrap().range.contains(file.view.hex.cursor));
}

#[test]
fn zooming_in_makes_columns_shorter_and_zero_shows_all() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("3");
    let column = |bench: &Bench| -> String {
        let frame = bench.frame();
        let line = frame.lines().find(|line| line.contains("1 col=")).unwrap_or_default().to_owned();
        line.split("1 col=").nth(1).unwrap_or_default().split("  ").next().unwrap_or_default().to_owned()
    };
    let span = |bench: &Bench| {
        let window = bench.app.current().unwrap().view.timeline.window.unwrap();
        window.to - window.from
    };
    let first = column(&bench);
    bench.press("+");
    let (second, wide) = (column(&bench), span(&bench));
    bench.press("+");
    let (third, narrow) = (column(&bench), span(&bench));
    assert!(first != second && second != third, "{first} {second} {third}");
    assert_eq!(wide / 2, narrow, "+ shows half as much");
    bench.press("-");
    assert_eq!(span(&bench), narrow * 2, "- shows twice as much");
    bench.press("0");
    assert!(bench.frame().contains("all 25y"), "{}", bench.frame());
    bench.press("s");
    let frame = bench.frame();
    assert!(frame.contains("symlog"), "{frame}");
    for letter in ["L", "T", "N"] {
        assert!(frame.lines().any(|line| line.starts_with('┃') && line.contains(letter)), "{letter}: {frame}");
    }
}

#[test]
fn as_of_cursor_judges_anew_and_escape_returns_to_now() {
    let mut bench = Bench::open("expired.exe", 80, 24);
    let now = bench.app.analysis().unwrap().verdict.summary;
    bench.press("3 a @").type_text("2023-06-01").press("enter");
    let frame = bench.frame();
    assert!(frame.contains("AS OF 2023-06-01T00:00:00Z"), "{frame}");
    assert_ne!(bench.app.analysis().unwrap().verdict.summary, now, "{frame}");
    bench.press("esc");
    assert_eq!(bench.app.analysis().unwrap().verdict.summary, now);
    assert!(!bench.frame().contains("AS OF"));
}

#[test]
fn wrong_date_is_refused_and_can_be_mended() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("3 a @").type_text("2026-13-99").press("enter");
    assert!(bench.frame().contains("is no time"), "{}", bench.frame());
    assert_eq!(bench.app.popups.len(), 1);
}

#[test]
fn supposed_revocation_says_what_it_would_do() {
    let mut bench = Bench::open("fresh.exe", 120, 40);
    bench.press("3 R @").type_text("2026-09-01").press("enter");
    assert!(bench.frame().contains("kills it: dated before the timestamp"), "{}", bench.frame());
    bench.press("@").type_text("2026-11-01").press("enter");
    assert!(bench.frame().contains("does not touch it: timestamp is earlier"), "{}", bench.frame());
    assert!(bench.frame().contains("ask the CA for"), "{}", bench.frame());
}

#[test]
fn finding_in_full_has_its_parts_and_the_next_one_is_a_key_away() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.press("4 enter");
    let first = bench.frame();
    for part in ["what was observed", "why it matters", "benign explanation", "verify by hand", "sources"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    bench.press("]");
    assert_ne!(bench.frame(), first);
}

#[test]
fn evidence_of_a_finding_is_shown_with_its_bytes() {
    let mut bench = Bench::open("tampered.exe", 200, 60);
    bench.press("4 enter enter");
    assert_eq!(focus(&bench), Pane::Details);
    let file = bench.app.current().unwrap();
    assert!(matches!(file.view.node, NodeId::Signature(0)), "{:?}", file.view.node);
}

#[test]
fn hidden_finding_is_counted_in_the_title() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("4 i");
    assert!(bench.frame().contains("1 hidden"), "{}", bench.frame());
}

#[test]
fn size_changes_keep_the_selected_node() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("j j j");
    let node = bench.app.current().unwrap().view.node;
    for (width, height) in [(80, 24), (20, 6), (12, 3), (200, 60)] {
        bench.resize(width, height);
        bench.frame();
    }
    assert_eq!(bench.app.current().unwrap().view.node, node);
    assert!(bench.frame().contains("sigscope"));
}

#[test]
fn copy_of_a_value_is_the_value_alone() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("j j enter");
    down_to(&mut bench, "Serial");
    bench.press("Y");
    let serial = bench.app.current().unwrap().view.selected_field().unwrap().value.clone();
    let Some(Effect::Copy { text, fields }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert_eq!((&**text, *fields), (serial.as_str(), 1));
}

#[test]
fn copy_menu_toggles_fields_and_previews_the_exact_bytes() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("y 1 3 4 5 6 D enter");
    let Some(Effect::Copy { text, fields }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert_eq!(*fields, 1);
    assert!(text.contains("Test"), "{text}");
}

#[test]
fn every_format_of_the_menu_is_previewed_and_copied_byte_for_byte() {
    for (format, capital) in crate::tui::update::copy_menu::CAPITALS {
        let mut bench = Bench::open("short.exe", 120, 40);
        bench.press(&format!("y {capital}"));
        let Some(crate::tui::app::Popup::Copy(menu)) = bench.app.popups.last() else { panic!("no menu") };
        let preview = menu.text.clone();
        assert_eq!(menu.format, format);
        assert!(menu.values > 0 && !preview.is_empty(), "{format}");
        let last = preview.lines().next_back().unwrap().to_owned();
        for _ in 0..preview.lines().count() {
            bench.press("pagedown");
        }
        let start: String = last.chars().take(20).collect();
        assert!(bench.frame().contains(start.trim_end()), "{format}: the preview reaches its end: {}", bench.frame());
        bench.press("enter");
        let Some(Effect::Copy { text, .. }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
        assert_eq!(*text, preview, "{format}");
        assert_eq!(bench.app.format, format, "the format used last is remembered");
    }
}

/// The names of what is in the basket.
fn collected(bench: &Bench) -> Vec<String> {
    bench.app.basket.entries().iter().map(|entry| entry.value.id.name()).collect()
}

#[test]
fn values_of_every_pane_go_into_the_basket() {
    let mut bench = Bench::open("short.exe", 200, 60);
    bench.press("j j enter");
    down_to(&mut bench, "Serial");
    bench.press("b");
    assert_eq!(collected(&bench), ["leaf-serial"]);
    assert!(bench.frame().contains("leaf serial in the basket; 1 in it, B opens it"), "{}", bench.frame());
    bench.press("b");
    assert!(collected(&bench).is_empty());
    assert!(bench.frame().contains("leaf serial out of the basket"), "{}", bench.frame());
    down_to(&mut bench, "Durable id");
    bench.press("tab b");
    assert_eq!((focus(&bench), collected(&bench)), (Pane::Hex, vec!["leaf-durable-identity".to_owned()]));
    bench.press("3 b");
    assert_eq!(collected(&bench).len(), 2, "{:?}", collected(&bench));
    bench.press("4 b");
    assert!(collected(&bench).contains(&"finding".to_owned()), "{:?}", collected(&bench));
    let before = bench.app.basket.len();
    bench.press("j enter b");
    assert!(bench.app.basket.len() > before, "from a finding in full: {:?}", collected(&bench));
    bench.press("esc 1 g b");
    assert!(collected(&bench).contains(&"leaf-thumbprint-sha256".to_owned()), "{:?}", collected(&bench));
}

#[test]
fn field_without_an_indicator_is_not_collected() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("j j enter");
    down_to(&mut bench, "Version");
    bench.press("b");
    assert!(bench.app.basket.is_empty());
    assert!(bench.frame().contains("no indicator here"), "{}", bench.frame());
}

#[test]
fn basket_shows_what_all_its_files_share_first_and_lets_go_of_single_values() {
    let mut bench = Bench::list(&["short.exe", "short2.exe", "clean.exe"], 120, 40);
    bench.press("space space b B");
    let frame = bench.frame();
    assert!(frame.contains("Basket") && frame.contains(" all ") && frame.contains("1 of 2"), "{frame}");
    let shared = frame.lines().position(|line| line.contains("leaf durable identity")).unwrap();
    let rest = frame.lines().position(|line| line.contains("1 of 2")).unwrap();
    assert!(shared < rest, "{frame}");
    let before = bench.app.basket.len();
    bench.press("x");
    assert_eq!(bench.app.basket.len(), before - 1);
    bench.press("space Y");
    let Some(crate::tui::app::Popup::Copy(menu)) = bench.app.popups.last() else { panic!("no menu") };
    assert_eq!(menu.values, before - 2, "what is off stays off in another format");
}

#[test]
fn empty_basket_says_how_to_fill_it() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("B");
    assert!(bench.frame().contains("the basket is empty: b puts"), "{}", bench.frame());
    assert!(bench.app.popups.is_empty());
}

#[test]
fn marked_files_are_one_set_with_what_they_share_and_the_rest_of_each() {
    let mut bench = Bench::list(&["short.exe", "short2.exe", "clean.exe"], 120, 40);
    bench.press("space space y a M enter");
    let Some(Effect::Copy { text, .. }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    let identity = text.find("leaf durable identity").unwrap();
    let first = text.find("short.exe").unwrap();
    let second = text.find("short2.exe").unwrap();
    assert!(identity < first && first < second, "{text}");
    assert!(!text.contains("clean.exe"));
}

#[test]
fn group_is_copied_and_collected_as_one_set() {
    let mut bench = Bench::list(&["clean.exe", "short.exe", "short2.exe"], 120, 40);
    bench.press("F enter");
    bench.press("y a M");
    assert!(bench.frame().contains("(o) this group"), "{}", bench.frame());
    bench.press("enter");
    let Some(Effect::Copy { text, .. }) = bench.asked.last() else { panic!("{:?} {}", bench.asked, bench.frame()) };
    assert!(text.contains("short.exe") && text.contains("short2.exe") && !text.contains("clean.exe"), "{text}");
    let identity = text.find("leaf durable identity").unwrap();
    assert!(identity < text.find("short2.exe").unwrap(), "{text}");
    bench.press("b");
    let files: Vec<&str> = bench.app.basket.files().iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["short.exe", "short2.exe"]);
}

#[test]
fn text_of_the_menu_is_printed_and_written_as_previewed() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.press("y K p");
    let Some(Effect::Print(printed)) = bench.asked.last().cloned() else { panic!("{:?}", bench.asked) };
    assert!(printed.starts_with("// sigscope"), "{printed}");
    assert_eq!(bench.app.popups.len(), 1, "the menu is there again");
    bench.press("w enter");
    let Some(Effect::Write { path, text }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert_eq!((path.to_str(), text), (Some("sigscope-ioc.kql"), &printed));
}

#[test]
fn nothing_chosen_is_neither_copied_nor_printed_nor_written() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.press("y a a");
    assert!(bench.frame().contains("nothing is taken"), "{}", bench.frame());
    bench.press("p w");
    bench.press("y enter");
    assert!(bench.asked.is_empty(), "{:?}", bench.asked);
}

#[test]
fn serial_is_written_in_the_form_asked_for() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.press("y a a 4 f f enter");
    let Some(Effect::Copy { text, .. }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert!(text.starts_with("33:00:06:"), "{text}");
}

#[test]
fn print_before_any_copy_says_so() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("p");
    assert!(bench.frame().contains("nothing copied yet"));
    assert!(bench.asked.is_empty());
}

#[test]
fn search_goes_from_hit_to_hit_and_opens_what_is_closed() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("/").type_text("messageDigest").press("enter");
    assert!(bench.frame().contains("hit 1 of"), "{}", bench.frame());
    let first = bench.app.current().unwrap().view.node;
    bench.press("n n");
    assert!(bench.frame().contains("hit 3 of"), "{}", bench.frame());
    bench.press("N N");
    assert_eq!(bench.app.current().unwrap().view.node, first);
}

#[test]
fn escape_never_quits_and_q_leaves_the_first_view() {
    let mut bench = Bench::list(&["clean.exe", "fresh.exe"], 80, 24);
    bench.press("enter esc esc esc");
    assert!(!bench.app.quit);
    assert_eq!(bench.app.view(), View::Files);
    bench.press("enter q");
    assert!(!bench.app.quit);
    bench.press("q");
    assert!(bench.app.quit);
}

#[test]
fn pasted_text_is_never_run_as_keys() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.act(Action::Paste("Q\nq\n".to_owned()));
    assert!(!bench.app.quit);
    bench.press("/");
    bench.act(Action::Paste("abc\n".to_owned()));
    assert_eq!(bench.app.popups.len(), 1);
}

#[test]
fn changed_file_gets_a_notice_and_copying_still_works() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    let file = bench.app.current_id().unwrap();
    bench.act(Action::Checked { file, state: crate::tui::action::OnDisk::Gone });
    assert!(bench.frame().contains("file is gone, showing what was read at 00:00Z"), "{}", bench.frame());
    bench.press("Y");
    assert!(matches!(bench.asked.last(), Some(Effect::Copy { .. })));
}

#[test]
fn file_that_vanished_before_it_is_read_again_keeps_its_analysis() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    let file = bench.app.current_id().unwrap();
    let effects = super::update(&mut bench.app, Action::Key(crate::tui::keymap::parse_key("r").unwrap()));
    assert!(matches!(effects.as_slice(), [Effect::Analyse { .. }]), "{effects:?}");
    assert!(bench.frame().contains("reading …"), "{}", bench.frame());
    let failed = crate::tui::action::Examined {
        evidence: None,
        analysis: None,
        error: Some("no such file".to_owned()),
        revision: 0,
        read_at: None,
        origin: crate::tui::action::Origin::File,
    };
    let generation = bench.app.file(file).unwrap().generation;
    bench.act(Action::Analysed { file, generation, result: Box::new(failed) });
    let frame = bench.frame();
    assert!(frame.contains("not read again: no such file") && frame.contains("Signature 1"), "{frame}");
    assert!(bench.app.current().unwrap().evidence.is_some());
    bench.press("Y");
    assert!(matches!(bench.asked.last(), Some(Effect::Copy { .. })));
}

#[test]
fn notice_has_a_row_on_small_screens_too() {
    for (width, height) in [(50, 20), (100, 12), (40, 8)] {
        let mut bench = Bench::open("fresh.exe", width, height);
        let file = bench.app.current_id().unwrap();
        bench.act(Action::Checked { file, state: crate::tui::action::OnDisk::Changed });
        assert!(bench.frame().contains("[!] file changed"), "{}", bench.frame());
        assert!(bench.reversed().iter().any(|text| text.contains("Signature 1") || text.contains("Sig")));
    }
}

#[test]
fn message_about_reading_goes_when_the_file_was_read() {
    let mut bench = Bench::open("fresh.exe", 80, 24);
    bench.press("r");
    assert!(!bench.frame().contains("reading …"), "{}", bench.frame());
}

#[test]
fn selected_row_is_reversed_in_every_theme() {
    for (theme, ..) in crate::tui::theme::ThemeName::ALL {
        let mut bench = Bench::open("fresh.exe", 80, 24);
        bench.app.theme.name = theme;
        assert!(bench.reversed().iter().any(|text| text.contains("Signature 1")), "{theme}");
    }
}
