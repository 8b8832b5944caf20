//! The list screens: moving, filter, order, groups, marks, opening.

use super::{popup, sample};
use crate::triage::{Direction, Filter, GroupKey, Sort, SortKey};
use crate::tui::action::Command;
use crate::tui::app::{
    App, CopyMenu, FileEntry, FileId, FileState, Menu, MenuKind, Popup, PromptKind, Scope, Source, View,
};
use crate::tui::effect::{Effect, Turn};
use crate::tui::widgets::scroll::Scroll;

/// Files whose analyses are held at the same time for a comparison or a copy.
pub const MOST_GATHERED: usize = 4096;
/// Samples that stay in memory after they were closed.
const KEPT: usize = 16;
/// Files of one table of relations: the work grows with the square.
const MOST_RELATED: usize = 64;
/// The message while one file is being read.
const READING: &str = "reading …";

/// The columns that `s` goes through; `S` offers all of them.
const CYCLE: [SortKey; 8] = [
    SortKey::Severity,
    SortKey::Name,
    SortKey::Signer,
    SortKey::Issuer,
    SortKey::Signed,
    SortKey::Identity,
    SortKey::Findings,
    SortKey::Found,
];

/// Rows of a list on a screen of this height.
pub fn visible_rows(app: &App) -> usize {
    usize::from(crate::tui::screen::body(app).height).saturating_sub(3)
}

/// Runs a command of the list, or of the list of a group.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let members = app.view() == View::Members;
    let rows = visible_rows(app);
    let sheet = app.list.sheet_of_mut(members);
    let count = sheet.view.len();
    if sample::step(&mut sheet.scroll, command, count, rows) {
        sheet.hold();
        sheet.arrived = 0;
        return Vec::new();
    }
    let sort = sheet.view.sort();
    match command {
        Command::Open => return app.selected_file().map(|id| open(app, id)).unwrap_or_default(),
        Command::SortNext => {
            let at = CYCLE.iter().position(|key| *key == sort.key);
            let next = at.map_or(0, |at| at.saturating_add(1));
            let key = CYCLE.get(next).or(CYCLE.first()).copied().unwrap_or(SortKey::Severity);
            sort_by(app, Sort::by(key));
        }
        Command::SortMenu => {
            let selected = SortKey::ALL.iter().position(|key| *key == sort.key).unwrap_or(0);
            app.popups.push(menu(MenuKind::Sort, selected));
        }
        Command::Sort(key) => sort_by(app, if key == sort.key { sort.reversed() } else { Sort::by(key) }),
        Command::MarkAll => mark_all(app),
        _ => return run_anywhere(app, command),
    }
    Vec::new()
}

/// Runs a command of the groups.
pub fn run_groups(app: &mut App, command: Command) -> Vec<Effect> {
    let rows = visible_rows(app);
    if let Some(groups) = &mut app.list.groups
        && sample::step(&mut groups.scroll, command, groups.groups.len(), rows)
    {
        return Vec::new();
    }
    match command {
        Command::Open => {
            if app.list.open_group() {
                app.views.push(View::Members);
            }
        }
        Command::Mark | Command::MarkAll => {
            let group = app.list.groups.as_ref().and_then(|groups| groups.groups.get(groups.scroll.selected));
            let rows = group.map(|group| group.rows.clone()).unwrap_or_default();
            toggle_all(app, &rows);
        }
        _ => return run_anywhere(app, command),
    }
    Vec::new()
}

/// What works in list and groups alike.
fn run_anywhere(app: &mut App, command: Command) -> Vec<Effect> {
    match command {
        Command::GroupMenu => {
            let key = app.list.groups.as_ref().map_or(GroupKey::Identity, |groups| groups.key);
            let selected = GroupKey::ALL.iter().position(|other| *other == key).unwrap_or(0);
            app.popups.push(menu(MenuKind::Group, selected));
        }
        Command::Group(key) => group(app, key),
        _ => {}
    }
    Vec::new()
}

fn menu(kind: MenuKind, selected: usize) -> Popup {
    Popup::Menu(Menu { kind, scroll: Scroll { selected, top: 0 } })
}

/// Takes what was chosen from a menu.
pub fn chosen(app: &mut App, menu: Menu) -> Vec<Effect> {
    match menu.kind {
        MenuKind::Sort => match SortKey::ALL.get(menu.scroll.selected) {
            Some(key) => run(app, Command::Sort(*key)),
            None => Vec::new(),
        },
        MenuKind::Group => {
            if let Some(key) = GroupKey::ALL.get(menu.scroll.selected) {
                group(app, *key);
            }
            Vec::new()
        }
    }
}

/// Shows the files by groups; from a group already open this leads back to the groups.
fn group(app: &mut App, key: GroupKey) {
    app.list.group(key);
    app.views.truncate(1);
    app.views.push(View::Groups);
}

fn sort_by(app: &mut App, sort: Sort) {
    let members = app.view() == View::Members;
    let filter = app.list.sheet_of(members).view.filter().clone();
    app.list.change(members, filter, sort);
    app.say(format!("sorted by {}{}", sort.key.name(), direction(sort)));
}

