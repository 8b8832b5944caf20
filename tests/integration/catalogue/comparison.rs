//! Group M: what only several files show together.

use super::scene::*;
use crate::support::der_writer::{sequence, tlv};
use crate::support::samples::{FJORD, short2_leaf};

/// One rule, files that fire it together and a near miss that does not.
pub struct Together {
    pub rule: &'static str,
    pub fires: fn() -> Vec<Scene>,
    pub silent: fn() -> Vec<Scene>,
}

const fn together(rule: &'static str, fires: fn() -> Vec<Scene>, silent: fn() -> Vec<Scene>) -> Together {
    Together { rule, fires, silent }
}

pub const EXAMPLES: &[Together] = &[
    together(
        "leaf-chain-variant",
        || vec![one(clean_signer()), two(clean_signer().with_extra(&pki().conventional_root.der))],
        || vec![one(clean_signer()), two(clean_signer())],
    ),
    together(
        "leaf-der-variant",
        || vec![one(clean_signer()), two(variant())],
        || vec![one(clean_signer()), two(by(renewed()))],
    ),
    together(
        "same-content-stripped",
        || vec![of_sample("clean.exe"), Scene::new(unsign(&sample("clean.exe")))],
        || vec![of_sample("clean.exe"), Scene::new(unsign(&sample("nested.exe")))],
    ),
    together(
        "same-digest-other-signature",
        || vec![one(clean_signer()), one(by(other_publisher()))],
        || vec![one(clean_signer()), one(clean_signer())],
    ),
    together(
        "same-identity-new-leaf",
        || vec![of_sample("short.exe"), of_sample("short2.exe")],
        || vec![of_sample("short.exe"), of_sample("fresh.exe")],
    ),
    together(
        "same-imphash-other-signer",
        || vec![one(clean_signer()), two(by(other_publisher()))],
        || vec![one(clean_signer()), two(clean_signer())],
    ),
    together(
        "same-key-other-subject",
        || vec![one(clean_signer()), two(by(other_publisher().key("leaf-1")))],
        || vec![one(clean_signer()), two(by(renewed()))],
    ),
    together(
        "same-leaf-other-product",
        || vec![product("Gantry", "Crane"), product("Harbour", "Pilot")],
        || vec![product("Gantry", "Crane"), product("Gantry", "Crane")],
    ),
    together(
        "same-subject-other-identity",
        || vec![subscriber(JANE, "leaf-2", 0x6_0000), subscriber(FJORD, "leaf-4", 0x7_0000)],
        || vec![subscriber(JANE, "leaf-2", 0x6_0000), subscriber(JANE, "leaf-4", 0x7_0000)],
    ),
    together(
        "same-timestamp-token",
        || vec![serial(b"\x07"), serial(b"\x07")],
        || vec![serial(b"\x07"), serial(b"\x08")],
    ),
    together(
        "serial-neighbours",
        || vec![subscriber(JANE, "leaf-2", 0x6_0000), subscriber(FJORD, "leaf-4", 0x6_0013)],
        || vec![subscriber(JANE, "leaf-2", 0x6_0000), subscriber(FJORD, "leaf-4", 0x6_0014)],
    ),
    together(
        "sibling-leaf-revoked",
        || siblings(&[RevocationList::new(&pki().eoc, at(REVOKED)).revoke(&short_leaf(), at(REVOKED), Some(1))]),
        || {
            let other = RevocationList::new(&pki().aoc, at(REVOKED)).revoke(&short2_leaf(), at(REVOKED), Some(1));
            siblings(&[RevocationList::new(&pki().eoc, at(REVOKED)).revoke(&short_leaf(), at(REVOKED), Some(1)), other])
        },
    ),
    together(
        "signature-graft",
        || vec![of_sample("clean.exe"), of_sample("transplanted.exe")],
        || vec![of_sample("clean.exe"), of_sample("padding.exe")],
    ),
    together("signing-burst", || burst(600), || burst(601)),
];

/// After both leaves of [`siblings`] were used.
const REVOKED: &str = "2026-09-20T00:00:00Z";

/// Two files of one subscriber, each under its own leaf, judged with these lists.
fn siblings(lists: &[RevocationList]) -> Vec<Scene> {
    vec![of_sample("short.exe").lists(lists), of_sample("short2.exe").lists(lists)]
}

fn one(signer: Signer) -> Scene {
    Scene::new(stamped(signer).sign(&Pe::new("one", at(LINKED)).build()))
}

fn two(signer: Signer) -> Scene {
    let token = pki().token(at("2026-06-11T08:15:30Z"));
    Scene::new(signer.timestamp(token).sign(&Pe::new("two", at(LINKED)).build()))
}

/// The leaf of the reference, issued again.
fn renewed() -> CertificateSpec {
    leaf().serial(b"\x31renewed-leaf-001")
}

fn other_publisher() -> CertificateSpec {
    let name = "Example Harbour Ltd";
    leaf().subject(named(name, name)).key("leaf-9").serial(b"\x31another-leaf-01")
}

/// The leaf of the reference with a byte in front of its signature's length: the same statement, another thumbprint.
fn variant() -> Signer {
    let mut leaf = pki().clean_leaf();
    let content = leaf.der[4..].to_vec();
    let tbs_and_algorithm = &content[..content.len() - 389];
    leaf.der = sequence([tbs_and_algorithm.to_vec(), tlv(0x03, [&[0][..], &[0x11; 384][..]].concat())]);
    Signer::new(&leaf, &[&pki().conventional_ca])
}

fn product(company: &str, product: &str) -> Scene {
    let image = Pe::new(product, at(LINKED)).version_info(&[("CompanyName", company), ("ProductName", product)]);
    Scene::new(stamped(clean_signer()).sign(&image.with(|pe| pe.code.push(company.len() as u8)).build()))
}

fn subscriber(identity: &str, key: &str, counter: u32) -> Scene {
    let subject = Name::new().c("US").st("Oregon").l("Salem").o("Jane Q Sample").cn("Jane Q Sample");
    let leaf = pki().trusted_signing(subject, identity, key, at("2026-09-01T21:14:07Z"), counter).issued_by(&pki().eoc);
    let token = pki().microsoft_style_token(at("2026-09-03T03:14:07Z"), "1");
    Scene::new(trusted_signer(&leaf, &pki().eoc).timestamp(token).sign(&Pe::new(key, at(LINKED)).build()))
}

/// Another file each time, with a token of this serial number.
fn serial(serial: &[u8]) -> Scene {
    static COUNT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut token = pki().token(at(SIGNED));
    token.serial = serial.to_vec();
    Scene::new(clean_signer().timestamp(token).sign(&Pe::new(&format!("file {count}"), at(LINKED)).build()))
}

/// Five unrelated programs, signed one after the other in so many seconds.
fn burst(seconds: i64) -> Vec<Scene> {
    let programs =
        [("Harbour", "Pilot"), ("Orchard", "Ladder"), ("Quarry", "Lamp"), ("Meadow", "Kite"), ("Tundra", "Sled")];
    let step = |index: usize| time::Duration::seconds(if index == 4 { seconds } else { index as i64 });
    let sign = |(index, (company, product)): (usize, &(&str, &str))| {
        let image = Pe::new(product, at(LINKED)).version_info(&[("CompanyName", company), ("ProductName", product)]);
        Scene::new(clean_signer().timestamp(pki().token(at(SIGNED) + step(index))).sign(&image.build()))
    };
    programs.iter().enumerate().map(sign).collect()
}
