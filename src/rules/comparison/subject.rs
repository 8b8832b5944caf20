//! When two certificates name the same subscriber, as far as names can tell.

use crate::asn1::oid;
use crate::model::CertificateFacts;

/// Organization, 2.5.4.10.
pub(super) const ORGANIZATION: &str = oid::ORGANIZATION;

/// Attributes of which one at least must be there and equal: common name, organization.
const NAMES: [&str; 2] = [oid::COMMON_NAME, ORGANIZATION];

/// Attributes that must not contradict: country, locality, state, and the registration number of an EV certificate.
const PLACES: [&str; 4] = [oid::COUNTRY, oid::LOCALITY, oid::STATE, oid::SERIAL_NUMBER];

/// Tells whether two subjects are the same after folding case and spaces: one of common name and organization is
/// equal, and no attribute that both state contradicts. CAs choose different attributes for one subscriber, so one
/// that is missing says nothing.
pub(super) fn is_same_subject(left: &CertificateFacts, right: &CertificateFacts) -> bool {
    let compare = |oid: &&str| {
        let left = left.subject_attributes.find(oid).map(fold)?;
        let right = right.subject_attributes.find(oid).map(fold)?;
        Some(left == right)
    };
    let names: Vec<bool> = NAMES.iter().filter_map(compare).collect();
    !names.is_empty() && names.iter().all(|equal| *equal) && PLACES.iter().filter_map(compare).all(|equal| equal)
}

/// Folds case and runs of spaces.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DistinguishedName, NameAttribute};
    use crate::rules::fixture::{Fixture, attribute};

    fn leaf(attributes: &[(&str, &str)]) -> CertificateFacts {
        let mut fixture = Fixture::signed();
        let attributes: Vec<NameAttribute> = attributes.iter().map(|(oid, value)| attribute(oid, oid, value)).collect();
        fixture.leaf().subject_attributes = DistinguishedName { attributes };
        fixture.leaf().clone()
    }

    #[test]
    fn case_spaces_and_missing_attributes_make_no_other_subject() {
        let left = leaf(&[("2.5.4.3", "Exampleco Apps Ltd"), ("2.5.4.6", "GB")]);
        let right = leaf(&[("2.5.4.3", "EXAMPLECO  APPS LTD"), ("2.5.4.10", "Exampleco"), ("2.5.4.6", "gb")]);
        assert!(is_same_subject(&left, &right));
    }

    #[test]
    fn same_name_in_another_place_is_another_subject() {
        let left = leaf(&[("2.5.4.3", "Jane Sample"), ("2.5.4.7", "Salem")]);
        let right = leaf(&[("2.5.4.3", "Jane Sample"), ("2.5.4.7", "Oslo")]);
        assert!(!is_same_subject(&left, &right));
    }

    #[test]
    fn subjects_without_a_name_are_never_the_same() {
        let left = leaf(&[("2.5.4.6", "GB")]);
        assert!(!is_same_subject(&left, &left));
    }
}
