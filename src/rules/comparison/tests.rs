//! Each rule on two hand-made files of which one thing is changed.

use std::collections::BTreeSet;

use super::*;
use crate::model::{Analysis, Check, HexBytes, Import, Outcome, Severity};
use crate::rules::fixture::{Fixture, ISSUER, thumbprint, time};
use crate::rules::{KnownCertificate, KnownFacts, KnownRole};

/// Two files of different content by one leaf.
struct Two {
    left: Fixture,
    right: Fixture,
    contents: (u8, u8),
    imphashes: (u8, u8),
    known: KnownFacts,
}

impl Two {
    fn new() -> Self {
        let mut two = Self {
            left: Fixture::signed(),
            right: Fixture::signed(),
            contents: (1, 2),
            imphashes: (1, 2),
            known: KnownFacts::default(),
        };
        two.right.signature().facts.content_sha256 = HexBytes(vec![0x33; 32]);
        two.right.signature().facts.signed_sha256 = Some(HexBytes(vec![0x33; 32]));
        let stamp = &mut two.right.timestamp().facts;
        stamp.token_sha256 = HexBytes(vec![0x39; 32]);
        stamp.serial = Some(HexBytes(vec![0x37]));
        two
    }

    /// The right file by another leaf, with its own key and name.
    fn by_two_publishers() -> Self {
        let mut two = Self::new();
        let leaf = two.right.leaf();
        leaf.sha256 = thumbprint(0x31);
        leaf.spki_sha256 = HexBytes(vec![0x31; 32]);
        leaf.tbs_sha256 = HexBytes(vec![0x32; 32]);
        leaf.subject_attributes = crate::rules::fixture::name("Other Ltd", "Other Ltd");
        two.right_leaf_is(0x31);
        two
    }

    fn right_leaf_is(&mut self, byte: u8) {
        let signature = self.right.signature();
        signature.facts.signer = Some(thumbprint(byte));
        for list in [&mut signature.chain, &mut signature.facts.bag] {
            if let Some(first) = list.first_mut() {
                *first = thumbprint(byte);
            }
        }
    }

    fn product(&mut self, left: (&str, &str), right: (&str, &str)) {
        for (fixture, (company, product)) in [(&mut self.left, left), (&mut self.right, right)] {
            let strings = &mut fixture.pe().version_info;
            strings.insert("CompanyName".to_owned(), company.to_owned());
            strings.insert("ProductName".to_owned(), product.to_owned());
        }
    }

    fn files(&self) -> (Analysis, Analysis) {
        let file = |fixture: &Fixture, content: u8, imphash: u8| {
            let mut analysis = fixture.analysis();
            analysis.hashes.authentihash.sha256 = Some(HexBytes(vec![content; 32]));
            analysis.hashes.imphash = Some(HexBytes(vec![imphash; 16]));
            analysis
        };
        (file(&self.left, self.contents.0, self.imphashes.0), file(&self.right, self.contents.1, self.imphashes.1))
    }

    fn findings(&self) -> Vec<PairFinding> {
        let (left, right) = self.files();
        let found = run_pair(&Pair::new(&left, &right, &self.known), &BTreeSet::new());
        let mirrored = run_pair(&Pair::new(&right, &left, &self.known), &BTreeSet::new());
        let ids = |findings: &[PairFinding]| -> Vec<_> {
            findings.iter().map(|one| (one.finding.id.clone(), one.finding.severity)).collect()
        };
        assert_eq!(ids(&found), ids(&mirrored), "the order of the files matters not");
        for (one, other) in found.iter().zip(&mirrored) {
            assert_eq!((one.left, one.right), (other.right, other.left));
        }
        found
    }

    fn severity(&self, id: &str) -> Option<Severity> {
        self.findings().iter().find(|found| found.finding.id == id).map(|found| found.finding.severity)
    }

    fn detail(&self, id: &str) -> String {
        let findings = self.findings();
        findings.iter().find(|found| found.finding.id == id).map(|found| found.finding.detail.clone()).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        self.findings().into_iter().map(|found| found.finding.id).collect()
    }
}

