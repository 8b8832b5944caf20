//! Rules about the attributes of the SignerInfo: unsigned data channels, sealing, the opus label.

use super::STUFFING;
use crate::asn1::oid;
use crate::model::{Attribute, Confidence, Location, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};
use crate::text::{TextFlag, classify};

/// Unsigned attributes that Authenticode defines.
const DEFINED: &[&str] =
    &[oid::RFC3161_TOKEN, oid::COUNTERSIGNATURE, oid::NESTED_SIGNATURE, oid::SEALING_SIGNATURE, oid::SEALING_TIMESTAMP];
/// Known places for anybody's data.
const DATA_SLOTS: &[&str] = &[oid::OSSLSIGNCODE_DATA, oid::JSIGN_DATA];

fn location(attribute: &Attribute) -> Option<Location> {
    attribute.offset.map(|offset| Location::new(offset, attribute.length))
}

/// One hit for each unsigned attribute that is picked.
fn each_unsigned(case: &Case<'_>, title: &str, pick: impl Fn(&SignatureCase<'_>, &Attribute) -> bool) -> Answer {
    case.each_signature(|signature| {
        let hits = signature
            .facts
            .unsigned_attributes
            .iter()
            .filter(|attribute| pick(signature, attribute))
            .map(|attribute| {
                let text: String = attribute.text.chars().take(80).collect();
                Hit::new(title, format!("{} {}, {} bytes: {text}", attribute.oid, attribute.name, attribute.length))
                    .at(location(attribute))
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// An unsigned attribute that nobody defined.
pub(super) static UNAUTH_ATTRIBUTE_UNKNOWN: Rule = Rule {
    id: "unauth-attribute-unknown",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The SignerInfo has an unsigned attribute that is none of Authenticode's (timestamps, nested signature, sealing) and no \
           known data slot.",
    why: "Unsigned attributes can be added, changed and removed by anybody without breaking the signature: a channel for data.",
    harmless: "Vendors tag their downloads so.",
    verify: "openssl asn1parse on the extracted PKCS #7: the [1] element of the SignerInfo.",
    sources: &[STUFFING],
    effective: None,
    check: unauth_attribute_unknown,
};

fn unauth_attribute_unknown(case: &Case<'_>) -> Answer {
    each_unsigned(case, "An unknown unsigned attribute", |_, attribute| {
        !DEFINED.contains(&attribute.oid.as_str()) && !DATA_SLOTS.contains(&attribute.oid.as_str())
    })
}

/// A known data slot is in use.
pub(super) static UNAUTH_DATA_SLOT: Rule = Rule {
    id: "unauth-data-slot",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The SignerInfo has the unsigned attribute in which osslsigncode (1.3.6.1.4.1.42921.1.2.1) or jsign \
           (1.3.6.1.4.1.37476.9000.159.1.1) keeps data.",
    why: "Data that anybody can change without breaking the signature, put there by whoever used the tool.",
    harmless: "Licence or tracking data of a vendor.",
    verify: "openssl asn1parse on the extracted PKCS #7, or strings FILE for ---BEGIN_BLOB---.",
    sources: &[Source::Published("github.com/mtrojnar/osslsigncode, -addUnauthenticatedBlob")],
    effective: None,
    check: unauth_data_slot,
};

fn unauth_data_slot(case: &Case<'_>) -> Answer {
    each_unsigned(case, "Data in an unsigned attribute", |_, attribute| DATA_SLOTS.contains(&attribute.oid.as_str()))
}

/// Four kibibytes.
const LARGE: u64 = 4096;

/// An unsigned attribute with room for a payload.
pub(super) static UNAUTH_ATTRIBUTE_LARGE: Rule = Rule {
    id: "unauth-attribute-large",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The values of an unsigned attribute have more than 4 KiB that are neither a timestamp nor a nested signature that can \
           be decoded. The attributes of timestamps and nested signatures count too, with whatever else stands in them.",
    why: "Room for a payload in a place that no signature covers.",
    harmless: "Large tags of installers.",
    verify: "Cut the bytes out at the offset shown and look at them with file and xxd.",
    sources: &[STUFFING],
    effective: None,
    check: unauth_attribute_large,
};

fn unauth_attribute_large(case: &Case<'_>) -> Answer {
    each_unsigned(case, "A large unsigned attribute", |signature, attribute| {
        attribute.values_length.saturating_sub(case.explained(signature, attribute)) > LARGE
    })
}

fn find<'a>(attributes: &'a [Attribute], oid: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.oid == oid)
}

/// The sealing attributes of a signature.
fn seal<'a>(signature: &SignatureCase<'a>) -> Option<&'a Attribute> {
    let attributes = &signature.facts.unsigned_attributes;
    find(attributes, oid::SEALING_SIGNATURE).or_else(|| find(attributes, oid::SEALING_TIMESTAMP))
}

/// Meant to be sealed, and not.
pub(super) static SEAL_INTENT_UNSEALED: Rule = Rule {
    id: "seal-intent-unsealed",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "The signer's intentToSeal attribute (1.3.6.1.4.1.311.2.4.2) is true, and there is no sealing signature.",
    why: "The signer wanted the certificate table closed against later additions. The seal was removed, and Windows rejects the \
          file.",
    harmless: "A signing process that stopped half-way.",
    verify: "openssl asn1parse on the extracted PKCS #7: attribute 1.3.6.1.4.1.311.2.4.2 without 1.3.6.1.4.1.311.2.4.3.",
    sources: &[Source::Published("K. Jones (vcsjones), Authenticode sealing, 2016")],
    effective: None,
    check: seal_intent_unsealed,
};

fn seal_intent_unsealed(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let Some(intent) = find(&signature.facts.signed_attributes, oid::INTENT_TO_SEAL) else {
            return Answer::not_applicable("the signer states no intent to seal");
        };
        let sealed = find(&signature.facts.unsigned_attributes, oid::SEALING_SIGNATURE).is_some();
        Answer::when(intent.text.contains("seal true") && !sealed, || {
            Hit::new("Meant to be sealed, and not sealed", intent.text.clone()).at(location(intent))
        })
    })
}

