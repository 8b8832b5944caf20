//! Rules about digest algorithms and the encoding of signature values.

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, DigestAlgorithm, Instant, Severity, State};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, SignatureCase, Source};

/// The file digest is MD5.
pub(super) static WEAK_DIGEST_MD5: Rule = Rule {
    id: "weak-digest-md5",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The digest of the file that was signed is MD5 or MD2.",
    why: "Collisions are practical for everybody: two files can be made that share one signature, one for the signer's eyes \
          and one for the victim's.",
    harmless: "Software and drivers from before 2010.",
    verify: "osslsigncode verify -in FILE: `Message digest algorithm`.",
    sources: &[Source::Microsoft(
        "TechNet wiki 32288, Windows enforcement of Authenticode code signing and timestamping",
    )],
    effective: None,
    check: weak_digest_md5,
};

fn weak_digest_md5(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let facts = signature.facts;
        let md2 = facts.digest_algorithms.spc.as_deref() == Some(oid::MD2);
        Answer::when(md2 || facts.digest_algorithm == Some(DigestAlgorithm::Md5), || {
            Hit::new("The file digest is broken", format!("signed digest: {}", if md2 { "md2" } else { "md5" }))
                .at(facts.digest_location)
        })
    })
}

/// Windows' cut-off for SHA-1 file digests: 2017-01-01.
const SHA1_END: Effective =
    Effective { from: Instant::from_unix(1_483_228_800), clock: "trusted time, else link time" };

/// Whether another signature of the file is sound and uses SHA-2.
fn has_strong_sibling(case: &Case<'_>, signature: &SignatureCase<'_>) -> bool {
    case.signatures.iter().any(|other| {
        other.facts.index != signature.facts.index
            && other.facts.digest_algorithm.is_some_and(|algorithm| algorithm >= DigestAlgorithm::Sha224)
            && other.signature.verdict.integrity == State::Valid
            && other.signature.verdict.authenticity == State::Valid
    })
}

/// The file digest is SHA-1.
pub(super) static WEAK_DIGEST_SHA1: Rule = Rule {
    id: "weak-digest-sha1",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The digest of the file that was signed is SHA-1. A warning when the trusted time, or else the link time, is 2017 or \
           later and no other sound signature of the file uses SHA-2.",
    why: "Chosen-prefix collisions have been affordable since 2020, and Windows ignores SHA-1 file digests made after its \
          cut-off. A new file with nothing else was signed by an outdated tool, or on purpose.",
    harmless: "Files from before 2017, and dual signing for old Windows: SHA-1 first, SHA-256 nested.",
    verify: "osslsigncode verify -in FILE: `Message digest algorithm`.",
    sources: &[Source::Microsoft(
        "TechNet wiki 32288, Windows enforcement of Authenticode code signing and timestamping",
    )],
    effective: Some(SHA1_END),
    check: weak_digest_sha1,
};

fn weak_digest_sha1(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        Answer::when(signature.facts.digest_algorithm == Some(DigestAlgorithm::Sha1), || {
            let made = signature.trusted_time().or_else(|| case.plausible_link_time());
            let alone = !has_strong_sibling(case, signature);
            let when = made.map_or("at an unknown time".to_owned(), |made| format!("at {made}"));
            let with = if alone { "no sound SHA-2 signature beside it" } else { "a sound SHA-2 signature beside it" };
            let hit = Hit::new("The file digest is SHA-1", format!("made {when}; {with}"))
                .at(signature.facts.digest_location);
            if alone && made.is_some_and(|made| made >= SHA1_END.from) { hit.severity(Severity::Warning) } else { hit }
        })
    })
}

/// Public CAs stopped signing code-signing certificates with SHA-1: 2016-01-01.
const SHA1_CERTIFICATES_END: Effective =
    Effective { from: Instant::from_unix(1_451_606_400), clock: "notBefore of the certificate" };

/// A certificate of the chain was signed with a weak digest.
pub(super) static WEAK_CERTIFICATE_SIGNATURE: Rule = Rule {
    id: "weak-certificate-signature",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "A certificate of the signer's chain, the root left out, was signed with MD5 or MD2 (critical), or with SHA-1: a \
           warning when it was issued in 2016 or later, a notice before, or when another sound signature of the file uses \
           SHA-2.",
    why: "A certificate can be forged from a collision of its issuer's digest. The Flame malware used an MD5 one to sign as \
          Microsoft.",
    harmless: "Old chains; SHA-1 was normal until 2015.",
    verify: "openssl x509 -noout -text on every certificate of the chain: `Signature Algorithm`.",
    sources: &[Source::CodeSigningBr("7.1.3.2"), Source::Published("analyses of Flame, 2012")],
    effective: Some(SHA1_CERTIFICATES_END),
    check: weak_certificate_signature,
};

fn weak_certificate_signature(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let strong_sibling = has_strong_sibling(case, signature);
        let mut weak: Vec<(Severity, &CertificateFacts)> = signature
            .chain
            .iter()
            .filter(|certificate| {
                !certificate.self_issued && Some(certificate.sha256) != signature.root().map(|root| root.sha256)
            })
            .filter_map(|certificate| weakness(certificate).map(|severity| (severity, *certificate)))
            .map(|(severity, certificate)| {
                (if strong_sibling && severity == Severity::Warning { Severity::Notice } else { severity }, certificate)
            })
            .collect();
        weak.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        let Some((severity, worst)) = weak.first() else { return Answer::Silent };
        let shown: Vec<String> = weak
            .iter()
            .map(|(_, certificate)| {
                format!(
                    "{} of {}: {}",
                    certificate.display_name(),
                    certificate.not_before.date(),
                    certificate.signature_algorithm
                )
            })
            .collect();
        Answer::fired(
            Hit::new("A certificate was signed with a weak digest", shown.join("; ")).on(worst).severity(*severity),
        )
    })
}