#[test]
fn two_files_of_one_leaf_and_nothing_else_have_no_finding() {
    assert_eq!(Two::new().ids(), [] as [String; 0]);
    assert_eq!(Two::by_two_publishers().ids(), [] as [String; 0]);
}

#[test]
fn signature_on_two_contents_is_a_graft_and_the_donor_is_named() {
    let mut two = Two::new();
    two.right.signature().facts.signed_sha256 = Some(HexBytes(vec![3; 32]));
    assert_eq!(two.severity("signature-graft"), Some(Severity::Critical));
    assert!(two.detail("signature-graft").contains("the digest algorithm is broken"));
    two.right.outcome(Outcome::invalid(Check::ImageDigest, "differs"));
    assert!(two.detail("signature-graft").contains("A is the donor"));
    two.left.outcome(Outcome::invalid(Check::ImageDigest, "differs"));
    assert!(two.detail("signature-graft").contains("a third file"));
    two.contents = (1, 1);
    assert_eq!(two.severity("signature-graft"), None);
}

#[test]
fn one_content_of_two_publishers_is_reported_with_who_was_first() {
    let mut two = Two::by_two_publishers();
    two.contents = (1, 1);
    two.right.signed_at(time("2026-06-01T12:00:01Z"));
    assert_eq!(two.severity("same-digest-other-signature"), Some(Severity::Warning));
    assert!(two.detail("same-digest-other-signature").ends_with(", A first"));
    two.right.leaf().subject_attributes = two.left.leaf().subject_attributes.clone();
    assert_eq!(two.severity("same-digest-other-signature"), None, "a publisher that renewed");
}

#[test]
fn unsigned_twin_is_stripped_also_when_signing_padded_it() {
    let mut two = Two::new();
    two.left = Fixture::unsigned();
    let (mut left, right) = two.files();
    let fires = |left: &Analysis, right: &Analysis| {
        let found = run_pair(&Pair::new(left, right, &KnownFacts::default()), &BTreeSet::new());
        found.iter().any(|found| found.finding.id == "same-content-stripped")
    };
    assert!(!fires(&left, &right));
    left.hashes.authentihash.sha256_padded = right.hashes.authentihash.sha256.clone();
    assert!(fires(&left, &right));
    assert!(fires(&right, &left));
}

#[test]
fn token_on_another_signature_is_reported_only_where_its_imprint_fails() {
    let mut two = Two::new();
    two.right.timestamp().facts.token_sha256 = HexBytes(vec![9; 32]);
    assert_eq!(two.severity("same-timestamp-token"), None, "one signature value, wrapped in two ways");
    two.right.timestamp_outcome(Outcome::invalid(Check::TimestampImprint, "differs"));
    assert_eq!(two.severity("same-timestamp-token"), Some(Severity::Critical));
}

#[test]
fn serial_number_given_twice_by_one_tsa_is_reported() {
    let mut two = Two::new();
    two.right.timestamp().facts.serial = Some(HexBytes(vec![7]));
    two.left.timestamp().facts.imprint = Some(HexBytes(vec![1; 32]));
    two.right.timestamp().facts.imprint = Some(HexBytes(vec![2; 32]));
    assert_eq!(two.severity("same-timestamp-token"), Some(Severity::Critical));
    two.right.timestamp().facts.imprint = Some(HexBytes(vec![1; 32]));
    assert_eq!(two.severity("same-timestamp-token"), None);
}

#[test]
fn identity_with_another_leaf_is_normal_rotation() {
    let mut two = Two::by_two_publishers();
    two.left.trusted_signing();
    two.right.trusted_signing();
    assert_eq!(two.severity("same-identity-new-leaf"), Some(Severity::Info));
    assert_eq!(two.severity("same-subject-other-identity"), None);
    two.right_leaf_is(1);
    two.right.leaf().sha256 = thumbprint(1);
    assert_eq!(two.severity("same-identity-new-leaf"), None, "the same leaf");
}

