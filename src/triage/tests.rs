//! Order, folding, views that follow a list, groups.

use std::sync::Arc;

use proptest::prelude::*;

use super::fixture::{hashed, signed, signer, unreadable, unsigned, with};
use super::*;
use crate::model::Severity;

const JANE: &str = "1.3.6.1.4.1.311.97.1.2.3.4";

fn list(rows: Vec<Row>) -> List {
    let mut list = List::default();
    for row in rows {
        list.put(row);
    }
    list
}

fn names(list: &List, view: &View) -> Vec<String> {
    view.lines(0, usize::MAX).map(|entry| list.get(entry.row).unwrap().name.to_string()).collect()
}

fn view(list: &List, filter: &str, sort: Sort, fold: bool) -> View {
    let mut view = View::new(Filter::parse(filter).unwrap(), sort, fold);
    view.update(list);
    view
}

fn sample() -> List {
    let one = signer(1, "beta", None);
    let two = signer(2, "Alpha", None);
    list(vec![
        unreadable("broken.bin"),
        with(signed("b.exe", &one, "2026-01-02"), &[("x", Severity::Notice)]),
        with(signed("C.dll", &two, "2026-01-01"), &[("x", Severity::Warning)]),
        unsigned("a.exe"),
        with(signed("d.exe", &one, "2026-01-03"), &[("x", Severity::Warning), ("y", Severity::Warning)]),
    ])
}

#[test]
fn worst_stands_on_top_and_unreadable_files_last() {
    let list = sample();
    let by = |sort| names(&list, &view(&list, "", sort, true));
    assert_eq!(by(Sort::default()), ["d.exe", "C.dll", "b.exe", "a.exe", "broken.bin"]);
    assert_eq!(by(Sort::default().reversed()), ["a.exe", "b.exe", "C.dll", "d.exe", "broken.bin"]);
}

#[test]
fn names_sort_without_case_and_absent_values_stand_last_both_ways() {
    let list = sample();
    let by = |sort| names(&list, &view(&list, "", sort, true));
    assert_eq!(by(Sort::by(SortKey::Name)), ["a.exe", "b.exe", "broken.bin", "C.dll", "d.exe"]);
    assert_eq!(by(Sort::by(SortKey::Signer)), ["C.dll", "b.exe", "d.exe", "broken.bin", "a.exe"]);
    assert_eq!(by(Sort::by(SortKey::Signer).reversed()), ["b.exe", "d.exe", "C.dll", "broken.bin", "a.exe"]);
    assert_eq!(by(Sort::by(SortKey::Signed)), ["d.exe", "b.exe", "C.dll", "broken.bin", "a.exe"]);
    assert_eq!(by(Sort::by(SortKey::Found).reversed()), ["d.exe", "a.exe", "C.dll", "b.exe", "broken.bin"]);
}

#[test]
fn copies_fold_into_the_first_that_passes() {
    let one = signer(1, "beta", None);
    let copy = |path: &str| hashed(signed(path, &one, "2026-01-02"), 9);
    let list = list(vec![copy("x/a.exe"), unsigned("y/b.exe"), copy("y/c.exe"), copy("y/d.exe")]);
    let all = view(&list, "", Sort::by(SortKey::Found), true);
    assert_eq!(names(&list, &all), ["a.exe", "b.exe"]);
    assert_eq!(all.get(0).unwrap().copies, [2, 3]);
    assert_eq!((all.len(), all.files()), (2, 4));
    assert_eq!(all.line_of(3), Some(0));
    assert_eq!(all.rows().collect::<Vec<_>>(), [0, 2, 3, 1]);
    let some = view(&list, "path:y/", Sort::by(SortKey::Found), true);
    assert_eq!(names(&list, &some), ["b.exe", "c.exe"]);
    assert_eq!(some.get(1).unwrap().copies, [3]);
    assert_eq!(view(&list, "", Sort::by(SortKey::Found), false).len(), 4);
}

#[test]
fn view_of_a_group_shows_its_members_alone() {
    let list = sample();
    let mut view = View::new(Filter::default(), Sort::by(SortKey::Name), true).of([1, 4]);
    view.update(&list);
    assert_eq!(names(&list, &view), ["b.exe", "d.exe"]);
}

fn any_row() -> impl Strategy<Value = Row> {
    let severity = prop_oneof![Just(None), Just(Some(Severity::Info)), Just(Some(Severity::Critical))];
    (0u8..5, 0u8..4, 0u8..6, severity, 0u8..9).prop_map(|(name, who, hash, severity, day)| {
        let path = format!("d/{name}.exe");
        let time = format!("2026-01-0{}", day.saturating_add(1));
        let row = match who {
            0 => unsigned(&path),
            1 => unreadable(&path),
            _ => signed(&path, &signer(who, if who == 2 { "a" } else { "B" }, None), &time),
        };
        let findings: Vec<_> = severity.into_iter().map(|severity| ("x", severity)).collect();
        let row = with(row, &findings);
        if hash < 3 { hashed(row, hash) } else { row }
    })
}

