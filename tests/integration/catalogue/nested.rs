//! Group L: several signatures in one file.

use time::Duration;

use super::scene::*;
use crate::support::der_writer::integer;

const SEQUENCE_NUMBER: &str = "1.2.840.113549.1.9.25.4";

pub const EXAMPLES: &[Example] = &[
    example("nested-extra-values", || nesting(&[second(), second()]), || nesting(&[second()])),
    example(
        "nested-only-strong",
        || of_sample("nested.exe"),
        || nesting(&[stamped(clean_signer().hash(Hash::Sha384))]),
    ),
    example("nested-same-algorithm", || nesting(&[second()]), || of_sample("nested.exe")),
    example(
        "nested-signer-differs",
        || nesting(&[other("Example Harbour Ltd")]),
        || nesting(&[other("EXAMPLE GANTRY SOFTWARE")]),
    ),
    example("nested-time-gap", || stamped_later(1), || stamped_later(0)),
    example(
        "nested-verdict-differs",
        || nesting(&[second().edit_content(|content| flip_last(content))]),
        || of_sample("nested.exe"),
    ),
    example("sequence-number-odd", || of_sample("nested.exe"), || nesting(&[numbered(1)]))
        .also(|| nesting(&[numbered(2)])),
];

/// A second signature like the reference's.
fn second() -> Signer {
    stamped(clean_signer())
}

/// The reference with these signatures nested in it, in one attribute.
fn nesting(inner: &[Signer]) -> Scene {
    unstamped(inner.iter().cloned().fold(second(), Signer::nest))
}

/// A signature of another organization.
fn other(organization: &str) -> Signer {
    stamped(by(leaf().subject(named(organization, organization)).key("leaf-9")))
}

/// Stamped thirty days and some seconds after the outer one.
fn stamped_later(seconds: i64) -> Scene {
    let time = at(SIGNED) + Duration::days(30) + Duration::seconds(seconds);
    nesting(&[clean_signer().timestamp(pki().token(time))])
}

fn numbered(number: u64) -> Signer {
    clean_signer()
        .edit_signed(move |attributes| attributes.push(Attribute::new(SEQUENCE_NUMBER, integer(number))))
        .timestamp(pki().token(at(SIGNED)))
}

/// Changes the image digest, which ends the content.
fn flip_last(content: &mut [u8]) {
    if let Some(last) = content.last_mut() {
        *last ^= 1;
    }
}
