//! What is on the screen.

use super::session::World;

/// The root of the samples.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/root.pem");

#[test]
fn s01_sample_opens_with_its_panes_and_the_hint_for_help() {
    let world = World::new();
    let start = std::time::Instant::now();
    let session = world.start((80, 24), &["short.exe"], &[]);
    session.wait_for("Signatures").wait_for("Timeline");
    // Ten times the bound of the scenario: no optimisation, other tests beside. tests/benchmark measures it.
    assert!(start.elapsed() < std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    let headline = |screen: &str, word: &str| screen.lines().next().unwrap_or_default().contains(word);
    session.wait_until("the headline", |screen| headline(screen, "[X] FAIL"));
    let screen = session.screen();
    assert!(screen.lines().last().unwrap_or_default().starts_with(" ? help"), "{screen}");
    // The demonstration trusts the samples' root, so the name is what is left to be looked at.
    let session = world.start((80, 24), &["demo"], &[]);
    session.wait_for("22 of 22 files").send("/name:short.exe\r").wait_for("filter name:short.exe").send("\r");
    session
        .wait_for("Signatures")
        .wait_for("Timeline")
        .wait_until("the headline", |screen| headline(screen, "[!] REVIEW"));
}

#[test]
fn s02_help_is_filtered_and_escape_never_leaves() {
    let world = World::new();
    let session = world.start((80, 24), &["fresh.exe"], &[]);
    session.wait_for("digest ok").send("?").wait_for("type to filter").send("copy").wait_for("filter: copy");
    session.wait_gone("half a page");
    let screen = session.screen();
    let inside: Vec<&str> = screen.lines().filter(|line| line.starts_with('┃')).collect();
    let lines: Vec<&str> = inside.iter().copied().filter(|line| line.trim_matches(['┃', ' ']).len() > 1).collect();
    assert!(lines.len() > 2, "{screen}");
    for line in lines.iter().filter(|line| !line.contains("Enter runs")) {
        assert!(line.to_lowercase().contains("cop"), "{line}");
    }
    session.send("\x1b").wait_gone("type to filter");
    // Not one key sequence with what follows.
    std::thread::sleep(std::time::Duration::from_millis(200));
    session.send("\x1b");
    std::thread::sleep(std::time::Duration::from_millis(200));
    session.wait_for("Signatures");
    assert!(session.is_alternate());
}

#[test]
fn s03_palette_switches_to_mono_and_the_selection_stays_visible() {
    let world = World::new();
    let session = world.start((80, 24), &["--theme", "dark", "tampered.exe"], &[]);
    session.wait_for("bad digest");
    assert!(session.has_colour());
    session.send(":").wait_for("Palette").send("theme mono").wait_for("theme mono_").send("\r").wait_for("saved in");
    assert!(!session.has_colour(), "{}", session.screen());
    assert!(session.reversed().iter().any(|text| text.contains("Signature 1")));
    let saved = std::fs::read_to_string(world.path().join("config/sigscope/config.toml")).unwrap();
    assert_eq!(saved, "[theme]\nname = \"mono\"\n");
}

#[test]
fn s04_no_color_keeps_reverse_video_and_words() {
    let world = World::new();
    let session = world.start((80, 24), &["tampered.exe"], &[("NO_COLOR", "1")]);
    session.wait_for("bad digest").wait_for(" ? help");
    assert!(!session.has_colour());
    assert!(!session.raw_text().contains("\x1b[;m"), "{:?}", session.raw_text());
    assert!(session.reversed().iter().any(|text| text.contains("Signature 1")));
    for word in ["[X] FAIL", "[!] WARN", "[?] ODD", "[X] bad digest"] {
        // The last lines of a frame may still be on their way.
        session.wait_for(word);
    }
}

#[test]
fn s05_details_and_bytes_follow_each_other() {
    let world = World::new();
    for (size, in_row) in [((200, 60), 16), ((80, 24), 8)] {
        let session = world.start(size, &["clean.exe"], &[]);
        let on = |name: &str| session.reversed().iter().any(|text| text.trim_start().starts_with(name));
        session.wait_for("digest ok").send("jj").wait_until("the leaf", |_| on("# Leaf"));
        session.send("\r").wait_until("the subject", |_| on("Subject"));
        for field in ["Issuer", "Serial"] {
            session.send("j").wait_until(field, |_| on(field));
        }
        let field = session.reversed().into_iter().find(|text| text.starts_with("Serial")).unwrap();
        let serial = "3c5559399e6a74556d5c4ffc51682093";
        // A narrow pane wraps it.
        let shown = field.split_whitespace().nth(1).unwrap().replace(':', "");
        assert!(shown.len() > 8 && serial.starts_with(&shown), "{field}");
        session.send("x").wait_for("serialNumber INTEGER 16 B");
        session.wait_until("the bytes of the serial", |_| session.reversed_bytes(in_row) == serial);
        // From the bytes to the field: the rows below hold the issuer's name.
        for _ in 0..32 / in_row {
            session.send("j");
        }
        session.wait_gone("serialNumber INTEGER");
        session.wait_until("other bytes", |_| !["", serial].contains(&session.reversed_bytes(in_row).as_str()));
        session.send(if size.0 == 80 { "x" } else { "2" }).wait_until("the issuer", |_| on("Issuer"));
        // And from the field to the bytes.
        session.send("g").wait_until("the subject", |_| on("Subject"));
        if size.0 == 80 {
            session.send("x");
        }
        session.wait_until("the subject's name", |_| {
            session.reversed_bytes(in_row).starts_with("307d310b") && session.screen().contains("subject ")
        });
    }
}

#[test]
fn s06_timeline_zooms_shows_all_and_symlog() {
    let world = World::new();
    let session = world.start((80, 24), &["--trust", ROOT, "clean.exe"], &[]);
    session.wait_for("digest ok").send("3").wait_for("1 col=");
    let column = |screen: &str| -> f64 {
        let text = screen.split("1 col=").nth(1).unwrap_or_default();
        let mut words = text.split_whitespace();
        let count: f64 = words.next().and_then(|count| count.parse().ok()).unwrap_or(f64::NAN);
        let units = [("y", 31_556_952.0), ("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0)];
        let unit = words.next().and_then(|word| units.iter().find(|(unit, _)| *unit == word));
        count * unit.map_or(f64::NAN, |(_, seconds)| *seconds)
    };
    for _ in 0..2 {
        let before = column(&session.screen());
        session.send("+").wait_until("a shorter column", |screen| column(screen) < before);
    }
    session.send("0").wait_for("all 2").send("s").wait_for("symlog: distance");
    // The letters stand in a row of their own, under the axis.
    let letters = |screen: &str| -> String {
        let axis = screen.lines().position(|line| line.contains("symlog  ") || line.contains("symlog-"));
        let row = axis.and_then(|axis| screen.lines().nth(axis + 1)).unwrap_or_default();
        row.chars().filter(char::is_ascii_uppercase).collect()
    };
    session.wait_until("the letters L, T and N", |screen| letters(screen) == "LTN");
    session.send("R").wait_for("R: h l move");
    session.send("lllll").wait_until("the letters with R", |screen| letters(screen) == "LTRN");
}

#[test]
fn s07_events_are_in_the_order_of_time() {
    let world = World::new();
    let session = world.start((120, 40), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("3e").wait_for("FROM SIGNING");
    let screen = session.screen();
    let times: Vec<&str> = screen
        .lines()
        .filter_map(|line| {
            line.split_whitespace().find(|word| word.len() >= 20 && word.contains("T") && word.ends_with('Z'))
        })
        .collect();
    let mut sorted = times.clone();
    sorted.sort_unstable();
    assert!(times.len() > 4 && times == sorted, "{screen}");
    assert!(screen.contains("2026-05-11T08:15:30Z"), "{screen}");
    // The report without a terminal tells the same dates.
    let report = std::process::Command::new(env!("CARGO_BIN_EXE_sigscope"))
        .args(["report", "--format", "json", "--at", "2026-11-23T00:00:00Z", "clean.exe"])
        .current_dir(world.path())
        .output()
        .unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    for time in times.iter().filter(|time| !time.starts_with("2026-11-23")) {
        assert!(report.contains(time.trim_end_matches('Z')), "{time} is not in the report");
    }
    // Each distance has its sign: before the signing and after it.
    assert!(screen.contains(" -") && screen.contains(" +"), "{screen}");
}

#[test]
fn s08_finding_explains_itself_and_the_next_follows() {
    let world = World::new();
    let session = world.start((120, 40), &["short.exe"], &[]);
    session.wait_for("digest ok").send("4\r");
    for heading in ["what was observed", "why it matters", "benign explanation", "verify by hand"] {
        session.wait_for(heading);
    }
    let before = session.screen();
    session.send("]").wait_until("another finding", |screen| screen != before && screen.contains("why it matters"));
}

#[test]
fn s09_any_size_is_survived_and_the_selection_kept() {
    let world = World::new();
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session
        .wait_for("digest ok")
        .send("jj")
        .wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.resize(20, 6).wait_for("? help");
    session.resize(12, 3).wait_for("sigscope");
    for size in 1..60 {
        session.resize(size * 3, size);
    }
    session.resize(200, 60).wait_for("DER / hex");
    session.wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
}

#[test]
fn s15_hostile_text_is_shown_and_never_sent() {
    let world = World::new();
    let session = world.start((120, 40), &["hostile.exe"], &[]);
    session.wait_for("digest ok").wait_for("\\u{202e}");
    session.send("/52;c").send("\r").wait_for("\\x1b]52;c;");
    session.send("4").wait_for("name-terminal-escape");
    let raw = session.raw_text();
    assert!(!raw.contains("\x1b]52"), "an escape sequence of the file reached the terminal");
    assert!(!raw.contains('\u{202e}') && !raw.contains('\u{200b}'));
    for title in raw.split("\x1b]0;").skip(1).chain(raw.split("\x1b]2;").skip(1)) {
        assert!(title.starts_with("sigscope\x07"), "{title:?}");
    }
}

#[test]
fn s17_name_of_ten_thousand_characters_is_one_line_with_its_count() {
    let world = World::new();
    let session = world.start((120, 40), &["hostile.exe"], &[]);
    session.wait_for("digest ok").send("/unused certificates (\r").wait_for("hit 1");
    session.send("lj").wait_for("signature 1 / unused certificate─");
    // In the line of the subject; how many characters it has is told in its middle.
    session.wait_until("the count", |screen| {
        screen.lines().any(|line| line.contains("Subject") && line.contains(" chars)"))
    });
    let on = |name: &str| session.reversed().iter().any(|text| text.starts_with(name));
    session.send("\r").wait_until("the subject", |_| on("Subject"));
    // The selected value is wrapped: G goes to its end, and one line further is the next field.
    session.send("G").wait_until("the end of the subject", |_| !on("Subject"));
    session.send("j").wait_until("the issuer", |_| on("Issuer"));
}
