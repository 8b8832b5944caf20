//! Chains of forged PKIs: which path is chosen, what is found wrong with it, what the verdict makes of that.

use std::sync::Arc;

use sigscope::model::{Analysis, ChainEnd, Check, Fault, OutcomeState, Role, Signature, State, Summary, Thumbprint};
use sigscope::trust::{TrustStore, judge_trust};
use sigscope::{ExamineOptions, Policy, examine_bytes};

use crate::support::der_writer::{context, context_primitive, sequence};
use crate::support::forge::*;
use crate::support::trust_list::{ListedRoot, trust_list};

const LIFETIME_SIGNING: &str = "1.3.6.1.4.1.311.10.3.13";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const NOW: &str = "2026-11-23T00:00:00Z";
const SIGNED: &str = "2026-05-11T08:15:30Z";

fn store(anchors: &[&Certificate]) -> TrustStore {
    anchors.iter().fold(TrustStore::empty(), |store, anchor| store.with_anchor_der(&anchor.der))
}

fn programme(roots: &[ListedRoot]) -> TrustStore {
    let (list, certificates) = trust_list(roots, at("2026-10-01T00:00:00Z"));
    TrustStore::from_list("test".to_owned(), list, certificates).unwrap()
}

fn policy(store: TrustStore) -> Policy {
    Policy::new(NOW.parse().unwrap(), Arc::new(store))
}

fn judge(signer: &Signer, policy: &Policy) -> Analysis {
    let file = signer.sign(&Pe::new("chains", at("2026-05-11T07:00:00Z")).build());
    judge_trust(&examine_bytes("chains.exe", &file, &ExamineOptions::default()), policy)
}

fn only(analysis: &Analysis) -> &Signature {
    assert_eq!(analysis.signatures.len(), 1, "{:?}", analysis.defects);
    &analysis.signatures[0]
}

fn thumbprint(certificate: &Certificate) -> Thumbprint {
    Thumbprint(Hash::Sha256.of(&certificate.der).try_into().unwrap())
}

fn thumbprints(certificates: &[&Certificate]) -> Vec<Thumbprint> {
    certificates.iter().map(|certificate| thumbprint(certificate)).collect()
}

/// Both test roots as the user's anchors.
fn both_roots() -> Policy {
    let pki = Pki::get();
    policy(store(&[&pki.root, &pki.conventional_root]))
}

/// A CA under the conventional root.
fn ca(cn: &str, key: &str) -> CertificateSpec {
    let from = at("2019-01-15T00:00:00Z");
    CertificateSpec::new(Name::new().c("DE").cn(cn), key, from, at("2039-01-15T00:00:00Z")).ca(None).key_usage(&[5, 6])
}

fn leaf() -> CertificateSpec {
    Pki::get().clean_leaf().vary()
}

#[test]
fn chain_ends_in_the_anchor_that_the_store_adds() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let signer = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    let analysis = judge(&signer, &both_roots());
    let signature = only(&analysis);
    assert_eq!(signature.chain, thumbprints(&[&leaf, &pki.conventional_ca, &pki.conventional_root]));
    assert_eq!(signature.chain_report.end, ChainEnd::UserAnchor);
    assert_eq!(signature.chain_report.faults, []);
    assert_eq!(signature.trusted_time, Some(SIGNED.parse().unwrap()));
    assert_eq!(signature.judged_at, SIGNED.parse().unwrap());
    assert_eq!(analysis.verdict.summary, Summary::Trusted);
    assert_eq!(analysis.verdict.windows.code, "0x00000000");

    let root = analysis.certificate(thumbprint(&pki.conventional_root)).unwrap();
    assert_eq!((root.roles.as_slice(), root.anchor, root.facts.offset), ([Role::Root].as_slice(), true, None));
    let tsa_root = analysis.certificate(thumbprint(&pki.root)).unwrap();
    assert_eq!(tsa_root.roles, [Role::TsaRoot]);
    let states: Vec<Check> = signature.outcomes.iter().map(|outcome| outcome.check).collect();
    assert_eq!(states, Check::ALL, "every check has its answer, in order");
}

