//! Lists that are opened while the workbench runs, and what the footer says of them.

use super::Bench;
use crate::model::Severity;
use crate::tui::action::Action;
use crate::tui::effect::Effect;

/// A list with the leaf of the visible sample.
fn list_of_leaf(bench: &Bench) -> String {
    let analysis = bench.app.analysis().unwrap();
    let leaf = analysis.leaf(analysis.primary().unwrap()).unwrap();
    format!("thumbprint_sha256,label,date\n{},lumma,2026-11-01\n", leaf.facts.sha256)
}

fn has_finding(bench: &Bench) -> bool {
    let findings = &bench.app.analysis().unwrap().findings;
    findings.iter().any(|finding| finding.id == "known-abused-certificate" && finding.severity == Severity::Critical)
}

fn open(bench: &mut Bench, path: &std::path::Path) {
    bench.press(":").type_text("open list").press("enter").type_text(path.to_str().unwrap()).press("enter");
}

#[test]
fn list_from_the_palette_judges_open_files_and_rows_anew() {
    let mut bench = Bench::list(&["fresh.exe", "clean.exe"], 120, 40);
    bench.press("enter");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abused.csv");
    std::fs::write(&path, list_of_leaf(&bench)).unwrap();
    assert!(!has_finding(&bench));
    open(&mut bench, &path);
    assert!(has_finding(&bench), "{}", bench.frame());
    let frame = bench.frame();
    assert!(frame.contains("known-bad 1 line (22 d); judged anew: 2"), "{frame}");
    let shown = bench.app.current_id().unwrap();
    let row = bench.app.list.row(shown).unwrap();
    assert_eq!(row.rating.worst, Some(Severity::Critical), "the row follows");
    bench.press("down");
    assert!(bench.frame().contains("lists: known-bad 1 line (22 d)"), "{}", bench.frame());
    bench.resize(60, 24);
    assert!(bench.frame().trim_end().ends_with("lists: 1"), "{}", bench.frame());
}

#[test]
fn file_that_is_no_list_is_refused_with_file_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::open("fresh.exe", 200, 60);
    for (name, contents, reason) in [
        ("a.crl", &[0x30, 3, 2, 1, 1][..], "a.crl is neither a CRL nor an OCSP response: at offset 0x"),
        ("b.txt", b"hello", "b.txt is neither a CRL, nor an OCSP response, nor a list of certificates"),
        ("d.cat", b"0\x82", "d.cat is a catalog: start with --catalog"),
        ("c.xml", b"<SiPolicy/>", "c.xml looks like a block list of drivers: start with --block-list"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, contents).unwrap();
        open(&mut bench, &path);
        let status = bench.app.status.as_ref().unwrap().plain();
        assert!(status.contains("not opened: ") && status.contains(reason), "{status}");
    }
    open(&mut bench, &folder.path().join("none"));
    let status = bench.app.status.as_ref().unwrap().plain();
    assert!(status.contains("cannot read ") && status.contains("No such file"), "{status}");
    assert!(bench.app.lists.is_empty());
}

#[test]
fn answer_by_older_lists_is_asked_for_again() {
    let mut bench = Bench::list(&["fresh.exe"], 120, 40);
    bench.app.revision = 1;
    let file = crate::tui::app::FileId(0);
    let analysis = {
        let mut other = Bench::open("fresh.exe", 80, 24);
        other.app.current_mut().unwrap().analysis.take()
    };
    let result = crate::tui::action::Examined {
        evidence: None,
        analysis,
        error: None,
        revision: 0,
        read_at: None,
        origin: crate::tui::action::Origin::File,
    };
    let generation = bench.app.scan.generation;
    let effects =
        crate::tui::update::update(&mut bench.app, Action::Analysed { file, generation, result: Box::new(result) });
    assert!(matches!(effects.as_slice(), [Effect::Analyse { .. }]), "{effects:?}");
}
