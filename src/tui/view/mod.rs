//! Facts to rows: what the panes show, with roles and without colours. Nothing is computed about a file here.

pub mod compare;
pub mod copy;
pub mod details;
pub mod details_certificate;
pub mod details_file;
pub mod details_lines;
pub mod details_signature;
pub mod finding;
pub mod groups;
pub mod help;
pub mod history;
pub mod list;
pub mod pick;
mod popup_hints;
pub mod summary;
pub mod timeline;
pub mod token;
pub mod tree;
mod tree_builder;
