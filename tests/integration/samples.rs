//! The committed samples are what the forge makes, byte for byte, and they are sound by means that the forge does not share.

use std::{collections::BTreeMap, fs, path::PathBuf};

use digest::Digest;
use sha2::Sha256;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::support::{
    forge::{Hash, Pki, SAMPLES, sample, signature_block},
    pe_patch::{self, image_digest},
    samples::{root_pem, short_leaf, short2_leaf},
};

const TABLE_START: &str = "<!-- table: made by the ignored test, do not edit by hand -->\n";
const TABLE_END: &str = "<!-- end of table -->\n";

/// Returns the path of a file under `samples/`.
fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// Returns the table of `samples/README.md`.
fn table() -> String {
    let mut text = String::from(
        "| name | SHA-256 | how made | what it shows | osslsigncode 2.9 | signify 0.9.3 |\n|---|---|---|---|---|---|\n",
    );
    for sample in SAMPLES {
        let hash = hex::encode(Sha256::digest((sample.make)()));
        text.push_str(&format!(
            "| {} | `{hash}` | {} | {} | {} | {} |\n",
            sample.name, sample.made, sample.shows, sample.osslsigncode, sample.signify
        ));
    }
    text
}

#[test]
#[ignore = "writes into samples/: run it after a change of the forge, and read the difference"]
fn regenerate_samples() {
    for sample in SAMPLES {
        fs::write(path(sample.name), (sample.make)()).unwrap();
    }
    fs::write(path("root.pem"), root_pem()).unwrap();
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let (before, rest) = readme.split_once(TABLE_START).unwrap();
    let (_, after) = rest.split_once(TABLE_END).unwrap();
    fs::write(path("README.md"), format!("{before}{TABLE_START}{}{TABLE_END}{after}", table())).unwrap();
}

#[test]
fn committed_samples_are_what_the_forge_makes() {
    for sample in SAMPLES {
        let committed = fs::read(path(sample.name)).unwrap();
        assert!(committed == (sample.make)(), "{} differs: run regenerate_samples", sample.name);
    }
    assert_eq!(fs::read_to_string(path("root.pem")).unwrap(), root_pem());
}

#[test]
fn readme_lists_the_samples_with_their_hashes() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    assert!(readme.contains(&table()), "the table is stale: run regenerate_samples");
}

