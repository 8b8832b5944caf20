//! What is said about a file that cannot be shown, or that is not what was read.

use ratatui::layout::Rect;

use crate::tui::action::{Command, OnDisk};
use crate::tui::app::{App, FileEntry, FileState};
use crate::tui::keymap::Context;
use crate::tui::row::{Role, Row};
use crate::tui::view::help;
use crate::tui::widgets::canvas::Canvas;

/// Says why a sample has no screen.
pub fn unreadable(canvas: &mut Canvas<'_>, area: Rect, app: &App, file: &FileEntry) {
    let mut part = canvas.part(area.x, area.y, area.width, area.height);
    let row = match &file.state {
        FileState::Failed(error) => Row::of(" [!] cannot be analysed: ", Role::Warn).shown(error, Role::Plain),
        FileState::Stopped => {
            Row::of(" not read: the scan was stopped", Role::Plain).own(reload(app, ". ", " reads it"), Role::Plain)
        }
        FileState::Waiting | FileState::Ready => Row::of(" reading …", Role::Plain),
    };
    part.row(0, &row);
    part.select(0);
    let cursor = part.cursor();
    canvas.adopt_cursor(cursor);
}

/// The key that reads the file again, between words; nothing when there is none.
fn reload(app: &App, before: &str, words: &str) -> String {
    let keys = help::keys_for(app, Context::Sample, &[Command::Reload], "", words);
    keys.map_or(String::new(), |keys| format!("{before}{keys}"))
}

/// Says that the file on disk is not the one that was read.
pub fn disk_notice(app: &App, file: &FileEntry) -> Option<Row> {
    if let Some(why) = &file.record {
        return Some(Row::of(" [!] ", Role::Warn).shown(why, Role::Warn));
    }
    match file.on_disk {
        OnDisk::Same => None,
        OnDisk::Changed => Some(
            Row::of(" [!] file changed since it was read", Role::Warn).own(reload(app, ": ", " reload"), Role::Warn),
        ),
        OnDisk::Gone => {
            let at = file.read_at.map(|time| time.minutes()).unwrap_or_default();
            let clock = at.get(11..).unwrap_or_default().to_owned();
            Some(
                Row::of(" [!] file is gone, showing what was read at ", Role::Warn)
                    .own(format!("{clock}Z"), Role::Warn),
            )
        }
    }
}
