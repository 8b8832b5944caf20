//! A MISP event: an object of template `file` for each file, `x509` for each certificate, `authenticode-signerinfo` for
//! each signature, and who signed what.
//!
//! Template ids and versions are those of the MISP/misp-objects repository. Only hashes and the thumbprints of leaf
//! certificates are marked for detection (`to_ids`): an issuing CA signs for everybody.

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::json::line_ended;
use super::{GENERATOR, RenderOptions, yara};
use crate::asn1::oid;
use crate::ioc::basket::Basket;
use crate::ioc::kind::{Kind, Party};
use crate::ioc::picked::{self, PickedFile, file_name};
use crate::ioc::uuid::uuid;
use crate::model::{Analysis, CertificateFacts, DigestAlgorithm, DistinguishedName, Signature};
use crate::report::to_json;

/// The event, not published, for the own organization only.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let event = event_id(basket);
    let mut objects: Vec<Json> = Vec::new();
    let certificates = picked::certificates(basket);
    let picks = picks_of_signatures(basket);
    let mut certificate_ids = Vec::new();
    for certificate in &certificates {
        let object = x509(certificate.facts(), certificate.party, &event);
        certificate_ids.push((certificate, object.id));
        objects.push(object.finish(options));
    }
    for (index, file) in picked::files(basket).iter().enumerate() {
        let mut object = file_object(file, &event);
        if object.attributes.is_empty() {
            continue;
        }
        for (certificate, id) in &certificate_ids {
            if certificate.party == Party::Leaf && certificate.files.binary_search(&index).is_ok() {
                object.references.push((*id, "signed-by"));
            }
        }
        for signature in &file.analysis.signatures {
            let kinds = picks.get(&(index, signature.facts.index)).map(Vec::as_slice).unwrap_or_default();
            if let Some(info) = signer_info(kinds, file.analysis, signature, &event) {
                object.references.push((info.id, "related-to"));
                objects.push(info.finish(options));
            }
        }
        objects.push(object.finish(options));
    }
    let rules: Vec<Json> = basket
        .entries()
        .iter()
        .filter(|entry| entry.value.kind() == Kind::DurableIdentity)
        .filter_map(|entry| {
            let rule = yara::identity_rule(basket, entry, options)?;
            let comment = "every certificate of this subscriber";
            let id = uuid(&format!("misp yara\0{event}\0{}", entry.value.text));
            Some(attribute_json("yara", "Payload installation", None, &rule, true, comment, id, options))
        })
        .collect();
    let document = json!({ "Event": {
        "uuid": event,
        "info": title(basket),
        "date": options.at.date(),
        "timestamp": options.at.unix().to_string(),
        "threat_level_id": "4",
        "analysis": "0",
        "distribution": "0",
        "published": false,
        "Attribute": rules,
        "Object": objects,
    } });
    line_ended(to_json(&document).unwrap_or_default())
}

/// The same values make the same event.
fn event_id(basket: &Basket) -> Uuid {
    let values: Vec<String> =
        basket.entries().iter().map(|entry| format!("{}={}", entry.value.id.name(), entry.value.text)).collect();
    uuid(&format!("misp event\0{}", values.join("\0")))
}

fn title(basket: &Basket) -> String {
    let names = picked::certificates(basket);
    let leaf = names.iter().find(|certificate| certificate.party == Party::Leaf);
    let count = basket.files().len();
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    match leaf {
        Some(leaf) => format!("{files} signed by {} ({GENERATOR})", leaf.facts().display_name()),
        None => format!("{files} ({GENERATOR})"),
    }
}

/// An object of a template.
struct Object {
    name: &'static str,
    category: &'static str,
    template: &'static str,
    version: &'static str,
    id: Uuid,
    attributes: Vec<Attribute>,
    references: Vec<(Uuid, &'static str)>,
}

struct Attribute {
    relation: &'static str,
    kind: &'static str,
    value: String,
    to_ids: bool,
}

impl Object {
    fn new(name: &'static str, category: &'static str, template: (&'static str, &'static str), id: Uuid) -> Self {
        let (template, version) = template;
        Self { name, category, template, version, id, attributes: Vec::new(), references: Vec::new() }
    }

    fn add(&mut self, relation: &'static str, kind: &'static str, value: impl Into<String>, to_ids: bool) {
        let value = value.into();
        if !value.is_empty() {
            self.attributes.push(Attribute { relation, kind, value, to_ids });
        }
    }

    fn text(&mut self, relation: &'static str, value: impl Into<String>) {
        self.add(relation, "text", value, false);
    }

