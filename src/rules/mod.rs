//! What is odd: the catalogue of findings and the engine that runs it.
//!
//! In: [`crate::model::Evidence`], a judged [`crate::model::Analysis`], and the policy's known facts. Out: findings and
//! the headline. A rule only compares facts; parsing, mathematics and trust are done before, wording and order are
//! done here. The rules stand in the families' files, group by group of the catalogue.

mod algorithm;
mod answer;
mod case;
pub mod catalogue;
mod chain;
pub mod comparison;
mod driver;
mod duration;
mod engine;
#[cfg(test)]
mod fixture;
mod identity;
mod integrity;
mod known;
mod names;
mod nested;
mod revocation;
mod rule;
mod short_lived;
mod shorten;
mod signer;
mod structure;
mod suppress;
mod time;
mod timestamp;

#[cfg(test)]
pub(crate) use fixture::leaf as fixture_leaf;

pub use answer::{Answer, Hit};
pub use case::{Case, SignatureCase};
pub use engine::{all_rules, answers, find_rule, run};
pub use known::{Brand, ComparedName, HostKind, KnownCertificate, KnownFacts, KnownRole, Resemblance, SerialAnchor};
pub use rule::{Effective, Family, Rule, Source};

/// All rules: a slice for each family, in the order of the catalogue.
pub static RULES: &[&[&Rule]] = &[
    integrity::RULES,
    signer::RULES,
    short_lived::RULES,
    chain::RULES,
    timestamp::RULES,
    time::RULES,
    algorithm::RULES,
    structure::RULES,
    identity::RULES,
    revocation::RULES,
    driver::RULES,
    nested::RULES,
    comparison::RULES,
];
