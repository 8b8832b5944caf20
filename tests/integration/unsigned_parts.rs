//! Two files with one signature: what is not signed was changed, or the content was. Neither is a new signature.

use sigscope::compare::{Comparison, Link, Relation, RowState, compare};
use sigscope::model::Analysis;
use sigscope::rules::comparison::Side;
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, demo, examine_bytes, judge};

use super::support::forge::*;
use super::support::samples::{clean_signer, short_leaf, trusted_signer};

fn policy() -> Policy {
    demo::policy("2026-11-23".parse().unwrap(), TrustStore::empty())
}

fn analyse(bytes: &[u8]) -> Analysis {
    judge(&examine_bytes("file", bytes, &ExamineOptions { parallel: false, ..ExamineOptions::default() }), &policy())
}

/// Compares both ways: the answer is the same from either side.
fn compared(left: &[u8], right: &[u8]) -> Comparison {
    let (left, right) = (analyse(left), analyse(right));
    let (there, back) = (compare(&left, &right, &policy()), compare(&right, &left, &policy()));
    assert_eq!(there.related.relation, back.related.relation);
    assert_eq!(there.related.links, back.related.links);
    assert_eq!(there.related.donor, back.related.donor.map(Side::other));
    there
}

fn ids(comparison: &Comparison) -> Vec<&str> {
    comparison.findings.iter().map(|found| found.finding.id.as_str()).collect()
}

fn image() -> Vec<u8> {
    Pe::new("one", at("2026-05-12T08:00:00Z")).build()
}

fn other_image() -> Vec<u8> {
    Pe::new("two", at("2026-05-12T08:00:00Z")).build()
}

fn signed(signer: Signer) -> Vec<u8> {
    signer.sign(&image())
}

fn stamped(time: &str) -> Signer {
    clean_signer().timestamp(Pki::get().token(at(time)))
}

/// The relation that stays when nothing was signed again, with the words for what differs.
#[track_caller]
fn assert_not_signed_again(left: &[u8], right: &[u8], words: &str) {
    let comparison = compared(left, right);
    let related = &comparison.related;
    assert_eq!(related.relation, Relation::SameLeaf, "{}", related.sentence);
    assert!(!related.links.contains(&Link::SameContentResigned));
    assert!(related.links.contains(&Link::SameContent) && related.links.contains(&Link::SameSignature));
    assert!(related.sentence.contains("were not signed again: only unsigned parts differ"), "{}", related.sentence);
    assert!(related.sentence.contains(words), "{}", related.sentence);
    let row = comparison.rows.iter().find(|row| row.field == "ContentInfo SHA-256").unwrap();
    assert_eq!(row.soft.unwrap().to_string(), "unsigned parts only");
    let row = comparison.rows.iter().find(|row| row.field == "signed parts SHA-256").unwrap();
    assert_eq!(row.state, RowState::Same);
    assert!(ids(&comparison).is_empty(), "{:?}", comparison.findings);
}

#[test]
fn timestamp_taken_away_or_replaced_is_no_new_signature() {
    let (early, late) = (signed(stamped("2026-05-13T08:15:30Z")), signed(stamped("2026-06-13T08:15:30Z")));
    let bare = signed(clean_signer());
    assert_not_signed_again(&early, &bare, "A alone has a timestamp, 2026-05-13T08:15:30Z");
    assert_not_signed_again(&bare, &late, "B alone has a timestamp, 2026-06-13T08:15:30Z");
    assert_not_signed_again(&early, &late, "timestamps differ, A 2026-05-13T08:15:30Z and B 2026-06-13T08:15:30Z");
}

#[test]
fn nested_signature_added_removed_or_replaced_is_no_new_signature() {
    let nest = |hash| clean_signer().nest(clean_signer().hash(hash));
    let (bare, strong, weak) = (signed(clean_signer()), signed(nest(Hash::Sha384)), signed(nest(Hash::Sha1)));
    assert_not_signed_again(&strong, &bare, "A alone has a nested signature");
    assert_not_signed_again(&bare, &weak, "B alone has a nested signature");
    assert_not_signed_again(&strong, &weak, "their nested signatures differ");
}

#[test]
fn timestamp_of_a_nested_signature_is_told_as_such() {
    let nest = |nested: Signer| signed(clean_signer().nest(nested));
    let (with, without) = (nest(stamped("2026-05-13T08:15:30Z")), nest(clean_signer()));
    assert_not_signed_again(&with, &without, "A alone has a timestamp on its nested signature");
}