    fn finish(self, options: &RenderOptions) -> Json {
        let attributes: Vec<Json> = self
            .attributes
            .iter()
            .enumerate()
            .map(|(index, attribute)| {
                let id = uuid(&format!("misp attribute\0{}\0{index}\0{}", self.id, attribute.relation));
                attribute_json(
                    attribute.kind,
                    default_category(attribute.kind),
                    Some(attribute.relation),
                    &attribute.value,
                    attribute.to_ids,
                    "",
                    id,
                    options,
                )
            })
            .collect();
        let references: Vec<Json> = self
            .references
            .iter()
            .map(|(target, relation)| {
                json!({
                    "uuid": uuid(&format!("misp reference\0{}\0{target}\0{relation}", self.id)),
                    "object_uuid": self.id,
                    "referenced_uuid": target,
                    "relationship_type": relation,
                    "comment": "",
                })
            })
            .collect();
        json!({
            "name": self.name,
            "meta-category": self.category,
            "template_uuid": self.template,
            "template_version": self.version,
            "uuid": self.id,
            "timestamp": options.at.unix().to_string(),
            "distribution": "5",
            "Attribute": attributes,
            "ObjectReference": references,
        })
    }
}

#[allow(clippy::too_many_arguments, reason = "one argument for each member of the attribute")]
fn attribute_json(
    kind: &str,
    category: &str,
    relation: Option<&str>,
    value: &str,
    to_ids: bool,
    comment: &str,
    id: Uuid,
    options: &RenderOptions,
) -> Json {
    let mut attribute = json!({
        "uuid": id,
        "type": kind,
        "category": category,
        "value": value,
        "to_ids": to_ids,
        "comment": comment,
        "distribution": "5",
        "disable_correlation": false,
        "timestamp": options.at.unix().to_string(),
    });
    if let (Some(attribute), Some(relation)) = (attribute.as_object_mut(), relation) {
        attribute.insert("object_relation".to_owned(), json!(relation));
    }
    attribute
}

/// The category that MISP gives an attribute type by default (describeTypes.json).
fn default_category(kind: &str) -> &'static str {
    match kind {
        "md5" | "sha1" | "sha256" | "imphash" | "authentihash" | "filename" => "Payload delivery",
        "x509-fingerprint-sha1" | "x509-fingerprint-sha256" | "uri" | "url" => "Network activity",
        _ => "Other",
    }
}

/// Template `file`; without attributes when nothing of the file was picked.
fn file_object(file: &PickedFile<'_>, event: &Uuid) -> Object {
    let analysis = file.analysis;
    let id = uuid(&format!("misp file\0{event}\0{}", file_identity(analysis)));
    let mut object = Object::new("file", "file", ("688c46fb-5edb-40a3-8273-1af7923e2215", "25"), id);
    for entry in &file.entries {
        let text = entry.value.text.clone();
        match (entry.value.kind(), entry.value.id.algorithm) {
            (Kind::FileHash, Some(DigestAlgorithm::Md5)) => object.add("md5", "md5", text, true),
            (Kind::FileHash, Some(DigestAlgorithm::Sha1)) => object.add("sha1", "sha1", text, true),
            (Kind::FileHash, Some(DigestAlgorithm::Sha256)) => object.add("sha256", "sha256", text, true),
            // The attribute type holds a SHA-256.
            (Kind::Authentihash, Some(DigestAlgorithm::Sha256)) => {
                object.add("authentihash", "authentihash", text, true);
            }
            (Kind::Imphash, _) => object.add("imphash", "imphash", text, false),
            (Kind::PdbPath, _) => object.text("text", format!("PDB path: {text}")),
            (Kind::RichHash, _) => object.text("text", format!("Rich hash: {text}")),
            _ => {}
        }
    }
    if file.has(Kind::FileHash) {
        object.add("filename", "filename", file_name(analysis), false);
        object.add("size-in-bytes", "size-in-bytes", analysis.size.to_string(), false);
    }
    object
}

fn file_identity(analysis: &Analysis) -> String {
    let hash = analysis.hashes.sha256.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{hash}\0{}", analysis.path)
}

