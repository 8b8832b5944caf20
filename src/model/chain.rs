//! How a certificate chain was built, how it ends, and what is wrong with it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Instant, Thumbprint};

/// What a chain is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// Signing code, 1.3.6.1.5.5.7.3.3.
    CodeSigning,
    /// Signing timestamps, 1.3.6.1.5.5.7.3.8.
    TimeStamping,
    /// Signing Microsoft's certificate trust lists, 1.3.6.1.4.1.311.10.3.9.
    TrustList,
}

impl Usage {
    /// The extended key usage, dotted.
    pub const fn oid(self) -> &'static str {
        match self {
            Self::CodeSigning => "1.3.6.1.5.5.7.3.3",
            Self::TimeStamping => "1.3.6.1.5.5.7.3.8",
            Self::TrustList => "1.3.6.1.4.1.311.10.3.9",
        }
    }

    /// In words: `code signing`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::CodeSigning => "code signing",
            Self::TimeStamping => "timestamping",
            Self::TrustList => "trust list signing",
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// How a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainEnd {
    /// In a root of the root programme (the trust store's list).
    ProgrammeRoot,
    /// In an anchor that the user gave.
    UserAnchor,
    /// In a self-signed certificate that is no anchor.
    UntrustedRoot,
    /// At a certificate whose issuer is not at hand.
    Incomplete,
    /// At a certificate that the claimed issuer's key does not verify, or whose signature cannot be checked.
    BrokenLink,
    /// At a bound of the work ([`crate::Limits`]).
    LimitReached,
    /// Nowhere: the first certificate itself is not at hand.
    Absent,
}

impl ChainEnd {
    /// Tells whether the chain ends in a trust anchor.
    pub const fn is_anchor(self) -> bool {
        matches!(self, Self::ProgrammeRoot | Self::UserAnchor)
    }
}

/// One thing that is wrong with a chain, with the values compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fault {
    /// There are certificates with the issuer's name, but the key of none verifies `certificate`.
    SignatureInvalid {
        /// The certificate whose signature is false. The chain ends with it.
        certificate: Thumbprint,
        /// The best of the candidates.
        claimed_issuer: Thumbprint,
        /// Whether the candidate's subject key identifier is the authority key identifier of `certificate`;
        /// `None` when one of the two is absent. With `false` the true issuer may just be another certificate.
        key_id_matches: Option<bool>,
    },
    /// A candidate has the issuer's name, but its key or the algorithm cannot be used.
    SignatureUnchecked {
        /// The certificate whose signature was not checked. The chain ends with it.
        certificate: Thumbprint,
        /// The best of the candidates.
        claimed_issuer: Thumbprint,
        /// Why.
        reason: String,
    },
    /// A certificate issued another without the right to.
    IssuerNotCa {
        /// The issuer.
        certificate: Thumbprint,
        /// Which field denies it: `basic constraints` or `key usage`.
        field: String,
    },
    /// More intermediate certificates follow than the CA's path length allows.
    PathLengthExceeded {
        /// The CA.
        certificate: Thumbprint,
        /// Its pathLenConstraint.
        allowed: u32,
        /// Intermediate certificates that follow it, self-issued ones left out (RFC 5280 section 6.1.4 (l)).
        found: u32,
    },
    /// The first certificate's extended key usages leave the usage out.
    LeafUsage {
        /// The first certificate.
        certificate: Thumbprint,
        /// The usage asked for.
        usage: Usage,
    },
    /// A CA's extended key usages leave the usage out.
    UsageNotNested {
        /// The CA.
        certificate: Thumbprint,
        /// The usage asked for.
        usage: Usage,
    },
    /// A name lies outside what a CA may name (RFC 5280 section 4.2.1.10).
    NameConstraint {
        /// The CA that has the constraint.
        certificate: Thumbprint,
        /// The certificate that breaks it.
        subject: Thumbprint,
        /// The name that breaks it, and why.
        detail: String,
    },
    /// A name constraint that is not understood applies.
    NameConstraintUnclear {
        /// The CA that has the constraint.
        certificate: Thumbprint,
        /// The certificate it applies to.
        subject: Thumbprint,
        /// What is not understood.
        detail: String,
    },
    /// An extension is marked critical and nobody here knows it: who does not understand it must reject the certificate
    /// (RFC 5280 section 4.2).
    UnknownCriticalExtension {
        /// The certificate.
        certificate: Thumbprint,
        /// The extension, dotted.
        oid: String,
    },
    /// What no signature covers around the TBSCertificate departs from DER, or names another signature algorithm
    /// (RFC 5280 section 4.1.1.2). Anybody could have changed it, to give the certificate new thumbprints.
    UnsignedPartAltered {
        /// The certificate.
        certificate: Thumbprint,
    },
    /// The validity had ended at the time the chain was judged at.
    Expired {
        /// The certificate.
        certificate: Thumbprint,
        /// Its notAfter.
        not_after: Instant,
    },
    /// The validity had not begun at the time the chain was judged at.
    NotYetValid {
        /// The certificate.
        certificate: Thumbprint,
        /// Its notBefore.
        not_before: Instant,
    },
    /// The chain ends in a self-signed certificate that is no anchor.
    UntrustedRoot {
        /// That certificate.
        certificate: Thumbprint,
    },
    /// The issuer's certificate is not at hand.
    Incomplete {
        /// The last certificate that is.
        certificate: Thumbprint,
        /// The issuer it names, RFC 4514.
        issuer: String,
        /// Where it says that its issuer's certificate is served; never fetched.
        urls: Vec<String>,
    },
    /// The programme does not list the root for the usage.
    RootUsageExcluded {
        /// The root.
        certificate: Thumbprint,
        /// The usage asked for.
        usage: Usage,
    },
    /// The programme ended the root's trust for the usage.
    RootDisabled {
        /// The root.
        certificate: Thumbprint,
        /// From when on; `None` when outright.
        from: Option<Instant>,
    },
    /// The programme does not trust what the root's CAs issued from some day on, and the first certificate is younger.
    RootNotBefore {
        /// The root.
        certificate: Thumbprint,
        /// From when on.
        from: Instant,
    },
    /// A bound of the work was hit before the chain ended.
    LimitReached {
        /// The last certificate.
        certificate: Thumbprint,
        /// Which bound.
        limit: String,
    },
}

