//! Copying without a desktop: what is sent, what is saved, what is said.

use base64::Engine;

use super::session::World;

/// Holds for a text that is, byte for byte, what the preview of the copy menu shows.
fn assert_is_preview(text: &str, menu: &str) {
    let title = menu.lines().find(|line| line.contains("Copy IOCs")).unwrap();
    assert!(title.contains(&format!(" values, {} B", text.len())), "{} B: {title}", text.len());
    let heading = menu.lines().position(|line| line.contains("preview: exact bytes")).unwrap();
    let column = menu.lines().nth(heading).unwrap().chars().position(|character| character == '─').unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 2 && menu.contains(&format!("line 1 of {}", lines.len())), "{menu}");
    for (line, shown) in lines.iter().zip(menu.lines().skip(heading + 1)) {
        let shown: String = shown.chars().skip(column).take_while(|character| *character != '┃').collect();
        let shown = shown.trim_end();
        // A long line is cut on the screen.
        let same = shown.strip_suffix('…').map_or(shown == *line, |start| line.starts_with(start));
        assert!(same && !shown.is_empty(), "{line:?} is shown as {shown:?}");
    }
}

#[test]
fn s11_over_ssh_one_osc_52_is_sent_and_not_called_copied() {
    let world = World::new();
    let session = world.start((120, 40), &["clean.exe"], &[("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")]);
    let menu = session.wait_for("digest ok").send("y").wait_for("Enter copy").screen();
    session.send("\r").wait_for("to your terminal (OSC 52): terminals do not confirm. Paste to check");
    let raw = session.raw_text();
    let sent: Vec<&str> = raw.split("\x1b]52;c;").skip(1).collect();
    assert_eq!(sent.len(), 1);
    let encoded = sent[0].split('\x07').next().unwrap();
    let text = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("9785102fe26169a1615ebe175a843d0ad5748c71db1d10d7b904b083951807cb\n"), "{text}");
    assert_is_preview(&text, &menu);
    assert!(session.screen().contains(&format!("Sent {} B", text.len())), "{}", session.screen());
    assert!(!session.screen().contains("Copied"));
}

#[test]
fn copy_is_sent_although_the_next_key_prints_or_quits() {
    let world = World::new();
    let over_ssh = [("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")];
    let session = world.start((80, 24), &["clean.exe"], &over_ssh);
    session.wait_for("digest ok").send("jjYp").wait_for("any key returns");
    session.wait_until("the sequence", |_| session.raw_text().contains("\x1b]52;c;"));
    session.send(" ").wait_for("digest ok");

    let mut session = world.start((80, 24), &["clean.exe"], &over_ssh);
    session.wait_for("digest ok").send("jjYq");
    assert_eq!(session.wait_exit(), 0);
    assert!(session.raw_text().contains("\x1b]52;c;"), "{}", session.raw_text());
}

#[test]
fn s12_file_provider_saves_with_narrow_rights_and_says_not_copied() {
    let world = World::new();
    world.configure("[clipboard]\nprovider = \"file\"\n");
    let session = world.start((120, 40), &["clean.exe"], &[]);
    let menu = session.wait_for("digest ok").send("y").wait_for("Enter copy").screen();
    session.send("\r").wait_for("Not copied: ").wait_for("Saved to ").wait_for("copied.txt");
    let last = session.screen().lines().last().unwrap_or_default().to_owned();
    assert!(last.contains(&*world.copied().to_string_lossy()), "{last}");
    assert!(!session.raw_text().contains("\x1b]52;"), "something was sent");
    let text = std::fs::read_to_string(world.copied()).unwrap();
    assert_is_preview(&text, &menu);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(world.copied()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn s14_copied_text_is_printed_alone_and_a_key_returns() {
    let world = World::new();
    world.configure("[clipboard]\nprovider = \"none\"\n");
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session
        .wait_for("digest ok")
        .send("jj")
        .wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.send("Y").wait_for("Not copied").send("p").wait_until("the normal screen", |_| !session.is_alternate());
    session.wait_for("any key returns");
    let screen = session.screen();
    let alone = screen.lines().any(|line| line.len() == 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(alone, "{screen}");
    session.send(" ").wait_until("the same view", |_| session.is_alternate()).wait_for("digest ok");
    assert!(session.reversed().iter().any(|text| text.contains("Leaf")));
}

#[test]
fn written_file_holds_the_preview_and_an_old_one_is_left_alone() {
    let world = World::new();
    let session = world.start((120, 40), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("w").wait_for("write to:").send("\r").wait_for("wrote ");
    let text = std::fs::read_to_string(world.path().join("sigscope-ioc.txt")).unwrap();
    assert!(text.starts_with("9785102fe26169a1"), "{text}");
    session.send("w").wait_for("write to:").send("\r").wait_for("not written");
}

#[test]
fn basket_is_filled_in_details_and_findings_and_written_as_a_rule() {
    let world = World::new();
    let session = world.start((120, 40), &["short.exe"], &[]);
    session
        .wait_for("digest ok")
        .send("jj")
        .wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.send("\rjj").wait_until("the serial", |_| session.reversed().iter().any(|text| text.contains("Serial")));
    session.send("b").wait_for("leaf serial in the basket; 1 in it");
    session.send("4b").wait_for("values in the basket");
    session.send("B").wait_for("Basket").send("Y").wait_for("rule sigscope_");
    session.send("w").wait_for("write to:").send("\r").wait_for("wrote ");
    let rule = std::fs::read_to_string(world.path().join("sigscope-ioc.yar")).unwrap();
    assert!(rule.starts_with("// sigscope") && rule.contains("pe.signatures"), "{rule}");
}

#[test]
fn text_of_the_menu_is_printed_on_the_normal_screen_and_a_key_returns_to_the_menu() {
    let world = World::new();
    world.configure("[clipboard]\nprovider = \"none\"\n");
    let session = world.start((80, 24), &["short.exe"], &[]);
    session.wait_for("digest ok").send("y").wait_for("preview").send("V").wait_for("(o) V");
    session.send("p").wait_until("the normal screen", |_| !session.is_alternate()).wait_for("any key returns");
    let screen = session.screen();
    assert!(screen.lines().any(|line| line.starts_with("signature:\"33 00 ")), "{screen}");
    session.send(" ").wait_until("the menu", |_| session.is_alternate()).wait_for("(o) V");
}

#[test]
fn indicators_of_marked_files_in_the_list_are_one_set() {
    let world = World::new();
    let session = world.start((120, 40), &["fresh.exe", "short.exe"], &[]);
    session.wait_for("2 of 2 files").send("  ").wait_for("marked 2").send("y").wait_for("(o) 2 marked");
    session.send("M").wait_for("(o) M").send("w").wait_for("write to:").send("\r").wait_for("wrote ");
    let table = std::fs::read_to_string(world.path().join("sigscope-ioc.md")).unwrap();
    assert!(table.contains("fresh.exe") && table.contains("short.exe"), "{table}");
}
