//! Revocation by CRLs and OCSP responses that were supplied: what counts, what does not, and what is not known.

use std::sync::Arc;

use sigscope::model::{
    Analysis, CertificateRevocation, Check, OutcomeState, RevocationState, Role, Signature, State, Summary,
};
use sigscope::trust::{RevocationData, TrustStore, judge_trust};
use sigscope::{ExamineOptions, Policy, examine_bytes};

use crate::support::der_writer::{context, generalized_time, sequence};
use crate::support::forge::*;
use crate::support::ocsp::{Answer, Ocsp};

pub const NOW: &str = "2026-11-23T00:00:00Z";
/// When the lists were issued that answer at [`NOW`].
pub const FRESH: &str = "2026-11-20T00:00:00Z";
pub const SIGNED: &str = "2026-05-11T08:15:30Z";
const LIFETIME_SIGNING: &str = "1.3.6.1.4.1.311.10.3.13";

pub fn policy(items: &[Vec<u8>]) -> Policy {
    policy_at(items, NOW)
}

fn policy_at(items: &[Vec<u8>], at: &str) -> Policy {
    let pki = Pki::get();
    let store = TrustStore::empty().with_anchor_der(&pki.root.der).with_anchor_der(&pki.conventional_root.der);
    let items: Vec<(&str, &[u8])> = items.iter().map(|der| ("test.crl", der.as_slice())).collect();
    let mut policy = Policy::new(at.parse().unwrap(), Arc::new(store));
    policy.revocation = Arc::new(RevocationData::from_der(&items).unwrap());
    policy
}

pub fn judge(signer: &Signer, policy: &Policy) -> Analysis {
    let file = signer.sign(&Pe::new("revocation", at("2026-05-11T07:00:00Z")).build());
    judge_trust(&examine_bytes("revocation.exe", &file, &ExamineOptions::default()), policy)
}

/// The usual file: a conventional leaf, with a token of the test TSA.
pub fn stamped() -> Signer {
    let pki = Pki::get();
    Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)))
}

fn unstamped() -> Signer {
    let pki = Pki::get();
    Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca])
}

/// A list of the CA that issued the leaf.
pub fn leaf_list() -> RevocationList {
    RevocationList::new(&Pki::get().conventional_ca, at(FRESH))
}

pub fn revoked(date: &str, reason: Option<u8>) -> RevocationList {
    leaf_list().revoke(&Pki::get().clean_leaf(), at(date), reason)
}

/// The list of the root about the issuing CA, with nothing on it.
fn ca_list() -> Vec<u8> {
    RevocationList::new(&Pki::get().conventional_root, at(FRESH)).der()
}

fn signature(analysis: &Analysis) -> &Signature {
    assert_eq!(analysis.signatures.len(), 1, "{:?}", analysis.defects);
    &analysis.signatures[0]
}

pub fn answer(analysis: &Analysis, role: Role) -> &CertificateRevocation {
    signature(analysis).revocations.iter().find(|answer| answer.role == role).unwrap()
}

fn outcome(analysis: &Analysis) -> (OutcomeState, &str) {
    let outcome = signature(analysis).outcome(Check::Revocation).unwrap();
    (outcome.outcome, &outcome.reason)
}

/// What a list makes of the leaf of the stamped file.
fn leaf_state(list: &RevocationList) -> (RevocationState, String) {
    let analysis = judge(&stamped(), &policy(&[list.der()]));
    let answer = answer(&analysis, Role::Leaf);
    (answer.state, answer.reason.clone())
}

