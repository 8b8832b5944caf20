//! Rules about names that imitate somebody.

use super::texts::{Origin, texts};
use crate::model::{CertificateFacts, ChainEnd, Confidence, Severity};
use crate::rules::names::{Skeleton, has_company_suffix, mixed_word};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

const UTS_39: Source = Source::Published("Unicode UTS 39");

/// Mixed scripts, or a look-alike of a brand.
pub(super) static NAME_HOMOGLYPH: Rule = Rule {
    id: "name-homoglyph",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "A word of a name mixes scripts (Latin and Cyrillic letters, for example), or a name looks the same as a well-known \
           publisher's but is written otherwise (UTS 39 skeleton). Names are those in certificates, opus, CompanyName, \
           ProductName and the file's own.",
    why: "The name imitates another one: the reader sees the well-known name, searches and lists do not find it.",
    harmless: "Names in several scripts use whole words of each; East Asian letters beside Latin ones do not count.",
    verify: "Write the name's code points down (python3 -c \"print([hex(ord(c)) for c in NAME])\").",
    sources: &[UTS_39],
    effective: None,
    check: name_homoglyph,
};

fn name_homoglyph(case: &Case<'_>) -> Answer {
    let hits = texts(case)
        .iter()
        .filter(|text| text.origin != Origin::VersionInfo || matches!(text.label, "CompanyName" | "ProductName"))
        .filter_map(|text| {
            if let Some(word) = mixed_word(text.value) {
                return Some(
                    text.hit("A word that mixes scripts", format!("{}: {word} in {}", text.place(), text.value)),
                );
            }
            // An ASCII text looks like another one only by these letters and digits.
            let stem = if text.origin == Origin::FileName { stem(text.value) } else { text.value };
            if stem.is_ascii() && !stem.contains(['0', '1', 'I', 'l', '|']) {
                return None;
            }
            let brand = case.known().looked_like(stem)?;
            Some(text.hit(
                "A name that looks like another one",
                format!("{}: {stem} looks like {}", text.place(), brand.name),
            ))
        })
        .collect();
    Answer::from_hits(hits)
}

/// A file name without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The names of a leaf that a reader takes for the publisher.
fn publisher_names(leaf: &CertificateFacts) -> Vec<&str> {
    let names = &leaf.subject_attributes;
    let mut found: Vec<&str> = [names.organization(), names.common_name()].into_iter().flatten().collect();
    found.dedup();
    found
}

/// Resembles a well-known publisher.
pub(super) static NAME_LOOKS_LIKE_BRAND: Rule = Rule {
    id: "name-looks-like-brand",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Low,
    what: "Organization or common name of the leaf is, contains, or is at most two letters away from the name of a well-known \
           publisher, and the certificate is not known to be that publisher's: its organization is not in the list, or its \
           chain is not public. For names of less than eight letters only one letter, of less than six none may differ.",
    why: "A name like this gets trust that belongs to somebody else.",
    harmless: "Resellers, subsidiaries, national companies and `X for Y` products. The list of a publisher's own organizations is \
               short.",
    verify: "Compare subject, issuer and root with a file that certainly comes from the publisher.",
    sources: &[Source::Published("Microsoft Threat Intelligence, Fox Tempest, 2026-05-19"), Source::Practice],
    effective: None,
    check: name_looks_like_brand,
};

fn name_looks_like_brand(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let organization = leaf.subject_attributes.organization().unwrap_or_else(|| leaf.display_name());
        for name in publisher_names(leaf) {
            if let Some((brand, resemblance)) = case.known().resembled_by(name).first() {
                if brand.is_home(organization) {
                    match signature.report.end {
                        // Verified by a public CA: it is the publisher.
                        ChainEnd::ProgrammeRoot => return Answer::Silent,
                        ChainEnd::UserAnchor if signature.is_microsofts(case.known()) => return Answer::Silent,
                        ChainEnd::Incomplete | ChainEnd::LimitReached | ChainEnd::Absent => {
                            return Answer::cannot_tell("the chain is incomplete");
                        }
                        // Who has a root of one's own writes any name.
                        ChainEnd::UserAnchor | ChainEnd::UntrustedRoot | ChainEnd::BrokenLink => {}
                    }
                }
                let end = signature.chain.last().map_or("nothing", |last| last.display_name());
                return Answer::fired(
                    Hit::new(
                        "The name resembles a well-known publisher's",
                        format!(
                            "{name} {} {}; issued by {}, chain ends at {end}",
                            resemblance.words(),
                            brand.name,
                            leaf.issuer
                        ),
                    )
                    .at(leaf.locate(&leaf.parts.subject))
                    .on(leaf),
                );
            }
        }
        Answer::Silent
    })
}

