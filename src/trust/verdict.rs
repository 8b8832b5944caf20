//! The verdict on one signature and on a file, by the product contract's tables (section 2).
//!
//! In: the outcomes and the chain's faults. Out: three answers, one word, the likely Windows code, and the reasons, worst
//! first. Weak algorithms (SHA-1, MD5, short keys) do not change a verdict: what they verify is verified, and the rules
//! say what that is worth.

use super::outcomes::ChainView;
use super::windows::{estimate, no_estimate};
use crate::model::{
    Assessment, ChainEnd, Check, Evidence, Fault, Finding, Outcome, OutcomeState, Severity, SignatureFacts, Stage,
    State, Summary, TableEnd, Timestamp, Verdict,
};

/// What kind of thing is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// There is none.
    NoSignature,
    /// It cannot be decoded far enough.
    Undecodable,
    /// The image is not what was signed.
    ImageDigest,
    /// Page hashes only: Windows does not compare them when it verifies a file.
    PageHashes,
    /// messageDigest, or the signature over the attributes, is false or could not be checked.
    Signature,
    /// A chain link is false.
    FalseLink,
    /// The timestamp that counts is invalid. No verdict of its own.
    Countersignature,
    /// By the root programme or a disallowed list.
    Distrusted,
    /// The leaf is revoked.
    Revoked,
    /// The root is no anchor.
    UntrustedRoot,
    /// The chain could not be followed to its end.
    Incomplete,
    /// An issuer without the right to issue.
    Rights,
    /// A name constraint.
    Name,
    /// A critical extension that is not understood.
    Critical,
    /// Not for code signing.
    Usage,
    /// Validity not begun.
    NotYetValid,
    /// Validity ended.
    Expired,
    /// Nothing wrong: something the reader should know.
    Note,
    /// A contradiction that no signature covers and that Windows may or may not accept. No verdict of its own.
    Doubt,
}

impl ProblemKind {
    /// The summary that a problem of this kind alone would give.
    const fn summary(self) -> Summary {
        match self {
            Self::NoSignature => Summary::Unsigned,
            Self::Undecodable => Summary::Malformed,
            Self::ImageDigest | Self::PageHashes | Self::Signature => Summary::Tampered,
            Self::Revoked => Summary::Revoked,
            Self::Distrusted => Summary::Distrusted,
            Self::FalseLink
            | Self::UntrustedRoot
            | Self::Incomplete
            | Self::Rights
            | Self::Name
            | Self::Critical
            | Self::Usage => Summary::Untrusted,
            Self::NotYetValid => Summary::NotYetValid,
            Self::Expired => Summary::Expired,
            Self::Countersignature | Self::Note | Self::Doubt => Summary::Trusted,
        }
    }
}

/// One thing that is wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// What it makes of the signature.
    pub summary: Summary,
    /// One sentence without its full stop.
    pub reason: String,
}

impl Problem {
    /// A problem with the summary of its kind.
    pub fn new(kind: ProblemKind, reason: impl Into<String>) -> Self {
        Self { kind, summary: kind.summary(), reason: reason.into() }
    }
}

/// Judges one signature from all its outcomes, its chain, and the timestamp that counts.
pub fn judge_signature(
    facts: &SignatureFacts,
    outcomes: &[Outcome],
    view: &ChainView<'_>,
    timestamp: Option<&Timestamp>,
) -> Verdict {
    let mut problems = Vec::new();
    let integrity = judge_integrity(facts, outcomes, &mut problems);
    let trust = judge_trust(facts, outcomes, view, &mut problems);
    let authenticity = judge_authenticity(facts, outcomes, view, timestamp, &mut problems);
    add_notes(outcomes, view, timestamp, &mut problems);
    add_doubts(facts, outcomes, &mut problems);
    conclude(problems, integrity, authenticity, trust)
}

fn conclude(mut problems: Vec<Problem>, integrity: State, authenticity: State, trust: State) -> Verdict {
    problems.sort_by_key(|problem| problem.summary);
    let summary = problems.first().map_or(Summary::Trusted, |problem| problem.summary);
    let windows = estimate(&problems);
    let mut reasons: Vec<String> = Vec::with_capacity(problems.len());
    for problem in problems {
        if !problem.reason.is_empty() && !reasons.contains(&problem.reason) {
            reasons.push(problem.reason);
        }
    }
    Verdict { summary, integrity, authenticity, trust, windows, reasons }
}

