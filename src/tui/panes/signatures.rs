//! The tree of signatures.

use crate::tui::app::FileEntry;
use crate::tui::row::{Role, Row};
use crate::tui::view::tree::Node;
use crate::tui::widgets::canvas::Canvas;

/// Draws the visible nodes.
pub fn render(canvas: &mut Canvas<'_>, file: &FileEntry, focused: bool) {
    let view = &file.view;
    let more;
    let cursor = {
        let mut inside = canvas.framed(&Row::of("1 Signatures", Role::Plain), focused);
        let height = usize::from(inside.height());
        let top = view.tree.first(view.nodes.len(), height);
        for (y, (index, node)) in (0u16..).zip(view.nodes.iter().enumerate().skip(top).take(height)) {
            inside.row(y, &row(node));
            if index == view.tree.selected {
                if focused {
                    inside.select(y);
                } else {
                    inside.mark(y);
                }
            }
        }
        more = view.nodes.len().saturating_sub(top.saturating_add(height));
        inside.cursor()
    };
    canvas.more_below(more);
    canvas.adopt_cursor(cursor);
}

fn row(node: &Node) -> Row {
    let sign = match node.open {
        Some(true) => "v ",
        Some(false) => "> ",
        None => "  ",
    };
    let indent = node.depth.saturating_mul(2);
    // Leaves of the tree give the place of their sign to the text.
    let indent = if node.open.is_none() && node.depth > 1 { indent.saturating_sub(0) } else { indent };
    let row = Row::new().own(" ".repeat(indent), Role::Plain);
    let row = if node.open.is_none() && node.depth > 1 { row } else { row.fixed(sign, Role::Plain) };
    row.then(node.row.clone())
}
