//! One indicator: its value, what it is, how each consumer spells it, and where it comes from.

use std::fmt;

use super::kind::{Kind, Party};
use super::spelling::{Form, Spelling, spellings};
use crate::model::{DigestAlgorithm, Location, Thumbprint};
use crate::text::defang;

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is, and whose: two values with the same identity and text are one indicator.
    pub id: ValueId,
    /// The value, exactly: hashes and serials as lower-case hex, names as in the certificate. Not fit to be shown
    /// before hostile characters are made visible.
    pub text: String,
    /// Where it was found.
    pub origin: Origin,
}

/// What a value is, without the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId {
    /// What it is.
    pub kind: Kind,
    /// Whose certificate it is of; `None` for values of the file, the signature and the timestamp.
    pub party: Option<Party>,
    /// The hash function, for a hash.
    pub algorithm: Option<DigestAlgorithm>,
    /// Short name of the attribute, for a part of a name: `CN`.
    pub part: Option<String>,
}

/// Where in a file a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// Index of the signature it belongs to.
    pub signature: Option<usize>,
    /// The certificate it belongs to.
    pub certificate: Option<Thumbprint>,
    /// Its bytes in the file; `None` for what is not in the file.
    pub location: Option<Location>,
}

impl ValueId {
    /// The name on the command line, in JSON and CSV: `leaf-thumbprint-sha1`, `leaf-subject-cn`, `file-hash-md5`.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            Kind::SubjectPart => "subject",
            Kind::IssuerPart => "issuer",
            other => other.name(),
        };
        let algorithm = self.algorithm.map(DigestAlgorithm::name);
        let part = self.part.as_deref().map(str::to_ascii_lowercase);
        let words = [self.party.map(Party::name), Some(kind), algorithm, part.as_deref()];
        words.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// In words: `leaf thumbprint, SHA-1`.
    pub fn label(&self) -> String {
        let mut label = match self.party {
            Some(party) => format!("{party} {}", self.kind.label()),
            None => self.kind.label().to_owned(),
        };
        if let Some(part) = &self.part {
            label.push(' ');
            label.push_str(part);
        }
        match self.algorithm {
            Some(algorithm) => format!("{label}, {}", algorithm_label(algorithm)),
            None => label,
        }
    }

    /// Tells whether the words of `selector`, which are divided by `-`, stand one after the other in the name.
    ///
    /// `thumbprint` selects those of every certificate, `leaf` all of the leaf, `leaf-thumbprint-sha256` one value,
    /// `all` everything.
    pub fn is_selected_by(&self, selector: &str) -> bool {
        let name = format!("-{}-", self.name());
        selector == "all" || name.contains(&format!("-{}-", selector.to_ascii_lowercase()))
    }
}

impl Value {
    /// What the value is.
    pub const fn kind(&self) -> Kind {
        self.id.kind
    }

    /// Every way in which a consumer writes the value; the first is [`Value::text`] itself.
    pub fn spellings(&self) -> Vec<Spelling> {
        spellings(self.id.kind, &self.text)
    }

    /// The value for a reader or a table: hostile characters made visible.
    pub fn shown(&self) -> String {
        match self.id.kind {
            Kind::Subject | Kind::Issuer | Kind::TimestampAuthority => visible_name(&self.text),
            _ => visible(&self.text),
        }
    }

    /// As [`Value::shown`], in a form; as usual where the value has no such form.
    pub fn shown_in(&self, form: Form) -> String {
        let spelling = self.spellings().into_iter().find(|spelling| spelling.form == form);
        spelling.map_or_else(|| self.shown(), |spelling| visible(&spelling.text))
    }

    /// As [`Value::shown`], with addresses that no program turns into a link.
    pub fn defanged(&self) -> String {
        defang(&self.shown())
    }
}

impl fmt::Display for ValueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// `SHA-256` for a reader.
pub(super) const fn algorithm_label(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Md5 => "MD5",
        DigestAlgorithm::Sha1 => "SHA-1",
        DigestAlgorithm::Sha224 => "SHA-224",
        DigestAlgorithm::Sha256 => "SHA-256",
        DigestAlgorithm::Sha384 => "SHA-384",
        DigestAlgorithm::Sha512 => "SHA-512",
    }
}

/// A text that may be copied: as it is when every character may be shown, else with its escapes.
///
/// A PDB path keeps its single backslashes; only a text with a character that would have to be escaped gets the
/// doubled ones, as on screen.
pub(super) fn visible(text: &str) -> String {
    if needs_escape(text) { crate::text::Untrusted(text).shown().text } else { text.to_owned() }
}

/// As [`visible`], for a distinguished name: the backslashes of RFC 4514 stay single.
pub(super) fn visible_name(text: &str) -> String {
    if needs_escape(text) {
        crate::text::Untrusted(text).shown_name_in(crate::text::Place::Line).text
    } else {
        text.to_owned()
    }
}

/// Tells whether a text holds a character that is never copied as it is.
pub(super) fn needs_escape(text: &str) -> bool {
    text.chars().any(|character| crate::text::classify(character).is_some())
}
