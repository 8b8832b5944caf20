//! What was seen before.

use super::page::Page;
use crate::model::Analysis;

pub(super) fn write(analysis: &Analysis, page: &mut Page) {
    let Some(seen) = analysis.history.as_ref().filter(|seen| !seen.is_empty()) else { return };
    page.heading("SEEN BEFORE");
    for one in seen {
        page.theirs(one.kind.words(), &one.line());
        page.theirs("", &one.value);
    }
}
