//! Rules that compare the signer with what the file says about its publisher: VERSIONINFO and the opus label.

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Severity};
use crate::rules::names::{abbreviates, copyright_holder, distinctive_words, shares_word};
use crate::rules::{Answer, Case, ComparedName, Family, Hit, HostKind, Resemblance, Rule, SignatureCase, Source};

/// Whether Microsoft signed for somebody else: the portal for drivers, Windows components of third parties.
fn is_signed_for_others(case: &Case<'_>, signature: &SignatureCase<'_>, leaf: &CertificateFacts) -> bool {
    signature.is_microsofts(case.known()) && leaf.subject_attributes.organization() == Some("Microsoft Corporation")
}

fn version_info<'a>(case: &Case<'a>, key: &str) -> Option<&'a str> {
    case.pe()?.version_info.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn names_of(leaf: &CertificateFacts) -> String {
    let names = &leaf.subject_attributes;
    [names.organization(), names.common_name()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether a text and one of the leaf's names abbreviate each other.
fn is_abbreviated(text: &str, leaf: &CertificateFacts) -> bool {
    let names = &leaf.subject_attributes;
    [names.organization(), names.common_name()].into_iter().flatten().any(|name| abbreviates(text, name))
}

/// VERSIONINFO names another publisher.
pub(super) static PUBLISHER_VERSIONINFO_MISMATCH: Rule = Rule {
    id: "publisher-versioninfo-mismatch",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "Neither CompanyName nor LegalCopyright of VERSIONINFO shares a distinctive word with organization or common name of \
           any signer. A warning when CompanyName is a well-known publisher's and no signer is. Files that Microsoft signs for \
           others are left out.",
    why: "Two names for one product: malware keeps the version data of the program it pretends to be, or of the one it was \
          patched into.",
    harmless: "Open-source builds signed by a maintainer or foundation, redistributed libraries that are signed again, brands of a \
               company with another name.",
    verify: "exiftool FILE: Company Name and Legal Copyright; osslsigncode verify -in FILE: the signer.",
    sources: &[
        Source::Published("github.com/tjnel/certgraveyard_yara: CYBERMID LIMITED signing SteamBalance"),
        Source::Practice,
    ],
    effective: None,
    check: publisher_versioninfo_mismatch,
};

fn publisher_versioninfo_mismatch(case: &Case<'_>) -> Answer {
    case.with_pe(|_| {
        let Some(primary) = case.primary() else { return Answer::not_applicable("the file has no signature") };
        let company = version_info(case, "CompanyName");
        let holder = version_info(case, "LegalCopyright").map(copyright_holder);
        let copyright = holder.as_deref();
        if company.or(copyright).is_none_or(|text| distinctive_words(text).is_empty()) {
            return Answer::not_applicable("VERSIONINFO names no publisher");
        }
        let Some(leaf) = primary.leaf else {
            return Answer::cannot_tell("the signer's certificate is not in the file");
        };
        let stated = [company, copyright].into_iter().flatten();
        let vouched = case.signatures.iter().any(|signature| {
            signature.leaf.is_some_and(|leaf| {
                is_signed_for_others(case, signature, leaf)
                    || stated.clone().any(|text| shares_word(text, &names_of(leaf)) || is_abbreviated(text, leaf))
            })
        });
        Answer::when(!vouched, || {
            let stated = company.or(copyright).unwrap_or_default();
            let hit = Hit::new(
                "VERSIONINFO names another publisher than the signature",
                format!(
                    "VERSIONINFO {stated}, signed by {}",
                    leaf.subject_attributes.organization().unwrap_or(leaf.display_name())
                ),
            )
            .at(leaf.locate(&leaf.parts.subject))
            .on(leaf);
            match company.and_then(|company| well_known(case, company)) {
                Some(_) => hit.severity(Severity::Warning),
                None => hit,
            }
        })
    })
}

/// The brand whose name a text is.
fn well_known<'a>(case: &Case<'a>, company: &str) -> Option<&'a str> {
    let name = ComparedName::new(company);
    case.known()
        .brands()
        .iter()
        .find(|brand| brand.is_home_name(&name) || brand.resembles(&name) == Some(Resemblance::Equal))
        .map(|brand| brand.name.as_str())
}

