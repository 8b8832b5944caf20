//! Sigma rules: one YAML document a log source.
//!
//! Hashes are looked for where processes start (`Hashes` of Sysmon), certificates in the CodeIntegrity log: event 3089
//! states the hash of the signer's TBSCertificate, made with the algorithm of the issuer's signature. Field names by
//! the SigmaHQ taxonomy, and by Microsoft's page on CodeIntegrity events,
//! <https://learn.microsoft.com/windows/security/application-security/application-control/app-control-for-business/operations/event-id-explanations>.

use super::{GENERATOR, RenderOptions};
use crate::ioc::basket::Basket;
use crate::ioc::kind::{Kind, Party};
use crate::ioc::picked;
use crate::ioc::uuid::uuid;
use crate::ioc::value::{ValueId, algorithm_label, needs_escape, visible};
use crate::verify::signed_tbs_hash;

/// The rules, divided by `---`; a comment alone when nothing was picked that a log states.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let rules = [files(basket, options), certificates(basket, options), names(basket, options)];
    let rules: Vec<String> = rules.into_iter().flatten().collect();
    let mut out = format!("# {GENERATOR}, {}\n", options.at);
    let missing = basket.entries().iter().filter(|entry| !is_stated(&entry.value.id));
    let mut left_out: Vec<String> = missing.map(|entry| visible(&entry.value.id.name())).collect();
    left_out.sort();
    left_out.dedup();
    if !left_out.is_empty() {
        out.push_str(&format!("# in no log: {}\n", left_out.join(", ")));
    }
    if rules.is_empty() {
        out.push_str("# nothing picked that a log states\n");
    }
    out + &rules.join("---\n")
}

fn is_stated(id: &ValueId) -> bool {
    let party = id.party;
    match id.kind {
        Kind::FileHash | Kind::Imphash => true,
        Kind::Thumbprint | Kind::Serial | Kind::TbsHash => matches!(party, Some(Party::Leaf | Party::Issuer)),
        Kind::Subject => matches!(party, Some(Party::Leaf)),
        Kind::SubjectPart => matches!(party, Some(Party::Leaf)) && id.part.as_deref() == Some("CN"),
        _ => false,
    }
}

/// Processes whose image has one of the hashes.
fn files(basket: &Basket, options: &RenderOptions) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for entry in basket.entries() {
        let value = &entry.value;
        let upper = value.text.to_ascii_uppercase();
        match (value.kind(), value.id.algorithm) {
            (Kind::FileHash, Some(algorithm)) => {
                // Sysmon writes SHA1=, SHA256=, MD5=.
                values.push(format!("{}={upper}", algorithm_label(algorithm).replace('-', "")));
            }
            (Kind::Imphash, _) => values.push(format!("IMPHASH={upper}")),
            _ => {}
        }
    }
    let rule = Rule {
        title: "Process Of A Listed File",
        description: "A process was started from a file that was picked in an investigation of signed files.",
        logsource: &[("category", "process_creation"), ("product", "windows")],
        fields: &[Field { name: "Hashes|contains", values: &values }],
        event: None,
        level: "high",
        harmless: "None for the file hashes; other programs can share an import hash",
    };
    (!values.is_empty()).then(|| rule.write(options))
}

/// Files checked by CodeIntegrity whose signer or issuing CA is one of the certificates.
fn certificates(basket: &Basket, options: &RenderOptions) -> Option<String> {
    let mut signers: Vec<String> = Vec::new();
    let mut issuers: Vec<String> = Vec::new();
    for certificate in picked::certificates(basket).iter().filter(|certificate| certificate.is_named()) {
        let list = match certificate.party {
            Party::Leaf => &mut signers,
            Party::Issuer => &mut issuers,
            _ => continue,
        };
        if let Some((_, hash)) = signed_tbs_hash(certificate.facts()) {
            list.push(hex::encode_upper(&hash.0));
        }
    }
    let fields =
        [Field { name: "PublisherTBSHash", values: &signers }, Field { name: "IssuerTBSHash", values: &issuers }];
    let rule = Rule {
        title: "File Signed With A Listed Certificate",
        description: "CodeIntegrity looked at a file whose signer's or issuing CA's certificate was picked in an \
                      investigation of signed files.",
        logsource: &[("product", "windows"), ("service", "codeintegrity-operational")],
        fields: &fields,
        event: Some(3089),
        level: "high",
        harmless: "Honest files signed with the same certificate, when it was stolen",
    };
    (!signers.is_empty() || !issuers.is_empty()).then(|| rule.write(options))
}