/// Which way, in one sign.
pub fn direction(sort: Sort) -> &'static str {
    match sort.direction {
        Direction::Ascending => " ^",
        Direction::Descending => " v",
    }
}

/// Takes a filter.
///
/// # Errors
/// In one line, when the text is no filter.
pub fn filter(app: &mut App, text: &str) -> Result<(), String> {
    let filter = Filter::parse(text).map_err(|error| error.to_string())?;
    let members = app.view() == View::Members;
    let sort = app.list.sheet_of(members).view.sort();
    app.list.change(members, filter, sort);
    Ok(())
}

/// Asks for a filter; the one in force stands in the field.
pub fn ask_filter(app: &mut App) {
    let text = app.list.sheet_of(app.view() == View::Members).view.filter().text().to_owned();
    app.popups.push(popup::prompt(PromptKind::Filter, &text));
}

/// Takes the filter of the visible list away; tells whether there was one.
pub fn clear_filter(app: &mut App) -> bool {
    let members = app.view() == View::Members;
    if !app.view().is_list() || app.list.sheet_of(members).view.filter().text().is_empty() {
        return false;
    }
    let sort = app.list.sheet_of(members).view.sort();
    app.list.change(members, Filter::default(), sort);
    true
}

/// Shows a sample; it is read again, for the list kept its row alone.
pub fn open(app: &mut App, id: FileId) -> Vec<Effect> {
    let mut effects = load(app, id, Turn::Open);
    if app.file(id).is_some() {
        app.views.push(View::Sample(id));
    }
    if let Some(source) = app.list.source(id) {
        effects.insert(0, Effect::Check { file: id, source: source.clone() });
    }
    effects
}

/// Makes place for a file's analysis and asks for it, unless it is there already.
pub fn load(app: &mut App, id: FileId, turn: Turn) -> Vec<Effect> {
    let Some(source) = app.list.source(id).cloned() else { return Vec::new() };
    if turn == Turn::Gather && app.wanted.contains(&id) {
        return Vec::new();
    }
    app.generation = app.generation.saturating_add(1);
    let generation = app.generation;
    let entry = app.samples.entry(id).or_insert_with(|| FileEntry::new(source));
    if turn == Turn::Open {
        entry.opened = generation;
        entry.view.stale = true;
    }
    let there = match turn {
        Turn::Open => entry.evidence.is_some() || (entry.record.is_some() && entry.analysis.is_some()),
        Turn::Gather | Turn::Scan => entry.analysis.is_some(),
    };
    if there {
        return Vec::new();
    }
    entry.generation = generation;
    if entry.analysis.is_none() {
        entry.state = FileState::Waiting;
        app.wanted.insert(id);
    }
    vec![Effect::Analyse { file: id, generation, source: entry.source.clone(), turn }]
}

/// Asks for the analyses of the files that a scope means and that are not at hand. Too many are refused, in words.
pub fn gather(app: &mut App, scope: Scope) -> Vec<Effect> {
    let files = app.scope(scope);
    let missing: Vec<FileId> = files.into_iter().filter(|id| is_missing(app, *id)).collect();
    if missing.len() > MOST_GATHERED {
        app.say(format!("{} files: more than {MOST_GATHERED} go by `sigscope ioc`", missing.len()));
        return Vec::new();
    }
    missing.into_iter().flat_map(|id| load(app, id, Turn::Gather)).collect()
}

/// Tells whether a file's analysis is not at hand and could be: what could not be read is not asked for again.
fn is_missing(app: &App, id: FileId) -> bool {
    let unreadable = app.list.row(id).is_some_and(|row| row.error.is_some());
    !unreadable
        && app.file(id).is_none_or(|file| file.analysis.is_none() && !matches!(file.state, FileState::Failed(_)))
}

/// Lets go of samples that nothing needs any more: neither a screen nor a comparison, a mark or an open menu.
pub fn release(app: &mut App) {
    if app.samples.len() <= KEPT {
        return;
    }
    let whole_list = app.popups.iter().any(|popup| matches!(popup, Popup::Copy(_)));
    if whole_list || !app.wanted.is_empty() {
        return;
    }
    let mut needed: std::collections::BTreeSet<FileId> = app.list.marks.files().take(MOST_GATHERED).collect();
    needed.extend(app.views.iter().filter_map(|view| match view {
        View::Sample(id) => Some(*id),
        _ => None,
    }));
    needed.extend(app.compare.iter().flat_map(|compare| [compare.left, compare.right]));
    needed.extend(app.matrix.iter().flat_map(|matrix| matrix.files.iter().copied()));
    let mut spare: Vec<(u64, FileId)> =
        app.samples.iter().filter(|(id, _)| !needed.contains(id)).map(|(id, file)| (file.opened, *id)).collect();
    spare.sort_unstable();
    let surplus = spare.len().saturating_sub(KEPT);
    for (_, id) in spare.into_iter().take(surplus) {
        app.samples.remove(&id);
    }
}

