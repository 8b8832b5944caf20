//! Lists of abused certificates that the analyst brings (`--known-bad FILE`).
//!
//! In: the text of a list: one thumbprint a line, or a CSV with a header (our own column names, those of Cert Graveyard
//! and of MalwareBazaar's code-signing block list). Out: which entry a certificate matches, by thumbprint, by issuer and
//! serial number, by durable identity, by subject. Lines that cannot be used are told. What a match is worth is left to
//! the rules.

mod index;
mod record;
mod value;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use self::index::{Index, Key};
use self::record::{fields, records};
use self::value::{Bytes, day, significant, write_folded, write_serial};
use crate::model::{CertificateFacts, Instant};

/// Most lines that are told one by one; the rest is counted.
const MAX_PROBLEMS: usize = 10;
/// Most lines of a list that are looked at for its header.
const MAX_PREAMBLE: usize = 64;

/// All listed certificates. Shared by all threads; a copy shares the lists.
#[derive(Debug, Clone, Default)]
pub struct KnownBad {
    lists: Vec<Arc<List>>,
}

/// One list.
#[derive(Debug)]
struct List {
    name: String,
    /// The lines that can be used.
    lines: Vec<Line>,
    /// Labels and dates of the lines.
    words: String,
    index: Index,
    /// The newest date in it.
    newest: String,
    /// When the file was written, for a list without dates.
    modified: Option<Instant>,
}

/// A line, and where its label and date are in the words of its list.
#[derive(Debug)]
struct Line {
    number: u64,
    label: Range<usize>,
    date: Range<usize>,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The list, as given.
    pub list: String,
    /// The line in it, from 1.
    pub line: u64,
    /// What the list says about it: a malware family, a reason.
    pub label: Option<String>,
    /// When it was listed, as written.
    pub date: Option<String>,
}

/// What a list has that a certificate has too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The line.
    pub entry: Listed,
    /// Which value: `SHA-1 thumbprint`.
    pub by: &'static str,
    /// The value.
    pub value: String,
}

impl Match {
    /// In words: list, line, date, label, value.
    pub fn words(&self) -> String {
        let entry = &self.entry;
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
        self.add_file(list, text, None)
    }

    /// The same, of a file that was written at a time: that is the list's date when none of its lines has one.
    pub fn add_file(&mut self, list: &str, text: &str, modified: Option<Instant>) -> Vec<String> {
        let mut problems = Problems::default();
        self.lists.push(Arc::new(List::read(list, text, modified, &mut problems)));
        problems.into_sentences(list)
    }

    /// Adds the lists of another.
    pub fn join(&mut self, other: Self) {
        self.lists.extend(other.lists);
    }

