//! Rules about the publishers of two files: one identity, one leaf, one key, one name.

use super::pair::{Leaves, Pair};
use super::product::Product;
use super::rule::{PairHit, PairRule, Spot, needs_another_file};
use super::subject::{ORGANIZATION, fold};
use crate::model::{CertificateFacts, Confidence, Severity};
use crate::rules::{Family, KnownRole, Rule, Source};

/// Trusted Signing's subscriber with another of its short-lived leaves.
pub(super) static SAME_IDENTITY_NEW_LEAF: PairRule = PairRule {
    rule: Rule {
        id: "same-identity-new-leaf",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        what: "The leaf certificates state one durable identity (EKU under 1.3.6.1.4.1.311.97) and are different \
               certificates.",
        why: "The service issues a new leaf every day. What is known about one file of the subscriber, good or bad, \
              concerns the other, which no thumbprint and no serial number would find.",
        harmless: "It is the normal rotation of Trusted Signing.",
        verify: "openssl x509 -in LEAF -noout -ext extendedKeyUsage for both: the OID after 1.3.6.1.4.1.311.97.1.0 \
                 and codeSigning is the identity. Group a folder by durable identity to find more.",
        sources: &[
            Source::Microsoft("Trusted Signing: certificate management"),
            Source::Measured("publishers keep one identity under several leaves and issuing CAs"),
        ],
        effective: None,
        check: needs_another_file,
    },
    check: same_identity_new_leaf,
};

fn same_identity_new_leaf(pair: &Pair<'_>) -> Option<PairHit> {
    let leaves = pair.leaves().find(|leaves| leaves.is_same_identity() && !leaves.is_same_leaf())?;
    let (identity, _) = leaves.identities()?;
    let issuers = if leaves.is_same_issuer() { "one issuing CA" } else { "two issuing CAs" };
    let detail = format!(
        "{identity}; leaf of A from {}, of B from {}, {issuers}",
        leaves.left_leaf.not_before, leaves.right_leaf.not_before
    );
    Some(on_leaves(PairHit::new("One durable identity, two leaf certificates", detail), &leaves))
}

/// One leaf on different products.
pub(super) static SAME_LEAF_OTHER_PRODUCT: PairRule = PairRule {
    rule: Rule {
        id: "same-leaf-other-product",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Notice,
        confidence: Confidence::Medium,
        what: "One leaf certificate signed files whose VERSIONINFO names different products or companies. A warning when \
               the companies have no word in common, or, where a company is not named, the products. Leaves with which \
               Microsoft signs the drivers of others are left out.",
        why: "A service that signs malware for its customers uses one certificate for unrelated programs of unrelated \
              names.",
        harmless: "A vendor of several products, an installer that carries libraries of others and signs them all. \
                   VERSIONINFO is free text of whoever built the file.",
        verify: "exiftool FILE | grep -i -e company -e product for both; the certificate is the same when its SHA-256 is.",
        sources: &[Source::Published("Microsoft Threat Intelligence on the signing service Fox Tempest, 2026")],
        effective: None,
        check: needs_another_file,
    },
    check: same_leaf_other_product,
};

fn same_leaf_other_product(pair: &Pair<'_>) -> Option<PairHit> {
    // A copied signature does not say that the leaf's holder signed both.
    let leaves = pair.leaves().find(|leaves| {
        leaves.is_same_leaf()
            && !leaves.signs_for_others()
            && !leaves.left.signature.facts.is_same_signature(&leaves.right.signature.facts)
    })?;
    let (left, right) = (Product::of(&pair.left), Product::of(&pair.right));
    if !left.differs_from(&right) {
        return None;
    }
    let hit = PairHit::new("One leaf certificate, different products", format!("A: {left}, B: {right}"));
    let hit = if left.is_unrelated_to(&right) { hit.severity(Severity::Warning) } else { hit };
    Some(on_leaves(hit, &leaves))
}

