//! A STIX 2.1 bundle: `file` and `x509-certificate` observables, who signed what, and an indicator for each.
//!
//! Identifiers are version 5 UUIDs: those of observables by section 2.9 of the specification (so that they meet the
//! ones of other producers), all others in a namespace of ours. A durable identity has no STIX object; it is an
//! indicator whose pattern is a YARA rule.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::json::line_ended;
use super::{GENERATOR, RenderOptions, yara};
use crate::ioc::basket::{Basket, Entry};
use crate::ioc::kind::{Kind, Party};
use crate::ioc::picked::{self, PickedCertificate, PickedFile, file_name, is_in_file};
use crate::ioc::uuid::{observable_uuid, uuid};
use crate::model::{CertificateFacts, DigestAlgorithm, Instant};
use crate::report::to_json;

/// The bundle.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let mut bundle = Bundle { objects: Vec::new(), ids: HashSet::new(), time: milliseconds(options.at) };
    let mut file_ids: BTreeMap<usize, String> = BTreeMap::new();
    for (index, file) in picked::files(basket).iter().enumerate() {
        if let Some(object) = file_object(file) {
            file_ids.insert(index, bundle.observable("file", file_key(&object), object));
        }
    }
    let mut indicators: Vec<(String, String, String)> = Vec::new();
    for (index, file) in picked::files(basket).iter().enumerate() {
        if let (Some(id), Some(pattern)) = (file_ids.get(&index), file_pattern(file)) {
            indicators.push((id.clone(), format!("File {}", file_name(file.analysis)), pattern));
        }
    }
    let mut signed: Vec<(String, String, &str)> = Vec::new();
    for certificate in picked::certificates(basket) {
        let facts = certificate.facts();
        let object = certificate_object(facts);
        let id = bundle.observable("x509-certificate", certificate_key(&object), object);
        if certificate.party != Party::Leaf {
            continue;
        }
        for (index, file) in certificate.files.iter().filter_map(|index| Some((index, file_ids.get(index)?))) {
            let is_inside = basket.files().get(*index).is_some_and(|file| is_in_file(file, facts.sha256));
            let description = if is_inside {
                "The file carries a signature made with this certificate."
            } else {
                "A catalog that names the file is signed with this certificate."
            };
            signed.push((file.clone(), id.clone(), description));
        }
        if let Some(pattern) = certificate_pattern(&certificate) {
            indicators.push((id, format!("Certificate of {}", facts.display_name()), pattern));
        }
    }
    for (file, certificate, description) in signed {
        bundle.relationship(&file, &certificate, description);
    }
    for (observable, name, pattern) in indicators {
        let id = bundle.indicator(&name, "stix", &pattern);
        bundle.relationship(&id, &observable, "The indicator's pattern matches this object.");
    }
    for entry in basket.entries().iter().filter(|entry| entry.value.kind() == Kind::DurableIdentity) {
        bundle.identity(entry, basket, options, &file_ids);
    }
    bundle.finish()
}

/// Collects objects, each id once.
struct Bundle {
    objects: Vec<Json>,
    ids: HashSet<String>,
    time: String,
}

impl Bundle {
    fn push(&mut self, object: Json) {
        let id = object.get("id").and_then(Json::as_str).unwrap_or_default();
        if self.ids.insert(id.to_owned()) {
            self.objects.push(object);
        }
    }

    fn observable(&mut self, kind: &str, key: Option<String>, mut object: Map<String, Json>) -> String {
        let content = key.unwrap_or_else(|| canonical(&Json::Object(object.clone())));
        let id = format!("{kind}--{}", observable_uuid(&content));
        object.insert("type".to_owned(), json!(kind));
        object.insert("spec_version".to_owned(), json!("2.1"));
        object.insert("id".to_owned(), json!(id));
        self.push(Json::Object(object));
        id
    }

