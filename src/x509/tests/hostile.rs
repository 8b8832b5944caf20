//! Bytes that nobody meant to be a certificate.

use proptest::prelude::*;

use super::der::{Parts, element, extension, oid, sequence};
use super::*;

/// A certificate with one of each extension that is decoded with code of its own.
pub(super) fn rich() -> Vec<u8> {
    let name = element(0x86, &[b"http://example.com/ca.crl"]);
    let policy = sequence(&[&sequence(&[
        &oid("2.23.140.1.4.1"),
        &sequence(&[&sequence(&[&oid("1.3.6.1.5.5.7.2.1"), &element(22, &[b"http://example.com"])])]),
    ])]);
    let extensions = vec![
        extension("2.5.29.15", true, &[3, 2, 7, 0x80]),
        extension("2.5.29.19", true, &sequence(&[&[1, 1, 0xff], &[2, 1, 0]])),
        extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.3")])),
        extension("2.5.29.14", false, &element(4, &[&[7; 20]])),
        extension("2.5.29.35", false, &sequence(&[&element(0x80, &[&[9; 20]])])),
        extension("2.5.29.31", false, &sequence(&[&sequence(&[&element(0xa0, &[&element(0xa0, &[&name])])])])),
        extension("1.3.6.1.5.5.7.1.1", false, &sequence(&[&sequence(&[&oid("1.3.6.1.5.5.7.48.1"), &name])])),
        extension("2.5.29.32", false, &policy),
        extension(
            "2.5.29.17",
            false,
            &sequence(&[&element(0x82, &[b"example.com"]), &element(0x87, &[&[1, 2, 3, 4]])]),
        ),
        extension("1.3.6.1.4.1.311.21.7", false, &sequence(&[&oid("1.2.3"), &[2, 1, 100]])),
        extension("2.16.840.1.113730.1.1", false, &[3, 2, 4, 0x10]),
    ];
    Parts { extensions, ..Parts::default() }.build()
}

#[test]
fn rich_certificate_is_clean() {
    let (facts, defects) = read(&rich());
    assert_eq!(defects, []);
    assert!(facts.extensions.iter().all(|extension| extension.decoded));
}

#[test]
fn every_truncation_ends_without_a_panic() {
    let der = rich();
    for length in 0..der.len() {
        let mut defects = Vec::new();
        assert!(parse_certificate(&der[..length], Some(0), &mut defects).is_none());
        assert!(!defects.is_empty(), "cut to {length} bytes");
    }
}

#[test]
fn every_truncation_inside_a_correct_frame_ends_without_a_panic() {
    // The outer lengths are right, so that the cut falls upon every field inside.
    let parts = Parts::default();
    let tbs = parts.tbs();
    for length in 0..tbs.len() - 4 {
        let cut = sequence(&[&sequence(&[&tbs[4..4 + length]]), &parts.outer_algorithm, &parts.signature]);
        let mut defects = Vec::new();
        let facts = parse_certificate(&cut, Some(0), &mut defects);
        assert!(facts.is_some() || !defects.is_empty());
    }
}

#[test]
fn many_extensions_are_bounded() {
    let parts = Parts { extensions: vec![extension("1.2.3", false, &[5, 0]); 1000], ..Parts::default() };
    let (facts, defects) = read(&parts.build());
    assert_eq!(facts.extensions.len(), 64);
    assert!(defects.len() <= 64);
}

#[test]
fn very_long_value_is_not_decoded_and_its_hex_is_cut() {
    let value = sequence(&[&element(0x82, &[&[b'x'; 66_000]])]);
    let (facts, defects) =
        read(&Parts { extensions: vec![extension("2.5.29.17", false, &value)], ..Parts::default() }.build());
    assert_eq!(facts.extensions.len(), 1);
    assert!(!facts.extensions[0].decoded);
    assert!(facts.extensions[0].text.len() < 70_000);
    assert_eq!(facts.subject_alternative_names, [] as [String; 0]);
    assert_eq!(defects.len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_end_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut defects = Vec::new();
        let facts = parse_certificate(&bytes, Some(7), &mut defects);
        prop_assert!(facts.is_some() || !defects.is_empty());
    }

    #[test]
    fn flipped_bytes_end_without_a_panic_and_ranges_stay_inside(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut der = rich();
        for (index, value) in flips {
            let at = index.index(der.len());
            der[at] = value;
        }
        let mut defects = Vec::new();
        if let Some(facts) = parse_certificate(&der, Some(1000), &mut defects) {
            let end = facts.location().unwrap().end();
            prop_assert!(facts.length <= der.len() as u64);
            for extension in &facts.extensions {
                prop_assert!(extension.location.unwrap().end() <= end);
            }
            for part in [&facts.parts.tbs, &facts.parts.spki, &facts.parts.signature, &facts.parts.serial] {
                prop_assert!(part.end <= facts.der.len());
            }
        }
        let file = 1000..=u64::try_from(der.len()).unwrap().saturating_add(1000);
        for defect in &defects {
            prop_assert!(defect.offset.is_some_and(|offset| file.contains(&offset)));
        }
    }
}
