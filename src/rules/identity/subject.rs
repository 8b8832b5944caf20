//! Rules about what the leaf's subject says about its holder.

use time::{Date, Month};

use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Severity};
use crate::rules::duration::{DAY, span};
use crate::rules::names::is_person_like;
use crate::rules::{Answer, Case, Family, Hit, HostKind, Rule, Source};

/// A person.
pub(super) static SUBJECT_INDIVIDUAL: Rule = Rule {
    id: "subject-individual",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::Low,
    what: "The leaf's subject has no organization, or its organization equals its common name and reads like a person's name: two \
           to four capitalised words without a corporate suffix.",
    why: "CAs vet persons by another procedure than companies.",
    harmless: "Individual developers.",
    verify: "openssl x509 -noout -subject on the leaf.",
    // SpcStatementType `individual` is no sign of a person: signtool writes it for everybody (101 of 104 signatures).
    sources: &[
        Source::CodeSigningBr("3.2.3"),
        Source::Measured("SpcStatementType individual in 101 of 104 signatures: says nothing"),
    ],
    effective: None,
    check: subject_individual,
};

fn subject_individual(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let (cn, o) = (leaf.subject_attributes.common_name(), leaf.subject_attributes.organization());
        let person = o.is_none() || (o == cn && o.is_some_and(is_person_like));
        Answer::when(person, || {
            Hit::new("The signer reads like a person", leaf.subject.clone())
                .at(leaf.locate(&leaf.parts.subject))
                .on(leaf)
        })
    })
}

/// A free mailbox.
pub(super) static SUBJECT_FREEMAIL: Rule = Rule {
    id: "subject-freemail",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The e-mail address in the leaf's subject or alternative names is one of a free-mail provider.",
    why: "The link to the organization is weak: everybody gets such an address.",
    harmless: "Hobby developers; certificates from before CAs dropped the field.",
    verify: "openssl x509 -noout -email on the leaf.",
    sources: &[Source::Practice],
    effective: None,
    check: subject_freemail,
};

fn subject_freemail(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        let in_subject = leaf
            .subject_attributes
            .attributes
            .iter()
            .filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS)
            .map(|attribute| attribute.value.as_str());
        let alternative =
            leaf.subject_alternative_names.iter().filter_map(|name| name.split_once(':')).map(|(_, value)| value);
        let free = in_subject.chain(alternative).find(|address| {
            address.rsplit_once('@').is_some_and(|(_, host)| case.known().host_kind(host) == Some(HostKind::FreeMail))
        });
        Answer::when(free.is_some(), || {
            Hit::new("A free-mail address in the certificate", free.unwrap_or_default()).on(leaf)
        })
    })
}

/// No place.
pub(super) static SUBJECT_LOCALITY_MISSING: Rule = Rule {
    id: "subject-locality-missing",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The chain is public, and the leaf's subject has neither locality nor state, or no country.",
    why: "CAs must state where the subscriber sits. Without it the name cannot be looked up in a register.",
    harmless: "Certificates under older rules.",
    verify: "openssl x509 -noout -subject on the leaf.",
    sources: &[Source::CodeSigningBr("7.1.4.2")],
    effective: None,
    check: subject_locality_missing,
};

fn subject_locality_missing(case: &Case<'_>) -> Answer {
    case.each_leaf(|signature, leaf| {
        if !signature.is_public() {
            return Answer::not_applicable("no public chain");
        }
        let names = &leaf.subject_attributes;
        let place = names.find(oid::LOCALITY).or_else(|| names.find(oid::STATE));
        Answer::when(place.is_none() || names.country().is_none(), || {
            Hit::new("The subject states no place", leaf.subject.clone()).at(leaf.locate(&leaf.parts.subject)).on(leaf)
        })
    })
}

/// EV without its fields.
pub(super) static SUBJECT_EV_INCOMPLETE: Rule = Rule {
    id: "subject-ev-incomplete",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The leaf claims extended validation (policy 2.23.140.1.3), and its subject lacks the country of jurisdiction, the \
           registration number, or the business category.",
    why: "A CA cannot issue an EV certificate without them. The claim is misissued or forged.",
    harmless: "Old EV certificates.",
    verify: "openssl x509 -noout -subject -ext certificatePolicies on the leaf.",
    sources: &[Source::CodeSigningBr("7.1.4.2")],
    effective: None,
    check: subject_ev_incomplete,
};

fn subject_ev_incomplete(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf| {
        if !leaf.policies.iter().any(|policy| policy == oid::EV_CODE_SIGNING_POLICY) {
            return Answer::not_applicable("no EV certificate");
        }
        let missing: Vec<&str> = [
            (oid::JURISDICTION_COUNTRY, "country of jurisdiction"),
            (oid::SERIAL_NUMBER, "registration number"),
            (oid::BUSINESS_CATEGORY, "business category"),
        ]
        .into_iter()
        .filter(|(oid, _)| leaf.subject_attributes.find(oid).is_none())
        .map(|(_, name)| name)
        .collect();
        Answer::when(!missing.is_empty(), || {
            Hit::new("An EV certificate without the fields of one", format!("missing: {}", missing.join(", ")))
                .at(leaf.locate(&leaf.parts.subject))
                .on(leaf)
        })
    })
}

/// Registered shortly before.
pub(super) static SUBJECT_REGISTRATION_RECENT: Rule = Rule {
    id: "subject-registration-recent",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The serialNumber field of the leaf's subject holds a date, and it lies less than a year before the leaf's notBefore.",
    why: "The field states when the organization was registered, where it has no number. A company that buys an EV certificate in \
          its first year may be a shell.",
    harmless: "Start-ups.",
    verify: "openssl x509 -noout -subject -startdate on the leaf.",
    sources: &[Source::CodeSigningBr("7.1.4.2")],
    effective: None,
    check: subject_registration_recent,
};

