//! Names of values, as `--values` takes them: which ones there are, and what a mistyped one may have meant.

use super::kind::{Kind, Party};
use super::value::ValueId;
use crate::model::DigestAlgorithm::{self, Md5, Sha1, Sha256, Sha384, Sha512};
use crate::text::is_one_edit_apart;

/// Values of the file, of a signature and of a timestamp, with their algorithms.
const OF_FILE: [(Kind, &[DigestAlgorithm]); 12] = [
    (Kind::FileHash, &[Md5, Sha1, Sha256]),
    (Kind::Authentihash, &[Sha1, Sha256, Sha384, Sha512]),
    (Kind::Imphash, &[Md5]),
    (Kind::RichHash, &[Md5]),
    (Kind::TimestampTime, &[]),
    (Kind::TimestampAuthority, &[]),
    (Kind::TimestampSerial, &[]),
    (Kind::OpusName, &[]),
    (Kind::OpusUrl, &[]),
    (Kind::PdbPath, &[]),
    (Kind::StructureHash, &[Sha256]),
    (Kind::Finding, &[]),
];

/// Values of a certificate, with their algorithms.
const OF_CERTIFICATE: [(Kind, &[DigestAlgorithm]); 15] = [
    (Kind::Thumbprint, &[Sha1, Sha256]),
    (Kind::Serial, &[]),
    (Kind::Subject, &[]),
    (Kind::Issuer, &[]),
    (Kind::DurableIdentity, &[]),
    (Kind::DurableIdentityDer, &[]),
    (Kind::TrustedSigningCa, &[]),
    (Kind::SerialCounter, &[]),
    (Kind::NotBefore, &[]),
    (Kind::NotAfter, &[]),
    (Kind::TbsHash, &[Sha1, DigestAlgorithm::Sha224, Sha256, Sha384, Sha512]),
    (Kind::SpkiHash, &[Sha256]),
    (Kind::CrlUrl, &[]),
    (Kind::OcspUrl, &[]),
    (Kind::CaIssuersUrl, &[]),
];

/// Parts of names that certificates of publishers have.
const PARTS: [&str; 18] = [
    "CN",
    "O",
    "OU",
    "C",
    "L",
    "ST",
    "STREET",
    "DC",
    "UID",
    "serialNumber",
    "businessCategory",
    "postalCode",
    "emailAddress",
    "organizationIdentifier",
    "jurisdictionLocalityName",
    "jurisdictionStateOrProvinceName",
    "jurisdictionCountryName",
    "description",
];

const PARTIES: [Party; 7] =
    [Party::Leaf, Party::Issuer, Party::Intermediate, Party::Root, Party::Tsa, Party::TsaIntermediate, Party::Unused];

/// A selector that no value has a name for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value is named `{name}`{}", self.meant())]
pub struct UnknownValue {
    /// As it was given.
    pub name: String,
    /// A name that differs in one letter, or that begins so.
    pub similar: Option<String>,
}

impl UnknownValue {
    fn meant(&self) -> String {
        self.similar.as_ref().map_or_else(String::new, |similar| format!("; `{similar}`?"))
    }
}

/// Checks that a value can have this name, in whatever file.
///
/// # Errors
/// When no value can.
pub fn check_selector(selector: &str) -> Result<(), UnknownValue> {
    let ids = known_ids();
    if ids.iter().any(|id| id.is_selected_by(selector)) || names_a_part(selector) {
        return Ok(());
    }
    let wanted = selector.to_ascii_lowercase();
    let names = || ids.iter().flat_map(|id| runs(&id.name()));
    let close = names().find(|name| is_one_edit_apart(name, &wanted));
    let similar = close.or_else(|| names().find(|name| name.starts_with(&wanted)));
    // A letter or two are near to everything.
    Err(UnknownValue { name: selector.to_owned(), similar: similar.filter(|_| wanted.len() > 2) })
}

/// Certificates may have any attribute in a name: `leaf-subject-x`, and every dotted OID, is a name.
fn names_a_part(selector: &str) -> bool {
    let selector = selector.to_ascii_lowercase();
    let of_a_name = |kind: &str| {
        let (before, part) = selector.split_once(kind)?;
        let party = before.strip_suffix('-').unwrap_or(before);
        Some(!part.is_empty() && (party.is_empty() || PARTIES.iter().any(|known| known.name() == party)))
    };
    let is_oid = selector.contains('.') && selector.split('.').all(|arc| arc.parse::<u128>().is_ok());
    is_oid || ["subject-", "issuer-"].into_iter().any(|kind| of_a_name(kind) == Some(true))
}

/// What values are, as far as it can be told without a file.
fn known_ids() -> Vec<ValueId> {
    let mut ids = Vec::new();
    let mut push = |party: Option<Party>, (kind, algorithms): &(Kind, &[DigestAlgorithm])| {
        let id = |algorithm| ValueId { kind: *kind, party, algorithm, part: None };
        match algorithms {
            [] => ids.push(id(None)),
            several => ids.extend(several.iter().map(|algorithm| id(Some(*algorithm)))),
        }
    };
    OF_FILE.iter().for_each(|row| push(None, row));
    for party in PARTIES {
        OF_CERTIFICATE.iter().for_each(|row| push(Some(party), row));
    }
    for kind in [Kind::SubjectPart, Kind::IssuerPart] {
        for party in PARTIES {
            let part =
                |part: &&str| ValueId { kind, party: Some(party), algorithm: None, part: Some((*part).to_owned()) };
            ids.extend(PARTS.iter().map(part));
        }
    }
    ids
}

/// Every run of words in a name, the long ones first: each of them selects it.
fn runs(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split('-').collect();
    let lengths = (1..=words.len()).rev();
    lengths.flat_map(|length| words.windows(length).map(|run| run.join("-")).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ioc::all_values;
    use crate::report::example::signed;

    #[test]
    fn every_name_of_a_value_is_known() {
        let analysis = signed("a.exe", 2);
        for value in all_values(&analysis) {
            for run in runs(&value.id.name()) {
                assert_eq!(check_selector(&run), Ok(()), "{run}");
            }
        }
    }

    #[test]
    fn words_of_names_and_odd_parts_are_known() {
        for selector in [
            "all",
            "thumbprint",
            "leaf-serial",
            "sha256",
            "SHA256",
            "url",
            "hash",
            "tsa",
            "cn",
            "leaf-subject-2.5.4.77",
        ] {
            assert_eq!(check_selector(selector), Ok(()), "{selector}");
        }
        for selector in ["2.5.4.97", "leaf-subject-title", "issuer-issuer-x500UniqueIdentifier"] {
            assert_eq!(check_selector(selector), Ok(()), "{selector}");
        }
    }

    #[test]
    fn mistyped_name_is_refused_with_what_was_meant() {
        let similar = |name: &str| check_selector(name).unwrap_err().similar;
        assert_eq!(similar("nosuch"), None);
        assert_eq!(similar(""), None);
        assert_eq!(similar("leaf-thumprint").as_deref(), Some("leaf-thumbprint"));
        assert_eq!(similar("sha-256").as_deref(), Some("sha256"));
        assert_eq!(similar("pdb-pat").as_deref(), Some("pdb-path"));
        assert_eq!(similar("leaf-thumb").as_deref(), Some("leaf-thumbprint-sha1"));
        assert_eq!(similar("nosuch-subject-cn"), None);
        let message = check_selector("serail").unwrap_err().to_string();
        assert_eq!(message, "no value is named `serail`");
        let message = check_selector("seral").unwrap_err().to_string();
        assert_eq!(message, "no value is named `seral`; `serial`?");
    }
}
