//! What is seen of a list: the rows that pass a filter, in an order, each content once.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::{Filter, List, Sort};

/// A filtered, sorted and folded list. Follows the list as it grows, at a cost that depends on what is new.
#[derive(Debug)]
pub struct View {
    filter: Filter,
    sort: Sort,
    fold: bool,
    /// Only these rows, when the view is that of a group.
    members: Option<HashSet<usize>>,
    /// Rows of the list that were looked at.
    seen: usize,
    /// Rows that pass, in order, copies left out.
    order: Vec<usize>,
    /// For the content of each row in `order`: that row.
    contents: HashMap<[u8; 32], usize>,
    /// Rows in `order` that have copies, with them.
    copies: HashMap<usize, Vec<usize>>,
}

/// One line of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The row's index in the list.
    pub row: usize,
    /// Other rows with the same SHA-256 that pass the filter too.
    pub copies: &'a [usize],
}

impl View {
    /// A view of nothing yet: [`Self::update`] fills it.
    pub fn new(filter: Filter, sort: Sort, fold: bool) -> Self {
        Self {
            filter,
            sort,
            fold,
            members: None,
            seen: 0,
            order: Vec::new(),
            contents: HashMap::new(),
            copies: HashMap::new(),
        }
    }

    /// A view of some rows only: those of an opened group.
    #[must_use]
    pub fn of(mut self, members: impl IntoIterator<Item = usize>) -> Self {
        self.members = Some(members.into_iter().collect());
        self
    }

    /// Looks at the rows that the list got since the last time.
    pub fn update(&mut self, list: &List) {
        let mut new: Vec<usize> = Vec::new();
        for (index, row) in list.rows().iter().enumerate().skip(self.seen) {
            let is_member = self.members.as_ref().is_none_or(|members| members.contains(&index));
            if !is_member || !self.filter.matches(row) {
                continue;
            }
            if let Some(sha256) = row.sha256.as_deref().filter(|_| self.fold) {
                if let Some(first) = self.contents.get(sha256) {
                    self.copies.entry(*first).or_default().push(index);
                    continue;
                }
                self.contents.insert(*sha256, index);
            }
            new.push(index);
        }
        self.seen = list.len();
        if new.is_empty() {
            return;
        }
        let sort = self.sort;
        let compare = |left: &usize, right: &usize| match (list.get(*left), list.get(*right)) {
            (Some(one), Some(other)) => sort.compare((*left, one), (*right, other)),
            _ => left.cmp(right),
        };
        new.sort_unstable_by(compare);
        merge(&mut self.order, new, compare);
    }

    /// Forgets the rows; filter, order and members stay. For a list in which a row was replaced.
    pub fn forget(&mut self) {
        self.seen = 0;
        self.order.clear();
        self.contents.clear();
        self.copies.clear();
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Tells whether no row passes.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Number of rows that pass, copies counted.
    pub fn files(&self) -> usize {
        self.copies.values().map(Vec::len).fold(self.order.len(), usize::saturating_add)
    }

    /// One line.
    pub fn get(&self, line: usize) -> Option<Entry<'_>> {
        let row = *self.order.get(line)?;
        Some(Entry { row, copies: self.copies.get(&row).map_or(&[], Vec::as_slice) })
    }

    /// The lines from `first` on, at most `count`.
    pub fn lines(&self, first: usize, count: usize) -> impl Iterator<Item = Entry<'_>> {
        (first..first.saturating_add(count)).map_while(|line| self.get(line))
    }

    /// The line on which a row stands, itself or as a copy.
    pub fn line_of(&self, row: usize) -> Option<usize> {
        let stands = |first: usize| first == row || self.copies.get(&first).is_some_and(|copies| copies.contains(&row));
        self.order.iter().position(|first| stands(*first))
    }

    /// The line of a row of `list`, itself or as a copy, found in a time that hardly grows with the view.
    ///
    /// The view must have seen the list as it is.
    pub fn find(&self, list: &List, row: usize) -> Option<usize> {
        let content = list.get(row)?.sha256.as_deref().filter(|_| self.fold);
        let first = content.and_then(|sha256| self.contents.get(sha256)).copied().unwrap_or(row);
        let wanted = (first, list.get(first)?);
        let line = self.order.partition_point(|other| {
            list.get(*other).is_some_and(|found| self.sort.compare((*other, found), wanted) == Ordering::Less)
        });
        (self.order.get(line) == Some(&first)).then_some(line)
    }

    /// The rows of all lines in order, copies behind the one they are folded into.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.order
            .iter()
            .flat_map(|row| std::iter::once(*row).chain(self.copies.get(row).into_iter().flatten().copied()))
    }

    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }
}

/// Merges sorted rows into sorted rows.
fn merge(order: &mut Vec<usize>, new: Vec<usize>, compare: impl Fn(&usize, &usize) -> Ordering) {
    if order.is_empty() {
        *order = new;
        return;
    }
    // Few among many: each finds its place, the rest is moved as a block.
    if new.len().saturating_mul(32) < order.len() {
        for row in new {
            let at = order.partition_point(|other| compare(other, &row) == Ordering::Less);
            order.insert(at, row);
        }
        return;
    }
    let old = std::mem::take(order);
    order.reserve(old.len().saturating_add(new.len()));
    let mut new = new.into_iter().peekable();
    for row in old {
        while let Some(earlier) = new.next_if(|other| compare(other, &row) == Ordering::Less) {
            order.push(earlier);
        }
        order.push(row);
    }
    order.extend(new);
}
