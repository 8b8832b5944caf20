//! The copy menu and the basket: what is offered, whose it is, how it is written.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ioc::{Basket, Form, Format, ValueId};
use crate::tui::view::copy::CopyLine;
use crate::tui::widgets::scroll::Scroll;

/// Whose values are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The selected file, with the selected signature and certificate; in the groups, the files of the selected group.
    #[default]
    This,
    /// The marked files.
    Marked,
    /// All files of the list.
    All,
    /// What was collected.
    Basket,
}

/// Values that the analyst turned on or off; all others are as the format wants them.
pub type Choice = HashMap<ValueId, bool>;

/// The copy menu.
#[derive(Debug, Clone)]
pub struct CopyMenu {
    /// Whose values they are.
    pub scope: Scope,
    /// All of them.
    pub source: Arc<Basket>,
    /// What can be taken, one line each.
    pub lines: Vec<CopyLine>,
    /// Selection among the lines.
    pub scroll: Scroll,
    /// For whom they are written.
    pub format: Format,
    /// In which form a list has those values that know it.
    pub form: Option<Form>,
    /// The short form of the report to the CA.
    pub thin: bool,
    /// What was turned on or off here.
    pub choice: Choice,
    /// First visible line of the preview.
    pub preview_top: usize,
    /// Columns of the preview that are out of sight at the left.
    pub preview_left: usize,
    /// The exact bytes that Enter copies.
    pub text: Arc<str>,
    /// Number of values in it.
    pub values: usize,
}
