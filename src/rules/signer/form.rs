//! Rules about how the leaf is made: serial number, dates, version, extensions, pointers.

use crate::asn1::oid;
use crate::model::{CertificateFacts, ChainEnd, Check, Confidence, Instant, OutcomeState, Severity};
use crate::rules::duration::{DAY, span};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, Source};

/// The signer's certificate is not there.
pub(super) static SIGNER_CERTIFICATE_MISSING: Rule = Rule {
    id: "signer-certificate-missing",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "No certificate in the signature matches the issuer and serial number (or key identifier) that the SignerInfo names.",
    why: "Nobody is identified, and the signature cannot be verified. The certificate was removed, or the SignerInfo was \
          changed.",
    harmless: "Catalogs whose certificates lie elsewhere.",
    verify: "openssl cms -cmsout -print -inform DER on the extracted PKCS #7: compare the SignerInfo's sid with the \
             certificates.",
    sources: &[Source::Rfc(5652, "5.3")],
    effective: None,
    check: signer_certificate_missing,
};

fn signer_certificate_missing(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let missing = signature.facts.signer_infos > 0
            && (signature.leaf.is_none() || signature.state(Check::SignerCertificate) == OutcomeState::Invalid);
        Answer::when(missing, || {
            let named = signature.facts.signer_id.as_ref().map_or("nobody".to_owned(), |id| {
                match (&id.issuer, &id.serial, &id.subject_key_id) {
                    (Some(issuer), Some(serial), _) => format!("serial {serial} of {issuer}"),
                    (_, _, Some(key_id)) => format!("key identifier {key_id}"),
                    _ => "an unreadable signer".to_owned(),
                }
            });
            Hit::new(
                "The signer's certificate is not in the file",
                format!("the SignerInfo names {named}; {} certificates are there", signature.facts.bag.len()),
            )
            .at(signature.facts.location())
        })
    })
}

/// Nobody but the signer vouches.
pub(super) static LEAF_SELF_SIGNED: Rule = Rule {
    id: "leaf-self-signed",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf names itself as its issuer, and its own key verifies it.",
    why: "No third party vouches for the name. Anybody can make such a certificate in any name within a second.",
    harmless: "Test certificates of developers and drivers, Machine Owner Keys for Secure Boot.",
    verify: "openssl verify -CAfile leaf.pem leaf.pem succeeds.",
    sources: &[Source::Practice],
    effective: None,
    check: leaf_self_signed,
};

fn leaf_self_signed(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let ends_with_itself = signature.chain.len() == 1
            && matches!(signature.report.end, ChainEnd::UntrustedRoot | ChainEnd::UserAnchor | ChainEnd::ProgrammeRoot);
        Answer::when(leaf.self_issued && ends_with_itself, || {
            Hit::new("The leaf is self-signed", leaf.subject.clone()).on(leaf)
        })
    })
}

/// Leaves issued from 2026-03-01 on: 460 days; before: 39 months.
const SHORTER: Effective = Effective { from: Instant::from_unix(1_772_323_200), clock: "notBefore of the leaf" };
const LONG_NOW: i64 = 460 * DAY;
/// 39 months at their longest and a day.
const LONG_BEFORE: i64 = (1188 + 1) * DAY;

/// Valid for longer than CAs may issue.
pub(super) static LEAF_VALIDITY_TOO_LONG: Rule = Rule {
    id: "leaf-validity-too-long",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The chain ends in a root of Microsoft's programme, and the leaf is valid for more than 460 days (issued from \
           2026-03-01 on) or more than 39 months and a day (before).",
    why: "Public CAs may not issue such certificates. It was issued under an old policy, or by a CA that breaks the rules.",
    harmless: "Certificates from before 2017, and Microsoft's own product certificates.",
    verify: "openssl x509 -noout -dates on the leaf certificate.",
    sources: &[Source::CodeSigningBr("6.3.2")],
    effective: Some(SHORTER),
    check: leaf_validity_too_long,
};

fn leaf_validity_too_long(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if !signature.is_public() {
            return Answer::not_applicable("no public chain");
        }
        let limit = if leaf.not_before >= SHORTER.from { LONG_NOW } else { LONG_BEFORE };
        Answer::when(leaf.lifetime_seconds > limit, || {
            Hit::new(
                "Valid for longer than public CAs may issue",
                format!(
                    "{} to {}: {}, allowed {}",
                    leaf.not_before,
                    leaf.not_after,
                    span(leaf.lifetime_seconds),
                    span(limit)
                ),
            )
            .at(leaf.locate(&leaf.parts.validity))
            .on(leaf)
        })
    })
}

/// No policy of the CA/Browser Forum.
pub(super) static LEAF_NO_CABF_POLICY: Rule = Rule {
    id: "leaf-no-cabf-policy",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The chain ends in a root of Microsoft's programme, and the leaf names neither 2.23.140.1.3 (EV code signing) nor \
           2.23.140.1.4.1 (code signing) as its policy. Trusted Signing leaves are left out.",
    why: "The leaf does not state that its subscriber was vetted under the code-signing baseline requirements.",
    harmless: "Microsoft's product certificates, leaves of 2026 from Trusted Signing (anyPolicy only), and certificates older \
               than the requirements.",
    verify: "openssl x509 -noout -ext certificatePolicies on the leaf certificate.",
    sources: &[
        Source::CodeSigningBr("7.1.6.1"),
        Source::Measured("Trusted Signing leaves of 2026 have only anyPolicy"),
    ],
    effective: None,
    check: leaf_no_cabf_policy,
};

