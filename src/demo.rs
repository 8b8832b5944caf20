//! The bundled samples, and what makes their test PKI trusted: for `sigscope demo` and for tests.
//!
//! The files are made by us and harmless; `samples/README.md` says what each shows.

use std::sync::Arc;

use crate::examine::{ExamineOptions, examine_bytes};
use crate::model::{CertificateFacts, Instant};
use crate::policy::Policy;
use crate::rules::{KnownCertificate, KnownFacts, KnownRole};
use crate::trust::{TrustStore, decode_pem};

/// A file that is built into the program.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The name it is shown and written under.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! samples {
    ($($file:literal),* $(,)?) => {
        &[
            $(Sample { name: $file, bytes: include_bytes!(concat!("../samples/", $file)) },)*
            // A name that hides its extension: a terminal that obeys the override shows `invoice_26exe.pdf`.
            Sample { name: "invoice_26\u{202e}fdp.exe", bytes: include_bytes!("../samples/nots.exe") },
        ]
    };
}

/// The bundled samples.
pub const SAMPLES: &[Sample] = samples![
    "broken.exe",
    "clean.exe",
    "ecdsa.exe",
    "expired.exe",
    "fresh.exe",
    "hostile.exe",
    "nested.exe",
    "nots.exe",
    "padding.exe",
    "pagehash.exe",
    "pkcs9.exe",
    "pkcs9bare.exe",
    "selfsigned.exe",
    "sha1.exe",
    "short.exe",
    "short2.exe",
    "tampered.exe",
    "trailing.exe",
    "transplanted.exe",
    "truncated.exe",
    "unsigned.exe",
];

/// The two test roots.
const ROOTS: &[u8] = include_bytes!("../samples/root.pem");

/// The test certificates that stand for Microsoft's, by the end of their common name.
const ROLES: [(&str, KnownRole); 5] = [
    ("Test Identity Verification Root Certificate Authority 2020", KnownRole::MicrosoftRoot),
    ("Test ID Verified Code Signing PCA 2021", KnownRole::TrustedSigningPca),
    ("Test ID Verified CS EOC CA 03", KnownRole::TrustedSigningCa),
    ("Test ID Verified CS AOC CA 04", KnownRole::TrustedSigningCa),
    ("Test RSA Timestamping CA 2020", KnownRole::TrustedSigningTsaCa),
];

/// The policy of the demo: the test roots are anchors too, and the test PKI is among the known facts, so that the rules
/// about Microsoft's service can be shown. On the command line nothing but the demo uses it.
pub fn policy(at: Instant, store: TrustStore) -> Policy {
    let der = decode_pem(ROOTS).unwrap_or_default();
    let mut policy = Policy::new(at, Arc::new(store.with_anchor_der(&der)));
    let mut known = KnownFacts::clone(&policy.known);
    for certificate in certificates() {
        let name = certificate.display_name();
        for (end, role) in ROLES {
            if name.ends_with(end) && !known.is(role, &certificate) {
                known.add_certificate(KnownCertificate::new(role, certificate.sha256, name));
            }
        }
    }
    policy.known = Arc::new(known);
    policy
}

/// The certificates of the samples that are signed by the test service.
fn certificates() -> impl Iterator<Item = Arc<CertificateFacts>> {
    let options = ExamineOptions { hashes: Vec::new(), parallel: false, ..ExamineOptions::default() };
    SAMPLES
        .iter()
        .filter(|sample| sample.name.starts_with("short"))
        .flat_map(move |sample| examine_bytes(sample.name, sample.bytes, &options).certificates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::judge;
    use crate::model::Summary;

    #[test]
    fn test_roots_are_trusted_and_stand_for_microsofts() {
        let policy = policy("2026-11-23".parse().unwrap(), TrustStore::empty());
        for role in [KnownRole::TrustedSigningPca, KnownRole::TrustedSigningCa, KnownRole::TrustedSigningTsaCa] {
            assert!(certificates().any(|certificate| policy.known.is(role, &certificate)), "{role:?}");
        }
        let short = SAMPLES.iter().find(|sample| sample.name == "short.exe").unwrap();
        let evidence = examine_bytes(short.name, short.bytes, &ExamineOptions::default());
        assert_eq!(judge(&evidence, &policy).verdict.summary, Summary::Trusted);
    }
}
