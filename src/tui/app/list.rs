//! The list of files: a small row for each, what is seen of them, marks and groups. Thousands fit; whole analyses are
//! kept for the samples that are open, in [`super::App::samples`].

use super::file::{FileId, Source};
use super::marks::Marks;
use crate::model::Analysis;
use crate::triage::{Filter, Group, GroupKey, List, Row, Sort, View, groups};
use crate::tui::widgets::scroll::Scroll;

/// All files, in the order found, and all that the list screens show of them.
#[derive(Debug, Default)]
pub struct FileList {
    /// Where each file comes from, by [`FileId`].
    sources: Vec<Source>,
    /// The row of each file, once it is done.
    row_of: Vec<Option<usize>>,
    /// The file of each row.
    file_of: Vec<FileId>,
    rows: List,
    /// What is seen of all files.
    pub sheet: Sheet,
    /// The files by groups, when they were asked for.
    pub groups: Option<Groups>,
    /// The group that is open.
    pub members: Option<Members>,
    /// A row was replaced since the views were made.
    replaced: bool,
    /// Files marked by the user.
    pub marks: Marks,
}

impl FileList {
    /// Takes a file that is not done yet.
    pub fn add(&mut self, source: Source) -> FileId {
        let id = FileId(self.sources.len());
        self.sources.push(source);
        self.row_of.push(None);
        id
    }

    /// Where a file comes from.
    pub fn source(&self, id: FileId) -> Option<&Source> {
        self.sources.get(id.0)
    }

    /// Number of files found.
    pub fn total(&self) -> usize {
        self.sources.len()
    }

    /// Number of files that are done: those with a row.
    pub fn done(&self) -> usize {
        self.rows.len()
    }

    /// The rows.
    pub fn rows(&self) -> &List {
        &self.rows
    }

    /// The row of a file; `None` while it is not done.
    pub fn row(&self, id: FileId) -> Option<&Row> {
        self.rows.get(self.row_index(id)?)
    }

    /// The place of a file's row in [`Self::rows`].
    pub fn row_index(&self, id: FileId) -> Option<usize> {
        self.row_of.get(id.0).copied().flatten()
    }

    /// The file of a row.
    pub fn file_of(&self, row: usize) -> Option<FileId> {
        self.file_of.get(row).copied()
    }

    /// Files that are not done.
    pub fn unread(&self) -> impl Iterator<Item = FileId> {
        self.row_of.iter().enumerate().filter(|(_, row)| row.is_none()).map(|(index, _)| FileId(index))
    }

    /// Takes the answer about a file, for the first time or again.
    pub fn put(&mut self, id: FileId, analysis: &Analysis) {
        match self.row_index(id) {
            Some(row) => {
                self.replaced |= self.rows.replace(row, analysis);
            }
            None => {
                let row = self.rows.push(analysis);
                self.note(id, row);
            }
        }
    }

    /// Takes the reason why there is no answer about a file. A row that is there already stays.
    pub fn fail(&mut self, id: FileId, error: &str) {
        if self.row_index(id).is_some() {
            return;
        }
        let path = self.source(id).map(|source| source.whole_path().to_vec()).unwrap_or_default();
        let row = self.rows.fail(&path, error);
        self.note(id, row);
    }

    fn note(&mut self, id: FileId, row: usize) {
        if let Some(place) = self.row_of.get_mut(id.0) {
            *place = Some(row);
        }
        self.file_of.push(id);
    }

    /// Makes every view anew after a row was replaced.
    fn renew(&mut self) {
        self.sheet.renew(&self.rows);
        if let Some(members) = &mut self.members {
            members.sheet.renew(&self.rows);
        }
        if let Some(groups) = &mut self.groups {
            groups.seen = 0;
        }
    }

    /// Brings views and groups up to date with the rows. `height`: visible rows; `scanning`: more will come.
    pub fn follow(&mut self, height: usize, scanning: bool) {
        // Once a frame, however many rows were replaced since the last one.
        if std::mem::take(&mut self.replaced) {
            self.renew();
        }
        self.sheet.follow(&self.rows, height);
        if let Some(members) = &mut self.members {
            members.sheet.follow(&self.rows, height);
        }
        if let Some(groups) = &mut self.groups {
            groups.follow(&self.rows, &self.sheet.view, height, scanning);
        }
    }

    /// The sheet that a list screen shows: that of all files, or of the open group.
    pub fn sheet_of(&self, members: bool) -> &Sheet {
        match &self.members {
            Some(open) if members => &open.sheet,
            _ => &self.sheet,
        }
    }

    /// The same, to change it.
    pub fn sheet_of_mut(&mut self, members: bool) -> &mut Sheet {
        match &mut self.members {
            Some(open) if members => &mut open.sheet,
            _ => &mut self.sheet,
        }
    }

    /// Another filter or order for a list screen.
    pub fn change(&mut self, members: bool, filter: Filter, sort: Sort) {
        match &mut self.members {
            Some(open) if members => open.sheet.change(&self.rows, filter, sort, Some(&open.rows)),
            _ => {
                self.sheet.change(&self.rows, filter, sort, None);
                if let Some(groups) = &mut self.groups {
                    groups.seen = 0;
                }
            }
        }
    }

