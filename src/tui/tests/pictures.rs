//! The pictures of the README: screens drawn as SVG, so that they show what the program shows.
//!
//! `cargo test --lib regenerate_pictures -- --ignored` makes them again.

use std::path::PathBuf;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::Bench;

/// A picture: its file, the samples it lists, the keys to its screen, and the size.
type Picture = (&'static str, &'static [&'static str], &'static str, (u16, u16));

const PICTURES: [Picture; 3] = [
    ("sample", &["short.exe"], "j j enter j j j j", (120, 40)),
    ("revocation", &["short.exe"], "3 R h h h h h h h", (120, 40)),
    ("compare", &["short.exe", "short2.exe"], "a c", (120, 34)),
];

const FOREGROUND: &str = "#d8dee4";
const BACKGROUND: &str = "#10151a";
/// Columns and rows of a cell in the picture's units.
const CELL: (u16, u16) = (8, 17);

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/pictures").join(format!("{name}.svg"))
}

fn draw((_, samples, keys, (width, height)): &Picture) -> String {
    let mut bench = if samples.len() == 1 {
        Bench::open(samples[0], *width, *height)
    } else {
        Bench::list(samples, *width, *height)
    };
    bench.press(keys);
    svg(&bench.buffer())
}

#[test]
fn pictures_of_the_readme_are_current() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for picture in &PICTURES {
        let name = picture.0;
        let kept = std::fs::read_to_string(path(name)).unwrap_or_default();
        assert!(kept == draw(picture), "{name}.svg: cargo test --lib regenerate_pictures -- --ignored");
        assert!(readme.contains(&format!("assets/pictures/{name}.svg")), "{name}.svg is not in the README");
    }
}

#[test]
#[ignore = "writes assets/pictures"]
fn regenerate_pictures() {
    for picture in &PICTURES {
        std::fs::write(path(picture.0), draw(picture)).unwrap();
    }
}

fn svg(buffer: &Buffer) -> String {
    let (width, height) = (buffer.area.width * CELL.0, buffer.area.height * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"'DejaVu Sans Mono', Menlo, \
         Consolas, 'Liberation Mono', monospace\" font-size=\"13.3\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n<g transform=\"translate(8 8)\">\n",
        width + 16,
        height + 16,
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let first = &buffer[(x, y)];
            let mut text = String::new();
            let start = x;
            while x < buffer.area.width && same(&buffer[(x, y)], first) {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            run(&mut svg, &text, first, (start, y), x - start);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn same(cell: &Cell, other: &Cell) -> bool {
    cell.style() == other.style()
}

/// One run of cells of the same style.
fn run(svg: &mut String, text: &str, cell: &Cell, (column, row): (u16, u16), columns: u16) {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (mut fore, mut back) = (colour(cell.fg, FOREGROUND), colour(cell.bg, BACKGROUND));
    if reversed {
        std::mem::swap(&mut fore, &mut back);
    }
    let (left, top) = (column * CELL.0, row * CELL.1);
    if back != BACKGROUND {
        let (width, height) = (columns * CELL.0, CELL.1);
        svg.push_str(&format!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{back}\"/>\n"
        ));
    }
    // Every character has a place of its own: whatever the font, the columns stand.
    let mut places = Vec::new();
    let mut visible = String::new();
    for (x, character) in (column..).zip(text.chars()).filter(|(_, character)| *character != ' ') {
        places.push((x * CELL.0).to_string());
        visible.push(character);
    }
    if visible.is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let escaped = visible.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    svg.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" fill=\"{fore}\"{weight}>{escaped}</text>\n",
        places.join(" "),
        top + 13
    ));
    if cell.modifier.contains(Modifier::UNDERLINED) {
        let (right, y) = (left + columns * CELL.0, top + 16);
        svg.push_str(&format!("<path d=\"M{left} {y}H{right}\" stroke=\"{fore}\"/>\n"));
    }
}

fn colour(colour: Color, plain: &'static str) -> &'static str {
    match colour {
        Color::Black => "#000000",
        Color::Red => "#d05050",
        Color::LightRed => "#ff6b68",
        Color::Yellow => "#d8b340",
        Color::Blue => "#5f87d7",
        Color::Magenta => "#c080d0",
        Color::Cyan => "#35b0b8",
        Color::White => "#ffffff",
        _ => plain,
    }
}
