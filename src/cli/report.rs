//! `sigscope report`: files to records on standard output.

use std::io::{self, Write};
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
use crate::compare::Fate;
use crate::history::Recorder;
use crate::model::{Analysis, Instant, Summary};
use crate::policy::Policy;
use crate::report::{
    CsvReport, Header, JSON_SCHEMA, JsonReport, MarkdownReport, NdjsonReport, Report, Style, TextReport, supposed_text,
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
        return from::report(from, arguments.format, arguments.fail_on, shared);
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
    let options = shared.batch_options(paths, order(format), &policy)?;
    let log = Arc::new(Log::open(shared.log.as_deref())?);
    let recorder = recorder(shared, &log)?;
    let renderer = Renderer::new(format, header(&policy), shared.style(), fail_on).supposing(
        format,
        policy.supposed_revocation,
        shared.style(),
    );
    let mut printer = Printer::begin(&renderer)?;
    let progress = Arc::new(Progress::default());
    let is_single = matches!(paths, [only] if only.is_file());
    let bar = Bar::new(Arc::clone(&progress), is_single, shared.ascii);
    let render = |event: Event| {
        log.event(&event);
        match event {
            Event::Analysed { path, mut analysis } => {
                if let Some(recorder) = &recorder {
                    recorder.meet(&mut analysis, Instant::now());
                }
                Some(renderer.record(&path, &analysis))
            }
            Event::NotOfInterest(_) | Event::Skipped(_) => None,
        }
    };
    let broken = batch::run_with(found, &options, &policy, &progress, render, |record| {
        bar.step();
        match printer.take(record, |message| bar.suspended(|| warn_shown(message))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    });
    bar.finish();
    if let Some(Err(error)) = recorder.as_ref().map(Recorder::finish) {
        warn(&error);
    }
    match broken {
        Some(error) => Err(error),
        None => printer.end(&renderer),
    }
}

/// What writes to the history, when it is on. One that cannot be used is told, and the report is made without.
fn recorder(shared: &Shared, log: &Arc<Log>) -> Result<Option<Recorder>, CliError> {
    let log = Arc::clone(log);
    let recorder = shared.recorder(move |sighting| log.committed(sighting)).unwrap_or_else(|error| {
        warn(&format!("{error}; going on without it"));
        None
    });
    if recorder.is_some() {
        shared.warn_of_unrecorded()?;
    }
    Ok(recorder)
}

/// Records that come as they are ready go out so; the others keep the order of the paths.
const fn order(format: ReportFormat) -> Order {
    match format {
        ReportFormat::Ndjson | ReportFormat::Csv => Order::AsReady,
        ReportFormat::Text | ReportFormat::Json | ReportFormat::Markdown => Order::AsGiven,
    }
}

/// Makes the bytes of records; any thread can.
pub(crate) struct Renderer {
    report: Box<dyn Report>,
    fail_on: Option<FailOn>,
    /// Whether each record is flushed, so that a reader sees it at once.
    streams: bool,
    /// The revocation that is supposed over all files, where the format says so in words.
    supposed: Option<(Instant, Style)>,
}

/// What is to be written of one file, and what it means for the exit status.
pub(crate) struct Rendered {
    bytes: io::Result<Vec<u8>>,
    condition_met: bool,
    /// Why the file could not be read, with its name.
    error: Option<String>,
    /// What a supposed revocation does to it.
    fate: Option<Fate>,
}

impl Renderer {
    /// Renders records in a format, under a header.
    pub fn new(format: ReportFormat, header: Header, style: Style, fail_on: Option<FailOn>) -> Self {
        let report: Box<dyn Report> = match format {
            ReportFormat::Text => Box::new(TextReport::new(header, style)),
            ReportFormat::Json => Box::new(JsonReport::new(header)),
            ReportFormat::Ndjson => Box::new(NdjsonReport::new(header)),
            ReportFormat::Csv => Box::new(CsvReport::default()),
            ReportFormat::Markdown => Box::new(MarkdownReport::default()),
        };
        let streams = matches!(format, ReportFormat::Ndjson | ReportFormat::Csv | ReportFormat::Text);
        Self { report, fail_on, streams, supposed: None }
    }

    /// Ends a text report of several files with what a revocation on this date does to them together.
    #[must_use]
    pub fn supposing(self, format: ReportFormat, dated: Option<Instant>, style: Style) -> Self {
        let supposed = dated.filter(|_| format == ReportFormat::Text).map(|dated| (dated, style));
        Self { supposed, ..self }
    }

    /// Says under which circumstances the records that follow were made.
    pub fn continue_under(&mut self, header: Header) {
        self.report.continue_under(header);
    }

    /// Renders the answer about one file.
    pub fn record(&self, path: &Path, analysis: &Analysis) -> Rendered {
        let mut bytes = Vec::new();
        let written = self.report.record(analysis, &mut bytes);
        let error = analysis.error.as_ref();
        Rendered {
            bytes: written.map(|()| bytes),
            condition_met: self.fail_on.is_some_and(|condition| is_met(condition, analysis)),
            error: error.map(|error| format!("{}: {}", shown(path), Untrusted(error).shown())),
            fate: self.supposed.map(|(dated, _)| Fate::new(analysis, dated)),
        }
    }
}

/// Writes records, and counts what decides the exit status.
pub(crate) struct Printer {
    out: Box<dyn Write>,
    separator: &'static str,
    streams: bool,
    any: bool,
    condition_met: bool,
    failed: bool,
    left_out: u64,
    fates: Vec<Fate>,
}

impl Printer {
    /// Writes what stands before the first record.
    pub fn begin(renderer: &Renderer) -> Result<Self, CliError> {
        let mut out: Box<dyn Write> = Box::new(stdout());
        renderer.report.begin(&mut out)?;
        let (separator, streams) = (renderer.report.separator(), renderer.streams);
        Ok(Self {
            out,
            separator,
            streams,
            any: false,
            condition_met: false,
            failed: false,
            left_out: 0,
            fates: Vec::new(),
        })
    }

    /// Takes what there is of one path; `None` is a path that was left out. `name` tells why a file could not be read.
    fn take(&mut self, record: Option<Rendered>, name: impl FnOnce(&str)) -> Result<(), CliError> {
        let Some(record) = record else {
            self.left_out = self.left_out.saturating_add(1);
            return Ok(());
        };
        self.write(record, name)
    }

    /// Writes one record.
    pub fn write(&mut self, record: Rendered, name: impl FnOnce(&str)) -> Result<(), CliError> {
        if let Some(error) = &record.error {
            self.failed = true;
            name(error);
        }
        self.condition_met |= record.condition_met;
        self.fates.extend(record.fate);
        if self.any {
            self.out.write_all(self.separator.as_bytes())?;
        }
        self.any = true;
        self.out.write_all(&record.bytes?)?;
        if self.streams {
            self.out.flush()?;
        }
        Ok(())
    }

    /// Something could not be read: the exit status will say so.
    pub fn fail(&mut self) {
        self.failed = true;
    }

    /// Writes what stands behind the last record and returns the exit status.
    pub fn end(mut self, renderer: &Renderer) -> Result<u8, CliError> {
        renderer.report.end(self.any, &mut self.out)?;
        if let Some((dated, style)) = renderer.supposed.filter(|_| self.fates.len() > 1) {
            write!(self.out, "\n{}", supposed_text(dated, &self.fates, style, usize::MAX))?;
        }
        self.out.flush()?;
        if !self.any && self.left_out == 0 {
            warn("there is no file to report on");
        }
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
