//! Findings: hidden codes, the next one, and the evidence of one.

use super::sample::{set_focus, toggle_hex, with};
use super::tree::reveal;
use crate::tui::action::Command;
use crate::tui::app::{App, Bytes, Pane, Place};
use crate::tui::keymap::Context;
use crate::tui::screen::has_hex_column;
use crate::tui::view::tree::{self, NodeId};
use crate::tui::view::{details, help};

/// Shows the findings of the hidden codes again.
pub fn show_hidden(app: &mut App) {
    let count = app.hidden.len();
    app.hidden.clear();
    app.say(match count {
        0 => "no code is hidden".to_owned(),
        1 => "1 code is shown again".to_owned(),
        _ => format!("{count} codes are shown again"),
    });
    for file in app.samples.values_mut() {
        file.view.stale = true;
    }
}

/// Hides the code of the selected finding; shows all again when none is left.
pub fn hide(app: &mut App) {
    let Some(file) = app.current() else { return };
    let selected = file.view.visible_findings.get(file.view.findings.selected).copied();
    let id = selected.and_then(|index| file.shown()?.findings.get(index)).map(|finding| finding.id.clone());
    match id {
        Some(id) => {
            let again = help::keys_for(app, Context::Findings, &[Command::ShowHidden], "", " shows it again");
            let again = again.map_or(String::new(), |keys| format!(": {keys}"));
            app.say(format!("{id} is hidden in this session{again}"));
            app.hidden.insert(id);
        }
        None => app.hidden.clear(),
    }
    for file in app.samples.values_mut() {
        file.view.stale = true;
    }
}

/// Selects the next or the previous finding; at first the selected one, which nobody has looked at yet.
pub fn next_finding(app: &mut App, forward: bool) {
    let seen = app.current().is_some_and(|file| file.view.finding_seen);
    set_focus(app, Pane::Findings);
    if !seen {
        return;
    }
    with(app, |file| {
        let count = file.view.visible_findings.len();
        file.view.findings.step(if forward { 1 } else { -1 }, count);
    });
}

/// Shows the evidence of a finding: its node, and its bytes when it has some.
pub fn show_evidence(app: &mut App, index: usize) {
    with(app, |file| {
        let Some(finding) = file.shown().and_then(|analysis| analysis.findings.get(index)).cloned() else { return };
        let Some(analysis) = file.shown() else { return };
        let all = tree::nodes(analysis, None);
        let by_certificate = all.iter().find(
            |node| matches!(node.id, NodeId::Certificate { thumbprint, .. } if Some(thumbprint) == finding.certificate),
        );
        let by_bytes = finding.location().and_then(|range| {
            all.iter()
                .filter(|node| node.id != NodeId::File)
                .filter_map(|node| node.place.map(|place| (place, node)))
                .filter(|(place, _)| place.bytes == Bytes::File && place.range.contains(range.offset))
                .min_by_key(|(place, _)| place.range.length)
                .map(|(_, node)| node)
        });
        let by_signature =
            finding.signature.and_then(|index| all.iter().find(|node| node.id == NodeId::Signature(index)));
        // Bytes that belong to no part of the signature are the file's.
        let by_signature = by_signature.filter(|_| finding.location().is_none());
        let found = by_certificate.or(by_bytes).or(by_signature);
        let id = found.map_or(NodeId::File, |node| node.id);
        // A root of the trust store has bytes of its own to show.
        let elsewhere = found.and_then(|node| node.place).is_some_and(|place| place.bytes != Bytes::File);
        reveal(file, id);
        file.view.focus = Pane::Details;
        let Some(analysis) = file.supposed.clone().or_else(|| file.analysis.clone()) else { return };
        file.view.fields = details::fields(&analysis, id);
        let about = file.view.fields.iter().position(|field| field.note == finding.id);
        let covering = finding.location().and_then(|range| {
            file.view
                .fields
                .iter()
                .enumerate()
                .filter_map(|(index, field)| field.place.map(|place| (place, index)))
                .filter(|(place, _)| place.bytes == Bytes::File && place.range.contains(range.offset))
                .min_by_key(|(place, _)| place.range.length)
                .map(|(_, index)| index)
        });
        file.view.field = covering.or(about).unwrap_or(0);
        file.view.hex.evidence = finding
            .location()
            .filter(|_| !elsewhere)
            .map(|range| (id, file.view.field, Place { bytes: Bytes::File, range }));
    });
    // Where the bytes have no column of their own they are opened, as their key does.
    let closed = app.current().is_some_and(|file| file.view.hex.evidence.is_some() && !file.view.hex.open);
    if closed && !has_hex_column(app.size.0) {
        toggle_hex(app);
    }
}
