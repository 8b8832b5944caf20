//! Files made to be believed: each is right in every point that a careless verifier looks at.

use sigscope::model::{Analysis, Role, State, Summary};
use sigscope::{ExamineOptions, examine_bytes, judge};

use crate::golden::policy;
use crate::support::cms_writer::{Attribute, SignerId};
use crate::support::der_writer::{content, sequence, tlv};
use crate::support::pe_patch::{offsets, put_u32, set_directory, table, u32_at};
use crate::support::{forge::*, samples::clean_signer, samples::sample};

fn image() -> Vec<u8> {
    Pe::new("deception", at("2026-05-11T07:00:00Z")).build()
}

fn analyse(bytes: &[u8]) -> Analysis {
    judge(&examine_bytes("deception.exe", bytes, &ExamineOptions::default()), &policy())
}

fn summary(signer: Signer) -> (Summary, String) {
    let analysis = analyse(&signer.sign(&image()));
    (analysis.verdict.summary, analysis.verdict.windows.code)
}

fn signed_by(leaf: &Certificate, chain: &[&Certificate]) -> Signer {
    Signer::new(leaf, chain).timestamp(Pki::get().token(at("2026-05-11T08:00:00Z")))
}

/// A certificate with other bytes around its signed part.
fn rewrapped(certificate: &Certificate, edit: impl FnOnce(&mut Vec<u8>)) -> Certificate {
    let mut contents = content(&certificate.der).to_vec();
    edit(&mut contents);
    let mut changed = certificate.clone();
    changed.der = sequence([contents]);
    changed
}

/// The table is moved to the front of the code: the flat digest leaves it out, the loader maps it.
#[test]
fn table_inside_a_section_is_no_valid_signature() {
    let file = sample("clean.exe");
    assert_eq!(analyse(&file).verdict.summary, Summary::Trusted);
    let (start, size) = table(&file);
    let code = usize::try_from(u32_at(&file, offsets(&file).sections + 20)).unwrap();
    let mut moved = [&file[..code], &file[start..start + size], &file[code..start]].concat();
    set_directory(&mut moved, u32::try_from(code).unwrap(), u32::try_from(size).unwrap());
    let analysis = analyse(&moved);
    let facts = &analysis.signatures[0].facts;
    assert_eq!(facts.computed_digest, facts.embedded_digest, "the flat digest is deceived");
    assert_eq!((analysis.verdict.summary, analysis.verdict.integrity), (Summary::Tampered, State::Invalid));
}

#[test]
fn critical_extension_that_nobody_knows_is_not_trusted_wherever_it_stands() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf().vary().extension("1.2.3.4.5", true, vec![5, 0]).issued_by(&pki.conventional_ca);
    let critical = (Summary::Untrusted, "0x800B0105".to_owned());
    assert_eq!(summary(signed_by(&leaf, &[&pki.conventional_ca])), critical);
    let ca = pki.conventional_ca.vary().extension("1.2.3.4.5", true, vec![5, 0]).issued_by(&pki.conventional_root);
    assert_eq!(summary(signed_by(&pki.clean_leaf().vary().issued_by(&ca), &[&ca])), critical);
    let harmless = pki.clean_leaf().vary().extension("1.2.3.4.5", false, vec![5, 0]).issued_by(&pki.conventional_ca);
    assert_eq!(summary(signed_by(&harmless, &[&pki.conventional_ca])).0, Summary::Trusted);
}

/// Bytes that no signature covers give a certificate new thumbprints: block lists would miss it.
#[test]
fn certificate_with_another_wrapping_is_not_trusted() {
    let pki = Pki::get();
    let leaf = pki.clean_leaf();
    let untrusted = (Summary::Untrusted, "0x80096004".to_owned());
    assert_eq!(summary(signed_by(&leaf, &[&pki.conventional_ca])).0, Summary::Trusted);
    let trailing = rewrapped(&leaf, |contents| contents.extend([5, 0]));
    assert_eq!(summary(signed_by(&trailing, &[&pki.conventional_ca])), untrusted);
    // Inside stands the algorithm that the key verifies with; outside another.
    let sha384 = rewrapped(&leaf, |contents| {
        let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
        let at = contents.windows(oid.len()).rposition(|window| window == oid).unwrap();
        contents[at + 8] = 0x0c;
    });
    assert_eq!(summary(signed_by(&sha384, &[&pki.conventional_ca])).0, Summary::Untrusted);
}

#[test]
fn content_of_another_type_than_was_signed_is_tampered() {
    let other = clean_signer().edit_signed_data(|data| data.content_type = "1.2.840.113549.1.7.1".to_owned());
    assert_eq!(summary(other).0, Summary::Tampered);
}

/// Whoever can have any octets signed as plain data (an S/MIME client, a CMS service) has not signed an image.
#[test]
fn content_that_is_signed_as_no_indirect_data_is_no_image_signature() {
    let data = "1.2.840.113549.1.7.1";
    let attributes = clean_signer()
        .edit_signed(|attributes| attributes[0] = Attribute::content_type(data))
        .edit_signed_data(|signed_data| signed_data.content_type = data.to_owned());
    assert_eq!(summary(attributes).0, Summary::Malformed);
    let no_attributes = clean_signer()
        .edit_signer(|signer| signer.signed = None)
        .edit_signed_data(|signed_data| signed_data.content_type = data.to_owned());
    assert_eq!(summary(no_attributes).0, Summary::Malformed);
}

