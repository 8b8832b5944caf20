//! Group G: algorithms and keys.

use super::scene::*;
use crate::support::der_writer::{bits, null, octets, oid, sequence, sort_set, tlv};
use crate::support::keys::{EC_PUBLIC_KEY, RSA_ENCRYPTION};

pub const EXAMPLES: &[Example] = &[
    example("ec-curve-unusual", || signed_by(on_curve("1.3.132.0.10")), || of_sample("ecdsa.exe")),
    example(
        "ec-explicit-parameters",
        || {
            let mut spec = leaf().key("ec-p256");
            spec.spki = Some(explicit_p256_spki());
            signed_by(spec)
        },
        || of_sample("ecdsa.exe"),
    ),
    example(
        "key-shared-across-subjects",
        || signed(clean_signer().with_extra(&other_leaf("Example Twin GmbH").der)),
        || {
            signed(
                clean_signer()
                    .with_extra(&leaf().serial(b"\x31renewed-leaf-001").issued_by(&pki().conventional_ca).der),
            )
        },
    ),
    example("rsa-exponent-odd", || signed_by(leaf().key("exponent-3")), || of_sample("clean.exe")),
    example("signature-algorithm-unusual", || of_sample("ecdsa.exe"), || of_sample("clean.exe")),
    example(
        "signature-encoding-odd",
        || signed(clean_signer().edit_signer(|signer| encode_digest_info(signer, false))),
        || signed(clean_signer().edit_signer(|signer| encode_digest_info(signer, true))),
    ),
    example(
        "weak-certificate-signature",
        || signed_by(leaf().signed_with(Hash::Sha1)),
        || {
            let root = pki().conventional_root.vary().signed_with(Hash::Sha1).self_signed();
            of_sample("clean.exe").anchors(&[&root, &pki().root])
        },
    )
    .also(|| signed_by(leaf().signed_with(Hash::Md5))),
    example("weak-digest-md5", || signed(clean_signer().hash(Hash::Md5)), || signed(clean_signer().hash(Hash::Sha1))),
    example("weak-digest-sha1", || of_sample("sha1.exe"), || signed(clean_signer().hash(Hash::Sha384))),
    example(
        "weak-rsa-key",
        || signed_by(leaf().key("weak-1024")),
        // 2048 bits are too few under a public root only.
        || signed_by(leaf().key("weak-2048")),
    )
    .also(|| signed_by(leaf().key("weak-2048")).public()),
];

/// The P-256 key under the name of another curve.
fn on_curve(curve: &str) -> CertificateSpec {
    let mut spec = leaf().key("ec-p256");
    let point = &spec.key.spki()[26..];
    spec.spki = Some(sequence([sequence([oid(EC_PUBLIC_KEY), oid(curve)]), bits(point)]));
    spec
}

/// Another leaf of the CA with the key of the reference's.
fn other_leaf(organization: &str) -> Certificate {
    leaf().subject(named(organization, organization)).serial(b"\x32another-leaf-01").issued_by(&pki().conventional_ca)
}

/// Replaces the signature by one whose DigestInfo has its NULL, or not.
fn encode_digest_info(signer: &mut SignerInfo, with_null: bool) {
    let mut attributes: Vec<Vec<u8>> = signer.signed.iter().flatten().map(Attribute::der).collect();
    sort_set(&mut attributes);
    let digest = Hash::Sha256.of(&tlv(0x31, attributes.concat()));
    let parameters = if with_null { null() } else { Vec::new() };
    let info = sequence([sequence([oid(Hash::Sha256.oid()), parameters]), octets(digest)]);
    signer.signature = SignatureValue::Fixed(signer.signer.spec.key.sign_bare(&info));
    signer.signature_algorithm = Some(sequence([oid(RSA_ENCRYPTION), null()]));
}
