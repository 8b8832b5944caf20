//! Group A: is the file what was signed?

use super::scene::*;
use crate::support::cms_writer::{CONTENT_TYPE, DATA, MESSAGE_DIGEST};

pub const EXAMPLES: &[Example] = &[
    example(
        "attribute-signature-invalid",
        || signed(clean_signer().edit_signer(|signer| signer.signature = SignatureValue::Fixed(vec![0x11; 384]))),
        || signed(out_of_order()),
    ),
    example("attributes-not-sorted", || signed(out_of_order()), || signed(clean_signer().signing_time(at(SIGNED)))),
    example(
        "cms-malformed",
        || of_sample("broken.exe"),
        || signed(clean_signer().with_extra(&attribute_certificate(&pki().tsa_ca, at(SIGNED)))),
    ),
    example(
        "content-type-attribute-mismatch",
        || signed(clean_signer().edit_signed(|attributes| attributes[0] = Attribute::content_type(DATA))),
        || signed(out_of_order()),
    )
    .also(|| signed(clean_signer().edit_signed(|attributes| attributes.retain(|one| one.oid != CONTENT_TYPE)))),
    example(
        "digest-algorithms-disagree",
        || signed(clean_signer().edit_signed_data(|data| data.digest_algorithms = vec![Hash::Sha1.algorithm()])),
        || of_sample("nested.exe"),
    ),
    example(
        "digest-methods-disagree",
        || signed_image(image().section(".data", &[1; 700], 0x200)),
        || signed_image(image().section(".data", &[1; 700], 0)),
    ),
    example(
        "digest-mismatch",
        || of_sample("tampered.exe"),
        || edited("clean.exe", |file| pe_patch::set_checksum(file, 1)),
    ),
    example(
        "message-digest-mismatch",
        || {
            signed(clean_signer().edit_signed(|attributes| {
                attributes.retain(|one| one.oid != MESSAGE_DIGEST);
                attributes.push(Attribute::message_digest(&[7; 32]));
            }))
        },
        || of_sample("tampered.exe"),
    ),
    example("not-signed", || of_sample("unsigned.exe"), || of_sample("broken.exe")),
    example(
        "page-hash-mismatch",
        || page_hashes("1.3.6.1.4.1.311.2.3.2", |table| table[4] ^= 1),
        || of_sample("pagehash.exe"),
    ),
    example(
        "page-hash-partial",
        || page_hashes("1.3.6.1.4.1.311.2.3.2", |table| table.truncate(36 * 2)),
        || of_sample("pagehash.exe"),
    )
    .also(|| page_hashes("1.3.6.1.4.1.311.2.3.9", |_| {})),
    example(
        "pe-checksum-wrong",
        || edited("clean.exe", |file| pe_patch::set_checksum(file, 1)),
        || of_sample("padding.exe"),
    ),
    example(
        "signed-attributes-missing",
        || signed(clean_signer().edit_signer(|signer| signer.signed = None)),
        || signed(out_of_order()),
    ),
    example(
        "signer-infos-not-one",
        || signed(clean_signer().edit_signed_data(|data| data.signer_infos.push(data.signer_infos[0].clone()))),
        || of_sample("nested.exe"),
    ),
];

/// The signature of the reference with its attributes the other way round: signed as they are encoded.
fn out_of_order() -> Signer {
    clean_signer().edit_signed(|attributes| attributes.reverse()).edit_signer(|signer| signer.sort_signed = false)
}

/// A file of several pages whose page hash table was changed before it was signed.
fn page_hashes(version: &str, edit: impl Fn(&mut Vec<u8>)) -> Scene {
    let bytes = image().section(".data", &[5; 0x1300], 0).build();
    let mut table = pe_patch::page_hash_table(&bytes, Hash::Sha256);
    edit(&mut table);
    let signer = clean_signer().page_hashes(PageHashes::Table(version.to_owned(), table));
    Scene::new(stamped(signer).sign(&bytes))
}
