//! Rules about how the leaf's subject is written.

use crate::asn1::oid;
use crate::model::{Confidence, Severity, StringKind};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Two different names in one subject.
pub(super) static SUBJECT_MULTIPLE_CN: Rule = Rule {
    id: "subject-multiple-cn",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf's subject has two common names, or two organizations, with different values.",
    why: "Windows shows the last, other tools the first: two readers see two signers.",
    harmless: "None in public practice.",
    verify: "openssl x509 -noout -subject -nameopt multiline on the leaf.",
    sources: &[Source::Practice],
    effective: None,
    check: subject_multiple_cn,
};

fn subject_multiple_cn(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let hits = [(oid::COMMON_NAME, "common names"), (oid::ORGANIZATION, "organizations")]
            .into_iter()
            .filter_map(|(oid, what)| {
                let mut values: Vec<&str> = leaf
                    .subject_attributes
                    .attributes
                    .iter()
                    .filter(|attribute| attribute.oid == oid)
                    .map(|attribute| attribute.value.as_str())
                    .collect();
                values.dedup();
                (values.len() > 1).then(|| {
                    Hit::new("Two names in one subject", format!("{what}: {}", values.join(" / ")))
                        .at(leaf.locate(&leaf.parts.subject))
                        .on(leaf)
                })
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// A name that is no valid string.
pub(super) static SUBJECT_ENCODING_INVALID: Rule = Rule {
    id: "subject-encoding-invalid",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "A value of a certificate's subject is no valid string of its type or contains NUL, or the leaf's subject uses \
           TeletexString.",
    why: "Readers show and compare such a name differently; a NUL cuts it short in some.",
    harmless: "Old CAs wrote TeletexString: 14 values in 202 files.",
    verify: "openssl asn1parse on the certificate: T61STRING, or the bytes of the value.",
    sources: &[Source::Rfc(5280, "4.1.2.4"), Source::Measured("14 TeletexString values in 202 files")],
    effective: None,
    check: subject_encoding_invalid,
};

fn subject_encoding_invalid(case: &Case<'_>) -> Answer {
    if case.evidence.certificates.is_empty() {
        return Answer::not_applicable("the file has no certificate");
    }
    let leaves: Vec<_> = case.signatures.iter().filter_map(|signature| signature.facts.signer).collect();
    let mut hits = Vec::new();
    for certificate in &case.evidence.certificates {
        for attribute in &certificate.subject_attributes.attributes {
            let why = if attribute.invalid {
                "no valid string of its type"
            } else if attribute.value.contains('\0') {
                "contains NUL"
            } else if attribute.kind == StringKind::Teletex && leaves.contains(&certificate.sha256) {
                "TeletexString"
            } else {
                continue;
            };
            hits.push(
                Hit::new(
                    "A name that readers decode differently",
                    format!("{} of {}: {why}", attribute.name, certificate.display_name()),
                )
                .at(attribute.location)
                .on(certificate),
            );
        }
    }
    Answer::from_hits(hits)
}

/// Words that belong to a product and not to a publisher.
const KEYWORDS: &[&str] = &["setup", "update", "updater", "installer", "download", "downloader"];

/// The name advertises.
pub(super) static SUBJECT_URL_OR_KEYWORD: Rule = Rule {
    id: "subject-url-or-keyword",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "The leaf's common name contains a URL, or a word like Setup, Update, Installer.",
    why: "The name is used as advertising: Windows shows it to the user as the publisher.",
    harmless: "At least one honest leaf of 2026 has a URL as its name.",
    verify: "openssl x509 -noout -subject on the leaf.",
    sources: &[Source::Measured("one honest leaf of 2026")],
    effective: None,
    check: subject_url_or_keyword,
};

fn subject_url_or_keyword(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let Some(cn) = leaf.subject_attributes.common_name() else { return Answer::not_applicable("no common name") };
        let lower = cn.to_lowercase();
        let url = lower.contains("://") || lower.split_whitespace().any(|word| word.starts_with("www."));
        let keyword = lower.split(|character: char| !character.is_alphanumeric()).find(|word| KEYWORDS.contains(word));
        Answer::when(url || keyword.is_some(), || {
            Hit::new("The signer's name advertises", cn).at(leaf.locate(&leaf.parts.subject)).on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, attribute, name};

    #[test]
    fn equal_names_twice_are_one() {
        let mut file = Fixture::signed();
        file.leaf().subject_attributes.attributes.push(attribute("2.5.4.3", "CN", "Sample Ltd"));
        assert!(file.silent(&SUBJECT_MULTIPLE_CN));
        file.leaf().subject_attributes.attributes.push(attribute("2.5.4.3", "CN", "Other Ltd"));
        assert!(file.hits(&SUBJECT_MULTIPLE_CN)[0].detail.ends_with("Sample Ltd / Other Ltd"));
    }

    #[test]
    fn broken_strings_fire_anywhere_and_teletex_on_the_leaf_only() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SUBJECT_ENCODING_INVALID));
        file.certificate(1).subject_attributes.attributes[0].kind = StringKind::Teletex;
        assert!(file.silent(&SUBJECT_ENCODING_INVALID));
        file.leaf().subject_attributes.attributes[0].kind = StringKind::Teletex;
        assert!(file.hits(&SUBJECT_ENCODING_INVALID)[0].detail.ends_with("TeletexString"));
        file.certificate(1).subject_attributes.attributes[0].invalid = true;
        assert_eq!(file.hits(&SUBJECT_ENCODING_INVALID).len(), 2);
    }

    #[test]
    fn keywords_are_whole_words() {
        let mut file = Fixture::signed();
        for (cn, fires) in [
            ("Sample Ltd", false),
            ("Updatesoft Ltd", false),
            ("Sample Setup", true),
            ("https://sample.example", true),
            ("www.sample.example", true),
        ] {
            file.leaf().subject_attributes = name(cn, "Sample Ltd");
            assert_eq!(file.fires(&SUBJECT_URL_OR_KEYWORD), fires, "{cn}");
        }
    }
}
