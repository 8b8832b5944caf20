//! The list, groups and marks, step by step.

use super::Bench;
use crate::triage::{GroupKey, SortKey};
use crate::tui::action::{Action, Examined, Origin};
use crate::tui::app::{FileId, Scope, Source, View};
use crate::tui::effect::{Effect, Turn};

const NAMES: [&str; 8] =
    ["broken.exe", "clean.exe", "fresh.exe", "hostile.exe", "short.exe", "short2.exe", "tampered.exe", "unsigned.exe"];

fn seen(bench: &Bench) -> Vec<String> {
    let sheet = bench.app.list.sheet_of(bench.app.view() == View::Members);
    let rows = sheet.view.lines(0, 100).filter_map(|entry| bench.app.list.rows().get(entry.row));
    rows.map(|row| row.name.to_string()).collect()
}

fn selected(bench: &Bench) -> String {
    let id = bench.app.selected_file().unwrap();
    bench.app.list.row(id).unwrap().name.to_string()
}

#[test]
fn going_back_from_a_sample_keeps_filter_order_and_row_and_escape_clears_the_filter_alone() {
    let mut bench = Bench::list(&NAMES, 120, 40);
    bench.press("/").type_text("sev>=warn").press("enter s j j");
    let (before, names) = (selected(&bench), seen(&bench));
    assert!(names.len() < NAMES.len() && names.len() > 3, "{names:?}");
    bench.press("enter");
    assert!(matches!(bench.app.view(), View::Sample(_)), "{}", bench.frame());
    bench.press("esc");
    assert_eq!((bench.app.view(), selected(&bench), seen(&bench)), (View::Files, before.clone(), names));
    let frame = bench.frame();
    assert!(frame.contains("filter sev>=warn") && frame.contains("sort name ^"), "{frame}");
    bench.press("esc");
    assert_eq!((seen(&bench).len(), selected(&bench)), (NAMES.len(), before));
    assert_eq!(bench.app.list.sheet.view.sort().key, SortKey::Name);
    bench.press("esc esc");
    assert!(!bench.app.quit);
}

#[test]
fn filter_in_force_stands_in_the_footer_too() {
    let mut bench = Bench::list(&NAMES, 80, 24);
    bench.press("/").type_text("signer:jane").press("enter");
    let frame = bench.frame();
    assert!(frame.lines().last().unwrap().ends_with("filter signer:jane"), "{frame}");
    assert_eq!(seen(&bench), ["short.exe", "short2.exe"]);
}

#[test]
fn filter_that_cannot_be_read_says_where_and_can_be_mended() {
    let mut bench = Bench::list(&NAMES, 80, 24);
    bench.press("/").type_text("signr:x").press("enter");
    assert!(bench.frame().contains("there is no field `signr`: `signer`?"), "{}", bench.frame());
    assert_eq!(bench.app.popups.len(), 1);
    bench.press("esc");
    assert_eq!(seen(&bench).len(), NAMES.len());
}

#[test]
fn column_to_sort_by_is_chosen_and_reversed_in_the_menu() {
    let mut bench = Bench::list(&NAMES, 80, 24);
    bench.press("S j enter");
    assert_eq!(bench.app.list.sheet.view.sort().key, SortKey::Name);
    assert_eq!(seen(&bench).first().map(String::as_str), Some("broken.exe"));
    bench.press("S enter");
    assert_eq!(seen(&bench).first().map(String::as_str), Some("unsigned.exe"));
}

#[test]
fn palette_sorts_and_groups_by_name() {
    let mut bench = Bench::list(&NAMES, 80, 24);
    bench.press(":").type_text("sort by issuer").press("enter");
    assert_eq!(bench.app.list.sheet.view.sort().key, SortKey::Issuer);
    bench.press(":").type_text("group by finding").press("enter");
    assert_eq!(bench.app.list.groups.as_ref().unwrap().key, GroupKey::Finding);
}

#[test]
fn walk_of_a_typed_path_does_not_lose_the_scan_that_goes_on() {
    let mut bench = Bench::empty(80, 24);
    bench.act(Action::Walking);
    bench.act(Action::Found(vec![Source::Path("slow.exe".into())]));
    let generation = bench.app.scan.generation;
    bench.press("o").type_text("other").press("enter");
    assert_eq!(bench.app.scan.generation, generation, "answers of the first scan are still taken");
    bench.act(Action::Walked { errors: Vec::new() });
    assert!(bench.app.scan.walking && bench.app.scan.running);
    bench.act(Action::Walked { errors: vec![("other".to_owned(), "no such file".to_owned())] });
    assert!(!bench.app.scan.walking && bench.app.scan.running);
}

