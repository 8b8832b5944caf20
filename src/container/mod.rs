//! Where the signature lies in a PE image, what the image states about itself, and its digests.
//!
//! In: random access to the bytes of a file ([`ReadAt`]). Out: [`Headers`], the WIN_CERTIFICATE entries
//! ([`CertTable`]), [`crate::model::Pe`], and after one pass over the file all hashes ([`HashResults`]). What the
//! entries hold is left to `authenticode`.

mod read_at;

pub use read_at::{FileSource, ReadAt};
