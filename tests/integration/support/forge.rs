//! The front of the forge: everything a test needs to make a signed file, in one `use`.
//!
//! ```text
//! let pki = Pki::get();
//! let leaf = pki.clean_leaf().vary().eku(false, &["1.3.6.1.5.5.7.3.1"]).issued_by(&pki.conventional_ca);
//! let image = Pe::new("no code signing", at("2026-05-11T08:00:00Z")).build();
//! let file = Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at("2026-05-11T09:00:00Z"))).sign(&image);
//! ```
//!
//! Specifications ([`CertificateSpec`], [`Pe`], [`Signer`], [`Rfc3161`], [`Pkcs9`], [`Entry`]) are plain values with public fields;
//! `edit_*` takes a closure over any structure before or after it is signed; `pe_patch` changes the finished file.

#[allow(unused_imports, reason = "a front: each test uses some of it")]
pub use super::{
    certificate::{CODE_SIGNING, Certificate, CertificateSpec, Extension, TIME_STAMPING, counted_serial},
    cms_writer::{Attribute, SignatureValue, SignedData, SignerId, SignerInfo},
    hash::Hash,
    keys::{explicit_p256_spki, key},
    name::{BMP, IA5, Name, PRINTABLE, TELETEX, UTF8},
    pe_patch::{self, Entry, attach, signature_block, unsign},
    pe_writer::{AMD64, ARM64, CONSOLE, Checksum, I386, NATIVE, Pe},
    pki::{Pki, TRUSTED_SIGNING_MARKER},
    revocation::{RevocationList, Revoked},
    samples::{SAMPLES, Sample, sample},
    signer::Signer,
    spc::{COMMERCIAL, INDIVIDUAL, Opus, PageHashes},
    timestamp::{Accuracy, Ess, Pkcs9, Rfc3161, Timestamp, attribute_certificate},
};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Returns the moment written in RFC 3339, such as `2026-09-01T21:14:07Z`.
pub fn at(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}
