//! Signatures made by openssl, against `verify`: every key size, exponent, curve and digest that it should know.

use sigscope::model::DigestAlgorithm;
use sigscope::verify::{SignatureError, Verified, verify_signer_info};

const MESSAGE: &[u8] = b"sigscope test vector";

struct Vector {
    name: String,
    digest: DigestAlgorithm,
    algorithm: Vec<u8>,
    spki: Vec<u8>,
    signature: Vec<u8>,
}

impl Vector {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<Verified, SignatureError> {
        verify_signer_info(&self.algorithm, self.digest, &self.spki, message, signature, true)
    }
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("vectors/signatures.txt");
    let digest = |name: &str| match name {
        "md5" => DigestAlgorithm::Md5,
        "sha1" => DigestAlgorithm::Sha1,
        "sha224" => DigestAlgorithm::Sha224,
        "sha256" => DigestAlgorithm::Sha256,
        "sha384" => DigestAlgorithm::Sha384,
        "sha512" => DigestAlgorithm::Sha512,
        _ => panic!("unknown digest {name}"),
    };
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            Vector {
                name: format!("{} {}", fields[0], fields[1]),
                digest: digest(fields[1]),
                algorithm: hex::decode(fields[2]).unwrap(),
                spki: hex::decode(fields[3]).unwrap(),
                signature: hex::decode(fields[4]).unwrap(),
            }
        })
        .collect()
}

#[test]
fn every_openssl_signature_verifies() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 57);
    for vector in vectors {
        let verified =
            vector.verify(MESSAGE, &vector.signature).unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        assert_eq!(verified.bare_digest, vector.name.contains("bare"), "{}", vector.name);
        assert_eq!(verified.notes, Vec::<String>::new(), "{}", vector.name);
    }
}

#[test]
fn another_message_or_signature_is_a_mismatch() {
    for vector in vectors() {
        assert_eq!(
            vector.verify(b"another message", &vector.signature),
            Err(SignatureError::Mismatch),
            "{}",
            vector.name
        );
        let mut changed = vector.signature.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(vector.verify(MESSAGE, &changed), Err(SignatureError::Mismatch), "{}", vector.name);
    }
}

#[test]
fn bare_digest_is_a_mismatch_where_it_is_not_allowed() {
    let vector = vectors().into_iter().find(|vector| vector.name.contains("bare")).unwrap();
    let verified =
        verify_signer_info(&vector.algorithm, vector.digest, &vector.spki, MESSAGE, &vector.signature, false);
    assert_eq!(verified, Err(SignatureError::Mismatch));
}

#[test]
fn ecdsa_value_without_leading_zero_is_read_as_unsigned_and_noted() {
    // A high-bit r or s needs a leading 00 in DER; Chilkat's signer leaves it out.
    let mut seen = 0;
    for vector in vectors().into_iter().filter(|vector| vector.name.starts_with("ecdsa-P-256")) {
        let Some(stripped) = strip_first_zero(&vector.signature) else { continue };
        let verified = vector.verify(MESSAGE, &stripped).unwrap();
        assert!(verified.notes.iter().any(|note| note.contains("negative by DER")), "{:?}", verified.notes);
        seen += 1;
    }
    assert!(seen > 0, "no vector has a high-bit value");
}

/// Drops the leading 00 of r, if it has one.
fn strip_first_zero(signature: &[u8]) -> Option<Vec<u8>> {
    if signature.get(2..5)? != [0x02, 0x21, 0x00] {
        return None;
    }
    let mut stripped = vec![0x30, signature[1] - 1, 0x02, 0x20];
    stripped.extend_from_slice(&signature[5..]);
    Some(stripped)
}
