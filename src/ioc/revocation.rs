//! Which revocation date to ask for, so that given signatures fall.

use crate::asn1::oid;
use crate::model::{CertificateFacts, Instant, Signature, State};

/// A certificate that lives no longer is one of a short-lived series, in seconds: eight days.
const SHORT_LIFETIME: i64 = 8 * 86_400;

/// The date to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RevocationRequest {
    /// The revocation must be dated at or before this, in whole seconds as a CRL states it; `None`: any date does.
    pub latest: Option<Instant>,
    /// The date that covers every signature made with the certificate: its notBefore.
    pub all: Instant,
    /// Set when only `all` makes sense: the certificate lives for days and all its signatures are of one origin.
    pub short_lived: bool,
    /// The file or the files that are to fall: `the sample`, `the samples`.
    pub samples: &'static str,
    /// Why, in sentences.
    pub reason: String,
}

/// The revocation date to ask for, so that all of these signatures by `leaf` fall; `files` holds those of each file.
///
/// A signature with a timestamp that Windows accepts stays valid unless the revocation is dated at or before the
/// timestamp; one without falls with any revocation. A timestamp whose chain we cannot judge counts as accepted.
/// X.509 revocation dates have no fraction of a second, so that of the timestamp is dropped.
pub(super) fn revocation_request(leaf: &CertificateFacts, files: &[Vec<&Signature>]) -> RevocationRequest {
    let times: Vec<Option<Instant>> =
        files.iter().flatten().map(|signature| protected_since(leaf, signature)).collect();
    let latest = times.iter().flatten().min().map(|time| Instant::from_unix(time.unix()));
    let samples = if files.len() > 1 { "the samples" } else { "the sample" };
    let reason = match latest {
        Some(latest) => protected(latest, files.len(), &times),
        None if leaf.has_eku(oid::LIFETIME_SIGNING) => format!(
            "The certificate has the lifetime-signing usage, so that a timestamp protects none of its signatures: any \
             revocation date makes {samples} fall."
        ),
        None => format!(
            "No timestamp protects {samples}: any revocation date makes {} fall. An early one also reaches timestamped \
             files signed with the same certificate.",
            if files.len() > 1 { "them" } else { "it" }
        ),
    };
    RevocationRequest {
        latest,
        all: latest.map_or(leaf.not_before, |latest| latest.min(leaf.not_before)),
        short_lived: leaf.lifetime_seconds <= SHORT_LIFETIME,
        samples,
        reason,
    }
}

/// Why the date must not be later than the earliest timestamp of so many files.
fn protected(latest: Instant, files: usize, times: &[Option<Instant>]) -> String {
    let without = times.iter().filter(|time| time.is_none()).count();
    let (whose, what_stays) = match (files, times.len().saturating_sub(without)) {
        (1, 1) => ("The sample's timestamp", "the file"),
        (1, _) => ("The earliest timestamp of the sample's signatures", "that signature"),
        _ => ("The earliest timestamp of these samples", "that file"),
    };
    let mut reason = format!(
        "Windows accepts a signature for as long as its timestamp is older than the revocation. {whose} is {latest}: a \
         revocation dated later leaves {what_stays} valid for good, also after the certificate has expired."
    );
    let of_what = if files == times.len() { "samples" } else { "signatures" };
    match without {
        0 => {}
        1 => {
            reason.push_str(&format!(" One of the {of_what} has no timestamp that counts and falls with any date."));
        }
        _ => reason
            .push_str(&format!(" {without} of the {of_what} have no timestamp that counts and fall with any date.")),
    }
    reason
}

