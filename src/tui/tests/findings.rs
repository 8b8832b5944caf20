//! Each finding of each sample: it opens to its whole explanation, and leads to its bytes.

use std::sync::Arc;

use super::Bench;
use crate::demo::SAMPLES;
use crate::model::{Analysis, Finding, Location};
use crate::rules::find_rule;
use crate::tui::app::{Bytes, Pane, Place, Popup};
use crate::tui::view::tree::{self, NodeId};

/// Wide and high enough for any explanation.
const SIZE: (u16, u16) = (106, 120);

/// Opens the findings of a sample and selects one.
fn select(sample: &str, which: usize) -> Bench {
    let mut bench = Bench::open(sample, SIZE.0, SIZE.1);
    bench.press("4");
    for _ in 0..which {
        bench.press("j");
    }
    bench
}

fn analysis(bench: &Bench) -> Arc<Analysis> {
    bench.app.current().unwrap().analysis.clone().unwrap()
}

/// The finding under the cursor.
fn selected(bench: &Bench) -> usize {
    let view = &bench.app.current().unwrap().view;
    view.visible_findings[view.findings.selected]
}

/// The text inside the popup, its lines joined by blanks.
fn popup_text(frame: &str) -> String {
    let inside = frame.lines().filter_map(|line| line.split(['┃', '│']).find(|part| part.chars().count() == 98));
    inside.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// A text as a popup shows it, whatever its lines.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn count(sample: &str) -> usize {
    analysis(&Bench::open(sample, SIZE.0, SIZE.1)).findings.len()
}

#[test]
fn every_finding_opens_to_its_whole_explanation() {
    let mut seen = 0;
    for sample in SAMPLES {
        for which in 0..count(sample.name) {
            let mut bench = select(sample.name, which);
            let index = selected(&bench);
            bench.press("enter");
            assert!(matches!(bench.app.popups.last(), Some(Popup::Finding { index: shown, .. }) if *shown == index));
            let id = &analysis(&bench).findings[index].id;
            let frame = bench.frame();
            let text = popup_text(&frame);
            let rule = find_rule(id).unwrap();
            let sources = rule.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            for part in [rule.what, rule.why, rule.harmless, rule.verify, &sources, id.as_str()] {
                assert!(text.contains(&folded(part)), "{} {id}: {part}\n{frame}", sample.name);
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} findings");
}

/// Whether the node is where a reader looks for the finding.
fn is_about(analysis: &Analysis, node: NodeId, finding: &Finding, range: Option<Location>) -> bool {
    let place = tree::nodes(analysis, None).into_iter().find(|one| one.id == node).and_then(|one| one.place);
    match (node, finding.certificate) {
        (NodeId::Certificate { thumbprint, .. }, Some(meant)) => thumbprint == meant,
        (_, Some(_)) => false,
        (NodeId::File, None) => true,
        (_, None) => place
            .zip(range)
            .is_some_and(|(place, range)| place.bytes == Bytes::File && place.range.contains(range.offset)),
    }
}

#[test]
fn every_finding_leads_to_its_bytes() {
    let mut without_bytes = Vec::new();
    let mut problems = Vec::new();
    for sample in SAMPLES {
        for which in 0..count(sample.name) {
            let mut bench = select(sample.name, which);
            let index = selected(&bench);
            bench.press("enter enter");
            assert!(bench.app.popups.is_empty());
            let analysis = analysis(&bench);
            let finding = &analysis.findings[index];
            let view = &bench.app.current().unwrap().view;
            assert_eq!(view.focus, Pane::Details, "{} {}", sample.name, finding.id);
            if !is_about(&analysis, view.node, finding, finding.location()) {
                problems.push(format!("{} {}: the node is {:?}", sample.name, finding.id, view.node));
            }
            let Some(range) = finding.location() else {
                without_bytes.push(format!("{} {}", sample.name, finding.id));
                continue;
            };
            let expected = Place { bytes: Bytes::File, range };
            if view.hex.range != Some(expected) || view.hex.cursor != range.offset {
                problems.push(format!("{} {} at {range:?}: shown {:?}", sample.name, finding.id, view.hex.range));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    // The file's own name is no part of the file.
    assert_eq!(without_bytes, ["invoice_26\u{202e}fdp.exe name-bidi-control"]);
}

#[test]
fn enter_on_a_finding_with_bytes_shows_them_where_they_were_closed() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut bench = Bench::open("broken.exe", width, height);
        let file = bench.app.current().unwrap();
        let analysis = file.shown().unwrap();
        let visible = &file.view.visible_findings;
        let at = visible.iter().position(|index| analysis.findings[*index].location().is_some()).unwrap();
        bench.press("4").press(&"j ".repeat(at)).press("enter enter");
        assert!(bench.app.current().unwrap().view.hex.open, "{}", bench.frame());
        let layout = crate::tui::screen::layout(&bench.app);
        assert!(!layout.area(crate::tui::app::Pane::Hex).is_empty(), "{}", bench.frame());
    }
}
