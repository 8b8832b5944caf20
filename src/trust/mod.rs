//! May it be believed, at a given time?
//!
//! In: [`Evidence`], whose mathematics is done, and a [`Policy`] (time, anchors, limits). Out: an [`Analysis`] without
//! findings: for each signature its timestamps, its chain, every outcome and the verdict. Pure and quick; it is called
//! anew at every step of the time cursor. What is odd is left to [`crate::rules`].
//!
//! In the order of the work: `timestamp` judges each timestamp and gives the trusted time; `path` builds chains from
//! the file's certificates and the `store`, `path_check` says what is wrong with one (`validity`, `name_constraints`,
//! `root_programme` over the list of `ctl`); `revocation` asks the supplied CRLs, `disallowed` Microsoft's list
//! of blocked certificates; `outcomes` answers the checks, `verdict` and `windows` conclude.

mod anchors;
mod ctl;
mod ctl_signature;
mod disallowed;
mod link_work;
mod load;
mod name;
mod name_constraints;
mod outcomes;
mod path;
mod path_check;
mod revocation;
mod roles;
mod root_programme;
mod store;
#[cfg(test)]
mod tests;
mod timestamp;
mod validity;
mod verdict;
mod windows;
mod wording;

pub use ctl::{Ctl, CtlEntry, Stamp};
pub use disallowed::{Disallowed, DisallowedMatch};
pub use load::{TrustError, decode_pem};
pub use name::names_match;
pub use revocation::{RevocationData, RevocationError};
pub use store::{AnchorKind, ListPart, ListVerification, TrustStore};
pub use verdict::assess;

use std::sync::Arc;

use self::link_work::CountedLinks;
use self::outcomes::{ChainView, complete};
use self::path::{BuiltChain, Pool, Request, build_chain};
use self::revocation::{Bound, Inquiry, judge_revocation};
use self::roles::Roles;
use self::timestamp::{JudgedTimestamp, TIMESTAMP_CHECKS, judge_timestamp};
use self::validity::deciding_time;
use self::wording::{Moment, Names};
use crate::model::{
    Analysis, CertificateFacts, CertificateRevocation, ChainEnd, Check, Defect, Evidence, Instant, Outcome, Role,
    Signature, SignatureFacts, Stage, State, Usage,
};
use crate::policy::Policy;

/// One question about one file.
struct Question<'a> {
    policy: &'a Policy,
    pool: &'a Pool<'a>,
    links: CountedLinks<'a>,
}

impl Question<'_> {
    fn build(&self, leaf: &Arc<CertificateFacts>, usage: Usage, at: Instant) -> BuiltChain {
        let request = Request { pool: self.pool, links: &self.links, limits: &self.policy.limits, usage, at };
        let mut chain = build_chain(leaf, &request);
        chain.limited |= self.links.is_exhausted();
        chain
    }

    /// What the supplied data says about the certificates of a chain.
    fn revocations(&self, chain: &BuiltChain, bound: Bound, first: Role, others: Role) -> Vec<CertificateRevocation> {
        let policy = self.policy;
        let inquiry = Inquiry { data: &policy.revocation, pool: self.pool, links: &policy.pairs, at: policy.at, bound };
        inquiry.ask(chain, first, others)
    }

    /// Is a certificate of a chain on a disallowed list? One is enough.
    fn disallowed(&self, chain: &BuiltChain, view: &ChainView<'_>) -> Outcome {
        let check = Check::Disallowed;
        let lists = &self.policy.disallowed;
        if lists.is_empty() {
            return Outcome::not_present(check, "no disallowed list was supplied");
        }
        let found = chain.path.iter().find_map(|certificate| Some((certificate, lists.find(certificate)?)));
        if let Some((certificate, found)) = found {
            let name = view.names.name(certificate.sha256);
            return Outcome::invalid(check, format!("{name} is on {}", found.words()));
        }
        let reason = format!("on the disallowed list of {}", lists.dates());
        if chain.report.end.is_anchor() || chain.report.end == ChainEnd::UntrustedRoot {
            Outcome::valid(check, format!("no certificate of the chain is {reason}"))
        } else {
            Outcome::cannot_tell(check, format!("none of the certificates at hand is {reason}; the chain has no end"))
        }
    }
}

/// Judges chains, time and trust; the findings are left empty.
pub fn judge_trust(evidence: &Evidence, policy: &Policy) -> Analysis {
    let pool = Pool::new(&evidence.certificates, &policy.store);
    let links = CountedLinks::new(&policy.pairs, policy.limits.link_work);
    let question = Question { policy, pool: &pool, links };
    let mut roles = Roles::default();
    let mut defects = evidence.defects.clone();
    let signatures: Vec<Signature> =
        evidence.signatures.iter().map(|facts| judge_signature(facts, &question, &mut roles, &mut defects)).collect();
    let primary = signatures.iter().find(|signature| signature.facts.primary).or_else(|| signatures.first());
    let verdict = verdict::judge_file(evidence, primary.map(|signature| &signature.verdict));
    Analysis {
        path: evidence.path.clone(),
        path_bytes: evidence.path_bytes.clone(),
        size: evidence.size,
        format: evidence.format,
        hashes: evidence.hashes.clone(),
        pe: evidence.pe.clone(),
        assessment: assess(&[], &verdict),
        verdict,
        certificates: roles.into_certificates(&evidence.certificates, &policy.store),
        signatures,
        findings: Vec::new(),
        defects,
        error: evidence.error.clone(),
        history: None,
        supposed_revocation: None,
    }
}

