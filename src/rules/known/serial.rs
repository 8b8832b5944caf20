//! Known points of the serial counters of Trusted Signing's issuing CAs, from `assets/known_serial_anchors.csv`.

use super::table;
use crate::model::{Instant, Thumbprint};

const TABLE: &str = include_str!("../../../assets/known_serial_anchors.csv");

/// One leaf that is known to be real: its counter and its notBefore. Inside one CA the counter rises with notBefore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialAnchor {
    /// SHA-256 of the issuing CA's certificate.
    pub issuing_ca: Thumbprint,
    /// Octets 1 to 4 of the serial number.
    pub counter: u64,
    /// Start of the leaf's validity.
    pub not_before: Instant,
}

pub(super) fn built_in() -> Vec<SerialAnchor> {
    table::rows(TABLE, |row| {
        let mut sha256 = [0u8; 32];
        hex::decode_to_slice(row.get(0)?, &mut sha256).ok()?;
        Some(SerialAnchor {
            issuing_ca: Thumbprint(sha256),
            counter: row.get(1)?.parse().ok()?,
            not_before: row.get(2)?.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(built_in().len(), table::count(TABLE));
    }

    #[test]
    fn known_counters_rise_with_not_before_inside_each_ca() {
        let mut anchors = built_in();
        anchors.sort_by_key(|anchor| (anchor.issuing_ca, anchor.counter));
        for pair in anchors.windows(2) {
            if let [earlier, later] = pair
                && earlier.issuing_ca == later.issuing_ca
            {
                assert!(earlier.not_before <= later.not_before, "{earlier:?} {later:?}");
            }
        }
    }
}
