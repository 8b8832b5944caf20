//! Two files side by side: every relation on samples, and what holds of any two files.

use std::sync::OnceLock;

use sigscope::compare::{Comparison, Link, Relation, Row, RowState, compare, matrix};
use sigscope::model::Analysis;
use sigscope::rules::comparison::{Side, Spot};
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, demo, examine_bytes, judge};

use super::support::forge::*;
use super::support::samples::{FJORD, JANE, clean_signer, short_leaf, trusted_signer};

fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| demo::policy("2026-11-23".parse().unwrap(), TrustStore::empty()))
}

fn analyse(name: &str, bytes: &[u8]) -> Analysis {
    judge(&examine_bytes(name, bytes, &ExamineOptions { parallel: false, ..ExamineOptions::default() }), policy())
}

/// All samples of the demo, judged once.
fn samples() -> &'static [Analysis] {
    static SAMPLES: OnceLock<Vec<Analysis>> = OnceLock::new();
    SAMPLES.get_or_init(|| demo::SAMPLES.iter().map(|sample| analyse(sample.name, sample.bytes)).collect())
}

fn of_sample(name: &str) -> &'static Analysis {
    samples().iter().find(|analysis| analysis.path == name).unwrap()
}

fn compared(left: &str, right: &str) -> Comparison {
    compare(of_sample(left), of_sample(right), policy())
}

fn forged(left: &[u8], right: &[u8]) -> Comparison {
    compare(&analyse("a.exe", left), &analyse("b.exe", right), policy())
}

fn finding_ids(comparison: &Comparison) -> Vec<&str> {
    comparison.findings.iter().map(|found| found.finding.id.as_str()).collect()
}

#[test]
fn samples_are_related_as_they_were_made() {
    for (left, right, relation, donor) in [
        ("nots.exe", "invoice_26\u{202e}fdp.exe", Relation::Identical, None),
        ("clean.exe", "transplanted.exe", Relation::SignatureTransplanted, Some(Side::Left)),
        ("tampered.exe", "clean.exe", Relation::SignatureTransplanted, Some(Side::Right)),
        ("tampered.exe", "transplanted.exe", Relation::SignatureTransplanted, None),
        ("clean.exe", "trailing.exe", Relation::SignatureTransplanted, Some(Side::Left)),
        ("clean.exe", "broken.exe", Relation::SameContentResigned, None),
        ("clean.exe", "padding.exe", Relation::SameLeaf, None),
        ("clean.exe", "nested.exe", Relation::SameLeaf, None),
        ("clean.exe", "sha1.exe", Relation::SameLeaf, None),
        ("short.exe", "short2.exe", Relation::SameDurableIdentity, None),
        ("short.exe", "fresh.exe", Relation::SameIssuer, None),
        ("clean.exe", "ecdsa.exe", Relation::SameIssuer, None),
        ("short.exe", "clean.exe", Relation::Unrelated, None),
        ("short.exe", "unsigned.exe", Relation::Unrelated, None),
        ("clean.exe", "selfsigned.exe", Relation::Unrelated, None),
    ] {
        let comparison = compared(left, right);
        assert_eq!(comparison.related.relation, relation, "{left} {right}: {}", comparison.related.sentence);
        assert_eq!(comparison.related.donor, donor, "{left} {right}");
    }
}

#[test]
fn signed_and_stripped_file_have_the_same_content() {
    let comparison = forged(&sample("clean.exe"), &unsign(&sample("clean.exe")));
    assert_eq!(comparison.related.relation, Relation::SameContentStripped);
    assert_eq!(finding_ids(&comparison), ["same-content-stripped"]);
    assert!(comparison.related.sentence.contains("only A is signed"));
}

