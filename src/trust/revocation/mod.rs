//! Revocation, as far as the supplied data tells.
//!
//! In: CRLs and OCSP responses that the analyst brought (`data`), a built chain, the time that counts. Out: for each
//! certificate of the chain what they say about it (`status`), and one outcome (`outcome`). Without data nothing is
//! said about revocation, least of all that there is none.

mod data;
mod evidence;
mod outcome;
mod status;

pub use data::{RevocationData, RevocationError};
pub use outcome::judge_revocation;
pub use status::{Bound, Inquiry};