#[test]
fn without_data_every_certificate_is_not_checked_and_says_where_to_ask() {
    let analysis = judge(&stamped(), &policy(&[]));
    let parts: Vec<(Role, RevocationState)> =
        signature(&analysis).revocations.iter().map(|answer| (answer.role, answer.state)).collect();
    let unchecked = |role| (role, RevocationState::NotChecked);
    assert_eq!(parts, [Role::Leaf, Role::Intermediate, Role::Tsa, Role::TsaIntermediate].map(unchecked));
    assert_eq!(
        answer(&analysis, Role::Leaf).fetch,
        ["http://crl.conventional.example/code-signing-2.crl", "http://ocsp.conventional.example"]
    );
    let [fetch, ask] = answer(&analysis, Role::Leaf).fetch_commands.as_slice() else {
        panic!("one CRL, one responder")
    };
    assert_eq!(
        fetch.command.as_deref(),
        Some("curl -g -f -o code-signing-2.crl 'http://crl.conventional.example/code-signing-2.crl'")
    );
    let serial = &analysis.leaf(signature(&analysis)).unwrap().facts.serial;
    assert_eq!(
        ask.command,
        Some(format!(
            "openssl ocsp -issuer issuer.pem -serial 0x{serial} -url 'http://ocsp.conventional.example' -noverify -respout \
             answer.der"
        ))
    );
    assert_eq!(outcome(&analysis), (OutcomeState::CannotTell, "not checked: no CRL or OCSP response was supplied"));
    assert_eq!(analysis.verdict.summary, Summary::Trusted);
}

#[test]
fn revocation_before_and_at_the_timestamp_kills() {
    for date in ["2026-05-01T00:00:00Z", SIGNED] {
        let analysis = judge(&stamped(), &policy(&[revoked(date, Some(1)).der()]));
        let leaf = answer(&analysis, Role::Leaf);
        assert_eq!(leaf.state, RevocationState::Revoked, "{date}");
        assert_eq!(leaf.revocation_date, Some(date.parse().unwrap()));
        assert_eq!(leaf.revocation_reason.as_deref(), Some("keyCompromise"));
        assert_eq!(leaf.source.as_ref().unwrap().this_update, FRESH.parse().unwrap());
        let verdict = &signature(&analysis).verdict;
        assert_eq!((verdict.summary, verdict.trust), (Summary::Revoked, State::Invalid));
        assert_eq!(verdict.windows.name, "CERT_E_REVOKED");
        assert!(verdict.reasons[0].contains("keyCompromise"), "{:?}", verdict.reasons);
    }
}

#[test]
fn revocation_after_the_timestamp_does_not_kill_and_is_said() {
    let analysis = judge(&stamped(), &policy(&[revoked("2026-05-11T08:15:31Z", None).der(), ca_list()]));
    assert_eq!(answer(&analysis, Role::Leaf).state, RevocationState::RevokedLater);
    let (state, reason) = outcome(&analysis);
    assert_eq!(state, OutcomeState::Valid);
    assert!(
        reason.contains("was revoked on 2026-05-11T08:15:31Z") && reason.contains("after the timestamp's"),
        "{reason}"
    );
    assert_eq!(analysis.verdict.summary, Summary::Trusted);
}

#[test]
fn any_revocation_kills_without_a_timestamp_or_with_lifetime_signing() {
    let list = revoked("2026-11-01T00:00:00Z", Some(4)).der();
    let analysis = judge(&unstamped(), &policy(std::slice::from_ref(&list)));
    assert_eq!(analysis.verdict.summary, Summary::Revoked);

    let pki = Pki::get();
    let leaf = pki.clean_leaf().vary().eku(false, &[CODE_SIGNING, LIFETIME_SIGNING]).issued_by(&pki.conventional_ca);
    let signer = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    let list = leaf_list().revoke(&leaf, at("2026-11-01T00:00:00Z"), Some(4)).der();
    assert_eq!(judge(&signer, &policy(&[list])).verdict.summary, Summary::Revoked);
}

#[test]
fn revocation_later_than_the_chosen_time_has_not_happened_yet() {
    let analysis =
        judge(&unstamped(), &policy_at(&[revoked("2026-11-01T00:00:00Z", None).der()], "2026-06-01T00:00:00Z"));
    let leaf = answer(&analysis, Role::Leaf);
    assert_eq!(leaf.state, RevocationState::RevokedLater);
    assert!(leaf.reason.contains("after the chosen time"), "{}", leaf.reason);
}

