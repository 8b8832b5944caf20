//! Rules about certificates that are revoked.

use crate::model::{CertificateRevocation, Confidence, RevocationState, Role, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};

/// The answers about certificates that play one of these parts.
pub(super) fn answers<'a>(
    signature: &SignatureCase<'a>,
    roles: &'a [Role],
) -> impl Iterator<Item = &'a CertificateRevocation> {
    signature.signature.revocations.iter().filter(|answer| roles.contains(&answer.role))
}

/// A hit on the certificate of an answer, with the answer as its detail.
pub(super) fn hit(case: &Case<'_>, title: &str, answer: &CertificateRevocation) -> Hit {
    match case.certificate(answer.certificate) {
        Some(certificate) => {
            let facts = certificate.facts.as_ref();
            Hit::new(title, format!("{}: {}", facts.display_name(), answer.reason)).on(facts)
        }
        None => Hit::new(title, answer.reason.clone()),
    }
}

/// Fires for each answer about these parts that `fits`; cannot tell while one of them is open.
fn each(case: &Case<'_>, roles: &'static [Role], title: &str, fits: fn(&CertificateRevocation) -> bool) -> Answer {
    case.each_signature(|signature| {
        let hits: Vec<Hit> =
            answers(signature, roles).filter(|answer| fits(answer)).map(|answer| hit(case, title, answer)).collect();
        if !hits.is_empty() {
            return Answer::Fired(hits);
        }
        let mut states = answers(signature, roles).map(|answer| answer.state).peekable();
        if states.peek().is_none() {
            return Answer::not_applicable("there is no such certificate that somebody could revoke");
        }
        let is_open = |state| {
            matches!(state, RevocationState::NotChecked | RevocationState::Unusable | RevocationState::AbsentExpired)
        };
        if states.any(is_open) {
            Answer::cannot_tell("no supplied CRL or OCSP response answers")
        } else {
            Answer::Silent
        }
    })
}

/// The leaf's revocation counts.
pub(super) static LEAF_REVOKED: Rule = Rule {
    id: "leaf-revoked",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A supplied CRL or OCSP response lists the signer's certificate as revoked, with a revocation date that is not after \
           the trusted timestamp, or there is no trusted timestamp.",
    why: "The CA withdrew the certificate for the time at which the file was signed: the signature is void. CAs date a \
          revocation back when they learn of abuse.",
    harmless: "A publisher who lost a key may have had honest files fall with the others.",
    verify: "openssl crl -inform DER -text -noout -in list.crl and look for the serial number; openssl verify -crl_check.",
    sources: &[Source::Rfc(5280, "5.3"), Source::CodeSigningBr("4.9")],
    effective: None,
    check: |case| {
        each(case, &[Role::Leaf], "The signer's certificate is revoked", |answer| {
            answer.state == RevocationState::Revoked
        })
    },
};

/// The leaf's revocation came too late to count.
pub(super) static LEAF_REVOKED_LATER: Rule = Rule {
    id: "leaf-revoked-later",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The signer's certificate is revoked, with a revocation date after the trusted timestamp (or after the chosen time).",
    why: "Windows still accepts the file, and the CA distrusts the key since. A CA may date the revocation back later, which \
          kills the file: look again. Other files of the same identity deserve a review.",
    harmless: "Certificates are also revoked because they were replaced or a company ceased to exist: see the reason.",
    verify: "Compare revocationDate in openssl crl -text with the time of the timestamp.",
    sources: &[Source::Rfc(5280, "5.3"), Source::CodeSigningBr("4.9")],
    effective: None,
    check: |case| {
        each(case, &[Role::Leaf], "The signer's certificate was revoked later", |answer| {
            answer.state == RevocationState::RevokedLater
        })
    },
};

/// A CA above the leaf is revoked.
pub(super) static ISSUER_REVOKED: Rule = Rule {
    id: "issuer-revoked",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A supplied CRL or OCSP response lists a CA of the signer's chain as revoked; a warning when the revocation date is \
           after the trusted timestamp.",
    why: "A whole CA was withdrawn: all that it issued is suspect.",
    harmless: "CAs that cease operation are revoked in an orderly way; their old files keep their timestamps.",
    verify: "openssl crl -inform DER -text -noout on the list of the CA's own issuer.",
    sources: &[Source::Rfc(5280, "6.3"), Source::CodeSigningBr("4.9")],
    effective: None,
    check: issuer_revoked,
};

fn issuer_revoked(case: &Case<'_>) -> Answer {
    let is_revoked = |answer: &CertificateRevocation| {
        matches!(answer.state, RevocationState::Revoked | RevocationState::RevokedLater)
    };
    let found = each(case, &[Role::Intermediate], "A CA of the chain is revoked", is_revoked);
    let Answer::Fired(mut hits) = found else { return found };
    for hit in &mut hits {
        let answers = hit.signature.and_then(|index| case.signatures.get(index));
        let later = answers.is_some_and(|signature| {
            signature.signature.revocations.iter().any(|answer| {
                Some(answer.certificate) == hit.certificate && answer.state == RevocationState::RevokedLater
            })
        });
        if later {
            hit.severity = Some(Severity::Warning);
        }
    }
    Answer::Fired(hits)
}

