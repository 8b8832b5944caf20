//! The PE container against a corpus of real signed files and what other tools say of them.
//!
//! The corpus is given by the environment variable SIGSCOPE_CORPUS: a folder with `manifest.json` and `files`.

use std::fs::File;
use std::path::PathBuf;

use serde_json::Value;
use sigscope::container::{
    CertTable, FileSource, HashPlan, HashResults, Headers, NotPe, PagePlan, detect_format, hash_file, imphash,
    page_size, read_headers, read_pe,
};
use sigscope::model::{Defect, DigestAlgorithm, Format, Stage};
use sigscope::policy::Limits;

/// One file of the corpus.
struct Sample {
    name: String,
    source: FileSource,
    /// Its element in the manifest.
    facts: Value,
}

fn corpus() -> Vec<Sample> {
    let folder = PathBuf::from(std::env::var_os("SIGSCOPE_CORPUS").expect("SIGSCOPE_CORPUS names the corpus"));
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let files = manifest["files"].as_array().expect("a list of files").clone();
    files
        .into_iter()
        .map(|facts| {
            let name = facts["file"].as_str().expect("a path").to_owned();
            let file = File::open(folder.join("files").join(&name)).expect("a file");
            Sample { name, source: FileSource::new(file).expect("its size"), facts }
        })
        .collect()
}

impl Sample {
    fn headers(&self) -> Result<Headers, NotPe> {
        read_headers(&self.source, &Limits::default(), &mut Vec::new())
    }

    fn table(&self, headers: &Headers) -> (CertTable, Vec<Defect>) {
        let mut defects = Vec::new();
        let table = CertTable::read(&self.source, headers, &Limits::default(), &mut defects);
        (table, defects)
    }

    fn hash(&self, image: Option<(&Headers, &CertTable)>, parallel: bool) -> HashResults {
        let algorithms = vec![DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha256];
        let plan = HashPlan {
            file: algorithms.clone(),
            image: algorithms,
            checksum: true,
            entropy: true,
            pad: true,
            parallel,
            ..HashPlan::default()
        };
        hash_file(&self.source, image, &plan).expect("the file can be read")
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_hashes_and_authentihashes_are_those_of_the_manifest() {
    for sample in corpus() {
        let headers = sample.headers().ok();
        let table = headers.as_ref().map(|headers| sample.table(headers).0);
        let image = headers.as_ref().zip(table.as_ref());
        let results = sample.hash(image, false);
        assert_eq!(results, sample.hash(image, true), "{}: one thread and two", sample.name);
        for (algorithm, digest) in &results.file {
            let expected = text(&sample.facts[algorithm.name()]);
            assert_eq!(Some(digest.to_string()), expected, "{}: {algorithm}", sample.name);
        }
        for algorithm in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256] {
            let Some(expected) = text(&sample.facts["authentihash"][algorithm.name()]) else { continue };
            if image.is_none() {
                continue;
            }
            let digest = results.image.get(&algorithm).map(ToString::to_string);
            assert_eq!(digest, Some(expected), "{}: authentihash {algorithm}", sample.name);
        }
    }
}

#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_certificate_tables_are_those_of_the_manifest() {
    for sample in corpus() {
        let expected = &sample.facts["security_directory"];
        let Ok(headers) = sample.headers() else {
            assert!(expected.is_null(), "{}", sample.name);
            continue;
        };
        let (table, _) = sample.table(&headers);
        let stated = headers.security_directory.expect("every PE file of the corpus has a table");
        assert_eq!(Some(stated.offset), expected["offset"].as_u64(), "{}", sample.name);
        assert_eq!(Some(stated.length), expected["size"].as_u64(), "{}", sample.name);
        // Negative in the manifest when the table reaches beyond the file.
        let tail = i128::from(headers.file_size) - i128::from(stated.end());
        assert_eq!(Some(tail), expected["file_tail"].as_i64().map(i128::from), "{}", sample.name);
        let trailing = table.trailing.map(|range| i128::from(range.length));
        assert_eq!(trailing, (tail > 0).then_some(tail), "{}", sample.name);
        let entries: Vec<(u64, u64, u64)> =
            table.entries.iter().map(|entry| (entry.revision.into(), entry.kind.into(), entry.length.into())).collect();
        let number = |value: &Value| value.as_u64().expect("a number");
        let listed: Vec<(u64, u64, u64)> = expected["entries"]
            .as_array()
            .expect("a list of entries")
            .iter()
            .map(|entry| (number(&entry["revision"]), number(&entry["type"]), number(&entry["length"])))
            .collect();
        assert_eq!(entries, listed, "{}", sample.name);
    }
}

