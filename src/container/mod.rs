//! Where the signature lies in a PE image, what the image states about itself, and its digests.
//!
//! In: random access to the bytes of a file ([`ReadAt`]). Out: [`Headers`], the WIN_CERTIFICATE entries
//! ([`CertTable`]), [`crate::model::Pe`], and after one pass over the file all hashes ([`HashResults`]). What the
//! entries hold is left to `authenticode`.

mod aligned;
mod cert_table;
mod checksum;
mod debug_directory;
mod entropy;
mod format;
mod hash_file;
mod hash_plan;
mod hash_work;
mod hasher;
mod headers;
mod image;
mod imports;
mod internal_times;
mod layout;
mod little_endian;
mod machine;
mod markers;
mod overlay;
mod page_hashes;
mod pe;
mod read_at;
mod resources;
mod rich;
#[cfg(test)]
mod sample;
mod section_header;
mod version_info;

pub use cert_table::{CertTable, TableEntry, find_orphan};
pub use format::detect_format;
pub use hash_file::hash_file;
pub use hash_plan::{HashPlan, HashResults};
pub use headers::{DataDirectory, Headers, NotPe, read_headers};
pub use imports::imphash;
pub use page_hashes::{PageHashTable, PagePlan, page_size};
pub use pe::read_pe;
pub use read_at::{FileSource, ReadAt};
pub use section_header::SectionHeader;
