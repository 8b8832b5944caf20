//! One Authenticode signature: what its SignedData states, and how it was judged.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    CertificateRevocation, ChainReport, DigestAlgorithm, HexBytes, Instant, Location, Outcome, Thumbprint, Timestamp,
    TimestampFacts, Verdict,
};

/// What one SignedData states, and whether its mathematics holds. Independent of time and trust.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureFacts {
    /// Position in [`super::Analysis::signatures`].
    pub index: usize,
    /// `table[0]`, `table[0]/nested[0]`, or `catalog[0]`.
    pub path: String,
    /// Whether Windows would look at this one: the first PKCS entry of revision 2.0; without one, the first catalog.
    pub primary: bool,
    /// The catalog that the signature stands in; `None` when it stands in the file.
    #[serde(default)]
    pub catalog: Option<CatalogSource>,
    /// Whether the SignedData could be decoded far enough to be judged.
    pub decoded: bool,
    /// Digest algorithm of SpcIndirectDataContent.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The image digest that the signature claims.
    pub embedded_digest: Option<HexBytes>,
    /// The image digest of this file.
    pub computed_digest: Option<HexBytes>,
    /// SHA-256 of the signer's certificate; `None` when it is not there.
    pub signer: Option<Thumbprint>,
    /// Whom the SignerInfo names.
    pub signer_id: Option<SignerId>,
    /// SpcSpOpusInfo.
    pub opus: Option<Opus>,
    /// The signed signingTime attribute: the signer's own clock, never trusted.
    pub claimed_signing_time: Option<Instant>,
    /// Signed attributes in encoded order.
    pub signed_attributes: Vec<Attribute>,
    /// Unsigned attributes in encoded order.
    pub unsigned_attributes: Vec<Attribute>,
    /// Page hashes, when present.
    pub page_hashes: Option<PageHashes>,
    /// SHA-256 over the DER tags and OIDs of the SignedData in order, values left out.
    pub structure_hash: HexBytes,
    /// SHA-256 over the whole ContentInfo, to recognise a copied signature.
    pub content_sha256: HexBytes,
    /// SHA-256 over what signs: the encapsulated content, the signed attributes in sorted order, the signature value.
    /// Equal in two signatures that differ in unsigned attributes or embedded certificates alone.
    #[serde(default)]
    pub signed_sha256: Option<HexBytes>,
    /// All certificates of the SignedData in encoded order, duplicates kept.
    pub bag: Vec<Thumbprint>,
    /// CertificateChoices that are no X.509 certificate (attribute certificates and others).
    pub other_certificates: usize,
    /// Number of SignerInfos; one is the rule.
    pub signer_infos: usize,
    /// Version of the SignedData.
    pub version: Option<u32>,
    /// The encapsulated content type, dotted.
    pub content_type: Option<String>,
    /// The `type` of SpcIndirectDataContent.data, dotted: 1.3.6.1.4.1.311.2.1.15 for PE.
    pub spc_type: Option<String>,
    /// The three places that name a digest algorithm.
    pub digest_algorithms: DigestAlgorithms,
    /// Name of the SignerInfo's signature algorithm; dotted OID when unknown.
    pub signature_algorithm: String,
    /// SpcStatementType: dotted OIDs.
    pub statement_types: Vec<String>,
    /// Which order of the signed attributes the signature holds over, when only one of the two:
    /// `as-encoded` or `sorted`.
    pub attribute_order: Option<String>,
    /// What was odd about the encoding of the signature value, in words.
    pub signature_encoding_notes: Vec<String>,
    /// Number of values in the nested-signature attribute.
    pub nested_values: usize,
    /// The ContentInfo in the file.
    pub offset: Option<u64>,
    /// Length of the ContentInfo in bytes.
    pub length: u64,
    /// SpcIndirectDataContent in the file.
    pub spc_location: Option<Location>,
    /// The signature value (encryptedDigest) in the file.
    pub signature_location: Option<Location>,
    /// The embedded digest in the file.
    pub digest_location: Option<Location>,
    /// Parts of the SignedData that nothing reads and no digest covers; no part of the report.
    #[serde(skip)]
    pub unread: Vec<Location>,
    /// The timestamps, in the order found: RFC 3161 first within the contract's choice.
    #[serde(skip)]
    pub timestamps: Vec<Arc<TimestampFacts>>,
    /// The answers that depend on neither time nor trust.
    #[serde(skip)]
    pub checks: Vec<Outcome>,
}

