//! A problem report to the issuing CA: complete, from the local file alone, to be read and sent by a person.

use std::collections::BTreeMap;

use super::{GENERATOR, RenderOptions};
use crate::asn1::oid;
use crate::ioc::basket::Basket;
use crate::ioc::channels::{Channel, find_channel};
use crate::ioc::kind::Party;
use crate::ioc::picked::{self, PickedCertificate, file_name, last_component};
use crate::ioc::revocation::{RevocationRequest, revocation_request};
use crate::ioc::spelling::paired;
use crate::ioc::value::{visible, visible_name};
use crate::model::{Analysis, CertificateFacts, Finding, RevocationState, Severity, Signature, State};
use crate::report::wrapped;
use crate::text::defang;

/// Samples and findings that a report lists for one certificate; more are counted.
const LISTED: usize = 25;

/// Columns of the text, as a mail program wraps it.
const WIDTH: usize = 76;

/// One report for each CA, with all its certificates; divided by a line of equal signs.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let certificates = picked::certificates(basket);
    let mut order: Vec<String> = Vec::new();
    let mut by_issuer: BTreeMap<String, (Option<Channel>, Vec<&PickedCertificate<'_>>)> = BTreeMap::new();
    let mut nothing_to_ask: Vec<String> = Vec::new();
    for certificate in certificates.iter().filter(|certificate| certificate.party == Party::Leaf) {
        if let Some(reason) = no_request(basket, certificate) {
            nothing_to_ask.push(item(wrapped(&reason, 2, WIDTH).trim_start()));
            continue;
        }
        let channel = find_channel(certificate.facts());
        let facts = certificate.facts();
        let organization = facts.issuer_attributes.organization().unwrap_or(&facts.issuer);
        let key = channel.as_ref().map_or(organization, |channel| channel.ca.as_str()).to_owned();
        if !order.contains(&key) {
            order.push(key.clone());
        }
        by_issuer.entry(key).or_insert_with(|| (channel, Vec::new())).1.push(certificate);
    }
    let mut reports: Vec<String> = order
        .iter()
        .filter_map(|key| by_issuer.get(key))
        .map(|(channel, leaves)| Report { basket, channel: channel.as_ref(), leaves, options }.write())
        .collect();
    if !nothing_to_ask.is_empty() {
        reports.push(format!("No revocation to ask for:\n{}", nothing_to_ask.concat()));
    }
    if reports.is_empty() {
        return "Nothing to report: no signer's certificate was picked.\n".to_owned();
    }
    reports.join(&format!("\n{}\n\n", "=".repeat(WIDTH)))
}

/// Why nobody can be asked to revoke a certificate for these files.
fn no_request(basket: &Basket, leaf: &PickedCertificate<'_>) -> Option<String> {
    let facts = leaf.facts();
    let name = format!("{}, serial {}", shown(facts.display_name()), facts.serial.colons());
    if facts.self_issued {
        return Some(format!("{name}: the certificate is self-signed, there is no CA that could revoke it."));
    }
    if facts.issuer_attributes.organization() == Some("Microsoft Corporation")
        && (facts.has_eku(oid::WHQL) || facts.has_eku(oid::WHQL_ATTESTED))
    {
        return Some(format!(
            "{name}: Microsoft signs drivers of many vendors with this certificate, and a revocation would make all of \
             them fall. Report the driver itself to Microsoft, and the vendor who submitted it."
        ));
    }
    samples(basket, leaf).is_empty().then(|| {
        format!(
            "{name}: it signed none of these files. Its signature was copied onto other content, or the content was \
             changed; its owner may be the one who is imitated."
        )
    })
}

/// The files with a signature that a certificate made over what is in the file; others do not speak against it.
fn samples<'a>(basket: &'a Basket, leaf: &PickedCertificate<'_>) -> Vec<Sample<'a>> {
    let made_by = |signature: &&Signature| {
        signature.facts.signer == Some(leaf.facts().sha256) && signature.verdict.integrity != State::Invalid
    };
    let files = leaf.files.iter().filter_map(|file| basket.files().get(*file));
    files
        .map(|analysis| Sample { analysis, signatures: analysis.signatures.iter().filter(made_by).collect() })
        .filter(|sample: &Sample<'_>| !sample.signatures.is_empty())
        .collect()
}

/// A report to one CA.
struct Report<'a> {
    basket: &'a Basket,
    channel: Option<&'a Channel>,
    leaves: &'a [&'a PickedCertificate<'a>],
    options: &'a RenderOptions,
}

/// A sample with its signatures by one certificate.
struct Sample<'a> {
    analysis: &'a Analysis,
    signatures: Vec<&'a Signature>,
}