#[test]
fn group_of_one_identity_holds_both_leaves_and_back_leads_to_the_groups() {
    let mut bench = Bench::list(&NAMES, 120, 40);
    bench.press("F enter");
    assert_eq!(bench.app.view(), View::Groups);
    let frame = bench.frame();
    let line = frame.lines().find(|line| line.contains("311.97.111111111")).unwrap_or_default();
    assert!(line.contains("> …") && line.contains(" 2 ") && line.contains("2026-09-03 … 2026-09-12"), "{frame}");
    let mut at = bench.app.list.groups.as_ref().unwrap().groups.iter();
    let at = at.position(|group| group.label.contains("97.111111111")).unwrap();
    bench.press(&"j ".repeat(at)).press("enter");
    assert_eq!(bench.app.view(), View::Members);
    assert_eq!(seen(&bench), ["short.exe", "short2.exe"]);
    bench.press("j enter");
    assert!(matches!(bench.app.view(), View::Sample(_)));
    bench.press("esc");
    assert_eq!(selected(&bench), "short2.exe");
    bench.press("esc");
    assert_eq!(bench.app.view(), View::Groups);
    assert_eq!(bench.app.list.groups.as_ref().unwrap().scroll.selected, at);
    bench.press("esc");
    assert_eq!(bench.app.view(), View::Files);
}

#[test]
fn group_with_more_than_fits_below_says_how_much() {
    let mut bench = Bench::list(&["fresh.exe", "short.exe", "short2.exe", "nots.exe"], 80, 24);
    bench.press("F").press(&"j ".repeat(5)).press("enter");
    assert_eq!(bench.app.list.groups.as_ref().unwrap().key, GroupKey::Tsa);
    let frame = bench.frame();
    assert!(frame.contains("1 group by TSA") || frame.contains("2 groups by TSA"), "{frame}");
    assert!(frame.contains("more lines"), "{frame}");
}

#[test]
fn every_key_can_be_grouped_by() {
    for (at, key) in GroupKey::ALL.into_iter().enumerate() {
        let mut bench = Bench::list(&NAMES, 80, 24);
        bench.press("F").press(&"j ".repeat(at)).press("enter");
        assert_eq!(bench.app.list.groups.as_ref().unwrap().key, key);
        assert!(bench.frame().contains(&format!("groups by {}", key.name())), "{}", bench.frame());
    }
}

#[test]
fn copies_are_folded_and_counted() {
    let mut bench = Bench::list(&["clean.exe", "fresh.exe", "clean.exe", "clean.exe"], 80, 24);
    assert_eq!(seen(&bench).len(), 2);
    assert!(bench.frame().contains("clean.exe x3"), "{}", bench.frame());
    bench.press("/").type_text("clean").press("enter a");
    assert_eq!(bench.app.marked(), 3, "a mark of a folded line is one of all its files");
}

#[test]
fn selected_row_keeps_its_line_while_others_arrive() {
    let mut bench = Bench::list(&["clean.exe", "fresh.exe", "short.exe", "unsigned.exe"], 80, 24);
    bench.press("j");
    let name = selected(&bench);
    let line = |bench: &Bench| {
        let sheet = &bench.app.list.sheet;
        (selected(bench), sheet.scroll.selected - sheet.scroll.top)
    };
    let before = line(&bench);
    bench.app.scan.running = true;
    let more: Vec<&str> = std::iter::repeat_n("tampered.exe", 1).chain(["hostile.exe", "expired.exe"]).collect();
    bench.act(Action::Found(more.iter().map(|name| super::bundled(name)).collect()));
    assert_eq!(selected(&bench), name);
    // The list is short: its top cannot move, so the row may have moved down, and never out of sight.
    assert!(line(&bench).1 >= before.1, "{:?} {before:?}", line(&bench));
    bench.app.scan.running = true;
    assert!(bench.frame().contains("3 new"), "{}", bench.frame());
    bench.press("k");
    assert!(!bench.frame().contains(" new"), "{}", bench.frame());
}

