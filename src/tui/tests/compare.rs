//! Two files side by side, and the relations of more.

use super::Bench;
use crate::compare::RowState;
use crate::tui::action::{Action, Examined, Origin};
use crate::tui::app::{CompareView, Shown, Source, View};
use crate::tui::effect::Effect;

/// Compares two samples, marked in the list.
fn pair(left: &str, right: &str, width: u16, height: u16) -> Bench {
    let mut bench = Bench::list(&[left, right], width, height);
    // The list is sorted by severity: the left one is marked first wherever it stands.
    let first = bench.app.selected_file().and_then(|id| bench.app.list.source(id)).unwrap().name();
    bench.press(if first == left { "g space G space c" } else { "G space g space c" });
    assert_eq!(bench.app.view(), View::Compare, "{}", bench.frame());
    bench
}

fn view(bench: &Bench) -> &CompareView {
    bench.app.compare.as_ref().unwrap()
}

fn states(bench: &Bench) -> Vec<RowState> {
    let rows = &view(bench).compared.as_ref().unwrap().comparison.rows;
    view(bench).visible.iter().map(|index| rows[*index].state).collect()
}

#[test]
fn one_identity_with_two_leaves_is_named_with_its_common_ancestor() {
    let mut bench = pair("short.exe", "short2.exe", 120, 40);
    assert!(bench.frame().contains("SAME DURABLE IDENTITY"), "{}", bench.frame());
    bench.press("/").type_text("ancestor").press("enter");
    // The mark is no text of the table: it is found by going down.
    let found = (0..200).any(|_| {
        bench.press("j");
        bench.frame().contains("COMMON ANCESTOR")
    });
    assert!(found, "{}", bench.frame());
}

#[test]
fn filter_shows_differences_alone_and_the_cursor_goes_from_one_to_the_next() {
    let mut bench = pair("short.exe", "short2.exe", 120, 40);
    let all = states(&bench).len();
    bench.press("d");
    assert!(states(&bench).iter().all(|state| *state != RowState::Same) && states(&bench).len() < all);
    let lines: Vec<String> = bench.frame().lines().map(str::to_owned).collect();
    assert!(!lines.iter().any(|line| line.starts_with("┃ =  ")), "{}", bench.frame());
    let before = view(&bench).selected;
    bench.press("]");
    assert_eq!(view(&bench).selected, before + 1);
    bench.press("[");
    assert_eq!(view(&bench).selected, before);
    bench.press("d");
    assert!(states(&bench).iter().all(|state| *state == RowState::Same));
    bench.press("d");
    assert!(states(&bench).iter().all(|state| matches!(state, RowState::LeftOnly | RowState::RightOnly)));
    bench.press("d");
    assert_eq!((states(&bench).len(), view(&bench).shown), (all, Shown::All));
}

#[test]
fn next_difference_skips_what_is_the_same() {
    let mut bench = pair("short.exe", "short2.exe", 120, 40);
    for _ in 0..20 {
        bench.press("]");
        assert_ne!(view(&bench).row().unwrap().state, RowState::Same);
    }
}

#[test]
fn eighty_columns_stack_the_files_and_show_differences_first() {
    let bench = pair("short.exe", "short2.exe", 80, 24);
    let frame = bench.frame();
    assert!(frame.contains("Differences first"), "{frame}");
    let a = frame.lines().position(|line| line.contains(" A short.exe  ")).unwrap();
    assert!(frame.lines().nth(a + 1).unwrap().contains(" B short2.exe"), "{frame}");
    let states = states(&bench);
    let first_same = states.iter().position(|state| *state == RowState::Same).unwrap();
    assert!(states[first_same..].iter().all(|state| *state == RowState::Same));
}

#[test]
fn swapping_mirrors_the_table_and_keeps_the_row() {
    let mut bench = pair("clean.exe", "transplanted.exe", 120, 40);
    bench.press("] ] ]");
    let (field, before) = (view(&bench).row().unwrap().field.clone(), states(&bench));
    bench.press("X");
    assert_eq!(view(&bench).row().unwrap().field, field);
    let mut mirrored: Vec<RowState> = before
        .into_iter()
        .map(|state| match state {
            RowState::LeftOnly => RowState::RightOnly,
            RowState::RightOnly => RowState::LeftOnly,
            other => other,
        })
        .collect();
    let mut now = states(&bench);
    // One-sided rows stand behind those of A: their order is not mirrored.
    now.sort();
    mirrored.sort();
    assert_eq!(now, mirrored);
    assert!(bench.frame().starts_with(" compare  A transplanted.exe  <>  B clean.exe"), "{}", bench.frame());
}

#[test]
fn file_beside_itself_has_no_difference() {
    let mut bench = Bench::list(&["clean.exe", "clean.exe"], 120, 40);
    bench.press("a c d");
    let names: Vec<&str> = view(&bench)
        .visible
        .iter()
        .map(|index| view(&bench).compared.as_ref().unwrap().comparison.rows[*index].field.as_str())
        .collect();
    assert_eq!(names, Vec::<&str>::new());
    assert!(bench.frame().contains("IDENTICAL"), "{}", bench.frame());
}

