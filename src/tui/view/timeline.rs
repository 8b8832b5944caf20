//! The dates of one signature: lanes of validity, markers, and the same as a list of events.

use crate::model::{
    Analysis, CertificateFacts, Check, Instant, Outcome, RevocationState, Role as Part, Signature, State, Thumbprint,
};
use crate::tui::app::{TimelineView, Window};

/// One validity period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// What it is called, unsafe to show as it is.
    pub name: String,
    /// Whose it is.
    pub thumbprint: Thumbprint,
    /// First moment.
    pub from: Instant,
    /// Last moment.
    pub to: Instant,
    /// The signer's own certificate.
    pub leaf: bool,
}

/// One moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `L S T R N`, and `A` for the cursor; a blank for events without a mark.
    pub letter: char,
    /// When.
    pub time: Instant,
    /// What, in words; unsafe to show as it is.
    pub text: String,
    /// A short form for the legend.
    pub short: &'static str,
}

/// The dates of one signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// Signer's chain leaf first, then the TSA.
    pub lanes: Vec<Lane>,
    /// Moments with a letter, in the order of time.
    pub marks: Vec<Event>,
    /// All moments, starts and ends of validity included, in the order of time.
    pub events: Vec<Event>,
    /// What the legend says besides: why there is no link time, what a supposed revocation does.
    pub notes: Vec<String>,
    /// The window that shows the leaf's life and the signing.
    pub auto: Option<Window>,
    /// From the first to the last date.
    pub all: Option<Window>,
    /// The middle of the logarithmic scale: the signing, else the start of the leaf's life.
    pub centre: Option<Instant>,
    /// The middle is a time of signing.
    pub signed: bool,
}

const DAY: i64 = 86_400;

/// Collects the dates of a signature; of the file alone when there is none.
pub fn build(analysis: &Analysis, signature: Option<usize>, now: Instant, view: &TimelineView) -> Timeline {
    let signature = signature.and_then(|index| analysis.signatures.get(index));
    let mut timeline = Timeline::default();
    if let Some(signature) = signature {
        timeline.lanes = lanes(analysis, signature);
    }
    timeline.marks = marks(analysis, signature, now, view, &mut timeline.notes);
    if let (Some(signature), Some(date)) = (signature, view.revocation) {
        timeline.notes.push(revocation_words(analysis, signature, date));
    }
    timeline.events = events(&timeline);
    timeline.all = span(timeline.events.iter().map(|event| event.time.unix()));
    timeline.centre = timeline
        .marks
        .iter()
        .find(|mark| mark.letter == 'T')
        .or_else(|| timeline.marks.iter().find(|mark| mark.letter == 'S'))
        .map(|mark| mark.time)
        .or_else(|| timeline.lanes.first().map(|lane| lane.from));
    timeline.signed = timeline.marks.iter().any(|mark| matches!(mark.letter, 'S' | 'T'));
    timeline.auto = auto_window(&timeline).or(timeline.all);
    timeline
}

fn lanes(analysis: &Analysis, signature: &Signature) -> Vec<Lane> {
    let mut lanes = Vec::new();
    let signer_chain: Vec<Thumbprint> =
        if signature.chain.is_empty() { signature.facts.signer.into_iter().collect() } else { signature.chain.clone() };
    let stamp = signature.timestamp.as_ref().and_then(|stamp| stamp.facts.signer);
    let signer_length = signer_chain.len();
    for (position, thumbprint) in signer_chain.into_iter().chain(stamp).enumerate() {
        let Some(certificate) = analysis.certificate(thumbprint) else { continue };
        let facts = &certificate.facts;
        let name = if position == 0 {
            "leaf".to_owned()
        } else if position >= signer_length {
            "TSA".to_owned()
        } else if certificate.roles.contains(&Part::Root) {
            "root".to_owned()
        } else {
            short_name(facts.display_name()).unwrap_or_else(|| format!("CA {position}"))
        };
        lanes.push(Lane { name, thumbprint, from: facts.not_before, to: facts.not_after, leaf: position == 0 });
    }
    lanes
}

/// The last words of a CA's name when they tell CAs apart: `CA 02`, `PCA 2021`.
fn short_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.get(words.len().checked_sub(2)?..)?.join(" ");
    let plain = last.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    (plain && last.len() <= 8 && last.contains(|character: char| character.is_ascii_digit())).then_some(last)
}