/// Microsoft's name under somebody else's root.
pub(super) static MICROSOFT_NAME_FOREIGN_ROOT: Rule = Rule {
    id: "microsoft-name-foreign-root",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "Organization or common name of the leaf starts with the word Microsoft (or looks like it), and the verified chain does \
           not end in one of Microsoft's roots. A warning when it does, and the leaf is one that Trusted Signing gives to its \
           customers. When the chain is incomplete the rule cannot tell.",
    why: "Somebody impersonates Microsoft. Microsoft signs its own code under its own roots only.",
    harmless: "None outside laboratories: compare the root's hash, never its name.",
    verify: "openssl x509 -noout -fingerprint -sha256 on the last certificate of the chain, against Microsoft's list of roots.",
    sources: &[Source::Microsoft("Trusted Root Program, authroot.stl")],
    effective: None,
    check: microsoft_name_foreign_root,
};

fn microsoft_name_foreign_root(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if !publisher_names(leaf).into_iter().any(starts_with_microsoft) {
            return Answer::Silent;
        }
        if signature.is_microsofts(case.known()) {
            return Answer::Silent;
        }
        if signature.is_under_microsoft(case.known()) {
            // Who holds the leaf is a customer whose name was checked, rightly or not: a hint, no proof of fraud.
            return Answer::fired(
                Hit::new("Microsoft's name on a leaf of Trusted Signing", leaf.subject.clone())
                    .severity(Severity::Warning)
                    .at(leaf.locate(&leaf.parts.subject))
                    .on(leaf),
            );
        }
        match signature.report.end {
            ChainEnd::Incomplete | ChainEnd::LimitReached | ChainEnd::Absent => {
                Answer::cannot_tell("the chain is incomplete")
            }
            ChainEnd::ProgrammeRoot | ChainEnd::UserAnchor | ChainEnd::UntrustedRoot | ChainEnd::BrokenLink => {
                let end = signature
                    .chain
                    .last()
                    .map_or_else(String::new, |last| format!("{} ({})", last.subject, last.sha256));
                Answer::fired(
                    Hit::new(
                        "Microsoft's name under a root that is not Microsoft's",
                        format!("{}; chain ends at {end}", leaf.subject),
                    )
                    .at(leaf.locate(&leaf.parts.subject))
                    .on(leaf),
                )
            }
        }
    })
}

/// Whether the first word of a name is Microsoft, or looks like it: punctuation and symbols end a word, `The` is skipped,
/// and a word glued to it counts when it is a legal form or begins with a capital (`MicrosoftCorporation`).
fn starts_with_microsoft(name: &str) -> bool {
    let mut words = name
        .split(|character: char| !character.is_alphanumeric() && !is_inside_word(character))
        .filter(|word| word.chars().any(char::is_alphanumeric));
    let first = words.next().unwrap_or_default();
    let first = if first.eq_ignore_ascii_case("the") { words.next().unwrap_or_default() } else { first };
    if is_microsoft(first) {
        return true;
    }
    let Some((end, next)) = first.char_indices().nth("Microsoft".len()) else { return false };
    let (head, tail) = first.split_at(end);
    let glued = next.is_uppercase() && !head.chars().all(char::is_uppercase);
    is_microsoft(head) && (glued || has_company_suffix(tail))
}

/// Characters that do not show, and accents.
fn is_inside_word(character: char) -> bool {
    use unicode_general_category::{GeneralCategory, get_general_category};
    matches!(
        get_general_category(character),
        GeneralCategory::Format | GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
    )
}

