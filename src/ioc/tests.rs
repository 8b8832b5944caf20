//! The basket and the spelling guard, on hand-made analyses.

use std::sync::Arc;

use super::*;
use crate::model::{Analysis, DigestAlgorithm};
use crate::report::example::signed;

fn file(path: &str, imphash: u8) -> Arc<Analysis> {
    let mut analysis = signed(path, 1);
    analysis.hashes.imphash = Some(crate::model::HexBytes(vec![imphash; 16]));
    analysis.hashes.sha256 = Some(crate::model::HexBytes(path.bytes().chain([0; 32]).take(32).collect()));
    Arc::new(analysis)
}

fn find(analysis: &Analysis, name: &str) -> Value {
    all_values(analysis).into_iter().find(|value| value.id.name() == name).unwrap()
}

#[test]
fn equal_values_of_two_files_are_one_entry_with_two_origins() {
    let (a, b) = (file("a.exe", 1), file("b.exe", 2));
    let mut basket = Basket::new();
    assert!(basket.add(&a, find(&a, "leaf-serial")));
    assert!(!basket.add(&b, find(&b, "leaf-serial")));
    assert!(!basket.add(&b, find(&b, "leaf-serial")), "the same find counts once");
    assert!(basket.add(&b, find(&b, "imphash-md5")));
    assert_eq!((basket.len(), basket.files().len()), (2, 2));
    assert_eq!(basket.entries()[0].origins.len(), 2);
    let names = |entries: Vec<&Entry>| entries.iter().map(|entry| entry.value.id.name()).collect::<Vec<_>>();
    assert_eq!(names(basket.shared().collect()), ["leaf-serial"]);
    assert_eq!(names(basket.rest_by_file().remove(1)), ["imphash-md5"]);
    assert!(basket.rest_by_file()[0].is_empty());
}

#[test]
fn file_judged_anew_replaces_the_older_answer() {
    let old = file("a.exe", 1);
    let mut newer = Analysis::clone(&old);
    newer.verdict.reasons.push("later".to_owned());
    let newer = Arc::new(newer);
    let mut basket = Basket::new();
    basket.add_file(&old);
    basket.add_file(&newer);
    assert_eq!(basket.files(), [newer]);
}

#[test]
fn removed_value_can_be_picked_again() {
    let a = file("a.exe", 1);
    let value = find(&a, "imphash-md5");
    let mut basket = Basket::new();
    basket.add_all(&a, all_values(&a));
    let full = basket.len();
    assert!(basket.remove(&value.id, &value.text));
    assert!(!basket.contains(&value.id, &value.text));
    assert!(!basket.remove(&value.id, &value.text));
    assert!(basket.add(&a, value));
    assert_eq!(basket.len(), full);
}

#[test]
fn file_whose_last_value_is_taken_out_no_longer_counts_for_what_all_share() {
    let (a, b, c) = (file("a.exe", 1), file("b.exe", 2), file("c.exe", 3));
    let mut basket = Basket::new();
    let imphash = find(&a, "imphash-md5");
    basket.add(&a, imphash.clone());
    basket.add(&b, find(&b, "leaf-serial"));
    basket.add(&c, find(&c, "leaf-serial"));
    assert_eq!(basket.shared().count(), 0);
    assert!(basket.remove(&imphash.id, &imphash.text));
    assert_eq!(basket.files(), [b.clone(), c.clone()]);
    assert_eq!(basket.shared().count(), 1);
    assert_eq!(basket.entries()[0].files(), [0, 1]);
    assert!(basket.has_from(&c, &find(&c, "leaf-serial")) && !basket.has_from(&a, &find(&a, "leaf-serial")));
}

#[test]
fn some_values_of_a_basket_keep_its_files() {
    let (a, b) = (file("a.exe", 1), file("b.exe", 2));
    let mut basket = Basket::new();
    basket.add_all(&a, all_values(&a));
    basket.add_all(&b, all_values(&b));
    let picked = basket.picked(|entry| entry.value.id.name() == "leaf-serial");
    assert_eq!((picked.len(), picked.files().len()), (1, 2));
    assert!(picked.has_from(&b, &find(&b, "leaf-serial")) && !picked.has_from(&b, &find(&b, "imphash-md5")));
}

