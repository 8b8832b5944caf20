//! The layout: splits the screen into panes and draws them.
//!
//! ```text
//! 80x24                          120x40 and more                 160 columns and more
//! title                          title                           title
//! 1 Signatures | 2 Details (x5)  File                            File
//! 3 Timeline                     1 Signatures | 2 Details        1 Signatures | 2 Details | 5 DER / hex
//! 4 Findings                                  | 5 DER / hex      3 Timeline
//! footer                         3 Timeline                      4 Findings
//!                                4 Findings                      footer
//!                                footer
//! ```
//! Below 60x16 one pane with a tab strip; below 20x5 one line.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::app::{App, FileEntry, Pane, Popup, View};
use super::panes;
use super::row::{Role, Row};
use super::view::{finding, help, summary};
use super::widgets::canvas::Canvas;

/// Which area each pane has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The title line.
    pub title: Rect,
    /// Messages under the title.
    pub notices: Rect,
    /// The File box.
    pub file_box: Rect,
    /// The panes that are visible.
    pub panes: Vec<(Pane, Rect)>,
    /// Tabs instead of panes side by side.
    pub tabs: bool,
    /// The footer.
    pub footer: Rect,
    /// There is no room for anything.
    pub too_small: bool,
}

impl Layout {
    /// The area of a pane; empty when it is not visible.
    pub fn area(&self, pane: Pane) -> Rect {
        self.panes.iter().find(|(found, _)| *found == pane).map_or(Rect::ZERO, |(_, area)| *area)
    }

    /// Rows inside the border of a pane.
    pub fn rows(&self, pane: Pane) -> usize {
        usize::from(self.area(pane).height.saturating_sub(2))
    }

    /// Columns inside the border of a pane.
    pub fn columns(&self, pane: Pane) -> usize {
        usize::from(self.area(pane).width.saturating_sub(2))
    }
}

/// What title, notices and footer leave; empty when the screen is too small for anything.
pub fn body(app: &App) -> Rect {
    let (width, height) = app.size;
    let layout = layout(app);
    if layout.too_small {
        return Rect::ZERO;
    }
    let top = layout.notices.y.saturating_add(layout.notices.height);
    Rect::new(0, top, width, height.saturating_sub(top).saturating_sub(1))
}

/// Whether a width has a column of its own for bytes.
pub fn has_hex_column(width: u16) -> bool {
    width >= 160
}

/// Splits the screen for the visible view.
pub fn layout(app: &App) -> Layout {
    let (width, height) = app.size;
    if width < 20 || height < 5 {
        return Layout { too_small: true, ..Layout::default() };
    }
    let notices = u16::try_from(notice_rows(app).len()).unwrap_or(0).min(height / 4);
    let mut layout = Layout {
        title: Rect::new(0, 0, width, 1),
        notices: Rect::new(0, 1, width, notices),
        footer: Rect::new(0, height.saturating_sub(1), width, 1),
        ..Layout::default()
    };
    let top = notices.saturating_add(1);
    let body = Rect::new(0, top, width, height.saturating_sub(top).saturating_sub(1));
    let Some(file) = app.current() else { return layout };
    if width < 60 || height < 16 {
        layout.tabs = true;
        // Below the tabs; a pane of three rows comes first.
        let notices = notices.min(height.saturating_sub(6));
        layout.notices = Rect::new(0, 2, width, notices);
        let rows = height.saturating_sub(3).saturating_sub(notices);
        layout.panes = vec![(file.view.focus, Rect::new(0, notices.saturating_add(2), width, rows))];
        return layout;
    }
    if file.view.zoomed {
        layout.panes = vec![(file.view.focus, body)];
        return layout;
    }
    split(&mut layout, file, body);
    layout
}