/// The TSA or a CA above it is revoked, so that its time proves nothing.
pub(super) static TSA_REVOKED: Rule = Rule {
    id: "tsa-revoked",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A supplied CRL or OCSP response lists the TSA of the timestamp that counts, or a CA above it, as revoked: at or before \
           the stated time, or for a reason that leaves its key in doubt.",
    why: "Whoever holds such a key can state any time. The trusted time is dropped, and the signature is judged as of the \
          chosen time.",
    harmless: "None known. A TSA that stopped in an orderly way is revoked with a reason that says so, and keeps its old tokens.",
    verify: "openssl crl -inform DER -text -noout on the list of the TSA's issuer.",
    sources: &[Source::Rfc(3161, "4")],
    effective: None,
    check: |case| {
        each(case, &[Role::Tsa, Role::TsaIntermediate], "The timestamping authority is revoked", |answer| {
            answer.state == RevocationState::Revoked
        })
    },
};

/// The CA says why.
pub(super) static REVOCATION_REASON_KEY_COMPROMISE: Rule = Rule {
    id: "revocation-reason-key-compromise",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The signer's certificate, or a CA above it, is revoked with the reason keyCompromise or privilegeWithdrawn.",
    why: "CAs give these reasons when a certificate signed malware, whether the key was stolen or its holder was the abuser.",
    harmless: "A publisher may report a key as compromised that nobody abused.",
    verify: "openssl crl -inform DER -text -noout: X509v3 CRL Reason Code of the entry.",
    sources: &[Source::Rfc(5280, "5.3.1"), Source::CodeSigningBr("4.9")],
    effective: None,
    check: |case| {
        each(case, &[Role::Leaf, Role::Intermediate], "Revoked for a lost key or abuse", |answer| {
            matches!(answer.revocation_reason.as_deref(), Some("keyCompromise" | "privilegeWithdrawn"))
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, thumbprint, time};

    fn file(role: Role, certificate: u8, state: RevocationState, reason: Option<&str>) -> Fixture {
        let mut file = Fixture::signed();
        file.signature().revocations = vec![CertificateRevocation {
            certificate: thumbprint(certificate),
            role,
            state,
            reason: "revoked on a day".to_owned(),
            source: None,
            revocation_date: Some(time("2026-05-01")),
            revocation_reason: reason.map(str::to_owned),
            invalidity_date: None,
            unusable: Vec::new(),
            fetch: Vec::new(),
            fetch_commands: Vec::new(),
        }];
        file
    }

    #[test]
    fn revoked_leaf_fires_one_of_two_rules() {
        let revoked = file(Role::Leaf, 1, RevocationState::Revoked, None);
        assert_eq!(revoked.hits(&LEAF_REVOKED).len(), 1);
        assert!(revoked.silent(&LEAF_REVOKED_LATER) && revoked.silent(&REVOCATION_REASON_KEY_COMPROMISE));
        let later = file(Role::Leaf, 1, RevocationState::RevokedLater, Some("keyCompromise"));
        assert!(later.silent(&LEAF_REVOKED));
        assert!(later.hits(&LEAF_REVOKED_LATER)[0].detail.contains("revoked on a day"));
        assert_eq!(later.hits(&REVOCATION_REASON_KEY_COMPROMISE).len(), 1);
        let ceased = file(Role::Leaf, 1, RevocationState::RevokedLater, Some("cessationOfOperation"));
        assert!(ceased.silent(&REVOCATION_REASON_KEY_COMPROMISE));
    }

    #[test]
    fn revoked_issuer_is_critical_unless_it_came_later() {
        let revoked = file(Role::Intermediate, 2, RevocationState::Revoked, None);
        assert_eq!(revoked.hits(&ISSUER_REVOKED)[0].severity, None);
        let later = file(Role::Intermediate, 2, RevocationState::RevokedLater, None);
        assert_eq!(later.hits(&ISSUER_REVOKED)[0].severity, Some(Severity::Warning));
        assert!(file(Role::Intermediate, 2, RevocationState::Absent, None).silent(&ISSUER_REVOKED));
    }

    #[test]
    fn revoked_tsa_fires_and_one_that_stopped_later_does_not() {
        assert_eq!(file(Role::Tsa, 4, RevocationState::Revoked, None).hits(&TSA_REVOKED).len(), 1);
        assert!(file(Role::Tsa, 4, RevocationState::RevokedLater, None).silent(&TSA_REVOKED));
    }

    #[test]
    fn open_answers_are_never_silent() {
        for state in [RevocationState::NotChecked, RevocationState::Unusable, RevocationState::AbsentExpired] {
            let answer = file(Role::Leaf, 1, state, None).answer(&LEAF_REVOKED);
            assert!(matches!(answer, Answer::CannotTell(_)), "{state}: {answer:?}");
        }
    }
}
