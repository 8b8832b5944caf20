//! One certificate: what its DER states, and the part it plays in the file.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{DistinguishedName, HexBytes, Instant, Location, Thumbprint};

/// What the DER of one certificate states (RFC 5280 section 4.1). Independent of time and trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// SHA-256 over the DER.
    pub sha256: Thumbprint,
    /// SHA-1 over the DER.
    pub sha1: HexBytes,
    /// Subject as RFC 4514 text: the last encoded part first, `CN=…,O=…,C=…`, no blanks behind the commas.
    pub subject: String,
    /// Most specific common name of the subject.
    pub subject_cn: Option<String>,
    /// Issuer as RFC 4514 text.
    pub issuer: String,
    /// Most specific common name of the issuer.
    pub issuer_cn: Option<String>,
    /// Content octets of the serial number (a leading 00 kept).
    pub serial: HexBytes,
    /// Start of the validity, inclusive.
    pub not_before: Instant,
    /// End of the validity, inclusive.
    pub not_after: Instant,
    /// `not_after - not_before`, in seconds; negative when the dates are swapped.
    pub lifetime_seconds: i64,
    /// The subject's public key.
    pub public_key: PublicKey,
    /// Name of the algorithm of the issuer's signature, `sha384WithRSAEncryption`; dotted OID when unknown.
    pub signature_algorithm: String,
    /// Extended key usages, dotted, in encoded order; empty when there is no such extension.
    pub eku: Vec<String>,
    /// Certificate policies, dotted, in encoded order.
    pub policies: Vec<String>,
    /// The one subscriber identity under 1.3.6.1.4.1.311.97; `None` when there is none or several.
    pub durable_identity: Option<String>,
    /// Which kind of identity.
    pub durable_identity_class: Option<DurableIdentityClass>,
    /// All OIDs under 1.3.6.1.4.1.311.97 but the marker 1.3.6.1.4.1.311.97.1.0.
    pub identities: Vec<String>,
    /// The per-CA counter in the serial number of a Trusted Signing leaf (`serial[1..5]`, repeated in `[15..19]`).
    pub trusted_signing_counter: Option<u64>,
    /// All extensions in encoded order.
    pub extensions: Vec<Extension>,
    /// Start of the certificate in the file; `None` when it came from the trust store.
    pub offset: Option<u64>,
    /// Length of the DER in bytes.
    pub length: u64,
    /// SHA-256 over the SubjectPublicKeyInfo.
    pub spki_sha256: HexBytes,
    /// SHA-256 over the TBSCertificate.
    pub tbs_sha256: HexBytes,
    /// URLs of the certificate.
    pub urls: Urls,
    /// X.509 version, 1 to 3.
    pub version: u32,
    /// Subject, attribute by attribute.
    pub subject_attributes: DistinguishedName,
    /// Issuer, attribute by attribute.
    pub issuer_attributes: DistinguishedName,
    /// Dotted OID of the algorithm of the issuer's signature.
    pub signature_algorithm_oid: String,
    /// Whether the EKU extension is critical; `None` when there is no such extension.
    pub eku_critical: Option<bool>,
    /// The basic constraints; `None` when there is no such extension.
    pub basic_constraints: Option<BasicConstraints>,
    /// Key usage bits by their names (`digitalSignature`, `keyCertSign` …); `None` when there is no such extension.
    pub key_usage: Option<Vec<String>>,
    /// Subject key identifier.
    pub subject_key_id: Option<HexBytes>,
    /// Authority key identifier.
    pub authority_key_id: Option<AuthorityKeyId>,
    /// Subject alternative names, `kind:value`.
    pub subject_alternative_names: Vec<String>,
    /// Subject and issuer have the same bytes. Says nothing about who signed.
    pub self_issued: bool,
    /// Where the encoding departs from DER.
    #[serde(default, skip_serializing_if = "CertificateEncoding::is_der")]
    pub encoding: CertificateEncoding,
    /// The DER, exactly as found.
    #[serde(skip)]
    pub der: Arc<[u8]>,
    /// Where the parts lie in `der`.
    #[serde(skip)]
    pub parts: CertificateParts,
}

