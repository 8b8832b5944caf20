//! Makes the nodes of the tree, each with its text and its mark.

use std::collections::BTreeSet;

use super::token::{Token, worst};
use super::tree::{ChainOf, Node, NodeId, certificate_place, in_file, part_name};
use crate::model::{
    Analysis, Certificate, Check, Finding, Role as Part, Severity, Signature, State, Thumbprint, Timestamp,
};
use crate::tui::app::Place;
use crate::tui::row::{Flex, Role, Row};
use crate::tui::widgets::timeline_bar::short_duration;

/// Collects the nodes.
pub struct Builder<'a> {
    /// What is shown.
    pub analysis: &'a Analysis,
    /// Open nodes; `None`: all.
    pub expanded: Option<&'a BTreeSet<NodeId>>,
    /// The nodes so far.
    pub nodes: Vec<Node>,
}

impl<'a> Builder<'a> {
    /// Adds a node; tells whether what is inside is visible.
    fn add(&mut self, id: NodeId, depth: usize, branch: bool, row: Row, place: Option<Place>) -> bool {
        let open = branch && self.expanded.is_none_or(|expanded| expanded.contains(&id));
        self.nodes.push(Node { id, depth, open: branch.then_some(open), row, place });
        open
    }

    /// Adds a signature with what is inside.
    pub fn signature(&mut self, signature: &'a Signature) {
        let facts = &signature.facts;
        let index = facts.index;
        let algorithm = facts.digest_algorithm.map_or("?", |algorithm| algorithm.name());
        let mut row = Row::new().own(format!("Signature {}", index.saturating_add(1)), Role::Strong);
        let kind = match (facts.depth(), &facts.catalog) {
            (_, Some(_)) => "catalog ",
            (0, None) => "",
            _ => "nested ",
        };
        row = row.own(format!("  {kind}{algorithm}"), Role::Plain);
        let (token, words) = digest_mark(signature);
        row = row.column(22).then(token.row()).fixed(words, token.role());
        let place = facts.location().map(in_file);
        if !self.add(NodeId::Signature(index), 0, true, row, place) {
            return;
        }
        self.signer(signature);
        for (stamp, timestamp) in signature.timestamps.iter().enumerate() {
            self.timestamp(signature, stamp, timestamp);
        }
        if signature.timestamps.is_empty() {
            self.add(
                NodeId::Timestamp { signature: index, index: 0 },
                1,
                false,
                Row::new().fixed("Countersignature  none", Role::Plain).then_right(Token::NotApplicable),
                None,
            );
        }
        self.attributes(signature);
        self.checks(signature);
        self.unused(signature);
    }

    fn signer(&mut self, signature: &'a Signature) {
        let index = signature.facts.index;
        let findings: Vec<&Finding> = self.findings_of(index).collect();
        let row = Row::new().fixed("Signer", Role::Plain).column(20).then(signer_mark(signature, &findings));
        let place = signature.facts.signature_location.map(in_file);
        if self.add(NodeId::Signer(index), 1, true, row, place) {
            let complete = signature.outcome(Check::SignerChain).is_none_or(|outcome| outcome.is_valid())
                || signature.chain.last().is_some_and(|last| self.ends(*last));
            self.chain(index, ChainOf::Signer, &signature.chain, signature.facts.signer, complete);
        }
    }

    fn timestamp(&mut self, signature: &'a Signature, stamp: usize, timestamp: &'a Timestamp) {
        let index = signature.facts.index;
        let mut row = Row::new()
            .fixed("Countersignature", Role::Plain)
            .own(format!("  {}", timestamp.facts.kind.name()), Role::Plain)
            .flexible(Flex::Drop);
        if let Some(time) = timestamp.facts.time {
            row = row.own(format!("  {}", time.date()), Role::Plain);
        }
        let row = row.then_right(Token::from(timestamp.valid));
        let id = NodeId::Timestamp { signature: index, index: stamp };
        if self.add(
            id,
            1,
            true,
            row,
            Some(in_file(timestamp.facts.location)).filter(|_| signature.facts.catalog.is_none()),
        ) {
            let complete = timestamp.chain.last().is_some_and(|last| self.ends(*last));
            self.chain(index, ChainOf::Timestamp(stamp), &timestamp.chain, timestamp.facts.signer, complete);
        }
    }

    /// Tells whether a chain that ends in this certificate lacks no issuer.
    fn ends(&self, thumbprint: Thumbprint) -> bool {
        self.analysis
            .certificate(thumbprint)
            .is_some_and(|certificate| certificate.anchor || certificate.facts.self_issued)
    }

