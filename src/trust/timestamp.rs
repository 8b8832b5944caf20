//! Does a timestamp prove its time?
//!
//! In: what a timestamp states, with the answers of its mathematics. Out: the TSA's chain, judged at the time that the
//! timestamp states (Windows does not let a token die with its TSA's certificate), and one word: valid, invalid,
//! cannot-tell. Only a valid one gives the trusted time.

use std::sync::Arc;

use super::Question;
use super::outcomes::{ChainView, complete};
use super::path::BuiltChain;
use super::revocation::Bound;
use super::wording::{Moment, Names};
use crate::model::{
    CertificateRevocation, ChainReport, Check, Instant, Outcome, OutcomeState, RevocationState, Role, State, Timestamp,
    TimestampFacts, TimestampKind, Usage,
};

/// The checks of a timestamp.
pub const TIMESTAMP_CHECKS: [Check; 7] = [
    Check::TimestampImprint,
    Check::TimestampTokenDigest,
    Check::TimestampSignature,
    Check::TimestampEss,
    Check::TimestampUsage,
    Check::TimestampChain,
    Check::TimestampValidity,
];

/// A timestamp and the chain behind it.
pub struct JudgedTimestamp {
    /// The timestamp.
    pub timestamp: Timestamp,
    /// The TSA's chain.
    pub chain: BuiltChain,
    /// What the supplied data says about the certificates of that chain.
    pub revocations: Vec<CertificateRevocation>,
}

/// Judges one timestamp.
pub fn judge_timestamp(facts: &Arc<TimestampFacts>, question: &Question<'_>) -> JudgedTimestamp {
    let at = facts.time.unwrap_or(question.policy.at);
    let tsa = facts.signer.and_then(|signer| question.pool.find(signer));
    let chain = match tsa {
        Some(tsa) => question.build(tsa, Usage::TimeStamping, at),
        None => BuiltChain::absent(Usage::TimeStamping, at),
    };
    let view = ChainView {
        chain: &chain,
        names: Names::new(question.pool, &chain),
        moment: Moment::Stated(at),
        absent: "the TSA's certificate is not in the file",
    };
    let mut outcomes = facts.checks.clone();
    let revocations = question.revocations(&chain, Bound::Stated(at), Role::Tsa, Role::TsaIntermediate);
    let revoked = revocations.iter().find(|answer| answer.state == RevocationState::Revoked);
    let disallowed = question.disallowed(&chain, &view);
    outcomes.push(match revoked {
        // Whoever holds the key of a revoked TSA can state any time.
        Some(answer) => {
            let name = view.names.name(answer.certificate);
            Outcome::invalid(Check::TimestampChain, format!("{name} was {}", answer.reason))
        }
        None if disallowed.is_invalid() => Outcome::invalid(Check::TimestampChain, disallowed.reason.clone()),
        None => view.chain_outcome(Check::TimestampChain, true),
    });
    outcomes.push(match facts.time {
        Some(_) => view.validity_outcome(Check::TimestampValidity),
        None => Outcome::cannot_tell(Check::TimestampValidity, "the timestamp states no time"),
    });
    outcomes.push(view.programme_outcome());
    complete(&mut outcomes, &TIMESTAMP_CHECKS, |check| Outcome::cannot_tell(check, "not checked"));
    let valid = match decide(&outcomes, &chain.report, facts.time) {
        State::Valid if revoked.is_some() || disallowed.is_invalid() => State::CannotTell,
        state => state,
    };
    JudgedTimestamp {
        timestamp: Timestamp {
            facts: Arc::clone(facts),
            chain: chain.thumbprints(),
            chain_report: chain.report.clone(),
            valid,
            outcomes,
        },
        chain,
        revocations,
    }
}

/// Invalid when imprint, token digest, signature, ESS, usage or the TSA's own dates fail; cannot-tell when anything
/// was not checked, or only the chain does not end in an anchor.
fn decide(outcomes: &[Outcome], report: &ChainReport, time: Option<Instant>) -> State {
    let own = || {
        outcomes
            .iter()
            .filter(|outcome| TIMESTAMP_CHECKS.contains(&outcome.check) && outcome.check != Check::TimestampChain)
    };
    if own().any(Outcome::is_invalid) {
        return State::Invalid;
    }
    let all_checked = own().all(|outcome| outcome.outcome != OutcomeState::CannotTell);
    if all_checked && report.is_trusted() && time.is_some() { State::Valid } else { State::CannotTell }
}

/// The timestamp that counts: the first RFC 3161 token, else the first countersignature. Gives its position.
pub fn choose(timestamps: &[JudgedTimestamp]) -> Option<usize> {
    let first = |kind| timestamps.iter().position(|judged| judged.timestamp.facts.kind == kind);
    first(TimestampKind::Rfc3161).or_else(|| first(TimestampKind::Pkcs9))
}