impl Report<'_> {
    fn write(&self) -> String {
        let is_thin = self.options.thin || self.channel.is_some_and(|channel| channel.is_thin);
        let mut out = self.head();
        for leaf in self.leaves {
            out.push('\n');
            out.push_str(&if is_thin { self.thin(leaf) } else { self.long(leaf) });
        }
        if !is_thin {
            out.push('\n');
            let mut samples = self.leaves.iter().flat_map(|leaf| samples(self.basket, leaf));
            let has_catalog = samples.any(|sample| sample.signatures.iter().any(|found| found.facts.catalog.is_some()));
            let sources = if has_catalog { "the samples and their catalogs" } else { "the samples themselves" };
            let text = format!(
                "All values were read from {sources} with {GENERATOR}, without a network, and judged as of \
                 {}. The samples can be provided on request.",
                self.options.at
            );
            out.push_str(&paragraph(&text, 0));
        }
        out
    }

    /// To whom, and the subject line.
    fn head(&self) -> String {
        let mut out = match self.channel {
            Some(channel) => {
                let way = if channel.is_form { "Form" } else { "To" };
                let note = format!("# {}, as of {}, source: {}\n", channel.ca, channel.as_of, channel.source);
                format!("{way}: {}\n{note}", channel.channel)
            }
            None => "To: (no channel known for this CA: see \"Certificate Problem Report\" in section 1.5.2 or 4.9.3 of its CPS)\n"
                .to_owned(),
        };
        let (first, more) = match self.leaves {
            [first, more @ ..] => (first.facts(), more.len()),
            [] => return out,
        };
        let others = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.push_str(&format!(
            "Subject: Certificate problem report: code signing certificate {}{others}, {}\n",
            paired(&first.serial.to_string(), ":"),
            shown(first.display_name())
        ));
        out
    }

    fn long(&self, leaf: &PickedCertificate<'_>) -> String {
        let facts = leaf.facts();
        let samples = samples(self.basket, leaf);
        let request = request(facts, &samples);
        let count = if samples.len() == 1 { "a sample".to_owned() } else { format!("{} samples", samples.len()) };
        let mut out = paragraph(
            &format!(
                "We ask you to revoke the following code signing certificate. It signed {count} that we investigate."
            ),
            0,
        );
        out.push_str("\nCertificate\n");
        out.push_str(&certificate(facts));
        out.push_str("\nRevocation date\n");
        out.push_str(&field("status", &shown(&status(facts, &samples))));
        out.push_str(&revocation(&request));
        out.push_str("\nSamples\n");
        for sample in samples.iter().take(LISTED) {
            out.push_str(&sample.lines());
        }
        out.push_str(&rest(samples.len(), "samples"));
        let findings = findings(&samples, facts);
        if !findings.is_empty() {
            out.push_str("\nWhat was observed\n");
            for (finding, files) in findings.iter().take(LISTED) {
                let files =
                    if samples.len() > 1 { format!(" ({files} of {} samples)", samples.len()) } else { String::new() };
                let text = format!("{}: {}{files}. {}", finding.id, finding.title, finding.detail);
                out.push_str(&item(wrapped(&shown(&text), 2, WIDTH).trim_start()));
            }
            out.push_str(&rest(findings.len(), "findings"));
        }
        out
    }

    /// What a form with a limit takes: which certificate, which sample, which date.
    fn thin(&self, leaf: &PickedCertificate<'_>) -> String {
        let facts = leaf.facts();
        let samples = samples(self.basket, leaf);
        let request = request(facts, &samples);
        let hashes: Vec<String> = samples.iter().take(3).filter_map(|sample| sha256(sample.analysis)).collect();
        let more = samples.len().saturating_sub(hashes.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(
            "Please revoke: {}\nIssuer: {}\nSerial: {}\nSHA-1: {}\nSHA-256: {}\nRevocation date: {}\nSample SHA-256: {}{more}\n",
            shown_name(&facts.subject),
            shown_name(&facts.issuer),
            facts.serial.colons(),
            facts.sha1,
            facts.sha256,
            date_line(&request),
            hashes.join(", "),
        )
    }
}

impl Sample<'_> {
    fn lines(&self) -> String {
        let hashes = &self.analysis.hashes;
        let mut out = item(&shown(file_name(self.analysis)));
        let all = [("SHA-256", &hashes.sha256), ("SHA-1", &hashes.sha1), ("MD5", &hashes.md5)];
        for (name, hash) in all {
            if let Some(hash) = hash {
                out.push_str(&field(name, &hash.to_string()));
            }
        }
        for signature in &self.signatures {
            // The CA cannot find the signature in the sample.
            if let Some(catalog) = &signature.facts.catalog {
                let name = shown(last_component(&catalog.file));
                out.push_str(&field("signed by", &format!("the catalog {name}, SHA-256 {}", catalog.sha256)));
            }
            out.push_str(&field("timestamp", &timestamp(signature)));
        }
        out
    }
}

fn timestamp(signature: &Signature) -> String {
    let Some(timestamp) = &signature.timestamp else { return "none".to_owned() };
    let time = timestamp.facts.time.map_or_else(|| "without a time".to_owned(), |time| time.to_string());
    let state = match timestamp.valid {
        State::Valid => "verified",
        State::Invalid => "invalid",
        State::NotPresent | State::CannotTell => "not verified up to a trusted root",
    };
    let kind = timestamp.facts.kind.name();
    let serial = timestamp.facts.serial.as_ref().map(|serial| format!(", token serial {serial}")).unwrap_or_default();
    format!("{time} ({kind}, {state}{serial})")
}

