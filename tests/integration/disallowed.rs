//! Microsoft's list of blocked certificates: it overrides everything.

use std::sync::Arc;

use sigscope::model::{Analysis, Check, OutcomeState, State, Summary};
use sigscope::trust::{Disallowed, TrustStore, judge_trust};
use sigscope::{ExamineOptions, Policy, examine_bytes};

use crate::support::forge::*;
use crate::support::trust_list::{disallowed_list, tbs_hash};

const SIGNED: &str = "2026-05-11T08:15:30Z";

fn policy(ids: &[Vec<u8>]) -> Policy {
    let pki = Pki::get();
    let store = TrustStore::empty().with_anchor_der(&pki.root.der).with_anchor_der(&pki.conventional_root.der);
    let mut policy = Policy::new("2026-11-23".parse().unwrap(), Arc::new(store));
    let mut lists = Disallowed::default();
    let warning = lists.add("disallowed.stl", disallowed_list(ids, at("2026-10-01T00:00:00Z"))).unwrap();
    assert!(warning.unwrap().starts_with("disallowed.stl is used, but not verified: "));
    policy.disallowed = Arc::new(lists);
    policy
}

/// A conventional leaf with a token of the test TSA, judged with a list of these ids.
fn judged(ids: &[Vec<u8>]) -> Analysis {
    let pki = Pki::get();
    let signer = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    judge(&signer, &policy(ids))
}

fn judge(signer: &Signer, policy: &Policy) -> Analysis {
    let file = signer.sign(&Pe::new("disallowed", at("2026-05-11T07:00:00Z")).build());
    judge_trust(&examine_bytes("disallowed.exe", &file, &ExamineOptions::default()), policy)
}

fn outcome(analysis: &Analysis) -> (OutcomeState, &str) {
    let outcome = analysis.signatures[0].outcome(Check::Disallowed).unwrap();
    (outcome.outcome, &outcome.reason)
}

/// MD5 of the bits of a public key: of what follows the header of the BIT STRING.
fn key_md5(certificate: &Certificate) -> Vec<u8> {
    let spki = certificate.spec.key.spki();
    let algorithm = 4 + 2 + usize::from(spki[5]);
    assert_eq!((spki[1], spki[4], spki[algorithm], spki[algorithm + 1]), (0x82, 0x30, 3, 0x82), "an RSA key");
    Hash::Md5.of(&spki[algorithm + 5..])
}

#[test]
fn leaf_issuer_or_root_on_the_list_is_distrusted_whatever_the_timestamp_says() {
    let pki = Pki::get();
    for (certificate, name) in [
        (pki.clean_leaf(), "Example Gantry Software GmbH is on"),
        (pki.conventional_ca.clone(), "CA 2 is on"),
        (pki.conventional_root.clone(), "Root"),
    ] {
        let analysis = judged(&[tbs_hash(&certificate)]);
        let (state, reason) = outcome(&analysis);
        assert_eq!(state, OutcomeState::Invalid, "{name}");
        assert!(
            reason.contains(name) && reason.contains("the disallowed list disallowed.stl of 2026-10-01"),
            "{reason}"
        );
        let verdict = &analysis.verdict;
        assert_eq!((verdict.summary, verdict.trust), (Summary::Distrusted, State::Invalid), "{name}");
        assert_eq!(verdict.windows.name, "TRUST_E_EXPLICIT_DISTRUST");
        assert_eq!(verdict.integrity, State::Valid);
    }
}

#[test]
fn certificate_is_found_by_the_md5_of_its_key_and_by_its_thumbprints() {
    let leaf = Pki::get().clean_leaf();
    for (id, by) in [
        (tbs_hash(&leaf), "by its TBS hash "),
        (key_md5(&leaf), "by its public key MD5 "),
        (Hash::Sha1.of(&leaf.der), "by its SHA-1 thumbprint "),
        (Hash::Sha256.of(&leaf.der), "by its SHA-256 thumbprint "),
    ] {
        let analysis = judged(std::slice::from_ref(&id));
        let (state, reason) = outcome(&analysis);
        assert_eq!(state, OutcomeState::Invalid, "{by}");
        assert!(reason.ends_with(&format!("{by}{}", hex::encode(&id))), "{reason}");
    }
}

#[test]
fn blocked_tsa_proves_no_time() {
    let analysis = judged(&[tbs_hash(&Pki::get().tsa)]);
    let signature = &analysis.signatures[0];
    assert_eq!(signature.timestamp.as_ref().unwrap().valid, State::CannotTell);
    assert_eq!(signature.trusted_time, None);
    assert_eq!(outcome(&analysis).0, OutcomeState::Valid, "the signer's own chain is not blocked");
    let chain = signature.timestamp.as_ref().unwrap().outcomes.iter();
    let chain = chain.into_iter().find(|outcome| outcome.check == Check::TimestampChain).unwrap();
    assert!(chain.is_invalid() && chain.reason.contains("is on the disallowed list"), "{chain:?}");
}

#[test]
fn absence_is_said_with_the_date_of_the_list_and_never_for_a_chain_without_an_end() {
    let pki = Pki::get();
    let analysis = judged(&[tbs_hash(&pki.eoc)]);
    let expected = "no certificate of the chain is on the disallowed list of 2026-10-01";
    assert_eq!(outcome(&analysis), (OutcomeState::Valid, expected));
    assert_eq!(analysis.verdict.summary, Summary::Trusted);
    let alone = judge(&Signer::new(&pki.clean_leaf(), &[]), &policy(&[]));
    assert_eq!(outcome(&alone).0, OutcomeState::CannotTell, "{:?}", outcome(&alone));
    let blocked = judge(&Signer::new(&pki.clean_leaf(), &[]), &policy(&[tbs_hash(&pki.clean_leaf())]));
    assert_eq!(outcome(&blocked).0, OutcomeState::Invalid, "{:?}", outcome(&blocked));
}

#[test]
fn without_a_list_the_check_was_not_made() {
    let pki = Pki::get();
    let store = Arc::new(TrustStore::empty().with_anchor_der(&pki.conventional_root.der));
    let policy = Policy::new("2026-11-23".parse().unwrap(), store);
    let analysis = judge(&Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]), &policy);
    assert_eq!(outcome(&analysis), (OutcomeState::NotPresent, "no disallowed list was supplied"));
}
