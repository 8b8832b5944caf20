use super::der::{Parts, element, name, sequence, validity};
use super::*;
use crate::model::{Location, Stage};

#[test]
fn plain_certificate_gives_all_its_fields_and_no_defect() {
    let parts = Parts::default();
    let der = parts.build();
    let (facts, defects) = read(&der);
    assert_eq!(defects, []);
    assert_eq!(facts.subject, "CN=Example\\, Ltd,O=Example Ltd,C=GB");
    assert_eq!(facts.subject_cn.as_deref(), Some("Example, Ltd"));
    assert_eq!(facts.issuer, "CN=Example CA,C=GB");
    assert_eq!(facts.serial.to_string(), "009901");
    assert_eq!(facts.not_before.to_string(), "2026-06-01T08:00:00Z");
    assert_eq!(facts.lifetime_seconds, 3 * 86_400);
    assert_eq!((facts.public_key.algorithm.as_str(), facts.public_key.bits), ("RSA", 2048));
    assert_eq!(facts.public_key.exponent.as_deref(), Some("10001"));
    assert_eq!(facts.signature_algorithm, "sha256WithRSAEncryption");
    assert_eq!((facts.version, facts.self_issued), (3, false));
    assert_eq!(facts.encoding, Default::default());
    assert_eq!(&*facts.der, &der[..]);
}

#[test]
fn parts_are_the_bytes_that_were_put_in() {
    let parts = Parts::default();
    let (facts, _) = read(&parts.build());
    assert_eq!(facts.tbs_der(), parts.tbs());
    assert_eq!(facts.issuer_der(), parts.issuer);
    assert_eq!(facts.subject_der(), parts.subject);
    assert_eq!(facts.spki_der(), parts.spki);
    assert_eq!(facts.signature(), [0xab; 256]);
    assert_eq!(facts.part(&facts.parts.validity), parts.validity);
    assert_eq!(facts.part(&facts.parts.serial), [0x00, 0x99, 0x01]);
    assert_eq!(facts.part(&facts.parts.signature_algorithm), parts.outer_algorithm);
}

#[test]
fn locations_are_counted_from_the_start_of_the_file() {
    let der = Parts::default().build();
    let (facts, _) = read(&der);
    let value = facts.subject_attributes.attributes[2].location.unwrap();
    let start = usize::try_from(value.offset).unwrap() - 1000;
    assert_eq!(&der[start..start + usize::try_from(value.length).unwrap()], b"Example, Ltd");
    assert_eq!(facts.location(), Some(Location::new(1000, der.len() as u64)));
}

#[test]
fn certificate_of_no_file_has_no_locations() {
    let mut defects = Vec::new();
    let parts = Parts { validity: validity("nonsense", "260604080000Z"), ..Parts::default() };
    let facts = parse_certificate(&parts.build(), None, &mut defects).unwrap();
    assert_eq!(facts.subject_attributes.attributes[0].location, None);
    assert_eq!(facts.location(), None);
    assert_eq!(defects[0].offset, None);
}

#[test]
fn bytes_behind_the_signature_are_part_of_the_certificate_and_noted() {
    let parts = Parts { behind: vec![4, 2, 0xde, 0xad], ..Parts::default() };
    let der = parts.build();
    let (facts, defects) = read(&der);
    assert_eq!(facts.encoding.trailing_bytes, 4);
    assert_eq!(defects.len(), 1);
    assert_eq!(defects[0].stage, Stage::Certificate);
    assert_eq!(defects[0].offset, Some(1000 + der.len() as u64 - 4));
}

#[test]
fn bytes_behind_the_certificate_do_not_belong_to_it() {
    let whole = Parts::default().build();
    let (facts, defects) = read(&[&whole[..], &[0; 8]].concat());
    assert_eq!(facts.length, whole.len() as u64);
    assert_eq!(facts.sha256, read(&whole).0.sha256);
    assert_eq!(defects.len(), 1);
}

