//! The mouse, when it is captured.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::Bench;
use crate::ioc::Format;
use crate::tui::action::Action;
use crate::tui::app::{Pane, Popup};
use crate::tui::theme::ThemeName;

/// The first cell of a text on the screen.
fn place(bench: &Bench, text: &str) -> (u16, u16) {
    let frame = bench.frame();
    let (row, line) = frame.lines().enumerate().find(|(_, line)| line.contains(text)).expect(&frame);
    let column = line[..line.find(text).unwrap()].chars().count();
    (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
}

fn click_cell(bench: &mut Bench, (column, row): (u16, u16)) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    bench.act(Action::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

#[test]
fn double_click_opens_the_finding_under_the_pointer_also_when_the_pane_grows() {
    let mut bench = Bench::open("short.exe", 80, 24);
    bench.press("M");
    let first = bench.frame().lines().skip_while(|line| !line.contains("4 Findings")).nth(2).unwrap().to_owned();
    let title = first.trim_matches(['│', ' ']).to_owned();
    let cell = place(&bench, &title);
    click_cell(&mut bench, cell);
    assert!(!bench.frame().lines().nth(usize::from(cell.1)).unwrap().contains(&title), "{}", bench.frame());
    click_cell(&mut bench, cell);
    let Some(Popup::Finding { index, .. }) = bench.app.popups.last() else { panic!("{}", bench.frame()) };
    let id = bench.app.analysis().unwrap().findings[*index].title.clone();
    assert!(title.contains(&id), "{title}: {id}");
}

#[test]
fn click_on_a_byte_selects_its_field_as_hex_and_as_text() {
    let mut bench = Bench::open("short.exe", 200, 60);
    bench.press("M j j 2 j j");
    let serial = bench.app.current().unwrap().view.hex.range.unwrap().range.offset;
    // Sixteen bytes a row: the text of a byte stands 49 columns behind the first byte's hex, less two a byte before it.
    for text in [0, 49 - 2 * 4] {
        bench.press("k");
        assert_ne!(bench.app.current().unwrap().view.hex.range.unwrap().range.offset, serial);
        let (column, row) = place(&bench, "33 00 06 ca");
        click_cell(&mut bench, (column + text, row));
        let view = &bench.app.current().unwrap().view;
        assert_eq!((view.focus, view.hex.cursor), (Pane::Hex, serial), "{}", bench.frame());
        assert_eq!(view.selected_field().unwrap().label, "Serial");
        bench.press("2");
    }
}

#[test]
fn columns_of_bytes_are_told_from_those_between() {
    use crate::tui::panes::hex::byte_at;
    assert_eq!((byte_at(9, 8), byte_at(10, 8), byte_at(13, 8)), (None, Some(0), Some(1)));
    assert_eq!((byte_at(33, 8), byte_at(34, 8), byte_at(35, 8)), (Some(7), None, Some(0)));
    assert_eq!((byte_at(42, 8), byte_at(43, 8)), (Some(7), None));
}

#[test]
fn click_in_a_popup_selects_and_a_second_one_does_what_enter_does() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let mut bench = Bench::open("short.exe", width, height);
        bench.press("M ?");
        let help = place(&bench, "to the timeline");
        click_cell(&mut bench, help);
        let selected = bench.reversed().join("\n");
        assert!(selected.contains("to the timeline"), "{selected}\n{}", bench.frame());
        click_cell(&mut bench, help);
        assert_eq!(bench.app.popups.len(), 0, "{}", bench.frame());
        assert_eq!(bench.app.current().unwrap().view.focus, Pane::Timeline);

        bench.press(":").type_text("theme");
        let palette = place(&bench, "theme light");
        click_cell(&mut bench, palette);
        assert_eq!(bench.app.popups.len(), 1, "{}", bench.frame());
        click_cell(&mut bench, palette);
        assert_eq!((bench.app.popups.len(), bench.app.theme.name), (0, ThemeName::Light), "{}", bench.frame());

        bench.press("e");
        let event = place(&bench, "FROM SIGNING");
        let event = (event.0, event.1 + 3);
        click_cell(&mut bench, event);
        click_cell(&mut bench, event);
        assert_eq!(bench.app.popups.len(), 0, "{}", bench.frame());
        assert_eq!(bench.app.current().unwrap().view.timeline.event, Some(2));
    }
}

#[test]
fn click_chooses_from_a_menu() {
    let mut bench = Bench::list(&["short.exe", "clean.exe"], 80, 24);
    bench.press("M F");
    let line = place(&bench, "issuer");
    click_cell(&mut bench, line);
    assert!(matches!(bench.app.popups.last(), Some(Popup::Menu(_))), "{}", bench.frame());
    click_cell(&mut bench, line);
    assert!(bench.app.popups.is_empty() && bench.frame().contains("by issuer"), "{}", bench.frame());
}

#[test]
fn click_in_the_copy_menu_takes_a_value_and_chooses_a_format() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let mut bench = Bench::open("short.exe", width, height);
        bench.press("M y");
        let line = place(&bench, "[ ] 2 ").1;
        let cell = place(&bench, "[ ] 2 ");
        click_cell(&mut bench, cell);
        let frame = bench.frame();
        assert!(frame.lines().nth(usize::from(line)).unwrap().contains("[x] 2 "), "{frame}");
        for (name, format) in [("J JSON", Format::Json), ("M Markdown", Format::Markdown)] {
            let cell = place(&bench, name);
            click_cell(&mut bench, cell);
            let Some(Popup::Copy(menu)) = bench.app.popups.last() else { panic!("{}", bench.frame()) };
            assert_eq!(menu.format, format, "{}", bench.frame());
        }
        let whose = place(&bench, "Whose");
        click_cell(&mut bench, whose);
        assert!(bench.frame().contains("( ) this"), "{}", bench.frame());
    }
}

#[test]
fn click_outside_closes_a_popup_and_nothing_else() {
    for keys in ["?", ":", "y", "4 enter", "e", "/"] {
        let mut bench = Bench::open("short.exe", 120, 40);
        bench.press("M").press(keys);
        assert_eq!(bench.app.popups.len(), 1, "{keys}");
        let before = bench.app.current().unwrap().view.focus;
        click_cell(&mut bench, (0, 0));
        assert_eq!(bench.app.popups.len(), 0, "{keys}: {}", bench.frame());
        assert_eq!(bench.app.current().unwrap().view.focus, before);
    }
}

#[test]
fn click_answers_the_question_before_leaving_a_scan() {
    let mut bench = Bench::list(&["short.exe"], 80, 24);
    bench.app.mouse = true;
    for (answer, quits) in [("n", false), ("y", true)] {
        bench.app.popups.push(Popup::ConfirmQuit);
        let at = place(&bench, "y / n");
        let column = if answer == "y" { at.0 } else { at.0 + 4 };
        click_cell(&mut bench, (column, at.1));
        assert_eq!((bench.app.popups.len(), bench.app.quit), (0, quits));
    }
}
