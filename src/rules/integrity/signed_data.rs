//! Rules about the SignedData itself: can it be read, and does its mathematics hold?

use crate::model::{Check, Confidence, Defect, Location, Severity, Stage, State};
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};

const AUTHENTICODE: Source = Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008");

/// The signature over the attributes is false.
pub(super) static ATTRIBUTE_SIGNATURE_INVALID: Rule = Rule {
    id: "attribute-signature-invalid",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The key in the signer's certificate does not verify the signature over the signed attributes, neither as \
           encoded nor sorted.",
    why: "The holder of the certificate did not make this signature: it was forged or damaged, or another certificate \
          was put in the place of the signer's.",
    harmless: "Damage in transfer or storage. It never comes from a working signing tool.",
    verify: "osslsigncode verify -in FILE, or extract the PKCS #7 (osslsigncode extract-signature) and run \
             openssl cms -verify -inform DER -noverify.",
    sources: &[Source::Rfc(5652, "5.6")],
    effective: None,
    check: attribute_signature_invalid,
};

fn attribute_signature_invalid(case: &Case<'_>) -> Answer {
    by_outcome(case, Check::AttributeSignature, "The signer's key did not make this signature", |signature| {
        signature.facts.signature_location
    })
}

/// Asks for one outcome: invalid fires with its reason as the detail.
fn by_outcome(
    case: &Case<'_>,
    check: Check,
    title: &str,
    location: impl Fn(&SignatureCase<'_>) -> Option<Location>,
) -> Answer {
    case.each_signature(|signature| match signature.state(check) {
        State::Invalid => Answer::fired(Hit::new(title, signature.reason(check)).at(location(signature))),
        State::Valid => Answer::Silent,
        State::NotPresent => Answer::not_applicable("there is nothing to check"),
        State::CannotTell => Answer::cannot_tell(signature.reason(check).to_owned()),
    })
}

/// The attributes are not in DER order.
pub(super) static ATTRIBUTES_NOT_SORTED: Rule = Rule {
    id: "attributes-not-sorted",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The signature over the signed attributes holds for one order of the attributes only: as encoded, or sorted as \
           DER asks for.",
    why: "Verifiers that sort first and verifiers that take the bytes as they are disagree about such a signature. It \
          tells which encoder made it.",
    harmless: "A DigiCert SHA-2 timestamp responder wrote its attributes unsorted for years. On a signer it is unusual.",
    verify: "openssl asn1parse on the extracted PKCS #7: the attributes under [0] of the SignerInfo are not in ascending \
             order of their encoding.",
    sources: &[Source::Rfc(5652, "5.4"), Source::Measured("2 of 129 timestamp tokens, 0 of 202 signers")],
    effective: None,
    check: attributes_not_sorted,
};

fn attributes_not_sorted(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let mut hits = Vec::new();
        if let Some(order) = &signature.facts.attribute_order {
            hits.push(
                Hit::new("The signer's attributes are not sorted", format!("the signature holds {order} only"))
                    .at(signature.facts.location()),
            );
        }
        for timestamp in &signature.signature.timestamps {
            if let Some(order) = &timestamp.facts.attribute_order {
                hits.push(
                    Hit::new(
                        "The timestamp's attributes are not sorted",
                        format!("the token's signature holds {order} only"),
                    )
                    .at(timestamp.facts.location),
                );
            }
        }
        Answer::from_hits(hits)
    })
}

/// The CMS structure cannot be read as specified.
pub(super) static CMS_MALFORMED: Rule = Rule {
    id: "cms-malformed",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "A part of the signature cannot be decoded: ContentInfo, SignedData, attributes, SpcIndirectDataContent, a \
           timestamp or a nested signature.",
    why: "What cannot be read cannot be judged, and readers that give up at different places see different signatures. \
          Malformed signatures are used to stop analysis tools while Windows or another verifier still reads them.",
    harmless: "Truncated files, fuzzing corpora, and exotic or very old encoders.",
    verify: "Go to the offset in a hex editor, or run openssl asn1parse -inform DER -i on the extracted PKCS #7 and see \
             where it stops.",
    sources: &[Source::Rfc(5652, ""), Source::Practice],
    effective: None,
    check: cms_malformed,
};

/// Layers whose defects this rule reports. Certificates and the table have rules of their own.
fn is_cms(defect: &Defect) -> bool {
    matches!(
        defect.stage,
        Stage::ContentInfo | Stage::SignedData | Stage::Attributes | Stage::Spc | Stage::Timestamp | Stage::Nested
    )
}

