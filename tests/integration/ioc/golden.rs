//! The outputs of all formats for samples, as committed in `tests/golden/ioc/`.

use std::fs;
use std::path::PathBuf;

use sigscope::ioc::{Format, RenderOptions, default_basket, render};

use super::{analysis, at, written};

/// The sets: a name, and the samples in it.
const SETS: [(&str, &[&str]); 6] = [
    ("short", &["short.exe"]),
    ("siblings", &["short.exe", "short2.exe"]),
    ("nested", &["nested.exe"]),
    ("hostile", &["hostile.exe"]),
    ("nots", &["nots.exe"]),
    ("unsigned", &["unsigned.exe"]),
];

fn path(set: &str, format: &str, extension: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ioc").join(set);
    folder.join(format!("{format}.{extension}"))
}

/// Every output with the path it is committed at.
fn outputs() -> Vec<(PathBuf, String)> {
    let mut outputs = Vec::new();
    for (set, samples) in SETS {
        let files: Vec<_> = samples.iter().map(|name| analysis(name)).collect();
        for format in Format::ALL {
            outputs.push((path(set, format.name(), format.extension()), written(format, &files)));
        }
        let thin = RenderOptions { thin: true, ..RenderOptions::new(at()) };
        let basket = default_basket(Format::AbuseReport, &files);
        outputs.push((path(set, "abuse-report-thin", "txt"), render(Format::AbuseReport, &basket, &thin)));
    }
    outputs
}

#[test]
#[ignore = "writes into tests/golden/ioc: run it after a change of a format, and read the difference"]
fn regenerate_indicators() {
    for (path, text) in outputs() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn committed_indicators_are_what_is_written() {
    for (path, text) in outputs() {
        let committed = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(committed == text, "{} differs: run regenerate_indicators", path.display());
    }
}

/// Every format has lines in the README, and they are those that are written.
#[test]
fn readme_shows_lines_of_every_format() {
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let section = readme.split("\n## ").find(|section| section.starts_with("Indicators\n")).unwrap();
    let mut shown: Vec<Format> = Vec::new();
    for item in section.split("\n- ").skip(1) {
        let (names, block) = item.split_once("```\n").unwrap();
        let (block, _) = block.split_once("  ```").unwrap();
        let formats: Vec<Format> = names.split('`').filter_map(|word| word.parse().ok()).collect();
        let text = fs::read_to_string(path("short", formats[0].name(), formats[0].extension())).unwrap();
        for line in block.lines() {
            let line = line.strip_prefix("  ").unwrap_or(line);
            let start = line.strip_suffix('…').unwrap_or(line);
            assert!(text.lines().any(|known| known.starts_with(start)), "{line}");
        }
        shown.extend(formats);
    }
    shown.sort();
    shown.dedup();
    assert_eq!(shown, Format::ALL);
}