    /// Number of usable lines.
    pub fn len(&self) -> usize {
        self.lists.iter().map(|list| list.lines.len()).sum()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Name, usable lines and date of each list: that of its newest line, else of its file.
    pub fn lists(&self) -> impl Iterator<Item = (&str, usize, Option<Instant>)> {
        let date = |list: &List| list.newest.parse().ok().or(list.modified);
        self.lists.iter().map(move |list| (list.name.as_str(), list.lines.len(), date(list)))
    }

    /// The entry of this very certificate: by thumbprint, else by issuer and serial number.
    pub fn find(&self, certificate: &CertificateFacts) -> Option<Match> {
        let prints: [(&'static str, &[u8]); 2] =
            [("SHA-256 thumbprint", &certificate.sha256.0), ("SHA-1 thumbprint", &certificate.sha1.0)];
        for (by, print) in prints {
            if let Some(entry) = self.look_up(Key::Thumbprint, print) {
                return Some(Match { entry, by, value: hex::encode(print) });
            }
        }
        let number = significant(certificate.serial.0.as_slice());
        let issuers = [certificate.issuer_cn.as_deref(), Some(&certificate.issuer)];
        let mut same = issuers.into_iter().flatten().filter_map(|issuer| {
            let mut key = Vec::new();
            write_serial(number, issuer, &mut key);
            self.look_up(Key::Serial, &key)
        });
        let value =
            format!("{} of {}", certificate.serial, certificate.issuer_cn.as_deref().unwrap_or(&certificate.issuer));
        same.next().map(|entry| Match { entry, by: "serial number", value })
    }

    /// The entry of the certificate's subscriber: by durable identity, else by common name.
    pub fn find_subscriber(&self, certificate: &CertificateFacts) -> Option<Match> {
        let identity = certificate.identities.iter().find_map(|identity| {
            let entry = self.look_up(Key::Identity, identity.as_bytes())?;
            Some(Match { entry, by: "durable identity", value: identity.clone() })
        });
        identity.or_else(|| {
            let name = certificate.subject_cn.as_deref()?;
            let mut key = Vec::new();
            write_folded(name, &mut key);
            let entry = self.look_up(Key::Subject, &key)?;
            Some(Match { entry, by: "subject", value: name.to_owned() })
        })
    }

    fn look_up(&self, key: Key, value: &[u8]) -> Option<Listed> {
        self.lists.iter().find_map(|list| list.listed(list.index.find(key, value)?))
    }
}

impl List {
    fn read(name: &str, text: &str, modified: Option<Instant>, problems: &mut Problems) -> Self {
        let mut list = Self {
            name: name.to_owned(),
            lines: Vec::new(),
            words: String::new(),
            index: Index::default(),
            newest: String::new(),
            modified,
        };
        let found = text.lines().take(MAX_PREAMBLE).enumerate().find_map(|(line, text)| Some((line, header(text)?)));
        match found {
            Some((line, columns)) => list.add_table(text, line, &columns, problems),
            None => list.add_plain(text, problems),
        }
        list.index.finish();
        list
    }

    fn add_plain(&mut self, text: &str, problems: &mut Problems) {
        for (text, number) in text.trim_start_matches('\u{feff}').lines().zip(1_u64..) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match Bytes::thumbprint(text) {
                Some(print) => {
                    self.index.add(Key::Thumbprint, self.lines.len(), |key| key.extend_from_slice(print.as_ref()));
                    self.lines.push(Line { number, label: 0..0, date: 0..0 });
                }
                None => problems.add(number, "no SHA-1 or SHA-256 thumbprint"),
            }
        }
    }

    fn add_table(&mut self, text: &str, header_line: usize, columns: &[Option<Column>], problems: &mut Problems) {
        let skipped = text.split_inclusive('\n').take(header_line.saturating_add(1)).map(str::len).sum::<usize>();
        let body = text.get(skipped..).unwrap_or_default();
        let first = u64::try_from(header_line).unwrap_or(0).saturating_add(2);
        let mut split = Vec::new();
        for (number, record) in records(body, first) {
            if record.is_empty() || record.starts_with('#') {
                continue;
            }
            if let Err(why) = fields(record, &mut split).and_then(|()| self.add_record(number, &split, columns)) {
                problems.add(number, why);
            }
        }
    }

    fn add_record(
        &mut self,
        number: u64,
        fields: &[Cow<'_, str>],
        columns: &[Option<Column>],
    ) -> Result<(), &'static str> {
        let mut prints: [Option<Bytes>; 2] = [None, None];
        let (mut serial, mut issuer, mut subject, mut identity) = (None, None, None, None);
        let (mut label, mut date) = ("", "");
        for (field, column) in fields.iter().zip(columns) {
            let (text, Some(column)) = (field.as_ref(), column) else { continue };
            if text.is_empty() {
                continue;
            }
            match column {
                Column::Thumbprint => {
                    let print = Bytes::thumbprint(text).ok_or("no SHA-1 or SHA-256 thumbprint")?;
                    // A list has one of each algorithm; of more the last one counts.
                    let [first, last] = &mut prints;
                    *(if first.is_none() { first } else { last }) = Some(print);
                }
                Column::Serial => {
                    serial = Some(Bytes::serial(text).ok_or("the serial number is no hexadecimal number")?);
                }
                Column::Issuer => issuer = Some(text),
                Column::Subject => subject = Some(text),
                Column::Identity => identity = Some(text),
                Column::Label => label = text,
                Column::Date => date = text,
            }
        }
        let serial = serial.zip(issuer);
        if prints == [None, None] && serial.is_none() && subject.is_none() && identity.is_none() {
            return Err("nothing to compare: a serial number counts only together with its issuer");
        }
        let line = self.lines.len();
        for print in prints.into_iter().flatten() {
            self.index.add(Key::Thumbprint, line, |key| key.extend_from_slice(print.as_ref()));
        }
        if let Some((serial, issuer)) = serial {
            self.index.add(Key::Serial, line, |key| write_serial(significant(serial.as_ref()), issuer, key));
        }
        if let Some(subject) = subject {
            self.index.add(Key::Subject, line, |key| write_folded(subject, key));
        }
        if let Some(identity) = identity {
            self.index.add(Key::Identity, line, |key| key.extend_from_slice(identity.as_bytes()));
        }
        if let Some(day) = day(date).filter(|day| *day > self.newest.as_str()) {
            day.clone_into(&mut self.newest);
        }
        let label = self.keep(label);
        let date = self.keep(date);
        self.lines.push(Line { number, label, date });
        Ok(())
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.words.len();
        self.words.push_str(text);
        start..self.words.len()
    }

    fn listed(&self, line: usize) -> Option<Listed> {
        let line = self.lines.get(line)?;
        let words =
            |range: &Range<usize>| self.words.get(range.clone()).filter(|text| !text.is_empty()).map(str::to_owned);
        let (label, date) = (words(&line.label), words(&line.date));
        Some(Listed { list: self.name.clone(), line: line.number, label, date })
    }
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

#[cfg(test)]
mod tests;
