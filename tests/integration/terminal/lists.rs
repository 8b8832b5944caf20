//! Lists that the configuration names and that cannot be used: the screen says so, standard error is behind it.

use super::session::World;

#[test]
fn list_that_is_missing_or_unreadable_is_named_above_the_files_with_the_reason() {
    let world = World::new();
    std::fs::write(world.path().join("empty.csv"), "nothing\n").unwrap();
    let lists = [world.path().join("moved.crl"), world.path().join("empty.csv")];
    world.configure(&format!("[lists]\ncrl = [{:?}]\nknown-bad = [{:?}]\n", lists[0], lists[1]));
    for size in [(80, 24), (200, 60)] {
        let session = world.start(size, &["short.exe"], &[]);
        session.wait_for("moved.crl").wait_for("No such file").wait_for("empty.csv").wait_for("that can be used");
        // The file is judged by what is left.
        session.wait_for("Jane Q Sample");
    }
}