#[test]
fn long_length_is_read_counted_and_reported_with_its_offset() {
    let issuer = name(&[("2.5.4.3", "CA")]);
    let long = [&[0x30, 0x82, 0x00, issuer[1]], &issuer[2..]].concat();
    let parts = Parts { issuer: long, ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert_eq!(facts.issuer, "CN=CA");
    assert_eq!(facts.encoding.non_minimal_lengths, 1);
    assert_eq!(defects.len(), 1);
    assert_eq!(defects[0].offset, Some(1000 + facts.parts.issuer.start as u64));
}

#[test]
fn indefinite_length_is_read() {
    let whole = Parts::default().build();
    let der = [&[0x30, 0x80], &whole[4..], &[0, 0]].concat();
    let (facts, _) = read(&der);
    assert_eq!(facts.length, der.len() as u64);
    assert_eq!(facts.tbs_sha256, read(&whole).0.tbs_sha256);
    assert_eq!(facts.encoding.non_minimal_lengths, 1);
}

#[test]
fn different_algorithms_inside_and_outside_are_noted_and_the_outer_one_is_shown() {
    let outer = sequence(&[&super::der::oid("1.2.840.113549.1.1.5"), &[5, 0]]);
    let parts = Parts { outer_algorithm: outer, ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert!(facts.encoding.algorithms_differ);
    assert_eq!(facts.signature_algorithm, "sha1WithRSAEncryption");
    assert_eq!(defects.len(), 1);
}

#[test]
fn missing_signature_costs_the_signature_alone() {
    let parts = Parts::default();
    let (facts, defects) = read(&sequence(&[&parts.tbs()]));
    assert_eq!(facts.signature(), [] as [u8; 0]);
    assert_eq!(facts.signature_algorithm, "sha256WithRSAEncryption");
    assert_eq!(defects.len(), 1);
}

#[test]
fn unreadable_date_leaves_no_moment_inside_the_validity() {
    let parts = Parts { validity: validity("260601080000Z", "26-06-04"), ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert!(facts.encoding.invalid_dates);
    assert_eq!(facts.not_before.to_string(), "2026-06-01T08:00:00Z");
    assert!(!facts.is_valid_at(facts.not_before));
    assert!(defects[0].found.contains("26-06-04"), "{}", defects[0]);
}

#[test]
fn time_in_another_form_is_read_and_reported() {
    let parts = Parts { validity: validity("2606010800Z", "260604100000+0200"), ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert_eq!(facts.not_before.to_string(), "2026-06-01T08:00:00Z");
    assert_eq!(facts.lifetime_seconds, 3 * 86_400);
    assert_eq!((facts.encoding.invalid_dates, defects.len()), (false, 2));
}

#[test]
fn serial_with_a_superfluous_byte_is_kept_and_reported() {
    for (serial, reported) in [(&[0, 0x7f][..], 1), (&[0xff, 0x80], 1), (&[0, 0x80], 0), (&[0xff, 0x7f], 0), (&[0], 0)]
    {
        let (facts, defects) = read(&Parts { serial: element(2, &[serial]), ..Parts::default() }.build());
        assert_eq!((facts.serial.0.as_slice(), defects.len()), (serial, reported));
    }
}

#[test]
fn version_1_is_the_default() {
    let parts = Parts { version: Vec::new(), ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert_eq!((facts.version, defects.len()), (1, 0));
}

#[test]
fn unknown_version_is_shown_and_reported() {
    let parts = Parts { version: element(0xa0, &[&[2, 1, 6]]), ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert_eq!((facts.version, defects.len()), (7, 1));
}

#[test]
fn same_issuer_and_subject_bytes_are_self_issued() {
    let parts = Parts { issuer: Parts::default().subject, ..Parts::default() };
    assert!(read(&parts.build()).0.self_issued);
}

#[test]
fn unique_identifiers_are_skipped_without_a_defect() {
    let parts =
        Parts { unique_ids: [element(0x81, &[&[0, 1]]), element(0x82, &[&[0, 2]])].concat(), ..Parts::default() };
    assert_eq!(read(&parts.build()).1, []);
}

#[test]
fn skeleton_without_a_subject_gives_none_and_says_where() {
    let parts = Parts { subject: vec![5, 0], ..Parts::default() };
    let mut defects = Vec::new();
    assert_eq!(parse_certificate(&parts.build(), Some(1000), &mut defects), None);
    assert!(defects[0].expected.contains("subject"), "{}", defects[0]);
    assert!(defects[0].offset.is_some());
}
