//! Ways out: whatever ends or stops the process, the terminal can be used afterwards.
#![cfg(unix)]

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use super::session::{Session, World};

fn kill(session: &Session, signal: Signal) {
    kill_process(Pid::from_raw(i32::try_from(session.id()).unwrap()).unwrap(), signal).unwrap();
}

fn ended_by(signal: Signal) -> u32 {
    let world = World::new();
    let mut session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("M").wait_for("mouse on");
    assert!(!session.is_clean(), "the workbench has taken nothing");
    let start = Instant::now();
    kill(&session, signal);
    let status = session.wait_exit();
    // Less than half a second, and what a busy machine adds; the scenario allows one.
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(session.is_clean(), "{:?}", session.raw_text());
    assert!(session.is_sane());
    status
}

#[test]
fn s22_term_and_hup_give_the_terminal_back() {
    assert_eq!(ended_by(Signal::TERM), 143);
    assert_eq!(ended_by(Signal::HUP), 129);
}

#[test]
fn s22_shell_goes_on_behind_it_with_the_modes_it_had() {
    for (signal, status) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let world = World::new();
        let mut command = CommandBuilder::new("sh");
        command.arg("-i");
        let session = world.spawn((80, 24), command, &[("PS1", "ready> ")]);
        let read = |name: &str| std::fs::read_to_string(world.path().join(name)).unwrap_or_default();
        session.wait_for("ready> ").send("stty -g > before\r");
        session.wait_until("the modes before", |_| read("before").ends_with('\n'));
        session.send(&format!("sh -c 'echo $$ > id; exec {} clean.exe'\r", env!("CARGO_BIN_EXE_sigscope")));
        session.wait_for("digest ok").send("M").wait_for("mouse on");
        kill_process(Pid::from_raw(read("id").trim().parse().unwrap()).unwrap(), signal).unwrap();
        session.wait_until("the shell", |_| !session.is_alternate());
        // The prompt shows what is typed, and the shell knows how the program ended.
        session.send("echo status=$?\r").wait_for("echo status=$?").wait_for(&format!("status={status}\nready> "));
        session.send("stty -g > after\r").wait_for("ready> stty -g > after");
        session.wait_until("the modes after", |_| read("after").ends_with('\n'));
        assert_eq!(read("after"), read("before"));
        assert!(session.is_clean(), "cursor, mouse, paste: {:?}", session.raw_text());
    }
}

#[test]
fn s22_signal_ends_also_a_process_whose_terminal_takes_no_output() {
    for (signal, expected) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let world = World::new();
        let mut session = world.start((200, 60), &["clean.exe"], &[]);
        session.wait_for("digest ok");
        let process = Pid::from_raw(i32::try_from(session.id()).unwrap()).unwrap();
        let (status, took) = session.end_when_full(|| kill_process(process, signal).unwrap());
        assert_eq!(status, expected);
        // Half a second, and what a busy machine adds.
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert!(session.is_sane());
    }
}

fn printing(world: &World) -> Session {
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("jjY").wait_for("terminals do not confirm");
    session.send("p").wait_until("the normal screen", |_| !session.is_alternate()).wait_for("any key returns");
    session.wait_until("keys not shown", |_| !session.is_sane());
    session
}

#[test]
fn printed_text_is_left_by_a_signal_with_its_status() {
    let world = World::new();
    let mut session = printing(&world);
    kill(&session, Signal::TERM);
    assert_eq!(session.wait_exit(), 143);
    assert!(session.is_clean() && session.is_sane());
}

#[test]
fn printed_text_stops_and_continues() {
    let world = World::new();
    let session = printing(&world);
    kill(&session, Signal::TSTP);
    session.wait_until("the shell's modes", |_| session.is_sane());
    kill(&session, Signal::CONT);
    session.wait_until("keys not shown", |_| !session.is_sane());
    session.send(" ").wait_until("the workbench", |_| session.is_alternate()).wait_for("digest ok");
}

#[test]
fn suspend_works_where_text_is_typed() {
    let world = World::new();
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("?").wait_for("type to filter").send("\x1a");
    session.wait_until("the shell", |_| !session.is_alternate() && session.is_sane());
    kill(&session, Signal::CONT);
    session.wait_until("the workbench", |_| session.is_alternate()).wait_for("type to filter");
}

