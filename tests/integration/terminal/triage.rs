//! Thousands of files, groups, comparisons, records: the scenarios of the list.

use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;

use super::session::{Session, World};

/// Makes `count` different files out of a sample, in a folder of the world.
fn many(world: &World, count: usize) {
    let folder = world.path().join("many");
    std::fs::create_dir(&folder).unwrap();
    let sample = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/unsigned.exe")).unwrap();
    for number in 0..count {
        let mut bytes = sample.clone();
        bytes.extend_from_slice(format!("{number:08}").as_bytes());
        std::fs::write(folder.join(format!("{number:05}.exe")), bytes).unwrap();
    }
}

fn on(session: &Session, text: &str) -> bool {
    session.reversed().iter().any(|line| line.contains(text))
}

/// Files done, as the title says.
fn done(screen: &str) -> usize {
    let title = screen.lines().next().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    title.split(" of ").next().and_then(|text| text.rsplit("  ").next()).map_or(0, digits)
}

#[test]
fn s18_first_rows_come_at_once_keys_answer_meanwhile_and_ctrl_c_stops() {
    let world = World::new();
    many(&world, 5_000);
    let session = world.start((80, 24), &["--hashes", "sha256", "many"], &[]);
    session.wait_until("a row", |screen| screen.contains(".exe"));
    let at_first = done(&session.screen());
    assert!(at_first < 5_000, "the first row came with the last: {}", session.screen());
    let before = Instant::now();
    session.send("jjj").wait_until("the cursor on another row", |_| {
        session.reversed().first().is_some_and(|line| !line.contains("00000.exe"))
    });
    // A build without optimisation on a busy machine; the release build is measured by tests/benchmark.
    assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
    session.send("\x03").wait_for("stopped at ");
    let stopped = done(&session.screen());
    assert!(stopped > 0 && stopped < 5_000, "{}", session.screen());
    session.send("r").wait_until("more files", |screen| done(screen) > stopped);
    session.send("\x03").wait_for("stopped at ");
}

#[test]
fn s19_filter_order_and_row_survive_a_look_at_a_sample() {
    let world = World::new();
    let session = world.start((120, 40), &["."], &[]);
    session.wait_for("5 of 5 files").send("/sev>=warn\r").wait_for("filter sev>=warn");
    session.send("s").wait_for("sort name ^").send("jj").wait_until("another row", |_| on(&session, "hostile.exe"));
    session.send("\r").wait_for("digest ok").send("\x1b").wait_gone("digest ok").wait_for("sort name ^");
    session.wait_until("the same row", |_| on(&session, "hostile.exe"));
    let screen = session.screen();
    assert!(screen.contains("filter sev>=warn") && on(&session, "hostile.exe"), "{screen}");
    std::thread::sleep(Duration::from_millis(200));
    session.send("\x1b").wait_gone("filter sev>=warn").wait_for("sort name ^");
    assert!(on(&session, "hostile.exe"), "{}", session.screen());
}

fn with_siblings() -> World {
    let world = World::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/short2.exe");
    std::fs::copy(sample, world.path().join("short2.exe")).unwrap();
    world
}

#[test]
fn s20_files_of_one_durable_identity_are_one_group() {
    let world = with_siblings();
    let session = world.start((120, 40), &["."], &[]);
    session.wait_for("6 of 6 files").send("F").wait_for("Group by").wait_for("durable identity").send("\r");
    session.wait_for("groups by durable identity").wait_for("…311.97.111111111");
    let screen = session.screen();
    let line = screen.lines().find(|line| line.contains("…311.97.111111111")).unwrap();
    assert!(line.contains(" 2  "), "{screen}");
    for _ in 0..6 {
        if on(&session, "311.97.111111111") {
            break;
        }
        let before = session.reversed();
        session.send("j").wait_until("the next row", |_| session.reversed() != before);
    }
    session.send("\r").wait_for("short2.exe").wait_for("short.exe").wait_gone("tampered.exe");
    session.send("\x1b").wait_for("groups by durable identity");
    std::thread::sleep(Duration::from_millis(200));
    session.send("\x1b").wait_for("tampered.exe");
}

#[test]
fn s21_two_marked_files_are_compared() {
    let world = with_siblings();
    for size in [(120, 40), (80, 24)] {
        let session = world.start(size, &["."], &[]);
        session.wait_for("6 of 6 files").send("/name:short\r").wait_for("filter name:short");
        session.send("  ").wait_for("marked 2").send("c").wait_for("SAME DURABLE IDENTITY");
        session.wait_for("COMMON ANCESTOR").send("d").wait_for("Differences only");
        session.wait_until("differences alone", |screen| {
            let rows = screen.lines().filter_map(|line| line.strip_prefix('┃')?.trim_start().chars().next());
            let marks: Vec<char> = rows.collect();
            marks.contains(&'~') && !marks.contains(&'=')
        });
        let screen = session.screen();
        let before = session.reversed();
        session.send("]").wait_until("the next difference", |_| session.reversed() != before);
        if size.0 == 80 {
            // The one that was marked first is A; on a busy machine that is the one that was read first.
            let (a, b) = if screen.contains(" A short.exe  ") { ("short", "short2") } else { ("short2", "short") };
            assert!(screen.contains(&format!(" A {a}.exe  ")), "{screen}");
            assert!(screen.contains(&format!(" B {b}.exe  ")), "{screen}");
        }
    }
}

