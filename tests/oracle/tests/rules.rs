//! Rules of every sample match exactly the files that they are about.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails by panicking says where")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sigscope::ioc::{Basket, Format, Kind, Party, RenderOptions, all_values, default_basket, render};
use sigscope::model::{Analysis, NameAttribute, StringKind, Summary};
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, examine_bytes, judge};
use sigscope_oracle::{compile, matching, metadata};

/// A file with what sigscope says about it.
struct Sample {
    name: String,
    bytes: Vec<u8>,
    analysis: Arc<Analysis>,
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn options() -> RenderOptions {
    RenderOptions::new("2026-11-23".parse().unwrap())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The files in a folder and the folders in it.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { all_files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

fn read(paths: impl IntoIterator<Item = PathBuf>, anchors: &[PathBuf]) -> Vec<Sample> {
    let store = Arc::new(TrustStore::built_in().with_anchors(anchors).unwrap());
    let policy = Policy::new(options().at, store);
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(path).unwrap();
        let analysis = judge(&examine_bytes(&name, &bytes, &ExamineOptions::default()), &policy);
        Sample { name, bytes, analysis: Arc::new(analysis) }
    };
    paths.into_iter().map(read).collect()
}

fn samples() -> Vec<Sample> {
    let folder = repository().join("samples");
    let is_sample = |path: &PathBuf| path.extension().is_some_and(|kind| kind != "md" && kind != "pem");
    let all = files(&folder).into_iter().chain(files(&folder.join("real"))).filter(is_sample);
    let samples = read(all, &[folder.join("root.pem")]);
    assert!(samples.len() > 20);
    samples
}

/// The rules that ought to match a file, by what sigscope itself says of it.
fn expected(file: &Sample, of: &Sample) -> Vec<String> {
    let short = |hex: String| hex[..16].to_owned();
    let mut names = Vec::new();
    let leaves = |sample: &Sample| -> Vec<_> {
        let signatures = sample.analysis.signatures.iter();
        signatures.filter_map(|signature| sample.analysis.leaf(signature)).map(|leaf| leaf.facts.clone()).collect()
    };
    for leaf in leaves(of) {
        if leaves(file).iter().any(|other| other.sha256 == leaf.sha256) {
            names.push(format!("sigscope_leaf_{}", short(leaf.sha256.to_string())));
        }
        if let Some(identity) = &leaf.durable_identity
            && leaves(file).iter().any(|other| other.durable_identity.as_ref() == Some(identity))
        {
            let arcs = identity.strip_prefix("1.3.6.1.4.1.311.").unwrap().replace('.', "_");
            names.push(format!("sigscope_identity_{arcs}"));
        }
    }
    if leaves(of).is_empty() && file.analysis.hashes.sha256 == of.analysis.hashes.sha256 {
        names.push(format!("sigscope_file_{}", short(of.analysis.hashes.sha256.clone().unwrap().to_string())));
    }
    names.sort();
    names.dedup();
    names
}

fn check(samples: &[Sample]) -> BTreeMap<String, usize> {
    let mut matches = BTreeMap::new();
    for of in samples {
        let rules = compile(&render(Format::Yara, &default_basket(Format::Yara, [&of.analysis]), &options()));
        for file in samples {
            let mut found = matching(&rules, &file.bytes);
            // The engine sees the bytes of an identity where the signature around it cannot be decoded any more.
            if file.analysis.verdict.summary == Summary::Malformed {
                found.retain(|name| !name.starts_with("sigscope_identity_"));
            }
            assert_eq!(found, expected(file, of), "rules of {} on {}", of.name, file.name);
            *matches.entry(of.name.clone()).or_insert(0) += usize::from(!found.is_empty());
        }
    }
    matches
}

#[test]
fn rules_of_a_sample_match_it_and_its_siblings_and_no_other() {
    let matches = check(&samples());
    assert_eq!(matches["short.exe"], 2, "short2.exe has the same durable identity");
    assert_eq!(matches["fresh.exe"], 1);
    assert_eq!(matches["unsigned.exe"], 1);
    assert!(matches["clean.exe"] > 4, "files of one certificate are siblings");
}

#[test]
fn committed_rules_compile() {
    let golden = repository().join("tests/golden/ioc");
    let mut count = 0;
    for entry in fs::read_dir(golden).unwrap() {
        let path = entry.unwrap().path().join("yara.yar");
        compile(&fs::read_to_string(path).unwrap());
        count += 1;
    }
    assert!(count > 4);
}

#[test]
fn rules_for_every_value_compile_and_match_their_file() {
    for sample in samples() {
        let mut basket = Basket::new();
        basket.add_all(&sample.analysis, all_values(&sample.analysis));
        let rules = compile(&render(Format::Yara, &basket, &options()));
        let names = matching(&rules, &sample.bytes);
        assert_eq!(names.len(), metadata(&rules).len(), "{}: every rule matches", sample.name);
        let has = |kind| basket.entries().iter().any(|entry| entry.value.kind() == kind);
        assert_eq!(names.iter().any(|name| name.contains("_imphash_")), has(Kind::Imphash), "{}", sample.name);
        assert_eq!(names.iter().any(|name| name.contains("_pdb_")), has(Kind::PdbPath), "{}", sample.name);
        let issuers = sample.analysis.signatures.iter().filter(|signature| signature.chain.len() > 1).count();
        assert_eq!(names.iter().any(|name| name.starts_with("sigscope_issuer_")), issuers > 0, "{}", sample.name);
    }
}

#[test]
fn subject_alone_makes_a_rule_for_the_name() {
    let samples = samples();
    let short = samples.iter().find(|sample| sample.name == "short.exe").unwrap();
    let mut basket = Basket::new();
    basket.add_all(&short.analysis, all_values(&short.analysis));
    basket.retain(|entry| {
        entry.value.kind() == Kind::SubjectPart && entry.value.id.party == Some(Party::Leaf)
    });
    let rules = compile(&render(Format::Yara, &basket, &options()));
    let found: Vec<&str> = samples
        .iter()
        .filter(|sample| !matching(&rules, &sample.bytes).is_empty())
        .map(|sample| sample.name.as_str())
        .collect();
    assert_eq!(found, ["short.exe", "short2.exe"]);
}

/// Real files: the folder is named by `SIGSCOPE_CORPUS`.
#[test]
#[ignore = "needs the corpus: set SIGSCOPE_CORPUS"]
fn rules_of_real_files_match_them_and_their_siblings_and_no_other() {
    let folder = PathBuf::from(std::env::var_os("SIGSCOPE_CORPUS").unwrap()).join("files");
    let small = |path: &PathBuf| path.metadata().unwrap().len() < 8 << 20;
    let samples = read(all_files(&folder).into_iter().filter(small), &[]);
    assert!(samples.len() > 40);
    check(&samples);
}

fn with_names(base: &Analysis, text: &str) -> Arc<Analysis> {
    let mut analysis = base.clone();
    let leaf = analysis.signatures[0].facts.signer.unwrap();
    let certificate = analysis.certificates.iter_mut().find(|certificate| certificate.facts.sha256 == leaf).unwrap();
    let facts = Arc::make_mut(&mut certificate.facts);
    let attribute = NameAttribute {
        oid: "2.5.4.3".to_owned(),
        name: "CN".to_owned(),
        value: text.to_owned(),
        kind: StringKind::Utf8,
        invalid: false,
        location: None,
    };
    facts.subject = format!("CN={text}");
    facts.subject_cn = Some(text.to_owned());
    facts.issuer = format!("CN={text}");
    facts.subject_attributes.attributes = vec![attribute.clone()];
    facts.issuer_attributes.attributes = vec![attribute];
    Arc::new(analysis)
}

fn assert_read_back(base: &Analysis, text: &str) {
    let analysis = with_names(base, text);
    let rules = compile(&render(Format::Yara, &default_basket(Format::Yara, [&analysis]), &options()));
    let all = metadata(&rules);
    assert_eq!(all.len(), 2, "the certificate and the subscriber");
    let (_, meta) = all.iter().find(|(name, _)| name.starts_with("sigscope_leaf_")).unwrap();
    let name = format!("CN={text}");
    for key in ["subject", "issuer"] {
        // A long name stands in several values.
        let value: String = meta.iter().filter(|(known, _)| known == key).map(|(_, value)| value.as_str()).collect();
        assert_eq!(value, name, "{key}");
    }
    assert!(meta.iter().any(|(known, _)| known == "date"));
    assert!(meta.iter().any(|(known, _)| known == "hash"));
}

fn short() -> Arc<Analysis> {
    let folder = repository().join("samples");
    read([folder.join("short.exe")], &[folder.join("root.pem")]).remove(0).analysis
}

#[test]
fn long_name_is_read_back_by_the_engine() {
    assert_read_back(&short(), &"A\"\\{}\u{202e}\x1b".chars().cycle().take(10_000).collect::<String>());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn hostile_name_is_read_back_by_the_engine(
        text in "([\"'\\\\{}()\\n\\r\\t\\x00\\x1b\\x7f\u{9b}\u{202e}\u{200b}\u{feff}é株😀/*=%$ -~]|\\PC){1,40}"
    ) {
        static SHORT: std::sync::OnceLock<Arc<Analysis>> = std::sync::OnceLock::new();
        assert_read_back(SHORT.get_or_init(short), &text);
    }
}
