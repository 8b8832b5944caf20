//! `sigscope report`: files to records on standard output.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{FailOn, ReportArguments, ReportFormat, Shared};
use super::error::shown;
use super::inputs::inputs;
use super::log::Log;
use super::output::{stdout, warn, warn_shown};
use super::policy::header;
use super::progress::Bar;
use super::{CONDITION_MET, CliError, ERROR, OK, from};
use crate::batch::{self, Event, Input, Order, Progress};
use crate::model::{Analysis, Summary};
use crate::policy::Policy;
use crate::report::{
    CsvReport, Header, JSON_SCHEMA, JsonReport, MarkdownReport, NdjsonReport, Report, Style, TextReport,
};
use crate::text::{Untrusted, grouped};

/// Runs the command and returns the exit status.
pub(crate) fn run(arguments: &ReportArguments, shared: &Shared) -> Result<u8, CliError> {
    if arguments.schema {
        let mut out = stdout();
        out.write_all(JSON_SCHEMA.as_bytes())?;
        out.flush()?;
        return Ok(OK);
    }
    if let Some(from) = &arguments.from {
        return from::report(from, arguments, shared);
    }
    let paths = arguments.paths.clone();
    let found = inputs(paths.clone(), shared.null);
    let mut policy = shared.policy()?;
    policy.supposed_revocation = arguments.revoked_at;
    report(found, &paths, arguments.format, arguments.fail_on, shared, policy)
}

/// Reports on the inputs that `paths` stand for, judged by `policy`.
pub(crate) fn report(
    found: impl Iterator<Item = Input> + Send,
    paths: &[PathBuf],
    format: ReportFormat,
    fail_on: Option<FailOn>,
    shared: &Shared,
    policy: Policy,
) -> Result<u8, CliError> {
    let options = shared.batch_options(paths, order(format))?;
    let mut log = Log::open(shared.log.as_deref())?;
    let mut printer = Printer::begin(format, header(&policy), shared.style())?;
    let progress = Arc::new(Progress::default());
    let is_single = matches!(paths, [only] if only.is_file());
    let bar = Bar::new(Arc::clone(&progress), is_single, shared.ascii);

    let broken = batch::run(found, &options, &policy, &progress, |event| {
        log.event(&event);
        bar.step();
        match printer.event(event, fail_on, &bar) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    });
    bar.finish();
    match broken {
        Some(error) => Err(error),
        None => printer.end(),
    }
}

/// Records that come as they are ready go out so; the others keep the order of the paths.
const fn order(format: ReportFormat) -> Order {
    match format {
        ReportFormat::Ndjson | ReportFormat::Csv => Order::AsReady,
        ReportFormat::Text | ReportFormat::Json | ReportFormat::Markdown => Order::AsGiven,
    }
}

/// Writes records, and counts what decides the exit status.
pub(crate) struct Printer {
    report: Box<dyn Report>,
    out: Box<dyn Write>,
    /// Whether each record is flushed, so that a reader sees it at once.
    streams: bool,
    condition_met: bool,
    failed: bool,
    left_out: u64,
}

impl Printer {
    /// Writes what stands before the first record.
    pub fn begin(format: ReportFormat, header: Header, style: Style) -> Result<Self, CliError> {
        let mut report: Box<dyn Report> = match format {
            ReportFormat::Text => Box::new(TextReport::new(header, style)),
            ReportFormat::Json => Box::new(JsonReport::new(header)),
            ReportFormat::Ndjson => Box::new(NdjsonReport::new(header)),
            ReportFormat::Csv => Box::new(CsvReport::default()),
            ReportFormat::Markdown => Box::new(MarkdownReport::default()),
        };
        let mut out: Box<dyn Write> = Box::new(stdout());
        report.begin(&mut out)?;
        let streams = matches!(format, ReportFormat::Ndjson | ReportFormat::Csv | ReportFormat::Text);
        Ok(Self { report, out, streams, condition_met: false, failed: false, left_out: 0 })
    }

    /// Takes one event of a batch.
    pub fn event(&mut self, event: Event, fail_on: Option<FailOn>, bar: &Bar) -> Result<(), CliError> {
        match event {
            Event::Analysed { path, analysis } => {
                self.analysis(&path, &analysis, fail_on, |message| bar.suspended(|| warn_shown(message)))?;
            }
            Event::NotOfInterest(_) | Event::Skipped(_) => self.left_out = self.left_out.saturating_add(1),
        }
        Ok(())
    }

    /// Takes the answer about one file; names a file that could not be read.
    pub fn analysis(
        &mut self,
        path: &Path,
        analysis: &Analysis,
        fail_on: Option<FailOn>,
        name: impl FnOnce(&str),
    ) -> Result<(), CliError> {
        if let Some(error) = &analysis.error {
            self.failed = true;
            name(&format!("{}: {}", shown(path), Untrusted(error).shown()));
        }
        self.record(analysis, fail_on)
    }

    /// Sets the header of the NDJSON records that follow.
    pub fn continue_under(&mut self, header: Header) {
        self.report = Box::new(NdjsonReport::new(header));
    }

    /// Something could not be read: the exit status will say so.
    pub fn fail(&mut self) {
        self.failed = true;
    }

    /// Writes one record.
    pub fn record(&mut self, analysis: &Analysis, fail_on: Option<FailOn>) -> Result<(), CliError> {
        self.condition_met |= fail_on.is_some_and(|condition| is_met(condition, analysis));
        self.report.record(analysis, &mut self.out)?;
        if self.streams {
            self.out.flush()?;
        }
        Ok(())
    }

    /// Writes what stands behind the last record and returns the exit status.
    pub fn end(mut self) -> Result<u8, CliError> {
        self.report.end(&mut self.out)?;
        self.out.flush()?;
        if self.left_out > 0 {
            let files = if self.left_out == 1 { "file" } else { "files" };
            warn(&format!(
                "left out {} {files} in folders: not executable, not a signed format; name a file to have it reported",
                grouped(self.left_out)
            ));
        }
        Ok(if self.failed {
            ERROR
        } else if self.condition_met {
            CONDITION_MET
        } else {
            OK
        })
    }
}

/// Tells whether a file meets the condition of `--fail-on`.
fn is_met(condition: FailOn, analysis: &Analysis) -> bool {
    match condition.severity() {
        None => analysis.verdict.summary != Summary::Trusted,
        Some(severity) => analysis.findings.iter().any(|finding| finding.severity >= severity),
    }
}