#[test]
fn row_of_the_first_line_stays_first_until_the_cursor_moves() {
    let mut bench = Bench::list(&["clean.exe"], 80, 24);
    bench.act(Action::Found(vec![super::bundled("tampered.exe")]));
    assert_eq!(selected(&bench), "tampered.exe");
}

#[test]
fn file_that_cannot_be_read_is_a_row_with_its_reason() {
    let mut bench = Bench::list(&["clean.exe"], 120, 40);
    bench.act(Action::Walked { errors: vec![("gone\u{1b}[31m.exe".to_owned(), "permission denied".to_owned())] });
    let frame = bench.frame();
    let line = frame.lines().find(|line| line.contains("gone")).unwrap();
    assert!(line.contains("E -") && line.contains("\\x1b[31m") && line.contains("permission denied"), "{frame}");
    assert!(frame.contains("1 error"), "{frame}");
}

#[test]
fn stopped_walk_is_not_taken_for_the_whole_and_goes_on() {
    let mut bench = Bench::empty(100, 24);
    bench.act(Action::Walking);
    bench.press("ctrl-c");
    let frame = bench.frame();
    assert!(frame.contains("there may be more: r goes on"), "{frame}");
    assert!(frame.contains("stopped before a file was read"), "{frame}");
    // What the walk had found before it heard of the stop is neither read nor lost.
    bench.act(Action::Found(vec![Source::Path("found.exe".into())]));
    assert!(!bench.app.scan.running && bench.app.list.total() == 1);
    assert!(!bench.asked.iter().any(|effect| matches!(effect, Effect::Analyse { .. })));
    bench.press("r");
    assert!(bench.asked.contains(&Effect::ResumeScan));
    assert!(bench.asked.iter().any(|effect| matches!(effect, Effect::Analyse { .. })));
    assert!(bench.app.scan.walking && bench.frame().contains("looking for more"), "{}", bench.frame());
}

#[test]
fn another_path_goes_on_with_a_scan_that_was_stopped() {
    let mut bench = Bench::empty(100, 24);
    bench.act(Action::Walking);
    bench.act(Action::Found(vec![Source::Path("slow.exe".into())]));
    bench.act(Action::Walked { errors: Vec::new() });
    bench.press("ctrl-c o").type_text("other").press("enter");
    let again = bench.asked.iter().rev().take_while(|effect| **effect != Effect::ResumeScan);
    assert!(again.into_iter().any(|effect| matches!(effect, Effect::Analyse { .. })), "its progress would never end");
}

#[test]
fn stopped_scan_says_how_far_it_came_and_goes_on() {
    let mut bench = Bench::empty(80, 24);
    bench.act(Action::Walking);
    // A path is left to the runtime: it stays unread here.
    bench.act(Action::Found(vec![super::bundled("clean.exe"), Source::Path("later.exe".into())]));
    bench.act(Action::Walked { errors: Vec::new() });
    assert!(bench.app.scan.running && bench.frame().contains("1 of 2 files"), "{}", bench.frame());
    bench.press("ctrl-c");
    assert!(bench.frame().contains("stopped at 1"), "{}", bench.frame());
    assert!(bench.asked.contains(&Effect::StopScan));
    let old = bench.asked.iter().find_map(|effect| match effect {
        Effect::Analyse { file, generation, .. } => Some((*file, *generation)),
        _ => None,
    });
    let (file, generation) = old.unwrap();
    let result = || {
        Box::new(Examined {
            evidence: None,
            analysis: None,
            error: Some("late".to_owned()),
            revision: 0,
            read_at: None,
            origin: Origin::File,
        })
    };
    bench.act(Action::Analysed { file, generation, result: result() });
    assert_eq!(bench.app.list.done(), 1, "the answer to a scan that was stopped is dropped");
    bench.press("r");
    let again = bench.asked.iter().rev().find_map(|effect| match effect {
        Effect::Analyse { file, generation, turn: Turn::Scan, .. } => Some((*file, *generation)),
        _ => None,
    });
    let (again, generation) = again.unwrap();
    assert_eq!(again, file);
    bench.act(Action::Analysed { file: again, generation, result: result() });
    assert!(!bench.app.scan.running);
    assert_eq!(bench.app.list.done(), 2);
}

