//! What an indicator is: the kinds of values, and whose certificate they belong to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a value is. The order is the one in which values are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Hash of the whole file.
    FileHash,
    /// Image digest: the file without checksum, security directory entry and certificate table.
    Authentihash,
    /// MD5 over the import list.
    Imphash,
    /// MD5 of the clear Rich header.
    RichHash,
    /// Hash of a certificate's DER.
    Thumbprint,
    /// Serial number of a certificate: DER content octets as hex, a leading 00 kept.
    Serial,
    /// Subject, RFC 4514.
    Subject,
    /// One attribute of the subject.
    SubjectPart,
    /// Issuer, RFC 4514.
    Issuer,
    /// One attribute of the issuer.
    IssuerPart,
    /// The one subscriber identity under 1.3.6.1.4.1.311.97, dotted: the same in every leaf of a subscriber.
    DurableIdentity,
    /// The same as the DER of an OBJECT IDENTIFIER, in hex.
    DurableIdentityDer,
    /// The issuing CA of a Trusted Signing leaf.
    TrustedSigningCa,
    /// The per-CA counter in the serial number of a Trusted Signing leaf.
    SerialCounter,
    /// Start of the validity.
    NotBefore,
    /// End of the validity.
    NotAfter,
    /// Hash of the TBSCertificate, with the algorithm of the issuer's signature and with SHA-256.
    TbsHash,
    /// Hash of the SubjectPublicKeyInfo.
    SpkiHash,
    /// Time of the timestamp.
    TimestampTime,
    /// Subject of the timestamping authority, RFC 4514.
    TimestampAuthority,
    /// Serial number of the timestamp token.
    TimestampSerial,
    /// Program name in SpcSpOpusInfo.
    OpusName,
    /// Address in SpcSpOpusInfo.
    OpusUrl,
    /// Path of the program database.
    PdbPath,
    /// CRL distribution point.
    CrlUrl,
    /// OCSP responder.
    OcspUrl,
    /// Where the issuer's certificate is served.
    CaIssuersUrl,
    /// SHA-256 over the tags and OIDs of the SignedData.
    StructureHash,
    /// Id of a finding.
    Finding,
}

impl Kind {
    /// The name in JSON, CSV and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileHash => "file-hash",
            Self::Authentihash => "authentihash",
            Self::Imphash => "imphash",
            Self::RichHash => "rich-hash",
            Self::Thumbprint => "thumbprint",
            Self::Serial => "serial",
            Self::Subject => "subject",
            Self::SubjectPart => "subject-part",
            Self::Issuer => "issuer",
            Self::IssuerPart => "issuer-part",
            Self::DurableIdentity => "durable-identity",
            Self::DurableIdentityDer => "durable-identity-der",
            Self::TrustedSigningCa => "trusted-signing-ca",
            Self::SerialCounter => "serial-counter",
            Self::NotBefore => "not-before",
            Self::NotAfter => "not-after",
            Self::TbsHash => "tbs-hash",
            Self::SpkiHash => "spki-hash",
            Self::TimestampTime => "timestamp-time",
            Self::TimestampAuthority => "timestamp-authority",
            Self::TimestampSerial => "timestamp-serial",
            Self::OpusName => "opus-name",
            Self::OpusUrl => "opus-url",
            Self::PdbPath => "pdb-path",
            Self::CrlUrl => "crl-url",
            Self::OcspUrl => "ocsp-url",
            Self::CaIssuersUrl => "ca-issuers-url",
            Self::StructureHash => "structure-hash",
            Self::Finding => "finding",
        }
    }

    /// In words, for a menu or a table.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FileHash => "file",
            Self::Authentihash => "authentihash",
            Self::Imphash => "imphash",
            Self::RichHash => "Rich hash",
            Self::Thumbprint => "thumbprint",
            Self::Serial => "serial",
            Self::Subject | Self::SubjectPart => "subject",
            Self::Issuer | Self::IssuerPart => "issuer",
            Self::DurableIdentity => "durable identity",
            Self::DurableIdentityDer => "durable identity, DER",
            Self::TrustedSigningCa => "Trusted Signing CA",
            Self::SerialCounter => "Trusted Signing counter",
            Self::NotBefore => "valid from",
            Self::NotAfter => "valid to",
            Self::TbsHash => "TBS hash",
            Self::SpkiHash => "public key hash",
            Self::TimestampTime => "timestamp",
            Self::TimestampAuthority => "timestamping authority",
            Self::TimestampSerial => "timestamp token serial",
            Self::OpusName => "opus program name",
            Self::OpusUrl => "opus address",
            Self::PdbPath => "PDB path",
            Self::CrlUrl => "CRL address",
            Self::OcspUrl => "OCSP address",
            Self::CaIssuersUrl => "CA issuers address",
            Self::StructureHash => "structure hash",
            Self::Finding => "finding",
        }
    }

    /// Tells whether the value is a web address, which is defanged where people read it.
    pub const fn is_url(self) -> bool {
        matches!(self, Self::OpusUrl | Self::CrlUrl | Self::OcspUrl | Self::CaIssuersUrl)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose certificate a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// The signer's.
    Leaf,
    /// That of the CA that issued the leaf.
    Issuer,
    /// Between the issuing CA and the root.
    Intermediate,
    /// The end of a chain.
    Root,
    /// The timestamping authority's.
    Tsa,
    /// Between the timestamping authority and its root.
    TsaIntermediate,
    /// In the file, in no chain.
    Unused,
}

impl Party {
    /// The name in JSON, CSV and on the command line; also in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Issuer => "issuer",
            Self::Intermediate => "intermediate",
            Self::Root => "root",
            Self::Tsa => "tsa",
            Self::TsaIntermediate => "tsa-intermediate",
            Self::Unused => "unused",
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
