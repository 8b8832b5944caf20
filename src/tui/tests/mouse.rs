//! The mouse, when it is captured.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::Bench;
use crate::tui::action::Action;
use crate::tui::app::{Pane, Popup};

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
