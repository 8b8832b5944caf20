//! Rules about what the leaf may be used for.

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Severity, Usage};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

fn listed(leaf: &CertificateFacts) -> String {
    if leaf.eku.is_empty() { "none".to_owned() } else { leaf.eku.join(", ") }
}

/// The leaf may not sign code.
pub(super) static EKU_LACKS_CODE_SIGNING: Rule = Rule {
    id: "eku-lacks-code-signing",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The leaf's extended key usage extension does not list code signing (1.3.6.1.5.5.7.3.3). A notice when the leaf has \
           no such extension at all.",
    why: "The certificate was issued for something else (a web server, mail, a timestamp). Windows rejects the signature; \
          other tools accept it.",
    harmless: "Private CAs leave the extension out, which means any usage; CI policy profiles of Trusted Signing have none \
               for code.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::CodeSigningBr("7.1.2.3"), Source::Rfc(5280, "4.2.1.12")],
    effective: None,
    check: eku_lacks_code_signing,
};

fn eku_lacks_code_signing(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        if leaf.has_eku(Usage::CodeSigning.oid()) {
            return Answer::Silent;
        }
        let hit = Hit::new("The leaf is no code-signing certificate", format!("extended key usages: {}", listed(leaf)))
            .on(leaf);
        // Any usage, by RFC 5280, includes code signing; eku-any-or-server-auth speaks for that.
        if leaf.has_eku(oid::ANY_EXTENDED_KEY_USAGE) {
            Answer::Silent
        } else if leaf.eku.is_empty() && leaf.eku_critical.is_none() {
            Answer::fired(
                Hit { title: "The leaf does not say what it may be used for".to_owned(), ..hit }
                    .severity(Severity::Notice),
            )
        } else {
            Answer::fired(hit)
        }
    })
}

/// The leaf may do more than a code-signing certificate should.
pub(super) static EKU_ANY_OR_SERVER_AUTH: Rule = Rule {
    id: "eku-any-or-server-auth",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "A leaf that may sign code also lists anyExtendedKeyUsage (2.5.29.37.0) or serverAuth (1.3.6.1.5.5.7.3.1).",
    why: "Public CAs are forbidden to issue such certificates. One key for web servers and for code means that a stolen \
          server key signs code.",
    harmless: "An enterprise CA with one template for everything.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::CodeSigningBr("7.1.2.3")],
    effective: None,
    check: eku_any_or_server_auth,
};

fn eku_any_or_server_auth(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let mut odd: Vec<&str> = Vec::new();
        if leaf.has_eku(oid::ANY_EXTENDED_KEY_USAGE) {
            odd.push("anyExtendedKeyUsage");
        }
        if leaf.has_eku(oid::SERVER_AUTH)
            && (leaf.has_eku(Usage::CodeSigning.oid()) || leaf.has_eku(oid::ANY_EXTENDED_KEY_USAGE))
        {
            odd.push("serverAuth");
        }
        Answer::when(!odd.is_empty(), || {
            Hit::new(
                "The leaf may do more than sign code",
                format!("lists {} among {}", odd.join(" and "), listed(leaf)),
            )
            .on(leaf)
        })
    })
}

/// The timestamp does not extend the validity.
pub(super) static LIFETIME_SIGNING_EKU: Rule = Rule {
    id: "lifetime-signing-eku",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf lists lifetime signing (1.3.6.1.4.1.311.10.3.13). Critical when the leaf has expired at the time of \
           judgement.",
    why: "Windows then ignores the timestamp and judges the leaf as of now: an expired leaf is an invalid signature, although \
          other tools (osslsigncode 2.9 among them) show it as valid.",
    harmless: "Test certificates, which are meant to end.",
    verify: "openssl x509 -noout -ext extendedKeyUsage -dates on the leaf certificate.",
    sources: &[Source::CodeSigningBr("7.1.2.3"), Source::Measured("osslsigncode 2.9 does not enforce it")],
    effective: None,
    check: lifetime_signing_eku,
};

fn lifetime_signing_eku(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        Answer::when(leaf.has_eku(oid::LIFETIME_SIGNING), || {
            let over = case.now() > leaf.not_after;
            let hit = Hit::new(
                "The timestamp does not extend the validity (lifetime signing)",
                format!(
                    "notAfter {} is {} at {}",
                    leaf.not_after,
                    if over { "past" } else { "still to come" },
                    case.now()
                ),
            )
            .on(leaf);
            if over { hit.severity(Severity::Critical) } else { hit }
        })
    })
}

/// A CA certificate signs code.
pub(super) static LEAF_IS_CA: Rule = Rule {
    id: "leaf-is-ca",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The basic constraints of the leaf say that it is a CA.",
    why: "A CA's key signs certificates, not code. Signing with it is the mark of a home-made PKI, or of a stolen CA key.",
    harmless: "A developer who signs with the self-made root directly.",
    verify: "openssl x509 -noout -ext basicConstraints on the leaf certificate.",
    sources: &[Source::CodeSigningBr("7.1.2.3")],
    effective: None,
    check: leaf_is_ca,
};

fn leaf_is_ca(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        Answer::when(leaf.is_ca(), || Hit::new("A CA certificate signed the code", leaf.subject.clone()).on(leaf))
    })
}

