//! Rows about certificates: those of two chains, paired by thumbprint, then by key, then by place; and the unused ones.

use super::signatures::SignaturePair;
use super::timestamps::Stamp;
use crate::compare::pairing::Pairing;
use crate::compare::row::{Soft, Table};
use crate::model::{CertificateFacts, Extension, Role, Thumbprint};
use crate::rules::comparison::{Half, Pair, Spot};

/// One certificate with its place in a chain.
#[derive(Clone, Copy)]
struct Link<'a> {
    facts: &'a CertificateFacts,
    /// 0 is the leaf or the TSA.
    depth: usize,
    /// Counted from the end of the chain, so that roots of chains of different length can meet.
    from_end: usize,
    signature: usize,
}

impl Link<'_> {
    fn spot(self) -> Spot {
        let certificate = Some(self.facts.sha256);
        Spot { signature: Some(self.signature), certificate, ..Spot::default() }.at(self.facts.location())
    }
}

/// The chains of two paired signatures. The first row of `ancestor` is marked, and `ancestor` is then taken.
pub(super) fn chain_rows(
    pair: &Pair<'_>,
    section: &str,
    (left, right): SignaturePair<'_>,
    ancestor: &mut Option<Thumbprint>,
    table: &mut Table,
) {
    let links = |half, signature: Option<&crate::model::Signature>| {
        signature.map_or_else(Vec::new, |signature| chain(half, &signature.chain, signature.facts.index))
    };
    let chains = (links(&pair.left, left), links(&pair.right, right));
    linked_rows(section, chains, ["leaf", "CA", "root"], ancestor, table);
}

/// The chains of two paired timestamps.
pub(super) fn tsa_rows(
    pair: &Pair<'_>,
    section: &str,
    left: Option<Stamp<'_>>,
    right: Option<Stamp<'_>>,
    table: &mut Table,
) {
    let links = |half, stamp: Option<Stamp<'_>>| {
        stamp.map_or_else(Vec::new, |(signature, stamp)| chain(half, &stamp.chain, signature))
    };
    let chains = (links(&pair.left, left), links(&pair.right, right));
    linked_rows(section, chains, ["TSA", "TSA CA", "TSA root"], &mut None, table);
}

fn chain<'a>(half: &Half<'a>, thumbprints: &[Thumbprint], signature: usize) -> Vec<Link<'a>> {
    let length = thumbprints.len();
    let links = thumbprints.iter().enumerate().filter_map(|(depth, thumbprint)| {
        let facts = half.certificate(*thumbprint)?.facts.as_ref();
        Some(Link { facts, depth, from_end: length.saturating_sub(depth), signature })
    });
    links.collect()
}

fn linked_rows(
    section: &str,
    (left, right): (Vec<Link<'_>>, Vec<Link<'_>>),
    names: [&str; 3],
    ancestor: &mut Option<Thumbprint>,
    table: &mut Table,
) {
    let is_root = |link: &Link<'_>| link.from_end == 1 && link.facts.self_issued && link.depth > 0;
    let pairs = Pairing::new(left, right)
        .by(|link| Some(link.facts.sha256))
        .by(|link| Some(&link.facts.spki_sha256))
        // A leaf never meets a CA: leaves by depth 0, roots as the ends of their chains, the others by depth.
        .by(|link| (link.depth == 0).then_some(()))
        .by(|link| is_root(&link).then_some(()))
        .by(|link| (link.depth > 0 && !is_root(&link)).then_some(link.depth))
        .finish();
    for (left, right) in pairs {
        // Both sides name the pair alike: by the one that stands lower.
        let Some(lower) = [left, right].into_iter().flatten().min_by_key(|link| link.depth) else { continue };
        let [leaf, authority, root] = names;
        let name = match lower.depth {
            0 => leaf.to_owned(),
            _ if [left, right].into_iter().flatten().any(|link| is_root(&link)) => root.to_owned(),
            depth => format!("{authority} {depth}"),
        };
        certificate_rows(section, &name, left, right, table);
        let shared = left.zip(right).is_some_and(|(left, right)| left.facts.sha256 == right.facts.sha256);
        if shared && ancestor.is_some_and(|ancestor| ancestor == lower.facts.sha256) {
            *ancestor = None;
            table.section::<()>(section, None, None).mark_common_ancestor();
        }
    }
}

