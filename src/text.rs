//! Text out of a file, made safe to show: the one place where hostile characters become visible.
//!
//! In: any text that somebody else chose (names, paths, attributes, error messages). Out: [`Shown`], a text without
//! control, bidirectional, invisible and odd-space characters, and [`TextFlag`]s for what was found. The escapes are
//! reversible: a backslash in the data shows as two. What a flag means for the verdict is left to the rules, colours
//! and cutting to a pane are left to the caller.

mod class;
mod defang;
mod fetch;
mod similar;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use unicode_security::MixedScript;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use class::{escape_of, is_right_to_left, stacks};

pub use class::classify;
pub use defang::{defang, refang};
pub use fetch::{crl_command, ocsp_command};
pub(crate) use similar::is_one_edit_apart;

/// Bytes of one text that are looked at; the rest is counted and left to the hex view.
const SHOWN_BYTES: usize = 64 << 10;

/// A name longer than this many characters is odd.
const LONG_NAME: usize = 256;

/// Combining marks on one base that are left alone.
const MARKS_ON_A_BASE: usize = 2;

/// What was odd about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextFlag {
    /// C0, DEL, C1, or bytes that are not UTF-8.
    Control,
    /// A character that changes the direction of its neighbours.
    Bidi,
    /// A character without a glyph.
    Invisible,
    /// A line or paragraph separator, a space that is not U+0020, or a space at either end.
    OddSpace,
    /// Unassigned, private or a noncharacter.
    Unassigned,
    /// More combining marks on a base than any language needs.
    StackedMarks,
    /// A word that mixes scripts (UTS 39 section 5.1).
    MixedScript,
    /// Letters that run from right to left.
    RightToLeft,
    /// More than 256 characters.
    Long,
    /// The text was longer than what is shown.
    Cut,
}

/// Where a text will stand, which decides what else must be escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The last thing on its line: letters that run from right to left stay.
    #[default]
    Line,
    /// Between other columns: letters that run from right to left are escaped, some terminals reorder the neighbours.
    Table,
    /// A terminal or a file without Unicode: everything beyond ASCII is escaped.
    Ascii,
}

/// A text that somebody else chose. The only way to a screen is [`Untrusted::shown`].
#[derive(Debug, Clone, Copy)]
pub struct Untrusted<'a>(pub &'a str);

/// A text that is safe to write to a terminal or a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The text with its escapes.
    pub text: String,
    /// What was odd.
    pub flags: BTreeSet<TextFlag>,
    /// Byte ranges of `text` that are escapes, in order, for reverse video.
    pub escapes: Vec<Range<usize>>,
    /// Characters of the original.
    pub chars: usize,
}

impl Untrusted<'_> {
    /// The text for the end of a line.
    pub fn shown(self) -> Shown {
        self.shown_in(Place::Line)
    }

    /// A distinguished name as RFC 4514 text, for a given place.
    ///
    /// Its backslashes are escapes already and stay single. That is still reversible: none of the escapes made here
    /// begins like one of RFC 4514 (a special character, or two hex digits).
    pub fn shown_name_in(self, place: Place) -> Shown {
        let mut writer = Writer { keeps_backslash: true, ..Writer::new(place) };
        writer.push_str(self.0);
        writer.finish()
    }

    /// The text for a given place.
    pub fn shown_in(self, place: Place) -> Shown {
        if self.0.len() < LONG_NAME && is_plain(self.0) {
            return Shown { text: self.0.to_owned(), chars: self.0.len(), ..Shown::default() };
        }
        let mut writer = Writer::new(place);
        writer.push_str(self.0);
        writer.finish()
    }
}

impl Shown {
    /// Makes bytes visible that ought to be UTF-8: what is not, shows as `\xNN`.
    ///
    /// On Windows a lone surrogate in the operating system's encoding shows as `\u{d800}`.
    pub fn from_bytes(bytes: &[u8], place: Place) -> Self {
        let mut writer = Writer::new(place);
        for chunk in bytes.utf8_chunks() {
            writer.push_str(chunk.valid());
            writer.push_invalid(chunk.invalid());
        }
        writer.finish()
    }

    /// A path, for the end of a line: what is no Unicode as in [`Self::from_bytes`].
    pub fn of_path(path: &Path) -> Self {
        Self::from_bytes(path.as_os_str().as_encoded_bytes(), Place::Line)
    }

    /// Tells whether something odd was found.
    pub fn has(&self, flag: TextFlag) -> bool {
        self.flags.contains(&flag)
    }

