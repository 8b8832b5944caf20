//! Findings: a line each, a table on wide screens, and one in full.

use super::overlay;
use crate::model::Analysis;
use crate::tui::action::Command;
use crate::tui::app::{App, FileEntry};
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};
use crate::tui::view::{finding, help};
use crate::tui::widgets::canvas::Canvas;

/// Draws the findings that are not hidden.
pub fn render(canvas: &mut Canvas<'_>, app: &App, analysis: &Analysis, file: &FileEntry, focused: bool) {
    let key = |command, words| help::keys_for(app, Context::Findings, &[command], "", words);
    let view = &file.view;
    let shown = view.visible_findings.len();
    let hidden = analysis.findings.len().saturating_sub(shown);
    let mut title = Row::of("4 Findings  ", Role::Plain).own(shown.to_string(), Role::Plain);
    if hidden > 0 {
        title = title.own(format!("  {hidden} hidden"), Role::Plain);
    }
    if canvas.width() >= 100 {
        let hints = [
            key(Command::Open, ": full text"),
            key(Command::CopyValue, ": copy"),
            key(Command::HideFinding, ": hide this code in this session"),
        ];
        let hints: Vec<String> = hints.into_iter().flatten().collect();
        title = title.own(format!("   {}", hints.join("  ")), Role::Plain);
    }
    let mut more = 0;
    let cursor = {
        let mut inside = canvas.framed(&title, focused);
        let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
        if shown == 0 {
            let again = key(Command::ShowHidden, " shows them again").map_or(String::new(), |keys| format!(": {keys}"));
            let text = if hidden > 0 { format!("all findings are hidden{again}") } else { "no rule fired".to_owned() };
            inside.row(0, &Row::new().own(text, Role::Plain));
        } else if width >= 158 {
            more = table(&mut inside, analysis, file, focused);
        } else {
            let chosen =
                view.visible_findings.get(view.findings.selected).and_then(|which| analysis.findings.get(*which));
            let mut reasons = Vec::new();
            if let Some(found) = chosen.filter(|_| width >= 98) {
                reasons = finding::reason_lines(found, width);
                reasons.truncate(height.saturating_sub(3));
            }
            let room = height.saturating_sub(reasons.len());
            let top = view.findings.first(shown, room);
            more = shown.saturating_sub(top.saturating_add(room));
            let mut y = 0u16;
            for (index, which) in view.visible_findings.iter().enumerate().skip(top).take(room) {
                let Some(found) = analysis.findings.get(*which) else { continue };
                let mut row = finding::line(found, width >= 90);
                let selected = index == view.findings.selected;
                if selected && focused {
                    row = row.own(
                        key(Command::Open, ": why").map_or(String::new(), |keys| format!("  {keys}")),
                        Role::Plain,
                    );
                }
                inside.row(y, &row);
                if selected {
                    if focused {
                        inside.select(y);
                    } else {
                        inside.mark(y);
                    }
                }
                y = y.saturating_add(1);
                if selected {
                    for row in &reasons {
                        inside.row(y, row);
                        y = y.saturating_add(1);
                    }
                }
            }
        }
        inside.cursor()
    };
    canvas.more_below(more);
    canvas.adopt_cursor(cursor);
}

/// Draws the table; gives how many findings are below it.
fn table(inside: &mut Canvas<'_>, analysis: &Analysis, file: &FileEntry, focused: bool) -> usize {
    let view = &file.view;
    let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
    inside.row(0, &finding::table_head(width));
    let room = height.saturating_sub(1);
    let top = view.findings.first(view.visible_findings.len(), room);
    for (y, (index, which)) in (1u16..).zip(view.visible_findings.iter().enumerate().skip(top).take(room)) {
        let Some(found) = analysis.findings.get(*which) else { continue };
        inside.row(y, &finding::table_row(analysis, found, width));
        if index == view.findings.selected {
            if focused {
                inside.select(y);
            } else {
                inside.mark(y);
            }
        }
    }
    view.visible_findings.len().saturating_sub(top.saturating_add(room))
}

/// Rows of one finding in full, frame included, on a screen of this width.
pub fn full_height(app: &App, index: usize, width: u16) -> u16 {
    let rows = app.analysis().and_then(|analysis| {
        let found = analysis.findings.get(index)?;
        Some(finding::full(analysis, found, overlay::inner_width(width)).len())
    });
    u16::try_from(rows.unwrap_or(0).saturating_add(2)).unwrap_or(u16::MAX)
}

/// Draws one finding in full over the screen.
pub fn render_full(canvas: &mut Canvas<'_>, app: &App, index: usize, top: usize) {
    let Some(analysis) = app.analysis() else { return };
    let Some(found) = analysis.findings.get(index) else { return };
    let rows = finding::full(analysis, found, overlay::inner_width(canvas.width()));
    let height = u16::try_from(rows.len().saturating_add(2)).unwrap_or(u16::MAX);
    let keys = |commands: &[Command], words| help::keys_for(app, Context::Findings, commands, " ", words);
    let hints = [
        keys(&[Command::NextMark, Command::PreviousMark], " next, previous"),
        keys(&[Command::Open], ": to its bytes"),
        keys(&[Command::Back], ""),
    ];
    let hints: Vec<String> = hints.into_iter().flatten().collect();
    let title = Row::of("Finding  ", Role::Plain)
        .own(format!("{} of {}", index.saturating_add(1), analysis.findings.len()), Role::Plain)
        .own(format!("   {}", hints.join("   ")), Role::Plain);
    overlay::framed(canvas, &title, height, |inside| {
        for (y, row) in (0..inside.height()).zip(rows.iter().skip(top)) {
            inside.row(y, row);
        }
    });
}
