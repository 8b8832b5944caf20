//! Every indicator of a file, a signature, a certificate, a timestamp or a finding.
//!
//! In: an [`Analysis`] and what of it is asked for. Out: [`Value`]s in the order of listing, each with the place it
//! was found at. The same value may come twice, from two signatures; the basket folds them.

use super::kind::{Kind, Party};
use super::oid::encode_oid;
use super::value::{Origin, Value, ValueId};
use crate::asn1::oid;
use crate::model::{
    Analysis, Certificate, CertificateFacts, DigestAlgorithm, DistinguishedName, Finding, HexBytes, Location, Role,
    Signature, Thumbprint, Timestamp,
};
use crate::verify::signed_tbs_hash;

/// What of a file values are asked for: the node of the tree, or the finding, that is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The file: its hashes, its program database.
    File,
    /// A signature, by its index: what it states, its leaf, the leaf's issuer, its timestamp.
    Signature(usize),
    /// The timestamp of a signature, by the signature's index and the timestamp's: time, authority, serial.
    Timestamp(usize, usize),
    /// A certificate, whatever its part.
    Certificate(Thumbprint),
    /// A finding, by its index: its id, and the values of what it is about.
    Finding(usize),
}

/// All values of a file: its own, those of every signature, its findings.
pub fn all_values(analysis: &Analysis) -> Vec<Value> {
    let mut values = Values::default();
    values.file(analysis);
    for signature in &analysis.signatures {
        values.signature(analysis, signature);
    }
    for finding in &analysis.findings {
        values.finding(finding);
    }
    values.sorted()
}

/// The values of one node; empty when there is no such node.
pub fn values(analysis: &Analysis, node: Node) -> Vec<Value> {
    let mut values = Values::default();
    match node {
        Node::File => values.file(analysis),
        Node::Signature(index) => {
            if let Some(signature) = analysis.signatures.get(index) {
                values.signature(analysis, signature);
            }
        }
        Node::Timestamp(index, timestamp) => {
            let signature = analysis.signatures.get(index);
            if let Some(timestamp) = signature.and_then(|signature| signature.timestamps.get(timestamp)) {
                values.timestamp(analysis, index, timestamp);
            }
        }
        Node::Certificate(thumbprint) => {
            if let Some(certificate) = analysis.certificate(thumbprint) {
                values.certificate(&certificate.facts, party(analysis, certificate), None);
            }
        }
        Node::Finding(index) => {
            if let Some(finding) = analysis.findings.get(index) {
                values.finding_and_subject(analysis, finding);
            }
        }
    }
    values.sorted()
}

/// The part a certificate plays for indicators. One that issued a leaf is the issuer, whatever it is besides.
fn party(analysis: &Analysis, certificate: &Certificate) -> Party {
    let sha256 = certificate.facts.sha256;
    let is_issuer = |signature: &Signature| issuer_of(signature) == Some(sha256);
    match certificate.roles.first() {
        Some(Role::Leaf) => Party::Leaf,
        Some(_) if analysis.signatures.iter().any(is_issuer) => Party::Issuer,
        Some(Role::Intermediate) => Party::Intermediate,
        Some(Role::Root | Role::TsaRoot) => Party::Root,
        Some(Role::Tsa) => Party::Tsa,
        Some(Role::TsaIntermediate) => Party::TsaIntermediate,
        Some(Role::Unused) | None => Party::Unused,
    }
}

/// The certificate that issued the leaf; `None` for a self-signed leaf and for an incomplete chain.
fn issuer_of(signature: &Signature) -> Option<Thumbprint> {
    signature.chain.get(1).copied()
}

/// Collects values.
#[derive(Default)]
struct Values {
    values: Vec<Value>,
}

impl Values {
    fn push(&mut self, id: ValueId, text: impl Into<String>, origin: Origin) {
        let text = text.into();
        if !text.is_empty() {
            self.values.push(Value { id, text, origin });
        }
    }

    /// The values in the order of listing: by kind, those of the leaf first.
    fn sorted(mut self) -> Vec<Value> {
        self.values.sort_by(|left, right| {
            let key = |value: &Value| (value.id.party, value.id.kind, value.id.algorithm);
            key(left).cmp(&key(right))
        });
        self.values
    }

