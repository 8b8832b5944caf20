//! Many short texts in one allocation.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of texts that lie one behind the other: an import table has thousands, and each would cost an allocation.
///
/// In JSON it is an array of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    joined: String,
    /// Where each text ends in `joined`, in bytes.
    ends: Vec<usize>,
}

impl Texts {
    /// Appends what `write` appends to a text. Nothing is added when that is nothing; tells whether it was something.
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) -> bool {
        let start = self.joined.len();
        write(&mut self.joined);
        let written = self.joined.len() > start;
        if written {
            self.ends.push(self.joined.len());
        }
        written
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.joined.push_str(text);
        self.ends.push(self.joined.len());
    }

    /// The texts in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let text = self.joined.get(start..end).unwrap_or_default();
            start = end;
            text
        })
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts without anything between them.
    pub fn joined(&self) -> &str {
        &self.joined
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut list = Self::default();
        texts.into_iter().for_each(|text| list.push(text.as_ref()));
        list
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;
        impl<'de> Visitor<'de> for Strings {
            type Value = Texts;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an array of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut strings: A) -> Result<Texts, A::Error> {
                let mut texts = Texts::default();
                while let Some(text) = strings.next_element::<String>()? {
                    texts.push(&text);
                }
                Ok(texts)
            }
        }
        deserializer.deserialize_seq(Strings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_order_and_by_way_of_json() {
        let mut texts: Texts = ["one", "", "zwölf"].into_iter().collect();
        assert!(texts.push_with(|text| text.push('4')));
        assert!(!texts.push_with(|_| {}));
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["one", "", "zwölf", "4"]);
        assert_eq!((texts.len(), texts.is_empty(), texts.joined()), (4, false, "onezwölf4"));
        let json = serde_json::to_string(&texts).expect("JSON");
        assert_eq!(json, r#"["one","","zwölf","4"]"#);
        assert_eq!(serde_json::from_str::<Texts>(&json).expect("texts"), texts);
        assert!(serde_json::from_str::<Texts>("[1]").is_err());
    }

    #[test]
    fn equal_joined_texts_cut_at_other_places_differ() {
        let one: Texts = ["ab", "c"].into_iter().collect();
        let other: Texts = ["a", "bc"].into_iter().collect();
        assert_ne!(one, other);
    }
}
