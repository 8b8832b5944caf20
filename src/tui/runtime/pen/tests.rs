//! A terminal that gets the bytes shows the cells that were asked for, whatever was on the screen before, and the
//! bytes are few.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

const WIDTH: u16 = 30;
const HEIGHT: u16 = 4;

fn blank() -> Buffer {
    Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT))
}

fn written(pen: &mut Pen<Vec<u8>>, from: &Buffer, to: &Buffer) -> Vec<u8> {
    let cells = from.diff(to);
    pen.strokes(&cells)
}

fn buffer(texts: &[(u16, u16, &str, Style)]) -> Buffer {
    let mut buffer = blank();
    for (x, y, text, style) in texts {
        buffer.set_string(*x, *y, text, *style);
    }
    buffer
}

/// What of a cell is seen: a blank has no colour of its own and is not bold.
fn seen(cell: &vt100::Cell) -> impl PartialEq + std::fmt::Debug + use<> {
    let blank = cell.contents().trim().is_empty() && !cell.inverse() && !cell.underline();
    let letter = (!blank).then(|| (cell.contents().to_owned(), cell.fgcolor(), cell.bold()));
    (letter, cell.bgcolor(), cell.inverse(), cell.underline())
}

fn assert_same(parser: &vt100::Parser, usual: &vt100::Parser) {
    for (y, x) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (y, x))) {
        let cell = |parser: &vt100::Parser| seen(parser.screen().cell(y, x).unwrap());
        assert_eq!(cell(parser), cell(usual), "{x},{y}");
    }
}

fn styles() -> impl Strategy<Value = Style> {
    prop::sample::select(vec![
        Style::new(),
        Style::new().add_modifier(Modifier::REVERSED),
        Style::new().add_modifier(Modifier::BOLD),
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Style::new().fg(Color::LightRed).add_modifier(Modifier::BOLD),
        Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Red),
    ])
}

fn screens() -> impl Strategy<Value = Buffer> {
    let piece = (0..WIDTH, 0..HEIGHT, "[ab \u{4f60}\u{301}é│]{1,12}|[ ]{9,30}|[a-c]{1,3}", styles());
    prop::collection::vec(piece, 0..12).prop_map(|pieces| {
        let texts: Vec<_> = pieces.iter().map(|(x, y, text, style)| (*x, *y, text.as_str(), *style)).collect();
        buffer(&texts)
    })
}

proptest! {
    #[test]
    fn terminal_shows_what_crossterms_own_backend_would(screens in prop::collection::vec(screens(), 1..5)) {
        let terminal = || {
            let size = |cells| std::num::NonZeroU16::new(cells).unwrap();
            vt100::Parser::new(size(HEIGHT), size(WIDTH), 0)
        };
        let (mut parser, mut usual) = (terminal(), terminal());
        crossterm::style::force_color_output(true);
        let mut pen = Pen::new(Vec::new());
        let mut before = blank();
        for screen in screens {
            parser.process(&written(&mut pen, &before, &screen));
            let mut bytes = Vec::new();
            CrosstermBackend::new(&mut bytes).draw(before.diff(&screen).into_iter()).unwrap();
            usual.process(&bytes);
            assert_same(&parser, &usual);
            before = screen;
        }
    }
}

#[test]
fn short_gap_is_written_and_a_long_one_jumped_over() {
    let mut pen = Pen::new(Vec::new());
    let plain = Style::new();
    let before = buffer(&[(0, 0, "30 82 05 70        zz", plain)]);
    written(&mut pen, &blank(), &before);
    let after = buffer(&[(0, 0, "31 83 05 71        zy", plain)]);
    assert_eq!(String::from_utf8(written(&mut pen, &before, &after)).unwrap(), "\x1b[1;2H1 83\x1b[5C1\x1b[9Cy");
}

#[test]
fn behind_a_character_of_unsure_width_the_column_is_named() {
    let mut pen = Pen::new(Vec::new());
    let before = buffer(&[(0, 0, "a b c", Style::new())]);
    written(&mut pen, &blank(), &before);
    let after = buffer(&[(0, 0, "… b d", Style::new())]);
    assert_eq!(String::from_utf8(written(&mut pen, &before, &after)).unwrap(), "\x1b[1;1H…\x1b[5Gd");
}

#[test]
fn next_row_is_reached_by_a_line_break_behind_ascii_and_by_its_address_behind_other_characters() {
    let plain = Style::new();
    let rows = |first| buffer(&[(2, 0, first, plain), (9, 1, "b", plain), (1, 2, "c", plain), (0, 3, "d", plain)]);
    let text = |to: &Buffer| String::from_utf8(written(&mut Pen::new(Vec::new()), &blank(), to)).unwrap();
    assert_eq!(text(&rows("a")), "\x1b[1;3Ha\r\n\x1b[9Cb\r\n\x1b[Cc\r\nd");
    assert_eq!(text(&rows("…")), "\x1b[1;3H…\x1b[2;10Hb\r\n\x1b[Cc\r\nd");
}

#[test]
fn blanks_behind_bold_text_are_erased_without_another_look_and_behind_a_background_with_it() {
    for (style, between) in [
        (Style::new().add_modifier(Modifier::BOLD), ""),
        (Style::new().bg(Color::Red), "\x1b[m"),
        (Style::new().add_modifier(Modifier::REVERSED), "\x1b[m"),
    ] {
        let mut pen = Pen::new(Vec::new());
        let before = buffer(&[(0, 0, "abcdefghi", Style::new())]);
        written(&mut pen, &blank(), &before);
        let text = String::from_utf8(written(&mut pen, &before, &buffer(&[(0, 0, "x", style)]))).unwrap();
        assert!(text.contains(&format!("mx{between}\x1b[8X")), "{text:?}");
    }
}

#[test]
fn many_blanks_are_erased_and_reversed_ones_written() {
    let mut pen = Pen::new(Vec::new());
    let before = buffer(&[(0, 0, "abcdefghijkl", Style::new())]);
    written(&mut pen, &blank(), &before);
    assert_eq!(written(&mut pen, &before, &blank()), b"\x1b[1;1H\x1b[12X");
    let reversed = buffer(&[(0, 0, "            ", Style::new().add_modifier(Modifier::REVERSED))]);
    let text = String::from_utf8(written(&mut pen, &blank(), &reversed)).unwrap();
    assert_eq!(text, "\x1b[1;1H\x1b[7m            \x1b[m");
}

#[test]
fn look_changes_by_what_differs_and_never_by_an_empty_code() {
    let bold = Look { modifier: Modifier::BOLD, ..PLAIN };
    let red = Look { fg: Color::Red, modifier: Modifier::BOLD | Modifier::REVERSED, ..PLAIN };
    assert_eq!(codes(PLAIN, bold), "1");
    assert_eq!(codes(red, bold), "27;39");
    assert_eq!(codes(bold, red), "7;38;5;1");
    let dim = Look { modifier: Modifier::DIM, ..PLAIN };
    assert_eq!(codes(Look { modifier: Modifier::BOLD | Modifier::DIM, ..PLAIN }, dim), "22;2");
    let mut stroke = Stroke { bytes: Vec::new(), place: None, sure: false, look: red };
    stroke.look(PLAIN);
    assert_eq!(stroke.bytes, b"\x1b[m");
}
