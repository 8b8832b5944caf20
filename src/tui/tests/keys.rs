//! The keys that stand on the screen are those in force.

use super::Bench;
use crate::tui::action::{Action, OnDisk};
use crate::tui::app::View;

#[test]
fn titles_and_messages_name_the_keys_in_force() {
    let mut bench = Bench::open("short.exe", 200, 60);
    let other = [
        ("hide-finding", "u"),
        ("show-hidden", "U"),
        ("zoom-in", "f5"),
        ("as-of", "f6"),
        ("type-date", "f7"),
        ("reload", "f8"),
    ];
    for (name, key) in other {
        bench.app.keymap.rebind(name, &[key.to_owned()]).unwrap();
    }
    bench.app.keymap.rebind("scale", &[]).unwrap();
    let View::Sample(file) = bench.app.view() else { panic!("no sample") };
    bench.act(Action::Checked { file, state: OnDisk::Changed });
    let frame = bench.frame();
    for shown in ["u: hide this code", "f5/- zoom", "f6 as of", "read: f8 reload"] {
        assert!(frame.contains(shown), "{shown}: {frame}");
    }
    assert!(!frame.contains("s symlog"), "{frame}");
    bench.press("3 f6");
    assert!(bench.frame().contains("A: h l move, f7 date, Esc now"), "{}", bench.frame());
    bench.press("4 u");
    assert!(bench.frame().contains("hidden in this session: U shows it again"), "{}", bench.frame());
}
