//! The history from outside: what is recorded, said, tagged, exported and forgotten, and what a kill leaves behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A user's folders, with the history on.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(TempDir::new().unwrap());
        fs::create_dir_all(home.path("config/sigscope")).unwrap();
        home.configure("history = true\n");
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn configure(&self, text: &str) {
        fs::write(self.path("config/sigscope/config.toml"), text).unwrap();
    }

    fn database(&self) -> PathBuf {
        self.path("state/sigscope/history.db")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigscope"));
        command.env("XDG_CONFIG_HOME", self.path("config")).env("XDG_STATE_HOME", self.path("state"));
        command.env_remove("SIGSCOPE_CONFIG").env("LANG", "C.UTF-8").env_remove("LC_ALL").env_remove("LC_CTYPE");
        command.args(arguments).stdin(Stdio::null()).current_dir(self.0.path());
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Standard output and standard error of a command that ends with this status.
    fn run(&self, arguments: &[&str], status: i32) -> (String, String) {
        let output = self.output(arguments);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{out}\n{err}");
        (out, err)
    }

    /// A sample under a name of its own, made another file by bytes behind its end.
    fn file(&self, name: &str, sample: &str, behind: &[u8]) -> String {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
        let mut bytes = fs::read(from).unwrap();
        bytes.extend_from_slice(behind);
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn report(&self, files: &[&str]) -> Value {
        let arguments: Vec<&str> = ["report", "--format", "json"].iter().chain(files).copied().collect();
        serde_json::from_str(&self.run(&arguments, 0).0).unwrap()
    }

    fn export(&self) -> Vec<Value> {
        let json: Value = serde_json::from_str(&self.run(&["history", "export"], 0).0).unwrap();
        assert_eq!(json["schema"], "sigscope-history/1");
        json["entries"].as_array().unwrap().clone()
    }
}

/// `kind: files or runs` of what a record says was seen.
fn seen(record: &Value) -> Vec<String> {
    let counted = |one: &Value| one["runs"].as_u64().or(one["files"].as_u64()).unwrap();
    let name = |one: &Value| format!("{}: {}", one["kind"].as_str().unwrap(), counted(one));
    record["history"].as_array().unwrap().iter().map(name).collect()
}

fn of_kind<'a>(entries: &'a [Value], kind: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["kind"] == kind).collect()
}

#[test]
fn off_by_default_nothing_is_recorded_said_or_made() {
    let home = Home::new();
    home.configure("");
    let file = home.file("a.exe", "short.exe", b"");
    assert_eq!(home.report(&[&file])["files"][0].get("history"), None);
    let (out, err) = home.run(&["history"], 0);
    assert!(out.is_empty() && err.contains("history = true"), "{out}{err}");
    assert!(!home.path("state").exists());
    let (_, err) = home.run(&["history", "tag", "1.3.6.1.4.1.311.97.1", "x"], 0);
    assert!(err.contains("tagged x") && err.contains("history = true"), "a tag is kept, and not shown yet: {err}");
}

#[test]
fn second_run_says_what_the_first_one_saw() {
    let home = Home::new();
    let first = home.file("a.exe", "short.exe", b"");
    let second = home.file("b.exe", "short2.exe", b"");
    assert_eq!(seen(&home.report(&[&first])["files"][0]), Vec::<String>::new());
    // Another file, with another leaf of the same identity.
    assert_eq!(seen(&home.report(&[&second])["files"][0]), ["durable-identity: 1", "subject: 1"]);
    let both = home.report(&[&first, &second]);
    assert_eq!(seen(&both["files"][0]), ["durable-identity: 2", "leaf: 1", "subject: 2", "file: 1"]);
    assert_eq!(seen(&home.report(&[&first])["files"][0]).last().unwrap(), "file: 2");
    let schema: Value = serde_json::from_str(&home.run(&["report", "--schema"], 0).0).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&both), "the schema knows the history");
    let (text, _) = home.run(&["report", &second], 0);
    assert!(text.contains("SEEN BEFORE") && text.contains("seen in 2 files since"), "{text}");
    // Records of an earlier report and the bundled samples are no sightings.
    let before = home.export();
    let (lines, _) = home.run(&["report", "--format", "ndjson", &home.file("c.exe", "clean.exe", b"c")], 0);
    fs::write(home.path("records.ndjson"), lines).unwrap();
    let known = home.export().len();
    assert!(known > before.len());
    home.run(&["report", "--from", "records.ndjson"], 0);
    home.run(&["demo"], 0);
    assert_eq!(home.export().len(), known);
}