/// Extensions that the program processes or that say nothing about validity.
const PROCESSED_EXTENSIONS: &[&str] = &[
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    "2.5.29.37",
    "1.3.6.1.5.5.7.1.1",
    // Policy mappings, policy constraints and inhibitAnyPolicy: code signing asks for no policy.
    "2.5.29.33",
    "2.5.29.36",
    "2.5.29.54",
];

/// Byte ranges inside [`CertificateFacts::der`]; each covers tag, length and contents unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateParts {
    /// TBSCertificate.
    pub tbs: Range<usize>,
    /// Contents octets of the serial number.
    pub serial: Range<usize>,
    /// Issuer name.
    pub issuer: Range<usize>,
    /// Validity.
    pub validity: Range<usize>,
    /// Subject name.
    pub subject: Range<usize>,
    /// SubjectPublicKeyInfo.
    pub spki: Range<usize>,
    /// The outer signatureAlgorithm.
    pub signature_algorithm: Range<usize>,
    /// Contents of the signature BIT STRING without the octet that counts unused bits.
    pub signature: Range<usize>,
}

/// Departures of a certificate's encoding from DER that a reader tolerates and a thumbprint does not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CertificateEncoding {
    /// Elements whose length is not the shortest definite one.
    pub non_minimal_lengths: u32,
    /// Bytes inside the certificate that belong to none of its fields.
    pub trailing_bytes: u64,
    /// The signature algorithm inside the TBSCertificate differs from the one outside (RFC 5280 section 4.1.1.2).
    pub algorithms_differ: bool,
    /// Something around the TBSCertificate departs from DER. No signature covers it: anybody could change it, and with
    /// it every thumbprint.
    pub unsigned_part_altered: bool,
    /// notBefore or notAfter is no time. `not_before` is then the last and `not_after` the first moment there is.
    pub invalid_dates: bool,
}

impl CertificateEncoding {
    /// Tells whether nothing departs from DER.
    pub fn is_der(&self) -> bool {
        *self == Self::default()
    }
}

impl CertificateFacts {
    /// Critical extensions that the program neither processes nor may ignore (RFC 5280 section 4.2).
    pub fn unknown_critical_extensions(&self) -> impl Iterator<Item = &Extension> {
        self.extensions
            .iter()
            .filter(|extension| extension.critical && !PROCESSED_EXTENSIONS.contains(&extension.oid.as_str()))
    }

    /// The bytes of one part; empty when the range does not lie inside the DER.
    pub fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    /// Issuer name as encoded.
    pub fn issuer_der(&self) -> &[u8] {
        self.part(&self.parts.issuer)
    }

    /// Subject name as encoded.
    pub fn subject_der(&self) -> &[u8] {
        self.part(&self.parts.subject)
    }

    /// SubjectPublicKeyInfo as encoded.
    pub fn spki_der(&self) -> &[u8] {
        self.part(&self.parts.spki)
    }