/// Sealed.
pub(super) static SEALED: Rule = Rule {
    id: "sealed",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The signature carries a sealing signature (1.3.6.1.4.1.311.2.4.3) or a sealing timestamp (.4).",
    why: "Additions to the certificate table after sealing are detectable by Windows. The format is not documented and not \
          verified here.",
    harmless: "A rare feature of signtool.",
    verify: "openssl asn1parse on the extracted PKCS #7: unsigned attributes 1.3.6.1.4.1.311.2.4.3 and .4.",
    sources: &[Source::Microsoft("Windows SDK, WinTrust.h")],
    effective: None,
    check: sealed,
};

fn sealed(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| match seal(signature) {
        Some(attribute) => Answer::fired(
            Hit::new("The signature is sealed", format!("{} bytes", attribute.length)).at(location(attribute)),
        ),
        None => Answer::Silent,
    })
}

/// Longer than any honest label.
const LONG_OPUS: usize = 1024;

/// The opus label attacks the reader.
pub(super) static OPUS_OVERSIZED: Rule = Rule {
    id: "opus-oversized",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "Program name or address in SpcSpOpusInfo has more than 1,024 characters, or contains control characters.",
    why: "Windows shows the name in the consent prompt: an overlong or broken label pushes the rest out of sight.",
    harmless: "Broken build scripts.",
    verify: "osslsigncode verify -in FILE: `Text description` and `URL description`.",
    sources: &[Source::Practice],
    effective: None,
    check: opus_oversized,
};

