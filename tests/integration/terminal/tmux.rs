//! Scenarios that need tmux 3.2 or later; run with `cargo test -- --ignored tmux`.

use std::process::Command;
use std::time::{Duration, Instant};

use super::session::World;

/// A tmux server of its own, ended with the test.
struct Tmux(String);

impl Tmux {
    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux").args(["-L", &self.0, "-f", "/dev/null"]).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn wait_for(&self, what: &str, arguments: &[&str], holds: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let text = self.run(arguments);
            if holds(&text) {
                return text;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "waited for {what}:\n{text}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

fn server(name: &str) -> Tmux {
    Tmux(format!("sigscope-test-{name}-{}", std::process::id()))
}

#[test]
#[ignore = "needs tmux"]
fn s03_mono_theme_sends_no_colour() {
    let world = World::new();
    let tmux = server("mono");
    let command = format!("{} --theme mono tampered.exe", env!("CARGO_BIN_EXE_sigscope"));
    let folder = world.path().to_string_lossy().into_owned();
    tmux.run(&["new-session", "-d", "-x", "80", "-y", "24", "-c", &folder, &command]);
    let screen = tmux.wait_for("the sample", &["capture-pane", "-ep"], |screen| screen.contains("bad digest"));
    // 30 to 37 and 90 to 97 are colours; 39 and 49 are the terminal's own.
    let codes = screen.split("\x1b[").skip(1).flat_map(|rest| rest.split('m').next().unwrap_or_default().split(';'));
    let colours: Vec<u16> = codes
        .filter_map(|code| code.parse().ok())
        .filter(|code| matches!(code, 30..=38 | 40..=48 | 90..=107))
        .collect();
    assert_eq!(colours, [0u16; 0], "{screen:?}");
    assert!(screen.contains("\x1b[7m") || screen.contains(";7m"), "{screen:?}");
}

#[test]
#[ignore = "needs tmux"]
fn s10_copy_inside_tmux_reaches_the_outer_terminal_and_is_called_unconfirmed() {
    let world = World::new();
    let (outer, inner) = (server("outer"), server("inner"));
    let folder = world.path().to_string_lossy().into_owned();
    outer.run(&["new-session", "-d", "-x", "120", "-y", "40", "-c", &folder, "sh"]);
    outer.run(&["set-option", "-s", "set-clipboard", "on"]);
    let program = env!("CARGO_BIN_EXE_sigscope");
    let start = format!(
        "env -u TMUX -u DISPLAY -u WAYLAND_DISPLAY tmux -L {} -f /dev/null new-session -x 120 -y 40 '{program} clean.exe'",
        inner.0
    );
    outer.run(&["send-keys", &start, "Enter"]);
    outer.wait_for("the sample", &["capture-pane", "-p"], |screen| screen.contains("digest ok"));
    outer.run(&["send-keys", "j", "j", "Y"]);
    let screen = outer.wait_for("the report", &["capture-pane", "-p"], |screen| screen.contains("unconfirmed"));
    assert!(!screen.contains("Copied"), "{screen}");
    let inside = inner.run(&["show-buffer"]);
    assert_eq!(inside.trim().len(), 64, "{inside}");
    let outside = outer.wait_for("the buffer", &["show-buffer"], |text| text == inside);
    assert_eq!(outside, inside);
}