#[test]
fn row_opens_the_sample_at_what_it_is_about_and_back_leads_to_the_row() {
    let mut bench = pair("short.exe", "short2.exe", 120, 40);
    bench.press("/").type_text("leaf").press("enter");
    let at = view(&bench).selected;
    assert!(view(&bench).row().unwrap().left_spot.certificate.is_some(), "{:?}", view(&bench).row());
    bench.press("enter");
    assert!(matches!(bench.app.view(), View::Sample(_)));
    let node = bench.app.current().unwrap().view.node;
    assert!(matches!(node, crate::tui::view::tree::NodeId::Certificate { .. }), "{node:?}");
    bench.press("esc");
    assert_eq!((bench.app.view(), view(&bench).selected), (View::Compare, at));
}

#[test]
fn both_timelines_share_one_axis() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut bench = pair("short.exe", "short2.exe", width, height);
        bench.press("t");
        let frame = bench.frame();
        assert!(frame.contains("Timelines on one axis") && frame.contains("A  short.exe"), "{frame}");
        // The second leaf was issued later: its bar begins further right.
        let starts: Vec<usize> = frame
            .lines()
            .filter(|line| line.contains("leaf  "))
            .filter_map(|line| line.chars().position(|character| character == '█'))
            .collect();
        assert!(matches!(starts.as_slice(), [first, second] if first < second), "{starts:?}\n{frame}");
        // Both have the same chain: either each of them is drawn, or each is told in words.
        assert_ne!(frame.matches("3 CAs cover all").count(), 1, "{frame}");
    }
}

#[test]
fn table_is_copied_whole_and_a_row_alone() {
    let mut bench = pair("short.exe", "short2.exe", 120, 40);
    bench.press("y");
    let Some(Effect::Copy { text, .. }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert!(text.contains("SAME DURABLE IDENTITY") && text.contains("=  imphash"), "{text}");
    bench.press("] Y");
    let Some(Effect::Copy { text, fields: 1 }) = bench.asked.last() else { panic!("{:?}", bench.asked) };
    assert!(text.starts_with("~ file / ") && text.lines().count() == 1, "{text}");
}

#[test]
fn one_mark_and_the_row_under_the_cursor_are_a_pair_and_none_says_what_is_missing() {
    let mut bench = Bench::list(&["clean.exe", "fresh.exe", "short.exe"], 120, 40);
    bench.press("c");
    assert!(bench.frame().contains("needs 2 marks"), "{}", bench.frame());
    bench.press("space c");
    assert_eq!(bench.app.view(), View::Compare);
}

#[test]
fn first_file_marked_is_a_wherever_it_stands() {
    let mut bench = Bench::list(&["clean.exe", "fresh.exe", "short.exe"], 120, 40);
    bench.press("G space g space c");
    let names =
        |bench: &Bench| [view(bench).left, view(bench).right].map(|id| bench.app.list.source(id).unwrap().name());
    let [a, b] = names(&bench);
    bench.press("esc g");
    assert_eq!(bench.app.list.source(bench.app.selected_file().unwrap()).unwrap().name(), b, "marked as the second");
    // One mark: it is A, the row under the cursor is B.
    bench.press("space j space c");
    let [again, _] = names(&bench);
    assert_eq!(again, a);
}

/// Answers the last request that the bench leaves to the runtime: there is no such file.
fn fail_last(bench: &mut Bench) {
    let Some(Effect::Analyse { file, generation, .. }) = bench.asked.pop() else { panic!("{:?}", bench.asked) };
    let result = Examined {
        evidence: None,
        analysis: None,
        error: Some("no such file".to_owned()),
        revision: 0,
        read_at: None,
        origin: Origin::File,
    };
    bench.act(Action::Analysed { file, generation, result: Box::new(result) });
}

#[test]
fn file_that_cannot_be_read_says_so_in_its_row_and_the_others_are_related() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut bench = Bench::list(&["short.exe", "short2.exe"], width, height);
        bench.act(Action::Found(vec![Source::Path("gone.exe".into())]));
        fail_last(&mut bench);
        bench.press("a c");
        assert!(bench.frame().contains("reading 3 files"), "{}", bench.frame());
        fail_last(&mut bench);
        let frame = bench.frame();
        assert!(frame.contains("identity") && frame.contains("cannot be read: no such file"), "{frame}");
        let names: Vec<usize> = ["short.exe  ", "short2.exe  ", "gone.exe  "]
            .map(|name| frame.lines().position(|line| line.contains(name)).unwrap())
            .to_vec();
        assert!(names.is_sorted(), "{frame}");
        assert!(frame.lines().nth(names[0]).unwrap().trim_end_matches(['┃', ' ']).ends_with('?'), "{frame}");
        // The one under the cursor says in words why nothing relates it.
        bench.press("G");
        assert!(
            bench.frame().contains("NOT KNOWN") && bench.frame().contains("could not be read"),
            "{}",
            bench.frame()
        );
    }
}

#[test]
fn more_than_two_marks_give_the_relations_and_a_cell_opens_its_pair() {
    let mut bench = Bench::list(&["short.exe", "short2.exe", "clean.exe", "fresh.exe"], 120, 40);
    bench.press("a c");
    assert_eq!(bench.app.view(), View::Matrix);
    let frame = bench.frame();
    for word in ["identity", "issuer", "short2.exe", "SAME DURABLE IDENTITY"] {
        assert!(frame.contains(word), "{word}: {frame}");
    }
    bench.press("enter");
    assert_eq!(bench.app.view(), View::Compare);
    bench.press("esc");
    assert_eq!(bench.app.view(), View::Matrix);
    bench.press("esc");
    assert_eq!((bench.app.view(), bench.app.marked()), (View::Files, 4));
}