/// Marks the selected file, or takes the mark away, and moves on in the list.
pub fn mark(app: &mut App) {
    let Some(id) = app.selected_file() else { return };
    if !app.list.marks.remove(id) {
        app.list.marks.insert(id);
    }
    if app.view().is_list() {
        let sheet = app.list.sheet_of_mut(app.view() == View::Members);
        let count = sheet.view.len();
        sheet.scroll.step(1, count);
        sheet.hold();
    } else {
        let marked = app.marked();
        app.say(format!("{marked} marked"));
    }
}

/// Marks every file that is seen; takes the marks away when all of them are marked already.
fn mark_all(app: &mut App) {
    let rows: Vec<usize> = app.list.sheet_of(app.view() == View::Members).view.rows().collect();
    toggle_all(app, &rows);
}

fn toggle_all(app: &mut App, rows: &[usize]) {
    let files: Vec<FileId> = rows.iter().filter_map(|row| app.list.file_of(*row)).collect();
    if files.iter().all(|id| app.list.marks.contains(*id)) {
        for id in &files {
            app.list.marks.remove(*id);
        }
    } else {
        files.into_iter().for_each(|id| app.list.marks.insert(id));
    }
    let marked = app.marked();
    app.say(format!("{marked} marked"));
}

/// Runs a command about the selected row that needs its analysis, or marked ones; waits for what is missing.
pub fn when_read(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if !app.view().is_list() {
        return None;
    }
    let mut effects: Vec<Effect> =
        app.selected_file().filter(|id| is_missing(app, *id)).map(|id| load(app, id, Turn::Gather)).unwrap_or_default();
    effects.extend(gather(app, Scope::Marked));
    if effects.is_empty() {
        return None;
    }
    app.pending = Some(command);
    let count = app.wanted.len();
    app.say(if count == 1 { READING.to_owned() } else { format!("reading {count} files …") });
    Some(effects)
}

/// The scope that a copy begins with: the marks, where the list is shown and there are some.
pub fn first_scope(app: &App) -> Scope {
    if app.view().is_list() && app.marked() > 0 { Scope::Marked } else { Scope::This }
}

/// Tells whether a copy menu lacks analyses of files that it is about; says so then.
pub fn is_still_reading(app: &mut App, menu: &CopyMenu) -> bool {
    let missing = app.scope(menu.scope).into_iter().filter(|id| is_missing(app, *id)).count();
    if missing == 0 {
        return false;
    }
    app.say(if app.wanted.is_empty() {
        format!("{missing} files are too many for this menu: `sigscope ioc` takes them")
    } else {
        format!("still reading {missing} files")
    });
    true
}

/// A click on a row of the list.
pub fn click(app: &mut App, row: u16) -> Vec<Effect> {
    if !app.view().is_list() {
        return Vec::new();
    }
    let top = crate::tui::screen::body(app).y.saturating_add(2);
    let Some(line) = row.checked_sub(top) else { return Vec::new() };
    let sheet = app.list.sheet_of_mut(app.view() == View::Members);
    let index = sheet.scroll.top.saturating_add(usize::from(line));
    let again = sheet.scroll.selected == index;
    let count = sheet.view.len();
    sheet.scroll.select(index, count);
    sheet.hold();
    if again { run(app, Command::Open) } else { Vec::new() }
}

/// The files of a comparison: the marks as they were set, A first, with the file under the cursor where one is marked
/// alone.
pub fn to_compare(app: &App) -> Result<Vec<FileId>, &'static str> {
    let mut files = app.list.marks.as_marked();
    if files.len() == 1
        && let Some(here) = app.selected_file()
        && !files.contains(&here)
    {
        files.push(here);
    }
    match files.len() {
        0 | 1 => Err("needs 2 marks: space marks a file"),
        count if count > MOST_RELATED => Err("more than 64 marks: too many for a table of relations"),
        _ => Ok(files),
    }
}

/// Reads the selected file again, or goes on with a scan that was stopped.
pub fn reload(app: &mut App) -> Vec<Effect> {
    if app.view().is_list() && app.scan.stopped {
        return super::scan::resume(app);
    }
    let Some(id) = app.selected_file() else { return Vec::new() };
    let Some(file) = app.file(id).filter(|file| file.analysis.is_some()) else {
        app.say(READING);
        return load(app, id, Turn::Open);
    };
    // What is known stays on the screen until there is something newer. A record is looked up again together with the
    // file it is about.
    let known = file.source.clone();
    let source = app.list.source(id).cloned().filter(|original| matches!(original, Source::Recorded(_)));
    app.say(READING);
    app.generation = app.generation.saturating_add(1);
    let generation = app.generation;
    if let Some(file) = app.file_mut(id) {
        file.generation = generation;
    }
    vec![Effect::Analyse { file: id, generation, source: source.unwrap_or(known), turn: Turn::Open }]
}

/// Takes the message away that one file is being read.
pub fn done_reading(app: &mut App) {
    if app.status.as_ref().is_some_and(|status| status.plain() == READING) {
        app.status = None;
    }
}