/// The host of a URL: without scheme, user, port and path.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// Whether a browser takes the host for an IPv4 address: up to four numbers, decimal, octal or hexadecimal
/// (`3232235777`, `0x7f.1`).
fn is_ipv4(host: &str) -> bool {
    let is_number = |label: &str| match label.get(..2).filter(|start| start.eq_ignore_ascii_case("0x")) {
        Some(_) => label.chars().skip(2).all(|digit| digit.is_ascii_hexdigit()),
        None => !label.is_empty() && label.bytes().all(|digit| digit.is_ascii_digit()),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    host.split('.').count() <= 4 && host.split('.').all(is_number)
}

/// The scheme of a URL; `None` for one without.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let is_scheme =
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'));
    is_scheme.then_some(scheme)
}

/// The label says nothing that the file or the signer says.
pub(super) static PUBLISHER_OPUS_MISMATCH: Rule = Rule {
    id: "publisher-opus-mismatch",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "Neither the opus program name nor the host of its address shares a word with the signer, VERSIONINFO or the file's \
           name.",
    why: "Windows shows the label in the consent prompt, and the signer chose it freely. One that belongs to nobody around is made \
          to look like something.",
    harmless: "Generic labels of build scripts.",
    verify: "osslsigncode verify -in FILE: `Text description` and `URL description`.",
    sources: &[Source::Practice],
    effective: None,
    check: publisher_opus_mismatch,
};

fn publisher_opus_mismatch(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        let Some(opus) = &signature.facts.opus else { return Answer::not_applicable("no SpcSpOpusInfo") };
        let name = opus.program_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let host = opus.more_info.as_deref().map(str::trim).and_then(host);
        let mut label: Vec<String> = name.map(distinctive_words).unwrap_or_default();
        label.extend(
            host.into_iter()
                .flat_map(|host| host.split(['.', '-']))
                .filter(|part| part.len() > 3)
                .map(str::to_lowercase),
        );
        if label.is_empty() {
            return Answer::not_applicable("the label is empty");
        }
        if is_signed_for_others(case, signature, leaf) {
            return Answer::not_applicable("Microsoft signs for others under their names");
        }
        let mut around = distinctive_words(&names_of(leaf));
        around.extend(distinctive_words(case.file_name()));
        around.extend(
            case.pe().into_iter().flat_map(|pe| pe.version_info.values()).flat_map(|value| distinctive_words(value)),
        );
        // `autoitscript` and `autoit`, `libffi7` and `libffi` belong together.
        let related = label.iter().any(|word| {
            around.iter().any(|other| {
                word == other
                    || (word.len() > 3 && other.contains(word.as_str()))
                    || (other.len() > 3 && word.contains(other.as_str()))
            })
        });
        Answer::when(!related, || {
            Hit::new(
                "The program's label belongs to nobody around",
                format!(
                    "opus {} {}; signed by {}",
                    name.unwrap_or("without a name"),
                    host.unwrap_or_default(),
                    leaf.display_name()
                ),
            )
            .at(signature.signed_attribute(oid::SPC_SP_OPUS_INFO))
        })
    })
}

/// An odd address in the label.
pub(super) static OPUS_URL_ODD: Rule = Rule {
    id: "opus-url-odd",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The opus address has another scheme than http or https, an IP address or an internationalised name (xn--) as its host, \
           user information before an @, or belongs to a URL shortener.",
    why: "Windows offers the address as a link in the consent prompt. Nobody sells software under such an address.",
    harmless: "Links to old documents.",
    verify: "osslsigncode verify -in FILE: `URL description`. Do not open it.",
    sources: &[Source::Practice],
    effective: None,
    check: opus_url_odd,
};

