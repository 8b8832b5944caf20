//! The results of walk and scan: files found, rows, analyses that were asked for.

use super::{copy_menu, list, lists};
use crate::tui::action::{Examined, OnDisk, Origin};
use crate::tui::app::{App, FileId, FileState, Popup, Source};
use crate::tui::effect::{Effect, Turn};

/// A walk begins, beside one that goes on or alone. A scan that was stopped goes on with it: one progress is told.
pub fn begin(app: &mut App) -> Vec<Effect> {
    app.scan.walks = app.scan.walks.saturating_add(1);
    app.scan.walking = true;
    if app.scan.stopped {
        return resume(app);
    }
    if !app.scan.running {
        start(app);
    }
    Vec::new()
}

/// Answers of what ran before are no longer taken, and the rate is counted anew.
fn start(app: &mut App) {
    app.generation = app.generation.saturating_add(1);
    app.scan.generation = app.generation;
    app.scan.running = true;
    app.scan.stopped = false;
    app.scan.before = app.list.done();
    app.scan.elapsed = std::time::Duration::ZERO;
}

/// New files of the walk; each is analysed in its turn. Those that come after a stop wait for it to go on.
pub fn found(app: &mut App, sources: Vec<Source>) -> Vec<Effect> {
    let generation = app.scan.generation;
    let mut effects = Vec::new();
    for source in sources {
        let file = app.list.add(source.clone());
        if app.scan.stopped {
            continue;
        }
        app.scan.running = true;
        effects.push(Effect::Analyse { file, generation, source, turn: Turn::Scan });
    }
    effects
}

/// Records of an earlier report: rows at once.
pub fn recorded(app: &mut App, records: Vec<(Source, Result<Box<crate::model::Analysis>, String>)>) {
    for (source, result) in records {
        let id = app.list.add(source);
        match result {
            Ok(analysis) => app.list.put(id, &analysis),
            Err(error) => app.list.fail(id, &error),
        }
    }
}

/// The walk is over; paths that could not be read become rows.
pub fn walked(app: &mut App, errors: Vec<(String, String)>) -> Vec<Effect> {
    for (path, error) in errors {
        let id = app.list.add(Source::Path(path.into()));
        app.list.fail(id, &error);
    }
    app.scan.walks = app.scan.walks.saturating_sub(1);
    app.scan.walking = app.scan.walks > 0;
    finish(app);
    Vec::new()
}

/// One file is done: for the list, and for whoever asked for it.
pub fn analysed(app: &mut App, id: FileId, generation: u64, result: Examined) -> Vec<Effect> {
    let asked = app.file(id).is_some_and(|file| file.generation == generation);
    if !asked && generation != app.scan.generation {
        return Vec::new();
    }
    // A list was opened while it was judged.
    if result.revision < app.revision && result.analysis.is_some() {
        let again = if asked { lists::again(app, id) } else { lists::scan(app, id) };
        if let Some(again) = again {
            return vec![again];
        }
    }
    let held = app.file(id).is_some_and(|file| file.analysis.is_some());
    match (&result.analysis, &result.error) {
        (Some(analysis), _) => app.list.put(id, analysis),
        // What was read before stays, in the list too.
        (None, _) if asked && held => {}
        (None, Some(error)) => app.list.fail(id, error),
        (None, None) => app.list.fail(id, "no analysis"),
    }
    finish(app);
    if !asked {
        return Vec::new();
    }
    let mut effects = fill(app, id, result);
    app.wanted.remove(&id);
    if app.wanted.is_empty() {
        effects.extend(arrived(app));
    }
    effects
}

/// Takes an answer into the sample that waits for it. A file that cannot be read again keeps what was read before.
fn fill(app: &mut App, id: FileId, result: Examined) -> Vec<Effect> {
    list::done_reading(app);
    let original = app.list.source(id).cloned();
    let Some(file) = app.file_mut(id) else { return Vec::new() };
    if result.analysis.is_none() && file.analysis.is_some() {
        let check = Effect::Check { file: id, source: file.source.clone() };
        let why = result.error.unwrap_or_else(|| "no analysis".to_owned());
        app.say(format!("not read again: {}", crate::text::Untrusted(&why).shown()));
        return vec![check];
    }
    file.state = match (&result.analysis, result.error) {
        (Some(_), None) => FileState::Ready,
        (Some(analysis), Some(_)) if analysis.error.is_none() => FileState::Ready,
        (_, Some(error)) => FileState::Failed(error),
        (None, None) => FileState::Failed("no analysis".to_owned()),
    };
    match result.origin {
        Origin::File => file.record = None,
        Origin::FileOf(path) => {
            file.record = None;
            file.source = Source::Path(path);
        }
        Origin::Record(why) => {
            file.record = Some(why);
            // The file that a record is about may have been there before.
            if let Some(original @ Source::Recorded(_)) = original {
                file.source = original;
            }
        }
    }
    file.evidence = result.evidence;
    file.analysis = result.analysis;
    file.read_at = result.read_at;
    file.on_disk = OnDisk::Same;
    file.supposed = None;
    file.view.stale = true;
    file.view.rejudge = file.view.timeline.as_of.is_some() || file.view.timeline.revocation.is_some();
    file.view.hex.chunk = None;
    file.view.hex.of_file = None;
    file.view.hex.wanted = None;
    Vec::new()
}

/// All that was asked for has come: what waited for it goes on.
fn arrived(app: &mut App) -> Vec<Effect> {
    if matches!(app.popups.last(), Some(Popup::Copy(_))) {
        copy_menu::refresh_open(app);
    }
    match app.pending.take() {
        Some(command) => {
            app.status = None;
            super::run(app, command)
        }
        None => Vec::new(),
    }
}

fn finish(app: &mut App) {
    if !app.scan.walking && app.list.done() >= app.list.total() {
        app.scan.running = false;
    }
}

/// Stops the scan; how far it came is said.
pub fn stop(app: &mut App) -> Vec<Effect> {
    app.generation = app.generation.saturating_add(1);
    app.scan.generation = app.generation;
    app.scan.running = false;
    app.scan.stopped = true;
    app.wanted.clear();
    app.pending = None;
    for file in app.samples.values_mut().filter(|file| file.state == FileState::Waiting) {
        file.state = FileState::Stopped;
    }
    let done = app.list.done();
    let more = if app.scan.is_unfinished(&app.list) { "; r goes on" } else { "" };
    app.say(format!("stopped at {}{more}", crate::tui::row::grouped(done as u64)));
    vec![Effect::StopScan]
}

/// Goes on with a scan that was stopped: with the files that were found, and with the walks.
pub fn resume(app: &mut App) -> Vec<Effect> {
    start(app);
    let generation = app.scan.generation;
    let unread: Vec<FileId> = app.list.unread().collect();
    finish(app);
    let job = |file: FileId| {
        let source = app.list.source(file)?.clone();
        Some(Effect::Analyse { file, generation, source, turn: Turn::Scan })
    };
    std::iter::once(Effect::ResumeScan).chain(unread.into_iter().filter_map(job)).collect()
}

/// A single file is opened at once; the list is not in the way of going back.
pub fn open_alone(app: &mut App, source: Source) -> Vec<Effect> {
    let id = app.list.add(source);
    let effects = list::load(app, id, Turn::Open);
    app.views = vec![crate::tui::app::View::Sample(id)];
    effects
}
