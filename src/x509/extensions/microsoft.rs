//! Extensions that Microsoft defined.

use super::{Value, Walk};
use crate::asn1::Asn1Error;

/// The text of one of Microsoft's extensions; `None` for others.
pub(super) fn format(_oid: &str, _value: &Value<'_>, _walk: &mut Walk<'_>) -> Option<Result<String, Asn1Error>> {
    None
}
