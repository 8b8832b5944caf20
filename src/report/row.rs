//! One row a signature: the columns of CSV and Markdown.

use crate::model::{Analysis, Certificate, Finding, Signature};
use crate::text::{Place, Shown, Untrusted};

/// The columns in their order.
pub const COLUMNS: [&str; 17] = [
    "path",
    "sha256",
    "assessment",
    "summary",
    "primary",
    "signer_cn",
    "issuer_cn",
    "serial",
    "leaf_sha1",
    "leaf_sha256",
    "not_before",
    "not_after",
    "lifetime_seconds",
    "timestamp",
    "timestamp_kind",
    "durable_identity",
    "findings",
];

/// One row, shown text: hostile characters are escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells in the order of [`COLUMNS`]; an absent value is empty.
    pub cells: [String; 17],
}

/// The rows of one file: one a signature, one without signer for an unsigned file.
///
/// `assessment` is the file's, `summary` the signature's. The findings of a row are those of its signature, those of
/// the file as a whole stand in the primary signature's row.
pub fn rows(analysis: &Analysis) -> Vec<Row> {
    if analysis.signatures.is_empty() {
        return vec![row(analysis, None)];
    }
    analysis.signatures.iter().map(|signature| row(analysis, Some(signature))).collect()
}

/// The file's name as shown: bytes that are no Unicode as `\xNN`.
pub fn shown_path(analysis: &Analysis, place: Place) -> Shown {
    match &analysis.path_bytes {
        Some(bytes) => Shown::from_bytes(&bytes.0, place),
        None => Untrusted(&analysis.path).shown_in(place),
    }
}

fn row(analysis: &Analysis, signature: Option<&Signature>) -> Row {
    let leaf = signature.and_then(|signature| analysis.leaf(signature)).map(|leaf: &Certificate| &leaf.facts);
    let timestamp = signature.and_then(|signature| signature.timestamp.as_ref()).map(|timestamp| &timestamp.facts);
    let name = |name: Option<&String>| name.map_or_else(String::new, |name| shown(name));
    let whole = |value: Option<String>| value.unwrap_or_default();
    let verdict = signature.map_or(&analysis.verdict, |signature| &signature.verdict);
    Row {
        cells: [
            shown_path(analysis, Place::Table).text,
            whole(analysis.hashes.sha256.as_ref().map(ToString::to_string)),
            analysis.assessment.to_string(),
            verdict.summary.to_string(),
            whole(signature.map(|signature| signature.facts.primary.to_string())),
            name(leaf.and_then(|leaf| leaf.subject_cn.as_ref())),
            name(leaf.and_then(|leaf| leaf.issuer_cn.as_ref())),
            whole(leaf.map(|leaf| leaf.serial.to_string())),
            whole(leaf.map(|leaf| leaf.sha1.to_string())),
            whole(leaf.map(|leaf| leaf.sha256.to_string())),
            whole(leaf.map(|leaf| leaf.not_before.to_string())),
            whole(leaf.map(|leaf| leaf.not_after.to_string())),
            whole(leaf.map(|leaf| leaf.lifetime_seconds.to_string())),
            whole(timestamp.and_then(|timestamp| timestamp.time).map(|time| time.to_string())),
            whole(timestamp.map(|timestamp| timestamp.kind.name().to_owned())),
            name(leaf.and_then(|leaf| leaf.durable_identity.as_ref())),
            findings(analysis, signature),
        ],
    }
}

/// The ids of the findings, worst first, each once.
fn findings(analysis: &Analysis, signature: Option<&Signature>) -> String {
    let index = signature.map(|signature| signature.facts.index);
    let takes_file_findings = signature.is_none_or(|signature| {
        let decides = analysis.primary().map(|primary| primary.facts.index);
        decides == Some(signature.facts.index)
    });
    let belongs = |finding: &&Finding| match finding.signature {
        None => takes_file_findings,
        Some(of) => Some(of) == index || (index.is_none() && takes_file_findings),
    };
    let mut found: Vec<&Finding> = analysis.findings.iter().filter(belongs).collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut ids: Vec<&str> = Vec::new();
    for finding in found {
        if !ids.contains(&finding.id.as_str()) {
            ids.push(&finding.id);
        }
    }
    ids.join(" ")
}

fn shown(text: &str) -> String {
    Untrusted(text).shown_in(Place::Table).text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{analysis, finding, signed};

    fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
        &row.cells[COLUMNS.iter().position(|name| *name == column).unwrap()]
    }

    #[test]
    fn unsigned_file_has_one_row_without_signer() {
        let rows = rows(&analysis("a.exe"));
        assert_eq!(rows.len(), 1);
        assert_eq!(cell(&rows[0], "summary"), "unsigned");
        assert_eq!(cell(&rows[0], "primary"), "");
        assert_eq!(cell(&rows[0], "signer_cn"), "");
    }

    #[test]
    fn nested_signature_has_a_row_of_its_own_with_its_own_findings() {
        let mut file = signed("a.exe", 2);
        file.findings = vec![
            finding("of-the-file", crate::model::Severity::Notice, None),
            finding("of-the-first", crate::model::Severity::Warning, Some(0)),
            finding("of-the-second", crate::model::Severity::Critical, Some(1)),
            finding("of-the-first", crate::model::Severity::Warning, Some(0)),
        ];
        let rows = rows(&file);
        assert_eq!(rows.len(), 2);
        assert_eq!(cell(&rows[0], "findings"), "of-the-first of-the-file");
        assert_eq!(cell(&rows[1], "findings"), "of-the-second");
        assert_eq!((cell(&rows[0], "primary"), cell(&rows[1], "primary")), ("true", "false"));
        assert_eq!(cell(&rows[0], "signer_cn"), "Example Apps Ltd");
        assert_eq!(cell(&rows[0], "lifetime_seconds"), "259200");
        assert_eq!(cell(&rows[0], "timestamp_kind"), "rfc3161");
    }

    #[test]
    fn hostile_name_is_escaped() {
        assert_eq!(cell(&rows(&analysis("a\u{202e}fdp.exe"))[0], "path"), "a\\u{202e}fdp.exe");
    }
}