#[test]
fn unchecked_revocation_and_absent_lists_do_not_read_as_good() {
    let analysis = judge(&Signer::new(&Pki::get().clean_leaf(), &[&Pki::get().conventional_ca]), &both_roots());
    let state = |check| only(&analysis).outcome(check).unwrap().outcome;
    assert_eq!(state(Check::Revocation), OutcomeState::CannotTell);
    assert_eq!(state(Check::Disallowed), OutcomeState::NotPresent);
    assert_eq!(state(Check::TimestampSignature), OutcomeState::NotPresent);
    assert_eq!(state(Check::RootProgramme), OutcomeState::NotPresent);
}

#[test]
fn forged_link_ends_the_chain_and_names_the_claimed_issuer() {
    let pki = Pki::get();
    let mut spec = leaf();
    spec.issuer_name = Some(pki.conventional_ca.spec.subject.clone());
    let forged = spec.issued_by(&pki.aoc);
    let analysis = judge(&Signer::new(&forged, &[&pki.conventional_ca]), &both_roots());
    let signature = only(&analysis);
    assert_eq!(signature.chain, thumbprints(&[&forged]), "an unverified link is no part of a chain");
    assert!(matches!(
        signature.chain_report.faults.as_slice(),
        [Fault::SignatureInvalid { claimed_issuer, key_id_matches: Some(false), .. }]
            if *claimed_issuer == thumbprint(&pki.conventional_ca)
    ));
    let verdict = &signature.verdict;
    assert_eq!(
        (verdict.summary, verdict.authenticity, verdict.trust),
        (Summary::Untrusted, State::Invalid, State::Invalid)
    );
    assert_eq!(verdict.windows.name, "TRUST_E_CERT_SIGNATURE");
}

#[test]
fn look_alike_issuer_does_not_hide_the_true_one() {
    let pki = Pki::get();
    let look_alike = pki.conventional_ca.vary().key("leaf-9").issued_by(&pki.conventional_root);
    let leaf = pki.clean_leaf();
    let analysis = judge(&Signer::new(&leaf, &[&look_alike, &pki.conventional_ca]), &both_roots());
    assert_eq!(only(&analysis).chain, thumbprints(&[&leaf, &pki.conventional_ca, &pki.conventional_root]));
    assert_eq!(analysis.certificate(thumbprint(&look_alike)).unwrap().roles, [Role::Unused]);
}

#[test]
fn missing_issuer_is_cannot_tell_and_named_with_its_url() {
    let leaf = Pki::get().clean_leaf();
    let analysis = judge(&Signer::new(&leaf, &[]), &both_roots());
    let verdict = &only(&analysis).verdict;
    assert_eq!(
        (verdict.summary, verdict.trust, verdict.authenticity),
        (Summary::Untrusted, State::CannotTell, State::Valid)
    );
    assert_eq!(verdict.windows.name, "CERT_E_CHAINING");
    assert!(verdict.reasons[0].contains("Sigscope Test Conventional Code Signing CA 2"), "{:?}", verdict.reasons);
    assert!(verdict.reasons[0].contains("http://certs.conventional.example/code-signing-2.crt"));
    assert_eq!(only(&analysis).outcome(Check::SignerValidity).unwrap().outcome, OutcomeState::CannotTell);
}

#[test]
fn root_in_the_bag_is_no_anchor() {
    let pki = Pki::get();
    let signer = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca, &pki.conventional_root]);
    let analysis = judge(&signer, &policy(TrustStore::built_in()));
    let signature = only(&analysis);
    assert_eq!(signature.chain_report.end, ChainEnd::UntrustedRoot);
    assert_eq!(signature.verdict.windows.name, "CERT_E_UNTRUSTEDROOT");
    assert!(analysis.certificates.iter().all(|certificate| !certificate.anchor));
}

