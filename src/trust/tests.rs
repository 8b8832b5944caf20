//! The built-in data, and what the list says about real roots.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::ctl::Stamp;
use super::root_programme::judge_root;
use super::{AnchorKind, CtlEntry, ListVerification, TrustStore};
use crate::model::{Fault, Instant, Usage};

const ROOTS: &[u8] = include_bytes!("../../assets/trust/roots.der");
const LIST: &[u8] = include_bytes!("../../assets/trust/authroot.stl");

fn time(text: &str) -> Instant {
    text.parse().unwrap()
}

/// The built-in entry with this friendly name whose root's subject contains `subject`.
fn root(subject: &str) -> (std::sync::Arc<crate::model::CertificateFacts>, CtlEntry) {
    let store = TrustStore::built_in();
    let found: Vec<_> = store.anchors().filter(|anchor| anchor.subject.contains(subject)).cloned().collect();
    assert_eq!(found.len(), 1, "{subject}: {:?}", found.iter().map(|anchor| &anchor.subject).collect::<Vec<_>>());
    let entry = store.programme_entry(&found[0]).unwrap().clone();
    (found[0].clone(), entry)
}

fn kinds(faults: &[Fault]) -> Vec<&'static str> {
    faults
        .iter()
        .map(|fault| match fault {
            Fault::RootDisabled { .. } => "disabled",
            Fault::RootNotBefore { .. } => "not-before",
            Fault::RootUsageExcluded { .. } => "usage",
            _ => "other",
        })
        .collect()
}

/// What the programme says about a root for a leaf issued and judged at these times.
fn judged(entry: &CtlEntry, usage: Usage, not_before: &str, at: &str) -> Vec<&'static str> {
    let (root, _) = root("CN=Microsoft Root Certificate Authority 2010");
    kinds(&judge_root(&root, entry, usage, time(not_before), time(at)).1)
}

#[test]
fn built_in_data_is_what_the_notice_says() {
    let store = TrustStore::built_in();
    assert_eq!(store.anchor_count(), 555);
    assert_eq!(store.anchors().count(), 555, "every root has its entry in the list");
    assert_eq!(store.as_of(), Some(time("2026-10-23T23:18:35Z")));
    let notice = include_str!("../../assets/trust/NOTICE");
    for data in [ROOTS, LIST] {
        assert!(notice.contains(&hex::encode(Sha256::digest(data))), "NOTICE names another SHA-256");
    }
}

#[test]
fn built_in_list_is_verified_and_gives_no_warning() {
    let store = TrustStore::built_in();
    assert_eq!(store.list_verification(), ListVerification::Verified);
    assert_eq!(store.warnings(), Vec::<String>::new());
}

#[test]
#[ignore = "writes assets/trust/roots.der again, from the roots.pem that SIGSCOPE_ROOTS_PEM names"]
fn regenerate_roots() {
    let source = std::env::var_os("SIGSCOPE_ROOTS_PEM").unwrap();
    let der = super::load::read_certificates(Path::new(&source)).unwrap();
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/trust/roots.der"), der).unwrap();
}

#[test]
fn properties_of_a_real_entry_are_decoded() {
    let (root, entry) = root("CN=UTN-USERFirst-Object");
    assert_eq!(entry.id, root.sha1);
    assert_eq!(entry.sha256.as_ref().unwrap().0, root.sha256.0);
    assert_eq!(entry.key_id, root.subject_key_id);
    assert_eq!(entry.disabled, Stamp::At(time("2023-02-01")));
    assert_eq!(entry.not_before, Stamp::At(time("2021-04-01")));
    assert!(entry.usages.as_ref().unwrap().iter().any(|usage| usage == Usage::CodeSigning.oid()));
}