    /// TBSCertificate as encoded: what the issuer signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.parts.tbs)
    }

    /// The issuer's signature.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.parts.signature)
    }

    /// The byte range in the file.
    pub fn location(&self) -> Option<Location> {
        Some(Location::new(self.offset?, self.length))
    }

    /// The byte range of a part in the file.
    pub fn locate(&self, range: &Range<usize>) -> Option<Location> {
        let start = u64::try_from(range.start).ok()?;
        let length = u64::try_from(range.len()).ok()?;
        Some(Location::new(self.offset?.checked_add(start)?, length))
    }

    /// What to call the certificate in one line: common name, else organization, else the whole subject.
    pub fn display_name(&self) -> &str {
        self.subject_cn.as_deref().or_else(|| self.subject_attributes.organization()).unwrap_or(&self.subject)
    }

    /// Tells whether `at` lies inside the validity (RFC 5280 section 4.1.2.5: both bounds inclusive).
    pub fn is_valid_at(&self, at: Instant) -> bool {
        self.not_before <= at && at.unix() <= self.not_after.unix()
    }

    /// Tells whether the EKU extension lists `oid`.
    pub fn has_eku(&self, oid: &str) -> bool {
        self.eku.iter().any(|listed| listed == oid)
    }

    /// Tells whether it carries the lifetime-signing usage: no timestamp keeps its signatures alive beyond its own end.
    pub fn is_lifetime_signing(&self) -> bool {
        self.has_eku("1.3.6.1.4.1.311.10.3.13")
    }

    /// The extension with this dotted OID.
    pub fn extension(&self, oid: &str) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.oid == oid)
    }

    /// Tells whether the certificate may issue others (basic constraints; RFC 5280 section 4.2.1.9).
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.as_ref().is_some_and(|constraints| constraints.ca)
    }
}

/// A subject's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `RSA`, `EC P-256`, `EC explicit`, `Ed25519`, or the dotted OID.
    pub algorithm: String,
    /// Size of the modulus or of the field, in bits; 0 when unknown.
    pub bits: u32,
    /// RSA public exponent as lower-case hex without leading zeros.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exponent: Option<String>,
    /// EC: named curve as dotted OID; `None` for RSA and for explicit parameters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub curve: Option<String>,
}

/// One extension of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Dotted OID.
    pub oid: String,
    /// Its name, or the dotted OID.
    pub name: String,
    /// Whether a verifier that does not know it must reject.
    pub critical: bool,
    /// The decoded value in one line; hex of the value when it is not decoded.
    pub text: String,
    /// Whether `text` is the decoded value.
    #[serde(default)]
    pub decoded: bool,
    /// The whole extension in the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<Location>,
}

/// Basic constraints (RFC 5280 section 4.2.1.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many intermediate certificates may follow.
    pub path_len: Option<u32>,
}

/// Authority key identifier (RFC 5280 section 4.2.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthorityKeyId {
    /// keyIdentifier.
    pub key_id: Option<HexBytes>,
    /// authorityCertSerialNumber, content octets.
    pub serial: Option<HexBytes>,
    /// authorityCertIssuer (directoryName) as RFC 4514 text.
    pub issuer: Option<String>,
}

/// URLs in a certificate, as encoded (not defanged).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Urls {
    /// CRL distribution points.
    pub crl: Vec<String>,
    /// OCSP responders.
    pub ocsp: Vec<String>,
    /// Where the issuer's certificate is served.
    pub ca_issuers: Vec<String>,
}

/// What kind of Trusted Signing identity an EKU states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DurableIdentityClass {
    /// 1.3.6.1.4.1.311.97.A.B.C.D: Public Trust.
    Public,
    /// Under 1.3.6.1.4.1.311.97.1.3.1: Private Trust.
    Private,
    /// Under 1.3.6.1.4.1.311.97.1.4.1: Private Trust CI policy.
    CiPolicy,
}

impl DurableIdentityClass {
    /// In words: `public trust`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Public => "public trust",
            Self::Private => "private trust",
            Self::CiPolicy => "private trust CI policy",
        }
    }
}

/// The part a certificate plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Signs the file.
    Leaf,
    /// Between a signer's leaf and root.
    Intermediate,
    /// End of a signer's chain.
    Root,
    /// Signs a timestamp.
    Tsa,
    /// Between TSA and its root.
    TsaIntermediate,
    /// End of a TSA's chain.
    TsaRoot,
    /// In the file, in no chain.
    Unused,
}

/// A certificate of an analysis: what it states, and the part it plays there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What its DER states.
    #[serde(flatten)]
    pub facts: Arc<CertificateFacts>,
    /// Its parts, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// Whether it is a trust anchor in force.
    pub anchor: bool,
}
