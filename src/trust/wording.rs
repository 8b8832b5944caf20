//! Faults and dates in plain English, with names. Each text is one sentence without its full stop.
//!
//! In: faults and the certificates they speak of. Out: text for outcomes and for the reasons of a verdict.

use super::path::{BuiltChain, Pool};
use crate::model::{CertificateFacts, Fault, Instant, Thumbprint};

/// Which moment a chain was judged at, and why that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The time of a valid timestamp.
    Timestamp(Instant),
    /// The chosen time, because there is no valid timestamp.
    Chosen(Instant),
    /// The chosen time, because the leaf carries the lifetime-signing usage.
    Lifetime(Instant),
    /// The time that the timestamp itself states, for the TSA's chain.
    Stated(Instant),
}

impl Moment {
    /// In words, to stand behind "at".
    pub fn words(self) -> String {
        match self {
            Self::Timestamp(at) => format!("{at}, the time of the timestamp"),
            Self::Chosen(at) => format!("{at}, the chosen time (no valid timestamp)"),
            Self::Lifetime(at) => format!("{at}, the chosen time (lifetime signing: no timestamp counts)"),
            Self::Stated(at) => format!("{at}, the time it states"),
        }
    }
}

/// Finds the names of certificates.
pub struct Names<'a> {
    pool: &'a Pool<'a>,
    chain: &'a BuiltChain,
}

impl<'a> Names<'a> {
    /// Names of the certificates of one chain and of the file.
    pub const fn new(pool: &'a Pool<'a>, chain: &'a BuiltChain) -> Self {
        Self { pool, chain }
    }

    fn find(&self, thumbprint: Thumbprint) -> Option<&CertificateFacts> {
        let in_path = self.chain.path.iter().find(|certificate| certificate.sha256 == thumbprint);
        in_path.or_else(|| self.pool.find(thumbprint)).map(AsRef::as_ref)
    }

    /// The name of a certificate; its thumbprint when it is not at hand.
    pub fn name(&self, thumbprint: Thumbprint) -> String {
        self.find(thumbprint)
            .map_or_else(|| thumbprint.to_string(), |certificate| certificate.display_name().to_owned())
    }

    /// One fault in words.
    pub fn describe(&self, fault: &Fault, moment: Moment) -> String {
        let name = self.name(fault.certificate());
        match fault {
            Fault::SignatureInvalid { certificate, .. } => {
                let issuer = self
                    .find(*certificate)
                    .map_or_else(String::new, |child| child.issuer_cn.clone().unwrap_or_else(|| child.issuer.clone()));
                format!(
                    "The link from {name} to its issuer is false: no key of a certificate named {issuer} verifies it"
                )
            }
            Fault::SignatureUnchecked { reason, .. } => {
                format!("The issuer's signature on {name} could not be checked: {reason}")
            }
            Fault::IssuerNotCa { field, .. } => {
                format!("{name} issued a certificate in the chain, but its {field} do not allow that")
            }
            Fault::PathLengthExceeded { allowed, found, .. } => {
                format!("{name} allows {allowed} intermediate certificates below it, and the chain has {found}")
            }
            Fault::LeafUsage { usage, .. } => {
                format!("{name} may not be used for {usage}: its extended key usages do not list it")
            }
            Fault::UsageNotNested { usage, .. } => {
                format!("The CA {name} is not meant for {usage}: its extended key usages do not list it")
            }
            Fault::NameConstraint { subject, detail, .. } => {
                format!("{name} may not certify the name of {}: {detail}", self.name(*subject))
            }
            Fault::NameConstraintUnclear { detail, .. } => {
                format!("A name constraint of {name} is not understood: {detail}")
            }
            Fault::UnknownCriticalExtension { oid, .. } => {
                format!("{name} has the critical extension {oid}, which is not known here")
            }
            Fault::UnsignedPartAltered { .. } => {
                format!("{name} is not encoded as its issuer signed it: what surrounds its signed part was altered")
            }
            Fault::Expired { not_after, .. } => {
                format!("{name} was valid until {not_after}; judged at {}", moment.words())
            }
            Fault::NotYetValid { not_before, .. } => {
                format!("{name} is valid from {not_before} on; judged at {}", moment.words())
            }
            Fault::UntrustedRoot { .. } => {
                format!("The chain ends in {name}, a self-signed certificate that is no trust anchor")
            }
            Fault::Incomplete { issuer, urls, .. } => {
                let served = match urls.first() {
                    Some(url) => format!("its AIA URL is {url}"),
                    None => "it states no AIA URL".to_owned(),
                };
                format!("The chain is incomplete: the issuer of {name}, {issuer}, is missing; {served}")
            }
            Fault::RootUsageExcluded { usage, .. } => {
                format!("The root programme does not trust {name} for {usage}")
            }
            Fault::RootDisabled { from: Some(from), .. } => {
                format!("The root programme ended the trust in {name} on {}; judged at {}", from.date(), moment.words())
            }
            Fault::RootDisabled { from: None, .. } => {
                format!("The root programme does not trust {name} any more")
            }
            Fault::RootNotBefore { from, .. } => {
                let leaf = self.chain.path.first();
                format!(
                    "The root programme does not trust what was issued under {name} from {} on; {} was issued on {}",
                    from.date(),
                    leaf.map_or_else(|| "the leaf".to_owned(), |leaf| leaf.display_name().to_owned()),
                    leaf.map_or_else(|| "an unknown day".to_owned(), |leaf| leaf.not_before.date()),
                )
            }
            Fault::LimitReached { limit, .. } => {
                format!("Building the chain above {name} was ended at the limit of {limit}")
            }
        }
    }
}
