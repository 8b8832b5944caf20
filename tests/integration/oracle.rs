//! The samples against other tools, asked now: osslsigncode and signify on verdicts, openssl on certificates.
//!
//! Ignored by default, because `cargo test` needs Rust alone; the checks of the repository install the tools and run
//! them. A tool that is missing fails its test.

use std::path::PathBuf;
use std::process::Command;

use sigscope::model::{Analysis, Summary};
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, examine, judge};

use crate::engine::sample;

/// 2026-11-23T00:00:00Z.
const AT: i64 = 1_795_392_000;

/// The made samples, each with our verdict when the test roots are trusted.
fn analyses() -> Vec<(String, Analysis)> {
    let store = TrustStore::empty().with_anchors(&[sample("root.pem")]).unwrap();
    let policy = Policy::new(sigscope::model::Instant::from_unix(AT), store.into());
    let mut names: Vec<String> = std::fs::read_dir(sample(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".exe"))
        .collect();
    names.sort();
    assert!(names.len() > 20);
    names
        .into_iter()
        .map(|name| {
            let analysis = judge(&examine(&sample(&name), &ExamineOptions::default()), &policy);
            (name, analysis)
        })
        .collect()
}

fn output(command: &mut Command) -> (bool, String) {
    let answer = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = [answer.stdout, answer.stderr].concat();
    (answer.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
#[ignore = "needs osslsigncode"]
fn oracle_osslsigncode_accepts_what_we_trust() {
    let roots = sample("root.pem");
    for (name, analysis) in analyses() {
        let mut command = Command::new("osslsigncode");
        command.args(["verify", "-ignore-crl", "-ignore-cdp", "-time", &AT.to_string()]);
        command.arg("-CAfile").arg(&roots).arg("-TSA-CAfile").arg(&roots).arg("-in").arg(sample(&name));
        let (accepted, text) = output(&mut command);
        let trusted = analysis.verdict.summary == Summary::Trusted;
        // It does not know the bare digest of VeriSign's countersignatures; the certificate is valid now as well.
        let timestamp_refused = text.contains("Timestamp Server Signature verification: failed");
        assert_eq!(timestamp_refused, name == "pkcs9bare.exe", "{name}: {text}");
        if name != "pkcs9bare.exe" {
            assert_eq!(accepted, trusted, "{name}: {:?}\n{text}", analysis.verdict);
        }
        if let Some(computed) = analysis.primary().and_then(|signature| signature.facts.computed_digest.as_ref())
            && text.contains("Calculated message digest")
        {
            assert!(text.to_lowercase().contains(&computed.to_string()), "{name}: {computed}\n{text}");
        }
    }
}

/// Asks signify about every file given, with the roots of a PEM file, at a time.
const SIGNIFY: &str = r#"
import sys, datetime, pathlib
from signify.authenticode import AuthenticodeFile
from signify.x509 import CertificateStore
from signify.x509.certificates import Certificate
roots, at, files = sys.argv[1], datetime.datetime.fromtimestamp(int(sys.argv[2]), datetime.timezone.utc), sys.argv[3:]
store = CertificateStore(list(Certificate.from_pems(pathlib.Path(roots).read_bytes())), trusted=True)
for name in files:
    with open(name, "rb") as f:
        status, error = AuthenticodeFile.from_stream(f).explain_verify(
            trusted_certificate_store=store, verification_context_kwargs={"timestamp": at})
        print(status.name, flush=True)
"#;

#[test]
#[ignore = "needs python3 with signify 0.9.3"]
fn oracle_signify_accepts_what_we_trust() {
    let analyses = analyses();
    let files: Vec<PathBuf> = analyses.iter().map(|(name, _)| sample(name)).collect();
    let mut command = Command::new("python3");
    command.arg("-c").arg(SIGNIFY).arg(sample("root.pem")).arg(AT.to_string()).args(files);
    let (succeeded, text) = output(&mut command);
    assert!(succeeded, "{text}");
    let answers: Vec<&str> = text.lines().collect();
    assert_eq!(answers.len(), analyses.len(), "{text}");
    for ((name, analysis), answer) in analyses.iter().zip(answers) {
        let trusted = analysis.verdict.summary == Summary::Trusted;
        assert_eq!(answer == "OK", trusted, "{name}: signify says {answer}, we {:?}", analysis.verdict);
    }
}

#[test]
#[ignore = "needs openssl"]
fn oracle_openssl_reads_the_same_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for (name, analysis) in analyses() {
        for certificate in &analysis.certificates {
            let facts = &certificate.facts;
            let path = folder.path().join(format!("{}.der", facts.sha256));
            std::fs::write(&path, &facts.der).unwrap();
            let mut command = Command::new("openssl");
            command.args(["x509", "-inform", "DER", "-noout", "-fingerprint", "-sha256", "-serial", "-dates"]);
            command.args(["-dateopt", "iso_8601", "-in"]).arg(&path);
            let (succeeded, text) = output(&mut command);
            assert!(succeeded, "{name}: {text}");
            let value = |key: &str| {
                let line = text.lines().find(|line| line.to_lowercase().starts_with(key)).unwrap();
                line.split_once('=').unwrap().1.trim().to_owned()
            };
            assert_eq!(value("sha256").replace(':', "").to_lowercase(), facts.sha256.to_string(), "{name}");
            // openssl prints the number without the leading 00 of the encoding.
            let serial = facts.serial.to_string();
            assert_eq!(
                value("serial").to_lowercase().trim_start_matches('0'),
                serial.trim_start_matches('0'),
                "{name}"
            );
            assert_eq!(value("notbefore").replace(' ', "T"), facts.not_before.to_string(), "{name}");
            assert_eq!(value("notafter").replace(' ', "T"), facts.not_after.to_string(), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} certificates");
}