#[test]
fn counts_of_properties_are_those_of_the_list() {
    let list = super::ctl::Ctl::parse(LIST.into()).unwrap();
    let count = |test: fn(&CtlEntry) -> bool| list.entries().filter(test).count();
    assert_eq!(list.len(), 555);
    assert_eq!(count(|entry| entry.usages.is_some()), 549);
    assert_eq!(count(|entry| entry.disabled != Stamp::Absent), 207);
    assert_eq!(count(|entry| entry.disabled == Stamp::Empty), 2);
    assert_eq!(count(|entry| entry.disabled_usages.is_some()), 27);
    assert_eq!(count(|entry| entry.not_before != Stamp::Absent), 302);
    assert_eq!(count(|entry| entry.not_before == Stamp::Empty), 6);
    assert_eq!(count(|entry| entry.not_before_usages.is_some()), 166);
    assert_eq!(count(|entry| !entry.ev_policies.is_empty()), 164);
    assert_eq!(count(|entry| entry.ev_policies.iter().any(|policy| policy == "2.23.140.1.3")), 52);
    assert_eq!(count(|entry| !entry.chain_policies.is_empty()), 8);
    assert_eq!(count(|entry| !entry.reserved.is_empty()), 0);
    assert!(list.entries().all(|entry| entry.name.is_some_and(|name| !name.contains('\0'))));
}

#[test]
fn entry_with_another_sha256_is_not_found() {
    let list = super::ctl::Ctl::parse(LIST.into()).unwrap();
    let (root, _) = root("CN=UTN-USERFirst-Object");
    assert!(list.find(root.sha1.as_ref(), &root.sha256.0).is_some());
    assert!(list.find(root.sha1.as_ref(), &[0; 32]).is_none());
}

#[test]
fn disabled_root_keeps_what_was_timestamped_before() {
    let (_, entry) = root("CN=UTN-USERFirst-Object");
    let code = Usage::CodeSigning;
    assert_eq!(judged(&entry, code, "2019-01-01", "2023-01-31T23:59:59Z"), Vec::<&str>::new());
    assert_eq!(judged(&entry, code, "2019-01-01", "2023-02-01"), ["disabled"]);
    assert_eq!(judged(&entry, code, "2021-04-01", "2022-01-01"), ["not-before"]);
    assert_eq!(judged(&entry, code, "2021-03-31T23:59:59Z", "2022-01-01"), Vec::<&str>::new());
}

#[test]
fn empty_date_is_unclear_and_denies_nothing() {
    let (root, entry) = root("CN=VeriSign Class 3 Public Primary Certification Authority - G5");
    assert_eq!(entry.disabled, Stamp::Empty);
    let (programme, faults) = judge_root(&root, &entry, Usage::CodeSigning, time("2015-01-01"), time("2026-01-01"));
    assert_eq!(kinds(&faults), Vec::<&str>::new());
    assert_eq!(programme.unclear, ["Disable has an empty value"]);
}

#[test]
fn usage_that_the_entry_leaves_out_is_excluded() {
    let (_, entry) = root("CN=VeriSign Class 3 Public Primary Certification Authority - G5");
    assert_eq!(judged(&entry, Usage::TimeStamping, "2015-01-01", "2016-01-01"), ["usage"]);
}

#[test]
fn root_without_usages_is_trusted_for_all() {
    let (_, entry) = root("CN=Microsoft Root Certificate Authority 2010");
    assert_eq!(entry.usages, None);
    assert_eq!(judged(&entry, Usage::TimeStamping, "2020-01-01", "2026-01-01"), Vec::<&str>::new());
}

#[test]
fn product_root_is_not_denied_by_not_before_alone() {
    let (root, entry) = root("CN=Microsoft Root Certificate Authority,DC=microsoft");
    let judge = |not_before: &str, at: &str| {
        let (programme, faults) = judge_root(&root, &entry, Usage::TimeStamping, time(not_before), time(at));
        (kinds(&faults), programme.unclear)
    };
    let unclear = vec!["NotBefore 2017-04-30 on a Microsoft product root".to_owned()];
    assert_eq!(judge("2018-10-24", "2019-06-21"), (vec![], unclear.clone()));
    assert_eq!(judge("2018-10-24", "2021-08-01"), (vec!["disabled"], unclear));
    assert_eq!(judge("2016-01-01", "2019-06-21"), (vec![], vec![]));
}

