//! What a rule about two files is: an entry of the catalogue, and the function that decides about a pair.

use std::collections::BTreeSet;

use serde::Serialize;

use super::pair::{Pair, Signer};
use crate::model::{CertificateFacts, Finding, Location, Severity, Thumbprint};
use crate::rules::{Answer, Case, Rule, shorten};

/// A rule that needs two files.
#[derive(Debug)]
pub struct PairRule {
    /// Its entry in the catalogue. The entry's own check never fires: it has one file alone.
    pub rule: Rule,
    /// Decides about two files.
    pub check: fn(&Pair<'_>) -> Option<PairHit>,
}

/// Where a condition holds in two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairHit {
    /// One line without a full stop.
    pub title: String,
    /// What was observed, with the values compared; the files are called A and B.
    pub detail: String,
    /// When it differs from the rule's usual one.
    pub severity: Option<Severity>,
    /// The evidence in the left file.
    pub left: Spot,
    /// The evidence in the right file.
    pub right: Spot,
}

/// What is meant in one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spot {
    /// Index into the file's signatures.
    pub signature: Option<usize>,
    /// The certificate.
    pub certificate: Option<Thumbprint>,
    /// First byte, from the start of the file.
    pub offset: Option<u64>,
    /// Number of bytes.
    pub length: Option<u64>,
}

/// A fired rule about two files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairFinding {
    /// The finding; its evidence stands in `left` and `right`.
    #[serde(flatten)]
    pub finding: Finding,
    /// The evidence in the left file.
    pub left: Spot,
    /// The evidence in the right file.
    pub right: Spot,
}

impl PairHit {
    /// Makes a hit about the files as a whole.
    pub(super) fn new(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            detail: detail.into(),
            severity: None,
            left: Spot::default(),
            right: Spot::default(),
        }
    }

    /// Sets a severity other than the rule's usual one.
    #[must_use]
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Sets the evidence.
    #[must_use]
    pub(super) fn at(mut self, left: Spot, right: Spot) -> Self {
        (self.left, self.right) = (left, right);
        self
    }
}

impl Spot {
    /// A byte range.
    #[must_use]
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.offset = location.map(|location| location.offset);
        self.length = location.map(|location| location.length);
        self
    }

    /// A signature.
    pub fn signature(signer: &Signer<'_>) -> Self {
        Self { signature: Some(signer.signature.facts.index), ..Self::default() }.at(signer.location())
    }

    /// A certificate of a signature.
    pub fn certificate(signer: &Signer<'_>, certificate: &CertificateFacts) -> Self {
        let signature = Some(signer.signature.facts.index);
        Self { signature, certificate: Some(certificate.sha256), ..Self::default() }.at(certificate.location())
    }

    /// The byte range.
    pub fn location(&self) -> Option<Location> {
        Some(Location::new(self.offset?, self.length.unwrap_or(0)))
    }
}

/// The check of a rule about several files when there is one.
pub(super) fn needs_another_file(_: &Case<'_>) -> Answer {
    Answer::not_applicable("it needs a second file: compare this one with another")
}

/// Runs the rules over two files, worst finding first.
pub fn run(rules: &[&'static PairRule], pair: &Pair<'_>, disabled: &BTreeSet<String>) -> Vec<PairFinding> {
    let enabled = rules.iter().filter(|entry| !disabled.contains(entry.rule.id));
    let mut findings: Vec<PairFinding> = enabled
        .filter_map(|entry| {
            let hit = (entry.check)(pair)?;
            let finding = finding(&entry.rule, hit.severity, hit.title, hit.detail);
            Some(PairFinding { finding, left: hit.left, right: hit.right })
        })
        .collect();
    findings.sort_by(|a, b| b.finding.severity.cmp(&a.finding.severity).then_with(|| a.finding.id.cmp(&b.finding.id)));
    findings
}

/// A finding about several files: the evidence in each stands beside it.
pub(super) fn finding(rule: &Rule, severity: Option<Severity>, title: String, detail: String) -> Finding {
    Finding {
        id: rule.id.to_owned(),
        severity: severity.unwrap_or(rule.severity),
        confidence: rule.confidence,
        title: shorten::title(title),
        detail: shorten::detail(detail),
        signature: None,
        certificate: None,
        offset: None,
        length: None,
    }
}