#[test]
fn stray_replies_of_the_terminal_are_no_keys_and_never_hold_up_the_input() {
    let world = World::new();
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("jj");
    session.wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    let before = session.screen();
    for reply in [
        // Attributes of the terminal, its colours, its name, the place of the cursor, modes, the keyboard's flags.
        "\x1b[?62;4c",
        "\x1b[>0;276;0c",
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b]0;q\x07",
        "\x1b]52;c;cXE=\x07",
        "\x1bP>|q\x1b\\",
        "\x1bP!|00000000\x1b\\",
        "\x1b[12;40R",
        "\x1b[0;0R",
        "\x1b[?2026;2$y",
        "\x1b[?997;1n",
        "\x1b[0n",
        "\x1b[?1u",
        "\x1b[8;24;80t",
        "\x1b_Gi=31;q\x1b\\",
        // Nothing takes a pasted text here.
        "\x1b[200~qQ\x03:\r\x1b[B\x1b]0;q\x07\x1b[201~",
        "\x1b[O",
        "\x1b[I",
    ] {
        // The key behind it is the only one: it goes to the next node and the one after it back.
        session.send(&format!("{reply}j"));
        session.wait_until(&format!("a key behind {reply:?}"), |_| {
            session.reversed().iter().any(|text| text.contains("# CA"))
        });
        session.send("k");
        session.wait_until("the leaf again", |screen| screen == before);
    }
    // A reply that is cut off holds up nothing for long.
    session.send("\x1b]0;q");
    std::thread::sleep(Duration::from_millis(700));
    session.send("M").wait_for("mouse on");
}

#[test]
fn late_and_torn_reply_to_the_question_for_the_background_is_no_key() {
    let world = World::new();
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_until("the question", |_| session.raw_text().contains("\x1b]11;?"));
    session.send("\x1b]11;rgb:1e1e/1");
    std::thread::sleep(Duration::from_millis(200));
    session.send("e1e/2e2e\x07").wait_for("digest ok").send("jj");
    session.wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.send("M").wait_for("mouse on");
}

#[test]
fn quitting_gives_the_terminal_back_with_status_zero() {
    let world = World::new();
    let mut session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("q");
    assert_eq!(session.wait_exit(), 0);
    assert!(session.is_clean() && session.is_sane());
}

#[test]
fn s24_panic_of_the_screen_or_another_thread_is_told_on_a_sane_terminal() {
    for place in ["screen", "input"] {
        let world = World::new();
        let mut session = world.start((80, 24), &["clean.exe"], &[("SIGSCOPE_FORCE_PANIC", place)]);
        session.wait_for("digest ok").send("\x1b[24~");
        assert_eq!(session.wait_exit(), 101);
        assert!(session.is_clean() && session.is_sane());
        assert!(session.screen().contains("internal error, please report it"), "{}", session.screen());
    }
}

#[test]
fn s23_suspend_and_continue_come_back_to_the_same_view() {
    let world = World::new();
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    let session = world.spawn((80, 24), command, &[("PS1", "ready> ")]);
    session.wait_for("ready> ").send(&format!("set -m; {} clean.exe\r", env!("CARGO_BIN_EXE_sigscope")));
    session
        .wait_for("digest ok")
        .send("jj")
        .wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.send("\x1a").wait_until("the shell", |_| !session.is_alternate()).wait_for("ready> ");
    session.send("echo a''live\r").wait_for("alive").send("jobs\r").wait_for("Stopped");
    session.send("fg\r").wait_until("the workbench", |_| session.is_alternate()).wait_for("digest ok");
    session.wait_until("the leaf", |_| session.reversed().iter().any(|text| text.contains("Leaf")));
    session.send("k").wait_until("the row above", |_| session.reversed().iter().any(|text| text.contains("Signer")));
}

#[test]
fn s25_output_that_is_no_terminal_gets_a_plain_report() {
    let world = World::new();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sigscope"))
        .args(["--at", "2026-11-23T00:00:00Z", "clean.exe"])
        .current_dir(world.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("clean.exe") && !text.contains('\x1b'), "{text}");
    assert_eq!(output.status.code(), Some(0));
}
