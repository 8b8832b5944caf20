//! The program from outside: arguments, standard input, exit status, what goes to which stream.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The columns of the contract.
const HEADER: &str = "path,sha256,assessment,summary,primary,signer_cn,issuer_cn,serial,leaf_sha1,leaf_sha256,\
    not_before,not_after,lifetime_seconds,timestamp,timestamp_kind,durable_identity,findings";

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).to_str().unwrap().to_owned()
}

/// The program, without what the environment of the test might tell it.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigscope"));
    // Not the configuration of whoever runs the tests.
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).env_remove("SIGSCOPE_CONFIG");
    command.args(arguments).stdin(Stdio::null());
    for variable in ["NO_COLOR", "SIGSCOPE_CONFIG", "LC_ALL", "LC_CTYPE", "TERM"] {
        command.env_remove(variable);
    }
    command.env("LANG", "C.UTF-8");
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        program(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The rows of a CSV report.
fn rows(output: &Output) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(output.stdout.as_slice()).records().map(Result::unwrap).collect()
}

/// The first cells of the rows, as file names.
fn names(output: &Output) -> Vec<String> {
    let name = |row: &csv::StringRecord| row[0].rsplit('/').next().unwrap().to_owned();
    rows(output).iter().map(name).collect()
}

fn folder_with(names: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, from) in names {
        fs::copy(sample(from), folder.path().join(name)).unwrap();
    }
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn status_is_0_whatever_was_found() {
    for name in ["tampered.exe", "unsigned.exe", "broken.exe", "expired.exe"] {
        let output = run(&["report", &sample(name)]);
        assert_eq!(status(&output), 0, "{name}: {}", stderr(&output));
        assert!(stderr(&output).is_empty(), "{name}: {}", stderr(&output));
    }
}

#[test]
fn status_is_1_when_the_condition_of_fail_on_is_met() {
    let root = sample("root.pem");
    let judged = |name: &str, condition: &str| {
        let file = sample(name);
        let arguments = ["report", "--at", "2026-11-23", "--trust", &root, "--fail-on", condition, &file];
        status(&run(&arguments))
    };
    assert_eq!(judged("tampered.exe", "critical"), 1);
    assert_eq!(judged("tampered.exe", "info"), 1);
    assert_eq!(judged("tampered.exe", "untrusted"), 1);
    assert_eq!(judged("unsigned.exe", "untrusted"), 1);
    assert_eq!(judged("unsigned.exe", "critical"), 0);
    assert_eq!(judged("clean.exe", "untrusted"), 0);
    assert_eq!(judged("clean.exe", "warning"), 0);
}

#[test]
fn missing_file_gives_status_2_and_the_others_are_reported() {
    let clean = sample("clean.exe");
    let output = run(&["report", "--format", "csv", "no/such.exe", &clean]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("no/such.exe"), "{}", stderr(&output));
    assert_eq!(rows(&output).len(), 2);
    assert!(names(&output).contains(&"clean.exe".to_owned()));
}

#[test]
fn missing_file_wins_over_fail_on() {
    let output = run(&["report", "--fail-on", "critical", "no/such.exe", &sample("tampered.exe")]);
    assert_eq!(status(&output), 2);
}

#[cfg(unix)]
#[test]
fn unreadable_file_gives_status_2_and_a_record_with_its_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder_with(&[("closed.exe", "clean.exe"), ("open.exe", "clean.exe")]);
    let closed = folder.path().join("closed.exe");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything: a folder in the place of the file is unreadable for root too.
    if fs::File::open(&closed).is_ok() {
        fs::remove_file(&closed).unwrap();
        std::os::unix::fs::symlink("closed.exe", &closed).unwrap();
    }
    let output = run(&["report", "--format", "ndjson", "--follow", text(folder.path())]);
    assert_eq!(status(&output), 2, "{}", stderr(&output));
    let records: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2);
    let of = |name: &str| records.iter().find(|record| record["path"].as_str().unwrap().ends_with(name)).unwrap();
    assert!(of("closed.exe")["error"].is_string());
    assert_ne!(of("closed.exe")["verdict"]["summary"], "unsigned", "what was not read is not unsigned");
    assert!(of("open.exe")["error"].is_null());
}

