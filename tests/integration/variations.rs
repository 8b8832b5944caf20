//! The forge's variations are what they say, as other parsers read them: rule tests may rely on them.

use goblin::pe::PE;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use crate::support::{
    forge::*,
    pe_patch::{self, put_u32, table, u32_at},
    samples::clean_signer,
};

fn image() -> Vec<u8> {
    Pe::new("variation", at("2026-05-11T07:00:00Z")).build()
}

/// Reads a certificate with x509-parser.
fn parse(certificate: &Certificate) -> X509Certificate<'_> {
    X509Certificate::from_der(&certificate.der).unwrap().1
}

/// Says whether the bytes occur.
fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn certificates_vary_in_every_field() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let ca = &pki.conventional_ca;

    let other_usage = leaf.vary().eku(true, &["1.3.6.1.5.5.7.3.1"]).issued_by(ca);
    let usage = parse(&other_usage).extended_key_usage().unwrap().unwrap().critical;
    assert!(usage && !contains(&other_usage.der, &super::support::der_writer::oid(CODE_SIGNING)));

    let bare = leaf.vary().version_1().issued_by(ca);
    assert_eq!((parse(&bare).version().0, parse(&bare).extensions().len()), (0, 0));

    let negative = leaf.vary().serial(&[0xFF, 0x01]).signed_with(Hash::Md5).issued_by(ca);
    assert_eq!(parse(&negative).raw_serial(), [0xFF, 0x01]);
    assert_eq!(parse(&negative).signature_algorithm.algorithm.to_id_string(), Hash::Md5.with_rsa());

    let odd =
        Name::new().raw("2.5.4.3", TELETEX, b"Caf\xE9").bmp("2.5.4.10", "Caf\u{e9}").raw("2.5.4.11", UTF8, [0xFF]);
    let named = leaf.vary().subject(odd).extension("1.2.3.4", true, vec![5, 0]).issued_by(ca);
    assert_eq!(parse(&named).subject().iter_attributes().count(), 3);
    assert!(parse(&named).extensions().iter().any(|e| e.critical && e.oid.to_id_string() == "1.2.3.4"));

    let mut explicit = leaf.vary();
    explicit.spki = Some(explicit_p256_spki());
    let explicit = explicit.issued_by(ca);
    let explicit = parse(&explicit);
    let parameters = explicit.public_key().algorithm.parameters.as_ref().unwrap();
    assert_eq!(parameters.tag().0, 0x10, "a SEQUENCE instead of a curve's name");

    let long_lived = leaf.vary().without_eku().validity(at("2026-01-01T00:00:00Z"), at("2060-01-01T00:00:00Z"));
    let issued = long_lived.key("weak-1024").issued_by(&pki.clean_leaf());
    assert_eq!(parse(&issued).validity().not_after.timestamp(), at("2060-01-01T00:00:00Z").unix_timestamp());
    assert_eq!(parse(&issued).issuer().as_raw(), leaf.subject);
}

#[test]
fn revocation_list_names_the_leaf_its_date_and_reason() {
    let pki = Pki::get();
    let date = at("2026-09-04T00:00:00Z");
    let leaf = super::support::samples::short_leaf();
    let der = RevocationList::new(&pki.eoc, at("2026-09-05T00:00:00Z")).revoke(&leaf, date, Some(1)).der();
    let (rest, list) = CertificateRevocationList::from_der(&der).unwrap();
    let entry = list.iter_revoked_certificates().next().unwrap();
    assert!(rest.is_empty());
    assert_eq!(entry.raw_serial(), leaf.spec.serial);
    assert_eq!(entry.revocation_date.timestamp(), date.unix_timestamp());
    assert_eq!(entry.reason_code().unwrap().1.0, 1);
}

