//! One file a pane. A pane draws what the views made and changes nothing.

pub mod compare;
pub mod copy;
pub mod details;
pub mod events;
pub mod files;
pub mod findings;
pub mod groups;
pub mod help;
pub mod hex;
pub mod list;
pub mod matrix;
pub mod menu;
pub mod overlay;
pub mod palette;
pub mod prompt;
pub mod signatures;
pub mod supposed;
pub mod timeline;
mod timeline_legend;
mod timeline_title;
