//! YARA rules, for YARA and YARA-X alike.
//!
//! A certificate is named by its serial number and its issuer (`pe.signatures`), a subscriber of Trusted Signing by the
//! DER of its durable identity inside the certificate table, which covers every future leaf of that subscriber. Where
//! `pe.signatures` does not have a certificate in both engines, its bytes are looked for too. Names are made from the
//! value alone, so that the rule for a value has the same name in every basket. A certificate that stands in no file of
//! the basket, because a catalog signs for them, has no rule: it could not match them.

mod names;
mod table;

use std::collections::BTreeSet;

use super::{GENERATOR, RenderOptions};
use crate::ioc::basket::{Basket, Entry};
use crate::ioc::kind::{Kind, Party};
use crate::ioc::oid::encode_oid;
use crate::ioc::picked::{self, PickedCertificate, PickedFile, is_in_file};
use crate::ioc::value::{Origin, visible};
use crate::model::{Analysis, CertificateFacts};
use names::{name_test, pieces, quoted};
use table::{in_table, is_out_of_sight, pattern, start_of_certificate};

/// Sample hashes that one rule lists.
const HASHES: usize = 16;

/// The rules, each once, under the imports that they need.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let mut rules = Rules::new(basket, options);
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    for mut certificate in picked::certificates(basket) {
        let thumbprint = certificate.facts().sha256;
        certificate.files.retain(|file| basket.files().get(*file).is_some_and(|file| is_in_file(file, thumbprint)));
        if certificate.files.is_empty() {
            rules.not_in_file(certificate.facts());
        } else if rules.certificate(&certificate) {
            covered.extend(&certificate.files);
        }
    }
    for entry in basket.entries() {
        if entry.value.kind() == Kind::DurableIdentity && rules.identity(entry) {
            covered.extend(files_with_certificate(basket, entry));
        }
    }
    for (index, file) in picked::files(basket).iter().enumerate() {
        rules.file(file, covered.contains(&index));
    }
    rules.finish()
}

/// The rule for the subscriber that a durable identity names, with its import; `None` when it is no OID.
pub(super) fn identity_rule(basket: &Basket, entry: &Entry, options: &RenderOptions) -> Option<String> {
    let mut rules = Rules::new(basket, options);
    rules.identity(entry).then(|| format!("{}{}", rules.imports(), rules.text))
}

/// Collects rules.
struct Rules<'a> {
    imports: BTreeSet<&'static str>,
    names: BTreeSet<String>,
    text: String,
    /// Comments on what has no rule.
    notes: Vec<String>,
    basket: &'a Basket,
    options: &'a RenderOptions,
}

/// What a rule states: lines of strings, and the condition over them.
struct Body {
    strings: Vec<String>,
    condition: String,
}

impl Body {
    fn condition(condition: impl Into<String>) -> Self {
        Self { strings: Vec::new(), condition: condition.into() }
    }

    /// For a certificate: where the engines do not both see it in one of the files, its bytes do as well.
    fn certificate(condition: String, picked: &PickedCertificate<'_>, basket: &Basket) -> Self {
        let mut files = picked.files.iter().filter_map(|file| basket.files().get(*file));
        let bytes = start_of_certificate(picked.facts());
        if bytes.is_empty() || !files.any(|file| is_out_of_sight(file, picked)) {
            return Self::condition(condition);
        }
        let strings = vec![
            "// Serial number, signature algorithm and issuer as the certificate states them: the pe.signatures of"
                .to_owned(),
            "// YARA ends with the first entry of the certificate table, and leaves out certificates of timestamps."
                .to_owned(),
            pattern("$certificate", &bytes),
        ];
        Self { strings, condition: format!("({condition}) or\n        ({})", in_table("$certificate")) }
    }
}

impl<'a> Rules<'a> {
    const fn new(basket: &'a Basket, options: &'a RenderOptions) -> Self {
        Self {
            imports: BTreeSet::new(),
            names: BTreeSet::new(),
            text: String::new(),
            notes: Vec::new(),
            basket,
            options,
        }
    }

