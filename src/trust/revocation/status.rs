//! What the data says about each certificate of a chain, and whether it counts.
//!
//! In: a built chain and the time that counts. Out: one [`CertificateRevocation`] for each certificate that somebody
//! could revoke. Authenticode's rule: a revocation dated at or before the trusted time counts, a later one does not;
//! without a trusted time every one up to the chosen time does.

use super::data::RevocationData;
use super::evidence::{Entry, Evidence, Subject, collect};
use crate::model::{CertificateFacts, CertificateRevocation, ChainEnd, FetchCommand, Instant, RevocationState, Role};
use crate::text::{crl_command, ocsp_command};
use crate::trust::path::{BuiltChain, Pool};
use crate::verify::PairCache;

/// Most addresses of one certificate that get a command.
const MAX_COMMANDS: usize = 8;

/// Which revocations count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Those dated at or before the trusted time.
    Timestamp(Instant),
    /// All: no trusted time protects the signature.
    Chosen,
    /// Of a TSA: all, but those dated after the time it states and for a reason that leaves its key sound (RFC 3161
    /// section 4, item 1).
    Stated(Instant),
}

/// One question to the data.
pub struct Inquiry<'a> {
    /// The data.
    pub data: &'a RevocationData,
    /// The certificates at hand.
    pub pool: &'a Pool<'a>,
    /// Which certificate signed which.
    pub links: &'a PairCache,
    /// The chosen time: data must be fresh then, and what is dated later has not happened yet.
    pub at: Instant,
    /// Which revocations count.
    pub bound: Bound,
}

impl Inquiry<'_> {
    /// Answers for every certificate of the chain but its anchor, or its self-signed end.
    pub fn ask(&self, chain: &BuiltChain, first: Role, others: Role) -> Vec<CertificateRevocation> {
        let closed = chain.report.end.is_anchor() || chain.report.end == ChainEnd::UntrustedRoot;
        let asked = chain.path.len().saturating_sub(usize::from(closed));
        let certificates = chain.path.iter().take(asked).enumerate();
        certificates
            .map(|(position, certificate)| {
                let above = |steps| chain.path.get(position.saturating_add(steps)).map(AsRef::as_ref);
                let subject = Subject { certificate, issuer: above(1), grand_issuer: above(2) };
                self.answer(&subject, if position == 0 { first } else { others })
            })
            .collect()
    }

    /// Why data of this age does not tell that a certificate is not revoked; `None` when it does.
    pub fn age(&self, this_update: Instant, next_update: Option<Instant>) -> Option<String> {
        if let Bound::Timestamp(time) | Bound::Stated(time) = self.bound
            && this_update < time
        {
            return Some(format!("it was issued before the timestamp's {time}"));
        }
        match next_update {
            Some(next) if next < self.at => Some(format!("it was due to be replaced on {next}")),
            None if this_update < self.at => Some("it does not state until when it holds".to_owned()),
            _ => None,
        }
    }

    fn answer(&self, subject: &Subject<'_>, role: Role) -> CertificateRevocation {
        let certificate = subject.certificate;
        let (evidence, mut unusable) = collect(self, subject);
        let mut answer = CertificateRevocation {
            certificate: certificate.sha256,
            role,
            state: RevocationState::NotChecked,
            reason: "no CRL or OCSP response of its issuer was supplied".to_owned(),
            source: None,
            revocation_date: None,
            revocation_reason: None,
            invalidity_date: None,
            unusable: Vec::new(),
            fetch: certificate.urls.crl.iter().chain(&certificate.urls.ocsp).cloned().collect(),
            fetch_commands: Vec::new(),
        };
        let silent = evidence.iter().filter_map(|found| {
            let why = found.silent.as_ref()?;
            let source = &found.source;
            Some(format!("the {} of {} ({}): {why}", source.kind, source.this_update, source.file))
        });
        unusable.extend(silent);
        if let Some((found, entry)) = standing_entry(&evidence) {
            self.set_revoked(found, entry, &mut answer);
        } else if let Some((found, state)) = best_absence(certificate, &evidence) {
            let source = &found.source;
            answer.state = state;
            answer.reason = if state == RevocationState::Absent {
                format!("not revoked according to the {} of {}", source.kind, source.this_update)
            } else {
                format!(
                    "not on the {} of {}, but it had expired on {}, and expired certificates need not stay listed: that \
                     proves little",
                    source.kind, source.this_update, certificate.not_after
                )
            };
            answer.source = Some(source.clone());
        } else if let Some(first) = unusable.first() {
            answer.state = RevocationState::Unusable;
            answer.reason = format!("the supplied data does not answer: {first}");
        }
        answer.unusable = unusable;
        if matches!(answer.state, RevocationState::NotChecked | RevocationState::Unusable) {
            answer.fetch_commands = fetch_commands(certificate);
        }
        answer
    }

    fn set_revoked(&self, found: &Evidence, entry: &Entry, answer: &mut CertificateRevocation) {
        let counts = self.counts(entry);
        let why = match self.bound {
            _ if entry.date > self.at => format!("after the chosen time {}", self.at),
            Bound::Timestamp(time) if counts => format!("not after the timestamp's {time}"),
            Bound::Timestamp(time) => format!("after the timestamp's {time}"),
            Bound::Stated(time) if entry.date <= time => format!("not after the {time} that it states"),
            Bound::Stated(time) if counts => {
                format!("after the {time} that it states, but for a reason that leaves its key in doubt")
            }
            Bound::Stated(time) => format!("after the {time} that it states, and its key is not in doubt"),
            Bound::Chosen => "and no timestamp that counts shows an earlier signature".to_owned(),
        };
        let reason = entry.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let source = &found.source;
        answer.state = if counts { RevocationState::Revoked } else { RevocationState::RevokedLater };
        answer.reason =
            format!("revoked on {}{reason} by the {} of {}, {why}", entry.date, source.kind, source.this_update);
        answer.source = Some(source.clone());
        answer.revocation_date = Some(entry.date);
        answer.revocation_reason = entry.reason.map(str::to_owned);
        answer.invalidity_date = entry.invalidity_date;
    }

    fn counts(&self, entry: &Entry) -> bool {
        let in_time = match self.bound {
            Bound::Timestamp(time) => entry.date <= time,
            Bound::Chosen => true,
            Bound::Stated(time) => entry.date <= time || !leaves_key_sound(entry.reason),
        };
        in_time && entry.date <= self.at
    }
}

