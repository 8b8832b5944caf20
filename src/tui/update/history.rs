//! Tags and notes: asked for, checked, sent to the history, shown when they are kept.

use std::sync::Arc;

use super::{popup, signature_of};
use crate::history::{Remark, checked_note, checked_tag};
use crate::model::{EntityKind, SeenBefore};
use crate::text::Untrusted;
use crate::tui::app::{App, Pane, PromptKind};
use crate::tui::effect::Effect;
use crate::tui::view::history;

/// Asks for a tag, or a note, on what is selected; the one that is there stands there to be changed.
pub fn ask(app: &mut App, note: bool) {
    if !app.history {
        return app.say("the history is off: history = true in the configuration turns it on");
    }
    let target = app.current().and_then(|file| {
        let analysis = file.shown()?;
        let selected = file.view.selected_field().filter(|_| file.view.focus == Pane::Details);
        let (kind, value) = history::target(analysis, signature_of(file.view.node), selected)?;
        let known = analysis.seen_before(kind, &value);
        let old = known.and_then(|seen| if note { seen.note.clone() } else { seen.tag.clone() });
        Some((kind, value, old.unwrap_or_default()))
    });
    match target {
        Some((kind, value, old)) => app.popups.push(popup::prompt(PromptKind::Remark { kind, value, note }, &old)),
        None => app.say("nothing here that the history knows: the file has no SHA-256"),
    }
}

/// What is to be done with the typed text; an empty one takes the tag or the note back.
///
/// # Errors
/// In one line, when it cannot be kept.
pub fn remark(kind: EntityKind, value: &str, note: bool, text: &str) -> Result<Effect, String> {
    let text = match (text.trim().is_empty(), note) {
        (true, _) => None,
        (false, true) => Some(checked_note(text)?),
        (false, false) => Some(checked_tag(text)?),
    };
    let remark = if note { Remark::Note(text) } else { Remark::Tag(text) };
    Ok(Effect::Remark { kind, value: value.to_owned(), remark })
}

/// Takes what the history says now into every analysis at hand.
pub fn remarked(app: &mut App, kind: EntityKind, value: &str, result: Result<Option<SeenBefore>, String>) {
    let known = match result {
        Ok(known) => known,
        Err(error) => return app.say(format!("not kept: {}", Untrusted(&error).shown())),
    };
    let said = known.as_ref().map(SeenBefore::remark).filter(|remark| !remark.is_empty());
    let said = said.unwrap_or_else(|| "without tag and note".to_owned());
    app.say(format!("{}: {}", kind.words(), Untrusted(&said).shown()));
    for file in app.samples.values_mut() {
        file.view.stale = true;
        let analyses = [&mut file.analysis, &mut file.supposed];
        for analysis in analyses.into_iter().flatten() {
            let named = crate::history::entities(analysis);
            let is_there = named.iter().any(|named| named.kind == kind && named.value == value);
            let Some(history) = Arc::make_mut(analysis).history.as_mut().filter(|_| is_there) else { continue };
            history.retain(|seen| seen.kind != kind || seen.value != value);
            history.extend(known.clone());
            // In the order in which they are shown everywhere.
            history.sort_by_key(|seen| {
                named.iter().position(|named| (named.kind, &named.value) == (seen.kind, &seen.value))
            });
        }
    }
}