fn leaf_no_cabf_policy(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if !signature.is_public() || signature.claims_trusted_signing() {
            return Answer::not_applicable("no public chain, or a Trusted Signing leaf");
        }
        let named = leaf
            .policies
            .iter()
            .any(|policy| policy == oid::EV_CODE_SIGNING_POLICY || policy == oid::CODE_SIGNING_POLICY);
        Answer::when(!named, || {
            let policies = if leaf.policies.is_empty() { "none".to_owned() } else { leaf.policies.join(", ") };
            Hit::new("No code-signing policy of the CA/Browser Forum", format!("policies: {policies}")).on(leaf)
        })
    })
}

/// An odd serial number.
pub(super) static LEAF_SERIAL_ODD: Rule = Rule {
    id: "leaf-serial-odd",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf's serial number is zero or negative, longer than 20 octets, or shorter than 64 bits although the chain ends \
           in a root of Microsoft's programme.",
    why: "Public CAs must put 64 random bits into it, so that nobody can predict a certificate; home-made ones count from 1.",
    harmless: "Old certificates from before the rule of 2016, and private CAs.",
    verify: "openssl x509 -noout -serial on the leaf certificate.",
    sources: &[Source::Rfc(5280, "4.1.2.2"), Source::CodeSigningBr("7.1")],
    effective: None,
    check: leaf_serial_odd,
};

fn leaf_serial_odd(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let serial = &leaf.serial.0;
        let significant = serial.len().saturating_sub(usize::from(serial.first() == Some(&0) && serial.len() > 1));
        let odd = if serial.iter().all(|octet| *octet == 0) {
            Some("zero".to_owned())
        } else if serial.first().is_some_and(|octet| octet & 0x80 != 0) {
            Some("negative".to_owned())
        } else if serial.len() > 20 {
            Some(format!("{} octets long", serial.len()))
        } else if significant < 8 && signature.is_public() {
            Some(format!("{significant} octets long on a public chain"))
        } else {
            None
        };
        Answer::when(odd.is_some(), || {
            Hit::new("An odd serial number", format!("{}: {}", leaf.serial, odd.unwrap_or_default()))
                .at(leaf.locate(&leaf.parts.serial))
                .on(leaf)
        })
    })
}

/// No way to ask whether it was revoked.
pub(super) static LEAF_NO_REVOCATION_POINTER: Rule = Rule {
    id: "leaf-no-revocation-pointer",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The leaf names neither a CRL distribution point nor an OCSP responder.",
    why: "In practice it cannot be revoked: no verifier knows whom to ask.",
    harmless: "Private CAs and self-signed certificates.",
    verify: "openssl x509 -noout -ext crlDistributionPoints,authorityInfoAccess on the leaf certificate.",
    sources: &[Source::CodeSigningBr("7.1.2.3")],
    effective: None,
    check: leaf_no_revocation_pointer,
};

fn leaf_no_revocation_pointer(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        Answer::when(leaf.urls.crl.is_empty() && leaf.urls.ocsp.is_empty(), || {
            Hit::new("The leaf cannot be revoked in practice", "neither CRL nor OCSP address").on(leaf)
        })
    })
}

/// A critical extension that nobody here knows.
pub(super) static UNKNOWN_CRITICAL_EXTENSION: Rule = Rule {
    id: "unknown-critical-extension",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf has an extension that is marked critical and is none of those that are processed here.",
    why: "A verifier that does not understand it must reject the certificate. Whether Windows does is open, so that verifiers \
          disagree.",
    harmless: "An extension of a private PKI that its own software knows.",
    verify: "openssl x509 -noout -text on the leaf certificate: look for `critical` beside an OID without a name.",
    sources: &[Source::Rfc(5280, "4.2")],
    effective: None,
    check: unknown_critical_extension,
};