fn split(layout: &mut Layout, file: &FileEntry, body: Rect) {
    let mut body = body;
    if body.width >= 100 && body.height >= 30 {
        layout.file_box = Rect::new(0, body.y, body.width, 5);
        body = Rect::new(0, body.y.saturating_add(5), body.width, body.height.saturating_sub(5));
    }
    let focus = file.view.focus;
    let [mut timeline, mut findings] = wished_rows(file, body);
    let wanted = whole_rows(file, body, focus);
    let least_top = 5u16;
    // The focused pane takes the rows that it can fill. The other one keeps what it has, and gives way only where the
    // panes above have no rows to spare.
    match focus {
        Pane::Timeline => {
            timeline = grown(timeline, wanted, body.height.saturating_sub(findings.min(4)), body.height);
            findings = kept(findings, 4, body.height.saturating_sub(timeline));
        }
        Pane::Findings => {
            findings = grown(findings, wanted, body.height.saturating_sub(timeline.min(6)), body.height);
            timeline = kept(timeline, 6, body.height.saturating_sub(findings));
        }
        Pane::Signatures | Pane::Details | Pane::Hex => {}
    }
    let spare = body.height.saturating_sub(least_top);
    timeline = timeline.min(spare.saturating_sub(3)).max(3);
    findings = findings.min(spare.saturating_sub(timeline)).max(3);
    let top = body.height.saturating_sub(timeline).saturating_sub(findings);
    upper(layout, file, Rect::new(0, body.y, body.width, top));
    let timeline_y = body.y.saturating_add(top);
    layout.panes.push((Pane::Timeline, Rect::new(0, timeline_y, body.width, timeline)));
    let findings_y = timeline_y.saturating_add(timeline);
    layout.panes.push((Pane::Findings, Rect::new(0, findings_y, body.width, findings)));
}

/// A pane that grows from what it has to what it wants, leaving seven rows to the panes above and half of the screen.
fn grown(now: u16, wanted: u16, free: u16, height: u16) -> u16 {
    let most = free.saturating_sub(7).min(height / 2);
    now.max(wanted.min(most)).min(most.max(3))
}

/// A pane that another one grows beside: all it has while seven rows are left to the panes above, `least` otherwise.
fn kept(now: u16, least: u16, free: u16) -> u16 {
    now.min(free.saturating_sub(7).max(least))
}