impl Fault {
    /// The certificate that the fault is about.
    pub const fn certificate(&self) -> Thumbprint {
        match self {
            Self::SignatureInvalid { certificate, .. }
            | Self::SignatureUnchecked { certificate, .. }
            | Self::IssuerNotCa { certificate, .. }
            | Self::PathLengthExceeded { certificate, .. }
            | Self::LeafUsage { certificate, .. }
            | Self::UsageNotNested { certificate, .. }
            | Self::NameConstraint { certificate, .. }
            | Self::NameConstraintUnclear { certificate, .. }
            | Self::UnknownCriticalExtension { certificate, .. }
            | Self::UnsignedPartAltered { certificate }
            | Self::Expired { certificate, .. }
            | Self::NotYetValid { certificate, .. }
            | Self::UntrustedRoot { certificate }
            | Self::Incomplete { certificate, .. }
            | Self::RootUsageExcluded { certificate, .. }
            | Self::RootDisabled { certificate, .. }
            | Self::RootNotBefore { certificate, .. }
            | Self::LimitReached { certificate, .. } => *certificate,
        }
    }

    /// Tells whether the fault is about dates of certificates.
    pub const fn is_date(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::NotYetValid { .. })
    }

    /// Tells whether the fault is a decision of the root programme.
    pub const fn is_programme(&self) -> bool {
        matches!(self, Self::RootUsageExcluded { .. } | Self::RootDisabled { .. } | Self::RootNotBefore { .. })
    }

    /// Tells whether the fault leaves open whether the chain could be trusted.
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::SignatureUnchecked { .. }
                | Self::NameConstraintUnclear { .. }
                | Self::Incomplete { .. }
                | Self::LimitReached { .. }
        )
    }
}

/// What the root programme says about the root of one chain (properties of its entry in the trust list).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RootProgramme {
    /// Friendly name (property 11).
    pub name: Option<String>,
    /// Usages it is trusted for, dotted (property 9); `None`: all.
    pub usages: Option<Vec<String>>,
    /// Date of the end of trust that applies to the usage (properties 104 and 122).
    pub disabled_from: Option<Instant>,
    /// The usage was ended without a date (property 122 without 104).
    pub disabled_outright: bool,
    /// Date from which certificates of the usage are not trusted any more (properties 126 and 127).
    pub not_before_from: Option<Instant>,
    /// Restrictions that were not applied because their meaning is undocumented, in words: `Disable has an empty value`.
    pub unclear: Vec<String>,
    /// A restriction exists, but the signature or the leaf is older.
    pub grandfathered: bool,
    /// Extended-validation policies, dotted (property 83).
    pub ev_policies: Vec<String>,
    /// Chain policies, dotted (property 105).
    pub chain_policies: Vec<String>,
}

/// How a chain was built and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainReport {
    /// What the chain was asked for.
    pub usage: Usage,
    /// The moment it was judged at.
    pub at: Instant,
    /// How it ends.
    pub end: ChainEnd,
    /// All that is wrong with it, leaf first within a kind; empty for a chain that is trusted.
    pub faults: Vec<Fault>,
    /// What the root programme says; `None` when the chain does not end in a root of the programme.
    pub programme: Option<RootProgramme>,
    /// Every path that ends in an anchor without a fault, best first, as thumbprints leaf first; bounded.
    pub valid_paths: Vec<Vec<Thumbprint>>,
    /// Certificates that closed a cycle: they verify a certificate that stands below them in the path.
    pub cycle: Vec<Thumbprint>,
}

impl ChainReport {
    /// The report on a chain whose first certificate is not there.
    pub const fn absent(usage: Usage, at: Instant) -> Self {
        Self {
            usage,
            at,
            end: ChainEnd::Absent,
            faults: Vec::new(),
            programme: None,
            valid_paths: Vec::new(),
            cycle: Vec::new(),
        }
    }

    /// Tells whether the chain ends in an anchor and nothing is wrong with it.
    pub fn is_trusted(&self) -> bool {
        self.end.is_anchor() && self.faults.is_empty()
    }

    /// Tells whether the chain ends in a root of Microsoft's programme ("public chain").
    pub fn is_public(&self) -> bool {
        self.end == ChainEnd::ProgrammeRoot
    }
}
