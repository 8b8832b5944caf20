//! Group D: chain and roots.

use super::scene::*;
use crate::support::der_writer::{context, sequence};

pub const EXAMPLES: &[Example] = &[
    example("chain-incomplete", || signed(Signer::new(&pki().clean_leaf(), &[])), || of_sample("clean.exe")),
    example("chain-loop", || crossed(true), || crossed(false)),
    example("duplicate-certificates", || of_sample("short.exe"), || of_sample("clean.exe")),
    example("eku-not-nested", || below(usage_ca(SERVER_AUTH)), || below(usage_ca("2.5.29.37.0"))),
    example(
        "enterprise-ca-signals",
        || signed_by(leaf().crl(&["ldap:///CN=Example,DC=corp?certificateRevocationList"])),
        || of_sample("clean.exe"),
    )
    .also(|| signed_by(leaf().extension("1.3.6.1.4.1.311.20.2", false, vec![0x1E, 2, 0, 0x41]))),
    example("issuer-expired-at-time", || below(expiring("2026-05-11T08:15:29Z")), || below(expiring(SIGNED))),
    example(
        "issuer-not-ca",
        || below(ca("Example CA", "leaf-9").end_entity()),
        || below(ca("Example CA", "leaf-9").ca(Some(0))),
    ),
    example(
        "issuer-signature-invalid",
        || {
            let mut spec = leaf();
            spec.issuer_name = Some(pki().conventional_ca.spec.subject.clone());
            signed(Signer::new(&spec.issued_by(&pki().aoc), &[&pki().conventional_ca]))
        },
        || {
            let look_alike = pki().conventional_ca.vary().key("leaf-9").issued_by(&pki().conventional_root);
            signed(Signer::new(&pki().clean_leaf(), &[&look_alike, &pki().conventional_ca]))
        },
    ),
    example(
        "leaf-outlives-issuer",
        || signed_by(leaf().validity(at("2025-01-15T00:00:00Z"), at("2039-01-15T00:00:01Z"))),
        || signed_by(leaf().validity(at("2025-01-15T00:00:00Z"), at("2039-01-15T00:00:00Z"))),
    ),
    example("name-constraint-violated", || below(constrained("FR")), || below(constrained("DE"))),
    example("path-length-exceeded", || two_below(0), || two_below(1)),
    example("root-disabled-at-time", || listed(|root| root.date(104, at(SIGNED))), || listed(disabled_later)),
    example("root-disabled-grandfathered", || listed(disabled_later), || listed(|root| root)),
    example(
        "root-eku-excludes-usage",
        || listed(|root| root.usages(9, &[TIME_STAMPING])),
        || listed(|root| root.usages(9, &[TIME_STAMPING, CODE_SIGNING])),
    ),
    example(
        "root-look-alike",
        || with_root("Microsoft Root Certificate Authority 2010"),
        || with_root("Example Root Certificate Authority 2010"),
    ),
    example(
        "root-not-in-store",
        || signed(clean_signer().with_extra(&pki().conventional_root.der)).anchors(&[&pki().root]),
        || signed(clean_signer().with_extra(&pki().conventional_root.der)),
    ),
    example(
        "root-notbefore-violated",
        || listed(|root| root.usages(9, &[CODE_SIGNING]).date(126, at("2025-01-15T00:00:00Z"))),
        || listed(|root| root.usages(9, &[CODE_SIGNING]).date(126, at("2025-01-15T00:00:01Z"))),
    ),
    example("root-restriction-unclear", || listed(|root| root.property(104, Vec::new())), || listed(disabled_later)),
    example(
        "several-paths",
        || {
            let old_root = ca("Old Root", "leaf-9").self_signed();
            let cross = pki().conventional_root.vary().issued_by(&old_root);
            signed(clean_signer().with_extra(&cross.der)).anchors(&[&old_root, &pki().conventional_root, &pki().root])
        },
        || {
            let old_root = ca("Old Root", "leaf-9").self_signed();
            let cross = pki().conventional_root.vary().issued_by(&old_root);
            signed(clean_signer().with_extra(&cross.der))
        },
    ),
    example(
        "test-root",
        || signed_by(leaf().subject(Name::new().cn("WDKTestCert builder,133000000000000000"))),
        || signed_by(leaf().subject(Name::new().cn("Example WDKTestCert"))),
    ),
    example("unused-certificates", || of_sample("hostile.exe"), || of_sample("pkcs9.exe")),
];

/// A leaf below a CA below the conventional root.
fn below(issuer: CertificateSpec) -> Scene {
    let issuer = issuer.issued_by(&pki().conventional_root);
    signed(Signer::new(&leaf().issued_by(&issuer), &[&issuer]))
}

/// A CA below a CA with this path length.
fn two_below(path_length: u64) -> Scene {
    let upper = ca("Upper CA", "leaf-8").ca(Some(path_length)).issued_by(&pki().conventional_root);
    let lower = ca("Lower CA", "leaf-9").issued_by(&upper);
    signed(Signer::new(&leaf().issued_by(&lower), &[&lower, &upper]))
}

/// Two CAs, one issued by the other, and the other by the one or by itself.
fn crossed(both_ways: bool) -> Scene {
    let (one, two) = (ca("One", "leaf-8"), ca("Two", "leaf-9"));
    let (one_root, two_root) = (one.clone().self_signed(), two.clone().self_signed());
    let one_by_two = one.issued_by(&two_root);
    let second = if both_ways { two.issued_by(&one_root) } else { two_root };
    signed(Signer::new(&leaf().issued_by(&one_root), &[&one_by_two, &second]))
}

fn usage_ca(usage: &str) -> CertificateSpec {
    ca("Example CA", "leaf-9").eku(false, &[usage])
}

fn expiring(end: &str) -> CertificateSpec {
    ca("Example CA", "leaf-9").validity(at("2019-01-15T00:00:00Z"), at(end))
}

/// A CA that may issue for one country only.
fn constrained(country: &str) -> CertificateSpec {
    let subtree = sequence([context(0, sequence([context(4, Name::new().c(country).der())]))]);
    ca("Example CA", "leaf-9").extension("2.5.29.30", true, subtree)
}

/// The reference under a programme that lists its root so.
fn listed(list: impl FnOnce(ListedRoot) -> ListedRoot) -> Scene {
    let root = list(ListedRoot::new(&pki().conventional_root));
    of_sample("clean.exe").programme(&[root, ListedRoot::new(&pki().root)])
}

fn disabled_later(root: ListedRoot) -> ListedRoot {
    root.date(104, at("2026-05-11T08:15:31Z"))
}

/// The reference with a root of this name in its bag.
fn with_root(cn: &str) -> Scene {
    let subject = Name::new().c("US").o("Microsoft Corporation").cn(cn);
    let root = ca("", "leaf-9").subject(subject).self_signed();
    signed(clean_signer().with_extra(&root.der))
}