#[test]
fn end_entity_may_not_issue() {
    let pki = Pki::get();
    let issuer = pki.clean_leaf();
    let second = leaf().subject(Name::new().cn("Second")).key("leaf-2").issued_by(&issuer);
    let analysis = judge(&Signer::new(&second, &[&issuer, &pki.conventional_ca]), &both_roots());
    let signature = only(&analysis);
    let fields: Vec<&str> = signature
        .chain_report
        .faults
        .iter()
        .filter_map(|fault| match fault {
            Fault::IssuerNotCa { certificate, field } if *certificate == thumbprint(&issuer) => Some(field.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(fields, ["basic constraints", "key usage"]);
    assert_eq!(signature.verdict.summary, Summary::Untrusted);
    assert_eq!(signature.verdict.windows.name, "TRUST_E_BASIC_CONSTRAINTS");
}

#[test]
fn path_length_counts_the_intermediates_below() {
    let pki = Pki::get();
    let sub = ca("Sub CA", "leaf-9").issued_by(&pki.conventional_ca);
    let leaf = leaf().issued_by(&sub);
    let analysis = judge(&Signer::new(&leaf, &[&sub, &pki.conventional_ca]), &both_roots());
    assert_eq!(
        only(&analysis).chain_report.faults,
        [Fault::PathLengthExceeded { certificate: thumbprint(&pki.conventional_ca), allowed: 0, found: 1 }]
    );
}

#[test]
fn usage_must_be_nested() {
    let pki = Pki::get();
    let web = ca("Web CA", "leaf-9").eku(false, &[SERVER_AUTH]).issued_by(&pki.conventional_root);
    let any = ca("Any CA", "leaf-8").eku(false, &["2.5.29.37.0"]).issued_by(&pki.conventional_root);
    let faults = |issuer: &Certificate| {
        let leaf = leaf().issued_by(issuer);
        only(&judge(&Signer::new(&leaf, &[issuer]), &both_roots())).chain_report.faults.clone()
    };
    assert!(
        matches!(faults(&web).as_slice(), [Fault::UsageNotNested { certificate, .. }] if *certificate == thumbprint(&web))
    );
    assert_eq!(faults(&any), []);
}

#[test]
fn leaf_must_list_code_signing_or_no_usage_at_all() {
    let pki = Pki::get();
    let judged = |leaf: Certificate| {
        let analysis = judge(&Signer::new(&leaf, &[&pki.conventional_ca]), &both_roots());
        let verdict = analysis.verdict;
        (verdict.summary, verdict.windows.name, analysis.signatures[0].outcome(Check::SignerUsage).unwrap().outcome)
    };
    assert_eq!(
        judged(leaf().eku(false, &[SERVER_AUTH]).issued_by(&pki.conventional_ca)),
        (Summary::Untrusted, "CERT_E_WRONG_USAGE".to_owned(), OutcomeState::Invalid)
    );
    assert_eq!(judged(leaf().without_eku().issued_by(&pki.conventional_ca)).0, Summary::Trusted);
}

#[test]
fn name_constraint_limits_the_subject() {
    let pki = Pki::get();
    let subtree = |name: &Name| sequence([context(0, sequence([context(4, name.der())]))]);
    let judged = |permitted: &Name| {
        let issuer = ca("Enterprise CA", "leaf-9")
            .extension("2.5.29.30", true, subtree(permitted))
            .issued_by(&pki.conventional_root);
        let leaf = leaf().issued_by(&issuer);
        let analysis = judge(&Signer::new(&leaf, &[&issuer]), &both_roots());
        (analysis.verdict.summary, analysis.verdict.windows.name)
    };
    assert_eq!(judged(&Name::new().c("DE")).0, Summary::Trusted);
    assert_eq!(judged(&Name::new().c("FR")), (Summary::Untrusted, "CERT_E_INVALID_NAME".to_owned()));

    let mail = ca("Mail CA", "leaf-8")
        .extension("2.5.29.30", true, sequence([context(0, sequence([context_primitive(1, "example.com")]))]))
        .issued_by(&pki.conventional_root);
    let addressed =
        leaf().extension("2.5.29.17", false, sequence([context_primitive(1, "a@example.org")])).issued_by(&mail);
    let analysis = judge(&Signer::new(&addressed, &[&mail]), &both_roots());
    assert!(
        matches!(only(&analysis).chain_report.faults.as_slice(), [Fault::NameConstraint { detail, .. }] if detail.contains("a@example.org"))
    );
}

#[test]
fn every_certificate_must_be_valid_at_the_trusted_time() {
    let pki = Pki::get();
    let short_ca = ca("Short CA", "leaf-9")
        .validity(at("2019-01-15T00:00:00Z"), at("2026-05-11T08:15:29Z"))
        .issued_by(&pki.conventional_root);
    let leaf = leaf().issued_by(&short_ca);
    let judged = |time: &str| {
        let signer = Signer::new(&leaf, &[&short_ca]).timestamp(pki.token(at(time)));
        judge(&signer, &both_roots()).verdict
    };
    assert_eq!(judged("2026-05-11T08:15:29Z").summary, Summary::Trusted, "the bounds are inclusive");
    let late = judged("2026-05-11T08:15:30Z");
    assert_eq!((late.summary, late.windows.code.as_str()), (Summary::Expired, "0x800B0101"));
    assert!(late.reasons[0].contains("Short CA"), "{:?}", late.reasons);
}

#[test]
fn valid_timestamp_outside_the_leafs_validity_decides() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let judged = |time: &str| {
        let signer = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(time)));
        // The analyst's own time lies inside the leaf's validity: it must not rescue the signature.
        judge(&signer, &both_roots()).verdict.summary
    };
    let tsa_days = |leaf_end: &str| {
        let short = leaf.vary().validity(at("2026-04-01T00:00:00Z"), at(leaf_end)).issued_by(&pki.conventional_ca);
        let signer = Signer::new(&short, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
        judge(&signer, &both_roots()).verdict.summary
    };
    assert_eq!(judged(SIGNED), Summary::Trusted);
    assert_eq!(tsa_days("2026-05-05T00:00:00Z"), Summary::Expired);
    let later = leaf.vary().validity(at("2026-06-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
    let signer =
        Signer::new(&later.issued_by(&pki.conventional_ca), &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    assert_eq!(judge(&signer, &both_roots()).verdict.summary, Summary::NotYetValid);
}

#[test]
fn lifetime_signing_takes_the_timestamps_effect_away() {
    let pki = Pki::get();
    let spec = leaf().validity(at("2026-01-01T00:00:00Z"), at("2026-08-01T00:00:00Z"));
    let signer = |usages: &[&str]| {
        let leaf = spec.clone().eku(false, usages).issued_by(&pki.conventional_ca);
        Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)))
    };
    let analysis = judge(&signer(&[CODE_SIGNING, LIFETIME_SIGNING]), &both_roots());
    assert_eq!(analysis.verdict.summary, Summary::Expired);
    assert_eq!(only(&analysis).trusted_time, Some(SIGNED.parse().unwrap()), "the timestamp itself is valid");
    assert_eq!(only(&analysis).judged_at, NOW.parse().unwrap());
    assert_eq!(judge(&signer(&[CODE_SIGNING]), &both_roots()).verdict.summary, Summary::Trusted);
}

#[test]
fn foreign_tsa_proves_no_time() {
    let pki = Pki::get();
    let short = leaf().validity(at("2026-01-01T00:00:00Z"), at("2026-08-01T00:00:00Z")).issued_by(&pki.conventional_ca);
    let signer = Signer::new(&short, &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED)));
    let analysis = judge(&signer, &policy(store(&[&pki.conventional_root])));
    let signature = only(&analysis);
    let timestamp = signature.timestamp.as_ref().unwrap();
    assert_eq!((timestamp.valid, signature.trusted_time), (State::CannotTell, None));
    assert_eq!(timestamp.chain_report.end, ChainEnd::Incomplete);
    assert_eq!(signature.verdict.summary, Summary::Expired, "judged at the chosen time");
}

