//! Rules about the supplied data itself: whether it answers, and whether the CA kept its own rules.

use super::status::{answers, hit};
use crate::model::{Confidence, Instant, RevocationState, Role, Severity};
use crate::rules::{Answer, Case, Effective, Family, Hit, Rule, Source};

const ALL: &[Role] = &[Role::Leaf, Role::Intermediate, Role::Tsa, Role::TsaIntermediate];

/// 2022-07-01.
const DATES_EQUAL_FROM: Instant = Instant::from_unix(1_656_633_600);

/// Data was supplied, and does not answer.
pub(super) static CRL_NOT_USABLE: Rule = Rule {
    id: "crl-not-usable",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "A CRL or OCSP response of the issuer was supplied and does not answer: its signature is false, its scope leaves the \
           certificate out, it is out of date, or it is older than the timestamp.",
    why: "The question stays open, though it looks as if it had been asked.",
    harmless: "The normal fate of a list that was fetched some weeks ago: fetch it again.",
    verify: "openssl crl -inform DER -noout -issuer -lastupdate -nextupdate -in list.crl; openssl crl -CAfile issuer.pem. The \
             command that fetches a newer one stands in the details of the certificate, under Revocation in the text report, \
             and in fetch_commands of the JSON report.",
    sources: &[Source::Rfc(5280, "6.3.3")],
    effective: None,
    check: crl_not_usable,
};

fn crl_not_usable(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let open = answers(signature, ALL).filter(|answer| answer.state == RevocationState::Unusable);
        let hits: Vec<Hit> =
            open.map(|answer| hit(case, "The supplied revocation data does not answer", answer)).collect();
        Answer::from_hits(hits)
    })
}

/// Not on the list, but the list need not keep it.
pub(super) static CRL_MAY_OMIT_EXPIRED: Rule = Rule {
    id: "crl-may-omit-expired",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The signer's certificate is not on the CRL, had expired before the CRL was issued, and the CRL does not say \
           (expiredCertsOnCRL) that it keeps expired certificates.",
    why: "A CA may drop a revoked certificate from its list once it has expired. For a certificate of 72 hours that is nearly \
          always the case, so that its absence proves little.",
    harmless: "CAs for code signing must keep revoked certificates listed for years after they expired, and most do.",
    verify: "openssl crl -inform DER -text -noout: Last Update against the certificate's notAfter, and the extension 2.5.29.60.",
    sources: &[Source::Rfc(5280, "3.3"), Source::CodeSigningBr("4.9")],
    effective: None,
    check: crl_may_omit_expired,
};

fn crl_may_omit_expired(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let open = answers(signature, &[Role::Leaf]).filter(|answer| answer.state == RevocationState::AbsentExpired);
        Answer::from_hits(open.map(|answer| hit(case, "Absence from the CRL proves little", answer)).collect())
    })
}

/// The two dates of an entry differ.
pub(super) static REVOCATION_DATES_DIFFER: Rule = Rule {
    id: "revocation-dates-differ",
    family: Family::Revocation,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The entry of a certificate states an invalidityDate other than its revocationDate, on a CRL issued from 2022-07-01 on.",
    why: "Windows compares revocationDate alone. CAs for code signing must set both to the time of the compromise; where they \
          differ, the CA may know of an earlier abuse than Windows is told.",
    harmless: "A CA's slip. CAs outside the CA/Browser Forum's rules may do so.",
    verify: "openssl crl -inform DER -text -noout: Revocation Date and X509v3 Invalidity Date of the entry.",
    sources: &[Source::CodeSigningBr("4.9.1.3"), Source::Rfc(5280, "5.3.2")],
    effective: Some(Effective { from: DATES_EQUAL_FROM, clock: "thisUpdate of the CRL" }),
    check: revocation_dates_differ,
};

fn revocation_dates_differ(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let differ = answers(signature, ALL).filter_map(|answer| {
            let (revoked, invalid) = (answer.revocation_date?, answer.invalidity_date?);
            let since = answer.source.as_ref()?.this_update >= DATES_EQUAL_FROM;
            (since && revoked.unix() != invalid.unix()).then(|| {
                let mut hit = hit(case, "The CA gives two dates for the revocation", answer);
                hit.detail = format!("revocationDate {revoked}, invalidityDate {invalid}");
                hit
            })
        });
        Answer::from_hits(differ.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CertificateRevocation, RevocationDataKind, RevocationSource};
    use crate::rules::fixture::{Fixture, thumbprint, time};

    fn file(state: RevocationState, invalidity: Option<&str>, issued: &str) -> Fixture {
        let mut file = Fixture::signed();
        file.signature().revocations = vec![CertificateRevocation {
            certificate: thumbprint(1),
            role: Role::Leaf,
            state,
            reason: "as it is".to_owned(),
            source: Some(RevocationSource {
                kind: RevocationDataKind::Crl,
                file: "a.crl".to_owned(),
                this_update: time(issued),
                next_update: None,
                number: None,
            }),
            revocation_date: invalidity.map(|_| time("2026-05-01")),
            revocation_reason: None,
            invalidity_date: invalidity.map(time),
            unusable: Vec::new(),
            fetch: Vec::new(),
            fetch_commands: Vec::new(),
        }];
        file
    }

    #[test]
    fn data_that_does_not_answer_and_absence_that_proves_little_are_said() {
        let issued = "2026-11-20";
        assert_eq!(file(RevocationState::Unusable, None, issued).hits(&CRL_NOT_USABLE).len(), 1);
        assert_eq!(file(RevocationState::AbsentExpired, None, issued).hits(&CRL_MAY_OMIT_EXPIRED).len(), 1);
        let absent = file(RevocationState::Absent, None, issued);
        assert!(absent.silent(&CRL_NOT_USABLE) && absent.silent(&CRL_MAY_OMIT_EXPIRED));
    }

    #[test]
    fn two_dates_are_told_from_the_day_of_the_rule_on() {
        let differ = |invalidity, issued| {
            file(RevocationState::Revoked, Some(invalidity), issued).hits(&REVOCATION_DATES_DIFFER).len()
        };
        assert_eq!(differ("2026-04-01", "2026-11-20"), 1);
        assert_eq!(differ("2026-05-01", "2026-11-20"), 0);
        assert_eq!(differ("2026-04-01", "2022-06-30"), 0);
    }
}
