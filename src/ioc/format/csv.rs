//! CSV (RFC 4180): a header, then one row a value, what all files share first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ioc::basket::{Basket, Entry};
use crate::ioc::value::visible;
use crate::model::DigestAlgorithm;
use crate::report::{guarded, shown_path};
use crate::text::Place;

/// The columns. `raw_base64` holds the value's bytes where `value` is not exactly the value (a character was escaped, or
/// a guard put before it), so that nothing is lost; `path` to `length` are those of the first find.
const COLUMNS: [&str; 13] = [
    "name",
    "label",
    "algorithm",
    "value",
    "raw_base64",
    "files",
    "shared",
    "path",
    "file_sha256",
    "signature",
    "certificate_sha256",
    "offset",
    "length",
];

/// The table, with cells that a spreadsheet would run made harmless.
pub(super) fn render(basket: &Basket) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut broken = writer.write_record(COLUMNS).is_err();
    for entry in basket.ordered() {
        let row = row(basket, entry);
        broken |= writer.write_record(row.iter().map(|cell| guarded(cell).into_owned())).is_err();
    }
    // Writing into memory does not fail, and every row has as many cells as the header.
    debug_assert!(!broken);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn row(basket: &Basket, entry: &Entry) -> [String; 13] {
    let value = &entry.value;
    let file = basket.first_file(entry);
    let is_exact = guarded(&value.shown()) == value.text;
    let raw = if is_exact { String::new() } else { STANDARD.encode(&value.text) };
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        visible(&value.id.name()),
        visible(&value.id.label()),
        value.id.algorithm.map_or("", DigestAlgorithm::name).to_owned(),
        value.shown(),
        raw,
        entry.files().len().to_string(),
        basket.is_shared(entry).to_string(),
        file.map(|file| shown_path(file, Place::Line).text).unwrap_or_default(),
        file.and_then(|file| file.hashes.sha256.as_ref()).map(ToString::to_string).unwrap_or_default(),
        value.origin.signature.map(|index| index.to_string()).unwrap_or_default(),
        value.origin.certificate.map(|sha256| sha256.to_string()).unwrap_or_default(),
        number(value.origin.location.map(|location| location.offset)),
        number(value.origin.location.map(|location| location.length)),
    ]
}
