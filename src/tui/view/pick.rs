//! Which indicators stand under the cursor: of a field, a node, a finding, a moment, a file.
//!
//! A field of Details is a text for the eye; it is an indicator when one of the file's indicators is spelled so, the one
//! at the same place first.

use super::details::Field;
use super::tree::NodeId;
use crate::ioc::{Kind, Node, Party, Value, all_values, main_values, values};
use crate::model::{Analysis, Instant};

/// The indicators that a field shows; empty when it shows none.
pub fn of_field(analysis: &Analysis, node: NodeId, field: &Field) -> Vec<Value> {
    let mut known = own_values(analysis, node);
    known.extend(all_values(analysis));
    if let Some(kinds) = kinds_by_label(field) {
        let mut found: Vec<Value> = Vec::new();
        for kind in kinds {
            found.extend(known.iter().find(|value| value.kind() == *kind).cloned());
        }
        return found;
    }
    let is_shown = |value: &&Value| value.spellings().iter().any(|spelling| spelling.text == field.value);
    let is_finding = |value: &&Value| value.kind() == Kind::Finding && value.text == field.note;
    let shown: Vec<&Value> = known.iter().filter(|value| is_shown(value) || is_finding(value)).collect();
    let here = |value: &&&Value| field.place.is_some() && value.origin.location == field.place.map(|place| place.range);
    let named = |value: &&&Value| value.id.part.as_deref() == Some(field.label.as_str());
    let best = shown
        .iter()
        .find(|value| here(value) && named(value))
        .or_else(|| shown.iter().find(|value| here(value)))
        .or_else(|| shown.iter().find(|value| named(value)))
        .or_else(|| shown.first());
    best.map(|value| (*value).clone()).into_iter().collect()
}

/// Fields whose text is put together for the eye.
fn kinds_by_label(field: &Field) -> Option<&'static [Kind]> {
    match field.label.as_str() {
        "Valid" => Some(&[Kind::NotBefore, Kind::NotAfter]),
        "CA counter" => Some(&[Kind::SerialCounter]),
        "TSA" => Some(&[Kind::TimestampAuthority]),
        _ => None,
    }
}

/// The indicators of a node and of nothing else.
fn own_values(analysis: &Analysis, node: NodeId) -> Vec<Value> {
    match node {
        NodeId::File | NodeId::Sections | NodeId::VersionInfo | NodeId::Defects | NodeId::Defect(_) => {
            values(analysis, Node::File)
        }
        NodeId::Certificate { thumbprint, .. } => values(analysis, Node::Certificate(thumbprint)),
        NodeId::Timestamp { signature, index } => values(analysis, Node::Timestamp(signature, index)),
        NodeId::Signature(index)
        | NodeId::Signer(index)
        | NodeId::Attributes(index)
        | NodeId::Checks(index)
        | NodeId::Unused(index)
        | NodeId::Attribute { signature: index, .. }
        | NodeId::Check { signature: index, .. }
        | NodeId::Missing { signature: index, .. } => values(analysis, Node::Signature(index)),
    }
}

/// What a node is known by: hashes of the file, thumbprints, serial and names of a certificate, time of a timestamp.
pub fn of_node(analysis: &Analysis, node: NodeId) -> Vec<Value> {
    own_values(analysis, node).into_iter().filter(|value| names_its_node(value, node)).collect()
}

fn names_its_node(value: &Value, node: NodeId) -> bool {
    let is_of_node = match node {
        NodeId::Certificate { .. } | NodeId::Timestamp { .. } => true,
        _ => matches!(value.id.party, None | Some(Party::Leaf)),
    };
    let is_common_name = value.id.part.as_deref() == Some("CN");
    is_of_node
        && match value.kind() {
            Kind::FileHash
            | Kind::Authentihash
            | Kind::Imphash
            | Kind::Thumbprint
            | Kind::Serial
            | Kind::DurableIdentity
            | Kind::TimestampTime
            | Kind::TimestampAuthority
            | Kind::TimestampSerial => true,
            Kind::SubjectPart | Kind::IssuerPart => is_common_name,
            _ => false,
        }
}

/// A finding, and what names the certificate, the signature or the file that it is about.
pub fn of_finding(analysis: &Analysis, index: usize) -> Vec<Value> {
    let node = match analysis.findings.get(index) {
        Some(finding) if finding.certificate.is_some() => NodeId::Certificate {
            signature: 0,
            chain: super::tree::ChainOf::Signer,
            thumbprint: finding.certificate.unwrap_or_default(),
        },
        Some(finding) => finding.signature.map_or(NodeId::File, NodeId::Signature),
        None => return Vec::new(),
    };
    let found = values(analysis, Node::Finding(index)).into_iter();
    found.filter(|value| value.kind() == Kind::Finding || names_its_node(value, node)).collect()
}

