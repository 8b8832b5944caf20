//! Files that change, and configurations that are wrong.

use super::session::World;

#[test]
fn s25_changed_and_vanished_file_are_announced_and_reload_works() {
    let world = World::new();
    let session = world.start((120, 40), &["clean.exe"], &[]);
    session.wait_for("digest ok");
    std::fs::copy(world.path().join("tampered.exe"), world.path().join("clean.exe")).unwrap();
    // The terminal says that its window got the focus back.
    session.send("\x1b[I").wait_for("file changed since it was read");
    session.send("r").wait_for("bad digest").wait_gone("file changed");
    std::fs::remove_file(world.path().join("clean.exe")).unwrap();
    session.send("\x1b[I").wait_for("file is gone, showing what was read at");
    // What was read is still there to be copied.
    session.send("Y").wait_for("terminals do not confirm").send("y").wait_for("preview").send("\x1b");
    session.wait_gone("preview").wait_for("file is gone");
}

#[test]
fn s25_mistake_in_the_configuration_is_shown_with_its_line() {
    let world = World::new();
    world.configure("[ui]\nmouse = false\n\n[keys]\nzooom = [\"f5\"]\n");
    let session = world.start((120, 40), &["clean.exe"], &[]);
    session.wait_for("config.toml:5:").wait_for("zooom").wait_for("digest ok");
}

#[test]
fn s24_panic_of_the_parser_costs_one_row() {
    let world = World::new();
    let session = world.start((120, 40), &["."], &[("SIGSCOPE_FORCE_PANIC", "clean.exe")]);
    session.wait_for("forced by SIGSCOPE_FORCE_PANIC").wait_for("fresh.exe");
    session.wait_until("the others", |screen| screen.matches(" exe ").count() >= 5);
    session.send("/fresh\r").wait_for("filter fresh").send("\r").wait_for("digest ok");
}

#[test]
fn folder_is_listed_and_a_row_opens() {
    let world = World::new();
    let session = world.start((80, 24), &["."], &[]);
    session.wait_for("5 of 5 files").wait_for("tampered.exe");
    session.send("/name:tampered\r").wait_for("filter name:tampered");
    session.send("\r").wait_for("bad digest").send("q").wait_for("5 of 5 files");
}