fn opus_url_odd(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let Some(url) = signature.facts.opus.as_ref().and_then(|opus| opus.more_info.as_deref()).map(str::trim) else {
            return Answer::not_applicable("no address in SpcSpOpusInfo");
        };
        let mut odd = Vec::new();
        if let Some(scheme) =
            scheme(url).filter(|scheme| !["http", "https"].iter().any(|usual| scheme.eq_ignore_ascii_case(usual)))
            && (url.contains("://")
                || ["javascript", "data", "file", "vbscript", "mailto"].contains(&scheme.to_ascii_lowercase().as_str()))
        {
            odd.push(format!("scheme {scheme}"));
        }
        let authority = url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        if authority.is_some_and(|authority| authority.contains('@')) {
            odd.push("user information".to_owned());
        }
        if authority.is_some_and(|authority| authority.starts_with('[')) {
            odd.push("an IPv6 address".to_owned());
        }
        if let Some(host) = host(url) {
            if is_ipv4(host) {
                odd.push("an IPv4 address".to_owned());
            }
            if host.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))) {
                odd.push("an internationalised host name".to_owned());
            }
            if case.known().host_kind(host) == Some(HostKind::UrlShortener) {
                odd.push("a URL shortener".to_owned());
            }
        }
        Answer::when(!odd.is_empty(), || {
            Hit::new("An odd address in the program's label", format!("{url}: {}", odd.join(", ")))
                .at(signature.signed_attribute(oid::SPC_SP_OPUS_INFO))
        })
    })
}

/// Languages that point to a country; English and languages of many countries are left out.
const LANGUAGES: &[(u16, &[&str])] = &[
    (0x0404, &["TW"]),
    (0x0405, &["CZ"]),
    (0x0406, &["DK"]),
    (0x0408, &["GR", "CY"]),
    (0x040b, &["FI"]),
    (0x040d, &["IL"]),
    (0x040e, &["HU"]),
    (0x0410, &["IT", "CH"]),
    (0x0411, &["JP"]),
    (0x0412, &["KR"]),
    (0x0414, &["NO"]),
    (0x0415, &["PL"]),
    (0x0416, &["BR"]),
    (0x0418, &["RO", "MD"]),
    (0x0419, &["RU", "BY", "KZ"]),
    (0x041b, &["SK"]),
    (0x041d, &["SE", "FI"]),
    (0x041e, &["TH"]),
    (0x041f, &["TR"]),
    (0x0421, &["ID"]),
    (0x0422, &["UA"]),
    (0x0423, &["BY"]),
    (0x0424, &["SI"]),
    (0x0425, &["EE"]),
    (0x0426, &["LV"]),
    (0x0427, &["LT"]),
    (0x0429, &["IR"]),
    (0x042a, &["VN"]),
    (0x0804, &["CN", "SG", "HK"]),
];

/// The version language points to another country.
pub(super) static COUNTRY_CLUSTER: Rule = Rule {
    id: "country-cluster",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Low,
    what: "The language of VERSIONINFO points to other countries than the one in the leaf's subject.",
    why: "Weak and biased: build machine and certificate holder may sit in different countries.",
    harmless: "Translators, expatriates, international companies. Never more than a context.",
    verify: "exiftool FILE: Language Code; openssl x509 -noout -subject on the leaf.",
    sources: &[Source::Published("Cisco Talos, Old certificate, new signature, 2023-07-11")],
    effective: None,
    check: country_cluster,
};

