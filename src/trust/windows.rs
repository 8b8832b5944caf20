//! The WinVerifyTrust code that Windows would most likely return: an estimate.
//!
//! In: what is wrong, by kind. Out: the code of the first row that applies (product contract, section 2).

use super::verdict::{Problem, ProblemKind};
use crate::model::WindowsEstimate;

/// Codes and names, the first that applies from the top. The rows for basic constraints and for names are not in the
/// contract's table; they are what Windows says of a chain for which none of the table's rows is true.
const TABLE: &[(&[ProblemKind], &str, &str)] = &[
    (&[ProblemKind::NoSignature], "0x800B0100", "TRUST_E_NOSIGNATURE"),
    (&[ProblemKind::ImageDigest], "0x80096010", "TRUST_E_BAD_DIGEST"),
    (&[ProblemKind::Undecodable], "0x80096011", "TRUST_E_MALFORMED_SIGNATURE"),
    (&[ProblemKind::Signature, ProblemKind::FalseLink], "0x80096004", "TRUST_E_CERT_SIGNATURE"),
    (&[ProblemKind::Countersignature], "0x80096003", "TRUST_E_COUNTER_SIGNER"),
    (&[ProblemKind::Distrusted], "0x800B0111", "TRUST_E_EXPLICIT_DISTRUST"),
    (&[ProblemKind::Revoked], "0x800B010C", "CERT_E_REVOKED"),
    (&[ProblemKind::UntrustedRoot], "0x800B0109", "CERT_E_UNTRUSTEDROOT"),
    (&[ProblemKind::Incomplete], "0x800B010A", "CERT_E_CHAINING"),
    (&[ProblemKind::Rights], "0x80096019", "TRUST_E_BASIC_CONSTRAINTS"),
    (&[ProblemKind::Name], "0x800B0114", "CERT_E_INVALID_NAME"),
    (&[ProblemKind::Critical], "0x800B0105", "CERT_E_CRITICAL"),
    (&[ProblemKind::Usage], "0x800B0110", "CERT_E_WRONG_USAGE"),
    (&[ProblemKind::NotYetValid, ProblemKind::Expired], "0x800B0101", "CERT_E_EXPIRED"),
];

/// Estimates the code for a signature with these problems.
pub fn estimate(problems: &[Problem]) -> WindowsEstimate {
    let row = TABLE.iter().find(|(kinds, ..)| problems.iter().any(|problem| kinds.contains(&problem.kind)));
    let (code, name) = match row {
        Some((_, code, name)) => (*code, *name),
        None if problems.iter().any(|problem| problem.kind == ProblemKind::Doubt) => return no_estimate(),
        None => ("0x00000000", "ERROR_SUCCESS"),
    };
    WindowsEstimate { code: code.to_owned(), name: name.to_owned() }
}

/// No estimate: a format that is not read, or a contradiction of which nobody says what Windows makes of it.
pub fn no_estimate() -> WindowsEstimate {
    WindowsEstimate { code: "unknown".to_owned(), name: "not estimated".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kinds: &[ProblemKind]) -> String {
        let problems: Vec<Problem> = kinds.iter().map(|kind| Problem::new(*kind, "")).collect();
        estimate(&problems).code
    }

    #[test]
    fn rows_of_the_contract_have_their_codes() {
        use ProblemKind as P;
        for (kind, expected) in [
            (P::NoSignature, "0x800B0100"),
            (P::ImageDigest, "0x80096010"),
            (P::Undecodable, "0x80096011"),
            (P::Signature, "0x80096004"),
            (P::FalseLink, "0x80096004"),
            (P::Countersignature, "0x80096003"),
            (P::Distrusted, "0x800B0111"),
            (P::Revoked, "0x800B010C"),
            (P::UntrustedRoot, "0x800B0109"),
            (P::Incomplete, "0x800B010A"),
            (P::Usage, "0x800B0110"),
            (P::NotYetValid, "0x800B0101"),
            (P::Expired, "0x800B0101"),
            (P::PageHashes, "0x00000000"),
            (P::Note, "0x00000000"),
        ] {
            assert_eq!(code(&[kind]), expected, "{kind:?}");
        }
    }

    #[test]
    fn first_row_that_applies_wins_whatever_the_order_of_the_problems() {
        use ProblemKind as P;
        assert_eq!(code(&[P::Expired, P::Revoked, P::Distrusted]), "0x800B0111");
        assert_eq!(code(&[P::Expired, P::UntrustedRoot, P::Usage]), "0x800B0109");
        assert_eq!(code(&[P::Usage, P::Expired]), "0x800B0110");
        assert_eq!(code(&[P::Countersignature, P::Expired]), "0x80096003");
        assert_eq!(code(&[]), "0x00000000");
    }
}