#[test]
fn damaged_signature_is_not_said_to_be_a_new_one() {
    for name in ["broken.exe", "truncated.exe"] {
        let related = compared("clean.exe", name).related;
        let sentence = &related.sentence;
        assert!(sentence.contains("the signature of B cannot be read: damaged, or another"), "{sentence}");
        assert_eq!((related.headline().as_str(), related.short()), ("SAME CONTENT", "content"));
    }
}

#[test]
fn files_without_hashes_are_not_said_to_differ() {
    let options = ExamineOptions { parallel: false, hashes: Vec::new(), ..ExamineOptions::default() };
    let unhashed = |name: &str| judge(&examine_bytes(name, &sample(name), &options), policy());
    let related = |right: &str| compare(&unhashed("clean.exe"), &unhashed(right), policy()).related;
    let same = related("clean.exe");
    assert!(same.sentence.contains("whether other bytes differ is not known"), "{}", same.sentence);
    // Another size is another file, hashes or not.
    let padded = related("padding.exe");
    assert!(padded.sentence.contains("differ only in bytes that no signature covers"), "{}", padded.sentence);
}

#[test]
fn content_signed_again_by_another_publisher_is_reported() {
    let pki = Pki::get();
    let image = unsign(&sample("clean.exe"));
    let again = trusted_signer(&short_leaf(), &pki.eoc)
        .timestamp(pki.microsoft_style_token(at("2026-09-03T03:14:07Z"), "5"))
        .sign(&image);
    let comparison = forged(&sample("clean.exe"), &again);
    assert_eq!(comparison.related.relation, Relation::SameContentResigned);
    assert_eq!(finding_ids(&comparison), ["same-digest-other-signature"]);
    assert!(comparison.related.sentence.contains("A was signed first"), "{}", comparison.related.sentence);
    let same_publisher = forged(&sample("clean.exe"), &clean_signer().opus("signed anew", "").sign(&image));
    assert_eq!(same_publisher.related.relation, Relation::SameContentResigned);
    assert!(same_publisher.findings.is_empty());
}

fn image(text: &str) -> Vec<u8> {
    Pe::new(text, at("2026-05-12T08:00:00Z")).build()
}

#[test]
fn renewed_certificate_has_the_same_key() {
    let pki = Pki::get();
    let renewed = pki
        .clean_leaf()
        .vary()
        .validity(at("2026-01-01T00:00:00Z"), at("2028-12-31T23:59:59Z"))
        .serial(b"\x31renewed-leaf-001");
    let renewed = renewed.issued_by(&pki.conventional_ca);
    let comparison = forged(
        &clean_signer().sign(&image("one")),
        &Signer::new(&renewed, &[&pki.conventional_ca]).sign(&image("two")),
    );
    assert_eq!(comparison.related.relation, Relation::SameKey);
    assert!(finding_ids(&comparison).is_empty());
    let row = comparison.rows.iter().find(|row| row.field == "leaf SHA-256").unwrap();
    assert_eq!(row.soft.unwrap().to_string(), "same key, re-issued");
}

#[test]
fn key_under_another_name_is_critical() {
    let pki = Pki::get();
    let other = pki.clean_leaf().vary().subject(Name::new().c("FR").o("Autre Exemple SARL").cn("Autre Exemple SARL"));
    let other = other.serial(b"\x31other-name-0001").issued_by(&pki.conventional_ca);
    let comparison =
        forged(&clean_signer().sign(&image("one")), &Signer::new(&other, &[&pki.conventional_ca]).sign(&image("two")));
    assert_eq!(comparison.related.relation, Relation::SameKey);
    assert_eq!(finding_ids(&comparison), ["same-key-other-subject"]);
}