fn cms_malformed(case: &Case<'_>) -> Answer {
    if case.signatures.is_empty() && case.evidence.defects.is_empty() {
        return Answer::not_applicable("the file has no signature");
    }
    // One hit a signature: a single wrong length makes many defects.
    let mut by_signature: Vec<(Option<usize>, Vec<&Defect>)> = Vec::new();
    for defect in case.evidence.defects.iter().filter(|defect| is_cms(defect)) {
        let index = innermost(case, defect);
        match by_signature.iter_mut().find(|(known, _)| *known == index) {
            Some((_, defects)) => defects.push(defect),
            None => by_signature.push((index, vec![defect])),
        }
    }
    for signature in case.signatures.iter().filter(|signature| !signature.facts.decoded) {
        let index = Some(signature.facts.index);
        if !by_signature.iter().any(|(known, _)| *known == index) {
            by_signature.push((index, Vec::new()));
        }
    }
    Answer::from_hits(
        by_signature
            .into_iter()
            .map(|(index, defects)| {
                let undecoded =
                    index.and_then(|index| case.signatures.get(index)).filter(|signature| !signature.facts.decoded);
                let title = if undecoded.is_some() {
                    "The signature cannot be decoded"
                } else {
                    "A part of the signature is malformed"
                };
                let mut shown: Vec<String> = defects.iter().take(3).map(|defect| defect.to_string()).collect();
                let more = defects.len().saturating_sub(3);
                if more > 0 {
                    shown.push(format!("{more} more"));
                }
                if shown.is_empty() {
                    shown.push("no SignedData was found in the entry".to_owned());
                }
                let mut hit = Hit::new(title, shown.join("; "));
                hit.signature = index;
                let first = defects.iter().find_map(|defect| defect.offset).map(|offset| Location::new(offset, 1));
                hit.at(first).at(undecoded.and_then(|signature| signature.facts.location()))
            })
            .collect(),
    )
}

/// The innermost signature that a defect lies in.
fn innermost(case: &Case<'_>, defect: &Defect) -> Option<usize> {
    let offset = defect.offset?;
    case.signatures
        .iter()
        .filter(|signature| signature.facts.location().is_some_and(|location| location.contains(offset)))
        .max_by_key(|signature| signature.facts.depth())
        .map(|signature| signature.facts.index)
}

/// The contentType attribute is missing or wrong.
pub(super) static CONTENT_TYPE_ATTRIBUTE_MISMATCH: Rule = Rule {
    id: "content-type-attribute-mismatch",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "There are signed attributes, but contentType is not among them, or it does not name the type of the \
           encapsulated content.",
    why: "CMS demands the attribute so that a signature over one kind of content cannot be used for another.",
    harmless: "Hand-made CMS and experimental signing tools.",
    verify: "openssl asn1parse on the extracted PKCS #7: attribute 1.2.840.113549.1.9.3 must hold the OID of \
             encapContentInfo, 1.3.6.1.4.1.311.2.1.4.",
    sources: &[Source::Rfc(5652, "5.3"), Source::Rfc(5652, "11.1")],
    effective: None,
    check: content_type_attribute_mismatch,
};

fn content_type_attribute_mismatch(case: &Case<'_>) -> Answer {
    by_outcome(case, Check::ContentType, "The contentType attribute does not name the content", |signature| {
        signature.facts.location()
    })
}

/// Three places name different digest algorithms.
pub(super) static DIGEST_ALGORITHMS_DISAGREE: Rule = Rule {
    id: "digest-algorithms-disagree",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "SignedData, SignerInfo and SpcIndirectDataContent do not name one and the same digest algorithm.",
    why: "No known signing tool writes such a signature, and verifiers differ in which of the three they believe.",
    harmless: "An exotic signing tool.",
    verify: "openssl asn1parse on the extracted PKCS #7: compare digestAlgorithms, the SignerInfo's digestAlgorithm, and \
             the algorithm beside the digest in SpcIndirectDataContent.",
    sources: &[AUTHENTICODE, Source::Published("github.com/ralphje/signify")],
    effective: None,
    check: digest_algorithms_disagree,
};

fn digest_algorithms_disagree(case: &Case<'_>) -> Answer {
    by_outcome(case, Check::DigestAlgorithms, "The signature names several digest algorithms", |signature| {
        signature.facts.spc_location
    })
}

/// The messageDigest attribute is false.
pub(super) static MESSAGE_DIGEST_MISMATCH: Rule = Rule {
    id: "message-digest-mismatch",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The messageDigest attribute is not the digest of the encapsulated SpcIndirectDataContent (its contents octets).",
    why: "The signed attributes do not cover the content that stands beside them: SpcIndirectDataContent was exchanged \
          after signing, usually to carry the digest of another file.",
    harmless: "None in a signature that some tool accepts; a damaged file.",
    verify: "Cut SpcIndirectDataContent out of the PKCS #7, drop its tag and length, hash the rest and compare with \
             attribute 1.2.840.113549.1.9.4.",
    sources: &[Source::Rfc(5652, "11.2"), Source::Measured("holds for 278 of 278 signatures")],
    effective: None,
    check: message_digest_mismatch,
};

fn message_digest_mismatch(case: &Case<'_>) -> Answer {
    by_outcome(case, Check::MessageDigest, "The signed attributes do not cover the content", |signature| {
        signature.facts.spc_location
    })
}

