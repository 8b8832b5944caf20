//! Text with roles, ready for the screen: the only text that the panes can draw.
//!
//! In: fixed words, values made by us, and untrusted text. Out: rows of pieces, each with a [`Role`]. Untrusted
//! text becomes a piece only through [`Row::shown`], which escapes it; colours are left to `theme`.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

pub use crate::text::grouped;
use crate::text::{self, Place, Shown, TextFlag, Untrusted};

/// What a piece of text is for. The theme turns it into a style; a mark or word always says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// The terminal's own foreground.
    #[default]
    Plain,
    /// Name of a value.
    Label,
    /// Heading, or the value that matters in its row.
    Strong,
    /// `X FAIL`.
    Fail,
    /// `! WARN`.
    Warn,
    /// `? ODD`.
    Odd,
    /// Escaped text: what stood there is not what is shown.
    Escape,
    /// Text that looks like other text.
    LookAlike,
    /// A key to press.
    Key,
    /// Border of a pane.
    Border,
    /// Border of the pane that has the focus.
    Focus,
    /// Bar of a leaf's validity.
    Bar,
    /// Bar of another certificate's validity.
    BarCa,
    /// Marker on the timeline.
    Marker,
    /// The cursor on the timeline, the bytes of the selected field.
    Cursor,
}

impl Role {
    /// Every role, with its name in a user's theme.
    pub const ALL: [(Self, &'static str); 15] = [
        (Self::Plain, "plain"),
        (Self::Label, "label"),
        (Self::Strong, "strong"),
        (Self::Fail, "fail"),
        (Self::Warn, "warn"),
        (Self::Odd, "odd"),
        (Self::Escape, "escape"),
        (Self::LookAlike, "look-alike"),
        (Self::Key, "key"),
        (Self::Border, "border"),
        (Self::Focus, "focus"),
        (Self::Bar, "bar"),
        (Self::BarCa, "bar-ca"),
        (Self::Marker, "marker"),
        (Self::Cursor, "cursor"),
    ];
}

/// A piece of text with one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    text: Cow<'static, str>,
    /// What it is for.
    pub role: Role,
}

impl Piece {
    /// The text; free of anything a terminal would act on.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Columns on the screen.
    pub fn width(&self) -> usize {
        UnicodeWidthStr::width(self.text.as_ref())
    }
}

/// One row: pieces from the left, and pieces that keep to the right edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// From the left; cut when the row is too narrow.
    pub left: Vec<Piece>,
    /// At the right edge; never cut before the left is.
    pub right: Vec<Piece>,
    /// The piece of the left part that gives way when there is no room, and how.
    pub flex: Option<(usize, Flex)>,
}

