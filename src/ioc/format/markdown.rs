//! Tables for a ticket or a chat: what all files share, then the rest of each file.

use crate::ioc::basket::{Basket, Entry};
use crate::report::{code_span, shown_path};
use crate::text::Place;

/// One table for a single file; for several one of what they share and one for each file.
pub(super) fn render(basket: &Basket) -> String {
    let mut out = String::new();
    if let [only] = basket.files() {
        out.push_str(&format!("**{}**\n\n", code_span(&shown_path(only, Place::Line).text)));
        table(&mut out, basket.entries().iter());
        return out;
    }
    out.push_str(&format!("**Shared by all {} files**\n\n", basket.files().len()));
    table(&mut out, basket.shared());
    for (file, entries) in basket.files().iter().zip(basket.rest_by_file()) {
        out.push_str(&format!("\n**{}**\n\n", code_span(&shown_path(file, Place::Line).text)));
        table(&mut out, entries.into_iter());
    }
    out
}

fn table<'a>(out: &mut String, entries: impl Iterator<Item = &'a Entry>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        out.push_str("nothing\n");
        return;
    }
    out.push_str("| what | value |\n|---|---|\n");
    for entry in entries {
        let value = if entry.value.kind().is_url() { entry.value.defanged() } else { entry.value.shown() };
        out.push_str(&format!("| {} | {} |\n", crate::ioc::value::visible(&entry.value.id.label()), code_span(&value)));
    }
}
