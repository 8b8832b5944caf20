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