/// How a piece gives way in a row that is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flex {
    /// Its middle is cut out: beginning and end tell names apart.
    Middle,
    /// It is left out.
    Drop,
}

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// A row of one fixed text.
    pub fn of(text: &'static str, role: Role) -> Self {
        Self::new().fixed(text, role)
    }

    /// Adds a text of the program.
    #[must_use]
    pub fn fixed(mut self, text: &'static str, role: Role) -> Self {
        self.left.push(Piece { text: Cow::Borrowed(text), role });
        self
    }

    /// Adds a text that was made here of numbers, dates, hex and fixed words. Escaped nonetheless, but for
    /// backslashes, should a value have slipped in.
    #[must_use]
    pub fn own(mut self, text: impl Into<String>, role: Role) -> Self {
        self.left.push(own(text.into(), role));
        self
    }

    /// Adds untrusted text: escapes stand in reverse video, look-alike text is underlined and named.
    #[must_use]
    pub fn shown(mut self, text: &str, role: Role) -> Self {
        let shown = Untrusted(text).shown();
        self.left.extend(pieces(&shown, &shown.text, role, false));
        self
    }

    /// As [`Row::shown`], of bytes: what is no UTF-8 stands as `\xNN`.
    #[must_use]
    pub fn shown_bytes(mut self, bytes: &[u8], role: Role) -> Self {
        let shown = Shown::from_bytes(bytes, Place::Line);
        self.left.extend(pieces(&shown, &shown.text, role, false));
        self
    }

    /// As [`Row::shown_within`], of bytes.
    #[must_use]
    pub fn shown_bytes_within(mut self, bytes: &[u8], columns: usize, role: Role) -> Self {
        let shown = Shown::from_bytes(bytes, Place::Line);
        self.left.extend(pieces(&shown, &shown.cut_quietly(columns), role, false));
        self
    }

    /// Lets the piece that was added last give way when there is no room.
    #[must_use]
    pub fn flexible(mut self, flex: Flex) -> Self {
        self.flex = self.left.len().checked_sub(1).map(|last| (last, flex));
        self
    }

    /// The left part in `room` columns, after the flexible piece has given way.
    pub fn fitted(&self, room: usize) -> Cow<'_, [Piece]> {
        let total = self.left_width();
        let Some((index, flex)) = self.flex.filter(|_| total > room) else { return Cow::Borrowed(&self.left) };
        let mut pieces = self.left.clone();
        let Some(piece) = pieces.get_mut(index) else { return Cow::Borrowed(&self.left) };
        let others = total.saturating_sub(piece.width());
        match flex {
            Flex::Drop => piece.text = Cow::Borrowed(""),
            // A few letters of a name are no name.
            Flex::Middle if room.saturating_sub(others) >= 6 => {
                piece.text = Cow::Owned(middle_cut(&piece.text, room.saturating_sub(others)));
            }
            Flex::Middle => {}
        }
        Cow::Owned(pieces)
    }

    /// Adds a distinguished name as RFC 4514 text: its backslashes are escapes of its own and stay single.
    #[must_use]
    pub fn shown_name(mut self, name: &str, role: Role) -> Self {
        let shown = Untrusted(name).shown_name_in(Place::Line);
        self.left.extend(pieces(&shown, &shown.text, role, true));
        self
    }

    /// Adds a distinguished name in at most `columns` columns, the middle cut out.
    #[must_use]
    pub fn shown_name_within(mut self, name: &str, columns: usize, role: Role) -> Self {
        let shown = Untrusted(name).shown_name_in(Place::Line);
        self.left.extend(pieces(&shown, &shown.cut_quietly(columns), role, true));
        self
    }

    /// Adds the beginning of a sentence of the program, in at most `columns` columns.
    #[must_use]
    pub fn beginning(self, text: &str, columns: usize, role: Role) -> Self {
        if UnicodeWidthStr::width(text) <= columns {
            return self.own(text, role);
        }
        let kept = cut(text, columns.saturating_sub(1)).trim_end();
        let whole_words = kept.rfind(' ').filter(|at| at.saturating_mul(3) > kept.len().saturating_mul(2));
        let kept = whole_words.and_then(|at| kept.get(..at)).unwrap_or(kept);
        self.own(format!("{kept}…"), role)
    }

    /// Adds a text made here at the right edge.
    #[must_use]
    pub fn at_right(mut self, text: impl Into<String>, role: Role) -> Self {
        self.right.push(own(text.into(), role));
        self
    }

    /// Adds untrusted text in at most `columns` columns, the middle cut out: `abc…xyz (10 000 chars)`.
    #[must_use]
    pub fn shown_within(mut self, text: &str, columns: usize, role: Role) -> Self {
        let shown = Untrusted(text).shown();
        self.left.extend(pieces(&shown, &shown.cut_quietly(columns), role, false));
        self
    }

    /// Fills up with blanks to `column`, with at least one blank behind a text that reaches it.
    #[must_use]
    pub fn column(mut self, column: usize) -> Self {
        let width = self.left_width();
        if width > 0 || column > 0 {
            let blanks = column.saturating_sub(width).max(usize::from(width > 0));
            self.left.push(Piece { text: Cow::Owned(" ".repeat(blanks)), role: Role::Plain });
        }
        self
    }

    /// Adds a part of a piece of another row.
    #[must_use]
    pub(super) fn piece(mut self, part_of_a_piece: &str, role: Role) -> Self {
        self.left.push(Piece { text: Cow::Owned(part_of_a_piece.to_owned()), role });
        self
    }

    /// Adds the pieces of another row.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        let before = self.left.len();
        self.flex = self.flex.or(other.flex.map(|(index, flex)| (index.saturating_add(before), flex)));
        self.left.extend(other.left);
        self.right.extend(other.right);
        self
    }

    /// Columns of the left part.
    pub fn left_width(&self) -> usize {
        self.left.iter().map(Piece::width).sum()
    }

    /// Columns of the right part.
    pub fn right_width(&self) -> usize {
        self.right.iter().map(Piece::width).sum()
    }

    /// The text without roles.
    pub fn plain(&self) -> String {
        let mut text: String = self.left.iter().map(Piece::text).collect();
        if !self.right.is_empty() {
            text.push(' ');
            text.extend(self.right.iter().map(Piece::text));
        }
        text
    }
}

fn own(text: String, role: Role) -> Piece {
    let clean = text.chars().all(|character| character.is_ascii_graphic() || character == ' ');
    let text = if clean { text } else { visible(&text) };
    Piece { text: Cow::Owned(text), role }
}

/// Escapes what a terminal would act on or not show; leaves backslashes alone.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match text::classify(character) {
            None => visible.push(character),
            Some(_) => visible.push_str(&Untrusted(character.encode_utf8(&mut [0; 4])).shown().text),
        }
    }
    visible
}

