//! Group H: structure and padding.

use super::judged;
use super::scene::*;
use crate::support::der_writer::{boolean, content, context, octets, oid, sequence, tlv};
use crate::support::spc::NESTED_SIGNATURE;
use sigscope::model::{Finding, Severity};

const SEAL_INTENT: &str = "1.3.6.1.4.1.311.2.4.2";
const SEALING_SIGNATURE: &str = "1.3.6.1.4.1.311.2.4.3";
const BLOB: &str = "1.3.6.1.4.1.42921.1.2.1";

pub const EXAMPLES: &[Example] = &[
    example(
        "archive-marker-in-signature",
        || with_attribute(Attribute::new(BLOB, octets(b"7z\xBC\xAF\x27\x1C"))),
        || with_attribute(Attribute::new(BLOB, octets(b"7z\xBC\xAF\x27\x1D"))),
    ),
    example("cert-table-entry-odd", || table(|entry| entry.revision = 0x0100), || of_sample("padding.exe"))
        .also(|| table(|entry| entry.kind = 1)),
    example("cert-table-misaligned", || moved(4), || moved(8)),
    example(
        "cert-table-multiple-entries",
        || {
            let entry = Entry::new(signature_block(&sample("clean.exe")));
            Scene::new(attach(&unsign(&sample("clean.exe")), &[entry.clone(), entry]))
        },
        || of_sample("nested.exe"),
    ),
    example(
        "cert-table-overlaps",
        || {
            edited("clean.exe", |file| {
                let (_, size) = pe_patch::table(file);
                pe_patch::set_directory(file, 0x400, size as u32);
            })
        },
        || of_sample("clean.exe"),
    ),
    example("cert-table-padding-data", || behind_the_der(&[0; 8]), || behind_the_der(&[0; 7]))
        .also(|| second_entry(|entry| entry.kind = 9)),
    example("cert-table-trailing-data", || edited("clean.exe", |file| file.push(0)), || of_sample("padding.exe")),
    example(
        "cert-table-truncated",
        || edited("clean.exe", |file| file.truncate(file.len() - 1)),
        || of_sample("trailing.exe"),
    ),
    example(
        "der-trailing-in-certificate",
        || {
            let certificate = pki().clean_leaf().der;
            let mut longer = certificate[4..].to_vec();
            longer.extend([5, 0]);
            signed(clean_signer().with_extra(&crate::support::der_writer::tlv(0x30, longer)))
        },
        || signed(clean_signer().with_extra(&pki().clean_leaf().der)),
    ),
    example("nested-depth-excessive", || Scene::new(nested_deep(5)), || Scene::new(nested_deep(4))),
    example("opus-oversized", || labelled(1025), || labelled(1024)),
    example("overlay-present", || signed_image(image().overlay(b"catalogue")), || of_sample("padding.exe"))
        .also(|| signed_image(image().overlay(b"PK\x03\x04 catalogue"))),
    example("seal-intent-unsealed", || sealing(true, false), || sealing(true, true)),
    example("sealed", || sealing(true, true), || sealing(true, false)),
    example(
        "security-directory-orphan",
        || edited("clean.exe", |file| pe_patch::set_directory(file, 0, 0)),
        || of_sample("unsigned.exe"),
    )
    .also(|| edited("clean.exe", |file| pe_patch::set_directory(file, 0, 0x2000))),
    example("signature-block-large", || with_attribute(of_size(64 << 10)), || with_attribute(of_size(48 << 10)))
        .also(|| signed(clean_signer().with_extra(&context(2, octets(vec![b'x'; 4096]))))),
    example("tagging-certificate", || tagged(257), || tagged(200)),
    // Tag and length take four bytes of the value.
    example("unauth-attribute-large", || with_attribute(of_size(4093)), || with_attribute(of_size(4092)))
        .also(|| with_attribute(Attribute::new(NESTED_SIGNATURE, octets(vec![b'x'; 4093])))),
    example(
        "unauth-attribute-unknown",
        || with_attribute(Attribute::new("1.2.3.4.5", octets(b"tag"))),
        || with_attribute(Attribute::new(BLOB, octets(b"tag"))),
    ),
    example(
        "unauth-data-slot",
        || with_attribute(Attribute::new(BLOB, octets(b"tag"))),
        || with_attribute(Attribute::new("1.3.6.1.4.1.42921.1.2.2", octets(b"tag"))),
    ),
];

/// The reference with another unsigned attribute.
fn with_attribute(attribute: Attribute) -> Scene {
    signed(clean_signer().edit_unsigned(move |attributes| attributes.push(attribute.clone())))
}

fn of_size(bytes: usize) -> Attribute {
    Attribute::new(BLOB, octets(vec![b'x'; bytes]))
}

/// The reference with another entry in its table.
fn table(edit: impl FnOnce(&mut Entry)) -> Scene {
    let mut entry = Entry::new(signature_block(&sample("clean.exe")));
    edit(&mut entry);
    Scene::new(attach(&unsign(&sample("clean.exe")), &[entry]))
}

/// The reference with 64 bytes in a second entry.
fn second_entry(edit: impl FnOnce(&mut Entry)) -> Scene {
    let mut second = Entry::new(vec![b'x'; 64]);
    edit(&mut second);
    Scene::new(attach(&unsign(&sample("clean.exe")), &[Entry::new(signature_block(&sample("clean.exe"))), second]))
}

/// The reference with these bytes behind the signature, and no padding besides.
fn behind_the_der(bytes: &[u8]) -> Scene {
    table(|entry| entry.padding = Some(bytes.to_vec()))
}