fn find(outcomes: &[Outcome], check: Check) -> Option<&Outcome> {
    outcomes.iter().find(|outcome| outcome.check == check)
}

/// Is the file what was signed? Image digest, page hashes, messageDigest, signature over the attributes.
fn judge_integrity(facts: &SignatureFacts, outcomes: &[Outcome], problems: &mut Vec<Problem>) -> State {
    if !facts.decoded {
        problems.push(Problem::new(
            ProblemKind::Undecodable,
            "The signature cannot be decoded far enough to be judged; the defects say where it breaks",
        ));
        return State::CannotTell;
    }
    let mut state = State::Valid;
    for (check, kind, required) in [
        (Check::ImageDigest, ProblemKind::ImageDigest, true),
        (Check::MessageDigest, ProblemKind::Signature, false),
        (Check::AttributeSignature, ProblemKind::Signature, true),
        (Check::PageHashes, ProblemKind::PageHashes, false),
        // The attribute is signed: another type of the content than it says came later (RFC 5652 section 11.1).
        (Check::ContentType, ProblemKind::Signature, false),
    ] {
        let outcome = find(outcomes, check);
        let answer = outcome.map_or(OutcomeState::CannotTell, |outcome| outcome.outcome);
        let reason = outcome.map(|outcome| sentence(&outcome.reason)).unwrap_or_default();
        match answer {
            OutcomeState::Valid => {}
            OutcomeState::Invalid => {
                problems.push(Problem::new(kind, reason));
                state = State::Invalid;
            }
            OutcomeState::NotPresent if !required => {}
            OutcomeState::NotPresent | OutcomeState::CannotTell => {
                if state == State::Valid {
                    state = State::CannotTell;
                }
                // What could not be checked is not tampered with, but nobody should trust it. Page hashes of an
                // unknown kind leave the image digest, which covers the same bytes.
                if kind != ProblemKind::PageHashes {
                    problems.push(Problem { kind, summary: Summary::Untrusted, reason });
                }
            }
        }
    }
    state
}

/// Does the chain end in an anchor at the deciding time, for code signing, not revoked as far as known?
fn judge_trust(
    facts: &SignatureFacts,
    outcomes: &[Outcome],
    view: &ChainView<'_>,
    problems: &mut Vec<Problem>,
) -> State {
    let report = &view.chain.report;
    for fault in &report.faults {
        let kind = match fault {
            Fault::SignatureInvalid { .. } | Fault::UnsignedPartAltered { .. } => ProblemKind::FalseLink,
            Fault::UnknownCriticalExtension { .. } => ProblemKind::Critical,
            Fault::IssuerNotCa { .. } | Fault::PathLengthExceeded { .. } => ProblemKind::Rights,
            Fault::NameConstraint { .. } | Fault::NameConstraintUnclear { .. } => ProblemKind::Name,
            // A usage the programme leaves out is the wrong usage, not distrust of the root.
            Fault::LeafUsage { .. } | Fault::UsageNotNested { .. } | Fault::RootUsageExcluded { .. } => {
                ProblemKind::Usage
            }
            Fault::Expired { .. } => ProblemKind::Expired,
            Fault::NotYetValid { .. } => ProblemKind::NotYetValid,
            Fault::UntrustedRoot { .. } => ProblemKind::UntrustedRoot,
            Fault::SignatureUnchecked { .. } | Fault::Incomplete { .. } | Fault::LimitReached { .. } => {
                ProblemKind::Incomplete
            }
            Fault::RootDisabled { .. } | Fault::RootNotBefore { .. } => ProblemKind::Distrusted,
        };
        problems.push(Problem::new(kind, view.names.describe(fault, view.moment)));
    }
    let mut state = if report.faults.iter().any(|fault| !fault.is_open()) {
        State::Invalid
    } else if report.is_trusted() {
        State::Valid
    } else {
        State::CannotTell
    };
    // Of a signature that cannot be decoded, a missing certificate is a consequence.
    if report.end == ChainEnd::Absent && facts.decoded {
        let missing = find(outcomes, Check::SignerCertificate).filter(|outcome| outcome.is_invalid());
        let reason = missing.map_or(view.absent, |outcome| outcome.reason.as_str());
        problems.push(Problem::new(ProblemKind::Incomplete, sentence(reason)));
    }
    for (check, kind) in [(Check::Revocation, ProblemKind::Revoked), (Check::Disallowed, ProblemKind::Distrusted)] {
        if let Some(outcome) = find(outcomes, check).filter(|outcome| outcome.is_invalid()) {
            problems.push(Problem::new(kind, sentence(&outcome.reason)));
            state = State::Invalid;
        }
    }
    state
}