#[test]
fn absence_on_a_fresh_list_is_said_with_its_date() {
    let analysis = judge(&stamped(), &policy(&[leaf_list().der(), ca_list()]));
    assert_eq!(answer(&analysis, Role::Leaf).state, RevocationState::Absent);
    let (state, reason) = outcome(&analysis);
    assert_eq!(state, OutcomeState::Valid);
    assert!(reason.contains("not revoked according to the CRL of 2026-11-20T00:00:00Z"), "{reason}");
}

#[test]
fn unchecked_issuer_keeps_the_answer_open() {
    let analysis = judge(&stamped(), &policy(&[leaf_list().der()]));
    let (state, reason) = outcome(&analysis);
    assert_eq!(state, OutcomeState::CannotTell);
    assert!(reason.starts_with("Sigscope Test Conventional Code Signing CA 2 was not checked"), "{reason}");
}

#[test]
fn invalidity_date_is_kept_beside_the_revocation_date_that_decides() {
    let mut list = revoked("2026-06-01T00:00:00Z", Some(1));
    list.revoked[0].invalidity_date = Some(at("2026-05-01T00:00:00Z"));
    let analysis = judge(&stamped(), &policy(&[list.der()]));
    let leaf = answer(&analysis, Role::Leaf);
    assert_eq!(leaf.state, RevocationState::RevokedLater, "Windows compares revocationDate");
    assert_eq!(leaf.invalidity_date, Some("2026-05-01".parse().unwrap()));
}

#[test]
fn stale_list_does_not_answer_but_its_entries_stand() {
    let mut list = leaf_list();
    list.next_update = Some(at("2026-11-21T00:00:00Z"));
    let (state, reason) = leaf_state(&list);
    assert_eq!(state, RevocationState::Unusable);
    assert!(reason.contains("due to be replaced on 2026-11-21T00:00:00Z"), "{reason}");
    list = list.revoke(&Pki::get().clean_leaf(), at("2026-05-01T00:00:00Z"), None);
    assert_eq!(leaf_state(&list).0, RevocationState::Revoked);
    list.next_update = None;
    list.revoked.clear();
    assert!(leaf_state(&list).1.contains("does not state until when it holds"));
}

#[test]
fn list_older_than_the_timestamp_does_not_answer() {
    let mut list = RevocationList::new(&Pki::get().conventional_ca, at("2026-05-01T00:00:00Z"));
    list.next_update = Some(at("2027-01-01T00:00:00Z"));
    let (state, reason) = leaf_state(&list);
    assert_eq!(state, RevocationState::Unusable);
    assert!(reason.contains("issued before the timestamp's"), "{reason}");
}

#[test]
fn list_with_a_bad_signature_or_of_another_issuer_is_not_used() {
    let mut list = revoked("2026-05-01T00:00:00Z", Some(1));
    list.signature = Some(vec![7; 256]);
    let (state, reason) = leaf_state(&list);
    assert_eq!(state, RevocationState::Unusable);
    assert!(reason.contains("its signature is not that of"), "{reason}");

    let pki = Pki::get();
    let mut forged = revoked("2026-05-01T00:00:00Z", Some(1));
    forged.issuer.spec.key = key("leaf-9");
    assert_eq!(leaf_state(&forged).0, RevocationState::Unusable, "the right name with another key");
    let other = RevocationList::new(&pki.eoc, at(FRESH)).revoke(&pki.clean_leaf(), at("2026-05-01T00:00:00Z"), None);
    assert_eq!(leaf_state(&other).0, RevocationState::NotChecked, "a list of somebody else says nothing");
}