/// Pieces of untrusted text, of which `text` is shown.
fn pieces(shown: &Shown, text: &str, role: Role, name: bool) -> Vec<Piece> {
    let mixed = shown.has(TextFlag::MixedScript);
    let mut pieces = Vec::new();
    escaped_pieces(text, if mixed { Role::LookAlike } else { role }, name, &mut pieces);
    if mixed {
        pieces.push(Piece { text: Cow::Borrowed(" {mixed script}"), role: Role::Odd });
    }
    pieces
}

/// Splits a shown text at its escapes: every backslash in it begins one. Those that a distinguished name has of its
/// own are text like any other.
fn escaped_pieces(shown: &str, role: Role, name: bool, pieces: &mut Vec<Piece>) {
    let mut plain = String::new();
    let mut rest = shown;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let next = escape.as_bytes().get(1);
        let length = match next {
            Some(b'u') => escape.find('}').map_or(2, |end| end.saturating_add(1)),
            Some(b'x') => 4,
            _ => 2,
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        if name && !matches!(next, Some(b'u' | b'x' | b'n' | b'r' | b't')) {
            plain.push_str(escape);
        } else {
            if !plain.is_empty() {
                pieces.push(Piece { text: Cow::Owned(std::mem::take(&mut plain)), role });
            }
            pieces.push(Piece { text: Cow::Owned(escape.to_owned()), role: Role::Escape });
        }
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece { text: Cow::Owned(plain), role });
    }
}

/// Beginning and end of a text in `width` columns, the end a third of it or more.
fn middle_cut(text: &str, width: usize) -> String {
    let tail_room = width.saturating_mul(2) / 5;
    let mut used = 0usize;
    let mut tail = text.len();
    for (at, character) in text.char_indices().rev() {
        used = used.saturating_add(unicode_width::UnicodeWidthChar::width(character).unwrap_or(0));
        if used > tail_room {
            break;
        }
        tail = at;
    }
    let end = text.get(tail..).unwrap_or_default();
    let start = cut(text, width.saturating_sub(1).saturating_sub(UnicodeWidthStr::width(end)));
    format!("{}…{}", start.trim_end(), end.trim_start())
}

/// The first characters that fit into `width` columns.
pub fn cut(text: &str, width: usize) -> &str {
    let mut used = 0usize;
    for (at, character) in text.char_indices() {
        used = used.saturating_add(unicode_width::UnicodeWidthChar::width(character).unwrap_or(0));
        if used > width {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_in_the_middle_with_its_length() {
        let row = Row::new().shown_within(&format!("{}END", "a".repeat(9_997)), 40, Role::Plain);
        assert_eq!(row.left_width(), 40);
        assert!(row.plain().contains("END (10 000 chars)"), "{}", row.plain());
    }

    #[test]
    fn escape_sequence_becomes_visible_pieces() {
        let row = Row::new().shown("a\u{1b}]52;c;", Role::Plain);
        assert_eq!(row.plain(), "a\\x1b]52;c;");
        assert!(row.left.iter().any(|piece| piece.role == Role::Escape && piece.text() == "\\x1b"));
    }

    #[test]
    fn comma_in_a_distinguished_name_keeps_its_one_backslash_and_a_control_still_stands_out() {
        let row = Row::new().shown_name("CN=VeriSign\\, Inc.\u{1b}", Role::Plain);
        assert_eq!(row.plain(), "CN=VeriSign\\, Inc.\\x1b");
        let escapes: Vec<&str> = row.left.iter().filter(|piece| piece.role == Role::Escape).map(Piece::text).collect();
        assert_eq!(escapes, ["\\x1b"]);
    }

    #[test]
    fn long_name_in_a_row_keeps_its_end() {
        let name = "Example ID Verified Code Signing PCA 2021";
        let row = Row::of("# CA ", Role::Plain).shown(name, Role::Plain).flexible(Flex::Middle);
        let text: String = row.fitted(30).iter().map(Piece::text).collect();
        assert_eq!(text, "# CA Example ID Ver…g PCA 2021");
        let whole: String = row.fitted(80).iter().map(Piece::text).collect();
        assert!(whole.ends_with(name));
    }

    #[test]
    fn sentence_is_cut_at_its_end_behind_a_word() {
        let row = Row::new().beginning("Whether it was revoked is not known", 20, Role::Plain);
        assert_eq!(row.plain(), "Whether it was…");
    }

    #[test]
    fn control_character_in_own_text_is_escaped_too() {
        assert_eq!(Row::new().own("a\u{202e}b", Role::Plain).plain(), "a\\u{202e}b");
    }
}