/// Template `x509`.
fn x509(facts: &CertificateFacts, party: Party, event: &Uuid) -> Object {
    let id = uuid(&format!("misp x509\0{event}\0{}\0{party}", facts.sha256));
    let mut object = Object::new("x509", "network", ("d1ab756a-26b5-4349-9f43-765630f0911c", "14"), id);
    let is_leaf = party == Party::Leaf;
    object.add("x509-fingerprint-sha1", "x509-fingerprint-sha1", facts.sha1.to_string(), is_leaf);
    object.add("x509-fingerprint-sha256", "x509-fingerprint-sha256", facts.sha256.to_string(), is_leaf);
    object.text("serial-number", facts.serial.to_string());
    object.text("subject", &facts.subject);
    object.text("issuer", &facts.issuer);
    name_parts(&mut object, SUBJECT_PARTS, &facts.subject_attributes);
    name_parts(&mut object, ISSUER_PARTS, &facts.issuer_attributes);
    object.add("validity-not-before", "datetime", facts.not_before.to_string(), false);
    object.add("validity-not-after", "datetime", facts.not_after.to_string(), false);
    object.text("version", facts.version.to_string());
    object.text("pubkey-info-algorithm", &facts.public_key.algorithm);
    object.text("pubkey-info-size", facts.public_key.bits.to_string());
    object.text("signature_algorithm", &facts.signature_algorithm);
    object.add("is_ca", "boolean", if facts.is_ca() { "1" } else { "0" }, false);
    for usage in &facts.eku {
        object.text("extended_key_usage", usage);
    }
    for url in &facts.urls.crl {
        object.add("uri", "uri", url, false);
    }
    for url in &facts.urls.ocsp {
        object.add("ocsp_server", "uri", url, false);
    }
    for url in &facts.urls.ca_issuers {
        object.add("issuing_certificate", "uri", url, false);
    }
    let mut note = format!("{party} certificate");
    if let Some(identity) = &facts.durable_identity {
        note.push_str(&format!("; durable identity {identity}"));
    }
    object.text("text", note);
    object
}

type NameParts = [(&'static str, &'static str); 5];

const SUBJECT_PARTS: NameParts = [
    (oid::COMMON_NAME, "subject-common-name"),
    (oid::COUNTRY, "subject-country"),
    (oid::LOCALITY, "subject-locality"),
    (oid::ORGANIZATION, "subject-organization"),
    (oid::ORGANIZATIONAL_UNIT, "subject-organizational-unit"),
];

const ISSUER_PARTS: NameParts = [
    (oid::COMMON_NAME, "issuer-common-name"),
    (oid::COUNTRY, "issuer-country"),
    (oid::LOCALITY, "issuer-locality"),
    (oid::ORGANIZATION, "issuer-organization"),
    (oid::ORGANIZATIONAL_UNIT, "issuer-organizational-unit"),
];

fn name_parts(object: &mut Object, parts: NameParts, name: &DistinguishedName) {
    for (oid, relation) in parts {
        object.text(relation, name.find(oid).unwrap_or_default());
    }
}

/// Which kinds of values were picked of each signature: by index of the file and of the signature.
fn picks_of_signatures(basket: &Basket) -> HashMap<(usize, usize), Vec<Kind>> {
    let mut picks: HashMap<(usize, usize), Vec<Kind>> = HashMap::new();
    for entry in basket.entries() {
        for (file, origin) in &entry.origins {
            if let Some(signature) = origin.signature {
                picks.entry((*file, signature)).or_default().push(entry.value.kind());
            }
        }
    }
    picks
}

/// Template `authenticode-signerinfo`; `None` when nothing of the signature was picked.
fn signer_info(kinds: &[Kind], analysis: &Analysis, signature: &Signature, event: &Uuid) -> Option<Object> {
    let facts = &signature.facts;
    let picked = |kind: Kind| kinds.contains(&kind);
    let leaf = facts.signer.and_then(|signer| analysis.certificate(signer))?;
    if !(picked(Kind::Serial) || picked(Kind::OpusName) || picked(Kind::OpusUrl) || picked(Kind::TimestampTime)) {
        return None;
    }
    let id = uuid(&format!("misp signerinfo\0{event}\0{}\0{}", file_identity(analysis), facts.index));
    let template = ("965cb0aa-baf1-4cc6-9070-68f5c1698c1e", "2");
    let mut object = Object::new("authenticode-signerinfo", "file", template, id);
    object.text("issuer", &leaf.facts.issuer);
    object.text("serial-number", leaf.facts.serial.to_string());
    object.text("digest_algorithm", facts.digest_algorithm.map_or("", DigestAlgorithm::name));
    object.text("signature_algorithm", &facts.signature_algorithm);
    object.text("content-type", facts.content_type.as_deref().unwrap_or_default());
    object.text("version", facts.version.map(|version| version.to_string()).unwrap_or_default());
    let opus = facts.opus.as_ref();
    if picked(Kind::OpusName) {
        object.text("program-name", opus.and_then(|opus| opus.program_name.clone()).unwrap_or_default());
    }
    if picked(Kind::OpusUrl) {
        let url = opus.and_then(|opus| opus.more_info.clone()).unwrap_or_default();
        object.add("url", "url", url, false);
    }
    let time = signature.timestamp.as_ref().and_then(|timestamp| timestamp.facts.time);
    if let Some(time) = time.filter(|_| picked(Kind::TimestampTime)) {
        object.text("text", format!("timestamp {time}"));
    }
    Some(object)
}