/// The dates that fall on a moment: of a certificate's validity, of a timestamp.
pub fn of_moment(analysis: &Analysis, time: Instant) -> Vec<Value> {
    let text = time.to_string();
    let is_date = |kind| matches!(kind, Kind::NotBefore | Kind::NotAfter | Kind::TimestampTime);
    all_values(analysis).into_iter().filter(|value| is_date(value.kind()) && value.text == text).collect()
}

/// What an analyst collects of a whole file.
pub fn of_file(analysis: &Analysis) -> Vec<Value> {
    main_values(analysis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{self, SAMPLES};
    use crate::examine::{ExamineOptions, examine_bytes};
    use crate::tui::view::details::fields;
    use crate::tui::view::tree;

    fn sample(name: &str) -> Analysis {
        let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
        let policy = demo::policy("2026-11-23".parse().unwrap(), crate::trust::TrustStore::built_in());
        crate::judge(&examine_bytes(name, sample.bytes, &ExamineOptions::default()), &policy)
    }

    fn certificate(analysis: &Analysis, chain: usize) -> NodeId {
        let thumbprint = analysis.signatures[0].chain[chain];
        NodeId::Certificate { signature: 0, chain: tree::ChainOf::Signer, thumbprint }
    }

    fn names(analysis: &Analysis, node: NodeId, label: &str) -> Vec<String> {
        let fields = fields(analysis, node);
        let field = fields.iter().find(|field| field.label == label).unwrap_or_else(|| panic!("no {label}"));
        of_field(analysis, node, field).iter().map(|value| value.id.name()).collect()
    }

    #[test]
    fn fields_of_a_leaf_are_indicators_of_the_leaf() {
        let analysis = sample("short.exe");
        let leaf = certificate(&analysis, 0);
        for (label, name) in [
            ("Subject", "leaf-subject"),
            ("Issuer", "leaf-issuer"),
            ("Serial", "leaf-serial"),
            ("SHA-256", "leaf-thumbprint-sha256"),
            ("SHA-1", "leaf-thumbprint-sha1"),
            ("SPKI SHA-256", "leaf-spki-hash-sha256"),
            ("TBS SHA-256", "leaf-tbs-hash-sha256"),
            ("Durable id", "leaf-durable-identity"),
            ("CA counter", "leaf-serial-counter"),
            ("CN", "leaf-subject-cn"),
        ] {
            assert_eq!(names(&analysis, leaf, label), [name], "{label}");
        }
        assert_eq!(names(&analysis, leaf, "Valid"), ["leaf-not-before", "leaf-not-after"]);
        assert!(names(&analysis, leaf, "Version").is_empty());
    }

    #[test]
    fn same_name_of_subject_and_issuer_is_told_apart_by_its_place() {
        let analysis = sample("short.exe");
        let root = certificate(&analysis, analysis.signatures[0].chain.len() - 1);
        let all = fields(&analysis, root);
        let found: Vec<String> = all
            .iter()
            .filter(|field| field.label == "CN")
            .map(|field| of_field(&analysis, root, field)[0].id.name())
            .collect();
        assert_eq!(found, ["root-subject-cn", "root-issuer-cn"]);
    }

    #[test]
    fn fields_of_file_signature_and_timestamp_are_indicators() {
        let analysis = sample("short.exe");
        assert_eq!(names(&analysis, NodeId::File, "SHA-256"), ["file-hash-sha256"]);
        assert_eq!(names(&analysis, NodeId::File, "Imphash"), ["imphash-md5"]);
        assert!(names(&analysis, NodeId::File, "Size").is_empty());
        assert_eq!(names(&analysis, NodeId::Signature(0), "Computed"), ["authentihash-sha256"]);
        assert_eq!(names(&analysis, NodeId::Signature(0), "Structure"), ["structure-hash-sha256"]);
        let stamp = NodeId::Timestamp { signature: 0, index: 0 };
        assert_eq!(names(&analysis, stamp, "Time"), ["timestamp-time"]);
        assert_eq!(names(&analysis, stamp, "Serial"), ["timestamp-serial"]);
        assert_eq!(names(&analysis, stamp, "TSA"), ["timestamp-authority"]);
    }

    #[test]
    fn finding_comes_with_what_names_the_certificate_it_is_about() {
        let analysis = sample("short.exe");
        let index = analysis.findings.iter().position(|finding| finding.certificate.is_some()).unwrap();
        let names: Vec<String> = of_finding(&analysis, index).iter().map(|value| value.id.name()).collect();
        assert!(names.contains(&"finding".to_owned()), "{names:?}");
        assert!(names.iter().any(|name| name.ends_with("serial")), "{names:?}");
        assert!(!names.iter().any(|name| name.ends_with("crl-url")), "{names:?}");
    }
}
