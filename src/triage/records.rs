//! The records of an earlier report, read back one line at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use crate::model::Analysis;
use crate::report::{Header, SCHEMA};

/// Bytes of one record: a longer line is not read.
const LINE: u64 = 256 << 20;
/// The byte order mark that editors and PowerShell write before UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// The byte order marks of UTF-16: Windows PowerShell 5 redirects so with `>`.
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// One line of `report --format ndjson`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The circumstances of the analysis.
    pub header: Header,
    /// The analysis, without what JSON does not hold: the DER of the certificates.
    pub analysis: Analysis,
    /// Number of the line, the first is 1.
    pub line: u64,
    /// First byte of the line in the file: to read the record again.
    pub offset: u64,
}

/// A line that is no record. The lines behind it are read all the same, but for an error of the reader.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The reader failed; nothing follows.
    #[error("line {line}: {source}")]
    Read {
        /// Number of the line.
        line: u64,
        /// What it says.
        source: io::Error,
    },
    /// The line is longer than any record.
    #[error("line {line}: longer than {} MiB", LINE >> 20)]
    TooLong {
        /// Number of the line.
        line: u64,
    },
    /// The file is in another encoding; nothing follows.
    #[error("the file is UTF-16, records are UTF-8: convert it, or write it with `cmd /c` instead of PowerShell's `>`")]
    Utf16,
    /// The file is a report in one piece; nothing follows.
    #[error("the file is one JSON object over many lines, records stand one a line: write it with `--format ndjson`")]
    OneObject,
    /// The line is no JSON object of the contract.
    #[error("line {line}, column {}: {}", source.column(), without_place(source))]
    Malformed {
        /// Number of the line.
        line: u64,
        /// What is wrong, with the column.
        source: serde_json::Error,
    },
    /// The line follows another contract.
    #[error("line {line}: schema `{schema}` where {SCHEMA} is read")]
    Schema {
        /// Number of the line.
        line: u64,
        /// What it names.
        schema: String,
    },
}

/// What a JSON error says, without the place: the line it names is that of the record alone.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// Reads records; holds one line at a time. Empty lines are left out.
pub fn records<R: BufRead>(reader: R) -> Records<R> {
    Records { reader, line: 0, offset: 0, buffer: Vec::new(), ended: false }
}

/// Reads one record again, from the offset that [`Record::offset`] gave.
///
/// # Errors
/// When the file cannot be read, or holds no record there any more. The line counts from the offset.
pub fn record_at(path: &Path, offset: u64) -> Result<Record, RecordError> {
    let failed = |source| RecordError::Read { line: 1, source };
    let mut file = File::open(path).map_err(failed)?;
    file.seek(SeekFrom::Start(offset)).map_err(failed)?;
    records(BufReader::new(file)).next().unwrap_or_else(|| Err(failed(io::ErrorKind::UnexpectedEof.into())))
}

/// The records of a reader.
#[derive(Debug)]
pub struct Records<R> {
    reader: R,
    line: u64,
    offset: u64,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Ends with the reader: each round takes a line.
        while !self.ended {
            let offset = self.offset;
            self.line = self.line.saturating_add(1);
            self.buffer.clear();
            match self.read_line() {
                Ok(0) => self.ended = true,
                Ok(read) => {
                    self.offset = self.offset.saturating_add(read);
                    if self.line == 1 && UTF16_MARKS.iter().any(|mark| self.buffer.starts_with(mark)) {
                        self.ended = true;
                        return Some(Err(RecordError::Utf16));
                    }
                    if self.buffer.len() as u64 > LINE {
                        return Some(Err(RecordError::TooLong { line: self.line }));
                    }
                    let mark = if self.line == 1 { UTF8_MARK } else { b"" };
                    let line = self.buffer.strip_prefix(mark).unwrap_or(&self.buffer);
                    if self.line == 1 && line.trim_ascii() == b"{" {
                        self.ended = true;
                        return Some(Err(RecordError::OneObject));
                    }
                    if !line.trim_ascii().is_empty() {
                        return Some(parse(line, self.line, offset));
                    }
                }
                Err(source) => {
                    self.ended = true;
                    return Some(Err(RecordError::Read { line: self.line, source }));
                }
            }
        }
        None
    }
}

impl<R: BufRead> Records<R> {
    /// Reads a line into the buffer, one byte more than a record may have at most, and drops the rest of it.
    fn read_line(&mut self) -> io::Result<u64> {
        let mut limited = (&mut self.reader).take(LINE.saturating_add(1));
        let kept = limited.read_until(b'\n', &mut self.buffer)?;
        let mut read = kept as u64;
        if read > LINE && self.buffer.last() != Some(&b'\n') {
            read = read.saturating_add(self.reader.skip_until(b'\n')? as u64);
        }
        Ok(read)
    }
}

fn parse(line: &[u8], number: u64, offset: u64) -> Result<Record, RecordError> {
    let malformed = |source| RecordError::Malformed { line: number, source };
    let header: Header = serde_json::from_slice(line).map_err(malformed)?;
    if header.schema != SCHEMA {
        return Err(RecordError::Schema { line: number, schema: header.schema });
    }
    let analysis: Analysis = serde_json::from_slice(line).map_err(malformed)?;
    Ok(Record { header, analysis, line: number, offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &[u8]) -> Vec<String> {
        records(text).map(|record| record.unwrap_err().to_string()).collect()
    }

    #[test]
    fn line_that_is_no_record_is_named_by_its_number_and_reading_goes_on() {
        assert_eq!(
            errors(b"\nnonsense\n{\"schema\":1}\r\n\xff\xfe\n"),
            [
                "line 2, column 2: expected ident",
                "line 3, column 11: invalid type: integer `1`, expected a string",
                "line 4, column 1: expected value"
            ]
        );
    }

    #[test]
    fn file_in_utf_16_is_one_error_that_says_so() {
        for text in [&b"\xff\xfe{\0\n\0{\0\n\0"[..], b"\xfe\xff\0{\0\n\0{"] {
            assert_eq!(errors(text).len(), 1);
            assert!(errors(text).concat().starts_with("the file is UTF-16"));
        }
    }

    #[test]
    fn report_in_one_piece_is_one_error_that_says_how_records_are_written() {
        let errors = errors(b"{\n  \"schema\": \"sigscope-report/1\",\n  \"files\": []\n}\n");
        assert_eq!(errors.len(), 1);
        assert!(errors.concat().contains("--format ndjson"), "{errors:?}");
    }

    #[test]
    fn other_contract_is_refused() {
        let line = r#"{"schema":"sigscope-report/9","tool":{"name":"x","version":"1"},"evaluated_at":"2026-01-01T00:00:00Z","trust_store":{"source":"x","as_of":null,"anchors":0}}"#;
        assert_eq!(errors(line.as_bytes()), ["line 1: schema `sigscope-report/9` where sigscope-report/1 is read"]);
    }

    #[test]
    fn nesting_without_end_is_an_error_and_no_crash() {
        assert_eq!(errors(&b"[".repeat(1 << 20)).len(), 1);
        assert_eq!(errors(&b"{\"a\":".repeat(1 << 18)).len(), 1);
    }

    #[test]
    fn end_of_the_reader_ends_the_records() {
        assert!(records(&b""[..]).next().is_none());
        assert!(records(&b"\n \n\n"[..]).next().is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            proptest::prop_assert!(records(bytes.as_slice()).count() <= lines);
        }
    }
}
