//! Which module may name which crate: the boundaries of the architecture, read out of the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A crate, and the parts of `src/` that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("arboard", &["tui/clipboard"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("cms", &["authenticode"]),
    ("crossterm", &["tui"]),
    ("goblin", &["container"]),
    ("indicatif", &["cli"]),
    ("p256", &["verify"]),
    ("p384", &["verify"]),
    ("p521", &["verify"]),
    ("ratatui", &["tui"]),
    ("ring", &["verify"]),
    ("roxmltree", &["block_list"]),
    ("rusqlite", &["history"]),
    ("rsa", &["verify"]),
    ("signal_hook", &["tui", "cli"]),
    ("walkdir", &["batch"]),
    ("x509_parser", &["x509"]),
];

/// Modules of ours that a part of `src/` must not name, with the reason.
const STRANGERS: &[(&str, &[&str], &str)] = &[
    (
        "model",
        &["asn1", "container", "x509", "authenticode", "verify", "trust", "rules", "report", "batch", "cli", "tui"],
        "the data knows nobody",
    ),
    ("container", &["x509", "authenticode", "trust", "rules", "report", "cli", "tui"], "no certificates, no trust"),
    ("authenticode", &["container", "trust", "rules", "report", "cli", "tui"], "no PE offsets, no trust"),
    ("x509", &["container", "authenticode", "trust", "rules", "report", "cli", "tui"], "no signatures, no policy"),
    ("verify", &["container", "authenticode", "trust", "rules", "report", "cli", "tui"], "no time, no parsing"),
    ("trust", &["container", "authenticode", "rules", "report", "cli", "tui"], "no severity, no wording of findings"),
    ("rules", &["container", "authenticode", "report", "cli", "tui"], "no bytes, no parsers"),
    ("report", &["container", "authenticode", "x509", "verify", "trust", "cli", "tui"], "no parsers, no terminal"),
    ("batch", &["report", "cli", "tui"], "no terminal"),
    ("compare", &["container", "authenticode", "x509", "verify", "trust", "cli", "tui"], "no parsers, no terminal"),
    (
        "history",
        &["container", "authenticode", "x509", "verify", "trust", "rules", "cli", "tui"],
        "no terminal, no options",
    ),
    (
        "text",
        &["container", "authenticode", "x509", "verify", "trust", "rules", "report", "cli", "tui"],
        "knows no data",
    ),
];

/// The source files, as paths below `src/` with `/` between the parts, and their text without comments.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                sources.insert(name, without_comments(&text));
            }
        }
    }
    assert!(sources.len() > 60, "{}", sources.len());
    sources
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(code).collect::<Vec<String>>().join("\n")
}

/// Tells whether `text` names the path `name::` as a whole word.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        // `self::csv::` and `crate::x509::` are modules of ours.
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_' || character == ':')
    })
}

/// Tells whether a file belongs to a part: `cli.rs`, or anything below `cli/`.
fn belongs(file: &str, part: &str) -> bool {
    file == format!("{part}.rs") || file.starts_with(&format!("{part}/"))
}

/// Tests may use what they like.
fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

#[test]
fn each_crate_is_named_at_home_only() {
    let mut strays = Vec::new();
    for (file, text) in sources() {
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| belongs(&file, home)) || is_test(&file);
            if !at_home && names(&text, name) {
                strays.push(format!("{file} names {name}, whose home is {homes:?}"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn each_module_names_only_those_it_may_know() {
    let mut strays = Vec::new();
    for (file, text) in sources() {
        let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (part, strangers, reason) in STRANGERS {
            for stranger in strangers.iter().filter(|_| belongs(&file, part) && !is_test(&file)) {
                if own.contains(&format!("crate::{stranger}::")) || own.contains(&format!("crate::{stranger};")) {
                    strays.push(format!("{file} names crate::{stranger} ({reason})"));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn a_stray_would_be_found() {
    assert!(names("use goblin::pe::PE;", "goblin"));
    assert!(names("let x = goblin::pe::PE::parse(b);", "goblin"));
    assert!(!names("self::csv::CsvReport", "csv"));
    assert!(!names("mygoblin::pe", "goblin"));
    assert!(belongs("report/text/page.rs", "report") && belongs("text.rs", "text") && !belongs("text/x.rs", "tex"));
}

#[test]
fn only_the_command_line_reads_the_clock_and_opens_no_socket() {
    let mut strays = Vec::new();
    for (file, text) in sources() {
        let reads_clock = text.contains("Instant::now") || text.contains("SystemTime::now") || text.contains("now_utc");
        let may =
            belongs(&file, "cli") || belongs(&file, "tui") || file == "model/instant.rs" || file.ends_with("/tests.rs"); // a benchmark among tests
        if reads_clock && !may {
            strays.push(format!("{file} reads the clock"));
        }
        if ["TcpStream", "UdpSocket", "TcpListener", "UnixStream", "ToSocketAddrs"].iter().any(|net| text.contains(net))
        {
            strays.push(format!("{file} names a socket"));
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn main_is_short() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 100);
}