    fn chain(
        &mut self,
        index: usize,
        chain: ChainOf,
        links: &[Thumbprint],
        signer: Option<Thumbprint>,
        complete: bool,
    ) {
        let alone: Vec<Thumbprint> = signer.into_iter().filter(|_| links.is_empty()).collect();
        for (position, thumbprint) in links.iter().chain(&alone).enumerate() {
            if let Some(certificate) = self.analysis.certificate(*thumbprint) {
                self.certificate(index, chain, certificate, position == 0);
            }
        }
        if !complete {
            let last = links.last().or(signer.as_ref()).and_then(|last| self.analysis.certificate(*last));
            let mut row = Row::new().fixed("? issuer not in the file  ", Role::Odd);
            if let Some(issuer) = last.and_then(|last| last.facts.issuer_cn.as_deref()) {
                row = row.shown(issuer, Role::Plain);
            }
            self.add(NodeId::Missing { signature: index, chain }, 2, false, row.then_right(Token::Unknown), None);
        }
    }

    fn certificate(&mut self, index: usize, chain: ChainOf, certificate: &'a Certificate, first: bool) {
        let facts = &certificate.facts;
        let row = Row::new()
            .fixed("# ", Role::Plain)
            .fixed(part_name(certificate, chain, first), Role::Plain)
            .fixed(" ", Role::Plain)
            .shown(facts.display_name(), if first { Role::Strong } else { Role::Plain })
            .flexible(Flex::Middle)
            .at_right(format!("{} ", short_duration(facts.lifetime_seconds)), Role::Plain)
            .then_right(self.certificate_mark(index, chain, certificate));
        let id = NodeId::Certificate { signature: index, chain, thumbprint: facts.sha256 };
        self.add(id, 2, false, row, Some(certificate_place(certificate)));
    }

    fn certificate_mark(&self, index: usize, chain: ChainOf, certificate: &Certificate) -> Token {
        let thumbprint = certificate.facts.sha256;
        if let Some(token) =
            worst(self.analysis.findings.iter().filter(|finding| finding.certificate == Some(thumbprint)))
        {
            return token;
        }
        let signature = self.analysis.signatures.iter().find(|signature| signature.facts.index == index);
        let outcomes = match chain {
            ChainOf::Signer => signature.map(|signature| (signature.outcomes.as_slice(), Check::SignerChain)),
            ChainOf::Timestamp(stamp) => signature
                .and_then(|signature| signature.timestamps.get(stamp))
                .map(|stamp| (stamp.outcomes.as_slice(), Check::TimestampChain)),
            ChainOf::Unused => None,
        };
        let state = outcomes
            .and_then(|(outcomes, check)| outcomes.iter().find(|outcome| outcome.check == check))
            .map(|o| o.outcome);
        match state {
            Some(State::Valid) => Token::Passed,
            // An anchor is trusted by itself, whatever the rest of the chain is worth.
            _ if certificate.anchor => Token::Passed,
            _ => Token::Unknown,
        }
    }

    fn attributes(&mut self, signature: &'a Signature) {
        let facts = &signature.facts;
        let index = facts.index;
        let count = facts.signed_attributes.len().saturating_add(facts.unsigned_attributes.len());
        let row = Row::new().own(format!("Attributes ({count})"), Role::Plain);
        if !self.add(NodeId::Attributes(index), 1, count > 0, row, None) {
            return;
        }
        for (signed, list) in [(true, &facts.signed_attributes), (false, &facts.unsigned_attributes)] {
            for (position, attribute) in list.iter().enumerate() {
                let row = Row::new()
                    .fixed(if signed { "signed   " } else { "unsigned " }, Role::Plain)
                    .shown(&attribute.name, Role::Plain);
                let place =
                    attribute.offset.map(|offset| in_file(crate::model::Location::new(offset, attribute.length)));
                let id = NodeId::Attribute { signature: index, signed, index: position };
                self.add(id, 2, false, row, place);
            }
        }
    }

    fn checks(&mut self, signature: &'a Signature) {
        let index = signature.facts.index;
        let count = signature.outcomes.len();
        let valid = signature.outcomes.iter().filter(|outcome| outcome.is_valid()).count();
        let row = Row::new().own(format!("Checks ({valid} of {count} hold)"), Role::Plain);
        let row = match worst_outcome(signature) {
            Some(token) => row.then_right(token),
            None => row,
        };
        if !self.add(NodeId::Checks(index), 1, count > 0, row, None) {
            return;
        }
        for (position, outcome) in signature.outcomes.iter().enumerate() {
            let row = Row::new().fixed(outcome.check.id(), Role::Plain).then_right(Token::from(outcome.outcome));
            self.add(NodeId::Check { signature: index, index: position }, 2, false, row, None);
        }
    }