fn subject_registration_recent(case: &Case<'_>) -> Answer {
    case.each_leaf(|_, leaf: &CertificateFacts| {
        let Some(registered) = leaf.subject_attributes.find(oid::SERIAL_NUMBER).and_then(date_in) else {
            return Answer::not_applicable("no date of registration");
        };
        let at = registered.midnight().assume_utc().unix_timestamp();
        let age = leaf.not_before.unix().saturating_sub(at);
        Answer::when((0..365 * DAY).contains(&age), || {
            Hit::new("A young company", format!("registered {registered}, certificate issued {} later", span(age)))
                .on(leaf)
        })
    })
}

/// A date as CAs write it: `2021-03-04`, `March 4, 2021`, `4-Mar-2021`. Ambiguous forms (`03/04/2021`) are no date.
fn date_in(text: &str) -> Option<Date> {
    let parts: Vec<&str> =
        text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let year = |text: &str| text.parse::<i32>().ok().filter(|year| text.len() == 4 && (1800..2200).contains(year));
    let day = |text: &str| text.parse::<u8>().ok();
    if let Some(year) = year(first) {
        let month = second.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok())?;
        return Date::from_calendar_date(year, month, day(third)?).ok();
    }
    let year = year(third)?;
    let (month, day) = match (month_named(first), month_named(second)) {
        (Some(month), None) => (month, day(second)?),
        (None, Some(month)) => (month, day(first)?),
        _ => return None,
    };
    Date::from_calendar_date(year, month, day).ok()
}

fn month_named(text: &str) -> Option<Month> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = text.get(..3)?.to_ascii_lowercase();
    let index = NAMES.iter().position(|name| *name == start)?;
    Month::try_from(u8::try_from(index).ok()?.checked_add(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChainEnd;
    use crate::rules::fixture::{Fixture, NOT_BEFORE, attribute, name, time};

    #[test]
    fn person_or_no_organization_is_told() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SUBJECT_INDIVIDUAL));
        file.leaf().subject_attributes = name("Jane Sample", "Jane Sample");
        assert!(file.fires(&SUBJECT_INDIVIDUAL));
        file.leaf().subject_attributes.attributes.retain(|attribute| attribute.name != "O");
        assert!(file.fires(&SUBJECT_INDIVIDUAL));
    }

    #[test]
    fn free_mail_counts_in_both_places() {
        let mut file = Fixture::signed();
        assert!(file.silent(&SUBJECT_FREEMAIL));
        file.leaf().subject_alternative_names = vec!["rfc822Name:jane@sample.example".to_owned()];
        assert!(file.silent(&SUBJECT_FREEMAIL));
        file.leaf().subject_alternative_names = vec!["rfc822Name:jane@Gmail.com".to_owned()];
        assert!(file.fires(&SUBJECT_FREEMAIL));
        let mut file = Fixture::signed();
        file.leaf().subject_attributes.attributes.push(attribute("1.2.840.113549.1.9.1", "emailAddress", "x@mail.ru"));
        assert!(file.fires(&SUBJECT_FREEMAIL));
    }

    #[test]
    fn place_is_asked_of_public_chains() {
        let mut file = Fixture::signed();
        file.leaf().subject_attributes.attributes.retain(|attribute| attribute.name != "L");
        assert!(file.silent(&SUBJECT_LOCALITY_MISSING), "a state is enough");
        file.leaf().subject_attributes.attributes.retain(|attribute| attribute.name != "ST");
        assert!(file.fires(&SUBJECT_LOCALITY_MISSING));
        file.signature().chain_report.end = ChainEnd::UntrustedRoot;
        assert_eq!(file.answer(&SUBJECT_LOCALITY_MISSING).name(), "not-applicable");
    }

    #[test]
    fn ev_names_each_missing_field() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&SUBJECT_EV_INCOMPLETE).name(), "not-applicable");
        file.leaf().policies = vec![oid::EV_CODE_SIGNING_POLICY.to_owned()];
        file.leaf().subject_attributes.attributes.push(attribute("2.5.4.5", "serialNumber", "HRB 1"));
        assert_eq!(file.hits(&SUBJECT_EV_INCOMPLETE)[0].detail, "missing: country of jurisdiction, business category");
        let fields = [("1.3.6.1.4.1.311.60.2.1.3", "DE"), ("2.5.4.15", "Private Organization")];
        file.leaf().subject_attributes.attributes.extend(fields.map(|(oid, value)| attribute(oid, oid, value)));
        assert!(file.silent(&SUBJECT_EV_INCOMPLETE));
    }

    #[test]
    fn dates_are_read_in_the_forms_of_cas() {
        let expected = Date::from_calendar_date(2021, Month::March, 4).ok();
        for text in ["2021-03-04", "March 4, 2021", "4-Mar-2021", "4 march 2021"] {
            assert_eq!(date_in(text), expected, "{text}");
        }
        for text in ["03/04/2021", "HRB 208962", "20210304", "539 259 416 00029", "2021-13-04"] {
            assert_eq!(date_in(text), None, "{text}");
        }
    }

    #[test]
    fn company_of_last_year_is_young() {
        let mut file = Fixture::signed();
        file.leaf().subject_attributes.attributes.push(attribute("2.5.4.5", "serialNumber", "2025-01-02"));
        assert_eq!(file.leaf().not_before, time(NOT_BEFORE));
        assert!(file.fires(&SUBJECT_REGISTRATION_RECENT));
        file.leaf().subject_attributes.attributes.last_mut().unwrap().value = "2025-01-01".to_owned();
        assert!(file.silent(&SUBJECT_REGISTRATION_RECENT));
    }
}
