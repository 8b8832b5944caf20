//! The JSON contract: one object, or one record a line.
//!
//! Records are written as they come. Characters that a terminal would obey or swallow are escaped as `\uXXXX`, so that
//! printing a report is as safe as reading it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::header::{Tool, TrustStoreSummary};
use super::{Header, Report};
use crate::model::{Analysis, Instant};
use crate::text::classify;

/// One pretty-printed object with all records in `files`.
#[derive(Debug)]
pub struct JsonReport {
    header: Header,
    /// The circumstances of the records that follow, when they are not those of the header.
    other: Option<Header>,
}

impl JsonReport {
    /// A report under this header.
    pub fn new(header: Header) -> Self {
        Self { header, other: None }
    }
}

/// A record with the circumstances that are its own.
#[derive(Serialize)]
struct Own<'a> {
    tool: &'a Tool,
    evaluated_at: Instant,
    trust_store: &'a TrustStoreSummary,
    #[serde(flatten)]
    analysis: &'a Analysis,
}

impl Report for JsonReport {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let header = to_json(&self.header)?;
        // The object stays open: `files` is its last member.
        let open = header.strip_suffix("\n}").unwrap_or(&header);
        write!(out, "{open},\n  \"files\": [")
    }

    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        // No string holds a raw line break, so indenting the lines keeps every value.
        let record = match &self.other {
            None => to_json(analysis),
            Some(Header { tool, evaluated_at, trust_store, .. }) => {
                to_json(&Own { tool, evaluated_at: *evaluated_at, trust_store, analysis })
            }
        }?
        .replace('\n', "\n    ");
        write!(out, "\n    {record}")
    }

    fn continue_under(&mut self, header: Header) {
        self.other = (header != self.header).then_some(header);
    }

    fn separator(&self) -> &'static str {
        ","
    }

    fn end(&self, any: bool, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if any { b"\n  ]\n}\n" } else { b"]\n}\n" })
    }
}

/// One record a line, each with the header's members.
#[derive(Debug)]
pub struct NdjsonReport {
    header: Header,
}

impl NdjsonReport {
    /// A report under this header.
    pub fn new(header: Header) -> Self {
        Self { header }
    }
}

/// A record that stands alone.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    header: &'a Header,
    #[serde(flatten)]
    analysis: &'a Analysis,
}

impl Report for NdjsonReport {
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        let formatter = VisibleFormatter { inner: CompactFormatter };
        Line { header: &self.header, analysis }
            .serialize(&mut serde_json::Serializer::with_formatter(&mut line, formatter))?;
        line.push(b'\n');
        out.write_all(&line)
    }

    fn continue_under(&mut self, header: Header) {
        self.header = header;
    }

    fn end(&self, _any: bool, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Pretty-printed JSON in which every invisible character is escaped.
///
/// # Errors
/// When the value cannot be serialised.
pub fn to_json(value: &impl Serialize) -> io::Result<String> {
    let mut bytes = Vec::new();
    let formatter = VisibleFormatter { inner: PrettyFormatter::new() };
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter))?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Escapes what [`classify`] names, and leaves the layout to another formatter.
struct VisibleFormatter<F> {
    inner: F,
}

impl<F: Formatter> Formatter for VisibleFormatter<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all text is printable ASCII, which needs no look into the Unicode tables. All bytes are looked at, so
        // that the processor does many at a time.
        if fragment.bytes().fold(true, |plain, byte| plain & matches!(byte, 0x20..0x7f)) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| classify(*character).is_some()) {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            writer.write_all(before.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.get(character.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.inner.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.inner.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::example::{analysis, header, written};

    #[test]
    fn invisible_characters_are_escaped_and_read_back() {
        let text = "a\u{202e}b\u{2066}\u{9b}\u{200b}\u{e0041}\u{7f}\u{a0}é\u{feff}日";
        let json = to_json(&text).unwrap();
        assert_eq!(json, "\"a\\u202eb\\u2066\\u009b\\u200b\\udb40\\udc41\\u007f\\u00a0é\\ufeff日\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn report_of_no_file_is_an_object_with_an_empty_list() {
        let json: Value = serde_json::from_str(&written(&JsonReport::new(header()), &[])).unwrap();
        assert_eq!(json["schema"], "sigscope-report/1");
        assert_eq!(json["files"], Value::Array(Vec::new()));
    }

    #[test]
    fn report_holds_every_record_as_it_is() {
        let files = [analysis("a"), analysis("b\n\u{202e}")];
        let text = written(&JsonReport::new(header()), &files);
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["files"], serde_json::to_value(&files).unwrap());
        assert_eq!(text, format!("{}\n", to_json(&json_in_order(&files)).unwrap()), "indented as one object");
    }

    /// The whole report as one value, members in the contract's order.
    fn json_in_order(files: &[Analysis]) -> impl Serialize {
        #[derive(Serialize)]
        struct Whole {
            #[serde(flatten)]
            header: Header,
            files: Vec<Analysis>,
        }
        Whole { header: header(), files: files.to_vec() }
    }

    #[test]
    fn each_line_of_ndjson_is_a_record_with_the_header() {
        let files = [analysis("a"), analysis("b\n")];
        let text = written(&NdjsonReport::new(header()), &files);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1]["path"], "b\n");
        for key in ["schema", "tool", "evaluated_at", "trust_store"] {
            assert_eq!(lines[0][key], serde_json::to_value(header()).unwrap()[key]);
        }
    }

    proptest::proptest! {
        #[test]
        fn json_prints_no_character_that_a_terminal_obeys(text in "\\PC{0,20}|.{0,20}") {
            let json = to_json(&text).unwrap();
            proptest::prop_assert!(!json.chars().any(|character| character.is_control()));
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