#[test]
fn name_with_another_identity_is_the_same_subject_and_a_warning() {
    let pki = Pki::get();
    let subject = || Name::new().c("US").st("Oregon").l("Salem").o("Jane Q Sample").cn("Jane Q Sample");
    let leaf = |identity, key, counter| {
        pki.trusted_signing(subject(), identity, key, at("2026-09-01T21:14:07Z"), counter).issued_by(&pki.eoc)
    };
    let (left, right) = (leaf(JANE, "leaf-2", 0x6_0000), leaf(FJORD, "leaf-4", 0x7_0000));
    let comparison = forged(
        &trusted_signer(&left, &pki.eoc).sign(&image("one")),
        &trusted_signer(&right, &pki.eoc).sign(&image("two")),
    );
    assert_eq!(comparison.related.relation, Relation::SameSubject);
    assert_eq!(finding_ids(&comparison), ["same-subject-other-identity", "same-imphash-other-signer"]);
    assert!(comparison.related.sentence.contains("but their durable identities differ"));
}

#[test]
fn case_of_a_name_is_a_soft_difference_of_one_subject() {
    let pki = Pki::get();
    let louder = pki.clean_leaf().vary().key("leaf-7").subject(
        Name::new()
            .c("DE")
            .st("Berlin")
            .l("Berlin")
            .o("EXAMPLE GANTRY SOFTWARE GMBH")
            .cn("EXAMPLE GANTRY SOFTWARE GMBH"),
    );
    let louder = louder.serial(b"\x31louder-leaf-0001").issued_by(&pki.conventional_ca);
    let comparison =
        forged(&clean_signer().sign(&image("one")), &Signer::new(&louder, &[&pki.conventional_ca]).sign(&image("two")));
    assert_eq!(comparison.related.relation, Relation::SameSubject);
    let row = comparison.rows.iter().find(|row| row.field == "leaf subject").unwrap();
    assert_eq!(row.soft.unwrap().to_string(), "case only");
}

#[test]
fn neighbours_of_one_issuing_ca_are_linked() {
    let comparison = compared("short.exe", "fresh.exe");
    assert!(comparison.related.links.contains(&Link::NeighbouringSerials));
    assert!(finding_ids(&comparison).contains(&"serial-neighbours"));
}

#[test]
fn token_on_two_signatures_is_found() {
    let pki = Pki::get();
    let first = clean_signer().timestamp(pki.token(at("2026-05-11T08:15:30Z"))).sign(&image("one"));
    // The same imprint over another signature: the token of the first file, made again.
    let signature = {
        let left = analyse("a.exe", &first);
        let imprint = left.signatures[0].timestamps[0].facts.imprint.clone().unwrap();
        pki.token(at("2026-05-11T08:15:30Z")).imprint(imprint.0)
    };
    let second = clean_signer().timestamp(signature).sign(&image("two"));
    let comparison = forged(&first, &second);
    assert!(comparison.related.links.contains(&Link::SameTimestampToken));
    assert!(finding_ids(&comparison).contains(&"same-timestamp-token"));
    assert_eq!(comparison.related.relation, Relation::SameLeaf);
}

#[test]
fn common_ancestor_is_the_lowest_shared_certificate_and_its_row_is_marked() {
    let comparison = compared("short.exe", "short2.exe");
    let pki = Pki::get();
    let ancestor = comparison.common_ancestor.unwrap();
    assert_eq!(ancestor.0.to_vec(), Hash::Sha256.of(&pki.pca.der));
    let marked: Vec<&Row> = comparison.rows.iter().filter(|row| row.common_ancestor).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].left_spot.certificate, Some(ancestor));
    assert_eq!(compared("short.exe", "clean.exe").common_ancestor, None);
    assert_eq!(compared("clean.exe", "sha1.exe").common_ancestor, of_sample("clean.exe").signatures[0].facts.signer);
}

#[test]
fn sentence_of_each_pair_names_every_link() {
    for left in samples() {
        for right in samples() {
            let related = compare(left, right, policy()).related;
            for link in related.links.iter().skip(1) {
                let said = related.sentence.contains(&link.words())
                    || matches!(link, Link::SameContent | Link::SameSignature | Link::Identical);
                assert!(said, "{link}: {}", related.sentence);
            }
            assert!(!related.sentence.contains('\n') && related.sentence.ends_with('.'));
        }
    }
}