/// The reference with its table so many bytes further back.
fn moved(bytes: usize) -> Scene {
    edited("clean.exe", |file| {
        let (start, size) = pe_patch::table(file);
        file.splice(start..start, vec![0; bytes]);
        pe_patch::set_directory(file, (start + bytes) as u32, size as u32);
    })
}

/// Signatures nested so many levels deep.
fn nested_deep(levels: usize) -> Vec<u8> {
    let innermost = stamped(clean_signer());
    (0..levels).fold(innermost, |inner, _| stamped(clean_signer()).nest(inner)).sign(&image().build())
}

/// A program name of so many characters.
fn labelled(characters: usize) -> Scene {
    signed(clean_signer().opus(&"n".repeat(characters), ""))
}

fn sealing(intent: bool, sealed: bool) -> Scene {
    let signer = clean_signer()
        .edit_signed(move |attributes| attributes.push(Attribute::new(SEAL_INTENT, sequence([boolean(intent)]))));
    let seal = Attribute::new(SEALING_SIGNATURE, sequence([octets([0x5A; 32])]));
    signed(if sealed { signer.edit_unsigned(move |attributes| attributes.push(seal.clone())) } else { signer })
}

/// An unused certificate with an extension of so many bytes.
fn tagged(bytes: usize) -> Scene {
    let spec = ca("Dummy certificate", "leaf-9").extension("1.2.3.4", false, vec![b't'; bytes]);
    signed(clean_signer().with_extra(&spec.self_signed().der))
}

fn finding(scene: &Scene, rule: &str) -> Option<Finding> {
    judged(scene).1.findings.into_iter().find(|finding| finding.id == rule)
}

/// Behind a filler of dwLength 0 no entry can be reached: its bytes are unsigned data like padding.
#[test]
fn payload_behind_a_zero_filler_is_critical() {
    let mut file = sample("clean.exe");
    let (start, size) = pe_patch::table(&file);
    file.extend([0; 8]);
    pe_patch::set_directory(&mut file, start as u32, size as u32 + 8);
    assert_eq!(finding(&Scene::new(file.clone()), "cert-table-padding-data"), None, "a filler alone");
    let end = file.len() as u64;
    file.extend([b'x'; 64]);
    pe_patch::set_directory(&mut file, start as u32, size as u32 + 72);
    let found = finding(&Scene::new(file), "cert-table-padding-data").unwrap();
    assert_eq!((found.severity, found.offset, found.length), (Severity::Critical, Some(end), Some(64)));
}

/// The nested signature is sound but for an element in its bag: that explains no byte of the attribute.
#[test]
fn junk_inside_a_nested_signature_is_a_large_attribute() {
    let nested =
        |junk: usize| signed(clean_signer().nest(stamped(clean_signer().with_extra(&octets(vec![b'x'; junk])))));
    assert_eq!(finding(&nested(2000), "unauth-attribute-large"), None);
    assert!(finding(&nested(5000), "unauth-attribute-large").is_some());
}

/// Nothing may stand where the ASN.1 of a signature has ended, however small it is.
#[test]
fn element_behind_the_last_field_is_malformed() {
    let block = signature_block(&sample("clean.exe"));
    let junk = octets(b"j");
    let longer = |der: &[u8]| tlv(der[0], [content(der), junk.as_slice()].concat());
    let signed_data = content(&content(&block)[oid("1.2.840.113549.1.7.2").len()..]).to_vec();
    let framed = |inside: Vec<u8>| sequence([oid("1.2.840.113549.1.7.2"), context(0, inside)]);
    let of_block = |block: Vec<u8>| Scene::new(attach(&unsign(&sample("clean.exe")), &[Entry::new(block)]));
    let edited = |edit: fn(&mut crate::support::cms_writer::SignedData, Vec<u8>)| {
        let junk = junk.clone();
        signed(clean_signer().edit_signed_data(move |data| edit(data, junk.clone())))
    };
    let scenes = [
        ("ContentInfo", of_block(longer(&block))),
        ("content", of_block(framed([signed_data.clone(), junk.clone()].concat()))),
        ("SignedData", of_block(framed(longer(&signed_data)))),
        ("eContent", edited(|data, junk| data.content.extend(junk))),
        ("certificates", edited(|data, junk| data.certificates.push(junk))),
        ("crls", edited(|data, junk| data.crls.push(junk))),
        ("digestAlgorithms", edited(|data, junk| data.digest_algorithms.push(junk))),
        (
            "AlgorithmIdentifier",
            edited(|data, junk| {
                let algorithm = [content(&data.digest_algorithms[0]), junk.as_slice()].concat();
                data.digest_algorithms[0] = tlv(0x30, algorithm);
            }),
        ),
        (
            "SignerInfo",
            edited(|data, junk| {
                let info = [content(&data.signer_infos[0]), junk.as_slice()].concat();
                data.signer_infos[0] = tlv(0x30, info);
            }),
        ),
    ];
    for (place, scene) in scenes {
        let found = finding(&scene, "cms-malformed").unwrap_or_else(|| panic!("nothing in {place}"));
        assert_eq!(found.severity, Severity::Warning, "{place}");
        assert_eq!(judged(&scene).1.verdict.trust, sigscope::model::State::Valid, "{place}: {}", found.detail);
    }
}

/// The verdict is `malformed`: the file says that it has a table.
#[test]
fn directory_without_room_is_neither_unsigned_nor_overlooked() {
    let scene = edited("clean.exe", |file| {
        let (start, _) = pe_patch::table(file);
        pe_patch::set_directory(file, start as u32, 0);
    });
    assert_eq!(finding(&scene, "not-signed"), None);
    for rule in ["cert-table-truncated", "security-directory-orphan"] {
        assert!(finding(&scene, rule).is_some_and(|found| found.offset.is_some()), "{rule}");
    }
}
