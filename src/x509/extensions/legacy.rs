//! Extensions older than RFC 3280, or outside it.

use super::{Value, Walk};
use crate::asn1::Asn1Error;

/// The text of one of these; `None` for others.
pub(super) fn format(_oid: &str, _value: &Value<'_>, _walk: &mut Walk<'_>) -> Option<Result<String, Asn1Error>> {
    None
}