#[test]
fn s16_name_with_an_override_is_escaped_and_its_extension_is_the_real_one() {
    let world = World::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/nots.exe");
    std::fs::copy(sample, world.path().join("invoice_26\u{202e}fdp.exe")).unwrap();
    let session = world.start((120, 40), &["."], &[]);
    session.wait_for("invoice_26\\u{202e}fdp.exe").send("/name:invoice\r").wait_for("filter name:invoice");
    let screen = session.screen();
    let line = screen.lines().find(|line| line.contains("invoice_26")).unwrap();
    assert!(line.contains("fdp.exe    exe ") || line.contains("fdp.exe     exe"), "{screen}");
    session.send("\r").wait_for("Signatures").wait_for("name-bidi-control");
    // The path is copied as it is shown.
    session.send("G").wait_until("the file", |_| on(&session, "File")).send("\r2g");
    session.wait_until("the path", |_| on(&session, "Path")).send("Y").wait_for("terminals do not confirm");
    let raw = session.raw_text();
    let encoded = raw.split("\x1b]52;c;").nth(1).unwrap().split('\x07').next().unwrap();
    let copied = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).unwrap()).unwrap();
    assert!(copied.ends_with("invoice_26\\u{202e}fdp.exe"), "{copied}");
    assert!(!raw.contains('\u{202e}'));
}

#[test]
fn s13_too_much_for_the_terminal_is_refused_with_both_sizes_and_can_be_written() {
    let world = World::new();
    many(&world, 3_000);
    world.configure("[clipboard]\nprovider = \"osc52\"\n");
    let session = world.start((120, 40), &["--hashes", "sha256", "many"], &[]);
    let patient = |what: &str| {
        let start = Instant::now();
        while !session.screen().contains(what) {
            assert!(start.elapsed() < Duration::from_secs(120), "waited for {what}:\n{}", session.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    patient("3 000 of 3 000 files");
    session.send("a").wait_for("3000 marked").send("y");
    patient("Copy IOCs");
    session.send("J");
    session.wait_for("(o) J JSON").send("\r");
    patient("Not copied");
    let screen = session.screen();
    let words: Vec<&str> = screen.split_whitespace().collect();
    let at = words.windows(2).position(|pair| pair == ["base64", "bytes;"]).unwrap();
    let size: usize = words[at - 1].parse().unwrap();
    assert!(size > 74_994 && screen.contains("terminals take 74994 at most"), "{screen}");
    assert!(screen.contains("w saves it") || screen.contains("w file"), "{screen}");
    assert!(!session.raw_text().contains("\x1b]52;"), "something was sent");
    session.send("w").wait_for("write to:");
}

#[test]
fn records_of_a_scan_are_listed_without_the_samples() {
    let world = World::new();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sigscope"))
        .args(["--at", "2026-11-20T00:00:00Z", "report", "--format", "ndjson", "clean.exe", "short.exe", "fresh.exe"])
        .current_dir(world.path())
        .output()
        .unwrap();
    std::fs::write(world.path().join("scan.ndjson"), output.stdout).unwrap();
    std::fs::remove_file(world.path().join("short.exe")).unwrap();
    std::fs::copy(world.path().join("tampered.exe"), world.path().join("fresh.exe")).unwrap();
    for arguments in [["--from", "scan.ndjson"].as_slice(), ["scan.ndjson"].as_slice()] {
        let session = world.start((120, 40), arguments, &[]);
        session.wait_for("3 of 3 files").send("/name:short\r").wait_for("filter name:short").send("\r");
        session.wait_for("file is gone: showing the record of 2026-11-20T00:00:00Z").wait_for("Jane Q Sample");
        // A frame that is half drawn still shows the list's footer: the sample has to be gone.
        session.send("\x1b").wait_gone("showing the record").wait_for("filter name:short");
        session.send("/\x15name:fresh\r").wait_for("filter name:fresh").send("\r");
        session.wait_for("another file is there now").wait_for("Fjord Example");
        session.send("\x1b").wait_gone("showing the record").wait_for("filter name:fresh");
        session.send("/\x15name:clean\r").wait_for("filter name:clean").send("\r");
        session.wait_for("digest ok").wait_gone("showing the record");
    }
}
