//! Group M: what only a second file shows.
//!
//! In: two judged files, or a set of them. Out: findings about them together. How the files are related otherwise,
//! and the table of their differences, is left to `compare`.

mod burst;
mod code;
mod content;
mod pair;
mod product;
mod revoked;
mod rule;
mod signer;
mod subject;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use burst::{SetFinding, run_set};
pub use code::{same_imphash, same_rich_hash};
pub use pair::{Donor, Graft, Half, Leaves, Pair, Side, Signer};
pub use rule::{PairFinding, PairRule, Spot};

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &signer::LEAF_CHAIN_VARIANT.rule,
    &signer::LEAF_DER_VARIANT.rule,
    &content::SAME_CONTENT_STRIPPED.rule,
    &content::SAME_DIGEST_OTHER_SIGNATURE.rule,
    &signer::SAME_IDENTITY_NEW_LEAF.rule,
    &code::SAME_IMPHASH_OTHER_SIGNER.rule,
    &signer::SAME_KEY_OTHER_SUBJECT.rule,
    &signer::SAME_LEAF_OTHER_PRODUCT.rule,
    &signer::SAME_SUBJECT_OTHER_IDENTITY.rule,
    &content::SAME_TIMESTAMP_TOKEN.rule,
    &signer::SERIAL_NEIGHBOURS.rule,
    &revoked::SIBLING_LEAF_REVOKED.rule,
    &content::SIGNATURE_GRAFT.rule,
    &burst::SIGNING_BURST,
];

/// Those about two files.
static PAIR_RULES: &[&PairRule] = &[
    &signer::LEAF_CHAIN_VARIANT,
    &signer::LEAF_DER_VARIANT,
    &content::SAME_CONTENT_STRIPPED,
    &content::SAME_DIGEST_OTHER_SIGNATURE,
    &signer::SAME_IDENTITY_NEW_LEAF,
    &code::SAME_IMPHASH_OTHER_SIGNER,
    &signer::SAME_KEY_OTHER_SUBJECT,
    &signer::SAME_LEAF_OTHER_PRODUCT,
    &signer::SAME_SUBJECT_OTHER_IDENTITY,
    &content::SAME_TIMESTAMP_TOKEN,
    &signer::SERIAL_NEIGHBOURS,
    &revoked::SIBLING_LEAF_REVOKED,
    &content::SIGNATURE_GRAFT,
];

/// What the rules find about two files, worst first.
pub fn run_pair(pair: &Pair<'_>, disabled: &BTreeSet<String>) -> Vec<PairFinding> {
    rule::run(PAIR_RULES, pair, disabled)
}
