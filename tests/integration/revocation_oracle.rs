//! Every kind of revocation list against other tools, asked now: `openssl verify -crl_check` on the leaf's chain, and
//! osslsigncode on the whole file.
//!
//! Ignored by default, as the other comparisons. Where the tools differ from us the table says why; a new version of a
//! tool that answers otherwise fails the test, and the table is to be read again.

use std::path::Path;
use std::process::Command;

use sigscope::model::Role;

use crate::revocation::{FRESH, NOW, SIGNED, answer, judge, leaf_list, policy, revoked, stamped, with_extension};
use crate::support::certificate::Certificate;
use crate::support::der_writer::{context_primitive, sequence};
use crate::support::forge::*;

/// [`NOW`] in seconds.
const AT: &str = "1795392000";

/// One kind of data: lists of the signer's chain, lists of the TSA's chain.
struct Row {
    name: &'static str,
    lists: Vec<Vec<u8>>,
    tsa_lists: Vec<Vec<u8>>,
}

fn rows() -> Vec<Row> {
    let pki = Pki::get();
    let early = || revoked("2026-05-01T00:00:00Z", Some(1));
    let mut invalidity = revoked("2026-06-01T00:00:00Z", Some(1));
    invalidity.revoked[0].invalidity_date = Some(at("2026-05-01T00:00:00Z"));
    let mut expired = leaf_list();
    expired.next_update = Some(at("2026-11-21T00:00:00Z"));
    let other = RevocationList::new(&pki.eoc, at(FRESH)).revoke(&pki.clean_leaf(), at("2026-05-01T00:00:00Z"), None);
    let mut forged = early();
    forged.signature = Some(vec![7; 256]);
    let delta = with_extension(early(), "2.5.29.27", true, vec![2, 1, 1]);
    let indirect = with_extension(leaf_list(), "2.5.29.28", true, sequence([context_primitive(4, [0xff])]));
    let issuer = RevocationList::new(&pki.conventional_root, at(FRESH));
    let issuer = issuer.revoke(&pki.conventional_ca, at("2026-05-01T00:00:00Z"), Some(2));
    let tsa = RevocationList::new(&pki.tsa_ca, at(FRESH)).revoke(&pki.tsa, at("2026-10-01T00:00:00Z"), Some(1));
    // osslsigncode compares nextUpdate with the clock, whatever -time says: a list that is current holds for long.
    let lasting = |mut list: RevocationList| {
        if list.next_update > Some(at("2026-11-22T00:00:00Z")) {
            list.next_update = Some(at("2049-01-01T00:00:00Z"));
        }
        list.der()
    };
    let empty = |issuer: &Certificate| lasting(RevocationList::new(issuer, at(FRESH)));
    let row = |name, lists: Vec<Vec<u8>>| Row { name, lists, tsa_lists: vec![empty(&pki.tsa_ca), empty(&pki.root)] };
    let with_ca = |list: RevocationList| vec![lasting(list), empty(&pki.conventional_root)];
    let mut rows = vec![
        row("absent", with_ca(leaf_list())),
        row("before T", with_ca(early())),
        row("at T", with_ca(revoked(SIGNED, Some(1)))),
        row("after T", with_ca(revoked("2026-06-01T00:00:00Z", Some(1)))),
        row("no reason", with_ca(revoked("2026-05-01T00:00:00Z", None))),
        row("invalidityDate before T", with_ca(invalidity)),
        row("expired list", with_ca(expired)),
        row("another issuer", with_ca(other)),
        row("bad signature", with_ca(forged)),
        row("delta alone", with_ca(delta)),
        row("indirect", with_ca(indirect)),
        row("issuer revoked", vec![lasting(leaf_list()), lasting(issuer)]),
    ];
    let tsa_lists = vec![lasting(tsa), empty(&pki.root)];
    rows.push(Row { name: "TSA revoked", lists: with_ca(leaf_list()), tsa_lists });
    rows
}