#[test]
fn issuer_without_the_right_to_sign_lists_is_not_believed() {
    let pki = Pki::get();
    let ca = pki.conventional_ca.vary().key_usage(&[5]).issued_by(&pki.conventional_root);
    let leaf = pki.clean_leaf().vary().issued_by(&ca);
    let list = RevocationList::new(&ca, at(FRESH)).revoke(&leaf, at("2026-05-01T00:00:00Z"), None);
    let analysis = judge(&Signer::new(&leaf, &[&ca]), &policy(&[list.der()]));
    let answer = answer(&analysis, Role::Leaf);
    assert_eq!(answer.state, RevocationState::Unusable);
    assert!(answer.reason.contains("lacks cRLSign"), "{}", answer.reason);
}

#[test]
fn missing_issuer_leaves_the_list_unchecked() {
    let list = revoked("2026-05-01T00:00:00Z", None);
    let analysis = judge(&Signer::new(&Pki::get().clean_leaf(), &[]), &policy(&[list.der()]));
    let answer = answer(&analysis, Role::Leaf);
    assert_eq!(answer.state, RevocationState::Unusable);
    assert!(answer.reason.contains("the issuer's certificate is missing"), "{}", answer.reason);
}

pub fn with_extension(mut list: RevocationList, oid: &str, critical: bool, value: Vec<u8>) -> RevocationList {
    list.extensions.push(Extension { oid: oid.to_owned(), critical, value });
    list
}

#[test]
fn scope_decides_whether_silence_counts() {
    let point = |fields: Vec<Vec<u8>>| with_extension(leaf_list(), "2.5.29.28", true, sequence(fields));
    let uri = |url: &str| context(0, context(0, crate::support::der_writer::context_primitive(6, url.as_bytes())));
    let flag = |n| crate::support::der_writer::context_primitive(n, [0xff]);
    for (fields, expected, words) in [
        (vec![flag(1)], RevocationState::Absent, "not revoked"),
        (vec![flag(2)], RevocationState::Unusable, "its scope leaves out"),
        (vec![flag(5)], RevocationState::Unusable, "its scope leaves out"),
        (vec![flag(4)], RevocationState::Unusable, "indirect"),
        (
            vec![crate::support::der_writer::context_primitive(3, [1, 2])],
            RevocationState::Unusable,
            "only some reasons",
        ),
        (vec![uri("http://crl.conventional.example/code-signing-2.crl")], RevocationState::Absent, "not revoked"),
        (vec![uri("http://crl.conventional.example/part-9.crl")], RevocationState::Unusable, "part-9.crl"),
    ] {
        let (state, reason) = leaf_state(&point(fields));
        assert_eq!(state, expected, "{reason}");
        assert!(reason.contains(words), "{reason}");
    }
}

#[test]
fn delta_list_adds_entries_and_its_silence_says_nothing() {
    let delta = |list: RevocationList| with_extension(list, "2.5.29.27", true, vec![2, 1, 1]);
    let (state, reason) = leaf_state(&delta(leaf_list()));
    assert_eq!(state, RevocationState::Unusable);
    assert!(reason.contains("delta"), "{reason}");
    assert_eq!(leaf_state(&delta(revoked("2026-05-01T00:00:00Z", None))).0, RevocationState::Revoked);

    // A hold is lifted by a newer delta, and stands without it.
    let hold = revoked("2026-05-01T00:00:00Z", Some(6));
    assert_eq!(leaf_state(&hold).0, RevocationState::Revoked);
    let mut lifted = delta(revoked("2026-05-01T00:00:00Z", Some(8)));
    lifted.this_update = at("2026-11-21T00:00:00Z");
    let analysis = judge(&stamped(), &policy(&[hold.der(), lifted.der()]));
    assert_ne!(answer(&analysis, Role::Leaf).state, RevocationState::Revoked);
}

#[test]
fn unknown_critical_extension_forbids_the_list() {
    let list = with_extension(revoked("2026-05-01T00:00:00Z", None), "1.2.3.4", true, vec![5, 0]);
    let (state, reason) = leaf_state(&list);
    assert_eq!(state, RevocationState::Unusable);
    assert!(reason.contains("critical extension 1.2.3.4"), "{reason}");
}