impl SignatureFacts {
    /// The byte range of the ContentInfo in the file.
    pub fn location(&self) -> Option<Location> {
        Some(Location::new(self.offset?, self.length))
    }

    /// Tells whether two signatures are one: the same content, signed attributes and signature value. Unsigned attributes
    /// and embedded certificates may differ: anybody can change them. Records of older versions know the whole alone.
    pub fn is_same_signature(&self, other: &Self) -> bool {
        match (&self.signed_sha256, &other.signed_sha256) {
            (Some(left), Some(right)) => left == right,
            _ => self.length > 0 && self.content_sha256 == other.content_sha256,
        }
    }

    /// How deep the signature is nested; 0 for an entry of the table.
    pub fn depth(&self) -> usize {
        self.path.matches("/nested[").count()
    }
}

/// A catalog that names the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogSource {
    /// The catalog, as given.
    pub file: String,
    /// SHA-256 of the catalog.
    pub sha256: HexBytes,
}

/// Whom a SignerInfo names as its signer (RFC 5652 section 5.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SignerId {
    /// Issuer as RFC 4514 text; `None` when a subject key identifier is used.
    pub issuer: Option<String>,
    /// Serial number, content octets; `None` when a subject key identifier is used.
    pub serial: Option<HexBytes>,
    /// Subject key identifier.
    pub subject_key_id: Option<HexBytes>,
}

/// SpcSpOpusInfo: a label that the signer chose freely.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Opus {
    /// programName.
    pub program_name: Option<String>,
    /// moreInfo, usually a URL.
    pub more_info: Option<String>,
}

/// One attribute of a SignerInfo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Dotted OID.
    pub oid: String,
    /// Its name, or the dotted OID.
    pub name: String,
    /// The whole attribute in the file; `None` inside a segmented (BER) encoding.
    pub offset: Option<u64>,
    /// Length of the whole attribute in bytes.
    pub length: u64,
    /// Bytes of the values, tags and lengths included; no part of the report.
    #[serde(skip)]
    pub values_length: u64,
    /// The decoded value in one line; hex of the first bytes when it is not decoded.
    pub text: String,
    /// Number of values.
    pub values: usize,
}

/// Page hashes of SpcPeImageData.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageHashes {
    /// 1 is SHA-1, 2 is SHA-256; 0 is unknown.
    pub version: u8,
    /// Number of records, the closing one left out.
    pub pages: usize,
    /// Indices of records that do not match, at most 16 of them.
    pub mismatches: Vec<usize>,
    /// Whether the table covers every section.
    pub complete: bool,
}

/// The digest algorithms that three places of one signature name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct DigestAlgorithms {
    /// SignedData.digestAlgorithms, dotted.
    pub signed_data: Vec<String>,
    /// SignerInfo.digestAlgorithm, dotted.
    pub signer_info: Option<String>,
    /// SpcIndirectDataContent.messageDigest, dotted.
    pub spc: Option<String>,
}

/// A signature, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// What it states.
    #[serde(flatten)]
    pub facts: Arc<SignatureFacts>,
    /// Leaf first, anchor last; ends early when the chain is incomplete.
    pub chain: Vec<Thumbprint>,
    /// Number of other paths that lead to an anchor without a fault.
    pub other_paths: usize,
    /// How the chain was built, how it ends, what is wrong with it.
    pub chain_report: ChainReport,
    /// The timestamp that counts: the first RFC 3161 token, else the first countersignature.
    pub timestamp: Option<Timestamp>,
    /// All timestamps.
    pub timestamps: Vec<Timestamp>,
    /// Set only when the timestamp that counts is valid.
    pub trusted_time: Option<Instant>,
    /// The moment the signer's chain was judged at: the trusted time, else the chosen time.
    pub judged_at: Instant,
    /// All checks, in the order of [`super::Check`].
    pub outcomes: Vec<Outcome>,
    /// What the supplied data says about the revocation of each certificate: the signer's chain, leaf first, then that
    /// of the TSA whose timestamp counts. Anchors and self-signed ends are left out: nobody could revoke them.
    #[serde(default)]
    pub revocations: Vec<CertificateRevocation>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Signature {
    /// The outcome of one check.
    pub fn outcome(&self, check: super::Check) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.check == check)
    }
}
