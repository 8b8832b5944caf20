//! Copying without a desktop: what is sent, what is saved, what is said.

use base64::Engine;

use super::session::World;

#[test]
fn s11_over_ssh_one_osc_52_is_sent_and_not_called_copied() {
    let world = World::new();
    let session = world.start((120, 40), &["clean.exe"], &[("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")]);
    session.wait_for("digest ok").send("y").wait_for("preview").send("\r").wait_for("terminals do not confirm");
    let raw = session.raw_text();
    let sent: Vec<&str> = raw.split("\x1b]52;c;").skip(1).collect();
    assert_eq!(sent.len(), 1);
    let encoded = sent[0].split('\x07').next().unwrap();
    let text = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("9785102fe26169a1615ebe175a843d0ad5748c71db1d10d7b904b083951807cb\n"), "{text}");
    assert!(text.contains("Example Gantry"), "{text}");
    assert!(!session.screen().contains("Copied"));
}

#[test]
fn s12_file_provider_saves_with_narrow_rights_and_says_not_copied() {
    let world = World::new();
    world.configure("[clipboard]\nprovider = \"file\"\n");
    let session = world.start((120, 40), &["clean.exe"], &[]);
    session
        .wait_for("digest ok")
        .send("y")
        .wait_for("preview")
        .send("\r")
        .wait_for("Not copied")
        .wait_for("copied.txt");
    let text = std::fs::read_to_string(world.copied()).unwrap();
    assert!(text.starts_with("9785102fe26169a1"), "{text}");
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
