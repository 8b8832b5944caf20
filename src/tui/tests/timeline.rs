//! The cursors of the timeline.

use super::Bench;

#[test]
fn revocation_is_not_said_to_kill_what_is_not_valid_anyway() {
    for (name, why) in
        [("tampered.exe", "image digest"), ("expired.exe", "signer validity"), ("selfsigned.exe", "signer chain")]
    {
        let mut bench = Bench::open(name, 120, 40);
        bench.press("3 R");
        let frame = bench.frame();
        assert!(frame.contains(&format!("not valid anyway ({why})")), "{frame}");
        // Only where the verdict stays what it was does nothing change.
        let now_revoked = frame.contains("CERT_E_REVOKED") || frame.contains("  revoked ");
        assert_eq!(frame.contains("changes nothing: not valid anyway"), !now_revoked, "{frame}");
        assert!(!frame.contains("kills it") && !frame.contains("ask the CA"), "{frame}");
    }
}

#[test]
fn supposed_revocation_of_an_expired_file_names_what_windows_would_say() {
    let mut bench = Bench::open("nots.exe", 120, 40);
    bench.press("3 R");
    let frame = bench.frame();
    assert!(frame.contains("not valid anyway (signer validity); Windows would say revoked"), "{frame}");
    assert!(!frame.contains("changes nothing"), "{frame}");
}

#[test]
fn date_that_is_not_given_leaves_the_file_as_it_was() {
    let mut bench = Bench::open("short.exe", 120, 40);
    bench.press("3");
    let before = bench.frame();
    bench.press("@").type_text("2041-01-01").press("esc");
    assert_eq!(bench.frame(), before);
    bench.press("@").type_text("2041-01-01").press("enter");
    assert!(bench.frame().contains("AS OF 2041-01-01"), "{}", bench.frame());
}

#[test]
fn cursor_moves_by_a_column_on_the_logarithmic_scale() {
    let mut bench = Bench::open("fresh.exe", 120, 40);
    bench.press("3 s a @").type_text("2041-01-01").press("enter");
    let column = |bench: &Bench| {
        let frame = bench.frame();
        let line =
            frame.lines().skip_while(|line| !line.contains("symlog ")).find(|line| line.contains(" A ")).unwrap();
        line.chars().position(|character| character == 'A').unwrap()
    };
    let before = column(&bench);
    bench.press("h h");
    assert_eq!(column(&bench), before - 2, "{}", bench.frame());
}

#[test]
fn strip_stays_where_there_is_room_and_whichever_pane_has_the_focus() {
    for (name, width, height) in [("nested.exe", 120, 40), ("short.exe", 120, 40), ("short.exe", 200, 60)] {
        for keys in ["1", "3", "4"] {
            let mut bench = Bench::open(name, width, height);
            bench.press(keys);
            let frame = bench.frame();
            assert!(frame.contains("│all  ") || frame.contains("┃all  "), "{name} {keys}\n{frame}");
            assert!(width < 160 || frame.contains("symlog "), "{name} {keys}\n{frame}");
        }
    }
}

#[test]
fn focus_of_the_timeline_takes_no_rows_from_the_findings_while_there_are_others() {
    for (width, height) in [(120, 40), (200, 60)] {
        let findings = |keys: &str| {
            let mut bench = Bench::open("short.exe", width, height);
            bench.press(keys);
            crate::tui::screen::layout(&bench.app).area(crate::tui::app::Pane::Findings).height
        };
        assert_eq!(findings("1"), findings("3"));
        assert!(findings("4") >= findings("3"));
    }
}
