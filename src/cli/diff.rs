//! `sigscope diff`: two files side by side, or the relations of more.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::args::{DiffArguments, DiffFormat, Shared};
use super::error::shown;
use super::log::Log;
use super::output::{stdout, warn_shown};
use super::policy::header;
use super::{CliError, ERROR, OK};
use crate::batch::{self, Event, Input, Order, Progress};
use crate::compare::{compare, matrix};
use crate::model::Analysis;
use crate::report::{DIFF_JSON_SCHEMA, diff_json, diff_text, matrix_json, matrix_text};
use crate::text::Untrusted;

/// Files of one matrix: the work and the table grow with the square.
const MOST: usize = 64;

/// Runs the command and returns the exit status.
pub(crate) fn run(arguments: &DiffArguments, shared: &Shared) -> Result<u8, CliError> {
    if arguments.schema {
        return print(DIFF_JSON_SCHEMA).map(|()| OK);
    }
    if arguments.paths.len() > MOST {
        return Err(CliError::TooManyFiles { given: arguments.paths.len(), most: MOST });
    }
    if let Some(folder) = arguments.paths.iter().find(|path| path.is_dir()) {
        return Err(CliError::NoFile(folder.clone()));
    }
    let policy = shared.policy()?;
    let files = analyse(arguments, shared, &policy)?;
    let failed = files.iter().any(|file| file.error.is_some());
    let text = match (files.as_slice(), arguments.format) {
        ([left, right], DiffFormat::Json) => diff_json(&header(&policy), left, right, &compare(left, right, &policy))?,
        ([left, right], DiffFormat::Text) => diff_text(left, right, &compare(left, right, &policy), shared.style()),
        (files, format) => {
            let files: Vec<&Analysis> = files.iter().collect();
            let matrix = matrix(&files, &policy);
            match format {
                DiffFormat::Json => matrix_json(&header(&policy), &files, &matrix)?,
                DiffFormat::Text => matrix_text(&files, &matrix, shared.style()),
            }
        }
    };
    print(&text)?;
    Ok(if failed { ERROR } else { OK })
}

/// Analyses the files, in the order they were named.
fn analyse(
    arguments: &DiffArguments,
    shared: &Shared,
    policy: &crate::policy::Policy,
) -> Result<Vec<Analysis>, CliError> {
    let inputs = arguments.paths.iter().map(|path| Input { path: path.clone(), recursive: false });
    let options = shared.batch_options(&arguments.paths, Order::AsGiven, policy)?;
    let log = Log::open(shared.log.as_deref())?;
    let mut files = Vec::new();
    batch::run(inputs.collect::<Vec<_>>(), &options, policy, &Arc::new(Progress::default()), |event| {
        log.event(&event);
        if let Event::Analysed { path, analysis } = event {
            warn_of_error(&path, &analysis);
            files.push(*analysis);
        }
        ControlFlow::<()>::Continue(())
    });
    Ok(files)
}

fn warn_of_error(path: &Path, analysis: &Analysis) {
    if let Some(error) = &analysis.error {
        warn_shown(&format!("{}: {}", shown(path), Untrusted(error).shown()));
    }
}

fn print(text: &str) -> Result<(), CliError> {
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