#[test]
fn attributes_can_be_added_reordered_and_left_out() {
    let unknown = Attribute::new("1.2.3.4.5", vec![5, 0]);
    let (signed, unsigned) = (unknown.clone(), unknown.clone());
    let file = clean_signer()
        .edit_signed(move |attributes| {
            attributes.push(signed.clone());
            attributes.reverse();
        })
        .edit_signer(|signer| signer.sort_signed = false)
        .edit_unsigned(move |attributes| attributes.push(unsigned.clone()))
        .sign(&image());
    let encoded = unknown.der();
    assert_eq!(file.windows(encoded.len()).filter(|window| *window == encoded).count(), 2);

    let block = signature_block(&clean_signer().edit_signer(|signer| signer.signed = None).sign(&image()));
    assert!(!contains(&block, &super::support::der_writer::oid("1.2.840.113549.1.9.4")));
}

#[test]
fn timestamps_vary_without_touching_the_outer_signature() {
    let pki = Pki::get();
    let plain = pki.token(at("2026-05-11T08:00:00Z"));
    let foreign = plain.clone().imprint(vec![7; 32]).ess(Ess::None).fraction("25");
    assert!(contains(&foreign.tst_info(b"signature"), b"20260511080000.25Z"));
    assert!(contains(&foreign.tst_info(b"signature"), &[7; 32]));
    let both = clean_signer().timestamp(plain).timestamp(pki.countersignature(at("2026-05-11T08:00:05Z")));
    let with = signature_block(&both.sign(&image()));
    let bag = |block: &[u8]| block.windows(pki.tsa.der.len()).filter(|window| *window == pki.tsa.der).count();
    assert_eq!(bag(&with), 2, "once in the token, once in the outer bag");
}

#[test]
fn images_vary_in_kind_sections_and_debug_entries() {
    let driver = Pe::new("driver", at("2014-01-01T00:00:00Z"))
        .narrow()
        .driver()
        .reproducible(0xDEAD_BEEF)
        .pdb("C:\\build\\sample.pdb")
        .section(".data", &[1; 700], 0x200)
        .overlay(b"PK\x03\x04 overlay")
        .with(|pe| pe.gap_after_headers = 0x200)
        .with(|pe| pe.read_only.exports = Some(("sample.sys".to_owned(), 1)))
        .build();
    let pe = PE::parse(&driver).unwrap();
    assert!(!pe.is_64);
    assert_eq!(pe.header.optional_header.unwrap().windows_fields.subsystem, NATIVE);
    assert_eq!(pe.libraries, ["ntoskrnl.exe"]);
    assert_eq!(pe.name, Some("sample.sys"));
    let debug = pe.debug_data.unwrap();
    assert_eq!(debug.codeview_pdb70_debug_info.unwrap().filename, b"C:\\build\\sample.pdb\0");
    assert!(debug.entries().any(|entry| entry.unwrap().data_type == 16));
    assert_eq!(pe.header.coff_header.time_date_stamp, 0xDEAD_BEEF);
    let ends: Vec<u32> = pe.sections.iter().map(|s| s.pointer_to_raw_data + s.size_of_raw_data).collect();
    assert_eq!(pe.sections[2].pointer_to_raw_data - ends[1], 0x200);
    assert_eq!(&driver[ends[2] as usize..], b"PK\x03\x04 overlay");
}

#[test]
fn tables_vary_in_entries_lengths_and_place() {
    let block = signature_block(&sample("clean.exe"));
    let mut odd = Entry::new(block.clone());
    (odd.revision, odd.kind, odd.length) = (0x0100, 1, Some(0));
    let mut file = attach(&unsign(&sample("clean.exe")), &[Entry::new(block.clone()), odd]);
    let (start, size) = table(&file);
    let second = start + 8 + block.len().next_multiple_of(8);
    assert_eq!((start + size, size), (file.len(), 2 * (second - start)));
    assert_eq!((u32_at(&file, second), u32_at(&file, second + 4)), (0, 0x0001_0100));

    pe_patch::set_directory(&mut file, 0x40, 8);
    assert_eq!(table(&file), (0x40, 8));
    put_u32(&mut file, start, u32::MAX);
    pe_patch::set_checksum(&mut file, 1);
    assert_eq!(u32_at(&file, pe_patch::offsets(&file).checksum), 1);
}