#[test]
fn unsigned_file_is_recorded_by_its_hash_alone_and_none_without_it() {
    let home = Home::new();
    let file = home.file("a.exe", "unsigned.exe", b"");
    let (_, err) = home.run(&["report", "--hashes", "md5", &file], 0);
    assert!(err.contains("SHA-256"), "{err}");
    assert_eq!(home.export(), Vec::<Value>::new());
    home.report(&[&file]);
    let entries = home.export();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["kind"], "file");
    assert_eq!(entries[0]["verdict"], "unsigned");
    assert_eq!(entries[0]["value"], hex::encode(Sha256::digest(fs::read(&file).unwrap())));
}

#[test]
fn tags_and_notes_are_set_shown_and_taken_back() {
    let home = Home::new();
    let file = home.file("a.exe", "short.exe", b"");
    home.report(&[&file]);
    let entries = home.export();
    let leaf = of_kind(&entries, "leaf")[0].clone();
    let (sha1, sha256) = (leaf["sha1"].as_str().unwrap(), leaf["value"].as_str().unwrap());
    let colons: Vec<&str> = sha1.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    home.run(&["history", "tag", &colons.join(":").to_uppercase(), "lumma"], 0);
    home.run(&["history", "note", sha256, "=cmd|' /C calc'!A0"], 0);
    let identity = of_kind(&entries, "durable-identity")[0]["value"].as_str().unwrap();
    let (_, said) = home.run(&["history", "tag", identity, "actor 7"], 0);
    assert!(said.contains("seen in 1 file since") && said.contains("tagged actor 7"), "{said}");
    let record = home.report(&[&file])["files"][0].clone();
    assert_eq!(record["history"][0]["tag"], "actor 7");
    assert_eq!(record["history"][1]["tag"], "lumma");
    let (found, _) = home.run(&["history", "search", "LUMMA"], 0);
    assert!(found.contains("LEAF CERTIFICATES  1") && found.contains("[lumma]") && !found.contains("FILES"), "{found}");
    let (csv, _) = home.run(&["history", "--tag", "lumma", "--format", "csv"], 0);
    assert!(csv.contains("'=cmd|'"), "a formula is no formula any more: {csv}");
    assert_eq!(csv.lines().count(), 2);
    home.run(&["history", "untag", sha256], 0);
    home.run(&["history", "note", sha256, ""], 0);
    assert_eq!(home.report(&[&file])["files"][0]["history"][1]["tag"], Value::Null);
    // What was not seen needs a kind, unless it says by itself what it is.
    let (_, err) = home.run(&["history", "tag", "CN=Evil", "x"], 2);
    assert!(err.contains("--kind"), "{err}");
    home.run(&["history", "tag", "--kind", "subject", "CN=Evil", "x"], 0);
    home.run(&["history", "tag", "1.3.6.1.4.1.311.97.1.2.3", "x"], 0);
    home.run(&["history", "tag", "--kind", "leaf", "abc", "x"], 2);
    let (found, _) = home.run(&["history", "list", "--tag", "x"], 0);
    assert!(found.contains("never") && found.contains("CN=Evil"), "{found}");
}

#[test]
fn forgetting_asks_or_needs_yes() {
    let home = Home::new();
    let (first, second) = (home.file("a.exe", "short.exe", b""), home.file("b.exe", "short2.exe", b""));
    home.report(&[&first, &second]);
    let (_, err) = home.run(&["history", "forget", "--all"], 2);
    assert!(err.contains("--yes"), "{err}");
    let hash = hex::encode(Sha256::digest(fs::read(&first).unwrap()));
    let (_, err) = home.run(&["history", "forget", "--yes", &hash], 0);
    assert!(err.contains("forgot 1 file"), "{err}");
    assert_eq!(of_kind(&home.export(), "leaf").len(), 1);
    home.run(&["history", "forget", "--yes", "--before", "2000-01-01"], 0);
    assert_eq!(of_kind(&home.export(), "file").len(), 1);
    home.run(&["history", "forget", "--yes", "--all"], 0);
    assert_eq!(home.export(), Vec::<Value>::new());
    home.run(&["history", "forget", "--yes", &hash], 2);
}

