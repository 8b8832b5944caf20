//! Group J: revocation and block lists that the analyst supplies.

use super::scene::*;
use crate::support::der_writer::generalized_time;

const FRESH: &str = "2026-11-20T00:00:00Z";
const BEFORE: &str = "2026-05-11T08:15:30Z";
const AFTER: &str = "2026-05-11T08:15:31Z";
/// keyCompromise
const KEY_COMPROMISE: Option<u8> = Some(1);
/// superseded
const SUPERSEDED: Option<u8> = Some(4);

pub const EXAMPLES: &[Example] = &[
    example(
        "certificate-disallowed",
        || of_sample("clean.exe").disallowed(&[tbs_hash(&pki().conventional_ca)]),
        || of_sample("clean.exe").disallowed(&[tbs_hash(&pki().eoc)]),
    ),
    example(
        "crl-may-omit-expired",
        || expired_leaf(leaf_list()),
        || {
            let mut list = leaf_list();
            let since = generalized_time(at("2019-01-01T00:00:00Z"), "");
            list.extensions.push(Extension { oid: "2.5.29.60".to_owned(), critical: false, value: since });
            expired_leaf(list)
        },
    ),
    example(
        "crl-not-usable",
        || {
            let mut list = leaf_list();
            list.signature = Some(vec![0x11; 384]);
            clean(list)
        },
        || clean(leaf_list()),
    ),
    example("issuer-revoked", || issuer_revoked("2026-01-01T00:00:00Z"), || clean(root_list())),
    example(
        "known-abused-certificate",
        || listed(&format!("thumbprint,label\n{},example\n", hex::encode(Hash::Sha256.of(&pki().clean_leaf().der)))),
        || listed(&format!("thumbprint,label\n{},example\n", hex::encode(Hash::Sha256.of(&pki().tsa.der)))),
    ),
    example(
        "known-abused-identity",
        || of_sample("short.exe").known_bad(&format!("durable identity,label\n{JANE},example\n")),
        || of_sample("fresh.exe").known_bad(&format!("durable identity,label\n{JANE},example\n")),
    ),
    example("leaf-revoked", || leaf_revoked(BEFORE, SUPERSEDED), || leaf_revoked(AFTER, SUPERSEDED)),
    example("leaf-revoked-later", || leaf_revoked(AFTER, SUPERSEDED), || leaf_revoked(BEFORE, SUPERSEDED)),
    example("revocation-dates-differ", || invalid_since(AFTER), || invalid_since(BEFORE)),
    example("revocation-not-checked", || of_sample("clean.exe"), || clean(leaf_list())),
    example(
        "revocation-reason-key-compromise",
        || leaf_revoked(AFTER, KEY_COMPROMISE),
        || leaf_revoked(AFTER, SUPERSEDED),
    ),
    example("tsa-revoked", || tsa_revoked(KEY_COMPROMISE), || tsa_revoked(SUPERSEDED)),
];

/// The list of the CA that issued the reference's leaf.
fn leaf_list() -> RevocationList {
    RevocationList::new(&pki().conventional_ca, at(FRESH))
}

fn root_list() -> RevocationList {
    RevocationList::new(&pki().conventional_root, at(FRESH))
}

fn clean(list: RevocationList) -> Scene {
    of_sample("clean.exe").lists(&[list])
}

fn leaf_revoked(date: &str, reason: Option<u8>) -> Scene {
    of_sample("clean.exe").lists(&[leaf_list().revoke(&pki().clean_leaf(), at(date), reason), root_list()])
}

fn issuer_revoked(date: &str) -> Scene {
    clean(root_list().revoke(&pki().conventional_ca, at(date), SUPERSEDED))
}

/// The TSA is revoked after it stamped the reference.
fn tsa_revoked(reason: Option<u8>) -> Scene {
    let list = |ca| RevocationList::new(ca, at(FRESH));
    let tsa_list = list(&pki().tsa_ca).revoke(&pki().tsa, at("2026-11-01T00:00:00Z"), reason);
    of_sample("clean.exe").lists(&[tsa_list, list(&pki().root)])
}

/// Revoked at the time of the timestamp, and invalid since then or later.
fn invalid_since(date: &str) -> Scene {
    let mut list = leaf_list().revoke(&pki().clean_leaf(), at(BEFORE), KEY_COMPROMISE);
    list.revoked[0].invalidity_date = Some(at(date));
    clean(list)
}

/// A leaf that has expired before the list was issued.
fn expired_leaf(list: RevocationList) -> Scene {
    signed_by(leaf().validity(at("2025-01-15T00:00:00Z"), at("2026-06-01T00:00:00Z"))).lists(&[list])
}

fn listed(text: &str) -> Scene {
    of_sample("clean.exe").known_bad(text)
}