#[test]
fn only_files_that_are_open_or_marked_for_a_copy_hold_their_analysis() {
    let mut bench = Bench::list(&NAMES, 80, 24);
    assert!(bench.app.samples.is_empty(), "a scan keeps rows alone");
    bench.press("space space y");
    assert_eq!(bench.app.gathered(Scope::Marked).len(), 2);
    assert!(matches!(bench.app.popups.last(), Some(crate::tui::app::Popup::Copy(_))), "{}", bench.frame());
}

#[test]
fn samples_that_were_closed_are_let_go_at_last() {
    let names: Vec<&str> = crate::demo::SAMPLES.iter().map(|sample| sample.name).collect();
    let mut bench = Bench::list(&names, 80, 24);
    for _ in 0..bench.app.list.sheet.view.len() {
        bench.press("enter esc j");
    }
    assert!(bench.app.samples.len() <= 17, "{}", bench.app.samples.len());
    assert!(bench.app.list.sheet.view.len() > 18);
}

#[test]
fn record_whose_file_is_gone_shows_what_it_holds() {
    let mut bench = Bench::list(&["clean.exe"], 120, 40);
    bench.press("enter");
    let analysis = bench.app.analysis().cloned().unwrap();
    let mut bench = Bench::empty(120, 40);
    let recorded = crate::tui::app::Recorded {
        path: "/gone/clean.exe".into(),
        records: std::path::Path::new("scan.ndjson").into(),
        offset: 0,
    };
    let source = Source::Recorded(std::sync::Arc::new(recorded));
    bench.act(Action::Recorded(vec![(source, Ok(Box::new(analysis.clone())))]));
    assert_eq!(seen(&bench), ["clean.exe"]);
    bench.press("enter");
    let (file, generation) = bench
        .asked
        .iter()
        .find_map(|effect| match effect {
            Effect::Analyse { file, generation, turn: Turn::Open, .. } => Some((*file, *generation)),
            _ => None,
        })
        .unwrap();
    let why = "file is gone: showing the record of 2026-11-23T00:00:00Z, as it was judged then";
    let result = Examined {
        evidence: None,
        analysis: Some(std::sync::Arc::new(analysis)),
        error: None,
        revision: 0,
        read_at: None,
        origin: Origin::Record(why.to_owned()),
    };
    bench.act(Action::Analysed { file, generation, result: Box::new(result) });
    let frame = bench.frame();
    assert!(frame.contains(why) && frame.contains("Example Gantry"), "{frame}");
    bench.press("3 a");
    let frame = bench.frame();
    assert!(frame.contains("it cannot be judged anew") && !frame.contains("AS OF"), "{frame}");
    assert_eq!(file, FileId(0));
}

#[test]
fn names_that_differ_in_bytes_that_are_no_text_differ_on_the_screen() {
    use std::sync::Arc;

    use crate::model::HexBytes;
    use crate::tui::app::FileEntry;
    use crate::tui::view::tree::NodeId;
    use crate::tui::view::{details, summary};

    let names: [&[u8]; 3] = [b"d/a\xff.exe", b"d/a\xfe.exe", "d/a\u{fffd}.exe".as_bytes()];
    let mut bench = Bench::empty(120, 40);
    let mut seen = Vec::new();
    for name in names {
        let mut analysis = crate::report::example::signed(&String::from_utf8_lossy(name), 1);
        analysis.path_bytes = std::str::from_utf8(name).is_err().then(|| HexBytes(name.to_vec()));
        let mut file = FileEntry::new(Source::Record(Arc::new(analysis.clone())));
        file.analysis = Some(Arc::new(analysis.clone()));
        let title = summary::title(&bench.app, &file, 120).plain();
        let path = details::fields(&analysis, NodeId::File).swap_remove(0).whole().plain();
        bench.act(Action::Recorded(vec![(file.source, Ok(Box::new(analysis)))]));
        let id = FileId(seen.len());
        let line = crate::tui::view::list::line(bench.app.list.row(id).unwrap(), false, 0, 120).plain();
        seen.push((line, title, path));
    }
    for (index, shown) in ["a\\xff.exe", "a\\xfe.exe", "a\u{fffd}.exe"].into_iter().enumerate() {
        for (at, (line, title, path)) in seen.iter().enumerate() {
            let holds = [line, title, path].map(|text| text.contains(shown));
            assert_eq!(holds, [at == index; 3], "{shown}: {line} / {title} / {path}");
        }
    }
}
