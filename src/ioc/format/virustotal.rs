//! Searches for VirusTotal, one a line.
//!
//! The modifiers are those of VirusTotal's search: a bare hash, `authentihash:` (SHA-256 only), `imphash:`,
//! `rich_pe_header_hash:`, `signature:` (a text search over the signature's names, serials and thumbprints) and
//! `content:{}` (a byte search), <https://docs.virustotal.com/docs/file-search-modifiers>. What has no modifier is left
//! out.

use std::collections::HashSet;

use crate::ioc::basket::Basket;
use crate::ioc::kind::Kind;
use crate::ioc::oid::encode_oid;
use crate::ioc::picked;
use crate::ioc::spelling::{paired, plain};
use crate::ioc::value::{Value, needs_escape};
use crate::model::DigestAlgorithm;

/// The searches, each once, what all files share first.
pub(super) fn render(basket: &Basket) -> String {
    let queries = basket.ordered().filter_map(|entry| query(&entry.value));
    // A certificate is known there by its SHA-1, whichever thumbprint was picked.
    let certificates = picked::certificates(basket);
    let thumbprints = certificates
        .iter()
        .filter(|certificate| certificate.has(Kind::Thumbprint))
        .map(|certificate| format!("signature:\"{}\"", hex::encode_upper(&certificate.facts().sha1)));
    let mut known: HashSet<String> = HashSet::new();
    queries.chain(thumbprints).filter(|query| known.insert(query.clone())).map(|query| query + "\n").collect()
}

fn query(value: &Value) -> Option<String> {
    let text = &value.text;
    match value.kind() {
        Kind::FileHash => Some(text.clone()),
        // The field holds SHA-256 alone: another algorithm would find nothing.
        Kind::Authentihash => {
            (value.id.algorithm == Some(DigestAlgorithm::Sha256)).then(|| format!("authentihash:{text}"))
        }
        Kind::Imphash => Some(format!("imphash:{text}")),
        Kind::RichHash => Some(format!("rich_pe_header_hash:{text}")),
        Kind::Serial => Some(format!("signature:\"{}\"", paired(plain(text), " ").to_ascii_uppercase())),
        Kind::OpusName => phrase(text),
        // A country or a town finds everybody's files.
        Kind::SubjectPart | Kind::IssuerPart => {
            matches!(value.id.part.as_deref(), Some("CN" | "O")).then(|| phrase(text)).flatten()
        }
        Kind::DurableIdentity => Some(format!("tag:signed content:{{{}}}", hex::encode(encode_oid(text)?))),
        _ => None,
    }
}

/// A search for a name. There is no escape inside the quotes, so the name is divided where it holds a quote, a
/// backslash or a character that is never copied, and all its pieces must be found.
fn phrase(text: &str) -> Option<String> {
    let divides = |character: char| matches!(character, '"' | '\\') || needs_escape(character.encode_utf8(&mut [0; 4]));
    let pieces: Vec<String> = text
        .split(divides)
        .map(str::trim)
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .map(|piece| format!("signature:\"{piece}\""))
        .collect();
    (!pieces.is_empty()).then(|| pieces.join(" "))
}
