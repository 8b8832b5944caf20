//! The work that one file may cost in signatures of certificates over each other.
//!
//! A file of 3 MB holds thousands of certificates of one name, each with a key that takes the longest there is. Every
//! answer is counted, remembered or not, so that a file's answer does not depend on the files before it.

use std::cell::Cell;

use super::path::Links;
use crate::model::CertificateFacts;
use crate::verify::{PairCache, PairOutcome};

/// RSA with 4096 bits is one unit, about a tenth of a millisecond.
const UNIT_BITS: u64 = 4096;
/// Bits of the usual exponent, 65537.
const UNIT_EXPONENT: u64 = 17;
/// An elliptic curve beyond P-256, in units.
const EC_UNITS: u64 = 10;

/// Answers from the cache, up to a bound.
pub struct CountedLinks<'a> {
    pairs: &'a PairCache,
    left: Cell<u64>,
    exhausted: Cell<bool>,
}

impl<'a> CountedLinks<'a> {
    /// Answers that cost at most `units` together.
    pub fn new(pairs: &'a PairCache, units: u64) -> Self {
        Self { pairs, left: Cell::new(units), exhausted: Cell::new(false) }
    }

    /// Tells whether an answer was refused.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.get()
    }
}

impl Links for CountedLinks<'_> {
    fn check(&self, child: &CertificateFacts, issuer: &CertificateFacts) -> PairOutcome {
        match self.left.get().checked_sub(cost(issuer)) {
            Some(left) => {
                self.left.set(left);
                self.pairs.check(child, issuer)
            }
            None => {
                self.exhausted.set(true);
                PairOutcome::CannotTell("the bound of the work on one file's certificates was hit".to_owned())
            }
        }
    }
}

/// What one answer costs with the issuer's key: squared in the modulus, linear in the exponent.
fn cost(issuer: &CertificateFacts) -> u64 {
    let key = &issuer.public_key;
    let Some(exponent) = &key.exponent else { return EC_UNITS };
    let exponent_bits = (exponent.len() as u64).saturating_mul(4);
    let bits = u64::from(key.bits);
    let squared = bits.saturating_mul(bits).div_ceil(UNIT_BITS * UNIT_BITS);
    squared.saturating_mul(exponent_bits.div_ceil(UNIT_EXPONENT)).max(1)
}
