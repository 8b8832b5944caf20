//! One line of text that is typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A text field with its cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextField {
    text: String,
    /// Position of the cursor in characters.
    cursor: usize,
    /// Whether the text is only proposed.
    suggested: bool,
}

/// Longest text that a field takes.
const LONGEST: usize = 4096;

impl TextField {
    /// A field with a text, the cursor behind it.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.chars().count(), text, suggested: false }
    }

    /// A field with a text that gives way to the first one typed, and that a key which moves makes one's own.
    pub fn suggestion(text: impl Into<String>) -> Self {
        Self { suggested: true, ..Self::new(text) }
    }

    /// Whether the text is a suggestion still.
    pub fn is_suggestion(&self) -> bool {
        self.suggested
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Position of the cursor in characters.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Takes a key; tells whether it was one for a text field. Ctrl-A, E, W and U are the shell's.
    pub fn take(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let suggested = std::mem::take(&mut self.suggested);
        match key.code {
            KeyCode::Backspace | KeyCode::Delete if suggested => *self = Self::default(),
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.len(),
            KeyCode::Char('u') if control => self.keep(self.cursor, self.len(), 0),
            KeyCode::Char('w') if control => {
                let before: Vec<char> = self.text.chars().take(self.cursor).collect();
                let blanks = before.iter().rev().take_while(|character| **character == ' ').count();
                let word = before.iter().rev().skip(blanks).take_while(|character| **character != ' ').count();
                let start = self.cursor.saturating_sub(blanks).saturating_sub(word);
                self.remove(start, self.cursor);
            }
            KeyCode::Char(character) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.suggested = suggested;
                self.insert(&character.to_string());
            }
            KeyCode::Backspace => self.remove(self.cursor.saturating_sub(1), self.cursor),
            KeyCode::Delete => self.remove(self.cursor, self.cursor.saturating_add(1)),
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = self.cursor.saturating_add(1).min(self.len()),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.len(),
            _ => {
                self.suggested = suggested;
                return false;
            }
        }
        true
    }

    /// Inserts text at the cursor; line ends become blanks, so that pasting never submits.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.suggested) {
            *self = Self::default();
        }
        let clean: String =
            text.trim_end_matches(['\r', '\n']).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let room = LONGEST.saturating_sub(self.len());
        let new: String = clean.chars().take(room).collect();
        let head: String = self.text.chars().take(self.cursor).collect();
        let tail: String = self.text.chars().skip(self.cursor).collect();
        self.cursor = self.cursor.saturating_add(new.chars().count());
        self.text = format!("{head}{new}{tail}");
    }

    fn len(&self) -> usize {
        self.text.chars().count()
    }

    fn remove(&mut self, from: usize, to: usize) {
        let head: String = self.text.chars().take(from).collect();
        let tail: String = self.text.chars().skip(to).collect();
        self.text = format!("{head}{tail}");
        self.cursor = from;
    }

    fn keep(&mut self, from: usize, to: usize, cursor: usize) {
        self.text = self.text.chars().take(to).skip(from).collect();
        self.cursor = cursor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(character: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(character), KeyModifiers::CONTROL)
    }

    #[test]
    fn word_and_line_are_deleted_like_in_a_shell() {
        let mut field = TextField::new("one two  ");
        assert!(field.take(control('w')));
        assert_eq!(field.text(), "one ");
        field.take(control('u'));
        assert_eq!((field.text(), field.cursor()), ("", 0));
    }

    #[test]
    fn suggestion_gives_way_to_what_is_typed_and_stays_for_what_moves() {
        let typed = |keys: &[KeyCode]| {
            let mut field = TextField::suggestion("2026-06-03");
            for key in keys {
                field.take(KeyEvent::from(*key));
            }
            (field.text().to_owned(), field.is_suggestion())
        };
        let (one, tab) = (KeyCode::Char('1'), KeyCode::Tab);
        assert_eq!(typed(&[]), ("2026-06-03".to_owned(), true));
        assert_eq!(typed(&[tab]), ("2026-06-03".to_owned(), true));
        assert_eq!(typed(&[one, one]), ("11".to_owned(), false));
        assert_eq!(typed(&[KeyCode::Backspace]), (String::new(), false));
        assert_eq!(typed(&[KeyCode::Left, one]), ("2026-06-013".to_owned(), false));
        let mut field = TextField::suggestion("2026-06-03");
        field.insert("2025-01-01\n");
        assert_eq!(field.text(), "2025-01-01");
    }

    #[test]
    fn pasted_line_end_does_not_submit() {
        let mut field = TextField::default();
        field.insert("a\nb\n");
        assert_eq!(field.text(), "a b");
    }

    #[test]
    fn text_beyond_ascii_is_edited_by_character() {
        let mut field = TextField::new("äö");
        field.take(KeyEvent::from(KeyCode::Left));
        field.take(KeyEvent::from(KeyCode::Backspace));
        assert_eq!((field.text(), field.cursor()), ("ö", 0));
    }
}