/// Does the signer's key belong to the certificates shown? Signature, chain links, countersignature.
fn judge_authenticity(
    facts: &SignatureFacts,
    outcomes: &[Outcome],
    view: &ChainView<'_>,
    timestamp: Option<&Timestamp>,
    problems: &mut Vec<Problem>,
) -> State {
    let mut states = Vec::new();
    let signature = find(outcomes, Check::AttributeSignature);
    states.push(match signature.map(|outcome| outcome.outcome) {
        _ if !facts.decoded => State::CannotTell,
        Some(OutcomeState::Valid) => State::Valid,
        Some(OutcomeState::Invalid) => State::Invalid,
        _ => State::CannotTell,
    });
    for fault in &view.chain.report.faults {
        match fault {
            Fault::SignatureInvalid { .. } | Fault::UnsignedPartAltered { .. } => states.push(State::Invalid),
            Fault::SignatureUnchecked { .. } => states.push(State::CannotTell),
            _ => {}
        }
    }
    if let Some(timestamp) = timestamp.filter(|timestamp| timestamp.valid == State::Invalid) {
        let failed = timestamp.outcomes.iter().find(|outcome| outcome.is_invalid());
        let reason = failed.map(|outcome| outcome.reason.as_str()).unwrap_or_default();
        problems.push(Problem::new(ProblemKind::Countersignature, format!("The timestamp is invalid: {reason}")));
        // Its dates say nothing about who signed.
        if failed.is_some_and(|outcome| outcome.check != Check::TimestampValidity) {
            states.push(State::Invalid);
        }
    }
    if states.contains(&State::Invalid) {
        State::Invalid
    } else if states.contains(&State::CannotTell) {
        State::CannotTell
    } else {
        State::Valid
    }
}

/// What the reader should know though it decides nothing.
fn add_notes(outcomes: &[Outcome], view: &ChainView<'_>, timestamp: Option<&Timestamp>, problems: &mut Vec<Problem>) {
    let mut note = |reason: String| problems.push(Problem::new(ProblemKind::Note, reason));
    match timestamp {
        None if view.chain.report.end != ChainEnd::Absent => note("There is no timestamp".to_owned()),
        Some(timestamp) if timestamp.valid == State::CannotTell => {
            let open = timestamp
                .outcomes
                .iter()
                .find(|outcome| outcome.outcome == OutcomeState::CannotTell || outcome.check == Check::TimestampChain);
            let reason = open.map(|outcome| outcome.reason.as_str()).unwrap_or_default();
            note(format!("The timestamp proves no time: {reason}"));
        }
        _ => {}
    }
    let programme = find(outcomes, Check::RootProgramme);
    if let Some(outcome) = programme.filter(|outcome| outcome.outcome == OutcomeState::CannotTell) {
        note(sentence(&outcome.reason));
    }
    if view.chain.report.is_trusted() {
        let root = view.chain.last().map(|root| root.display_name()).unwrap_or_default();
        note(format!("The chain ends in {root}; judged at {}", view.moment.words()));
    }
}

/// Contradictions that other verifiers reject and of which nobody says whether Windows does.
fn add_doubts(facts: &SignatureFacts, outcomes: &[Outcome], problems: &mut Vec<Problem>) {
    let mut doubt = |reason: String| problems.push(Problem::new(ProblemKind::Doubt, reason));
    if let Some(outcome) = find(outcomes, Check::DigestAlgorithms).filter(|outcome| outcome.is_invalid()) {
        doubt(sentence(&outcome.reason));
    }
    if facts.decoded && facts.signer_infos > 1 {
        doubt(format!("There are {} SignerInfos, Authenticode allows one; the first is judged", facts.signer_infos));
    }
}