/// One name, two subscribers.
pub(super) static SAME_SUBJECT_OTHER_IDENTITY: PairRule = PairRule {
    rule: Rule {
        id: "same-subject-other-identity",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Warning,
        confidence: Confidence::Medium,
        what: "The leaf certificates name the same subject (case and spaces folded) but state different durable \
               identities, or, without two such identities, come from different CAs and have different keys.",
        why: "A second subscriber under the name of the first may be an impostor who passed the validation of another \
              tenant or another CA.",
        harmless: "A company that was validated again, that has two accounts, or that changed its CA. Two people may have \
                   one name.",
        verify: "Compare the whole subjects, the identities in the extended key usages and the issuers; ask which of the \
                 two older files of the publisher carry.",
        sources: &[
            Source::Microsoft("Trusted Signing: identity renewal"),
            Source::Measured("one real publisher signs under one name with two identities"),
        ],
        effective: None,
        check: needs_another_file,
    },
    check: same_subject_other_identity,
};

fn same_subject_other_identity(pair: &Pair<'_>) -> Option<PairHit> {
    // A publisher that is the same by key or identity somewhere is known to be the same.
    if pair.leaves().any(|leaves| leaves.is_same_key() || leaves.is_same_identity()) {
        return None;
    }
    pair.leaves().filter(Leaves::is_same_subject).find_map(|leaves| {
        let detail = match leaves.identities() {
            Some((left, right)) => format!("A: {left}, B: {right}"),
            None => {
                let (left, right) = (authority(leaves.left_leaf), authority(leaves.right_leaf));
                if fold(left) == fold(right) {
                    return None;
                }
                format!("A: certified by {left}, B: certified by {right}")
            }
        };
        let title = format!("Two subscribers under the name {}", leaves.left_leaf.display_name());
        Some(on_leaves(PairHit::new(title, detail), &leaves))
    })
}

/// The organization of the CA, else its whole name: a CA's intermediates differ where the CA is the same.
fn authority(leaf: &CertificateFacts) -> &str {
    leaf.issuer_attributes.find(ORGANIZATION).unwrap_or(&leaf.issuer)
}

/// One key under two names.
pub(super) static SAME_KEY_OTHER_SUBJECT: PairRule = PairRule {
    rule: Rule {
        id: "same-key-other-subject",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Critical,
        confidence: Confidence::High,
        what: "Two leaf certificates have the same public key and name different subjects.",
        why: "Whoever holds the key signs under both names: one of them is false, or both belong to one actor.",
        harmless: "A renamed company that renewed with its old key, and test certificates made from one key.",
        verify: "openssl x509 -in LEAF -noout -pubkey | openssl dgst -sha256 for both.",
        sources: &[Source::Practice],
        effective: None,
        check: needs_another_file,
    },
    check: same_key_other_subject,
};

fn same_key_other_subject(pair: &Pair<'_>) -> Option<PairHit> {
    let leaves = pair.leaves().find(|leaves| leaves.is_same_key() && !leaves.is_same_subject())?;
    let detail = format!(
        "SPKI SHA-256 {}; A: {}, B: {}",
        leaves.left_leaf.spki_sha256, leaves.left_leaf.subject, leaves.right_leaf.subject
    );
    Some(on_leaves(PairHit::new("One key under two names", detail), &leaves))
}

/// Two subscribers served one after the other.
pub(super) static SERIAL_NEIGHBOURS: PairRule = PairRule {
    rule: Rule {
        id: "serial-neighbours",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Notice,
        confidence: Confidence::Low,
        what: "Two leaves of one issuing CA of Trusted Signing have serial counters less than 20 apart and state \
               different durable identities.",
        why: "The counter rises with each leaf: these two were issued within minutes. A batch of tenants that one actor \
              runs shows as neighbours again and again.",
        harmless: "A busy CA issues about 2000 leaves a day, so strangers are neighbours often. One pair means nothing, \
                   two or more pairs of the same two identities do.",
        verify: "Octets 1 to 4 of the serial number (counted from 0) are the counter, repeated in octets 15 to 18.",
        sources: &[Source::Measured("the counter rose with notBefore in all of 483 serials of known leaves")],
        effective: None,
        check: needs_another_file,
    },
    check: serial_neighbours,
};