fn unknown_critical_extension(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let hits = leaf
            .unknown_critical_extensions()
            .map(|extension| {
                Hit::new("A critical extension is not known", format!("{} {}", extension.oid, extension.name))
                    .at(extension.location)
                    .on(leaf)
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// A certificate from before extensions.
pub(super) static LEAF_VERSION_NOT_V3: Rule = Rule {
    id: "leaf-version-not-v3",
    family: Family::Signer,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf is an X.509 certificate of version 1 or 2.",
    why: "Such a certificate has no extensions and cannot say that it is for code signing, or that it is no CA. Public CAs \
          have issued version 3 since the 1990s.",
    harmless: "Very old or home-made certificates.",
    verify: "openssl x509 -noout -text on the leaf certificate: `Version`.",
    sources: &[Source::Rfc(5280, "4.1.2.1")],
    effective: None,
    check: leaf_version_not_v3,
};

fn leaf_version_not_v3(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf: &CertificateFacts| {
        Answer::when(leaf.version != 3, || {
            Hit::new("The leaf is no version 3 certificate", format!("version {}", leaf.version)).on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extension, HexBytes, SignerId};
    use crate::rules::fixture::{Fixture, thumbprint};

    #[test]
    fn removed_leaf_names_the_signer_it_misses() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SIGNER_CERTIFICATE_MISSING));
        file.signature().facts.signer = None;
        file.signature().facts.signer_id = Some(SignerId {
            issuer: Some("CN=Sample CA".to_owned()),
            serial: Some(HexBytes(vec![0x0a])),
            subject_key_id: None,
        });
        assert!(file.hits(&SIGNER_CERTIFICATE_MISSING)[0].detail.contains("serial 0a of CN=Sample CA"));
    }

    #[test]
    fn self_signed_is_verified_and_not_only_self_issued() {
        let mut file = Fixture::signed();
        file.leaf().self_issued = true;
        assert!(file.silent(&LEAF_SELF_SIGNED), "another certificate of the same name issued it");
        file.signature().chain = vec![thumbprint(1)];
        file.signature().chain_report.end = ChainEnd::BrokenLink;
        assert!(file.silent(&LEAF_SELF_SIGNED), "its own key does not verify it");
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.fires(&LEAF_SELF_SIGNED));
    }

    #[test]
    fn validity_is_limited_by_the_day_of_issue() {
        let mut file = Fixture::signed();
        for (from, days, fires) in [
            ("2026-03-01T00:00:00Z", 460, false),
            ("2026-03-01T00:00:00Z", 461, true),
            ("2026-02-28T23:59:59Z", 461, false),
            ("2015-01-01T00:00:00Z", 1189, false),
            ("2015-01-01T00:00:00Z", 1190, true),
        ] {
            file.leaf_valid(from, days * DAY);
            assert_eq!(file.fires(&LEAF_VALIDITY_TOO_LONG), fires, "{from} {days}");
        }
        file.signature().chain_report.end = ChainEnd::UserAnchor;
        assert_eq!(file.answer(&LEAF_VALIDITY_TOO_LONG).name(), "not-applicable");
    }

    #[test]
    fn policy_of_the_forum_is_expected_on_public_chains() {
        let mut file = Fixture::signed();
        assert!(file.silent(&LEAF_NO_CABF_POLICY));
        file.leaf().policies.clear();
        assert!(file.fires(&LEAF_NO_CABF_POLICY));
        file.trusted_signing();
        assert_eq!(file.answer(&LEAF_NO_CABF_POLICY).name(), "not-applicable");
    }

    #[test]
    fn serial_numbers_are_judged_octet_by_octet() {
        let mut file = Fixture::signed();
        let cases: [(&[u8], Option<&str>); 7] = [
            (&[0], Some("zero")),
            (&[0x80, 1, 2, 3, 4, 5, 6, 7, 8], Some("negative")),
            (&[1; 21], Some("21 octets")),
            (&[1; 20], None),
            (&[1, 2, 3, 4, 5, 6, 7], Some("7 octets")),
            (&[0, 0x81, 2, 3, 4, 5, 6, 7], Some("7 octets")),
            (&[1, 2, 3, 4, 5, 6, 7, 8], None),
        ];
        for (serial, expected) in cases {
            file.leaf().serial = HexBytes(serial.to_vec());
            let hits = file.hits(&LEAF_SERIAL_ODD);
            match expected {
                Some(text) => assert!(hits[0].detail.contains(text), "{hits:?}"),
                None => assert!(hits.is_empty(), "{hits:?}"),
            }
        }
        file.leaf().serial = HexBytes(vec![1]);
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.silent(&LEAF_SERIAL_ODD), "a private CA may count");
    }

    #[test]
    fn either_pointer_is_enough() {
        let mut file = Fixture::signed();
        assert!(file.silent(&LEAF_NO_REVOCATION_POINTER));
        file.leaf().urls.crl.clear();
        assert!(file.fires(&LEAF_NO_REVOCATION_POINTER));
        file.leaf().urls.ocsp.push("http://ocsp.example".to_owned());
        assert!(file.silent(&LEAF_NO_REVOCATION_POINTER));
    }

    #[test]
    fn only_critical_and_unknown_extensions_fire() {
        let mut file = Fixture::signed();
        let extension = |oid: &str, critical| Extension {
            oid: oid.to_owned(),
            name: oid.to_owned(),
            critical,
            text: String::new(),
            location: None,
            decoded: false,
        };
        file.leaf().extensions = vec![extension("2.5.29.19", true), extension("1.2.3.4", false)];
        assert!(file.silent(&UNKNOWN_CRITICAL_EXTENSION));
        file.leaf().extensions.push(extension("1.2.3.4", true));
        assert_eq!(file.hits(&UNKNOWN_CRITICAL_EXTENSION).len(), 1);
    }

    #[test]
    fn version_1_fires() {
        let mut file = Fixture::signed();
        assert!(file.silent(&LEAF_VERSION_NOT_V3));
        file.leaf().version = 1;
        assert!(file.fires(&LEAF_VERSION_NOT_V3));
    }
}
