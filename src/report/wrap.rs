//! Paragraphs in a column.

use unicode_width::UnicodeWidthStr;

/// A paragraph broken at spaces into lines of at most `width` columns, each behind `indent` spaces.
///
/// A word that is wider stands on a line of its own; it is never cut, so that it can be copied.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width().saturating_add(word.width()).saturating_add(1) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{margin}{word}")),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_long_words_stay_whole() {
        assert_eq!(wrapped("one two three", 2, 9), "  one two\n  three");
        assert_eq!(wrapped("a verylongword b", 0, 6), "a\nverylongword\nb");
        assert_eq!(wrapped("", 2, 9), "");
    }
}