fn serial_neighbours(pair: &Pair<'_>) -> Option<PairHit> {
    pair.leaves().filter(Leaves::has_other_identity).find_map(|leaves| {
        let distance = leaves.serial_distance()?;
        let issuer = leaves.left.issuer.filter(|issuer| pair.known.is(KnownRole::TrustedSigningCa, issuer))?;
        let detail = format!(
            "{}: counters {} and {}, {distance} apart, issued {} and {}",
            issuer.display_name(),
            leaves.left_leaf.trusted_signing_counter?,
            leaves.right_leaf.trusted_signing_counter?,
            leaves.left_leaf.not_before,
            leaves.right_leaf.not_before
        );
        Some(on_leaves(PairHit::new("Two subscribers with neighbouring serial numbers", detail), &leaves))
    })
}

/// One leaf with other certificates around it.
pub(super) static LEAF_CHAIN_VARIANT: PairRule = PairRule {
    rule: Rule {
        id: "leaf-chain-variant",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        what: "Two signatures by one leaf certificate embed different sets of certificates, duplicates counted.",
        why: "Which certificates are embedded is a habit of the signing tool: two tools, or two set-ups, used the key.",
        harmless: "A new version of the tool, another build machine, a cross-certificate added by hand.",
        verify: "openssl pkcs7 -inform DER -in SIG -print_certs -noout for both.",
        sources: &[Source::Measured("signatures of Trusted Signing hold the leaf twice since 2025, others once")],
        effective: None,
        check: needs_another_file,
    },
    check: leaf_chain_variant,
};

fn leaf_chain_variant(pair: &Pair<'_>) -> Option<PairHit> {
    let leaves = pair.leaves().find(Leaves::is_same_leaf)?;
    let sorted = |bag: &[crate::model::Thumbprint]| {
        let mut bag = bag.to_vec();
        bag.sort_unstable();
        bag
    };
    let (left, right) = (sorted(&leaves.left.signature.facts.bag), sorted(&leaves.right.signature.facts.bag));
    if left == right {
        return None;
    }
    let distinct = |mut bag: Vec<_>| {
        bag.dedup();
        bag.len()
    };
    let detail = format!(
        "A embeds {} certificates ({} distinct), B {} ({} distinct)",
        left.len(),
        distinct(left.clone()),
        right.len(),
        distinct(right.clone())
    );
    let hit = PairHit::new("One leaf certificate, other certificates around it", detail);
    Some(hit.at(Spot::signature(&leaves.left), Spot::signature(&leaves.right)))
}

/// One certificate in two encodings.
pub(super) static LEAF_DER_VARIANT: PairRule = PairRule {
    rule: Rule {
        id: "leaf-der-variant",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Warning,
        confidence: Confidence::High,
        what: "Two leaf certificates have the same TBSCertificate, byte for byte, and are different as a whole.",
        why: "Only what the issuer signed is the same; the signature value or bytes around it differ. That changes every \
              thumbprint and so slips through lists of them.",
        harmless: "A CA that signed the same contents twice, with a randomised algorithm (RSA-PSS, ECDSA).",
        verify: "Compare the TBS SHA-256 of both certificates with their SHA-256; search by serial number and issuer, or \
                 by the TBS hash that Windows lists use.",
        sources: &[Source::Practice],
        effective: None,
        check: needs_another_file,
    },
    check: leaf_der_variant,
};

fn leaf_der_variant(pair: &Pair<'_>) -> Option<PairHit> {
    let leaves = pair
        .leaves()
        .find(|leaves| !leaves.is_same_leaf() && leaves.left_leaf.tbs_sha256 == leaves.right_leaf.tbs_sha256)?;
    let detail = format!(
        "TBS SHA-256 {}; thumbprint of A {}, of B {}",
        leaves.left_leaf.tbs_sha256, leaves.left_leaf.sha256, leaves.right_leaf.sha256
    );
    Some(on_leaves(PairHit::new("One certificate in two encodings", detail), &leaves))
}

/// Sets the leaf certificates as the evidence.
fn on_leaves(hit: PairHit, leaves: &Leaves<'_>) -> PairHit {
    hit.at(Spot::certificate(&leaves.left, leaves.left_leaf), Spot::certificate(&leaves.right, leaves.right_leaf))
}