#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_facts_are_those_of_the_manifest() {
    for sample in corpus() {
        let Ok(headers) = sample.headers() else { continue };
        let (table, mut defects) = sample.table(&headers);
        let results = sample.hash(Some((&headers, &table)), false);
        let pe = read_pe(&sample.source, &headers, &table, &results, &Limits::default(), &mut defects);
        assert_eq!(Some(pe.machine.as_str()), sample.facts["machine"].as_str(), "{}", sample.name);
        assert_eq!(Some(pe.dotnet), sample.facts["dotnet"].as_bool(), "{}", sample.name);
        let overlay = pe.overlay.map_or(0, |overlay| overlay.size);
        let expected = &sample.facts["security_directory"]["overlay_before_table"];
        assert_eq!(Some(overlay), expected.as_u64(), "{}", sample.name);
        assert!(defects.iter().all(|defect| defect.stage == Stage::CertificateTable), "{}: {defects:?}", sample.name);
    }
}

/// The table that the signer made lies in the signature, and must be the one that we compute.
#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_page_hashes_are_those_in_the_signatures() {
    let mut compared = 0;
    for sample in corpus() {
        let nested = sample.facts["nested"].as_array().into_iter().flatten();
        let algorithms: Vec<&str> = nested
            .chain([&sample.facts["signature"]])
            .filter_map(|signature| signature["page_hashes"].as_str())
            .collect();
        for name in algorithms {
            let algorithm = if name == "sha1" { DigestAlgorithm::Sha1 } else { DigestAlgorithm::Sha256 };
            let headers = sample.headers().expect("a PE image");
            let (table, _) = sample.table(&headers);
            let pages = vec![PagePlan { algorithm, page_size: page_size(headers.machine) }];
            let plan = HashPlan { pages, ..HashPlan::default() };
            let results = hash_file(&sample.source, Some((&headers, &table)), &plan).expect("the file can be read");
            let computed = &results.pages[0].bytes;
            let found = table.entries[0].data.windows(computed.len()).any(|window| window == computed);
            assert!(found, "{}: {name}", sample.name);
            compared += 1;
        }
    }
    assert_eq!(compared, 7);
}

/// `pefile_answers.csv` holds what pefile 2024.8.26 says of each PE file; empty is `None` there.
#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_facts_are_those_of_pefile() {
    let mut answers = csv::Reader::from_reader(include_str!("pefile_answers.csv").as_bytes());
    let answers: Vec<csv::StringRecord> = answers.records().map(|row| row.expect("a row")).collect();
    let mut compared = 0;
    for sample in corpus() {
        let Ok(headers) = sample.headers() else { continue };
        let (table, mut defects) = sample.table(&headers);
        let results = sample.hash(Some((&headers, &table)), false);
        let pe = read_pe(&sample.source, &headers, &table, &results, &Limits::default(), &mut defects);
        let answer = answers.iter().find(|row| &row[0] == sample.name.as_str()).expect("pefile's answer");
        let ours = [
            sample.name.clone(),
            imphash(&pe.imports).map(|digest| digest.to_string()).unwrap_or_default(),
            pe.rich_hash.unwrap_or_default(),
            pe.checksum.computed.to_string(),
            pe.version_info.len().to_string(),
            pe.version_info.get("OriginalFilename").cloned().unwrap_or_default(),
            pe.pdb.unwrap_or_default(),
        ];
        assert_eq!(ours.as_slice(), answer.iter().collect::<Vec<_>>().as_slice());
        compared += 1;
    }
    assert_eq!(compared, answers.len());
}

#[test]
#[ignore = "needs the corpus in SIGSCOPE_CORPUS"]
fn corpus_formats_are_recognised() {
    for sample in corpus() {
        let format = match sample.headers() {
            Ok(headers) => headers.format,
            Err(_) => detect_format(&sample.source),
        };
        let expected = match sample.facts["format"].as_str().expect("a format") {
            "script" => Format::Powershell,
            "msi" => Format::Msi,
            "cab" => Format::Cab,
            "cat" => Format::Cat,
            _ if sample.facts["machine"] == "x86" || sample.facts["machine"] == "arm" => Format::Pe32,
            _ => Format::Pe32Plus,
        };
        assert_eq!(format, expected, "{}", sample.name);
    }
}
