//! Lists of abused certificates that the analyst brings (`--known-bad FILE`).
//!
//! In: the text of a list: one thumbprint a line, or a CSV with a header (our own column names, those of Cert Graveyard
//! and of MalwareBazaar's code-signing block list). Out: which entry a certificate matches, by thumbprint, by issuer and
//! serial number, by durable identity, by subject. Lines that cannot be used are told. What a match is worth is left to
//! the rules.

use std::collections::HashMap;
use std::sync::Arc;

use csv::ByteRecord;

use crate::model::CertificateFacts;

/// Most lines that are told one by one; the rest is counted.
const MAX_PROBLEMS: usize = 10;
/// Most lines of a list that are looked at for its header.
const MAX_PREAMBLE: usize = 64;

/// All listed certificates. Shared by all threads.
#[derive(Debug, Default)]
pub struct KnownBad {
    entries: Vec<Listed>,
    thumbprints: HashMap<Vec<u8>, usize>,
    /// By serial number without leading zeros, and issuer: see [`serial_key`].
    serials: HashMap<Vec<u8>, usize>,
    identities: HashMap<String, usize>,
    subjects: HashMap<String, usize>,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The list, as given.
    pub list: Arc<str>,
    /// The line in it, from 1.
    pub line: u64,
    /// What the list says about it: a malware family, a reason.
    pub label: Option<String>,
    /// When it was listed, as written.
    pub date: Option<String>,
}

/// What a list has that a certificate has too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'a> {
    /// The line.
    pub entry: &'a Listed,
    /// Which value: `SHA-1 thumbprint`.
    pub by: &'static str,
    /// The value.
    pub value: String,
}

impl Match<'_> {
    /// In words: list, line, date, label, value.
    pub fn words(&self) -> String {
        let entry = self.entry;
        let date = entry.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
        let label = entry.label.as_ref().map(|label| format!(", {label}")).unwrap_or_default();
        format!("{} line {}{date}{label}: {} {}", entry.list, entry.line, self.by, self.value)
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Thumbprint,
    Serial,
    Issuer,
    Subject,
    Identity,
    Label,
    Date,
}

/// Which column a title stands for; `None` for one that is not used.
fn column(title: &str) -> Option<Column> {
    let plain: String =
        title.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    Some(match plain.as_str() {
        "thumbprint" | "thumbprintsha1" | "thumbprintsha256" => Column::Thumbprint,
        "serial" | "serialnumber" => Column::Serial,
        "issuercn" | "issuer" => Column::Issuer,
        "subjectcn" | "signer" => Column::Subject,
        "durableidentity" => Column::Identity,
        "label" | "malware" | "reason" | "cscbreason" => Column::Label,
        "date" | "dateutc" | "timestamp" | "timestamputc" | "firstseen" | "firstseenutc" => Column::Date,
        _ => return None,
    })
}

/// The columns of a header line; `None` when it is none: at least two titles must be known, or all of them.
fn header(line: &str) -> Option<Vec<Option<Column>>> {
    let titles = line.trim_start_matches(['#', ' ', '\u{feff}']);
    let columns: Vec<Option<Column>> = titles.split(',').map(|title| column(title.trim())).collect();
    let known = columns.iter().flatten().count();
    (known >= 2 || (known >= 1 && known == columns.len())).then_some(columns)
}

impl KnownBad {
    /// Adds a list and returns a sentence for each line that cannot be used (beyond ten they are counted).
    pub fn add(&mut self, list: &str, text: &str) -> Vec<String> {
        let mut problems = Problems::default();
        let name: Arc<str> = Arc::from(list);
        let found = text.lines().take(MAX_PREAMBLE).enumerate().find_map(|(line, text)| Some((line, header(text)?)));
        match found {
            Some((line, columns)) => self.add_table(&name, text, line, &columns, &mut problems),
            None => self.add_plain(&name, text, &mut problems),
        }
        problems.into_sentences(list)
    }

