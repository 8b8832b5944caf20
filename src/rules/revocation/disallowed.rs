//! The rule about Microsoft's list of blocked certificates.

use crate::model::{CertificateFacts, Confidence, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};

/// Blocked by Windows.
pub(super) static CERTIFICATE_DISALLOWED: Rule = Rule {
    id: "certificate-disallowed",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A certificate of the signer's chain, or of its timestamp's, is on a supplied disallowed list, by the hash of its \
           TBSCertificate, the MD5 of its public key or its thumbprint.",
    why: "Windows refuses every signature below it, whatever a timestamp says: Microsoft blocks keys that were stolen, and CAs that \
          issued what they should not have.",
    harmless: "Files that an honest owner signed before the key was stolen are blocked with the others.",
    verify: "certutil -dump disallowedcert.stl lists the values; look for the one shown.",
    sources: &[Source::Microsoft("An automatic updater of untrusted certificates (KB2677070)")],
    effective: None,
    check: certificate_disallowed,
};

fn certificate_disallowed(case: &Case<'_>) -> Answer {
    let lists = &case.policy.disallowed;
    if lists.is_empty() {
        return Answer::not_applicable("no disallowed list was supplied (--disallowed)");
    }
    case.each_signature(|signature| {
        let hits = chains(signature).filter_map(|certificate| {
            let found = lists.find(certificate)?;
            let detail = format!("{} is on {}", certificate.display_name(), found.words());
            Some(Hit::new("The certificate is blocked by Windows", detail).on(certificate))
        });
        Answer::from_hits(hits.collect())
    })
}

/// Leaf, signer's chain, TSA's chain, each certificate once. A chain that ends early holds the leaf all the same.
fn chains<'a>(signature: &SignatureCase<'a>) -> impl Iterator<Item = &'a CertificateFacts> {
    let mut all: Vec<&CertificateFacts> = Vec::new();
    let parts = signature.leaf.into_iter().chain(signature.chain.iter().copied());
    for certificate in parts.chain(signature.tsa).chain(signature.tsa_chain.iter().copied()) {
        if !all.iter().any(|known| known.sha256 == certificate.sha256) {
            all.push(certificate);
        }
    }
    all.into_iter()
}
