//! Group H: structure and padding.

use super::scene::*;
use crate::support::der_writer::{boolean, octets, sequence};

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
    example("cert-table-padding-data", || behind_the_der(&[0; 8]), || behind_the_der(&[0; 7])),
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
    ),
    example("signature-block-large", || with_attribute(of_size(64 << 10)), || with_attribute(of_size(48 << 10))),
    example("tagging-certificate", || tagged(257), || tagged(200)),
    example("unauth-attribute-large", || with_attribute(of_size(4096)), || with_attribute(of_size(4000))),
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