#[test]
fn tsa_outside_its_own_validity_makes_the_timestamp_invalid() {
    let pki = Pki::get();
    let late = at("2027-03-01T00:00:00Z");
    let signer = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(late));
    let analysis = judge(&signer, &both_roots());
    let signature = only(&analysis);
    assert_eq!(signature.timestamp.as_ref().unwrap().valid, State::Invalid);
    assert_eq!(signature.outcome(Check::TimestampValidity).unwrap().outcome, OutcomeState::Invalid);
    assert_eq!(signature.verdict.summary, Summary::Trusted, "no verdict of its own: judged at the chosen time");
    assert_eq!(signature.verdict.windows.name, "TRUST_E_COUNTER_SIGNER");
    assert_eq!(signature.verdict.authenticity, State::Valid, "dates say nothing about who signed");
}

#[test]
fn token_of_another_signature_is_invalid_and_no_verdict_of_its_own() {
    let pki = Pki::get();
    let token = pki.token(at(SIGNED)).imprint(vec![7; 32]);
    let signer = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(token);
    let analysis = judge(&signer, &both_roots());
    let verdict = &only(&analysis).verdict;
    assert_eq!((verdict.summary, verdict.authenticity), (Summary::Trusted, State::Invalid));
    assert_eq!(verdict.windows.code, "0x80096003");
    assert_eq!(only(&analysis).trusted_time, None);
}