#[test]
fn every_hash_has_its_algorithm_and_its_length() {
    for value in all_values(&file("a.exe", 1)) {
        let is_hash = value.id.name().contains("hash") || value.kind() == Kind::Thumbprint;
        assert_eq!(value.id.algorithm.is_some(), is_hash, "{}", value.id);
        if let Some(algorithm) = value.id.algorithm {
            assert_eq!(value.text.len(), algorithm.output_len() * 2, "{}", value.id);
        }
    }
}

#[test]
fn selector_takes_whole_words_of_a_name() {
    let thumbprint = ValueId {
        kind: Kind::Thumbprint,
        party: Some(Party::Leaf),
        algorithm: Some(DigestAlgorithm::Sha1),
        part: None,
    };
    assert_eq!(thumbprint.name(), "leaf-thumbprint-sha1");
    for selector in ["all", "leaf", "thumbprint", "sha1", "leaf-thumbprint", "Thumbprint-SHA1"] {
        assert!(thumbprint.is_selected_by(selector), "{selector}");
    }
    for selector in ["", "print", "sha", "thumbprint-sha256", "issuer", "leaf-sha1"] {
        assert!(!thumbprint.is_selected_by(selector), "{selector}");
    }
}

#[test]
fn consumer_of_sha1_gets_the_sha1_of_the_certificate_whose_sha256_was_picked() {
    let a = file("a.exe", 1);
    let leaf = a.certificates[0].facts.clone();
    let mut basket = Basket::new();
    basket.add(&a, find(&a, "leaf-thumbprint-sha256"));
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    for format in [Format::Kql, Format::VirusTotal] {
        let text = render(format, &basket, &options).to_lowercase();
        assert!(text.contains(&leaf.sha1.to_string()), "{format}: {text}");
        assert!(!text.contains(&leaf.sha256.to_string()), "{format}: {text}");
    }
}

#[test]
fn kql_uses_columns_of_the_table_alone() {
    let a = file("a.exe", 1);
    let mut basket = Basket::new();
    basket.add_all(&a, all_values(&a));
    let query = render(Format::Kql, &basket, &RenderOptions::new("2026-11-23".parse().unwrap()));
    let tests = query.split(" where ").nth(1).unwrap();
    // Outside of literals a word is a column, an operator or `and`, `or`, `in~`.
    let outside: String = tests.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> =
        outside.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    assert!(words.len() > 4);
    for word in words {
        assert!(super::format::KQL_COLUMNS.contains(&word) || ["and", "or", "in"].contains(&word), "{word}");
    }
}

#[test]
fn single_value_has_no_line_break() {
    let a = file("a.exe", 1);
    let mut basket = Basket::new();
    basket.add(&a, find(&a, "leaf-serial"));
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    assert_eq!(render(Format::Plain, &basket, &options), "330001");
    assert_eq!(render(Format::Defanged, &basket, &options), "330001");
}

#[test]
fn list_has_values_in_the_form_asked_for_where_they_know_it() {
    let a = file("a.exe", 1);
    let mut basket = Basket::new();
    basket.add(&a, find(&a, "leaf-serial"));
    basket.add(&a, find(&a, "leaf-subject"));
    let options = RenderOptions { form: Some(Form::Colon), ..RenderOptions::new("2026-11-23".parse().unwrap()) };
    assert_eq!(render(Format::Plain, &basket, &options), "33:00:01\nCN=Example Apps Ltd,C=GB");
}

#[test]
fn nothing_picked_is_written_by_every_format() {
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    for format in Format::ALL {
        let text = render(format, &Basket::new(), &options);
        assert_eq!(
            text.is_empty(),
            matches!(format, Format::Plain | Format::Defanged | Format::VirusTotal),
            "{format}"
        );
    }
}

#[test]
fn value_of_a_node_is_among_all_values() {
    let a = file("a.exe", 1);
    let all = all_values(&a);
    let leaf = a.certificates[0].facts.sha256;
    for node in [Node::File, Node::Signature(0), Node::Timestamp(0, 0)] {
        let some = values(&a, node);
        assert!(!some.is_empty() && some.iter().all(|value| all.contains(value)), "{node:?}");
    }
    assert!(values(&a, Node::Certificate(leaf)).iter().all(|value| value.id.party == Some(Party::Leaf)));
    assert!(values(&a, Node::Signature(7)).is_empty());
    assert!(values(&a, Node::Finding(0)).is_empty());
}

