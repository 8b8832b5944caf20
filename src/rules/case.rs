//! What a rule may look at: one judged file and the policy, with the look-ups that many rules share.

use std::collections::HashMap;

use super::{Answer, KnownFacts, KnownRole};
use crate::asn1::oid;
use crate::model::{
    Analysis, Attribute, Certificate, CertificateFacts, ChainReport, Check, Evidence, Instant, Location, OutcomeState,
    Pe, Signature, SignatureFacts, State, Thumbprint, Timestamp,
};
use crate::policy::Policy;

/// 1995-01-01: before Windows 95 there were next to no PE files.
pub const YEAR_1995: Instant = Instant::from_unix(788_918_400);

/// One judged file, as the rules see it. Knows no bytes and no clock.
pub struct Case<'a> {
    /// Facts and mathematics.
    pub evidence: &'a Evidence,
    /// Chains, trust and verdicts.
    pub analysis: &'a Analysis,
    /// Time, anchors, known facts.
    pub policy: &'a Policy,
    /// The signatures, in the order of the analysis.
    pub signatures: Vec<SignatureCase<'a>>,
    certificates: HashMap<Thumbprint, &'a Certificate>,
}

/// One signature of the file with its certificates looked up.
pub struct SignatureCase<'a> {
    /// What it states.
    pub facts: &'a SignatureFacts,
    /// How it was judged.
    pub signature: &'a Signature,
    /// The signer's certificate.
    pub leaf: Option<&'a CertificateFacts>,
    /// The signer's chain, leaf first.
    pub chain: Vec<&'a CertificateFacts>,
    /// How the chain ends, and what is wrong with it.
    pub report: &'a ChainReport,
    /// The timestamp that counts.
    pub timestamp: Option<&'a Timestamp>,
    /// The TSA's certificate of that timestamp.
    pub tsa: Option<&'a CertificateFacts>,
    /// The chain of that TSA.
    pub tsa_chain: Vec<&'a CertificateFacts>,
    has_signing_pca: bool,
}

impl<'a> Case<'a> {
    /// Looks everything up once, for all rules.
    pub fn new(evidence: &'a Evidence, analysis: &'a Analysis, policy: &'a Policy) -> Self {
        let certificates: HashMap<Thumbprint, &Certificate> =
            analysis.certificates.iter().map(|certificate| (certificate.facts.sha256, certificate)).collect();
        let find = |thumbprint: &Thumbprint| certificates.get(thumbprint).map(|certificate| certificate.facts.as_ref());
        let signatures = analysis
            .signatures
            .iter()
            .map(|signature| {
                let timestamp = signature.timestamp.as_ref();
                let chain: Vec<&CertificateFacts> = signature.chain.iter().filter_map(find).collect();
                let has_signing_pca =
                    chain.iter().any(|certificate| policy.known.is(KnownRole::TrustedSigningPca, certificate));
                SignatureCase {
                    facts: &signature.facts,
                    signature,
                    leaf: signature.facts.signer.as_ref().and_then(find),
                    chain,
                    has_signing_pca,
                    report: &signature.chain_report,
                    timestamp,
                    tsa: timestamp.and_then(|timestamp| timestamp.facts.signer.as_ref()).and_then(find),
                    tsa_chain: timestamp
                        .map(|timestamp| timestamp.chain.iter().filter_map(find).collect())
                        .unwrap_or_default(),
                }
            })
            .collect();
        Self { evidence, analysis, policy, signatures, certificates }
    }

    /// The moment trust is judged at: `now` of the catalogue.
    pub fn now(&self) -> Instant {
        self.policy.at
    }

