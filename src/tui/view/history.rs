//! What was seen before, as fields and in one line.

use super::details::Field;
use super::token::Token;
use crate::history::{Named, entities, file, signer};
use crate::model::{Analysis, CertificateFacts, EntityKind, SeenBefore, Signature};

/// The label of the fields.
const LABEL: &str = "Seen before";

/// `durable id: seen in 4 files since 2026-03-02, tagged lumma`, theirs unsafe to show as it is.
fn text(seen: &SeenBefore) -> String {
    format!("{}: {}", seen.kind.words(), seen.line())
}

fn field(seen: &SeenBefore) -> Field {
    let field = Field::new(LABEL, text(seen));
    // The analyst's own word about it is what must not be overlooked.
    if seen.tag.is_some() { field.token(Token::Odd) } else { field }
}

fn fields(analysis: &Analysis, named: impl IntoIterator<Item = Named>) -> Vec<Field> {
    let seen = |named: Named| analysis.seen_before(named.kind, &named.value).map(field);
    named.into_iter().filter_map(seen).collect()
}

/// What was seen of a leaf: nothing about a certificate that signed no file.
pub fn leaf_fields(analysis: &Analysis, leaf: &CertificateFacts) -> Vec<Field> {
    let is_leaf = analysis.signatures.iter().any(|signature| signature.facts.signer == Some(leaf.sha256));
    if is_leaf { fields(analysis, signer(leaf)) } else { Vec::new() }
}

/// The one thing to know about the signer of a signature: what is tagged, else what lasts longest.
pub fn signature_field(analysis: &Analysis, signature: &Signature) -> Option<Field> {
    let leaf = analysis.leaf(signature)?;
    let mut fields = leaf_fields(analysis, &leaf.facts);
    let tagged = fields.iter().position(|field| field.token.is_some()).unwrap_or(0);
    (!fields.is_empty()).then(|| fields.swap_remove(tagged))
}

/// What was seen of the file.
pub fn file_fields(analysis: &Analysis) -> Vec<Field> {
    fields(analysis, file(analysis))
}

/// The one thing to know, for a line with little room: what is tagged, else the signer that lasts longest, else the file.
pub fn headline(analysis: &Analysis) -> Option<String> {
    let seen = || analysis.history.iter().flatten();
    seen().find(|seen| seen.tag.is_some()).or_else(|| seen().next()).map(text)
}

/// What a tag or a note is about: the selected value, else the durable identity or the leaf of the signature; the file
/// where no signature is selected.
pub fn target(analysis: &Analysis, signature: Option<usize>, selected: Option<&Field>) -> Option<(EntityKind, String)> {
    let is_selected = |named: &Named| {
        selected.is_some_and(|field| {
            let known = analysis.seen_before(named.kind, &named.value);
            field.value == named.value || known.is_some_and(|seen| field.value == text(seen))
        })
    };
    let signature = signature.and_then(|index| analysis.signatures.get(index));
    let leaf = signature.and_then(|signature| analysis.leaf(signature));
    entities(analysis)
        .into_iter()
        .find(is_selected)
        .or_else(|| leaf.and_then(|leaf| signer(&leaf.facts).into_iter().next()))
        .or_else(|| file(analysis))
        .map(|named| (named.kind, named.value))
}