#[test]
fn file_compared_with_itself_has_only_rows_that_are_the_same() {
    assert_same_as_itself(samples());
}

fn assert_same_as_itself(files: &[Analysis]) {
    for file in files {
        let comparison = compare(file, file, policy());
        assert_eq!(comparison.related.relation, Relation::Identical, "{}", file.path);
        assert_eq!(comparison.count(RowState::Same), comparison.rows.len(), "{}", file.path);
        assert!(comparison.rows.len() > 10);
        assert!(comparison.findings.is_empty(), "{}: {:?}", file.path, comparison.findings);
    }
}

/// A row with its sides swapped, as a comparison from the other side shows it.
fn mirrored(row: &Row) -> Row {
    let state = match row.state {
        RowState::LeftOnly => RowState::RightOnly,
        RowState::RightOnly => RowState::LeftOnly,
        same => same,
    };
    let soft = row.soft.map(|soft| match soft {
        sigscope::compare::Soft::Later(seconds) => sigscope::compare::Soft::Later(-seconds),
        other => other,
    });
    Row {
        left: row.right.clone(),
        right: row.left.clone(),
        left_spot: row.right_spot,
        right_spot: row.left_spot,
        state,
        soft,
        ..row.clone()
    }
}

/// Rows in an order that does not depend on the sides.
fn sorted(rows: impl Iterator<Item = Row>) -> Vec<String> {
    let mut rows: Vec<String> = rows
        .map(|row| {
            // A pair of signatures in two places is named by both; the order of the two is the sides'.
            let section = row.section.split(" of A, ").next().unwrap_or_default().len();
            format!(
                "{section} {} {:?} {:?} {:?} {:?} {:?}",
                row.field, row.left, row.right, row.state, row.soft, row.common_ancestor
            )
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn swapping_the_sides_mirrors_the_result() {
    assert_mirrored(samples());
}

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn corpus_files_are_the_same_as_themselves_and_pairs_mirror() {
    let entries = super::corpus_evidence::corpus();
    let files: Vec<Analysis> =
        entries.iter().map(|entry| analyse(&entry.id, &std::fs::read(&entry.path).unwrap())).collect();
    assert_same_as_itself(&files);
    assert_mirrored(&files);
}

fn assert_mirrored(files: &[Analysis]) {
    for (number, left) in files.iter().enumerate() {
        for right in &files[number..] {
            let (there, back) = (compare(left, right, policy()), compare(right, left, policy()));
            let names = format!("{} {}", left.path, right.path);
            assert_eq!(there.related.relation, back.related.relation, "{names}");
            assert_eq!(there.related.links, back.related.links, "{names}");
            assert_eq!(there.related.donor, back.related.donor.map(Side::other), "{names}");
            assert_eq!(there.common_ancestor, back.common_ancestor, "{names}");
            assert_eq!(sorted(there.rows.iter().map(mirrored)), sorted(back.rows.iter().cloned()), "{names}");
            let ids = |comparison: &Comparison, side: fn(&sigscope::rules::comparison::PairFinding) -> Spot| {
                comparison.findings.iter().map(|one| (one.finding.id.clone(), side(one))).collect::<Vec<_>>()
            };
            assert_eq!(ids(&there, |one| one.left), ids(&back, |one| one.right), "{names}");
        }
    }
}

#[test]
fn leaf_twice_among_the_certificates_is_another_habit_of_one_signer() {
    let leaf = Pki::get().clean_leaf();
    let once = clean_signer();
    let twice = clean_signer().with_extra(&leaf.der);
    let comparison = forged(&once.sign(&image("one")), &twice.sign(&image("two")));
    assert_eq!(comparison.related.relation, Relation::SameLeaf);
    let found = comparison.findings.iter().find(|found| found.finding.id == "leaf-chain-variant").unwrap();
    assert_eq!(found.finding.detail, "A embeds 2 certificates (2 distinct), B 3 (2 distinct)");
    assert!(!finding_ids(&comparison).contains(&"leaf-der-variant"));
}

#[test]
fn leaf_with_another_signature_value_is_one_certificate_in_two_encodings_and_one_key() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let mut forgery = leaf.vary();
    forgery.signature = Some(vec![0x5a; 256]);
    let forgery = forgery.issued_by(&pki.conventional_ca);
    assert_ne!(leaf.der, forgery.der);
    let comparison = forged(
        &clean_signer().sign(&image("one")),
        &Signer::new(&forgery, &[&pki.conventional_ca]).sign(&image("two")),
    );
    assert_eq!(comparison.related.relation, Relation::SameKey);
    assert_eq!(finding_ids(&comparison), ["leaf-der-variant"]);
}

/// Programs of these companies and products, signed with one leaf a minute apart.
fn signed_in_a_row(products: &[(&str, &str)], seconds: i64) -> Vec<Analysis> {
    let pki = Pki::get();
    let program = |(number, (company, product)): (i64, &(&str, &str))| {
        let image = Pe::new(product, at("2026-05-12T08:00:00Z"))
            .version_info(&[("CompanyName", company), ("ProductName", product), ("FileVersion", "1.0.0.0")])
            .build();
        let time = at("2026-05-12T09:00:00Z") + time::Duration::seconds(number * seconds);
        let token = pki.token(time);
        analyse(&format!("{number}.exe"), &clean_signer().timestamp(token).sign(&image))
    };
    (0i64..).zip(products).map(program).collect()
}

const UNRELATED: [(&str, &str); 5] = [
    ("Northwind Traders", "Invoice Viewer"),
    ("Contoso Games", "Space Miner"),
    ("Fabrikam Dental", "Tooth Planner"),
    ("Adatum Audio", "Wave Mixer"),
    ("Litware Travel", "Ticket Printer"),
];

fn bursts(files: &[Analysis]) -> Vec<Vec<usize>> {
    let files: Vec<&Analysis> = files.iter().collect();
    let found = matrix(&files, policy()).findings;
    assert!(found.iter().all(|found| found.finding.id == "signing-burst"));
    found.into_iter().map(|found| found.files).collect()
}

#[test]
fn five_unrelated_programs_signed_within_minutes_are_a_burst() {
    assert_eq!(bursts(&signed_in_a_row(&UNRELATED, 60)), [[0, 1, 2, 3, 4]]);
}

#[test]
fn release_of_one_product_is_no_burst_nor_are_four_programs_or_ones_signed_hours_apart() {
    let release = ["Player", "Editor", "Converter", "Updater", "Installer"]
        .map(|tool| ("Northwind Media", format!("Northwind {tool}")));
    let release: Vec<(&str, &str)> = release.iter().map(|(company, product)| (*company, product.as_str())).collect();
    assert!(bursts(&signed_in_a_row(&release, 60)).is_empty());
    assert!(bursts(&signed_in_a_row(&UNRELATED[..4], 60)).is_empty());
    assert!(bursts(&signed_in_a_row(&UNRELATED, 3_600)).is_empty());
}

#[test]
fn matrix_has_each_pair_once_and_agrees_with_the_comparison() {
    let files: Vec<&Analysis> = ["clean.exe", "short.exe", "short2.exe", "transplanted.exe"].map(of_sample).to_vec();
    let matrix = matrix(&files, policy());
    assert_eq!(matrix.cells.len(), 6);
    for cell in &matrix.cells {
        let comparison = compare(files[cell.left], files[cell.right], policy());
        assert_eq!(cell.related, comparison.related);
        assert_eq!(cell.findings, comparison.findings);
    }
    assert_eq!(matrix.cell(2, 1).unwrap().related.relation, Relation::SameDurableIdentity);
    assert!(matrix.findings.is_empty());
}