    /// Facts about the real world.
    pub fn known(&self) -> &'a KnownFacts {
        &self.policy.known
    }

    /// Facts about the PE image.
    pub fn pe(&self) -> Option<&'a Pe> {
        self.evidence.pe.as_deref()
    }

    /// The last part of the path, with either separator.
    pub fn file_name(&self) -> &'a str {
        self.evidence.path.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// The certificate with this thumbprint.
    pub fn certificate(&self, thumbprint: Thumbprint) -> Option<&'a Certificate> {
        self.certificates.get(&thumbprint).copied()
    }

    /// The signature that decides.
    pub fn primary(&self) -> Option<&SignatureCase<'a>> {
        self.signatures.iter().find(|signature| signature.facts.primary).or_else(|| self.signatures.first())
    }

    /// TimeDateStamp as a time: unset when it is zero or a hash.
    pub fn link_time(&self) -> Option<Instant> {
        let pe = self.pe()?;
        if pe.reproducible { None } else { pe.link_time }
    }

    /// TimeDateStamp where it can be one at all: no constant of a compiler from before Windows 95.
    pub fn plausible_link_time(&self) -> Option<Instant> {
        self.link_time().filter(|time| *time >= YEAR_1995)
    }

    /// Where TimeDateStamp lies.
    pub fn link_time_location(&self) -> Option<Location> {
        self.pe()?.places.time_date_stamp
    }

    /// The certificate of a chain that stands nearest to its end and lies in the file: what names a root of the store.
    pub fn last_embedded(&self, chain: &[Thumbprint]) -> Option<Location> {
        chain.iter().rev().find_map(|thumbprint| self.certificate(*thumbprint)?.facts.location())
    }

    /// Asks about the PE image.
    pub fn with_pe(&self, check: impl FnOnce(&'a Pe) -> Answer) -> Answer {
        self.pe().map_or(Answer::not_applicable("the file is no PE image"), check)
    }

    /// Asks about each signature and puts the answers together; hits get the signature's index.
    ///
    /// A signature that cannot be decoded is not asked about: `cms-malformed` speaks for it.
    pub fn each_signature(&self, check: impl Fn(&SignatureCase<'a>) -> Answer) -> Answer {
        self.signatures
            .iter()
            .map(|signature| {
                if !signature.facts.decoded {
                    return Answer::cannot_tell("the signature cannot be decoded");
                }
                match check(signature) {
                    Answer::Fired(mut hits) => {
                        for hit in &mut hits {
                            hit.signature.get_or_insert(signature.facts.index);
                        }
                        Answer::Fired(hits)
                    }
                    other => other,
                }
            })
            .reduce(Answer::and)
            .unwrap_or(Answer::not_applicable("the file has no signature"))
    }

    /// How many bytes of an unsigned attribute are timestamps and nested signatures that can be decoded.
    ///
    /// What nothing in them reads does not count: it is room like any other.
    pub fn explained(&self, signature: &SignatureCase<'a>, attribute: &Attribute) -> u64 {
        let Some(place) = attribute.offset.map(|offset| Location::new(offset, attribute.length)) else {
            // Places in a catalog are not kept: its tokens cannot be found by theirs.
            return if signature.facts.catalog.is_some() { attribute.values_length } else { 0 };
        };
        let timestamps = signature
            .signature
            .timestamps
            .iter()
            .filter(|timestamp| timestamp.facts.time.is_some())
            .map(|timestamp| (timestamp.facts.location, &timestamp.facts.unread));
        let depth = signature.facts.depth().saturating_add(1);
        let nested = self
            .signatures
            .iter()
            .filter(|nested| nested.facts.decoded && nested.facts.depth() == depth)
            .filter_map(|nested| Some((nested.facts.location()?, &nested.facts.unread)));
        timestamps
            .chain(nested)
            .filter(|(value, _)| place.contains(value.offset))
            .fold(0, |sum: u64, (value, unread)| sum.saturating_add(value.length.saturating_sub(total(unread))))
    }

    /// Asks about each signature together with its signer's certificate.
    pub fn each_leaf(&self, check: impl Fn(&SignatureCase<'a>, &'a CertificateFacts) -> Answer) -> Answer {
        self.each_signature(|signature| match signature.leaf {
            Some(leaf) => check(signature, leaf),
            None => Answer::cannot_tell("the signer's certificate is not in the file"),
        })
    }

    /// Asks about each timestamp of each signature, with the certificate of its TSA where it is there.
    ///
    /// A timestamp that cannot be decoded (it has no time then) is not asked about: `cms-malformed` speaks for it.
    pub fn each_timestamp(
        &self,
        check: impl Fn(&SignatureCase<'a>, &'a Timestamp, Option<&'a CertificateFacts>) -> Answer,
    ) -> Answer {
        self.each_signature(|signature| {
            signature
                .signature
                .timestamps
                .iter()
                .map(|timestamp| {
                    if timestamp.facts.time.is_none() {
                        return Answer::cannot_tell("the timestamp cannot be decoded");
                    }
                    let tsa = timestamp.facts.signer.and_then(|signer| self.certificate(signer));
                    match check(signature, timestamp, tsa.map(|tsa| tsa.facts.as_ref())) {
                        Answer::Fired(mut hits) => {
                            for hit in &mut hits {
                                hit.location.get_or_insert(timestamp.facts.location);
                            }
                            Answer::Fired(hits)
                        }
                        other => other,
                    }
                })
                .reduce(Answer::and)
                .unwrap_or(Answer::not_applicable("no timestamp"))
        })
    }
}

/// The length of some ranges together.
pub fn total(ranges: &[Location]) -> u64 {
    ranges.iter().fold(0, |sum, range| sum.saturating_add(range.length))
}

impl<'a> SignatureCase<'a> {
    /// The trusted time `T`: set only when the timestamp that counts is valid.
    pub fn trusted_time(&self) -> Option<Instant> {
        self.signature.trusted_time
    }

    /// Whether a timestamp is there, valid or not.
    pub fn has_timestamp(&self) -> bool {
        self.timestamp.is_some()
    }

    /// Where a signed attribute lies.
    pub fn signed_attribute(&self, oid: &str) -> Option<Location> {
        let attribute = self.facts.signed_attributes.iter().find(|attribute| attribute.oid == oid)?;
        Some(Location::new(attribute.offset?, attribute.length))
    }

    /// The state of one check; `NotPresent` when it was not made.
    pub fn state(&self, check: Check) -> State {
        self.signature.outcome(check).map_or(OutcomeState::NotPresent, |outcome| outcome.outcome)
    }

    /// The reason of one check; empty when it was not made.
    pub fn reason(&self, check: Check) -> &'a str {
        self.signature.outcome(check).map_or("", |outcome| outcome.reason.as_str())
    }

    /// Whether the leaf carries the Trusted Signing marker, whatever its chain: `ts_leaf` of the catalogue.
    pub fn claims_trusted_signing(&self) -> bool {
        self.leaf.is_some_and(|leaf| leaf.has_eku(oid::TRUSTED_SIGNING_PUBLIC_TRUST))
    }

    /// Whether the verified chain runs through the policy CA of Trusted Signing: `ts_chain` of the catalogue.
    pub fn is_trusted_signing(&self) -> bool {
        self.has_signing_pca
    }

    /// Whether Microsoft signed it: the chain runs through one of its roots, and the leaf is none that Trusted Signing
    /// gives to its customers.
    pub fn is_microsofts(&self, known: &KnownFacts) -> bool {
        let served = self.is_trusted_signing() || self.claims_trusted_signing();
        !served && self.is_under_microsoft(known)
    }

    /// Whether the chain runs through one of Microsoft's roots, its customers' of Trusted Signing included.
    pub fn is_under_microsoft(&self, known: &KnownFacts) -> bool {
        self.chain.iter().any(|certificate| known.is(KnownRole::MicrosoftRoot, certificate))
    }

    /// The end of the chain, when it is an anchor.
    pub fn root(&self) -> Option<&'a CertificateFacts> {
        if self.report.end.is_anchor() { self.chain.last().copied() } else { None }
    }

    /// Whether the chain ends in a root of Microsoft's programme.
    pub fn is_public(&self) -> bool {
        self.report.is_public()
    }

    /// The certificate that issued the leaf.
    pub fn issuer(&self) -> Option<&'a CertificateFacts> {
        self.chain.get(1).copied()
    }
}
