//! A supposed revocation over the marked files: asking for its date, and scrolling in the answer.

use super::list;
use super::popup::suggest;
use crate::model::Instant;
use crate::tui::action::Command;
use crate::tui::app::{App, FileId, Popup, PromptKind, SupposedView, View};
use crate::tui::effect::{Effect, Turn};
use crate::tui::panes::{overlay, supposed};

/// The files that the question is about: those of the table, of the comparison, else the marked ones.
pub fn files(app: &App) -> Result<Vec<FileId>, &'static str> {
    match (app.view(), &app.matrix, &app.compare) {
        (View::Matrix, Some(matrix), _) => Ok(matrix.files.clone()),
        (View::Compare, _, Some(pair)) => Ok(vec![pair.left, pair.right]),
        _ => list::to_compare(app),
    }
}

/// Why a file cannot be read; `None` when it may be.
pub fn unreadable(app: &App, id: FileId) -> Option<&str> {
    app.unreadable(id).or_else(|| app.list.row(id)?.error.as_deref())
}

/// Asks for the date; the files are read meanwhile.
pub fn ask(app: &mut App) -> Vec<Effect> {
    match files(app) {
        Ok(files) => {
            let readable = files.into_iter().filter(|id| unreadable(app, *id).is_none()).collect::<Vec<_>>();
            let effects = readable.iter().flat_map(|id| list::load(app, *id, Turn::Gather)).collect();
            let today = app.policy.at.date();
            app.popups.push(suggest(PromptKind::Revocation, &today));
            effects
        }
        Err(why) => {
            app.say(why);
            Vec::new()
        }
    }
}

/// Shows what a revocation on this date does.
pub fn show(app: &mut App, dated: Instant) {
    match files(app) {
        Ok(files) => app.popups.push(Popup::Supposed(SupposedView { dated, files, top: 0 })),
        Err(why) => app.say(why),
    }
}

/// Runs a command in the answer; tells whether it stays open.
pub fn scroll(app: &App, view: &mut SupposedView, command: Option<Command>) -> bool {
    let page = overlay::inner_height(app.size.1);
    let most = supposed::lines(app, view, overlay::inner_width(app.size.0)).len().saturating_sub(page);
    view.top = match command {
        Some(Command::Back | Command::Close) => return false,
        Some(Command::Down) => view.top.saturating_add(1).min(most),
        Some(Command::Up) => view.top.saturating_sub(1),
        Some(Command::PageDown | Command::HalfPageDown) => view.top.saturating_add(page).min(most),
        Some(Command::PageUp | Command::HalfPageUp) => view.top.saturating_sub(page),
        Some(Command::First) => 0,
        Some(Command::Last) => most,
        _ => view.top,
    };
    true
}