/// The rows that show all of a pane, borders included.
fn whole_rows(file: &FileEntry, body: Rect, pane: Pane) -> u16 {
    let found = file.view.visible_findings.len().max(1);
    let rows = match pane {
        Pane::Timeline => return timeline_rows(file, body),
        _ if has_hex_column(body.width) => found.saturating_add(3),
        _ if body.width < 100 => found.saturating_add(2),
        _ => found.saturating_add(5),
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

fn timeline_rows(file: &FileEntry, body: Rect) -> u16 {
    let (dates, view) = (&file.view.dates, &file.view.timeline);
    let rows = panes::timeline::whole_rows(dates, view, body.width.saturating_sub(2), has_hex_column(body.width));
    rows.saturating_add(2)
}

/// The rows that timeline and findings would fill, borders included, within a fair share of the screen.
fn wished_rows(file: &FileEntry, body: Rect) -> [u16; 2] {
    let found = u16::try_from(file.view.visible_findings.len()).unwrap_or(u16::MAX);
    if body.height < 30 {
        return [6, found.saturating_add(2).clamp(4, 5)];
    }
    let timeline = timeline_rows(file, body).clamp(6, body.height.saturating_mul(2) / 5);
    let extra = if has_hex_column(body.width) { 3 } else { 4 };
    [timeline, found.saturating_add(extra).clamp(5, body.height / 4)]
}

fn upper(layout: &mut Layout, file: &FileEntry, area: Rect) {
    let focus = file.view.focus;
    let at = |x: u16, y: u16, width: u16, height: u16| Rect::new(x, area.y.saturating_add(y), width, height);
    if has_hex_column(area.width) {
        let tree = 42u16.min(area.width / 4);
        let hex = 78;
        let details = area.width.saturating_sub(tree).saturating_sub(hex);
        layout.panes.push((Pane::Signatures, at(0, 0, tree, area.height)));
        layout.panes.push((Pane::Details, at(tree, 0, details, area.height)));
        layout.panes.push((Pane::Hex, at(tree.saturating_add(details), 0, hex, area.height)));
        return;
    }
    if area.width < 76 {
        let pane = if matches!(focus, Pane::Details | Pane::Hex) { focus } else { Pane::Signatures };
        let pane = if pane == Pane::Details && file.view.hex.open { Pane::Hex } else { pane };
        layout.panes.push((pane, area));
        return;
    }
    let tree = if area.width < 100 { (area.width / 2).saturating_add(1) } else { area.width.saturating_mul(11) / 25 };
    let right = area.width.saturating_sub(tree);
    layout.panes.push((Pane::Signatures, at(0, 0, tree, area.height)));
    if !file.view.hex.open {
        layout.panes.push((Pane::Details, at(tree, 0, right, area.height)));
    } else if area.width >= 100 && area.height >= 12 {
        let hex = (area.height / 2).max(5);
        let details = area.height.saturating_sub(hex);
        layout.panes.push((Pane::Details, at(tree, 0, right, details)));
        layout.panes.push((Pane::Hex, at(tree, details, right, hex)));
    } else {
        layout.panes.push((Pane::Hex, at(tree, 0, right, area.height)));
    }
}

/// Draws the whole screen.
pub fn render(frame: &mut Frame<'_>, app: &App) {
    if let Some(position) = draw_on(frame.buffer_mut(), app) {
        frame.set_cursor_position(position);
    }
}

/// Draws the whole screen on a buffer; gives the place of the hardware cursor.
pub fn draw_on(buffer: &mut Buffer, app: &App) -> Option<Position> {
    let area = buffer.area;
    let mut canvas = Canvas::new(buffer, area, &app.theme, app.glyphs);
    canvas.clear();
    draw(&mut canvas, app);
    canvas.cursor()
}

fn draw(canvas: &mut Canvas<'_>, app: &App) {
    let layout = layout(app);
    if layout.too_small {
        return too_small(canvas);
    }
    let width = usize::from(canvas.width());
    match (app.view(), app.current()) {
        (View::Sample(_), Some(file)) => {
            canvas.row(0, &summary::title(app, file, width));
            draw_sample(canvas, app, file, &layout);
        }
        (View::Groups, _) => panes::groups::render(canvas, app, body(app)),
        (View::Compare, _) => panes::compare::render(canvas, app, body(app)),
        (View::Matrix, _) => panes::matrix::render(canvas, app, body(app)),
        _ => panes::list::render(canvas, app, body(app)),
    }
    for (index, row) in notice_rows(app).iter().enumerate().take(usize::from(layout.notices.height)) {
        canvas.row(layout.notices.y.saturating_add(u16::try_from(index).unwrap_or(0)), row);
    }
    draw_footer(canvas, app);
    for popup in &app.popups {
        draw_popup(canvas, app, popup);
    }
}

/// Draws the hints, or what is said: a message that is longer than the footer goes on above it, so that a path or the
/// other ways are not cut off.
fn draw_footer(canvas: &mut Canvas<'_>, app: &App) {
    let (width, height) = (canvas.width(), canvas.height());
    let columns = usize::from(width);
    let row = help::footer(app, columns);
    let long = app.status.is_some() && app.popups.is_empty() && row.left_width() > columns;
    let whole = if long { finding::wrap(&row, columns) } else { Vec::new() };
    let most = usize::from((height / 4).clamp(1, 3));
    let rows = if (2..=most).contains(&whole.len()) { whole } else { vec![row] };
    let count = u16::try_from(rows.len()).unwrap_or(1);
    let mut part = canvas.part(0, height.saturating_sub(count), width, count);
    part.clear();
    for (y, row) in (0u16..).zip(&rows) {
        part.row(y, row);
    }
}

fn draw_sample(canvas: &mut Canvas<'_>, app: &App, file: &FileEntry, layout: &Layout) {
    let width = usize::from(canvas.width());
    if layout.tabs {
        canvas.row(1, &tab_strip(file.view.focus, width));
    }
    let Some(analysis) = file.shown() else {
        let top = layout.notices.y.saturating_add(layout.notices.height).max(2);
        let body = Rect::new(0, top, canvas.width(), canvas.height().saturating_sub(top).saturating_sub(1));
        return panes::files::unreadable(canvas, body, app, file);
    };
    if layout.file_box.height > 0 {
        let area = layout.file_box;
        let mut part = canvas.part(area.x, area.y, area.width, area.height);
        let mut inside = part.framed(&Row::of("File", Role::Plain), false);
        let rows = summary::file_box(app, file, analysis, usize::from(inside.width()));
        for (y, row) in (0u16..).zip(&rows) {
            inside.row(y, row);
        }
    }
    for (pane, area) in &layout.panes {
        let mut part = canvas.part(area.x, area.y, area.width, area.height);
        let focused = *pane == file.view.focus;
        match pane {
            Pane::Signatures => panes::signatures::render(&mut part, file, focused),
            Pane::Details => panes::details::render(&mut part, analysis, file, focused),
            Pane::Timeline => panes::timeline::render(&mut part, app, file, focused),
            Pane::Findings => panes::findings::render(&mut part, app, analysis, file, focused),
            Pane::Hex => panes::hex::render(&mut part, file, focused),
        }
        let cursor = part.cursor();
        if focused {
            canvas.adopt_cursor(cursor);
        }
    }
}

fn draw_popup(canvas: &mut Canvas<'_>, app: &App, popup: &Popup) {
    match popup {
        Popup::Help(help) => panes::help::render(canvas, app, help),
        Popup::Palette(palette) => panes::palette::render(canvas, app, palette),
        Popup::Copy(menu) => panes::copy::render(canvas, app, menu),
        Popup::Finding { index, top } => panes::findings::render_full(canvas, app, *index, *top),
        Popup::Events(scroll) => panes::events::render(canvas, app, *scroll),
        Popup::Supposed(view) => panes::supposed::render(canvas, app, view),
        Popup::Prompt(prompt) => panes::prompt::render(canvas, prompt),
        Popup::Menu(menu) => panes::menu::render(canvas, app, *menu),
        Popup::ConfirmQuit => panes::prompt::confirm_quit(canvas),
    }
}

/// Messages under the title: about the configuration, then about the visible file.
pub fn notice_rows(app: &App) -> Vec<Row> {
    let width = usize::from(app.size.0);
    let mut rows: Vec<Row> = app.notices.iter().flat_map(|row| crate::tui::view::finding::wrap(row, width)).collect();
    if let Some(file) = app.current() {
        rows.extend(panes::files::disk_notice(app, file));
    }
    rows
}

/// The panes as tabs; where there is no room for all names, only the one with the focus has its name.
fn tab_strip(focus: Pane, width: usize) -> Row {
    let mut row = Row::of(" ", Role::Plain);
    for (pane, number, name) in [
        (Pane::Signatures, "1", "Sig"),
        (Pane::Details, "2", "Det"),
        (Pane::Timeline, "3", "Time"),
        (Pane::Findings, "4", "Find"),
        (Pane::Hex, "5", "Hex"),
    ] {
        let role = if pane == focus { Role::Cursor } else { Role::Plain };
        row = row.fixed(number, role);
        if pane == focus || width >= 36 {
            row = row.fixed(" ", role).fixed(name, role);
        }
        row = row.fixed(" ", Role::Plain);
    }
    row
}

/// One message, broken at blanks and cut.
fn too_small(canvas: &mut Canvas<'_>) {
    let text = format!("sigscope: {}x{}, enlarge to 20x5", canvas.width(), canvas.height());
    let rows = finding::wrap(&Row::new().own(text, Role::Plain), usize::from(canvas.width()));
    for (y, row) in (0..canvas.height()).zip(&rows) {
        let text = row.plain();
        let style = canvas.style(Role::Plain);
        canvas.put(0, y, text.trim_end(), style);
    }
}
