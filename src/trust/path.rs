//! Path building: from a leaf to the best of its anchors.
//!
//! In: a leaf, the certificates at hand, the store, a usage and a time. Out: the best path with all that is wrong with
//! it, and every other path without a fault. A path has verified links only: where the claimed issuer's key does not
//! verify, it ends, and the fault names the claimed issuer. What a fault means for the verdict is left to others.
//!
//! The search (authenticode.md in the project's sources calls for all of it): candidates by subject, raw or
//! normalised; ordered by key identifiers and validity; every candidate tried, because cross-certificates and reissued
//! roots lead to different anchors with different restrictions; no certificate twice in a path; bounded by `Limits`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::name::{NameIndex, name_key, names_match};
use super::path_check::judge_path;
use super::store::{AnchorKind, TrustStore};
use crate::model::{CertificateFacts, ChainEnd, ChainReport, Fault, Instant, RootProgramme, Thumbprint, Usage};
use crate::policy::Limits;
use crate::verify::{PairCache, PairOutcome};

/// Most complete paths that are kept; real bags have one to four.
const MAX_PATHS: usize = 64;
/// Most valid paths that are reported.
const MAX_VALID_PATHS: usize = 16;

/// Who tells whether one certificate signed another.
pub trait Links {
    /// Tells whether `issuer`'s key verifies the signature on `child`.
    fn check(&self, child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome;
}

impl Links for PairCache {
    fn check(&self, child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome {
        Self::check(self, child, issuer)
    }
}

/// The certificates that paths are built from: those of the file, and the store's.
pub struct Pool<'a> {
    certificates: &'a [Arc<CertificateFacts>],
    index: NameIndex,
    store: &'a TrustStore,
}

impl<'a> Pool<'a> {
    /// Makes a pool; the certificates are indexed by subject.
    pub fn new(certificates: &'a [Arc<CertificateFacts>], store: &'a TrustStore) -> Self {
        let index = NameIndex::new(certificates.iter().map(|certificate| certificate.subject_der()));
        Self { certificates, index, store }
    }

    /// The store behind the pool.
    pub fn store(&self) -> &'a TrustStore {
        self.store
    }

    /// A certificate of the file by its thumbprint.
    pub fn find(&self, thumbprint: Thumbprint) -> Option<&'a Arc<CertificateFacts>> {
        self.certificates.iter().find(|certificate| certificate.sha256 == thumbprint)
    }

    /// Every certificate whose subject is the issuer of `child`, without `child` itself; each once.
    pub fn issuers_of(&self, child: &CertificateFacts) -> Vec<&'a Arc<CertificateFacts>> {
        let name = child.issuer_der();
        let own = self
            .index
            .find(name_key(name))
            .filter_map(|position| self.certificates.get(position))
            .filter(|certificate| names_match(certificate.subject_der(), name));
        let mut issuers: Vec<&Arc<CertificateFacts>> = own.collect();
        for anchor in self.store.anchors_named(name) {
            if !issuers.iter().any(|issuer| issuer.sha256 == anchor.sha256) {
                issuers.push(anchor);
            }
        }
        issuers.retain(|issuer| issuer.sha256 != child.sha256);
        issuers
    }
}

/// One question to path building.
pub struct Request<'a> {
    /// The certificates at hand.
    pub pool: &'a Pool<'a>,
    /// Who verifies links.
    pub links: &'a dyn Links,
    /// Bounds of the work.
    pub limits: &'a Limits,
    /// What the chain is asked for.
    pub usage: Usage,
    /// The moment it is judged at.
    pub at: Instant,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct BuiltChain {
    /// The best path, leaf first.
    pub path: Vec<Arc<CertificateFacts>>,
    /// How it ends, and what is wrong with it.
    pub report: ChainReport,
    /// Every certificate that some path with verified links runs through, the leaf left out, with whether it ends one.
    pub reached: Vec<(Thumbprint, bool)>,
    /// Certificates of the other valid paths.
    pub others: Vec<Arc<CertificateFacts>>,
    /// Whether a bound ended the search before all paths were seen.
    pub limited: bool,
}

impl BuiltChain {
    /// The answer when there is no leaf.
    pub fn absent(usage: Usage, at: Instant) -> Self {
        Self {
            path: Vec::new(),
            report: ChainReport::absent(usage, at),
            reached: Vec::new(),
            others: Vec::new(),
            limited: false,
        }
    }

    /// The last certificate of the best path.
    pub fn last(&self) -> Option<&Arc<CertificateFacts>> {
        self.path.last()
    }

    /// The path as thumbprints.
    pub fn thumbprints(&self) -> Vec<Thumbprint> {
        self.path.iter().map(|certificate| certificate.sha256).collect()
    }
}