#[test]
fn broken_database_is_named_and_the_report_is_made_without() {
    let home = Home::new();
    fs::create_dir_all(home.database().parent().unwrap()).unwrap();
    fs::write(home.database(), "no database at all".repeat(100)).unwrap();
    let file = home.file("a.exe", "short.exe", b"");
    let (out, err) = home.run(&["report", "--format", "json", &file], 0);
    assert!(err.contains("history.db") && err.contains("without it"), "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["files"][0].get("history"), None);
    let (_, err) = home.run(&["history"], 2);
    assert!(err.contains("history.db"), "{err}");
    assert_eq!(fs::read(home.database()).unwrap(), "no database at all".repeat(100).as_bytes(), "it is left alone");
}

#[test]
fn hostile_names_are_shown_with_their_escapes() {
    let home = Home::new();
    home.report(&[&home.file("a\u{202e}exe.\u{1b}[31m", "hostile.exe", b"")]);
    for arguments in [["history", "list"], ["history", "export"], ["history", "--format=csv"]] {
        let (out, _) = home.run(&arguments, 0);
        assert!(!out.chars().any(|it| (it.is_control() && it != '\n') || it == '\u{202e}'), "{arguments:?}: {out}");
    }
}

#[test]
fn mistake_in_the_setting_is_reported() {
    let home = Home::new();
    home.configure("history = 1\n");
    let (out, _) = home.run(&["config", "--check"], 2);
    assert!(out.contains(":1: history: write true or false"), "{out}");
    let (_, err) = home.run(&["report", &home.file("a.exe", "short.exe", b"")], 0);
    assert!(err.contains("history: write true or false"), "{err}");
}

/// Files of several signers that both instances look at, by their path, with their SHA-256.
fn many_files(home: &Home) -> BTreeMap<String, String> {
    let samples = ["short.exe", "short2.exe", "unsigned.exe", "clean.exe", "nested.exe"];
    let mut files = BTreeMap::new();
    for number in 0..60usize {
        let behind = u64::try_from(number).unwrap().to_le_bytes();
        let path = home.file(&format!("{number}.exe"), samples[number % samples.len()], &behind);
        let hash = hex::encode(Sha256::digest(fs::read(&path).unwrap()));
        files.insert(path, hash);
    }
    files
}

/// Starts an instance that looks at all files and logs what it has committed.
fn start(home: &Home, files: &BTreeMap<String, String>, log: &Path) -> Child {
    let mut command = home.command(&["report", "--format", "ndjson", "--jobs", "2", "--log"]);
    command.arg(log).args(files.keys()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// How often each file was reported as committed, by its SHA-256.
fn add_committed(log: &Path, committed: &mut BTreeMap<String, u64>) {
    let text = fs::read_to_string(log).unwrap_or_default();
    for hash in text.lines().filter_map(|line| line.split(": in the history as ").nth(1)) {
        *committed.entry(hash.to_owned()).or_default() += 1;
    }
}

/// The acceptance test of the history: two instances write at once and are killed 100 times, at moments spread over a
/// run as long as this machine needs for one. Everything that an instance has reported as committed is there, and the sums are those of the parts.
#[cfg(unix)]
#[test]
fn hundred_kills_of_two_instances_lose_nothing_committed() {
    let home = Home::new();
    let files = many_files(&home);
    let mut committed = BTreeMap::new();
    let begun = Instant::now();
    let whole = home.path("whole.log");
    assert!(start(&home, &files, &whole).wait().unwrap().success());
    let length = begun.elapsed();
    add_committed(&whole, &mut committed);
    let undisturbed: u64 = committed.values().sum();
    let (mut killed, mut running_still) = (0, 0);
    // No random numbers of the system: a run that fails can be repeated.
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    for round in 0..50 {
        let logs = [home.path(&format!("{round}-a.log")), home.path(&format!("{round}-b.log"))];
        let mut running = logs.each_ref().map(|log| start(&home, &files, log));
        for child in &mut running {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(length.mul_f64(f64::from((seed >> 33) as u32) / f64::from(u32::MAX >> 1)));
            running_still += u32::from(child.try_wait().unwrap().is_none());
            // SIGKILL; an instance that has ended already is as good as one killed behind its last commit.
            child.kill().unwrap();
            killed += 1;
        }
        for child in &mut running {
            child.wait().unwrap();
        }
        logs.iter().for_each(|log| add_committed(log, &mut committed));
    }
    assert_eq!(killed, 100);
    let reported = committed.values().sum::<u64>() - undisturbed;
    assert!(reported > 0, "no instance lived long enough to commit anything");
    assert!(running_still > 0, "every instance had ended before it was killed");

    let entries = home.export();
    let runs: BTreeMap<&str, u64> = of_kind(&entries, "file")
        .into_iter()
        .map(|entry| (entry["value"].as_str().unwrap(), entry["runs"].as_u64().unwrap()))
        .collect();
    for (hash, times) in &committed {
        let held = runs.get(hash.as_str()).copied().unwrap_or(0);
        // A commit whose report was cut off by the kill may be there too.
        assert!(held >= *times, "{hash}: {times} times committed, {held} times held");
    }
    for leaf in of_kind(&entries, "leaf") {
        let signed = |entry: &&Value| entry["signed_by"].as_array().unwrap().contains(&leaf["value"]);
        let held = of_kind(&entries, "file").into_iter().filter(signed).count();
        assert_eq!(leaf["files"].as_u64().unwrap(), u64::try_from(held).unwrap(), "{}", leaf["value"]);
    }
    let database = rusqlite::Connection::open(home.database()).unwrap();
    let check: String = database.pragma_query_value(None, "integrity_check", |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    // And it goes on: a run that is not killed adds one to every file.
    let mut last = start(&home, &files, &home.path("last.log"));
    assert!(last.wait().unwrap().success());
    assert_eq!(of_kind(&home.export(), "file").len(), files.len());
}