#[test]
fn readme_lists_the_real_files_with_their_hashes() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(path("real")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let hash = hex::encode(Sha256::digest(fs::read(&file).unwrap()));
        let line = readme.lines().find(|line| line.contains(&format!("| real/{name} ")));
        assert!(line.is_some_and(|line| line.contains(&hash)), "real/{name} with {hash} is not in the README");
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn samples_are_small() {
    for sample in SAMPLES {
        let size = (sample.make)().len();
        assert!(size < 40_000, "{} has {size} bytes", sample.name);
    }
}

#[test]
fn samples_parse_as_pe_and_their_sections_lie_inside() {
    for name in SAMPLES.iter().map(|sample| sample.name) {
        let bytes = sample(name);
        let mut options = goblin::pe::options::ParseOptions::default();
        options.parse_attribute_certificates = false;
        let pe = goblin::pe::PE::parse_with_opts(&bytes, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(pe.libraries, ["KERNEL32.dll"], "{name}");
        assert_eq!(pe.imports.len(), 2, "{name}");
        for section in &pe.sections {
            assert!((section.pointer_to_raw_data + section.size_of_raw_data) as usize <= bytes.len(), "{name}");
            assert_eq!(section.pointer_to_raw_data % 0x200, 0, "{name}");
            assert_eq!(section.virtual_address % 0x1000, 0, "{name}");
        }
        assert_eq!(pe.is_64, name != "short2.exe", "{name}");
    }
}

#[test]
fn version_info_is_readable_by_goblin() {
    let bytes = sample("short.exe");
    let pe = goblin::pe::PE::parse(&bytes).unwrap();
    let resources = pe.resource_data.unwrap();
    let strings = resources.version_info.unwrap().string_info;
    assert_eq!(strings.company_name().as_deref(), Some("Microsoft Corporation"));
    assert_eq!(strings.original_filename().as_deref(), Some("setup.exe"));
}

#[test]
fn image_digest_agrees_with_goblins_section_walk() {
    for name in ["clean.exe", "short.exe", "short2.exe", "pagehash.exe", "hostile.exe", "ecdsa.exe"] {
        let bytes = sample(name);
        let pe = goblin::pe::PE::parse(&bytes).unwrap();
        let mut hash = Sha256::new();
        pe.authenticode_ranges().for_each(|range| hash.update(range));
        let digest = hash.finalize().to_vec();
        assert_eq!(digest, image_digest(&bytes, Hash::Sha256), "{name}");
        let block = signature_block(&bytes);
        assert!(block.windows(32).any(|window| window == digest), "{name} does not carry its digest");
    }
}

#[test]
fn tampered_and_transplanted_carry_the_digest_of_clean() {
    let clean = image_digest(&sample("clean.exe"), Hash::Sha256);
    for name in ["tampered.exe", "transplanted.exe"] {
        let bytes = sample(name);
        assert_ne!(image_digest(&bytes, Hash::Sha256), clean, "{name}");
        assert!(signature_block(&bytes).windows(32).any(|window| window == clean), "{name}");
        assert_eq!(signature_block(&bytes), signature_block(&sample("clean.exe")), "{name}");
    }
}

#[test]
fn certificates_verify_up_to_their_roots() {
    let pki = Pki::get();
    let short = short_leaf();
    let short2 = short2_leaf();
    let clean = pki.clean_leaf();
    let links = [
        (&short, &pki.eoc),
        (&short2, &pki.aoc),
        (&pki.eoc, &pki.pca),
        (&pki.aoc, &pki.pca),
        (&pki.pca, &pki.root),
        (&pki.root, &pki.root),
        (&pki.tsa, &pki.tsa_ca),
        (&pki.tsa_ca, &pki.root),
        (&clean, &pki.conventional_ca),
        (&pki.conventional_ca, &pki.conventional_root),
    ];
    for (child, issuer) in links {
        let (rest, certificate) = X509Certificate::from_der(&child.der).unwrap();
        assert!(rest.is_empty());
        let (_, issuer) = X509Certificate::from_der(&issuer.der).unwrap();
        assert_eq!(certificate.issuer().as_raw(), issuer.subject().as_raw());
        verify_link(&certificate, &issuer);
        assert!(issuer.is_ca());
    }
}

/// Verifies PKCS #1 v1.5 with the public key as x509-parser reads it, exponentiating and comparing the padded block as a whole.
fn verify_link(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) {
    use rsa::{Pkcs1v15Sign, RsaPublicKey, pkcs8::DecodePublicKey};
    let key = RsaPublicKey::from_public_key_der(issuer.public_key().raw).unwrap();
    let tbs = certificate.tbs_certificate.as_ref();
    let (scheme, digest) = match certificate.signature_algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.11" => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(tbs).to_vec()),
        "1.2.840.113549.1.1.12" => (Pkcs1v15Sign::new::<sha2::Sha384>(), sha2::Sha384::digest(tbs).to_vec()),
        other => panic!("unexpected {other}"),
    };
    key.verify(scheme, &digest, &certificate.signature_value.data).unwrap();
}

#[test]
fn short_lived_leaves_have_the_shape_of_the_service() {
    for leaf in [short_leaf(), short2_leaf()] {
        let (_, certificate) = X509Certificate::from_der(&leaf.der).unwrap();
        let validity = certificate.validity();
        assert_eq!(validity.not_after.timestamp() - validity.not_before.timestamp(), 259_200);
        let serial = certificate.raw_serial();
        assert_eq!((serial.len(), serial[0]), (19, 0x33));
        assert_eq!((&serial[13..15], &serial[1..5]), (&[0_u8, 0][..], &serial[15..]));
        let usage = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.code_signing && usage.other.len() == 2);
    }
}

#[test]
fn checksums_are_right_but_where_a_sample_says_so() {
    let wrong: BTreeMap<&str, bool> = SAMPLES
        .iter()
        .map(|sample| (sample.name, (sample.make)()))
        .map(|(name, bytes)| (name, !has_right_checksum(&bytes)))
        .collect();
    let names: Vec<&str> = wrong.into_iter().filter_map(|(name, wrong)| wrong.then_some(name)).collect();
    assert_eq!(names, ["truncated.exe"]);
}

fn has_right_checksum(bytes: &[u8]) -> bool {
    pe_patch::u32_at(bytes, pe_patch::offsets(bytes).checksum) == pe_patch::checksum(bytes)
}
