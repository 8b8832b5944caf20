//! The values that the copy menu offers.

use crate::model::Analysis;
use crate::tui::app::App;

/// One kind of value of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyField {
    /// Stable name in CSV and JSON.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// The algorithm of a hash.
    pub algorithm: Option<&'static str>,
    /// The value, unsafe to show as it is; empty when the file has none.
    pub value: String,
    /// Taken by default.
    pub on: bool,
}

/// The values of one file, always the same kinds in the same order. `signature` is the selected one.
pub fn fields(analysis: &Analysis, signature: Option<usize>) -> Vec<CopyField> {
    let signature = signature.and_then(|index| analysis.signatures.get(index)).or_else(|| analysis.primary());
    let leaf = signature.and_then(|signature| analysis.leaf(signature)).map(|leaf| leaf.facts.as_ref());
    let text = |value: Option<String>| value.unwrap_or_default();
    let hash = |value: Option<&crate::model::HexBytes>| value.map(ToString::to_string).unwrap_or_default();
    let digest = signature.and_then(|signature| signature.facts.computed_digest.as_ref());
    let digest_name =
        signature.and_then(|signature| signature.facts.digest_algorithm).map(|algorithm| algorithm.name());
    let authentihash = digest.or(analysis.hashes.authentihash.sha256.as_ref());
    let stamp = signature.and_then(|signature| signature.timestamp.as_ref()).and_then(|stamp| stamp.facts.time);
    let mut findings: Vec<&str> = analysis.findings.iter().map(|finding| finding.id.as_str()).collect();
    findings.dedup();
    let urls: Vec<String> = signature
        .and_then(|signature| signature.facts.opus.as_ref())
        .and_then(|opus| opus.more_info.clone())
        .into_iter()
        .collect();
    let make = |key, label, algorithm, value: String, on| CopyField { key, label, algorithm, value, on };
    vec![
        make("file-sha256", "file SHA-256", Some("sha256"), hash(analysis.hashes.sha256.as_ref()), true),
        make("authentihash", "authentihash", Some(digest_name.unwrap_or("sha256")), hash(authentihash), false),
        make("cert-sha256", "cert thumbprint sha256", Some("sha256"), text(leaf.map(|l| l.sha256.to_string())), true),
        make("serial", "serial", None, text(leaf.map(|l| l.serial.colons())), true),
        make("subject-cn", "subject CN", None, text(leaf.and_then(|l| l.subject_cn.clone())), true),
        make("issuer-cn", "issuer CN", None, text(leaf.and_then(|l| l.issuer_cn.clone())), false),
        make("durable-id", "durable id", None, text(leaf.and_then(|l| l.durable_identity.clone())), false),
        make("cert-sha1", "cert thumbprint sha1", Some("sha1"), text(leaf.map(|l| l.sha1.to_string())), false),
        make("file-sha1", "file SHA-1", Some("sha1"), hash(analysis.hashes.sha1.as_ref()), false),
        make("file-md5", "file MD5", Some("md5"), hash(analysis.hashes.md5.as_ref()), false),
        make("spki-sha256", "SPKI sha256", Some("sha256"), text(leaf.map(|l| l.spki_sha256.to_string())), false),
        make("not-before", "valid from", None, text(leaf.map(|l| l.not_before.to_string())), false),
        make("not-after", "valid to", None, text(leaf.map(|l| l.not_after.to_string())), false),
        make("timestamp", "timestamp", None, text(stamp.map(|time| time.to_string())), false),
        make("url", "opus URL", None, urls.join(" "), false),
        make("verdict", "verdict", None, analysis.verdict.summary.word().to_owned(), false),
        make("findings", "findings", None, findings.join(" "), false),
        make("path", "path", None, analysis.path.clone(), false),
    ]
}

/// The files that a scope means, each with the chosen kinds of values.
pub fn chosen(app: &App, menu: &crate::tui::app::CopyMenu) -> Vec<(String, Vec<CopyField>)> {
    use crate::tui::app::Scope;
    let keys: Vec<&str> = menu.fields.iter().filter(|field| field.on).map(|field| field.key).collect();
    let this = app.selected_file();
    let signature = app.current().and_then(|file| crate::tui::update::signature_of(file.view.node));
    app.files
        .iter()
        .enumerate()
        .filter(|(index, file)| match menu.scope {
            Scope::This => this.is_some_and(|id| id.0 == *index),
            Scope::Marked => file.marked,
            Scope::All => true,
        })
        .filter_map(|(_, file)| {
            let analysis = file.shown()?;
            let signature = signature.filter(|_| menu.scope == Scope::This);
            let values: Vec<CopyField> = fields(analysis, signature)
                .into_iter()
                .filter(|field| keys.contains(&field.key) && !field.value.is_empty())
                .collect();
            Some((analysis.path.clone(), values))
        })
        .collect()
}