fn marks(
    analysis: &Analysis,
    signature: Option<&Signature>,
    now: Instant,
    view: &TimelineView,
    notes: &mut Vec<String>,
) -> Vec<Event> {
    let mut marks = Vec::new();
    let mut mark = |letter, time, text: String, short| marks.push(Event { letter, time, text, short });
    if let Some(pe) = &analysis.pe {
        match pe.link_time {
            Some(time) if time > now => notes.push(format!("no L: link time {} is in the future", time.date())),
            Some(time) => mark('L', time, "link time of the image".to_owned(), "link"),
            None if pe.reproducible => notes.push("no L: reproducible build".to_owned()),
            None => notes.push("no L: link time is zero".to_owned()),
        }
    }
    if let Some(signature) = signature {
        if let Some(time) = signature.facts.claimed_signing_time {
            mark('S', time, "signingTime, claimed by the signer".to_owned(), "claimed");
        }
        for stamp in &signature.timestamps {
            let Some(time) = stamp.facts.time else { continue };
            let kind = stamp.facts.kind.name();
            match stamp.valid {
                State::Valid => mark('T', time, format!("timestamp {kind}, verified"), kind),
                State::Invalid => {
                    mark('S', time, format!("timestamp {kind}, INVALID: proves nothing"), "INVALID stamp")
                }
                State::CannotTell | State::NotPresent => {
                    mark('S', time, format!("timestamp {kind}, not verified to an anchor"), "unproved stamp");
                }
            }
        }
    }
    let entries = signature.map(|signature| signature.revocations.as_slice()).unwrap_or_default();
    for entry in entries.iter().filter(|entry| entry.source.is_some()) {
        if let Some(date) = entry.revocation_date {
            let name =
                analysis.certificate(entry.certificate).map_or("", |certificate| certificate.facts.display_name());
            mark('R', date, format!("{name}: {}: {}", entry.state.words(), entry.reason), "revoked");
        }
    }
    if let Some(date) = view.revocation {
        mark('R', date, "supposed revocation".to_owned(), "supposed");
    }
    if let Some(time) = view.as_of {
        mark('A', time, "as-of cursor: the file is judged at this time".to_owned(), "as of");
    }
    mark('N', now, "now".to_owned(), "now");
    marks.sort_by_key(|mark| mark.time);
    marks
}

/// What a revocation of the leaf on a date would do, read off the judgement with that supposition.
fn revocation_words(analysis: &Analysis, signature: &Signature, date: Instant) -> String {
    let day = date.date();
    let revoked_already = signature
        .revocations
        .iter()
        .any(|answer| answer.state == RevocationState::Revoked && signature.chain.contains(&answer.certificate));
    if revoked_already {
        return format!("revoked {day}: changes nothing: the supplied data revokes it already");
    }
    if let Some(check) = signature.fault_besides_revocation() {
        let check = check.id().replace('-', " ");
        // Nothing is won by it, but what is said of the file may be another thing.
        return if signature.verdict.windows.name == "CERT_E_REVOKED" {
            format!("revoked {day}: not valid anyway ({check}); Windows would say revoked")
        } else if signature.verdict.summary == crate::model::Summary::Revoked {
            format!("revoked {day}: not valid anyway ({check}); the verdict becomes revoked")
        } else {
            format!("revoked {day}: changes nothing: not valid anyway ({check})")
        };
    }
    let leaf = analysis.leaf(signature).map(|leaf| leaf.facts.as_ref());
    let lifetime = leaf.is_some_and(CertificateFacts::is_lifetime_signing);
    // With the lifetime-signing usage a timestamp protects from nothing.
    let protected_at = signature.trusted_time.filter(|_| !lifetime);
    let ask = match (protected_at, leaf) {
        (Some(time), _) => format!("; to kill it ask the CA for {}Z or earlier", time.minutes()),
        (None, Some(leaf)) => format!("; any date kills it: ask the CA for {}", leaf.not_before.date()),
        (None, None) => String::new(),
    };
    let killed = signature.outcome(Check::Revocation).is_some_and(Outcome::is_invalid);
    let effect = match (killed, protected_at) {
        (true, Some(time)) if date < time => "kills it: dated before the timestamp",
        (true, Some(_)) => "kills it: dated at the timestamp",
        (true, None) if lifetime => "kills it: lifetime signing, which no timestamp protects",
        (true, None) => "kills it: no timestamp protects it",
        (false, Some(_)) => "does not touch it: timestamp is earlier",
        (false, None) => "changes nothing in this judgement",
    };
    format!("revoked {day}: {effect}{ask}")
}

