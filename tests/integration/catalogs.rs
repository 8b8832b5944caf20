//! Files that carry no signature and are named by a signed catalog.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use sigscope::examine::Catalogs;
use sigscope::model::{Analysis, Check, DigestAlgorithm, OutcomeState, State, Summary};
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, examine_bytes, judge};

use crate::support::forge::*;
use crate::support::trust_list::catalog_list;

const SIGNED: &str = "2026-05-11T08:15:30Z";

fn policy(catalogs: &[(&str, Vec<u8>)]) -> Policy {
    let pki = Pki::get();
    let store = TrustStore::empty().with_anchor_der(&pki.root.der).with_anchor_der(&pki.conventional_root.der);
    let mut policy = Policy::new("2026-11-23".parse().unwrap(), Arc::new(store));
    let mut all = Catalogs::default();
    for (name, der) in catalogs {
        all.add(name, der).unwrap();
    }
    policy.catalogs = Arc::new(all);
    policy
}

fn judged(file: &[u8], policy: &Policy) -> Analysis {
    judge(&examine_bytes("driver.sys", file, &ExamineOptions::default()), policy)
}

fn image() -> Vec<u8> {
    Pe::new("catalogued", at("2026-05-11T07:00:00Z")).build()
}

/// The image digest as sigscope computes it: what a catalog must name.
fn digest(file: &[u8], hash: Hash) -> (Hash, Vec<u8>) {
    let evidence = examine_bytes("x", file, &ExamineOptions::default());
    let algorithm = if hash == Hash::Sha1 { DigestAlgorithm::Sha1 } else { DigestAlgorithm::Sha256 };
    (hash, evidence.hashes.authentihash.get(algorithm).unwrap().0.clone())
}

fn signer() -> Signer {
    let pki = Pki::get();
    Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)))
}

fn catalog(digests: &[(Hash, Vec<u8>)]) -> Vec<u8> {
    signer().catalog(catalog_list(digests, at(SIGNED), false))
}

#[test]
fn unsigned_file_is_judged_by_the_signature_of_its_catalog() {
    let file = image();
    for hash in [Hash::Sha256, Hash::Sha1] {
        let analysis = judged(&file, &policy(&[("good.cat", catalog(&[digest(&file, hash)]))]));
        assert_eq!(analysis.verdict.summary, Summary::Trusted, "{:?}", analysis.verdict.reasons);
        let signature = &analysis.signatures[0];
        assert!(signature.facts.primary && signature.facts.decoded);
        assert_eq!(signature.facts.catalog.as_ref().unwrap().file, "good.cat");
        assert_eq!((signature.facts.path.as_str(), signature.facts.offset), ("catalog[0]", None));
        assert_eq!(signature.trusted_time, Some(SIGNED.parse().unwrap()));
        let outcome = |check| signature.outcome(check).unwrap();
        assert_eq!(outcome(Check::MessageDigest).reason, "messageDigest is the digest of the catalog's list");
        assert!(outcome(Check::ImageDigest).reason.ends_with("is on the catalog good.cat"));
        assert_eq!(outcome(Check::DigestAlgorithms).outcome, OutcomeState::NotPresent);
        assert!(analysis.certificates.iter().all(|certificate| certificate.facts.offset.is_none()));
        assert!(analysis.findings.iter().all(|finding| finding.offset.is_none()), "{:?}", analysis.findings);
        let ids = analysis.findings.iter().map(|finding| finding.id.as_str());
        let ids: Vec<&str> = ids.filter(|id| *id != "weak-digest-sha1").collect();
        assert_eq!(ids, ["revocation-not-checked"], "{hash:?}");
    }
}

#[test]
fn member_may_have_its_digest_as_its_id() {
    let file = image();
    let by_id = signer().catalog(catalog_list(&[digest(&file, Hash::Sha256)], at(SIGNED), true));
    assert_eq!(judged(&file, &policy(&[("id.cat", by_id)])).verdict.summary, Summary::Trusted);
}

#[test]
fn file_that_no_catalog_names_stays_unsigned() {
    let mut file = image();
    let catalog = catalog(&[digest(&file, Hash::Sha256)]);
    let last = file.len() - 600;
    file[last] ^= 1;
    let analysis = judged(&file, &policy(&[("good.cat", catalog)]));
    assert_eq!((analysis.verdict.summary, analysis.signatures.len()), (Summary::Unsigned, 0));
}

#[test]
fn signature_of_its_own_stays_first_and_decides() {
    let own = Signer::new(&Pki::get().clean_leaf(), &[]).sign(&image());
    let analysis = judged(&own, &policy(&[("good.cat", catalog(&[digest(&own, Hash::Sha256)]))]));
    let paths: Vec<&str> = analysis.signatures.iter().map(|signature| signature.facts.path.as_str()).collect();
    assert_eq!(paths, ["table[0]", "catalog[0]"]);
    let primary: Vec<bool> = analysis.signatures.iter().map(|signature| signature.facts.primary).collect();
    assert_eq!(primary, [true, false]);
    assert_eq!(analysis.verdict.summary, analysis.signatures[0].verdict.summary);
    assert_eq!(analysis.signatures[1].verdict.summary, Summary::Trusted);
    assert!(!analysis.findings.iter().any(|finding| finding.id.starts_with("nested-")), "{:?}", analysis.findings);
}