    fn unused(&mut self, signature: &'a Signature) {
        let index = signature.facts.index;
        let mut seen = BTreeSet::new();
        let unused: Vec<&Certificate> = signature
            .facts
            .bag
            .iter()
            .filter(|thumbprint| seen.insert(**thumbprint))
            .filter_map(|thumbprint| self.analysis.certificate(*thumbprint))
            .filter(|certificate| certificate.roles.iter().all(|role| *role == Part::Unused))
            .collect();
        if unused.is_empty() {
            return;
        }
        let row = Row::new().own(format!("Unused certificates ({})", unused.len()), Role::Plain);
        if self.add(NodeId::Unused(index), 1, true, row, None) {
            for certificate in unused {
                self.certificate(index, ChainOf::Unused, certificate, false);
            }
        }
    }

    /// Adds the file with what is inside.
    pub fn file(&mut self) {
        let analysis = self.analysis;
        let of_file = analysis.findings.iter().filter(|finding| finding.signature.is_none());
        let mut row = Row::new().fixed("File", Role::Strong).own(format!("  {}", analysis.format), Role::Plain);
        if let Some(token) = worst(of_file) {
            row = row.then_right(token);
        }
        let branch = analysis.pe.is_some() || !analysis.defects.is_empty();
        let whole = in_file(crate::model::Location::new(0, analysis.size));
        if !self.add(NodeId::File, 0, branch, row, Some(whole)) {
            return;
        }
        if let Some(pe) = &analysis.pe {
            if !pe.sections.is_empty() {
                let row = Row::new().own(format!("Sections ({})", pe.sections.len()), Role::Plain);
                self.add(NodeId::Sections, 1, false, row, None);
            }
            if !pe.version_info.is_empty() {
                let row = Row::new().own(format!("Version information ({})", pe.version_info.len()), Role::Plain);
                self.add(NodeId::VersionInfo, 1, false, row, None);
            }
        }
        if analysis.defects.is_empty() {
            return;
        }
        let row = Row::new().own(format!("Defects ({})", analysis.defects.len()), Role::Warn);
        if self.add(NodeId::Defects, 1, true, row, None) {
            for (index, defect) in analysis.defects.iter().enumerate() {
                let row = Row::new()
                    .fixed(defect.stage.name(), Role::Plain)
                    .fixed(": ", Role::Plain)
                    .shown(&defect.expected, Role::Plain);
                let place = defect.offset.map(|offset| in_file(crate::model::Location::new(offset, 1)));
                self.add(NodeId::Defect(index), 2, false, row, place);
            }
        }
    }

    fn findings_of(&self, index: usize) -> impl Iterator<Item = &'a Finding> + use<'a> {
        self.analysis.findings.iter().filter(move |finding| finding.signature == Some(index))
    }
}

impl Row {
    /// Puts a mark at the right edge.
    fn then_right(mut self, token: Token) -> Self {
        self.right.extend(token.row().left);
        self
    }
}

fn digest_mark(signature: &Signature) -> (Token, &'static str) {
    if !signature.facts.decoded {
        return (Token::Fail, " cannot be decoded");
    }
    match signature.outcome(Check::ImageDigest).map(|outcome| outcome.outcome) {
        Some(State::Valid) => (Token::Passed, " digest ok"),
        Some(State::Invalid) => (Token::Fail, " bad digest"),
        Some(State::NotPresent) => (Token::NotApplicable, " no digest"),
        Some(State::CannotTell) | None => (Token::Unknown, " digest not checked"),
    }
}

fn signer_mark(signature: &Signature, findings: &[&Finding]) -> Row {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    for (severity, one, many) in [
        (Severity::Critical, "failure", "failures"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Notice, "oddity", "oddities"),
    ] {
        let number = count(severity);
        if number > 0 {
            let token = Token::from(severity);
            return token.row().own(format!(" {number} {}", if number == 1 { one } else { many }), token.role());
        }
    }
    let token = Token::from(signature.verdict.trust);
    token.row().own(format!(" {}", signature.verdict.summary), Role::Plain)
}

fn worst_outcome(signature: &Signature) -> Option<Token> {
    signature.outcomes.iter().any(|outcome| outcome.is_invalid()).then_some(Token::Fail)
}
