//! The formats: one basket, written for each consumer in its own spelling.

mod abuse_report;
mod csv;
mod json;
mod kql;
mod markdown;
mod misp;
mod plain;
mod sigma;
mod stix;
mod virustotal;
mod wdac;
mod yara;

use std::fmt;
use std::str::FromStr;

use super::basket::Basket;
use super::kind::{Kind, Party};
use super::spelling::Form;
use super::value::Value;
use crate::model::{Analysis, DigestAlgorithm, Instant};

pub use json::{IOC_SCHEMA, JSON_SCHEMA};

#[cfg(test)]
pub(super) use kql::COLUMNS as KQL_COLUMNS;

/// A consumer of indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One value a line.
    Plain,
    /// One value a line, addresses harmless.
    Defanged,
    /// Tables for a ticket or a chat.
    Markdown,
    /// One row a value (RFC 4180).
    Csv,
    /// Everything, as data.
    Json,
    /// Searches for VirusTotal.
    VirusTotal,
    /// Rules for YARA and YARA-X.
    Yara,
    /// A query for Defender's advanced hunting.
    Kql,
    /// Sigma rules.
    Sigma,
    /// A STIX 2.1 bundle.
    Stix,
    /// A MISP event.
    Misp,
    /// A policy of Windows Defender Application Control that denies.
    Wdac,
    /// A problem report to the issuing CA.
    AbuseReport,
}

impl Format {
    /// All formats, in the order of listing.
    pub const ALL: [Self; 13] = [
        Self::Plain,
        Self::Defanged,
        Self::Markdown,
        Self::Csv,
        Self::Json,
        Self::VirusTotal,
        Self::Yara,
        Self::Kql,
        Self::Sigma,
        Self::Stix,
        Self::Misp,
        Self::Wdac,
        Self::AbuseReport,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Defanged => "defanged",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::VirusTotal => "vt",
            Self::Yara => "yara",
            Self::Kql => "kql",
            Self::Sigma => "sigma",
            Self::Stix => "stix",
            Self::Misp => "misp",
            Self::Wdac => "wdac",
            Self::AbuseReport => "abuse-report",
        }
    }

    /// In words, for a menu.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Defanged => "defanged",
            Self::Markdown => "Markdown",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::VirusTotal => "VT query",
            Self::Yara => "YARA",
            Self::Kql => "KQL",
            Self::Sigma => "Sigma",
            Self::Stix => "STIX 2.1",
            Self::Misp => "MISP",
            Self::Wdac => "WDAC",
            Self::AbuseReport => "CA report",
        }
    }

    /// Usual extension of a file in this format, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Plain | Self::Defanged | Self::VirusTotal | Self::AbuseReport => "txt",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json | Self::Stix | Self::Misp => "json",
            Self::Yara => "yar",
            Self::Kql => "kql",
            Self::Sigma => "yml",
            Self::Wdac => "xml",
        }
    }

    /// Tells whether a value belongs to what this consumer gets when nobody chose.
    ///
    /// A rule gets what names one certificate or one subscriber, and not the names that honest files share; a file
    /// without a signer is named by its hash.
    pub fn takes_by_default(self, value: &Value, analysis: &Analysis) -> bool {
        let kind = value.kind();
        let is_leaf = value.id.party == Some(Party::Leaf);
        // What a catalog signs has no certificate in it that a rule could match.
        let has_signer = analysis
            .signatures
            .iter()
            .any(|signature| signature.facts.signer.is_some() && signature.facts.catalog.is_none());
        let is_sha256 = value.id.algorithm == Some(DigestAlgorithm::Sha256);
        match self {
            Self::Csv | Self::Json | Self::Misp | Self::AbuseReport => true,
            Self::Plain | Self::Defanged | Self::Markdown => is_main(value),
            Self::VirusTotal => match kind {
                Kind::FileHash | Kind::Authentihash => is_sha256,
                Kind::Imphash | Kind::RichHash => true,
                Kind::Serial | Kind::DurableIdentity => is_leaf,
                Kind::SubjectPart => is_leaf && value.id.part.as_deref() == Some("CN"),
                _ => false,
            },
            Self::Yara => match kind {
                Kind::Serial | Kind::DurableIdentity => is_leaf,
                Kind::FileHash => is_sha256 && !has_signer,
                _ => false,
            },
            Self::Kql => match kind {
                Kind::FileHash => true,
                Kind::Serial | Kind::Thumbprint | Kind::DurableIdentity => is_leaf,
                _ => false,
            },
            Self::Sigma => match kind {
                Kind::FileHash => true,
                Kind::TbsHash | Kind::DurableIdentity => is_leaf,
                _ => false,
            },
            Self::Stix => match kind {
                Kind::FileHash | Kind::Imphash => true,
                Kind::Serial | Kind::Thumbprint | Kind::DurableIdentity => is_leaf,
                _ => false,
            },
            Self::Wdac => match kind {
                Kind::Authentihash => true,
                Kind::FileHash => is_sha256 && !analysis.format.is_pe(),
                Kind::TbsHash | Kind::DurableIdentity => is_leaf,
                _ => false,
            },
        }
    }
}

/// The values that an analyst copies most: what names the file, the leaf, the subscriber and the time.
fn is_main(value: &Value) -> bool {
    let is_leaf = value.id.party == Some(Party::Leaf);
    match value.kind() {
        Kind::FileHash | Kind::Imphash | Kind::TimestampTime | Kind::OpusUrl | Kind::PdbPath => true,
        Kind::Authentihash => value.id.algorithm == Some(DigestAlgorithm::Sha256),
        Kind::Thumbprint | Kind::Serial | Kind::DurableIdentity => is_leaf,
        Kind::SubjectPart | Kind::IssuerPart => is_leaf && value.id.part.as_deref() == Some("CN"),
        _ => false,
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format `{0}`")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// What a format needs beside the basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// When the indicators are written; stands in rules, bundles, events and reports. Never read from a clock here.
    pub at: Instant,
    /// The short form of the abuse report, for web forms with a limit.
    pub thin: bool,
    /// In which form a list of values (`plain`, `defanged`) has those values that know it; `None`: the usual one.
    pub form: Option<Form>,
}

impl RenderOptions {
    /// The usual form, written at `at`.
    pub const fn new(at: Instant) -> Self {
        Self { at, thin: false, form: None }
    }
}

/// Writes a basket for a consumer. The text is what is copied, byte for byte.
///
/// It holds no control character but LF, no DEL, C1, bidirectional or invisible character: those of a value are
/// escaped in the way of the format, or where it has none (plain, Markdown, CSV, XML, text), as on screen. A list of
/// values ends without a line break, so that a single one can be pasted into a shell without running; every other
/// format ends with one.
pub fn render(format: Format, basket: &Basket, options: &RenderOptions) -> String {
    match format {
        Format::Plain => plain::plain(basket, options),
        Format::Defanged => plain::defanged(basket, options),
        Format::Markdown => markdown::render(basket),
        Format::Csv => csv::render(basket),
        Format::Json => json::render(basket, options),
        Format::VirusTotal => virustotal::render(basket),
        Format::Yara => yara::render(basket, options),
        Format::Kql => kql::render(basket, options),
        Format::Sigma => sigma::render(basket, options),
        Format::Stix => stix::render(basket, options),
        Format::Misp => misp::render(basket, options),
        Format::Wdac => wdac::render(basket, options),
        Format::AbuseReport => abuse_report::render(basket, options),
    }
}

/// The program with its version, as it stands in what is made.
const GENERATOR: &str = concat!("sigscope ", env!("CARGO_PKG_VERSION"));