    /// The text in at most `columns` columns of a terminal, the middle cut out: `Exam…Ltd (10 000 chars)`.
    ///
    /// Unchanged when it fits. An escape is never cut in two. Below 24 columns the count is left out.
    pub fn cut(&self, columns: usize) -> String {
        let count = format!(" ({} chars)", grouped(self.chars as u64));
        self.cut_with(columns, if columns >= 24 { &count } else { "" })
    }

    /// Like [`Self::cut`], but says how long the text is only when it is longer than any name should be.
    pub fn cut_quietly(&self, columns: usize) -> String {
        if self.chars > LONG_NAME { self.cut(columns) } else { self.cut_with(columns, "") }
    }

    fn cut_with(&self, columns: usize, tail_note: &str) -> String {
        if self.text.width() <= columns {
            return self.text.clone();
        }
        let room = columns.saturating_sub(tail_note.width()).saturating_sub(1);
        let head_room = room.saturating_sub(room / 3);
        let units = self.units();
        let head = fitting(units.iter(), head_room);
        let tail = fitting(units.iter().rev(), room.saturating_sub(head_room));
        let start = units.get(head.saturating_sub(1)).filter(|_| head > 0).map_or(0, |unit| unit.end);
        let rest = units.len().saturating_sub(tail);
        let end = units.get(rest).map_or(self.text.len(), |unit| unit.start);
        let before = self.text.get(..start).unwrap_or_default();
        let after = self.text.get(end..).unwrap_or_default();
        if columns == 0 { String::new() } else { format!("{before}…{after}{tail_note}") }
    }

