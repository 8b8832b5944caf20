//! The list of files, and what is said about a file that cannot be shown.

use ratatui::layout::Rect;

use crate::model::Analysis;
use crate::tui::action::OnDisk;
use crate::tui::app::{App, FileEntry, FileState};
use crate::tui::row::{Role, Row, grouped};
use crate::tui::screen::Layout;
use crate::tui::view::token::{Token, worst};
use crate::tui::widgets::canvas::Canvas;

/// Draws title and list.
pub fn render(canvas: &mut Canvas<'_>, app: &App, layout: &Layout) {
    canvas.row(0, &title(app));
    let top = layout.notices.height.saturating_add(1);
    let height = canvas.height().saturating_sub(top).saturating_sub(1);
    let width = canvas.width();
    let cursor = {
        let mut part = canvas.part(0, top, width, height);
        let listed = app.listed();
        let mut heading = Row::of("Files", Role::Plain);
        if !app.filter.is_empty() {
            heading = heading.fixed("   filter ", Role::Plain).shown(&app.filter, Role::Strong);
        }
        if app.marked() > 0 {
            heading = heading.own(format!("   marked {}", app.marked()), Role::Plain);
        }
        let mut inside = part.framed(&heading, true);
        let (columns, rows) = (usize::from(inside.width()), usize::from(inside.height()));
        inside.row(0, &head(columns));
        if listed.is_empty() {
            let text = if app.scan.running {
                "looking for files …"
            } else if app.files.is_empty() {
                "no signed format here: o opens another path"
            } else {
                "no file matches the filter: Esc clears it"
            };
            inside.row(1, &Row::of(text, Role::Plain));
        }
        let room = rows.saturating_sub(1);
        let first = app.list.first(listed.len(), room);
        for (y, (index, id)) in (1u16..).zip(listed.iter().enumerate().skip(first).take(room)) {
            if let Some(file) = app.file(*id) {
                inside.row(y, &row(file, columns));
                if index == app.list.selected {
                    inside.select(y);
                }
            }
        }
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

fn title(app: &App) -> Row {
    let total = app.files.len();
    let mut row = Row::of(" sigscope  ", Role::Strong);
    if app.demo {
        row = row.fixed("DEMO  ", Role::Warn);
    }
    row = row.own(format!("{} of {} files", grouped(app.scan.done as u64), grouped(total as u64)), Role::Plain);
    let errors = app.files.iter().filter(|file| matches!(file.state, FileState::Failed(_))).count();
    if errors > 0 {
        row = row.own(format!("  {errors} unreadable"), Role::Plain);
    }
    if app.scan.running {
        row = row.at_right("Ctrl-C stop ", Role::Plain);
    } else if app.scan.stopped {
        row = row.own(format!("  stopped at {}", grouped(app.scan.done as u64)), Role::Plain);
    }
    row
}

/// Columns where file, extension, signer, issuer, date and findings begin.
fn columns(width: usize) -> [usize; 6] {
    if width >= 110 { [8, 37, 43, 65, 86, 98] } else { [8, 30, 35, width, 56, 68] }
}

fn head(width: usize) -> Row {
    let [file, ext, signer, issuer, signed, findings] = columns(width);
    let mut row = Row::of("  SEV", Role::Label).column(file).fixed("FILE", Role::Label).column(ext);
    row = row.fixed("EXT", Role::Label).column(signer).fixed("SIGNER", Role::Label);
    if issuer < width {
        row = row.column(issuer).fixed("ISSUER (leaf CA)", Role::Label);
    }
    row.column(signed).fixed("SIGNED", Role::Label).column(findings).fixed("FINDINGS", Role::Label)
}

fn row(file: &FileEntry, width: usize) -> Row {
    let [at_file, at_ext, at_signer, at_issuer, at_signed, at_findings] = columns(width);
    let name = file.source.file_name();
    let name = name.to_string_lossy();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned();
    let (token, count) = mark(file);
    let mut row = Row::of(if file.marked { "* " } else { "  " }, Role::Plain)
        .own(token.sign().to_string(), token.role())
        .own(format!(" {count}"), token.role())
        .column(at_file)
        .shown_within(&name, at_ext.saturating_sub(at_file).saturating_sub(1), Role::Plain)
        .column(at_ext)
        .shown_within(&extension, 4, Role::Plain)
        .column(at_signer);
    let Some(analysis) = file.shown() else {
        return match &file.state {
            FileState::Failed(error) => row.shown(error, Role::Warn),
            FileState::Stopped => row.fixed("not read: stopped", Role::Plain),
            FileState::Waiting | FileState::Ready => row.fixed("…", Role::Plain),
        };
    };
    let signature = analysis.primary();
    let leaf = signature.and_then(|signature| analysis.leaf(signature)).map(|leaf| leaf.facts.as_ref());
    let next = if at_issuer < width { at_issuer } else { at_signed };
    let room = next.saturating_sub(at_signer).saturating_sub(1);
    row = match leaf {
        Some(leaf) => row.shown_within(leaf.display_name(), room, Role::Plain),
        None => row.own(format!("({})", analysis.verdict.summary), Role::Plain),
    };
    if at_issuer < width {
        let issuer = leaf.and_then(|leaf| leaf.issuer_cn.as_deref()).unwrap_or("–");
        let room = at_signed.saturating_sub(at_issuer).saturating_sub(1);
        row = row.column(at_issuer).shown_within(issuer, room, Role::Plain);
    }
    let time = signature.and_then(|signature| signature.timestamp.as_ref()).and_then(|stamp| stamp.facts.time);
    row = row.column(at_signed).own(time.map_or_else(|| "–".to_owned(), |time| time.date()), Role::Plain);
    row.column(at_findings).own(codes(analysis, width.saturating_sub(at_findings)), Role::Plain)
}

fn mark(file: &FileEntry) -> (Token, String) {
    let Some(analysis) = file.shown() else {
        return match file.state {
            FileState::Failed(_) => (Token::Warn, "E".to_owned()),
            _ => (Token::NotApplicable, "-".to_owned()),
        };
    };
    let token = worst(analysis.findings.iter()).unwrap_or(Token::from(analysis.assessment));
    let count = analysis.findings.iter().filter(|finding| Token::from(finding.severity) == token).count();
    (token, if count == 0 { "-".to_owned() } else { count.to_string() })
}

/// Ids of the worst findings that fit, and how many more there are.
fn codes(analysis: &Analysis, room: usize) -> String {
    let mut text = String::new();
    let total = analysis.findings.len();
    for (index, finding) in analysis.findings.iter().enumerate() {
        let left = total.saturating_sub(index);
        if !text.is_empty() && text.len().saturating_add(finding.id.len()).saturating_add(5) > room {
            return format!("{text} +{left}");
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&finding.id);
    }
    text
}

/// Says why a sample has no screen.
pub fn unreadable(canvas: &mut Canvas<'_>, area: Rect, file: &FileEntry) {
    let mut part = canvas.part(area.x, area.y, area.width, area.height);
    let row = match &file.state {
        FileState::Failed(error) => Row::of(" [!] cannot be analysed: ", Role::Warn).shown(error, Role::Plain),
        FileState::Stopped => Row::of(" not read: the scan was stopped. r reads it", Role::Plain),
        FileState::Waiting | FileState::Ready => Row::of(" reading …", Role::Plain),
    };
    part.row(0, &row);
    part.select(0);
    let cursor = part.cursor();
    canvas.adopt_cursor(cursor);
}

/// Says that the file on disk is not the one that was read.
pub fn disk_notice(file: &FileEntry) -> Option<Row> {
    match file.on_disk {
        OnDisk::Same => None,
        OnDisk::Changed => Some(Row::of(" [!] file changed since it was read: r reload", Role::Warn)),
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