fn judge_signature(
    facts: &Arc<SignatureFacts>,
    question: &Question<'_>,
    roles: &mut Roles,
    defects: &mut Vec<Defect>,
) -> Signature {
    let policy = question.policy;
    let timestamps: Vec<JudgedTimestamp> =
        facts.timestamps.iter().map(|timestamp| judge_timestamp(timestamp, question)).collect();
    for judged in &timestamps {
        roles.add_tsa(&judged.chain);
        note_limit(&judged.chain, facts.offset, defects);
    }
    let counting = timestamp::choose(&timestamps).and_then(|position| timestamps.get(position));
    let trusted_time =
        counting.filter(|judged| judged.timestamp.valid == State::Valid).and_then(|judged| judged.timestamp.facts.time);

    let leaf = facts.signer.and_then(|signer| question.pool.find(signer));
    let judged_at = deciding_time(leaf.map(AsRef::as_ref), trusted_time, policy.at);
    let lifetime = leaf.is_some_and(|leaf| leaf.is_lifetime_signing());
    let moment = match trusted_time {
        Some(_) if lifetime => Moment::Lifetime(judged_at),
        Some(_) => Moment::Timestamp(judged_at),
        None => Moment::Chosen(judged_at),
    };
    let chain = match leaf {
        Some(leaf) => question.build(leaf, Usage::CodeSigning, judged_at),
        None => BuiltChain::absent(Usage::CodeSigning, judged_at),
    };
    roles.add_signer(&chain);
    note_limit(&chain, facts.offset, defects);

    let view = ChainView {
        chain: &chain,
        names: Names::new(question.pool, &chain),
        moment,
        absent: "the signer's certificate is not in the signature",
    };
    let mut outcomes = facts.checks.clone();
    outcomes.push(view.chain_outcome(Check::SignerChain, false));
    outcomes.push(view.usage_outcome(Check::SignerUsage));
    outcomes.push(view.validity_outcome(Check::SignerValidity));
    outcomes.push(view.programme_outcome());
    let counted_time = if lifetime { None } else { trusted_time };
    let bound = counted_time.map_or(Bound::Chosen, Bound::Timestamp);
    let mut revocations = question.revocations(&chain, bound, Role::Leaf, Role::Intermediate);
    let named: Vec<(&CertificateRevocation, String)> =
        revocations.iter().map(|answer| (answer, view.names.name(answer.certificate))).collect();
    let has_data = !policy.revocation.is_empty();
    outcomes.push(judge_revocation(&named, has_data, policy.supposed_revocation, counted_time));
    outcomes.push(question.disallowed(&chain, &view));
    if let Some(judged) = counting {
        let own = judged.timestamp.outcomes.iter().filter(|outcome| TIMESTAMP_CHECKS.contains(&outcome.check));
        outcomes.extend(own.cloned());
        revocations.extend(judged.revocations.iter().cloned());
    }
    complete(&mut outcomes, &Check::ALL, |check| missing_outcome(check, facts));

    let verdict = verdict::judge_signature(facts, &outcomes, &view, counting.map(|judged| &judged.timestamp));
    let valid_paths = chain.report.valid_paths.len();
    Signature {
        facts: Arc::clone(facts),
        chain: chain.thumbprints(),
        other_paths: valid_paths.saturating_sub(1),
        timestamp: counting.map(|judged| judged.timestamp.clone()),
        trusted_time,
        judged_at,
        outcomes,
        revocations,
        verdict,
        chain_report: chain.report,
        timestamps: timestamps.into_iter().map(|judged| judged.timestamp).collect(),
    }
}

/// The answer to a check that nobody made.
fn missing_outcome(check: Check, facts: &SignatureFacts) -> Outcome {
    if !facts.decoded {
        Outcome::cannot_tell(check, "the signature cannot be decoded far enough")
    } else if TIMESTAMP_CHECKS.contains(&check) {
        Outcome::not_present(check, "there is no timestamp")
    } else {
        Outcome::cannot_tell(check, "not checked")
    }
}

/// A bound that was hit is a defect, at the signature whose chain it was.
fn note_limit(chain: &BuiltChain, offset: Option<u64>, defects: &mut Vec<Defect>) {
    if chain.limited {
        let found = "more paths, or longer ones";
        let defect = Defect::new(Stage::Certificate, offset, "chains within the limits of path building", found);
        if !defects.contains(&defect) {
            defects.push(defect);
        }
    }
}
