//! A selection in a list that is longer than its area.

/// Which row is selected and which one is first on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// The selected row.
    pub selected: usize,
    /// The first visible row.
    pub top: usize,
}

impl Scroll {
    /// Moves the selection by some rows, within `count` rows.
    pub fn step(&mut self, by: isize, count: usize) {
        self.selected = self.selected.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Selects a row, within `count` rows.
    pub fn select(&mut self, row: usize, count: usize) {
        self.selected = row.min(count.saturating_sub(1));
    }

    /// The first visible row, such that the selected one is among `height` rows and no row is wasted at the end.
    #[must_use]
    pub fn first(self, count: usize, height: usize) -> usize {
        let lowest = self.selected.saturating_sub(height.saturating_sub(1));
        let top = self.top.max(lowest).min(self.selected);
        top.min(count.saturating_sub(height))
    }

    /// Brings the selection into the rows there are, and the first row to where it will be drawn.
    pub fn settle(&mut self, count: usize, height: usize) {
        self.selected = self.selected.min(count.saturating_sub(1));
        self.top = self.first(count, height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selection_below_the_screen_scrolls_just_enough() {
        let mut scroll = Scroll::default();
        scroll.step(12, 100);
        scroll.settle(100, 10);
        assert_eq!((scroll.selected, scroll.top), (12, 3));
        scroll.step(-2, 100);
        scroll.settle(100, 10);
        assert_eq!((scroll.selected, scroll.top), (10, 3));
    }

    #[test]
    fn shrunken_list_keeps_the_selection_inside() {
        let mut scroll = Scroll { selected: 50, top: 45 };
        scroll.settle(3, 10);
        assert_eq!(scroll, Scroll { selected: 2, top: 0 });
        scroll.settle(0, 0);
        assert_eq!(scroll, Scroll::default());
    }
}