    fn indicator(&mut self, name: &str, pattern_type: &str, pattern: &str) -> String {
        let id = format!("indicator--{}", uuid(&format!("stix indicator\0{pattern_type}\0{pattern}")));
        let mut object = json!({
            "type": "indicator",
            "spec_version": "2.1",
            "id": id,
            "created": self.time,
            "modified": self.time,
            "name": name,
            "description": format!("Picked in an investigation of signed files, written by {GENERATOR}."),
            "indicator_types": ["unknown"],
            "pattern": pattern,
            "pattern_type": pattern_type,
            "valid_from": self.time,
        });
        if pattern_type == "stix"
            && let Some(object) = object.as_object_mut()
        {
            object.insert("pattern_version".to_owned(), json!("2.1"));
        }
        self.push(object);
        id
    }

    fn relationship(&mut self, source: &str, target: &str, description: &str) {
        let id = format!("relationship--{}", uuid(&format!("stix relationship\0{source}\0{target}")));
        self.push(json!({
            "type": "relationship",
            "spec_version": "2.1",
            "id": id,
            "created": self.time,
            "modified": self.time,
            "relationship_type": "related-to",
            "description": description,
            "source_ref": source,
            "target_ref": target,
        }));
    }

    fn identity(
        &mut self,
        entry: &Entry,
        basket: &Basket,
        options: &RenderOptions,
        file_ids: &BTreeMap<usize, String>,
    ) {
        let Some(rule) = yara::identity_rule(basket, entry, options) else { return };
        let name = format!("Subscriber {} of Microsoft Trusted Signing", entry.value.text);
        // The rule states when and for which samples it was written; the id must not depend on that.
        let id = format!("indicator--{}", uuid(&format!("stix identity\0{}", entry.value.text)));
        self.push(json!({
            "type": "indicator",
            "spec_version": "2.1",
            "id": id,
            "created": self.time,
            "modified": self.time,
            "name": name,
            "description": "Every certificate of the subscriber, also of days to come, holds this durable identity.",
            "indicator_types": ["unknown"],
            "pattern": rule,
            "pattern_type": "yara",
            "valid_from": self.time,
        }));
        for file in entry.files().iter().filter_map(|file| file_ids.get(file)) {
            self.relationship(&id, file, "The file is signed by this subscriber.");
        }
    }

    fn finish(self) -> String {
        let ids: Vec<&str> = self.objects.iter().filter_map(|object| object.get("id")?.as_str()).collect();
        let id = format!("bundle--{}", uuid(&format!("stix bundle\0{}\0{}", self.time, ids.join("\0"))));
        let mut bundle = json!({ "type": "bundle", "id": id });
        // A bundle without objects has no such member.
        if let (Some(bundle), false) = (bundle.as_object_mut(), self.objects.is_empty()) {
            bundle.insert("objects".to_owned(), Json::Array(self.objects));
        }
        line_ended(to_json(&bundle).unwrap_or_default())
    }
}

/// The observable of a file; `None` when none of its hashes was picked.
fn file_object(file: &PickedFile<'_>) -> Option<Map<String, Json>> {
    let hashes = hashes_of(file.entries.iter().copied().filter(|entry| entry.value.kind() == Kind::FileHash));
    if hashes.is_empty() {
        return None;
    }
    let mut object = Map::new();
    object.insert("hashes".to_owned(), Json::Object(hashes));
    object.insert("size".to_owned(), json!(file.analysis.size));
    object.insert("name".to_owned(), json!(file_name(file.analysis)));
    let imphash = file.analysis.hashes.imphash.as_ref().filter(|_| file.has(Kind::Imphash));
    if let (Some(pe), Some(imphash)) = (&file.analysis.pe, imphash) {
        let kind = if pe.dll {
            "dll"
        } else if pe.subsystem == "native" {
            "sys"
        } else {
            "exe"
        };
        let extension = json!({ "windows-pebinary-ext": { "pe_type": kind, "imphash": imphash.to_string() } });
        object.insert("extensions".to_owned(), extension);
    }
    Some(object)
}

fn hashes_of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Map<String, Json> {
    let mut hashes = Map::new();
    for entry in entries {
        if let Some(name) = entry.value.id.algorithm.and_then(hash_name) {
            hashes.insert(name.to_owned(), json!(entry.value.text));
        }
    }
    hashes
}