    fn file(&mut self, analysis: &Analysis) {
        let hashes = &analysis.hashes;
        let whole = Origin { location: Some(Location::new(0, analysis.size)), ..Origin::default() };
        for (algorithm, hash) in [
            (DigestAlgorithm::Md5, &hashes.md5),
            (DigestAlgorithm::Sha1, &hashes.sha1),
            (DigestAlgorithm::Sha256, &hashes.sha256),
        ] {
            self.hash(Kind::FileHash, None, algorithm, hash.as_ref(), whole);
        }
        for algorithm in
            [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
        {
            self.hash(Kind::Authentihash, None, algorithm, hashes.authentihash.get(algorithm), whole);
        }
        self.hash(Kind::Imphash, None, DigestAlgorithm::Md5, hashes.imphash.as_ref(), Origin::default());
        if let Some(pe) = &analysis.pe {
            let id = ValueId { algorithm: Some(DigestAlgorithm::Md5), ..plain_id(Kind::RichHash, None) };
            self.push(id, pe.rich_hash.as_deref().unwrap_or_default(), Origin::default());
            self.push(plain_id(Kind::PdbPath, None), pe.pdb.as_deref().unwrap_or_default(), Origin::default());
        }
    }

    fn hash(
        &mut self,
        kind: Kind,
        party: Option<Party>,
        algorithm: DigestAlgorithm,
        hash: Option<&HexBytes>,
        origin: Origin,
    ) {
        if let Some(hash) = hash {
            self.push(ValueId { algorithm: Some(algorithm), ..plain_id(kind, party) }, hash.to_string(), origin);
        }
    }

    fn signature(&mut self, analysis: &Analysis, signature: &Signature) {
        let facts = &signature.facts;
        let origin = Origin { signature: Some(facts.index), certificate: facts.signer, location: facts.location() };
        if let Some(leaf) = facts.signer.and_then(|signer| analysis.certificate(signer)) {
            self.certificate(&leaf.facts, Party::Leaf, Some(facts.index));
        }
        if let Some(issuer) = issuer_of(signature).and_then(|issuer| analysis.certificate(issuer)) {
            self.certificate(&issuer.facts, Party::Issuer, Some(facts.index));
        }
        if let Some(opus) = &facts.opus {
            let attribute = facts.signed_attributes.iter().find(|attribute| attribute.oid == oid::SPC_SP_OPUS_INFO);
            let location = attribute.and_then(|found| Some(Location::new(found.offset?, found.length)));
            let origin = Origin { location, ..origin };
            self.push(plain_id(Kind::OpusName, None), opus.program_name.as_deref().unwrap_or_default(), origin);
            self.push(plain_id(Kind::OpusUrl, None), opus.more_info.as_deref().unwrap_or_default(), origin);
        }
        for timestamp in &signature.timestamps {
            self.timestamp(analysis, facts.index, timestamp);
        }
        let structure = Some(&facts.structure_hash).filter(|hash| !hash.0.is_empty());
        self.hash(Kind::StructureHash, None, DigestAlgorithm::Sha256, structure, origin);
    }

    fn timestamp(&mut self, analysis: &Analysis, signature: usize, timestamp: &Timestamp) {
        let facts = &timestamp.facts;
        let origin = Origin { signature: Some(signature), certificate: facts.signer, location: Some(facts.location) };
        if let Some(time) = facts.time {
            self.push(plain_id(Kind::TimestampTime, None), time.to_string(), origin);
        }
        if let Some(tsa) = facts.signer.and_then(|signer| analysis.certificate(signer)) {
            self.push(plain_id(Kind::TimestampAuthority, None), tsa.facts.subject.clone(), origin);
        }
        if let Some(serial) = &facts.serial {
            self.push(plain_id(Kind::TimestampSerial, None), serial.to_string(), origin);
        }
    }

    fn certificate(&mut self, facts: &CertificateFacts, party: Party, signature: Option<usize>) {
        let party = Some(party);
        let whole = Origin { signature, certificate: Some(facts.sha256), location: facts.location() };
        let part = |range: &std::ops::Range<usize>| Origin {
            // A report that was read back holds no DER and so no parts of it.
            location: if range.is_empty() { whole.location } else { facts.locate(range) },
            ..whole
        };
        let extension = |oid: &str| Origin {
            location: facts.extension(oid).and_then(|extension| extension.location).or(whole.location),
            ..whole
        };
        self.hash(Kind::Thumbprint, party, DigestAlgorithm::Sha1, Some(&facts.sha1), whole);
        let sha256 = HexBytes(facts.sha256.0.to_vec());
        self.hash(Kind::Thumbprint, party, DigestAlgorithm::Sha256, Some(&sha256), whole);
        self.push(plain_id(Kind::Serial, party), facts.serial.to_string(), part(&facts.parts.serial));
        self.push(plain_id(Kind::Subject, party), facts.subject.clone(), part(&facts.parts.subject));
        self.name_parts(Kind::SubjectPart, party, &facts.subject_attributes, whole);
        self.push(plain_id(Kind::Issuer, party), facts.issuer.clone(), part(&facts.parts.issuer));
        self.name_parts(Kind::IssuerPart, party, &facts.issuer_attributes, whole);
        self.push(plain_id(Kind::NotBefore, party), facts.not_before.to_string(), part(&facts.parts.validity));
        self.push(plain_id(Kind::NotAfter, party), facts.not_after.to_string(), part(&facts.parts.validity));
        self.hash(Kind::TbsHash, party, DigestAlgorithm::Sha256, Some(&facts.tbs_sha256), part(&facts.parts.tbs));
        let is_extra = |own: DigestAlgorithm| !matches!(own, DigestAlgorithm::Md5 | DigestAlgorithm::Sha256);
        if let Some((algorithm, hash)) = signed_tbs_hash(facts).filter(|(own, _)| is_extra(*own)) {
            self.hash(Kind::TbsHash, party, algorithm, Some(&hash), part(&facts.parts.tbs));
        }
        self.hash(Kind::SpkiHash, party, DigestAlgorithm::Sha256, Some(&facts.spki_sha256), part(&facts.parts.spki));
        self.trusted_signing(facts, party, extension(oid::EXTENDED_KEY_USAGE), part(&facts.parts.serial));
        for url in &facts.urls.crl {
            self.push(plain_id(Kind::CrlUrl, party), url, extension(oid::CRL_DISTRIBUTION_POINTS));
        }
        for url in &facts.urls.ocsp {
            self.push(plain_id(Kind::OcspUrl, party), url, extension(oid::AUTHORITY_INFO_ACCESS));
        }
        for url in &facts.urls.ca_issuers {
            self.push(plain_id(Kind::CaIssuersUrl, party), url, extension(oid::AUTHORITY_INFO_ACCESS));
        }
    }

    /// What a leaf of Microsoft Trusted Signing has beside others.
    fn trusted_signing(&mut self, facts: &CertificateFacts, party: Option<Party>, usages: Origin, serial: Origin) {
        if let Some(identity) = &facts.durable_identity {
            self.push(plain_id(Kind::DurableIdentity, party), identity, usages);
            if let Some(der) = encode_oid(identity) {
                self.push(plain_id(Kind::DurableIdentityDer, party), hex::encode(der), usages);
            }
        }
        if facts.identities.is_empty() {
            return;
        }
        if let Some(counter) = facts.trusted_signing_counter {
            self.push(plain_id(Kind::TrustedSigningCa, party), facts.issuer_cn.as_deref().unwrap_or_default(), serial);
            self.push(plain_id(Kind::SerialCounter, party), counter.to_string(), serial);
        }
    }

    fn name_parts(&mut self, kind: Kind, party: Option<Party>, name: &DistinguishedName, whole: Origin) {
        for attribute in &name.attributes {
            let origin = Origin { location: attribute.location.or(whole.location), ..whole };
            let id = ValueId { part: Some(attribute.name.clone()), ..plain_id(kind, party) };
            self.push(id, attribute.value.clone(), origin);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let origin =
            Origin { signature: finding.signature, certificate: finding.certificate, location: finding.location() };
        self.push(plain_id(Kind::Finding, None), finding.id.clone(), origin);
    }

    /// A finding's id, and the values of the certificate, else the signature, else the file that it is about.
    fn finding_and_subject(&mut self, analysis: &Analysis, finding: &Finding) {
        self.finding(finding);
        let certificate = finding.certificate.and_then(|thumbprint| analysis.certificate(thumbprint));
        let signature = finding.signature.and_then(|index| analysis.signatures.get(index));
        match (certificate, signature) {
            (Some(certificate), _) => {
                self.certificate(&certificate.facts, party(analysis, certificate), finding.signature);
            }
            (None, Some(signature)) => self.signature(analysis, signature),
            (None, None) => self.file(analysis),
        }
    }
}

fn plain_id(kind: Kind, party: Option<Party>) -> ValueId {
    ValueId { kind, party, algorithm: None, part: None }
}
