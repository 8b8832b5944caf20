//! The fixed test keys, made once with OpenSSL and read from `keys/*.pem` (PKCS #8). They protect nothing.

use std::sync::OnceLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use rsa::{
    Pkcs1v15Sign, RsaPrivateKey, pkcs8::DecodePrivateKey, signature::hazmat::PrehashSigner, traits::PublicKeyParts,
};

use super::{
    der_writer::{bits, integer, null, oid, sequence, unsigned},
    hash::Hash,
};

/// rsaEncryption
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// id-ecPublicKey
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

/// A private key out of the fixed set.
pub struct Key {
    pub name: &'static str,
    pem: &'static str,
    loaded: OnceLock<Material>,
}

enum Material {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

macro_rules! keys {
    ($($name:literal),* $(,)?) => {
        static KEYS: [Key; [$($name),*].len()] = [$(Key {
            name: $name,
            pem: include_str!(concat!("keys/", $name, ".pem")),
            loaded: OnceLock::new(),
        }),*];
    };
}

keys![
    "id-root",
    "pca",
    "issuing-eoc",
    "issuing-aoc",
    "tsa-ca",
    "tsa",
    "conventional-root",
    "conventional-ca",
    "leaf-1",
    "leaf-2",
    "leaf-3",
    "leaf-4",
    "leaf-5",
    "leaf-6",
    "leaf-7",
    "leaf-8",
    "leaf-9",
    "weak-1024",
    "weak-2048",
    "exponent-3",
    "ec-p256",
    "ec-p384",
];

/// Returns the key of that name.
pub fn key(name: &str) -> &'static Key {
    KEYS.iter().find(|key| key.name == name).unwrap_or_else(|| panic!("no test key is called {name}"))
}

impl Key {
    fn material(&self) -> &Material {
        self.loaded.get_or_init(|| {
            let body: String = self.pem.lines().filter(|line| !line.starts_with("-----")).collect();
            let der = BASE64_STANDARD.decode(body).unwrap();
            match self.name {
                "ec-p256" => Material::P256(p256::SecretKey::from_pkcs8_der(&der).unwrap().into()),
                "ec-p384" => Material::P384(p384::SecretKey::from_pkcs8_der(&der).unwrap().into()),
                _ => Material::Rsa(Box::new(RsaPrivateKey::from_pkcs8_der(&der).unwrap())),
            }
        })
    }

    /// Returns the SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        let ec = |curve: &str, point: &[u8]| sequence([sequence([oid(EC_PUBLIC_KEY), oid(curve)]), bits(point)]);
        match self.material() {
            Material::Rsa(key) => sequence([
                sequence([oid(RSA_ENCRYPTION), null()]),
                bits(sequence([unsigned(&key.n_bytes()), unsigned(&key.e_bytes())])),
            ]),
            Material::P256(key) => ec("1.2.840.10045.3.1.7", key.verifying_key().to_sec1_point(false).as_bytes()),
            Material::P384(key) => ec("1.3.132.0.34", key.verifying_key().to_sec1_point(false).as_bytes()),
        }
    }

    /// Signs `message`: RSA PKCS #1 v1.5, or ECDSA with the nonce of RFC 6979 as a DER `Ecdsa-Sig-Value`.
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        self.sign_digest(hash, &hash.of(message))
    }

    /// Signs a digest made elsewhere, declared as one of `hash`.
    pub fn sign_digest(&self, hash: Hash, digest: &[u8]) -> Vec<u8> {
        match self.material() {
            Material::Rsa(key) => {
                let scheme = Pkcs1v15Sign { hash_len: Some(digest.len()), prefix: hash.digest_info_prefix().into() };
                key.sign(scheme, digest).unwrap()
            }
            Material::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                signature.to_der().as_bytes().to_vec()
            }
            Material::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                signature.to_der().as_bytes().to_vec()
            }
        }
    }

    /// Signs bytes as they are, padded but without a DigestInfo: old VeriSign countersignatures are made so. RSA only.
    pub fn sign_bare(&self, digest: &[u8]) -> Vec<u8> {
        match self.material() {
            Material::Rsa(key) => key.sign(Pkcs1v15Sign::new_unprefixed(), digest).unwrap(),
            _ => panic!("{} is no RSA key", self.name),
        }
    }

    /// Returns the AlgorithmIdentifier of a signature with this key, as certificates name it.
    pub fn signature_algorithm(&self, hash: Hash) -> Vec<u8> {
        match self.material() {
            Material::Rsa(_) => sequence([oid(hash.with_rsa()), null()]),
            _ => sequence([oid(hash.with_ecdsa())]),
        }
    }

    /// Returns the AlgorithmIdentifier that a SignerInfo names: plain rsaEncryption for RSA, as signtool writes it.
    pub fn signer_algorithm(&self, hash: Hash) -> Vec<u8> {
        match self.material() {
            Material::Rsa(_) => sequence([oid(RSA_ENCRYPTION), null()]),
            _ => self.signature_algorithm(hash),
        }
    }
}

/// Returns a P-256 key whose curve is spelled out instead of named: the pattern of CVE-2020-0601 (RFC 3279 section 2.3.5).
pub fn explicit_p256_spki() -> Vec<u8> {
    let hex = |text: &str| hex::decode(text).unwrap();
    let field = sequence([
        oid("1.2.840.10045.1.1"),
        unsigned(&hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")),
    ]);
    let curve = sequence([
        super::der_writer::octets(hex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc")),
        super::der_writer::octets(hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")),
    ]);
    let generator = super::der_writer::octets(hex(concat!(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    )));
    let order = unsigned(&hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));
    let parameters = sequence([integer(1), field, curve, generator, order, integer(1)]);
    let Material::P256(private) = key("ec-p256").material() else { unreachable!("ec-p256 is a P-256 key") };
    let point = private.verifying_key().to_sec1_point(false);
    sequence([sequence([oid(EC_PUBLIC_KEY), parameters]), bits(point.as_bytes())])
}