#[test]
fn certificate_put_beside_the_signature_is_no_new_signature() {
    let more = clean_signer().with_extra(&Pki::get().eoc.der);
    let comparison = compared(&signed(clean_signer()), &signed(more));
    assert_eq!(comparison.related.relation, Relation::SameLeaf);
    assert!(comparison.related.sentence.contains("they embed different certificates"));
}

#[test]
fn content_signed_again_by_the_same_signer_is_signed_again() {
    let again = clean_signer().opus("another name", "");
    let comparison = compared(&signed(clean_signer()), &signed(again));
    assert_eq!(comparison.related.relation, Relation::SameContentResigned);
}

#[test]
fn no_time_is_told_of_a_signature_that_does_not_fit_the_content() {
    let own = signed(stamped("2026-05-13T08:15:30Z"));
    let foreign = trusted_signer(&short_leaf(), &Pki::get().eoc)
        .timestamp(Pki::get().microsoft_style_token(at("2026-09-03T03:14:07Z"), "5"))
        .sign(&other_image());
    let grafted = attach(&image(), &[Entry::new(signature_block(&foreign))]);
    let comparison = compared(&own, &grafted);
    let related = &comparison.related;
    assert_eq!(related.relation, Relation::SameContentResigned);
    assert!(related.sentence.contains("of which that of B does not hold for it"), "{}", related.sentence);
    assert!(!related.sentence.contains("first"), "{}", related.sentence);
    assert!(!ids(&comparison).contains(&"same-digest-other-signature"), "{:?}", comparison.findings);
}

#[test]
fn donor_is_named_although_it_lost_its_signature_or_carries_another() {
    let block = signature_block(&signed(stamped("2026-05-13T08:15:30Z")));
    let grafted = attach(&other_image(), &[Entry::new(block)]);
    let again = trusted_signer(&short_leaf(), &Pki::get().eoc).sign(&image());
    let cut = sample("truncated.exe");
    let damaged = compared(&cut, &sample("transplanted.exe")).related;
    assert!(damaged.sentence.contains("A is the donor, and its own cannot be read"), "{}", damaged.sentence);
    for (donor, words) in
        [(image(), "has lost it"), (unsign(&signed(clean_signer())), "has lost it"), (again, "another")]
    {
        let comparison = compared(&grafted, &donor);
        let related = &comparison.related;
        assert_eq!((related.relation, related.donor), (Relation::SignatureTransplanted, Some(Side::Right)));
        assert!(related.sentence.contains("made for the content of B: B is the donor"), "{}", related.sentence);
        assert!(related.sentence.contains(words), "{}", related.sentence);
        let found = comparison.findings.iter().find(|found| found.finding.id == "signature-graft").unwrap();
        assert!(found.finding.detail.contains("in A alone; B is the donor"), "{}", found.finding.detail);
        assert_eq!((found.left.signature, found.right.signature), (Some(0), None));
    }
}

#[test]
fn sha1_digest_and_a_nested_signature_lead_to_the_donor_too() {
    let block = signature_block(&signed(clean_signer().hash(Hash::Sha1)));
    let grafted = attach(&other_image(), &[Entry::new(block)]);
    assert_eq!(compared(&image(), &grafted).related.donor, Some(Side::Left));
    let nested = clean_signer().edit_content(|content| content.push(0)).nest(clean_signer()).sign(&image());
    let grafted = attach(&other_image(), &[Entry::new(signature_block(&nested))]);
    assert_eq!(compared(&image(), &grafted).related.donor, Some(Side::Left));
}

#[test]
fn copied_signature_without_its_timestamp_is_a_transplant_still() {
    let donor = signed(stamped("2026-05-13T08:15:30Z"));
    let grafted = attach(&other_image(), &[Entry::new(signature_block(&signed(clean_signer())))]);
    let comparison = compared(&donor, &grafted);
    assert_eq!(comparison.related.relation, Relation::SignatureTransplanted);
    assert_eq!(comparison.related.donor, Some(Side::Left));
    assert!(ids(&comparison).contains(&"signature-graft"));
}

#[test]
fn exchanged_signatures_have_no_donor_and_say_so() {
    let (one, two) = (clean_signer().sign(&image()), clean_signer().sign(&other_image()));
    let swap = |image: Vec<u8>, signed: &[u8]| attach(&image, &[Entry::new(signature_block(signed))]);
    let comparison = compared(&swap(image(), &two), &swap(other_image(), &one));
    assert_eq!((comparison.related.relation, comparison.related.donor), (Relation::SignatureTransplanted, None));
    assert!(comparison.related.sentence.contains("and B one made for A"), "{}", comparison.related.sentence);
}
