//! The list of files, and the results of the scan.

use super::sample;
use crate::tui::action::{Command, Examined, OnDisk};
use crate::tui::app::{App, FileEntry, FileId, FileState, Source, View};
use crate::tui::effect::Effect;

/// Runs a command of the list.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let listed = app.listed();
    let rows = usize::from(app.size.1).saturating_sub(5);
    if sample::step(&mut app.list, command, listed.len(), rows) {
        return Vec::new();
    }
    if command == Command::Open
        && let Some(id) = listed.get(app.list.selected)
    {
        return open(app, *id);
    }
    Vec::new()
}

/// Shows a sample.
pub fn open(app: &mut App, id: FileId) -> Vec<Effect> {
    app.views.push(View::Sample(id));
    let Some(file) = app.file_mut(id) else { return Vec::new() };
    file.view.stale = true;
    let source = file.source.clone();
    let mut effects = vec![Effect::Check { file: id, source: source.clone() }];
    if file.state == FileState::Waiting {
        effects.push(Effect::Analyse { file: id, generation: file.generation, source, urgent: true });
    }
    effects
}

/// A click on a row of the list.
pub fn click(app: &mut App, row: u16) -> Vec<Effect> {
    let top = 3u16;
    let listed = app.listed();
    let Some(line) = row.checked_sub(top) else { return Vec::new() };
    let index = app.list.top.saturating_add(usize::from(line));
    let again = app.list.selected == index;
    app.list.select(index, listed.len());
    if again { run(app, Command::Open) } else { Vec::new() }
}

/// Marks the selected file, or takes the mark away, and moves on in the list.
pub fn mark(app: &mut App) {
    let Some(id) = app.selected_file() else { return };
    if let Some(file) = app.file_mut(id) {
        file.marked = !file.marked;
    }
    if app.view() == View::Files {
        let count = app.listed().len();
        app.list.step(1, count);
    } else {
        let marked = app.marked();
        app.say(format!("{marked} marked"));
    }
}

/// New files of the walk; each is analysed in its turn.
pub fn found(app: &mut App, sources: Vec<Source>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for source in sources {
        let id = FileId(app.files.len());
        let mut entry = FileEntry::new(source.clone());
        entry.generation = app.generation;
        app.files.push(entry);
        app.scan.running = true;
        effects.push(Effect::Analyse { file: id, generation: app.generation, source, urgent: false });
    }
    effects
}

/// The walk is over; paths that could not be read become rows.
pub fn walked(app: &mut App, errors: Vec<(String, String)>) -> Vec<Effect> {
    for (path, error) in errors {
        let mut entry = FileEntry::new(Source::Path(path.into()));
        entry.state = FileState::Failed(error);
        app.files.push(entry);
        app.scan.done = app.scan.done.saturating_add(1);
    }
    app.scan.walking = false;
    finish(app)
}

/// One file is done.
pub fn analysed(app: &mut App, id: FileId, generation: u64, result: Examined) -> Vec<Effect> {
    let Some(file) = app.files.get_mut(id.0) else { return Vec::new() };
    if generation != file.generation || (generation < app.generation && file.state == FileState::Stopped) {
        return Vec::new();
    }
    let first = file.analysis.is_none() && !matches!(file.state, FileState::Failed(_));
    file.state = match (&result.analysis, result.error) {
        (Some(_), None) => FileState::Ready,
        (Some(analysis), Some(_)) if analysis.error.is_none() => FileState::Ready,
        (_, Some(error)) => FileState::Failed(error),
        (None, None) => FileState::Failed("no analysis".to_owned()),
    };
    file.evidence = result.evidence;
    file.analysis = result.analysis;
    file.read_at = result.read_at;
    file.on_disk = OnDisk::Same;
    file.supposed = None;
    file.view.stale = true;
    file.view.rejudge = file.view.timeline.as_of.is_some() || file.view.timeline.revocation.is_some();
    file.view.hex.chunk = None;
    file.view.hex.wanted = None;
    if first {
        app.scan.done = app.scan.done.saturating_add(1);
    }
    finish(app)
}

fn finish(app: &mut App) -> Vec<Effect> {
    if !app.scan.walking && app.scan.done >= app.files.len() {
        app.scan.running = false;
    }
    Vec::new()
}

/// Stops the scan; what was not read says so.
pub fn stop(app: &mut App) -> Vec<Effect> {
    app.generation = app.generation.saturating_add(1);
    app.scan.running = false;
    app.scan.walking = false;
    app.scan.stopped = true;
    for file in &mut app.files {
        if file.state == FileState::Waiting {
            file.state = FileState::Stopped;
        }
    }
    let done = app.scan.done;
    app.say(format!("stopped at {done}"));
    vec![Effect::StopScan]
}

/// Reads the selected file again; selection and open nodes stay.
pub fn reload(app: &mut App) -> Vec<Effect> {
    let Some(id) = app.selected_file() else { return Vec::new() };
    app.generation = app.generation.saturating_add(1);
    let generation = app.generation;
    let Some(file) = app.file_mut(id) else { return Vec::new() };
    file.generation = generation;
    let source = file.source.clone();
    app.say("reading …");
    vec![Effect::Analyse { file: id, generation, source, urgent: true }]
}