/// Keys of the open vocabulary `hash-algorithm-ov`.
const fn hash_name(algorithm: DigestAlgorithm) -> Option<&'static str> {
    match algorithm {
        DigestAlgorithm::Md5 => Some("MD5"),
        DigestAlgorithm::Sha1 => Some("SHA-1"),
        DigestAlgorithm::Sha256 => Some("SHA-256"),
        DigestAlgorithm::Sha512 => Some("SHA-512"),
        DigestAlgorithm::Sha224 | DigestAlgorithm::Sha384 => None,
    }
}

fn certificate_object(facts: &CertificateFacts) -> Map<String, Json> {
    let object = json!({
        "hashes": { "SHA-1": facts.sha1.to_string(), "SHA-256": facts.sha256.to_string() },
        "version": format!("v{}", facts.version),
        "serial_number": facts.serial.colons(),
        "signature_algorithm": facts.signature_algorithm,
        "issuer": facts.issuer,
        "validity_not_before": facts.not_before.to_string(),
        "validity_not_after": facts.not_after.to_string(),
        "subject": facts.subject,
        "subject_public_key_algorithm": facts.public_key.algorithm,
    });
    match object {
        // An empty text is no value.
        Json::Object(members) => members.into_iter().filter(|(_, value)| value.as_str() != Some("")).collect(),
        _ => Map::new(),
    }
}

/// The contributing properties of a file: one hash, extensions, name.
fn file_key(object: &Map<String, Json>) -> Option<String> {
    key(object, &["name", "extensions"])
}

/// The contributing properties of a certificate: one hash, serial number.
fn certificate_key(object: &Map<String, Json>) -> Option<String> {
    key(object, &["serial_number"])
}

fn key(object: &Map<String, Json>, members: &[&str]) -> Option<String> {
    let hashes = object.get("hashes")?.as_object()?;
    let name = ["MD5", "SHA-1", "SHA-256", "SHA-512"].into_iter().find(|name| hashes.contains_key(*name))?;
    let mut contributing = Map::new();
    contributing.insert("hashes".to_owned(), json!({ name: hashes.get(name)? }));
    for member in members {
        if let Some(value) = object.get(*member) {
            contributing.insert((*member).to_owned(), value.clone());
        }
    }
    Some(canonical(&Json::Object(contributing)))
}

/// Canonical JSON (RFC 8785) of objects of texts: members in order, no spaces, the shortest escapes.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(members) => {
            let sorted: BTreeMap<&String, &Json> = members.iter().collect();
            let members: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Json::String(name.clone()), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

fn file_pattern(file: &PickedFile<'_>) -> Option<String> {
    let hashes = file.entries.iter().filter(|entry| entry.value.kind() == Kind::FileHash);
    let tests: Vec<String> = hashes
        .filter_map(|entry| {
            let name = entry.value.id.algorithm.and_then(hash_name)?;
            Some(format!("file:hashes.'{name}' = {}", quoted(&entry.value.text)))
        })
        .collect();
    (!tests.is_empty()).then(|| format!("[{}]", tests.join(" OR ")))
}

/// The thumbprints, and serial number with issuer, of those that were picked.
fn certificate_pattern(picked: &PickedCertificate<'_>) -> Option<String> {
    let facts = picked.facts();
    let mut tests: Vec<String> = Vec::new();
    if picked.has(Kind::Thumbprint) {
        for (name, hash) in [("SHA-1", facts.sha1.to_string()), ("SHA-256", facts.sha256.to_string())] {
            tests.push(format!("x509-certificate:hashes.'{name}' = {}", quoted(&hash)));
        }
    }
    if picked.has(Kind::Serial) {
        tests.push(format!(
            "(x509-certificate:serial_number = {} AND x509-certificate:issuer = {})",
            quoted(&facts.serial.colons()),
            quoted(&facts.issuer)
        ));
    }
    (!tests.is_empty()).then(|| format!("[{}]", tests.join(" OR ")))
}

/// A string of the pattern grammar (section 9.5): single quotes; quote and backslash are escaped by a backslash.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A time with exactly three digits of fraction, as `created` and `modified` have it.
fn milliseconds(at: Instant) -> String {
    let whole = Instant::from_unix(at.unix()).to_string();
    let fraction = at.nanos().checked_div(1_000_000).unwrap_or(0);
    format!("{}.{fraction:03}Z", whole.trim_end_matches('Z'))
}