/// Key usage does not allow signing.
pub(super) static KEY_USAGE_LACKS_DIGITAL_SIGNATURE: Rule = Rule {
    id: "key-usage-lacks-digital-signature",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf has a key usage extension without digitalSignature.",
    why: "By RFC 5280 the key must not be used to sign. Windows ignores that, stricter verifiers do not.",
    harmless: "A sloppy private CA.",
    verify: "openssl x509 -noout -ext keyUsage on the leaf certificate.",
    sources: &[Source::Rfc(5280, "4.2.1.3"), Source::Published("github.com/ralphje/signify")],
    effective: None,
    check: key_usage_lacks_digital_signature,
};

fn key_usage_lacks_digital_signature(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let Some(usage) = &leaf.key_usage else { return Answer::Silent };
        Answer::when(!usage.iter().any(|bit| bit == "digitalSignature"), || {
            Hit::new("The key usage does not allow signing", format!("key usage: {}", usage.join(", "))).on(leaf)
        })
    })
}

/// One key for code and time.
pub(super) static LEAF_SIGNS_AND_TIMESTAMPS: Rule = Rule {
    id: "leaf-signs-and-timestamps",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf lists both code signing and timestamping as extended key usages.",
    why: "Whoever holds the key signs code and states the time of it himself. RFC 3161 wants timestamping to be the only \
          usage.",
    harmless: "Test certificates of the time of makecert.",
    verify: "openssl x509 -noout -ext extendedKeyUsage on the leaf certificate.",
    sources: &[Source::Rfc(3161, "2.3")],
    effective: None,
    check: leaf_signs_and_timestamps,
};

fn leaf_signs_and_timestamps(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let both = leaf.has_eku(Usage::CodeSigning.oid()) && leaf.has_eku(Usage::TimeStamping.oid());
        Answer::when(both, || {
            Hit::new("One key for code and for timestamps", format!("extended key usages: {}", listed(leaf))).on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BasicConstraints;
    use crate::rules::fixture::{Fixture, time};

    fn with_eku(oids: &[&str]) -> Fixture {
        let mut file = Fixture::signed();
        file.leaf().eku = oids.iter().map(|oid| (*oid).to_owned()).collect();
        file
    }

    #[test]
    fn server_certificate_is_critical_and_a_silent_one_a_notice() {
        assert!(Fixture::signed().silent(&EKU_LACKS_CODE_SIGNING));
        assert_eq!(with_eku(&[oid::SERVER_AUTH]).severity(&EKU_LACKS_CODE_SIGNING), Some(Severity::Critical));
        assert!(with_eku(&[oid::ANY_EXTENDED_KEY_USAGE]).silent(&EKU_LACKS_CODE_SIGNING));
        let mut file = with_eku(&[]);
        assert_eq!(
            file.severity(&EKU_LACKS_CODE_SIGNING),
            Some(Severity::Critical),
            "an empty extension allows nothing"
        );
        file.leaf().eku_critical = None;
        assert_eq!(file.severity(&EKU_LACKS_CODE_SIGNING), Some(Severity::Notice));
    }

    #[test]
    fn too_much_is_any_usage_or_server_beside_code() {
        assert!(with_eku(&[oid::SERVER_AUTH]).silent(&EKU_ANY_OR_SERVER_AUTH), "no code-signing leaf");
        assert!(with_eku(&[Usage::CodeSigning.oid(), oid::SERVER_AUTH]).fires(&EKU_ANY_OR_SERVER_AUTH));
        assert!(with_eku(&[oid::ANY_EXTENDED_KEY_USAGE]).fires(&EKU_ANY_OR_SERVER_AUTH));
        assert!(with_eku(&[Usage::CodeSigning.oid(), "1.3.6.1.5.5.7.3.2"]).silent(&EKU_ANY_OR_SERVER_AUTH));
    }

    #[test]
    fn lifetime_signing_is_critical_once_expired() {
        let mut file = with_eku(&[Usage::CodeSigning.oid(), oid::LIFETIME_SIGNING]);
        assert_eq!(file.severity(&LIFETIME_SIGNING_EKU), Some(Severity::Notice));
        file.policy.at = time("2027-01-01T00:00:00Z");
        assert_eq!(file.severity(&LIFETIME_SIGNING_EKU), Some(Severity::Critical));
        assert!(Fixture::signed().silent(&LIFETIME_SIGNING_EKU));
    }

    #[test]
    fn ca_leaf_and_key_usage_are_read() {
        let mut file = Fixture::signed();
        assert!(file.silent(&LEAF_IS_CA) && file.silent(&KEY_USAGE_LACKS_DIGITAL_SIGNATURE));
        file.leaf().basic_constraints = Some(BasicConstraints { ca: true, path_len: None });
        file.leaf().key_usage = Some(vec!["keyCertSign".to_owned()]);
        assert!(file.fires(&LEAF_IS_CA) && file.fires(&KEY_USAGE_LACKS_DIGITAL_SIGNATURE));
        file.leaf().key_usage = None;
        assert!(file.silent(&KEY_USAGE_LACKS_DIGITAL_SIGNATURE));
    }

    #[test]
    fn code_and_time_together_fire() {
        assert!(with_eku(&[Usage::CodeSigning.oid(), Usage::TimeStamping.oid()]).fires(&LEAF_SIGNS_AND_TIMESTAMPS));
        assert!(with_eku(&[Usage::TimeStamping.oid()]).silent(&LEAF_SIGNS_AND_TIMESTAMPS));
    }
}