    /// Groups what is seen of all files.
    pub fn group(&mut self, key: GroupKey) {
        self.members = None;
        self.groups = Some(Groups { key, ..Groups::default() });
    }

    /// The files of the selected group.
    pub fn selected_group(&self) -> Vec<FileId> {
        let group = self.groups.as_ref().and_then(|groups| groups.groups.get(groups.scroll.selected));
        group.into_iter().flat_map(|group| &group.rows).filter_map(|row| self.file_of(*row)).collect()
    }

    /// Opens the selected group; tells whether there is one.
    pub fn open_group(&mut self) -> bool {
        let Some(groups) = &self.groups else { return false };
        let Some(group) = groups.groups.get(groups.scroll.selected) else { return false };
        let sort = self.sheet.view.sort();
        let sheet = Sheet::over(View::new(Filter::default(), sort, true).of(group.rows.iter().copied()));
        self.members = Some(Members { key: groups.key, label: group.label.clone(), rows: group.rows.clone(), sheet });
        true
    }
}

/// A filtered and sorted view of the rows, with a selection.
#[derive(Debug)]
pub struct Sheet {
    /// What is seen, in which order.
    pub view: View,
    /// Selection.
    pub scroll: Scroll,
    /// The row that keeps its line on the screen while others arrive; set by the first move of the cursor.
    anchor: Option<usize>,
    /// Lines that arrived since then.
    pub arrived: usize,
}

impl Default for Sheet {
    fn default() -> Self {
        Self::over(View::new(Filter::default(), Sort::default(), true))
    }
}

impl Sheet {
    /// A sheet over a view.
    fn over(view: View) -> Self {
        Self { view, scroll: Scroll::default(), anchor: None, arrived: 0 }
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.view.get(self.scroll.selected).map(|entry| entry.row)
    }

    /// The cursor was moved: from now on the selected row keeps its place.
    pub fn hold(&mut self) {
        self.anchor = self.selected();
    }

    /// Another filter or order; the selected row stays selected if it is still seen.
    pub fn change(&mut self, rows: &List, filter: Filter, sort: Sort, members: Option<&[usize]>) {
        let selected = self.anchor.or_else(|| self.selected());
        let mut view = View::new(filter, sort, true);
        if let Some(members) = members {
            view = view.of(members.iter().copied());
        }
        self.view = view;
        self.view.update(rows);
        if self.anchor.is_some()
            && let Some(line) = selected.and_then(|row| self.view.find(rows, row))
        {
            self.scroll.selected = line;
        } else {
            self.scroll = Scroll::default();
        }
        if self.anchor.is_some() {
            self.hold();
        }
        self.arrived = 0;
    }

    /// The same view of rows that have changed.
    fn renew(&mut self, rows: &List) {
        self.view.forget();
        self.view.update(rows);
        self.keep_place(rows);
    }

    fn follow(&mut self, rows: &List, height: usize) {
        let before = self.view.len();
        self.view.update(rows);
        let new = self.view.len().saturating_sub(before);
        if new > 0 && self.anchor.is_some() {
            self.arrived = self.arrived.saturating_add(new);
            self.keep_place(rows);
        }
        self.scroll.settle(self.view.len(), height);
    }

    /// Puts the selection on the held row, at the same line of the screen.
    fn keep_place(&mut self, rows: &List) {
        let Some(line) = self.anchor.and_then(|row| self.view.find(rows, row)) else { return };
        let on_screen = self.scroll.selected.saturating_sub(self.scroll.top);
        self.scroll.selected = line;
        self.scroll.top = line.saturating_sub(on_screen);
    }
}

/// The files by groups.
#[derive(Debug)]
pub struct Groups {
    /// What they are grouped by.
    pub key: GroupKey,
    /// The groups.
    pub groups: Vec<Group>,
    /// Selection.
    pub scroll: Scroll,
    /// Rows that the groups were made of.
    seen: usize,
}

impl Default for Groups {
    fn default() -> Self {
        Self { key: GroupKey::Identity, groups: Vec::new(), scroll: Scroll::default(), seen: 0 }
    }
}

impl Groups {
    /// Groups anew when enough has come: each time while there is little, ever more rarely the longer it takes.
    fn follow(&mut self, rows: &List, view: &View, height: usize, scanning: bool) {
        let new = rows.len().saturating_sub(self.seen);
        if new > 0 && (!scanning || new.saturating_mul(8) > self.seen) {
            let selected = self.groups.get(self.scroll.selected).map(|group| group.label.clone());
            self.groups = groups(rows, view.rows(), self.key);
            self.seen = rows.len();
            let place = selected.and_then(|label| self.groups.iter().position(|group| group.label == label));
            if let Some(place) = place.filter(|_| self.scroll.selected > 0) {
                self.scroll.selected = place;
            }
        }
        self.scroll.settle(self.groups.len(), height);
    }
}

/// One group, opened.
#[derive(Debug)]
pub struct Members {
    /// What the files were grouped by.
    pub key: GroupKey,
    /// The value they share, unsafe to show as it is.
    pub label: String,
    /// Their rows.
    pub rows: Vec<usize>,
    /// What is seen of them.
    pub sheet: Sheet,
}