    /// The pieces that may not be divided: escapes, and other characters with the marks on them.
    fn units(&self) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        let mut escapes = self.escapes.iter().peekable();
        for (start, character) in self.text.char_indices() {
            let end = start.saturating_add(character.len_utf8());
            while escapes.next_if(|escape| escape.end <= start).is_some() {}
            let within = escapes.peek().is_some_and(|escape| escape.start < start && start < escape.end);
            let width = character.width().unwrap_or(0);
            match units.last_mut() {
                Some(unit) if within || width == 0 => {
                    unit.end = end;
                    unit.width = unit.width.saturating_add(width);
                }
                _ => units.push(Unit { start, end, width }),
            }
        }
        units
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A number with a space between groups of three digits: `10 000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A piece of a shown text that may not be divided.
#[derive(Debug, Clone, Copy)]
struct Unit {
    start: usize,
    end: usize,
    width: usize,
}

/// How many of the units fit into `room` columns.
fn fitting<'a>(units: impl Iterator<Item = &'a Unit>, room: usize) -> usize {
    let mut used = 0usize;
    units
        .take_while(|unit| {
            used = used.saturating_add(unit.width);
            used <= room
        })
        .count()
}

/// Tells whether a text needs no escape and no quotes: printable ASCII, no backslash, no space or quote at its ends.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let edge = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'"'));
    bytes.iter().all(|byte| (0x20..0x7f).contains(byte) && *byte != b'\\')
        && !edge(bytes.first())
        && !edge(bytes.last())
}

/// Collects the shown text.
struct Writer {
    shown: Shown,
    place: Place,
    /// Whether a backslash is an escape of the text's own.
    keeps_backslash: bool,
    /// Bytes of the original that were looked at.
    taken: usize,
    /// Marks on the current base; `None` when there is no base they could stand on.
    marks: Option<usize>,
    /// The stacked mark that is being counted, and how often it came.
    run: Option<(char, usize)>,
    /// First and last character of the original.
    edges: Option<(char, char)>,
    /// The current word, for the look at its scripts.
    word: String,
}

impl Writer {
    fn new(place: Place) -> Self {
        Self {
            shown: Shown::default(),
            place,
            keeps_backslash: false,
            taken: 0,
            marks: None,
            run: None,
            edges: None,
            word: String::new(),
        }
    }

    fn push_str(&mut self, text: &str) {
        for character in text.chars() {
            self.shown.chars = self.shown.chars.saturating_add(1);
            self.taken = self.taken.saturating_add(character.len_utf8());
            if self.taken <= SHOWN_BYTES {
                self.push(character);
            }
        }
    }

    fn push_invalid(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.shown.chars = self.shown.chars.saturating_add(1);
            self.taken = self.taken.saturating_add(1);
            if self.taken <= SHOWN_BYTES {
                self.end_word();
                self.end_run('\0');
                self.edges = Some((self.edges.map_or('\u{fffd}', |(first, _)| first), '\u{fffd}'));
                self.escape(&format!("\\x{byte:02x}"), TextFlag::Control);
            }
        }
    }

    fn push(&mut self, character: char) {
        self.edges = Some((self.edges.map_or(character, |(first, _)| first), character));
        if self.run.is_some_and(|(mark, _)| mark == character) {
            self.run = self.run.map(|(mark, count)| (mark, count.saturating_add(1)));
            return;
        }
        let ambiguous = self.end_run(character);
        let class = classify(character);
        match character {
            // Neither an invisible character nor a mark ends a word.
            _ if class.is_some() || stacks(character) => {}
            _ if character.is_alphanumeric() => self.word.push(character),
            _ => self.end_word(),
        }
        match class {
            Some(flag) => self.escape(&escape_of(character), flag),
            None if ambiguous => self.escape(&format!("\\x{:02x}", u32::from(character)), TextFlag::StackedMarks),
            None if stacks(character) => self.push_mark(character),
            None if is_right_to_left(character) && self.place != Place::Line => {
                self.escape(&format!("\\u{{{:x}}}", u32::from(character)), TextFlag::RightToLeft);
            }
            None if !character.is_ascii() && self.place == Place::Ascii => {
                self.write_escape(&format!("\\u{{{:x}}}", u32::from(character)));
            }
            None => {
                if is_right_to_left(character) {
                    self.shown.flags.insert(TextFlag::RightToLeft);
                }
                self.marks = Some(0);
                if character == '\\' && !self.keeps_backslash {
                    self.write_escape("\\\\");
                    self.marks = Some(0);
                } else {
                    self.shown.text.push(character);
                }
            }
        }
    }

    fn push_mark(&mut self, mark: char) {
        match self.marks {
            Some(count) if count < MARKS_ON_A_BASE && self.place != Place::Ascii => {
                self.marks = Some(count.saturating_add(1));
                self.shown.text.push(mark);
            }
            _ => self.run = Some((mark, 1)),
        }
    }

    /// Writes the stacked mark that was counted. Tells whether `next` would read as part of its count.
    fn end_run(&mut self, next: char) -> bool {
        let Some((mark, count)) = self.run.take() else { return false };
        let base = self.marks;
        let times = if count > 1 { format!("x{count}") } else { String::new() };
        if self.place != Place::Ascii || count > MARKS_ON_A_BASE {
            self.shown.flags.insert(TextFlag::StackedMarks);
        }
        self.write_escape(&format!("\\u{{{:x}}}{times}", u32::from(mark)));
        self.marks = base;
        if count > 1 { next.is_ascii_digit() } else { next == 'x' }
    }

    fn escape(&mut self, text: &str, flag: TextFlag) {
        self.shown.flags.insert(flag);
        self.write_escape(text);
    }

    fn write_escape(&mut self, text: &str) {
        let start = self.shown.text.len();
        self.shown.text.push_str(text);
        self.shown.escapes.push(start..self.shown.text.len());
        self.marks = None;
    }

    fn end_word(&mut self) {
        if !self.word.is_ascii() && !self.word.as_str().is_single_script() {
            self.shown.flags.insert(TextFlag::MixedScript);
        }
        self.word.clear();
    }

    fn finish(mut self) -> Shown {
        self.end_word();
        self.end_run('\0');
        let (first, last) = self.edges.unwrap_or(('\0', '\0'));
        let spaced = first == ' ' || last == ' ';
        if spaced {
            self.shown.flags.insert(TextFlag::OddSpace);
        }
        // A text that is in quotes already gets a second pair, so that the pair can be taken off again.
        if spaced || (first == '"' && last == '"' && self.shown.chars > 1) {
            self.shown.text = format!("\"{}\"", self.shown.text);
            for escape in &mut self.shown.escapes {
                *escape = escape.start.saturating_add(1)..escape.end.saturating_add(1);
            }
        }
        if self.shown.chars > LONG_NAME {
            self.shown.flags.insert(TextFlag::Long);
        }
        if self.taken > SHOWN_BYTES {
            self.shown.flags.insert(TextFlag::Cut);
            let dots = if self.place == Place::Ascii { "..." } else { "…" };
            self.shown.text.push_str(&format!("{dots} ({} chars)", grouped(self.shown.chars as u64)));
        }
        self.shown
    }
}