/// One row for a certificate that both have or one alone has, a row a field for two that differ.
fn certificate_rows(section: &str, name: &str, left: Option<Link<'_>>, right: Option<Link<'_>>, table: &mut Table) {
    let mut rows = table.section(section, left, right).spots(Link::spot);
    match (left, right) {
        (Some(left), Some(right)) if left.facts.sha256 != right.facts.sha256 => {
            let soft = (left.facts.spki_sha256 == right.facts.spki_sha256).then_some(Soft::SameKey);
            let thumbprint = |link: Link<'_>| Some(link.facts.sha256.to_string());
            rows.row(&format!("{name} SHA-256"), thumbprint(left), thumbprint(right), soft);
            fields(&mut rows.prefix(name));
            extensions(section, name, left, right, table);
        }
        _ => {
            rows.text(name, |link| Some(format!("{}  sha256 {}", link.facts.display_name(), link.facts.sha256)));
        }
    }
}

fn fields(rows: &mut crate::compare::row::Section<'_, Link<'_>>) {
    rows.text("subject", |link| Some(link.facts.subject.clone()))
        .text("issuer", |link| Some(link.facts.issuer.clone()))
        .text("serial", |link| Some(link.facts.serial.to_string()))
        .text("serial counter", |link| link.facts.trusted_signing_counter.map(|counter| counter.to_string()))
        .text("durable identity", |link| link.facts.durable_identity.clone())
        .time("notBefore", |link| Some(link.facts.not_before))
        .time("notAfter", |link| Some(link.facts.not_after))
        .text("lifetime", |link| Some(crate::report::in_words(link.facts.lifetime_seconds)))
        .text("public key", |link| Some(format!("{} {}", link.facts.public_key.algorithm, link.facts.public_key.bits)))
        .text("SPKI SHA-256", |link| Some(link.facts.spki_sha256.to_string()))
        .text("SHA-1", |link| Some(link.facts.sha1.to_string()))
        .text("TBS SHA-256", |link| Some(link.facts.tbs_sha256.to_string()))
        .text("signature algorithm", |link| Some(link.facts.signature_algorithm.clone()))
        .text("version", |link| Some(link.facts.version.to_string()))
        .list("extended key usage", |link| link.facts.eku.clone())
        .list("policies", |link| link.facts.policies.clone());
}

/// The extensions by OID.
fn extensions(section: &str, name: &str, left: Link<'_>, right: Link<'_>, table: &mut Table) {
    fn list(link: Link<'_>) -> Vec<(Link<'_>, &Extension)> {
        link.facts.extensions.iter().map(|extension| (link, extension)).collect()
    }
    let pairs = Pairing::new(list(left), list(right)).by(|(_, extension)| Some(&extension.oid)).finish();
    for (left, right) in pairs {
        let Some((_, extension)) = left.or(right) else { continue };
        let field = format!("{name} extension {}", extension.name);
        table
            .section(section, left, right)
            .spots(|(link, extension)| link.spot().at(extension.location.or(link.facts.location())))
            .text(&field, |(_, extension)| {
                Some(format!("{}{}", if extension.critical { "critical; " } else { "" }, extension.text))
            });
    }
}

/// Certificates that lie in the files and are in no chain.
pub(super) fn unused_rows(pair: &Pair<'_>, table: &mut Table) {
    fn unused<'a>(half: &Half<'a>) -> Vec<&'a CertificateFacts> {
        let certificates = half.analysis.certificates.iter();
        certificates.filter(|one| one.roles.contains(&Role::Unused)).map(|one| one.facts.as_ref()).collect()
    }
    let pairs = Pairing::new(unused(&pair.left), unused(&pair.right))
        .by(|facts| Some(facts.sha256))
        .by(|facts| Some(&facts.spki_sha256))
        .finish();
    for (left, right) in pairs {
        let same_key = left.zip(right).filter(|(left, right)| left.sha256 != right.sha256).map(|_| Soft::SameKey);
        let value = |facts: Option<&CertificateFacts>| {
            facts.map(|facts| format!("{}  sha256 {}", facts.display_name(), facts.sha256))
        };
        table
            .section("unused certificates", left, right)
            .spots(|facts| Spot { certificate: Some(facts.sha256), ..Spot::default() }.at(facts.location()))
            .row("certificate", value(left), value(right), same_key);
    }
}
