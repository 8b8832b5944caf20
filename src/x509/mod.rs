//! One certificate: DER bytes to [`crate::model::CertificateFacts`].
//!
//! In: the bytes of one X.509 certificate (RFC 5280 section 4.1) and where they lie in the file. Out: every fact that
//! they state, and a defect for each place that is not as specified. The skeleton, the names and the extended key
//! usages are walked with our own lenient reader, so that an odd encoding costs as little as possible; most standard
//! extensions are read by x509-parser, which is known to this module alone. Beside it, what issuers say about
//! certificates later: revocation lists (`crl`) and OCSP responses (`ocsp`). Signatures, time and trust are left to
//! `verify` and `trust`.

mod certificate;
mod crl;
mod extensions;
mod identity;
mod name;
mod ocsp;
mod public_key;
mod recurring;
mod walk;

pub use certificate::parse_certificate;
pub use crl::{RevocationList, RevokedEntry, Scope};
pub use name::format_encoded_name;
pub use ocsp::{CertStatus, OcspResponse, SingleResponse};
pub use recurring::parse_recurring_certificate;

#[cfg(test)]
mod tests;