#[test]
fn usages_of_restrictions_limit_them() {
    let base = CtlEntry { usages: Some(vec![Usage::CodeSigning.oid().to_owned()]), ..CtlEntry::default() };
    let date = Stamp::At(time("2020-01-01"));
    let code = Some(vec![Usage::CodeSigning.oid().to_owned()]);
    let other = Some(vec!["1.3.6.1.5.5.7.3.4".to_owned()]);
    let judge = |entry: CtlEntry| judged(&entry, Usage::CodeSigning, "2021-01-01", "2021-06-01");

    let entry = |disabled, disabled_usages: &Option<Vec<String>>| CtlEntry {
        disabled,
        disabled_usages: disabled_usages.clone(),
        ..base.clone()
    };
    assert_eq!(judge(entry(date, &None)), ["disabled"]);
    assert_eq!(judge(entry(date, &code)), ["disabled"]);
    assert_eq!(judge(entry(date, &other)), Vec::<&str>::new());
    assert_eq!(judge(entry(Stamp::Absent, &code)), ["disabled"], "122 without 104 ends the usage outright");
    assert_eq!(judge(entry(Stamp::Absent, &other)), Vec::<&str>::new());

    let entry = |not_before, not_before_usages: &Option<Vec<String>>| CtlEntry {
        not_before,
        not_before_usages: not_before_usages.clone(),
        ..base.clone()
    };
    assert_eq!(judge(entry(date, &None)), ["not-before"]);
    assert_eq!(judge(entry(date, &code)), ["not-before"]);
    assert_eq!(judge(entry(date, &other)), Vec::<&str>::new());
    assert_eq!(judge(entry(Stamp::Absent, &code)), Vec::<&str>::new(), "127 without 126 is ignored");
}

#[test]
fn reserved_restriction_refuses_the_root() {
    let entry = CtlEntry { reserved: vec![84], ..CtlEntry::default() };
    assert_eq!(judged(&entry, Usage::CodeSigning, "2021-01-01", "2021-06-01"), ["disabled"]);
}

#[test]
fn stores_compose() {
    let (root, _) = root("CN=Microsoft Root Certificate Authority 2010");
    assert_eq!(TrustStore::built_in().anchor_kind(&root), Some(AnchorKind::Programme));
    assert_eq!(TrustStore::built_in().without_default().anchor_kind(&root), None);
    let given = TrustStore::built_in().without_default().with_anchor_der(&root.der);
    assert_eq!(given.anchor_kind(&root), Some(AnchorKind::User));
    assert_eq!((given.anchor_count(), given.as_of()), (1, None));
    assert_eq!(given.list_verification(), ListVerification::NoList);
}

#[test]
fn folder_store_and_given_anchors_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let missing = TrustStore::from_folder(folder.path()).unwrap_err();
    assert!(missing.to_string().contains("authroot.stl"), "{missing}");
    std::fs::write(folder.path().join("authroot.stl"), LIST).unwrap();
    std::fs::write(folder.path().join("roots.der"), ROOTS).unwrap();
    let store = TrustStore::from_folder(folder.path()).unwrap();
    assert_eq!(store.anchors().count(), 555);
    assert_eq!(store.list_verification(), ListVerification::Verified);

    let given = TrustStore::empty().with_anchors(&[folder.path().join("roots.der")]).unwrap();
    assert_eq!(given.anchor_count(), 555);
    assert!(given.source().contains("roots.der"));
    let bad = TrustStore::empty().with_anchors(&[folder.path().join("authroot.stl")]);
    assert!(bad.is_err(), "a list is no certificate");
}

#[test]
fn list_with_a_false_signature_warns_and_still_restricts() {
    let folder = tempfile::tempdir().unwrap();
    let mut list = LIST.to_vec();
    *list.last_mut().unwrap() ^= 1;
    std::fs::write(folder.path().join("authroot.stl"), list).unwrap();
    std::fs::write(folder.path().join("roots.der"), ROOTS).unwrap();
    let store = TrustStore::from_folder(folder.path()).unwrap();
    assert!(matches!(store.list_verification(), ListVerification::Failed(_)));
    assert_eq!(store.warnings().len(), 1);
    let (root, _) = root("CN=UTN-USERFirst-Object");
    assert_eq!(store.programme_entry(&root).unwrap().disabled, Stamp::At(time("2023-02-01")));
}
