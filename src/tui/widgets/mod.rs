//! Parts of the screen that know nothing of signatures.

pub mod canvas;
pub mod field;
pub mod glyphs;
pub mod scroll;
pub mod timeline_bar;
