//! Opening a list while the workbench runs, and judging anew what is open.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lists::Opened;
use crate::model::{Analysis, CertificateFacts};
use crate::text::Untrusted;
use crate::tui::app::{App, FileId, FileState, Source};
use crate::tui::effect::{Effect, Turn};

/// Most certificates of open files that come along, to check the signature of the list with.
const MAX_ISSUERS: usize = 4096;

/// Asks for a list; `~/` is the user's folder, as in a shell.
pub fn open(app: &mut App, path: &str) -> Vec<Effect> {
    app.say(format!("reading {} …", Untrusted(path).shown()));
    let home = path.strip_prefix("~/").and_then(|rest| Some(PathBuf::from(std::env::var_os("HOME")?).join(rest)));
    vec![Effect::OpenList { path: home.unwrap_or_else(|| path.into()), issuers: issuers(app) }]
}

/// The certificates of the open files, each once.
fn issuers(app: &App) -> Vec<Arc<CertificateFacts>> {
    let analyses = app.samples.values().filter_map(|file| file.analysis.as_ref());
    let certificates = analyses.flat_map(|analysis| &analysis.certificates);
    let unique: BTreeMap<_, _> =
        certificates.map(|certificate| (certificate.facts.sha256, &certificate.facts)).take(MAX_ISSUERS).collect();
    unique.into_values().cloned().collect()
}

/// A list was opened: every file is judged by it too. What is open comes first and is not read again.
pub fn opened(app: &mut App, result: Result<Box<Opened>, String>) -> Vec<Effect> {
    let opened = match result {
        Ok(opened) => opened,
        Err(why) => {
            app.say(format!("not opened: {}", Untrusted(&why).shown()));
            return Vec::new();
        }
    };
    app.policy.bring(&opened);
    app.lists = app.policy.lists();
    app.revision = app.revision.saturating_add(1);
    let done: Vec<FileId> = (0..app.list.total()).map(FileId).filter(|id| app.list.row(*id).is_some()).collect();
    let held: Vec<FileId> = app.samples.keys().copied().collect();
    let mut effects = vec![Effect::TakePolicy];
    effects.extend(held.iter().filter_map(|id| again(app, *id)));
    let others = done.into_iter().filter(|id| !app.samples.contains_key(id)).filter_map(|file| scan(app, file));
    let others: Vec<Effect> = others.collect();
    effects.extend(others);
    let files = effects.len().saturating_sub(1);
    app.say(format!("{}; judged anew: {files}", opened.message));
    effects
}

/// Judges an open file anew, from what was read of it; one of which only the judgement was kept is read again. A
/// record stays what it is.
pub fn again(app: &mut App, id: FileId) -> Option<Effect> {
    app.generation = app.generation.saturating_add(1);
    let generation = app.generation;
    let file = app.file_mut(id)?;
    if file.record.is_some() || matches!(file.state, FileState::Failed(_) | FileState::Stopped) {
        return None;
    }
    file.generation = generation;
    if let Some(evidence) = file.evidence.clone() {
        return Some(Effect::Judge { file: id, generation, evidence });
    }
    let turn = if file.opened > 0 { Turn::Open } else { Turn::Gather };
    Some(Effect::Analyse { file: id, generation, source: file.source.clone(), turn })
}

/// Reads a file of the list again, for its row.
pub fn scan(app: &App, file: FileId) -> Option<Effect> {
    let source = app.list.source(file)?.clone();
    let unreadable = app.list.row(file).is_some_and(|row| row.error.is_some());
    let is_record = matches!(source, Source::Record(_) | Source::Recorded(_));
    let job = Effect::Analyse { file, generation: app.scan.generation, source, turn: Turn::Scan };
    (!unreadable && !is_record).then_some(job)
}

/// Takes a new judgement into the file and its row; where a cursor stands, it is asked again too.
pub fn judged(app: &mut App, id: FileId, generation: u64, result: Result<Arc<Analysis>, String>) {
    let Some(file) = app.file_mut(id).filter(|file| file.generation == generation) else { return };
    match result {
        Ok(analysis) => {
            file.analysis = Some(Arc::clone(&analysis));
            file.supposed = None;
            file.view.stale = true;
            file.view.rejudge = file.view.timeline.as_of.is_some() || file.view.timeline.revocation.is_some();
            app.list.put(id, &analysis);
        }
        Err(why) => app.say(format!("not judged anew: {}", Untrusted(&why).shown())),
    }
}
