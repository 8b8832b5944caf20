//! Lines with labels, marks and tables: the layout of the text report.

use unicode_width::UnicodeWidthStr;

use super::Style;
use crate::model::{OutcomeState, Severity};
use crate::report::wrapped;
use crate::text::{Place, Shown, TextFlag, Untrusted, defang};

/// Columns of a line; only values that are to be copied whole run over.
const WIDTH: usize = 110;

/// Columns of a value that somebody else chose; JSON has all of it.
const VALUE: usize = 240;

/// Columns of the labels.
const LABEL: usize = 17;

/// The role of a piece of text, for those who read it in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Heading,
    Danger,
    Caution,
    Plain,
}

/// Collects the block of one file.
pub(super) struct Page {
    text: String,
    style: Style,
    width: usize,
}

impl Page {
    pub fn new(style: Style) -> Self {
        Self::of_width(style, WIDTH)
    }

    /// A page whose sentences take at most so many columns.
    pub fn of_width(style: Style, width: usize) -> Self {
        Self { text: String::new(), style, width: width.min(WIDTH) }
    }

    pub fn finish(self) -> String {
        self.text
    }

    /// Begins a part.
    pub fn heading(&mut self, text: &str) {
        let text = self.paint(text, Role::Heading);
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text.push_str(&format!("{gap}{text}\n"));
    }

    /// Begins a part of a part.
    pub fn subheading(&mut self, text: &str) {
        self.text.push_str(&format!("\n  {text}\n"));
    }

    /// A label and a value that is ours or shown already; nothing when the value is empty.
    pub fn field(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.text.push_str(&format!("  {label:LABEL$} {value}\n"));
        }
    }

    /// A label and a value that somebody else chose.
    pub fn theirs(&mut self, label: &str, value: &str) {
        let shown = self.shown(value);
        self.field(label, &shown);
    }

    /// A label and a distinguished name, RFC 4514.
    pub fn name(&mut self, label: &str, value: &str) {
        let shown = self.name_of(value);
        self.field(label, &shown);
    }

    /// A label and sentences, broken into lines under each other.
    pub fn prose(&mut self, label: &str, text: &str) {
        let indent = LABEL.saturating_add(3);
        let body = wrapped(&self.sentence(text), indent, self.width);
        self.field(label, body.trim_start());
    }

    /// A label and a list of sentences; more than one get a dash each.
    pub fn items(&mut self, label: &str, texts: &[String]) {
        if let [only] = texts {
            return self.prose(label, only);
        }
        let indent = LABEL.saturating_add(5);
        for (index, text) in texts.iter().enumerate() {
            let body = wrapped(&self.sentence(text), indent, self.width);
            self.field(if index == 0 { label } else { "" }, &format!("- {}", body.trim_start()));
        }
    }

    /// Sentences behind a margin.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        let body = wrapped(&self.sentence(text), indent, self.width);
        if !body.is_empty() {
            self.text.push_str(&body);
            self.text.push('\n');
        }
    }

    /// A mark, and sentences behind it; the marks are of one width, and the sentences stay in their column.
    pub fn paragraph_with_mark(&mut self, mark: &str, text: &str) {
        let indent = plain_width(mark).saturating_add(3);
        let body = wrapped(&self.sentence(text), indent, self.width);
        self.text.push_str(&format!("  {mark} {}\n", body.trim_start()));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A line as it is, behind a margin of four.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(&format!("    {text}\n"));
    }

    /// Rows with their columns aligned, behind a margin of four; the last column is not padded.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width =
            |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            let mut line = String::from("   ");
            for (cell, width) in row.iter().zip(&widths) {
                let pad = " ".repeat(width.saturating_sub(cell.width()));
                line.push_str(&format!(" {cell}{pad} "));
            }
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A text that somebody else chose, for the end of a line; a word of mixed scripts is named.
    pub fn shown(&self, text: &str) -> String {
        let shown = Untrusted(text).shown_in(self.place(Place::Line));
        let mixed = if shown.has(TextFlag::MixedScript) { " {mixed script}" } else { "" };
        format!("{}{mixed}", self.cut(&shown, VALUE))
    }

    /// A distinguished name, for the end of a line.
    pub fn name_of(&self, name: &str) -> String {
        self.cut(&Untrusted(&defang(name)).shown_name_in(self.place(Place::Line)), VALUE)
    }

    /// A text that somebody else chose, between columns, cut to a width.
    pub fn cell(&self, text: &str, width: usize) -> String {
        self.cut(&Untrusted(text).shown_in(self.place(Place::Table)), width)
    }

    fn cut(&self, shown: &Shown, width: usize) -> String {
        let cut = shown.cut(width);
        // The data cannot hold an ellipsis of its own then.
        if self.style.ascii { cut.replace('…', "~") } else { cut }
    }

    /// An address or a text that may hold some, harmless.
    pub fn address(&self, text: &str) -> String {
        self.shown(&defang(text))
    }

    /// A sentence of ours that quotes the file.
    fn sentence(&self, text: &str) -> String {
        // The sentence ends the line, so letters that run from right to left may stay.
        Untrusted(&defang(text)).shown_in(self.place(Place::Line)).text
    }

    /// Where text will stand, in this style.
    pub fn place(&self, place: Place) -> Place {
        if self.style.ascii { Place::Ascii } else { place }
    }

    /// A text in the colour of its role.
    pub fn paint(&self, text: &str, role: Role) -> String {
        if !self.style.color {
            return text.to_owned();
        }
        let code = match role {
            Role::Heading => "1",
            Role::Danger => "1;31",
            Role::Caution => "35",
            Role::Plain => return text.to_owned(),
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// The mark of an outcome.
    pub fn outcome_mark(&self, outcome: OutcomeState) -> String {
        match outcome {
            OutcomeState::Valid => "[+]".to_owned(),
            OutcomeState::Invalid => self.paint("[X]", Role::Danger),
            OutcomeState::NotPresent => "[.]".to_owned(),
            OutcomeState::CannotTell => "[-]".to_owned(),
        }
    }

    /// The mark and word of a severity.
    pub fn severity_mark(&self, severity: Severity) -> String {
        match severity {
            Severity::Critical => self.paint("[X] FAIL", Role::Danger),
            Severity::Warning => self.paint("[!] WARN", Role::Caution),
            Severity::Notice => "[?] ODD ".to_owned(),
            Severity::Info => "[i] NOTE".to_owned(),
        }
    }
}

/// Columns of a text that may hold our own colour sequences.
fn plain_width(text: &str) -> usize {
    let mut rest = text;
    let mut width = 0usize;
    while let Some((before, after)) = rest.split_once('\x1b') {
        width = width.saturating_add(before.width());
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    width.saturating_add(rest.width())
}
