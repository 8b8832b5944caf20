//! Group B: the signer's certificate.

use super::scene::*;

const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const LIFETIME_SIGNING: &str = "1.3.6.1.4.1.311.10.3.13";
const CDP: &str = "2.5.29.31";
const AIA: &str = "1.3.6.1.5.5.7.1.1";

pub const EXAMPLES: &[Example] = &[
    example(
        "eku-any-or-server-auth",
        || signed_by(leaf().eku(false, &[CODE_SIGNING, SERVER_AUTH])),
        || signed_by(leaf().eku(false, &[CODE_SIGNING, CLIENT_AUTH])),
    ),
    example(
        "eku-lacks-code-signing",
        || signed_by(leaf().eku(false, &[CLIENT_AUTH])),
        || signed_by(leaf().eku(false, &[CLIENT_AUTH, CODE_SIGNING])),
    )
    .also(|| signed_by(leaf().without_eku())),
    example(
        "key-usage-lacks-digital-signature",
        || signed_by(leaf().key_usage(&[1])),
        || signed_by(leaf().key_usage(&[0, 1])),
    ),
    example("leaf-is-ca", || signed_by(leaf().ca(None)), || signed_by(leaf().without("2.5.29.19"))),
    example(
        "leaf-no-cabf-policy",
        || signed_by(leaf().policies(&["2.5.29.32.0"])).public(),
        || signed_by(leaf().policies(&["2.5.29.32.0", "2.23.140.1.4.1"])).public(),
    ),
    example(
        "leaf-no-revocation-pointer",
        || signed_by(leaf().without(CDP).without(AIA)),
        || signed_by(leaf().without(CDP)),
    ),
    example("leaf-self-signed", || of_sample("selfsigned.exe"), || signed(self_issued())),
    example("leaf-serial-odd", || signed_by(leaf().serial(&[0x11; 21])), || signed_by(leaf().serial(&[0x11; 20])))
        .also(|| signed_by(leaf().serial(&[0]))),
    example(
        "leaf-signs-and-timestamps",
        || signed_by(leaf().eku(false, &[CODE_SIGNING, TIME_STAMPING])),
        || signed_by(leaf().eku(false, &[CODE_SIGNING, CLIENT_AUTH])),
    ),
    example("leaf-validity-too-long", || signed_by(days_460(1)).public(), || signed_by(days_460(0)).public()),
    example(
        "leaf-version-not-v3",
        || signed_by(leaf().version_1()),
        || {
            let mut spec = leaf();
            spec.key_identifiers = false;
            spec.extensions.clear();
            signed_by(spec)
        },
    ),
    example(
        "lifetime-signing-eku",
        || signed_by(leaf().eku(false, &[CODE_SIGNING, LIFETIME_SIGNING])),
        || signed_by(leaf().eku(false, &[CODE_SIGNING, "1.3.6.1.4.1.311.10.3.12"])),
    ),
    example(
        "signer-certificate-missing",
        || {
            signed(
                clean_signer().edit_signed_data(|data| data.certificates.retain(|der| *der != pki().clean_leaf().der)),
            )
        },
        || {
            let key_identifier = pki().clean_leaf().key_identifier;
            signed(clean_signer().edit_signer(move |signer| {
                (signer.version, signer.id) = (3, SignerId::SubjectKeyIdentifier(key_identifier.clone()));
            }))
        },
    ),
    example(
        "unknown-critical-extension",
        || signed_by(leaf().extension("1.2.3.4", true, vec![5, 0])),
        || signed_by(leaf().extension("1.2.3.4", false, vec![5, 0])),
    ),
];

/// A leaf that names itself as its issuer and is signed by the CA's key.
fn self_issued() -> Signer {
    let mut spec = leaf();
    spec.issuer_name = Some(spec.subject.clone());
    by(spec)
}

/// A leaf of 2026-03-01 that is valid for 460 days and some seconds.
fn days_460(seconds: i64) -> CertificateSpec {
    let from = at("2026-03-01T00:00:00Z");
    leaf().validity(from, from + time::Duration::days(460) + time::Duration::seconds(seconds))
}
