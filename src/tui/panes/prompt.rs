//! A line of text that is asked for, above the footer.

use crate::text::{Place, Untrusted};
use crate::tui::app::{Prompt, PromptKind};
use crate::tui::row::{Role, Row};
use crate::tui::widgets::canvas::Canvas;

/// Draws the prompt in the footer's line, an error above it.
pub fn render(canvas: &mut Canvas<'_>, prompt: &Prompt) {
    let label = label(&prompt.kind, canvas.width());
    let columns = label.chars().count();
    let bottom = canvas.height().saturating_sub(1);
    let width = canvas.width();
    if let Some(error) = &prompt.error {
        let mut line = canvas.part(0, bottom.saturating_sub(1), width, 1);
        line.clear();
        line.row(0, &Row::of(" [!] ", Role::Warn).shown(error, Role::Warn));
    }
    let cursor = {
        let mut line = canvas.part(0, bottom, width, 1);
        line.clear();
        let room = usize::from(width).saturating_sub(columns).saturating_sub(1);
        let text = prompt.input.text();
        // Of a long text the part before the cursor is what is being typed.
        let skip = prompt.input.cursor().saturating_sub(room);
        let visible: String = text.chars().skip(skip).take(room).collect();
        // What the first key replaces looks selected.
        let look = if prompt.input.is_suggestion() { Role::Cursor } else { Role::Plain };
        line.row(0, &Row::new().own(label, Role::Key).shown(&visible, look).fixed("_", Role::Plain));
        let at = columns.saturating_add(prompt.input.cursor().saturating_sub(skip));
        line.set_cursor(u16::try_from(at).unwrap_or(0), 0);
        line.cursor()
    };
    canvas.adopt_cursor(cursor);
}

/// What is asked for.
fn label(kind: &PromptKind, width: u16) -> String {
    match kind {
        PromptKind::Search => " /".to_owned(),
        PromptKind::Filter => " filter: ".to_owned(),
        PromptKind::Date if width < 70 => " date: ".to_owned(),
        PromptKind::Date => " date (2026-06-03 or 2026-06-03T10:00Z): ".to_owned(),
        PromptKind::Revocation if width < 70 => " revoked: ".to_owned(),
        PromptKind::Revocation => " suppose their leaves revoked on (2026-06-03 or 2026-06-03T10:00Z): ".to_owned(),
        PromptKind::Open => " open: ".to_owned(),
        PromptKind::List if width < 70 => " list: ".to_owned(),
        PromptKind::List => " CRL, OCSP response or list of certificates: ".to_owned(),
        PromptKind::Write(_) => " write to: ".to_owned(),
        PromptKind::Remark { kind, value, note } => {
            let what = if *note { "note on" } else { "tag for" };
            // ASCII, so that columns and characters are the same number.
            let value = Untrusted(value).shown_in(Place::Ascii).cut_quietly(usize::from(width / 4).max(8));
            format!(" {what} {} {}: ", kind.words(), value.replace('…', "~"))
        }
    }
}

/// The question before a running scan is left.
const CONFIRM_QUIT: &str = " files are still being read: exit?  y / n";

/// Whether a column of the question is its `y`.
pub fn is_yes(column: u16) -> bool {
    CONFIRM_QUIT.rfind('y') == Some(usize::from(column))
}

/// Draws the question before a running scan is left.
pub fn confirm_quit(canvas: &mut Canvas<'_>) {
    let bottom = canvas.height().saturating_sub(1);
    let width = canvas.width();
    let mut line = canvas.part(0, bottom, width, 1);
    line.clear();
    line.row(0, &Row::of(CONFIRM_QUIT, Role::Warn));
}
