//! Group K: kernel-mode drivers.

use super::scene::*;

const ATTESTED: &str = "1.3.6.1.4.1.311.10.3.5.1";
const TESTED: &str = "1.3.6.1.4.1.311.10.3.5";

pub const EXAMPLES: &[Example] = &[
    example(
        "driver-attestation-signed",
        || driver_by(leaf().eku(false, &[CODE_SIGNING, ATTESTED])),
        || driver_by(leaf().eku(false, &[CODE_SIGNING, ATTESTED, TESTED])),
    ),
    example("driver-cross-signed-2026", || driver_by(leaf()).public(), || driver_by(leaf())),
    example(
        "driver-legacy-loophole",
        || old_driver("2015-07-28T23:59:59Z", "2013-06-01T00:00:00Z"),
        || old_driver("2015-07-29T00:00:00Z", "2013-06-01T00:00:00Z"),
    ),
    example(
        "driver-newer-than-certificate",
        || old_driver("2014-01-01T00:00:00Z", "2017-01-01T00:00:01Z"),
        || old_driver_linked_with((9, 0), "2014-01-01T00:00:00Z", "2017-01-01T00:00:00Z"),
    ),
    example("driver-not-microsoft-signed", || driver_by(leaf()), portal_driver).also(service_driver),
    example(
        "driver-on-vulnerable-list",
        || driver_by(leaf()).block_list(&policy(&authentihash(), "bad.sys")),
        || driver_by(leaf()).block_list(&policy(&"ab".repeat(32), "bad.sys")),
    )
    .also(|| original_name("bad.sys", "Harbour Works").block_list(&policy(&"ab".repeat(32), "bad.sys"))),
    example(
        "driver-original-name-mismatch",
        || original_name("harbour.sys", "Harbour Works"),
        || original_name("DRIVER.SYS", "Harbour Works"),
    ),
    example(
        "driver-page-hash-missing",
        || driver_by(leaf()),
        || driver(stamped(clean_signer().page_hashes(PageHashes::V2))),
    ),
    example("driver-short-lived-leaf", service_driver, || driver_by(leaf())),
    example("driver-test-signed", || of_builder("WDKTestCert builder,1330"), || of_builder("Example WDKTestCert")),
];

/// The digest of the image of [`driver`].
fn authentihash() -> String {
    let evidence = sigscope::examine_bytes("x", &driver_by(leaf()).bytes, &sigscope::ExamineOptions::default());
    evidence.hashes.authentihash.sha256.unwrap().to_string()
}

/// A policy that blocks a digest and a name.
fn policy(hash: &str, name: &str) -> String {
    format!(
        "<SiPolicy><FileRules><Deny FriendlyName='x' Hash='{hash}'/><Deny FileName='{name}'/></FileRules></SiPolicy>"
    )
}

/// A driver, signed so.
fn driver(signer: Signer) -> Scene {
    Scene::new(signer.sign(&image().driver().build())).named("driver.sys")
}

fn driver_by(leaf: CertificateSpec) -> Scene {
    driver(stamped(by(leaf)))
}

fn of_builder(cn: &str) -> Scene {
    driver_by(leaf().subject(Name::new().cn(cn)))
}

/// A driver with a leaf of Trusted Signing, whose root stands for Microsoft's.
fn service_driver() -> Scene {
    let token = pki().microsoft_style_token(at("2026-09-03T03:14:07Z"), "1");
    driver(trusted_signer(&short_leaf(), &pki().eoc).timestamp(token))
}

/// A driver whose leaf is under a root of Microsoft.
fn portal_driver() -> Scene {
    use sigscope::model::Thumbprint;
    use sigscope::rules::{KnownCertificate, KnownRole};
    let mut root = Thumbprint::default();
    root.0.copy_from_slice(&Hash::Sha256.of(&pki().conventional_root.der));
    driver_by(leaf())
        .known(|known| known.add_certificate(KnownCertificate::new(KnownRole::MicrosoftRoot, root, "Example Root")))
}

/// A driver under a public CA whose leaf is valid from then until 2017, without a timestamp.
fn old_driver(issued: &str, linked: &str) -> Scene {
    old_driver_linked_with((14, 0), issued, linked)
}

fn old_driver_linked_with((major, minor): (u8, u8), issued: &str, linked: &str) -> Scene {
    let issuer =
        ca("Example Old CA", "leaf-9").validity(at("2010-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).self_signed();
    let leaf = leaf().validity(at(issued), at("2017-01-01T00:00:00Z")).issued_by(&issuer);
    let mut image = Pe::new("catalogue", at(linked)).driver().build();
    let optional = pe_patch::offsets(&image).coff + 20;
    (image[optional + 2], image[optional + 3]) = (major, minor);
    let bytes = Signer::new(&leaf, &[]).sign(&image);
    Scene::new(bytes).named("driver.sys").programme(&[ListedRoot::new(&issuer)])
}

fn original_name(name: &str, company: &str) -> Scene {
    let image = image().driver().version_info(&[("CompanyName", company), ("OriginalFilename", name)]);
    Scene::new(stamped(clean_signer()).sign(&image.build())).named("driver.sys")
}