/// Not checked, checked and absent, absent but expired before, data that cannot be used: no two may read alike.
#[test]
fn four_states_of_ignorance_are_four_words_in_outcome_report_and_json() {
    let pki = Pki::get();
    let short = pki.clean_leaf().vary().validity(at("2026-05-10T00:00:00Z"), at("2026-05-13T00:00:00Z"));
    let short = short.issued_by(&pki.conventional_ca);
    let expired = Signer::new(&short, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    let mut stale = leaf_list();
    stale.next_update = Some(at("2026-11-21T00:00:00Z"));
    let analyses = [
        (judge(&stamped(), &policy(&[])), "not-checked", "not checked", "not checked"),
        (
            judge(&stamped(), &policy(&[leaf_list().der(), ca_list()])),
            "absent",
            "checked, not revoked",
            "not revoked according",
        ),
        (
            judge(&expired, &policy(&[leaf_list().der(), ca_list()])),
            "absent-expired",
            "not listed, proves little",
            "proves little",
        ),
        (judge(&stamped(), &policy(&[stale.der(), ca_list()])), "unusable", "data not usable", "does not answer"),
    ];
    let mut outcomes = Vec::new();
    for (analysis, name, words, reason) in &analyses {
        let leaf = answer(analysis, Role::Leaf);
        assert_eq!(serde_json::to_value(leaf.state).unwrap(), *name);
        assert_eq!(leaf.state.words(), *words, "the screen and the text report say this");
        assert!(outcome(analysis).1.contains(reason), "{:?}", outcome(analysis));
        assert_eq!(analyses.iter().filter(|other| outcome(&other.0).1 == outcome(analysis).1).count(), 1, "{reason}");
        outcomes.push(outcome(analysis).0);
    }
    assert_eq!(outcomes[1], OutcomeState::Valid);
    assert!([0, 2, 3].iter().all(|index| outcomes[*index] == OutcomeState::CannotTell), "{outcomes:?}");
}

#[test]
fn entry_whose_date_cannot_be_read_is_no_absence() {
    let mut list = revoked("2026-05-01T00:00:00Z", Some(1));
    let broken = |der: &[u8]| {
        let place = der.windows(13).position(|bytes| bytes == b"260501000000Z").unwrap();
        let mut der = der.to_vec();
        der[place..place + 13].copy_from_slice(b"260599000000Z");
        der
    };
    let parsed = sigscope::x509::RevocationList::parse(list.der().into()).unwrap();
    list.signature = Some(list.issuer.spec.key.sign(list.signed_with, &broken(parsed.tbs_der())));
    let analysis = judge(&stamped(), &policy(&[broken(&list.der()), ca_list()]));
    let leaf = answer(&analysis, Role::Leaf);
    assert_eq!(leaf.state, RevocationState::Unusable, "{}", leaf.reason);
    assert!(leaf.reason.contains("on it, with a date that cannot be read"), "{}", leaf.reason);
    assert_eq!(outcome(&analysis).0, OutcomeState::CannotTell);
}

#[test]
fn files_of_a_folder_that_are_too_many_are_told() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.crl"), leaf_list().der()).unwrap();
    for number in 0..4096 {
        std::fs::write(folder.path().join(format!("b{number}.crl")), "").unwrap();
    }
    let (data, warnings) = RevocationData::load(&[folder.path().to_owned()]).unwrap();
    assert_eq!(data.len(), 1);
    assert!(warnings[0].ends_with("has 4097 files; only the first 4096 are read"), "{}", warnings[0]);
}

