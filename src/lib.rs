//! The analysis core of sigscope: what signed Windows executables say about who signed them, and when.
//!
//! In the order of the data:
//!
//! - [`model`]: the plain data that everything below makes and reads.
//! - [`asn1`]: a lenient DER and BER reader that knows where every element lies in the file.
//! - [`container`]: where the signature lies in a PE image, and the digests of that image.
//! - [`x509`]: one certificate.
//! - [`authenticode`]: what the signature blob says.
//! - [`verify`]: whether it is true (mathematics only).
//! - [`mod@examine`]: all of the above for one file, once: bytes to [`model::Evidence`].
//! - [`policy`]: what the caller decides: time, trust anchors, known facts, limits.
//! - [`trust`]: whether it may be believed at a given time.
//! - [`rules`]: what is odd.
//! - [`mod@judge`]: the answer to one question: evidence and policy to [`model::Analysis`].
//! - [`compare`]: two analyses side by side, how they are related and where they differ.
//! - [`triage`]: thousands of files as a list: filter, order, groups.
//! - [`text`]: hostile text made visible, for everything that shows text.
//! - [`report`]: the same analysis as text and data.
//! - [`ioc`]: indicators, collected over files and written for each consumer.
//! - [`known_bad`]: lists of abused certificates that the analyst brings.
//! - [`lists`]: how old what the analyst brought is, and how another list is opened.
//! - [`block_list`]: block lists of drivers that the analyst brings.
//! - [`batch`]: many files on several threads.
//! - `history` (feature `history`): what was seen before, in a local database.
//! - `demo` (feature `cli`): the bundled samples, and their test PKI.
//! - `tui` (feature `tui`): the workbench.
//! - `cli` (feature `tui`): the command line.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "an overflow in a test fails it, and says where"))]

pub mod asn1;
pub mod authenticode;
pub mod batch;
pub mod block_list;
#[cfg(feature = "tui")]
pub mod cli;
pub mod compare;
pub mod container;
#[cfg(feature = "cli")]
pub mod demo;
pub mod examine;
#[cfg(feature = "history")]
pub mod history;
pub mod ioc;
pub mod judge;
pub mod known_bad;
pub mod lists;
pub mod model;
pub mod policy;
pub mod report;
pub mod rules;
pub mod text;
pub mod triage;
pub mod trust;
#[cfg(feature = "tui")]
pub mod tui;
pub mod verify;
pub mod x509;

pub use examine::{ExamineOptions, examine, examine_bytes};
pub use judge::judge;
pub use policy::{Limits, Policy};
