//! Search in tree and details. The list has its filter.

use super::popup;
use super::tree::reveal;
use crate::text::Untrusted;
use crate::tui::app::{App, Pane, PromptKind};
use crate::tui::view::tree::NodeId;
use crate::tui::view::{details, tree};

/// Asks for words.
pub fn ask(app: &mut App) {
    popup::ask(app, PromptKind::Search);
}

/// Takes the words.
pub fn submit(app: &mut App, text: &str) {
    text.clone_into(&mut app.query);
    if !text.is_empty() {
        jump(app, true);
    }
}

/// A place where the words stand: a node, or one of its fields.
type Hit = (NodeId, Option<usize>);

/// Goes to the next or the previous hit, around the end.
pub fn jump(app: &mut App, forward: bool) {
    let query = app.query.to_lowercase();
    if query.is_empty() {
        return app.say("nothing searched for yet: /");
    }
    if app.view() == crate::tui::app::View::Compare {
        return super::compare::search(app, &query, forward);
    }
    let Some(file) = app.current_mut() else { return };
    let Some(analysis) = file.supposed.clone().or_else(|| file.analysis.clone()) else { return };
    let mut hits: Vec<Hit> = Vec::new();
    let mut here = 0usize;
    for node in tree::nodes(&analysis, None) {
        let current = node.id == file.view.node;
        if node.row.plain().to_lowercase().contains(&query) {
            hits.push((node.id, None));
        }
        if current && file.view.focus == Pane::Signatures {
            here = hits.len();
        }
        for (index, field) in details::fields(&analysis, node.id).iter().enumerate() {
            let text = format!("{} {} {}", field.label, field.value, field.note).to_lowercase();
            if text.contains(&query) {
                hits.push((node.id, Some(index)));
            }
            if current && file.view.focus != Pane::Signatures && index == file.view.field {
                here = hits.len();
            }
        }
    }
    if hits.is_empty() {
        return app.say(format!("not found: {}", Untrusted(&query).shown()));
    }
    let at_hit = |index: usize| {
        hits.get(index).is_some_and(|(node, field)| {
            *node == file.view.node
                && match field {
                    Some(field) => file.view.focus != Pane::Signatures && *field == file.view.field,
                    None => file.view.focus == Pane::Signatures,
                }
        })
    };
    let count = hits.len();
    let next = if forward {
        here.checked_rem(count).unwrap_or(0)
    } else {
        let back = if here > 0 && at_hit(here.saturating_sub(1)) { 2 } else { 1 };
        here.saturating_add(count.saturating_mul(2)).saturating_sub(back).checked_rem(count).unwrap_or(0)
    };
    if let Some((node, field)) = hits.get(next).copied() {
        reveal(file, node);
        match field {
            Some(field) => {
                file.view.focus = Pane::Details;
                file.view.field = field;
                file.view.field_line = 0;
                file.view.fields = details::fields(&analysis, node);
            }
            None => file.view.focus = Pane::Signatures,
        }
        app.say(format!("hit {} of {count}   n next  N previous", next.saturating_add(1)));
    }
}
