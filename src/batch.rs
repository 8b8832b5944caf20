//! Many files: walks folders, analyses on several threads, hands over one record after the other.
//!
//! In: paths, and a [`crate::Policy`]. Out: [`Event`]s on the calling thread, in the order of the paths or as they are ready.
//! Memory holds a bounded number of records. A file whose analysis panics is one record with an error. What to do with
//! a record, and whether to go on, is left to the caller.

mod guard;
mod run;
mod walk;

#[cfg(test)]
mod tests;

pub use guard::{WORKER_THREADS, analyse, failed};
pub use run::{BatchOptions, Event, Order, Progress, run, run_with};
pub use walk::{Input, Walked, is_of_interest, walk};