/// Builds all paths of a leaf within the bounds, and chooses the best.
pub fn build_chain(leaf: &Arc<CertificateFacts>, request: &Request<'_>) -> BuiltChain {
    let mut search = Search {
        request,
        path: vec![Arc::clone(leaf)],
        found: Vec::new(),
        cycle: BTreeSet::new(),
        steps: 0,
        limited: false,
    };
    search.extend();
    let (cycle, limited) = (search.cycle, search.limited);
    let mut paths: Vec<JudgedPath> = search.found.into_iter().map(|found| JudgedPath::new(found, request)).collect();
    // Stable: among equals the order of the search stays, which tried matching key identifiers first.
    paths.sort_by_key(JudgedPath::rank);

    let mut reached: Vec<(Thumbprint, bool)> = Vec::new();
    for (rank, path) in paths.iter().enumerate() {
        let closed = path.end.is_anchor() || path.end == ChainEnd::UntrustedRoot;
        // A certificate whose own signature is false has the name and key of an issuer and says what anybody wrote into
        // it: it is on no path, unless there is no better one.
        let forged = rank > 0 && path.faults.iter().any(|fault| matches!(fault, Fault::SignatureInvalid { .. }));
        let verified = path.certificates.len().saturating_sub(usize::from(forged));
        for (position, certificate) in path.certificates.iter().enumerate().take(verified).skip(1) {
            let ends = closed && position.saturating_add(1) == path.certificates.len();
            if !reached.contains(&(certificate.sha256, ends)) {
                reached.push((certificate.sha256, ends));
            }
        }
    }
    let valid: Vec<&JudgedPath> =
        paths.iter().filter(|path| path.end.is_anchor() && path.faults.is_empty()).take(MAX_VALID_PATHS).collect();
    let valid_paths =
        valid.iter().map(|path| path.certificates.iter().map(|certificate| certificate.sha256).collect()).collect();
    let others = valid.iter().skip(1).flat_map(|path| path.certificates.iter().cloned()).collect();
    let Some(best) = paths.into_iter().next() else { return BuiltChain::absent(request.usage, request.at) };
    BuiltChain {
        path: best.certificates,
        report: ChainReport {
            usage: request.usage,
            at: request.at,
            end: best.end,
            faults: best.faults,
            programme: best.programme,
            valid_paths,
            cycle: cycle.into_iter().collect(),
        },
        reached,
        others,
        limited,
    }
}

/// A path that cannot be made longer.
struct FoundPath {
    certificates: Vec<Arc<CertificateFacts>>,
    end: ChainEnd,
    /// Why it ends, when not at an anchor.
    fault: Option<Fault>,
}

struct JudgedPath {
    certificates: Vec<Arc<CertificateFacts>>,
    end: ChainEnd,
    faults: Vec<Fault>,
    programme: Option<RootProgramme>,
}

impl JudgedPath {
    fn new(found: FoundPath, request: &Request<'_>) -> Self {
        let (faults, programme) =
            judge_path(&found.certificates, found.end, request.usage, request.at, request.pool.store());
        let faults = found.fault.into_iter().chain(faults).collect();
        Self { certificates: found.certificates, end: found.end, faults, programme }
    }

    /// The order of paths, best first: how good the worst fault leaves it, roots of the programme, shortness.
    fn rank(&self) -> (u8, bool, usize) {
        let quality = match self.end {
            ChainEnd::ProgrammeRoot | ChainEnd::UserAnchor => {
                if self.faults.is_empty() {
                    0
                } else if self.faults.iter().all(Fault::is_date) {
                    1
                } else if self.faults.iter().all(|fault| fault.is_date() || fault.is_programme()) {
                    2
                } else {
                    3
                }
            }
            ChainEnd::UntrustedRoot if self.faults.len() == 1 => 4,
            ChainEnd::UntrustedRoot => 5,
            ChainEnd::Incomplete => 6,
            ChainEnd::BrokenLink => 7,
            ChainEnd::LimitReached | ChainEnd::Absent => 8,
        };
        (quality, self.end != ChainEnd::ProgrammeRoot, self.certificates.len())
    }
}

struct Search<'a> {
    request: &'a Request<'a>,
    path: Vec<Arc<CertificateFacts>>,
    found: Vec<FoundPath>,
    cycle: BTreeSet<Thumbprint>,
    steps: usize,
    limited: bool,
}

