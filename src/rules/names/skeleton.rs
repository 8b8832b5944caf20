//! Names that look the same (Unicode UTS 39 section 4).

use std::sync::LazyLock;

use unicode_security::skeleton;

/// Bytes by which a skeleton is longer than most texts: `m` becomes `rn`.
const SPARE: usize = 8;

/// The skeleton of a text. ASCII maps character by character, by a table: most names are ASCII, and all are compared.
fn map(text: &str) -> String {
    static ASCII: LazyLock<Vec<String>> = LazyLock::new(|| {
        (0..128u8).map(|byte| skeleton(char::from(byte).encode_utf8(&mut [0; 4])).collect()).collect()
    });
    if !text.is_ascii() {
        return skeleton(text).collect();
    }
    let mut mapped = String::with_capacity(text.len().saturating_add(SPARE));
    for byte in text.bytes() {
        mapped.push_str(ASCII.get(usize::from(byte)).map(String::as_str).unwrap_or_default());
    }
    mapped
}

/// The words of a text with one space between them.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

fn lowercase(mut text: String) -> String {
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    text.to_lowercase()
}

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
        let spaced = spaced(text);
        Self { mapped_first: lowercase(map(&spaced)), folded_first: map(&lowercase(spaced)) }
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

    proptest::proptest! {
        #[test]
        fn ascii_maps_as_any_text_does(text in "[\\x00-\\x7f]{0,20}") {
            proptest::prop_assert_eq!(map(&text), skeleton(&text).collect::<String>());
        }
    }

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