fn opus_oversized(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let Some(opus) = &signature.facts.opus else { return Answer::not_applicable("no SpcSpOpusInfo") };
        let odd: Vec<String> = [("program name", &opus.program_name), ("address", &opus.more_info)]
            .into_iter()
            .filter_map(|(what, text)| text.as_ref().map(|text| (what, text)))
            .filter_map(|(what, text)| {
                let length = text.chars().count();
                let control = text.chars().any(|character| classify(character) == Some(TextFlag::Control));
                (length > LONG_OPUS || control).then(|| {
                    format!("{what}: {length} characters{}", if control { ", with control characters" } else { "" })
                })
            })
            .collect();
        Answer::when(!odd.is_empty(), || {
            let attribute = find(&signature.facts.signed_attributes, oid::SPC_SP_OPUS_INFO);
            Hit::new("The program's label attacks its reader", odd.join("; ")).at(attribute.and_then(location))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Opus;
    use crate::rules::fixture::{Fixture, attribute_of};

    fn with_unsigned(oid: &str, length: u64) -> Fixture {
        let mut file = Fixture::signed();
        // Behind everything else: the fixture's timestamp lies in no other attribute.
        let attribute = Attribute { offset: Some(20_000), ..attribute_of(oid, length) };
        file.signature().facts.unsigned_attributes.push(attribute);
        file
    }

    #[test]
    fn unknown_slot_and_large_are_told_apart() {
        assert!(Fixture::signed().silent(&UNAUTH_ATTRIBUTE_UNKNOWN));
        assert!(with_unsigned("1.2.3.4", 40).fires(&UNAUTH_ATTRIBUTE_UNKNOWN));
        let slot = with_unsigned(oid::OSSLSIGNCODE_DATA, 4096);
        assert!(
            slot.fires(&UNAUTH_DATA_SLOT)
                && slot.silent(&UNAUTH_ATTRIBUTE_UNKNOWN)
                && slot.silent(&UNAUTH_ATTRIBUTE_LARGE)
        );
        assert!(with_unsigned(oid::JSIGN_DATA, 4097).fires(&UNAUTH_ATTRIBUTE_LARGE));
    }

    #[test]
    fn only_what_can_be_decoded_explains_the_size() {
        for oid in [oid::NESTED_SIGNATURE, oid::RFC3161_TOKEN, oid::COUNTERSIGNATURE] {
            assert!(with_unsigned(oid, 4097).fires(&UNAUTH_ATTRIBUTE_LARGE), "{oid} with nothing in it");
        }
        // The fixture's timestamp: 900 bytes at 8000.
        let mut file = with_unsigned(oid::RFC3161_TOKEN, 900 + 4096);
        file.signature().facts.unsigned_attributes.last_mut().unwrap().offset = Some(7990);
        assert!(file.silent(&UNAUTH_ATTRIBUTE_LARGE));
        file.timestamp().facts.unread = vec![Location::new(8100, 1)];
        assert!(file.fires(&UNAUTH_ATTRIBUTE_LARGE), "a byte of the token that nothing reads");
        file.timestamp().facts.unread.clear();
        file.timestamp().facts.time = None;
        assert!(file.fires(&UNAUTH_ATTRIBUTE_LARGE), "the token cannot be decoded");
    }

    #[test]
    fn intent_without_a_seal_fires() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&SEAL_INTENT_UNSEALED).name(), "not-applicable");
        let mut intent = attribute_of(oid::INTENT_TO_SEAL, 20);
        intent.text = "seal true".to_owned();
        file.signature().facts.signed_attributes.push(intent);
        assert!(file.fires(&SEAL_INTENT_UNSEALED) && file.silent(&SEALED));
        file.signature().facts.unsigned_attributes.push(attribute_of(oid::SEALING_SIGNATURE, 300));
        assert!(file.silent(&SEAL_INTENT_UNSEALED) && file.fires(&SEALED));
    }

    #[test]
    fn label_of_1024_characters_is_fine() {
        let mut file = Fixture::signed();
        for (name, fires) in [("x".repeat(1024), false), ("x".repeat(1025), true), ("a\u{1b}[2Jb".to_owned(), true)] {
            file.signature().facts.opus = Some(Opus { program_name: Some(name), more_info: None });
            assert_eq!(file.fires(&OPUS_OVERSIZED), fires);
        }
    }
}
