//! Rows made by hand, for the tests of the list.

use std::sync::Arc;

use super::{Found, Rating, Row, Signer, Stamp};
use crate::model::{Assessment, Format, HexBytes, Severity, Summary, Thumbprint};

/// A signer with its own leaf and key.
pub fn signer(byte: u8, name: &str, identity: Option<&str>) -> Arc<Signer> {
    Arc::new(Signer {
        leaf: Thumbprint([byte; 32]),
        leaf_sha1: HexBytes(vec![byte ^ 0x0f; 20]),
        key: HexBytes(vec![byte ^ 0xf0; 32]),
        serial: HexBytes(vec![0x33, 0x00, byte]),
        name: name.into(),
        issuer: "Example CS CA 02".into(),
        identity: identity.map(Into::into),
        not_before: "2026-06-01".parse().unwrap(),
        lifetime: 259_200,
    })
}

/// An unsigned file.
pub fn unsigned(path: &str) -> Row {
    let at = path.rfind('/').map_or(0, |at| at.saturating_add(1));
    Row {
        folder: path[..at].into(),
        name: path[at..].into(),
        path_bytes: None,
        size: 4096,
        sha256: None,
        structure: None,
        signer: None,
        other_signers: Arc::from([]),
        tsa: None,
        signed: None,
        linked: None,
        findings: Arc::from([]),
        error: None,
        signatures: 0,
        nested: false,
        format: Format::Pe32,
        assessment: Assessment::Review,
        summary: Summary::Unsigned,
        stamp: Stamp::Absent,
        rating: Rating::default(),
    }
}

/// A file signed and timestamped at `time`.
pub fn signed(path: &str, signer: &Arc<Signer>, time: &str) -> Row {
    Row {
        signer: Some(Arc::clone(signer)),
        tsa: Some("Example TSA 2026".into()),
        signed: Some(time.parse().unwrap()),
        signatures: 1,
        summary: Summary::Trusted,
        stamp: Stamp::Valid,
        structure: Some(Arc::new(HexBytes(vec![7; 32]))),
        ..unsigned(path)
    }
}

/// The same file with these findings.
pub fn with(mut row: Row, findings: &[(&str, Severity)]) -> Row {
    row.findings = findings.iter().map(|(id, severity)| Found { id: (*id).into(), severity: *severity }).collect();
    row.rating = Rating::of(&row.findings);
    row
}

/// The same file with a hash of its own.
pub fn hashed(mut row: Row, byte: u8) -> Row {
    row.sha256 = Some(Box::new([byte; 32]));
    row
}

/// A file that could not be read.
pub fn unreadable(path: &str) -> Row {
    Row { error: Some("no PE: MZ header only".into()), format: Format::Unknown, ..unsigned(path) }
}
