//! The fields of a node: name, value, and the bytes that say so.

use super::token::Token;
use super::tree::NodeId;
use super::{details_certificate, details_file, details_signature};
use crate::model::Analysis;
use crate::text::defang;
use crate::tui::app::Place;
use crate::tui::row::{Role, Row};

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: String,
    /// The value, unsafe to show as it is.
    pub value: String,
    /// What is added to the value for the reader: `(3 d)`, `16 B`.
    pub note: String,
    /// A mark in front of the value.
    pub token: Option<Token>,
    /// The bytes it was read from.
    pub place: Option<Place>,
    /// URLs in it are shown defanged.
    pub url: bool,
    /// A heading without a value.
    pub heading: bool,
    /// A distinguished name as RFC 4514 text: its backslashes are escapes already.
    pub name: bool,
    /// Bytes that are no text, of which `value` is the lossy text.
    pub bytes: Option<Vec<u8>>,
    /// A shorter form of the value, for a line that has no room for it.
    pub short: Option<String>,
}

impl Field {
    /// A field.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            note: String::new(),
            token: None,
            place: None,
            url: false,
            heading: false,
            name: false,
            bytes: None,
            short: None,
        }
    }

    /// A heading.
    pub fn heading(label: impl Into<String>) -> Self {
        Self { heading: true, ..Self::new(label, "") }
    }

    /// Adds a remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Adds a mark.
    #[must_use]
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Says where it was read.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// Shows URLs in the value defanged.
    #[must_use]
    pub fn url(mut self) -> Self {
        self.url = true;
        self
    }

    /// Marks the value as a distinguished name.
    #[must_use]
    pub fn name(mut self) -> Self {
        self.name = true;
        self
    }

    /// Shows these bytes instead of the value: what is no UTF-8 stands as `\xNN`.
    #[must_use]
    pub fn bytes(mut self, bytes: Option<&[u8]>) -> Self {
        self.bytes = bytes.map(<[u8]>::to_vec);
        self
    }

    /// Adds a shorter form of the value.
    #[must_use]
    pub fn short(mut self, short: impl Into<String>) -> Self {
        self.short = Some(short.into());
        self
    }

    /// The value as it is shown, before escaping.
    pub fn visible_value(&self) -> String {
        if self.url { defang(&self.value) } else { self.value.clone() }
    }

    /// The mark and the whole value with its remark, before wrapping.
    pub fn whole(&self) -> Row {
        let value = self.visible_value();
        let row = if let Some(bytes) = &self.bytes {
            self.mark().shown_bytes(bytes, Role::Plain)
        } else if self.name {
            self.mark().shown_name(&value, Role::Plain)
        } else {
            self.mark().shown(&value, Role::Plain)
        };
        self.with_note(row)
    }

    /// The mark and the value in one line of `columns`: the value's short form, else its middle cut out. A remark
    /// that leaves no room for the value is left out.
    pub fn cut(&self, columns: usize) -> Row {
        let mark = self.mark();
        let note = if self.note.is_empty() { 0 } else { self.note.chars().count().saturating_add(2) };
        let room = columns.saturating_sub(mark.left_width());
        let value = self.short.clone().unwrap_or_else(|| self.visible_value());
        let size = value.chars().count();
        let noted = note > 0 && (size.saturating_add(note) <= room || note <= room / 4);
        let room = if noted { room.saturating_sub(note) } else { room };
        let row = if let Some(bytes) = &self.bytes {
            mark.shown_bytes_within(bytes, room, Role::Plain)
        } else if self.name {
            mark.shown_name_within(&value, room, Role::Plain)
        } else {
            mark.shown_within(&value, room, Role::Plain)
        };
        if noted { self.with_note(row) } else { row }
    }

    fn mark(&self) -> Row {
        match self.token {
            Some(token) => Row::new().then(token.row()).fixed(" ", Role::Plain),
            None => Row::new(),
        }
    }

    fn with_note(&self, row: Row) -> Row {
        if self.note.is_empty() { row } else { row.own(format!("  {}", self.note), Role::Plain) }
    }
}

/// The fields of a node.
pub fn fields(analysis: &Analysis, node: NodeId) -> Vec<Field> {
    match node {
        NodeId::File => details_file::file(analysis),
        NodeId::Sections => details_file::sections(analysis),
        NodeId::VersionInfo => details_file::version_info(analysis),
        NodeId::Defects => details_file::defects(analysis),
        NodeId::Defect(index) => details_file::defect(analysis, index),
        NodeId::Signature(index) => details_signature::signature(analysis, index),
        NodeId::Signer(index) => details_signature::signer(analysis, index),
        NodeId::Timestamp { signature, index } => details_signature::timestamp(analysis, signature, index),
        NodeId::Attributes(index) => details_signature::attributes(analysis, index),
        NodeId::Attribute { signature, signed, index } => {
            details_signature::attribute(analysis, signature, signed, index)
        }
        NodeId::Checks(index) => details_signature::checks(analysis, index),
        NodeId::Check { signature, index } => details_signature::check(analysis, signature, index),
        NodeId::Certificate { thumbprint, .. } => details_certificate::certificate(analysis, thumbprint),
        NodeId::Missing { signature, chain } => details_certificate::missing(analysis, signature, chain),
        NodeId::Unused(index) => details_certificate::unused(analysis, index),
    }
}

/// What Details is about, for its title.
pub fn title(analysis: &Analysis, node: NodeId) -> String {
    let signature = |index: usize| format!("signature {}", index.saturating_add(1));
    match node {
        NodeId::File => "file".to_owned(),
        NodeId::Sections => "file / sections".to_owned(),
        NodeId::VersionInfo => "file / version information".to_owned(),
        NodeId::Defects | NodeId::Defect(_) => "file / defects".to_owned(),
        NodeId::Signature(index) => signature(index),
        NodeId::Signer(index) => format!("{} / signer", signature(index)),
        NodeId::Timestamp { signature: index, .. } => {
            format!("{} / countersignature", signature(index))
        }
        NodeId::Attributes(index) | NodeId::Attribute { signature: index, .. } => {
            format!("{} / attributes", signature(index))
        }
        NodeId::Checks(index) | NodeId::Check { signature: index, .. } => format!("{} / checks", signature(index)),
        NodeId::Missing { signature: index, .. } => format!("{} / missing issuer", signature(index)),
        NodeId::Unused(index) => format!("{} / unused certificates", signature(index)),
        NodeId::Certificate { signature: index, chain, thumbprint } => {
            let part = analysis.certificate(thumbprint).map_or("certificate", |certificate| {
                let first = match chain {
                    super::tree::ChainOf::Signer => certificate.roles.contains(&crate::model::Role::Leaf),
                    super::tree::ChainOf::Timestamp(_) => certificate.roles.contains(&crate::model::Role::Tsa),
                    super::tree::ChainOf::Unused => false,
                };
                match super::tree::part_name(certificate, chain, first).trim() {
                    "Leaf" => "leaf",
                    "Root" => "root",
                    "Cert" => "unused certificate",
                    other => other_part(other),
                }
            });
            match chain {
                super::tree::ChainOf::Signer => format!("{} / signer / {part}", signature(index)),
                super::tree::ChainOf::Timestamp(_) => format!("{} / countersignature / {part}", signature(index)),
                super::tree::ChainOf::Unused => format!("{} / {part}", signature(index)),
            }
        }
    }
}

fn other_part(part: &str) -> &'static str {
    if part == "TSA" { "TSA" } else { "CA" }
}