#[test]
fn cross_certificate_leads_to_the_root_that_allows_the_usage() {
    // As with Certum: the newer root is not listed for timestamping, a cross-certificate leads to an older one that is.
    let pki = Pki::get();
    let old_root = ca("Old Root", "leaf-9").self_signed();
    let cross = pki.root.vary().issued_by(&old_root);
    let listed = [
        ListedRoot::new(&pki.root).usages(9, &[CODE_SIGNING]),
        ListedRoot::new(&old_root).usages(9, &[CODE_SIGNING, TIME_STAMPING]),
        ListedRoot::new(&pki.conventional_root),
    ];
    let signer =
        Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(pki.token(at(SIGNED))).with_extra(&cross.der);
    let analysis = judge(&signer, &policy(programme(&listed)));
    let signature = only(&analysis);
    let timestamp = signature.timestamp.as_ref().unwrap();
    assert_eq!(timestamp.valid, State::Valid);
    assert_eq!(timestamp.chain, thumbprints(&[&pki.tsa, &pki.tsa_ca, &cross, &old_root]));
    assert_eq!(timestamp.chain_report.valid_paths.len(), 1);
    assert_eq!(signature.verdict.summary, Summary::Trusted);
}

#[test]
fn shortest_of_several_paths_is_chosen_and_all_are_reported() {
    let pki = Pki::get();
    let old_root = ca("Old Root", "leaf-9").self_signed();
    let cross = pki.conventional_root.vary().issued_by(&old_root);
    let leaf = pki.clean_leaf();
    let signer = Signer::new(&leaf, &[&cross, &pki.conventional_ca]);
    let analysis = judge(&signer, &policy(store(&[&old_root, &pki.conventional_root])));
    let signature = only(&analysis);
    let short = thumbprints(&[&leaf, &pki.conventional_ca, &pki.conventional_root]);
    let long = thumbprints(&[&leaf, &pki.conventional_ca, &cross, &old_root]);
    assert_eq!(signature.chain, short);
    assert_eq!(signature.chain_report.valid_paths, [short, long]);
    assert_eq!(signature.other_paths, 1);
    assert_eq!(analysis.certificate(thumbprint(&cross)).unwrap().roles, [Role::Intermediate]);
    assert!(analysis.certificate(thumbprint(&old_root)).unwrap().anchor);
}

#[test]
fn programme_root_goes_before_a_shorter_path_to_a_users_anchor() {
    let pki = Pki::get();
    let signer = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]);
    let trusted = programme(&[ListedRoot::new(&pki.conventional_root)]).with_anchor_der(&pki.conventional_ca.der);
    let analysis = judge(&signer, &policy(trusted));
    assert_eq!(only(&analysis).chain_report.end, ChainEnd::ProgrammeRoot);
    assert_eq!(only(&analysis).chain_report.valid_paths.len(), 2);
    let alone = judge(&signer, &policy(store(&[&pki.conventional_ca])));
    assert_eq!(only(&alone).chain.len(), 2, "an intermediate may be an anchor");
    assert_eq!(alone.verdict.summary, Summary::Trusted);
}

#[test]
fn cycle_of_cross_certificates_ends_and_is_reported() {
    let pki = Pki::get();
    let one = ca("One", "leaf-8");
    let two = ca("Two", "leaf-9");
    let (one_root, two_root) = (one.clone().self_signed(), two.clone().self_signed());
    let one_by_two = one.issued_by(&two_root);
    let two_by_one = two.issued_by(&one_root);
    let leaf = leaf().issued_by(&one_root);
    let analysis = judge(&Signer::new(&leaf, &[&one_by_two, &two_by_one]), &policy(store(&[&pki.root])));
    let signature = only(&analysis);
    assert_eq!(signature.chain_report.end, ChainEnd::Incomplete);
    assert_eq!(signature.chain_report.cycle, thumbprints(&[&one_by_two]));
    assert_eq!(signature.chain, thumbprints(&[&leaf, &one_by_two, &two_by_one]));
}