fn country_cluster(case: &Case<'_>) -> Answer {
    let language = case.pe().and_then(|pe| pe.version_language);
    let Some((language, countries)) = LANGUAGES.iter().find(|(known, _)| Some(*known) == language) else {
        return Answer::not_applicable("the language of VERSIONINFO points to no country");
    };
    case.each_leaf(|signature, leaf| {
        let Some(country) = leaf.subject_attributes.country() else {
            return Answer::not_applicable("the leaf names no country");
        };
        if is_signed_for_others(case, signature, leaf) {
            return Answer::not_applicable("Microsoft signs for others");
        }
        Answer::when(!countries.iter().any(|known| known.eq_ignore_ascii_case(country)), || {
            Hit::new(
                "Language and country point to different places",
                format!("language 0x{language:04x} ({}), certificate of {country}", countries.join(", ")),
            )
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Opus;
    use crate::rules::fixture::Fixture;

    fn with_company(company: &str) -> Fixture {
        let mut file = Fixture::signed();
        file.pe().version_info.insert("CompanyName".to_owned(), company.to_owned());
        file
    }

    fn with_opus(name: &str, url: &str) -> Fixture {
        let mut file = Fixture::signed();
        file.signature().facts.opus =
            Some(Opus { program_name: Some(name.to_owned()), more_info: Some(url.to_owned()) });
        file
    }

    #[test]
    fn other_company_is_a_notice_and_a_brand_a_warning() {
        assert_eq!(Fixture::signed().answer(&PUBLISHER_VERSIONINFO_MISMATCH).name(), "not-applicable");
        assert!(with_company("SAMPLE Limited").silent(&PUBLISHER_VERSIONINFO_MISMATCH));
        assert_eq!(with_company("Other Inc.").severity(&PUBLISHER_VERSIONINFO_MISMATCH), Some(Severity::Notice));
        assert_eq!(with_company("Google LLC").severity(&PUBLISHER_VERSIONINFO_MISMATCH), Some(Severity::Warning));
    }

    #[test]
    fn copyright_or_a_second_signer_may_vouch() {
        let mut file = with_company("Other Inc.");
        file.pe().version_info.insert("LegalCopyright".to_owned(), "(c) Sample 2026".to_owned());
        assert!(file.silent(&PUBLISHER_VERSIONINFO_MISMATCH));
    }

    #[test]
    fn initials_of_organization_or_common_name_vouch() {
        let mut file = with_company("IBM Corporation");
        let long = "International Business Machines Corporation";
        file.leaf().subject_attributes = crate::rules::fixture::name(long, long);
        assert!(file.silent(&PUBLISHER_VERSIONINFO_MISMATCH));
    }

    #[test]
    fn rights_reserved_vouch_for_nobody() {
        let mut file = with_company("Other Corporation");
        file.pe()
            .version_info
            .insert("LegalCopyright".to_owned(), "\u{a9} Other Corporation. All rights reserved.".into());
        for signer in ["Rights Media Ltd", "All Media Ltd", "Reserved Parking Ltd", "OCA GmbH"] {
            file.leaf().subject_attributes = crate::rules::fixture::name(signer, signer);
            assert!(file.fires(&PUBLISHER_VERSIONINFO_MISMATCH), "{signer}");
        }
    }

    #[test]
    fn label_must_belong_to_somebody_around() {
        assert_eq!(Fixture::signed().answer(&PUBLISHER_OPUS_MISMATCH).name(), "not-applicable");
        assert!(with_opus("Sample Tool", "").silent(&PUBLISHER_OPUS_MISMATCH), "the signer's name");
        assert!(
            with_opus("Whatever", "https://samplesoft.example/").silent(&PUBLISHER_OPUS_MISMATCH),
            "part of the host"
        );
        assert!(with_opus("Whatever", "https://other.example").fires(&PUBLISHER_OPUS_MISMATCH));
        assert_eq!(with_opus("", "").answer(&PUBLISHER_OPUS_MISMATCH).name(), "not-applicable");
    }

    #[test]
    fn odd_addresses_are_named() {
        for url in [
            "https://sample.example/x",
            "www.sample.example",
            "http://sample.example:8080/a@b",
            "https://0xfeed.example/1",
            "",
        ] {
            assert!(with_opus("Sample", url).silent(&OPUS_URL_ODD), "{url}");
        }
        for (url, expected) in [
            ("ftp://sample.example", "scheme ftp"),
            ("javascript:alert(1)", "scheme javascript"),
            ("http://203.0.113.7/a", "IPv4"),
            ("http://3232235777/", "IPv4"),
            ("http://0x7f.1/", "IPv4"),
            ("http://[2001:db8::1]/", "IPv6"),
            ("http://user@sample.example/", "user information"),
            ("https://xn--smple-hra.example/", "internationalised"),
            ("https://bit.ly/abc", "shortener"),
        ] {
            assert!(with_opus("Sample", url).hits(&OPUS_URL_ODD)[0].detail.contains(expected), "{url}");
        }
    }

    #[test]
    fn language_is_compared_with_the_country() {
        let mut file = Fixture::signed();
        file.pe().version_language = Some(0x0409);
        assert_eq!(file.answer(&COUNTRY_CLUSTER).name(), "not-applicable");
        file.pe().version_language = Some(0x0419);
        assert!(file.fires(&COUNTRY_CLUSTER));
        file.leaf().subject_attributes.attributes[0].value = "KZ".to_owned();
        assert!(file.silent(&COUNTRY_CLUSTER));
    }
}
