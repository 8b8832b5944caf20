//! `sigscope ioc`: files to indicators for one consumer on standard output.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::args::{IocArguments, Shared};
use super::error::shown;
use super::inputs::inputs;
use super::log::Log;
use super::output::{stdout, warn, warn_shown};
use super::progress::Bar;
use super::{CliError, ERROR, OK};
use crate::batch::{self, Event, Order, Progress};
use crate::ioc::{Basket, Format, JSON_SCHEMA, RenderOptions, Value, all_values, check_selector, render};
use crate::model::Analysis;
use crate::text::Untrusted;

/// Runs the command and returns the exit status.
pub(crate) fn run(arguments: &IocArguments, shared: &Shared) -> Result<u8, CliError> {
    let mut out = stdout();
    if arguments.schema {
        out.write_all(JSON_SCHEMA.as_bytes())?;
        out.flush()?;
        return Ok(OK);
    }
    check_options(arguments)?;
    for selector in &arguments.values {
        check_selector(selector.trim())?;
    }
    let policy = shared.policy()?;
    let options = shared.batch_options(&arguments.paths, Order::AsGiven, &policy)?;
    let log = Log::open(shared.log.as_deref())?;
    let mut picker = Picker::new(arguments.format, &arguments.values);
    let progress = Arc::new(Progress::default());
    let is_single = matches!(arguments.paths.as_slice(), [only] if only.is_file());
    let bar = Bar::new(Arc::clone(&progress), is_single, shared.ascii);
    let found = inputs(arguments.paths.clone(), shared.null);
    let broken = batch::run(found, &options, &policy, &progress, |event| {
        log.event(&event);
        bar.step();
        bar.suspended(|| picker.event(event));
        ControlFlow::<CliError>::Continue(())
    });
    bar.finish();
    if let Some(error) = broken {
        return Err(error);
    }
    picker.warn_of_unused();
    let text = render(
        arguments.format,
        &picker.basket,
        &RenderOptions { at: policy.at, thin: arguments.thin, form: arguments.form },
    );
    out.write_all(text.as_bytes())?;
    // A list of values has no line break at its end, because it is made to be pasted; in a pipe a line has one.
    if !text.is_empty() && !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(if picker.failed { ERROR } else { OK })
}

/// Refuses an option that would change nothing.
fn check_options(arguments: &IocArguments) -> Result<(), CliError> {
    let format = arguments.format;
    if arguments.thin && format != Format::AbuseReport {
        return Err(CliError::NoUse { option: "--thin", format, of: "abuse-report" });
    }
    if arguments.form.is_some() && !matches!(format, Format::Plain | Format::Defanged) {
        return Err(CliError::NoUse { option: "--form", format, of: "plain and defanged" });
    }
    Ok(())
}

/// Collects values of the files as they come.
struct Picker {
    basket: Basket,
    format: Format,
    /// What was asked for, with whether it was found.
    selectors: Vec<(String, bool)>,
    failed: bool,
}

impl Picker {
    fn new(format: Format, selectors: &[String]) -> Self {
        let selectors = selectors.iter().map(|selector| (selector.trim().to_owned(), false)).collect();
        Self { basket: Basket::new(), format, selectors, failed: false }
    }

    fn event(&mut self, event: Event) {
        let Event::Analysed { path, analysis } = event else { return };
        if let Some(error) = &analysis.error {
            self.failed = true;
            warn_shown(&format!("{}: {}", shown(&path), Untrusted(error).shown()));
            return;
        }
        let analysis = Arc::new(*analysis);
        let values: Vec<Value> =
            all_values(&analysis).into_iter().filter(|value| self.is_picked(value, &analysis)).collect();
        self.basket.add_all(&analysis, values);
    }

    fn is_picked(&mut self, value: &Value, analysis: &Analysis) -> bool {
        if self.selectors.is_empty() {
            return self.format.takes_by_default(value, analysis);
        }
        let mut is_picked = false;
        for (selector, is_used) in &mut self.selectors {
            if value.id.is_selected_by(selector) {
                *is_used = true;
                is_picked = true;
            }
        }
        is_picked
    }

    /// A name that selects nothing: the files have no such value.
    fn warn_of_unused(&self) {
        for (selector, _) in self.selectors.iter().filter(|(_, is_used)| !is_used) {
            warn(&format!("--values {selector}: no such value in these files; `--format csv --values all` lists them"));
        }
    }
}
