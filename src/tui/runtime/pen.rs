//! The backend that draws: crossterm's, but changed cells are written in as few bytes as they need.
//!
//! crossterm's own backend jumps to every run of changed cells (8 bytes each), which is most of a frame when text is
//! replaced by other text. This one remembers the screen, so it writes over short unchanged gaps, moves within a row and
//! to the next one, erases runs of blanks with ECH, and sends one SGR with what differs. A relative move is only made
//! behind ASCII: how wide a terminal draws other characters is not sure.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// From this many blanks on, erasing them and stepping over them is shorter than writing them.
const ERASE: u16 = 9;
/// The same where nothing in the row comes behind them.
const ERASE_TO_END: u16 = 5;
/// Unchanged cells that are written once more instead of a move.
const GAP: u16 = 4;

/// Draws with few bytes.
#[derive(Debug)]
pub struct Pen<W: Write> {
    inner: CrosstermBackend<W>,
    /// What is on the screen; what was never drawn is blank.
    rows: Vec<Vec<Shown>>,
}

/// Colours and modifiers of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// What is known of a cell of the screen.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// Its character when it is one of ASCII.
    letter: Option<u8>,
    look: Look,
}

const BLANK: Shown = Shown { letter: Some(b' '), look: PLAIN };

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether a blank looks the same in both.
    fn same_blank(self, other: Self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT | Modifier::SLOW_BLINK;
        self.bg == other.bg && !self.modifier.union(other.modifier).intersects(seen)
    }
}

impl Shown {
    fn of(cell: &Cell) -> Self {
        let letter = match cell.symbol().as_bytes() {
            [letter @ b' '..=b'~'] => Some(*letter),
            _ => None,
        };
        Self { letter, look: Look::of(cell) }
    }

    fn is_blank(self) -> bool {
        self.letter == Some(b' ') && self.look.same_blank(PLAIN)
    }

    /// Whether it can be written with this look and is as it was.
    fn fits(self, look: Look) -> bool {
        match self.letter {
            Some(b' ') => self.look == look || self.look.same_blank(look),
            Some(_) => self.look == look,
            None => false,
        }
    }
}

impl<W: Write> Pen<W> {
    /// A pen on a blank screen.
    pub fn new(writer: W) -> Self {
        Self { inner: CrosstermBackend::new(writer), rows: Vec::new() }
    }

    fn shown(&self, x: u16, y: u16) -> Shown {
        self.rows.get(usize::from(y)).and_then(|row| row.get(usize::from(x))).copied().unwrap_or(BLANK)
    }

    fn remember(&mut self, x: u16, y: u16, shown: Shown) {
        let (x, y) = (usize::from(x), usize::from(y));
        if self.rows.len() <= y {
            self.rows.resize(y.saturating_add(1), Vec::new());
        }
        if let Some(row) = self.rows.get_mut(y) {
            if row.len() <= x {
                row.resize(x.saturating_add(1), BLANK);
            }
            if let Some(cell) = row.get_mut(x) {
                *cell = shown;
            }
        }
    }

    /// The bytes that bring these cells to the screen.
    pub fn strokes(&mut self, cells: &[(u16, u16, &Cell)]) -> Vec<u8> {
        for (x, y, cell) in cells {
            let shown = Shown::of(cell);
            self.remember(*x, *y, shown);
            // A wide character covers its neighbour, which is nothing to be written alone.
            if shown.letter.is_none() && !cells_follow(cells, *x, *y) {
                self.remember(x.saturating_add(1), *y, Shown { letter: None, ..shown });
            }
        }
        let mut out = Stroke { bytes: Vec::new(), place: None, sure: false, look: PLAIN };
        let mut rest = cells;
        while let Some(((x, y, cell), behind)) = rest.split_first() {
            rest = behind;
            self.go(&mut out, *x, *y);
            match self.erased(&mut out, *x, *y, rest) {
                Some(run) => rest = rest.get(run..).unwrap_or_default(),
                None => out.cell(*x, *y, cell),
            }
        }
        out.look(PLAIN);
        out.bytes
    }

    /// Erases the blanks that begin at a cell where that is shorter; gives how many of the cells behind it are done.
    fn erased(&self, out: &mut Stroke, x: u16, y: u16, behind: &[(u16, u16, &Cell)]) -> Option<usize> {
        if !out.sure || !self.shown(x, y).is_blank() {
            return None;
        }
        let among = |cell: &(u16, u16, &Cell)| cell.1 == y && self.blank_between(x, cell.0, y);
        let run = behind.iter().take_while(|cell| among(cell)).count();
        let last = run.checked_sub(1).and_then(|last| behind.get(last)).map_or(x, |cell| cell.0);
        let count = last.saturating_sub(x).saturating_add(1);
        let row_goes_on = behind.get(run).is_some_and(|cell| cell.1 == y);
        if count < if row_goes_on { ERASE } else { ERASE_TO_END } {
            return None;
        }
        // A terminal erases with the background of the look that is set.
        if !out.look.same_blank(PLAIN) {
            out.look(PLAIN);
        }
        out.sequence(format_args!("\x1b[{count}X"));
        Some(run)
    }