proptest! {
    #[test]
    fn view_that_follows_a_list_is_the_view_of_the_whole_list(
        rows in prop::collection::vec(any_row(), 0..120),
        cuts in prop::collection::vec(0usize..120, 0..6),
        key in prop::sample::select(SortKey::ALL.to_vec()),
        reversed: bool,
        fold: bool,
    ) {
        let sort = if reversed { Sort::by(key).reversed() } else { Sort::by(key) };
        let whole = list(rows.clone());
        let expected = view(&whole, "-name:0", sort, fold);
        let mut growing = List::default();
        let mut following = View::new(Filter::parse("-name:0").unwrap(), sort, fold);
        for (index, row) in rows.into_iter().enumerate() {
            growing.put(row);
            if cuts.contains(&index) {
                following.update(&growing);
            }
        }
        following.update(&growing);
        prop_assert_eq!(
            following.lines(0, 200).collect::<Vec<_>>(),
            expected.lines(0, 200).collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_file_is_in_one_group_of_each_key_but_finding(rows in prop::collection::vec(any_row(), 0..60)) {
        let list = list(rows);
        for key in GroupKey::ALL {
            let mut members: Vec<usize> = groups(&list, 0..list.len(), key).into_iter().flat_map(|group| group.rows).collect();
            members.sort_unstable();
            if key == GroupKey::Finding {
                members.dedup();
            }
            prop_assert_eq!(members, (0..list.len()).collect::<Vec<_>>());
        }
    }
}

#[test]
fn group_says_when_by_what_names_and_how_bad() {
    let first = signer(1, "Exampleco Apps Ltd", Some(JANE));
    let mut later = (*signer(2, "EXAMPLECO APPS LTD", Some(JANE))).clone();
    later.not_before = "2026-05-01".parse().unwrap();
    later.issuer = "Example CS CA 01".into();
    let later = Arc::new(later);
    let other = signer(3, "Sample Tools Inc.", None);
    let list = list(vec![
        with(signed("a", &first, "2026-03-02"), &[("x", Severity::Warning)]),
        with(signed("b", &later, "2026-06-08"), &[("x", Severity::Warning), ("y", Severity::Warning)]),
        with(signed("c", &first, "2026-04-01"), &[("x", Severity::Notice)]),
        signed("d", &other, "2024-01-11"),
        unsigned("e"),
        unreadable("f"),
    ]);
    let groups = groups(&list, 0..list.len(), GroupKey::Identity);
    let labels: Vec<&str> = groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(labels, [JANE, &format!("(none) leaf {}", other.leaf), "(not read)", "(unsigned)"]);
    let jane = &groups[0];
    assert_eq!(jane.rows, [0, 1, 2]);
    assert_eq!(jane.worst, Rating { worst: Some(Severity::Warning), count: 3 });
    assert_eq!(jane.first_signed, "2026-03-02".parse().ok());
    assert_eq!(jane.last_signed, "2026-06-08".parse().ok());
    let names: Vec<(&str, usize)> = jane.names.iter().map(|(name, count)| (name.as_ref(), *count)).collect();
    assert_eq!(names, [("Exampleco Apps Ltd", 2), ("EXAMPLECO APPS LTD", 1)]);
    assert_eq!(jane.leaves.iter().map(|leaf| leaf.leaf.0[0]).collect::<Vec<_>>(), [2, 1], "by notBefore");
    assert_eq!(jane.issuers.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["Example CS CA 01", "Example CS CA 02"]);
}

#[test]
fn spellings_of_one_name_are_one_group_under_the_most_frequent() {
    let (one, two) = (signer(1, "Exampleco", None), signer(2, "EXAMPLECO", None));
    let list =
        list(vec![signed("a", &two, "2026-01-01"), signed("b", &one, "2026-01-01"), signed("c", &one, "2026-01-01")]);
    let groups = groups(&list, 0..list.len(), GroupKey::Signer);
    assert_eq!(groups.len(), 1);
    assert_eq!((groups[0].label.as_str(), groups[0].rows.len()), ("Exampleco", 3));
}

#[test]
fn file_is_in_as_many_groups_as_it_has_findings() {
    let one = signer(1, "x", None);
    let list = list(vec![
        with(
            signed("a", &one, "2026-01-01"),
            &[("x", Severity::Warning), ("y", Severity::Info), ("x", Severity::Warning)],
        ),
        signed("b", &one, "2026-01-01"),
    ]);
    let groups = groups(&list, 0..list.len(), GroupKey::Finding);
    let labels: Vec<(&str, usize)> = groups.iter().map(|group| (group.label.as_str(), group.rows.len())).collect();
    assert_eq!(labels, [("x", 1), ("y", 1), ("(no finding)", 1)]);
}