#[test]
fn bad_arguments_give_status_2_and_nothing_on_standard_output() {
    for arguments in [
        &["report"][..],
        &["report", "--format", "yaml", "x"],
        &["report", "--at", "yesterday", "x"],
        &["report", "--hashes", "none,md5", "x"],
        &["report", "--jobs", "0", "x"],
        &["report", "--trust", "no/such.pem", "x"],
        &["report", "--trust-store", "no/such", "x"],
        &["--no-such-option"],
        &["rules", "no-such-rule"],
        &["ioc", "--values", "leaf-serial,nosuch", "x"],
        &["completions", "no-such-shell"],
    ] {
        let output = run(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn option_of_another_format_is_refused_by_name() {
    for (option, format, of) in [(&["--thin"][..], "yara", "abuse-report"), (&["--form", "colon"], "csv", "plain")] {
        let path = sample("clean.exe");
        let output = run(&[&["ioc", "--format", format, &path], option].concat());
        assert_eq!((status(&output), stdout(&output)), (2, String::new()), "{option:?}");
        let message = stderr(&output);
        assert!(message.contains(&format!("{} has no use in {format}: it is for {of}", option[0])), "{message}");
    }
}

#[test]
fn name_of_no_value_is_refused_with_a_hint_and_one_that_the_file_lacks_is_told() {
    let mistyped = run(&["ioc", "--values", "leaf-thumprint", &sample("clean.exe")]);
    assert_eq!((status(&mistyped), stdout(&mistyped)), (2, String::new()));
    let message = stderr(&mistyped);
    assert!(message.contains("no value is named `leaf-thumprint`; `leaf-thumbprint`?"), "{message}");
    assert!(message.contains("--format csv --values all"), "{message}");
    let absent = run(&["ioc", "--values", "durable-identity", &sample("clean.exe")]);
    assert_eq!((status(&absent), stdout(&absent)), (0, String::new()));
    assert!(stderr(&absent).contains("no such value in these files"), "{}", stderr(&absent));
}

#[test]
fn help_and_version_give_status_0() {
    let help = run(&["--help"]);
    assert_eq!(status(&help), 0);
    assert!(stdout(&help).lines().count() <= 24);
    assert_eq!(stdout(&run(&["--version"])), format!("sigscope {}\n", env!("CARGO_PKG_VERSION")));
    for command in ["demo", "report", "rules", "completions", "man"] {
        assert_eq!(status(&run(&[command, "--help"])), 0, "{command}");
    }
}

#[test]
fn formats_carry_the_same_file() {
    let file = sample("short.exe");
    let report = |format: &str| stdout(&run(&["report", "--at", "2026-11-23", "--format", format, &file]));
    let json: Value = serde_json::from_str(&report("json")).unwrap();
    let line: Value = serde_json::from_str(&report("ndjson")).unwrap();
    assert_eq!(json["evaluated_at"], "2026-11-23T00:00:00Z");
    assert_eq!(line["schema"], "sigscope-report/1");
    for (key, value) in json["files"][0].as_object().unwrap() {
        assert_eq!(&line[key], value, "{key}");
    }
    let sha256 = json["files"][0]["hashes"]["sha256"].as_str().unwrap();
    let csv = report("csv");
    assert_eq!(csv.lines().next().unwrap(), HEADER.replace(' ', ""));
    assert!(csv.lines().nth(1).unwrap().contains(sha256));
    assert!(report("markdown").lines().nth(2).unwrap().contains(sha256));
    assert!(report("text").contains(sha256));
    assert_eq!(report("text"), stdout(&run(&["report", "--at", "2026-11-23", &file])), "text is the default");
}

#[test]
fn schema_is_printed_without_a_file() {
    let output = run(&["report", "--schema"]);
    assert_eq!(status(&output), 0);
    assert_eq!(stdout(&output), sigscope::report::JSON_SCHEMA);
}

#[test]
fn at_decides_about_a_certificate_that_has_expired_since() {
    let (file, root) = (sample("expired.exe"), sample("root.pem"));
    let summary = |at: &str| {
        let output = run(&["report", "--trust", &root, "--at", at, "--format", "csv", &file]);
        rows(&output)[0][3].to_owned()
    };
    assert_eq!(summary("2022-01-01"), "trusted");
    assert_eq!(summary("2026-11-23T00:00:00Z"), "expired");
    assert_eq!(summary("2020-01-01T00:00:00+02:00"), "not-yet-valid");
}

#[test]
fn anchors_come_from_the_options() {
    let (file, root) = (sample("clean.exe"), sample("root.pem"));
    let judged = |options: &[&str]| {
        let mut arguments = vec!["report", "--at", "2026-11-23", "--format", "json", &file];
        arguments.extend(options);
        serde_json::from_str::<Value>(&stdout(&run(&arguments))).unwrap()
    };
    let plain = judged(&[]);
    assert_eq!(plain["files"][0]["verdict"]["summary"], "untrusted");
    assert!(plain["trust_store"]["anchors"].as_u64().unwrap() > 100);
    let trusted = judged(&["--trust", &root]);
    assert_eq!(trusted["files"][0]["verdict"]["summary"], "trusted");
    let alone = judged(&["--no-default-trust", "--trust", &root]);
    assert_eq!(alone["files"][0]["verdict"]["summary"], "trusted");
    assert_eq!(alone["trust_store"]["anchors"], 2);
    assert!(alone["trust_store"]["as_of"].is_null());
}

#[test]
fn hashes_are_those_asked_for() {
    let file = sample("clean.exe");
    let hashes = |list: &str| {
        let output = run(&["report", "--format", "json", "--hashes", list, &file]);
        let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let hashes = &json["files"][0]["hashes"];
        assert!(hashes["authentihash"]["sha256"].is_string(), "what the signature needs is always there");
        ["md5", "sha1", "sha256"].map(|name| hashes[name].is_string())
    };
    assert_eq!(hashes("none"), [false, false, false]);
    assert_eq!(hashes("sha256"), [false, false, true]);
    assert_eq!(hashes("md5,sha1,sha256"), [true, true, true]);
}

#[test]
fn folder_is_walked_and_what_is_no_signed_format_is_counted_on_standard_error() {
    let folder = folder_with(&[("b.exe", "clean.exe"), ("a.txt", "unsigned.exe")]);
    fs::create_dir(folder.path().join("c")).unwrap();
    fs::copy(sample("short.exe"), folder.path().join("c/d.dll")).unwrap();
    fs::write(folder.path().join("notes.txt"), "text").unwrap();
    let output = run(&["report", "--format", "markdown", text(folder.path())]);
    assert_eq!(status(&output), 0);
    let paths: Vec<String> = stdout(&output)
        .lines()
        .skip(2)
        .map(|line| line.split('`').nth(1).unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["a.txt", "b.exe", "d.dll"], "by bytes and not by extension, in the order of names");
    assert!(stderr(&output).contains("left out 1 file"), "{}", stderr(&output));

    let named = run(&["report", "--format", "csv", text(&folder.path().join("notes.txt"))]);
    assert_eq!(rows(&named)[0][3].to_owned(), "unsupported", "what is named is reported");
}

#[test]
fn without_a_terminal_the_workbench_is_a_plain_report() {
    let file = sample("clean.exe");
    let output = run(&["--at", "2026-11-23", &file]);
    assert_eq!(status(&output), 0);
    assert_eq!(stdout(&output), stdout(&run(&["report", "--at", "2026-11-23", &file])));
    assert!(!stdout(&output).contains('\x1b'));
}

#[test]
fn without_a_path_the_current_folder_is_listed_and_not_the_folders_in_it() {
    let folder = folder_with(&[("a.exe", "clean.exe")]);
    fs::create_dir(folder.path().join("deeper")).unwrap();
    fs::copy(sample("short.exe"), folder.path().join("deeper/b.exe")).unwrap();
    let output = program(&[]).current_dir(folder.path()).output().unwrap();
    let files: Vec<String> =
        stdout(&output).lines().filter(|line| line.starts_with("FILE")).map(str::to_owned).collect();
    assert_eq!(files, ["FILE  ./a.exe"]);
}

#[test]
fn paths_are_read_from_standard_input() {
    let list = format!("{}\n\n{}\n", sample("clean.exe"), sample("short.exe"));
    let output = run_with_input(&["report", "--format", "csv", "--jobs", "1", "-"], list.as_bytes());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(names(&output), ["clean.exe", "short.exe"]);
}

#[cfg(unix)]
#[test]
fn nul_separated_paths_may_hold_line_breaks() {
    let folder = folder_with(&[("two\nlines.exe", "clean.exe")]);
    let mut list = text(&folder.path().join("two\nlines.exe")).as_bytes().to_vec();
    list.push(0);
    for option in ["-0", "--null"] {
        let output = run_with_input(&["report", option, "--format", "csv", "-"], &list);
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        assert_eq!(names(&output), ["two\\nlines.exe"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn name_that_is_not_utf_8_is_opened_as_it_is_and_shown_as_bytes() {
    use std::os::unix::ffi::OsStringExt;
    let folder = TempDir::new().unwrap();
    let name = std::ffi::OsString::from_vec(b"bad\xff.exe".to_vec());
    fs::copy(sample("clean.exe"), folder.path().join(&name)).unwrap();
    let output = run(&["report", "--format", "ndjson", text(folder.path())]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let record: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(record["path_bytes"].as_str().unwrap().ends_with(&hex::encode(b"bad\xff.exe")));
    assert!(record["path"].as_str().unwrap().ends_with("bad\u{fffd}.exe"));
    assert_eq!(names(&run(&["report", "--format", "csv", text(folder.path())])), ["bad\\xff.exe"]);

    let mut list = folder.path().join(&name).into_os_string().into_vec();
    list.push(b'\n');
    let output = run_with_input(&["report", "--format", "csv", "-"], &list);
    assert_eq!(names(&output), ["bad\\xff.exe"]);
}

#[cfg(unix)]
#[test]
fn hostile_name_reaches_no_stream_as_it_is() {
    let name = "a\u{202e}\x1b]52;c;eA==\x07.exe";
    let folder = folder_with(&[(name, "clean.exe")]);
    let missing = text(&folder.path().join("missing\x1b[2J.exe")).to_owned();
    for format in ["text", "json", "ndjson", "csv", "markdown"] {
        let output = run(&["report", "--format", format, text(folder.path()), &missing]);
        for stream in [stdout(&output), stderr(&output)] {
            assert!(!stream.contains(['\x1b', '\u{202e}', '\x07']), "{format}: {stream:?}");
        }
        assert!(stdout(&output).contains("202e"), "{format}");
    }
    let output = run(&["report", "--trust", &missing, "x"]);
    assert!(!stderr(&output).contains('\x1b') && stderr(&output).contains("\\x1b[2J"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn reader_that_goes_away_ends_the_program_quietly() {
    let folder = sample("");
    let mut child = program(&["report", "--format", "text", &folder, &folder, &folder, &folder])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn jobs_change_the_time_and_not_the_result() {
    let folder = sample("");
    let report = |jobs: &str| {
        let output = run(&["report", "--at", "2026-11-23", "--format", "json", "--jobs", jobs, &folder]);
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    assert_eq!(report("1"), report("3"));
}

#[test]
fn colour_is_used_only_when_asked_for() {
    let file = sample("tampered.exe");
    assert!(!stdout(&run(&["report", &file])).contains('\x1b'));
    assert!(stdout(&run(&["report", "--color", "always", &file])).contains("\x1b[1;31mFAIL"));
    let plain = stdout(&run(&["report", "--color", "never", "--at", "2026-11-23", &file]));
    let painted = stdout(&run(&["report", "--color", "always", "--at", "2026-11-23", &file]));
    let mut stripped = painted;
    for code in ["\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[35m"] {
        stripped = stripped.replace(code, "");
    }
    assert_eq!(stripped, plain, "marks and words are there without colour too");
}

#[test]
fn log_says_what_became_of_each_path() {
    let folder = folder_with(&[("a.exe", "clean.exe")]);
    fs::write(folder.path().join("notes.txt"), "text").unwrap();
    let log = folder.path().join("log.txt");
    let output = run(&["report", "--log", text(&log), text(folder.path()), "no/such.exe"]);
    assert_eq!(status(&output), 2);
    let lines = fs::read_to_string(&log).unwrap();
    assert!(lines.lines().any(|line| line.contains("a.exe: untrusted")), "{lines}");
    assert!(lines.lines().any(|line| line.contains("notes.txt: left out")), "{lines}");
    assert!(lines.lines().any(|line| line.contains("no/such.exe: error: ")), "{lines}");
}

#[test]
fn demo_without_a_terminal_reports_the_samples_as_trusted_test_files() {
    let output = run(&["demo", "--at", "2026-11-23"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let blocks = stdout(&output);
    let clean = blocks.split("\nFILE  ").find(|block| block.starts_with("clean.exe\n")).unwrap();
    assert!(clean.contains("\n  Verdict           trusted ("), "{clean:.400}");
}

#[test]
fn demo_extracts_the_samples_and_overwrites_nothing() {
    let folder = TempDir::new().unwrap();
    let target: PathBuf = folder.path().join("new/samples");
    let extract = || run(&["demo", "--extract", text(&target)]);
    assert_eq!(status(&extract()), 0);
    assert_eq!(fs::read(target.join("clean.exe")).unwrap(), fs::read(sample("clean.exe")).unwrap());
    assert!(target.join("invoice_26\u{202e}fdp.exe").exists());
    assert_eq!(status(&extract()), 0, "a second time the files are the same");
    fs::write(target.join("clean.exe"), "mine").unwrap();
    assert_eq!(status(&extract()), 2);
    assert_eq!(fs::read(target.join("clean.exe")).unwrap(), b"mine");
}

#[test]
fn rules_are_listed_and_explained() {
    let list = run(&["rules"]);
    assert_eq!(status(&list), 0);
    assert!(stdout(&list).contains("digest-mismatch"));
    let one = stdout(&run(&["rules", "digest-mismatch"]));
    assert!(one.contains("When it is harmless"), "{one}");
    let json: Value = serde_json::from_str(&stdout(&run(&["rules", "--format", "json"]))).unwrap();
    let ids: Vec<&str> = json["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"digest-mismatch") && ids.len() > 20);
}

#[test]
fn completions_and_man_page_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!(status(&output), 0);
        assert!(stdout(&output).contains("report"), "{shell}");
    }
    let man = stdout(&run(&["man"]));
    assert!(man.starts_with(".ie") || man.starts_with(".TH"), "{man:.100}");
    for word in ["report", "demo", "fail\\-on", "extract", "EXIT STATUS"] {
        assert!(man.contains(word), "{word}");
    }
}

#[test]
fn diff_names_the_relation_and_exits_with_0() {
    let trust = ["--trust", &sample("root.pem"), "--at", "2026-11-23"];
    let output = run(&[&["diff", &sample("short.exe"), &sample("short2.exe")], &trust[..]].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("\nSAME DURABLE IDENTITY\n"));
    assert!(stdout(&output).contains("COMMON ANCESTOR"));
    let output = run(&["diff", "--format", "json", &sample("clean.exe"), &sample("transplanted.exe")]);
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["relation"], "signature-transplanted");
    assert_eq!(json["donor"], "left");
    assert_eq!(json["left"]["size"], fs::metadata(sample("clean.exe")).unwrap().len());
}

#[test]
fn diff_of_three_files_is_a_matrix() {
    let files = ["short.exe", "short2.exe", "clean.exe"].map(sample);
    let output = run(&["diff", "--format", "json", &files[0], &files[1], &files[2]]);
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["schema"], "sigscope-matrix/1");
    assert_eq!(json["cells"].as_array().unwrap().len(), 3);
    assert_eq!(json["cells"][0]["relation"], "same-durable-identity");
}

#[test]
fn diff_of_one_file_a_folder_or_a_missing_file_is_an_error() {
    assert_eq!(status(&run(&["diff", &sample("clean.exe")])), 2);
    let folder = TempDir::new().unwrap();
    let output = run(&["diff", &sample("clean.exe"), text(folder.path())]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("is a folder"));
    let output = run(&["diff", &sample("clean.exe"), text(&folder.path().join("missing.exe"))]);
    assert_eq!(status(&output), 2);
    assert!(
        stdout(&output).contains("How A and B are related is not known: B could not be read."),
        "made all the same"
    );
    assert!(stdout(&output).contains("NOT KNOWN") && !stdout(&output).contains("UNRELATED"));
    let missing = text(&folder.path().join("missing.exe")).to_owned();
    let output = run(&["diff", &sample("clean.exe"), &sample("short.exe"), &missing]);
    let page = stdout(&output);
    assert!(page.contains("missing.exe   cannot be read: No such file"), "{page}");
    assert_eq!((page.matches("NOT KNOWN").count(), page.matches("UNRELATED").count()), (2, 1), "{page}");
}

#[test]
fn records_of_an_earlier_report_give_the_same_report_without_the_files() {
    let folder = folder_with(&[("a.exe", "short.exe"), ("b.exe", "unsigned.exe"), ("c.exe", "hostile.exe")]);
    let trust = ["--trust", &sample("root.pem"), "--at", "2026-11-23", "--jobs", "1"];
    let report = |format: &str| run(&[&["report", text(folder.path()), "--format", format], &trust[..]].concat());
    let records = folder.path().join("scan.ndjson");
    fs::write(&records, report("ndjson").stdout).unwrap();
    for format in ["ndjson", "json", "csv", "markdown", "text"] {
        let fresh = report(format);
        let again = run(&["report", "--from", text(&records), "--format", format]);
        assert_eq!(status(&again), 0, "{}", stderr(&again));
        assert_eq!(stdout(&again), stdout(&fresh), "{format}");
    }
    let idle =
        run(&["report", "--from", text(&records), "--format", "csv", "--known-bad", "none.txt", "--crl", "none.crl"]);
    assert_eq!(status(&idle), 0, "lists that do nothing are not even read");
    assert!(stderr(&idle).contains("--crl has no effect") && stderr(&idle).contains("--known-bad has no effect"));
    let piped = run_with_input(&["report", "--from", "-", "--format", "csv"], &fs::read(&records).unwrap());
    assert_eq!(stdout(&piped), stdout(&report("csv")));
    let failing = run(&["report", "--from", text(&records), "--format", "csv", "--fail-on", "untrusted"]);
    assert_eq!(status(&failing), 1);
}

#[test]
fn records_of_different_circumstances_say_so_in_text_and_json() {
    let folder = folder_with(&[("a.exe", "short.exe"), ("b.exe", "unsigned.exe"), ("c.exe", "clean.exe")]);
    let of = |name: &str, at: &str| {
        run(&["report", text(&folder.path().join(name)), "--format", "ndjson", "--no-default-trust", "--at", at]).stdout
    };
    let records = folder.path().join("scan.ndjson");
    let (early, late) = ("2026-11-23T00:00:00Z", "2027-03-01T00:00:00Z");
    fs::write(&records, [of("a.exe", early), of("b.exe", late), of("c.exe", early)].concat()).unwrap();
    let again = |format: &str| run(&["report", "--from", text(&records), "--format", format]);
    let output = again("json");
    assert_eq!((status(&output), stderr(&output).as_str()), (0, ""));
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["evaluated_at"], early);
    let files = &json["files"];
    assert_eq!([&files[0]["evaluated_at"], &files[2]["evaluated_at"]], [&Value::Null, &Value::Null]);
    assert_eq!(files[1]["evaluated_at"], late);
    assert_eq!(files[1]["trust_store"], json["trust_store"]);
    let schema: Value = serde_json::from_str(sigscope::report::JSON_SCHEMA).unwrap();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let shown = stdout(&again("text"));
    assert_eq!((shown.matches(early).count() >= 2, shown.contains(late)), (true, true), "{shown}");
}

#[test]
fn byte_order_mark_line_ends_and_a_cut_last_line_cost_no_other_record() {
    let folder = folder_with(&[("a.exe", "clean.exe")]);
    let record = run(&["report", text(&folder.path().join("a.exe")), "--format", "ndjson"]).stdout;
    let line = record.trim_ascii_end();
    let records = folder.path().join("scan.ndjson");
    let read = |parts: &[&[u8]]| {
        fs::write(&records, parts.concat()).unwrap();
        let output = run(&["report", "--from", text(&records), "--format", "csv"]);
        (status(&output), rows(&output).len(), stderr(&output))
    };
    assert_eq!(read(&[b"\xef\xbb\xbf", line, b"\r\n\r\n  \n", line]), (0, 2, String::new()));
    assert_eq!(read(&[b"\xef\xbb\xbf\r\n", line]), (0, 1, String::new()));
    let (status, count, said) = read(&[line, b"\n", &line[..line.len() / 2]]);
    assert_eq!((status, count), (2, 1));
    assert!(said.contains("line 2, column"), "{said}");
    let (status, count, said) = read(&[b"\xff\xfe", line]);
    assert_eq!((status, count), (2, 0));
    assert!(said.contains("UTF-16"), "{said}");
}

#[test]
fn lines_that_are_no_records_are_named_and_the_others_written() {
    let folder = folder_with(&[("a.exe", "clean.exe")]);
    let record = run(&["report", text(&folder.path().join("a.exe")), "--format", "ndjson"]).stdout;
    let records = folder.path().join("scan.ndjson");
    let lines = [&record[..], b"\n{nonsense\n", &record[..], &b"\x1b]0;x\x07\n".repeat(12)].concat();
    fs::write(&records, lines).unwrap();
    let output = run(&["report", "--from", text(&records), "--format", "csv"]);
    assert_eq!(status(&output), 2);
    assert_eq!(rows(&output).len(), 2);
    assert!(stderr(&output).contains("line 3, column 2: key must be a string"), "{}", stderr(&output));
    assert!(stderr(&output).contains("3 more lines are no records"), "{}", stderr(&output));
    assert!(!stderr(&output).contains('\x1b'));
    assert_eq!(status(&run(&["report", "--from", text(&folder.path().join("none"))])), 2);
    assert_eq!(status(&run(&["report", "--from", text(&records), "x.exe"])), 2);
}

/// The first file of a JSON report on the clean sample, its test roots trusted.
fn clean_sample(more: &[&str]) -> Value {
    let (roots, file) = (sample("root.pem"), sample("clean.exe"));
    let mut arguments =
        vec!["report", "--format", "json", "--at", "2026-11-23", "--no-default-trust", "--trust", &roots];
    arguments.extend(more);
    arguments.push(&file);
    let output = run(&arguments);
    assert_eq!(status(&output), 0, "{output:?}");
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["files"][0].clone()
}

fn finding_ids(file: &Value) -> Vec<String> {
    let findings = file["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn supposed_revocation_before_the_timestamp_voids_and_after_it_does_not() {
    assert_eq!(clean_sample(&["--revoked-at", "2026-01-01"])["verdict"]["summary"], "revoked");
    assert_eq!(clean_sample(&["--revoked-at", "2026-11-01"])["verdict"]["summary"], "trusted");
}

#[test]
fn list_of_abused_certificates_is_read_and_its_bad_lines_are_told() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("bad.txt");
    let signer = clean_sample(&[])["signatures"][0]["signer"].as_str().unwrap().to_owned();
    fs::write(&list, format!("{signer}\nnonsense\n")).unwrap();
    let list = list.to_str().unwrap();
    assert!(finding_ids(&clean_sample(&["--known-bad", list])).contains(&"known-abused-certificate".to_owned()));
    // The same as PowerShell writes it.
    let wide = fs::read_to_string(list).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    fs::write(folder.path().join("wide.txt"), [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    let wide = folder.path().join("wide.txt");
    assert!(finding_ids(&clean_sample(&["--known-bad", text(&wide)])).contains(&"known-abused-certificate".to_owned()));
    let output = run(&["report", "--known-bad", list, &sample("clean.exe")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 2 is not used"), "{output:?}");
    fs::write(list, "nonsense\n").unwrap();
    assert_eq!(status(&run(&["report", "--known-bad", list, &sample("clean.exe")])), 2);
}

#[test]
fn file_without_a_revocation_list_is_an_error_with_a_hint() {
    let output = run(&["report", "--crl", &sample("clean.exe"), &sample("clean.exe")]);
    assert_eq!(status(&output), 2);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("no CRL and no OCSP response in") && text.contains("hint: --crl takes"), "{text}");
}

#[test]
fn disallowed_list_blocks_and_anything_else_is_an_error_with_a_hint() {
    use crate::support::forge::{Pki, at};
    use crate::support::trust_list::{disallowed_list, tbs_hash};
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("disallowedcert.stl");
    let der = disallowed_list(&[tbs_hash(&Pki::get().conventional_ca)], at("2026-10-01T00:00:00Z"));
    fs::write(&list, der).unwrap();
    let file = clean_sample(&["--disallowed", text(&list)]);
    assert_eq!(file["verdict"]["summary"], "distrusted");
    assert!(finding_ids(&file).contains(&"certificate-disallowed".to_owned()));
    let output = run(&["report", "--disallowed", text(&list), &sample("clean.exe")]);
    assert!(stderr(&output).contains("is used, but not verified"), "{}", stderr(&output));
    let output = run(&["report", "--disallowed", &sample("clean.exe"), &sample("clean.exe")]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("hint: --disallowed takes"), "{}", stderr(&output));
}

#[test]
fn file_that_is_no_catalog_is_an_error_with_a_hint() {
    let output = run(&["report", "--catalog", &sample("clean.exe"), &sample("clean.exe")]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("hint: --catalog takes"), "{}", stderr(&output));
    let folder = TempDir::new().unwrap();
    let output = run(&["report", "--catalog", text(folder.path()), &sample("clean.exe")]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("no .cat file in"), "{}", stderr(&output));
}

#[test]
fn unsigned_file_with_a_catalog_is_reported_with_it_in_valid_json() {
    use crate::support::forge::{Hash, Pki, Signer, at};
    use crate::support::trust_list::catalog_list;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("notes.inf");
    fs::write(&file, "[Version]\n").unwrap();
    let pki = Pki::get();
    let signer =
        Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(at("2026-05-11T08:15:30Z")));
    let list = catalog_list(&[(Hash::Sha256, Hash::Sha256.of(b"[Version]\n"))], at("2026-05-11T08:15:30Z"), false);
    fs::write(folder.path().join("notes.cat"), signer.catalog(list)).unwrap();
    let roots = sample("root.pem");
    let shared = ["--at", "2026-11-23", "--trust", &roots, "--catalog", text(folder.path()), text(&file)];
    let output = run(&[&["report", "--format", "json"], &shared[..]].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["files"][0]["verdict"]["summary"], "trusted");
    assert_eq!(json["files"][0]["signatures"][0]["catalog"]["file"], text(&folder.path().join("notes.cat")));
    assert_eq!(crate::reports::complaints(&crate::reports::schema(), &json), [""; 0]);
    let output = run(&[&["report"], &shared[..]].concat());
    assert!(stdout(&output).contains("notes.cat"), "{}", stdout(&output));
}

#[test]
fn block_list_of_drivers_is_read_and_what_cannot_be_used_is_told() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("policy.xml");
    let digest = clean_sample(&[])["hashes"]["authentihash"]["sha256"].as_str().unwrap().to_uppercase();
    let rules = format!("<Deny FriendlyName='example' Hash='{digest}'/><Deny Hash='?'/>");
    fs::write(&list, format!("\u{feff}<SiPolicy><FileRules>{rules}</FileRules></SiPolicy>")).unwrap();
    let listed = finding_ids(&clean_sample(&["--block-list", text(&list)]));
    assert!(listed.contains(&"driver-on-vulnerable-list".to_owned()), "{listed:?}");
    let output = run(&["report", "--block-list", text(&list), &sample("clean.exe")]);
    assert!(stderr(&output).contains("not used: 1"), "{}", stderr(&output));
    fs::write(&list, "[]").unwrap();
    let output = run(&["report", "--block-list", text(&list), &sample("clean.exe")]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("no rule that can be used"), "{}", stderr(&output));
}

#[test]
fn lists_of_the_configuration_hold_for_every_command_and_a_missing_one_is_told() {
    let folder = TempDir::new().unwrap();
    let signer = clean_sample(&[])["signatures"][0]["signer"].as_str().unwrap().to_owned();
    fs::write(folder.path().join("bad.txt"), format!("{signer}\n")).unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, "[lists]\nknown-bad = [\"bad.txt\", \"moved.txt\"]\nunknown = []\n").unwrap();
    let file = clean_sample(&["--config", text(&config)]);
    assert!(finding_ids(&file).contains(&"known-abused-certificate".to_owned()));
    let output = run(&["report", "--config", text(&config), &sample("clean.exe")]);
    assert_eq!(status(&output), 0);
    let told = stderr(&output);
    assert!(told.contains("moved.txt") && told.contains("not used"), "{told}");
    assert!(told.contains("[lists] unknown"), "{told}");
}

/// A report on files of two durable identities and one that nobody signed, supposing a revocation.
fn supposing(dated: &str, format: &str) -> String {
    let roots = sample("root.pem");
    let paths = ["short.exe", "short2.exe", "nots.exe", "unsigned.exe"].map(sample);
    let mut arguments = vec!["report", "--at", "2026-11-23", "--no-default-trust", "--trust", &roots];
    arguments.extend(["--format", format, "--revoked-at", dated]);
    arguments.extend(paths.iter().map(String::as_str));
    let output = run(&arguments);
    assert_eq!(status(&output), 0, "{output:?}");
    stdout(&output)
}

#[test]
fn supposed_revocation_over_files_says_who_falls_who_survives_and_which_leaves_have_to_be_revoked() {
    let text = supposing("2026-09-05", "text");
    let (_, section) = text.split_once("\nSUPPOSED REVOCATION  dated 2026-09-05T00:00:00Z\n").unwrap();
    // The name of a file depends on where the test runs: cells are compared, not columns.
    let rows: Vec<Vec<&str>> = section.lines().map(|line| line.split_whitespace().collect()).collect();
    let row = |name: &str| rows.iter().find(|row| row.iter().any(|cell| cell.ends_with(name))).unwrap();
    assert_eq!(row("short.exe")[0], "survives", "{section}");
    assert_eq!(row("short.exe").last(), Some(&"trusted"));
    assert_eq!(row("short2.exe")[0], "falls");
    assert!(row("nots.exe").starts_with(&["not", "valid", "anyway"]), "its certificate has expired: {section}");
    assert!(row("nots.exe").ends_with(&["no", "trusted", "timestamp"]), "{section}");
    assert_eq!(row("unsigned.exe").last(), Some(&"unsigned"));
    for words in [
        "    2 files by 2 leaves: 1 falls, 1 survives\n",
        "    1 file by 1 leaf: 1 not valid anyway\n",
        "each of these leaves, by its own serial number, dated\n    2026-09-03T03:14:07Z or earlier",
        "serial 33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:00:00:00:06:ca:41  dated 2026-09-03T03:14:07Z or earlier",
        "serial 33:00:06:f1:c3:a2:01:b5:f8:6f:54:68:4b:00:00:00:06:f1:c3  dated 2026-09-12T07:05:41Z or earlier",
        "a revocation of this leaf of any date: no trusted timestamp protects a file",
        "  1 file: nothing that could be revoked\n",
    ] {
        assert!(section.contains(words), "{words}\n{section}");
    }
    // Dated at the earliest timestamp of the identity, all fall: the sentence above is true.
    assert!(supposing("2026-09-03T03:14:07Z", "text").contains("2 files by 2 leaves: 2 fall\n"));
    // While its certificate was valid nothing but a revocation could end the file without a timestamp, and any does.
    let then = ["report", "--format", "json", "--at", "2026-10-06T12:00:00Z", "--no-default-trust", "--trust"];
    let (roots, file) = (sample("root.pem"), sample("nots.exe"));
    let output = run(&[&then[..], &[roots.as_str(), "--revoked-at", "2026-12-31", &file]].concat());
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["files"][0]["supposed_revocation"]["effect"], "falls");
    assert!(
        !stdout(&run(&["report", "--revoked-at", "2026-09-05", &sample("short.exe")])).contains("SUPPOSED REVOCATION")
    );
}

#[test]
fn supposed_revocation_stands_in_json_file_by_file() {
    let json: Value = serde_json::from_str(&supposing("2026-09-05", "json")).unwrap();
    assert_eq!(crate::reports::complaints(&crate::reports::schema(), &json), [""; 0]);
    let of = |index: usize| &json["files"][index]["supposed_revocation"];
    assert_eq!((&of(0)["effect"], &of(1)["effect"]), (&Value::from("survives"), &Value::from("falls")));
    assert_eq!(of(0)["durable_identity"], of(1)["durable_identity"]);
    assert_eq!(of(0)["voids_until"], "2026-09-03T03:14:07Z");
    assert_eq!(of(1)["serial"], "330006f1c3a201b5f86f54684b00000006f1c3");
    assert_eq!((&of(2)["effect"], &of(2)["voids_until"]), (&Value::from("not-valid-anyway"), &Value::Null));
    assert_eq!(of(3), &Value::Null);
}