/// What we say, what openssl says of the leaf's chain, what osslsigncode says of the file.
///
/// Where they differ: both tools count a revocation whatever its date, so that one after T kills there and not with us
/// (Windows compares revocationDate with T). For them data that does not answer is a failure; for us the question stays
/// open (`unusable`, `not-checked`), and the verdict does not rest on it. osslsigncode asks the leaf's list alone, so
/// that a revoked issuer escapes it. With a revoked TSA both we and osslsigncode lose T; the leaf is still valid without.
const ANSWERS: &str = "\
absent | absent trusted | OK | ok, timestamp ok
before T | revoked revoked | certificate revoked | failed, timestamp ok: Error: certificate revoked
at T | revoked revoked | certificate revoked | failed, timestamp ok: Error: certificate revoked
after T | revoked-later trusted | certificate revoked | failed, timestamp ok: Error: certificate revoked
no reason | revoked revoked | certificate revoked | failed, timestamp ok: Error: certificate revoked
invalidityDate before T | revoked-later trusted | certificate revoked | failed, timestamp ok: Error: certificate revoked
expired list | unusable trusted | CRL has expired | failed, timestamp ok: Error: CRL has expired
another issuer | not-checked trusted | unable to get certificate CRL | failed, timestamp ok: Error: unable to get certificate CRL
bad signature | unusable trusted | CRL signature failure | failed, timestamp ok: Error: CRL signature failure
delta alone | revoked revoked | certificate revoked | failed, timestamp ok: Error: certificate revoked
indirect | unusable trusted | unable to get certificate CRL | failed, timestamp ok: Error: unable to get certificate CRL
issuer revoked | absent revoked | certificate revoked | ok, timestamp ok
TSA revoked | absent trusted | OK | ok, timestamp failed: Error: certificate revoked
";

#[test]
#[ignore = "needs openssl and osslsigncode"]
fn oracle_revocation_lists_by_openssl_and_osslsigncode() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revocation");
    std::fs::create_dir_all(&folder).unwrap();
    let pki = Pki::get();
    let place = |name: &str| folder.join(name);
    let pem = |label: &str, ders: &[Vec<u8>]| ders.iter().map(|der| armoured(label, der)).collect::<String>();
    std::fs::write(place("root.pem"), pem("CERTIFICATE", std::slice::from_ref(&pki.conventional_root.der))).unwrap();
    std::fs::write(place("tsa-root.pem"), pem("CERTIFICATE", std::slice::from_ref(&pki.root.der))).unwrap();
    std::fs::write(place("ca.pem"), pem("CERTIFICATE", std::slice::from_ref(&pki.conventional_ca.der))).unwrap();
    std::fs::write(place("leaf.pem"), pem("CERTIFICATE", &[pki.clean_leaf().der.clone()])).unwrap();
    let file = stamped().sign(&Pe::new("revocation", at("2026-05-11T07:00:00Z")).build());
    std::fs::write(place("file.exe"), file).unwrap();
    let mut table = String::new();
    for row in rows() {
        let items: Vec<Vec<u8>> = row.lists.iter().chain(&row.tsa_lists).cloned().collect();
        let analysis = judge(&stamped(), &policy(&items));
        let ours = format!("{} {}", answer(&analysis, Role::Leaf).state, analysis.verdict.summary);
        std::fs::write(place("crls.pem"), pem("X509 CRL", &row.lists)).unwrap();
        std::fs::write(place("tsa-crls.pem"), pem("X509 CRL", &row.tsa_lists)).unwrap();
        let openssl = openssl(&folder);
        let osslsigncode = osslsigncode(&folder);
        table.push_str(&format!("{} | {ours} | {openssl} | {osslsigncode}\n", row.name));
    }
    assert_eq!(table, ANSWERS, "\n{table}");
    assert_eq!(AT.parse().ok(), NOW.parse::<sigscope::model::Instant>().ok().map(|now| now.unix()));
}

fn openssl(folder: &Path) -> String {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(["verify", "-crl_check_all", "-attime", AT, "-CAfile", "root.pem"]);
    command.args(["-untrusted", "ca.pem", "-CRLfile", "crls.pem", "leaf.pem"]);
    let text = output(&mut command);
    let error = text.lines().find_map(|line| line.split_once("depth lookup: ")).map(|(_, why)| why.trim().to_owned());
    error.unwrap_or_else(|| if text.contains("leaf.pem: OK") { "OK".to_owned() } else { text })
}

fn osslsigncode(folder: &Path) -> String {
    let mut command = Command::new("osslsigncode");
    command.current_dir(folder).args(["verify", "-ignore-cdp", "-time", AT, "-CAfile", "root.pem"]);
    command.args(["-TSA-CAfile", "tsa-root.pem", "-CRLfile", "crls.pem", "-TSA-CRLfile", "tsa-crls.pem"]);
    let text = output(command.args(["-in", "file.exe"]));
    let says = |words: &str| text.lines().any(|line| line.trim() == words);
    let word = if says("Signature verification: ok") { "ok" } else { "failed" };
    let stamp = if says("Timestamp Server Signature verification: ok") { "ok" } else { "failed" };
    let error = text.lines().find(|line| line.contains("X509_verify_cert: ") || line.contains("Error: "));
    format!("{word}, timestamp {stamp}{}", error.map(|line| format!(": {}", line.trim())).unwrap_or_default())
}

fn output(command: &mut Command) -> String {
    let answer = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    String::from_utf8_lossy(&[answer.stdout, answer.stderr].concat()).into_owned()
}

fn armoured(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