#[test]
fn absence_of_an_expired_certificate_proves_little_unless_the_list_keeps_them() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf().vary().validity(at("2026-05-10T00:00:00Z"), at("2026-05-13T00:00:00Z"));
    let leaf = leaf.issued_by(&pki.conventional_ca);
    let signer = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    let analysis = judge(&signer, &policy(&[leaf_list().der(), ca_list()]));
    assert_eq!(answer(&analysis, Role::Leaf).state, RevocationState::AbsentExpired);
    let (state, reason) = outcome(&analysis);
    assert_eq!(state, OutcomeState::CannotTell);
    assert!(reason.contains("proves little"), "{reason}");

    let since = generalized_time(at("2020-01-01T00:00:00Z"), "");
    let keeps = with_extension(leaf_list(), "2.5.29.60", false, since);
    let analysis = judge(&signer, &policy(&[keeps.der(), ca_list()]));
    assert_eq!(answer(&analysis, Role::Leaf).state, RevocationState::Absent);
}

#[test]
fn newest_entry_wins_when_a_ca_backdates_later() {
    let older = revoked("2026-06-01T00:00:00Z", None);
    let mut newer = revoked("2026-05-01T00:00:00Z", Some(1));
    newer.this_update = at("2026-11-22T00:00:00Z");
    let analysis = judge(&stamped(), &policy(&[older.der(), newer.der()]));
    assert_eq!(answer(&analysis, Role::Leaf).state, RevocationState::Revoked);
}

#[test]
fn revoked_issuer_kills_by_the_same_rule() {
    let pki = Pki::get();
    let list = |date: &str| {
        RevocationList::new(&pki.conventional_root, at(FRESH)).revoke(&pki.conventional_ca, at(date), Some(2)).der()
    };
    let analysis = judge(&stamped(), &policy(&[list("2026-05-01T00:00:00Z")]));
    assert_eq!(answer(&analysis, Role::Intermediate).state, RevocationState::Revoked);
    assert_eq!(analysis.verdict.summary, Summary::Revoked);
    assert!(analysis.verdict.reasons[0].contains("Code Signing CA 2 was revoked"), "{:?}", analysis.verdict.reasons);
    let analysis = judge(&stamped(), &policy(&[list("2026-06-01T00:00:00Z")]));
    assert_eq!(analysis.verdict.summary, Summary::Trusted);
}

#[test]
fn revoked_tsa_removes_the_trusted_time_and_the_rest_is_judged_anew() {
    let pki = Pki::get();
    let list =
        |date: &str, reason| RevocationList::new(&pki.tsa_ca, at(FRESH)).revoke(&pki.tsa, at(date), reason).der();
    // Any date, because the key may state any time ...
    let items = [list("2026-10-01T00:00:00Z", Some(1)), revoked("2026-10-01T00:00:00Z", None).der()];
    let analysis = judge(&stamped(), &policy(&items));
    assert_eq!(answer(&analysis, Role::Tsa).state, RevocationState::Revoked);
    assert_eq!(signature(&analysis).trusted_time, None);
    assert_eq!(signature(&analysis).judged_at, NOW.parse().unwrap());
    assert_eq!(analysis.verdict.summary, Summary::Revoked, "without T the leaf's later revocation counts");
    let chain = signature(&analysis).outcome(Check::TimestampChain).unwrap();
    assert!(chain.is_invalid() && chain.reason.contains("Time Stamping Authority was revoked"), "{}", chain.reason);
    let analysis = judge(&stamped(), &policy(&[list("2026-10-01T00:00:00Z", None)]));
    assert_eq!(signature(&analysis).trusted_time, None, "no reason given: RFC 3161 asks to believe nothing");

    // ... but not when the TSA only stopped, after the token.
    let analysis = judge(&stamped(), &policy(&[list("2026-10-01T00:00:00Z", Some(5))]));
    assert_eq!(answer(&analysis, Role::Tsa).state, RevocationState::RevokedLater);
    assert_eq!(signature(&analysis).trusted_time, Some(SIGNED.parse().unwrap()));
    let analysis = judge(&stamped(), &policy(&[list("2026-05-01T00:00:00Z", Some(5))]));
    assert_eq!(signature(&analysis).trusted_time, None);
}

