//! Selection in the tree of signatures.

use super::sample::{step, with};
use crate::tui::action::Command;
use crate::tui::app::{App, FileEntry, Pane};
use crate::tui::screen::layout;
use crate::tui::view::tree::{self, NodeId};

/// Moves in the tree.
pub fn move_tree(app: &mut App, command: Command) {
    let rows = layout(app).rows(Pane::Signatures);
    with(app, |file| {
        let view = &mut file.view;
        let count = view.nodes.len();
        if !step(&mut view.tree, command, count, rows) {
            open_or_close(file, command);
        }
        let id = file.view.nodes.get(file.view.tree.selected).map(|node| node.id);
        if let Some(id) = id {
            select_node(file, id);
        }
    });
}

/// Opens or closes the selected node, or goes to its parent or first child.
pub fn open_or_close(file: &mut FileEntry, command: Command) {
    let view = &mut file.view;
    let Some(node) = view.nodes.get(view.tree.selected) else { return };
    let (id, depth, open) = (node.id, node.depth, node.open);
    match (command, open) {
        (Command::Right, Some(false)) => {
            view.expanded.insert(id);
        }
        (Command::Right, Some(true)) => {
            view.tree.selected = view.tree.selected.saturating_add(1).min(view.nodes.len().saturating_sub(1));
        }
        (Command::Left, Some(true)) => {
            view.expanded.remove(&id);
        }
        (Command::Left, _) => {
            let parent = view.nodes.iter().take(view.tree.selected).rposition(|node| node.depth < depth);
            view.tree.selected = parent.unwrap_or(view.tree.selected);
        }
        _ => {}
    }
    view.stale = true;
}

/// Selects a node; Details start at their top.
pub fn select_node(file: &mut FileEntry, id: NodeId) {
    let view = &mut file.view;
    if view.node != id {
        view.node = id;
        view.field = 0;
        view.field_line = 0;
        view.details_top = 0;
    }
    view.stale = true;
}

/// Selects a node although its parents may be closed.
pub fn reveal(file: &mut FileEntry, id: NodeId) {
    let Some(analysis) = file.shown() else { return };
    let all = tree::nodes(analysis, None);
    let Some(at) = all.iter().position(|node| node.id == id) else { return };
    let mut depth = all.get(at).map_or(0, |node| node.depth);
    for node in all.iter().take(at).rev() {
        if node.depth < depth {
            depth = node.depth;
            file.view.expanded.insert(node.id);
        }
    }
    select_node(file, id);
}