/// There are no signed attributes.
pub(super) static SIGNED_ATTRIBUTES_MISSING: Rule = Rule {
    id: "signed-attributes-missing",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The SignerInfo has no signed attributes: the signature covers the content directly.",
    why: "CMS allows it, Authenticode does not use it. Nothing but the digest is bound, and a signature made for another \
          purpose can be presented as one over code.",
    harmless: "A signer that is not Microsoft's and does not follow Authenticode.",
    verify: "openssl asn1parse on the extracted PKCS #7: the SignerInfo has no [0] element.",
    sources: &[Source::Rfc(5652, "5.3")],
    effective: None,
    check: signed_attributes_missing,
};

fn signed_attributes_missing(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        Answer::when(signature.facts.signed_attributes.is_empty(), || {
            Hit::new("No signed attributes", "the signature covers SpcIndirectDataContent directly")
                .at(signature.facts.location())
        })
    })
}

/// Not exactly one SignerInfo.
pub(super) static SIGNER_INFOS_NOT_ONE: Rule = Rule {
    id: "signer-infos-not-one",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The SignedData does not hold exactly one SignerInfo.",
    why: "Authenticode asks for one. With several, tools disagree about which one counts; with none, nobody signed.",
    harmless: "Hand-made or multi-party CMS.",
    verify: "openssl cms -cmsout -print -inform DER on the extracted PKCS #7: count the entries of signerInfos.",
    sources: &[AUTHENTICODE, Source::Measured("one in 239 of 239 signatures")],
    effective: None,
    check: signer_infos_not_one,
};

fn signer_infos_not_one(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        Answer::when(signature.facts.signer_infos != 1, || {
            Hit::new("Not exactly one signer", format!("{} SignerInfos", signature.facts.signer_infos))
                .at(signature.facts.location())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Outcome;
    use crate::rules::fixture::Fixture;

    #[test]
    fn each_invalid_outcome_fires_its_rule_and_each_doubt_is_kept() {
        for (check, rule) in [
            (Check::AttributeSignature, &ATTRIBUTE_SIGNATURE_INVALID),
            (Check::ContentType, &CONTENT_TYPE_ATTRIBUTE_MISMATCH),
            (Check::DigestAlgorithms, &DIGEST_ALGORITHMS_DISAGREE),
            (Check::MessageDigest, &MESSAGE_DIGEST_MISMATCH),
        ] {
            let mut file = Fixture::signed();
            assert!(file.silent(rule), "{}", rule.id);
            file.outcome(Outcome::invalid(check, "it differs"));
            assert_eq!(file.hits(rule)[0].detail, "it differs");
            file.outcome(Outcome::cannot_tell(check, "unknown key"));
            assert_eq!(file.answer(rule), Answer::cannot_tell("unknown key"));
        }
    }

    #[test]
    fn defect_inside_a_nested_signature_belongs_to_it() {
        let mut file = Fixture::signed();
        let nested = file.nest();
        nested.facts.offset = Some(7000);
        nested.facts.length = 100;
        file.defects.push(Defect::new(Stage::Attributes, 7050, "a SET", "an INTEGER"));
        assert_eq!(file.hits(&CMS_MALFORMED)[0].signature, Some(1));
    }

    #[test]
    fn many_defects_of_one_signature_are_one_hit() {
        let mut file = Fixture::signed();
        assert!(file.silent(&CMS_MALFORMED));
        for offset in 7000..7010u64 {
            file.defects.push(Defect::new(Stage::SignedData, offset, "a SEQUENCE", "nothing"));
        }
        let hits = file.hits(&CMS_MALFORMED);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].detail.ends_with("7 more"), "{hits:?}");
    }

    #[test]
    fn certificate_table_defect_is_not_this_rules() {
        let mut file = Fixture::signed();
        file.defects.push(Defect::new(Stage::CertificateTable, 9000, "zero", "data"));
        assert!(file.silent(&CMS_MALFORMED));
    }

    #[test]
    fn undecoded_signature_is_malformed_and_other_rules_cannot_tell() {
        let mut file = Fixture::signed();
        file.signature().facts.decoded = false;
        file.signature().facts.signed_attributes.clear();
        file.signature().facts.signer_infos = 0;
        assert!(file.fires(&CMS_MALFORMED));
        assert_eq!(file.answer(&SIGNED_ATTRIBUTES_MISSING).name(), "cannot-tell");
        assert_eq!(file.answer(&SIGNER_INFOS_NOT_ONE).name(), "cannot-tell");
    }

    #[test]
    fn missing_attributes_and_a_second_signer_fire() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SIGNED_ATTRIBUTES_MISSING) && file.silent(&SIGNER_INFOS_NOT_ONE));
        file.signature().facts.signed_attributes.clear();
        file.signature().facts.signer_infos = 2;
        assert!(file.fires(&SIGNED_ATTRIBUTES_MISSING) && file.fires(&SIGNER_INFOS_NOT_ONE));
    }

    #[test]
    fn unsorted_token_is_told_apart_from_unsorted_signer() {
        let mut file = Fixture::signed();
        assert!(file.silent(&ATTRIBUTES_NOT_SORTED));
        file.timestamp().facts.attribute_order = Some("as-encoded".to_owned());
        assert!(file.hits(&ATTRIBUTES_NOT_SORTED)[0].title.contains("timestamp"));
    }
}
