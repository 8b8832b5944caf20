//! Hand-built cases for the rules' unit tests: a sound signed file, of which a test changes one thing.

#![allow(clippy::arithmetic_side_effects, reason = "small constants of a test")]

use std::sync::Arc;

use crate::model::{
    Analysis, Assessment, Attribute, BasicConstraints, Certificate, CertificateEncoding, CertificateFacts,
    CertificateParts, CertificateRevocation, CertificateTableEntry, ChainEnd, ChainReport, Check, Checksum,
    DigestAlgorithm, DigestAlgorithms, DistinguishedName, Evidence, Fault, Format, Hashes, HexBytes, Instant, Location,
    NameAttribute, Outcome, Pe, PublicKey, Role, Signature, SignatureFacts, SignerId, State, StringKind, Summary,
    TableEnd, Thumbprint, Timestamp, TimestampFacts, TimestampKind, Urls, Usage, Verdict, WindowsEstimate,
};
use crate::policy::Policy;
use crate::rules::{Answer, Case, Hit, Rule};
use crate::trust::TrustStore;

/// 2026-11-23, when the fixture's file is looked at.
pub const NOW: &str = "2026-11-23T00:00:00Z";
/// The leaf's validity begins.
pub const NOT_BEFORE: &str = "2026-01-01T00:00:00Z";
/// The leaf's validity ends.
pub const NOT_AFTER: &str = "2026-12-31T23:59:59Z";
/// The file was timestamped.
pub const SIGNED: &str = "2026-06-01T12:00:00Z";

/// Index of the leaf in [`Fixture::certificates`].
pub const LEAF: usize = 0;
/// Index of the issuing CA.
pub const ISSUER: usize = 1;
/// Index of the root.
pub const ROOT: usize = 2;
/// Index of the TSA.
pub const TSA: usize = 3;

