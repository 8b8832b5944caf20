//! All that is known about a file before anybody asks when, and in whom to trust.

use std::sync::Arc;

use super::{CertificateFacts, Defect, Format, Hashes, HexBytes, Pe, SignatureFacts};

/// What one reading of a file gave: facts and mathematics, independent of time and trust.
///
/// Made once by `examine`; `judge` answers any question from it without the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The path as given, lossy where it is no Unicode.
    pub path: String,
    /// The path's bytes when it is no Unicode.
    pub path_bytes: Option<HexBytes>,
    /// Size in bytes.
    pub size: u64,
    /// What kind of file it is.
    pub format: Format,
    /// The hashes asked for.
    pub hashes: Hashes,
    /// Facts about the PE image.
    pub pe: Option<Arc<Pe>>,
    /// Every signature, each nested one after the one that holds it.
    pub signatures: Vec<Arc<SignatureFacts>>,
    /// Every distinct certificate of the file, in the order found.
    pub certificates: Vec<Arc<CertificateFacts>>,
    /// Where the file is malformed.
    pub defects: Vec<Defect>,
    /// Why the file could not be read to its end.
    pub error: Option<String>,
}