#[test]
fn hostile_bag_of_reissued_authorities_is_bounded() {
    let pki = Pki::get();
    let (one, two) = (ca("One", "leaf-8"), ca("Two", "leaf-9"));
    let (one_root, two_root) = (one.clone().self_signed(), two.clone().self_signed());
    // Every One is issued by every Two and the other way round: a path may alternate until the bag is used up.
    let many: Vec<Certificate> = (0u8..30)
        .flat_map(|serial| {
            let serial = [0x40, serial];
            [one.clone().serial(&serial).issued_by(&two_root), two.clone().serial(&serial).issued_by(&one_root)]
        })
        .collect();
    let leaf = leaf().issued_by(&one_root);
    let bag: Vec<&Certificate> = many.iter().collect();
    let policy = policy(store(&[&pki.root]));
    let analysis = judge(&Signer::new(&leaf, &bag), &policy);
    assert_eq!(only(&analysis).chain_report.end, ChainEnd::LimitReached);
    assert_eq!(analysis.verdict.summary, Summary::Untrusted);
    assert!(analysis.defects.iter().any(|defect| defect.expected.contains("path building")), "{:?}", analysis.defects);
}

#[test]
fn programmes_restrictions_deny_by_their_dates() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let judged = |listed: ListedRoot, signed: &str| {
        let signer = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at(signed)));
        let analysis = judge(&signer, &policy(programme(&[listed, ListedRoot::new(&pki.root)])));
        let signature = only(&analysis);
        assert_eq!(signature.timestamp.as_ref().unwrap().valid, State::Valid);
        (
            signature.verdict.summary,
            signature.outcome(Check::RootProgramme).unwrap().outcome,
            analysis.verdict.windows.name,
        )
    };
    let listed = || ListedRoot::new(&pki.conventional_root);
    let trusted = |outcome| (Summary::Trusted, outcome, "ERROR_SUCCESS".to_owned());
    let distrusted = (Summary::Distrusted, OutcomeState::Invalid, "TRUST_E_EXPLICIT_DISTRUST".to_owned());
    let disable = at("2026-05-11T08:00:00Z");

    assert_eq!(judged(listed(), SIGNED), trusted(OutcomeState::Valid));
    assert_eq!(judged(listed().date(104, disable), "2026-05-11T07:59:59Z"), trusted(OutcomeState::Valid));
    assert_eq!(judged(listed().date(104, disable), "2026-05-11T08:00:00Z"), distrusted);
    assert_eq!(judged(listed().date(104, disable).usages(122, &[SERVER_AUTH]), SIGNED), trusted(OutcomeState::Valid));
    assert_eq!(judged(listed().usages(122, &[CODE_SIGNING]), SIGNED), distrusted);
    assert_eq!(judged(listed().property(104, Vec::new()), SIGNED), trusted(OutcomeState::CannotTell));
    let code = |listed: ListedRoot| listed.usages(9, &[CODE_SIGNING]);
    assert_eq!(judged(code(listed()).date(126, at("2025-01-15T00:00:00Z")), SIGNED), distrusted);
    assert_eq!(judged(code(listed()).date(126, at("2025-01-15T00:00:01Z")), SIGNED), trusted(OutcomeState::Valid));
    assert_eq!(
        judged(listed().usages(9, &[TIME_STAMPING]), SIGNED),
        (Summary::Untrusted, OutcomeState::Invalid, "CERT_E_WRONG_USAGE".to_owned())
    );
}

#[test]
fn root_that_the_list_does_not_name_is_no_anchor() {
    let pki = Pki::get();
    let (list, _) = trust_list(&[ListedRoot::new(&pki.root)], at("2026-10-01T00:00:00Z"));
    let roots = [pki.root.der.clone(), pki.conventional_root.der.clone()].concat();
    let store = TrustStore::from_list("test".to_owned(), list, roots).unwrap();
    let analysis = judge(&Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]), &policy(store));
    assert_eq!(only(&analysis).chain_report.end, ChainEnd::Incomplete);
}