#[test]
fn revoked_issuer_of_the_tsa_removes_the_trusted_time() {
    let pki = Pki::get();
    let list = RevocationList::new(&pki.root, at(FRESH)).revoke(&pki.tsa_ca, at("2026-10-01T00:00:00Z"), Some(2)).der();
    let analysis = judge(&stamped(), &policy(&[list]));
    assert_eq!(answer(&analysis, Role::TsaIntermediate).state, RevocationState::Revoked);
    assert_eq!(signature(&analysis).trusted_time, None);
}

#[test]
fn ocsp_response_answers_like_a_list() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let ask = |answer: Answer| Ocsp::new(&leaf, &pki.conventional_ca, answer, at(FRESH));
    let state = |ocsp: &Ocsp| {
        let analysis = judge(&stamped(), &policy(&[ocsp.der()]));
        let answer = answer(&analysis, Role::Leaf);
        (answer.state, answer.reason.clone())
    };
    assert_eq!(state(&ask(Answer::Good)).0, RevocationState::Absent);
    assert_eq!(state(&ask(Answer::Revoked(at("2026-05-01T00:00:00Z"), 1))).0, RevocationState::Revoked);
    assert_eq!(state(&ask(Answer::Revoked(at("2026-06-01T00:00:00Z"), 1))).0, RevocationState::RevokedLater);
    let (unknown, reason) = state(&ask(Answer::Unknown));
    assert_eq!(unknown, RevocationState::Unusable);
    assert!(reason.contains("does not know"), "{reason}");

    let mut sha256 = ask(Answer::Revoked(at("2026-05-01T00:00:00Z"), 1));
    sha256.id_hash = Hash::Sha256;
    assert_eq!(state(&sha256).0, RevocationState::Revoked);
    let mut stale = ask(Answer::Good);
    stale.next_update = Some(at("2026-11-21T00:00:00Z"));
    assert_eq!(state(&stale).0, RevocationState::Unusable);
    let mut elsewhere = ask(Answer::Revoked(at("2026-05-01T00:00:00Z"), 1));
    elsewhere.issuer = pki.eoc.clone();
    assert_eq!(state(&elsewhere).0, RevocationState::NotChecked, "the same serial number of another issuer");
}

#[test]
fn delegated_responder_needs_its_usage_and_the_issuers_certificate() {
    let pki = Pki::get();
    let mut ocsp =
        Ocsp::new(&pki.clean_leaf(), &pki.conventional_ca, Answer::Revoked(at("2026-05-01T00:00:00Z"), 1), at(FRESH));
    let responder = |usage: &str, issuer: &Certificate| {
        pki.clean_leaf()
            .vary()
            .subject(Name::new().cn("Responder"))
            .key("leaf-7")
            .serial(&[0x44])
            .eku(false, &[usage])
            .issued_by(issuer)
    };
    let mut state = |signer: Certificate| {
        ocsp.signer = signer;
        let analysis = judge(&stamped(), &policy(&[ocsp.der()]));
        let answer = answer(&analysis, Role::Leaf);
        (answer.state, answer.reason.clone())
    };
    const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
    assert_eq!(state(responder(OCSP_SIGNING, &pki.conventional_ca)).0, RevocationState::Revoked);
    let (wrong, reason) = state(responder(CODE_SIGNING, &pki.conventional_ca));
    assert_eq!(wrong, RevocationState::Unusable);
    assert!(reason.contains("may not sign OCSP responses"), "{reason}");
    let (stranger, reason) = state(responder(OCSP_SIGNING, &pki.eoc));
    assert_eq!(stranger, RevocationState::Unusable);
    assert!(reason.contains("was not certified by the certificate's issuer"), "{reason}");
}

#[test]
fn supposed_revocation_yields_to_a_real_one() {
    let mut policy = policy(&[revoked("2026-05-01T00:00:00Z", Some(1)).der()]);
    policy.supposed_revocation = Some("2026-12-01".parse().unwrap());
    let analysis = judge(&stamped(), &policy);
    assert_eq!(analysis.verdict.summary, Summary::Revoked);
}

