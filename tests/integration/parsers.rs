//! Parser entries on hostile bytes: arbitrary ones, and real signatures with changes in any place.

use proptest::prelude::*;
use sigscope::asn1::{Element, Reader};
use sigscope::authenticode::{
    parse_content_info, parse_indirect_data, parse_signer_info, parse_tst_info, structure_hash,
};
use sigscope::model::Check;
use sigscope::policy::Limits;
use sigscope::{ExamineOptions, examine_bytes};

use crate::engine::sample;

/// The ContentInfo of a sample, without the bytes around it.
fn content_info(name: &str) -> Vec<u8> {
    let bytes = std::fs::read(sample(name)).unwrap();
    let evidence = examine_bytes(name, &bytes, &ExamineOptions::default());
    let place = evidence.signatures[0].location().unwrap();
    bytes[place.offset as usize..place.end() as usize].to_vec()
}

/// Feeds bytes to every entry of the blob parsers.
fn parse_everything(bytes: &[u8]) {
    let limits = Limits::default();
    let mut defects = Vec::new();
    if let Ok(Some(element)) = Reader::new(bytes, 0).next_element() {
        structure_hash(element);
        parse_content_info(element, &limits, &mut defects);
        let _ = parse_indirect_data(element, &mut defects);
        let _ = parse_signer_info(element, &limits, &mut defects);
        sigscope::asn1::decode_time(&element);
        sigscope::asn1::decode_oid(&element);
    }
    let _ = parse_tst_info(bytes, 0);
    for defect in defects {
        assert!(defect.offset.is_none_or(|offset| offset <= bytes.len() as u64), "{defect}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        parse_everything(&bytes);
    }

    #[test]
    fn changed_signature_never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut blob = CONTENT.with(Clone::clone);
        for (index, byte) in changes {
            let at = index.index(blob.len());
            blob[at] = byte;
        }
        parse_everything(&blob);
    }

    #[test]
    fn moved_pieces_never_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), length in 1usize..64) {
        let mut blob = CONTENT.with(Clone::clone);
        let (from, to) = (from.index(blob.len() - 64), to.index(blob.len() - 64));
        let piece = blob[from..from + length].to_vec();
        blob.splice(to..to + length / 2, piece);
        parse_everything(&blob);
    }
}

thread_local! {
    static CONTENT: Vec<u8> = content_info("short.exe");
}

/// Writes the element with indefinite lengths wherever it is constructed, `depth` levels down.
fn to_indefinite(element: &Element<'_>, depth: usize) -> Vec<u8> {
    if !element.tag.constructed || depth == 0 {
        return element.raw.to_vec();
    }
    let mut out = vec![element.raw[0], 0x80];
    for inner in element.reader().collect_up_to(10_000).0 {
        out.extend_from_slice(&to_indefinite(&inner, depth - 1));
    }
    out.extend_from_slice(&[0, 0]);
    out
}

#[test]
fn indefinite_lengths_read_like_definite_ones() {
    let bytes = std::fs::read(sample("clean.exe")).unwrap();
    let der = examine_bytes("der", &bytes, &ExamineOptions::default());
    let place = der.signatures[0].location().unwrap();
    let blob = content_info("clean.exe");
    let element = Reader::new(&blob, 0).next_element().unwrap().unwrap();
    // ContentInfo, [0], SignedData: inside, the bytes that are hashed stay as they are.
    let ber = to_indefinite(&element, 3);

    let table = place.offset - 8;
    let mut file = bytes[..table as usize].to_vec();
    let entry_length = u32::try_from((ber.len() + 8).next_multiple_of(8)).unwrap();
    file.extend_from_slice(&entry_length.to_le_bytes());
    file.extend_from_slice(&[0x00, 0x02, 0x02, 0x00]);
    file.extend_from_slice(&ber);
    file.resize(table as usize + entry_length as usize, 0);
    let directory = bytes.windows(4).position(|window| window == u32::try_from(table).unwrap().to_le_bytes()).unwrap();
    file[directory + 4..directory + 8].copy_from_slice(&entry_length.to_le_bytes());

    let read = examine_bytes("ber", &file, &ExamineOptions::default());
    assert_eq!(read.signatures.len(), 1, "{:?}", read.defects);
    let signature = &read.signatures[0];
    assert_eq!(signature.signer, der.signatures[0].signer);
    assert_eq!(signature.bag, der.signatures[0].bag);
    assert_eq!(signature.timestamps.len(), 1);
    for check in [Check::ImageDigest, Check::MessageDigest, Check::AttributeSignature] {
        assert!(
            signature.checks.iter().any(|made| made.check == check && made.is_valid()),
            "{check}: {:?}",
            signature.checks
        );
    }
}

#[test]
fn defects_name_the_place_of_a_broken_attribute() {
    let bytes = std::fs::read(sample("clean.exe")).unwrap();
    let der = examine_bytes("der", &bytes, &ExamineOptions::default());
    let attribute = der.signatures[0].signed_attributes.first().unwrap();
    let at = usize::try_from(attribute.offset.unwrap()).unwrap();
    let mut changed = bytes.clone();
    changed[at] = 0x04; // a SEQUENCE becomes an OCTET STRING
    let read = examine_bytes("changed", &changed, &ExamineOptions::default());
    let defect = read.defects.iter().find(|defect| defect.offset == Some(at as u64)).unwrap();
    assert!(defect.expected.contains("Attribute"), "{defect}");
    assert_eq!(read.signatures[0].signed_attributes.len() + 1, der.signatures[0].signed_attributes.len());
}