    fn blank_between(&self, from: u16, to: u16, y: u16) -> bool {
        (from..=to).all(|x| self.shown(x, y).is_blank())
    }

    /// Brings the cursor to a cell: over the gap, within the row, or by an address.
    fn go(&self, out: &mut Stroke, x: u16, y: u16) {
        let before = out.place.replace((x, y));
        let steps = match before {
            Some((at, row)) if row == y && at <= x => x.saturating_sub(at),
            Some((_, row)) if out.sure && row.checked_add(1) == Some(y) => {
                out.bytes.extend_from_slice(b"\r\n");
                out.right(x);
                return;
            }
            _ => {
                out.sequence(format_args!("\x1b[{};{}H", y.saturating_add(1), x.saturating_add(1)));
                out.sure = true;
                return;
            }
        };
        if steps == 0 {
            return;
        }
        let gap: Vec<Shown> = (x.saturating_sub(steps)..x).map(|x| self.shown(x, y)).collect();
        if !out.sure {
            out.sequence(format_args!("\x1b[{}G", x.saturating_add(1)));
            out.sure = true;
        } else if steps <= GAP && gap.iter().all(|shown| shown.fits(out.look)) {
            out.bytes.extend(gap.iter().filter_map(|shown| shown.letter));
        } else {
            out.right(steps);
        }
    }
}

/// Whether the cell right of this one is drawn too.
fn cells_follow(cells: &[(u16, u16, &Cell)], x: u16, y: u16) -> bool {
    cells.binary_search_by_key(&(y, x.saturating_add(1)), |(x, y, _)| (*y, *x)).is_ok()
}

/// Bytes being put together, and the terminal's state behind them.
struct Stroke {
    bytes: Vec<u8>,
    /// Where the cursor is, when that is known at all.
    place: Option<(u16, u16)>,
    /// Whether that holds in every terminal: nothing but ASCII was written since the last address.
    sure: bool,
    look: Look,
}

impl Stroke {
    fn sequence(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to memory does not fail.
        let _ = self.bytes.write_fmt(text);
    }

    /// Moves within the row.
    fn right(&mut self, steps: u16) {
        match steps {
            0 => {}
            1 => self.bytes.extend_from_slice(b"\x1b[C"),
            _ => self.sequence(format_args!("\x1b[{steps}C")),
        }
    }

    fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        let shown = Shown::of(cell);
        if !shown.fits(self.look) {
            self.look(shown.look);
        }
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        self.sure &= shown.letter.is_some();
        self.place = Some((x.saturating_add(1), y));
    }

    /// Changes the look, by what differs or from the start, whichever is shorter.
    fn look(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let change = codes(self.look, look);
        // An SGR without parameters is one with 0.
        let fresh = if look == PLAIN { String::new() } else { format!("0;{}", codes(PLAIN, look)) };
        let shorter = if change.len() <= fresh.len() { change } else { fresh };
        self.sequence(format_args!("\x1b[{shorter}m"));
        self.look = look;
    }
}

const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The parameters of the SGR that leads from one look to another.
fn codes(from: Look, to: Look) -> String {
    let mut codes: Vec<String> = Vec::new();
    let mut held = from.modifier;
    for (modifier, _, off) in MODIFIERS {
        if held.contains(modifier) && !to.modifier.contains(modifier) {
            // One code ends both bold and dim, both kinds of blinking.
            for (other, _, shared) in MODIFIERS {
                if shared == off {
                    held.remove(other);
                }
            }
            codes.push(off.to_string());
        }
    }
    for (modifier, on, _) in MODIFIERS {
        if to.modifier.contains(modifier) && !held.contains(modifier) {
            codes.push(on.to_string());
        }
    }
    if from.fg != to.fg {
        codes.push(colour(to.fg, 38));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 48));
    }
    codes.join(";")
}

/// A colour as parameters of SGR; `plane` is 38 for letters and 48 for what is behind them.
fn colour(colour: Color, plane: u8) -> String {
    let number = match colour {
        Color::Reset => return plane.saturating_add(1).to_string(),
        Color::Rgb(red, green, blue) => return format!("{plane};2;{red};{green};{blue}"),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    format!("{plane};5;{number}")
}

impl<W: Write> Write for Pen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

impl<W: Write> Backend for Pen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<_> = content.collect();
        let bytes = self.strokes(&cells);
        self.inner.write_all(&bytes)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.rows.clear();
        self.inner.clear()
    }

    fn clear_region(&mut self, part: ClearType) -> io::Result<()> {
        if part == ClearType::All {
            self.rows.clear();
        } else {
            // Which cells are blank now depends on the cursor: none is known.
            self.rows.iter_mut().flatten().for_each(|shown| shown.letter = None);
        }
        self.inner.clear_region(part)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests;
