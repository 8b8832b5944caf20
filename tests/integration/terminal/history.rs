//! What was seen before, in the workbench.

use super::session::World;

#[test]
fn second_look_says_so_and_a_tag_is_kept_for_the_next() {
    let world = World::new();
    world.configure("history = true\n");
    let mut session = world.start((120, 40), &["short.exe"], &[]);
    session.wait_for("digest ok");
    assert!(!session.screen().contains("Seen before"), "{}", session.screen());
    // The durable identity of the signature that is selected.
    session.send("T").wait_for("tag for durable id").send("lumma\r").wait_for("durable id: tagged lumma");
    session.wait_for("not seen before, tagged lumma").send("Q");
    assert_eq!(session.wait_exit(), 0);

    let session = world.start((120, 40), &["short.exe"], &[]);
    session.wait_for("durable id: seen in 1 file since").wait_for("tagged lumma");
    // What was seen depends on no time.
    session.send("3a").wait_for("AS OF").wait_for("tagged lumma").send("\x1b1");
    session.send("E").wait_for("note on durable id").send("told the CA\r").wait_for("note: told the CA");
    session.send("T").wait_for("tag for").send("\x15\r").wait_gone("tagged lumma").wait_for("note: told the CA");
}

#[test]
fn history_that_is_off_or_broken_costs_nothing_else() {
    let world = World::new();
    let session = world.start((120, 40), &["short.exe"], &[]);
    session.wait_for("digest ok").send("T").wait_for("history = true");
    assert!(!world.path().join("state").exists());
    let folder = world.path().join("state/sigscope");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("history.db"), "no database at all".repeat(100)).unwrap();
    world.configure("history = true\n");
    let session = world.start((160, 40), &["short.exe"], &[]);
    session.wait_for("digest ok").wait_for("history.db is damaged");
}