impl Search<'_> {
    /// Makes the current path longer in every way there is. Recursion is as deep as the path is long.
    fn extend(&mut self) {
        let Some(last) = self.path.last().cloned() else { return };
        if self.found.len() >= MAX_PATHS {
            self.limited = true;
            return;
        }
        let anchor = self.request.pool.store().anchor_kind(&last);
        if let Some(kind) = anchor {
            self.record(
                match kind {
                    AnchorKind::Programme => ChainEnd::ProgrammeRoot,
                    AnchorKind::User => ChainEnd::UserAnchor,
                },
                None,
            );
            // An intermediate that the user trusts may have a path to a root of the programme all the same.
            if last.self_issued {
                return;
            }
        }
        // An anchor is trusted for its key: what it signed itself proves nothing (RFC 5280 section 6.1).
        let own = last.self_issued.then(|| self.request.links.check(&last, &last));
        if anchor.is_none() && own == Some(PairOutcome::Signed) {
            return self.record_untrusted_root(&last);
        }
        if self.path.len() >= self.request.limits.chain {
            return self.record_limit(&last, format!("{} certificates", self.request.limits.chain));
        }
        let mut candidates = self.candidates(&last);
        if candidates.is_empty() {
            return match own {
                // An old root whose own signature uses an algorithm nobody computes any more is still an end.
                Some(PairOutcome::CannotTell(_)) => self.record_untrusted_root(&last),
                Some(PairOutcome::NotSigned) if key_ids_match(&last, &last) != Some(false) => {
                    self.record_broken(&last, &last);
                }
                _ => self.record_incomplete(&last),
            };
        }
        let mut signed = Vec::new();
        let mut unchecked = None;
        for candidate in &candidates {
            if !self.step() {
                return self.record_limit(&last, format!("{} path-building steps", self.request.limits.path_steps));
            }
            match self.request.links.check(&last, candidate) {
                PairOutcome::Signed => signed.push(Arc::clone(candidate)),
                PairOutcome::NotSigned => {}
                PairOutcome::CannotTell(reason) => unchecked = unchecked.or(Some((candidate.sha256, reason))),
            }
        }
        if signed.is_empty() {
            if let Some((claimed_issuer, reason)) = unchecked {
                let fault = Fault::SignatureUnchecked { certificate: last.sha256, claimed_issuer, reason };
                self.record(ChainEnd::BrokenLink, Some(fault));
            } else if !candidates.is_empty() {
                let claimed = candidates.swap_remove(0);
                self.record_broken(&last, &claimed);
            }
            return;
        }
        for issuer in signed {
            self.path.push(issuer);
            self.extend();
            self.path.pop();
        }
    }

    /// Issuers by name that do not stand in the path yet, the most promising first.
    fn candidates(&mut self, last: &CertificateFacts) -> Vec<Arc<CertificateFacts>> {
        let mut candidates = Vec::new();
        for issuer in self.request.pool.issuers_of(last) {
            if !self.path.iter().any(|certificate| certificate.sha256 == issuer.sha256) {
                candidates.push(Arc::clone(issuer));
            } else if self.step() && self.request.links.check(last, issuer) == PairOutcome::Signed {
                self.cycle.insert(issuer.sha256);
            }
        }
        let at = self.request.at;
        let store = self.request.pool.store();
        candidates.sort_by_cached_key(|issuer| {
            let key_ids = match key_ids_match(last, issuer) {
                Some(true) => 0,
                None => 1,
                Some(false) => 2,
            };
            let serials = !names_serial(last, issuer);
            let raw_name = issuer.subject_der() != last.issuer_der();
            (key_ids, serials, raw_name, !issuer.is_valid_at(at), store.anchor_kind(issuer).is_none())
        });
        candidates
    }

    /// Counts a step; `false` when there are no more.
    fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.steps <= self.request.limits.path_steps
    }

    fn record(&mut self, end: ChainEnd, fault: Option<Fault>) {
        if self.found.len() < MAX_PATHS {
            self.found.push(FoundPath { certificates: self.path.clone(), end, fault });
        }
    }

    fn record_untrusted_root(&mut self, last: &CertificateFacts) {
        self.record(ChainEnd::UntrustedRoot, Some(Fault::UntrustedRoot { certificate: last.sha256 }));
    }

    fn record_incomplete(&mut self, last: &CertificateFacts) {
        let fault = Fault::Incomplete {
            certificate: last.sha256,
            issuer: last.issuer.clone(),
            urls: last.urls.ca_issuers.clone(),
        };
        self.record(ChainEnd::Incomplete, Some(fault));
    }

    fn record_broken(&mut self, last: &CertificateFacts, claimed: &CertificateFacts) {
        let fault = Fault::SignatureInvalid {
            certificate: last.sha256,
            claimed_issuer: claimed.sha256,
            key_id_matches: key_ids_match(last, claimed),
        };
        self.record(ChainEnd::BrokenLink, Some(fault));
    }

    fn record_limit(&mut self, last: &CertificateFacts, limit: String) {
        self.limited = true;
        self.record(ChainEnd::LimitReached, Some(Fault::LimitReached { certificate: last.sha256, limit }));
    }
}

/// Compares the child's authority key identifier with the issuer's subject key identifier; `None` when one is absent.
fn key_ids_match(child: &CertificateFacts, issuer: &CertificateFacts) -> Option<bool> {
    let stated = child.authority_key_id.as_ref()?.key_id.as_ref()?;
    Some(stated == issuer.subject_key_id.as_ref()?)
}

/// Tells whether the child's authority key identifier names the issuer's serial number.
fn names_serial(child: &CertificateFacts, issuer: &CertificateFacts) -> bool {
    child.authority_key_id.as_ref().and_then(|id| id.serial.as_ref()) == Some(&issuer.serial)
}
