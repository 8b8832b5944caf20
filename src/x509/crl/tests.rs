//! Lists put together by hand, and bytes that are none.

use proptest::prelude::*;

use super::*;

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        bytes.push(0x84);
        bytes.extend_from_slice(&(length as u32).to_be_bytes());
    }
    bytes.extend_from_slice(contents);
    bytes
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

fn time(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { vec![1, 1, 0xff] } else { Vec::new() };
    sequence(&[tlv(6, oid), critical, tlv(4, value)])
}

fn entry(serial: &[u8], date: &str, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { sequence(extensions) };
    sequence(&[tlv(2, serial), time(date), extensions])
}

fn list(entries: &[Vec<u8>], extensions: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = sequence(&[tlv(6, &[0x2a, 0x03])]);
    let tbs = sequence(&[
        tlv(2, &[1]),
        algorithm.clone(),
        sequence(&[]),
        time("260905000000Z"),
        time("260912000000Z"),
        if entries.is_empty() { Vec::new() } else { sequence(entries) },
        if extensions.is_empty() { Vec::new() } else { tlv(0xa0, &sequence(extensions)) },
    ]);
    sequence(&[tbs, algorithm, tlv(3, &[0, 0xaa, 0xbb])])
}

fn parse(der: Vec<u8>) -> RevocationList {
    RevocationList::parse(der.into()).unwrap()
}

#[test]
fn frame_and_extensions_are_read() {
    let extensions = [
        extension(&[0x55, 0x1d, 0x14], false, &[2, 2, 1, 2]),
        extension(&[0x55, 0x1d, 0x23], false, &[0x30, 3, 0x80, 1, 9]),
        extension(&[0x55, 0x1d, 0x3c], false, &tlv(0x18, b"20200101000000Z")),
        extension(&[0x2a, 0x03], true, &[5, 0]),
    ];
    let list = parse(list(&[], &extensions));
    assert_eq!(list.this_update, "2026-09-05".parse().unwrap());
    assert_eq!(list.next_update, Some("2026-09-12".parse().unwrap()));
    assert_eq!(list.number, Some(HexBytes(vec![1, 2])));
    assert_eq!(list.authority_key_id, Some(HexBytes(vec![9])));
    assert_eq!(list.expired_certificates_since, Some("2020-01-01".parse().unwrap()));
    assert_eq!(list.unknown_critical, ["1.2.3"]);
    assert_eq!(list.signature(), [0xaa, 0xbb]);
    assert!(list.is_empty() && list.is_complete() && !list.is_delta);
    assert_eq!(list.find(&[1]), None);
}

#[test]
fn entry_is_found_with_its_date_reason_and_invalidity_date() {
    let reason = extension(&[0x55, 0x1d, 0x15], false, &[0x0a, 1, 1]);
    let invalid = extension(&[0x55, 0x1d, 0x18], false, &tlv(0x18, b"20260901000000Z"));
    let entries = [
        entry(&[0x11], "260903000000Z", &[]),
        entry(&[0x22, 0x01], "260904000000Z", &[reason, invalid]),
        entry(&[0x33], "260905000000Z", &[extension(&[0x55, 0x1d, 0x1d], true, &[0x30, 0])]),
    ];
    let list = parse(list(&entries, &[]));
    assert_eq!(list.len(), 3);
    let found = list.find(&[0x22, 0x01]).unwrap();
    assert_eq!(found.revocation_date, Some("2026-09-04".parse().unwrap()));
    assert_eq!((found.reason, found.invalidity_date), (Some("keyCompromise"), Some("2026-09-01".parse().unwrap())));
    assert_eq!(list.find(&[0x00, 0x11]).unwrap().reason, None, "a padded serial number is the same number");
    assert_eq!(list.find(&[0x22]), None);
    assert_eq!(list.find(&[0x33]).unwrap().unknown_critical, ["2.5.29.29"]);
}

#[test]
fn entry_whose_date_cannot_be_read_is_still_an_entry() {
    let dateless = sequence(&[tlv(2, &[0x44])]);
    let list = parse(list(&[entry(&[0x11], "yesterday", &[]), dateless], &[]));
    assert!(list.is_complete());
    for serial in [0x11, 0x44] {
        assert_eq!(list.find(&[serial]).unwrap().revocation_date, None, "{serial:x}");
    }
}

#[test]
fn scope_and_delta_are_recognised() {
    let uri = tlv(0x86, b"http://a.example/1.crl");
    let point = sequence(&[tlv(0xa0, &tlv(0xa0, &uri)), vec![0x82, 1, 0xff], vec![0x84, 1, 0xff]]);
    let extensions = [extension(&[0x55, 0x1d, 0x1c], true, &point), extension(&[0x55, 0x1d, 0x1b], true, &[2, 1, 1])];
    let list = parse(list(&[], &extensions));
    let expected =
        Scope { urls: vec!["http://a.example/1.crl".to_owned()], only_cas: true, indirect: true, ..Scope::default() };
    assert_eq!(list.scope, expected);
    assert!(list.is_delta && list.unknown_critical.is_empty());
}

#[test]
fn broken_entry_makes_the_list_incomplete_and_keeps_those_before() {
    let entries = [entry(&[0x11], "260903000000Z", &[]), vec![0x30, 0x03, 0x04, 0x01, 0x00]];
    let list = parse(list(&entries, &[]));
    assert!(!list.is_complete());
    assert!(list.find(&[0x11]).is_some());
}

#[test]
fn something_else_is_no_list() {
    assert!(RevocationList::parse(Arc::from([])).is_err());
    assert!(RevocationList::parse(Arc::from(sequence(&[sequence(&[]), sequence(&[]), tlv(3, &[0])]))).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(list) = RevocationList::parse(bytes.into()) {
            let _ = (list.len(), list.find(&[1]));
        }
    }

    #[test]
    fn changed_lists_are_read_without_panic(position in 0usize..200, value in any::<u8>(), cut in 0usize..200) {
        let reason = extension(&[0x55, 0x1d, 0x15], false, &[0x0a, 1, 1]);
        let mut der = list(&[entry(&[0x11], "260903000000Z", &[reason])], &[extension(&[0x55, 0x1d, 0x1c], true, &[0x30, 0])]);
        if let Some(byte) = der.get_mut(position) {
            *byte = value;
        }
        der.truncate(der.len().saturating_sub(cut / 10));
        if let Ok(list) = RevocationList::parse(der.into()) {
            let _ = (list.find(&[0x11]), list.tbs_der().len(), list.signature().len(), list.issuer_der().len());
        }
    }
}