/// A leaf of its own for each file.
fn with_own_leaf(index: usize) -> Arc<Analysis> {
    let mut analysis = signed(&format!("{index}.exe"), 1);
    let mut sha256 = [7; 32];
    sha256[..8].copy_from_slice(&index.to_be_bytes());
    let mut leaf = (*analysis.certificates[0].facts).clone();
    leaf.sha256 = crate::model::Thumbprint(sha256);
    leaf.sha1 = crate::model::HexBytes(sha256[..20].to_vec());
    leaf.serial = crate::model::HexBytes(sha256[..9].to_vec());
    leaf.durable_identity = Some(format!("1.3.6.1.4.1.311.97.1.2.3.{index}"));
    analysis.certificates[0].facts = Arc::new(leaf);
    let mut facts = (*analysis.signatures[0].facts).clone();
    facts.signer = Some(crate::model::Thumbprint(sha256));
    analysis.signatures[0].facts = Arc::new(facts);
    analysis.signatures[0].chain = vec![crate::model::Thumbprint(sha256)];
    analysis.hashes.sha256 = Some(crate::model::HexBytes(sha256.to_vec()));
    analysis.hashes.sha1 = Some(crate::model::HexBytes(sha256[..20].to_vec()));
    Arc::new(analysis)
}

#[test]
fn a_thousand_files_are_written_by_every_format() {
    let files: Vec<Arc<Analysis>> = (0..1_000).map(with_own_leaf).collect();
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    for format in Format::ALL {
        let text = render(format, &default_basket(format, &files), &options);
        assert!(text.len() > 20_000, "{format}");
    }
}

#[test]
fn certificate_that_issued_the_leaf_is_the_issuer_whatever_else_it_is() {
    let mut analysis = signed("a.exe", 1);
    let mut authority = analysis.certificates[0].clone();
    let mut facts = (*authority.facts).clone();
    facts.sha256 = crate::model::Thumbprint([42; 32]);
    authority.facts = Arc::new(facts);
    authority.roles = vec![crate::model::Role::Root];
    analysis.certificates.push(authority);
    analysis.signatures[0].chain.push(crate::model::Thumbprint([42; 32]));
    let names = |node| values(&analysis, node).iter().map(|value| value.id.name()).collect::<Vec<_>>();
    assert!(
        names(Node::Certificate(crate::model::Thumbprint([42; 32]))).contains(&"issuer-thumbprint-sha256".to_owned())
    );
    assert!(names(Node::Signature(0)).contains(&"issuer-serial".to_owned()));
}

#[test]
fn sha256_never_stands_where_a_sha1_is_expected() {
    let mut analysis = signed("a.exe", 1);
    analysis.hashes.sha256 = Some(crate::model::HexBytes(vec![0x5a; 32]));
    analysis.hashes.authentihash.sha1 = Some(crate::model::HexBytes(vec![0x1a; 20]));
    let analysis = Arc::new(analysis);
    let mut basket = Basket::new();
    basket.add_all(&analysis, all_values(&analysis));
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    let kql = render(Format::Kql, &basket, &options);
    assert!(!kql.contains(&"5a".repeat(32)) && !kql.contains(&"07".repeat(32)), "no SHA-256 in this table: {kql}");
    let vt = render(Format::VirusTotal, &basket, &options);
    assert!(!vt.contains(&"1a".repeat(20)), "VirusTotal's authentihash is a SHA-256: {vt}");
    let json: serde_json::Value = serde_json::from_str(&render(Format::Misp, &basket, &options)).unwrap();
    for object in json["Event"]["Object"].as_array().unwrap() {
        for attribute in object["Attribute"].as_array().unwrap() {
            let digits = match attribute["type"].as_str().unwrap() {
                "sha1" | "x509-fingerprint-sha1" => 40,
                "sha256" | "x509-fingerprint-sha256" | "authentihash" => 64,
                "md5" | "imphash" => 32,
                _ => continue,
            };
            assert_eq!(attribute["value"].as_str().unwrap().len(), digits, "{attribute}");
        }
    }
}

/// A file without a signature of its own that the catalog `good.cat` names.
fn of_catalog(path: &str, imphash: u8) -> Arc<Analysis> {
    let mut analysis = Analysis::clone(&file(path, imphash));
    let mut leaf = (*analysis.certificates[0].facts).clone();
    leaf.offset = None;
    leaf.durable_identity = Some("1.3.6.1.4.1.311.97.1.2.3.4".to_owned());
    analysis.certificates[0].facts = Arc::new(leaf);
    let mut facts = (*analysis.signatures[0].facts).clone();
    facts.path = "catalog[0]".to_owned();
    facts.offset = None;
    let sha256 = crate::model::HexBytes(vec![0xca; 32]);
    facts.catalog = Some(crate::model::CatalogSource { file: "lists/good.cat".to_owned(), sha256 });
    analysis.signatures[0].facts = Arc::new(facts);
    Arc::new(analysis)
}

