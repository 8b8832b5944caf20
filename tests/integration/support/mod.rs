//! What several tests share: the forge, which makes PKI, signatures and PE files from nothing.
//!
//! Read `forge.rs` first. Nothing here uses the library under test, so a mistake in the library cannot hide in its own samples.

#![allow(dead_code, reason = "the forge can make more variations than the tests use on any one day")]

pub mod certificate;
pub mod cms_writer;
pub mod der_writer;
pub mod forge;
pub mod hash;
pub mod keys;
pub mod name;
pub mod ocsp;
pub mod pe_patch;
pub mod pe_tables;
pub mod pe_writer;
pub mod pki;
pub mod revocation;
pub mod samples;
pub mod signer;
pub mod spc;
pub mod timestamp;
pub mod trust_list;
pub mod version_info;
