//! The table: facts of the file, signatures with certificates, attributes and timestamps, findings, the image.

mod attributes;
mod certificates;
mod file;
mod findings;
mod image;
mod signatures;
mod timestamps;

use super::row::{Row, Table};
use crate::model::Thumbprint;
use crate::rules::comparison::Pair;

pub(super) use signatures::common_ancestor;

/// All rows of two files.
pub(super) fn rows(pair: &Pair<'_>, common_ancestor: Option<Thumbprint>) -> Vec<Row> {
    let mut table = Table::default();
    file::rows(pair, &mut table);
    signatures::rows(pair, common_ancestor, &mut table);
    certificates::unused_rows(pair, &mut table);
    findings::rows(pair, &mut table);
    image::rows(pair, &mut table);
    table.finish()
}
