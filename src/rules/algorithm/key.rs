//! Rules about public keys.

use std::collections::BTreeMap;

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Instant, Severity};
use crate::rules::{Answer, Case, Effective, Family, Hit, KnownRole, Rule, Source};

/// Code-signing certificates issued from 2021-06-01 on need RSA 3072.
const RSA_3072: Effective =
    Effective { from: Instant::from_unix(1_622_505_600), clock: "notBefore of the certificate" };

/// The RSA key is short.
pub(super) static WEAK_RSA_KEY: Rule = Rule {
    id: "weak-rsa-key",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The RSA key of the leaf or of its issuer has less than 1024 bits (critical), less than 2048 (warning), or less than \
           3072 although issued from 2021-06-01 on under a public root that is not Microsoft's own (notice).",
    why: "Keys below 1024 bits have been factored in practice, below 2048 they are within reach of well-funded attackers. \
          Public CAs issue none below 3072 any more.",
    harmless: "Old certificates and private CAs. Microsoft signs its own products with 2048 bits.",
    verify: "openssl x509 -noout -text on the certificate: `Public-Key`.",
    sources: &[Source::CodeSigningBr("6.1.5")],
    effective: Some(RSA_3072),
    check: weak_rsa_key,
};

fn weak_rsa_key(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let product_root = signature.root().is_some_and(|root| case.known().is(KnownRole::MicrosoftRoot, root));
        let hits = signature
            .chain
            .iter()
            .take(2)
            .filter(|certificate| {
                certificate.public_key.algorithm.starts_with("RSA") && certificate.public_key.bits > 0
            })
            .filter_map(|certificate| {
                let young = certificate.not_before >= RSA_3072.from && signature.is_public() && !product_root;
                let severity = match certificate.public_key.bits {
                    0..1024 => Severity::Critical,
                    1024..2048 => Severity::Warning,
                    2048..3072 if young => Severity::Notice,
                    _ => return None,
                };
                Some(
                    Hit::new(
                        format!("A short RSA key: {} bits", certificate.public_key.bits),
                        format!("{}, issued {}", certificate.display_name(), certificate.not_before.date()),
                    )
                    .at(certificate.locate(&certificate.parts.spki))
                    .on(certificate)
                    .severity(severity),
                )
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// The RSA exponent is odd in the other sense.
pub(super) static RSA_EXPONENT_ODD: Rule = Rule {
    id: "rsa-exponent-odd",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The RSA public exponent of the leaf or of a CA of the chain, the root left out, is smaller than 65537, even, or larger \
           than 64 bits.",
    why: "Small exponents make forgeries against lax verifiers easy, even ones are no RSA, huge ones slow verifiers down.",
    harmless: "Old keys with exponent 3.",
    verify: "openssl x509 -noout -text on the certificate: `Exponent`.",
    sources: &[Source::Practice],
    effective: None,
    check: rsa_exponent_odd,
};

fn rsa_exponent_odd(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let hits = signature
            .chain
            .iter()
            .filter(|certificate| !certificate.self_issued || Some(certificate.sha256) == signature.facts.signer)
            .filter_map(|certificate| {
                let exponent = certificate.public_key.exponent.as_deref()?;
                let digits = exponent.trim_start_matches('0');
                let odd = match u64::from_str_radix(if digits.is_empty() { "0" } else { digits }, 16) {
                    Ok(value) => value < 65_537 || value % 2 == 0,
                    Err(_) => true,
                };
                odd.then(|| {
                    Hit::new("An unusual RSA exponent", format!("{}: 0x{exponent}", certificate.display_name()))
                        .at(certificate.locate(&certificate.parts.spki))
                        .on(certificate)
                })
            })
            .collect();
        Answer::from_hits(hits)
    })
}

fn is_ec(certificate: &CertificateFacts) -> bool {
    certificate.public_key.algorithm == "EC" || certificate.public_key.algorithm.starts_with("EC ")
}

/// The curve is spelled out.
pub(super) static EC_EXPLICIT_PARAMETERS: Rule = Rule {
    id: "ec-explicit-parameters",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "An elliptic-curve key in any certificate of the file does not name its curve, but spells it out (or leaves it out).",
    why: "The pattern of CVE-2020-0601 (CurveBall): with a generator of the attacker's choice, unpatched Windows took the \
          forged certificate for a cached root with the same public key.",
    harmless: "Keys of some smart cards; no public CA issues such certificates.",
    verify: "openssl x509 -noout -text on the certificate: `Field Type: prime-field` instead of `ASN1 OID`.",
    sources: &[Source::Rfc(5480, "2.1.1"), Source::Published("CVE-2020-0601")],
    effective: None,
    check: ec_explicit_parameters,
};

fn ec_explicit_parameters(case: &Case<'_>) -> Answer {
    if case.evidence.certificates.is_empty() {
        return Answer::not_applicable("the file has no certificate");
    }
    let hits = case
        .evidence
        .certificates
        .iter()
        .filter(|certificate| is_ec(certificate) && certificate.public_key.curve.is_none())
        .map(|certificate| {
            Hit::new("An elliptic-curve key without a named curve", certificate.subject.clone())
                .at(certificate.locate(&certificate.parts.spki))
                .on(certificate)
        })
        .collect();
    Answer::from_hits(hits)
}

/// P-256, P-384, P-521.
const USUAL_CURVES: &[&str] = &[oid::SECP256R1, oid::SECP384R1, oid::SECP521R1];

/// The curve is not one of the three.
pub(super) static EC_CURVE_UNUSUAL: Rule = Rule {
    id: "ec-curve-unusual",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "An elliptic-curve key of the signer's chain is on another named curve than P-256, P-384 or P-521.",
    why: "Public CAs may use no other; Windows knows few.",
    harmless: "Private CAs.",
    verify: "openssl x509 -noout -text on the certificate: `ASN1 OID`.",
    sources: &[Source::CodeSigningBr("6.1.5")],
    effective: None,
    check: ec_curve_unusual,
};

fn ec_curve_unusual(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let hits = signature
            .chain
            .iter()
            .filter(|certificate| {
                certificate.public_key.curve.as_deref().is_some_and(|curve| !USUAL_CURVES.contains(&curve))
            })
            .map(|certificate| {
                Hit::new(
                    "An unusual elliptic curve",
                    format!("{}: {}", certificate.display_name(), certificate.public_key.algorithm),
                )
                .on(certificate)
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// One key, two subjects.
pub(super) static KEY_SHARED_ACROSS_SUBJECTS: Rule = Rule {
    id: "key-shared-across-subjects",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "Two certificates of the file with different subjects have the same public key.",
    why: "Whoever holds the key speaks under both names: a test key that was used again, or an identity that was made up twice.",
    harmless: "A CA that was renamed and kept its key. Cross-certificates have equal subjects and do not count.",
    verify: "openssl x509 -noout -pubkey on each certificate, and compare.",
    sources: &[Source::Practice],
    effective: None,
    check: key_shared_across_subjects,
};

fn key_shared_across_subjects(case: &Case<'_>) -> Answer {
    if case.evidence.certificates.is_empty() {
        return Answer::not_applicable("the file has no certificate");
    }
    let mut by_key: BTreeMap<&[u8], Vec<&CertificateFacts>> = BTreeMap::new();
    for certificate in &case.evidence.certificates {
        let holders = by_key.entry(certificate.spki_sha256.as_ref()).or_default();
        if holders.iter().all(|holder| holder.subject != certificate.subject) {
            holders.push(certificate);
        }
    }
    let hits = by_key
        .into_values()
        .filter(|holders| holders.len() > 1)
        .filter_map(|holders| {
            let subjects: Vec<&str> = holders.iter().map(|holder| holder.subject.as_str()).collect();
            let first = holders.first()?;
            Some(
                Hit::new("One key under several names", subjects.join(" / "))
                    .at(first.locate(&first.parts.spki))
                    .on(first),
            )
        })
        .collect();
    Answer::from_hits(hits)
}

/// Not RSA with PKCS #1 v1.5.
pub(super) static SIGNATURE_ALGORITHM_UNUSUAL: Rule = Rule {
    id: "signature-algorithm-unusual",
    family: Family::Algorithm,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The signer used RSASSA-PSS, ECDSA, EdDSA or DSA instead of RSA with PKCS #1 v1.5.",
    why: "Rare on Windows, and a hint to the signing tool; not every Windows verifies all of them.",
    harmless: "ECDSA is allowed and sound; 1 of 239 signatures of public packages uses it.",
    verify: "openssl x509 -noout -text on the leaf certificate: `Public Key Algorithm`.",
    sources: &[Source::Measured("ECDSA in 1 of 239 signatures")],
    effective: None,
    check: signature_algorithm_unusual,
};

fn signature_algorithm_unusual(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let algorithm = &signature.facts.signature_algorithm;
        let usual = leaf.public_key.algorithm == "RSA" && !algorithm.contains("PSS");
        Answer::when(!usual, || {
            Hit::new(
                "An unusual signature algorithm",
                format!("{algorithm} with a key {} {}", leaf.public_key.algorithm, leaf.public_key.bits),
            )
            .at(signature.facts.signature_location)
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, ISSUER, LEAF, thumbprint, time};
    use crate::rules::{KnownCertificate, KnownFacts};

    #[test]
    fn rsa_lengths_are_graded() {
        let mut file = Fixture::signed();
        for (bits, expected) in [
            (1023, Some(Severity::Critical)),
            (1024, Some(Severity::Warning)),
            (2047, Some(Severity::Warning)),
            (2048, Some(Severity::Notice)),
            (3072, None),
        ] {
            file.leaf().public_key.bits = bits;
            assert_eq!(file.severity(&WEAK_RSA_KEY), expected, "{bits}");
        }
        file.leaf().public_key.bits = 2048;
        file.leaf().not_before = time("2021-05-31T23:59:59Z");
        assert_eq!(file.severity(&WEAK_RSA_KEY), None);
    }

    #[test]
    fn microsofts_own_2048_bits_are_no_notice() {
        let mut file = Fixture::signed();
        file.leaf().public_key.bits = 2048;
        let mut known = KnownFacts::default();
        known.add_certificate(KnownCertificate::new(KnownRole::MicrosoftRoot, thumbprint(3), "Sample Root"));
        file.policy.known = Arc::new(known);
        assert!(file.silent(&WEAK_RSA_KEY));
    }

    #[test]
    fn exponents_outside_the_usual_range_fire() {
        let mut file = Fixture::signed();
        for (exponent, fires) in [
            ("10001", false),
            ("3", true),
            ("10000", true),
            ("0", true),
            ("10000000000000001", true),
            ("ffffffffffffffff", false),
        ] {
            file.leaf().public_key.exponent = Some(exponent.to_owned());
            assert_eq!(file.fires(&RSA_EXPONENT_ODD), fires, "{exponent}");
        }
    }

    #[test]
    fn curves_are_named_and_usual() {
        let mut file = Fixture::signed();
        assert!(file.silent(&EC_EXPLICIT_PARAMETERS) && file.silent(&EC_CURVE_UNUSUAL));
        let key = &mut file.certificate(LEAF).public_key;
        key.algorithm = "EC brainpoolP256r1".to_owned();
        key.curve = Some("1.3.36.3.3.2.8.1.1.7".to_owned());
        key.exponent = None;
        assert!(file.silent(&EC_EXPLICIT_PARAMETERS) && file.fires(&EC_CURVE_UNUSUAL));
        assert!(file.fires(&SIGNATURE_ALGORITHM_UNUSUAL));
        file.leaf().public_key.algorithm = "EC explicit".to_owned();
        file.leaf().public_key.curve = None;
        assert!(file.fires(&EC_EXPLICIT_PARAMETERS) && file.silent(&EC_CURVE_UNUSUAL));
    }

    #[test]
    fn pss_is_unusual_and_pkcs1_is_not() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SIGNATURE_ALGORITHM_UNUSUAL));
        file.signature().facts.signature_algorithm = "RSASSA-PSS with sha256".to_owned();
        assert!(file.fires(&SIGNATURE_ALGORITHM_UNUSUAL));
    }

    #[test]
    fn shared_key_needs_two_subjects() {
        let mut file = Fixture::signed();
        assert!(file.silent(&KEY_SHARED_ACROSS_SUBJECTS));
        let key = file.leaf().spki_sha256.clone();
        file.certificate(ISSUER).spki_sha256 = key;
        assert!(file.fires(&KEY_SHARED_ACROSS_SUBJECTS));
        let subject = file.leaf().subject.clone();
        file.certificate(ISSUER).subject = subject;
        assert!(file.silent(&KEY_SHARED_ACROSS_SUBJECTS), "a cross-certificate");
    }
}