fn weakness(certificate: &CertificateFacts) -> Option<Severity> {
    let algorithm = certificate.signature_algorithm.to_ascii_lowercase();
    if algorithm.contains("md5") || algorithm.contains("md2") || algorithm.contains("md4") {
        Some(Severity::Critical)
    } else if algorithm.contains("sha1") || algorithm.contains("sha-1") {
        let late = certificate.not_before >= SHA1_CERTIFICATES_END.from;
        Some(if late { Severity::Warning } else { Severity::Notice })
    } else {
        None
    }
}

/// The signature value is encoded oddly.
pub(super) static SIGNATURE_ENCODING_ODD: Rule = Rule {
    id: "signature-encoding-odd",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The signature value verifies, but its PKCS #1 block, its DigestInfo or its ECDSA integers are not encoded as \
           specified. A notice for two known encoder habits: ECDSA integers without their leading zero, and a DigestInfo \
           without NULL parameters.",
    why: "Forgeries against lax verifiers (Bleichenbacher's of 2006) need such encodings, and strict verifiers reject the \
          signature.",
    harmless: "Encoders with a habit of their own: a vendor of P-384 signatures leaves out leading zeros.",
    verify: "openssl rsautl -verify -raw (openssl pkeyutl -verifyrecover) with the leaf's key on the signature value: 00 01 FF \
             ... FF 00 DigestInfo, nothing else. For ECDSA, openssl asn1parse on the value.",
    sources: &[Source::Rfc(8017, "9.2"), Source::Rfc(5480, "2.2.3"), Source::Measured("two chilkat modules")],
    effective: None,
    check: signature_encoding_odd,
};

fn signature_encoding_odd(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let notes = &signature.facts.signature_encoding_notes;
        Answer::when(!notes.is_empty(), || {
            let habit = notes.iter().all(|note| note.contains("leading 00") || note.contains("NULL parameters"));
            let hit = Hit::new("The signature value is encoded oddly", notes.join("; "))
                .at(signature.facts.signature_location);
            if habit { hit.severity(Severity::Notice) } else { hit }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, ISSUER, ROOT, time};

    #[test]
    fn broken_digests_are_critical() {
        let mut file = Fixture::signed();
        assert!(file.silent(&WEAK_DIGEST_MD5));
        file.signature().facts.digest_algorithms.spc = Some(oid::MD2.to_owned());
        assert!(file.fires(&WEAK_DIGEST_MD5));
        file.signature().facts.digest_algorithms.spc = None;
        file.signature().facts.digest_algorithm = Some(DigestAlgorithm::Md5);
        assert!(file.fires(&WEAK_DIGEST_MD5));
    }

    #[test]
    fn sha1_alone_is_judged_by_its_time() {
        let mut file = Fixture::signed();
        assert!(file.silent(&WEAK_DIGEST_SHA1));
        file.signature().facts.digest_algorithm = Some(DigestAlgorithm::Sha1);
        file.signed_at(time("2016-12-31T23:59:59Z"));
        assert_eq!(file.severity(&WEAK_DIGEST_SHA1), Some(Severity::Notice));
        file.signed_at(time("2017-01-01T00:00:00Z"));
        assert_eq!(file.severity(&WEAK_DIGEST_SHA1), Some(Severity::Warning));
        file.without_timestamp();
        file.pe().link_time = Some(time("2016-05-05"));
        assert_eq!(file.severity(&WEAK_DIGEST_SHA1), Some(Severity::Notice), "the link time stands in");
    }

    #[test]
    fn sound_sha2_beside_sha1_makes_it_a_notice() {
        let mut file = Fixture::signed();
        file.nest();
        file.signature().facts.digest_algorithm = Some(DigestAlgorithm::Sha1);
        assert_eq!(file.severity(&WEAK_DIGEST_SHA1), Some(Severity::Notice));
        file.trust = State::Invalid;
        assert_eq!(file.severity(&WEAK_DIGEST_SHA1), Some(Severity::Warning), "a broken sibling does not count");
    }

    #[test]
    fn weak_certificates_are_dated_by_their_own_issue_and_roots_left_out() {
        let mut file = Fixture::signed();
        file.certificate(ROOT).signature_algorithm = "md5WithRSAEncryption".to_owned();
        assert!(file.silent(&WEAK_CERTIFICATE_SIGNATURE));
        file.certificate(ISSUER).signature_algorithm = "sha1WithRSAEncryption".to_owned();
        assert_eq!(file.severity(&WEAK_CERTIFICATE_SIGNATURE), Some(Severity::Warning), "issued in 2020");
        file.certificate(ISSUER).not_before = time("2015-12-31T23:59:59Z");
        assert_eq!(file.severity(&WEAK_CERTIFICATE_SIGNATURE), Some(Severity::Notice));
        file.leaf().signature_algorithm = "md5WithRSAEncryption".to_owned();
        let hits = file.hits(&WEAK_CERTIFICATE_SIGNATURE);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].severity, Some(Severity::Critical));
    }

    #[test]
    fn encoders_habit_is_less_than_a_forged_padding() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SIGNATURE_ENCODING_ODD));
        let notes = &mut file.signature().facts.signature_encoding_notes;
        notes.push("r is encoded without its leading 00, which makes it negative by DER".to_owned());
        assert_eq!(file.severity(&SIGNATURE_ENCODING_ODD), Some(Severity::Notice));
        file.signature()
            .facts
            .signature_encoding_notes
            .push("only 2 padding bytes, at least 8 are required".to_owned());
        assert_eq!(file.severity(&SIGNATURE_ENCODING_ODD), Some(Severity::Warning));
    }
}
