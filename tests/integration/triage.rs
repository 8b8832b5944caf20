//! The list of many files: made from samples, read back from records, grouped, and small.

use std::time::Instant;

use sigscope::model::{Analysis, HexBytes, Severity};
use sigscope::report::{Header, NdjsonReport, TrustStoreSummary, write_report};
use sigscope::triage::{Filter, Group, GroupKey, List, Sort, SortKey, View, groups, records};

use super::support::samples::JANE;
use crate::golden::{AT, analyse, policy, samples};

fn analyses() -> Vec<Analysis> {
    let policy = policy();
    samples().iter().map(|path| analyse(path, &policy)).collect()
}

fn list_of(analyses: &[Analysis]) -> List {
    let mut list = List::default();
    for analysis in analyses {
        list.push(analysis);
    }
    list
}

fn grouped(list: &List, key: GroupKey) -> Vec<Group> {
    groups(list, 0..list.len(), key)
}

fn names(list: &List, rows: &[usize]) -> Vec<String> {
    rows.iter().map(|row| list.get(*row).unwrap().name.to_string()).collect()
}

fn passing(list: &List, filter: &str) -> Vec<String> {
    let mut view = View::new(Filter::parse(filter).unwrap(), Sort::by(SortKey::Name), true);
    view.update(list);
    names(list, &view.rows().collect::<Vec<_>>())
}

#[test]
fn leaves_of_one_durable_identity_are_one_group() {
    let list = list_of(&analyses());
    let by_identity = grouped(&list, GroupKey::Identity);
    let jane = by_identity.iter().find(|group| group.label == JANE).unwrap();
    assert_eq!(names(&list, &jane.rows), ["short.exe", "short2.exe"]);
    assert_eq!(jane.first_signed.unwrap().to_string(), "2026-09-03T03:14:07.482Z");
    assert_eq!(jane.last_signed.unwrap().to_string(), "2026-09-12T07:05:41.1Z");
    assert_eq!(jane.leaves.len(), 2);
    assert_eq!(jane.issuers.len(), 2);
    let worst = jane.rows.iter().map(|row| list.get(*row).unwrap().rating.worst).max().unwrap();
    assert_eq!(jane.worst.worst, worst);
    assert!(worst >= Some(Severity::Warning), "short.exe imitates a brand");
    assert!(!grouped(&list, GroupKey::Leaf).iter().any(|group| group.rows == jane.rows), "no leaf finds them");
}

#[test]
fn samples_group_by_leaf_key_tsa_structure_and_finding() {
    let list = list_of(&analyses());
    let with = |key, name: &str| {
        let groups = grouped(&list, key);
        let index = list.rows().iter().position(|row| row.name.as_ref() == name).unwrap();
        groups.into_iter().filter(|group| group.rows.contains(&index)).collect::<Vec<_>>()
    };
    let clean = &with(GroupKey::Leaf, "clean.exe")[0];
    for name in ["nested.exe", "padding.exe", "transplanted.exe"] {
        assert!(names(&list, &clean.rows).contains(&name.to_owned()), "{name}");
    }
    assert_eq!(with(GroupKey::Key, "clean.exe")[0].rows, clean.rows);
    assert_eq!(with(GroupKey::Tsa, "expired.exe")[0].label, "(no timestamp)");
    assert_eq!(with(GroupKey::Issuer, "unsigned.exe")[0].label, "(unsigned)");
    let same_tool = &with(GroupKey::Structure, "short.exe")[0];
    assert!(names(&list, &same_tool.rows).contains(&"short2.exe".to_owned()));
    let tampered: Vec<String> = with(GroupKey::Finding, "tampered.exe").into_iter().map(|group| group.label).collect();
    assert!(tampered.contains(&"digest-mismatch".to_owned()), "{tampered:?}");
}

#[test]
fn filters_find_the_samples_they_describe() {
    let list = list_of(&analyses());
    assert_eq!(passing(&list, "signer:\"jane q sample\""), ["short.exe", "short2.exe"]);
    assert_eq!(passing(&list, "identity:111111111.222222222 -ext:dll"), ["short.exe", "short2.exe"]);
    assert_eq!(passing(&list, "lifetime<=3d not:timestamp"), ["nots.exe"]);
    assert_eq!(passing(&list, "summary:unsigned"), ["unsigned.exe"]);
    assert!(passing(&list, "has:nested").contains(&"nested.exe".to_owned()));
    assert!(passing(&list, "sev>=fail").contains(&"tampered.exe".to_owned()));
    assert!(!passing(&list, "sev>=fail").contains(&"clean.exe".to_owned()));
    assert_eq!(passing(&list, "signed>=2026-09-03T03:14:07.482Z signed<2026-09-04"), ["fresh.exe", "short.exe"]);
}

#[test]
fn rows_read_back_from_records_are_those_of_the_files() {
    let files = analyses();
    let store = TrustStoreSummary { source: "test".to_owned(), as_of: None, anchors: 2 };
    let header = Header::new(AT.parse().unwrap(), store);
    let report = NdjsonReport::new(header.clone());
    let mut text = Vec::new();
    write_report(&report, &files, &mut text).unwrap();
    let mut again = List::default();
    for (record, line) in records(text.as_slice()).zip(1u64..) {
        let record = record.unwrap();
        assert_eq!((record.line, &record.header), (line, &header));
        let start = usize::try_from(record.offset).unwrap();
        assert_eq!(records(&text[start..]).next().unwrap().unwrap().analysis, record.analysis, "found by its offset");
        again.push(&record.analysis);
    }
    assert_eq!(again.rows(), list_of(&files).rows());
}

/// Many files out of the samples: other paths, other hashes, the same signers.
fn many(files: usize) -> List {
    let mut samples = analyses();
    let mut list = List::default();
    for number in 0..files {
        let index = number % samples.len();
        let sample = &mut samples[index];
        sample.path =
            format!("/srv/samples/batch-{:03}/{number:06}-{}.exe", number / 500, "0123456789abcdef".repeat(2));
        let mut hash = vec![0; 32];
        hash[..8].copy_from_slice(&(number as u64).to_be_bytes());
        sample.hashes.sha256 = Some(HexBytes(hash));
        list.push(sample);
    }
    list
}

#[test]
fn hundred_thousand_rows_take_less_than_half_a_kilobyte_each() {
    let list = many(100_000);
    let each = list.bytes() / list.len();
    assert!(each < 512, "{each} bytes a row");
}

#[test]
#[ignore = "measures time: run with --release --nocapture"]
fn time_to_filter_sort_and_group_hundred_thousand_rows() {
    let list = many(100_000);
    eprintln!("{} bytes a row", list.bytes() / list.len());
    for filter in
        ["", "sev>=warn", "signer:jane not:timestamp", "gantry", "/batch-0[0-4]/ finding:digest", "nothing has this"]
    {
        for key in [SortKey::Severity, SortKey::Signer, SortKey::Path] {
            let start = Instant::now();
            let mut view = View::new(Filter::parse(filter).unwrap(), Sort::by(key), true);
            view.update(&list);
            eprintln!("{filter:32} {:10} {:6} rows {:?}", key.name(), view.len(), start.elapsed());
        }
    }
    for key in GroupKey::ALL {
        let start = Instant::now();
        let groups = grouped(&list, key);
        eprintln!("group by {:18} {:6} groups {:?}", key.name(), groups.len(), start.elapsed());
    }
}
