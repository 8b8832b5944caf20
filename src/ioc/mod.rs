//! Indicators: from the screen into every tool that comes next.
//!
//! In: analyses. [`all_values`] and [`values()`] list the indicators of a file or of one node of it; a [`Basket`] collects
//! them over files, folds equal ones and knows what all files share; [`render`] writes a basket for a consumer, in its
//! own spelling and quoting. Computing hashes and reading certificates is left to the analysis, the clipboard and the
//! menu to the workbench.
//!
//! Each [`Value`] carries its algorithm. A consumer that knows a certificate by its SHA-1 gets the SHA-1 of the
//! certificate that was picked, whichever of its thumbprints was picked; it never gets a SHA-256 in its place.

mod basket;
mod channels;
mod format;
mod kind;
mod oid;
mod picked;
mod revocation;
mod selector;
mod spelling;
mod uuid;
mod value;
mod values;

#[cfg(test)]
mod tests;

pub use basket::{Basket, Entry};
pub use format::{Format, IOC_SCHEMA, JSON_SCHEMA, RenderOptions, UnknownFormat, render};
pub use kind::{Kind, Party};
pub use selector::{UnknownValue, check_selector};
pub use spelling::{Form, Spelling, UnknownForm};
pub use value::{Origin, Value, ValueId};
pub use values::{Node, all_values, values};

use std::sync::Arc;

use crate::model::Analysis;

/// A basket of what a consumer gets of these files when nobody chose.
pub fn default_basket<'a>(format: Format, files: impl IntoIterator<Item = &'a Arc<Analysis>>) -> Basket {
    let mut basket = Basket::new();
    for analysis in files {
        let values = all_values(analysis).into_iter();
        basket.add_all(analysis, values.filter(|value| format.takes_by_default(value, analysis)));
    }
    basket
}

/// The values of a file that an analyst copies most: what names the file, the leaf, the subscriber and the time.
pub fn main_values(analysis: &Analysis) -> Vec<Value> {
    all_values(analysis).into_iter().filter(|value| Format::Plain.takes_by_default(value, analysis)).collect()
}