fn request(facts: &CertificateFacts, samples: &[Sample<'_>]) -> RevocationRequest {
    let signatures: Vec<Vec<&Signature>> = samples.iter().map(|sample| sample.signatures.clone()).collect();
    revocation_request(facts, &signatures)
}

fn certificate(facts: &CertificateFacts) -> String {
    let mut out = String::new();
    out.push_str(&field("subject", &shown_name(&facts.subject)));
    out.push_str(&field("issuer", &shown_name(&facts.issuer)));
    out.push_str(&field("serial", &facts.serial.colons()));
    out.push_str(&field("SHA-1", &facts.sha1.to_string()));
    out.push_str(&field("SHA-256", &facts.sha256.to_string()));
    out.push_str(&field("valid", &format!("{} to {}", facts.not_before, facts.not_after)));
    if let Some(identity) = &facts.durable_identity {
        let what = "the subscriber's durable identity: the same in all its certificates";
        out.push_str(&field("identity", &format!("{identity} ({what})")));
    }
    out
}

/// What revocation data that was at hand says of the certificate.
fn status(facts: &CertificateFacts, samples: &[Sample<'_>]) -> String {
    let answers = samples.iter().flat_map(|sample| &sample.signatures).flat_map(|signature| &signature.revocations);
    // The worst answer is the one that matters: revoked too late, for one of the samples.
    let worst = answers.filter(|answer| answer.certificate == facts.sha256).max_by_key(|answer| answer.state);
    let Some(answer) = worst else { return "not looked up".to_owned() };
    let date = answer.revocation_date.map_or_else(String::new, |date| format!(" with the date {date}"));
    let source = answer
        .source
        .as_ref()
        .map_or_else(String::new, |source| format!(", by the {} of {}", source.kind, source.this_update));
    match answer.state {
        RevocationState::NotChecked | RevocationState::Unusable => "not looked up".to_owned(),
        RevocationState::Absent | RevocationState::AbsentExpired => format!("not on the list{source}"),
        RevocationState::Revoked => format!("revoked{date}{source}"),
        RevocationState::RevokedLater => {
            format!("revoked{date}{source}: too late, the date has to be moved back")
        }
    }
}

fn revocation(request: &RevocationRequest) -> String {
    let mut out = field("requested", &date_line(request));
    out.push_str(&paragraph(&request.reason, 2));
    let all = if request.short_lived {
        format!(
            "The certificate lives for days only; its notBefore, {}, covers every file signed with it. Its expiry does \
             not: timestamped files stay valid.",
            request.all
        )
    } else {
        format!(
            "If it was issued to an impostor or all use of it was abuse, its notBefore, {}, covers every file signed \
             with it.",
            request.all
        )
    };
    out.push_str(&paragraph(&all, 2));
    out
}

fn date_line(request: &RevocationRequest) -> String {
    match request.latest {
        Some(latest) if request.short_lived => format!("{} (at the latest {latest})", request.all),
        Some(latest) => format!("{latest} or earlier"),
        None => format!("{} (any date makes {} fall)", request.all, request.samples),
    }
}

/// The findings about these signatures, the leaf and the files, worst first, each id once, with the number of samples.
/// Context (`info`) is left out.
fn findings<'a>(samples: &[Sample<'a>], leaf: &CertificateFacts) -> Vec<(&'a Finding, usize)> {
    let mut found: Vec<(&Finding, usize)> = Vec::new();
    for sample in samples {
        let mut seen: Vec<&str> = Vec::new();
        for finding in &sample.analysis.findings {
            let of_signature = finding
                .signature
                .is_none_or(|index| sample.signatures.iter().any(|signature| signature.facts.index == index));
            let of_leaf = finding.certificate.is_none_or(|certificate| certificate == leaf.sha256);
            if finding.severity == Severity::Info || !of_signature || !of_leaf || seen.contains(&finding.id.as_str()) {
                continue;
            }
            seen.push(&finding.id);
            match found.iter_mut().find(|(known, _)| known.id == finding.id) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => found.push((finding, 1)),
            }
        }
    }
    found.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.severity));
    found
}

fn sha256(analysis: &Analysis) -> Option<String> {
    analysis.hashes.sha256.as_ref().map(ToString::to_string)
}

fn rest(count: usize, what: &str) -> String {
    let more = count.saturating_sub(LISTED);
    if more > 0 { format!("  and {more} more {what}\n") } else { String::new() }
}

/// A text of the file for a person: hostile characters visible, addresses harmless.
fn shown(text: &str) -> String {
    defang(&visible(text))
}

/// As [`shown`], for a distinguished name.
fn shown_name(name: &str) -> String {
    defang(&visible_name(name))
}

fn field(name: &str, value: &str) -> String {
    format!("  {name:<10} {value}\n")
}

fn item(text: &str) -> String {
    format!("- {text}\n")
}

fn paragraph(text: &str, indent: usize) -> String {
    wrapped(text, indent, WIDTH) + "\n"
}
