//! Byte patterns inside the certificate table, for what the engines do not show as a signature.
//!
//! YARA (4.5) reads the first entry of the certificate table and what is nested in it, YARA-X reads all entries; both
//! list the certificates of the SignedData and not those of its RFC 3161 tokens.

use crate::ioc::kind::Party;
use crate::ioc::picked::PickedCertificate;
use crate::model::{Analysis, CertificateFacts, SignatureFacts};

/// Bytes of a pattern: the engines look for a few of them, and a long issuer adds nothing.
const PATTERN: usize = 200;

/// Where the first entry of the certificate table stands in the paths of signatures.
const FIRST_ENTRY: &str = "table[0]";

/// Tells whether one of the engines does not have a certificate in `pe.signatures`, although the file has it.
pub(super) fn is_out_of_sight(file: &Analysis, picked: &PickedCertificate<'_>) -> bool {
    let sha256 = picked.facts().sha256;
    let has_it = |facts: &SignatureFacts| match picked.party {
        Party::Leaf => facts.signer == Some(sha256),
        _ => facts.bag.contains(&sha256),
    };
    // What stands in a catalog is not in the file.
    let in_file: Vec<&SignatureFacts> = file
        .signatures
        .iter()
        .map(|signature| signature.facts.as_ref())
        .filter(|facts| facts.catalog.is_none())
        .collect();
    !in_file.is_empty() && !in_file.iter().any(|facts| facts.path.starts_with(FIRST_ENTRY) && has_it(facts))
}

/// From the contents of the serial number to the end of the issuer, as encoded; empty where the DER is not at hand, and
/// for a certificate that comes from the trust store.
pub(super) fn start_of_certificate(facts: &CertificateFacts) -> Vec<u8> {
    let parts = &facts.parts;
    let is_in_file = facts.offset.is_some();
    let bytes = facts.der.get(parts.serial.start..parts.issuer.end).filter(|_| is_in_file).unwrap_or_default();
    bytes.iter().copied().take(PATTERN).collect()
}

/// A hex string.
pub(super) fn pattern(name: &str, bytes: &[u8]) -> String {
    let octets: Vec<String> = bytes.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("{name} = {{ {} }}", octets.join(" "))
}

/// That a string stands in the attribute certificate table, whose address is a file offset: it is the last part of the
/// file.
pub(super) fn in_table(name: &str) -> String {
    format!(
        "pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].size > 0 and\n        \
         {name} in (pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].virtual_address .. filesize)"
    )
}
