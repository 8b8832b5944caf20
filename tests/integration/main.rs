//! One test binary: a module a topic.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that fails by panicking says where"
)]

mod boundaries;
mod catalogs;
mod catalogue;
mod certificates;
mod chains;
mod cli;
mod comparison;
mod container;
mod container_properties;
mod corpus_evidence;
mod corpus_tools;
mod corpus_verdicts;
mod deceptions;
mod diff;
mod disallowed;
mod engine;
mod golden;
mod history;
mod ioc;
mod oracle;
mod parsers;
mod reports;
mod revocation;
mod revocation_oracle;
mod robustness;
mod sample_verdicts;
mod samples;
mod signature_vectors;
mod support;
#[cfg(unix)]
mod terminal;
mod triage;
mod unsigned_parts;
mod variations;
