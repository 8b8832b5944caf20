//! Group C: short-lived certificates and Trusted Signing.

use sigscope::model::Thumbprint;
use sigscope::rules::{KnownCertificate, KnownRole, SerialAnchor};
use time::{Duration, OffsetDateTime};

use super::scene::*;

const ISSUED: &str = "2026-05-09T20:00:00Z";
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

pub const EXAMPLES: &[Example] = &[
    example("abused-service-context", || of_sample("short.exe"), || of_sample("clean.exe")).beside(),
    example(
        "short-lived-expired-but-timestamped",
        || of_sample("short.exe"),
        || of_sample("short.exe").judged_at("2026-09-04T21:14:07Z"),
    ),
    example("short-lived-first-day-use", || used_after(DAY - 1), || used_after(DAY)),
    example("short-lived-late-use", || used_after(2 * DAY), || used_after(2 * DAY - 1)),
    example("short-lived-leaf", || lasting(7 * DAY), || lasting(7 * DAY + 1)),
    example("short-lived-no-timestamp", || of_sample("nots.exe"), || of_sample("short.exe")),
    example("short-lived-other-issuer", || lasting(7 * DAY), || of_sample("short.exe")),
    example("short-lived-timestamp-not-trusted", || stamped_by(&lab_tsa()), || of_sample("short.exe")),
    // Five per cent of 72 hours are 3.6 hours.
    example("short-lived-window-edge", || used_after(3 * DAY - 36 * 360 + 1), || used_after(3 * DAY - 36 * 360)),
    example("trusted-signing-foreign-tsa", || stamped_by(&foreign_tsa()), || of_sample("short.exe")),
    example(
        "trusted-signing-identity-ambiguous",
        || service(with_usages(&[TRUSTED_SIGNING_MARKER, CODE_SIGNING, JANE, "1.3.6.1.4.1.311.97.1.2.3.4"])),
        || of_sample("short.exe"),
    ),
    example(
        "trusted-signing-identity-missing",
        || service(with_usages(&[TRUSTED_SIGNING_MARKER, CODE_SIGNING])),
        || of_sample("short.exe"),
    ),
    example("trusted-signing-individual", || of_sample("short.exe"), || of_sample("fresh.exe")),
    example(
        "trusted-signing-issuer-out-of-period",
        || issuing_until(at(ISSUED) - Duration::seconds(1)),
        || issuing_until(at(ISSUED)),
    ),
    example("trusted-signing-leaf", || of_sample("short.exe"), || signed(look_alike())),
    example("trusted-signing-name-only", || signed(look_alike()), || of_sample("short.exe")),
    example(
        "trusted-signing-private-trust",
        || service(with_usages(&[TRUSTED_SIGNING_MARKER, CODE_SIGNING, "1.3.6.1.4.1.311.97.1.3.1.11.22.33.44"])),
        || of_sample("short.exe"),
    ),
    example(
        "trusted-signing-profile-deviation",
        || {
            let mut spec = spec();
            spec.not_after += Duration::seconds(1);
            service(spec)
        },
        || service(spec()),
    ),
    example(
        "trusted-signing-serial-out-of-order",
        || counted_lower_than_before(Duration::days(7) + Duration::seconds(1)),
        || counted_lower_than_before(Duration::days(7)),
    ),
];

/// A leaf as the service issues it.
fn spec() -> CertificateSpec {
    let subject = Name::new().c("US").st("Oregon").l("Salem").o("Example Works LLC").cn("Example Works LLC");
    pki().trusted_signing(subject, JANE, "leaf-2", at(ISSUED), 0x0006_0000)
}

fn with_usages(usages: &[&str]) -> CertificateSpec {
    spec().eku(false, usages)
}

/// Signs with a leaf of the service, at a time.
fn service_at(spec: CertificateSpec, time: OffsetDateTime) -> Scene {
    let leaf = spec.issued_by(&pki().eoc);
    let signer = trusted_signer(&leaf, &pki().eoc).timestamp(pki().microsoft_style_token(time, "1"));
    Scene::new(signer.sign(&image().build()))
}

fn service(spec: CertificateSpec) -> Scene {
    service_at(spec, at(SIGNED))
}

fn used_after(seconds: i64) -> Scene {
    service_at(spec(), at(ISSUED) + Duration::seconds(seconds))
}

/// A leaf of an ordinary CA that is valid for so many seconds.
fn lasting(seconds: i64) -> Scene {
    signed_by(leaf().validity(at(ISSUED), at(ISSUED) + Duration::seconds(seconds)))
}

fn stamped_by((tsa, chain): &(Certificate, Vec<Certificate>)) -> Scene {
    let chain: Vec<&Certificate> = chain.iter().collect();
    let leaf = spec().issued_by(&pki().eoc);
    unstamped(trusted_signer(&leaf, &pki().eoc).timestamp(Rfc3161::new(tsa, &chain, at(SIGNED))))
}

/// A TSA under a root that nobody trusts.
fn lab_tsa() -> (Certificate, Vec<Certificate>) {
    let root = ca("Example Laboratory Root", "leaf-9").self_signed();
    (pki().tsa.vary().issued_by(&root), vec![root])
}

/// A TSA of another company, under a trusted root.
fn foreign_tsa() -> (Certificate, Vec<Certificate>) {
    let ca = ca("Example Timestamping CA", "leaf-9").issued_by(&pki().conventional_root);
    (pki().tsa.vary().issued_by(&ca), vec![ca])
}

/// The service's kind of leaf out of another CA.
fn look_alike() -> Signer {
    by(spec())
}

fn thumbprint(certificate: &Certificate) -> Thumbprint {
    Thumbprint(Hash::Sha256.of(&certificate.der).try_into().unwrap())
}

/// A leaf whose issuing CA is known to issue until then.
fn issuing_until(end: OffsetDateTime) -> Scene {
    // A CA of its own: the demo knows the test CAs without a period.
    let issuing = ca("Example ID Verified CS EOC CA 09", "leaf-9").ca(Some(0)).issued_by(&pki().pca);
    let leaf = spec().issued_by(&issuing);
    unstamped(trusted_signer(&leaf, &issuing).timestamp(pki().microsoft_style_token(at(SIGNED), "1"))).known(|known| {
        let mut certificate = KnownCertificate::new(KnownRole::TrustedSigningCa, thumbprint(&issuing), "CA 09");
        certificate.issues_until = Some(instant(&end.format(&time::format_description::well_known::Rfc3339).unwrap()));
        known.add_certificate(certificate);
    })
}

/// A leaf with a lower counter than one that is known to be that much older.
fn counted_lower_than_before(age: Duration) -> Scene {
    let older = (at(ISSUED) - age).format(&time::format_description::well_known::Rfc3339).unwrap();
    service(spec()).known(|known| {
        known.add_serial_anchor(SerialAnchor {
            issuing_ca: thumbprint(&pki().eoc),
            counter: 0x0006_0001,
            not_before: instant(&older),
        });
    })
}