#[test]
fn leaf_on_another_product_is_a_notice_and_of_another_company_a_warning() {
    let mut two = Two::new();
    two.product(("Exampleco Ltd", "Editor"), ("Exampleco Inc", "Viewer"));
    assert_eq!(two.severity("same-leaf-other-product"), Some(Severity::Notice));
    two.product(("Exampleco Ltd", "Editor"), ("Quillmark Labs", "Editor"));
    assert_eq!(two.severity("same-leaf-other-product"), Some(Severity::Warning));
    two.product(("Exampleco Ltd", "Editor"), ("EXAMPLECO LTD", "editor"));
    assert_eq!(two.severity("same-leaf-other-product"), None);
}

#[test]
fn leaf_that_signs_drivers_of_others_says_nothing_about_products() {
    let mut two = Two::new();
    two.product(("Exampleco Ltd", "Editor"), ("Quillmark Labs", "Viewer"));
    for fixture in [&mut two.left, &mut two.right] {
        fixture.leaf().eku.push("1.3.6.1.4.1.311.10.3.5.1".to_owned());
    }
    assert_eq!(two.severity("same-leaf-other-product"), None);
}

#[test]
fn name_of_two_identities_or_two_authorities_is_two_subscribers() {
    let mut two = Two::by_two_publishers();
    two.right.leaf().subject_attributes = two.left.leaf().subject_attributes.clone();
    assert_eq!(two.severity("same-subject-other-identity"), None, "one CA, renewed");
    two.right.leaf().issuer_attributes = crate::rules::fixture::name("Other CA", "Other CA Ltd");
    assert_eq!(two.severity("same-subject-other-identity"), Some(Severity::Warning));
    two.left.leaf().durable_identity = Some("1.3.6.1.4.1.311.97.1.2.3.4".to_owned());
    two.right.leaf().durable_identity = Some("1.3.6.1.4.1.311.97.1.2.3.5".to_owned());
    assert!(two.detail("same-subject-other-identity").contains("97.1.2.3.5"));
    two.right.leaf().durable_identity = two.left.leaf().durable_identity.clone();
    assert_eq!(two.severity("same-subject-other-identity"), None);
}

#[test]
fn key_under_two_names_is_critical_and_under_one_name_a_renewal() {
    let mut two = Two::by_two_publishers();
    two.right.leaf().spki_sha256 = two.left.leaf().spki_sha256.clone();
    assert_eq!(two.severity("same-key-other-subject"), Some(Severity::Critical));
    two.right.leaf().subject_attributes = two.left.leaf().subject_attributes.clone();
    assert_eq!(two.severity("same-key-other-subject"), None);
}

#[test]
fn counters_of_one_known_ca_below_twenty_apart_are_neighbours() {
    let mut two = Two::by_two_publishers();
    for (fixture, counter, identity) in [(&mut two.left, 1000, "97.1.2.3.4"), (&mut two.right, 1019, "97.1.2.3.5")] {
        fixture.leaf().trusted_signing_counter = Some(counter);
        fixture.leaf().durable_identity = Some(identity.to_owned());
    }
    assert_eq!(two.severity("serial-neighbours"), None, "the CA is not known");
    let ca = two.left.certificate(ISSUER).sha256;
    two.known.add_certificate(KnownCertificate::new(KnownRole::TrustedSigningCa, ca, "Sample CA"));
    assert_eq!(two.severity("serial-neighbours"), Some(Severity::Notice));
    two.right.leaf().trusted_signing_counter = Some(1020);
    assert_eq!(two.severity("serial-neighbours"), None);
}

#[test]
fn bag_with_the_leaf_twice_is_a_variant_and_another_order_is_not() {
    let mut two = Two::new();
    two.right.signature().facts.bag = vec![thumbprint(2), thumbprint(1)];
    assert_eq!(two.severity("leaf-chain-variant"), None);
    two.right.signature().facts.bag.push(thumbprint(1));
    assert_eq!(two.severity("leaf-chain-variant"), Some(Severity::Info));
}

