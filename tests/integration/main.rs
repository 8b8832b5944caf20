//! One test binary: a module a topic.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that fails by panicking says where"
)]

mod certificates;
mod chains;
mod container;
mod corpus_evidence;
mod corpus_verdicts;
mod engine;
mod parsers;
mod robustness;
mod sample_verdicts;
mod samples;
mod signature_vectors;
mod support;
mod variations;