/// The verdict on a file: its primary signature's, or why there is none.
pub fn judge_file(evidence: &Evidence, primary: Option<&Verdict>) -> Verdict {
    if let Some(verdict) = primary {
        let mut verdict = verdict.clone();
        // Windows is stricter about the table than we are, in ways that no document says.
        if verdict.summary == Summary::Trusted
            && evidence.defects.iter().any(|defect| defect.stage == Stage::CertificateTable)
        {
            verdict.windows = no_estimate();
            verdict.reasons.push("Whether Windows accepts the malformed certificate table is not known".to_owned());
        }
        return verdict;
    }
    let without = |summary, state, reason: String, windows| Verdict {
        summary,
        integrity: state,
        authenticity: state,
        trust: state,
        windows,
        reasons: vec![reason],
    };
    if let Some(error) = &evidence.error {
        let reason = format!("The file could not be read: {error}");
        return without(Summary::Unsupported, State::CannotTell, reason, no_estimate());
    }
    let problem = |kind| estimate(&[Problem::new(kind, "")]);
    let Some(pe) = evidence.pe.as_ref().filter(|_| evidence.format.is_pe()) else {
        let reason = format!("Signatures in files of format {} are not read yet", evidence.format);
        return without(Summary::Unsupported, State::CannotTell, reason, no_estimate());
    };
    if pe.security_directory.is_some() || pe.table_end != TableEnd::Absent {
        let reason = "There is a certificate table, but no signature can be read from it".to_owned();
        return without(Summary::Malformed, State::CannotTell, reason, problem(ProblemKind::Undecodable));
    }
    let reason = "The file has no signature".to_owned();
    without(Summary::Unsigned, State::NotPresent, reason, problem(ProblemKind::NoSignature))
}

/// The headline: FAIL for a critical finding, REVIEW for a warning or when trust is not valid. Never says safe.
pub fn assess(findings: &[Finding], verdict: &Verdict) -> Assessment {
    match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Critical) => Assessment::Fail,
        Some(Severity::Warning) => Assessment::Review,
        _ if verdict.trust != State::Valid || verdict.summary != Summary::Trusted => Assessment::Review,
        _ => Assessment::NoAnomalyFound,
    }
}

/// Begins a reason with a capital letter.
fn sentence(reason: &str) -> String {
    let mut characters = reason.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Confidence;

    fn summary(kinds: &[ProblemKind]) -> Summary {
        let problems = kinds.iter().map(|kind| Problem::new(*kind, format!("{kind:?}"))).collect();
        conclude(problems, State::Valid, State::Valid, State::Valid).summary
    }

    #[test]
    fn worst_problem_gives_the_summary() {
        use ProblemKind as P;
        let worst_first =
            [P::Undecodable, P::ImageDigest, P::Revoked, P::Distrusted, P::UntrustedRoot, P::NotYetValid, P::Expired];
        let words = ["malformed", "tampered", "revoked", "distrusted", "untrusted", "not-yet-valid", "expired"];
        for (position, word) in words.iter().enumerate() {
            let mut rest = worst_first[position..].to_vec();
            assert_eq!(summary(&rest).word(), *word);
            rest.reverse();
            assert_eq!(summary(&rest).word(), *word);
        }
        assert_eq!(summary(&[P::Countersignature, P::Note]), Summary::Trusted);
    }

    #[test]
    fn reasons_stand_worst_first_and_once() {
        let problem = |kind, reason| Problem::new(kind, reason);
        let problems = vec![
            problem(ProblemKind::Note, "c"),
            problem(ProblemKind::Expired, "b"),
            problem(ProblemKind::UntrustedRoot, "a"),
            problem(ProblemKind::Expired, "b"),
        ];
        assert_eq!(conclude(problems, State::Valid, State::Valid, State::Invalid).reasons, ["a", "b", "c"]);
    }

    #[test]
    fn headline_is_the_worst_of_findings_and_trust() {
        let finding = |severity| Finding {
            id: "x".to_owned(),
            severity,
            confidence: Confidence::High,
            title: String::new(),
            detail: String::new(),
            signature: None,
            certificate: None,
            offset: None,
            length: None,
        };
        let verdict = |trust| conclude(Vec::new(), State::Valid, State::Valid, trust);
        let headline = |severities: &[Severity], trust| {
            let findings: Vec<Finding> = severities.iter().map(|severity| finding(*severity)).collect();
            assess(&findings, &verdict(trust))
        };
        assert_eq!(headline(&[Severity::Notice, Severity::Info], State::Valid), Assessment::NoAnomalyFound);
        assert_eq!(headline(&[], State::CannotTell), Assessment::Review);
        assert_eq!(headline(&[Severity::Notice, Severity::Warning], State::Valid), Assessment::Review);
        assert_eq!(headline(&[Severity::Critical, Severity::Info], State::Valid), Assessment::Fail);
    }
}