#[test]
fn leaf_with_one_tbs_and_two_thumbprints_is_a_variant() {
    let mut two = Two::by_two_publishers();
    assert_eq!(two.severity("leaf-der-variant"), None);
    two.right.leaf().tbs_sha256 = two.left.leaf().tbs_sha256.clone();
    assert_eq!(two.severity("leaf-der-variant"), Some(Severity::Warning));
}

#[test]
fn imphash_of_two_publishers_counts_where_the_imports_are_the_programs_own() {
    let mut two = Two::by_two_publishers();
    two.imphashes = (5, 5);
    assert_eq!(two.severity("same-imphash-other-signer"), None, "nothing imported");
    let import = |library: &str| Import { library: library.to_owned(), functions: ["f"].into_iter().collect() };
    for fixture in [&mut two.left, &mut two.right] {
        fixture.pe().imports = vec![import("a.dll"), import("b.dll")];
    }
    assert_eq!(two.severity("same-imphash-other-signer"), Some(Severity::Notice));
    two.right.pe().dotnet = true;
    assert_eq!(two.severity("same-imphash-other-signer"), None);
    two.left.pe().rich_hash = Some("ab".to_owned());
    two.right.pe().rich_hash = Some("ab".to_owned());
    assert!(two.detail("same-imphash-other-signer").starts_with("Rich hash ab;"));
}

#[test]
fn disabled_rule_is_silent() {
    let mut two = Two::by_two_publishers();
    two.right.leaf().tbs_sha256 = two.left.leaf().tbs_sha256.clone();
    let (left, right) = two.files();
    let disabled = BTreeSet::from(["leaf-der-variant".to_owned()]);
    assert_eq!(run_pair(&Pair::new(&left, &right, &two.known), &disabled), []);
}

/// Files of one leaf, a minute apart each.
fn burst_of(products: &[(&str, &str)]) -> Vec<Analysis> {
    let files = products.iter().zip(0u8..).map(|((company, product), index)| {
        let mut fixture = Fixture::signed();
        let strings = &mut fixture.pe().version_info;
        strings.insert("CompanyName".to_owned(), (*company).to_owned());
        strings.insert("ProductName".to_owned(), (*product).to_owned());
        fixture.signed_at(time("2026-06-01T12:00:00Z").plus_seconds(i64::from(index).saturating_mul(60)));
        let mut analysis = fixture.analysis();
        analysis.hashes.sha256 = Some(HexBytes(vec![index; 32]));
        analysis
    });
    files.collect()
}

const UNRELATED: [(&str, &str); 5] =
    [("Alpha", "Player"), ("Beta", "Reader"), ("Gamma", "Cleaner"), ("Delta", "Updater"), ("Epsilon", "Keygen")];

#[test]
fn five_unrelated_programs_within_ten_minutes_are_a_burst() {
    let files = burst_of(&UNRELATED);
    let set: Vec<&Analysis> = files.iter().collect();
    let found = run_set(&set, &BTreeSet::new());
    assert_eq!(found.len(), 1);
    assert_eq!(found.first().map(|found| found.files.clone()), Some(vec![0, 1, 2, 3, 4]));
    assert_eq!(run_set(set.get(..4).unwrap(), &BTreeSet::new()), [], "four are none");
    let twice: Vec<&Analysis> = set.iter().take(4).chain(set.first()).copied().collect();
    assert_eq!(run_set(&twice, &BTreeSet::new()), [], "a duplicate counts once");
}

#[test]
fn release_of_one_company_is_no_burst() {
    let files = burst_of(&UNRELATED.map(|(_, product)| ("Exampleco", product)));
    assert_eq!(run_set(&files.iter().collect::<Vec<_>>(), &BTreeSet::new()), []);
}

#[test]
fn every_rule_needs_another_file_and_says_so() {
    let fixture = Fixture::signed();
    for rule in RULES {
        assert!(matches!(fixture.answer(rule), crate::rules::Answer::NotApplicable(_)), "{}", rule.id);
    }
    assert_eq!(PAIR_RULES.len().saturating_add(1), RULES.len());
}