pub fn time(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn thumbprint(byte: u8) -> Thumbprint {
    Thumbprint([byte; 32])
}

/// A file with one sound signature: leaf, issuing CA, public root, RFC 3161 timestamp.
pub struct Fixture {
    pub pe: Option<Pe>,
    pub path: String,
    pub signatures: Vec<SignatureParts>,
    pub certificates: Vec<CertificateFacts>,
    pub anchors: Vec<Thumbprint>,
    pub unused: Vec<Thumbprint>,
    pub defects: Vec<crate::model::Defect>,
    pub trust: State,
    pub policy: Policy,
}

/// What a test changes of one signature.
#[derive(Clone)]
pub struct SignatureParts {
    pub facts: SignatureFacts,
    pub chain: Vec<Thumbprint>,
    pub timestamps: Vec<TimestampParts>,
    pub outcomes: Vec<Outcome>,
    pub chain_report: ChainReport,
    pub other_paths: usize,
    pub revocations: Vec<CertificateRevocation>,
    /// `T`; cleared together with the timestamps.
    pub trusted_time: Option<Instant>,
}

/// What a test changes of one timestamp.
#[derive(Clone)]
pub struct TimestampParts {
    pub facts: TimestampFacts,
    pub chain: Vec<Thumbprint>,
    pub valid: State,
    pub outcomes: Vec<Outcome>,
    pub chain_report: ChainReport,
}

impl Fixture {
    pub fn signed() -> Self {
        let certificates = vec![
            leaf(),
            authority(2, "Sample Issuing CA", 3, "Sample Root"),
            authority(3, "Sample Root", 3, "Sample Root"),
            tsa(),
            authority(5, "Sample TSA Root", 5, "Sample TSA Root"),
        ];
        Self {
            pe: Some(pe()),
            path: "sample.exe".to_owned(),
            signatures: vec![signature()],
            certificates,
            anchors: vec![thumbprint(3), thumbprint(5)],
            unused: Vec::new(),
            defects: Vec::new(),
            trust: State::Valid,
            policy: Policy::new(time(NOW), Arc::new(TrustStore::default())),
        }
    }

    pub fn unsigned() -> Self {
        let mut fixture = Self::signed();
        fixture.signatures.clear();
        fixture.certificates.clear();
        fixture.trust = State::NotPresent;
        if let Some(pe) = &mut fixture.pe {
            pe.certificate_table.clear();
            pe.security_directory = None;
            pe.table_end = TableEnd::Absent;
        }
        fixture
    }

    /// The signature that a test changes.
    pub fn signature(&mut self) -> &mut SignatureParts {
        self.signatures.first_mut().unwrap()
    }

    pub fn certificate(&mut self, index: usize) -> &mut CertificateFacts {
        self.certificates.get_mut(index).unwrap()
    }

    pub fn leaf(&mut self) -> &mut CertificateFacts {
        self.certificate(LEAF)
    }

    pub fn pe(&mut self) -> &mut Pe {
        self.pe.as_mut().unwrap()
    }

    pub fn timestamp(&mut self) -> &mut TimestampParts {
        self.signature().timestamps.first_mut().unwrap()
    }

    /// Sets the leaf's validity.
    pub fn leaf_valid(&mut self, from: &str, seconds: i64) -> &mut Self {
        let from = time(from);
        let leaf = self.leaf();
        leaf.not_before = from;
        leaf.not_after = from.plus_seconds(seconds);
        leaf.lifetime_seconds = seconds;
        self
    }

    /// Sets the timestamp's time.
    pub fn signed_at(&mut self, at: Instant) -> &mut Self {
        self.timestamp().facts.time = Some(at);
        self.signature().trusted_time = Some(at);
        self
    }

    /// Takes the timestamp away.
    pub fn without_timestamp(&mut self) -> &mut Self {
        self.signature().timestamps.clear();
        self.signature().trusted_time = None;
        self
    }

    /// Makes the leaf one of Trusted Signing, and its issuer the known policy CA.
    pub fn trusted_signing(&mut self) -> &mut Self {
        self.leaf_valid("2026-06-01T00:00:00Z", 259_200);
        let leaf = self.leaf();
        leaf.eku = vec![
            "1.3.6.1.4.1.311.97.1.0".to_owned(),
            "1.3.6.1.5.5.7.3.3".to_owned(),
            "1.3.6.1.4.1.311.97.111111111.222222222.333333333.444444444".to_owned(),
        ];
        leaf.identities = vec!["1.3.6.1.4.1.311.97.111111111.222222222.333333333.444444444".to_owned()];
        leaf.durable_identity = leaf.identities.first().cloned();
        leaf.durable_identity_class = Some(crate::model::DurableIdentityClass::Public);
        leaf.issuer_cn = Some("Microsoft ID Verified CS EOC CA 03".to_owned());
        leaf.public_key.bits = 3072;
        leaf.signature_algorithm = "sha384WithRSAEncryption".to_owned();
        leaf.serial = HexBytes(hex::decode("330009cc5d3996da359478cc7700000009cc5d").unwrap());
        leaf.trusted_signing_counter = Some(0x9cc5d);
        leaf.subject_attributes = name("Sample Ltd", "Sample Ltd");
        let ca = self.certificate(ISSUER);
        ca.subject_cn = Some("Microsoft ID Verified CS EOC CA 03".to_owned());
        ca.subject_attributes = name("Microsoft ID Verified CS EOC CA 03", "Microsoft Corporation");
        let mut known = (*self.policy.known).clone();
        known.add_certificate(crate::rules::KnownCertificate::new(
            crate::rules::KnownRole::TrustedSigningPca,
            thumbprint(2),
            "Sample PCA",
        ));
        known.add_certificate(crate::rules::KnownCertificate::new(
            crate::rules::KnownRole::TrustedSigningTsaCa,
            thumbprint(5),
            "Sample TSA CA",
        ));
        known.add_certificate(crate::rules::KnownCertificate::new(
            crate::rules::KnownRole::MicrosoftRoot,
            thumbprint(3),
            "Sample Root",
        ));
        self.policy.known = Arc::new(known);
        self.signed_at(time("2026-06-02T12:00:00Z"))
    }

    /// Adds a second signature, nested in the first, with its own copy of the parts.
    pub fn nest(&mut self) -> &mut SignatureParts {
        let mut nested = self.signatures.first().unwrap().clone();
        nested.facts.index = self.signatures.len();
        nested.facts.path = format!("table[0]/nested[{}]", self.signatures.len() - 1);
        nested.facts.primary = false;
        self.signature().facts.nested_values += 1;
        self.signatures.push(nested);
        self.signatures.last_mut().unwrap()
    }

    /// Replaces the outcome of one check of the first signature.
    pub fn outcome(&mut self, outcome: Outcome) -> &mut Self {
        let outcomes = &mut self.signature().outcomes;
        outcomes.retain(|kept| kept.check != outcome.check);
        outcomes.push(outcome);
        self
    }

    /// Adds a fault to the signer's chain.
    pub fn fault(&mut self, fault: Fault) -> &mut Self {
        self.signature().chain_report.faults.push(fault);
        self
    }

    /// Replaces the outcome of one check of the first timestamp.
    pub fn timestamp_outcome(&mut self, outcome: Outcome) -> &mut Self {
        let timestamp = self.timestamp();
        timestamp.outcomes.retain(|kept| kept.check != outcome.check);
        timestamp.outcomes.push(outcome);
        self
    }

    pub fn evidence(&self) -> Evidence {
        Evidence {
            path: self.path.clone(),
            path_bytes: None,
            size: 10_000,
            format: Format::Pe32Plus,
            hashes: Hashes::default(),
            pe: self.pe.clone().map(Arc::new),
            signatures: self.signatures.iter().map(|parts| Arc::new(parts.facts.clone())).collect(),
            certificates: self.certificates.iter().map(|facts| Arc::new(facts.clone())).collect(),
            defects: self.defects.clone(),
            error: None,
        }
    }

    pub fn analysis(&self) -> Analysis {
        let evidence = self.evidence();
        let verdict = Verdict {
            summary: if self.signatures.is_empty() { Summary::Unsigned } else { Summary::Trusted },
            integrity: self.trust,
            authenticity: self.trust,
            trust: self.trust,
            windows: WindowsEstimate { code: "0x00000000".to_owned(), name: "S_OK".to_owned() },
            reasons: Vec::new(),
        };
        let signatures = self
            .signatures
            .iter()
            .map(|parts| {
                let timestamps: Vec<Timestamp> = parts
                    .timestamps
                    .iter()
                    .map(|stamp| Timestamp {
                        facts: Arc::new(stamp.facts.clone()),
                        chain: stamp.chain.clone(),
                        valid: stamp.valid,
                        outcomes: stamp.outcomes.clone(),
                        chain_report: stamp.chain_report.clone(),
                    })
                    .collect();
                Signature {
                    facts: Arc::new(parts.facts.clone()),
                    chain: parts.chain.clone(),
                    other_paths: parts.other_paths,
                    timestamp: timestamps.first().cloned(),
                    timestamps,
                    trusted_time: parts.trusted_time,
                    judged_at: parts.trusted_time.unwrap_or(self.policy.at),
                    outcomes: parts.outcomes.clone(),
                    revocations: parts.revocations.clone(),
                    chain_report: parts.chain_report.clone(),
                    verdict: verdict.clone(),
                }
            })
            .collect();
        let certificates = evidence
            .certificates
            .iter()
            .map(|facts| Certificate {
                facts: facts.clone(),
                roles: if self.unused.contains(&facts.sha256) { vec![Role::Unused] } else { vec![Role::Leaf] },
                anchor: self.anchors.contains(&facts.sha256),
            })
            .collect();
        Analysis {
            path: evidence.path.clone(),
            path_bytes: None,
            size: evidence.size,
            format: evidence.format,
            hashes: Hashes::default(),
            pe: evidence.pe.clone(),
            assessment: Assessment::Review,
            verdict,
            signatures,
            certificates,
            findings: Vec::new(),
            defects: self.defects.clone(),
            error: None,
            history: None,
            supposed_revocation: None,
        }
    }

    /// What one rule answers.
    pub fn answer(&self, rule: &Rule) -> Answer {
        let (evidence, analysis) = (self.evidence(), self.analysis());
        (rule.check)(&Case::new(&evidence, &analysis, &self.policy))
    }

    /// What one function answers about the case.
    pub fn with_case(&self, check: impl FnOnce(&Case<'_>) -> Answer) -> Answer {
        let (evidence, analysis) = (self.evidence(), self.analysis());
        check(&Case::new(&evidence, &analysis, &self.policy))
    }

    /// The hits of one rule; none when it did not fire.
    pub fn hits(&self, rule: &Rule) -> Vec<Hit> {
        match self.answer(rule) {
            Answer::Fired(hits) => hits,
            _ => Vec::new(),
        }
    }

    /// The analysis after all rules ran.
    pub fn judged(&self) -> Analysis {
        let mut analysis = self.analysis();
        crate::rules::run(&self.evidence(), &mut analysis, &self.policy);
        analysis
    }

    /// Whether a rule fired.
    pub fn fires(&self, rule: &Rule) -> bool {
        matches!(self.answer(rule), Answer::Fired(_))
    }

    /// Whether a rule checked and found nothing.
    pub fn silent(&self, rule: &Rule) -> bool {
        self.answer(rule) == Answer::Silent
    }

    /// The severity of the first hit: its own, else the rule's.
    pub fn severity(&self, rule: &Rule) -> Option<crate::model::Severity> {
        self.hits(rule).first().map(|hit| hit.severity.unwrap_or(rule.severity))
    }
}

pub fn attribute(oid: &str, name: &str, value: &str) -> NameAttribute {
    NameAttribute {
        oid: oid.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        kind: StringKind::Utf8,
        invalid: false,
        location: None,
    }
}

pub fn name(cn: &str, o: &str) -> DistinguishedName {
    DistinguishedName {
        attributes: vec![
            attribute("2.5.4.6", "C", "US"),
            attribute("2.5.4.8", "ST", "Washington"),
            attribute("2.5.4.7", "L", "Seattle"),
            attribute("2.5.4.10", "O", o),
            attribute("2.5.4.3", "CN", cn),
        ],
    }
}

fn certificate(byte: u8, cn: &str, issuer: &str) -> CertificateFacts {
    CertificateFacts {
        sha256: thumbprint(byte),
        sha1: HexBytes(vec![byte; 20]),
        subject: format!("CN={cn},O=Sample Ltd"),
        subject_cn: Some(cn.to_owned()),
        issuer: format!("CN={issuer},O=Sample Ltd"),
        issuer_cn: Some(issuer.to_owned()),
        serial: HexBytes(vec![0x12, byte, 3, 4, 5, 6, 7, 8, 9, 10]),
        not_before: time("2020-01-01T00:00:00Z"),
        not_after: time("2040-01-01T00:00:00Z"),
        lifetime_seconds: 631_152_000,
        public_key: PublicKey {
            algorithm: "RSA".to_owned(),
            bits: 4096,
            exponent: Some("10001".to_owned()),
            curve: None,
        },
        signature_algorithm: "sha256WithRSAEncryption".to_owned(),
        eku: Vec::new(),
        policies: Vec::new(),
        durable_identity: None,
        durable_identity_class: None,
        identities: Vec::new(),
        trusted_signing_counter: None,
        extensions: Vec::new(),
        offset: Some(5000 + u64::from(byte) * 500),
        length: 500,
        spki_sha256: HexBytes(vec![byte; 32]),
        tbs_sha256: HexBytes(vec![byte ^ 0x80; 32]),
        urls: Urls {
            crl: vec!["http://crl.example/ca.crl".to_owned()],
            ocsp: Vec::new(),
            ca_issuers: vec!["http://ca.example/ca.cer".to_owned()],
        },
        version: 3,
        subject_attributes: name(cn, "Sample Ltd"),
        issuer_attributes: name(issuer, "Sample Ltd"),
        signature_algorithm_oid: "1.2.840.113549.1.1.11".to_owned(),
        eku_critical: None,
        basic_constraints: None,
        key_usage: None,
        subject_key_id: Some(HexBytes(vec![byte; 20])),
        authority_key_id: None,
        subject_alternative_names: Vec::new(),
        self_issued: cn == issuer,
        der: Arc::from(Vec::new()),
        parts: CertificateParts::default(),
        encoding: CertificateEncoding::default(),
    }
}

pub fn leaf() -> CertificateFacts {
    let mut leaf = certificate(1, "Sample Ltd", "Sample Issuing CA");
    leaf.not_before = time(NOT_BEFORE);
    leaf.not_after = time(NOT_AFTER);
    leaf.lifetime_seconds = leaf.not_after.seconds_since(leaf.not_before);
    leaf.eku = vec!["1.3.6.1.5.5.7.3.3".to_owned()];
    leaf.eku_critical = Some(false);
    leaf.key_usage = Some(vec!["digitalSignature".to_owned()]);
    leaf.policies = vec!["2.23.140.1.4.1".to_owned()];
    leaf.public_key.bits = 3072;
    leaf
}

pub fn authority(byte: u8, cn: &str, issuer_byte: u8, issuer: &str) -> CertificateFacts {
    let mut authority = certificate(byte, cn, issuer);
    authority.basic_constraints = Some(BasicConstraints { ca: true, path_len: None });
    authority.key_usage = Some(vec!["keyCertSign".to_owned(), "cRLSign".to_owned()]);
    authority.self_issued = byte == issuer_byte;
    authority
}

fn tsa() -> CertificateFacts {
    let mut tsa = certificate(4, "Sample TSA", "Sample TSA Root");
    tsa.eku = vec!["1.3.6.1.5.5.7.3.8".to_owned()];
    tsa.eku_critical = Some(true);
    tsa.not_before = time("2026-01-01T00:00:00Z");
    tsa.not_after = time("2027-03-01T00:00:00Z");
    tsa
}

fn sound_chain(usage: Usage) -> ChainReport {
    ChainReport { end: ChainEnd::ProgrammeRoot, ..ChainReport::absent(usage, time(SIGNED)) }
}

fn timestamp() -> TimestampParts {
    let valid = |check| Outcome::valid(check, "");
    let checks = vec![
        valid(Check::TimestampImprint),
        valid(Check::TimestampTokenDigest),
        valid(Check::TimestampSignature),
        valid(Check::TimestampEss),
        valid(Check::TimestampUsage),
    ];
    let mut outcomes = checks.clone();
    outcomes.extend([valid(Check::TimestampChain), valid(Check::TimestampValidity)]);
    TimestampParts {
        facts: TimestampFacts {
            kind: TimestampKind::Rfc3161,
            time: Some(time(SIGNED)),
            serial: Some(HexBytes(vec![7])),
            policy: Some("1.3.6.1.4.1.601.10.3.1".to_owned()),
            accuracy_ms: Some(500),
            signer: Some(thumbprint(4)),
            signer_id: None,
            imprint_algorithm: Some(DigestAlgorithm::Sha256),
            imprint: None,
            digest_algorithm: Some(DigestAlgorithm::Sha256),
            signature_algorithm: "rsaEncryption".to_owned(),
            bag: vec![thumbprint(4), thumbprint(5)],
            token_sha256: HexBytes(vec![9; 32]),
            signed_attributes: Vec::new(),
            unprefixed: false,
            attribute_order: None,
            location: Location::new(8000, 900),
            unread: Vec::new(),
            checks,
        },
        chain: vec![thumbprint(4), thumbprint(5)],
        valid: State::Valid,
        outcomes,
        chain_report: sound_chain(Usage::TimeStamping),
    }
}

/// An attribute of a SignerInfo.
pub fn attribute_of(oid: &str, length: u64) -> Attribute {
    Attribute {
        oid: oid.to_owned(),
        name: oid.to_owned(),
        offset: Some(7000),
        length,
        values_length: length,
        text: String::new(),
        values: 1,
    }
}

fn signature() -> SignatureParts {
    let sha256 = || "2.16.840.1.101.3.4.2.1".to_owned();
    let checks: Vec<Outcome> = [
        Check::ImageDigest,
        Check::MessageDigest,
        Check::AttributeSignature,
        Check::ContentType,
        Check::DigestAlgorithms,
        Check::SignerCertificate,
    ]
    .map(|check| Outcome::valid(check, ""))
    .to_vec();
    let mut outcomes = checks.clone();
    outcomes.extend(
        [Check::SignerChain, Check::SignerUsage, Check::SignerValidity, Check::RootProgramme]
            .map(|check| Outcome::valid(check, "")),
    );
    outcomes.push(Outcome::not_present(Check::Revocation, "no CRL given"));
    SignatureParts {
        facts: SignatureFacts {
            index: 0,
            path: "table[0]".to_owned(),
            primary: true,
            catalog: None,
            decoded: true,
            digest_algorithm: Some(DigestAlgorithm::Sha256),
            embedded_digest: Some(HexBytes(vec![1; 32])),
            computed_digest: Some(HexBytes(vec![1; 32])),
            signer: Some(thumbprint(1)),
            signer_id: Some(SignerId { issuer: None, serial: None, subject_key_id: None }),
            opus: None,
            claimed_signing_time: None,
            signed_attributes: vec![attribute_of("1.2.840.113549.1.9.3", 24), attribute_of("1.2.840.113549.1.9.4", 47)],
            unsigned_attributes: vec![Attribute { offset: Some(8000), ..attribute_of("1.3.6.1.4.1.311.3.3.1", 900) }],
            page_hashes: None,
            structure_hash: HexBytes(vec![2; 32]),
            content_sha256: HexBytes(vec![3; 32]),
            signed_sha256: Some(HexBytes(vec![3; 32])),
            bag: vec![thumbprint(1), thumbprint(2)],
            other_certificates: 0,
            signer_infos: 1,
            version: Some(1),
            content_type: Some("1.3.6.1.4.1.311.2.1.4".to_owned()),
            spc_type: Some("1.3.6.1.4.1.311.2.1.15".to_owned()),
            digest_algorithms: DigestAlgorithms {
                signed_data: vec![sha256()],
                signer_info: Some(sha256()),
                spc: Some(sha256()),
            },
            signature_algorithm: "rsaEncryption".to_owned(),
            statement_types: Vec::new(),
            attribute_order: None,
            signature_encoding_notes: Vec::new(),
            nested_values: 0,
            offset: Some(6000),
            length: 4000,
            spc_location: Some(Location::new(6100, 80)),
            signature_location: Some(Location::new(7500, 384)),
            digest_location: Some(Location::new(6150, 32)),
            unread: Vec::new(),
            timestamps: Vec::new(),
            checks,
        },
        chain: vec![thumbprint(1), thumbprint(2), thumbprint(3)],
        timestamps: vec![timestamp()],
        outcomes,
        chain_report: sound_chain(Usage::CodeSigning),
        other_paths: 0,
        revocations: Vec::new(),
        trusted_time: Some(time(SIGNED)),
    }
}

fn pe() -> Pe {
    Pe {
        machine: "x64".to_owned(),
        subsystem: "windows-gui".to_owned(),
        dll: false,
        dotnet: false,
        link_time: Some(time("2026-06-01T08:00:00Z")),
        time_date_stamp: 1_780_300_800,
        checksum: Checksum { stated: 4711, computed: 4711 },
        version_info: std::collections::BTreeMap::new(),
        version_language: None,
        sections: Vec::new(),
        reproducible: false,
        pdb: None,
        rich_hash: None,
        overlay: None,
        trailing: None,
        certificate_table: vec![CertificateTableEntry {
            offset: 5992,
            length: 4008,
            revision: 0x0200,
            kind: 2,
            padding: 0,
            padding_nonzero: false,
        }],
        table_gaps: Vec::new(),
        security_directory: Some(Location::new(5992, 4008)),
        table_end: TableEnd::AtEnd,
        orphan_signature: None,
        signature_markers: Vec::new(),
        imports: Vec::new(),
        internal_times: Vec::new(),
        size_of_headers: 1024,
        section_alignment: 4096,
        linker: "14.38".to_owned(),
        os_version: "6.0".to_owned(),
        layout_notes: Vec::new(),
        places: crate::model::PePlaces::default(),
    }
}

#[test]
fn the_sound_fixture_has_no_warning() {
    let analysis = Fixture::signed().judged();
    let worst: Vec<_> =
        analysis.findings.iter().filter(|finding| finding.severity > crate::model::Severity::Notice).collect();
    assert!(worst.is_empty(), "{worst:#?}");
    assert_eq!(analysis.assessment, Assessment::NoAnomalyFound);
}
