//! A second tool on the examples: openssl, osslsigncode or signify sees what the rule says in the file that fires it,
//! and does not see it in the near miss.
//!
//! Ignored by default, because `cargo test` needs Rust alone; a tool that is missing fails its test. For chains and
//! timestamps openssl gets certificates, token and signature value as they lie in the file, and decides alone.

use std::path::PathBuf;
use std::process::Command;

use sigscope::model::{Analysis, Location, TimestampKind};
use tempfile::TempDir;

use super::scene::{Scene, of_sample};
use super::{FAMILIES, judged};
use crate::engine::sample;
use crate::support::der_writer::content;

/// A file as the tools see it.
struct Witness {
    scene: Scene,
    analysis: Analysis,
    folder: TempDir,
}

impl Witness {
    fn new(scene: Scene) -> Self {
        let (_, analysis) = judged(&scene);
        Self { scene, analysis, folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn cut(&self, range: Location) -> Vec<u8> {
        self.scene.bytes[range.offset as usize..range.end() as usize].to_vec()
    }

    fn file(&self) -> PathBuf {
        self.write("file.exe", &self.scene.bytes)
    }

    fn leaf(&self) -> Vec<u8> {
        let leaf = self.analysis.signatures[0].facts.signer.unwrap();
        self.analysis.certificate(leaf).unwrap().facts.der.to_vec()
    }

    /// All certificates of the file, in PEM.
    fn bag(&self) -> PathBuf {
        let embedded = self.analysis.certificates.iter().filter(|certificate| certificate.facts.offset.is_some());
        let pem: String = embedded.map(|certificate| pem(&certificate.facts.der)).collect();
        self.write("bag.pem", pem.as_bytes())
    }

    /// What osslsigncode 2.9 says of the file, with both test roots, at the time of judgement.
    fn osslsigncode(&self) -> String {
        let mut command = Command::new("osslsigncode");
        command.args(["verify", "-ignore-crl", "-ignore-cdp", "-time", &self.scene.policy.at.unix().to_string()]);
        command.arg("-CAfile").arg(sample("root.pem")).arg("-TSA-CAfile").arg(sample("root.pem"));
        said(command.arg("-in").arg(self.file()))
    }

    /// What signify 0.9.3 says of the file: status and reason.
    fn signify(&self) -> String {
        let mut command = Command::new("python3");
        command.arg("-c").arg(SIGNIFY).arg(sample("root.pem")).arg(self.scene.policy.at.unix().to_string());
        said(command.arg(self.file()))
    }

    /// The anchors of the policy, in PEM.
    fn anchors(&self) -> PathBuf {
        let pem: String = self.scene.policy.store.anchors().map(|anchor| pem(&anchor.der)).collect();
        self.write("anchors.pem", pem.as_bytes())
    }

    /// What openssl says of the leaf's chain to the anchors, at the deciding time.
    fn verify(&self) -> String {
        self.verify_with(0, &[])
    }

    /// The same a second earlier: openssl takes notAfter itself for too late (X509_cmp_time), RFC 5280 and Windows do not.
    fn verify_just_before(&self) -> String {
        self.verify_with(1, &[])
    }

    /// The same with keys and digests refused that give less than 112 bits of security.
    fn verify_strictly(&self) -> String {
        self.verify_with(0, &["-auth_level", "2"])
    }

    fn verify_with(&self, seconds_before: i64, options: &[&str]) -> String {
        let at = self.analysis.signatures[0].judged_at.unix() - seconds_before;
        let mut command = Command::new("openssl");
        command.args(["verify", "-attime", &at.to_string()]).args(options);
        command.arg("-CAfile").arg(self.anchors()).arg("-untrusted").arg(self.bag());
        said(command.arg(self.write("leaf.pem", pem(&self.leaf()).as_bytes())))
    }

    /// The leaf in words.
    fn leaf_text(&self) -> String {
        let mut command = Command::new("openssl");
        command.args(["x509", "-inform", "DER", "-noout", "-text", "-in"]).arg(self.write("leaf.der", &self.leaf()));
        said(&mut command)
    }

    /// The elements of the leaf, one a line.
    fn leaf_elements(&self) -> String {
        let mut command = Command::new("openssl");
        said(command.args(["asn1parse", "-inform", "DER", "-in"]).arg(self.write("leaf.der", &self.leaf())))
    }

    /// Where the token of the first signature lies.
    fn token(&self) -> PathBuf {
        let timestamp = self.analysis.signatures[0].timestamps.first().unwrap();
        assert_eq!(timestamp.facts.kind, TimestampKind::Rfc3161);
        self.write("token.der", &self.cut(timestamp.facts.location))
    }

    /// What openssl says of the token over the signature value, as of the time that it states.
    fn verify_token(&self) -> String {
        self.verify_token_with(0)
    }

    /// The same a second earlier, see [`Self::verify_just_before`].
    fn verify_token_just_before(&self) -> String {
        self.verify_token_with(1)
    }

    fn verify_token_with(&self, seconds_before: i64) -> String {
        let facts = &self.analysis.signatures[0].facts;
        let time = self.analysis.signatures[0].timestamps[0].facts.time.unwrap().unix() - seconds_before;
        let signature = self.cut(facts.signature_location.unwrap());
        let mut command = Command::new("openssl");
        command.args(["ts", "-verify", "-token_in", "-attime", &time.to_string(), "-in"]).arg(self.token());
        command.arg("-data").arg(self.write("signature", content(&signature)));
        said(command.arg("-CAfile").arg(self.anchors()).arg("-untrusted").arg(self.bag()))
    }

    /// The token in words.
    fn token_text(&self) -> String {
        let mut command = Command::new("openssl");
        said(command.args(["ts", "-reply", "-token_in", "-text", "-in"]).arg(self.token()))
    }
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn said(command: &mut Command) -> String {
    let answer = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    String::from_utf8_lossy(&[answer.stdout, answer.stderr].concat()).into_owned()
}

const SIGNIFY: &str = r#"
import sys, datetime, pathlib
from signify.authenticode import AuthenticodeFile
from signify.x509 import CertificateStore
from signify.x509.certificates import Certificate
roots, at, name = sys.argv[1], datetime.datetime.fromtimestamp(int(sys.argv[2]), datetime.timezone.utc), sys.argv[3]
store = CertificateStore(list(Certificate.from_pems(pathlib.Path(roots).read_bytes())), trusted=True)
with open(name, "rb") as f:
    status, error = AuthenticodeFile.from_stream(f).explain_verify(
        trusted_certificate_store=store, verification_context_kwargs={"timestamp": at})
    print(status.name, error)
"#;

/// Asks a tool about both files of a rule's example; `answer` gives its words, which tell by one of `marks`.
fn compare(rule: &str, answer: fn(&Witness) -> String, marks: &[&str]) {
    let example = FAMILIES.iter().copied().flatten().find(|example| example.rule == rule).unwrap();
    let sees = |words: &str| marks.iter().any(|mark| words.contains(mark));
    // A tool that fails does not see anything either: that is no silence.
    let works = |words: &str| {
        !words.trim().is_empty()
            && !["Traceback", "No such file", "Can't open", "Could not open", "unable to load"]
                .iter()
                .any(|failure| words.contains(failure))
    };
    let fires = answer(&Witness::new((example.fires)()));
    assert!(works(&fires), "{rule} fires, and the tool fails:\n{fires}");
    assert!(sees(&fires), "{rule} fires, and the tool does not say {marks:?}:\n{fires}");
    let silent = answer(&Witness::new((example.silent)()));
    assert!(works(&silent), "{rule} is silent, and the tool fails:\n{silent}");
    assert!(!sees(&silent), "{rule} is silent, and the tool says one of {marks:?}:\n{silent}");
}

/// A test for each rule: name, rule, what the tool is asked, and how its answer reads when it sees the same.
macro_rules! judged_by {
    ($($test:ident: $rule:literal, $answer:expr, $($mark:literal)|+;)*) => {
        $(
            #[test]
            #[ignore = "needs openssl, osslsigncode and python3 with signify"]
            fn $test() {
                compare($rule, $answer, &[$($mark),+]);
            }
        )*
    };
}

judged_by! {
    digest_mismatch: "digest-mismatch", Witness::osslsigncode, "MISMATCH";
    message_digest_mismatch: "message-digest-mismatch", Witness::signify, "INVALID_DIGEST The expected hash of the content";
    attribute_signature_invalid: "attribute-signature-invalid", Witness::signify, "VERIFY_ERROR Could not verify";
    page_hash_mismatch: "page-hash-mismatch", Witness::osslsigncode, "MISMATCH";
    pe_checksum_wrong: "pe-checksum-wrong", Witness::osslsigncode, "invalid PE checksum";
    not_signed: "not-signed", Witness::signify, "NOT_SIGNED";
    signer_infos_not_one: "signer-infos-not-one", Witness::signify, "must contain exactly 1 signer";
    signer_certificate_missing: "signer-certificate-missing", Witness::signify, "No valid certificate chain found";
    content_type_attribute_mismatch: "content-type-attribute-mismatch", Witness::signify, "Unexpected content type for SignerInfo";
    digest_algorithms_disagree: "digest-algorithms-disagree", Witness::signify, "INCONSISTENT_DIGEST_ALGORITHM";

    eku_lacks_code_signing: "eku-lacks-code-signing", Witness::osslsigncode, "Unsupported Signer's certificate purpose";
    leaf_is_ca: "leaf-is-ca", Witness::leaf_text, "CA:TRUE";
    leaf_self_signed: "leaf-self-signed", Witness::verify, "error 18";
    leaf_version_not_v3: "leaf-version-not-v3", Witness::leaf_text, "Version: 1";
    unknown_critical_extension: "unknown-critical-extension", Witness::verify, "unhandled critical extension";

    chain_incomplete: "chain-incomplete", Witness::verify, "unable to get local issuer certificate";
    issuer_signature_invalid: "issuer-signature-invalid", Witness::verify, "certificate signature failure" | "unable to get local issuer";
    root_not_in_store: "root-not-in-store", Witness::verify, "error 19";
    issuer_expired_at_time: "issuer-expired-at-time", Witness::verify_just_before, "certificate has expired";
    issuer_not_ca: "issuer-not-ca", Witness::verify, "invalid CA certificate";
    path_length_exceeded: "path-length-exceeded", Witness::verify, "path length constraint exceeded";
    name_constraint_violated: "name-constraint-violated", Witness::verify, "permitted subtree violation";

    expired_without_timestamp: "expired-without-timestamp", Witness::verify_just_before, "certificate has expired";
    not_yet_valid: "not-yet-valid", Witness::verify, "certificate is not yet valid";
    timestamp_outside_leaf_validity: "timestamp-outside-leaf-validity", Witness::verify_just_before, "certificate has expired";

    timestamp_imprint_mismatch: "timestamp-imprint-mismatch", Witness::verify_token, "message imprint mismatch";
    timestamp_ess_mismatch: "timestamp-ess-mismatch", Witness::verify_token, "missing signing certificate attribute";
    tsa_eku_missing: "tsa-eku-missing", Witness::verify_token, "unsuitable certificate purpose" | "unsupported certificate purpose";
    tsa_eku_not_critical: "tsa-eku-not-critical", Witness::verify_token, "unsuitable certificate purpose" | "unsupported certificate purpose";
    tsa_chain_untrusted: "tsa-chain-untrusted", Witness::verify_token, "unable to get local issuer";
    tsa_invalid_at_time: "tsa-invalid-at-time", Witness::verify_token_just_before, "Verify error:certificate has expired";
    timestamp_weak_hash: "timestamp-weak-hash", Witness::token_text, "Hash Algorithm: sha1";
    timestamp_accuracy_coarse: "timestamp-accuracy-coarse", Witness::token_text, "Accuracy: 0x3D seconds" | "Accuracy: unspecified";
    timestamp_policy_unknown: "timestamp-policy-unknown", Witness::token_text, "Policy OID: tsa_policy1" | "Policy OID: 1.2.3.4.1";

    weak_rsa_key: "weak-rsa-key", Witness::verify_strictly, "key too weak";
    weak_certificate_signature: "weak-certificate-signature", Witness::verify_strictly, "too weak";
    rsa_exponent_odd: "rsa-exponent-odd", Witness::leaf_text, "Exponent: 3 (0x3)";
    ec_explicit_parameters: "ec-explicit-parameters", Witness::leaf_text, "Field Type: prime-field";
    ec_curve_unusual: "ec-curve-unusual", Witness::leaf_elements, "OBJECT            :secp256k1";
    weak_digest_md5: "weak-digest-md5", Witness::osslsigncode, "Message digest algorithm  : MD5";
    weak_digest_sha1: "weak-digest-sha1", Witness::osslsigncode, "Message digest algorithm  : SHA1";
    signature_encoding_odd: "signature-encoding-odd", Witness::osslsigncode, "ossl_rsa_verify:bad signature";
}

#[test]
#[ignore = "needs openssl"]
fn timestamp_token_invalid() {
    let example = FAMILIES.iter().copied().flatten().find(|one| one.rule == "timestamp-token-invalid").unwrap();
    let forged = Witness::new((example.fires)()).verify_token();
    assert!(forged.contains("signature failure"), "{forged}");
    // The near miss of the rule has no token, but a countersignature.
    let sound = Witness::new(of_sample("clean.exe")).verify_token();
    assert!(sound.contains("Verification: OK"), "{sound}");
}
