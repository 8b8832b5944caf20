//! `sigscope report --from`: the records of an earlier report instead of files.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::CliError;
use super::args::{FailOn, ReportFormat, Shared};
use super::error::shown;
use super::output::{warn, warn_shown};
use super::policy::header;
use super::report::{Printer, Renderer};
use crate::text::{Untrusted, grouped};
use crate::triage::{Record, RecordError, records};

/// Lines that are no records and are named one by one; the others are counted.
const NAMED: u64 = 10;

/// Writes the records of a file anew, each as soon as it is read, and returns the exit status.
pub(crate) fn report(
    from: &Path,
    format: ReportFormat,
    fail_on: Option<FailOn>,
    shared: &Shared,
) -> Result<u8, CliError> {
    warn_of_idle_options(shared);
    let mut bad = BadLines { from, count: 0 };
    let mut read = records(open(from)?).filter_map(|line| bad.keep(line));
    let first = read.next();
    let above = match &first {
        Some(record) => record.header.clone(),
        None => header(&shared.policy()?),
    };
    let mut renderer = Renderer::new(format, above, shared.style(), fail_on);
    let mut printer = Printer::begin(&renderer)?;
    for record in first.into_iter().chain(&mut read) {
        renderer.continue_under(record.header);
        let path = PathBuf::from(&record.analysis.path);
        printer.write(renderer.record(&path, &record.analysis), warn_shown)?;
    }
    drop(read);
    if bad.tell_rest() {
        printer.fail();
    }
    printer.end(&renderer)
}

/// Says which options do nothing for records: a list that was not asked must not seem to have been.
pub(crate) fn warn_of_idle_options(shared: &Shared) {
    for option in shared.idle_with_records() {
        warn(&format!("{option} has no effect: records are shown as they were judged"));
    }
}

fn open(from: &Path) -> Result<Box<dyn BufRead>, CliError> {
    if from == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let failed = |source| CliError::File { what: "cannot read", path: from.to_path_buf(), source };
    Ok(Box::new(BufReader::with_capacity(1 << 20, File::open(from).map_err(failed)?)))
}

/// Names lines that are no records, at most a few of them.
struct BadLines<'a> {
    from: &'a Path,
    count: u64,
}

impl BadLines<'_> {
    fn keep(&mut self, line: Result<Record, RecordError>) -> Option<Record> {
        match line {
            Ok(record) => Some(record),
            Err(error) => {
                self.count = self.count.saturating_add(1);
                if self.count <= NAMED {
                    warn_shown(&format!("{}: {}", shown(self.from), Untrusted(&error.to_string()).shown()));
                }
                None
            }
        }
    }

    /// Counts those that were not named; tells whether there was any at all.
    fn tell_rest(&self) -> bool {
        let rest = self.count.saturating_sub(NAMED);
        if rest > 0 {
            warn_shown(&format!("{}: {} more lines are no records", shown(self.from), grouped(rest)));
        }
        self.count > 0
    }
}