    /// Says why a certificate has no rule: it would match none of the files that it was picked from.
    fn not_in_file(&mut self, facts: &CertificateFacts) {
        let name = visible(facts.display_name());
        let note = format!("no rule for the certificate of {name}: only a catalog or the trust store has it");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A rule for a certificate. Tells whether there is one.
    fn certificate(&mut self, picked: &PickedCertificate<'_>) -> bool {
        let facts = picked.facts();
        let of_signer = picked.party == Party::Leaf;
        let variable = if of_signer { "signature" } else { "certificate" };
        let (prefix, test, description) = if picked.is_named() {
            (picked.party.name().replace('-', "_"), named(variable, facts), "the certificate of")
        } else if let Some(test) = subject_test(variable, picked) {
            (format!("{}_subject", picked.party.name().replace('-', "_")), test, "any certificate of")
        } else {
            return false;
        };
        let condition = if of_signer {
            format!("for any signature in pe.signatures : (\n{test}\n        )")
        } else {
            let test = test.replace("\n", "\n    ");
            format!(
                "for any signature in pe.signatures : (\n            for any certificate in signature.certificates : (\n    {test}\n            )\n        )"
            )
        };
        let name = format!("sigscope_{prefix}_{}", short(&facts.sha256.to_string()));
        let verb = if of_signer { "Signed with" } else { "Carries" };
        let mut meta = vec![("description", format!("{verb} {description} {}", facts.display_name()))];
        meta.extend(certificate_meta(facts));
        let body = Body::certificate(condition, picked, self.basket);
        self.rule("pe", &name, meta, &picked.files, &body)
    }

    /// A rule for a subscriber of Trusted Signing. Tells whether there is one.
    fn identity(&mut self, entry: &Entry) -> bool {
        let identity = &entry.value.text;
        let Some(der) = encode_oid(identity) else { return false };
        let files = files_with_certificate(self.basket, entry);
        if files.is_empty() {
            return false;
        }
        let arcs = identity.strip_prefix("1.3.6.1.4.1.311.").unwrap_or(identity).replace('.', "_");
        let name = if arcs.len() > 80 { short(&hex::encode(&der)) } else { arcs };
        let description = "Signed by this subscriber of Microsoft Trusted Signing, with any of its certificates";
        let meta = vec![("description", description.to_owned()), ("durable_identity", identity.clone())];
        let body = Body { strings: vec![pattern("$identity", &der)], condition: in_table("$identity") };
        self.rule("pe", &format!("sigscope_identity_{name}"), meta, &files, &body)
    }

    /// Rules for what was picked of the file itself. Its hash makes one only when no certificate names it.
    fn file(&mut self, file: &PickedFile<'_>, is_covered: bool) {
        for entry in &file.entries {
            let text = &entry.value.text;
            let files = entry.files();
            match entry.value.kind() {
                Kind::Imphash => {
                    let meta = vec![("description", "Imports the same functions in the same order".to_owned())];
                    let body = Body::condition(format!("pe.imphash() == {}", quoted(text)));
                    self.rule("pe", &format!("sigscope_imphash_{}", short(text)), meta, &files, &body);
                }
                Kind::PdbPath => {
                    let meta = vec![("description", "Names the same program database".to_owned())];
                    let test = match pieces(text).as_slice() {
                        [first, _, ..] => format!("pe.pdb_path startswith {}", quoted(first)),
                        _ => format!("pe.pdb_path == {}", quoted(text)),
                    };
                    let body = Body::condition(test);
                    let name = short(&hex::encode(fingerprint(text)));
                    self.rule("pe", &format!("sigscope_pdb_{name}"), meta, &files, &body);
                }
                _ => {}
            }
        }
        let sha256 = file.analysis.hashes.sha256.as_ref();
        if let Some(sha256) = sha256.filter(|_| file.has(Kind::FileHash) && !is_covered) {
            let sha256 = sha256.to_string();
            let meta = vec![("description", "This very file".to_owned())];
            let body = Body::condition(format!("hash.sha256(0, filesize) == {}", quoted(&sha256)));
            let files: Vec<usize> = file.entries.first().map(|entry| entry.files()).unwrap_or_default();
            self.rule("hash", &format!("sigscope_file_{}", short(&sha256)), meta, &files, &body);
        }
    }

    /// Writes a rule unless one of this name is there already. Always true: the value is covered.
    fn rule(
        &mut self,
        import: &'static str,
        name: &str,
        meta: Vec<(&'static str, String)>,
        files: &[usize],
        body: &Body,
    ) -> bool {
        if !self.names.insert(name.to_owned()) {
            return true;
        }
        self.imports.insert(import);
        let mut lines = meta;
        lines.push(("date", self.options.at.date()));
        lines.push(("generator", GENERATOR.to_owned()));
        let samples = files.iter().filter_map(|file| self.basket.files().get(*file));
        lines.extend(samples.filter_map(|file| sample_hash(file)).take(HASHES).map(|hash| ("hash", hash)));
        self.text.push_str(&format!("\nrule {name}\n{{\n    meta:\n"));
        for (key, value) in lines {
            // A value too long for a literal follows in further ones of the same name.
            for piece in pieces(&value) {
                self.text.push_str(&format!("        {key} = {}\n", quoted(&piece)));
            }
        }
        if !body.strings.is_empty() {
            self.text.push_str(&format!("    strings:\n        {}\n", body.strings.join("\n        ")));
        }
        self.text.push_str(&format!("    condition:\n        {}\n}}\n", body.condition));
        true
    }

    fn finish(self) -> String {
        let left_out = left_out(self.basket);
        let mut out = format!("// {GENERATOR}, {}\n", self.options.at);
        if !left_out.is_empty() {
            out.push_str(&format!("// without a rule: {}\n", left_out.join(", ")));
        }
        out.extend(self.notes.iter().map(|note| format!("// {note}\n")));
        out + &self.imports() + &self.text
    }

    fn imports(&self) -> String {
        self.imports.iter().map(|import| format!("import \"{import}\"\n")).collect()
    }
}

/// The files of an entry that hold the certificate it was found in.
fn files_with_certificate(basket: &Basket, entry: &Entry) -> Vec<usize> {
    let holds = |(file, origin): &&(usize, Origin)| {
        let file = basket.files().get(*file);
        file.zip(origin.certificate).is_some_and(|(file, certificate)| is_in_file(file, certificate))
    };
    let mut files: Vec<usize> = entry.origins.iter().filter(holds).map(|(file, _)| *file).collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// Names of the picked values that no rule states, each once.
fn left_out(basket: &Basket) -> Vec<String> {
    let states = |kind| {
        matches!(
            kind,
            Kind::Thumbprint
                | Kind::Serial
                | Kind::TbsHash
                | Kind::Subject
                | Kind::SubjectPart
                | Kind::Issuer
                | Kind::NotBefore
                | Kind::NotAfter
                | Kind::DurableIdentity
                | Kind::DurableIdentityDer
                | Kind::FileHash
                | Kind::Imphash
                | Kind::PdbPath
        )
    };
    let mut names: Vec<String> = Vec::new();
    let is_other_part = |entry: &Entry| {
        entry.value.kind() == Kind::IssuerPart
            || (entry.value.kind() == Kind::SubjectPart && entry.value.id.part.as_deref() != Some("CN"))
    };
    for entry in basket.entries().iter().filter(|entry| !states(entry.value.kind()) || is_other_part(entry)) {
        let name = visible(&entry.value.id.name());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn sample_hash(file: &Analysis) -> Option<String> {
    file.hashes.sha256.as_ref().map(ToString::to_string)
}

fn certificate_meta(facts: &CertificateFacts) -> Vec<(&'static str, String)> {
    vec![
        ("subject", facts.subject.clone()),
        ("issuer", facts.issuer.clone()),
        ("serial", facts.serial.colons()),
        ("thumbprint_sha1", facts.sha1.to_string()),
        ("thumbprint_sha256", facts.sha256.to_string()),
        ("not_before", facts.not_before.to_string()),
        ("not_after", facts.not_after.to_string()),
    ]
}

/// Serial number and issuer; the SHA-1 thumbprint where the issuer has no name that both engines read alike.
fn named(variable: &str, facts: &CertificateFacts) -> String {
    let serial = format!("            {variable}.serial == {}", quoted(&facts.serial.colons()));
    match name_test(variable, "issuer", &facts.issuer_attributes) {
        Some(issuer) => format!("{serial} and\n            {issuer}"),
        None => format!("{serial} and\n            {variable}.thumbprint == {}", quoted(&facts.sha1.to_string())),
    }
}

/// The subject, when it was picked.
fn subject_test(variable: &str, picked: &PickedCertificate<'_>) -> Option<String> {
    let is_picked = picked.has_subject_name();
    let test = name_test(variable, "subject", &picked.facts().subject_attributes).filter(|_| is_picked)?;
    Some(format!("            {test}"))
}

/// The first 16 digits: enough to tell the values of a collection apart.
fn short(hex: &str) -> String {
    hex.chars().take(16).collect()
}

/// A stable hash of a text, for a name.
fn fingerprint(text: &str) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).to_vec()
}
