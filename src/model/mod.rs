//! Owned plain data: what sigscope knows about a file, one concept a file.
//!
//! Nothing here parses, verifies or judges. The field names are those of the JSON contract, so that the
//! report is the serialised [`Analysis`] and nothing else.

mod analysis;
mod certificate;
mod chain;
mod container;
mod countersignature;
mod defect;
mod digest;
mod evidence;
mod finding;
mod instant;
mod location;
mod name;
mod outcome;
mod revocation;
mod seen;
mod signature;
mod supposed;
mod texts;
mod verdict;

pub use analysis::Analysis;
pub use certificate::{
    AuthorityKeyId, BasicConstraints, Certificate, CertificateEncoding, CertificateFacts, CertificateParts,
    DurableIdentityClass, Extension, PublicKey, Role, Urls,
};
pub use chain::{ChainEnd, ChainReport, Fault, RootProgramme, Usage};
pub use container::{
    CertificateTableEntry, Checksum, Format, Import, InternalTime, Marker, Overlay, Pe, PePlaces, Section, TableEnd,
    TableGap,
};
pub use countersignature::{Timestamp, TimestampFacts, TimestampKind};
pub use defect::{Defect, Stage};
pub use digest::{Authentihash, DigestAlgorithm, Hashes, HexBytes, Thumbprint};
pub use evidence::Evidence;
pub use finding::{Assessment, Confidence, Finding, Severity};
pub use instant::{Instant, InvalidInstant};
pub use location::Location;
pub use name::{DistinguishedName, NameAttribute, StringKind};
pub use outcome::{Check, Outcome, OutcomeState};
pub use revocation::{CertificateRevocation, FetchCommand, RevocationDataKind, RevocationSource, RevocationState};
pub use seen::{EntityKind, SeenBefore};
pub use signature::{
    Attribute, CatalogSource, DigestAlgorithms, Opus, PageHashes, Signature, SignatureFacts, SignerId,
};
pub use supposed::{SupposedEffect, SupposedRevocation};
pub use texts::Texts;
pub use verdict::{State, Summary, Verdict, WindowsEstimate};
