//! The basket: what `b` puts in or takes out, and `B` opens.

use std::sync::Arc;

use super::{copy_menu, list};
use crate::ioc::Value;
use crate::model::Analysis;
use crate::tui::action::Command;
use crate::tui::app::{App, Pane, Popup, Scope, View};
use crate::tui::effect::Effect;
use crate::tui::view::pick;

type Picked = Vec<(Arc<Analysis>, Vec<Value>)>;

/// Puts what is under the cursor into the basket; takes it out when all of it is in.
pub fn add(app: &mut App) -> Vec<Effect> {
    if app.view() == View::Groups {
        let effects = list::gather(app, Scope::This);
        if !effects.is_empty() {
            app.say(format!("reading {} files of the group first; then once more", effects.len()));
            return effects;
        }
    }
    let picked = under_cursor(app);
    toggle(app, &picked);
    Vec::new()
}

/// As [`add`], for one finding of the visible sample.
pub fn add_finding(app: &mut App, index: usize) {
    let analysis = app.current().and_then(|file| file.shown_arc()).cloned();
    let picked: Picked = analysis
        .map(|analysis| {
            let values = pick::of_finding(&analysis, index);
            (analysis, values)
        })
        .into_iter()
        .collect();
    toggle(app, &picked);
}

/// As [`add`], for values chosen elsewhere.
pub fn toggle(app: &mut App, picked: &[(Arc<Analysis>, Vec<Value>)]) {
    let count = picked.iter().map(|(_, values)| values.len()).sum::<usize>();
    if count == 0 {
        return app.say("no indicator here; Y copies the text");
    }
    let all_in =
        picked.iter().all(|(analysis, values)| values.iter().all(|value| app.basket.has_from(analysis, value)));
    let one = match picked {
        [(_, values)] if values.len() == 1 => values.first().map(|value| value.id.label()),
        _ => None,
    };
    for (analysis, values) in picked {
        for value in values {
            if all_in {
                app.basket.remove(&value.id, &value.text);
            } else {
                app.basket.add(analysis, value.clone());
            }
        }
    }
    let what = one.unwrap_or_else(|| match picked.len() {
        1 => format!("{count} values"),
        files => format!("{count} values of {files} files"),
    });
    let done = if all_in { "out of the basket" } else { "in the basket" };
    let now = app.basket.len();
    let key = app.keymap.key_of(&app.contexts(), Command::BasketOpen).unwrap_or("B").to_owned();
    app.say(format!("{what} {done}; {now} in it, {key} opens it"));
}

/// Opens the basket.
pub fn open(app: &mut App) -> Vec<Effect> {
    if app.basket.is_empty() {
        let key = app.keymap.key_of(&app.contexts(), Command::BasketAdd).unwrap_or("b").to_owned();
        app.say(format!("the basket is empty: {key} puts the value under the cursor into it"));
        return Vec::new();
    }
    let menu = copy_menu::menu(app, Scope::Basket);
    app.popups.push(Popup::Copy(Box::new(menu)));
    Vec::new()
}

fn under_cursor(app: &App) -> Picked {
    let Some(file) = app.current() else { return of_list(app) };
    let Some(analysis) = file.shown_arc() else { return Vec::new() };
    let view = &file.view;
    let values = match view.focus {
        Pane::Signatures => pick::of_node(analysis, view.node),
        Pane::Details | Pane::Hex => {
            view.selected_field().map(|field| pick::of_field(analysis, view.node, field)).unwrap_or_default()
        }
        Pane::Timeline => {
            let event = view.timeline.event.and_then(|index| view.dates.events.get(index));
            let time = event.map(|event| event.time).or(view.timeline.as_of).or(view.dates.centre);
            time.map(|time| pick::of_moment(analysis, time)).unwrap_or_default()
        }
        Pane::Findings => {
            let index = view.visible_findings.get(view.findings.selected);
            index.map(|index| pick::of_finding(analysis, *index)).unwrap_or_default()
        }
    };
    vec![(Arc::clone(analysis), values)]
}

/// The marked files of the list, else the selected one; in the groups, the files of the selected group.
fn of_list(app: &App) -> Picked {
    let scope = if app.marked() > 0 && app.view() != View::Groups { Scope::Marked } else { Scope::This };
    let files = app.gathered(scope).into_iter();
    files.map(|(_, analysis)| (Arc::clone(analysis), pick::of_file(analysis))).collect()
}