    /// Number of usable lines.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add_plain(&mut self, list: &Arc<str>, text: &str, problems: &mut Problems) {
        self.thumbprints.reserve(line_count(text));
        for (text, line) in text.trim_start_matches('\u{feff}').lines().zip(1_u64..) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match thumbprint(text) {
                Some(value) => {
                    let position = self.push(Listed::new(list, line));
                    self.thumbprints.entry(value).or_insert(position);
                }
                None => problems.add(line, "no SHA-1 or SHA-256 thumbprint"),
            }
        }
    }

    fn add_table(
        &mut self,
        list: &Arc<str>,
        text: &str,
        header_line: usize,
        columns: &[Option<Column>],
        problems: &mut Problems,
    ) {
        let lines = line_count(text);
        for column in columns.iter().flatten() {
            match column {
                Column::Thumbprint => self.thumbprints.reserve(lines),
                Column::Serial => self.serials.reserve(lines),
                Column::Subject => self.subjects.reserve(lines),
                Column::Identity => self.identities.reserve(lines),
                Column::Issuer | Column::Label | Column::Date => {}
            }
        }
        let skipped = text.split_inclusive('\n').take(header_line.saturating_add(1)).map(str::len).sum::<usize>();
        // abuse.ch writes `"a", "b"`, in which the second quote does not open a field for a strict reader.
        let body = text.get(skipped..).unwrap_or_default().replace("\", \"", "\",\"");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .from_reader(body.as_bytes());
        let first = u64::try_from(header_line).unwrap_or(0).saturating_add(1);
        let mut record = ByteRecord::new();
        loop {
            let line = first.saturating_add(reader.position().line());
            match reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {
                    let line = record.position().map_or(line, |position| first.saturating_add(position.line()));
                    if let Err(why) = self.add_record(list, line, &record, columns) {
                        problems.add(line, why);
                    }
                }
                Err(_) => {
                    problems.add(line, "no CSV");
                    break;
                }
            }
        }
    }

    fn add_record(
        &mut self,
        list: &Arc<str>,
        line: u64,
        record: &ByteRecord,
        columns: &[Option<Column>],
    ) -> Result<(), &'static str> {
        let mut entry = Listed::new(list, line);
        let (mut prints, mut number, mut issuer, mut subject, mut identity) = (Vec::new(), None, None, None, None);
        for (field, column) in record.iter().zip(columns) {
            let Some(column) = column else { continue };
            let text = String::from_utf8_lossy(field);
            let text = text.trim().trim_matches('"').trim();
            if text.is_empty() {
                continue;
            }
            match column {
                Column::Thumbprint => prints.push(thumbprint(text).ok_or("no SHA-1 or SHA-256 thumbprint")?),
                Column::Serial => number = Some(serial(text).ok_or("the serial number is no hexadecimal number")?),
                Column::Issuer => issuer = Some(fold(text)),
                Column::Subject => subject = Some(fold(text)),
                Column::Identity => identity = Some(text.to_owned()),
                Column::Label => entry.label = Some(text.to_owned()),
                Column::Date => entry.date = Some(text.to_owned()),
            }
        }
        let number = number.zip(issuer).map(|(number, issuer)| serial_key(&number, &issuer));
        if prints.is_empty() && number.is_none() && subject.is_none() && identity.is_none() {
            return Err("nothing to compare: a serial number counts only together with its issuer");
        }
        let position = self.push(entry);
        for print in prints {
            self.thumbprints.entry(print).or_insert(position);
        }
        if let Some(number) = number {
            self.serials.entry(number).or_insert(position);
        }
        if let Some(subject) = subject {
            self.subjects.entry(subject).or_insert(position);
        }
        if let Some(identity) = identity {
            self.identities.entry(identity).or_insert(position);
        }
        Ok(())
    }

    fn push(&mut self, entry: Listed) -> usize {
        self.entries.push(entry);
        self.entries.len().saturating_sub(1)
    }

    /// The entry of this very certificate: by thumbprint, else by issuer and serial number.
    pub fn find(&self, certificate: &CertificateFacts) -> Option<Match<'_>> {
        let prints: [(&'static str, &[u8]); 2] =
            [("SHA-256 thumbprint", &certificate.sha256.0), ("SHA-1 thumbprint", &certificate.sha1.0)];
        for (by, print) in prints {
            if let Some(entry) = self.thumbprints.get(print).and_then(|position| self.entries.get(*position)) {
                return Some(Match { entry, by, value: hex::encode(print) });
            }
        }
        let number = significant(certificate.serial.0.as_slice());
        let issuers = [certificate.issuer_cn.as_deref(), Some(&certificate.issuer)];
        let keys = issuers.into_iter().flatten().map(|issuer| serial_key(number, &fold(issuer)));
        let mut same = keys.filter_map(|key| self.entries.get(*self.serials.get(&key)?));
        let value =
            format!("{} of {}", certificate.serial, certificate.issuer_cn.as_deref().unwrap_or(&certificate.issuer));
        same.next().map(|entry| Match { entry, by: "serial number", value })
    }

    /// An entry of the same subscriber: by durable identity, else by the subject's common name.
    pub fn find_subscriber(&self, certificate: &CertificateFacts) -> Option<Match<'_>> {
        let identity = certificate.identities.iter().find_map(|identity| {
            let entry = self.entries.get(*self.identities.get(identity)?)?;
            Some(Match { entry, by: "durable identity", value: identity.clone() })
        });
        identity.or_else(|| {
            let name = certificate.subject_cn.as_deref()?;
            let entry = self.entries.get(*self.subjects.get(&fold(name))?)?;
            Some(Match { entry, by: "subject", value: name.to_owned() })
        })
    }
}

