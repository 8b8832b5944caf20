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
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
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
fn stray_replies_of_the_terminal_are_no_keys() {
    let world = World::new();
    let session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("\x1b]0;q\x1b\\").send("\x1bP>|q\x1b\\").send("\x1b]0;q\x07");
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