/// Images loaded whose signature names the subject, for baskets with a subject picked.
fn names(basket: &Basket, options: &RenderOptions) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for certificate in picked::certificates(basket) {
        let is_picked = certificate.has_subject_name();
        let name = certificate.facts().subject_cn.clone().filter(|_| is_picked && certificate.party == Party::Leaf);
        values.extend(name.filter(|name| !values.contains(name)));
    }
    let rule = Rule {
        title: "Image Signed By A Listed Name",
        description: "An image was loaded whose signer has a name that was picked in an investigation of signed files.",
        logsource: &[("category", "image_load"), ("product", "windows")],
        fields: &[Field { name: "Signature", values: &values }],
        event: None,
        level: "medium",
        harmless: "Honest files of the same signer, and of others of that name",
    };
    (!values.is_empty()).then(|| rule.write(options))
}

/// A field and the values that it is looked for with, joined by `or`.
struct Field<'a> {
    name: &'a str,
    values: &'a [String],
}

struct Rule<'a> {
    title: &'a str,
    description: &'a str,
    logsource: &'a [(&'a str, &'a str)],
    fields: &'a [Field<'a>],
    event: Option<u32>,
    level: &'a str,
    harmless: &'a str,
}

impl Rule<'_> {
    fn write(&self, options: &RenderOptions) -> String {
        let fields: Vec<&Field<'_>> = self.fields.iter().filter(|field| !field.values.is_empty()).collect();
        // A stable id: the same values give the same rule.
        let content: Vec<String> =
            fields.iter().map(|field| format!("{}={}", field.name, field.values.join("\0"))).collect();
        let id = uuid(&format!("sigma\0{}\0{}", self.title, content.join("\0")));
        let mut out = format!("title: {}\nid: {id}\nstatus: experimental\n", self.title);
        out.push_str(&format!("description: {}\n", scalar(self.description)));
        out.push_str(&format!("author: {GENERATOR}\ndate: {}\nlogsource:\n", options.at.date()));
        for (key, value) in self.logsource {
            out.push_str(&format!("    {key}: {value}\n"));
        }
        out.push_str("detection:\n");
        if let Some(event) = self.event {
            out.push_str(&format!("    event:\n        EventID: {event}\n"));
        }
        let mut names: Vec<String> = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            names.push(format!("listed_{}", index.saturating_add(1)));
            out.push_str(&format!("    listed_{}:\n        {}:\n", index.saturating_add(1), field.name));
            for value in field.values {
                out.push_str(&format!("            - {}\n", scalar(&sigma_literal(value))));
            }
        }
        let event = if self.event.is_some() { "event and " } else { "" };
        let listed = if names.len() > 1 { "1 of listed_*".to_owned() } else { names.concat() };
        out.push_str(&format!("    condition: {event}{listed}\n"));
        out.push_str(&format!("falsepositives:\n    - {}\nlevel: {}\n", scalar(self.harmless), self.level));
        out
    }
}

/// A value that is looked for literally: `*`, `?` and the backslash are escaped by a backslash (Sigma specification 2,
/// escaping).
fn sigma_literal(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if matches!(character, '*' | '?' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A double-quoted scalar (YAML 1.2 section 7.3.1): `\xNN`, `\uNNNN` or `\UNNNNNNNN` for what may not be copied as it
/// is, so that the value is exact.
fn scalar(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        let code = u32::from(character);
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            _ if !needs_escape(character.encode_utf8(&mut [0; 4])) => out.push(character),
            _ if code <= 0xff => out.push_str(&format!("\\x{code:02x}")),
            _ if code <= 0xffff => out.push_str(&format!("\\u{code:04x}")),
            _ => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out.push('"');
    out
}