/// The time of the timestamp that would protect a signature from a later revocation.
fn protected_since(leaf: &CertificateFacts, signature: &Signature) -> Option<Instant> {
    let timestamp = signature.timestamp.as_ref()?;
    if leaf.has_eku(oid::LIFETIME_SIGNING) || timestamp.valid == State::Invalid {
        return None;
    }
    timestamp.facts.time
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Analysis;
    use crate::report::example::signed;

    /// A file with one signature: leaf of three days from 2026-06-01T08:00:00Z, timestamp at `time`.
    fn file(time: &str, valid: State) -> Analysis {
        let mut analysis = signed("a.exe", 1);
        let timestamp = analysis.signatures[0].timestamp.as_mut().unwrap();
        timestamp.valid = valid;
        Arc::make_mut(&mut timestamp.facts).time = Some(time.parse().unwrap());
        analysis
    }

    fn request(files: &[Analysis]) -> RevocationRequest {
        let signatures: Vec<Vec<&Signature>> = files.iter().map(|file| file.signatures.iter().collect()).collect();
        revocation_request(&files[0].certificates[0].facts, &signatures)
    }

    fn time(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn date_is_the_earliest_timestamp_in_whole_seconds() {
        let files = [file("2026-06-03T09:00:00.9Z", State::Valid), file("2026-06-02T09:12:00.482Z", State::Valid)];
        let request = request(&files);
        assert_eq!(request.latest, Some(time("2026-06-02T09:12:00Z")));
        assert_eq!(request.all, time("2026-06-01T08:00:00Z"), "the leaf's notBefore");
        assert!(request.short_lived);
        assert!(request.reason.contains("earliest timestamp of these samples is 2026-06-02T09:12:00Z"));
    }

    #[test]
    fn any_date_does_without_a_timestamp_that_counts() {
        let mut none = file("2026-06-02", State::Valid);
        none.signatures[0].timestamp = None;
        for files in [[none], [file("2026-06-02", State::Invalid)]] {
            let request = request(&files);
            assert_eq!(request.latest, None);
            assert_eq!(request.all, time("2026-06-01T08:00:00Z"));
            assert!(request.reason.starts_with("No timestamp protects the sample"), "{}", request.reason);
        }
    }

    #[test]
    fn timestamp_of_an_unknown_authority_counts() {
        assert!(request(&[file("2026-06-02", State::CannotTell)]).latest.is_some());
    }

    #[test]
    fn lifetime_signing_makes_every_date_do() {
        let mut lifetime = file("2026-06-02", State::Valid);
        Arc::make_mut(&mut lifetime.certificates[0].facts).eku.push(oid::LIFETIME_SIGNING.to_owned());
        let request = request(&[lifetime]);
        assert_eq!(request.latest, None);
        assert!(request.reason.contains("lifetime-signing"));
    }

    #[test]
    fn timestamp_before_the_certificate_moves_both_dates() {
        let request = request(&[file("2020-01-01", State::Valid)]);
        assert_eq!((request.latest, request.all), (Some(time("2020-01-01")), time("2020-01-01")));
    }

    #[test]
    fn sample_without_a_timestamp_among_others_is_mentioned() {
        let mut none = file("2026-06-02", State::Valid);
        none.signatures[0].timestamp = None;
        let request = request(&[file("2026-06-02", State::Valid), none]);
        assert!(request.latest.is_some());
        assert!(request.reason.ends_with("One of the samples has no timestamp that counts and falls with any date."));
    }

    #[test]
    fn two_signatures_of_one_file_are_not_called_samples() {
        let mut twice = file("2026-06-02T09:12:00Z", State::Valid);
        let mut second = file("2026-06-02T09:13:00Z", State::Valid).signatures.remove(0);
        twice.signatures.push(second.clone());
        let both = request(&[twice.clone()]);
        assert!(both.reason.contains("The earliest timestamp of the sample's signatures is 2026-06-02T09:12:00Z"));
        assert!(both.reason.contains("leaves that signature valid"), "{}", both.reason);
        assert!(!both.reason.contains("samples"), "{}", both.reason);

        second.timestamp = None;
        twice.signatures[1] = second;
        let one = request(&[twice]);
        assert!(one.reason.contains("The sample's timestamp is 2026-06-02T09:12:00Z"), "{}", one.reason);
        assert!(one.reason.ends_with("One of the signatures has no timestamp that counts and falls with any date."));
    }

    #[test]
    fn several_files_without_a_timestamp_are_named_in_the_plural() {
        let mut none = file("2026-06-02", State::Valid);
        none.signatures[0].timestamp = None;
        let request = request(&[none.clone(), none.clone(), file("2026-06-02", State::Invalid)]);
        assert!(request.reason.starts_with("No timestamp protects the samples: any revocation date makes them fall."));
        assert_eq!(request.samples, "the samples");
    }
}