fn events(timeline: &Timeline) -> Vec<Event> {
    let mut events = timeline.marks.clone();
    for lane in &timeline.lanes {
        let mut add = |time, text: String, short| events.push(Event { letter: ' ', time, text, short });
        add(lane.from, format!("{} valid from", lane.name), "from");
        add(lane.to, format!("{} valid to", lane.name), "to");
    }
    events.sort_by_key(|event| event.time);
    events
}

fn span(times: impl Iterator<Item = i64>) -> Option<Window> {
    let mut window: Option<Window> = None;
    for time in times {
        window = Some(match window {
            None => Window { from: time, to: time },
            Some(known) => Window { from: known.from.min(time), to: known.to.max(time) },
        });
    }
    window.map(|window| widened(window, 100))
}

/// A margin of a part of the window at each end; at least an hour in all.
fn widened(window: Window, part: i64) -> Window {
    let span = window.to.saturating_sub(window.from);
    let margin = span.checked_div(part).unwrap_or(0).max(if span < 3600 { 1800 } else { 1 });
    Window { from: window.from.saturating_sub(margin), to: window.to.saturating_add(margin) }
}

/// From the earliest of link, leaf start and signing to the latest of leaf end, timestamp and a near revocation.
///
/// A link time far before the leaf's life would shrink that life to a column; it stays outside then.
fn auto_window(timeline: &Timeline) -> Option<Window> {
    let leaf = timeline.lanes.first().filter(|lane| lane.leaf)?;
    let (mut from, mut to) = (leaf.from.unix(), leaf.to.unix().max(leaf.from.unix()));
    let lifetime = to.saturating_sub(from);
    for mark in &timeline.marks {
        let time = mark.time.unix();
        match mark.letter {
            'S' | 'T' => (from, to) = (from.min(time), to.max(time)),
            'L' if time > from.saturating_sub(lifetime.max(30 * DAY)) => from = from.min(time),
            'R' if time < to.saturating_add(30 * DAY) => to = to.max(time),
            _ => {}
        }
    }
    Some(widened(Window { from, to }, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_of_cas_need_a_number() {
        assert_eq!(short_name("Microsoft ID Verified CS EOC CA 01").as_deref(), Some("CA 01"));
        assert_eq!(short_name("Example CS PCA 2021").as_deref(), Some("PCA 2021"));
        assert_eq!(short_name("DigiCert Trusted G4"), None);
        assert_eq!(short_name("Root"), None);
    }

    fn signature_of_2026(timestamp: Option<&str>) -> (Analysis, Signature) {
        let analysis = crate::report::example::signed("a.exe", 1);
        let mut signature = analysis.signatures[0].clone();
        signature.trusted_time = timestamp.map(|time| time.parse().unwrap());
        signature.revocations.clear();
        signature.chain = analysis.certificates.iter().map(|leaf| leaf.facts.sha256).collect();
        signature.outcomes = vec![crate::model::Outcome::invalid(Check::Revocation, "Supposed: …")];
        (analysis, signature)
    }

    #[test]
    fn revocation_at_the_timestamp_is_not_said_to_be_before_it() {
        let (analysis, signature) = signature_of_2026(Some("2026-06-02T09:12:00Z"));
        let words = |date: &str| revocation_words(&analysis, &signature, date.parse().unwrap());
        assert!(words("2026-06-02T09:12:00Z").contains("kills it: dated at the timestamp"));
        assert!(words("2026-06-02T09:11:59Z").contains("kills it: dated before the timestamp"));
    }

    #[test]
    fn leaf_that_is_revoked_already_is_not_said_to_lack_a_timestamp() {
        let (analysis, mut signature) = signature_of_2026(Some("2026-06-02T09:12:00Z"));
        signature.revocations = vec![crate::model::CertificateRevocation {
            certificate: signature.chain[0],
            role: Part::Leaf,
            state: RevocationState::Revoked,
            reason: "revoked".to_owned(),
            source: None,
            revocation_date: None,
            revocation_reason: None,
            invalidity_date: None,
            unusable: Vec::new(),
            fetch: Vec::new(),
            fetch_commands: Vec::new(),
        }];
        let words = revocation_words(&analysis, &signature, "2026-10-01".parse().unwrap());
        assert_eq!(words, "revoked 2026-10-01: changes nothing: the supplied data revokes it already");
    }

    #[test]
    fn window_of_one_moment_is_an_hour_wide() {
        let window = widened(Window { from: 1_000_000, to: 1_000_000 }, 10);
        assert_eq!(window.to - window.from, 3600);
    }
}
