use super::der::{Parts, attribute, element, name, oid, rdn, sequence};
use super::*;
use crate::model::{NameAttribute, StringKind};

/// Reads a subject; gives its text, its attributes and the number of defects.
fn subject(encoded: Vec<u8>) -> (String, Vec<NameAttribute>, usize) {
    let (facts, defects) = read(&Parts { subject: encoded, ..Parts::default() }.build());
    (facts.subject, facts.subject_attributes.attributes, defects.len())
}

/// Reads one common name of this string type.
fn common_name(tag: u8, value: &[u8]) -> NameAttribute {
    subject(sequence(&[&rdn(&[attribute("2.5.4.3", tag, value)])])).1.remove(0)
}

#[test]
fn last_encoded_name_part_comes_first_in_text_and_encoded_order_stays_in_attributes() {
    let encoded = name(&[("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.10", "Example"), ("2.5.4.3", "Leaf")]);
    let (text, attributes, _) = subject(encoded);
    assert_eq!(text, "CN=Leaf,O=Example,ST=WA,C=US");
    assert_eq!(attributes.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["C", "ST", "O", "CN"]);
}

#[test]
fn multi_valued_rdn_is_joined_by_plus_in_encoded_order() {
    let parts = [attribute("2.5.4.3", 12, b"Leaf"), attribute("2.5.4.5", 12, b"42")];
    let (text, ..) = subject(sequence(&[&rdn(&[attribute("2.5.4.6", 12, b"US")]), &rdn(&parts)]));
    assert_eq!(text, "CN=Leaf+serialNumber=42,C=US");
}

#[test]
fn special_characters_are_escaped_as_in_rfc_4514() {
    for (value, escaped) in [
        ("James \"Jim\" Smith, III", "James \\\"Jim\\\" Smith\\, III"),
        ("#1 Tools", "\\#1 Tools"),
        ("C# Tools", "C# Tools"),
        (" padded ", "\\ padded\\ "),
        (" ", "\\ "),
        ("a+b;c<d>e\\f=g", "a\\+b\\;c\\<d\\>e\\\\f=g"),
        ("Before\0After", "Before\\00After"),
        ("Lučić", "Lučić"),
    ] {
        assert_eq!(subject(name(&[("2.5.4.3", value)])).0, format!("CN={escaped}"));
    }
}

#[test]
fn unknown_type_is_dotted_with_a_readable_value() {
    assert_eq!(subject(name(&[("1.2.3.4", "text")])).0, "1.2.3.4=text");
}

#[test]
fn value_that_is_no_string_is_hex() {
    let (text, attributes, _) = subject(sequence(&[&rdn(&[attribute("2.5.4.3", 4, &[0xca, 0xfe])])]));
    assert_eq!(text, "CN=#0402cafe");
    assert_eq!((attributes[0].kind, attributes[0].value.as_str()), (StringKind::Other, "0402cafe"));
}

#[test]
fn each_string_type_is_decoded_and_named() {
    for (tag, bytes, value, kind) in [
        (12, "Zürich".as_bytes(), "Zürich", StringKind::Utf8),
        (19, b"Plain", "Plain", StringKind::Printable),
        (20, b"Z\xfcrich", "Zürich", StringKind::Teletex),
        (22, b"a@b", "a@b", StringKind::Ia5),
        (18, b"12 3", "12 3", StringKind::Numeric),
        (26, b"~", "~", StringKind::Visible),
        (30, b"\x00Z\x00\xfc", "Zü", StringKind::Bmp),
        (28, b"\x00\x01\xf6\x00", "\u{1f600}", StringKind::Universal),
    ] {
        let read = common_name(tag, bytes);
        assert_eq!((read.value.as_str(), read.kind, read.invalid), (value, kind, false), "tag {tag}");
    }
}

#[test]
fn bytes_that_are_no_string_of_their_type_are_invalid() {
    for (tag, bytes) in [
        (12u8, &b"\xff\xfe"[..]),
        (19, b"under_score"),
        (22, b"\x80"),
        (18, b"12a"),
        (26, b"\x1b"),
        (30, b"\x00A\x00"),
        (30, b"\xd8\x3d\xde\x00"),
        (28, b"\x00\x11\x00\x00"),
    ] {
        assert!(common_name(tag, bytes).invalid, "tag {tag}");
    }
}

#[test]
fn last_common_name_is_the_most_specific() {
    let encoded = name(&[("2.5.4.3", "Group"), ("2.5.4.3", "Leaf")]);
    let (facts, _) = read(&Parts { subject: encoded, ..Parts::default() }.build());
    assert_eq!(facts.subject_cn.as_deref(), Some("Leaf"));
}

#[test]
fn name_without_a_common_name_has_none() {
    let (facts, _) = read(&Parts { subject: name(&[("2.5.4.10", "Org")]), ..Parts::default() }.build());
    assert_eq!((facts.subject_cn.as_deref(), facts.display_name()), (None, "Org"));
}

#[test]
fn empty_name_is_empty_text() {
    assert_eq!(subject(vec![0x30, 0]), (String::new(), Vec::new(), 0));
}

#[test]
fn broken_attribute_costs_itself() {
    let broken = sequence(&[&oid("2.5.4.10")]);
    let (text, _, defects) = subject(sequence(&[&rdn(&[broken]), &rdn(&[attribute("2.5.4.3", 12, b"Leaf")])]));
    assert_eq!((text.as_str(), defects), ("CN=Leaf", 1));
}

#[test]
fn rdn_of_the_wrong_type_costs_itself() {
    let (text, _, defects) = subject(sequence(&[&[5, 0], &rdn(&[attribute("2.5.4.3", 12, b"Leaf")])]));
    assert_eq!((text.as_str(), defects), ("CN=Leaf", 1));
}

#[test]
fn constructed_string_is_put_together() {
    let value = element(0x2c, &[&element(12, &[b"Le"]), &element(12, &[b"af"])]);
    let member = sequence(&[&oid("2.5.4.3"), &value]);
    assert_eq!(subject(sequence(&[&rdn(&[member])])).0, "CN=Leaf");
}

#[test]
fn attributes_beyond_the_limit_are_left_out_with_one_defect() {
    let many = vec![("2.5.4.11", "x"); 300];
    let (_, attributes, defects) = subject(name(&many));
    assert_eq!((attributes.len(), defects), (256, 1));
}