/// What a timestamping authority signed for another purpose states no time of this signature.
#[test]
fn countersignature_over_another_type_of_content_proves_no_time() {
    let pki = Pki::get();
    let countersigned = |content_type: Option<&'static str>| {
        let countersignature = pki.countersignature(at("2026-05-11T08:00:00Z")).edit_signer(move |signer| {
            let signed = signer.signed.as_mut().unwrap();
            signed.remove(0);
            signed.extend(content_type.map(Attribute::content_type));
        });
        let file = Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca]).timestamp(countersignature).sign(&image());
        analyse(&file).signatures[0].timestamp.as_ref().unwrap().valid
    };
    assert_eq!(countersigned(Some("1.2.840.113549.1.7.1")), State::Valid);
    // RFC 5652 section 11.4 leaves the attribute out, PKCS #9 has it.
    assert_eq!(countersigned(None), State::Valid);
    assert_eq!(countersigned(Some("1.2.840.113549.1.9.16.1.4")), State::Invalid);
}

/// A copy of the CA's certificate, name and key kept, holds anything: its own signature is false.
#[test]
fn altered_copy_of_an_issuer_is_on_no_path() {
    let pki = Pki::get();
    let mut copy = pki.conventional_ca.der.clone();
    *copy.last_mut().unwrap() ^= 1;
    for file in [
        signed_by(&pki.clean_leaf(), &[&pki.conventional_ca]).with_extra(&copy),
        Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca])
            .timestamp(pki.token(at("2026-05-11T08:00:00Z")).with_extra(copy.clone())),
    ] {
        let analysis = analyse(&file.sign(&image()));
        assert_eq!(analysis.verdict.summary, Summary::Trusted);
        let found = analysis.certificates.iter().find(|certificate| certificate.facts.der[..] == copy[..]).unwrap();
        assert_eq!(found.roles, [Role::Unused]);
        assert!(analysis.findings.iter().any(|finding| finding.id == "unused-certificates"));
    }
}

#[test]
fn contradictions_that_no_signature_covers_leave_the_windows_line_open() {
    let second = clean_signer().edit_signed_data(|data| {
        let first = data.signer_infos[0].clone();
        data.signer_infos.push(first);
    });
    assert_eq!(summary(second), (Summary::Trusted, "unknown".to_owned()));
    let mut file = sample("clean.exe");
    let (start, _) = table(&file);
    put_u32(&mut file, start, 0xffff_fff0);
    assert_eq!(analyse(&file).verdict.windows.code, "unknown");
}

#[test]
fn second_signer_does_not_take_the_place_of_a_broken_first_one() {
    let broken = clean_signer().edit_signed_data(|data| data.signer_infos.insert(0, sequence([tlv(2, [9])])));
    assert_eq!(summary(broken).0, Summary::Malformed);
}

/// Megabytes where a number is expected would be written out in hex, several times.
#[test]
fn endless_serial_numbers_and_digests_are_not_written_out() {
    let endless = vec![5; 100_000];
    let leaf = Pki::get().clean_leaf();
    let serial = rewrapped(&leaf, |contents| {
        *contents = sequence([tlv(0xa0, tlv(2, [2])), tlv(2, &endless)]);
    });
    let key_id = endless.clone();
    for signer in [
        clean_signer().with_extra(&serial.der),
        clean_signer().edit_signer(move |signer| signer.id = SignerId::SubjectKeyIdentifier(key_id.clone())),
        clean_signer().edit_content(move |content| {
            *content = [sequence::<&[u8]>([]), sequence([sequence::<&[u8]>([]), tlv(4, &endless)])].concat();
        }),
    ] {
        let analysis = analyse(&signer.sign(&image()));
        assert!(analysis.defects.iter().any(|defect| defect.found == "100000 bytes"), "{:?}", analysis.defects);
        assert!(serde_json::to_string(&analysis).unwrap().len() < 200_000);
    }
}

/// RFC 5652 section 5.4 signs the DER form of the attributes, whatever the file has.
#[test]
fn long_length_of_the_signed_attributes_is_no_tampering() {
    let file = clean_signer().sign(&image());
    let analysis = analyse(&file);
    let facts = &analysis.signatures[0].facts;
    assert_eq!((analysis.verdict.summary, facts.signature_encoding_notes.len()), (Summary::Trusted, 0));
    let lengthened = clean_signer().edit_signed_data(|data| {
        let info = content(&data.signer_infos[0]).to_vec();
        // signedAttrs `[0]`: one length octet, or 81 and one. A longer length says the same.
        let start = info.windows(3).position(|window| window[0] == 0xa0 && window[1..] != [0, 0]).unwrap();
        let (length, body) =
            if info[start + 1] == 0x81 { (info[start + 2], start + 3) } else { (info[start + 1], start + 2) };
        let longer = [&info[..start], &[0xa0, 0x82, 0x00, length], &info[body..]].concat();
        data.signer_infos[0] = sequence([longer]);
    });
    let analysis = analyse(&lengthened.sign(&image()));
    assert_eq!(analysis.verdict.summary, Summary::Trusted, "{:?}", analysis.verdict.reasons);
    assert_eq!(analysis.signatures[0].facts.signature_encoding_notes.len(), 1);
}

/// Hundreds of certificates of one name, each of which might be the issuer of each.
#[test]
fn work_on_certificates_of_one_name_is_bounded() {
    let pki = Pki::get();
    let mut signer = clean_signer();
    for number in 0..200u32 {
        let spec = pki.conventional_ca.vary().serial(&[&[0x21], &number.to_be_bytes()[..]].concat());
        let mut certificate = spec.self_signed();
        certificate.der = rewrapped(&certificate, |_| {}).der;
        signer = signer.with_extra(&certificate.der);
    }
    let mut policy = policy();
    policy.limits.link_work = 50;
    let evidence = examine_bytes("many.exe", &signer.sign(&image()), &ExamineOptions::default());
    let analysis = judge(&evidence, &policy);
    assert!(analysis.defects.iter().any(|defect| defect.expected.contains("limits of path building")));
}
