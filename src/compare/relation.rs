//! The words for how two files are related (product contract, section 3).

use std::fmt;

use serde::Serialize;

/// One thing that two files have in common. Ordered from the strongest; those before [`Link::SameContent`] are
/// relations too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The same bytes.
    Identical,
    /// One signature on two contents, or one made for the content of the other file.
    SignatureTransplanted,
    /// The same image digest under different signatures.
    SameContentResigned,
    /// The same image digest, one file unsigned.
    SameContentStripped,
    /// The same leaf certificate.
    SameLeaf,
    /// Leaf certificates with the same public key.
    SameKey,
    /// Leaf certificates that state the same durable identity.
    SameDurableIdentity,
    /// Leaf certificates that name the same subject.
    SameSubject,
    /// Leaf certificates issued with the same key.
    SameIssuer,
    /// The same image digest.
    SameContent,
    /// The same signature: content, signed attributes and signature value; what is not signed may differ.
    SameSignature,
    /// The same timestamp token.
    SameTimestampToken,
    /// Leaf certificates of one issuing CA with serial counters less than 20 apart.
    NeighbouringSerials,
    /// SignedData of the same structure: DER tags and OIDs in order, values left out.
    SameStructure,
    /// The same imphash.
    SameImphash,
    /// The same Rich hash.
    SameRichHash,
    /// The same VERSIONINFO strings.
    SameVersionInfo,
}

impl Link {
    /// The id in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::SignatureTransplanted => "signature-transplanted",
            Self::SameContentResigned => "same-content-resigned",
            Self::SameContentStripped => "same-content-stripped",
            Self::SameLeaf => "same-leaf",
            Self::SameKey => "same-key",
            Self::SameDurableIdentity => "same-durable-identity",
            Self::SameSubject => "same-subject",
            Self::SameIssuer => "same-issuer",
            Self::SameContent => "same-content",
            Self::SameSignature => "same-signature",
            Self::SameTimestampToken => "same-timestamp-token",
            Self::NeighbouringSerials => "neighbouring-serials",
            Self::SameStructure => "same-structure",
            Self::SameImphash => "same-imphash",
            Self::SameRichHash => "same-rich-hash",
            Self::SameVersionInfo => "same-version-info",
        }
    }

    /// The id as words: `same durable identity`.
    pub fn words(self) -> String {
        self.id().replace('-', " ")
    }

    /// The relation of this name, when the link is one.
    pub const fn relation(self) -> Option<Relation> {
        Some(match self {
            Self::Identical => Relation::Identical,
            Self::SignatureTransplanted => Relation::SignatureTransplanted,
            Self::SameContentResigned => Relation::SameContentResigned,
            Self::SameContentStripped => Relation::SameContentStripped,
            Self::SameLeaf => Relation::SameLeaf,
            Self::SameKey => Relation::SameKey,
            Self::SameDurableIdentity => Relation::SameDurableIdentity,
            Self::SameSubject => Relation::SameSubject,
            Self::SameIssuer => Relation::SameIssuer,
            _ => return None,
        })
    }
}

/// How two files are related: the strongest link that is a relation. Ordered from the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same bytes.
    Identical,
    /// One signature on two contents.
    SignatureTransplanted,
    /// The same content under different signatures.
    SameContentResigned,
    /// The same content, one file unsigned.
    SameContentStripped,
    /// The same leaf certificate.
    SameLeaf,
    /// The same public key.
    SameKey,
    /// The same durable identity.
    SameDurableIdentity,
    /// The same subject, but another identity or none.
    SameSubject,
    /// The same issuing CA.
    SameIssuer,
    /// None of these.
    Unrelated,
}

impl Relation {
    /// The id in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::SignatureTransplanted => "signature-transplanted",
            Self::SameContentResigned => "same-content-resigned",
            Self::SameContentStripped => "same-content-stripped",
            Self::SameLeaf => "same-leaf",
            Self::SameKey => "same-key",
            Self::SameDurableIdentity => "same-durable-identity",
            Self::SameSubject => "same-subject",
            Self::SameIssuer => "same-issuer",
            Self::Unrelated => "unrelated",
        }
    }

    /// One word for a narrow column; a dot where there is no relation.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::SignatureTransplanted => "transplanted",
            Self::SameContentResigned => "re-signed",
            Self::SameContentStripped => "stripped",
            Self::SameLeaf => "leaf",
            Self::SameKey => "key",
            Self::SameDurableIdentity => "identity",
            Self::SameSubject => "subject",
            Self::SameIssuer => "issuer",
            Self::Unrelated => ".",
        }
    }

    /// The id as capitals, as the screen shows it: `SAME DURABLE IDENTITY`.
    pub fn headline(self) -> String {
        self.id().replace('-', " ").to_uppercase()
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