/// What `openssl verify -crl_check -attime` says of the leaf.
fn openssl(list: &[u8], moment: &str) -> String {
    let pki = Pki::get();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let crl = write("list.der", list);
    let pem = folder.path().join("list.pem");
    let convert = std::process::Command::new("openssl")
        .args(["crl", "-inform", "DER", "-in"])
        .arg(crl)
        .arg("-out")
        .arg(&pem)
        .output()
        .unwrap();
    assert!(convert.status.success(), "{}", String::from_utf8_lossy(&convert.stderr));
    let answer = std::process::Command::new("openssl")
        .args([
            "verify",
            "-crl_check",
            "-purpose",
            "any",
            "-attime",
            &at(moment).unix_timestamp().to_string(),
            "-CAfile",
        ])
        .arg(write("root.pem", pki.conventional_root.pem().as_bytes()))
        .arg("-untrusted")
        .arg(write("ca.pem", pki.conventional_ca.pem().as_bytes()))
        .arg("-CRLfile")
        .arg(pem)
        .arg(write("leaf.pem", pki.clean_leaf().pem().as_bytes()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&[answer.stdout, answer.stderr].concat()).into_owned()
}

#[test]
#[ignore = "needs openssl"]
fn oracle_openssl_answers_the_same() {
    let mut stale = leaf_list();
    stale.next_update = Some(at("2026-11-21T00:00:00Z"));
    let mut bad = leaf_list();
    bad.signature = Some(vec![7; 256]);
    let unknown = with_extension(leaf_list(), "1.2.3.4", true, vec![5, 0]);
    let only_cas = with_extension(leaf_list(), "2.5.29.28", true, sequence([vec![0x82, 1, 0xff]]));
    let revoked_then = revoked("2026-05-01T00:00:00Z", Some(1));
    for (name, list, words, expected) in [
        ("clean", leaf_list(), ": OK", RevocationState::Absent),
        ("revoked", revoked_then, "certificate revoked", RevocationState::Revoked),
        ("stale", stale, "CRL has expired", RevocationState::Unusable),
        ("bad signature", bad, "CRL signature failure", RevocationState::Unusable),
        ("critical extension", unknown, "unhandled critical CRL extension", RevocationState::Unusable),
        ("scope", only_cas, "different CRL scope", RevocationState::Unusable),
    ] {
        let text = openssl(&list.der(), NOW);
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{name}: {text}");
        let analysis = judge(&unstamped(), &policy(&[list.der()]));
        assert_eq!(answer(&analysis, Role::Leaf).state, expected, "{name}");
    }
    let other = RevocationList::new(&Pki::get().eoc, at(FRESH));
    assert!(openssl(&other.der(), NOW).contains("unable to get certificate CRL"));
}

#[test]
#[ignore = "a benchmark: prints how long a list of a million entries takes, and what it holds in memory"]
fn million_entries_are_searched() {
    let mut list = leaf_list();
    let date = at("2026-06-01T00:00:00Z");
    list.revoked = (0..1_000_000_u32)
        .map(|number| Revoked {
            serial: Hash::Sha256.of(&number.to_be_bytes())[..16].to_vec(),
            date,
            reason: Some(1),
            invalidity_date: None,
        })
        .collect();
    let wanted = list.revoked[777_777].serial.clone();
    let der = list.der();
    drop(list);
    let size = der.len();
    let before = resident();
    let start = std::time::Instant::now();
    let list = sigscope::x509::RevocationList::parse(der.into()).unwrap();
    let found = list.find(&wanted);
    let took = start.elapsed();
    println!(
        "{size} bytes, {} entries: first search {took:?}, resident memory {before} -> {} KiB",
        list.len(),
        resident()
    );
    assert!(found.is_some() && list.len() == 1_000_000);
    let start = std::time::Instant::now();
    assert!(list.find(&[1, 2, 3]).is_none());
    println!("second search {:?}", start.elapsed());
}

/// Resident memory in KiB (Linux).
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
