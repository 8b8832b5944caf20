//! Names that look the same (Unicode UTS 39 section 4).

use unicode_security::skeleton;

/// Two texts look the same when they share one of these keys. The two differ in whether case is folded before or
/// after characters are mapped to their look-alikes: `PayPaI` needs the one, `MICROSOFT` the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct Skeleton {
    mapped_first: String,
    folded_first: String,
}

impl Skeleton {
    /// Makes the keys of a text; runs of white space count as one space.
    pub(in crate::rules) fn new(text: &str) -> Self {
        let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mapped: String = skeleton(&spaced).collect();
        Self { mapped_first: mapped.to_lowercase(), folded_first: skeleton(&spaced.to_lowercase()).collect() }
    }

    /// Tells whether two texts look the same.
    pub(in crate::rules) fn looks_like(&self, other: &Self) -> bool {
        self.mapped_first == other.mapped_first || self.folded_first == other.folded_first
    }

    /// The keys, for an index.
    pub(in crate::rules) fn keys(&self) -> [&str; 2] {
        [&self.mapped_first, &self.folded_first]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_share_a_key() {
        for (left, right) in [
            ("Micr\u{43e}soft", "Microsoft"),
            ("PayPaI", "PayPal"),
            ("MICROSOFT", "Microsoft"),
            ("Micro\u{200b}soft", "Microsoft"),
        ] {
            assert!(Skeleton::new(left).looks_like(&Skeleton::new(right)), "{left} {right}");
        }
        assert!(!Skeleton::new("Macrosoft").looks_like(&Skeleton::new("Microsoft")));
    }
}
