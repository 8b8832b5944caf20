//! The programs that the formats are made for read them: ignored by default, because they are no part of a Rust
//! checkout. YARA-X is asked in `tests/oracle`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use sigscope::examine::Catalogs;
use sigscope::ioc::{Format, RenderOptions, render};
use sigscope::model::Analysis;
use sigscope::{ExamineOptions, Policy, examine_bytes, judge};

use super::hostile::{BASE, full, with_text};
use super::{at, store};
use crate::support;
use crate::support::forge::{Entry, Hash, Pki, Signer, attach, sample, signature_block, unsign};
use crate::support::trust_list::catalog_list;

/// Texts with which grammars are broken, one for each folder.
const TEXTS: [&str; 12] = [
    "\"; drop table T; //",
    "'] OR [file:name = 'x",
    "back\\slash\\\\ and \\\" and \\u0041 \\x41",
    "line\nbreak\r\nand\ttab\0and NUL",
    "invoice\u{202e}fdp.exe \u{2066}\u{200b}\u{feff}\u{ad}",
    "\x1b]52;c;AAAA\x07\x1b[31m\u{9b}31m\u{7f}",
    "=cmd|' /C calc'!A0",
    "@SUM(1)+*?{curly}[square]%$#&<!-- --> ]]>",
    "- item: {a: b} # comment\n---\n... &anchor *alias !tag |\n>",
    "Пример ООО 株式会社サンプル שלום é 😀 \u{e0041}",
    "http://a.example/x?y=z user@mail.example ''' `` ~~~",
    " spaces at both ends ",
];

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn write(folder: &Path, analysis: &Arc<Analysis>, text: &str) {
    fs::create_dir_all(folder).unwrap();
    let basket = full(analysis);
    for format in Format::ALL {
        let path = folder.join(format!("{format}.{}", format.extension()));
        fs::write(path, render(format, &basket, &RenderOptions::new(at()))).unwrap();
    }
    fs::write(folder.join("text.json"), serde_json::to_string(text).unwrap()).unwrap();
}

/// The committed baskets, and one for each hostile text under `made`.
fn folders(made: &Path) -> Vec<PathBuf> {
    let golden = fs::read_dir(repository().join("tests/golden/ioc")).unwrap();
    let mut folders: Vec<PathBuf> = golden.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let long: String = "A\"'\\{}\u{202e}\x1b".chars().cycle().take(10_000).collect();
    let wide = "株".repeat(10_000);
    for (index, text) in TEXTS.iter().copied().chain([long.as_str(), &wide]).enumerate() {
        let folder = made.join(format!("hostile-{index:02}"));
        write(&folder, &with_text(&BASE, text), text);
        folders.push(folder);
    }
    folders
}

fn assert_succeeds(command: &mut Command, folders: &[PathBuf]) {
    let output = command.args(folders).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success(), "{text}");
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        assert!(text.contains(&format!("{name}: ")), "{name} was not looked at: {text}");
    }
}

#[test]
#[ignore = "needs python3 with stix2, stix2-validator, pymisp, pysigma, jsonschema and yara-python"]
fn oracle_python_programs_read_every_format() {
    let made = tempfile::tempdir().unwrap();
    let mut command = Command::new("python3");
    command.arg(repository().join("tests/oracle/check_iocs.py")).arg(repository().join("samples"));
    assert_succeeds(&mut command, &folders(made.path()));
}

/// YARA reads the first entry of a certificate table alone, so that a rule for what stands behind it, and for the
/// certificate of a timestamp, needs more than `pe.signatures`.
#[test]
#[ignore = "needs python3 with yara-python"]
fn oracle_yara_matches_every_rule_on_its_file() {
    let made = tempfile::tempdir().unwrap();
    let samples = fs::read_dir(repository().join("samples")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, Vec<u8>)> = samples
        .filter(|path| path.extension().is_some_and(|kind| kind == "exe"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    let entries = ["clean.exe", "ecdsa.exe"].map(|name| Entry::new(signature_block(&sample(name))));
    files.push(("two-entries.exe".to_owned(), attach(&unsign(&sample("clean.exe")), &entries)));
    // A catalog names this one, so that the signer's certificate is not in the file.
    let listed = unsign(&sample("clean.exe"));
    let hashes = examine_bytes("listed.exe", &listed, &ExamineOptions::default()).hashes.clone();
    let digest = (Hash::Sha256, hashes.authentihash.sha256.unwrap().0);
    let signer = Signer::new(&Pki::get().clean_leaf(), &[&Pki::get().conventional_ca]);
    let mut catalogs = Catalogs::default();
    let time = support::forge::at("2026-05-11T08:15:30Z");
    catalogs.add("good.cat", &signer.catalog(catalog_list(&[digest], time, false))).unwrap();
    files.push(("listed.exe".to_owned(), listed));
    let policy = Policy::new(at(), Arc::new(store()));
    // The catalog names the image of other samples too.
    let with_catalog = Policy { catalogs: Arc::new(catalogs), ..policy.clone() };
    for (name, bytes) in &files {
        let policy = if name == "listed.exe" { &with_catalog } else { &policy };
        let analysis = Arc::new(judge(&examine_bytes(name, bytes, &ExamineOptions::default()), policy));
        let rules = render(Format::Yara, &full(&analysis), &RenderOptions::new(at()));
        assert_eq!(rules.contains("// no rule for the certificate of "), name == "listed.exe", "{name}: {rules}");
        fs::write(made.path().join(name), bytes).unwrap();
        fs::write(made.path().join(format!("{name}.yar")), rules).unwrap();
    }
    let mut command = Command::new("python3");
    command.arg(repository().join("tests/oracle/check_yara.py"));
    let output = command.arg(made.path()).output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    assert_eq!(text.lines().count(), files.len(), "{text}");
}

#[test]
#[ignore = "needs node, and @kusto/language-service-next in NODE_PATH"]
fn oracle_kusto_parser_knows_every_column() {
    let made = tempfile::tempdir().unwrap();
    let mut command = Command::new("node");
    command.arg(repository().join("tests/oracle/check_kql.js"));
    assert_succeeds(&mut command, &folders(made.path()));
}
