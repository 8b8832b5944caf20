//! Analyses made by hand, for the tests of the report.

use std::sync::Arc;

use super::{Header, Report, TrustStoreSummary, write_report};
use crate::model::*;

/// A header at a fixed time.
pub fn header() -> Header {
    let trust_store = TrustStoreSummary { source: "test".to_owned(), as_of: None, anchors: 1 };
    Header::new("2026-11-23".parse().unwrap(), trust_store)
}

/// What a report writes for these files.
pub fn written(report: &dyn Report, files: &[Analysis]) -> String {
    let mut out = Vec::new();
    write_report(report, files, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// An unsigned file.
pub fn analysis(path: &str) -> Analysis {
    Analysis {
        path: path.to_owned(),
        path_bytes: None,
        size: 4096,
        format: Format::Pe32Plus,
        hashes: Hashes::default(),
        pe: None,
        assessment: Assessment::Review,
        verdict: verdict(Summary::Unsigned, State::NotPresent),
        signatures: Vec::new(),
        certificates: Vec::new(),
        findings: Vec::new(),
        defects: Vec::new(),
        error: None,
        history: None,
        supposed_revocation: None,
    }
}

/// A file with signatures by the same leaf, the second and later ones nested.
pub fn signed(path: &str, signatures: usize) -> Analysis {
    let mut analysis = analysis(path);
    analysis.verdict = verdict(Summary::Trusted, State::Valid);
    analysis.signatures = (0..signatures).map(signature).collect();
    analysis.certificates = vec![leaf()];
    analysis
}

/// A finding.
pub fn finding(id: &str, severity: Severity, signature: Option<usize>) -> Finding {
    Finding {
        id: id.to_owned(),
        severity,
        confidence: Confidence::High,
        title: "something is odd".to_owned(),
        detail: "seen at http://a.example/x".to_owned(),
        signature,
        certificate: None,
        offset: Some(0x200),
        length: Some(16),
    }
}

fn verdict(summary: Summary, state: State) -> Verdict {
    Verdict {
        summary,
        integrity: state,
        authenticity: state,
        trust: state,
        windows: WindowsEstimate { code: "0x00000000".to_owned(), name: "S_OK".to_owned() },
        reasons: Vec::new(),
    }
}

fn leaf() -> Certificate {
    let facts = CertificateFacts {
        sha256: Thumbprint([7; 32]),
        sha1: HexBytes(vec![8; 20]),
        subject: "CN=Example Apps Ltd,C=GB".to_owned(),
        subject_cn: Some("Example Apps Ltd".to_owned()),
        issuer: "CN=Example CA".to_owned(),
        issuer_cn: Some("Example CA".to_owned()),
        serial: HexBytes(vec![0x33, 0, 1]),
        not_before: "2026-06-01T08:00:00Z".parse().unwrap(),
        not_after: "2026-06-04T08:00:00Z".parse().unwrap(),
        lifetime_seconds: 259_200,
        public_key: PublicKey { algorithm: "RSA".to_owned(), bits: 3072, exponent: None, curve: None },
        signature_algorithm: "sha384WithRSAEncryption".to_owned(),
        eku: vec!["1.3.6.1.5.5.7.3.3".to_owned()],
        policies: Vec::new(),
        durable_identity: None,
        durable_identity_class: None,
        identities: Vec::new(),
        trusted_signing_counter: None,
        extensions: Vec::new(),
        offset: Some(0x1000),
        length: 1000,
        spki_sha256: HexBytes(vec![9; 32]),
        tbs_sha256: HexBytes(vec![10; 32]),
        urls: Urls::default(),
        version: 3,
        subject_attributes: DistinguishedName::default(),
        issuer_attributes: DistinguishedName::default(),
        signature_algorithm_oid: "1.2.840.113549.1.1.12".to_owned(),
        eku_critical: Some(false),
        basic_constraints: None,
        key_usage: None,
        subject_key_id: None,
        authority_key_id: None,
        subject_alternative_names: Vec::new(),
        self_issued: false,
        encoding: Default::default(),
        der: Arc::from([]),
        parts: CertificateParts::default(),
    };
    Certificate { facts: Arc::new(facts), roles: vec![Role::Leaf], anchor: false }
}

fn signature(index: usize) -> Signature {
    let time = "2026-06-02T09:12:00Z".parse().unwrap();
    let facts = SignatureFacts {
        index,
        path: if index == 0 { "table[0]".to_owned() } else { format!("table[0]/nested[{}]", index.saturating_sub(1)) },
        primary: index == 0,
        catalog: None,
        decoded: true,
        digest_algorithm: Some(DigestAlgorithm::Sha256),
        embedded_digest: Some(HexBytes(vec![1; 32])),
        computed_digest: Some(HexBytes(vec![1; 32])),
        signer: Some(Thumbprint([7; 32])),
        signer_id: None,
        opus: None,
        claimed_signing_time: None,
        signed_attributes: Vec::new(),
        unsigned_attributes: Vec::new(),
        page_hashes: None,
        structure_hash: HexBytes(vec![2; 32]),
        content_sha256: HexBytes(vec![3; 32]),
        signed_sha256: Some(HexBytes(vec![3; 32])),
        bag: vec![Thumbprint([7; 32])],
        other_certificates: 0,
        signer_infos: 1,
        version: Some(1),
        content_type: Some("1.3.6.1.4.1.311.2.1.4".to_owned()),
        spc_type: Some("1.3.6.1.4.1.311.2.1.15".to_owned()),
        digest_algorithms: DigestAlgorithms::default(),
        signature_algorithm: "rsaEncryption".to_owned(),
        statement_types: Vec::new(),
        attribute_order: None,
        signature_encoding_notes: Vec::new(),
        nested_values: 0,
        offset: Some(0x800),
        length: 5000,
        spc_location: None,
        signature_location: None,
        digest_location: None,
        unread: Vec::new(),
        timestamps: Vec::new(),
        checks: Vec::new(),
    };
    let timestamp = Timestamp {
        facts: Arc::new(timestamp(time)),
        chain: Vec::new(),
        chain_report: ChainReport::absent(Usage::TimeStamping, time),
        valid: State::Valid,
        outcomes: Vec::new(),
    };
    Signature {
        facts: Arc::new(facts),
        chain: vec![Thumbprint([7; 32])],
        other_paths: 0,
        chain_report: ChainReport::absent(Usage::CodeSigning, time),
        timestamp: Some(timestamp.clone()),
        timestamps: vec![timestamp],
        trusted_time: Some(time),
        judged_at: time,
        outcomes: vec![Outcome::valid(Check::ImageDigest, "")],
        revocations: Vec::new(),
        verdict: verdict(Summary::Trusted, State::Valid),
    }
}

fn timestamp(time: Instant) -> TimestampFacts {
    TimestampFacts {
        kind: TimestampKind::Rfc3161,
        time: Some(time),
        serial: Some(HexBytes(vec![1])),
        policy: Some("1.2.3".to_owned()),
        accuracy_ms: Some(1000),
        signer: None,
        signer_id: None,
        imprint_algorithm: Some(DigestAlgorithm::Sha256),
        imprint: None,
        digest_algorithm: Some(DigestAlgorithm::Sha256),
        signature_algorithm: "rsaEncryption".to_owned(),
        bag: Vec::new(),
        token_sha256: HexBytes(vec![4; 32]),
        signed_attributes: Vec::new(),
        unprefixed: false,
        attribute_order: None,
        location: Location::new(0x1500, 600),
        unread: Vec::new(),
        checks: Vec::new(),
    }
}