/// A command for each CRL, then for each OCSP responder; or why there is none.
fn fetch_commands(certificate: &CertificateFacts) -> Vec<FetchCommand> {
    let urls = &certificate.urls;
    let lists = urls.crl.iter().take(MAX_COMMANDS).map(|url| (url, crl_command(url)));
    let responders = urls.ocsp.iter().take(MAX_COMMANDS).map(|url| (url, ocsp_command(url, &certificate.serial.0)));
    lists
        .chain(responders)
        .map(|(url, made)| {
            let (command, refused) = match made {
                Ok(command) => (Some(command), None),
                Err(why) => (None, Some(why.to_owned())),
            };
            FetchCommand { url: url.clone(), command, refused }
        })
        .collect()
}

/// RFC 3161 section 4, item 1: with these reasons tokens from before the revocation stay valid.
fn leaves_key_sound(reason: Option<&str>) -> bool {
    matches!(reason, Some("unspecified" | "affiliationChanged" | "superseded" | "cessationOfOperation"))
}

/// The entry that stands: of the newest data that has one. A hold does not stand when newer data has lifted it.
fn standing_entry(evidence: &[Evidence]) -> Option<(&Evidence, &Entry)> {
    let mut lifted = false;
    for found in evidence {
        match &found.entry {
            Some(entry) if entry.reason == Some("removeFromCRL") => lifted = true,
            Some(entry) if entry.reason == Some("certificateHold") && lifted => {}
            Some(entry) => return Some((found, entry)),
            None => lifted |= found.silent.is_none(),
        }
    }
    None
}

/// The newest data whose silence says something, preferably data from the certificate's lifetime.
fn best_absence<'a>(
    certificate: &CertificateFacts,
    evidence: &'a [Evidence],
) -> Option<(&'a Evidence, RevocationState)> {
    let judged = evidence.iter().filter(|found| found.silent.is_none() && found.entry.is_none()).map(|found| {
        let kept = found.keeps_expired_since.is_some_and(|since| since <= certificate.not_after);
        let gone = certificate.not_after < found.source.this_update && !kept;
        (found, if gone { RevocationState::AbsentExpired } else { RevocationState::Absent })
    });
    judged.min_by_key(|(_, state)| *state)
}