#[test]
fn certificate_of_a_catalog_makes_no_yara_rule_for_the_files_that_it_names() {
    let file = of_catalog("driver.sys", 1);
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    let text = render(Format::Yara, &default_basket(Format::Yara, [&file]), &options);
    assert!(text.contains("// no rule for the certificate of Example Apps Ltd: "), "{text}");
    assert!(!text.contains("pe.signatures") && !text.contains("sigscope_identity_"), "{text}");
    assert_eq!(text.matches("\nrule ").count(), 1, "{text}");
    assert!(text.contains("rule sigscope_file_"), "the file is found by its hash: {text}");

    let mut all = Basket::new();
    all.add_all(&file, all_values(&file));
    let text = render(Format::Yara, &all, &options);
    assert!(!text.contains("pe.signatures") && !text.contains("sigscope_identity_"), "{text}");
    let stix = render(Format::Stix, &all, &options);
    assert!(!stix.contains("\"yara\""), "no pattern that cannot match the file: {stix}");
}

#[test]
fn rule_for_a_certificate_lists_only_samples_that_hold_it() {
    let (inside, listed) = (file("a.exe", 1), of_catalog("driver.sys", 2));
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    for files in [[&inside, &listed], [&listed, &inside]] {
        let text = render(Format::Yara, &default_basket(Format::Yara, files), &options);
        let rules: Vec<&str> = text.split("\nrule ").skip(1).collect();
        let hash = |file: &Analysis| file.hashes.sha256.clone().unwrap().to_string();
        let [leaf, whole] = rules.as_slice() else { panic!("{text}") };
        assert!(leaf.starts_with("sigscope_leaf_") && whole.starts_with("sigscope_file_"), "{text}");
        assert!(leaf.contains(&hash(&inside)) && !leaf.contains(&hash(&listed)), "{leaf}");
        assert!(whole.contains(&hash(&listed)) && !whole.contains(&hash(&inside)), "{whole}");
    }
}

#[test]
fn signature_of_a_catalog_is_told_as_such_to_people_and_in_stix() {
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    let written = |format, file: &Arc<Analysis>| render(format, &default_basket(format, [file]), &options);
    let (inside, listed) = (file("a.exe", 1), of_catalog("driver.sys", 2));
    let report = written(Format::AbuseReport, &listed);
    assert!(report.contains(&format!("  signed by  the catalog good.cat, SHA-256 {}\n", "ca".repeat(32))), "{report}");
    assert!(report.contains("from the samples and their catalogs"), "{report}");
    assert!(!written(Format::AbuseReport, &inside).contains("catalog"));
    assert!(written(Format::Stix, &listed).contains("A catalog that names the file is signed with this certificate."));
    assert!(written(Format::Stix, &inside).contains("The file carries a signature made with this certificate."));
}

#[test]
fn nobody_is_asked_to_revoke_what_signs_the_drivers_of_many_vendors() {
    let options = RenderOptions::new("2026-11-23".parse().unwrap());
    let with = |usage: &str, organization: &str| {
        let mut analysis = signed("driver.sys", 1);
        let facts = Arc::make_mut(&mut analysis.certificates[0].facts);
        facts.eku.push(usage.to_owned());
        facts.issuer_attributes.attributes.push(crate::model::NameAttribute {
            oid: crate::asn1::oid::ORGANIZATION.to_owned(),
            name: "O".to_owned(),
            value: organization.to_owned(),
            kind: crate::model::StringKind::Utf8,
            invalid: false,
            location: None,
        });
        let analysis = Arc::new(analysis);
        render(Format::AbuseReport, &default_basket(Format::AbuseReport, [&analysis]), &options)
    };
    use crate::asn1::oid::{CODE_SIGNING, WHQL, WHQL_ATTESTED};
    for usage in [WHQL, WHQL_ATTESTED] {
        let text = with(usage, "Microsoft Corporation");
        assert!(text.starts_with("No revocation to ask for:\n- Example Apps Ltd"), "{text}");
        assert!(!text.contains("We ask you"), "{text}");
        assert!(with(usage, "Example CA").contains("We ask you"), "anybody can state the usage");
    }
    assert!(with(CODE_SIGNING, "Microsoft Corporation").contains("We ask you"));
}
