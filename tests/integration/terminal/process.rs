//! Ways out: whatever ends or stops the process, the terminal can be used afterwards.
#![cfg(unix)]

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use super::session::World;

fn ended_by(signal: Signal) -> u32 {
    let world = World::new();
    let mut session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("M").wait_for("mouse on");
    assert!(!session.is_clean(), "the workbench has taken nothing");
    let start = Instant::now();
    kill_process(Pid::from_raw(i32::try_from(session.id()).unwrap()).unwrap(), signal).unwrap();
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
fn quitting_gives_the_terminal_back_with_status_zero() {
    let world = World::new();
    let mut session = world.start((80, 24), &["clean.exe"], &[]);
    session.wait_for("digest ok").send("q");
    assert_eq!(session.wait_exit(), 0);
    assert!(session.is_clean() && session.is_sane());
}

#[test]
fn s24_panic_of_the_screen_is_told_on_a_sane_terminal() {
    let world = World::new();
    let mut session = world.start((80, 24), &["clean.exe"], &[("SIGSCOPE_FORCE_PANIC", "screen")]);
    session.wait_for("digest ok").send("\x1b[24~");
    assert_ne!(session.wait_exit(), 0);
    assert!(session.is_clean() && session.is_sane());
    assert!(session.screen().contains("internal error, please report it"), "{}", session.screen());
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