impl Listed {
    fn new(list: &Arc<str>, line: u64) -> Self {
        Self { list: Arc::clone(list), line, label: None, date: None }
    }
}

/// Serial number and folded issuer in one: the number's length tells where the issuer begins.
fn serial_key(number: &[u8], issuer: &str) -> Vec<u8> {
    let length = u8::try_from(number.len()).unwrap_or(u8::MAX);
    let mut key = Vec::with_capacity(number.len().saturating_add(issuer.len()).saturating_add(1));
    key.push(length);
    key.extend_from_slice(number);
    key.extend_from_slice(issuer.as_bytes());
    key
}

/// How many lines there are, to make room for them at once: never more than the text has bytes for.
fn line_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count().min(text.len() / 20).saturating_add(1)
}

/// Lines that cannot be used.
#[derive(Default)]
struct Problems {
    told: Vec<(u64, &'static str)>,
    more: usize,
}

impl Problems {
    fn add(&mut self, line: u64, why: &'static str) {
        if self.told.len() < MAX_PROBLEMS {
            self.told.push((line, why));
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    fn into_sentences(self, list: &str) -> Vec<String> {
        let mut sentences: Vec<String> =
            self.told.iter().map(|(line, why)| format!("{list} line {line} is not used: {why}")).collect();
        if self.more > 0 {
            sentences.push(format!("{list}: {} more lines are not used", self.more));
        }
        sentences
    }
}

/// Reads a thumbprint, with or without colons and blanks.
fn thumbprint(text: &str) -> Option<Vec<u8>> {
    bytes(text).filter(|bytes| matches!(bytes.len(), 20 | 32))
}

/// Reads a serial number in hexadecimal, with or without colons, blanks, `0x`; its leading zeros are dropped.
fn serial(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let even = bytes(digits).or_else(|| bytes(&format!("0{digits}")))?;
    Some(significant(&even).to_vec())
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() > 256 {
        return None;
    }
    if let Ok(bytes) = hex::decode(text) {
        return Some(bytes);
    }
    let digits: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ' | '-')).collect();
    hex::decode(digits).ok()
}

fn significant(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    serial.get(zeros..).unwrap_or_default()
}

/// A name in lower case, runs of white space as one blank.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        if word.is_ascii() {
            folded.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            folded.push_str(&word.to_lowercase());
        }
    }
    folded
}

#[cfg(test)]
mod tests;