#[test]
fn catalog_that_was_changed_or_is_not_trusted_makes_no_file_trusted() {
    let file = image();
    let mut broken = catalog(&[digest(&file, Hash::Sha256), (Hash::Sha256, vec![7; 32])]);
    let member = broken.windows(32).position(|window| window == [7; 32]).unwrap();
    broken[member] = 8;
    let analysis = judged(&file, &policy(&[("broken.cat", broken)]));
    assert_eq!(analysis.verdict.summary, Summary::Tampered, "{:?}", analysis.verdict.reasons);
    let mut unknown = policy(&[("good.cat", catalog(&[digest(&file, Hash::Sha256)]))]);
    unknown.store = Arc::new(TrustStore::empty());
    assert_eq!(judged(&file, &unknown).verdict.trust, State::CannotTell);
    assert_eq!(judged(&file, &unknown).verdict.summary, Summary::Untrusted);
}

#[test]
fn file_of_another_kind_is_known_by_its_whole_digest() {
    let file = b"; an INF file\r\n[Version]\r\n";
    let analysis = judged(file, &policy(&[("inf.cat", catalog(&[(Hash::Sha256, Hash::Sha256.of(file))]))]));
    assert_eq!(analysis.verdict.summary, Summary::Trusted, "{:?}", analysis.verdict.reasons);
}

#[test]
fn catalog_is_asked_whatever_hashes_are_left_out() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (file, text) = (image(), b"Write-Output 'a script'\r\n".to_vec());
    let digests = [digest(&file, Hash::Sha256), (Hash::Sha256, Hash::Sha256.of(&text).to_vec())];
    std::fs::write(path("a.cat"), catalog(&digests)).unwrap();
    std::fs::write(path("driver.sys"), &file).unwrap();
    std::fs::write(path("script"), &text).unwrap();
    for hashes in ["none", "md5", "sha1"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sigscope"));
        command.env("SIGSCOPE_CONFIG", path("none.toml")).args(["report", "--format", "json", "--hashes", hashes]);
        command.arg("--catalog").arg(path("a.cat")).arg(path("driver.sys")).arg(path("script"));
        let output = command.output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        for file in report["files"].as_array().unwrap() {
            assert!(file["signatures"][0]["catalog"]["file"].is_string(), "{hashes}: {}", file["path"]);
        }
    }
}

#[test]
fn as_of_cursor_judges_the_catalog_too() {
    let file = image();
    let unstamped = Signer::new(&Pki::get().clean_leaf(), &[&Pki::get().conventional_ca]);
    let list = unstamped.catalog(catalog_list(&[digest(&file, Hash::Sha256)], at(SIGNED), false));
    let mut question = policy(&[("bare.cat", list)]);
    assert_eq!(judged(&file, &question).verdict.summary, Summary::Trusted);
    question.at = "2029-01-01".parse().unwrap();
    assert_eq!(judged(&file, &question).verdict.summary, Summary::Expired);
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn catalogs_of_the_corpus_cover_their_drivers() {
    let corpus = std::env::var("SIGSCOPE_CORPUS").unwrap();
    let read = |name: &str| std::fs::read(Path::new(&corpus).join("files").join(name)).unwrap();
    let mut policy = Policy::at("2026-11-23".parse().unwrap());
    let mut all = Catalogs::default();
    all.add("wintun-x64.cat", &read("pytun-pmd3/wintun-x64.cat")).unwrap();
    all.add("libqnnhtpv81.cat", &read("onnxruntime-qnn/libqnnhtpv81.cat")).unwrap();
    policy.catalogs = Arc::new(all);
    let driver = read("pytun-pmd3/wintun-x64.sys");
    let signed = judged(&driver, &policy);
    let paths: Vec<&str> = signed.signatures.iter().map(|signature| signature.facts.path.as_str()).collect();
    assert_eq!(paths, ["table[0]", "catalog[0]"]);
    assert_eq!(signed.signatures[1].verdict.summary, Summary::Trusted, "{:?}", signed.signatures[1].verdict.reasons);
    let stripped = judged(&unsign(&driver), &policy);
    assert_eq!(stripped.verdict.summary, Summary::Trusted, "{:?}", stripped.verdict.reasons);
    let name = stripped.leaf(&stripped.signatures[0]).unwrap().facts.display_name().to_owned();
    assert_eq!(name, "Microsoft Windows Hardware Compatibility Publisher");
    let ids: Vec<&str> = stripped.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert!(!ids.iter().any(|id| id.starts_with("cms-") || id.starts_with("digest-")), "{ids:?}");
    let other = judged(&read("pytun-pmd3/wintun-x86.sys"), &policy);
    assert!(other.signatures.iter().all(|signature| signature.facts.catalog.is_none()));
}

proptest! {
    #[test]
    fn broken_catalogs_are_read_as_far_as_they_go(place in 0_usize..4_000, byte in any::<u8>(), cut in 0_usize..400) {
        static WHOLE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| catalog(&[(Hash::Sha256, vec![7; 32])]));
        let mut broken = WHOLE.clone();
        if let Some(old) = broken.get_mut(place) {
            *old = byte;
        }
        broken.truncate(broken.len().saturating_sub(cut / 10));
        let mut catalogs = Catalogs::default();
        let is_used = catalogs.add("broken.cat", &broken).is_ok();
        prop_assert_eq!(is_used, !catalogs.is_empty());
    }

    #[test]
    fn no_bytes_are_too_strange_for_a_catalog(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Catalogs::default().add("x.cat", &bytes);
    }
}
