use super::der::{Parts, element, oid, sequence, spki};
use super::*;
use crate::model::PublicKey;

fn key(encoded: Vec<u8>) -> (PublicKey, usize) {
    let (facts, defects) = read(&Parts { spki: encoded, ..Parts::default() }.build());
    (facts.public_key, defects.len())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> (PublicKey, usize) {
    let numbers = sequence(&[&element(2, &[modulus]), &element(2, &[exponent])]);
    key(spki(&sequence(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]), &numbers))
}

fn elliptic_curve(parameters: &[u8]) -> (PublicKey, usize) {
    key(spki(&sequence(&[&oid("1.2.840.10045.2.1"), parameters]), &[4; 65]))
}

#[test]
fn rsa_size_is_that_of_the_modulus_without_leading_zero_bits() {
    let mut modulus = vec![0u8; 257];
    modulus[1] = 0x7f;
    assert_eq!(rsa(&modulus, &[1, 0, 1]).0.bits, 2047);
    modulus[1] = 0x80;
    assert_eq!(rsa(&modulus, &[1, 0, 1]).0.bits, 2048);
}

#[test]
fn rsa_exponent_is_hex_without_leading_zeros() {
    assert_eq!(rsa(&[0x4d], &[3]).0.exponent.as_deref(), Some("3"));
    assert_eq!(rsa(&[0x4d], &[0x00, 0x80, 0x01]).0.exponent.as_deref(), Some("8001"));
    assert_eq!(rsa(&[0x4d], &[0]).0.exponent.as_deref(), Some("0"));
    assert_eq!(rsa(&[0x4d], &[1, 0, 0, 0, 0, 0, 0, 0, 1]).0.exponent.as_deref(), Some("10000000000000001"));
}

#[test]
fn negative_rsa_modulus_is_read_as_unsigned_and_reported() {
    let (read, defects) = rsa(&[0xff; 128], &[3]);
    assert_eq!((read.bits, defects), (1024, 1));
}

#[test]
fn broken_rsa_key_keeps_its_name() {
    let (read, defects) = key(spki(&sequence(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]), &[0xff, 0xff]));
    assert_eq!((read.algorithm.as_str(), read.bits, read.exponent, defects), ("RSA", 0, None, 1));
}

#[test]
fn named_curves_have_name_size_and_oid() {
    for (curve, name, bits) in [
        ("1.2.840.10045.3.1.7", "EC P-256", 256),
        ("1.3.132.0.34", "EC P-384", 384),
        ("1.3.132.0.35", "EC P-521", 521),
        ("1.3.132.0.10", "EC secp256k1", 256),
        ("1.3.36.3.3.2.8.1.1.11", "EC brainpoolP384r1", 384),
        ("1.2.3.4", "EC 1.2.3.4", 0),
    ] {
        let (read, defects) = elliptic_curve(&oid(curve));
        assert_eq!((read.algorithm.as_str(), read.bits, defects), (name, bits, 0));
        assert_eq!(read.curve.as_deref(), Some(curve));
    }
}

#[test]
fn explicit_curve_has_the_size_of_its_prime_and_is_reported() {
    let field = sequence(&[&oid("1.2.840.10045.1.1"), &element(2, &[&[0], &[0xff; 32]])]);
    let (read, defects) = elliptic_curve(&sequence(&[&[2, 1, 1], &field]));
    assert_eq!((read.algorithm.as_str(), read.bits, read.curve, defects), ("EC explicit", 256, None, 1));
}

#[test]
fn curve_that_is_absent_or_implied_is_reported() {
    assert_eq!(elliptic_curve(&[]), (PublicKey { algorithm: "EC".into(), bits: 0, exponent: None, curve: None }, 1));
    assert_eq!(elliptic_curve(&[5, 0]).1, 1);
}

#[test]
fn other_keys_have_their_names() {
    let dsa = sequence(&[&element(2, &[&[0x00, 0x80], &[1; 127]])]);
    for (algorithm, parameters, name, bits) in [
        ("1.3.101.112", &[][..], "Ed25519", 256),
        ("1.2.840.10040.4.1", &dsa, "DSA", 1024),
        ("2.16.840.1.101.3.4.3.18", &[], "ML-DSA-65", 0),
        ("1.2.3.4", &[], "1.2.3.4", 0),
    ] {
        let (read, defects) = key(spki(&sequence(&[&oid(algorithm), parameters]), &[0; 32]));
        assert_eq!((read.algorithm.as_str(), read.bits, defects), (name, bits, 0));
    }
}