fn is_microsoft(word: &str) -> bool {
    word.eq_ignore_ascii_case("microsoft")
        || (!word.is_ascii() && Skeleton::new(word).looks_like(&Skeleton::new("Microsoft")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::fixture::{Fixture, name, thumbprint};
    use crate::rules::{KnownCertificate, KnownFacts, KnownRole};

    fn named(cn: &str, o: &str) -> Fixture {
        let mut file = Fixture::signed();
        file.leaf().subject_attributes = name(cn, o);
        file
    }

    #[test]
    fn mixed_and_confusable_names_fire() {
        assert!(Fixture::signed().silent(&NAME_HOMOGLYPH));
        assert!(named("Ex\u{430}mple", "Sample Ltd").fires(&NAME_HOMOGLYPH), "Cyrillic a");
        assert!(named("G00gle", "Sample Ltd").hits(&NAME_HOMOGLYPH)[0].detail.contains("looks like Google"));
        assert!(named("Google LLC", "Google LLC").silent(&NAME_HOMOGLYPH));
        let mut file = Fixture::signed();
        file.path = "PayPaI.exe".to_owned();
        assert!(file.silent(&NAME_HOMOGLYPH), "no brand of the list");
        file.path = "VMw\u{430}re.exe".to_owned();
        assert!(file.fires(&NAME_HOMOGLYPH));
    }

    #[test]
    fn brand_fires_unless_the_publisher_is_at_home() {
        assert!(Fixture::signed().silent(&NAME_LOOKS_LIKE_BRAND));
        assert!(named("Google LLC", "Google LLC").silent(&NAME_LOOKS_LIKE_BRAND));
        assert!(named("Google Update Services", "Google Update Services").fires(&NAME_LOOKS_LIKE_BRAND));
        assert!(named("Gooogle", "Sample Ltd").fires(&NAME_LOOKS_LIKE_BRAND));
        let mut file = named("Google LLC", "Google LLC");
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert!(file.fires(&NAME_LOOKS_LIKE_BRAND), "anybody may write the name");
        file.signature().chain_report.end = ChainEnd::UserAnchor;
        assert!(file.fires(&NAME_LOOKS_LIKE_BRAND), "a root of the user's is not public");
        file.signature().chain_report.end = ChainEnd::Incomplete;
        assert_eq!(file.answer(&NAME_LOOKS_LIKE_BRAND).name(), "cannot-tell");
    }

    #[test]
    fn microsoft_is_known_by_its_roots_alone() {
        let mut file = named("Microsoft Windows", "Microsoft Corporation");
        assert!(file.fires(&MICROSOFT_NAME_FOREIGN_ROOT));
        let mut known = KnownFacts::default();
        known.add_certificate(KnownCertificate::new(KnownRole::MicrosoftRoot, thumbprint(3), "Sample Root"));
        file.policy.known = Arc::new(known);
        assert!(file.silent(&MICROSOFT_NAME_FOREIGN_ROOT));
        let mut file = named("Micr\u{43e}soft", "Sample Ltd");
        assert!(file.fires(&MICROSOFT_NAME_FOREIGN_ROOT));
        file.signature().chain_report.end = ChainEnd::Incomplete;
        assert_eq!(file.answer(&MICROSOFT_NAME_FOREIGN_ROOT).name(), "cannot-tell");
        assert!(named("Microsofty Things", "Sample Ltd").silent(&MICROSOFT_NAME_FOREIGN_ROOT));
    }

    #[test]
    fn punctuation_does_not_hide_microsoft() {
        for name in [
            "Microsoft, Inc.",
            "Microsoft\u{ae} Corporation",
            "\"Microsoft Corporation\"",
            "Microsoft-Corporation",
            "MicrosoftCorporation",
            "MICROSOFTCORPORATION",
            "The Microsoft Corporation",
            "Micro\u{200b}soft Corporation",
            "\u{a0}Micr\u{43e}soft\u{2122}",
        ] {
            assert!(named(name, "Sample Ltd").fires(&MICROSOFT_NAME_FOREIGN_ROOT), "{name}");
        }
        for name in ["Microsofty Things", "MICROSOFTY", "Micro Soft Works", "Example for Microsoft", ""] {
            assert!(named(name, "Sample Ltd").silent(&MICROSOFT_NAME_FOREIGN_ROOT), "{name}");
        }
    }

    #[test]
    fn customers_of_trusted_signing_are_not_microsoft() {
        let mut file = named("Example", "Example");
        file.trusted_signing();
        file.leaf().subject_attributes = name("Microsoft Support Ltd", "Microsoft Support Ltd");
        assert_eq!(file.severity(&MICROSOFT_NAME_FOREIGN_ROOT), Some(Severity::Warning));
    }
}
