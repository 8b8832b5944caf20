//! `sigscope demo`: the bundled samples, with their test roots trusted.

use std::fs;
use std::path::Path;

use super::args::{DemoArguments, ReportFormat, Shared};
use super::output::warn;
use super::policy::header;
use super::report::{Printer, Renderer};
use super::workbench::{Shown, is_terminal, start};
use super::{CliError, OK};
use crate::demo::{self, SAMPLES, Sample};
use crate::examine::examine_bytes;
use crate::judge::judge;

use crate::tui::{Source, Start};

/// Opens the samples in the workbench, or writes them out.
pub(crate) fn open(arguments: &DemoArguments, shared: &Shared) -> Result<u8, CliError> {
    if let Some(folder) = &arguments.extract {
        return extract(folder);
    }
    let policy = demo::policy(shared.at(), shared.trust_store()?);
    if is_terminal() {
        let source = |sample: &Sample| Source::Bundled { name: sample.name, bytes: sample.bytes };
        let begin = Start::Sources(SAMPLES.iter().map(source).collect());
        return start(begin, Shown { demo: true, place: String::new(), notices: Vec::new() }, policy, shared);
    }
    let options = shared.examine_options()?;
    let renderer = Renderer::new(ReportFormat::Text, header(&policy), shared.style(), None);
    let mut printer = Printer::begin(&renderer)?;
    for sample in SAMPLES {
        let analysis = judge(&examine_bytes(sample.name, sample.bytes, &options), &policy);
        printer.write(renderer.record(Path::new(sample.name), &analysis), warn)?;
    }
    printer.end(&renderer)
}

/// Writes the samples; a file that is there already is left alone.
fn extract(folder: &Path) -> Result<u8, CliError> {
    let failed = |path: &Path, source| CliError::File { what: "cannot write", path: path.to_path_buf(), source };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for sample in SAMPLES {
        let path = folder.join(sample.name);
        let is_same = fs::read(&path).is_ok_and(|bytes| bytes == sample.bytes);
        if !is_same {
            let written =
                fs::File::create_new(&path).and_then(|mut file| std::io::Write::write_all(&mut file, sample.bytes));
            written.map_err(|error| failed(&path, error))?;
        }
    }
    warn(&format!("{} samples in {}", SAMPLES.len(), folder.display()));
    Ok(OK)
}
